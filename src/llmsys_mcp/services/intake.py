"""Judge what was pasted: what to add and where, what is listed, what to ask, what to leave out.

A paper is judged on the list as those before it would leave it. Nothing is invented: a title or
link that was not given is asked for, and so is whatever was read or placed with doubt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from llmsys_mcp.adapters.bibtex import read_bibtex
from llmsys_mcp.core.identity import entry_id
from llmsys_mcp.core.intake import Pasted, read_pasted
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.sameness.verdict import CERTAIN, Match, Verdict
from llmsys_mcp.core.subjects.link_kind import NO_LINK, PAPER, link_kind
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import InvalidArgument, ListError, UnknownSection
from llmsys_mcp.services.add import format_in, section_named
from llmsys_mcp.services.duplicates import DuplicateIndex, check_paper
from llmsys_mcp.services.familiarity import Familiarity
from llmsys_mcp.services.intake_questions import (
    listed_already,
    missing,
    whether_same,
    which_section,
    which_venue,
)
from llmsys_mcp.services.placing import claimed_venue, suggest
from llmsys_mcp.services.suggest import Suggestion
from llmsys_mcp.services.view import View

ANOTHER, SAME, LEAVE = "another paper", "the same paper", "leave it out"
"""Answers of a user to a question about an item, beside the path of a section."""

_SUGGESTED = 3
"""Sections that a question offers."""
_SAMPLE = 200
"""Entries of the list that papers given above are compared beside, at most."""
_EVEN = 0.5
"""Likelihood from which a paper given above may be the one in question."""
_NOTHING = Draft("", "")

Judgement = Literal["add", "duplicate", "ask", "skip"]
About = Literal["", "paper", "section", "duplicate", "subject"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A pasted paper whose texts may enter the page, or why they may not."""

    pasted: Pasted
    draft: Draft
    """Without title or link where none was given, or none that may stand on the page."""
    refusal: ListError | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One pasted paper, judged."""

    judgement: Judgement
    pasted: Pasted
    reason: str
    """Why, or what to ask the user."""
    draft: Draft = _NOTHING
    about: About = ""
    """What a question is about: a `section` or `duplicate` can be chosen from few answers."""
    section: str = ""
    bucket: str = ""
    entry: str = ""
    """The line that adding it would write."""
    confidence: float = 0.0
    matches: tuple[Match, ...] = ()
    choices: tuple[Suggestion, ...] = ()
    """Sections in question, best first."""


def read_papers(text: str) -> tuple[Pasted, ...]:
    """Every paper and remark of a pasted text, BibTeX read as well."""
    return read_pasted(text, lambda bibtex: [entry.fields for entry in read_bibtex(bibtex)])


def judge(
    view: View,
    papers: Sequence[Checked],
    section: str = "",
    answers: Mapping[int, str] | None = None,
) -> list[Item]:
    """An `Item` for each of `papers`, in order.

    Args:
        view: The list.
        papers: What was pasted. A paper pasted twice is a duplicate the second time.
        section: Where all of them go, if the user named a section.
        answers: What the user said of the item at an index: `ANOTHER`, `SAME`, `LEAVE` or the
            path of a section.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
    """
    if section:
        section = section_named(view, section)
    judging = _Judge(view, section, Familiarity.of(view.papers.entries))
    return [judging.judge(paper, (answers or {}).get(at, "")) for at, paper in enumerate(papers)]


class _Judge:
    """Judges papers one by one, each beside those that it let through before."""

    def __init__(self, view: View, section: str, familiar: Familiarity) -> None:
        self._view = view
        self._section = section
        self._familiar = familiar
        self._given: tuple[Listed, ...] = ()
        """Those that were let through."""

    def judge(self, paper: Checked, answer: str) -> Item:
        item = self._judge(paper, answer)
        if item.judgement == "add":
            self._given = (*self._given, _as_listed(item))
        return item

    def _check(self, draft: Draft) -> Verdict:
        """Whether the paper is listed, or given above.

        Those above are compared beside a sample of the list, which tells how rare a word is: to
        learn the whole list anew for each paper would take 0.1 s a paper on a long one.
        """
        title = draft.full_title if draft.title else ""
        listed = check_paper(self._view, title, draft.url)
        if not self._given or listed.verdict == "duplicate":
            return listed
        entries = self._view.papers.entries
        sample = entries[:: len(entries) // _SAMPLE + 1]
        above = DuplicateIndex((*sample, *self._given)).check(title, draft.url)
        matches = tuple(match for match in above.matches if not match.listed.file)
        if any(match.relation in CERTAIN for match in matches):
            return Verdict("duplicate", matches)
        if matches and above.verdict == "possible" and matches[0].score >= _EVEN:
            return Verdict("possible", (*matches, *listed.matches))
        return listed

    def _judge(self, paper: Checked, answer: str) -> Item:
        pasted, draft = paper.pasted, paper.draft
        if pasted.remark:
            return Item("skip", pasted, "no paper: a heading, or something said")
        if paper.refusal is not None and paper.refusal.argument != "url":
            return Item("skip", pasted, f"not fit for the page: {paper.refusal}", draft)
        if answer == LEAVE:
            return Item("skip", pasted, "left out, as the user said", draft)
        found = self._check(draft)
        if found.verdict == "duplicate" or answer == SAME:
            reason = listed_already(draft, found.matches)
            return Item("duplicate", pasted, reason, draft, matches=found.matches)
        if question := missing(pasted, draft, paper.refusal):
            return Item("ask", pasted, question, draft, "paper", matches=found.matches)
        if found.verdict == "possible" and answer != ANOTHER:
            question = whether_same(found.matches[0])
            return Item("ask", pasted, question, draft, "duplicate", matches=found.matches)
        return self._place(pasted, draft, answer if answer != ANOTHER else "")

    def _place(self, pasted: Pasted, draft: Draft, chosen: str) -> Item:
        """Where a new paper goes."""
        choices = suggest(
            self._view, draft.full_title, pasted.abstract, draft.url, draft.venue, _SUGGESTED
        )
        wanted, reason = chosen or self._section, "as you said"
        if not wanted:
            try:
                wanted, reason = self._named(pasted)
            except ListError as error:
                question = f"Which section? {error.problem}"
                return Item("ask", pasted, question, draft, "section", choices=choices)
        if not wanted:
            if doubt := self._outside(draft):
                return Item(doubt[0], pasted, doubt[1], draft, "subject", choices=choices)
            if question := which_section(choices):
                sure = choices[0].confidence if choices else 0.0
                return Item(
                    "ask", pasted, question, draft, "section", confidence=sure, choices=choices
                )
            if claimed := claimed_venue(self._view, choices[0].section, draft.venue):
                question = which_venue(choices[0], claimed)
                return Item("ask", pasted, question, draft, "paper", choices=choices)
        return self._write(pasted, draft, wanted, reason, choices)

    def _write(
        self,
        pasted: Pasted,
        draft: Draft,
        wanted: str,
        reason: str,
        choices: tuple[Suggestion, ...],
    ) -> Item:
        """The line, in the section that was named or else the best one."""
        confidence = 1.0
        if not wanted:
            wanted, reason = choices[0].section, choices[0].reason
            confidence = choices[0].confidence
        try:
            target, written = format_in(self._view, draft, wanted)
        except InvalidArgument as error:
            asked = replace(draft, **{error.argument: ""})
            return Item("ask", pasted, str(error), asked, "paper")
        except ListError as error:  # two pages may have it
            question = f"Which section? {error.problem}"
            return Item("ask", pasted, question, draft, "section", choices=choices)
        bucket = target.spot.bucket if target.path else ""
        line = written.line
        return Item(
            "add", pasted, reason, draft, "", wanted, bucket, line, confidence, choices=choices
        )

    def _named(self, pasted: Pasted) -> tuple[str, str]:
        """(section, why) as said of the paper, or by the heading it stands under.

        Raises:
            AmbiguousSection: the paper was said to go to a name that several sections have.
        """
        if pasted.section:
            try:
                return section_named(self._view, pasted.section), "as it was said"
            except UnknownSection:
                return "", ""
        if pasted.heading:
            try:
                place = self._view.papers.find_section(pasted.heading)
            except ListError:  # most headings name no section
                return "", ""
            return place.section.path, "pasted under a heading of this name"
        return "", ""

    def _outside(self, draft: Draft) -> tuple[Judgement, str] | None:
        """Why the paper may be outside the list's subject.

        A project's page is judged by the user alone: its name need not tell what it is.
        """
        belongs = self._familiar.judge(draft.full_title, draft.url)
        if belongs == "familiar":
            return None
        if belongs == "outside" and link_kind(draft.url) in (PAPER, NO_LINK):
            return "skip", "outside the list's subject: hardly a word of its title occurs here"
        return "ask", "Does it belong to this list? Its title has little in common with it."


def _as_listed(item: Item) -> Listed:
    """The entry that adding the item would make; it stands on no page yet."""
    draft = item.draft
    entry = draft.unplaced()._replace(section=item.section, bucket=item.bucket, raw=item.entry)
    return Listed(entry_id(draft.url, draft.full_title), "", entry)
