"""Several entries at once: each planned on the list as the ones before it leave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.add import plan_add
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.plan import Plan
from llmsys_mcp.services.view import View

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


class Batch:
    """Entries that are added all or none; with `skip`, all that can be added."""

    def __init__(self, catalog: Catalog, wanted: Sequence[Wanted], on_problem: OnProblem) -> None:
        self._catalog, self._wanted, self._on_problem = catalog, wanted, on_problem
        self.verdicts: tuple[ItemVerdict, ...] = ()
        """What became of each entry in the newest plan, in the order given."""

    def plan(self, view: View) -> Plan:
        """One plan for them all, each planned on the list as the ones before it leave it."""
        verdicts: list[ItemVerdict] = []
        texts: dict[str, str] = {}
        records: list[str] = []
        forms: list[tuple[str, tuple[str, ...]]] = []
        now = view
        for item in self._wanted:
            verdict, made = _one(now, item)
            verdicts.append(verdict)
            if made is not None and made.texts:
                texts.update(made.texts)
                forms += made.forms
                records += [made.paste] if made.paste else []
                now = self._catalog.with_texts(now, made.texts)
        self.verdicts = tuple(verdicts)
        if self._on_problem == "stop" and any(one.status == "refused" for one in verdicts):
            self.verdicts = tuple(map(_undone, verdicts))
            return Plan()
        added = sum(verdict.status == "added" for verdict in verdicts)
        paste = "\n".join(records)
        return Plan(
            texts=tuple(texts.items()), added=added, changed=0, forms=tuple(forms), paste=paste
        )


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
