"""The MCP tools: what a model reads about each, and the operation behind it."""

from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import Context, Elicit
from mcp.types import CallToolResult

from llmsys_mcp.errors import DuplicateEntry
from llmsys_mcp.faces import arguments as arg
from llmsys_mcp.faces.core_set import results, wording
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.learning import Learning
from llmsys_mcp.faces.questions import Answer, Decision, Question, agreed, can_ask
from llmsys_mcp.faces.strict import ADDS, READS, Hints, answer
from llmsys_mcp.services.catalog import Catalog

TOOLS: Hints = {
    "search_papers": ("Search papers", READS),
    "suggest_section": ("Suggest a section", READS),
    "format_entry": ("Format an entry", READS),
    "check_duplicate": ("Check for a duplicate", READS),
    "add_entry": ("Add an entry", ADDS),
    "list_sections": ("List sections", READS),
    "get_entry": ("Get an entry", READS),
}


class Tools:
    """The core set. Public methods are the tools, by name; their docstrings go to the model."""

    def __init__(self, catalog: Catalog) -> None:
        self._do = Operations(catalog)
        self._learning = Learning()
        self.questions: dict[str, Question] = {"add_entry": self.ask_whether_new}

    async def _learnt(self, name: str, *others: Catalog) -> Operations:
        """The operations on the lists as they are, what they need learnt in a thread.

        They answer of that state, or an edit meanwhile would have it learnt again, and every other
        call wait for that.
        """
        catalogs = (self._do.catalog, *others)
        return self._do.at([await self._learning.of(catalog, name) for catalog in catalogs])

    async def search_papers(
        self,
        query: arg.Query = "",
        section: arg.SectionFilter = "",
        venue: arg.VenueFilter = "",
        organization: arg.Organization = "",
        year_from: arg.Year = None,
        year_to: arg.Year = None,
        limit: arg.Limit = 10,
        offset: arg.Offset = 0,
    ) -> Annotated[CallToolResult, results.SearchResult]:
        """Find listed papers by words, system name, title or topic; typos are repaired.

        Use it before answering what the list holds. Filters narrow; an empty query browses.
        """
        do = await self._learnt("search_index") if query else self._do
        result = do.search_papers(
            query, section, venue, organization, year_from, year_to, limit, offset
        )
        return answer(result, wording.search(result))

    async def suggest_section(
        self,
        title: arg.PaperTitle,
        abstract: arg.Abstract = "",
        url: arg.AnyUrl = "",
        venue: arg.Venue = "",
        limit: arg.FewLimit = 3,
    ) -> Annotated[CallToolResult, results.SuggestResult]:
        """Say where in the list a paper belongs, best first, with confidence and why.

        Pass the section to add_entry unchanged. Below 0.5, or when the reason tells of a close
        call, ask the user.
        """
        do = await self._learnt("placement")
        result = do.suggest_section(title, abstract, url, venue, limit)
        return answer(result, wording.suggest(result))

    async def format_entry(
        self,
        title: arg.Title,
        url: arg.Url,
        description: arg.Description = "",
        venue: arg.Venue = "",
        organization: arg.Organization = "",
        section: arg.OptionalSection = "",
    ) -> Annotated[CallToolResult, results.FormatResult]:
        """Write one entry by the list's rules: the very line that would be added.

        Writes nothing to the list. Says what each rule changed.
        """
        result = self._do.format_entry(title, url, description, venue, organization, section)
        return answer(result, wording.formatted(result))

    async def check_duplicate(
        self, title: arg.AnyTitle = "", url: arg.AnyUrl = ""
    ) -> Annotated[CallToolResult, results.DuplicateResult]:
        """Say whether a paper is listed already, by link and by title. Give both if you can.

        duplicate: do not add it. possible: look at the matches, ask when unsure. new: go on.
        """
        do = await self._learnt("duplicates", *self._do.catalog.others)
        result = do.check_duplicate(title, url)
        return answer(result, wording.duplicates(result))

    async def add_entry(
        self,
        section: arg.Section,
        title: arg.Title,
        url: arg.Url,
        description: arg.Description = "",
        venue: arg.Venue = "",
        organization: arg.Organization = "",
        dry_run: arg.DryRun = False,
        allow_duplicate: arg.AllowDuplicate = False,
        expected_revision: arg.ExpectedRevision = "",
        user: Answer = None,
    ) -> Annotated[CallToolResult, results.AddResult]:
        """Add one entry: one new line at the end of the section or its year group, nothing else.

        Formats and checks for duplicates itself. Adding the same again answers added: false.
        """
        if not agreed(user):
            raise DuplicateEntry(
                "title",
                "asked whether it is another paper than a listed one, the user did not say yes.",
                "Leave it out, or pass allow_duplicate if the user tells you it is another.",
            )

        def work() -> results.AddResult:
            return self._do.add_entry(
                section,
                title,
                url,
                description,
                venue,
                organization,
                dry_run,
                allow_duplicate,
                expected_revision,
            )

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.added(result, dry_run=dry_run))

    async def ask_whether_new(
        self,
        title: str,
        url: str,
        description: str,
        dry_run: bool,
        allow_duplicate: bool,
        ctx: Context[Any, Any],
    ) -> Elicit[Decision] | None:
        """Whether a paper that may be listed is another one."""
        if dry_run or allow_duplicate or not can_ask(ctx):
            return None
        question = await anyio.to_thread.run_sync(
            lambda: self._do.doubt_of_new(title, url, description)
        )
        return Elicit(question, Decision) if question else None

    async def list_sections(self) -> Annotated[CallToolResult, results.SectionsResult]:
        """Name every section with its path, what belongs there, and how many entries it has."""
        result = self._do.list_sections()
        return answer(result, wording.sections(result))

    async def get_entry(
        self,
        id: arg.Id,  # noqa: A002 -- the contract's name
    ) -> Annotated[CallToolResult, results.FullPaper]:
        """Give one entry in full, with its own Markdown."""
        result = self._do.get_entry(id)
        return answer(result, result["markdown"])
