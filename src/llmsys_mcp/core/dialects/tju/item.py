"""What one line of a list by venues says.

item   = ["(" venue ")"] title *( "[" label "](" url ")" ) [note]      venue may have "(" ")" inside
note   = "[" token *( "|" token ) "]" | token *( "|" token ) ["]"]
token  = "**" keyword "**" | keyword | maker

A bare title is an item as well. A label with an empty link says that no link is known. A
link may stand in a link's target.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from llmsys_mcp.core.dialects.awesome.labels import label_kind
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import Link, is_web, plain, read_link, read_links
from llmsys_mcp.core.markup.strikes import without_strikes
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.mojibake import repaired
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.subjects.organizations import names_maker
from llmsys_mcp.core.venue import read_venue

PREFIX = re.compile(r"\(([A-Za-z0-9](?:[^()\[\]|]|\([^()\[\]|]{1,100}\)){1,100})\)\s*")
"""Parentheses before a title, which hold a venue unless they belong to the title.

A venue may have some of its own: `PVLDB 18(3), 2025`.
"""
_NOTE = re.compile(r"(?:\s|(?<=\)))\[((?:[^\[\]\\]|\\.){0,300})\]\s*\Z")
BOLD = re.compile(r"\*\*|__")
_SEPARATED = re.compile(r"\\.|([|｜])", re.DOTALL)
_LISTING = re.compile(
    r"(?:accepted )?(?:papers?|program(?:me)?|proceedings|schedule|sessions?)(?: list)?|home ?page"
    r"|website|link|here",
    re.IGNORECASE,
)
"""Text of a link to a conference's own pages rather than to a paper."""
_LABELS = 8
"""Links of an item that are read."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of an item stand in its text."""

    prefix: Span | None
    """Of the venue between the parentheses."""
    title: Span
    links: tuple[Link, ...]
    note: Span
    """Of what follows the links, without the brackets around it."""


def read_parts(body: str) -> Parts:
    """The parts of an item's text; an item that begins with a link has an empty title."""
    start, prefix = len(body) - len(body.lstrip()), None
    found = PREFIX.match(body, start)
    if found and is_venue(found[1]):
        prefix, start = Span(*found.span(1)), found.end()
    links = tuple(link for link in read_links(body)[:_LABELS] if link.span.start >= start)
    if links:
        after = links[-1].span.end
        return Parts(prefix, _trimmed(body, start, links[0].span.start), links, _note(body, after))
    note = _NOTE.search(body, start)
    end = note.start() if note else len(body)
    return Parts(
        prefix, _trimmed(body, start, end), (), Span(*note.span(1)) if note else Span(end, end)
    )


def is_venue(text: str) -> bool:
    """Whether what stands between parentheses before a title is a venue."""
    return read_venue(text.strip()) is not None


def _trimmed(body: str, start: int, end: int) -> Span:
    text = body[start:end]
    lead = len(text) - len(text.lstrip())
    return Span(start + min(lead, len(text.rstrip())), start + len(text.rstrip()))


def _note(body: str, start: int) -> Span:
    """What stands behind the links, its brackets left out; one of the two may be missing."""
    span = _trimmed(body, start, len(body))
    text = span.of(body)
    opened = text.startswith("[")
    closed = text.endswith("]") and not text.endswith("\\]")
    return _trimmed(body, span.start + opened, max(span.start + opened, span.end - closed))


def link_target(link: Link, body: str) -> str:
    """The link's target; of a link in a target, the inner one's. Empty when it is no web link."""
    target = link.url.of(body)
    whole = body[link.url.start : link.span.end - 1]
    inner = read_link(whole) if whole.startswith("[") else None
    if inner is not None:
        target = inner.url.of(whole)
    target = target.strip("<>")
    return target if is_web(target) else ""


@lru_cache(maxsize=4096)
def read_item(body: str) -> Fields | None:
    """The fields of an item's text; None when it is no entry. The heading's venue comes later."""
    body = without_strikes(body).strip()
    parts = read_parts(body)
    title = repaired(plain(parts.title.of(body)))
    if not title:
        return _linked_title(body, parts)
    if is_placeholder(title) or not any(map(str.isalnum, title)):
        return None
    targets = [(link, link_target(link, body)) for link in parts.links]
    first = first_to_paper(body, targets)
    venue = parts.prefix.of(body).strip() if parts.prefix else ""
    keywords, makers = _tokens(parts.note.of(body), title)
    return Fields(
        title=title,
        url="" if first is None else targets[first][1],
        venue=venue,
        organization=", ".join(makers),
        extras=tuple(
            link.span.of(body) for at, (link, url) in enumerate(targets) if url and at != first
        ),
        keywords=keywords,
    )


def first_to_paper(body: str, targets: Sequence[tuple[Link, str]]) -> int | None:
    """Which of the links leads to the paper: the first that is no code, else the first."""
    known = [at for at, (_, url) in enumerate(targets) if url]
    papers = [at for at in known if label_kind(plain(targets[at][0].text.of(body))) != "other"]
    return next(iter(papers or known), None)


def _linked_title(body: str, parts: Parts) -> Fields | None:
    """An item whose title is its link's text, as other lists write it."""
    if not parts.links or _LISTING.fullmatch(plain(parts.links[0].text.of(body))):
        return None
    fields = read_house_item(body[parts.links[0].span.start :])
    if fields is None or parts.prefix is None:
        return fields
    return replace(fields, venue=parts.prefix.of(body).strip())


def _tokens(note: str, title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(keywords, makers) of a note. Where keywords are bold the others are makers."""
    bold = bool(BOLD.search(note))
    keywords: list[str] = []
    makers: list[str] = []
    for token in split_note(note):
        text = repaired(plain(token))
        if not text:
            continue
        is_maker = not BOLD.search(token) if bold else names_maker(text, title)
        (makers if is_maker else keywords).append(text)
    return tuple(keywords), tuple(makers)


def split_note(text: str) -> list[str]:
    """The tokens of a note with the blanks around them; an escaped pipe separates nothing."""
    parts: list[str] = []
    at = 0
    for found in _SEPARATED.finditer(text):
        if found[1]:
            parts.append(text[at : found.start()])
            at = found.end()
    return [*parts, text[at:]]
