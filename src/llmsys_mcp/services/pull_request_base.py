"""What a pull request starts from: a base that may be built on, and the pages that differ from it.

Refusals name the state that the repository is in and leave it byte for byte as it is.
"""

from dataclasses import dataclass

from llmsys_mcp.adapters import journal
from llmsys_mcp.adapters.checkout import state_of
from llmsys_mcp.adapters.files import resolve
from llmsys_mcp.adapters.freshness import read_if_there
from llmsys_mcp.adapters.git import Repository, blob_at, commit_of, repository
from llmsys_mcp.adapters.git_state import (
    HEADS,
    CheckoutState,
    checkout_state,
    commits_between,
    has_ref,
    upstream_of,
)
from llmsys_mcp.adapters.refusals import refused_as
from llmsys_mcp.adapters.remotes import remotes
from llmsys_mcp.errors import Conflict, InvalidArgument, NotAList, WriteFailed, quoted
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.revisions import State, state_at
from llmsys_mcp.services.view import View

_CRLF, _LF = b"\r\n", b"\n"


@dataclass(frozen=True)
class Base:
    """A base that a branch may be built on."""

    found: Repository
    state: State
    branch: str
    """The branch that the pull request is for; empty when the base is no branch."""
    here: str
    """The branch that is checked out; empty when HEAD is detached."""
    notes: tuple[str, ...]
    """What a reader should know of the repository, one sentence each."""


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A page that differs from the base."""

    file: str
    """Its name in the list."""
    path: str
    """Its path from the top of the checkout."""
    before: bytes
    """At the base; empty when it was not there."""
    after: bytes
    """As it is to be committed."""


def find_base(catalog: Catalog, base: str) -> Base:
    """The base of a pull request, HEAD when `base` is empty.

    Raises:
        ReadOnly: the list may not be edited here.
        NotAList: the list stands in no checkout of its own (a submodule among others).
        Conflict: a rebase or the like is not finished, or the branch has no commit yet.
        InvalidArgument: HEAD is detached and no base was given, or the base is unknown.
    """
    catalog.must_be_writable()
    found = repository(catalog.home.folder)
    stands = checkout_state(found)
    _refuse_state(stands, base)
    commit_of(found, base or "HEAD", "base")  # a day is no base to build on
    state = state_at(catalog, found, base or "HEAD", "base")
    branch = _branch(found, stands, base)
    notes = (*_kind(stands), *_unpublished(found, branch, state.commit))
    return Base(found, state, branch, stands.branch, notes)


def _refuse_state(stands: CheckoutState, base: str) -> None:
    if stands.operation:
        raise Conflict(
            "checkout",
            f"{stands.operation} is in progress here.",
            "Finish or abort it first; git status tells how.",
        )
    if not stands.commit:
        raise Conflict(
            "checkout",
            f"the branch {quoted(stands.branch)} has no commit yet (it is unborn).",
            "Commit the list once, then edit it.",
        )
    if not stands.branch and not base:
        raise InvalidArgument(
            "base",
            "HEAD is detached, so no branch is there for a pull request to go into.",
            "Pass base: the branch it is for, e.g. main or origin/main.",
        )


def _branch(found: Repository, stands: CheckoutState, base: str) -> str:
    """The branch, as its remote calls it, that `base` stands for."""
    if base in ("", "HEAD"):
        return stands.branch
    if has_ref(found, f"{HEADS}{base}"):
        return base
    for remote in remotes(found):
        if base.startswith(f"{remote}/") and has_ref(found, f"refs/remotes/{base}"):
            return base.removeprefix(f"{remote}/")
    return ""


def _kind(stands: CheckoutState) -> list[str]:
    return [
        told
        for is_so, told in (
            (stands.worktree, "The checkout is a linked worktree; the branch is in its clone."),
            (stands.shallow, "The clone is shallow; the branch stands on the history it has."),
            (stands.sparse, "The checkout is sparse; the commits hold the whole tree."),
        )
        if is_so
    ]


def _unpublished(found: Repository, branch: str, commit: str) -> list[str]:
    """Commits of the base that the pull request would bring along."""
    upstream = upstream_of(found, branch) if branch else ""
    count = len(commits_between(found, commit_of(found, upstream), commit)) if upstream else 0
    if not count:
        return []
    name = upstream.removeprefix("refs/remotes/").removeprefix(HEADS)
    told = "1 commit that is" if count == 1 else f"{count} commits that are"
    return [
        f"The base has {told} not in {name}, and would be part of the pull request; pass base: "
        f"{name} to leave them out."
    ]


def changed_pages(
    catalog: Catalog, view: View, start: Base, *, allow_other_edits: bool
) -> tuple[ChangedPage, ...]:
    """The pages of `view`, the list as it is now, that differ from the base.

    Raises:
        Conflict: a page is gone, or holds changes that this program did not make and
            `allow_other_edits` is not set.
        NotAList: a page cannot be read.
    """
    now = dict(view.sources)
    files = list(dict.fromkeys((*now, *(file for file, _ in start.state.view.sources))))
    pages = [page for file in files if (page := _changed(catalog, start, file, now)) is not None]
    if not allow_other_edits:
        for page in pages:
            _refuse_other_edits(catalog, page, now[page.file], start)
    return tuple(pages)


def _changed(catalog: Catalog, start: Base, file: str, now: dict[str, bytes]) -> ChangedPage | None:
    path = catalog.home.folder / file
    data = now.get(file)
    if data is None:  # a page that the list no longer leads to
        data = read_if_there(path)
    if data is None:
        raise Conflict(
            "list",
            f"{quoted(file)} is a page of the list at the base, and is gone from the folder.",
            "Put it back (git restore), or commit its removal by hand first.",
        )
    now[file] = data
    with refused_as(NotAList, path):
        name = start.found.path_of(resolve(path))
    before = blob_at(start.found, start.state.commit, name) or b""
    after = _as_committed(before, data)
    return None if after == before else ChangedPage(file, name, before, after)


def _as_committed(before: bytes, now: bytes) -> bytes:
    """The bytes to commit: line ends of a checkout that git made CRLF are the base's LF again."""
    if before and _CRLF not in before and now.count(_LF) == now.count(_CRLF):
        return now.replace(_CRLF, _LF)
    return now


def _refuse_other_edits(catalog: Catalog, page: ChangedPage, data: bytes, start: Base) -> None:
    """Follow this program's own edits back from the page; they must lead to the base."""
    path = catalog.home.folder / page.file
    with refused_as(WriteFailed, path):
        for edit in journal.edits(state_of(resolve(path).parent), page.path):
            if edit.after != journal.digest(data):
                break
            data = edit.before
            if _as_committed(page.before, data) == page.before:
                return
    raise Conflict(
        "list",
        f"{quoted(page.file)} is dirty: it holds changes since {start.state.commit[:12]} that "
        "these tools have no record of.",
        "Commit or take back the changes made by hand, or pass allow_other_edits to include them.",
    )
