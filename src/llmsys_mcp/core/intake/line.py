"""One pasted line, read: papers with links, a title alone, a link alone, or something said."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from llmsys_mcp.core.intake.links import PastedLink, find_links, is_another, is_paper, readable
from llmsys_mcp.core.intake.paper import Pasted
from llmsys_mcp.core.intake.titles import (
    LONGEST,
    is_cited,
    is_said,
    is_sure,
    split_title,
    title_before,
    told_venue,
)
from llmsys_mcp.core.page.item import read_item

Form = Literal["papers", "link", "title", "maybe", "heading", "said"]
"""`link`: links without a title. `maybe`: words that are a title only if a link follows."""

_BULLET = re.compile(
    r"(?:[-*+•‣◦●▪·–—]|\d{1,3}[.)、]|[(]\d{1,3}[)]|\[\d{1,3}\](?!\()|[①-⑳])(?:[ \t]+|(?=\[))"
    r"(?:\[[ xX]\][ \t]+)?"
)
_HEADING = re.compile(
    r"#{1,6}[ \t]+(?P<text>.*)|(?:\*\*|__)(?P<bold>[^*_]{1,100})(?:\*\*|__)[:：]?"
)
_LABEL_WORDS = 8
"""Words that a line ending in a colon has as a heading; a longer one is said."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line, read."""

    form: Form
    papers: tuple[Pasted, ...]
    """One or more; a remark for `said` and `heading`."""
    text: str = ""
    """Of a heading: its words."""
    listed: bool = False
    """Whether it is a list item."""


def read_line(line: str) -> LineReading:
    """Read one line. Linear in its length."""
    bullet = _BULLET.match(line)
    body = readable(line[bullet.end() :] if bullet else line).strip()
    listed = bullet is not None
    if given := find_links(body):
        return replace(_linked(line, body, given), listed=listed)
    if (heading := _heading(body)) is not None:
        return LineReading("heading", (Pasted(line, remark=True),), heading, listed)
    return replace(_unlinked(line, body, listed=listed), listed=listed)


def bare(line: str) -> str:
    """`line` without the mark of a list item."""
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _heading(body: str) -> str | None:
    """The words of a heading, a bold line or a short line that ends in a colon."""
    found = _HEADING.fullmatch(body)
    if found is not None and (found["text"] is not None or not is_sure(found["bold"])):
        return (found["text"] or found["bold"] or "").strip(" \t#:：*_")
    if body.endswith((":", "：")) and len(body.split()) <= _LABEL_WORDS and not is_said(body[:-1]):
        return body.strip(" :：*_")
    return None


def _unlinked(line: str, body: str, *, listed: bool) -> LineReading:
    """A line without a link: a title when it reads like one, else something said."""
    said = LineReading("said", (Pasted(line, remark=True),))
    words = body.split()
    if is_said(body) or is_cited(body) or len(words) > LONGEST or "://" in body or ">" in body:
        return said
    told = split_title(body)
    paper = Pasted(line, told.title, "", told.description, told.venue, told.organization)
    if not told.title:
        return said
    if is_sure(told.title) or is_sure(body) or (listed and body[:1].isupper()):
        return LineReading("title", (paper,))
    return LineReading("maybe", (paper,)) if len(words) > 2 else said


def _linked(line: str, body: str, given: tuple[PastedLink, ...]) -> LineReading:
    papers = [_paper(line, body, group) for group in _grouped(body, given)]
    named = any(paper.title for paper in papers)
    return LineReading("papers" if named else "link", tuple(papers))


@dataclass(frozen=True, slots=True)
class _Group:
    """The links of one paper in a line, and where the words about it stand."""

    links: tuple[PastedLink, ...]
    start: int
    end: int


def _grouped(body: str, given: tuple[PastedLink, ...]) -> list[_Group]:
    """The links of a line, paper by paper.

    A link begins a new paper when it has a name, or words before it that name one, or is another
    number of the same kind; else it goes with the one before. Where the line begins with a bare
    link, words follow their link; else they stand before it.
    """
    starts = [0]
    for at in range(1, len(given)):
        if _begins(body, given, starts[-1], at):
            starts.append(at)
    behind = given[0].start == 0 and not given[0].name
    groups = []
    for order, first in enumerate(starts):
        last = starts[order + 1] if order + 1 < len(starts) else len(given)
        links = given[first:last]
        start = 0 if order == 0 else links[0].start if behind else given[first - 1].end
        end = len(body) if last == len(given) else given[last].start if behind else links[-1].end
        groups.append(_Group(links, start, end))
    return groups


def _begins(body: str, given: tuple[PastedLink, ...], first: int, at: int) -> bool:
    one, before = given[at], given[at - 1]
    if one.attached:
        return False
    if one.name and len(one.name.split()) > 1:
        return True
    between = body[before.end : one.start]
    if is_sure(title_before(between)):
        return True
    return is_another(given[first].url, one.url)


def _paper(line: str, body: str, group: _Group) -> Pasted:
    """The paper of a group of links."""
    main = _main(group.links)
    more = tuple(link.url for link in group.links if link is not main)
    named = group.links[0]
    text = body[group.start : group.end]
    if not named.name or is_said(named.name):
        return _worded(line, body, group, main.url, more)
    fields = read_item(text) if named.start == group.start else None
    if fields is None:
        return _split(Pasted(line, named.name, main.url, more=more))
    found = Pasted(
        line, fields.title, main.url, fields.description, fields.venue, fields.organization,
        more=more,
    )  # fmt: skip
    return found if fields.description else _split(found)


def _main(links: tuple[PastedLink, ...]) -> PastedLink:
    """The link to list: the first that leads to a paper, else the first that is no attachment."""
    offered = [link for link in links if not link.attached] or list(links)
    return next((link for link in offered if is_paper(link.url)), offered[0])


def _split(paper: Pasted) -> Pasted:
    told = split_title(paper.title)
    if not told.title:
        return replace(paper, title="")
    return replace(
        paper,
        title=told.title,
        description=told.description or paper.description,
        venue=paper.venue or told.venue,
        organization=paper.organization or told.organization,
    )


def _worded(line: str, body: str, group: _Group, url: str, more: tuple[str, ...]) -> Pasted:
    """A paper whose title stands in the words before its link, or else behind it."""
    before = body[group.start : group.links[0].start]
    behind = body[group.links[-1].end : group.end]
    title = title_before(before)
    venue, organization = told_venue(behind)
    if not title and not venue and not before.strip(" ([*_-"):
        title = title_before(behind.strip(" )]*_:：,-–—|"))
    paper = _split(Pasted(line, title, url, more=more))
    paper = replace(
        paper, venue=paper.venue or venue, organization=paper.organization or organization
    )
    if not paper.title:
        return replace(paper, title="")
    if is_sure(title) or is_sure(paper.title):
        return paper
    return replace(paper, doubt="Is this its exact title?")
