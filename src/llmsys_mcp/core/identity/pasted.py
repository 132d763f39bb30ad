"""A title and a link as they are pasted from other lists, brought to what they mean.

Other lists write `+ (NSDI'24) **Foo**: Bar [paper](https://…) [MIT]`; agents pass such lines on,
sometimes decoded wrongly. Every function takes any string, raises nothing, and takes time in
proportion to its length.
"""

import re
from functools import lru_cache

from llmsys_mcp.core.identity import parse_id
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import plain, read_links
from llmsys_mcp.core.mojibake import repaired

_MARKER = re.compile(r"\A\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_BAR = re.compile(r"\s[|｜]|[|｜]\s")
_FRONT = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,40})[)\]）】][\s:,-]*")
_BACK = re.compile(r"[\s,]*[(\[（【]([^()\[\]（）【】]{0,60})[)\]）】]\Z")
_SOURCE = re.compile(
    r"(?:[a-z][a-z&/+. -]{1,24}\s?['’‘`]?\s?(?:19|20)?\d\d|(?:19|20)\d\d(?:[./-]\d\d?)?)"
    r"(?:\s[a-z ,]{1,24})?"
    r"|(?:arxiv|preprint|oral|spotlight|best|new)\b.{0,30}",
    re.IGNORECASE,
)
"""What brackets hold when they tell where or when a paper was published."""
_ATTACHMENT = frozenset(
    (
        *("link", "paper", "pdf", "arxiv", "code", "github", "repo", "project", "page", "website"),
        *("blog", "slides", "video", "poster", "data", "dataset", "demo", "html", "abs", "-"),
        *("abstract", "doi", "bib", "bibtex", "openreview", "here", "homepage", "project page"),
    )
)
_LINK = re.compile(r"https?://[^\s\[\]<>\"'`{}|\\^]+", re.IGNORECASE)
_AROUND = ' \t.。:;,|*"“”–—-'
_TAGS = 4
"""Brackets behind a title that are taken off."""
_LINKS = 8
"""Links of a text that are given."""


@lru_cache(maxsize=1 << 8)
def pasted_title(text: str) -> str:
    """The title in `text`, without Markdown, venue, attachments and full stop.

    Empty when `text` tells no title: a placeholder such as `TBD`, a link, a paper's number.
    """
    text = repaired(_MARKER.sub("", text, count=1))
    text = _without_tags(plain(_before_attachments(text)))
    if bar := _BAR.search(text, 1):
        text = _without_tags(text[: bar.start()])
    text = " ".join(text.split()).strip(_AROUND)
    return "" if is_placeholder(text) or _LINK.match(text) or parse_id(text) else text


def _before_attachments(text: str) -> str:
    """`text` up to the first link that names a file of the paper: `[code](…)`, `[pdf](…)`."""
    for link in read_links(text):
        words = link.text.of(text).strip(" *_`").casefold()
        if link.span.start > 0 and words in _ATTACHMENT:
            return text[: link.span.start]
    return text


def _without_tags(text: str) -> str:
    """`text` without `(NSDI'24)` before it, and `[MIT]` or `(Oral)` behind it."""
    text = text.strip()
    front = _FRONT.match(text)
    if front and _SOURCE.fullmatch(front[1].strip()):
        text = text[front.end() :]
    for _ in range(_TAGS):
        opened = max(text.rfind(mark, -64) for mark in "[(（【")
        back = _BACK.match(text, opened) if opened > 0 else None
        if not back or (text[opened] in "(（" and not _SOURCE.fullmatch(back[1].strip())):
            break
        text = text[:opened].rstrip()
    return text


def pasted_links(text: str) -> tuple[str, ...]:
    """The links in `text`, at most 8: targets of Markdown links, then those written out.

    A text without any comes back as it is, for `arXiv:2309.06180` and `example.org/paper`.
    """
    found = [link.url.of(text) for link in read_links(text)]
    found += [closed_link(url) for url in _LINK.findall(text)]
    told = [link for link in dict.fromkeys(found) if link] or [text.strip()]
    return tuple(link for link in told[:_LINKS] if link)


def closed_link(url: str) -> str:
    """`url` up to a parenthesis that closes none of its own."""
    depth = 0
    for at, char in enumerate(url):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return url[:at]
    return url.rstrip(".,;:!")
