"""The intake tool: what a model reads about it, and the operation behind it."""

from collections.abc import Sequence
from typing import Annotated, Any

import anyio.to_thread
from mcp.types import CallToolResult
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from llmsys_mcp.faces.edit_set.tools import read_json
from llmsys_mcp.faces.intake_set import results, wording
from llmsys_mcp.faces.intake_set.operations import PAPERS_LIMIT, plan_additions
from llmsys_mcp.faces.strict import READS, Hints, answer
from llmsys_mcp.services.catalog import Catalog

TOOLS: Hints = {"plan_additions": ("Plan additions", READS)}


class PastedEntry(BaseModel):
    """A paper to judge, as far as it is known."""

    model_config = ConfigDict(extra="forbid")

    title: str = ""
    url: str = ""
    description: str = ""
    venue: str = ""
    organization: str = ""
    section: str = ""


Text = Annotated[
    str, Field(description="What people pasted: links, titles, bullets, an issue's body.")
]
Entries = Annotated[
    Sequence[PastedEntry],
    BeforeValidator(read_json),
    Field(description=f"Or the papers one by one; {PAPERS_LIMIT} in all."),
]
ForAll = Annotated[str, Field(description="Section for all of them, when the user named one.")]


class Tools:
    """The intake set."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def plan_additions(
        self,
        text: Text = "",
        entries: Entries = (),
        section: ForAll = "",
    ) -> Annotated[CallToolResult, results.PlanResult]:
        """Judge pasted papers: add, duplicate, ask (put the reason to the user) or skip.

        Writes nothing. Pass entries and revision on to add_entries (as expected_revision).
        """
        given: list[Any] = [entry.model_dump() for entry in entries]
        result = await anyio.to_thread.run_sync(
            lambda: plan_additions(self._catalog, text, given, section)
        )
        return answer(result, wording.plan(result))
