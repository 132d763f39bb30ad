"""Several entries at once: each planned on the list as the ones before it leave it.

Reading a list anew after each entry would take as long as the list is for each. So entries are
put on the page together as long as the page's form leaves no doubt that one by one they would
come to stand the same; only where an entry depends on one before it is the list read in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.listing.conservation import place_of
from llmsys_mcp.core.markup.text import Edit, apply_edits
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.writing.placement import Spot
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.add import Add, Target, add_of
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.duplicates import DuplicateIndex
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
        try:
            return self._planned(_Growing(self._catalog, view, one_by_one=False))
        except _Entangled:
            return self._planned(_Growing(self._catalog, view, one_by_one=True))

    def _planned(self, growing: "_Growing") -> Plan:
        planned = [(item, _one(growing, item)) for item in self._wanted]
        self.verdicts = tuple(
            made if isinstance(made, ItemVerdict) else _verdict(made.plan) for _, made in planned
        )
        if self._on_problem == "stop" and any(one.status == "refused" for one in self.verdicts):
            self.verdicts = tuple(map(_undone, self.verdicts))
            return Plan()
        plans = [made.plan for _, made in planned if isinstance(made, Add)]
        return Plan(
            texts=growing.texts(),
            added=sum(verdict.status == "added" for verdict in self.verdicts),
            changed=0,
            forms=tuple(form for plan in plans for form in plan.forms),
            paste="\n".join(plan.paste for plan in plans if plan.paste),
        )


class _Entangled(Exception):  # noqa: N818 -- no error: the entries are planned one by one
    """Entries that were put on the page together are not read as planned."""


@dataclass(frozen=True, slots=True)
class _Put:
    """A line that is to go into the view's pages, and has not yet."""

    target: Target
    line: str
    listed: Listed

    @property
    def place(self) -> tuple[str, str, str]:
        """Page, section and year group that it is meant for."""
        return self.target.file, self.target.path, self.target.spot.bucket

    def lets_follow(self, other: Target) -> bool:
        """Whether a line for `other` goes where it would go if this one stood there already."""
        mine, spot = self.target, other.spot
        if (mine.file, mine.path) != (other.file, other.path):
            return mine.file != other.file or mine.spot.offset != spot.offset
        if mine.spot.offset != spot.offset:
            return not (mine.spot.new_bucket or spot.new_bucket)
        return mine.spot == spot and _is_plain(spot)


def _is_plain(spot: Spot) -> bool:
    """Whether a second line at the spot goes behind the first, and is written like it."""
    numbered = any(map(str.isdigit, spot.style.prefix))
    into = spot.new_bucket or spot.after or spot.before.strip("\r\n")
    return not (into or numbered or spot.style.dated) and spot.before.count("\n") == 1


class _Growing:
    """A list that entries are put into."""

    def __init__(self, catalog: Catalog, view: View, *, one_by_one: bool) -> None:
        self._catalog, self._view, self._one_by_one = catalog, view, one_by_one
        self._texts: dict[str, str] = {}
        self._waiting: list[_Put] = []
        self._index: DuplicateIndex | None = None
        """Of those that wait, or of some that did."""

    def texts(self) -> tuple[tuple[str, str], ...]:
        """File and text of each page that changed."""
        self._settle()
        return tuple(self._texts.items())

    def add(self, draft: Draft, section: str, *, allow_duplicate: bool) -> Add:
        """Plan an entry on the list as it is now, and put it there.

        Raises:
            ListError: it cannot be added.
        """
        add = self._beside(draft, section, allow_duplicate=allow_duplicate)
        if add is None:
            self._settle()
            add = add_of(self._view, draft, section, allow_duplicate=allow_duplicate)
        if add.plan.texts:
            self._put(add, draft)
        return add

    def _beside(self, draft: Draft, section: str, *, allow_duplicate: bool) -> Add | None:
        """The add as planned beside those that wait; None where one of them may change it."""
        if not self._waiting:
            return None
        try:
            add = add_of(self._view, draft, section, allow_duplicate=allow_duplicate)
        except ListError:
            return None
        if not add.alone or not all(put.lets_follow(add.target) for put in self._waiting):
            return None
        self._index = DuplicateIndex([put.listed for put in self._waiting], self._index)
        like = self._index.like(self._view.duplicates).check(draft.full_title, draft.url)
        return None if like.matches else add

    def _put(self, add: Add, draft: Draft) -> None:
        target = add.target
        waits = target.path and len(add.plan.texts) == 1 and not self._cites(target.file)
        if waits and not self._one_by_one:
            listed = Listed("", target.file, draft.unplaced())
            self._waiting.append(_Put(target, add.plan.line, listed))
        else:
            self._settle()
            self._move_on(add.plan.texts)

    def _cites(self, file: str) -> bool:
        """Whether what an entry of the page is called depends on all the others."""
        pages = self._view.papers.pages
        return any(named(page.document.dialect).cites for page in pages if page.file == file)

    def _settle(self) -> None:
        """Put the waiting lines on their pages.

        Raises:
            _Entangled: they are not read as entries of the sections they were meant for.
        """
        if not self._waiting:
            return
        edits: dict[str, list[Edit]] = {}
        for put in self._waiting:
            edits.setdefault(put.target.file, []).append(put.target.spot.edit(put.line))
        self._move_on(
            tuple((file, apply_edits(self._view.text(file), own)) for file, own in edits.items())
        )
        entries = self._view.papers.entries
        there = {(*place_of(one), one.entry.raw) for one in entries}
        if any((*put.place, put.line) not in there for put in self._waiting):
            raise _Entangled
        self._waiting.clear()

    def _move_on(self, texts: tuple[tuple[str, str], ...]) -> None:
        self._texts.update(texts)
        self._view = self._catalog.with_texts(self._view, texts)


def _one(growing: _Growing, item: Wanted) -> ItemVerdict | Add:
    if item.draft is None:
        return ItemVerdict("refused", refusal=item.refusal)
    try:
        return growing.add(item.draft, item.section, allow_duplicate=item.allow_duplicate)
    except ListError as error:
        return ItemVerdict("refused", refusal=error)


def _verdict(plan: Plan) -> ItemVerdict:
    return ItemVerdict("listed" if plan.existing else "added", plan.line, warnings=plan.warnings)


def _undone(verdict: ItemVerdict) -> ItemVerdict:
    """The verdict of an entry that was fine, in a batch of which nothing is added."""
    if verdict.status != "added":
        return verdict
    return ItemVerdict("not-tried", verdict.line, warnings=verdict.warnings)
