"""The one way out of the machine: push one branch to a remote that the checkout names."""

import os
import re
from pathlib import Path

from llmsys_mcp.adapters.git import Repository
from llmsys_mcp.adapters.git_command import Answer, last_complaint, run, there
from llmsys_mcp.adapters.git_state import HEADS
from llmsys_mcp.errors import InvalidArgument, WriteFailed, quoted

SECONDS = 120.0
"""A push may take so long."""

_PROTOCOLS = "https:ssh:file"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,80}")
_REMOTE = r"^remote\..*\.(url|pushurl)$"
_PROGRAMS = (
    r"^(core\.(sshcommand|askpass|gitproxy)|credential(\..*)?\.helper|remote\..*\.(receivepack|vcs)"
    r"|http(\..*)?\.proxy)$"
)
"""Settings by which a repository could have a push run, or talk to, something of its choice."""
_OWN_SCOPES = frozenset({"local", "worktree"})


def remotes(found: Repository) -> tuple[str, ...]:
    """Names of the remotes, in the order of the configuration.

    Raises:
        WriteFailed: git does not answer.
    """
    answer = _configured(found, "-z", "--name-only", "--get-regexp", _REMOTE)
    names = [key.partition(".")[2].rpartition(".")[0] for key in answer.text.split("\0") if key]
    return tuple(dict.fromkeys(names))


def _configured(found: Repository, *question: str) -> Answer:
    return there(run(found.top, "config", *question), "the configuration of git cannot be read")


def remote_for(found: Repository, branch: str) -> str:
    """The remote that a push from `branch` goes to; empty when the checkout has none.

    The order of git-config(1): `branch.*.pushRemote`, `remote.pushDefault`, `branch.*.remote`;
    then `origin`, then the first.

    Raises:
        WriteFailed: git does not answer.
    """
    known = remotes(found)
    wanted = [f"branch.{branch}.pushRemote", "remote.pushDefault", f"branch.{branch}.remote"]
    for key in wanted if branch else wanted[1:2]:
        name = _configured(found, "--get", key).text
        if name in known:
            return name
    return "origin" if "origin" in known else next(iter(known), "")


def check_remote(found: Repository, remote: str) -> None:
    """Refuse a push that would run what the checkout's own configuration names.

    Raises:
        InvalidArgument: no such remote, one that leads back into this checkout, or one for which
            the repository's own configuration names a program or a proxy.
    """
    if not _NAME.fullmatch(remote) or remote not in remotes(found):
        raise InvalidArgument(
            "push",
            f"the checkout has no remote called {quoted(remote)}." if remote else "no remote.",
            "Add one with git remote add, or leave push out and push by hand.",
        )
    answer = _configured(found, "--show-scope", "-z", "--name-only", "--get-regexp", _PROGRAMS)
    marks = answer.text.split("\0")
    for scope, key in zip(marks[::2], marks[1::2], strict=False):
        if scope in _OWN_SCOPES:
            raise InvalidArgument(
                "push",
                f"the repository's own configuration sets {quoted(key)}, which this server "
                "does not run.",
                "Leave push out and push by hand.",
            )
    path = _local_path(found, run(found.top, "remote", "get-url", "--push", "--", remote).text)
    if path and (path.is_relative_to(found.top) or path.is_relative_to(found.common_dir)):
        raise InvalidArgument(
            "push",
            f"the remote {quoted(remote)} lies inside this checkout.",
            "Leave push out and push by hand.",
        )


def _local_path(found: Repository, url: str) -> Path | None:
    """Where a remote on this machine lies; None for one elsewhere."""
    if url.startswith("file://"):
        url = url.removeprefix("file://")
    elif "://" in url or re.match(r"[^/]*:", url):
        return None
    return Path(os.path.realpath(found.top / Path(url).expanduser()))


def push(found: Repository, remote: str, branch: str, commit: str) -> None:
    """Let `branch` of `remote` lead to `commit`, if it is new there or only moves forward.

    Never forced. No hook of this checkout is run and nothing is signed.

    Raises:
        InvalidArgument: as `check_remote`.
        WriteFailed: the remote refused, or cannot be reached; the branch here stays.
    """
    check_remote(found, remote)
    answer = run(
        found.top,
        "push",
        "--porcelain",
        "--no-verify",
        "--no-signed",
        "--no-follow-tags",
        "--no-recurse-submodules",
        "--receive-pack=git-receive-pack",
        "--end-of-options",
        remote,
        f"{commit}:{HEADS}{branch}",
        protocols=_PROTOCOLS,
        seconds=SECONDS,
    )
    if answer.code:
        refused = [line for line in answer.out.split(b"\n") if line.startswith(b"!")]
        why = last_complaint(refused[0].rpartition(b"\t")[2]) if refused else answer.said
        raise WriteFailed(
            "push",
            f"{quoted(remote)} did not take the branch (git: {why}).",
            f"The branch {branch} is here; push it by hand to see why.",
        )
