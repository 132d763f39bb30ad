"""Faults while a page is written: what may happen at the worst moment, and what then stands there.

| fault                                             | test                                         |
|---------------------------------------------------|----------------------------------------------|
| killed before and after every call                | test_a_kill_at_any_call_loses_nothing        |
| killed inside the system's own calls              | test_a_kill_in_the_system_leaves_old_or_new  |
| order of the system's calls                       | test_the_order_of_the_systems_calls          |
| every errno at every call                         | test_an_error_at_any_call_is_told_or_undone  |
| the same, where names cannot be exchanged         | test_an_error_at_any_call_is_told_or_undone  |
| short writes and reads                            | test_short_writes_and_reads_change_nothing   |
| errors of the system's own calls                  | test_an_error_of_the_system_is_told          |
| what fails after the swap                         | test_what_fails_after_the_swap_is_a_warning  |
| full disk                                         | test_a_full_disk_is_told                     |
| limit on the size of files                        | test_a_limit_on_the_size_of_files_is_told    |
| read-only file, folder, git; another's list       | test_a_plain_user_is_told                    |
| a save between read and swap                      | test_a_save_meanwhile_is_merged              |
| the same, for an edit bound to a revision         | test_a_save_meanwhile_can_be_a_conflict      |
| a save in the last microseconds                   | test_a_save_at_the_exchange_is_merged        |
| a save that is only half done                     | test_a_program_that_still_saves_is_waited_for|
| a save while ours is taken back                   | test_a_save_while_ours_is_put_back_is_kept   |
| a save where names cannot be exchanged            | test_without_exchange_a_late_save_is_kept    |
| links, FIFOs, folders, hard links                 | test_files.py                                |
| the lock and its holder                           | test_locks.py                                |
| the lock file deleted while a page is written     | test_a_lock_that_is_gone_is_taken_again      |
| two servers that share no lock                    | test_a_new_page_that_somebody_sweeps_…       |
| 8 processes, 50 adds each                         | test_a_storm_of_edits_loses_none             |
| the same, with workers killed at random           | test_a_storm_of_edits_loses_none             |
| times that lie                                    | test_a_save_meanwhile_is_merged[same times]  |
| the reply is lost                                 | test_an_edit_whose_reply_was_lost_is_there   |
| nothing else is written                           | test_nothing_but_list_lock_and_journal_opens |
"""

import errno
import fcntl
import importlib.util
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from llmsys_mcp.adapters import files, journal
from llmsys_mcp.adapters.files import Written, rewrite
from llmsys_mcp.adapters.folder import Folder
from llmsys_mcp.adapters.locks import lock_path
from llmsys_mcp.errors import Busy, Conflict, ListError, ReadOnly, WriteFailed

FAULTS = Path(__file__).with_name("faults.py")
_spec = importlib.util.spec_from_file_location("adapter_faults", FAULTS)
assert _spec is not None
assert _spec.loader is not None
faults = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)

ADDED: bytes = faults.ADDED
OLD: bytes = faults.OLD
EDITED: bytes = faults.EDITED


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder on a disk in memory: thousands of `fsync` need not wait for a busy machine's."""
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    base = Path(tempfile.mkdtemp(prefix="llmsys-mcp-test-", dir=where))
    try:
        yield base
    finally:
        shutil.rmtree(base)


@pytest.fixture
def page(memory: Path) -> Path:
    return faults.checkout(memory / "checkout")  # type: ignore[no-any-return]  # loaded by path


@pytest.fixture(autouse=True)
def _at_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FIRST_PAUSE_SECONDS", 0.0001)


def append(data: bytes) -> bytes:
    return data + ADDED


def child(*words: object, under: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `faults.py` printed when it ran as a program."""
    command = [*under, sys.executable, str(FAULTS), *map(str, words)]
    # Compiled modules would be files that somebody writes.
    quiet = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=quiet)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # an object, by construction


# --- F1, F2: killed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "pages"),
    [
        ("first edit", 2),
        ("full journal", 2),
        ("strays", 2),
        ("no exchange", 2),
        ("undo", 2),
        ("editor", 4),
    ],
)
def test_a_kill_at_any_call_loses_nothing(memory: Path, scenario: str, pages: int) -> None:
    seen = child("kill", memory, scenario)
    assert seen["problems"] == []
    assert seen["calls"] > 80
    # The kills must have met the page in every state, and temporary files to clean up.
    assert seen["pages"] == pages
    assert seen["strays"] > 10


def strace(log: Path, *options: str) -> tuple[str, ...]:
    """A prefix that runs a command under strace, or a skip where that is not to be had."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    tried = subprocess.run(
        ["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"strace may not trace here: {tried.stderr.decode()[-80:]}")
    return ("strace", "-f", "-qq", "-o", str(log), *options)


@pytest.mark.parametrize(
    ("call", "when", "state"),
    [
        ("rename,renameat,renameat2", 1, "old"),
        ("renameat2", 1, "old"),
        ("fsync", 1, "old"),
        ("fsync", 2, "new"),
    ],
)
def test_a_kill_in_the_system_leaves_old_or_new(
    page: Path, tmp_path: Path, call: str, when: int, state: str
) -> None:
    under = strace(
        tmp_path / "log", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"
    )
    command = [*under, sys.executable, str(FAULTS), "edit", str(page)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert page.read_bytes() == (OLD if state == "old" else OLD + ADDED)
    assert len(faults.beside(page)) == (state == "old")
    rewrite(page, faults.add(ADDED), timeout=0)
    assert page.read_bytes() == OLD + ADDED
    assert faults.beside(page) == []


def test_the_order_of_the_systems_calls(page: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    calls = "write,fsync,rename,renameat,renameat2,openat,flock,unlinkat"
    child("edit", page, under=strace(log, "-y", "-e", f"trace={calls}"))
    order = [
        f"flock {re.escape(str(lock_path(page)))}>, LOCK_EX",
        r"openat .*\.llmsys-mcp-\w+\.tmp\", O_RDWR\|O_CREAT\|O_EXCL",
        r"write .*\.llmsys-mcp-\w+\.tmp>",
        r"fsync .*\.llmsys-mcp-\w+\.tmp>",
        r"renameat .*\.llmsys-mcp-\w+\.tmp\".*-\w+-\w+\.tmp\"",
        r"renameat2 .*\.llmsys-mcp-.*README\.md\", RENAME_EXCHANGE",
        r"unlinkat .*\.llmsys-mcp-",
        f"fsync {re.escape(str(page.parent))}>",
        r"write .*\.edit>",
        f"flock {re.escape(str(lock_path(page)))}>, LOCK_UN",
    ]
    lines = iter(
        re.sub(r"^\d+ +(\w+)\((?:\d+<)?", r"\1 ", line) for line in log.read_text().splitlines()
    )
    for wanted in order:
        assert any(re.match(wanted, line) for line in lines), f"not there or too early: {wanted}"


def test_nothing_but_list_lock_and_journal_opens(page: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    child(
        "tour",
        page,
        under=strace(
            log,
            "-y",
            "-e",
            "trace=openat,open,creat,mkdir,mkdirat,link,linkat,symlink,symlinkat,connect,execve",
        ),
    )
    opened = set()
    for line in log.read_text().splitlines():
        if re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir|link|connect\(|execve\(", line):
            opened.add(re.sub(r"[0-9a-f]{8,}", "N", line.split(None, 1)[1].split(" = ")[0]))
    ours = re.compile(r"\.llmsys-mcp-N\.tmp|llmsys-mcp\.lock|\.git/llmsys-mcp")
    other = [line for line in opened if not ours.search(line)]
    # The interpreter itself is started once; nothing else is run, made, linked or called.
    assert [line for line in other if not line.startswith("execve(")] == []
    assert len(other) == 1
    assert len(opened) > 3


# --- F3: errors ---------------------------------------------------------------------------------

ERRORS = ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EXDEV", "EACCES"]
HARMLESS = {"close", "fcntl"}
"""Calls that may fail before the swap without stopping the edit: closing what was only read, and
asking for leases."""


class Fail:
    """Let call number `at` fail; note whether the page was swapped before it."""

    def __init__(self, at: int, code: int) -> None:
        self.at = at
        self.code = code
        self.name = ""
        self.calls = 0
        self.swaps = 0
        self.swapped_before = False

    def __call__(self, number: int, name: str, call: Callable[[], Any]) -> Any:
        self.calls = number
        if number == self.at:
            self.name = name
            self.swapped_before = self.swaps > 0
            if name == "access":  # has no errno: it says no
                return False
            if name == "close":  # as Linux does, the descriptor is gone in any case
                call()
            raise OSError(self.code, os.strerror(self.code))
        result = call()
        # Two renames come before the page has a new file: the name of the draft, and the swap.
        self.swaps += name == "exchange"
        return result


@pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "no exchange"])
@pytest.mark.parametrize("code", ERRORS)
def test_an_error_at_any_call_is_told_or_undone(
    memory: Path, code: str, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(Folder, "exchange", faults.no_exchange)
    told = warned = at = 0
    while True:
        at += 1
        page = faults.checkout(memory / str(at))
        fail = Fail(at, getattr(errno, code))
        written = None
        with faults.watched(fail), suppress(ListError):
            written = rewrite(page, append)
        where = f"{code} at call {at}, {fail.name}"
        if written is None:
            told += 1
            assert not fail.swapped_before, where
            assert page.read_bytes() == OLD, where
            assert faults.beside(page) == [], where
        else:
            warned += bool(written.warnings)
            assert page.read_bytes() == OLD + ADDED, where
            if not fail.swapped_before and exchange and fail.calls >= at:
                assert fail.name in HARMLESS, where
            assert bool(faults.beside(page)) <= bool(written.warnings), where
        rewrite(page, faults.add(ADDED), timeout=0)
        assert page.read_bytes() == OLD + ADDED, where
        assert faults.beside(page) == [], where
        shutil.rmtree(page.parent)
        if fail.calls < at:
            break
    assert at > 80
    assert told > 40
    assert warned > 8


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_short_writes_and_reads_change_nothing(
    page: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, read = os.write, os.read
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:size]))
    monkeypatch.setattr(os, "read", lambda fd, wanted: read(fd, min(wanted, size)))
    assert rewrite(page, append) == Written(OLD, OLD + ADDED, ())
    assert page.read_bytes() == OLD + ADDED


def test_a_write_that_takes_nothing_ends(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data) if len(data) < 50 else 0)
    with pytest.raises(WriteFailed, match="Input/output error"):
        rewrite(page, append)
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


def test_a_new_page_that_cannot_be_closed_is_not_believed(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network disk may tell only then that it is full."""
    real = os.close

    def close(fd: int) -> None:
        whole = os.fstat(fd).st_size == len(OLD + ADDED)
        written = bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_RDWR)
        real(fd)
        if whole and written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "close", close)
    with pytest.raises(WriteFailed, match="no space left"):
        rewrite(page, append)
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


def test_a_disk_that_returns_other_bytes_is_not_believed(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    def write(fd: int, data: memoryview) -> int:
        return real(fd, bytes(data).replace(b"Two", b"2wo"))

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(WriteFailed, match="returned other bytes"):
        rewrite(page, append)
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


@pytest.mark.parametrize(
    ("inject", "told"),
    [
        ("write:error=ENOSPC:when=2", "no space left"),
        ("write:retval=0:when=2", "Input/output error"),
        ("fsync:error=EIO:when=1", "Input/output error"),
        ("renameat2:error=EIO:when=1", "Input/output error"),
        ("flock:error=ENOSYS", "locking is not available here"),
        ("flock:error=ENOLCK", "locking is not available here"),
        ("openat:error=EROFS:when={temporary}", "read-only"),
    ],
)
def test_an_error_of_the_system_is_told(page: Path, tmp_path: Path, inject: str, told: str) -> None:
    call = inject.partition(":")[0]
    if "{temporary}" in inject:  # its number depends on the interpreter's own start
        child("edit", page, under=strace(tmp_path / "log", "-e", f"trace={call}"))
        page.write_bytes(OLD)
        lines = (tmp_path / "log").read_text().splitlines()
        number = next(at for at, line in enumerate(lines, 1) if "O_EXCL" in line)
        inject = inject.format(temporary=number)
    under = strace(tmp_path / "log", "-e", f"trace={call}", "-e", f"inject={inject}")
    assert told in child("edit", page, under=under)["error"]
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


@pytest.mark.parametrize(
    ("inject", "warning"),
    [
        ("fsync:error=EIO:when=2", "power cut"),
        ("unlinkat:error=EACCES", "stays beside the list"),
        ("mkdir:error=ENOSPC", "cannot be undone"),
    ],
)
def test_an_error_of_the_system_after_the_swap_is_a_warning(
    page: Path, tmp_path: Path, inject: str, warning: str
) -> None:
    call = inject.partition(":")[0]
    under = strace(tmp_path / "log", "-e", f"trace={call}", "-e", f"inject={inject}")
    seen = child("edit", page, under=under)
    assert seen["error"] == ""
    assert len(seen["warnings"]) == 1
    assert warning in seen["warnings"][0]
    assert page.read_bytes() == OLD + ADDED


def _after_the_swap(page: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """Let `name` fail once the page is new."""
    real = getattr(owner, name)

    def fail(*arguments: Any, **options: Any) -> Any:
        if page.read_bytes() == OLD + ADDED:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, fail)


@pytest.mark.parametrize(
    ("owner", "name", "told"),
    [
        (Folder, "sync", "whether it would outlive a power cut is unknown"),
        (Folder, "unlink", "stays beside the list"),
        (journal, "record", "cannot be undone here"),
    ],
)
def test_what_fails_after_the_swap_is_a_warning(
    page: Path, owner: Any, name: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        if name == "record":  # reached by its name in another module

            def record(*_arguments: Any, **_named: Any) -> None:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

            patch.setattr(journal, "record", record)
        else:
            _after_the_swap(page, patch, owner, name)
        written = rewrite(page, append)
    assert written.after == page.read_bytes() == OLD + ADDED
    (warning,) = written.warnings
    assert told in warning
    assert "Input/output error" in warning
    assert rewrite(page, faults.add(ADDED)).warnings == ()
    assert faults.beside(page) == []


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    (tmp_path / "disk").mkdir()
    script = """
        mount -t tmpfs -o size=1m none disk || exit 77
        mkdir -p disk/.git && echo ref > disk/.git/HEAD && cp list.md disk/README.md
        dd if=/dev/zero of=disk/fill bs=1k count=2000 2>/dev/null
        "$1" "$2" edit disk/README.md && echo
        cmp list.md disk/README.md && ls -A disk | tr '\\n' ' ' && echo
        rm disk/fill
        "$1" "$2" edit disk/README.md && echo
        cp disk/README.md after.md
    """
    (tmp_path / "list.md").write_bytes(OLD)
    command = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, str(FAULTS)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if done.returncode in (1, 77) and not (tmp_path / "after.md").exists():
        pytest.skip(f"no mounts for users here: {done.stderr[-80:]}")
    full, names, freed = done.stdout.splitlines()
    assert "no space left on the disk" in json.loads(full)["error"]
    assert "README.md" in json.loads(full)["error"]
    assert set(names.split()) == {"README.md", ".git", "fill"}
    assert json.loads(freed) == {"error": "", "warnings": []}
    assert (tmp_path / "after.md").read_bytes() == OLD + ADDED


def test_a_limit_on_the_size_of_files_is_told(page: Path) -> None:
    under = ("sh", "-c", 'ulimit -f 4; exec "$@"', "sh")
    assert "too large" in child("edit", page, under=under)["error"]
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


# --- F4: a user whom modes bind -----------------------------------------------------------------


@pytest.fixture(scope="module")
def plain_user() -> Iterator[dict[str, Any]]:
    # Where that user may reach it, unlike the folders of pytest.
    base = Path(tempfile.mkdtemp(prefix="llmsys-mcp-test-"))
    base.chmod(0o755)
    try:
        yield child("plain", base)
    finally:
        for path in [base, *base.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(base)


@pytest.mark.parametrize(
    ("case", "kind", "told"),
    [
        ("file", "ReadOnly", "may not be written by this user"),
        ("foreign", "ReadOnly", "may not be written by this user"),
        ("folder", "ReadOnly", "the folder"),
        ("git", "WriteFailed", "llmsys-mcp.lock"),
        ("owner", "WriteFailed", "its owner (0:0)"),
        ("unreadable", "WriteFailed", "Permission denied"),
    ],
)
def test_a_plain_user_is_told(plain_user: dict[str, Any], case: str, kind: str, told: str) -> None:
    if case in ("foreign", "owner") and os.geteuid() != 0:
        pytest.skip("only root can make a list of another user")
    name, text, unchanged, strays = plain_user[case]
    assert name == kind
    assert told in text
    assert unchanged
    assert strays == []


def test_a_plain_user_writes_what_is_theirs(plain_user: dict[str, Any]) -> None:
    name, _, unchanged, strays = plain_user["fine"]
    assert (name, unchanged, strays) == ("", False, [])


# --- F5, F6: an editor --------------------------------------------------------------------------


def in_place(page: Path) -> None:
    page.write_bytes(EDITED)


def by_rename(page: Path) -> None:
    faults.save_like_an_editor(page)


def anew(page: Path) -> None:
    """As `git checkout -- README.md` does."""
    page.unlink()
    page.write_bytes(EDITED)


def with_same_times(page: Path) -> None:
    """Same size, same times."""
    found = page.stat()
    page.write_bytes(EDITED[: len(OLD)])
    os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))


SAVES = [
    pytest.param(in_place, id="in place"),
    pytest.param(by_rename, id="by rename"),
    pytest.param(anew, id="anew"),
    pytest.param(with_same_times, id="same times"),
]


def in_turn(*acts: Callable[[], object]) -> Callable[[], None]:
    """Each call does the next of `acts`; nothing when there is none."""
    rest = list(acts)

    def act() -> None:
        if rest:
            rest.pop(0)()

    return act


def before_call(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, act: Callable[[], None]
) -> None:
    real = getattr(owner, name)

    def call(*arguments: Any, **options: Any) -> Any:
        act()
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, call)


@pytest.mark.parametrize("save", SAVES)
def test_a_save_meanwhile_is_merged(
    page: Path, save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the temporary file is complete, before the last look."""
    before_call(monkeypatch, os, "fsync", in_turn(lambda: save(page)))
    written = rewrite(page, append)
    assert page.read_bytes() == written.before + ADDED
    assert written.before in (EDITED, EDITED[: len(OLD)])
    assert written.warnings == ()
    assert faults.beside(page) == []


def test_a_save_by_git_is_merged(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    shutil.rmtree(page.parent / ".git")

    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words],
            cwd=page.parent,
            check=True,
            capture_output=True,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        )

    git("init", "-q")
    git("add", "README.md")
    git("commit", "-q", "-m", "start")
    page.write_bytes(b"not committed")
    before_call(monkeypatch, os, "fsync", in_turn(lambda: git("checkout", "--", "README.md")))
    assert rewrite(page, append).before == OLD
    assert page.read_bytes() == OLD + ADDED


@pytest.mark.parametrize("save", SAVES)
def test_a_save_meanwhile_can_be_a_conflict(
    page: Path, save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute(data: bytes) -> bytes:
        if data != OLD:
            raise Conflict("expected_revision", "the list moved on.", "Read it again.")
        return data + ADDED

    before_call(monkeypatch, os, "fsync", in_turn(lambda: save(page)))
    with pytest.raises(Conflict, match="moved on"):
        rewrite(page, compute)
    assert page.read_bytes() in (EDITED, EDITED[: len(OLD)])
    assert faults.beside(page) == []


@pytest.mark.parametrize("save", SAVES)
def test_a_save_at_the_exchange_is_merged(
    page: Path, save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of ours runs between this save and the system call."""
    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: save(page)))
    written = rewrite(page, append)
    assert page.read_bytes() == written.before + ADDED
    assert written.before in (EDITED, EDITED[: len(OLD)])
    assert written.warnings == ()
    assert faults.beside(page) == []


def _vanish(page: Path) -> None:
    page.rename(page.with_name("README.md~"))


def _second_name(page: Path) -> None:
    page.with_name("second.md").hardlink_to(page)


def _mode(page: Path) -> None:
    page.chmod(0o600)


def test_a_page_that_vanishes_at_the_exchange_stays_away(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: _vanish(page)))
    with pytest.raises(Conflict):
        rewrite(page, append)
    assert faults.beside(page) == ["README.md~"]
    assert page.with_name("README.md~").read_bytes() == OLD


def test_an_editor_between_its_two_renames_is_waited_for(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vim takes the page away and writes a new one."""

    def come_back() -> None:
        page.write_bytes(EDITED)

    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: _vanish(page)))
    before_call(monkeypatch, time, "sleep", in_turn(come_back))
    assert rewrite(page, append).before == EDITED
    assert page.read_bytes() == EDITED + ADDED


def test_a_second_name_at_the_exchange_is_noticed(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: _second_name(page)))
    with pytest.raises(ReadOnly, match="2 names"):
        rewrite(page, append)
    assert page.samefile(page.with_name("second.md"))


def test_a_new_mode_at_the_exchange_is_kept(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: _mode(page)))
    rewrite(page, append)
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_folder_in_place_of_the_page_is_put_back(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace() -> None:
        page.unlink()
        page.mkdir()

    before_call(monkeypatch, Folder, "exchange", in_turn(replace))
    with pytest.raises(ListError, match="is a folder"):
        rewrite(page, append)
    assert page.is_dir()
    assert faults.beside(page) == []


leases = pytest.mark.skipif(
    not hasattr(fcntl, "F_SETLEASE"), reason="only Linux tells who has a file open for writing"
)


@leases
def test_a_program_that_still_saves_is_waited_for(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opened the page before the exchange and writes after it, into what we displaced."""
    opened: list[Any] = []

    def open_it() -> None:
        opened.append(page.open("r+b", buffering=0))
        opened[0].truncate(0)

    def finish() -> None:
        if opened and not opened[0].closed:
            opened[0].write(EDITED)
            opened[0].close()

    before_call(monkeypatch, Folder, "exchange", in_turn(open_it))
    before_call(monkeypatch, time, "sleep", finish)
    written = rewrite(page, append)
    assert written.before == EDITED
    assert page.read_bytes() == EDITED + ADDED
    assert faults.beside(page) == []


@leases
@pytest.mark.parametrize("call", ["compute", "fsync", "exchange"])
def test_a_program_that_never_closes_the_page_is_told(
    page: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever it opened the page: its next save would go to a file that nobody sees."""
    opened: list[Any] = []
    open_it = in_turn(lambda: opened.append(page.open("ab")))
    if call == "compute":
        open_it()
    else:
        before_call(monkeypatch, Folder if call == "exchange" else os, call, open_it)
    with pytest.raises(Busy, match=r"has .* open for writing"):
        rewrite(page, append)
    opened[0].write(b"saved late")
    opened[0].close()
    assert page.read_bytes() == OLD + b"saved late"
    assert faults.beside(page) == []
    rewrite(page, append)
    assert page.read_bytes() == OLD + b"saved late" + ADDED


@leases
def test_where_leases_tell_nothing_the_page_is_written(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network disks refuse every lease with the same error as a writer would cause."""
    real = fcntl.fcntl

    def refuse(fd: int, command: int, *argument: int) -> Any:
        if command == fcntl.F_SETLEASE:
            raise BlockingIOError(errno.EAGAIN, "refused")
        return real(fd, command, *argument)

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "fcntl", refuse)
        written = rewrite(page, append)
    assert written.after == page.read_bytes() == OLD + ADDED
    rewrite(page, lambda data: data + b".")
    assert faults.beside(page) == []


@leases
@pytest.mark.parametrize("code", [errno.EINVAL, errno.EACCES])
def test_where_leases_are_not_to_be_had_nothing_is_waited_for(
    page: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are another owner's, or this file system has none."""
    real = fcntl.fcntl

    def refuse(fd: int, command: int, *argument: int) -> Any:
        if command == fcntl.F_SETLEASE:
            raise OSError(code, os.strerror(code))
        return real(fd, command, *argument)

    def sleep(_seconds: float) -> None:
        pytest.fail("waited for nobody")

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    monkeypatch.setattr(time, "sleep", sleep)
    assert rewrite(page, append) == Written(OLD, OLD + ADDED, ())
    assert page.read_bytes() == OLD + ADDED


@pytest.mark.parametrize("save", SAVES[:3])
def test_a_save_while_ours_is_put_back_is_kept(
    page: Path, save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One save at the exchange, another while we undo it: the second is kept, and said."""
    second = b"a second save, in the same moment"
    turns = in_turn(lambda: save(page), lambda: page.write_bytes(second))
    before_call(monkeypatch, Folder, "exchange", turns)
    written = rewrite(page, append)
    assert page.read_bytes() == EDITED + ADDED
    (kept,) = faults.kept_texts(page)
    assert kept.read_bytes() == second
    (warning,) = written.warnings
    assert kept.name in warning or "kept in" in warning
    assert faults.beside(page) == []


def test_a_program_that_writes_into_ours_while_it_is_put_back_loses_nothing(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has our page open, and that is no longer the page: swept only when it is done."""
    opened: list[Any] = []
    turns = in_turn(lambda: in_place(page), lambda: opened.append(page.open("ab")))
    before_call(monkeypatch, Folder, "exchange", turns)
    rewrite(page, append)
    assert page.read_bytes() == EDITED + ADDED
    assert len(faults.beside(page)) == 1
    opened[0].write(b"saved late")
    opened[0].close()
    written = rewrite(page, lambda data: data + b".")
    assert len(written.warnings) == 1
    assert [kept.read_bytes() for kept in faults.kept_texts(page)] == [OLD + ADDED + b"saved late"]
    assert faults.beside(page) == []


def test_a_save_that_cannot_be_put_back_stays_beside_the_page(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    turns = in_turn(lambda: in_place(page), fail)
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "unlink", lambda *_arguments: fail())
        before_call(patch, Folder, "exchange", turns)
        written = rewrite(page, append)
    assert written.after == page.read_bytes() == OLD + ADDED
    (stray,) = faults.beside(page)
    assert any(stray in warning for warning in written.warnings)
    assert page.with_name(stray).read_bytes() == EDITED
    rewrite(page, lambda data: data + b".")
    assert [kept.read_bytes() for kept in faults.kept_texts(page)][-1] == EDITED
    assert faults.beside(page) == []


def test_a_displaced_page_that_cannot_be_read_is_put_back(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be somebody's text, so it goes back; the next attempt makes the edit."""
    real = Folder.opened
    refused: list[str] = []

    def opened(self: Folder, name: str, *flags: int) -> Any:
        if name.count("-") == 4 and page.read_bytes() == OLD + ADDED and not refused:
            refused.append(name)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(self, name, *flags)

    monkeypatch.setattr(Folder, "opened", opened)
    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: in_place(page)))
    assert rewrite(page, append) == Written(EDITED, EDITED + ADDED, ())
    assert len(refused) == 1
    assert page.read_bytes() == EDITED + ADDED


def test_without_exchange_a_late_save_is_kept(
    page: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Folder, "exchange", faults.no_exchange)
    real = Folder.replace

    def replace(self: Folder, old: str, new: str) -> None:
        if new == page.name:
            in_place(page)
        real(self, old, new)

    monkeypatch.setattr(Folder, "replace", replace)
    written = rewrite(page, append)
    assert page.read_bytes() == OLD + ADDED
    (kept,) = faults.kept_texts(page)
    assert kept.read_bytes() == EDITED
    (warning,) = written.warnings
    assert "somebody saved" in warning
    assert warning in caplog.text
    assert faults.beside(page) == []


@pytest.mark.parametrize("save", SAVES)
def test_without_exchange_a_save_before_the_last_look_is_merged(
    page: Path, save: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Folder, "exchange", faults.no_exchange)
    before_call(monkeypatch, os, "fsync", in_turn(lambda: save(page)))
    written = rewrite(page, append)
    assert page.read_bytes() == written.before + ADDED != OLD + ADDED


@pytest.mark.parametrize("system", ["another system", "an old library"])
def test_a_system_without_exchange_is_written(
    page: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmsys_mcp.adapters import folder

    names = {} if system == "another system" else {sys.platform: "no_such_function"}
    monkeypatch.setattr(folder, "_EXCHANGE", names)
    assert rewrite(page, append) == Written(OLD, OLD + ADDED, ())
    assert page.read_bytes() == OLD + ADDED
    assert faults.beside(page) == []


# --- what crashes left --------------------------------------------------------------------------


def test_what_a_crash_left_is_swept_and_the_rest_is_not(page: Path) -> None:
    old, new = journal.digest(OLD)[:16], journal.digest(OLD + ADDED)[:16]
    ours = {
        ".llmsys-mcp-0123abcd.tmp": b"half a pa",
        f".llmsys-mcp-0123abce-{old}-{new}.tmp": OLD,
        f".llmsys-mcp-0123abcf-{old}-{new}.tmp": OLD + ADDED,
    }
    others = {".llmsys-mcp.tmp": b"", ".llmsys-mcp-0123abcd.tmp~": b"", "x.tmp": b"", ".env": b""}
    for name, data in {**ours, **others}.items():
        page.with_name(name).write_bytes(data)
    page.with_name(".llmsys-mcp-aaaaaaaa.tmp").mkdir()
    page.with_name(".llmsys-mcp-bbbbbbbb.tmp").symlink_to("README.md")
    left = {*others, ".llmsys-mcp-aaaaaaaa.tmp", ".llmsys-mcp-bbbbbbbb.tmp"}
    assert rewrite(page, append).warnings == ()
    assert set(faults.beside(page)) == left
    assert faults.kept_texts(page) == []


def test_a_text_that_a_crash_left_beside_the_page_is_kept(
    page: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Killed in the moment between two exchanges: an editor's save under our name."""
    name = f".llmsys-mcp-0123abce-{'0' * 16}-{'1' * 16}.tmp"
    page.with_name(name).write_bytes(EDITED)
    (warning,) = rewrite(page, lambda _data: None).warnings
    assert "kept in" in warning
    assert warning in caplog.text
    assert [kept.read_bytes() for kept in faults.kept_texts(page)] == [EDITED]
    assert faults.beside(page) == []


def test_what_cannot_be_swept_stays_and_is_told(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.with_name(".llmsys-mcp-0123abcd.tmp").write_bytes(b"half")
    real = Folder.unlink

    def unlink(self: Folder, name: str) -> None:
        if name == ".llmsys-mcp-0123abcd.tmp":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        real(self, name)

    monkeypatch.setattr(Folder, "unlink", unlink)
    (warning,) = rewrite(page, append).warnings
    assert ".llmsys-mcp-0123abcd.tmp of an earlier crash stays" in warning
    assert page.read_bytes() == OLD + ADDED


def test_a_bug_in_the_computation_leaves_nothing(page: Path) -> None:
    def compute(_data: bytes) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rewrite(page, compute)
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


def test_an_interrupt_anywhere_loses_nothing(memory: Path) -> None:
    """Ctrl-C in the shell: what is left under our name is the new page or the old one."""
    at = 0
    interrupted = True
    while interrupted:
        at += 1
        page = faults.checkout(memory / str(at))

        def act(number: int, _name: str, call: Callable[[], Any], at: int = at) -> Any:
            result = call()
            if number == at:
                raise KeyboardInterrupt
            return result

        interrupted = False
        with faults.watched(act):
            try:
                rewrite(page, append)
            except KeyboardInterrupt:
                interrupted = True
        assert page.read_bytes() in (OLD, OLD + ADDED)
        rewrite(page, faults.add(ADDED), timeout=0)
        assert page.read_bytes() == OLD + ADDED
        assert faults.beside(page) == []
        assert faults.kept_texts(page) == []
    assert at > 60


# --- F8, F9, F13 --------------------------------------------------------------------------------


def test_a_lock_that_is_gone_is_taken_again(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleted while we work: another may hold the new one, so nothing is swapped under the old."""
    computed = []

    def compute(data: bytes) -> bytes:
        computed.append(data)
        if len(computed) == 1:
            lock_path(page).unlink()
        return data + ADDED

    exchanged = []
    before_call(monkeypatch, Folder, "exchange", lambda: exchanged.append(len(computed)))
    rewrite(page, compute)
    assert len(computed) == 2
    assert exchanged == [2]
    assert page.read_bytes() == OLD + ADDED


def _sweep_beside(page: Path) -> None:
    """What a server does that has another cache folder, and so another lock."""
    for stray in page.parent.glob(".llmsys-mcp-*.tmp"):
        stray.unlink()


def test_a_new_page_that_somebody_sweeps_is_made_again(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_call(monkeypatch, Folder, "replace", in_turn(lambda: _sweep_beside(page)))
    before_call(monkeypatch, Folder, "exchange", in_turn(lambda: _sweep_beside(page)))
    rewrite(page, append)
    assert page.read_bytes() == OLD + ADDED
    assert faults.beside(page) == []


def test_a_new_page_that_is_swept_each_time_is_told(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_call(monkeypatch, Folder, "replace", lambda: _sweep_beside(page))
    with pytest.raises(Busy, match=r"another server edits .* one cache folder"):
        rewrite(page, append)
    assert page.read_bytes() == OLD
    assert faults.beside(page) == []


def test_two_holders_of_a_deleted_lock_lose_nothing(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock file goes after the last look at it: the exchange itself still tells."""

    def other() -> None:
        lock_path(page).unlink()
        rewrite(page, lambda data: data + b"\n- other", timeout=0)

    before_call(monkeypatch, Folder, "exchange", in_turn(other))
    rewrite(page, append)
    assert page.read_bytes() == OLD + b"\n- other" + ADDED
    assert faults.beside(page) == []


@pytest.mark.parametrize("kills", ["calm", "kills"])
def test_a_storm_of_edits_loses_none(page: Path, kills: str) -> None:
    start = b"# A list\r\n\xff no newline between\n"
    page.write_bytes(start)
    seen = child("storm", page, 8, 50, kills)
    data = page.read_bytes()
    assert data.startswith(start)
    lines = data[len(start) :].splitlines(keepends=True)
    want = {b"- worker %d line %d.\n" % (one, two) for one in range(8) for two in range(50)}
    assert len(lines) == len(want)
    assert set(lines) == want
    assert seen["strays"] == []
    assert seen["replies"] >= 400 - seen["killed"]
    assert (seen["killed"] > 0) == (kills == "kills")


def test_an_edit_whose_reply_was_lost_is_there(page: Path) -> None:
    """The client asks again: the computation finds its line and changes nothing."""
    first = rewrite(page, faults.add(ADDED))
    again = rewrite(page, faults.add(ADDED))
    assert first.after == again.before == again.after == page.read_bytes() == OLD + ADDED


def test_readers_see_the_old_page_or_the_new_one(page: Path) -> None:
    """Never a part, however often they look; checked at every call of the writer."""
    seen = set()

    def act(_number: int, _name: str, call: Callable[[], Any]) -> Any:
        result = call()
        with open(page, "rb") as reader:
            seen.add(reader.read())
        return result

    with faults.watched(act):
        # The reader's own calls are not the writer's: `open` of a file object does not count.
        rewrite(page, append)
    assert seen == {OLD, OLD + ADDED}
