"""What people paste when they ask for papers to be added, read into papers; nothing is invented.

An issue's body, a chat message, a reading list: links alone or behind a title, Markdown bullets,
`Title: … / Link: …` fields, arXiv ids. A line that is none of these is kept as a remark, so that
every line is accounted for.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from llmsys_mcp.core.dialects.llmsys import read_item
from llmsys_mcp.core.identity import parse_id
from llmsys_mcp.core.pasted import is_placeholder, pasted_links, pasted_title
from llmsys_mcp.core.venue import read_venue, split_field

TEXT_LIMIT = 50_000
"""Characters of a pasted text that are read."""
LINES_LIMIT = 500
"""Lines of it that are read."""

_LEAD = re.compile(r"[ \t]*(?:>[ \t]?){0,8}[ \t]*")
_BULLET = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_FIELD = re.compile(
    r"(?:[-*+][ \t]+)?[*_#\s]{0,8}(?P<name>paper title|title|paper|name|paper link|link|url|pdf|"
    r"venue|conference|published at|organi[sz]ation|affiliation|institution|section|category|"
    r"description|summary|subtitle)[*_]{0,3}\s?[:：][*_]{0,3}\s*(?P<value>\S.*)?",
    re.IGNORECASE,
)
_NAMES = {
    "paper title": "title", "title": "title", "paper": "title", "name": "title",
    "paper link": "url", "link": "url", "url": "url", "pdf": "url",
    "venue": "venue", "conference": "venue", "published at": "venue",
    "organization": "organization", "organisation": "organization",
    "affiliation": "organization", "institution": "organization",
    "section": "section", "category": "section",
    "description": "description", "summary": "description", "subtitle": "description",
}  # fmt: skip
_LINK = re.compile(r"https?://", re.IGNORECASE)
_ID = re.compile(r"(?:arxiv:\s?)?\d{4}\.\d{4,5}(?:v\d{1,2})?", re.IGNORECASE)
_SPEECH = re.compile(
    r"(?:i|we|please|could|can|would|hi|hello|hey|thanks|thank you|dear|here|these|this|"
    r"the following|also|add|adding|there|it|my|our|just|cc|fyi|note|see|let|if|not sure|maybe)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    (
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or"),
        *("over", "per", "the", "to", "toward", "towards", "via", "vs", "with"),
    )
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """One paper as it was pasted; a field that was not given is empty."""

    source: str
    """The line, or lines, it was read from."""
    title: str = ""
    url: str = ""
    description: str = ""
    venue: str = ""
    organization: str = ""
    section: str = ""
    remark: bool = False
    """Whether the line is no paper but something said about them."""


def read_pasted(text: str) -> tuple[Pasted, ...]:
    """Every paper and remark of `text`, in order. Never raises."""
    found: list[Pasted] = []
    lines = text[:TEXT_LIMIT].split("\n")[:LINES_LIMIT]
    in_fields = False
    for line in lines:
        bare = line[_lead_end(line) :].strip()
        if not bare or bare.startswith(("```", "<!--", "---", "===")):
            in_fields = in_fields and bool(bare)
            continue
        field = _FIELD.fullmatch(bare)
        if field is not None and field["value"]:
            in_fields = _put_field(found, field, bare, continued=in_fields)
            continue
        in_fields = False
        _put_line(found, bare)
    return tuple(found)


def _lead_end(line: str) -> int:
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


def _put_field(found: list[Pasted], field: re.Match[str], bare: str, *, continued: bool) -> bool:
    """Put a `Name: value` line into the paper being described, or begin one."""
    name, value = _NAMES[field["name"].lower()], field["value"].strip(" *_`")
    if name == "url":
        value = (_links(value) or _numbered(value) or (value,))[0]
    last = found[-1] if found and continued else None
    if last is None or getattr(last, name):
        found.append(_with(Pasted(bare), name, value))
    else:
        found[-1] = _with(replace(last, source=f"{last.source}\n{bare}"), name, value)
    return True


def _with(paper: Pasted, name: str, value: str) -> Pasted:
    changes: dict[str, Any] = {name: value}
    return replace(paper, **changes)


def _put_line(found: list[Pasted], bare: str) -> None:
    """Read a line that is no field: an entry, a link, an id, a title or a remark."""
    bullet = _BULLET.match(bare)
    body = bare[bullet.end() :] if bullet else bare
    paper = _entry(body, bare) or _linked(body, bare)
    if paper is None and bare.startswith("#"):
        found.append(Pasted(bare, remark=True))
        return
    if paper is None:
        paper = _title_alone(body, bare, listed=bullet is not None)
    last = found[-1] if found else None
    if last and not last.remark and last.title and not last.url and paper.url and not paper.title:
        found[-1] = replace(last, url=paper.url, source=f"{last.source}\n{bare}")
        return
    found.append(paper)


def _entry(body: str, bare: str) -> Pasted | None:
    """A Markdown item in any list's form."""
    fields = read_item(body)
    if fields is None or not fields.url:
        return None
    title = fields.title
    if parse_id(title) or _LINK.match(title):
        title = ""
    return Pasted(bare, title, fields.url, fields.description, fields.venue, fields.organization)


def _linked(body: str, bare: str) -> Pasted | None:
    """A line with a bare link or arXiv id; what stands before it is the title."""
    links = _links(body)
    if links:
        title, _, behind = body.partition(links[0])
        title = title.strip(" \t:：,-–—|([<*_`\"'")
        behind = behind.strip(" \t:：,-–—|)]>*_`\"'")
        if is_said(title):
            return Pasted(bare, "", links[0])
        if not title and behind and not is_said(behind):
            title, behind = behind, ""
        venue, organization = split_field(behind) if read_venue(behind) else ("", "")
        return Pasted(bare, pasted_title(title), links[0], "", venue, organization)
    numbered = _numbered(body)
    if not numbered:
        return None
    title = _ID.sub(" ", body, count=1).strip(" \t:：,-–—|()[]*_`\"'")
    return Pasted(bare, "" if is_said(title) else pasted_title(title), numbered[0])


def _links(text: str) -> tuple[str, ...]:
    return tuple(link for link in pasted_links(text) if _LINK.match(link))


def _numbered(text: str) -> tuple[str, ...]:
    """The link of the arXiv paper that `text` gives the number of."""
    found = _ID.search(text)
    identity = parse_id(found[0]) if found else None
    return (f"https://arxiv.org/abs/{identity.value}",) if identity else ()


def is_said(text: str) -> bool:
    """Whether a line talks about papers rather than naming one."""
    words = text.split()
    if not words:
        return False
    if _SPEECH.match(text) and (len(words) < 2 or not words[1][:1].isupper()):
        return True
    if text.rstrip().endswith((".", "?", "!")) and len(words) > 3 and not _titled(words):
        return True
    return is_placeholder(text)


def _titled(words: list[str]) -> bool:
    """Whether most words that count begin with a capital, as in a title."""
    counted = [word for word in words if word.lower() not in _SMALL]
    capital = sum(word[:1].isupper() or word[:1].isdigit() for word in counted)
    return capital * 3 >= len(counted) * 2


def _title_alone(body: str, bare: str, *, listed: bool) -> Pasted:
    """A line without a link: a title when it reads like one, else a remark."""
    title = pasted_title(body)
    words = title.split()
    if title and not is_said(body) and 2 <= len(words) <= 30 and (listed or _titled(words)):
        fields = read_item(body)
        if fields is not None:
            return Pasted(
                bare, fields.title, "", fields.description, fields.venue, fields.organization
            )
        return Pasted(bare, title)
    return Pasted(bare, remark=True)
