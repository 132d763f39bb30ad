"""The lock of a checkout.

| fault of the lock                    | test                                                   |
|--------------------------------------|--------------------------------------------------------|
| holder stopped                       | test_a_stopped_holder_is_named_after_the_deadline      |
| holder killed                        | test_a_killed_holder_holds_nothing                     |
| waiter stopped                       | test_a_program_that_ends_waits_for_no_lock             |
| lock file deleted while waiting      | test_a_lock_file_that_was_swapped_is_not_the_lock      |
| lock file deleted while held         | test_a_holder_notices_that_its_lock_file_is_gone       |
| lock file replaced by a link         | test_what_is_no_lock_file_is_refused_and_left_alone    |
| no locking here (ENOSYS, ENOLCK)     | test_without_locking_nothing_is_locked                 |
| threads of one process               | test_threads_of_one_process_exclude_each_other         |
| clock steps                          | test_the_wall_clock_plays_no_part                      |
"""

import errno
import fcntl
import importlib.util
import os
import random
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from llmsys_mcp.adapters import locks
from llmsys_mcp.adapters.locks import lock_path, locked
from llmsys_mcp.errors import Busy, WriteFailed

FAULTS = Path(__file__).with_name("faults.py")
_spec = importlib.util.spec_from_file_location("adapter_faults", FAULTS)
assert _spec is not None
assert _spec.loader is not None
faults = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(faults)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return faults.checkout(tmp_path / "checkout")  # type: ignore[no-any-return]  # loaded by path


@contextmanager
def holder(page: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of `page`."""
    command = [sys.executable, str(FAULTS), "hold", str(page)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        try:
            yield child
        finally:
            child.kill()


def descriptors() -> int:
    """How many this process has open; 0 where the system does not tell."""
    return len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0


def test_the_lock_stands_in_the_git_directory_and_is_private(page: Path) -> None:
    with locked(page) as lock:
        assert lock.path == lock_path(page) == page.parent / ".git" / "llmsys-mcp.lock"
        assert stat.S_IMODE(lock.path.stat().st_mode) == 0o600
        assert lock.path.read_text() == f"{os.getpid()}\n"
        assert lock.is_intact()


@pytest.mark.parametrize("left", ["", "{}", "{}\n", "{}\n7", "{}7\n", "7{}\n", "99999999999\n"])
def test_the_holder_s_number_is_all_that_the_lock_says(page: Path, left: str) -> None:
    """Whatever the one before left there."""
    lock_path(page).write_text(left.format(os.getpid()))
    with locked(page) as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"


def test_every_page_of_a_checkout_has_the_same_lock(page: Path) -> None:
    (page.parent / "docs").mkdir()
    assert lock_path(page.parent / "docs" / "other.md") == lock_path(page)


def test_the_lock_is_free_again_after_a_failure(page: Path) -> None:
    with pytest.raises(KeyError), locked(page):
        raise KeyError
    with locked(page, timeout=0):
        pass


def test_a_stopped_holder_is_named_after_the_deadline(page: Path) -> None:
    with holder(page) as child:
        child.send_signal(signal.SIGSTOP)
        told = f"process {child.pid} holds it .* within 0.05 s"
        with pytest.raises(Busy, match=told) as caught, locked(page, timeout=0.05):
            pytest.fail("two hold the lock")
        assert caught.value.argument == "list"


def test_a_program_that_ends_waits_for_no_lock(page: Path) -> None:
    looked = iter((False, False, True))
    with holder(page) as child:
        told = f"process {child.pid} holds it, and this server is being stopped"
        with pytest.raises(Busy, match=told), locked(page, is_ending=lambda: next(looked)):
            pytest.fail("two hold the lock")
    assert next(looked, None) is None
    with locked(page, is_ending=lambda: True) as lock:
        assert lock.is_intact()


def test_a_killed_holder_holds_nothing(page: Path) -> None:
    with holder(page) as child:
        with pytest.raises(Busy), locked(page, timeout=0):
            pass
        child.kill()
        child.wait()
        with locked(page, timeout=0):
            pass


def test_a_child_forked_meanwhile_holds_nothing(page: Path) -> None:
    command = [sys.executable, str(FAULTS), "inherit", str(page)]
    assert subprocess.run(command, check=True, capture_output=True).stdout == b'{"free": true}'


def test_a_holder_that_left_no_number_is_another_process(page: Path) -> None:
    with locked(page) as lock:
        lock.path.write_text("what?")
        with pytest.raises(Busy, match="another process holds it"), locked(page, timeout=0):
            pass


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOSPC], ids=errno.errorcode.get
)
@pytest.mark.parametrize("is_in_git", [True, False], ids=["git", "cache"])
def test_a_folder_that_takes_no_lock_is_named(
    page: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_in_git: bool
) -> None:
    if not is_in_git:
        monkeypatch.setenv("XDG_CACHE_HOME", str(page.parent / "cache"))
        page = page.parent.parent / "README.md"
    wanted = lock_path(page)
    real = os.open

    def refusing(path: str | Path, *given: object, **more: object) -> int:
        if path == wanted:
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *given, **more)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(WriteFailed, match=os.strerror(number)) as caught, locked(page):
        pytest.fail("a lock without a file")
    assert wanted.name in caught.value.problem
    assert str(wanted.parent) in caught.value.problem
    assert ("XDG_CACHE_HOME" in caught.value.advice) is not is_in_git


@pytest.mark.parametrize("new", ["nothing", "a new file"])
def test_a_lock_file_that_was_swapped_is_not_the_lock(
    page: Path, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted or replaced between opening and locking: the one who waited starts anew."""
    real = fcntl.flock
    path = lock_path(page)
    tries: list[int] = []

    def flock(fd: int, operation: int) -> None:
        if not tries:
            path.unlink()
            if new == "a new file":
                path.write_text("")
        tries.append(fd)
        real(fd, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    with locked(page) as lock:
        assert lock.is_intact()
        monkeypatch.undo()
        with pytest.raises(Busy), locked(page, timeout=0):
            pass
    assert len(tries) > 1


def test_a_holder_notices_that_its_lock_file_is_gone(page: Path) -> None:
    with locked(page) as lock:
        lock.path.unlink()
        assert not lock.is_intact()
        with locked(page, timeout=0) as other:
            assert other.is_intact()
            assert not lock.is_intact()


def _link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def _second_name(path: Path, victim: Path) -> None:
    path.hardlink_to(victim)


def _folder(path: Path, victim: Path) -> None:
    path.mkdir()


def _fifo(path: Path, victim: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path, victim: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket may have a hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("put", [_link, _second_name, _folder, _fifo, _socket])
def test_what_is_no_lock_file_is_refused_and_left_alone(page: Path, put) -> None:  # type: ignore[no-untyped-def]  # a callable of this file
    victim = page.with_name("victim")
    victim.write_text("keep me")
    put(lock_path(page), victim)
    before = descriptors()
    with pytest.raises(WriteFailed, match="not a plain file of one name"), locked(page, timeout=0):
        pass
    assert descriptors() == before
    assert victim.read_text() == "keep me"


def test_a_link_put_there_while_waiting_is_refused(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock
    victim = page.with_name("victim")
    victim.write_text("keep me")

    def flock(fd: int, operation: int) -> None:
        lock_path(page).unlink(missing_ok=True)
        lock_path(page).symlink_to(victim)
        real(fd, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(WriteFailed, match="not a plain file"), locked(page, timeout=0):
        pass
    assert victim.read_text() == "keep me"


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL])
def test_without_locking_nothing_is_locked(
    page: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(_fd: int, _operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(WriteFailed, match="locking is not available here"), locked(page):
        pytest.fail("locked without a lock")


@pytest.mark.parametrize("call", ["open", "fstat", "lstat", "flock", "ftruncate"])
def test_any_other_refusal_is_the_systems_and_leaks_nothing(
    page: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lock_path(page)

    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = descriptors()
    with monkeypatch.context() as patch:
        patch.setattr(locks, "lock_path", lambda _page: path)
        patch.setattr(fcntl if call == "flock" else os, call, refuse)
        caught = None
        try:
            with locked(page):
                pass
        except OSError as error:
            caught = error
    assert caught is not None
    assert caught.errno == errno.EIO
    assert descriptors() == before
    with locked(page, timeout=0):
        pass


@pytest.mark.parametrize("call", ["flock", "close"])
def test_a_release_that_fails_is_not_told(
    page: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = fcntl if call == "flock" else os
    real = getattr(owner, call)

    def fail(*arguments: int) -> None:
        real(*arguments)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with locked(page):
        monkeypatch.setattr(owner, call, fail)
    monkeypatch.undo()
    with locked(page, timeout=0):
        pass


def test_threads_of_one_process_exclude_each_other(page: Path) -> None:
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with locked(page):
                inside += 1
                most = max(most, inside)
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


class Clock:
    """A monotonic clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


def test_who_waits_longest_asks_most_often(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(time, "sleep", clock.sleep)
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    with locked(page), pytest.raises(Busy), locked(page, timeout=1.0):
        pass
    assert clock.sleeps[0] == pytest.approx(0.020)
    assert clock.sleeps[:-1] == sorted(clock.sleeps[:-1], reverse=True)
    assert clock.sleeps[-2] == pytest.approx(0.001)
    assert clock.now == pytest.approx(1001.0)  # never behind the deadline


def test_the_wall_clock_plays_no_part(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(time, "sleep", clock.sleep)
    wall = iter([4e9, 0.0] * 1000)
    monkeypatch.setattr(time, "time", lambda: next(wall))
    with locked(page) as lock:
        os.utime(lock.path, (0, 0))
        with pytest.raises(Busy), locked(page, timeout=0.1):
            pass
        os.utime(lock.path, (4e9, 4e9))
        with pytest.raises(Busy), locked(page, timeout=0.1):
            pass
    assert clock.now == pytest.approx(1000.2)
