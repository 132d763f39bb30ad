"""The few pieces of GitHub-flavoured Markdown that a list is made of, read in linear time."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from unicodedata import category
from urllib.parse import quote, unquote

from llmsys_mcp.core.markup.text import Span

_BRACKET = re.compile(r"\\[\s\S]|[\[\]()]")
_UNMARKED = (
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<comment><!--)"
    r"|(?P<tag></?[A-Za-z][^<>]{0,200}>)"
    r"|(?P<reference>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<code>`+)"
)
_INLINE = re.compile(rf"{_UNMARKED}|(?P<mark>\*+|_+|~+)")
_INLINE_BUT_MARKS = re.compile(rf"{_UNMARKED}|(?P<mark>(?!))")
_CODE = re.compile(r"`+")
_IN_ANCHORS = ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Nd", "Mn", "Mc", "Me", "Pc")
"""General categories whose characters stay in an anchor."""
_SELECTOR = re.compile(r"[\ufe00-\ufe0f]")
_MARKS = 1000
"""Characters of emphasis a text may have; those of one with more are left as they are."""
_STRIKE = 2
"""Tildes that strike a text out; more are no markup."""
_LINK_DEPTH = 2
"""Links inside links that `plain` reads: a badge in a link."""


@dataclass(frozen=True, slots=True)
class Link:
    """`[text](url "title")`; spans are in the text it was read from."""

    text: Span
    url: Span
    span: Span

    def is_web(self, text: str) -> bool:
        """Whether it leads to the web; `text` is the one it was read from."""
        return is_web(self.url.of(text).strip("<>"))


def is_web(target: str) -> bool:
    """Whether a link's target is an address on the web."""
    return target.lower().startswith(("http://", "https://"))


def read_links(text: str) -> tuple[Link, ...]:
    """Every inline link of `text`, outermost and left to right. Linear in the length of `text`.

    link = "[" text "](" url [space title] ")" — brackets in `text` balance or are escaped;
    parentheses in `url` balance (CommonMark 6.3).
    """
    return tuple(_links(text))


def _links(text: str) -> Iterator[Link]:
    if "](" not in text:
        return
    closes = bracket_pairs(text)
    at = 0
    while (opened := text.find("[", at)) >= 0:
        at = opened + 1
        close = closes.get(opened)
        end = closes.get(close + 1) if close is not None else None
        if close is None or end is None or text[close + 1] != "(":
            continue
        target = text[close + 2 : end]
        start = close + 2 + len(target) - len(target.lstrip())
        url = target.split(maxsplit=1)
        stop = start + len(url[0]) if url else start
        yield Link(Span(opened + 1, close), Span(start, stop), Span(opened, end + 1))
        at = end + 1


def read_link(text: str) -> Link | None:
    """The inline link that `text` begins with, or None."""
    first = next(_links(text), None) if text.startswith("[") else None
    return first if first and first.span.start == 0 else None


def bracket_pairs(text: str) -> dict[int, int]:
    """Where each bracket and parenthesis closes; those that never do are left out."""
    closes: dict[int, int] = {}
    brackets: list[int] = []
    parentheses: list[int] = []
    for found in _BRACKET.finditer(text):
        match found[0]:
            case "[":
                brackets.append(found.start())
            case "(":
                parentheses.append(found.start())
            case "]" if brackets:
                closes[brackets.pop()] = found.start()
            case ")" if parentheses:
                closes[parentheses.pop()] = found.start()
            case _:
                pass
    return closes


def plain(markdown: str) -> str:
    """Inline Markdown as its reader sees it: links as their text, no emphasis, tags or escapes.

    What is no markup stays: the star of `Q*`, the `<` of `a < b`. Linear in the length.
    """
    if not any(c in markdown for c in "\\*_`~[<&"):
        return markdown.strip()
    text = _without_links(markdown, _LINK_DEPTH)
    inline = _INLINE if sum(map(text.count, "*_~")) <= _MARKS else _INLINE_BUT_MARKS
    seen = _Seen(text)
    at = 0
    while (found := inline.search(text, at)) is not None:
        seen.out.append(text[at : found.start()])
        at = seen.read(found)
    seen.out.append(text[at:])
    return "".join(seen.out).strip()


def _without_links(markdown: str, depth: int) -> str:
    links = read_links(markdown)
    if not links or not depth:
        return markdown
    out: list[str] = []
    at = 0
    for link in links:
        before = markdown[at : link.span.start].removesuffix("!")
        out += [before, _without_links(link.text.of(markdown), depth - 1)]
        at = link.span.end
    return "".join([*out, markdown[at:]])


@dataclass(slots=True)
class _Run:
    """Emphasis marks that may open: `left` of them are not closed yet."""

    place: int
    """Index in the output."""
    left: int


@dataclass(slots=True)
class _Seen:
    """What a reader sees of the text so far; marks are put out as they are, then taken back."""

    text: str
    out: list[str] = field(default_factory=list)
    open: dict[str, list[_Run]] = field(default_factory=dict)
    codes: dict[int, list[int]] | None = None
    """Offsets of the runs of backticks, by length; listed when first needed."""
    last_comment: int | None = None
    """Offset of the last end of a comment, -1 when there is none; sought when first needed."""

    def read(self, found: re.Match[str]) -> int:
        """Put out one piece of markup as it is seen; the offset behind it."""
        if found["escaped"]:
            self.out.append(found["escaped"])
        elif found["reference"]:
            self.out.append(unescape(found["reference"]))
        elif found["comment"]:
            return self._comment(found)
        elif found["code"]:
            return self._code(found)
        elif found["mark"]:
            self._mark(found)
        return found.end()

    def _comment(self, found: re.Match[str]) -> int:
        if self.last_comment is None:
            self.last_comment = self.text.rfind("-->")
        if self.last_comment < found.start() + 2:
            self.out.append(found[0])
            return found.end()
        return self.text.find("-->", found.start() + 2) + 3

    def _code(self, found: re.Match[str]) -> int:
        if self.codes is None:
            self.codes = {}
            for run in _CODE.finditer(self.text):
                self.codes.setdefault(len(run[0]), []).append(run.start())
        same = self.codes.get(len(found[0]), [])
        after = bisect_left(same, found.end())
        if after == len(same):
            self.out.append(found[0])
            return found.end()
        self.out.append(self.text[found.end() : same[after]])
        return same[after] + len(found[0])

    def _mark(self, found: re.Match[str]) -> None:
        """Emphasis as CommonMark 6.2 tells it, but for its rule of three; strikethrough of GFM."""
        mark, left = found[0][0], len(found[0])
        opens, closes = self._flanks(found)
        runs = self.open.setdefault(mark, [])
        while closes and left and runs:
            run = runs[-1]
            if mark == "~" and run.left != left:
                break
            for other in self.open.values():
                while other and other[-1].place > run.place:
                    other.pop()
            taken = min(left, run.left)
            left -= taken
            run.left -= taken
            self.out[run.place] = mark * run.left
            if not run.left:
                runs.pop()
        opens = opens and (mark != "~" or left <= _STRIKE)
        if opens and left:
            runs.append(_Run(len(self.out), left))
        self.out.append(mark * left)

    def _flanks(self, found: re.Match[str]) -> tuple[bool, bool]:
        """Whether the marks may open emphasis, and whether they may close one."""
        before = self.text[found.start() - 1] if found.start() else " "
        after = self.text[found.end()] if found.end() < len(self.text) else " "
        was_space, was_mark = _nature(before)
        is_space, is_mark = _nature(after)
        left = not is_space and (not is_mark or was_space or was_mark)
        right = not was_space and (not was_mark or is_space or is_mark)
        if found[0][0] != "_":
            return left, right
        return left and (not right or was_mark), right and (not left or is_mark)


@lru_cache(maxsize=512)
def _nature(char: str) -> tuple[bool, bool]:
    """Whether CommonMark takes the character for white space, and whether for punctuation."""
    return char.isspace(), category(char)[0] in "PS"


def without_break(line: str) -> str:
    """A line that another of its paragraph follows, without the hard break at its end.

    The break is blanks or a backslash (CommonMark 6.7); an escaped backslash is text.
    """
    words = line.rstrip()
    slashes = len(words) - len(words.rstrip("\\"))
    return words[:-1].rstrip() if slashes % 2 and words == line.rstrip("\r\n") else words


def slug(title: str) -> str:
    """The anchor GitHub gives a heading with this text, before `-1`, `-2` tell twins apart.

    Lower case; a space becomes `-`; what is no `[\\p{Word}\\- ]` goes (`toc_filter.rb` of
    html-pipeline), that is: letters, decimal digits, `_` and its like, and marks of any script
    stay. Among the marks is U+FE0F, which makes a sign colourful: of `⚙️ Tools` the sign goes and
    its selector stays (Flet/github-slugger#53, idosal/git-mcp#150).
    """
    return "".join(filter(_in_anchor, title.strip().lower())).replace(" ", "-")


@lru_cache(maxsize=2048)
def _in_anchor(char: str) -> bool:
    return char in "- " or category(char) in _IN_ANCHORS


def anchor_of(target: str) -> str:
    """The anchor that a link's target names, as a slug is; empty where it leads elsewhere."""
    return unquote(target[1:]) if target.startswith("#") else ""


def to_anchor(anchor: str) -> str:
    """The target of a link to an anchor; a selector, which nobody sees, by its number."""
    return f"#{_SELECTOR.sub(lambda found: quote(found[0]), anchor)}"
