"""Paragraphs of a pasted text, and in which order titles and links stand in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Literal

from llmsys_mcp.core.intake.fields import NOTED, read_field
from llmsys_mcp.core.intake.line import LineReading, bare, read_line
from llmsys_mcp.core.intake.links import find_links
from llmsys_mcp.core.intake.paper import Pasted
from llmsys_mcp.core.intake.pieces import Gap, Line, Piece
from llmsys_mcp.core.intake.remarks import is_names
from llmsys_mcp.core.intake.words import unmarked

Order = Literal["title first", "link first", "unclear"]
_FOLDED = ("title", "description", "abstract", "organization", NOTED)
"""Fields whose values are long enough to be folded."""
_FOLDS = 6
"""Lines that a text goes on over, at most."""
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


def understood(
    paragraph: Sequence[Piece],
) -> Iterator[tuple[Piece, LineReading | None, Order, bool]]:
    """Each piece, what its line reads as beside the others, and in which order titles stand.

    The last value tells whether a link stands on the next line.
    """
    paragraph = _unfolded(paragraph)
    reads = [
        read_line(piece.text).of(piece.source)
        if isinstance(piece, Line) and not piece.said
        else None
        for piece in paragraph
    ]
    first = reads[0]
    if first is not None and first.form == "detail" and first.papers[0].venue and not first.listed:
        reads[0] = replace(first, form="heading", text=first.papers[0].venue)
    for at, (piece, read) in enumerate(zip(paragraph, reads, strict=True)):
        if isinstance(piece, Line) and read is not None and read.form in ("title", "maybe"):
            if _is_over(piece, read, paragraph[at + 1 : at + 2], reads[at + 1 : at + 2]):
                text = " ".join(filter(None, (read.papers[0].title, read.papers[0].description)))
                remark = Pasted(piece.source, remark=True)
                reads[at] = replace(read, form="heading", papers=(remark,), text=text, over=True)
            elif at and _is_titled(reads[at - 1]) and is_names(unmarked(piece.text)):
                reads[at] = replace(
                    read, form="detail", papers=(Pasted(piece.source, remark=True),)
                )
    fields = [
        read_field(bare(piece.text)) if isinstance(piece, Line) and read else None
        for piece, read in zip(paragraph, reads, strict=True)
    ]
    in_fields = _order([form for form in map(_given, reads, fields) if form])
    for at, (piece, read, order) in enumerate(zip(paragraph, reads, orders(reads), strict=True)):
        after = reads[at + 1] if at + 1 < len(reads) else None
        its = in_fields if fields[at] is not None else order
        yield piece, read, its, after is not None and after.form == "link"


def _unfolded(paragraph: Sequence[Piece]) -> list[Piece]:
    """`paragraph` with lines put together that were folded: what goes on stands further in."""
    whole: list[Piece] = []
    for piece in paragraph:
        last = whole[-1] if whole else None
        if isinstance(piece, Line) and isinstance(last, Line) and _goes_on(last, piece):
            text, lines = f"{last.text} {piece.text}", f"{last.source}\n{piece.text}"
            whole[-1] = replace(last, text=text, lines=lines)
        else:
            whole.append(piece)
    return whole


def _goes_on(line: Line, below: Line) -> bool:
    """Whether the text of `line`, a field's value or an item, goes on in the line below it."""
    words = bare(line.text)
    if below.indent <= line.indent or line.source.count("\n") >= _FOLDS:
        return False
    if bare(below.text) != below.text or read_field(below.text):
        return False
    links = find_links(below.text)
    if (named := read_field(words)) is not None:
        return bool(named[1]) and named[0] in _FOLDED and not links
    told = words != line.text and below.text[:1].islower() and not find_links(words)
    return told and not (links and not links[0].start) and not is_names(below.text)


def _is_over(
    line: Line, read: LineReading, next_: Sequence[Piece], its: Sequence[LineReading | None]
) -> bool:
    """Whether an item names what the items below it are about."""
    return any(
        isinstance(below, Line)
        and below.indent > line.indent
        and read.listed
        and (inner is not None and inner.listed and inner.form == "papers")
        and read_field(bare(below.text)) is None
        for below, inner in zip(next_, its, strict=True)
    )


def _is_titled(read: LineReading | None) -> bool:
    return read is not None and read.form in ("title", "maybe", "papers")


def _given(read: LineReading | None, named: tuple[str, str] | None) -> str:
    """What a line gives of a paper: its title or its link."""
    if named is not None:
        return {"title": "title", "url": "link"}.get(named[0], "")
    return read.form if read is not None and read.form in ("link", "title") else ""


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
    if not both or "title" not in both or both[0] == "title":
        return "title first"
    alternate = all(one != other for one, other in pairwise(both))
    return "link first" if alternate and both[-1] == "title" else "unclear"
