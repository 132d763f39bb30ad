"""Words that are struck out: `~~words~~` of GFM. They are read as if no line went through them."""

import re

from llmsys_mcp.core.markup.text import Edit, Span, apply_edits

_TOKEN = re.compile(
    r"\\[\s\S]"
    r"|(?<!`)(`{1,3})(?!`)[\s\S]{1,400}?(?<!`)\1(?!`)"
    r"|\]\((?:\([^()\s]*\)|[^()\s])*"
    r"|https?://[^\s<>]*[^\s<>?!.,:;*_~)\]]"
    r"|(?P<mark>(?<!~)~~(?!~))",
    re.IGNORECASE,
)
"""A mark, or what holds none: an escape, code, a link's target, an address."""


def without_strikes(item: str) -> str:
    """An item's words (marker removed) without the marks that strike some of them out.

    One that opens the item is taken away alone too: its other half may stand in a line below.
    """
    return apply_edits(item, [Edit(span, "") for span in _marks(item)])


def is_struck(item: str) -> bool:
    """Whether words of an item (marker removed) are struck out."""
    return bool(_marks(item))


def _marks(item: str) -> list[Span]:
    if "~~" not in item:
        return []
    marks: list[Span] = []
    opened: Span | None = None
    for found in _TOKEN.finditer(item):
        if not found["mark"]:
            continue
        span = Span(*found.span())
        if opened is None:
            opened = span if item[span.end :][:1].strip() else None
        elif not item[span.start - 1].isspace():
            marks += (opened, span)
            opened = None
    if opened and not item[: opened.start].strip(" *_"):
        marks.append(opened)
    return marks
