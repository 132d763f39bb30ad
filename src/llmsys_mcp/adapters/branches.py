"""Make commits and a branch beside the checkout: its files, index and HEAD stay untouched.

Objects are written as they are given (no filter, no line ending conversion), trees come from an
index of their own, the branch appears in one step and only if there is none of that name.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters.folder import CREATE, held, write_all
from llmsys_mcp.adapters.git import Repository, mode_of
from llmsys_mcp.adapters.git_command import Answer, failed, run
from llmsys_mcp.adapters.git_state import HEADS
from llmsys_mcp.errors import InvalidArgument, WriteFailed, quoted

_NAME = re.compile(r"[a-z0-9][a-z0-9._/-]{0,80}")
_PLAIN_FILE = "100644"


@dataclass(frozen=True, slots=True)
class Step:
    """One commit to be made."""

    pages: tuple[tuple[str, bytes], ...]
    """Path from the top and new bytes of each page that changes."""
    message: str


def check_branch(found: Repository, name: str) -> None:
    """Refuse a name that could be anything but a new branch's.

    Raises:
        InvalidArgument: characters outside `a-z 0-9 . _ / -`, or a name git does not take.
    """
    good = bool(_NAME.fullmatch(name))
    if good:
        answer = run(found.top, "check-ref-format", "--branch", name)
        good = answer.code == 0 and answer.text == name
    if not good:
        raise InvalidArgument(
            "branch",
            f"{quoted(name)} is no name for a branch.",
            "Use a-z, 0-9 and . _ / - between, at most 81, beginning with a letter or digit.",
        )


def branch_in_the_way(found: Repository, name: str) -> str:
    """The branch of this name, or one that leaves no room for it; empty when it is free."""
    parts = name.split("/")
    refs = [f"{HEADS}{'/'.join(parts[:end])}" for end in range(1, len(parts) + 1)]
    answer = run(found.top, "for-each-ref", "--format=%(refname)", "--", *refs)
    if answer.code:
        raise failed("the branches cannot be read", answer)
    below = f"{refs[-1]}/"
    for ref in answer.text.split("\n"):
        if ref in refs or ref.startswith(below):
            return ref.removeprefix(HEADS)
    return ""


def author(found: Repository) -> str:
    """`Name <address>` of the user whom git is configured for.

    Raises:
        InvalidArgument: git knows no name or address.
    """
    for role in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"):
        answer = run(found.top, "var", role)
        if answer.code:
            raise InvalidArgument(
                "author",
                "git does not know who the author of the commits is.",
                "Run git config --global user.name 'NAME' and user.email 'ADDRESS', once.",
            )
    return answer.text.rpartition(" ")[0].rpartition(" ")[0]


def write_commits(
    found: Repository, base: str, steps: Iterable[Step], state: Path
) -> tuple[str, ...]:
    """Full names of the new commits, the first on top of the commit `base`.

    `state`: our own folder in the git directory, where the index of our own is kept meanwhile.

    Raises:
        WriteFailed: git or the system refused; no branch leads to what was written.
    """
    made: list[str] = []
    try:
        with suppress(FileExistsError):
            state.mkdir(mode=0o700)
        with tempfile.TemporaryDirectory(prefix="index-", dir=state) as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            _done(run(found.top, "read-tree", f"{base}^{{tree}}", extra=index))
            for step in steps:
                tree = _tree(found, base, step, index)
                parent = made[-1] if made else base
                made.append(_commit(found, tree, parent, step.message))
    except OSError as error:
        raise WriteFailed(
            "git", f"{quoted(state)}: {error.strerror}.", "No branch was made. Check the disk."
        ) from error
    return tuple(made)


def _tree(found: Repository, base: str, step: Step, index: Mapping[str, str]) -> str:
    lines = []
    for path, data in step.pages:
        blob = _done(run(found.top, "hash-object", "-w", "--no-filters", "--stdin", stdin=data))
        mode = mode_of(found, base, path) or _PLAIN_FILE
        if not mode.startswith("100"):
            raise WriteFailed(
                "list",
                f"{quoted(path)} is a file now and was none in {base[:12]}.",
                "No branch was made. Commit that change by hand first.",
            )
        lines.append(f"{mode} {blob}\t{path}\0")
    listed = "".join(lines).encode("utf-8", "surrogateescape")
    _done(run(found.top, "update-index", "-z", "--index-info", stdin=listed, extra=index))
    # The other files' contents may be missing in a partial clone, and nobody asks for them.
    return _done(run(found.top, "write-tree", "--missing-ok", extra=index))


def _commit(found: Repository, tree: str, parent: str, message: str) -> str:
    return _done(
        run(
            found.top,
            "commit-tree",
            "--no-gpg-sign",
            "-p",
            parent,
            "-F",
            "-",
            tree,
            stdin=message.encode(),
        )
    )


def changed_paths(found: Repository, base: str, tip: str) -> tuple[str, ...]:
    """The paths whose contents differ between two commits."""
    answer = run(found.top, "diff-tree", "-r", "-z", "--name-only", "--no-renames", base, tip, "--")
    _done(answer)
    return tuple(path for path in answer.text.split("\0") if path)


def create_branch(found: Repository, name: str, commit: str) -> None:
    """Let the new branch `name` lead to `commit`.

    Raises:
        WriteFailed: a branch of that name came up meanwhile, or git refused.
    """
    nothing = "0" * len(commit)
    ref = f"{HEADS}{name}"
    _done(run(found.top, "update-ref", "--no-deref", "-m", "llmsys-mcp", ref, commit, nothing))


def keep_note(state: Path, name: str, text: str) -> Path:
    """Write `text` into the file `name` of our own folder, in place of an older one.

    Raises:
        WriteFailed: the system refused.
    """
    unfinished = f"{name}.tmp"
    try:
        with suppress(FileExistsError):
            state.mkdir(mode=0o700)
        with held(state) as folder:
            with suppress(FileNotFoundError):
                folder.unlink(unfinished)
            with folder.opened(unfinished, CREATE) as fd:
                write_all(fd, text.encode())
            folder.replace(unfinished, name)
    except OSError as error:
        raise WriteFailed(
            "git", f"{quoted(state / name)}: {error.strerror}.", "Check the disk and try again."
        ) from error
    return state / name


def _done(answer: Answer) -> str:
    if answer.code:
        raise failed("git did not take the change", answer)
    return answer.text
