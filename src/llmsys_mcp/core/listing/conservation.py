"""What became of every entry between two states of a list: nothing may vanish unsaid.

Entries are accounted for by what they are about, never by their line: first the same text in the
same section, then the same text elsewhere, then the same paper id, then the same full title.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from llmsys_mcp.core.ends import alike_at_ends
from llmsys_mcp.core.identity import title_key
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.core.page.entry import Listed


class Pair(NamedTuple):
    """An entry before and after."""

    before: Listed
    after: Listed

    @property
    def was_moved(self) -> bool:
        """Whether it stands on another page, in another section or year group."""
        return place_of(self.before) != place_of(self.after)

    @property
    def was_edited(self) -> bool:
        """Whether a character of it changed, or what its reference leads to.

        A key's paper is told by other files, which are no part of the entry.
        """
        before, after = self.before.entry, self.after.entry
        return before.raw != after.raw or (not after.key and before.url != after.url)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every entry of both states, each in exactly one group (a moved one may be edited too)."""

    kept: tuple[Pair, ...]
    edited: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]

    @property
    def lost(self) -> tuple[Listed, ...]:
        """Removed entries whose paper is nowhere in the list any more."""
        pairs = (*self.kept, *self.edited, *self.moved)
        still = {paper_key(pair.after) for pair in pairs} | {paper_key(one) for one in self.added}
        titles = {_title(pair.after) for pair in pairs} | {_title(one) for one in self.added}
        return tuple(
            one for one in self.removed if paper_key(one) not in still and _title(one) not in titles
        )


def paper_key(listed: Listed) -> str:
    """What the ids of all entries about one paper have in common: the id without `#2`."""
    return listed.id.partition("#")[0]


_in_list = attrgetter("after.file", "after.entry.line")
"""The order of pairs: by page and line."""


def place_of(listed: Listed) -> tuple[str, str, str]:
    """Page, section and year group that an entry stands in."""
    return listed.file, listed.entry.section, listed.entry.bucket


def _title(listed: Listed) -> str:
    """What tells the title apart; a title of signs alone has no key and stands for itself."""
    title = listed.entry.full_title
    return title_key(title) or title


def compare(before: PaperList, after: PaperList) -> Comparison:
    """Account for every entry of `before` and of `after`."""
    kept, old, new = _untouched(before.entries, after.entries)
    pairs: list[Pair] = []
    for key in (_text_and_place, _text, _paper_and_place, paper_key, _title_and_place, _title):
        matched, old, new = _match(old, new, key)
        pairs += matched
    pairs.sort(key=_in_list)
    edited: list[Pair] = []
    moved: list[Pair] = []
    for pair in pairs:
        (moved if pair.was_moved else edited if pair.was_edited else kept).append(pair)
    kept.sort(key=_in_list)
    return Comparison(tuple(kept), tuple(edited), tuple(moved), tuple(new), tuple(old))


def _untouched(
    before: Sequence[Listed], after: Sequence[Listed]
) -> tuple[list[Pair], list[Listed], list[Listed]]:
    """Pairs of entries that nobody touched from both ends of the list; and what is between.

    Most edits touch one entry. No other pair could be found for these: the same text in the same
    place comes first.
    """
    first, last = alike_at_ends(before, after, _is_touched)
    old, new = len(before) - last, len(after) - last
    ends = (
        *zip(before[:first], after[:first], strict=True),
        *zip(before[old:], after[new:], strict=True),
    )
    return list(map(Pair._make, ends)), list(before[first:old]), list(after[first:new])


def _is_touched(before: Listed, after: Listed) -> bool:
    """Whether an entry says anything else or elsewhere; asked of every entry at every edit."""
    one, other = before.entry, after.entry
    return before.file != after.file or (
        one is not other
        and (
            one.raw != other.raw
            or one.url != other.url
            or one.section != other.section
            or one.bucket != other.bucket
        )
    )


def _text_and_place(listed: Listed) -> Hashable:
    return listed.entry.raw, place_of(listed)


def _text(listed: Listed) -> Hashable:
    return listed.entry.raw


def _paper_and_place(listed: Listed) -> Hashable:
    return paper_key(listed), place_of(listed)


def _title_and_place(listed: Listed) -> Hashable:
    return _title(listed), place_of(listed)


def _match(
    old: Iterable[Listed], new: Iterable[Listed], key: Callable[[Listed], Hashable]
) -> tuple[list[Pair], list[Listed], list[Listed]]:
    """Pairs with the same key, in order; and what is left of either side."""
    waiting: dict[Hashable, list[Listed]] = defaultdict(list)
    for listed in old:
        waiting[key(listed)].append(listed)
    for queue in waiting.values():
        queue.reverse()
    pairs, unmatched = [], []
    for listed in new:
        queue = waiting.get(key(listed), [])
        if queue:
            pairs.append(Pair(queue.pop(), listed))
        else:
            unmatched.append(listed)
    left = [listed for queue in waiting.values() for listed in reversed(queue)]
    left.sort(key=lambda listed: (listed.file, listed.entry.line))
    return pairs, left, unmatched
