"""The MCP tools over the list's rules."""

from typing import Annotated

import anyio.to_thread
from mcp.types import CallToolResult
from pydantic import BeforeValidator, Field

from llmsys_mcp.faces import arguments as arg
from llmsys_mcp.faces.lint_set import results, wording
from llmsys_mcp.faces.lint_set.operations import LintOperations
from llmsys_mcp.faces.strict import CHANGES, READS, Hints, answer
from llmsys_mcp.services.catalog import Catalog

TOOLS: Hints = {
    "lint_list": ("Check the list", READS),
    "fix_list": ("Fix the list", CHANGES),
}


def _joined(value: object) -> object:
    """A list of names is taken where one text is asked for."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ",".join(value)
    return value


Select = Annotated[
    str,
    BeforeValidator(_joined),
    Field(description="Rules by id, name or beginning (LL3, arxiv-form), with commas. All."),
]
FindingsLimit = Annotated[int, Field(strict=True, ge=1, le=500)]
Unsafe = Annotated[
    bool, Field(strict=True, description="Make fixes too that change words or links; look first.")
]


class Tools:
    """The lint set. Public methods are the tools, by name; their docstrings go to the model."""

    def __init__(self, catalog: Catalog) -> None:
        self._lint = LintOperations(catalog)

    async def lint_list(
        self,
        select: Select = "",
        section: arg.SectionFilter = "",
        diff_base: arg.DiffBase = "",
        limit: FindingsLimit = 50,
        offset: arg.Offset = 0,
    ) -> Annotated[CallToolResult, results.LintResult]:
        """Check the list by its own rules: links, form, contents, duplicates, wrong links.

        Each finding has its line and, where one can be made, a fix (fix_list makes it).
        Findings of severity info may be meant so. To judge a change by its own lines, pass what
        it is based on as diff_base.
        """

        def work() -> results.LintResult:
            return self._lint.lint_list(select, section, diff_base, limit, offset)

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.findings(result))

    async def fix_list(
        self,
        select: Select = "",
        unsafe: Unsafe = False,
        dry_run: arg.DryRun = False,
        expected_revision: arg.ExpectedRevision = "",
    ) -> Annotated[CallToolResult, results.FixResult]:
        """Make the fixes that lint_list offers. Safe ones change form only, never words.

        Show the user the diff of a dry_run before unsafe ones. No entry is ever lost.
        """

        def work() -> results.FixResult:
            return self._lint.fix_list(select, unsafe, dry_run, expected_revision)

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.fixed(result, dry_run=dry_run))
