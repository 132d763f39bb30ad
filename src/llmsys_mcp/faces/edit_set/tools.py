"""The editing tools: what a model reads about each, and the operation behind it."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import Context, Elicit
from mcp.types import CallToolResult
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from llmsys_mcp.errors import InvalidArgument
from llmsys_mcp.faces import arguments as arg
from llmsys_mcp.faces.edit_set import results, wording
from llmsys_mcp.faces.edit_set.operations import ENTRIES_LIMIT, EditOperations
from llmsys_mcp.faces.questions import (
    Answer,
    Decision,
    Question,
    agreed,
    can_ask,
    unanswered,
    was_asked,
)
from llmsys_mcp.faces.strict import ADDS, CHANGES, Hints, answer
from llmsys_mcp.services.catalog import Catalog

TOOLS: Hints = {
    "update_entry": ("Update an entry", CHANGES),
    "move_entry": ("Move an entry", CHANGES),
    "remove_entry": ("Remove an entry", CHANGES),
    "add_entries": ("Add several entries", ADDS),
    "add_section": ("Add a section", ADDS),
    "undo_last_edit": ("Undo the last edit", CHANGES),
}


_REQUIRED = ("section", "title", "url")


class NewEntry(BaseModel):
    """An entry to add: the arguments of add_entry."""

    model_config = ConfigDict(extra="forbid")

    section: str
    title: str
    url: str
    description: str = ""
    venue: str = ""
    organization: str = ""
    allow_duplicate: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="before")
    @classmethod
    def _left_out(cls, given: object) -> object:
        """Without what some clients send as null for left out."""
        if not isinstance(given, dict):
            return given
        return {k: v for k, v in given.items() if v is not None or k in _REQUIRED}


def read_json(value: object) -> object:
    """Some clients send a list as the text of its JSON."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


Entries = Annotated[
    list[NewEntry],
    BeforeValidator(read_json),
    Field(description=f"1 to {ENTRIES_LIMIT} entries, each for its own section."),
]
Reason = Annotated[str, Field(description="Why it has to go; ask the user first.")]
Confirmed = Annotated[
    bool,
    Field(
        strict=True,
        description="The user said yes to you; counts where the client cannot ask or closes it.",
    ),
]
SectionName = Annotated[str, Field(description="Title of the new heading.")]
Parent = Annotated[str, Field(description="Section it goes into; empty: the top of the page.")]
After = Annotated[str, Field(description="Section of the same parent that it follows.")]


class Tools:
    """The edit set. Public methods are the tools, by name; their docstrings go to the model."""

    def __init__(self, catalog: Catalog) -> None:
        self._do = EditOperations(catalog)
        self.questions: dict[str, Question] = {"remove_entry": self.ask_before_removal}

    async def update_entry(
        self,
        id: arg.EntryId,  # noqa: A002 -- the contract's name
        title: arg.NewValue = None,
        url: arg.NewValue = None,
        description: arg.Change = None,
        venue: arg.Change = None,
        organization: arg.Change = None,
        dry_run: arg.DryRun = False,
        expected_revision: arg.ExpectedRevision = "",
    ) -> Annotated[CallToolResult, results.EditResult]:
        """Change fields of one entry where they stand; the rest of its line stays as it is."""
        new = {
            "title": title,
            "url": url,
            "description": description,
            "venue": venue,
            "organization": organization,
        }
        result = await _in_thread(
            lambda: self._do.update_entry(
                id, new, dry_run=dry_run, expected_revision=expected_revision
            )
        )
        return answer(result, wording.edited(result, done="Updated", dry_run=dry_run))

    async def move_entry(
        self,
        id: arg.EntryId,  # noqa: A002 -- the contract's name
        section: arg.Section,
        dry_run: arg.DryRun = False,
        expected_revision: arg.ExpectedRevision = "",
    ) -> Annotated[CallToolResult, results.EditResult]:
        """Move one entry to the end of another section or its year group, text unchanged."""
        result = await _in_thread(
            lambda: self._do.move_entry(
                id, section, dry_run=dry_run, expected_revision=expected_revision
            )
        )
        return answer(result, wording.edited(result, done="Moved", dry_run=dry_run))

    async def remove_entry(
        self,
        id: arg.EntryId,  # noqa: A002 -- the contract's name
        reason: Reason,
        dry_run: arg.DryRun = False,
        expected_revision: arg.ExpectedRevision = "",
        confirmed: Confirmed = False,
        user: Answer = None,
    ) -> Annotated[CallToolResult, results.EditResult]:
        """Remove one entry's lines from the list. Only when the user wants it gone.

        They are asked, or the call answers with what to ask them and removes nothing.
        """

        def remove(only_show: bool) -> results.EditResult:
            return self._do.remove_entry(
                id, reason, dry_run=only_show, expected_revision=expected_revision
            )

        def work() -> results.EditResult:
            if not dry_run and not _is_agreed(user, confirmed):
                self._do.catalog.must_be_writable()
                remove(only_show=True)  # what cannot be done is said before anybody is asked
                raise _to_be_asked(self._do.doubt_of_removal(id, reason), user)
            return remove(dry_run)

        result = await _in_thread(work)
        return answer(result, wording.edited(result, done="Removed", dry_run=dry_run))

    async def ask_before_removal(
        self,
        id: str,  # noqa: A002 -- the contract's name
        reason: str,
        dry_run: bool,
        ctx: Context[Any, Any],
    ) -> Elicit[Decision] | None:
        """Whether an entry may go."""
        if dry_run or not can_ask(ctx):
            return None
        question = self._do.doubt_of_removal(id, reason)
        return Elicit(question, Decision) if question else None

    async def add_entries(
        self,
        entries: Entries,
        on_problem: arg.OnProblem = "stop",
        dry_run: arg.DryRun = False,
        expected_revision: arg.ExpectedRevision = "",
    ) -> Annotated[CallToolResult, results.BatchResult]:
        """Add several entries in one write, with a verdict for each; all or none by default."""
        items = [entry.model_dump() for entry in entries]
        result = await _in_thread(
            lambda: self._do.add_entries(
                items, on_problem, dry_run=dry_run, expected_revision=expected_revision
            )
        )
        return answer(result, wording.batch(result))

    async def add_section(
        self,
        name: SectionName,
        parent: Parent = "",
        after: After = "",
        dry_run: arg.DryRun = False,
        expected_revision: arg.ExpectedRevision = "",
    ) -> Annotated[CallToolResult, results.SectionResult]:
        """Add a heading and its line in the contents. Prefer a section that is there already."""
        result = await _in_thread(
            lambda: self._do.add_section(
                name, parent, after, dry_run=dry_run, expected_revision=expected_revision
            )
        )
        return answer(result, wording.section(result))

    async def undo_last_edit(self) -> Annotated[CallToolResult, results.UndoResult]:
        """Put the list back as it was before the newest edit made through these tools."""
        result = await _in_thread(self._do.undo_last_edit)
        return answer(result, wording.undone(result))


def _is_agreed(user: Answer, confirmed: bool) -> bool:
    """Whether the user said yes: to the client's question, or to the agent, as `confirmed` tells.

    A no to the question stands whatever the caller says. One that was closed is no answer.

    Raises:
        InvalidArgument: they said no.
    """
    if not was_asked(user) or unanswered(user):
        return confirmed
    if not agreed(user):
        raise InvalidArgument(
            "id",
            "the user was asked and said no.",
            "Leave the entry where it is. If nobody said that and this client declines by itself,"
            " tell the user that `llmsys-mcp remove` in a shell does it.",
        )
    return True


def _to_be_asked(question: str, user: Answer) -> InvalidArgument:
    """What a caller is told who has to ask the user itself."""
    why = "closed the question unanswered" if unanswered(user) else "cannot ask its user"
    return InvalidArgument(
        "confirmed",
        f"nobody has said yes, for the client {why}: {question.rstrip('.')}.",
        "Nothing was written. Ask the user yourself and show them the diff of a dry_run; only if"
        " they say yes, call again with confirmed: true.",
    )


async def _in_thread(work: Callable[[], Any]) -> Any:
    """Run blocking work without stalling the other calls."""
    return await anyio.to_thread.run_sync(work)
