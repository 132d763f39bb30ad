"""Entries that are, or may be, one paper, found quickly enough to be asked at every look.

Only entries that share a number, a page, a whole title or (in one section) a name are compared,
each small group by `DuplicateIndex`. So the time grows with the list, not with its square.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.identity import (
    PaperId,
    canonical_url,
    paper_id,
    shared_pages,
    short_name,
    title_key,
)
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.sameness.verdict import Match, Pair, as_cross_list, spoken
from llmsys_mcp.services.duplicates import SAME_TITLE, DuplicateIndex, is_whole

_NAMESAKES = 8
"""Entries of a section that share a name at most; what more share is no paper's name."""
_GROUP = 32
"""Entries compared at once; a larger group is cut, each part with the first entry before it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What one entry is recognised by."""

    listed: Listed
    identity: PaperId | str | None
    """A number, else a page of its own."""
    key: str
    """Of the whole title; empty for a placeholder."""

    def marks(self) -> Iterator[Hashable]:
        """What another entry may share with it."""
        entry = self.listed.entry
        if self.identity is not None:
            yield self.identity
        for title in {entry.full_title, entry.title}:
            if self.key and is_whole(title):
                yield "title", title_key(title)


def find_pairs(papers: PaperList) -> tuple[Pair, ...]:
    """Pairs of entries that are one paper, or share a number without being it, in list order.

    Of several entries about one paper each is paired with the first. Linear in the list's length.
    """
    known = _read(papers.entries)
    place = {id(one.listed): at for at, one in enumerate(known)}
    pairs: list[Pair] = []
    first_of: dict[Hashable, _Known] = {}
    several: list[_Known] = []
    for one in known:
        telling = one.key and (one.identity or is_whole(one.listed.entry.full_title))
        same = (one.identity, one.key) if telling else None
        if same is None or same not in first_of:
            several.append(one)
            if same is not None:
                first_of[same] = one
        else:
            pairs.append(_twins(first_of[same], one))
    for group in _groups(several):
        pairs += DuplicateIndex([one.listed for one in group]).pairs()
    pairs.sort(key=lambda pair: (place[id(pair.first)], place[id(pair.second)]))
    return tuple(pairs)


def _read(entries: Sequence[Listed]) -> list[_Known]:
    keys = [
        "" if is_placeholder(listed.entry.full_title) else title_key(listed.entry.full_title)
        for listed in entries
    ]
    shared = shared_pages(zip((listed.entry.url for listed in entries), keys, strict=True))
    found = []
    for listed, key in zip(entries, keys, strict=True):
        url = listed.entry.url
        identity = (paper_id(url) or canonical_url(url) or None) if url else None
        found.append(_Known(listed, None if identity in shared else identity, key))
    return found


def _twins(first: _Known, second: _Known) -> Pair:
    """Two entries with one link and one title: nothing is left to be judged."""
    if first.identity is None:
        match = Match(second.listed, 1.0, "same-title", SAME_TITLE)
    else:
        match = Match(second.listed, 1.0, "same-id", f"same {spoken(first.identity)}")
    match = as_cross_list(match, first.listed)
    return Pair(first.listed, second.listed, match.score, match.relation, match.reason)


def _groups(known: Sequence[_Known]) -> Iterator[list[_Known]]:
    """Entries that share a mark, directly or through others; groups of one are left out."""
    above = list(range(len(known)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    for places in _by_mark(known):
        for at in places[1:]:
            one, other = sorted((top(places[0]), top(at)))
            above[other] = one
    groups: defaultdict[int, list[_Known]] = defaultdict(list)
    for at, entry in enumerate(known):
        groups[top(at)].append(entry)
    for group in groups.values():
        for start in range(1, len(group), _GROUP):
            yield [group[0], *group[start : start + _GROUP]]


def _by_mark(known: Sequence[_Known]) -> Iterator[list[int]]:
    """Places of the entries that share a mark, or a name in one section."""
    by_mark: defaultdict[Hashable, list[int]] = defaultdict(list)
    by_name: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, one in enumerate(known):
        for mark in one.marks():
            by_mark[mark].append(at)
        entry = one.listed.entry
        if name := title_key(short_name(entry.full_title)):
            by_name[one.listed.file, entry.section, name].append(at)
    yield from by_mark.values()
    yield from (places for places in by_name.values() if len(places) <= _NAMESAKES)
