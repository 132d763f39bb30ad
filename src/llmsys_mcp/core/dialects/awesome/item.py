"""What the usual bullet of awesome lists says, in its two shapes.

linked   = "[" title "](" url ")" [" - " description]
labelled = [mark] ["**"] title ["**"] tail
tail     = *( makers | venue | label )          in any order, between commas, dots and dashes
label    = "[[paper](" url ")]" | "[[paper]](" url ")" | "[paper](" url ")" | "([paper](" url "))"
mark     = "[" (date | venue) "]" | "(" (date | venue) ")" | "[ ]" | "[x]" | an image, linked or not

A label is a link whose text says what is behind it: paper, pdf, arXiv, code, project, … The first
that leads to a paper is the entry's link; a code link stands in only where there is no other.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from llmsys_mcp.core.dialects.awesome.parts import (
    DATE,
    DESCRIBED,
    Parts,
    Said,
    chosen_link,
    read_parts,
    read_said,
)
from llmsys_mcp.core.dialects.awesome.style import undotted
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import Link, plain
from llmsys_mcp.core.markup.strikes import without_strikes
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.mojibake import repaired
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.venue import read_venue, sure_venue

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PIECES = re.compile(
    r"(?:(?<!\s)\s+)?(?:[|｜·•]|(?<=\s)[-–—]\s|[,;](?=\s|\Z)|(?<![A-Z])[.](?=\s|\Z))\s*"
)
_EMPHASISED = re.compile(
    r"(?<![\w\\*_])(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_]).{1,400}?(?<=[^\s\\])(?P=mark)(?![\w*_])"
)
_AROUND = frozenset(' *_()[]"“”.,:;')
"""What may stand around a venue or a maker."""
_NO_DESCRIPTION = (",", ".", ";", "|", "｜", "(", "[", "*", "_")


@dataclass(frozen=True, slots=True)
class Piece:
    """A venue, a date or makers behind a title."""

    whole: Span
    """In what is said, from the piece before to its end and the mark that closes there."""
    words: Span
    """In the item, without marks and brackets around them."""
    text: str
    """The words as a reader sees them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An item's text with where it says what."""

    fields: Fields
    parts: Parts
    said: Said
    description: Span
    """In what is said, without a full stop at its end; empty where there is none."""
    venue: Piece | None
    """Behind the title."""
    makers: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    """All of them, in order."""


@lru_cache(maxsize=4096)
def read_item(body: str) -> Fields | None:
    """The fields of an item's text (marker removed); None when it is no entry."""
    body = without_strikes(body).strip()
    parts = read_parts(body)
    if parts is None:
        return read_house_item(body)
    found = read(body, parts)
    return found.fields if found else None


def read(body: str, parts: Parts) -> Reading | None:
    """What an item with these parts says; None when it is no entry."""
    title = repaired(plain(parts.title.of(body))).rstrip(":： ")
    if not any(map(str.isalnum, title)) or is_placeholder(title):
        return None
    said = read_said(body, parts)
    separator, description = _described(said.text) if parts.own else ("", Span(0, 0))
    at = _pipe(said.text, description.end) if separator or description.end else 0
    pieces = tuple(_pieces(said, at))
    venue, place, makers, year = _facts(pieces, plain(parts.mark.of(body)))
    chosen = chosen_link(parts)
    fields = Fields(
        title=title,
        url=chosen.url.of(body).strip("<>") if chosen else "",
        description=undotted(repaired(plain(description.of(said.text)))),
        venue=venue,
        organization=", ".join(maker.text for maker in makers),
        separator=separator,
        extras=tuple(_shown(body, link) for link, _ in parts.labels if link is not chosen),
        told_year=year,
    )
    return Reading(fields, parts, said, description, place, makers, pieces)


def _shown(body: str, link: Link) -> str:
    label = plain(link.text.of(body)).strip("[]() ")
    return f"[{label}]({link.url.of(body)})"


def _described(text: str) -> tuple[str, Span]:
    """(what separates the description, where in the text it stands)."""
    found = DESCRIBED.match(text)
    if found is None and text.lstrip().startswith(_NO_DESCRIPTION):
        return "", Span(0, 0)
    start = found.end() if found else len(text) - len(text.lstrip())
    words = undotted(text[start : _pipe(text, start)])
    return found[0] if found else "", Span(start, start + len(words))


def _pipe(text: str, start: int) -> int:
    """Where the first field between pipes begins, the end of the text where there is none."""
    pipe = text.find(" | ", max(start - 1, 0))
    return pipe if pipe >= 0 else len(text)


def _pieces(said: Said, start: int) -> Iterator[Piece]:
    """The pieces from `start` on, between pipes, signs and marks of emphasis."""
    marks = tuple(_marks(said.text, start))
    closing = dict(marks[1::2])
    before = at = start
    while at <= len(said.text):
        end = said.text.find(" | ", at)
        end = end if end >= 0 else len(said.text)
        for span in _cut(said.text, Span(at, end), marks):
            stop = closing.get(span.end, span.end)
            piece = _piece(said, Span(before, stop), span)
            if piece.text:
                yield piece
                before = stop
        at = end + 3


def _marks(text: str, start: int) -> Iterator[Span]:
    """The marks that open and close emphasis: `*A. Author, B. Author* OSDI' 24`."""
    for found in _EMPHASISED.finditer(text, start):
        size = len(found["mark"])
        yield Span(found.start(), found.start() + size)
        yield Span(found.end() - size, found.end())


def _cut(text: str, field: Span, marks: Sequence[Span]) -> Iterator[Span]:
    """One field between pipes, cut into pieces; a venue as a whole is not taken apart."""
    signs = () if read_venue(field.of(text)) else _PIECES.finditer(text, *field)
    for span in _parts(field, (Span(*found.span()) for found in signs)):
        inside = marks[bisect_left(marks, (span.start,)) : bisect_left(marks, (span.end,))]
        parts = [part for part in _parts(span, inside) if part.of(text).strip()]
        yield from (span,) if inside and _is_venue(text, span, parts) else parts


def _is_venue(text: str, span: Span, parts: Sequence[Span]) -> bool:
    """Whether parts with marks between them are one venue: `**ICML 2023** *(Oral)*`."""
    named = [read_venue(plain(part.of(text)).strip()) for part in parts]
    return bool(sure_venue(plain(span.of(text)))) and (bool(named[0]) or not any(named))


def _parts(span: Span, cuts: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span between cuts in it."""
    start = span.start
    for cut in cuts:
        yield Span(start, cut.start)
        start = cut.end
    yield Span(start, span.end)


def _piece(said: Said, whole: Span, span: Span) -> Piece:
    text = plain(span.of(said.text)).strip("".join(_AROUND))
    start, end = span
    while start < end and said.text[start] in _AROUND:
        start += 1
    while start < end and said.text[end - 1] in _AROUND and said.text[end - 2] != "\\":
        end -= 1
    if "(" in text and ")" not in text and ")" in said.text[end : span.end]:
        text, end = f"{text})", said.text.index(")", end) + 1  # `NeurIPS 2023 (Oral)`
    return Piece(whole, said.span(start, end), text)


def _facts(
    pieces: Iterable[Piece], mark: str
) -> tuple[str, Piece | None, tuple[Piece, ...], int | None]:
    """(venue, where it stands behind the title, makers, year)."""
    venue, place = mark if read_venue(mark) else "", None
    year = int(found[0]) if (found := _YEAR.search(mark)) and not venue else None
    makers: list[Piece] = []
    for piece in pieces:
        if read_venue(piece.text) and not venue:
            venue, place = piece.text, piece
        elif DATE.fullmatch(piece.text):
            year = year or int(_YEAR.findall(piece.text)[0])
        else:
            makers.append(piece)
    return venue, place, tuple(makers), year
