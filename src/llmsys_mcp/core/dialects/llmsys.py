"""How LLMSys-PaperList writes an entry, and every irregular form its page really holds.

item  = title [tail] *( "|" field )
title = "[" text [":"] "](" url ")" | text
tail  = ":" description | (" – " | " - ") [organization] "(" date ")" | "(" remark ")" | text
field = venue | organization | venue organization | "[" text "](" url ")" | "(" org ")[" url "]"

The pipe may be full width (`｜`), the colon may stand inside the link's text or after a space.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from llmsys_mcp.core.entry import year_of
from llmsys_mcp.core.markdown import Link, plain, read_link, read_links
from llmsys_mcp.core.venue import split_field

_PIPE = re.compile(r"[|｜]")
_REVERSED = re.compile(r"\(([^()\[\]]{1,200})\)\[(https?://[^\[\]\s]{1,2000})\]")
_DATE = re.compile(r"(?P<org>[^()]{0,80}?)\s*(?P<date>\([^()]{0,30}?(?:19|20)\d\d\))\s*")
_DASH = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")
_COLON = re.compile(r"\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Fields:
    """What one item says; texts as a reader sees them."""

    title: str
    url: str = ""
    description: str = ""
    venue: str = ""
    organization: str = ""
    date: str = ""
    """`(May 2025)`, as written."""
    separator: str = ""
    """What stands between title and tail, as written: `: `, ` – `."""
    extras: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """Of the venue, else of the date, else of the link."""
        return year_of(self.url, self.venue, self.date)


@lru_cache(maxsize=4096)
def read_item(body: str) -> Fields | None:
    """The fields of an item's text (marker removed); None when it is no entry.

    An item without a link is an entry when a ` | ` field follows its words. Items are remembered:
    a page that is parsed again after an edit differs in one of them.
    """
    body = body.strip()
    bare = body.lstrip("*_") if body.startswith(("**[", "__[", "*[", "_[")) else body
    link = read_link(bare)
    if link is not None:
        return _linked(bare, link)
    if (turned := _REVERSED.match(bare)) is not None:
        return _tail(plain(turned[1]), turned[2], bare[turned.end() :])
    parts = _PIPE.split(bare)
    if len(parts) > 1 and (title := plain(parts[0])):
        return _with_fields(Fields(title), parts[1:])
    return None


def _linked(body: str, link: Link) -> Fields | None:
    url = link.url.of(body).strip("<>")
    if not url.startswith(("http://", "https://")):
        return None
    text = link.text.of(body)
    title = plain(text)
    rest = body[link.span.end :]
    for mark in ("**", "__", "*", "_"):
        rest = rest.removeprefix(mark)
    inner = title.endswith((":", "："))
    if not (title := title.rstrip(":： ")):
        return None
    return _tail(title, url, (":" if inner else "") + rest)


def _tail(title: str, url: str, rest: str) -> Fields:
    """Fields from what follows the link."""
    parts = _PIPE.split(rest)
    head, extras = _cut_links(parts[0])
    separator = description = organization = date = ""
    if (colon := _COLON.match(head)) is not None:
        separator, description = colon[0], head[colon.end() :]
    elif (dash := _DASH.match(head)) is not None:
        separator, tail = dash[0], head[dash.end() :]
        if (dated := _DATE.fullmatch(tail)) is not None:
            organization, date = dated["org"].strip(" ,"), dated["date"]
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


def _cut_links(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the links at its end, and those links."""
    for link in read_links(text):
        if link.url.of(text).startswith("http"):
            return text[: link.span.start], (text[link.span.start :].strip(),)
    return text, ()


def _with_fields(fields: Fields, parts: list[str]) -> Fields:
    """`fields` with what stands between the pipes."""
    url, venue, extras = fields.url, fields.venue, list(fields.extras)
    organizations = [fields.organization] if fields.organization else []
    for part in map(str.strip, parts):
        if (turned := _REVERSED.fullmatch(part)) is not None and not url:
            organizations.append(turned[1])
            url = turned[2]
        elif part.startswith("[") and read_link(part):
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
