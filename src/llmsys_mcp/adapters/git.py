"""A checkout's repository, read: which commit a name means, which text a page had there."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters.checkout import git_directory, top_of
from llmsys_mcp.adapters.git_command import failed, run
from llmsys_mcp.errors import InvalidArgument, NotAList, quoted

_REVISION = re.compile(r"(?![-.@/])[^\x00-\x20\x7f~^:?*\[\]\\{}]{1,200}(?:[~^][0-9]{0,4}){0,9}")
"""A branch, tag, commit or HEAD, and steps back from it; none of git's search expressions."""

_LINK = "120000"
"""The mode of a symbolic link."""
_LINKS_MOST = 8
"""Links in a row that are followed at a commit."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout whose git directory is its own."""

    top: Path
    """Real path of its top folder."""
    git_dir: Path
    """Real path of the git directory; of a worktree, the worktree's own."""
    common_dir: Path
    """Where branches and objects are; differs from `git_dir` in a worktree only."""

    def path_of(self, file: Path) -> str:
        """The file's path from the top, as git writes it.

        Raises:
            NotAList: it is not inside, or no path that can be passed to git.
        """
        path = Path(os.path.normpath(Path(os.path.realpath(file.parent)) / file.name))
        if not path.is_relative_to(self.top) or not path.as_posix().isprintable():
            raise NotAList(
                "list",
                f"{quoted(file)} does not stand in the checkout {quoted(self.top)}.",
                "Serve a list that is a file of its own checkout.",
            )
        return path.relative_to(self.top).as_posix()


def repository(folder: Path) -> Repository:
    """The checkout that `folder` stands in.

    Raises:
        NotAList: there is none, it is a submodule, or its git directory is somebody else's.
        WriteFailed: git is missing or does not answer.
    """
    top = top_of(Path(os.path.realpath(folder)))
    git_dir = git_directory(top)
    if git_dir is None:
        leads = os.path.lexists(top / ".git")
        told = f"the .git of {quoted(top)} leads elsewhere: a submodule, or a separate git folder."
        raise NotAList(
            "list",
            told if leads else f"{quoted(folder)} stands in no git checkout.",
            "Serve the list from an ordinary clone or worktree of its own repository.",
        )
    wanted = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir")
    answer = run(top, "rev-parse", "--path-format=absolute", *wanted)
    if answer.code:
        raise failed("git does not take this for a checkout", answer)
    found = [Path(os.path.realpath(line)) for line in answer.text.split("\n")]
    if found[:2] != [top, Path(os.path.realpath(git_dir))]:
        raise NotAList(
            "list",
            f"git takes {quoted(found[0])} for the checkout of {quoted(top)}.",
            "Remove core.worktree from its configuration, or use an ordinary clone.",
        )
    return Repository(top, found[1], found[2])


def commit_of(found: Repository, rev: str, argument: str = "rev") -> str:
    """The full name of the commit that `rev` names.

    A branch, a tag, a commit, HEAD, and steps back from it (`main~2`, `v1.0^`).

    Raises:
        InvalidArgument: `rev` is none of these, or unknown here.
    """
    if not _REVISION.fullmatch(rev) or ".." in rev:
        raise InvalidArgument(
            argument,
            f"{quoted(rev)} is no plain name of a commit.",
            "Give a branch, a tag, a commit's hash or HEAD; ~N and ^N behind it step back.",
        )
    answer = run(
        found.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}"
    )
    if answer.code:
        raise InvalidArgument(
            argument,
            f"{quoted(rev)} names no commit of this checkout.",
            "Give a branch, tag or commit that is here; run git fetch first if it is not.",
        )
    return answer.text


def commit_at(found: Repository, commit: str, moment: str) -> str:
    """The commit that the line of first parents behind `commit` had at `moment` (RFC 3339).

    Empty when it began later.
    """
    answer = run(
        found.top, "rev-list", "--max-count=1", "--first-parent", f"--before={moment}", commit, "--"
    )
    if answer.code:
        raise failed("the history cannot be read", answer)
    return answer.text


def names_of(found: Repository, most: int) -> tuple[str, ...]:
    """Branches and tags, here and of remotes as far as they are known here, newest first."""
    answer = run(
        found.top,
        "for-each-ref",
        "--sort=-committerdate",
        f"--count={most}",
        "--format=%(refname:short)",
        "refs/heads",
        "refs/tags",
        "refs/remotes",
    )
    if answer.code:
        raise failed("the branches cannot be read", answer)
    return tuple(filter(str.isprintable, answer.text.split("\n"))) if answer.text else ()


def time_of(found: Repository, commit: str) -> int:
    """When `commit` (its full name) was made, in seconds since 1970."""
    answer = run(found.top, "rev-list", "--max-count=1", "--timestamp", commit, "--")
    if answer.code:
        raise failed("the history cannot be read", answer)
    return int(answer.text.partition(" ")[0])


def blob_at(found: Repository, commit: str, path: str) -> bytes | None:
    """The bytes of `path` at `commit` (its full name), links inside the tree followed.

    None when the commit has no such file.

    Raises:
        WriteFailed: its content is not in this clone or larger than a page, or git fails.
    """
    line = f"{commit}:{path}\n".encode("utf-8", "surrogateescape")
    answer = run(found.top, "cat-file", "--batch", "--follow-symlinks", stdin=line)
    head, _, rest = answer.out.partition(b"\n")
    marks = head.split(b" ")
    if len(marks) == 3 and marks[1] == b"blob" and int(marks[2]) + 1 == len(rest):
        return rest[:-1]
    if answer.code or (head.endswith(b" missing") and mode_of(found, commit, path)):
        raise failed(f"{quoted(path)} of {commit[:12]} cannot be read", answer)
    return None


def mode_of(found: Repository, commit: str, path: str) -> str:
    """The mode of `path` at `commit`, `100644` for a plain file; empty when it is not there."""
    answer = run(found.top, "--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, path)
    if answer.code:
        raise failed(f"the files of {commit[:12]} cannot be read", answer)
    return answer.text.partition(" ")[0]


def real_path(found: Repository, commit: str, path: str) -> str:
    """Where `path` leads at `commit`, once it is no link; after a few links it stays one."""
    for _ in range(_LINKS_MOST):
        if mode_of(found, commit, path) != _LINK:
            break
        answer = run(found.top, "cat-file", "blob", f"{commit}:{path}")
        path = os.path.normpath(os.path.join(os.path.dirname(path), answer.text))
    return path
