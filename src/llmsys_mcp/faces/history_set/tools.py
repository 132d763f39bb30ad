"""The MCP tool over the list's history."""

from typing import Annotated

import anyio.to_thread
from mcp.types import CallToolResult

from llmsys_mcp.faces import arguments as arg
from llmsys_mcp.faces.history_set import results, wording
from llmsys_mcp.faces.history_set.operations import HistoryOperations
from llmsys_mcp.faces.strict import READS, Hints, answer
from llmsys_mcp.services.catalog import Catalog

TOOLS: Hints = {"compare_revisions": ("Compare revisions", READS)}


class Tools:
    """The history set. Public methods are the tools, by name; their docstrings go to the model."""

    def __init__(self, catalog: Catalog) -> None:
        self._history = HistoryOperations(catalog)

    async def compare_revisions(
        self,
        base: arg.Base = "",
        head: arg.Head = "",
        limit: arg.ChangesLimit = 50,
        offset: arg.Offset = 0,
    ) -> Annotated[CallToolResult, results.ComparisonResult]:
        """Account for every entry between two git revisions: kept, moved, edited, added, lost.

        Use it to review a pull request or an edit of many lines. lost: the paper is nowhere in
        the list any more. removed: that entry is gone, the paper is still listed elsewhere.
        What base gained after head left it is left out; base `A..B` compares two plain states.
        """

        def work() -> results.ComparisonResult:
            return self._history.compare_revisions(base, head, limit, offset)

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.comparison(result))
