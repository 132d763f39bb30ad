"""How LLMSys-PaperList writes an entry, and every irregular form its page really holds.

item  = title [tail] *( "|" field )
title = "[" text [":"] "](" url ")" | text
tail  = [":" description] dated | ":" description | "(" remark ")" | text
dated = (" – " | " - ") [organization] "(" date ")"
field = venue | organization | venue organization | "[" text "](" url ")" | "(" org ")[" url "]"

The pipe may be full width (`｜`), the colon may stand inside the link's text or after a space. An
escaped pipe is text.
"""

import re
from functools import lru_cache

from llmsys_mcp.core.markup.markdown import Link, plain, read_link, read_links
from llmsys_mcp.core.markup.strikes import without_strikes
from llmsys_mcp.core.page.entry import split_date
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.venue import split_field

_PIPE = re.compile(r"\\[\s\S]|([|｜])")
_REVERSED = re.compile(r"\(([^()\[\]]{1,200})\)\[(https?://[^\[\]\s]{1,2000})\]")
_BETWEEN_LINKS = re.compile(r"[\s,;/·•&+()]*(?:and\b\s*)?")
_OPENINGS = ("**[", "__[", "*[", "_[")
"""Emphasis around the title."""
_FIELDS = 16
"""Pipes that are read; behind them an item is one text."""
_ORGANIZATION = 80
"""Characters an organisation before a date may have."""
_NAME = 4
"""Words before a date behind a description up to which they are an organisation."""
_DASHES = "-–—"
_DASH = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")
_COLON = re.compile(r"\s*[:：]\s*")


@lru_cache(maxsize=1 << 14)
def read_item(body: str) -> Fields | None:
    """The fields of an item's text (marker removed); None when it is no entry.

    An item without a link is an entry when a ` | ` field follows its words. Items are remembered:
    a page that is parsed again after an edit differs in one of them.
    """
    body = without_strikes(body).strip()
    bare = body.lstrip("*_") if body.startswith(_OPENINGS) else body
    link = read_link(bare)
    if link is not None:
        return _linked(bare, link, body[: len(body) - len(bare)])
    if (turned := _REVERSED.match(bare)) is not None:
        return _tail(plain(turned[1]), turned[2], bare[turned.end() :])
    parts = _split(bare)
    if len(parts) > 1 and (title := plain(parts[0])):
        return _with_fields(Fields(title), parts[1:])
    return None


def _linked(body: str, link: Link, mark: str) -> Fields | None:
    """Fields of an item that begins with a link, `mark` before it removed."""
    if not link.is_web(body):
        return None
    url = link.url.of(body).strip("<>")
    text = link.text.of(body)
    title = plain(text)
    rest = body[link.span.end :].replace(mark, "", 1)
    inner = title.endswith((":", "："))
    if not (title := title.rstrip(":： ")):
        return None
    if inner and not _COLON.match(rest):
        rest = f":{rest}"
    return _tail(title, url, rest)


def _tail(title: str, url: str, rest: str) -> Fields:
    """Fields from what follows the link."""
    parts = _split(rest)
    head, extras = _cut_links(parts[0])
    separator = description = organization = date = ""
    if (colon := _COLON.match(head)) is not None:
        begin = before_date(head)
        separator, description = colon[0], head[colon.end() : begin]
        if dated := _dated(head[begin:].lstrip(f"{_DASHES} ")):
            organization, date = dated
    elif (dash := _DASH.match(head)) is not None:
        separator, tail = dash[0], head[dash.end() :]
        if (dated := _dated(tail)) is not None:
            organization, date = dated
        else:
            description = tail
    elif head.strip().startswith("("):
        extras = (head.strip(), *extras)
    else:
        separator, description = " " if head.strip() else "", head
    fields = Fields(
        title, url, plain(description), "", plain(organization), date, separator, extras
    )
    return _with_fields(fields, parts[1:])


def _split(text: str) -> list[str]:
    """`text` between its first pipes."""
    parts: list[str] = []
    at = 0
    for found in _PIPE.finditer(text):
        if len(parts) == _FIELDS:
            break
        if found[1]:
            parts.append(text[at : found.start()])
            at = found.end()
    return [*parts, text[at:]]


def _cut_links(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the web links at its begin and end, and those links as they are written."""
    links = read_links(text)
    start, end = 0, len(text.rstrip())
    for link in links:
        between = text[start : link.span.start]
        if not link.is_web(text) or not _BETWEEN_LINKS.fullmatch(between):
            break
        start = link.span.end + ("(" in between and text.startswith(")", link.span.end))
    cut = end
    for link in reversed(links):
        between = text[link.span.end : cut]
        if link.span.start < start or not (link.is_web(text) and _BETWEEN_LINKS.fullmatch(between)):
            break
        before = text[: link.span.start].rstrip()
        cut = len(before) - 1 if before.endswith("(") else link.span.start
    around = (text[:start].strip(), text[cut:end].strip())
    return text[start : max(start, cut)], tuple(filter(None, around))


def before_date(text: str) -> int:
    """Where the ` – Org (May 2025)` begins that a text ends in, its end where it does not.

    Up to four words behind the last dash, all with a capital, are an organisation; others are a
    clause.
    """
    said, date = split_date(text)
    dash = max((found for mark in _DASHES if (found := said.rfind(mark)) >= 0), default=-1)
    between = said[dash + 1 :]
    stands = dash > 0 and said[dash - 1].isspace() and (not between or between[0].isspace())
    words = between.split()
    named = len(words) <= _NAME and len(between) <= _ORGANIZATION and "(" not in between
    if not (date and stands and named) or any(word[0].islower() for word in words):
        return len(text)
    return len(said[:dash].rstrip())


def _dated(tail: str) -> tuple[str, str] | None:
    """(organisation, date) of `Org (May 2025)`; None when the tail says something else."""
    before, date = split_date(tail)
    organization = before.strip(" ,")
    if not date or len(organization) > _ORGANIZATION or "(" in organization:
        return None
    return organization, date


def _with_fields(fields: Fields, parts: list[str]) -> Fields:
    """`fields` with what stands between the pipes."""
    url, venue, extras = fields.url, fields.venue, list(fields.extras)
    organizations = [fields.organization] if fields.organization else []
    for part in map(str.strip, parts):
        if (turned := _REVERSED.fullmatch(part)) is not None and not url:
            organizations.append(turned[1])
            url = turned[2]
        elif turned or read_link(part):
            extras.append(part)
        elif part:
            its_venue, organization = split_field(plain(part))
            if its_venue and not venue:
                venue = its_venue
            elif its_venue:
                organizations.append(its_venue)
            if organization:
                organizations.append(organization)
    return Fields(
        title=fields.title,
        url=url,
        description=fields.description,
        venue=venue,
        organization=", ".join(organizations),
        date=fields.date,
        separator=fields.separator,
        extras=tuple(extras),
    )
