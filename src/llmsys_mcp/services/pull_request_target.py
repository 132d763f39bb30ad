"""Which branch of the code host a pull request goes into, as far as this clone can tell.

What is checked out may be known here alone: a worktree's own branch, a detached commit. No host
has a branch of that name, so the branch it follows, or the remote's default branch, is meant.
"""

from dataclasses import dataclass

from llmsys_mcp.adapters.git import Repository, commit_of, names_of
from llmsys_mcp.adapters.git_state import (
    HEADS,
    commits_between,
    default_branch,
    has_ref,
    upstream_of,
)
from llmsys_mcp.adapters.remotes import remotes

_REMOTES = "refs/remotes/"


@dataclass(frozen=True, slots=True)
class Target:
    """The branch that a pull request is for."""

    branch: str
    """As its remote calls it; empty when nothing tells, and the host's default serves."""
    ref: str = ""
    """Its remote-tracking ref, when there is one."""
    note: str = ""
    """Why it is not the branch that was named."""


def target_of(found: Repository, base: str) -> Target:
    """Where a pull request with this base goes. `base` empty: HEAD is detached.

    Raises:
        WriteFailed: git does not answer.
    """
    known = remotes(found)
    local = bool(base) and has_ref(found, f"{HEADS}{base}")
    upstream = upstream_of(found, base) if local else ""
    candidates = [upstream.removeprefix(_REMOTES)] if upstream.startswith(_REMOTES) else []
    candidates += [base, *(f"{remote}/{base}" for remote in known if local)]
    for name in candidates:
        for remote in known:
            if name.startswith(f"{remote}/") and has_ref(found, f"{_REMOTES}{name}"):
                return Target(name.removeprefix(f"{remote}/"), f"{_REMOTES}{name}")
    return _proposed(found, known, base if local else "")


def _proposed(found: Repository, known: tuple[str, ...], branch: str) -> Target:
    """What to name where no remote is known to have the branch; empty: the base is no branch."""
    for remote in known:
        if ref := default_branch(found, remote):
            name = ref.removeprefix(f"{_REMOTES}{remote}/")
            told = f"{_missing(branch)}: the command names {name}, the default branch of {remote}."
            return Target(name, ref, told)
    if any(name.startswith(f"{remote}/") for name in names_of(found, _NAMES) for remote in known):
        told = f"{_missing(branch)}: gh takes the default branch; give --base to name another."
        return Target("", note=told)
    return Target(branch)


_NAMES = 1000
"""Branches and tags among which those of remotes are looked for."""


def _missing(branch: str) -> str:
    return f"No remote is known to have a branch {branch}" if branch else "The base is no branch"


def brought_along(found: Repository, target: Target, commit: str) -> list[str]:
    """Commits of the base that the pull request would hold besides its own."""
    if not target.ref:
        return []
    count = len(commits_between(found, commit_of(found, target.ref), commit))
    if not count:
        return []
    name = target.ref.removeprefix(_REMOTES)
    told = "1 commit that is" if count == 1 else f"{count} commits that are"
    return [
        f"The base has {told} not in {name}, and would be part of the pull request. To begin at"
        f" {name} pass it as base: the new commit then holds what they changed in the list, too."
    ]
