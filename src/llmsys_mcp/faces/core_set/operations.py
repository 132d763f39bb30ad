"""What both faces offer: plain arguments in, plain results out, every text checked at this edge.

The MCP tools and the shell commands are two spellings of these methods.
"""

from collections.abc import Sequence

from llmsys_mcp.core import policy
from llmsys_mcp.core.dialects import find_spot, named
from llmsys_mcp.core.identity import parse_id
from llmsys_mcp.core.policy import shown
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import InvalidArgument, ListError, quoted
from llmsys_mcp.faces.core_set import results
from llmsys_mcp.services.add import check_draft, format_draft, plan_add
from llmsys_mcp.services.apply import apply
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.duplicates import Match, check_paper
from llmsys_mcp.services.placing import suggest
from llmsys_mcp.services.search import Filters, search
from llmsys_mcp.services.suggest import section_descriptions
from llmsys_mcp.services.view import View

_WHERE_TO_LOOK = {
    "section": "Give one. list_sections names the sections.",
    "id": "Give one. search_papers tells the ids.",
}


class Operations:
    """The core set over one catalogue. Every method may raise a `ListError` and no other."""

    def __init__(self, catalog: Catalog, views: Sequence[View] = ()) -> None:
        self.catalog = catalog
        self._views = views

    def at(self, views: Sequence[View]) -> "Operations":
        """The same on one state of the list, or of it and all beside it, for one answer."""
        return Operations(self.catalog, views)

    def _current(self) -> View:
        return self._views[0] if self._views else self.catalog.current()

    def search_papers(
        self,
        query: str,
        section: str = "",
        venue: str = "",
        organization: str = "",
        year_from: int | None = None,
        year_to: int | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> results.SearchResult:
        """Entries that answer the query and pass the filters."""
        query = policy.query_text("query", query, limit=policy.QUERY_LIMIT)
        filters = Filters(
            lookup_name("section", section),
            lookup_name("venue", venue),
            lookup_name("organization", organization),
            year_from,
            year_to,
        )
        view = self._current()
        return results.search_result(search(view, query, filters, limit=limit, offset=offset))

    def suggest_section(
        self, title: str, abstract: str = "", url: str = "", venue: str = "", limit: int = 3
    ) -> results.SuggestResult:
        """Sections the paper may belong to."""
        title = policy.page_text("title", title, limit=policy.TITLE_LIMIT, required=True)
        abstract = policy.prose_text("abstract", abstract, limit=policy.ABSTRACT_LIMIT)
        url = _link("url", url)
        venue = policy.page_text("venue", venue, limit=policy.VENUE_LIMIT)
        view = self._current()
        chosen = suggest(view, title, abstract, url, venue, limit)
        draft = Draft(title, url, venue=venue)
        return results.suggest_result(
            [(choice, *_landing(view, choice.section, draft.year)) for choice in chosen]
        )

    def format_entry(
        self,
        title: str,
        url: str,
        description: str = "",
        venue: str = "",
        organization: str = "",
        section: str = "",
    ) -> results.FormatResult:
        """The line that `add_entry` would write."""
        draft = checked_draft(title, url, description, venue, organization)
        view = self._current()
        name = lookup_name("section", section)
        place = view.papers.find_section(name) if name else None
        written = format_draft(draft, place, view.papers.pages[0].document)
        return {"entry": written.line, "changes": results.rule_changes(written.changes)}

    def check_duplicate(self, title: str = "", url: str = "") -> results.DuplicateResult:
        """Whether the paper is listed."""
        title, url = _paper(title, url)
        verdict = check_paper(self._current(), title, url)
        if not self.catalog.others:
            return results.duplicate_result(verdict)
        return results.duplicate_result(verdict, self._elsewhere(title, url))

    def _elsewhere(self, title: str, url: str) -> list[Match]:
        """What the other lists have of the paper."""
        views = self._views[1:] or [other.current() for other in self.catalog.others]
        verdicts = [view.duplicates.check(title, url) for view in views]
        return [match for one in verdicts if one.verdict != "new" for match in one.matches]

    def add_entry(
        self,
        section: str,
        title: str,
        url: str,
        description: str = "",
        venue: str = "",
        organization: str = "",
        dry_run: bool = False,
        allow_duplicate: bool = False,
        expected_revision: str = "",
    ) -> results.AddResult:
        """One more line in the section."""
        draft = checked_draft(title, url, description, venue, organization)
        name = required_name("section", section)
        applied = apply(
            self.catalog,
            lambda view: plan_add(view, draft, name, allow_duplicate=allow_duplicate),
            expected_revision=lookup_name("expected_revision", expected_revision),
            dry_run=dry_run,
        )
        return results.add_result(applied)

    def doubt_of_new(self, title: str, url: str, description: str = "") -> str:
        """What to ask before a paper is added that may be listed; empty when nothing is to ask.

        Raises nothing: what cannot be added is refused when it is added.
        """
        try:
            draft = checked_draft(title, url, description)
            found = check_draft(self._current(), draft)
        except ListError:
            return ""
        if found.verdict != "possible":
            return ""
        match = found.matches[0]
        id_ = f" ({match.listed.id})" if match.listed.id else ""
        listed = f"{in_quotes(match.listed.entry.full_title)}{id_}"
        return shown(
            f"Add {in_quotes(draft.full_title)}? It may be {listed}: {match.reason}."
            " Say yes if it is another paper."
        )

    def list_sections(self) -> results.SectionsResult:
        """Every section."""
        view = self._current()
        paths = tuple(place.section.path for place in view.papers.places)
        return results.sections_result(view, section_descriptions(view.rules, paths))

    def get_entry(self, id_: str) -> results.FullPaper:
        """One entry with its Markdown."""
        return results.full_paper(self._current().papers.entry(required_name("id", id_)))


def checked_draft(
    title: str, url: str, description: str = "", venue: str = "", organization: str = ""
) -> Draft:
    """The facts of an entry, each checked for what may enter the page."""
    return Draft(
        policy.page_text("title", title, limit=policy.TITLE_LIMIT, required=True),
        policy.url("url", url),
        policy.page_text("description", description, limit=policy.DESCRIPTION_LIMIT),
        policy.page_text("venue", venue, limit=policy.VENUE_LIMIT),
        policy.page_text("organization", organization, limit=policy.ORGANIZATION_LIMIT),
    )


def lookup_name(argument: str, value: str) -> str:
    """A name that is looked up and never written."""
    return policy.query_text(argument, value, limit=policy.SECTION_LIMIT)


def required_name(argument: str, value: str) -> str:
    """A name that is looked up and may not be empty."""
    if name := lookup_name(argument, value):
        return name
    raise InvalidArgument(argument, "it is empty.", _WHERE_TO_LOOK[argument])


def _paper(title: str, url: str) -> tuple[str, str]:
    """Title and link of a paper to look up, at least one of them saying something."""
    title = policy.query_text("title", title, limit=policy.TITLE_LIMIT)
    url = _link("url", url)
    if not title and not url:
        raise InvalidArgument(
            "title", "title and url are both empty.", "Give the paper's title, its link, or both."
        )
    if title and not any(map(str.isalnum, title)):
        raise InvalidArgument(
            "title", f"{quoted(title)} has no letter or digit.", "Give the paper's title."
        )
    if not url and parse_id(title) is not None:
        return "", title
    return title, url


def _link(argument: str, value: str) -> str:
    """A link to look up, in any form, or a paper's number; empty when there is none.

    What is neither would be looked up in vain, and be told as new.
    """
    link = policy.link_text(argument, value)
    if link and "." not in link and parse_id(link) is None:
        raise InvalidArgument(
            argument,
            f"{quoted(link)} is neither a link nor a paper's number.",
            "Give the paper's web address, or leave it out.",
        )
    return link


def _landing(view: View, path: str, year: int | None) -> tuple[str, str]:
    """Name of the section with this path, the fullest where several have it; and the bucket."""
    places = [place for place in view.papers.places if place.section.path == path]
    if not places:
        return path, ""
    place = max(places, key=lambda one: len(one.section.entries))
    name, document = view.papers.name_of(place), place.page.document
    if not place.section.buckets or not named(document.dialect).writes:
        return name, ""
    return name, find_spot(document, place.index, year).bucket
