"""Paragraphs of a pasted text, and in which order titles and links stand in them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal

from llmsys_mcp.core.intake.line import LineReading
from llmsys_mcp.core.intake.pieces import Gap, Piece

Order = Literal["title first", "link first", "unclear"]
_PAIRED = ("link", "title", "maybe")
"""Forms of lines that tell half of a paper."""


def paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces between gaps, paragraph by paragraph."""
    paragraph: list[Piece] = []
    for piece in (*pieces, Gap()):
        if not isinstance(piece, Gap):
            paragraph.append(piece)
        elif paragraph:
            yield paragraph
            paragraph = []


def orders(reads: Sequence[LineReading | None]) -> Iterator[Order]:
    """For each line of a paragraph, how titles and links stand in the run of them around it.

    A run is either of list items or of plain lines; a line that tells a whole paper ends it.
    """
    for kind, run in groupby(reads, _kind):
        forms = [read.form if read else "said" for read in run]
        yield from [_order(forms) if kind else "title first"] * len(forms)


def _kind(read: LineReading | None) -> str:
    """Of which run a line is; empty for none."""
    if read is None or read.form not in _PAIRED:
        return ""
    return "items" if read.listed else "lines"


def _order(forms: Sequence[str]) -> Order:
    """Whether titles stand before their links in a run that has both, or behind."""
    both = ["link" if form == "link" else "title" for form in forms]
    if "title" not in both or both[0] == "title":
        return "title first"
    alternate = all(one != other for one, other in pairwise(both))
    return "link first" if alternate and both[-1] == "title" else "unclear"
