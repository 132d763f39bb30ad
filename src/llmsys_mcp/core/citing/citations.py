"""Which listed paper does a citation key stand for?

The name must be in the title in one of the ways in which names come to be, and the entry's venue
and year must not speak against it, for short names are taken again and again.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from llmsys_mcp.core.citing.keys import Key, key_name, read_key
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.sameness.wording import read_wording
from llmsys_mcp.core.venue import PREPRINT, read_venue
from llmsys_mcp.core.words import runs

_RECENT = 3
"""Years that may lie between a preprint and its publication."""
_BEGINNING = 5
"""Letters that a name has at least to be known by them as the beginning of a longer one."""
_CLEAR = 4
"""Letters of each piece from which on a name made of pieces needs no venue to agree."""
_PIECES = 3
_PIECED_NAME = 6
_WORDS_READ = 40
"""Words of a title in which pieces of a name are looked for."""
_COINED = re.compile(r"(?=[^\W_]*[^\W\d_]+[A-Z\d]|[^\W_]*-)[^\W_]+(?:-[^\W_]+){0,3}")
"""A word with a capital or digit inside, or with hyphens."""
_DONE_WITHOUT = re.compile(r"\b(?:without|beyond) ([\w-]{1,40})", re.IGNORECASE)
_TOLD_WORDS = 8


class Likeness(IntEnum):
    """How the name of a key stands in a title, the surest last."""

    PIECES = 1
    """Made of the beginnings of words: `approxcache` of `Approximate Caching`."""
    WORD = 2
    """A word of the title like any other, or two of them; the venue has to agree."""
    BEGINNING = 3
    """The beginning of a name: `moelight` of `MoE-Lightning`."""
    MENTIONED = 4
    """What looks like a name in the title: `… with Sarathi-Serve`."""
    NAME = 5
    """What stands before the colon, or the whole title."""


_TOLD = {
    Likeness.NAME: "its name",
    Likeness.MENTIONED: "a name in its title",
    Likeness.BEGINNING: "the beginning of a name in its title",
    Likeness.WORD: "a word of its title",
    Likeness.PIECES: "made of words of its title",
}


class Agreement(IntEnum):
    """What the venue and year of an entry say to those of a key."""

    AGAINST = 0
    SLIP = 1
    """The venue of the key, one year off."""
    OPEN = 2
    """Nothing against it: a preprint of the years before, or no venue at all."""
    SAME = 3


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a key stands for."""

    listed: Listed | None
    """None when no listed paper can be meant."""
    reason: str
    """Why, in words a person can check."""


class Citations:
    """Finds the papers that keys stand for among listed entries. Made once per state of a list."""

    def __init__(
        self, entries: Iterable[Listed], records: Mapping[str, Listed] | None = None
    ) -> None:
        self.records = records or {}
        """Records of the bibliography by key: what they say comes first."""
        lists: dict[str, int] = {}
        self._titles = [
            _Title.of(one, lists.setdefault(one.list, len(lists)))
            for one in entries
            if not one.entry.key
        ]
        self._named: dict[str, list[int]] = defaultdict(list)
        self._mentioned: dict[str, list[int]] = defaultdict(list)
        self._worded: dict[str, list[int]] = defaultdict(list)
        for at, title in enumerate(self._titles):
            for name in title.names:
                self._named[name].append(at)
            for word in title.coined:
                self._mentioned[word].append(at)
            for word in title.spelt:
                self._worded[word].append(at)
        self._sorted = sorted({*self._named, *self._mentioned})
        self._known: dict[str, Resolution] = {}

    def resolve(self, key: str) -> Resolution:
        """The paper that `key` stands for; remembered."""
        if key in self.records:
            return Resolution(self.records[key], "the site's bibliography has its record")
        if key not in self._known:
            self._known[key] = self._resolved(read_key(key))
        return self._known[key]

    def told(self, entry: Entry) -> Entry:
        """`entry` with the title and link of what it cites; as it is when nobody knows that."""
        cited = self.resolve(entry.key).listed if entry.key else None
        if cited is None:
            return entry
        return replace(
            entry,
            title=cited.entry.title,
            url=cited.entry.url,
            description=cited.entry.description,
            organization=cited.entry.organization,
        )

    def _resolved(self, key: Key) -> Resolution:
        found = [self._candidate(key, at, like) for at, like in self._alike(key.name).items()]
        fitting = [one for one in found if one.fits]
        fitting = fitting or [one for one in self._pieced(key) if one.fits]
        if fitting:
            return max(fitting, key=_Candidate.rank).resolution(key)
        if found:
            entry = max(found, key=_Candidate.rank).title.listed.entry
            told = " ".join(entry.full_title.split()[:_TOLD_WORDS])
            when = entry.venue or entry.year or "no year"
            return Resolution(None, f"only other papers have it in their title: {told} ({when})")
        return Resolution(None, "no listed title has that name")

    def _alike(self, name: str) -> dict[int, Likeness]:
        """Titles by number, each with the surest way in which `name` stands in it."""
        found = dict.fromkeys(self._worded.get(name, ()), Likeness.WORD)
        if len(name) >= _BEGINNING:
            start = bisect_left(self._sorted, name)
            for at in range(start, len(self._sorted)):
                if not self._sorted[at].startswith(name):
                    break
                longer = self._sorted[at]
                for title in (*self._named.get(longer, ()), *self._mentioned.get(longer, ())):
                    found[title] = Likeness.BEGINNING
        found |= dict.fromkeys(self._mentioned.get(name, ()), Likeness.MENTIONED)
        return found | dict.fromkeys(self._named.get(name, ()), Likeness.NAME)

    def _pieced(self, key: Key) -> Iterator["_Candidate"]:
        """Titles whose words the name may be made of; the first two, or any of the same venue."""
        if len(key.name) < _PIECED_NAME:
            return
        for at, title in enumerate(self._titles):
            same = _agreement(key, title) is Agreement.SAME
            words = title.words if same else title.words[:2]
            pieces = _pieces(key.name, words, in_order=not same)
            if pieces:
                yield self._candidate(key, at, Likeness.PIECES)

    def _candidate(self, key: Key, at: int, likeness: Likeness) -> "_Candidate":
        title = self._titles[at]
        distance = abs(title.year - key.year) if title.year and key.year else _RECENT
        return _Candidate(title, likeness, _agreement(key, title), distance)


@dataclass(frozen=True, slots=True)
class _Title:
    """A listed title, taken apart once."""

    listed: Listed
    list_number: int
    """Counted from 0, in the order in which the lists are given."""
    is_project: bool
    names: frozenset[str]
    venue: str | None
    """Usual name of its venue, empty when the entry has none, None when it is no venue we read."""
    year: int | None
    words: tuple[str, ...]
    coined: frozenset[str]
    """Words that look made up or hyphenated, and what closes the title: names, most likely."""
    spelt: frozenset[str]
    """Each word, and each two neighbours in one."""

    @classmethod
    def of(cls, listed: Listed, list_number: int) -> "_Title":
        entry = listed.entry
        identity = paper_id(entry.url)
        whole = entry.full_title
        wording = read_wording(whole)
        words = tuple(key_name(word) for word in runs(whole)[:_WORDS_READ])
        pairs = (one + other for one, other in pairwise(words))
        without = {key_name(word) for word in _DONE_WITHOUT.findall(whole)}
        coined = {*map(key_name, _COINED.findall(whole)), *wording.edges}
        return cls(
            listed,
            list_number,
            identity is not None and identity.scheme == "github",
            frozenset(map(key_name, (wording.name, entry.title, whole))) - {""},
            _venue_name(entry.venue),
            entry.year,
            words,
            frozenset(coined - without - {""}),
            frozenset({*words, *pairs} - without - {""}),
        )


@dataclass(frozen=True, slots=True)
class _Candidate:
    title: _Title
    likeness: Likeness
    agreement: Agreement
    distance: int
    """Years between key and entry."""

    @property
    def fits(self) -> bool:
        """Whether the entry may be meant: what its venue says is no less sure than the name."""
        match self.agreement:
            case Agreement.AGAINST:
                return False
            case Agreement.SLIP:
                return self.likeness is Likeness.NAME
            case Agreement.OPEN:
                dated = self.title.year is not None
                named = self.likeness is Likeness.NAME
                return named or (dated and self.likeness is not Likeness.WORD)
            case _:
                return True

    def rank(self) -> tuple[bool, bool, int, Agreement, Likeness, int]:
        """Papers before projects, named before mentioned, the first list before the others."""
        title, named = self.title, self.likeness is Likeness.NAME
        rest = self.agreement, self.likeness, -self.distance
        return (not title.is_project, named, -title.list_number, *rest)

    def resolution(self, key: Key) -> Resolution:
        told = f"`{key.name}` is {_TOLD[self.likeness]}"
        entry = self.title.listed.entry
        match self.agreement:
            case Agreement.SAME:
                told += f", {entry.venue or entry.year} agrees"
            case Agreement.SLIP:
                told += f", though the list says {entry.venue}"
            case _ if entry.venue:
                told += f", published at {entry.venue}"
            case _ if entry.year:
                told += f", a preprint of {entry.year}"
            case _:
                told += ", listed without a year"
        return Resolution(self.title.listed, told)


def _pieces(name: str, words: Sequence[str], *, in_order: bool) -> list[str]:
    """Beginnings of different words that `name` is made of; empty when it is not.

    Two or three of them, one of three letters at least, and only one of a single letter.
    `in_order`: of all the words in their order, each clear by itself.
    """
    if in_order:
        cut = next((c for c in range(_CLEAR, len(name) - _CLEAR + 1) if _two(name, c, words)), 0)
        return [name[:cut], name[cut:]] if cut else []
    found = _cut(name, words, _PIECES)
    singles = sum(len(piece) == 1 for piece in found)
    return found if len(found) > 1 and singles <= 1 and max(map(len, found)) >= _PIECES else []


def _two(name: str, cut: int, words: Sequence[str]) -> bool:
    two = len(words) == 2
    return two and _begins(words[0], name[:cut]) and _begins(words[1], name[cut:])


def _cut(name: str, words: Sequence[str], most: int) -> list[str]:
    """`name` cut into at most `most` beginnings of words, the longest first taken first."""
    for size in range(len(name), 0, -1) if most else ():
        piece = name[:size]
        at = next((at for at, word in enumerate(words) if _begins(word, piece)), None)
        if at is None:
            continue
        if size == len(name):
            return [piece]
        if rest := _cut(name[size:], [*words[:at], *words[at + 1 :]], most - 1):
            return [piece, *rest]
    return []


def _begins(word: str, piece: str) -> bool:
    """Whether `piece` begins the word, endings aside: `cache` begins `caching`."""
    if word.startswith(piece):
        return True
    stem = piece[:-1]
    return len(stem) >= _CLEAR and piece[-1] == "e" and word in (f"{stem}ing", f"{stem}ed")


def _venue_name(text: str) -> str | None:
    venue = read_venue(text) if text else None
    if venue is None:
        return None if text else ""
    return venue.usual or venue.name


def _agreement(key: Key, title: _Title) -> Agreement:
    venue, year = title.venue, title.year
    if not key.venue or key.year is None:
        return Agreement.OPEN
    if venue and venue.casefold() == key.venue.casefold():
        if year is None or year == key.year:
            return Agreement.SAME
        return Agreement.SLIP if abs(year - key.year) == 1 else Agreement.AGAINST
    if year is None:
        return Agreement.AGAINST if venue else Agreement.OPEN
    if key.venue == PREPRINT:
        if not venue:
            return Agreement.SAME if year == key.year else Agreement.AGAINST
        return Agreement.OPEN if 0 <= year - key.year <= _RECENT else Agreement.AGAINST
    if venue and venue != PREPRINT:
        return Agreement.AGAINST
    return Agreement.OPEN if 0 <= key.year - year <= _RECENT else Agreement.AGAINST
