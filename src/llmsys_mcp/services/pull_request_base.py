"""What a pull request starts from: a base that may be built on, and the pages that differ from it.

Refusals name the state that the repository is in and leave it byte for byte as it is.
"""

from dataclasses import dataclass, field, replace

from llmsys_mcp.adapters import journal
from llmsys_mcp.adapters.checkout import state_of as state_folder
from llmsys_mcp.adapters.files import resolve
from llmsys_mcp.adapters.freshness import read_if_there
from llmsys_mcp.adapters.git import Repository, blob_at, commit_of, repository
from llmsys_mcp.adapters.git_state import CheckoutState, checkout_state, commits_between
from llmsys_mcp.adapters.journal import Remarks
from llmsys_mcp.adapters.refusals import refused_as
from llmsys_mcp.errors import Conflict, InvalidArgument, NotAList, WriteFailed, quoted
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.pull_request_target import brought_along, target_of
from llmsys_mcp.services.revision_range import Range, parting, read_range
from llmsys_mcp.services.revisions import State, state_of
from llmsys_mcp.services.view import View

_CRLF, _LF = b"\r\n", b"\n"
_PARTED = "..."
_OTHER_BASE = "Pass a base that the checkout stands on."


@dataclass(frozen=True)
class Base:
    """A base that a branch may be built on."""

    found: Repository
    state: State
    branch: str
    """The branch of the code host that the pull request is for; empty for the host's default."""
    here: str
    """The branch that is checked out; empty when HEAD is detached."""
    head: str
    """The commit that is checked out."""
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
    remarks: Remarks = field(default_factory=dict)
    """What is on record of the edits since the base."""


def find_base(catalog: Catalog, base: str) -> Base:
    """The base of a pull request, HEAD when `base` is empty.

    `A...B` is the commit at which B left A, for a pull request into A.

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
    commit = _commit(found, base or "HEAD")
    state = state_of(catalog, found, commit, base or "HEAD", "base")
    named = base.partition(_PARTED)[0]
    target = target_of(found, stands.branch if named in ("", "HEAD") else named)
    told = [target.note] if target.note else []
    notes = (*_kind(stands), *told, *brought_along(found, target, commit))
    return Base(found, state, target.branch, stands.branch, stands.commit, notes)


def _commit(found: Repository, base: str) -> str:
    """The commit to build on. A day is none, and neither are two states."""
    if _PARTED not in base:
        return commit_of(found, base, "base")
    asked = read_range(base)
    older, newer = (commit_of(found, one, "base") for one in (asked.base, asked.head or "HEAD"))
    return parting(found, asked, older, newer, _OTHER_BASE)


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
    return tuple(
        replace(page, remarks=_remarks(catalog, page, now[page.file], start, allow_other_edits))
        for page in pages
    )


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


def _remarks(
    catalog: Catalog, page: ChangedPage, data: bytes, start: Base, allow_other_edits: bool
) -> Remarks:
    """Follow this program's own edits back from the page, and gather what the rules changed.

    Raises:
        Conflict: they do not lead to the base: somebody else's edits are among them, or the base
            has moved on, so that the page would take back what it gained.
    """
    path = catalog.home.folder / page.file
    found: dict[str, tuple[str, ...]] = {}
    with refused_as(WriteFailed, path):
        for edit in journal.edits(state_folder(resolve(path).parent), page.path):
            if edit.after != journal.digest(data):
                break
            data = edit.before
            found = {**edit.remarks, **found}
            if _as_committed(page.before, data) == page.before:
                return found
    _refuse_behind(page, start)
    if allow_other_edits:
        return found
    raise Conflict(
        "list",
        f"{quoted(page.file)} is dirty: it holds changes since {start.state.commit[:12]} that "
        "these tools have no record of.",
        "Commit or take back the changes made by hand, or pass allow_other_edits to include them.",
    )


def _refuse_behind(page: ChangedPage, start: Base) -> None:
    """Refuse a page that was made from an older commit than the base, which changed it since.

    Raises:
        Conflict: it is so.
        InvalidArgument: this clone does not hold where the checkout left the base.
    """
    found, base, name = start.found, start.state.commit, start.state.name
    missing = len(commits_between(found, start.head, base))
    if not missing:
        return
    shared = parting(found, Range(name, "", "", "base", "base"), base, start.head, _OTHER_BASE)
    if blob_at(found, shared, page.path) == page.before:
        return
    commits = "1 commit" if missing == 1 else f"{missing} commits"
    raise Conflict(
        "base",
        f"the checkout is {commits} behind {quoted(name)}, where {quoted(page.file)} changed: a "
        "branch on it would take that change back.",
        "Update the checkout first (git pull, or git rebase), or pass base "
        f"{name}{_PARTED}HEAD to build on the commit that both have.",
    )
