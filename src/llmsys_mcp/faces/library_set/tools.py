"""The library tools: what a model reads about each, and the operation behind it."""

from typing import Annotated, Literal

import anyio.to_thread
from mcp.types import CallToolResult
from pydantic import Field

from llmsys_mcp.faces import arguments as arg
from llmsys_mcp.faces.library_set import results, wording
from llmsys_mcp.faces.library_set.operations import LibraryOperations
from llmsys_mcp.faces.strict import READS, Hints, answer
from llmsys_mcp.services.catalog import Catalog

EXPORT_MOST = 56_000
"""Bytes of exported text in one reply, which has 64 kB at most with all that is around it."""

LINES_SHOWN = 5
"""Papers of each group in the text beside a comparison."""

TOOLS: Hints = {
    "compare_lists": ("Compare two lists", READS),
    "export_entries": ("Export entries", READS),
}

Mine = Annotated[str, Field(description="Name of the list that is curated. Default: the primary.")]
Other = Annotated[str, Field(description="Name of the list to compare it with.")]
Form = Annotated[
    Literal["bibtex", "csl-json", "csv", "json", "markdown"], Field(description="Form to write.")
]


class Tools:
    """The library set. Public methods are the tools, by name; their docstrings go to the model."""

    def __init__(self, catalog: Catalog) -> None:
        self._do = LibraryOperations(catalog)

    async def compare_lists(
        self,
        mine: Mine = "",
        other: Other = "",
        limit: arg.Limit = 10,
        offset: arg.Offset = 0,
    ) -> Annotated[CallToolResult, results.CompareResult]:
        """Compare two served lists: papers in both, missing in either, facts that differ.

        Each missing paper comes with section and entry. Pass its addition to plan_additions.
        """

        def work() -> results.CompareResult:
            return self._do.compare_lists(mine, other, limit, offset)

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.compared(result, most=LINES_SHOWN))

    async def export_entries(
        self,
        format: Form,  # noqa: A002 -- the contract's name
        section: arg.SectionFilter = "",
        query: arg.Query = "",
        offset: arg.Offset = 0,
    ) -> Annotated[CallToolResult, results.ExportResult]:
        """Write the list, a section or what a query finds as BibTeX, CSL-JSON, CSV or JSON.

        Use it instead of composing citations: keys are stable, nothing is made up. Lists name no
        authors; where BibTeX must have one, it stands as `NAME authors`. A long export comes in
        parts: call again with next_offset as offset until it is null.
        """

        def work() -> results.ExportResult:
            return self._do.export_entries(format, section, query, offset, EXPORT_MOST)

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.exported(result))
