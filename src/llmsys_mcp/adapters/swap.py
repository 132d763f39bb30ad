"""Put a new page under the name of the old one, in one step, losing nothing anyone saved.

The order is fixed: a new file beside the page, its bytes, owner, mode and attributes, `fsync`, a
look whether the page is still the one that was read, the exchange of the two names, a look at
what was displaced, and back again if that is not the page that was read. A crash at any point
leaves the old or the new page under the name, never a part, and at worst a file that the next
`sweep` removes. Names of such files:

    .llmsys-mcp-TOKEN.tmp                 being written: worth nothing
    .llmsys-mcp-TOKEN-BEFORE-AFTER.tmp    complete: the new page before the exchange, the old one
                                          after it. The digests tell both from a text that
                                          somebody saved in between, and that is kept

Every call needs the lock. OSError before the exchange means that nothing happened.
"""

import enum
import errno
import logging
import os
import re
import secrets
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters import journal
from llmsys_mcp.adapters.folder import (
    CREATE,
    NO_EXCHANGE,
    Folder,
    Snapshot,
    attributes,
    read_all,
    snapshot,
    write_all,
)
from llmsys_mcp.errors import WriteFailed, quoted

_STRAY = re.compile(r"\.llmsys-mcp-[0-9a-f]{8}(?:-([0-9a-f]{16})-([0-9a-f]{16}))?\.tmp")
_SHORT = 16
"""Digits of a digest in a file's name."""


class Outcome(enum.Enum):
    """What became of one try to swap."""

    DONE = enum.auto()
    CHANGED = enum.auto()
    """Somebody saved the page since it was read; theirs stands, ours is gone."""
    IN_USE = enum.auto()
    """Another program has the page open for writing and may still save."""
    SWEPT = enum.auto()
    """Somebody took our new page away: a server with a cache folder, so a lock, of its own."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """The complete new page, beside the old one."""

    name: str
    knows_writers: bool
    """Whether this file system tells who has a file open for writing."""


def sweep(folder: Folder, state: Path, warnings: list[str]) -> None:
    """Remove what earlier crashes left in `folder`; keep a text that stands nowhere else."""
    for name in folder.names():
        if _STRAY.fullmatch(name):
            with warned(warnings, f"{name} of an earlier crash stays beside the list"):
                _tidy(folder, state, name, warnings)


@contextmanager
def staged(
    folder: Folder,
    state: Path,
    old: Snapshot,
    data: bytes,
    digests: journal.Digests,
    warnings: list[str],
) -> Iterator[NewPage | None]:
    """A complete file with the bytes `data` and all else as `old` has it; gone at the end.

    None when somebody took it away while it was made.
    `digests` are those of both pages.

    Raises:
        WriteFailed: owner, mode or attributes cannot be kept, or the disk returns other bytes.
        OSError: the system refused.
    """
    token = secrets.token_hex(4)
    draft = f".llmsys-mcp-{token}.tmp"
    was, now = (digest[:_SHORT] for digest in digests)
    complete = f".llmsys-mcp-{token}-{was}-{now}.tmp"
    try:
        with folder.opened(draft, CREATE) as fd:
            write_all(fd, data)
            _copy_metadata(fd, old)
            os.fsync(fd)
        yield _completed(folder, draft, complete, old, data)
    finally:
        # A failure here leaves a stray for the next sweep and may not hide the first one.
        for name in (draft, complete):
            with suppress(OSError):
                _tidy(folder, state, name, warnings)


def _completed(folder: Folder, draft: str, name: str, old: Snapshot, data: bytes) -> NewPage | None:
    try:
        folder.replace(draft, name)
        with folder.opened(name) as fd:
            _check(snapshot(fd), old, data)
            return NewPage(name, knows_writers=not has_writer(fd))
    except FileNotFoundError:
        return None


def swap(
    folder: Folder, name: str, new: NewPage, old: Snapshot, state: Path, warnings: list[str]
) -> Outcome:
    """Put `new` under `name` if `old` still stands there. After it, only warnings.

    Raises:
        OSError: the system refused; the page is as it was.
    """
    try:
        with folder.opened(name) as fd:
            if (outcome := _look(fd, old, new)) is not Outcome.DONE:
                return outcome
            try:
                folder.exchange(new.name, name)
            except OSError as error:
                if error.errno not in NO_EXCHANGE:
                    raise
                folder.replace(new.name, name)
                _keep_late_text(fd, old, state, warnings)
            else:
                outcome = _accept(folder, name, new, old, warnings)
    except FileNotFoundError:  # an editor is between its two renames
        return Outcome.CHANGED
    if outcome is Outcome.DONE:
        with warned(warnings, "Written, but whether it would outlive a power cut is unknown"):
            folder.sync()
    return outcome


def has_writer(fd: int) -> bool:
    """Whether somebody has this file, open for reading, open for writing. False when unknown.

    Linux grants a read lease only when nobody does. It is given back at once; one who opens the
    file in between waits for that, and the signal which tells us so is one that does nothing.
    """
    if sys.platform != "linux":  # pragma: no cover - leases are Linux's
        return False
    import fcntl

    try:
        fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False


@contextmanager
def warned(warnings: list[str], text: str) -> Iterator[None]:
    """Turn what the system refuses into a warning that begins with `text`."""
    try:
        yield
    except OSError as error:
        warnings.append(f"{text} ({error.strerror}).")


def _copy_metadata(fd: int, old: Snapshot) -> None:
    """Give a new file the owner, mode and attributes of `old`."""
    if sys.platform == "win32":  # pragma: no cover - it has none of them
        return
    try:
        found = os.fstat(fd)
        if (found.st_uid, found.st_gid) != (old.uid, old.gid):
            os.fchown(fd, old.uid, old.gid)
        os.fchmod(fd, old.permissions)
        has = attributes(fd)
        for name in has.keys() - old.attributes.keys():
            os.removexattr(fd, name)
        for name, value in old.attributes.items():
            if has.get(name) != value:
                os.setxattr(fd, name, value)
    except PermissionError as error:
        raise _not_kept(old) from error


def _check(new: Snapshot, old: Snapshot, data: bytes) -> None:
    """Refuse a new file that is not what it has to be."""
    if new.data != data:
        raise WriteFailed(
            "list",
            "the disk returned other bytes than were written.",
            "The list is as it was. Check the disk before you go on.",
        )
    if (new.mode, new.uid, new.gid, new.attributes) != (
        old.mode,
        old.uid,
        old.gid,
        old.attributes,
    ):
        raise _not_kept(old)


def _not_kept(old: Snapshot) -> WriteFailed:
    return WriteFailed(
        "list",
        f"its owner ({old.uid}:{old.gid}), mode ({old.permissions:04o}) or extended attributes "
        "cannot be given to a new file by this user.",
        "The list is as it was. Run the server as the owner of the list, or make the list yours.",
    )


def _look(fd: int, old: Snapshot, new: NewPage) -> Outcome:
    """Whether the open file is still `old` and nobody is about to change it."""
    if snapshot(fd) != old:
        return Outcome.CHANGED
    if new.knows_writers and has_writer(fd):
        return Outcome.IN_USE
    return Outcome.DONE


def _accept(folder: Folder, name: str, new: NewPage, old: Snapshot, warnings: list[str]) -> Outcome:
    """After the exchange: drop the displaced page, or put it back if it is not `old`."""
    try:
        with folder.opened(new.name) as fd:
            outcome = _look(fd, old, new)
    except OSError:  # what cannot be compared may be somebody's text
        outcome = Outcome.CHANGED
    if outcome is Outcome.DONE:
        with warned(warnings, f"The page as it was stays beside the list as {new.name}"):
            folder.unlink(new.name)
        return outcome
    try:
        folder.exchange(new.name, name)
    except OSError as error:
        warnings.append(
            "Somebody else saved the page in the same moment, and theirs could not be put back "
            f"({error.strerror}): it stays beside the list as {new.name}."
        )
        return Outcome.DONE
    return outcome


def _keep_late_text(fd: int, old: Snapshot, state: Path, warnings: list[str]) -> None:
    """Where names cannot be exchanged: save what was written to the old page since the look."""
    with warned(warnings, "Whether somebody saved the page in the same moment is unknown"):
        os.lseek(fd, 0, os.SEEK_SET)
        data = read_all(fd)
        if data != old.data:
            _keep(state, data, warnings)


def _tidy(folder: Folder, state: Path, name: str, warnings: list[str]) -> None:
    """Remove one of our own files; a text in it that is neither page is kept first."""
    try:
        if not stat.S_ISREG(folder.stat(name).st_mode):
            return
        found = _STRAY.fullmatch(name)
        known = found.groups() if found else ()
        if known != (None, None):
            with folder.opened(name) as fd:
                if has_writer(fd):  # who opened it when it bore the page's name; swept later
                    return
                data = read_all(fd)
            if journal.digest(data)[:_SHORT] not in known:
                _keep(state, data, warnings)
        folder.unlink(name)
    except FileNotFoundError:
        return


def _keep(state: Path, data: bytes, warnings: list[str]) -> None:
    told = (
        "A text that somebody saved while the list was being written is kept in "
        f"{quoted(journal.keep(state, data))}."
    )
    # Said in the log as well: should the edit be refused, nobody sees its warnings.
    logging.getLogger(__name__).warning(told)
    warnings.append(told)
