"""Between which commits a change is looked at: where it left its base, or two states as they stand.

In git's notation `A...B` begins where B left A, which is how code hosts show a pull request, and
`A..B` holds the two states themselves against each other. A base without dots means the former as
soon as it has moved on by itself: what it gained meanwhile is nobody's loss.
"""

import re
from dataclasses import dataclass

from llmsys_mcp.adapters.git import Repository, commit_at, commit_of
from llmsys_mcp.adapters.git_state import commits_between, is_shallow, merge_base
from llmsys_mcp.errors import InvalidArgument, quoted

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTED, _AS_THEY_STAND = "...", ".."


@dataclass(frozen=True, slots=True)
class Range:
    """Two states by name."""

    base: str
    head: str
    """Empty: the files as they are now, on top of HEAD."""
    dots: str
    """`...`, `..`, or empty when the base was given by itself."""
    base_argument: str
    head_argument: str
    """Which argument named each."""


@dataclass(frozen=True, slots=True)
class Start:
    """The commit that a change is held against."""

    name: str
    """As it was asked for; `A...B` where that is the commit at which the two parted."""
    commit: str
    note: str = ""
    """What a reader has to know of this choice; empty when it is the commit that was named."""


def read_range(base: str, head: str = "", argument: str = "base") -> Range:
    """What `base` and `head` name; `base` may hold both, with dots between.

    Raises:
        InvalidArgument: the newer state is given twice.
    """
    for dots in (_PARTED, _AS_THEY_STAND):
        older, found, newer = base.partition(dots)
        if not found:
            continue
        if head and newer not in ("", head):
            raise InvalidArgument(
                "head", f"{argument} names {quoted(newer)} already.", "Give the newer state once."
            )
        return Range(older or "HEAD", head or newer, dots, argument, "head" if head else argument)
    return Range(base, head, "", argument, "head")


def commit_named(found: Repository, rev: str, argument: str) -> str:
    """The commit of a plain name; of a day, the newest that HEAD had at its end, UTC.

    Raises:
        InvalidArgument: there is none.
        WriteFailed: git does not answer.
    """
    if not _DAY.fullmatch(rev):
        return commit_of(found, rev, argument)
    commit = commit_at(found, "HEAD", f"{rev}T23:59:59Z")
    if not commit:
        raise InvalidArgument(
            argument, f"HEAD has no commit as old as {rev}.", "Give a later day, or a commit."
        )
    return commit


def start_of(found: Repository, asked: Range) -> Start:
    """The commit at which the comparison begins.

    Without dots it is the base itself, unless that has commits of its own which the newer side
    has not: then it is where the two parted. Back in time (the newer state is older), it is the
    base again.

    Raises:
        InvalidArgument: a name is unknown, or this clone does not hold where the two parted.
        WriteFailed: git does not answer.
    """
    base = commit_named(found, asked.base, asked.base_argument)
    if asked.base == (asked.head or "HEAD"):
        return Start(asked.base, base)
    head = commit_named(found, asked.head or "HEAD", asked.head_argument)
    if asked.dots == _AS_THEY_STAND:
        return Start(asked.base, base)
    plain = f"Base {asked.base}..{asked.head} compares the two as they stand."
    common = parting(found, asked, base, head, plain)
    if common == base:
        return Start(asked.base, base)
    newer = asked.head or "the checkout"
    if common == head and asked.head and not asked.dots:
        told = f"{newer} is older than {asked.base}: what came in between is told as gone."
        return Start(asked.base, base, told)
    count = len(commits_between(found, head, base))
    commits = "1 commit" if count == 1 else f"{count} commits"
    told = f"{asked.base} has {commits} that {newer} has not; they are left out. {plain}"
    return Start(f"{asked.base}...{asked.head}", common, told)


def parting(found: Repository, asked: Range, base: str, head: str, otherwise: str) -> str:
    """The newest commit that both have; `otherwise` advises what else can be done.

    Raises:
        InvalidArgument: this clone holds none.
        WriteFailed: git does not answer.
    """
    common = merge_base(found, base, head)
    if common:
        return common
    names = f"{quoted(asked.base)} and {quoted(asked.head or 'HEAD')}"
    if is_shallow(found):
        raise InvalidArgument(
            asked.base_argument,
            f"this clone is shallow and does not reach back to where {names} parted.",
            "Fetch more of the history: git fetch --unshallow, or in CI actions/checkout with "
            f"fetch-depth: 0. {otherwise}",
        )
    raise InvalidArgument(asked.base_argument, f"{names} share no history.", otherwise)
