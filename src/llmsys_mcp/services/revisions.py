"""Two states of the list side by side: revisions in git, or the files as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from llmsys_mcp.adapters.git import (
    Repository,
    blob_at,
    names_of,
    real_path,
    repository,
    time_of,
)
from llmsys_mcp.core.listing.conservation import Comparison, Pair, compare
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.revision_range import commit_named, read_range, start_of
from llmsys_mcp.services.view import View

_SURE = 0.5
"""Probability from which a vanished and a new entry are taken for one paper, renamed."""


@dataclass(frozen=True)
class State:
    """The list at one moment."""

    name: str
    """The revision as it was asked for; empty for the files as they are now."""
    commit: str
    """Full name of the commit, else empty."""
    date: str
    """Day of the commit (UTC), else empty."""
    view: View


@dataclass(frozen=True, slots=True)
class Renamed:
    """An entry that came back under another title and another link."""

    pair: Pair
    reason: str
    """What the two titles share, in words a person can check."""


@dataclass(frozen=True)
class History:
    """What became of every entry from one state to another."""

    base: State
    head: State
    comparison: Comparison
    """With renamed entries among the edited and the moved ones."""
    renamed: tuple[Renamed, ...]
    note: str = ""
    """Why the base is another commit than the one that was named, or how to read a loss."""


def compare_revisions(catalog: Catalog, base: str = "HEAD", head: str = "") -> History:
    """Account for every entry of all pages between two states.

    A state is a commit by any plain name, or a day (`2025-10-01`): then the newest commit that
    HEAD had at the end of that day, UTC. `head` empty: the files as they are now. A base that has
    moved on since the head left it is taken as it was then, as a pull request is judged; `A...B`
    and `A..B` say which is meant, see `revision_range`.

    Raises:
        NotAList: the list stands in no checkout of its own.
        InvalidArgument: a revision is unknown, or has no list, or this clone does not hold where
            the two parted.
        WriteFailed: git does not answer.
    """
    found = repository(catalog.home.folder)
    asked = read_range(base, head)
    start = start_of(found, asked)
    before = state_of(catalog, found, start.commit, start.name, asked.base_argument)
    after = State("", "", "", catalog.current())
    if asked.head:
        commit = commit_named(found, asked.head, asked.head_argument)
        after = state_of(catalog, found, commit, asked.head, asked.head_argument)
    comparison, renamed = compare_views(before.view, after.view)
    return History(before, after, comparison, renamed, start.note)


def revision_names(catalog: Catalog, most: int = 200) -> tuple[str, ...]:
    """What states of the list may be called, the likeliest first.

    Raises:
        NotAList: the list stands in no checkout of its own.
        WriteFailed: git does not answer.
    """
    return "HEAD", "HEAD~1", *names_of(repository(catalog.home.folder), most)


def state_of(catalog: Catalog, found: Repository, commit: str, name: str, argument: str) -> State:
    """The list at a commit that `argument` called `name`.

    Raises:
        InvalidArgument: it has no list.
        WriteFailed: git does not answer.
    """
    view = catalog.view_of(_Files(found, commit, catalog.home.folder).read)
    if view is None:
        path = found.path_of(catalog.home.page)
        raise InvalidArgument(
            argument,
            f"commit {commit[:12]} has no {quoted(path)}.",
            "Give a commit in which the list stands where it stands now; commit it first if there"
            " is none.",
        )
    day = datetime.fromtimestamp(time_of(found, commit), UTC).date().isoformat()
    return State(name, commit, day, view)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a folder at a commit."""

    found: Repository
    commit: str
    folder: Path
    seen: dict[str, str] = field(default_factory=dict)
    """Path under which each file was read, by its path without links."""

    def read(self, name: str) -> bytes | None:
        """The file's bytes; None where there is none, or another name of one that was read."""
        path = self.found.path_of(self.folder / name)
        data = blob_at(self.found, self.commit, path)
        if data is None:
            return None
        first = self.seen.setdefault(real_path(self.found, self.commit, path), path)
        return data if first == path else None


def compare_views(before: View, after: View) -> tuple[Comparison, tuple[Renamed, ...]]:
    """Every entry accounted for, and those known by the likeness of their titles alone."""
    found = compare(before.papers, after.papers)
    if not found.removed or not found.added:
        return found, ()
    renamed = tuple(_renamed(before, found))
    gone = {one.pair.before.id for one in renamed}
    come = {one.pair.after.id for one in renamed}
    moved = [one.pair for one in renamed if one.pair.was_moved]
    stayed = [one.pair for one in renamed if not one.pair.was_moved]
    return replace(
        found,
        edited=_ordered((*found.edited, *stayed)),
        moved=_ordered((*found.moved, *moved)),
        added=tuple(one for one in found.added if one.id not in come),
        removed=tuple(one for one in found.removed if one.id not in gone),
    ), renamed


def _renamed(before: View, found: Comparison) -> Iterable[Renamed]:
    """Vanished and new entries that are likely one paper, the likeliest pairs first.

    Likeness is judged in the whole old list, which knows the common words of its field.
    """
    vanished = {one.id for one in found.removed}
    likely = [
        (match.score, match.listed, one, match.reason)
        for one in found.added
        for match in before.duplicates.check(one.entry.full_title, one.entry.url).matches
        if match.listed.id in vanished and match.score >= _SURE
    ]
    likely.sort(key=lambda pair: -pair[0])
    taken: set[str] = set()
    for _, old, new, reason in likely:
        # Ids of the two states are told apart: one id may stand on both sides.
        if not taken & {f"-{old.id}", f"+{new.id}"}:
            taken |= {f"-{old.id}", f"+{new.id}"}
            yield Renamed(Pair(old, new), reason)


def _ordered(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair.after.file, pair.after.entry.line)))


def conservation(comparison: Comparison) -> str:
    """`651 entries before, 654 after: 3 added, 0 lost`: the sum that must come out."""
    stayed = len(comparison.kept) + len(comparison.edited) + len(comparison.moved)
    before, after = stayed + len(comparison.removed), stayed + len(comparison.added)
    lost = len(comparison.lost)
    told = [f"{len(comparison.added)} added"]
    if len(comparison.removed) > lost:
        told.append(f"{len(comparison.removed) - lost} removed of papers listed elsewhere")
    told.append(f"{lost} lost")
    return f"{before} entries before, {after} after: {', '.join(told)}"
