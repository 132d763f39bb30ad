"""Faults for the write protocol: every system call counted, made to fail, or the last of a process.

A test loads this file by its path. As a program (`python faults.py COMMAND ARGUMENT…`) it is the
child of such a test: it forks what has to die, so that a kill costs a fork and no new interpreter,
and prints what it saw as one JSON object.
"""

import fcntl
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llmsys_mcp.adapters import files, folder, journal
from llmsys_mcp.adapters.files import last_edit, read_page, rewrite, take_back
from llmsys_mcp.adapters.folder import Folder
from llmsys_mcp.adapters.locks import lock_path, locked
from llmsys_mcp.errors import ListError

CALLS = (
    *("access", "close", "fchmod", "fchown", "fstat", "fsync", "ftruncate", "getxattr", "listdir"),
    *("listxattr", "lseek", "lstat", "mkdir", "open", "read", "readlink", "removexattr", "replace"),
    *("setxattr", "stat", "unlink", "write"),
)
"""The functions of `os` that the protocol uses; `flock`, `fcntl` and `exchange` come on top."""

OLD = b"# A list\r\n\n- [One](https://example.org/1)\n- caf\xe9 \xff" + b"x" * 3000
"""Mixed line ends, bytes that are no UTF-8, no newline at the end."""
ADDED = b"\n- [Two](https://example.org/2)"
LATER = b"\n- [Three](https://example.org/3)"
EDITED = b"# An editor was here\n" + OLD

Act = Callable[[int, str, Callable[[], Any]], Any]


@contextmanager
def watched(act: Act) -> Iterator[None]:
    """Send each call of the protocol through `act(number, name, call)`; numbers start at 1."""
    count = 0

    def through(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            return act(count, name, lambda: real(*args, **kwargs))

        return call

    seam: list[tuple[Any, str]] = [(os, name) for name in CALLS]
    seam += [(fcntl, "flock"), (fcntl, "fcntl"), (Folder, "exchange")]
    real = [(owner, name, getattr(owner, name)) for owner, name in seam]
    for owner, name, function in real:
        setattr(owner, name, through(name, function))
    try:
        yield
    finally:
        for owner, name, function in real:
            setattr(owner, name, function)


def checkout(top: Path, data: bytes = OLD) -> Path:
    """The list of a new, empty checkout at `top`."""
    (top / ".git").mkdir(parents=True)
    (top / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    page = top / "README.md"
    page.write_bytes(data)
    return page


def beside(page: Path) -> list[str]:
    """What stands beside a list that should be alone with its git directory."""
    return sorted(set(os.listdir(page.parent)) - {page.name, ".git"})


def add(line: bytes) -> Callable[[bytes], bytes | None]:
    """Append `line` unless it is there."""
    return lambda data: None if line in data else data + line


# --- F1: killed before and after every call -------------------------------------------------


def _edit(page: Path) -> None:
    rewrite(page, add(ADDED))


def _take_back(page: Path) -> None:
    edit = last_edit(page)
    if edit is not None:
        take_back(page, edit)


def _nothing(page: Path) -> None:
    pass


def _full_journal(page: Path) -> None:
    journal.MAX_EDITS = 2
    for line in (b"\na", b"\nb"):
        rewrite(page, add(line))
    page.write_bytes(OLD)


def _strays(page: Path) -> None:
    digest = journal.digest(OLD)[:16]
    (page.parent / ".llmsys-mcp-00000000.tmp").write_bytes(OLD[:99])
    (page.parent / f".llmsys-mcp-00000001-{digest}-{'0' * 16}.tmp").write_bytes(OLD)


def save_like_an_editor(page: Path) -> None:
    """The save of an editor that writes a new file and renames it."""
    new = page.with_name("README.md.editor")
    new.write_bytes(EDITED)
    new.rename(page)


def _editor_at_the_exchange(page: Path) -> None:
    files._FIRST_PAUSE_SECONDS = 0
    real = Folder.exchange
    saved = False

    def exchange(self: Folder, one: str, other: str) -> None:
        nonlocal saved
        if not saved:
            saved = True
            save_like_an_editor(page)
        real(self, one, other)

    Folder.exchange = exchange  # type: ignore[method-assign]  # in a child that ends soon


def _without_exchange(page: Path) -> None:
    Folder.exchange = no_exchange  # type: ignore[method-assign,assignment]  # other names


def no_exchange(_self: Folder, _one: str, _other: str) -> None:
    """What a file system answers that cannot exchange two names."""
    raise OSError(next(iter(folder.NO_EXCHANGE)), "no exchange here")


def _one_edit_made(page: Path) -> None:
    rewrite(page, add(ADDED))


# name -> (before the fork, in the child before the calls count, what the child does,
#          what the page may hold afterwards)
_Step = Callable[[Path], None]
SCENARIOS: dict[str, tuple[_Step, _Step, _Step, set[bytes]]] = {
    "first edit": (_nothing, _nothing, _edit, {OLD, OLD + ADDED}),
    "full journal": (_full_journal, _nothing, _edit, {OLD, OLD + ADDED}),
    "strays": (_strays, _nothing, _edit, {OLD, OLD + ADDED}),
    "no exchange": (_nothing, _without_exchange, _edit, {OLD, OLD + ADDED}),
    "editor": (
        _nothing,
        _editor_at_the_exchange,
        _edit,
        {OLD, OLD + ADDED, EDITED, EDITED + ADDED},
    ),
    "undo": (_one_edit_made, _nothing, _take_back, {OLD, OLD + ADDED}),
}


def kill_everywhere(scenario: str, base: Path) -> dict[str, Any]:
    """Kill a child before its first, second, … call, and after its last.

    Nothing happens between two calls, so before one is after the other.
    """
    prepare, arm, run, allowed = SCENARIOS[scenario]
    problems: list[str] = []
    pages: set[bytes] = set()
    strays = at = 0
    done = False
    while not done:
        at += 1
        page = checkout(base / str(at))
        prepare(page)
        pid = os.fork()
        if not pid:
            _die_at(at, page, arm, run)
        status = os.waitpid(pid, 0)[1]
        done = status == DIED_AT_THE_END << 8
        if not done and status != signal.SIGKILL:
            problems.append(f"call {at}: ended with {status}")
        found = page.read_bytes()
        pages.add(found)
        strays += bool(beside(page))
        if found not in allowed:
            problems.append(f"call {at}: the page holds {len(found)} bytes of nobody's")
        problems += _go_on(page, found, f"call {at}")
        if scenario == "editor" and not _is_safe(page):
            problems.append(f"call {at}: the editor's text is lost")
        shutil.rmtree(page.parent)
    return {"calls": at, "problems": problems, "pages": len(pages), "strays": strays}


DIED_AT_THE_END = 7
"""Exit code of a child whose calls were over before its turn to die."""


def _die_at(at: int, page: Path, arm: Callable[[Path], None], run: Callable[[Path], None]) -> None:
    """Run in a fork and end there, killed before call `at`."""

    def act(number: int, _name: str, call: Callable[[], Any]) -> Any:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call()

    try:
        arm(page)
        with watched(act):
            run(page)
        os._exit(DIED_AT_THE_END)
    finally:
        os._exit(1)


def _go_on(page: Path, found: bytes, where: str) -> list[str]:
    """The next edits work at once, find the line there or not, and clean up."""
    rewrite(page, add(ADDED), timeout=0)
    rewrite(page, add(LATER), timeout=0)
    want = (found if ADDED in found else found + ADDED) + LATER
    problems = []
    if page.read_bytes() != want:
        problems.append(f"{where}: the next edit went wrong")
    if beside(page):
        problems.append(f"{where}: left over {beside(page)}")
    return problems


def _is_safe(page: Path) -> bool:
    """Whether the editor's text, if it ever saved, stands in the page or is kept."""
    texts = [page.read_bytes(), *(kept.read_bytes() for kept in kept_texts(page))]
    saved = any(b"editor" in text for text in texts)
    return not saved or any(EDITED in text for text in texts)


def kept_texts(page: Path) -> list[Path]:
    """Files that hold what would have been lost."""
    return sorted((page.parent / ".git" / "llmsys-mcp").glob("kept-*.md"))


# --- F4: as a user whom modes bind ------------------------------------------------------------


def plain_user(base: Path) -> dict[str, Any]:
    """What a user who is not root is told about a page and a folder that are not theirs to write.

    name -> [class of the refusal, its text, whether nothing changed]
    """
    import ctypes  # noqa: F401 - the interpreter may be unreadable for that user

    nobody = 65534
    pages = {}
    for name in ("file", "foreign", "folder", "git", "owner", "unreadable", "fine"):
        page = pages[name] = checkout(base / name)
        if os.geteuid() == 0:
            for path in (page.parent, page.parent / ".git", page):
                os.chown(path, nobody, nobody)
    pages["file"].chmod(0o444)
    pages["git"].with_name(".git").chmod(0o555)
    pages["unreadable"].chmod(0o200)
    if os.geteuid() == 0:
        os.chown(pages["foreign"], 0, 0)
        os.chown(pages["owner"], 0, 0)
        pages["owner"].chmod(0o666)
    pages["folder"].parent.chmod(0o555)
    before = {name: _look_at(page) for name, page in pages.items()}
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(nobody, nobody, nobody)
            os.setresuid(nobody, nobody, nobody)
        told = {name: _told(page) for name, page in pages.items()}
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    with open(reading) as pipe:
        result = json.load(pipe)
    return {
        name: [*result[name], before[name] == _look_at(page), beside(page)]
        for name, page in pages.items()
    }


def _told(page: Path) -> list[str]:
    try:
        rewrite(page, add(ADDED), timeout=1)
    except ListError as error:
        return [type(error).__name__, str(error)]
    return ["", ""]


def _look_at(page: Path) -> list[Any]:
    found = page.stat()
    page.chmod(0o600)  # its owner may look, whatever the mode
    data = page.read_bytes()
    page.chmod(stat.S_IMODE(found.st_mode))
    return [data, found.st_mode, found.st_mtime_ns, found.st_ino, found.st_uid]


# --- F8, F9 and the smaller ones ----------------------------------------------------------------


def hold(page: Path) -> None:
    """Hold the lock, say so, and let go when standard input ends."""
    with locked(page):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()


def storm(page: Path, workers: int, adds: int, kills: bool) -> dict[str, Any]:
    """`workers` processes append `adds` lines each; with `kills` they die at random and return."""
    reading, writing = os.pipe()
    running = {_worker(page, worker, adds, kills, writing): worker for worker in range(workers)}
    killed = 0
    while running:
        pid, status = os.wait()
        worker = running.pop(pid)
        if status == signal.SIGKILL:
            killed += 1
            running[_worker(page, worker, adds, kills and killed < 60, writing)] = worker
        elif status:
            raise RuntimeError(f"worker {worker} ended with {status}")
    os.close(writing)
    with open(reading) as pipe:
        replies = len(pipe.readlines())
    return {
        "killed": killed,
        "replies": replies,
        "strays": beside(page),
    }


def _worker(page: Path, worker: int, adds: int, kills: bool, replies: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    lucky = int.from_bytes(os.urandom(2)) % 900 + 100 if kills else -1

    def act(number: int, _name: str, call: Callable[[], Any]) -> Any:
        if number == lucky:
            os.kill(os.getpid(), signal.SIGKILL)
        return call()

    try:
        with watched(act):
            for number in range(adds):
                rewrite(page, add(b"- worker %d line %d.\n" % (worker, number)))
                os.write(replies, b"done\n")
        os._exit(0)
    finally:
        os._exit(1)


def inherit(page: Path) -> dict[str, Any]:
    """A child that is forked while the lock is held, and lives on, does not hold it."""
    with locked(page):
        pid = os.fork()
        if not pid:
            signal.pause()
    try:
        with locked(page, timeout=0):
            return {"free": True}
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def edit(page: Path) -> dict[str, Any]:
    """One edit, for `strace` and a full disk."""
    try:
        written = rewrite(page, add(ADDED))
    except ListError as error:
        return {"error": str(error)}
    return {"error": "", "warnings": written.warnings}


def tour(page: Path) -> dict[str, Any]:
    """Read, edit, refuse, undo: everything once."""
    read_page(page)
    edit(page)
    rewrite(page, add(ADDED))
    _take_back(page)
    return {"lock": str(lock_path(page)), "mode": stat.S_IMODE(page.stat().st_mode)}


def main(command: str, page: str, *more: str) -> None:
    """The child of a test."""
    path = Path(page)
    if command == "kill":
        result = kill_everywhere(more[0], path)
    elif command == "plain":
        result = plain_user(path)
    elif command == "storm":
        result = storm(path, int(more[0]), int(more[1]), more[2] == "kills")
    elif command == "hold":
        hold(path)
        return
    else:
        result = {"inherit": inherit, "edit": edit, "tour": tour}[command](path)
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
