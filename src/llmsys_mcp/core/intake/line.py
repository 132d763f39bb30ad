"""One pasted line, read: papers with links, a title alone, a link alone, or something said."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from llmsys_mcp.core.identity import short_name
from llmsys_mcp.core.intake.beside import OUT, Group, grouped, is_hollow, read_behind
from llmsys_mcp.core.intake.links import PastedLink, is_paper
from llmsys_mcp.core.intake.paper import IS_EXACT_TITLE, IS_TO_BE_ADDED, Pasted, in_question
from llmsys_mcp.core.intake.peeled import peel
from llmsys_mcp.core.intake.remarks import NOTHING, Told, read_remark
from llmsys_mcp.core.intake.titles import (
    LONGEST,
    is_cited,
    is_said,
    is_sure,
    read_title,
    split_title,
)
from llmsys_mcp.core.intake.words import read_words, readable, unmarked

Form = Literal["papers", "link", "title", "maybe", "detail", "heading", "said"]
"""`link`: links without a title. `maybe`: words that are a title only if a link follows.
`detail`: where a paper appeared, when, or by whom."""

_BULLET = re.compile(
    r"(?:[-*+•‣◦●▪·–—]|\d{1,3}[.)、]|[(]\d{1,3}[)]|\[\d{1,3}\](?!\()|[①-⑳]|[a-hA-H]\))"
    r"(?:[ \t]+|(?=\[))"
    r"(?:\[[ xX]\][ \t]+)?"
)
_HEADING = re.compile(
    r"#{1,6}[ \t]+(?P<text>.*)|(?:\*\*|__)(?P<bold>[^*_]{1,100})(?:\*\*|__)[:：]?"
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?:\s?[AaPp][Mm])?\W{0,3}\Z")
"""When somebody said something in a chat."""
_DIVISION = re.compile(r"(?:session|track|day|part|chapter|week|lecture)\s\w{1,3}\b.{0,60}", re.I)
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
    over: bool = False
    """Of a heading: whether it is an item that others stand below."""
    attached: bool = False
    """Whether its links are said to lead to code, slides and the like."""

    def of(self, source: str) -> "LineReading":
        """The same, read in a part of `source`."""
        return replace(self, papers=tuple(replace(one, source=source) for one in self.papers))


def read_line(line: str) -> LineReading:
    """Read one line. Linear in its length."""
    bullet = _BULLET.match(line)
    body = readable(line[bullet.end() :] if bullet else line).strip()
    listed = bullet is not None
    if linked := _linked(line, body):
        return replace(linked, listed=listed)
    if (heading := _heading(body)) is not None:
        return LineReading("heading", (Pasted(line, remark=True),), heading, listed)
    words = unmarked(body)
    struck = IS_TO_BE_ADDED if read_words(body).struck else ""
    read = _unlinked(line, words, listed=listed)
    papers = tuple(replace(one, doubt=struck) for one in read.papers) if struck else read.papers
    return replace(read, papers=papers, listed=listed)


def bare(line: str) -> str:
    """`line` without the mark of a list item."""
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _heading(body: str) -> str | None:
    """The words of a heading, a bold line or a short line that ends in a colon."""
    found = _HEADING.fullmatch(body)
    if found is not None and (found["text"] is not None or not is_sure(found["bold"])):
        return (found["text"] or found["bold"] or "").strip(" \t#:：*_")
    if _DIVISION.fullmatch(body):
        return body.strip(" #*_")
    if body.endswith((":", "：")) and len(body.split()) <= _LABEL_WORDS and not is_said(body[:-1]):
        return body.strip(" :：*_")
    return None


def _unlinked(line: str, body: str, *, listed: bool) -> LineReading:
    """A line without a link: a title when it reads like one, else something said."""
    remark = Pasted(line, remark=True)
    told = read_remark(body.strip("()[]"))
    if told is not None and (told.venue or told.year or told == NOTHING):
        return LineReading("detail", (replace(remark, venue=told.appeared),))
    said = LineReading("said", (remark,))
    words = body.split()
    if _CLOCK.search(body) or is_said(peel(body)[0]) or is_cited(body) or len(words) > LONGEST:
        return said
    if "://" in body or ">" in body:
        return said
    title, beside = read_title(body)
    titled = split_title(body if "|" in body else title)
    if not titled.title:
        return said
    paper = Pasted(
        line, titled.title, "", titled.description,
        titled.venue or beside.appeared, titled.organization or beside.organization,
    )  # fmt: skip
    if is_sure(titled.title) or is_sure(title) or (listed and body[:1].isupper()):
        return LineReading("title", (paper,))
    return LineReading("maybe", (paper,)) if len(words) > 2 else said


def _linked(line: str, body: str) -> LineReading | None:
    """A line with links; None for one without."""
    words = read_words(body)
    if not words.links:
        return None
    papers = [_paper(line, group, struck=words.struck) for group in grouped(words)]
    named = any(paper.title for paper in papers)
    attached = all(link.attached for link in words.links)
    return LineReading("papers" if named else "link", tuple(papers), attached=attached)


def _paper(line: str, group: Group, *, struck: bool) -> Pasted:
    """The paper of a group of links."""
    main = _main(group.links)
    more = tuple(link.url for link in group.links if link.url != main.url)
    named = group.links[0].name
    paper = Pasted(line, url=main.url, more=more)
    before, told = read_title(group.texts[0])
    if not named or is_said(named) or (is_sure(before) and not is_sure(named)):
        paper = _worded(paper, group)
    else:
        paper = _named(paper, named, told, OUT.join(group.texts[1:]))
    return replace(paper, doubt=IS_TO_BE_ADDED) if struck else paper


def _main(links: tuple[PastedLink, ...]) -> PastedLink:
    """The link to list: the first that leads to a paper, else the first that is no attachment."""
    offered = [link for link in links if not link.attached] or list(links)
    return next((link for link in offered if is_paper(link.url)), offered[0])


def _named(paper: Pasted, name: str, told: Told, behind: str) -> Pasted:
    """A paper whose title is its link, with what is told before and behind it."""
    beside = read_behind(f": {behind}" if name.endswith((":", "：")) else behind)
    told = told.and_also(beside.told)
    titled = split_title(name, whole=True)
    title, description, doubt = titled.title, titled.description, ""
    if beside.description and description:
        title, description = f"{title}: {description}", ""
    description = description or beside.description
    if beside.unclear:
        said = in_question(beside.unclear)
        doubt = f"What is said behind it, {said}: is it part of the entry?"
    elif not description and len(title.split()) == 1 and is_paper(paper.url):
        doubt = IS_EXACT_TITLE
    return replace(
        paper,
        title=title,
        description=description,
        venue=titled.venue or told.appeared,
        organization=titled.organization or told.organization,
        doubt=doubt,
    )


def _worded(paper: Pasted, group: Group) -> Pasted:
    """A paper whose title stands in the words before its link, or else behind it."""
    before, told = read_title(group.texts[0])
    title, others = before, []
    for text in group.texts[1:]:
        words, more = _beside(text)
        told = told.and_also(more).and_also(read_behind(text).told if "|" in text else NOTHING)
        if not title and is_hollow(group.texts[0]):
            title = words
        elif is_sure(words):
            others.append(words)
    titled = split_title(title)
    if not titled.title:
        return replace(paper, venue=told.appeared, organization=told.organization)
    sure = is_sure(title) or is_sure(f"{titled.title}: {titled.description}")
    alone = not others and not short_name(title.partition(": ")[2])
    return replace(
        paper,
        title=titled.title,
        description=titled.description,
        venue=titled.venue or told.appeared,
        organization=titled.organization or told.organization,
        doubt="" if sure and alone else IS_EXACT_TITLE,
    )


def _beside(text: str) -> tuple[str, Told]:
    """(the title in words behind a link, what they tell), brackets around the whole taken off."""
    text = text.strip(" ,;.")
    if text[:1] + text[-1:] not in ("()", "[]"):
        return read_title(text)
    told = read_remark(text[1:-1])
    return read_title(text[1:-1]) if told is None else ("", told)
