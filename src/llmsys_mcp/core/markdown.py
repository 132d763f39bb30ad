"""The few pieces of GitHub-flavoured Markdown that a list is made of, read in linear time."""

import re
from dataclasses import dataclass
from html import unescape

from llmsys_mcp.core.text import Span

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BRACKET = re.compile(r"\\[\s\S]|[\[\]()]")
_SLUG_DROP = re.compile(r"[^\w\- ]")
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|`+|~~")


@dataclass(frozen=True, slots=True)
class Link:
    """`[text](url "title")`; spans are in the text it was read from."""

    text: Span
    url: Span
    span: Span


def read_links(text: str) -> tuple[Link, ...]:
    """Every inline link of `text`, outermost and left to right. Linear in the length of `text`.

    link = "[" text "](" url [space title] ")" — brackets in `text` balance or are escaped;
    parentheses in `url` balance (CommonMark 6.3).
    """
    if "](" not in text:
        return ()
    closes = _pairs(text)
    links: list[Link] = []
    at = 0
    while (opened := text.find("[", at)) >= 0:
        at = opened + 1
        close = closes.get(opened)
        if close is None or (end := closes.get(close + 1)) is None:
            continue
        target = text[close + 2 : end]
        start = close + 2 + len(target) - len(target.lstrip())
        url = target.split(maxsplit=1)
        stop = start + len(url[0]) if url else start
        links.append(Link(Span(opened + 1, close), Span(start, stop), Span(opened, end + 1)))
        at = end + 1
    return tuple(links)


def read_link(text: str) -> Link | None:
    """The inline link that `text` begins with, or None."""
    first = read_links(text)[:1] if text.startswith("[") else ()
    return first[0] if first and first[0].span.start == 0 else None


def _pairs(text: str) -> dict[int, int]:
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
    """Inline Markdown as its reader sees it: links as their text, no emphasis, no escapes."""
    if not markdown or not any(c in markdown for c in "\\*_`~[<&"):
        return markdown.strip()
    out: list[str] = []
    at = 0
    for link in read_links(markdown):
        out += [markdown[at : link.span.start].removesuffix("!"), link.text.of(markdown)]
        at = link.span.end
    text = _TAG.sub("", "".join([*out, markdown[at:]]))
    kept: list[str] = []
    at = 0
    for found in _ESCAPE.finditer(text):
        kept += [_EMPHASIS.sub("", text[at : found.start()]), found[1]]
        at = found.end()
    return unescape("".join([*kept, _EMPHASIS.sub("", text[at:])])).strip()


def slug(title: str) -> str:
    """The anchor GitHub gives a heading with this text, before `-1`, `-2` tell twins apart.

    Lower case; letters, digits, `_` and `-` of any script stay; a space becomes `-`.
    """
    return _SLUG_DROP.sub("", title.strip().lower()).replace(" ", "-")
