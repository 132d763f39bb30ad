"""One change of several pages split into a series of smaller ones: an entry at a time.

Each line that goes or comes belongs to a unit (an entry added, moved, edited or removed); a line
of no entry goes with the first unit of its place, as a heading or a year group does with the first
entry put into it. After the last step the pages are exactly the new ones.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from llmsys_mcp.core.markup.text import split_lines

Owners = Mapping[int, Hashable]
"""Line, counted from 1 → the unit it belongs to."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page before and after."""

    file: str
    before: str
    after: str
    old: Owners
    """Owners of the lines of `before`."""
    new: Owners
    """Owners of the lines of `after`."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines that come or go together; of no unit when they stay."""

    text: str
    comes: bool = True
    stays: bool = False
    unit: Hashable = None
    """None: whichever unit is the first."""


def split_change(changes: Sequence[PageChange]) -> tuple[Mapping[str, str], ...]:
    """The texts of all these pages after each step, by file; the last are the new pages."""
    pages = {change.file: tuple(_pieces(change)) for change in changes}
    order = _order(pages.values())
    return tuple(
        {file: "".join(_texts(pieces, order, number)) for file, pieces in pages.items()}
        for number in range(max(len(order), 1))
    )


def _order(pages: Iterable[Sequence[_Piece]]) -> dict[Hashable, int]:
    """Units in the order in which they come into the pages; those that only go follow."""
    pieces = [piece for page in pages for piece in page if piece.unit is not None]
    units = dict.fromkeys(
        [piece.unit for piece in pieces if piece.comes] + [piece.unit for piece in pieces]
    )
    return {unit: number for number, unit in enumerate(units)}


def _texts(pieces: Sequence[_Piece], order: Mapping[Hashable, int], number: int) -> Iterator[str]:
    """What the page holds once the units up to `number` are done."""
    for piece in pieces:
        if piece.stays or piece.comes == (order.get(piece.unit, 0) <= number):
            yield piece.text


def _pieces(change: PageChange) -> Iterator[_Piece]:
    old, new = split_lines(change.before), split_lines(change.after)
    for kind, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield _Piece("".join(old[i:j]), stays=True)
            continue
        goes = [change.old.get(at + 1) for at in range(i, j)]
        comes = [change.new.get(at + 1) for at in range(m, n)]
        first = next((unit for unit in (*comes, *goes) if unit is not None), None)
        for at, unit in enumerate(goes, i):
            yield _Piece(old[at], comes=False, unit=first if unit is None else unit)
        for at, unit in enumerate(comes, m):
            yield _Piece(new[at], unit=first if unit is None else unit)
