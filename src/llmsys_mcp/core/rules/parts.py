"""Where the parts of an entry stand in its page: link, separators, fields.

The grammar (`core/dialects`) says what an item means; this says which characters say it, so that a
fix can touch one part and leave the rest alone. Both cut at the same places.
"""

import re
from dataclasses import dataclass

from llmsys_mcp.core.entry import Entry
from llmsys_mcp.core.markdown import Link, read_link
from llmsys_mcp.core.text import Span

_MARKER = re.compile(r"([-*+])([ \t]+)")
_MARKS = re.compile(r"[*_]{0,3}")
_CODE = re.compile(r"(?<!`)(`{1,4})(?!`)[^`]{1,500}\1(?!`)")
_PIPE = re.compile(r"\\[\s\S]|([|｜])")


@dataclass(frozen=True, slots=True)
class Parts:
    """Places in the page; all of them on the item's first line."""

    line: Span
    """From the marker to the last character, a comment at the end left out."""
    marker: Span
    """`-`, `*` or `+`."""
    gap: Span
    """The blanks behind the marker."""
    link: Link | None
    """The link that the entry is about, its spans counted in the page."""
    head: Span
    """From behind the link (and emphasis around it) to the first pipe; all of it without one."""
    pipes: tuple[int, ...]
    """Each `|` or `｜` that separates fields."""
    fields: tuple[Span, ...]
    """What stands behind each pipe, with the blanks around it."""


def read_parts(entry: Entry) -> Parts:
    """The parts of an entry's first line. Linear in its length; never raises."""
    text = entry.raw.partition("\n")[0]
    comment = text.find("<!--")
    text = (text if comment < 0 else text[:comment]).rstrip()
    start = entry.span.start
    marker = _MARKER.match(text)
    body = marker.end() if marker else 0
    opening = _MARKS.match(text, body)
    inner = opening.end() if opening and text.startswith("[", opening.end()) else body
    link = read_link(text[inner:])
    after = inner + link.span.end if link else body
    if link and inner > body and (closing := _MARKS.match(text, after)):
        after = min(closing.end(), after + inner - body)
    pipes = [found.start() for found in _PIPE.finditer(text, after) if found[1]]
    ends = [*pipes, len(text)]
    return Parts(
        line=Span(start, start + len(text)),
        marker=Span(start, start + (marker.end(1) if marker else 0)),
        gap=Span(start + (marker.end(1) if marker else 0), start + body),
        link=_moved(link, start + inner) if link else None,
        head=Span(start + after, start + ends[0]),
        pipes=tuple(start + at for at in pipes),
        fields=tuple(
            Span(start + at + 1, start + end) for at, end in zip(pipes, ends[1:], strict=True)
        ),
    )


def _moved(link: Link, by: int) -> Link:
    return Link(_shifted(link.text, by), _shifted(link.url, by), _shifted(link.span, by))


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def trimmed(text: str, span: Span) -> Span:
    """`span` without the blanks at its ends; empty at its start when there is nothing else."""
    inside = span.of(text)
    left = len(inside) - len(inside.lstrip())
    if left == len(inside):
        return Span(span.start, span.start)
    return Span(span.start + left, span.start + len(inside.rstrip()))


def in_code(line: str, at: int) -> bool:
    """Whether the character at `at` stands in a code span of the line."""
    return "`" in line and any(found.start() < at < found.end() for found in _CODE.finditer(line))
