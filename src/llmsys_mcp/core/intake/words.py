"""A pasted line as its words and links: what the marks of Markdown, HTML and chats only frame.

Emphasis may span links, so it is taken away from the line as a whole. A title that was set off by
it is remembered as such.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llmsys_mcp.core.intake.links import PastedLink, find_links
from llmsys_mcp.core.intake.literal import hidden
from llmsys_mcp.core.intake.remarks import read_remark
from llmsys_mcp.core.intake.titles import OPENS, SHUTS, is_sure
from llmsys_mcp.core.markup.markdown import plain, read_links

_ANCHOR = re.compile(
    r"<a\s[^<>]{0,200}?href\s?=\s?[\"']?(https?://[^\s\"'<>]{1,2000})[\"']?[^<>]{0,200}>"
    r"([^<>]{0,400})</a>",
    re.IGNORECASE,
)
_INLINE_TAG = re.compile(
    r"</?(?:b|strong|em|i|u|span|code|p|li|td|div|cite|small|sup|sub)(?:\s[^<>:]{0,200})?>",
    re.IGNORECASE,
)
_STRUCK_TAG = re.compile(r"</?(?:del|s|strike)(?:\s[^<>:]{0,200})?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_PICTURE = re.compile(r"<(?:img|video|source)\s[^<>]{0,2000}>", re.IGNORECASE)
_CHAT_LINK = re.compile(r"<(https?://[^\s<>|]{1,2000})\|([^<>]{0,400})>")
_EMBEDDED = re.compile(r"!\[\[[^\[\]]{0,200}\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\](?!\()")
_BOLD = re.compile(r"(\*\*\*?|__)((?:[^*_\ue000]|(?<=\w)[*_](?=[ \w-])){8,300})\1")
_NAME = re.compile(r"\A(\*{1,3}|_{1,3}|`)([^*_`\ue000]{1,40})\1\s{1,3}[-–—]\s")
"""A name that is set off, and a dash instead of its colon."""
_REMARK = re.compile(r"(?<![(\[*_`])([*_]{1,3}|`)([^*_`\ue000]{2,60})\1(?!\w)")
_STRUCK = re.compile(r"~~[^~]{1,1000}~~|(?<![~\w])~(?=[^\s~])[^~]{1,1000}(?<!\s)~(?![~\w])")
_PLACE = "\ue000"
"""Stands for a link while the words around it are read."""
_PRIVATE = re.compile("[\ue000-\ue002]")
_LOOSE = re.compile(
    r"\*{2,}|_{2,}(?!\w)|~~+|`+|(?<!\w)[*_]+(?=\s|\Z)|(?<!\S)[*_]+(?=\w)"
    r"|(?<=[a-z]{3})[*_]+(?=[\s,.;:]|\Z)"
)
"""Marks of emphasis that nothing closes; the star of `Q*` is none."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A line as words and links in turn: one text more than there are links."""

    texts: tuple[str, ...]
    links: tuple[PastedLink, ...]
    struck: bool = False
    """Whether some of it is struck out."""


def readable(text: str) -> str:
    """`text` with the links of HTML and chats as Markdown ones, without pictures."""
    if "<" in text:
        text = _BREAK.sub(", ", _INLINE_TAG.sub("", _PICTURE.sub(" ", text)))
        text = _STRUCK_TAG.sub("~~", text)
        text = _ANCHOR.sub(r"[\2](\1)", text)
        text = _CHAT_LINK.sub(r"[\2](\1)", text)
    if "[[" in text:
        text = _WIKI_LINK.sub(r"\1", _EMBEDDED.sub(" ", text))
    if "![" not in text:
        return text
    pictures = [link for link in read_links(text) if text[: link.span.start].endswith("!")]
    for link in reversed(pictures):
        text = text[: link.span.start - 1] + text[link.span.end :]
    return text


def read_words(body: str) -> Worded:
    """The words and links of a line that is `readable`. Linear in its length."""
    body = _PRIVATE.sub(" ", body)
    links = find_links(body)
    around = tuple(map(hidden, _around(body, links)))
    marked = _PLACE.join(around)
    set_off = _REMARK.sub(_remarked, _BOLD.sub(_set_off, _NAME.sub(_named, marked)))
    seen = plain(set_off).split(_PLACE)
    if len(seen) != len(around):  # a link in a tag or comment goes with it
        seen = [plain(text) for text in around]
    struck = any(map(_STRUCK.search, (marked, *(body[link.start : link.end] for link in links))))
    return Worded(tuple(_LOOSE.sub("", text) for text in seen), links, struck)


def is_struck(text: str) -> bool:
    """Whether some of a text is struck out."""
    return ("~" in text or "<" in text) and read_words(readable(text)).struck


def unmarked(text: str) -> str:
    """`text` without marks of emphasis, closed or not."""
    return _LOOSE.sub("", plain(_REMARK.sub(_remarked, _NAME.sub(_named, hidden(text))))).strip()


def _around(body: str, links: tuple[PastedLink, ...]) -> Iterator[str]:
    """The text before, between and behind links."""
    at = 0
    for link in links:
        yield body[at : link.start]
        at = link.end
    yield body[at:]


def _set_off(found: re.Match[str]) -> str:
    """A bold text; one that reads like a title is marked as set off."""
    return f"{OPENS}{found[2]}{SHUTS}" if is_sure(found[2].strip(" .,:")) else found[0]


def _named(found: re.Match[str]) -> str:
    """A name that is set off, with its colon; a venue in its place stays as it is."""
    return f"{found[2]}: " if read_remark(found[2]) is None else found[0]


def _remarked(found: re.Match[str]) -> str:
    """A venue that is set off, in brackets instead."""
    told = read_remark(found[2])
    return f" ({found[2]}) " if told is not None and told.venue else found[0]
