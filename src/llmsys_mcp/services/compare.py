"""Two lists side by side: what both have, what one lacks, and where they disagree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.identity import canonical_url, title_key
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.identity.title import short_name
from llmsys_mcp.core.listing.conservation import paper_key
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.venue import PREPRINT, Venue, read_venue
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.add import plan_add
from llmsys_mcp.services.duplicates import Match
from llmsys_mcp.services.placing import suggest, venue_of_section
from llmsys_mcp.services.view import View

Fact = Literal["title", "link", "venue"]


@dataclass(frozen=True, slots=True)
class Both:
    """A paper that is in both lists."""

    mine: Listed
    other: Listed
    match: Match
    """Why the two are one."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fact that the two lists tell differently of one paper."""

    mine: Listed
    other: Listed
    fact: Fact
    mine_says: str
    other_says: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper of the other list that mine lacks."""

    listed: Listed
    """The first entry about it."""
    draft: Draft
    """What is known of it."""
    possible: tuple[Match, ...]
    """Entries of mine that may be it; a person has to look."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Where a missing paper belongs and how it is written there."""

    section: str
    confidence: float
    entry: str
    """The line that adding it would write; empty when something is missing for that."""
    problem: str
    """What is missing, or why it cannot be added. Beside a line without link: that one is."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What two lists have and lack; in the order of the list that has it."""

    both: tuple[Both, ...]
    missing: tuple[Missing, ...]
    """In the other list and not in mine."""
    surplus: tuple[Listed, ...]
    """In mine and not in the other list."""
    disagreements: tuple[Disagreement, ...]
    unknown: tuple[tuple[Listed, str], ...]
    """Entries that are keys alone, of either list, with the reason why nobody knows the paper."""


def compare_lists(mine: View, other: View) -> Compared:
    """Every paper of the two lists, told once, however often a list has it."""
    unknown = [*_unknown(mine.papers), *_unknown(other.papers)]
    unnamed = {listed.id for listed, _ in unknown}
    own = {listed.id for listed in mine.papers.entries}
    both: list[Both] = []
    missing: list[Missing] = []
    found: set[str] = set()
    for listed in _papers(one for one in other.papers.entries if one.id not in unnamed):
        if (cited := _cited(other.papers, listed)) is not None and cited.id in own:
            both.append(Both(cited, listed, Match(cited, 1.0, "same-id", "the key cites it")))
            found.add(paper_key(cited))
            continue
        verdict = mine.duplicates.check(listed.entry.full_title, listed.entry.url)
        known = [match for match in verdict.matches if match.listed.id not in unnamed]
        if verdict.verdict == "duplicate" and known:
            both.append(Both(known[0].listed, listed, known[0]))
            found |= {paper_key(match.listed) for match in known if match.score >= known[0].score}
            continue
        possible = tuple(known) if verdict.verdict == "possible" else ()
        missing.append(Missing(listed, portable_draft(listed.entry), possible))
    surplus = [
        listed
        for listed in _papers(one for one in mine.papers.entries if one.id not in unnamed)
        if paper_key(listed) not in found
    ]
    return Compared(
        tuple(both),
        tuple(missing),
        tuple(surplus),
        tuple(fact for pair in both for fact in _disagreements(pair)),
        tuple(unknown),
    )


def suggested(mine: View, missing: Missing) -> Suggested:
    """The section of mine that the paper belongs to, and its line there."""
    draft = missing.draft
    choices = suggest(mine, draft.full_title, "", draft.url, draft.venue, 1)
    if not choices:
        return Suggested("", 0.0, "", "the list has no section to suggest")
    section, confidence = choices[0].section, choices[0].confidence
    if problem := _venue_problem(mine, draft, section):
        return Suggested(section, confidence, "", problem)
    try:
        plan = plan_add(mine, draft, section, allow_duplicate=True)
    except ListError as error:
        return Suggested(section, confidence, "", str(error))
    if draft.url or not plan.line:
        return Suggested(section, confidence, plan.line, "")
    unlinked = f"{missing.listed.list} gives no link for it; look for one by its title"
    return Suggested(section, confidence, plan.line if _is_entry(mine, plan.line) else "", unlinked)


def _venue_problem(mine: View, draft: Draft, section: str) -> str:
    """Why the paper cannot stand in a section that says where its papers appeared."""
    claimed = venue_of_section(mine, section)
    if not claimed or _names(read_venue(draft.venue)) == _names(read_venue(claimed)):
        return ""
    known = f"it is of {draft.venue}" if draft.venue else "no venue is known for it"
    return f"{known}, and {section} is {claimed}'s alone"


def _is_entry(mine: View, line: str) -> bool:
    """Whether the list would read the line as an entry; some forms need a link for that."""
    dialect = named(mine.papers.pages[0].document.dialect)
    return bool(dialect.read(f"## Section\n\n{line}\n").entries)


def portable_draft(entry: Entry) -> Draft:
    """The facts of an entry as another list would take them, name and subtitle apart."""
    title, description = entry.title, entry.description
    name = "" if description else short_name(title)
    if name:
        rest = title[title.find(name) + len(name) :].lstrip()
        if rest.startswith(":"):
            title, description = name, rest[1:].strip()
    return Draft(title, entry.url, description, entry.venue, entry.organization)


def _papers(entries: Iterable[Listed]) -> Sequence[Listed]:
    """The first entry about each paper."""
    first: dict[str, Listed] = {}
    titles: set[str] = set()
    for listed in entries:
        key = title_key(listed.entry.full_title)
        if key and key in titles:
            continue
        titles.add(key)
        first.setdefault(paper_key(listed), listed)
    return list(first.values())


def _cited(papers: PaperList, listed: Listed) -> Listed | None:
    """The entry of another list that the key of `listed` stands for."""
    key, citations = listed.entry.key, papers.citations
    return citations.resolve(key).listed if key and citations else None


def _unknown(papers: PaperList) -> list[tuple[Listed, str]]:
    """Entries that are a key which stands for no listed paper, with the reason."""
    found = []
    for listed in papers.entries:
        if listed.entry.key:
            known = papers.citations.resolve(listed.entry.key) if papers.citations else None
            if known is None or known.listed is None:
                found.append((listed, known.reason if known else "no other list is served"))
    return found


def _disagreements(pair: Both) -> list[Disagreement]:
    mine, other = pair.mine.entry, pair.other.entry
    told: list[tuple[Fact, str, str]] = []
    if title_key(mine.full_title) != title_key(other.full_title):
        told.append(("title", mine.full_title, other.full_title))
    if _links_differ(mine.url, other.url):
        told.append(("link", mine.url, other.url))
    if _venues_differ(mine.venue, other.venue):
        told.append(("venue", mine.venue, other.venue))
    return [Disagreement(pair.mine, pair.other, *fact) for fact in told]


def _links_differ(one: str, other: str) -> bool:
    """Whether both link a number of one kind, and not the same, or pages that differ."""
    if not one or not other:
        return False
    first, second = paper_id(one), paper_id(other)
    if first is None and second is None:
        return canonical_url(one) != canonical_url(other)
    return first is not None and first.contradicts(second)


def _venues_differ(one: str, other: str) -> bool:
    """Whether both name a venue, and not the same; a preprint server is no other venue."""
    first, second = read_venue(one), read_venue(other)
    if first is None or second is None or PREPRINT in (first.usual, second.usual):
        return False
    return _names(replace(first, year=None)) != _names(replace(second, year=None)) or (
        None not in (first.year, second.year) and first.year != second.year
    )


def _names(venue: Venue | None) -> tuple[str, int | None]:
    """Venue and year, however they are spelt."""
    return ((venue.usual or venue.name).casefold(), venue.year) if venue else ("", None)
