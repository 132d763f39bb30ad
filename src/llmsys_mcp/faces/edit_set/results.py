"""Results of the editing tools."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from llmsys_mcp.core.listing.conservation import Comparison
from llmsys_mcp.core.listing.paper_list import Place
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.faces.core_set.results import Paper, paper
from llmsys_mcp.faces.naming import advised
from llmsys_mcp.services.apply import Applied
from llmsys_mcp.services.batch import ItemVerdict
from llmsys_mcp.services.undo import Undone


class EditResult(TypedDict):
    """What an edit did to one entry, or would do."""

    changed: bool
    id: str
    entry: str
    before: Paper | None
    after: Paper | None
    diff: str
    revision: str
    warnings: list[str]


class BatchItem(TypedDict):
    """What became of one entry of a batch."""

    status: Literal["added", "would-add", "listed", "refused", "not-tried"]
    """`would-add` instead of `added` in a dry run."""
    entry: str
    problem: str
    warnings: list[str]


class BatchResult(TypedDict):
    """Result of `add_entries`."""

    added: int
    items: list[BatchItem]
    diff: str
    revision: str
    warnings: list[str]
    """Of the edit as a whole; those of an entry stand with it."""
    paste: NotRequired[str]
    """BibTeX records that the entries' keys need, as in `add_entry`."""


class SectionResult(TypedDict):
    """Result of `add_section`."""

    added: bool
    section: str
    diff: str
    revision: str
    warnings: list[str]


class UndoResult(TypedDict):
    """Result of `undo_last_edit`."""

    undone: bool
    file: str
    added: list[str]
    removed: list[str]
    diff: str
    revision: str
    warnings: list[str]


def edit_result(applied: Applied, id_: str) -> EditResult:
    """Result of an edit of the entry `id_`."""
    before = applied.before.papers.entry(id_)
    after = applied.plan.existing or _what_became_of(applied.comparison)
    return {
        "changed": bool(applied.plan.texts) and not applied.dry_run,
        "id": after.id if after else before.id,
        "entry": shown_lines(applied.plan.line),
        "before": paper(before),
        "after": paper(after) if after else None,
        "diff": shown_lines(applied.diff),
        "revision": applied.revision,
        "warnings": [shown(warning) for warning in applied.warnings],
    }


def _what_became_of(comparison: Comparison) -> Listed | None:
    """The one entry that was edited, as it is now; None when it is gone."""
    pairs = (*comparison.moved, *comparison.edited)
    now = [*(pair.after for pair in pairs), *comparison.added]
    return now[0] if now else None


def batch_result(applied: Applied, verdicts: Sequence[ItemVerdict]) -> BatchResult:
    """Result of adding several entries."""
    told: BatchResult = {
        "added": 0 if applied.dry_run else applied.plan.added,
        "items": [_batch_item(verdict, applied.dry_run) for verdict in verdicts],
        "diff": shown_lines(applied.diff),
        "revision": applied.revision,
        "warnings": [shown(warning) for warning in applied.warnings],
    }
    if applied.plan.paste:
        told["paste"] = shown_lines(applied.plan.paste)
    return told


def _batch_item(verdict: ItemVerdict, dry_run: bool) -> BatchItem:
    would_add = dry_run and verdict.status == "added"
    return {
        "status": "would-add" if would_add else verdict.status,
        "entry": shown(verdict.line),
        "problem": advised(verdict.refusal) if verdict.refusal else "",
        "warnings": [shown(warning) for warning in verdict.warnings],
    }


def section_result(applied: Applied) -> SectionResult:
    """Result of adding a section."""
    old = Counter(map(_section, applied.before.papers.places))
    new = Counter(map(_section, applied.after.papers.places)) - old
    place = next(one for one in applied.after.papers.places if _section(one) in new)
    return {
        "added": not applied.dry_run,
        "section": shown(applied.after.papers.name_of(place)),
        "diff": shown_lines(applied.diff),
        "revision": applied.revision,
        "warnings": [shown(warning) for warning in applied.warnings],
    }


def _section(place: Place) -> tuple[str, str]:
    return place.page.file, place.section.path


def undo_result(undone: Undone) -> UndoResult:
    """Result of taking back an edit."""
    return {
        "undone": True,
        "file": shown(", ".join(undone.files)),
        "added": [listed.id for listed in undone.comparison.added],
        "removed": [listed.id for listed in undone.comparison.removed],
        "diff": shown_lines(undone.diff),
        "revision": undone.after.revision,
        "warnings": [shown(warning) for warning in undone.warnings],
    }
