"""Read a page; rewrite it so that neither our work nor anybody else's is lost.

A page is bytes here: line ends, a byte order mark, invalid UTF-8 and a missing last newline come
back as they were, because nobody looks at them. Readers take no lock: they see the old page or
the new one. Limit, by nature: where the system cannot tell who has a file open for writing (it can
on Linux), what a program writes into a page it opened before the swap is lost.
"""

import os
import stat
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from llmsys_mcp.adapters import journal
from llmsys_mcp.adapters.checkout import Standing, standing_of, top_of
from llmsys_mcp.adapters.folder import Folder, held, snapshot
from llmsys_mcp.adapters.journal import Digests, PastEdit
from llmsys_mcp.adapters.locks import WAIT_SECONDS, Lock, lock_path, locked
from llmsys_mcp.adapters.refusals import (
    given_up,
    refuse_kind,
    refuse_large,
    refuse_unwritable,
    refused_as,
)
from llmsys_mcp.adapters.swap import Outcome, has_writer, staged, swap, sweep, warned
from llmsys_mcp.errors import Conflict, NotAList, WriteFailed, quoted

ATTEMPTS = 5
"""How often a page that changes under our hands is read anew."""

_FIRST_PAUSE_SECONDS = 0.01
"""Between the first two attempts; doubled each time."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it stood when it was read."""

    path: Path
    """Its real path, links resolved."""
    data: bytes

    @property
    def revision(self) -> str:
        """The name of its content."""
        return revision(self.data)


@dataclass(frozen=True, slots=True)
class Written:
    """A page that is written, or was left alone when `before` and `after` are equal."""

    before: bytes
    after: bytes
    warnings: tuple[str, ...]
    """What went wrong after the swap, one sentence each. None of it undoes the edit."""


Compute = Callable[[bytes], bytes | None]
"""From the bytes of the page to its new bytes; None when there is nothing to do. It may be called
again with newer bytes, and raises ListError to refuse."""


def revision(data: bytes) -> str:
    """The name of a page's content: `sha256:` and the first 16 hexadecimal digits."""
    return f"sha256:{journal.digest(data)[:16]}"


def read_page(page: Path) -> Page:
    """The page at `page`, through a link if that stays inside the checkout.

    Raises:
        NotAList: there is no regular file of at most 32 MiB that this process may read.
    """
    with refused_as(NotAList, page):
        real = resolve(page)
        with held(real.parent) as folder:
            found = folder.snapshot(real.name)
        refuse_kind(real, found.mode)
    return Page(real, found.data)


def resolve(page: Path) -> Path:
    """The real path of the regular file `page`, which may be a link inside its checkout.

    Raises:
        NotAList: it is something else, or it leads out of the checkout (its own folder, where
            there is none) or into the git directory.
        OSError: the system refused.
    """
    named = Path(os.path.realpath(page.parent, strict=True), page.name)
    if stat.S_ISREG(os.lstat(os.fspath(named)).st_mode):
        return named
    real = Path(os.path.realpath(named, strict=True))
    if real != named:
        top = top_of(named.parent)
        if not real.is_relative_to(top) or ".git" in real.relative_to(top).parts:
            raise NotAList(
                "list",
                f"{quoted(page)} is a link that leaves its checkout, to {quoted(real)}.",
                "Give the path of the list itself.",
            )
    refuse_kind(real, os.lstat(real).st_mode)
    return real


def writable(page: Path) -> Path:
    """The real path of `page`, which may be written; looks before a lock is made.

    Raises:
        NotAList, ReadOnly: the page may not be written.
        WriteFailed: the system refused.
    """
    with refused_as(NotAList, page):
        real = resolve(page)
    with refused_as(WriteFailed, page), held(real.parent) as folder:
        found = folder.stat(real.name)
        refuse_unwritable(folder, real, found.st_mode, found.st_nlink)
    return real


def rewrite(
    page: Path,
    compute: Compute,
    *,
    timeout: float = WAIT_SECONDS,
    lock: Lock | None = None,
    follows: bool = False,
    remarks: journal.Remarks | None = None,
) -> Written:
    """Replace the bytes of `page` by what `compute` makes of them, under the checkout's lock.

    Pass `lock` when this thread holds the lock already, to write several pages under one, and
    `follows` for all but the first, so that they are taken back together. `remarks` are kept in the
    journal with the edit.
    On any error the page is as it was; once it is swapped, all that fails is a warning.

    Raises:
        NotAList, ReadOnly: the page may not be written.
        Busy: another process holds the lock for `timeout` seconds, or another program has the
            page open for writing.
        Conflict: the page changed during each of `ATTEMPTS`.
        WriteFailed: the system refused.
        ListError: whatever `compute` raises.
    """
    remember = partial(journal.record, follows=follows, remarks=remarks)
    return _rewrite(page, compute, remember, timeout, lock)


def last_edit(page: Path) -> PastEdit | None:
    """The newest edit of `page` that this program made and that is not taken back yet.

    Raises:
        NotAList: as `read_page`.
        WriteFailed: the journal cannot be read.
    """
    now = read_page(page)
    with refused_as(WriteFailed, page):
        stands = standing_of(now.path.parent)
        for edit in journal.edits(stands.state, _key(now.path, stands)):
            if edit.before != now.data:
                return edit
    return None


def past_edits(page: Path, most: int) -> tuple[PastEdit, ...]:
    """The newest edits of `page` that are on record, newest first.

    Raises:
        NotAList: as `read_page`.
        WriteFailed: the journal cannot be read.
    """
    with refused_as(NotAList, page):
        real = resolve(page)
    with refused_as(WriteFailed, page):
        stands = standing_of(real.parent)
        edits = journal.edits(stands.state, _key(real, stands))
        return tuple(islice(edits, most))


def take_back(
    page: Path, edit: PastEdit, *, timeout: float = WAIT_SECONDS, lock: Lock | None = None
) -> Written:
    """Put the page back as it was before `edit`, and forget that. `lock` as in `rewrite`.

    Raises:
        Conflict: the page is not what `edit` left.
        ListError: as `rewrite`.
    """

    def compute(data: bytes) -> bytes:
        if journal.digest(data) != edit.after:
            raise Conflict(
                "list",
                f"{quoted(page.name)} changed since the edit that was to be taken back.",
                "Nothing was written. Undo that edit by hand, or with git.",
            )
        return edit.before

    def forget(state: Path, _page: str, _before: bytes, _after: bytes, _of: Digests) -> None:
        journal.forget(state, edit)

    return _rewrite(page, compute, forget, timeout, lock)


_Remember = Callable[[Path, str, bytes, bytes, Digests], None]


def _rewrite(
    page: Path,
    compute: Compute,
    remember: _Remember,
    timeout: float,
    lock: Lock | None,
) -> Written:
    outcome = Outcome.CHANGED
    warnings: list[str] = []
    with refused_as(NotAList, page):
        real = resolve(page)
    with refused_as(WriteFailed, page), held(real.parent) as folder:
        found = folder.stat(real.name)
        refuse_unwritable(folder, real, found.st_mode, found.st_nlink)
        if lock is not None and lock.path != lock_path(real):
            raise ValueError(f"{lock.path} is not the lock of {real}")
        for left in reversed(range(ATTEMPTS)):
            with locked(real, timeout) if lock is None else nullcontext(lock) as mine:
                result = _attempt(folder, real, compute, remember, mine, warnings, patient=left > 0)
            if isinstance(result, Written):
                return result
            outcome = result
            if left:  # without the lock, so that others can go on
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (ATTEMPTS - left - 1))
    raise given_up(page, outcome, ATTEMPTS)


def _attempt(
    folder: Folder,
    real: Path,
    compute: Compute,
    remember: _Remember,
    lock: Lock,
    warnings: list[str],
    *,
    patient: bool,
) -> Written | Outcome:
    """One read, computation and swap. `patient`: leave a page alone that is just being saved."""
    state = lock.stands.state
    sweep(folder, state, warnings)
    try:
        with folder.opened(real.name) as fd:
            old = snapshot(fd)
            if patient and has_writer(fd):
                return Outcome.IN_USE
    except FileNotFoundError:  # an editor is between its two renames
        return Outcome.CHANGED
    refuse_unwritable(folder, real, old.mode, old.links)
    after = compute(old.data)
    if after is None or after == old.data:
        return Written(old.data, old.data, tuple(warnings))
    refuse_large(real, after)
    digests = journal.digest(old.data), journal.digest(after)
    with staged(folder, state, old, after, digests, warnings) as new:
        if new is None:
            return Outcome.SWEPT
        if not lock.is_intact():
            return Outcome.CHANGED
        outcome = swap(folder, real.name, new, old, state, warnings)
    if outcome is not Outcome.DONE:
        return outcome
    with warned(warnings, "Written, but it cannot be undone here, for want of a record"):
        remember(state, _key(real, lock.stands), old.data, after, digests)
    return Written(old.data, after, tuple(warnings))


def _key(real: Path, stands: Standing) -> str:
    return real.relative_to(stands.top).as_posix()
