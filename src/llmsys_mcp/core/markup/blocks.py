"""A page as blocks that cover every character: one pass, line by line, split at `\\n` only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from llmsys_mcp.core.markup.marker import MARKER, Marker, read_marker
from llmsys_mcp.core.markup.text import Span

LINE_LIMIT = 16_384
"""Characters a line may have to be read as markup; a longer one is kept as text, unparsed."""

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_HTML_HEADING = re.compile(
    r" {0,3}(?P<around>(?:<(?:details|summary|div|center|a)\b[^<>\n]{0,200}>[ \t]*)*)"
    r"<h(?P<level>[1-6])(?:[ \t][^<>]{0,200})?>"
    r"(?P<words>(?:(?!</?h[1-6]|\n[ \t\r]*\n|\n {0,3}#)[\s\S]){1,500}?)</h(?P=level)>"
    r"[ \t]*(?:</(?:summary|div|center|a)>[ \t]*)*\r?(?:\n|\Z)",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]{0,500}>")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ITEM = re.compile(rf"(?P<indent>[ \t]*){MARKER}")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_RAW = re.compile(r"<(?:pre|script|style|textarea)(?:[\s>]|$)", re.IGNORECASE)
_RAW_ENDS = ("</pre>", "</script>", "</style>", "</textarea>")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*\r?(?:\n|\Z)")
_NO_HEADING = re.compile(
    r" {4}|[ ]{0,3}(?:\t|[<>|]|```|~~~|\[[^\[\]]{1,999}\]:|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$))"
)
"""Starts of a line that no underline turns into a heading: code, HTML, quote, table, list."""
_NEW_BLOCK = re.compile(
    r"[ \t]*(?:[<>]|[-*+][ \t]*$|1[.)](?:[ \t]|$))"
    r"|(?:\*\*|__)[^*_]{0,100}(?:19|20)\d\d[^*_]{0,100}(?:\*\*|__):?[ \t]*$"
)
"""What ends a list item though no blank line stands before it; a bold year by the lists' use."""
_TAG = re.compile(r"[ \t]*</?[A-Za-z][\w-]{0,20}[\s>]")
_FRONT_END = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_TAB = 4
_CODE = 4
"""Columns of a gap behind a marker from which on they indent code (CommonMark 5.2)."""


class Kind(Enum):
    """What a block is."""

    BLANK = "blank"
    HEADING = "heading"
    ITEM = "item"
    CONTINUATION = "continuation"
    """A line that goes on with the item above, indented or lazy (CommonMark 5.2)."""
    RULE = "rule"
    """A thematic break, or the underline of the heading above."""
    TEXT = "text"
    HIDDEN = "hidden"
    """In an HTML comment, raw HTML, a code fence or front matter: nothing in it is markup."""


_MAY_HIDE = (Kind.ITEM, Kind.TEXT, Kind.CONTINUATION)


class Block(NamedTuple):
    """One line of the page with its line end."""

    kind: Kind
    span: Span
    line: int
    """Counted from 1."""
    text: str
    """The line's content: a heading's or item's words without marker and box, else the line.

    The words of a heading in HTML may stand in the lines below, too.
    """
    level: int = 0
    """1 to 6 of a heading; columns of indentation before an item's marker (a tab counts 4)."""


@dataclass(frozen=True, slots=True)
class _Hiding:
    """What ends a hidden stretch: a fence at least this long, or a line with one of the marks."""

    column: int
    """Where the content of the list item around it begins; a line further left ends both."""
    fence: str
    marks: tuple[str, ...]

    def ends_before(self, content: str) -> bool:
        return bool(self.column and content.strip()) and indent_of(content) < self.column

    def ends_in(self, content: str) -> bool:
        if self.fence:
            stripped = content.strip()
            return stripped.startswith(self.fence) and not stripped.strip(self.fence[0])
        lower = content.lower()
        return any(mark in lower for mark in self.marks)


def scan(text: str) -> Iterator[Block]:
    """The blocks of `text` in order; their spans follow on one another from 0 to its end."""
    front = _front_matter(text)
    columns: list[int] = []
    hiding: _Hiding | None = None
    previous: Block | None = None
    at = line = 0
    while at < len(text):
        line += 1
        end = text.find("\n", at) + 1 or len(text)
        bare = text[at:end].rstrip("\r\n")
        content = bare.removeprefix("\ufeff") if line == 1 else bare
        if hiding and hiding.ends_before(content):
            hiding = None
        span = Span(at, end)
        if hiding or at < front:
            block = Block(Kind.HIDDEN, span, line, bare)
            hiding = None if hiding and hiding.ends_in(content) else hiding
        elif is_usual(content):
            block = Block(Kind.ITEM, span, line, content[2:].rstrip())
            columns[:] = (2,)
        else:
            column = columns[-1] if columns else 0
            block = _visible(content, text, span, line, previous, column)
            hiding = _hiding(block, content, columns)
            if hiding:
                block = Block(Kind.HIDDEN, span, line, bare)
                if hiding.marks and hiding.ends_in(content):
                    hiding = None
        yield block
        previous, at = block, end


def is_usual(content: str) -> bool:
    """Whether a line is an item as most are, `- [`, which it is wherever it stands.

    Reading it the long way comes to the same, in five times the time.
    """
    return content.startswith("- [") and content[4:5] != "]" and len(content) <= LINE_LIMIT


def _front_matter(text: str) -> int:
    """Offset behind the front matter, 0 without one: `---`, lines, `---`.

    A blank line behind the first `---` makes it a thematic break.
    """
    start = 1 if text.startswith("\ufeff") else 0
    end = text.find("\n", start) + 1
    if text[start:end].rstrip() != "---" or not text[end : text.find("\n", end)].strip():
        return 0
    closing = _FRONT_END.search(text, end)
    return closing.end() if closing else 0


def _hiding(block: Block, content: str, columns: list[int]) -> _Hiding | None:
    """What hides this line and, until it ends, those below.

    `columns` holds where the content of each list item around the line begins; it is kept so.
    """
    item = _ITEM.match(content) if block.kind is Kind.ITEM else None
    inner = content[item.end("gap") :].rstrip() if item else content.lstrip(" \t")
    fence, marks = _opening(inner) if block.kind in _MAY_HIDE else ("", ())
    opens = bool(fence or marks)
    if block.kind is Kind.BLANK or (block.kind is Kind.CONTINUATION and not opens):
        return None
    indent = indent_of(content)
    while columns and indent < columns[-1]:
        columns.pop()
    if item:
        columns.append(_content_column(item))
    return _Hiding(columns[-1] if columns else 0, fence, marks) if opens else None


def _opening(inner: str) -> tuple[str, tuple[str, ...]]:
    """The fence, or the marks that end the stretch, if the text opens a hidden one."""
    if not inner.startswith(("<", "`", "~")):
        return "", ()
    if inner.startswith("<!--"):
        return "", ("-->",)
    if len(inner) <= LINE_LIMIT:
        if fence := _FENCE.match(inner):
            return fence[1], ()
        if _RAW.match(inner):
            return "", _RAW_ENDS
    return "", ()


def _visible(
    content: str, text: str, span: Span, line: int, previous: Block | None, column: int
) -> Block:
    """The block of a line; `column`: where the content of the item around it begins."""
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
    if "<h" in content.lower() and (html := _html_heading(text, span.start)):
        return Block(Kind.HEADING, span, line, *html)
    above = previous.kind if previous else Kind.BLANK
    if _RULE.match(content) or (above is Kind.HEADING and _UNDERLINE.match(content)):
        return Block(Kind.RULE, span, line, content)
    item = _ITEM.match(content)
    if item is not None and _begins_item(item, previous, column):
        indent = indent_of(item["indent"])
        return Block(Kind.ITEM, span, line, content[item.end() :].rstrip(), indent)
    if above in (Kind.ITEM, Kind.CONTINUATION):
        kind = Kind.TEXT if _NEW_BLOCK.match(content) else Kind.CONTINUATION
        return Block(kind, span, line, content)
    if above is not Kind.TEXT and (level := _underlined(content, text, span.end)):
        return Block(Kind.HEADING, span, line, content.strip(), level)
    return Block(Kind.TEXT, span, line, content)


def _html_heading(text: str, at: int) -> tuple[str, int] | None:
    """Words and level of the heading in HTML that the line at `at` is or begins; None for none.

    A picture alone is none, nor is a row of links; a year in a `<summary>` is the label of a year
    group.
    """
    found = _HTML_HEADING.match(text, at + text.startswith("\ufeff", at))
    if found is None:
        return None
    words = found["words"]
    labels = "<summary" in found["around"].lower() and _YEAR.search(words)
    bare = not any(map(str.isalnum, _ANY_TAG.sub("", words)))
    if labels or bare or words.lower().count("href") > 1:
        return None
    return " ".join(words.split()), int(found["level"])


def _begins_item(item: re.Match[str], previous: Block | None, column: int) -> bool:
    """Whether a marker begins an item: in a paragraph a number but 1 does not (CommonMark 5.2)."""
    if item["number"] is None or int(item["number"]) == 1 or previous is None:
        return True
    if previous.kind is Kind.TEXT:
        return _TAG.match(previous.text) is not None
    return previous.kind not in _MAY_HIDE or indent_of(item["indent"]) < column


def _underlined(content: str, text: str, after: int) -> int:
    """1 or 2 when the line that begins at `after` makes `content` a heading (CommonMark 4.3)."""
    if _NO_HEADING.match(content):
        return 0
    underline = _UNDERLINE.match(text, after)
    return (1 if underline[1] else 2) if underline else 0


def marker_of(block: Block, text: str) -> Marker | None:
    """The marker of an item of the page `text`; None for any other block."""
    if block.kind is not Kind.ITEM:
        return None
    return read_marker(block.span.of(text).lstrip(" \t\ufeff"))


def content_column(block: Block, text: str) -> int:
    """The column from which on lines belong to an item of the page `text`; 0 for another block."""
    item = _ITEM.match(block.span.of(text).removeprefix("\ufeff"))
    return _content_column(item) if block.kind is Kind.ITEM and item else 0


def _content_column(item: re.Match[str]) -> int:
    """Behind marker and gap; a gap as wide as that of code counts one (CommonMark 5.2)."""
    indent, column = indent_of(item["indent"]), _width(item[0][: item.end("gap")])
    sign = len(item["sign"])
    return column if column - indent - sign <= _CODE else indent + sign + 1


def is_numbered(block: Block, text: str) -> bool:
    """Whether a block of the page `text` is an item with a number."""
    marker = marker_of(block, text)
    return marker is not None and marker.number is not None


def indent_of(line: str) -> int:
    """Columns of the white space that `line` begins with."""
    return _width(line[: len(line) - len(line.lstrip(" \t"))])


def _width(text: str) -> int:
    """Columns that the start of a line takes; a tab goes to the next multiple of 4."""
    if "\t" not in text:
        return len(text)
    columns = 0
    for char in text:
        columns += _TAB - columns % _TAB if char == "\t" else 1
    return columns
