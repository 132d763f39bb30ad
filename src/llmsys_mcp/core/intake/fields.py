"""`Name: value` lines and columns: what the names mean."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from llmsys_mcp.core.intake.links import find_links, is_paper
from llmsys_mcp.core.intake.paper import Pasted
from llmsys_mcp.core.intake.remarks import PICTOGRAMS, read_remark
from llmsys_mcp.core.intake.titles import is_preprint, is_sure, split_title
from llmsys_mcp.core.intake.words import unmarked
from llmsys_mcp.core.venue import read_venue

NOTED = ""
"""What a field says that is no part of an entry."""
_NAMES = {
    "title": "title", "paper title": "title", "paper": "title", "name": "title",
    "paper name": "title", "work": "title", "article": "title", "full title": "title",
    "title of the paper": "title", "标题": "title", "论文": "title",
    "link": "url", "links": "url", "url": "url", "paper link": "url", "paper url": "url",
    "pdf": "url", "pdf link": "url", "arxiv": "url", "arxiv link": "url", "arxiv id": "url",
    "arxiv url": "url", "openreview": "url", "doi": "url", "cite as": "url", "preprint": "url",
    "link to the paper": "url", "link to paper": "url", "acm": "url", "链接": "url",
    "venue": "venue", "conference": "venue", "published at": "venue", "published in": "venue",
    "accepted at": "venue", "accepted by": "venue", "accepted to": "venue", "journal": "venue",
    "publication": "venue", "会议": "venue",
    "organization": "organization", "organisation": "organization", "org": "organization",
    "affiliation": "organization", "affiliations": "organization",
    "institution": "organization", "institutions": "organization", "company": "organization",
    "section": "section", "category": "section", "suggested section": "section",
    "target section": "section", "topic": "section", "where": "section",
    "subtitle": "description", "description": "description", "short description": "description",
    "abstract": "abstract", "summary": "abstract", "tl;dr": "abstract", "tldr": "abstract",
    "about": "abstract", "why": "abstract", "reason": "abstract",
    "year": "year", "date": "year",
    "code": "more", "github": "more", "code link": "more", "project": "more", "repo": "more",
    "project page": "more", "website": "more", "homepage": "more", "slides": "more",
    "video": "more", "code url": "more", "repository": "more", "blog": "more", "demo": "more",
    "authors": NOTED, "author": NOTED, "comments": NOTED, "comment": NOTED, "keywords": NOTED,
    "note": NOTED, "notes": NOTED, "tags": NOTED, "subjects": NOTED, "model": NOTED,
    "categories": NOTED, "journal-ref": NOTED, "report-no": NOTED, "license": NOTED,
    "from": NOTED, "to": NOTED, "cc": NOTED, "sent": NOTED, "subject": NOTED, "reply-to": NOTED,
    "type": NOTED, "status": NOTED, "contact": NOTED,
}  # fmt: skip
_NAME = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_FIELD = re.compile(
    rf"[*_#\s]{{0,8}}(?P<name>{_NAME})(?:\(s\))?[*_]{{0,3}}(?:\s?[:：]{{1,2}}|\t)[*_]{{0,3}}\s*(?P<value>\S.*)?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"([\w ]{1,30})\"\s?:\s?\"([^\"]{0,2000})\",?")
"""A field in JSON."""
_HEAD = re.compile(
    rf"[*_#\s]{{0,8}}(?:(?:which|the|your|its|suggested|proposed)\s)?(?P<name>{_NAME})(?:\(s\))?"
    r"(?:\s?\([^()]{0,80}\))?[*_:：?\s]{0,6}",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    ("", "-", "n/a", "na", "none", "no response", "_no response_", "tbd", "?", "null")
)
_DESCRIBED = 25
"""Words a description has at most; a longer one is no subtitle but an abstract."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def read_field(line: str) -> tuple[str, str] | None:
    """(what it means, value) of `Title: …`; the value is empty when none is given."""
    line = PICTOGRAMS.sub("", line).strip()
    if quoted := _QUOTED.fullmatch(line):
        line = f"{quoted[1]}: {quoted[2]}"
    found = _FIELD.fullmatch(line)
    if found is None:
        return None
    return _NAMES[found["name"].lower()], given_value(found["value"] or "")


def read_heading_field(text: str) -> str | None:
    """What a heading that is a field's name announces: `### Paper title`."""
    found = _HEAD.fullmatch(text)
    return _NAMES[found["name"].lower()] if found else None


def read_columns(columns: tuple[str, ...]) -> tuple[str, ...] | None:
    """What the columns of a table mean; None when none of them is a title or a link."""
    meant = tuple(read_heading_field(column) or NOTED for column in columns)
    return meant if {"title", "url"} & set(meant) else None


def telling_cells(cells: Sequence[str]) -> Iterator[str]:
    """The cells of a row that tell of a paper: its links, its title and its venue.

    Where no cell reads like a title, every cell before the first link is given.
    """
    linked = [bool(find_links(cell)) for cell in cells]
    first = linked.index(True) if any(linked) else len(cells)
    before = [unmarked(cell) for cell in cells[:first]]
    sure = any(map(is_sure, before)) or any(map(is_sure, cells[first : first + 1]))
    for at, cell in enumerate(cells):
        told = read_remark(cell)
        venue = told is not None and bool(told.venue)
        named = at < first and told is None and (is_sure(before[at]) or not sure)
        if linked[at] or venue or named:
            yield cell


def given_value(value: str) -> str:
    """`value` without marks around it; empty for what stands for no answer."""
    bare = value.strip(' *_`"')
    if bare.lower() in _EMPTY:
        return ""
    return value.strip() if "://" in value else unmarked(value)


def changes(paper: Pasted, name: str, value: str, links: tuple[str, ...]) -> dict[str, Any]:
    """What a field called `name` changes of `paper`; `links`: those in `value`."""
    match name:
        case "title":
            titled = split_title(value)
            return {
                "title": titled.title,
                "url": paper.url or "".join(links[:1]),
                "description": titled.description or paper.description,
                "venue": titled.venue or paper.venue,
                "organization": titled.organization or paper.organization,
            }
        case "url" if links and (not paper.url or is_paper(links[0]) > is_paper(paper.url)):
            before = (paper.url,) if paper.url else ()
            return {"url": links[0], "more": (*paper.more, *before, *links[1:])}
        case "url" | "more":
            return {"more": (*paper.more, *links)}
        case "venue":
            told = read_remark(value)
            if told is not None and (told.venue or not told.organization):
                return {"venue": told.appeared} if told.venue else {}
            return {} if is_preprint(value) else {"venue": value}
        case "year":
            return {"venue": _dated(paper.venue, value)}
        case "description" if len(value.split()) > _DESCRIBED:
            return {"abstract": value}
        case _:
            return {name: value}


def _dated(venue: str, year: str) -> str:
    """`venue` with the year given beside it, when it tells none itself."""
    found = _YEAR.search(year)
    known = read_venue(venue)
    if not found or known is None or known.year is not None:
        return venue
    return f"{venue} {found[0]}"
