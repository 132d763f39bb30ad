"""Where a page stands: its checkout and the place of its lock and journal, read without git.

Only two shapes of `.git` count as a checkout: a folder that holds `HEAD`, and the file of a
worktree whose git directory points back at it. Anything else that bears the name (a submodule,
a separate git directory, a file that leads elsewhere) stays untouched: it marks the top of the
folder, and the state goes to the cache as if there were no git.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters.folder import READ
from llmsys_mcp.errors import WriteFailed, quoted

NAME = "llmsys-mcp"
"""What everything that is kept beside a list is called."""

_POINTER_LIMIT = 4096
"""Bytes a `.git` file may have; git itself writes one path."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the lists in a folder stand."""

    top: Path
    """The checkout; the folder itself where there is none."""
    state: Path
    """What the state of these lists is named after: the journal, a folder of this name."""
    lock: Path


def top_of(folder: Path) -> Path:
    """The nearest folder at or above `folder` (a real path) with a `.git`, else `folder`."""
    return _top(folder)[0]


def _top(folder: Path) -> tuple[Path, int]:
    """`top_of`, and the mode of its `.git`, 0 where no folder has one."""
    here = os.fspath(folder)
    at, above = "", here
    while above != at:
        at, above = above, os.path.dirname(above)
        mode = _git_mode(at)
        if mode:
            return (folder if at == here else Path(at)), mode
    return folder, 0


def _git_mode(top: str) -> int:
    """Mode of the `.git` in a folder; 0 for none, and like git, for a folder that is no repository.

    One look at each, as this is asked several times for every edit.
    """
    dot = os.path.join(top, ".git")
    mode = _mode(dot)
    return 0 if stat.S_ISDIR(mode) and not _mode(os.path.join(dot, "HEAD")) else mode


def git_directory(top: Path) -> Path | None:
    """The git directory of the checkout at `top`, a worktree's own; None when there is none."""
    return _git_directory(top, _git_mode(os.fspath(top)))


def _git_directory(top: Path, mode: int) -> Path | None:
    """`git_directory` of a folder whose `.git` has this `_git_mode`."""
    dot = top / ".git"
    if stat.S_ISDIR(mode):
        return dot
    if not stat.S_ISREG(mode):
        return None
    pointer = _pointer(dot)
    if pointer is None or not pointer.startswith("gitdir: "):
        return None
    directory = Path(os.path.realpath(top / pointer.removeprefix("gitdir: ")))
    back = _pointer(directory / "gitdir")
    if back is None or os.path.realpath(directory / back) != str(dot):
        return None
    return directory


def state_of(folder: Path) -> Path:
    """The path that the state of the lists in `folder` (a real path) is named after.

    Raises:
        WriteFailed, OSError: as `standing_of`.
    """
    return standing_of(folder).state


def standing_of(folder: Path) -> Standing:
    """Where the lists in `folder` (a real path) stand, and where their state is kept.

    One name for a whole checkout, not one per page: a list has several pages, a paper may be
    listed on one of them only, and no other spelling of a path leads to a second lock. Outside
    git it is a name in the cache folder of this user, by digest of `folder`. The lock is this
    path with `.lock`.

    Raises:
        WriteFailed: the cache folder cannot be made, or is not this user's alone to write.
        OSError: the system refused to tell of a `.git`.
    """
    top, mode = _top(folder)
    directory = _git_directory(top, mode)
    name = NAME
    if directory is None:
        directory = _cache_folder()
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Standing(top, directory / name, directory / f"{name}.lock")


def _mode(path: str) -> int:
    """Mode of what stands at `path`, 0 when nothing does.

    Any other failure is raised: two processes must not come to different locks by an accident.
    """
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0


def _pointer(file: Path) -> str | None:
    """The one line of a small regular file, else None."""
    try:
        fd = os.open(file, READ)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return None
        data = os.read(fd, _POINTER_LIMIT + 1)
    finally:
        os.close(fd)
    line = os.fsdecode(data).removesuffix("\n")
    return None if len(data) > _POINTER_LIMIT or "\0" in line else line


def _cache_folder() -> Path:
    """The cache folder of this user (`XDG_CACHE_HOME` where that is set), made if need be."""
    import platformdirs  # 30 ms, and only lists outside git need it

    folder = Path(platformdirs.user_cache_dir(NAME, appauthor=False))
    try:
        if not os.path.isdir(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailed(
            "list",
            f"the cache folder {quoted(folder)}, where its lock belongs, cannot be made:"
            f" {error.strerror}.",
            "Nothing was written. Set XDG_CACHE_HOME to a folder that this user may write.",
        ) from error
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise WriteFailed(
            "list",
            f"the cache folder {quoted(folder)} is not this user's alone to write.",
            "Give it to this user with mode 0700, or set XDG_CACHE_HOME to another folder.",
        )
    return folder
