"""Where a page stands: its checkout and the place of its lock and journal, read without git.

Only two shapes of `.git` count as a checkout: a folder that holds `HEAD`, and the file of a
worktree whose git directory points back at it. Anything else that bears the name (a submodule,
a separate git directory, a file that leads elsewhere) stays untouched: it marks the top of the
folder, and the state goes to the cache as if there were no git.
"""

import hashlib
import os
import stat
from pathlib import Path

from llmsys_mcp.adapters.folder import READ
from llmsys_mcp.errors import WriteFailed, quoted

NAME = "llmsys-mcp"
"""What everything that is kept beside a list is called."""

_POINTER_LIMIT = 4096
"""Bytes a `.git` file may have; git itself writes one path."""


def top_of(folder: Path) -> Path:
    """The nearest folder at or above `folder` (a real path) with a `.git`, else `folder`."""
    for top in (folder, *folder.parents):
        mode = _mode(top / ".git")
        # Like git, pass over a folder of that name that is no repository.
        if mode and not (stat.S_ISDIR(mode) and not _mode(top / ".git" / "HEAD")):
            return top
    return folder


def git_directory(top: Path) -> Path | None:
    """The git directory of the checkout at `top`, a worktree's own; None when there is none."""
    dot = top / ".git"
    mode = _mode(dot)
    if stat.S_ISDIR(mode):
        return dot if _mode(dot / "HEAD") else None
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

    One name for a whole checkout, not one per page: a list has several pages, a paper may be
    listed on one of them only, and no other spelling of a path leads to a second lock. Outside
    git it is a name in the cache folder of this user, by digest of `folder`. The lock is this
    path with `.lock`, the journal a folder of this name.

    Raises:
        WriteFailed: the cache folder cannot be made, or is not this user's alone to write.
        OSError: the system refused to tell of a `.git`.
    """
    directory = git_directory(top_of(folder))
    if directory is not None:
        return directory / NAME
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return _cache_folder() / digest


def _mode(path: Path) -> int:
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
