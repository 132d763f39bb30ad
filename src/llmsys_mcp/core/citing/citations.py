"""Which listed paper does a citation key stand for?

The name must be in the title in one of the ways in which names come to be, and the entry's venue
and year must not speak against it, for short names are taken again and again.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from llmsys_mcp.core.citing.agreement import RECENT, Agreement, agreement, venue_name
from llmsys_mcp.core.citing.keys import Key, key_name, read_key
from llmsys_mcp.core.citing.name_pieces import joins, made_of
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.sameness.wording import read_wording
from llmsys_mcp.core.words import runs

_BEGINNING = 5
"""Letters that a name has at least to be known by them as the beginning of a longer one."""
_PIECED_NAME = 6
"""Letters that a name has at least to be made of pieces."""
_WORDS_READ = 40
"""Words of a title in which pieces of a name are looked for."""
_COINED = re.compile(r"(?=[^\W_]*[^\W\d_]+[A-Z\d]|[^\W_]*-)[^\W_]+(?:-[^\W_]+){0,3}")
"""A word with a capital or digit inside, or with hyphens."""
_DONE_WITHOUT = re.compile(r"\b(?:without|beyond) ([\w-]{1,40})", re.IGNORECASE)
_TOLD_WORDS = 8
"""Words of a title that a reason names."""


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
        return entry._replace(
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
            if agreement(key, title.venue, title.year) is Agreement.SAME:
                may_be = made_of(key.name, title.words)
            else:
                may_be = len(title.words) > 1 and joins(key.name, *title.words[:2])
            if may_be:
                yield self._candidate(key, at, Likeness.PIECES)

    def _candidate(self, key: Key, at: int, likeness: Likeness) -> "_Candidate":
        title = self._titles[at]
        distance = abs(title.year - key.year) if title.year and key.year else RECENT
        return _Candidate(title, likeness, agreement(key, title.venue, title.year), distance)


@dataclass(frozen=True, slots=True)
class _Title:
    """A listed title, taken apart once."""

    listed: Listed
    list_number: int
    """Counted from 0, in the order in which the lists are given."""
    is_project: bool
    names: frozenset[str]
    venue: str | None
    """As `venue_name` tells it."""
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
            venue_name(entry.venue),
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
