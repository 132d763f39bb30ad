"""The editing operations: plain arguments in, plain results out, every text checked here."""

from collections.abc import Mapping, Sequence

from llmsys_mcp.core import policy
from llmsys_mcp.core.policy import shown
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.style import FIELDS
from llmsys_mcp.errors import InvalidArgument, ListError, quoted
from llmsys_mcp.faces.core_set.operations import checked_draft, lookup_name, required_name
from llmsys_mcp.faces.edit_set import results
from llmsys_mcp.services.apply import Applied, Planner, apply
from llmsys_mcp.services.batch import Batch, OnProblem, Wanted
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.plan import Plan
from llmsys_mcp.services.reassigned import refuse_reassigned
from llmsys_mcp.services.restructure import plan_add_section
from llmsys_mcp.services.revise import plan_move, plan_remove, plan_update
from llmsys_mcp.services.undo import undo_last_edit
from llmsys_mcp.services.view import View

ENTRIES_LIMIT = 100
"""Entries that one call may add."""

_LIMITS = {
    "title": policy.TITLE_LIMIT,
    "description": policy.DESCRIPTION_LIMIT,
    "venue": policy.VENUE_LIMIT,
    "organization": policy.ORGANIZATION_LIMIT,
}


class EditOperations:
    """The edit set over one catalogue. Every method may raise a `ListError` and no other."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def update_entry(
        self,
        id_: str,
        new: Mapping[str, str | None],
        *,
        dry_run: bool = False,
        expected_revision: str = "",
    ) -> results.EditResult:
        """Change the fields of `new` that are not None."""
        name = required_name("id", id_)
        checked = {field: _field(field, value) for field, value in new.items() if value is not None}
        planner: Planner = lambda view: plan_update(view, name, checked)  # noqa: E731 -- typed
        return self._edit(planner, name, dry_run, expected_revision)

    def move_entry(
        self, id_: str, section: str, *, dry_run: bool = False, expected_revision: str = ""
    ) -> results.EditResult:
        """Put an entry into another section."""
        name, target = required_name("id", id_), required_name("section", section)
        planner: Planner = lambda view: plan_move(view, name, target)  # noqa: E731 -- typed
        return self._edit(planner, name, dry_run, expected_revision)

    def remove_entry(
        self, id_: str, reason: str, *, dry_run: bool = False, expected_revision: str = ""
    ) -> results.EditResult:
        """Take an entry out, for a reason."""
        name = required_name("id", id_)
        why = policy.query_text("reason", reason, limit=policy.DESCRIPTION_LIMIT)
        if not why:
            raise InvalidArgument("reason", "it is empty.", "Say why the entry has to go.")
        planner: Planner = lambda view: plan_remove(view, name, why)  # noqa: E731 -- typed
        return self._edit(planner, name, dry_run, expected_revision)

    def doubt_of_removal(self, id_: str, reason: str) -> str:
        """What to ask before an entry goes; empty when there is no such entry.

        Raises nothing: what cannot be removed is refused when it is removed.
        """
        try:
            listed = self.catalog.current().papers.entry(required_name("id", id_))
            why = policy.query_text("reason", reason, limit=policy.DESCRIPTION_LIMIT)
        except ListError:
            return ""
        what = f"{in_quotes(listed.entry.full_title)} ({listed.id})"
        where = f"{listed.file} line {listed.entry.line}, {listed.entry.section}"
        return shown(f"Remove {what} from {where}? The reason given: {why}")

    def _edit(
        self, planner: Planner, id_: str, dry_run: bool, expected_revision: str
    ) -> results.EditResult:
        def careful(view: View) -> Plan:
            if not (expected_revision or dry_run):
                refuse_reassigned(self.catalog, view, id_)
            return planner(view)

        return results.edit_result(self._apply(careful, dry_run, expected_revision), id_)

    def _apply(self, planner: Planner, dry_run: bool, expected_revision: str) -> Applied:
        revision = lookup_name("expected_revision", expected_revision)
        return apply(self.catalog, planner, expected_revision=revision, dry_run=dry_run)

    def add_entries(
        self,
        entries: Sequence[Mapping[str, object]],
        on_problem: OnProblem = "stop",
        *,
        dry_run: bool = False,
        expected_revision: str = "",
    ) -> results.BatchResult:
        """Add several entries, all or none, or all that can be added."""
        if not 0 < len(entries) <= ENTRIES_LIMIT:
            raise InvalidArgument(
                "entries", f"{len(entries)} entries.", f"Give 1 to {ENTRIES_LIMIT} of them."
            )
        wanted = [_wanted(entry) for entry in entries]
        batch = Batch(self.catalog, wanted, on_problem)
        applied = self._apply(batch.plan, dry_run, expected_revision)
        return results.batch_result(applied, batch.verdicts)

    def add_section(
        self,
        name: str,
        parent: str = "",
        after: str = "",
        *,
        dry_run: bool = False,
        expected_revision: str = "",
    ) -> results.SectionResult:
        """A new heading, and its line in the contents."""
        title = policy.page_text("name", name, limit=policy.SECTION_LIMIT, required=True)
        above, before = lookup_name("parent", parent), lookup_name("after", after)
        applied = self._apply(
            lambda view: plan_add_section(view, title, above, before), dry_run, expected_revision
        )
        return results.section_result(applied)

    def undo_last_edit(self) -> results.UndoResult:
        """Take back the newest edit."""
        return results.undo_result(undo_last_edit(self.catalog))


def _field(field: str, value: str) -> str:
    if field == "url":
        return policy.url("url", value)
    return policy.page_text(field, value, limit=_LIMITS[field], required=field == "title")


def _wanted(entry: Mapping[str, object]) -> Wanted:
    """One entry of a batch, checked: its own problem refuses it and no other."""
    try:
        section = required_name("section", _text(entry, "section"))
        if unknown := sorted(entry.keys() - {"section", *FIELDS, "allow_duplicate"}):
            raise InvalidArgument(
                quoted(unknown[0])[1:-1],
                "unknown argument; nothing is ignored in silence.",
                f"An entry takes: section, {', '.join(FIELDS)}, allow_duplicate.",
            )
        again = entry.get("allow_duplicate")
        if not isinstance(again, bool | None):
            raise InvalidArgument(
                "allow_duplicate", f"{quoted(again)} is neither true nor false.", "Correct it."
            )
        draft = checked_draft(*(_text(entry, name) for name in FIELDS))
        return Wanted(section, draft, None, bool(again))
    except ListError as error:
        return Wanted("", None, error)


def _text(entry: Mapping[str, object], name: str) -> str:
    """The text that an entry has under `name`, empty where it has none."""
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidArgument(name, f"{quoted(value)} is no text.", "Correct it.")
    return value
