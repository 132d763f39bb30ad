"""What a user is asked about a pasted paper, and how it is told that one is listed already."""

from collections.abc import Sequence

from llmsys_mcp.core.identity import canonical_url, parse_id
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.identity.weblink import lists_papers
from llmsys_mcp.core.intake import Pasted, in_question
from llmsys_mcp.core.sameness.verdict import Match
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.suggest import Suggestion

SURE = 0.5
"""Confidence from which a section is taken without asking."""
CLOSE = 0.2
"""Difference of confidence below which two sections are a close call."""
_ABOVE = "given above"
"""Where a paper stands that was pasted before, in the same text."""


def missing(pasted: Pasted, draft: Draft, refusal: ListError | None) -> str:
    """What to ask of a paper that is not told in full; empty when it is.

    `refusal`: why the link that was given may not stand on the page.
    """
    if refusal is not None:
        return f"Which link does it have? {refusal.problem}"
    if draft.url and not draft.title and lists_papers(canonical_url(draft.url)):
        return "This page lists papers: which of them, by title and link?"
    if is_placeholder(draft.title):
        return pasted.doubt or "What is its exact title? A link alone does not tell it."
    if pasted.doubt:
        return f"{pasted.doubt} It was read as {in_question(draft.full_title)}."
    return "" if draft.url else "Which link does it have?"


def listed_already(draft: Draft, matches: Sequence[Match]) -> str:
    """Where the paper stands, and what is told of it that the list does not have yet."""
    if not matches:
        return "listed already, as the user said"
    entry = matches[0].listed.entry
    reason = f"listed already: {_said(matches[0])}"
    if draft.venue and not entry.venue and matches[0].listed.file:
        reason += f"; it has no venue there, which could be {in_question(draft.venue)}"
    return reason


def whether_same(match: Match) -> str:
    """What to ask of a paper that may be a listed one."""
    if match.relation == "wrong-link":
        return f"Which paper is meant? The link is that of {_said(match)}."
    if match.relation == "same-name":
        return f"Is it another paper than the one of this name, {_said(match)}?"
    return f"Is it the same paper as {_said(match)}?"


def which_section(choices: Sequence[Suggestion]) -> str:
    """What to ask when the section is not sure; empty when it is."""
    if not choices:
        return "Which section? The list has none to suggest."
    best = choices[0]
    near = [one for one in choices[1:] if best.confidence - one.confidence < CLOSE]
    if best.confidence >= SURE and not near:
        return ""
    names = " or ".join(in_question(one.section) for one in (best, *(near or choices[1:2])))
    return f"Which section: {names}? It is a close call."


def which_venue(choice: Suggestion, claimed: str) -> str:
    """What to ask of a paper that would pass for one of `claimed` in the section of `choice`."""
    section = in_question(choice.section)
    told = f"By its subject it would go to {section}, which is {claimed}'s alone."
    return f"Of which venue and year is it? {told}"


def _said(match: Match) -> str:
    listed = match.listed
    name = f"{listed.entry.title} ({listed.id})" if parse_id(listed.id) else listed.entry.title
    where = f"{listed.file} line {listed.entry.line}" if listed.file else _ABOVE
    reason = match.reason.removesuffix(f" (line {listed.entry.line})")
    return f"{in_question(name)}, {where} ({reason})"
