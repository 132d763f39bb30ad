"""Judge what was pasted: what to add and where, what is listed, what to ask, what to leave out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from llmsys_mcp.core.evidence import NO_LINK, PAPER
from llmsys_mcp.core.identity import parse_id
from llmsys_mcp.core.intake import Pasted
from llmsys_mcp.core.placement import find_spot
from llmsys_mcp.core.profile import read_paper
from llmsys_mcp.core.style import Draft
from llmsys_mcp.errors import ListError, UnknownSection, quoted
from llmsys_mcp.services.add import format_draft
from llmsys_mcp.services.catalog import Catalog, View
from llmsys_mcp.services.duplicates import Match
from llmsys_mcp.services.suggest import Suggestion

SURE = 0.5
"""Confidence from which a section is taken without asking."""
CLOSE = 0.2
"""Difference of confidence below which two sections are a close call."""

_ANY_FIELD = frozenset({"survey", "reading", "course", "benchmark", "general machine learning"})
"""Subjects that a paper of any field may have."""

Judgement = Literal["add", "duplicate", "ask", "skip"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A pasted paper whose texts may enter the page, or why they may not."""

    pasted: Pasted
    draft: Draft | None
    """Without link or title where none was given."""
    refusal: ListError | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One pasted paper, judged."""

    judgement: Judgement
    pasted: Pasted
    reason: str
    """Why, or what to ask the user."""
    draft: Draft | None = None
    section: str = ""
    bucket: str = ""
    entry: str = ""
    """The line that adding it would write."""
    confidence: float = 0.0
    matches: tuple[Match, ...] = ()
    choices: tuple[Suggestion, ...] = ()
    """Sections in question, best first."""


def judge(catalog: Catalog, view: View, papers: Sequence[Checked], section: str) -> list[Item]:
    """An `Item` for each of `papers`, in order; `section`: where all of them go, if it is given.

    A paper pasted twice is a duplicate the second time.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
    """
    if section:
        section = view.papers.find_section(section).section.path
    judged: list[Item] = []
    now = view
    for paper in papers:
        item = _judge(now, paper, section)
        judged.append(item)
        if item.judgement == "add" and item.draft is not None:
            now = _with(catalog, now, item)
    return judged


def _with(catalog: Catalog, view: View, item: Item) -> View:
    """The list as it would be with the item added, so that later ones see it."""
    place = view.papers.find_section(item.section)
    spot = find_spot(place.page.document, place.index, item.draft.year if item.draft else None)
    edit = spot.edit(item.entry)
    text = view.text(place.page.file)
    new = text[: edit.span.start] + edit.new + text[edit.span.end :]
    return catalog.with_texts(view, [(place.page.file, new)])


def _judge(view: View, paper: Checked, section: str) -> Item:
    pasted, draft = paper.pasted, paper.draft
    if pasted.remark:
        return Item("skip", pasted, "no paper: a heading or something said")
    if draft is None:
        return Item("skip", pasted, f"not fit for the page: {paper.refusal}")
    verdict = view.duplicates.check(draft.full_title if draft.title else "", draft.url)
    matches = verdict.matches
    if verdict.verdict == "duplicate":
        return Item(
            "duplicate", pasted, f"listed already: {_said(matches[0])}", draft, matches=matches
        )
    if not draft.title:
        return Item("ask", pasted, "What is its exact title? A link alone does not tell it.", draft)
    if not draft.url:
        return Item("ask", pasted, "Which link does it have?", draft, matches=matches)
    if verdict.verdict == "possible":
        question = f"Is it the same paper as {_said(matches[0])}?"
        return Item("ask", pasted, question, draft, matches=matches)
    return _place(view, paper, draft, section)


def _place(view: View, paper: Checked, draft: Draft, section: str) -> Item:
    choices = view.placement.suggest(draft.full_title, "", draft.url, draft.venue, 3)
    wanted, confidence = section, 1.0
    if not wanted and paper.pasted.section:
        try:
            wanted = view.papers.find_section(paper.pasted.section).section.path
        except ListError as error:
            if not isinstance(error, UnknownSection):
                return Item("ask", paper.pasted, f"Which section? {error}", draft, choices=choices)
    if not wanted:
        if not choices:
            return Item("ask", paper.pasted, "Which section? The list has none to suggest.", draft)
        wanted, confidence = choices[0].section, choices[0].confidence
        if doubt := _outside(draft):
            return Item(doubt[0], paper.pasted, doubt[1], draft, choices=choices)
        if question := _unsure(choices):
            return Item(
                "ask", paper.pasted, question, draft, confidence=confidence, choices=choices
            )
    place = view.papers.find_section(wanted)
    try:
        written = format_draft(draft, place)
    except ListError as error:
        return Item("ask", paper.pasted, str(error), replace(draft, title=""), choices=choices)
    bucket = find_spot(place.page.document, place.index, draft.year).bucket
    reason = choices[0].reason if choices and choices[0].section == wanted else "as you said"
    return Item(
        "add", paper.pasted, reason, draft, wanted, bucket, written.line, confidence, (), choices
    )


def _outside(draft: Draft) -> tuple[Judgement, str] | None:
    """Why the paper may be outside the list's subject: its title names none of the field's.

    A project's page is judged by the user alone: its name need not tell what it is.
    """
    paper = read_paper(draft.full_title, url=draft.url)
    said = {name for name, strength in paper.strengths.items() if strength.words}
    if said - _ANY_FIELD:
        return None
    if said or paper.link not in (PAPER, NO_LINK):
        return "ask", "Does it belong to this list? Its title does not say what it is about."
    return "skip", "outside the list's subject: no word of its title is about systems for models"


def _unsure(choices: Sequence[Suggestion]) -> str:
    """What to ask when the section is not sure; empty when it is."""
    best = choices[0]
    near = [one for one in choices[1:] if best.confidence - one.confidence < CLOSE]
    if best.confidence >= SURE and not near:
        return ""
    names = " or ".join(quoted(one.section) for one in (best, *(near or choices[1:2])))
    return f"Which section: {names}? It is a close call."


def _said(match: Match) -> str:
    listed = match.listed
    number = parse_id(listed.id)
    name = f"{listed.entry.title} ({listed.id})" if number else listed.entry.title
    return f"{quoted(name)}, {listed.file} line {listed.entry.line} ({match.reason})"
