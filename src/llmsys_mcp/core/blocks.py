"""A page as blocks that cover every character: one pass, line by line, split at `\\n` only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from llmsys_mcp.core.text import Span

LINE_LIMIT = 16_384
"""Characters a line may have to be read as markup; a longer one is kept as text, unparsed."""

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_ITEM = re.compile(r"([ \t]*)([-*+])([ \t]+)(?=\S)")
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_TAB = 4


class Kind(Enum):
    """What a block is."""

    BLANK = "blank"
    HEADING = "heading"
    ITEM = "item"
    CONTINUATION = "continuation"
    TEXT = "text"
    HIDDEN = "hidden"
    """Inside an HTML comment, a code fence or front matter: nothing in it is markup."""


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the page with its line end."""

    kind: Kind
    span: Span
    line: int
    """Counted from 1."""
    text: str
    """The line's content: a heading's or item's words without marker, else the bare line."""
    level: int = 0
    """1 to 6 of a heading; columns of indentation before an item's marker (a tab counts 4)."""


def scan(text: str) -> Iterator[Block]:
    """The blocks of `text` in order; their spans follow on one another from 0 to its end."""
    hidden_until: _Ending | None = None
    previous: Block | None = None
    at = line = 0
    while at < len(text):
        line += 1
        end = text.find("\n", at) + 1 or len(text)
        bare = text[at:end].rstrip("\r\n")
        span = Span(at, end)
        if hidden_until is not None:
            block = Block(Kind.HIDDEN, span, line, bare)
            if hidden_until.ends(bare):
                hidden_until = None
        else:
            content = bare.removeprefix("\ufeff") if line == 1 else bare
            hidden_until = _opens(content, line)
            kind = Kind.HIDDEN if _hides(content, line) else None
            block = (
                Block(kind, span, line, bare) if kind else _visible(content, span, line, previous)
            )
        yield block
        previous = block
        at = end


@dataclass(frozen=True, slots=True)
class _Ending:
    """What ends a hidden stretch: a fence at least this long, or a mark somewhere in a line."""

    fence: str = ""
    mark: str = ""
    whole: str = ""

    def ends(self, bare: str) -> bool:
        if self.fence:
            stripped = bare.strip()
            return stripped.startswith(self.fence) and not stripped.strip(self.fence[0])
        return self.mark in bare if self.mark else bare.rstrip() == self.whole


def _hides(content: str, line: int) -> bool:
    return bool(
        content.lstrip(" \t").startswith("<!--")
        or (len(content) <= LINE_LIMIT and _FENCE.match(content))
        or (line == 1 and content.rstrip() == "---")
    )


def _opens(content: str, line: int) -> _Ending | None:
    """The ending to wait for after this line, if it opens a hidden stretch."""
    stripped = content.lstrip(" \t")
    if stripped.startswith("<!--"):
        return None if "-->" in stripped[4:] else _Ending(mark="-->")
    if len(content) <= LINE_LIMIT and (fence := _FENCE.match(content)) is not None:
        return _Ending(fence=fence[1])
    if line == 1 and content.rstrip() == "---":
        return _Ending(whole="---")
    return None


def _visible(content: str, span: Span, line: int, previous: Block | None) -> Block:
    if not content.strip():
        return Block(Kind.BLANK, span, line, content)
    if len(content) > LINE_LIMIT:
        return Block(Kind.TEXT, span, line, content)
    if (heading := _HEADING.match(content)) is not None:
        words = content[heading.end() :].strip()
        closing = words.rstrip("#")
        if not closing or closing[-1] in " \t":
            words = closing.strip()
        return Block(Kind.HEADING, span, line, words, len(heading[1]))
    if previous and previous.kind is Kind.TEXT and _UNDERLINE.match(content):
        return Block(Kind.TEXT, span, line, content)
    if _RULE.match(content):
        return Block(Kind.TEXT, span, line, content)
    if (item := _ITEM.match(content)) is not None:
        return Block(Kind.ITEM, span, line, content[item.end() :].rstrip(), indent_of(item[1]))
    if (
        previous
        and previous.kind in (Kind.ITEM, Kind.CONTINUATION)
        and content[0] in " \t"
        and not content.lstrip().startswith("<")
    ):
        return Block(Kind.CONTINUATION, span, line, content)
    return Block(Kind.TEXT, span, line, content)


def indent_of(space: str) -> int:
    """Columns that leading white space takes; a tab goes to the next multiple of 4."""
    columns = 0
    for char in space:
        columns += _TAB - columns % _TAB if char == "\t" else 1
    return columns
