"""Several entries at once: each planned on the list as the ones before it leave it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from llmsys_mcp.core.style import Draft
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.add import plan_add
from llmsys_mcp.services.catalog import Catalog, View
from llmsys_mcp.services.plan import Plan

OnProblem = Literal["stop", "skip"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry to add: where, and what; or why its texts were refused."""

    section: str
    draft: Draft | None
    refusal: ListError | None = None
    allow_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """What became of one entry of a batch."""

    status: Literal["added", "listed", "refused", "not-tried"]
    line: str = ""
    """The Markdown line, of an added or listed entry."""
    refusal: ListError | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchPlan(Plan):
    """A plan for several entries, with a verdict for each, in the order given."""

    verdicts: tuple[ItemVerdict, ...] = ()


def batch_planner(
    catalog: Catalog, wanted: Sequence[Wanted], on_problem: OnProblem
) -> Callable[[View], BatchPlan]:
    """A planner that adds all of `wanted` or none; with `skip`, all that can be added."""

    def plan(view: View) -> BatchPlan:
        verdicts: list[ItemVerdict] = []
        texts: dict[str, str] = {}
        now = view
        for item in wanted:
            verdict, made = _one(now, item)
            verdicts.append(verdict)
            if made is not None and made.texts:
                texts.update(made.texts)
                now = catalog.with_texts(now, made.texts)
        refused = any(verdict.status == "refused" for verdict in verdicts)
        if refused and on_problem == "stop":
            return BatchPlan(verdicts=tuple(map(_undone, verdicts)))
        return BatchPlan(
            texts=tuple(texts.items()),
            added=sum(verdict.status == "added" for verdict in verdicts),
            verdicts=tuple(verdicts),
        )

    return plan


def _one(view: View, item: Wanted) -> tuple[ItemVerdict, Plan | None]:
    if item.draft is None:
        return ItemVerdict("refused", refusal=item.refusal), None
    try:
        made = plan_add(view, item.draft, item.section, allow_duplicate=item.allow_duplicate)
    except ListError as error:
        return ItemVerdict("refused", refusal=error), None
    status: Literal["added", "listed"] = "listed" if made.existing else "added"
    return ItemVerdict(status, made.line, warnings=made.warnings), made


def _undone(verdict: ItemVerdict) -> ItemVerdict:
    """The verdict of an entry that was fine, in a batch of which nothing is added."""
    if verdict.status != "added":
        return verdict
    return ItemVerdict("not-tried", verdict.line, warnings=verdict.warnings)
