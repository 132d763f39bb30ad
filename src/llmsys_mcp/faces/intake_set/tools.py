"""The intake tool: what a model reads about it, and the operation behind it."""

from collections.abc import Sequence
from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import Context, Elicit
from mcp.types import CallToolResult
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.edit_set.tools import read_json
from llmsys_mcp.faces.intake_set import questions, results, wording
from llmsys_mcp.faces.intake_set.operations import PAPERS_LIMIT, judge_pasted, plan_additions
from llmsys_mcp.faces.questions import Answer, Question, can_ask, said
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
    str,
    Field(description="What people pasted: links, titles, bullets, BibTeX, an issue's body."),
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
        self.questions: dict[str, Question] = {"plan_additions": self.ask_user}

    async def plan_additions(
        self,
        text: Text = "",
        entries: Entries = (),
        section: ForAll = "",
        user: Answer = None,
    ) -> Annotated[CallToolResult, results.PlanResult]:
        """Judge pasted papers: add, duplicate, ask (put the reason to the user) or skip.

        Writes nothing. Pass entries and revision on to add_entries (as expected_revision). For an
        ask, call again with what the user said as one of the entries.
        """
        given = _plain(entries)
        decided = questions.answers(said(user))
        result = await anyio.to_thread.run_sync(
            lambda: plan_additions(self._catalog, text, given, section, decided)
        )
        return answer(result, wording.plan(result))

    async def ask_user(
        self, text: str, entries: Sequence[PastedEntry], section: str, ctx: Context[Any, Any]
    ) -> Elicit[BaseModel] | None:
        """Close calls and possible duplicates of the plan, as one form."""
        if not can_ask(ctx):
            return None
        given = _plain(entries)
        try:
            judged = await anyio.to_thread.run_sync(
                lambda: judge_pasted(self._catalog, text, given, section)
            )
        except ListError:  # the tool itself refuses, in its own words
            return None
        return questions.form(judged.items)


def _plain(entries: Sequence[PastedEntry]) -> list[dict[str, str]]:
    return [entry.model_dump() for entry in entries]
