"""Make a plan on the file: the one place where a list is changed.

Under the list's lock the page is read, the plan is made on those very bytes, and the result is
checked before it is swapped in: every entry but the ones the plan names is still there, unchanged.
"""

from collections.abc import Callable
from dataclasses import dataclass

from llmsys_mcp.adapters import files
from llmsys_mcp.core.conservation import Comparison, compare
from llmsys_mcp.core.diff import diff
from llmsys_mcp.core.text import apply_edits, encode
from llmsys_mcp.errors import Conflict, InvalidArgument, ReadOnly
from llmsys_mcp.services.catalog import Catalog, View
from llmsys_mcp.services.edit import Plan


@dataclass(frozen=True, slots=True)
class Applied:
    """What an edit did, or would do."""

    plan: Plan
    before: View
    after: View
    comparison: Comparison
    diff: str
    """Unified diff of the page."""
    warnings: tuple[str, ...]
    dry_run: bool


def apply(
    catalog: Catalog,
    planner: Callable[[View], Plan],
    *,
    expected_revision: str = "",
    dry_run: bool = False,
) -> Applied:
    """Plan on the list as it is and write it, once, or only say what would change.

    Raises:
        ReadOnly: the list is the bundled one.
        Conflict: `expected_revision` is not the list's revision.
        ListError: whatever the planner or the file system refuses; the list is as it was.
    """
    if catalog.home.bundled and not dry_run:
        raise ReadOnly(
            "list",
            "this is the list that ships with the package.",
            "Run `llmsys-mcp init DIR` and start the server with --list DIR.",
        )
    view = catalog.current()
    _expect(view, expected_revision)
    plan = planner(view)
    if dry_run or not plan.edits:
        return _outcome(catalog, plan, view, dry_run=dry_run)
    made: list[Applied] = []

    def compute(data: bytes) -> bytes | None:
        now = view if dict(view.sources).get(plan.file) == data else catalog.current()
        now = catalog.with_page(now, plan.file, data)
        _expect(now, expected_revision)
        fresh = planner(now)
        if fresh.file != plan.file:
            raise Conflict(
                "section",
                "the section moved to another page while it was edited.",
                "Call list_sections and try again.",
            )
        applied = _outcome(catalog, fresh, now, dry_run=False)
        made.append(applied)
        return encode(_text(applied.after, plan.file)) if fresh.edits else None

    written = files.rewrite(catalog.home.folder / plan.file, compute)
    done = made[-1]
    return Applied(
        done.plan,
        done.before,
        done.after,
        done.comparison,
        done.diff,
        (*done.warnings, *written.warnings),
        dry_run=False,
    )


def _expect(view: View, revision: str) -> None:
    if revision and revision != view.revision:
        raise Conflict(
            "expected_revision",
            f"the list is at revision {view.revision} now.",
            "Read it again (list_sections tells the revision) and repeat the edit.",
        )


def _text(view: View, file: str) -> str:
    return next(page.document.text for page in view.papers.pages if page.file == file)


def _outcome(catalog: Catalog, plan: Plan, view: View, *, dry_run: bool) -> Applied:
    """The state after `plan`, checked against what the plan may do."""
    old = _text(view, plan.file)
    new = apply_edits(old, plan.edits)
    after = catalog.with_page(view, plan.file, encode(new))
    comparison = compare(view.papers, after.papers)
    removed = {listed.id for listed in comparison.removed}
    if not removed <= plan.removes or len(comparison.added) != plan.added:
        raise InvalidArgument(
            "title",
            "written down, this would change how other lines of the page are read.",
            "Remove Markdown and HTML from the texts and try again.",
        )
    return Applied(
        plan, view, after, comparison, diff(old, new, plan.file), plan.warnings, dry_run=dry_run
    )
