"""The newest edits, so that one can be taken back, and texts that may not get lost.

Both live in a folder beside the lock, `<state>/`, this user's alone. Each edit is a file of its
own, numbered: a line of JSON, then the page as it was before. The oldest go when there are too
many or they are too large. No call waits for the disk except `keep`: a record that a crash tore
is recognised by its digest and counts as none. Every call but `edits` needs the lock; what they
raise is OSError.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from llmsys_mcp.adapters.folder import CREATE, MAX_PAGE_BYTES, Folder, held, read_all, write_all

MAX_EDITS = 50
"""Edits kept for one checkout."""

MAX_JOURNAL_BYTES = 16 * 1024 * 1024
"""Bytes they may have together; the newest stays even when it alone is larger."""

_RECORD = re.compile(r"[0-9]{8}\.edit")
_FORMAT = 1
"""Of a record; one of another format counts as none."""
_HEAD_BYTES = 65_536
"""Bytes that the line of JSON before a page may have."""

Digests = tuple[str, str]
"""Of a page before and after an edit, as `digest` gives them."""

Remarks = Mapping[str, tuple[str, ...]]
"""By id of an entry, the rules that changed it on its way into the page; by `gone(id)`, why it
was taken out."""


@dataclass(frozen=True, slots=True)
class PastEdit:
    """One edit this program made."""

    page: str
    """The page, relative to the top of its checkout."""
    before: bytes
    """The page before the edit."""
    after: str
    """Digest of the page after it, as `digest` gives it."""
    record: str
    """Name of the record in the journal."""
    follows: bool = False
    """Whether it is one edit with the record before it, which is of another page."""
    remarks: Remarks = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Of the record: a newer edit of the checkout has a higher one."""
        return int(self.record[:8])


def gone(id_: str) -> str:
    """What a remark on an entry that was taken out stands under; it may come back."""
    return f"removed {id_}"


def digest(data: bytes) -> str:
    """The sha256 of `data` in 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def record(
    state: Path,
    page: str,
    before: bytes,
    after: bytes,
    digests: Digests | None = None,
    *,
    follows: bool = False,
    remarks: Remarks | None = None,
) -> None:
    """Note that `page` went from `before` to `after`, and forget the oldest edits.

    `follows`: the edit before, of another page, is part of this one. `remarks` are kept as far as
    there is room for them. `digests`: of both pages, where they are known.
    """
    was, now = digests or (digest(before), digest(after))
    head: dict[str, object] = {"format": _FORMAT, "page": page, "before": was, "after": now}
    if follows:
        head["follows"] = True
    if remarks and len(json.dumps(remarks)) < _HEAD_BYTES // 2:
        head["remarks"] = dict(remarks)
    with _journal(state) as folder:
        names = _records(folder)
        number = int(names[-1][:8]) + 1 if names else 1
        names.append(f"{number:08d}.edit")
        _create(folder, names[-1], json.dumps(head).encode() + b"\n" + before)
        _prune(folder, names)


def edits(state: Path, page: str) -> Iterator[PastEdit]:
    """The edits of `page` on record, newest first."""
    try:
        with held(state) as folder:
            for name in reversed(_records(folder)):
                edit = _read(folder, name)
                if edit is not None and edit.page == page:
                    yield edit
    except FileNotFoundError:
        return


def forget(state: Path, edit: PastEdit) -> None:
    """Take the record of `edit` away."""
    with held(state) as folder:
        folder.unlink(edit.record)


def keep(state: Path, data: bytes) -> Path:
    """Save a text that stands nowhere else, for its owner to find; we never remove it."""
    name = f"kept-{digest(data)[:16]}.md"
    unfinished = f"{name}.tmp"
    with _journal(state) as folder:
        with suppress(FileNotFoundError):
            folder.unlink(unfinished)
        _create(folder, unfinished, data, durable=True)
        folder.replace(unfinished, name)
        folder.sync()
    return state / name


@contextmanager
def _journal(state: Path) -> Iterator[Folder]:
    if not os.path.lexists(state):
        with suppress(FileExistsError):
            state.mkdir(mode=0o700)
    with held(state) as folder:
        yield folder


def _records(folder: Folder) -> list[str]:
    """Oldest first."""
    return sorted(filter(_RECORD.fullmatch, folder.names()))


def _create(folder: Folder, name: str, data: bytes, *, durable: bool = False) -> None:
    with folder.opened(name, CREATE) as fd:
        try:
            write_all(fd, data)
            if durable:
                os.fsync(fd)
        except OSError:
            folder.unlink(name)
            raise


def _prune(folder: Folder, names: Sequence[str]) -> None:
    """Take away the oldest of these records, so that neither they nor their bytes are too many."""
    size = 0
    for count, name in enumerate(reversed(names)):
        size += folder.stat(name).st_size
        if count and (count >= MAX_EDITS or size > MAX_JOURNAL_BYTES):
            folder.unlink(name)


def _read(folder: Folder, name: str) -> PastEdit | None:
    """A record; None when it is torn, not ours or of another format."""
    with folder.opened(name) as fd:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return None
        head, _, before = read_all(fd, MAX_PAGE_BYTES + _HEAD_BYTES).partition(b"\n")
    try:
        match json.loads(head):
            case {"page": str(page), "before": str(was), "after": str(after), **more} if (
                more.get("format") == _FORMAT
            ):
                follows = "follows" in more
                edit = PastEdit(page, before, after, name, follows, _remarks(more.get("remarks")))
                return edit if was == digest(before) else None
    except ValueError:
        return None
    return None


def _remarks(noted: object) -> Remarks:
    """The remarks of a record; what is not as `record` writes it says nothing."""
    if not isinstance(noted, dict):
        return {}
    return {id_: tuple(map(str, rules)) for id_, rules in noted.items() if isinstance(rules, list)}
