"""What a checkout is in the middle of, read without running anything of its own."""

from dataclasses import dataclass

from llmsys_mcp.adapters.git import Repository
from llmsys_mcp.adapters.git_command import failed, run, there

HEADS = "refs/heads/"

_UNREAD = "the checkout cannot be read"

_OPERATIONS = (
    ("rebase-merge", "a rebase"),
    ("rebase-apply/applying", "git am"),
    ("rebase-apply", "a rebase"),
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("BISECT_LOG", "a bisect"),
)
"""File in the git directory → what it is left by (gitrepository-layout, wt-status.c)."""


@dataclass(frozen=True, slots=True)
class CheckoutState:
    """Where HEAD is, and what kind of clone this is."""

    branch: str
    """The branch that is checked out; empty when HEAD is detached."""
    commit: str
    """Full name of the commit; empty on a branch without one (unborn)."""
    operation: str
    """`a rebase`, `a merge`, … that is not finished; else empty."""
    shallow: bool
    sparse: bool
    worktree: bool
    """Whether this is a linked worktree, beside the clone it belongs to."""


def checkout_state(found: Repository) -> CheckoutState:
    """How the checkout stands now.

    Raises:
        WriteFailed: git does not answer.
    """
    head = there(run(found.top, "symbolic-ref", "--quiet", "HEAD"), _UNREAD)
    commit = there(run(found.top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"), _UNREAD)
    sparse = run(found.top, "config", "--type=bool", "--get", "core.sparseCheckout")
    return CheckoutState(
        branch=head.text.removeprefix(HEADS) if head.code == 0 else "",
        commit=commit.text,
        operation=_operation(found),
        shallow=is_shallow(found),
        sparse=sparse.text == "true",
        worktree=found.git_dir != found.common_dir,
    )


def is_shallow(found: Repository) -> bool:
    """Whether the history of this clone is cut off.

    Raises:
        WriteFailed: git does not answer.
    """
    answer = run(found.top, "rev-parse", "--is-shallow-repository")
    if answer.code:
        raise failed(_UNREAD, answer)
    return answer.text == "true"


def _operation(found: Repository) -> str:
    for name, operation in _OPERATIONS:
        if (found.git_dir / name).exists():
            return operation
    return ""


def has_ref(found: Repository, ref: str) -> bool:
    """Whether the full ref name `ref` exists."""
    shown = run(found.top, "show-ref", "--verify", "--quiet", "--", ref)
    return there(shown, "the branches cannot be read").code == 0


def upstream_of(found: Repository, branch: str) -> str:
    """The remote-tracking ref that `branch` follows (`refs/remotes/…`); empty without one."""
    ref = f"{HEADS}{branch}"
    answer = run(found.top, "for-each-ref", "--format=%(refname) %(upstream)", "--", ref)
    if answer.code:
        raise failed("the branches cannot be read", answer)
    for line in answer.text.split("\n"):
        name, _, upstream = line.partition(" ")
        if name == ref and upstream and has_ref(found, upstream):
            return upstream
    return ""


def default_branch(found: Repository, remote: str) -> str:
    """The remote-tracking ref of the remote's default branch; empty when it is not known here."""
    ref = f"refs/remotes/{remote}/HEAD"
    target = there(run(found.top, "symbolic-ref", "--quiet", ref), "the branches cannot be read")
    return target.text if target.text and has_ref(found, target.text) else ""


def merge_base(found: Repository, one: str, other: str) -> str:
    """The newest commit that both have; empty when this clone holds none. All are full names."""
    return there(run(found.top, "merge-base", one, other), "the history cannot be read").text


def commits_between(found: Repository, older: str, newer: str) -> tuple[str, ...]:
    """The commits that `newer` has and `older` has not, oldest first; all are full names."""
    answer = run(found.top, "rev-list", "--reverse", "--topo-order", f"^{older}", newer, "--")
    if answer.code:
        raise failed("the history cannot be read", answer)
    return tuple(answer.text.split())
