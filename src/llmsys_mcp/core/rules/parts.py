"""Where the parts of an entry stand in its page: link, separators, fields.

The grammar (`core/dialects`) says what an item means; this says which characters say it, so that a
fix can touch one part and leave the rest alone. Both cut at the same places.
"""

import re
from dataclasses import dataclass

from llmsys_mcp.core.markup.markdown import Link, read_link, without_break
from llmsys_mcp.core.markup.marker import MARKER
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.entry import Entry

_MARKER = re.compile(MARKER)
_MARKS = re.compile(r"[*_~]{0,4}")
COLON = re.compile(r"[ \t]*([:：])[ \t]*")
DASH = re.compile(r"[ \t]+([-–—])[ \t]+|[ \t]*([–—])[ \t]*")
"""What may stand between a title and what is said of it, with its blanks."""
_BLANKS = " \t"
_CODE = re.compile(r"(?<!`)(`{1,4})(?!`)[^`]{1,500}\1(?!`)")
_MATH = re.compile(r"(?<![\\$])(\${1,2})(?![\s$])[^$\n]{0,500}(?<![\s\\])\1(?![\d$])")
"""Formulas as GitHub and KaTeX set them apart from prices: no blank inside, no digit behind."""
_PIPE = re.compile(r"\\[\s\S]|([|｜])")


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between two parts: its place, the sign, and the blanks around it."""

    span: Span
    sign: str
    form: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """Places in the page; all of them on the item's first line."""

    line: Span
    """From the marker to the last character, a comment at the end left out."""
    marker: Span
    """`-`, `*`, `+`, or a number with its sign."""
    gap: Span
    """The blanks behind the marker."""
    link: Link | None
    """The link that the entry is about, its spans counted in the page."""
    head: Span
    """From behind the link (and emphasis around it) to the first pipe; all of it without one."""
    fields: tuple[Span, ...]
    """What stands behind each pipe, with the blanks around it."""
    separator: Joint | None
    """The colon or dash behind the link, when something follows it."""
    pipes: tuple[Joint, ...]
    """Each `|` or `｜` that separates fields; one form is empty where nothing follows."""


def read_parts(entry: Entry) -> Parts:
    """The parts of an entry's first line. Linear in its length; never raises."""
    text, goes_on, _ = entry.raw.partition("\n")
    text = without_break(text) if goes_on else text
    comment = text.find("<!--")
    text = (text if comment < 0 else text[:comment]).rstrip()
    start = entry.span.start
    marker = _MARKER.match(text)
    sign_end = marker.end("sign") if marker else 0
    gap_end, body = (marker.end("gap"), marker.end()) if marker else (0, 0)
    link, after = _link_at(text, body)
    cuts = [found.start() for found in _PIPE.finditer(text, after) if found[1]]
    ends = [*cuts, len(text)]
    return Parts(
        line=Span(start, start + len(text)),
        marker=Span(start, start + sign_end),
        gap=Span(start + sign_end, start + gap_end),
        link=_moved(link, start) if link else None,
        head=Span(start + after, start + ends[0]),
        fields=tuple(
            Span(start + at + 1, start + end) for at, end in zip(cuts, ends[1:], strict=True)
        ),
        separator=_separator(text[after : ends[0]], start + after) if link else None,
        pipes=tuple(
            _pipe(text, at, after, end, start) for at, end in zip(cuts, ends[1:], strict=True)
        ),
    )


def _link_at(text: str, body: int) -> tuple[Link | None, int]:
    """The link that an item begins with, and where what follows it begins."""
    opening = _MARKS.match(text, body)
    inner = opening.end() if opening and text.startswith("[", opening.end()) else body
    found = read_link(text[inner:])
    if found is None:
        return None, body
    link = _moved(found, inner)
    after = link.span.end
    if inner > body and (closing := _MARKS.match(text, after)):
        after = min(closing.end(), after + inner - body)
    return link, after


def _separator(head: str, start: int) -> Joint | None:
    found = COLON.match(head) or DASH.match(head)
    if found is None or found.end() >= len(head.rstrip()):
        return None
    sign = found[1] or found[2]
    before, _, behind = found[0].partition(sign)
    return Joint(Span(start, start + found.end()), sign, (before, behind))


def _pipe(text: str, at: int, after: int, end: int, start: int) -> Joint:
    left, right = at, at + 1
    while left > after and text[left - 1] in _BLANKS:
        left -= 1
    while right < end and text[right] in _BLANKS:
        right += 1
    span = Span(start + left, start + right)
    return Joint(span, text[at], (text[left:at], text[at + 1 : right]))


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


def is_verbatim(line: str, at: int) -> bool:
    """Whether the character at `at` stands in code or in a formula, where each one counts."""
    return in_code(line, at) or (
        "$" in line and any(found.start() < at < found.end() for found in _MATH.finditer(line))
    )
