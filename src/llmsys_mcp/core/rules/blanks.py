"""Rules about what nobody sees: blanks at the end of a line, hidden characters."""

import re
from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.listing.paper_list import Page
from llmsys_mcp.core.markup.blocks import Block, Kind
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.policy.characters import find_unseen, kind_of, numbered
from llmsys_mcp.core.rules.rule import LintRule, Subject, replaced
from llmsys_mcp.core.writing.house import Rule

TRAILING = Rule(
    "LL221", "trailing-space", "nobody sees it, and every editor and diff trips over it"
)
HIDDEN = Rule("LL222", "hidden-character", "readers see another text than programs do")

_BREAK = 2
"""Blanks at the end of a line that break it (CommonMark 6.7)."""
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_ANCHOR = re.compile(r"\]\(#[^\s()]{0,200}\Z")
"""The beginning of a link to an anchor, in which the selector of a heading's sign is needed."""
_ANCHOR_LIMIT = 203
"""Characters of the longest beginning that is seen."""


def trailing_space(subject: Subject) -> Iterator[Diagnostic]:
    """No blanks at the end of a line."""
    for page in subject.papers.pages:
        blocks = page.document.blocks
        for at, block in enumerate(blocks):
            line = block.span.of(page.document.text).rstrip("\r\n")
            bare = line.rstrip(" \t")
            if bare == line or block.kind is Kind.HIDDEN:
                continue
            following = blocks[at + 1].kind if at + 1 < len(blocks) else Kind.BLANK
            if len(line) - len(bare) >= _BREAK and _goes_on(block.kind, following):
                continue
            span = Span(block.span.start + len(bare), block.span.start + len(line))
            fix = replaced(span, "", "drop the blanks", safe=True)
            yield Diagnostic(TRAILING, page.file, span, "blanks at the end of the line", fix)


def _goes_on(kind: Kind, following: Kind) -> bool:
    """Whether the next line is of the same paragraph, so that two blanks break the line there."""
    return kind in (Kind.ITEM, Kind.CONTINUATION, Kind.TEXT) and following in (
        Kind.CONTINUATION,
        Kind.TEXT,
    )


def hidden_character(subject: Subject) -> Iterator[Diagnostic]:
    """Nothing on the page that a reader cannot see."""
    for page in subject.papers.pages:
        for block in page.document.blocks:
            line = block.span.of(page.document.text).rstrip("\r\n")
            if line.isascii() and line.isprintable():
                continue
            yield from _unseen(page, block, line)


def _unseen(page: Page, block: Block, line: str) -> Iterator[Diagnostic]:
    first = find_unseen(line)
    for found in first.re.finditer(line) if first else ():
        at = found.start()
        if (
            line[at] == "\t"
            or _joins(line, at)
            or (line[at] in _SELECTORS and _ANCHOR.search(line, max(at - _ANCHOR_LIMIT, 0), at))
            or (line[at] == "\ufeff" and block.line == 1 and not at)
        ):
            continue
        span = Span(block.span.start + at, block.span.start + at + 1)
        fix = replaced(span, "", "remove it", safe=False)
        message = f"{numbered(line[at])} is {kind_of(found)}"
        yield Diagnostic(HIDDEN, page.file, span, message, fix)


def _joins(line: str, at: int) -> bool:
    """Whether a joiner does its work: between letters of a script that has them, or emoji."""
    around = line[at - 1 : at] + line[at + 1 : at + 2]
    return (
        line[at] in _JOINERS
        and at > 0
        and len(around) == _BREAK
        and not any(char.isascii() or char.isspace() for char in around)
    )


_PAGE = """\
# Papers

## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts
"""

BLANK_RULES = (
    LintRule(
        TRAILING,
        "A line ends in blanks.",
        "warning",
        "safe",
        _PAGE.replace("Caches for Prompts", "Caches for Prompts "),
        _PAGE,
        trailing_space,
        "Two blanks that break a line inside a paragraph stay, and so does all that stands in code "
        "and comments.",
    ),
    LintRule(
        HIDDEN,
        "A character that nobody sees: a control or direction character, a zero-width space.",
        "error",
        "unsafe",
        _PAGE.replace("Caches for", "Caches\u200b for"),
        _PAGE,
        hidden_character,
        "Joiners inside emoji and inside words of scripts that use them are left alone, and so are "
        "a byte order mark at the start of the file and the selectors of signs in links to "
        "headings. A person should look before it is removed: "
        "what hides there may be meant to deceive.",
    ),
)
