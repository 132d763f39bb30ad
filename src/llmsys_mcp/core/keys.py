"""Citation keys made of name, venue and year, such as `distserve-osdi24`: made, read, resolved.

A reading list cites by them and a bibliography is sorted by them. Resolving goes the other way:
which listed paper does a key stand for? The name must be in the title in one of the ways in which
names come to be, and the entry's venue and year must not speak against it, for short names are
taken again and again.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from llmsys_mcp.core.entry import Listed, year_of
from llmsys_mcp.core.registry import paper_id
from llmsys_mcp.core.title import title_key
from llmsys_mcp.core.venue import KNOWN, read_venue
from llmsys_mcp.core.wording import read_wording
from llmsys_mcp.core.words import runs

PREPRINT = "arXiv"
"""The venue of what no conference has taken yet."""

_KEY = re.compile(r"(?P<name>[A-Za-z0-9_+.:]{1,80})(?:-(?P<venue>[A-Za-z]{2,30})(?P<year>\d\d))?")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_TITLE_WORDS = 2
"""Words of a title without a name that make the name of its key."""
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
_DONE_WITHOUT = ("without", "beyond")
_TOLD_WORDS = 8


@dataclass(frozen=True, slots=True)
class Key:
    """A key in its parts."""

    name: str
    """Letters and digits, lower case."""
    venue: str
    """Usual spelling of a venue of the field, else as it is written; empty when there is none."""
    year: int | None


def read_key(text: str) -> Key:
    """The parts of `distserve-osdi24`; a text of another form is all name."""
    found = _KEY.fullmatch(text)
    if found is None or not found["venue"]:
        return Key(_plain(text), "", None)
    year = 2000 + int(found["year"])
    venue = found["venue"].lower()
    return Key(_plain(found["name"]), KNOWN.get(venue, venue), year)


def make_key(title: str, venue: str = "", url: str = "", year: int | None = None) -> str:
    """The key of a paper: its short name, else first words; its venue, else `arxiv`; the year.

    `year` counts where neither venue nor link tells one. Only `a-z`, `0-9` and one `-`.
    """
    known = read_venue(venue) if venue else None
    when = year_of(url, venue, "") or year
    identity = paper_id(url)
    if known is not None:
        place = _plain(known.usual or known.name.partition(" ")[0])
    else:
        place = "arxiv" if identity and identity.scheme == "arxiv" else ""
    told = f"{place}{when % 100:02d}" if when else place
    name = _name(title)
    return f"{name}-{told}" if told else name


def unique_keys(keys: Iterable[str]) -> list[str]:
    """The keys in order, each later twin with a letter behind it: `tempo-sosp25b`."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for key in keys:
        name, times = key, seen.get(key, 0)
        while name in seen:
            times += 1
            name = f"{key}{_letters(times)}"
        seen[key] = times
        seen.setdefault(name, 0)
        unique.append(name)
    return unique


def _letters(number: int) -> str:
    """1 is `b`, 25 is `z`, 26 is `ba`: what tells twins apart in citations."""
    letters = ""
    while True:
        number, digit = divmod(number, 26)
        letters = chr(ord("a") + digit) + letters
        if not number:
            return letters


def _plain(text: str) -> str:
    return _NOT_IN_KEY.sub("", title_key(text).replace("+", "p"))


def _name(title: str) -> str:
    wording = read_wording(title)
    words = "".join(written for _, written in wording.words[:_TITLE_WORDS])
    return _plain(wording.name) or _plain(wording.closing) or _plain(words) or "paper"


class Likeness(IntEnum):
    """How the name of a key stands in a title, the surest last."""

    NONE = 0
    PIECES = 1
    """Made of the beginnings of words: `approxcache` of `Approximate Caching`."""
    BEGINNING = 2
    """The beginning of a name: `moelight` of `MoE-Lightning`."""
    MENTIONED = 3
    """Words of the title, written together: `… with Sarathi-Serve`."""
    NAME = 4
    """What stands before the colon, or the whole title."""


_TOLD = {
    Likeness.NAME: "its name",
    Likeness.MENTIONED: "a name in its title",
    Likeness.BEGINNING: "the beginning of a name in its title",
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


class Resolver:
    """Finds the papers that keys stand for among listed entries. Made once per state of a list."""

    def __init__(self, entries: Iterable[Listed]) -> None:
        self._titles = [_Title.of(one) for one in entries if not one.entry.key]
        self._named: dict[str, list[int]] = defaultdict(list)
        self._mentioned: dict[str, list[int]] = defaultdict(list)
        for at, title in enumerate(self._titles):
            for name in title.names:
                self._named[name].append(at)
            for word in title.spelt:
                self._mentioned[word].append(at)
        self._sorted = sorted({*self._named, *self._mentioned})
        self._known: dict[str, Resolution] = {}

    def resolve(self, key: str) -> Resolution:
        """The paper that `key` stands for; remembered."""
        if key not in self._known:
            self._known[key] = self._resolved(read_key(key))
        return self._known[key]

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
        found: dict[int, Likeness] = {}
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
    is_project: bool
    names: frozenset[str]
    venue: str | None
    """Usual name of its venue, empty when the entry has none, None when it is no venue we read."""
    year: int | None
    words: tuple[str, ...]
    spelt: frozenset[str]
    """Each word, and each two neighbours in one, but for what the paper does without."""

    @classmethod
    def of(cls, listed: Listed) -> "_Title":
        entry = listed.entry
        identity = paper_id(entry.url)
        whole = entry.full_title
        words = tuple(_plain(word) for word in runs(whole)[:_WORDS_READ])
        spelt = {
            spelt
            for at, word in enumerate(words)
            if not at or words[at - 1] not in _DONE_WITHOUT
            for spelt in (word, "".join(words[at : at + 2]))
        }
        return cls(
            listed,
            identity is not None and identity.scheme == "github",
            frozenset(map(_plain, (read_wording(whole).name, entry.title, whole))) - {""},
            _venue_name(entry.venue),
            entry.year,
            words,
            frozenset(spelt - {""}),
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
                return dated or self.likeness is Likeness.NAME
            case _:
                return True

    def rank(self) -> tuple[bool, bool, Agreement, Likeness, int]:
        """Papers before projects, then named before mentioned, then the rest."""
        named = self.likeness is Likeness.NAME
        return (not self.title.is_project, named, self.agreement, self.likeness, -self.distance)

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
