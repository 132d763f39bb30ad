"""Make a plan on the files: the one place where a list is changed.

Under the list's lock the pages are read, the plan is made on those very bytes, and the result is
checked before it is swapped in: every entry but the ones the plan names is still there, where and
as it was.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from llmsys_mcp.adapters import journal
from llmsys_mcp.adapters.files import last_edit, resolve, rewrite, take_back, writable
from llmsys_mcp.adapters.locks import Lock, lock_path
from llmsys_mcp.adapters.refusals import refused_as
from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.listing.conservation import Comparison, compare
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.core.markup.conflicts import conflicts
from llmsys_mcp.core.markup.diff import diff
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.markup.text import encode
from llmsys_mcp.errors import (
    Conflict,
    InvalidArgument,
    ListError,
    NotAList,
    ReadOnly,
    WriteFailed,
    quoted,
)
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.plan import Plan, content
from llmsys_mcp.services.reassigned import new_ids
from llmsys_mcp.services.spans import WRITING
from llmsys_mcp.services.view import View

Planner = Callable[[View], Plan]

_ATTEMPTS = 5
"""How often a list that changes under our hands is planned anew."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an edit did, or would do."""

    plan: Plan
    before: View
    after: View
    comparison: Comparison
    diff: str
    """Unified diff of the pages."""
    warnings: tuple[str, ...]
    dry_run: bool

    @property
    def revision(self) -> str:
        """Of the list as its files are now: a dry run leaves it as it was."""
        return (self.before if self.dry_run else self.after).revision


class _Overtaken(Exception):  # noqa: N818 -- no error: the plan is made again
    """The page is no longer the one that the plan was made on."""


def apply(
    catalog: Catalog, planner: Planner, *, expected_revision: str = "", dry_run: bool = False
) -> Applied:
    """Plan on the list as it is and write it, once, or only say what would change.

    Raises:
        ReadOnly: the list is the bundled one, or this program may not write.
        Conflict: `expected_revision` is not the list's revision, the list does not hold still, or
            a page is in the middle of a merge.
        ListError: whatever the planner or the file system refuses; the list is as it was.
    """
    if dry_run:
        return replace(_planned(catalog, planner, expected_revision), dry_run=True)
    catalog.must_be_writable()
    page = catalog.home.page
    real = writable(page)
    for _ in range(_ATTEMPTS):
        with (
            catalog.span(WRITING),
            refused_as(WriteFailed, page),
            catalog.locked(real) as lock,
        ):
            applied = _planned(catalog, planner, expected_revision)
            try:
                warnings = _write(catalog, applied, lock)
            except _Overtaken:
                continue
            catalog.wrote(applied.after)
            return replace(applied, warnings=warnings)
    raise Conflict(
        "list",
        f"another program changed the list during each of {_ATTEMPTS} tries.",
        "Wait until it is done and try again.",
    )


def _planned(catalog: Catalog, planner: Planner, expected_revision: str) -> Applied:
    view = catalog.current()
    plan = planner(view)
    # An edit that was made before, its reply lost, has nothing to do: that is no conflict.
    if plan.texts and expected_revision and expected_revision != view.revision:
        raise Conflict(
            "expected_revision",
            f"the list is at revision {view.revision} now.",
            "Read it again (list_sections tells the revision) and repeat the edit.",
        )
    for file, _ in plan.texts:
        _must_be_written(view, file)
    after = catalog.with_texts(view, plan.texts) if plan.texts else view
    comparison = compare(view.papers, after.papers)
    if not _as_planned(plan, view.papers, comparison):
        raise InvalidArgument(
            plan.argument,
            "written down, this would change how other lines of the list are read.",
            "Remove Markdown and HTML from the texts, or make that change by hand.",
        )
    shown = "".join(diff(view.text(file), text, file) for file, text in plan.texts)
    warnings = (*plan.warnings, *new_ids(comparison))
    return Applied(plan, view, after, comparison, shown, warnings, dry_run=False)


def _must_be_written(view: View, file: str) -> None:
    """Refuse a page in a dialect that is only read, or in the middle of a merge.

    Raises:
        ReadOnly: its dialect is only read.
        Conflict: it holds both sides of a merge, and a line between them may get lost with either.
    """
    for document in (one.document for one in view.papers.pages if one.file == file):
        if not named(document.dialect).writes:
            raise ReadOnly(
                "list",
                f"{quoted(file)} holds its papers in a table, which is read and not written.",
                "Edit it by hand; search, compare and export work.",
            )
        for first, last in conflicts(document.text, document.blocks):
            raise Conflict(
                "list",
                f"{quoted(file)} holds both sides of an unfinished merge, in lines {first.line} "
                f"to {last.line}.",
                "Settle it by hand: keep the lines that belong there, remove the markers, then "
                "repeat the edit.",
            )


def _as_planned(plan: Plan, before: PaperList, comparison: Comparison) -> bool:
    """Whether exactly what the plan names has come and gone.

    Of two twins either may be the one that is found to be gone.
    """
    vanished = Counter(map(content, comparison.removed))
    removed = Counter(content(before.entry(id_)) for id_ in plan.removed)
    renamed = Counter(content(before.entry(id_)) for id_ in plan.replaced) & (vanished - removed)
    touched = len(comparison.moved) + len(comparison.edited)
    return (
        vanished == removed + renamed
        and len(comparison.added) == plan.added + renamed.total()
        and (plan.changed is None or touched <= plan.changed)
    )


def _write(catalog: Catalog, applied: Applied, lock: Lock) -> tuple[str, ...]:
    """Swap the pages in, all of them or none; return all warnings.

    Raises:
        _Overtaken: a page changed since it was planned on.
        Conflict: a page could not be written, and one before it could not be put back.
        ListError: a page could not be written.
    """
    warnings = list(applied.warnings)
    sources = dict(applied.before.sources)
    done: list[_Done] = []
    remarks = _remarks(applied)
    for file, text in applied.plan.texts:
        old, new = sources[file], encode(text)

        def compute(data: bytes, old: bytes = old, new: bytes = new) -> bytes:
            if data != old:
                raise _Overtaken
            return new

        page = catalog.home.folder / file
        try:
            mine = lock_of(page, lock)
            written = rewrite(
                page,
                compute,
                timeout=catalog.lock_wait,
                lock=mine,
                follows=bool(done),
                remarks=remarks,
            )
        except BaseException:  # whatever it is, an interrupt too: all pages or none
            for one in reversed(done):
                one.put_back(file)
            raise
        warnings += written.warnings
        done.append(_Done(page, old, mine))
    return tuple(warnings)


def _remarks(applied: Applied) -> dict[str, tuple[str, ...]]:
    """By id of an entry, the rules that changed it on its way into the list, or why it goes."""
    plan = applied.plan
    if plan.reason:
        return {journal.gone(id_): (plan.reason,) for id_ in plan.removed}
    rules = {without_marker(line): names for line, names in plan.forms}
    if not rules:
        return {}
    came = (*applied.comparison.added, *(pair.after for pair in applied.comparison.edited))
    return {
        one.id: rules[line]
        for one in came
        if (line := without_marker(one.entry.raw).rstrip()) in rules
    }


def lock_of(page: Path, lock: Lock) -> Lock | None:
    """`lock` if it is the page's own, None for a page that has another.

    Raises:
        NotAList: there is no such page.
        WriteFailed: the place of its lock is not to be had.
    """
    with refused_as(NotAList, page):
        return lock if lock_path(resolve(page)) == lock.path else None


@dataclass(frozen=True, slots=True)
class _Done:
    """A page that is written, of an edit whose next page may not be."""

    page: Path
    old: bytes
    lock: Lock | None

    def put_back(self, failed: str) -> None:
        """The page as it was before, because `failed` cannot be written.

        Raises:
            Conflict: it cannot be.
        """
        try:
            edit = last_edit(self.page)
            if edit is not None and edit.before == self.old:
                take_back(self.page, edit, lock=self.lock)
                return
            why = "there is no record of it"
        except ListError as error:
            why = error.problem
        raise Conflict(
            "list",
            f"{failed} could not be written, and {quoted(self.page.name)} could not be put back as "
            f"it was: {why}",
            "Look at both pages: what was to move or to change stands in the latter already.",
        )
