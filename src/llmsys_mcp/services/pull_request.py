"""From edits of the working files to a branch that can be reviewed, the checkout left as it is.

The branch holds the base and, on top, the list's pages as they stand in the folder: nothing else
that is changed or staged there. Its texts come from `services/proposal.py`.
"""

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters.branches import (
    author,
    branch_in_the_way,
    changed_paths,
    check_branch,
    create_branch,
    keep_note,
    write_commits,
)
from llmsys_mcp.adapters.checkout import state_of
from llmsys_mcp.adapters.git import blob_at, commit_of
from llmsys_mcp.adapters.git_state import HEADS, commits_between
from llmsys_mcp.adapters.remotes import check_remote, push, remote_for
from llmsys_mcp.core.markup.diff import diff
from llmsys_mcp.core.markup.text import decode
from llmsys_mcp.errors import Conflict, InvalidArgument, WriteFailed, quoted
from llmsys_mcp.services import proposal
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.commits import Commits, commit_steps
from llmsys_mcp.services.pull_request_base import Base, ChangedPage, changed_pages, find_base
from llmsys_mcp.services.review import findings, rows
from llmsys_mcp.services.revisions import History, State, compare_views

ONLY_PAGES = "The commits hold pages of the list only; whatever else changed here stayed out."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller asks for; empty texts stand for the default."""

    base: str = ""
    """The commit or branch to build on; HEAD."""
    branch: str = ""
    """Name of the new branch; made of what changed."""
    title: str = ""
    """Of the pull request and of a single commit; made of what changed."""
    commits: Commits = "one"
    allow_other_edits: bool = False
    """Take changes of the pages that this program has no record of as well."""
    push: bool = False


@dataclass(frozen=True, slots=True)
class FileStat:
    """How many lines of one file came and went."""

    path: str
    added: int
    removed: int


@dataclass(frozen=True)
class PullRequest:
    """A branch, ready to be pushed, and what to say with it."""

    branch: str
    created: bool
    """False: an earlier call made the very same branch."""
    base_branch: str
    """The branch that it is for, as the host calls it; empty for the host's default."""
    commits: tuple[str, ...]
    """Full names, the first on top of the base."""
    history: History
    """What becomes of every entry of the base."""
    files: tuple[FileStat, ...]
    diff: str
    title: str
    body: str
    body_file: Path
    """A file in the git directory that holds the body."""
    author: str
    next_commands: tuple[str, ...]
    """What is left to be run, in order."""
    pushed_to: str
    """Name of the remote that has the branch; empty when it was not pushed."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Draft:
    """A pull request of which nothing is written yet, and nothing is left to refuse."""

    start: Base
    pages: tuple[ChangedPage, ...]
    history: History
    branch: str
    remote: str
    """Where a push would go; empty when the checkout has no remote."""
    author: str
    made: tuple[str, ...]
    """Commits of the branch when an earlier call made it."""


def prepare(catalog: Catalog, wanted: Wanted) -> PullRequest:
    """Commit the list's pages as they are now on a new branch.

    A call that is repeated finds its branch and goes on from there.

    Raises:
        ReadOnly, NotAList, Conflict: the repository is in no state for it; see `find_base`.
        InvalidArgument: nothing differs, the branch is taken, the author is unknown, a name is
            no name, or the remote may not be pushed to.
        WriteFailed: git or the system refused, or the remote did, which leaves the branch.
    """
    draft = _draft(catalog, wanted)
    found, comparison = draft.start.found, draft.history.comparison
    notes = (*draft.start.notes, *_warnings(draft, wanted))
    title = wanted.title or proposal.subject(comparison)
    found_by_rules = findings(catalog, draft.history)
    remarks = {id_: told for page in draft.pages for id_, told in page.remarks.items()}
    body = proposal.body(comparison, rows(draft.history, remarks), found_by_rules, notes)
    commits = draft.made or _commit(catalog, draft, wanted)
    note = f"pull-request-{draft.branch.replace('/', '-')}.md"
    body_file = keep_note(state_of(found.top), note, body)
    if wanted.push:
        push(found, draft.remote, draft.branch, commits[-1])
    stats = tuple(map(_stat, draft.pages))
    return PullRequest(
        branch=draft.branch,
        created=not draft.made,
        base_branch=draft.start.branch,
        commits=commits,
        history=draft.history,
        files=stats,
        diff="".join(map(_diff, draft.pages)),
        title=title,
        body=body,
        body_file=body_file,
        author=draft.author,
        next_commands=_next(draft, title, body_file, pushed=wanted.push),
        pushed_to=draft.remote if wanted.push else "",
        notes=(proposal.NOTHING_RAN, ONLY_PAGES, *notes),
    )


def _draft(catalog: Catalog, wanted: Wanted) -> _Draft:
    """Everything that can be refused, checked."""
    proposal.check_title(wanted.title)
    start = find_base(catalog, wanted.base)
    if wanted.branch:
        check_branch(start.found, wanted.branch)
    view = catalog.current()
    pages = changed_pages(catalog, view, start, allow_other_edits=wanted.allow_other_edits)
    if not pages:
        raise InvalidArgument(
            "base",
            f"no page of the list differs from {start.state.commit[:12]}.",
            "Edit the list first, or pass the base that your edits are since.",
        )
    comparison, renamed = compare_views(start.state.view, view)
    branch = wanted.branch or proposal.branch_name(comparison, (page.after for page in pages))
    remote = remote_for(start.found, start.branch or start.here)
    if wanted.push:
        check_remote(start.found, remote)
    return _Draft(
        start,
        pages,
        History(start.state, State("", "", "", view), comparison, renamed),
        branch,
        remote,
        author(start.found),
        _made_before(start, branch, pages),
    )


def _made_before(start: Base, branch: str, pages: Sequence[ChangedPage]) -> tuple[str, ...]:
    """Commits of the branch if it is there and is what would be made; none if the name is free.

    Raises:
        InvalidArgument: another branch has the name, or one that leaves no room for it.
    """
    found, base = start.found, start.state.commit
    taken = branch_in_the_way(found, branch)
    if not taken:
        return ()
    if taken == branch:
        tip = commit_of(found, f"{HEADS}{branch}", "branch")
        commits = commits_between(found, base, tip)
        same = all(blob_at(found, tip, page.path) == page.after for page in pages)
        if commits and same and _paths(pages) == set(changed_paths(found, base, tip)):
            return commits
    raise InvalidArgument(
        "branch",
        f"there is a branch {quoted(taken)} with other contents.",
        "Give another name, or delete that branch if nobody needs it.",
    )


def _commit(catalog: Catalog, draft: _Draft, wanted: Wanted) -> tuple[str, ...]:
    found, base = draft.start.found, draft.start.state.commit
    steps = commit_steps(catalog, draft.history, draft.pages, wanted.commits, wanted.title)
    if catalog.current() is not draft.history.head.view:
        raise Conflict("list", "it was edited in the meantime.", "Call again.")
    commits = write_commits(found, base, steps, state_of(found.top))
    if set(changed_paths(found, base, commits[-1])) != _paths(draft.pages):
        raise WriteFailed(
            "git", "the commits would change other files.", "No branch was made; report this."
        )
    create_branch(found, draft.branch, commits[-1])
    return commits


def _paths(pages: Sequence[ChangedPage]) -> set[str]:
    return {page.path for page in pages}


def _warnings(draft: _Draft, wanted: Wanted) -> list[str]:
    lost = len(draft.history.comparison.lost)
    told = [f"Section added: {proposal.code_span(path)}." for path in _new_sections(draft.history)]
    if lost:
        papers = "1 paper is" if lost == 1 else f"{lost} papers are"
        told.append(f"{papers} no longer in the list; the table names what is lost.")
    if wanted.push:
        told.append("The push runs no pre-push hook of this checkout.")
    if wanted.allow_other_edits:
        told.append("Edits that were not made with these tools may be among the changes.")
    return told


def _new_sections(history: History) -> list[str]:
    """Paths of the sections that the base lacks, in list order."""
    known = Counter(place.section.path for place in history.base.view.papers.places)
    now = Counter(place.section.path for place in history.head.view.papers.places)
    return list(now - known)


def _diff(page: ChangedPage) -> str:
    return diff(decode(page.before), decode(page.after), page.path)


def _stat(page: ChangedPage) -> FileStat:
    lines = _diff(page).split("\n")[2:]
    return FileStat(
        page.path,
        sum(line.startswith("+") for line in lines),
        sum(line.startswith("-") for line in lines),
    )


def _next(draft: _Draft, title: str, body_file: Path, *, pushed: bool) -> tuple[str, ...]:
    """The commands that are left, quoted for a POSIX shell."""
    base = ("--base", draft.start.branch) if draft.start.branch else ()
    head = ("--head", draft.branch, "--title", title, "--body-file", str(body_file))
    gh = shlex.join(("gh", "pr", "create", *base, *head))
    if pushed:
        return (gh,)
    return (shlex.join(("git", "push", draft.remote or "REMOTE", draft.branch)), gh)
