"""Git as a store of texts: plumbing by argument list, and nothing that a repository names is run.

A checkout may come from a stranger, and its configuration can name programs. What git status, diff,
add and commit run on the way (hooks, filters, drivers, signing programs, file system monitors) is
not part of any command here, and the flags below turn off what is left of it. Nothing is ever
fetched: for all but a push no protocol is allowed, so that a partial clone does not go to the
network either.
"""

import os
import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import IO, TYPE_CHECKING

from llmsys_mcp.adapters.folder import MAX_PAGE_BYTES
from llmsys_mcp.errors import WriteFailed

if TYPE_CHECKING:
    from subprocess import Popen

SECONDS = 20.0
"""A local command may take so long."""

_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "",
    "LC_ALL": "C",
}
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.splitIndex=false",
    "core.untrackedCache=false",
    "gc.auto=0",
    "i18n.commitEncoding=UTF-8",
    "index.sparse=false",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "user.useConfigOnly=true",
)
_NO_PROTOCOL = "none"
_SAID_BYTES = 16_384
"""Bytes of a command's complaints that are kept."""
_ANSWER_BYTES = MAX_PAGE_BYTES + 4096
"""Bytes a command may answer: a page and a line about it."""
_SAID_SHOWN = 200
"""Characters of a complaint that are told."""
_NOT_OURS = "dubious ownership"
"""In git's complaint of a checkout whose owner runs something else."""
_USER = re.compile(r"://[^/\s]{0,2000}@")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    code: int
    out: bytes
    said: str
    """Its last complaint, credentials taken out; one line of plain ASCII."""

    @property
    def text(self) -> str:
        """The output without the line end behind it."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")


def run(
    folder: Path,
    *arguments: str,
    stdin: bytes | None = None,
    extra: Mapping[str, str] | None = None,
    protocols: str = _NO_PROTOCOL,
    seconds: float = SECONDS,
    limit: int = _ANSWER_BYTES,
) -> Answer:
    """Run one git command in `folder`, with `extra` in its environment.

    Raises:
        WriteFailed: git is missing, takes more than `seconds`, or says more than `limit` bytes.
    """
    from subprocess import DEVNULL, PIPE, Popen  # 3 ms that most commands of the shell do without

    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    try:
        process = Popen(  # noqa: S603 -- a list of arguments, checked by the callers
            ["git", *settings, *arguments],  # noqa: S607 -- the user's own git, as in their shell
            cwd=folder,
            env=_environment(protocols, extra or {}),
            stdin=DEVNULL if stdin is None else PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,  # no terminal, so nothing below can ask there
        )
    except FileNotFoundError as error:
        raise WriteFailed(
            "git", "the program git was not found.", "Install git, or add it to PATH."
        ) from error
    out, said, ended = _converse(process, stdin or b"", seconds, limit)
    if not ended:
        raise WriteFailed(
            "git",
            f"git {arguments[0]} did not end within {seconds:g} seconds, or said too much.",
            "Nothing was changed by it. Try again, or look at the repository.",
        )
    return Answer(process.returncode, out, last_complaint(said))


def _environment(protocols: str, extra: Mapping[str, str]) -> dict[str, str]:
    """The user's environment without anything that steers git or asks for a password."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") and name != "SSH_ASKPASS"
    }
    return {**kept, **_ENVIRONMENT, "GIT_ALLOW_PROTOCOL": protocols, **extra}


def _converse(
    process: "Popen[bytes]", data: bytes, seconds: float, limit: int
) -> tuple[bytes, bytes, bool]:
    """(output, complaints, whether it ended by itself in time and within the limit)."""
    from subprocess import TimeoutExpired

    out, said = bytearray(), bytearray()
    threads = [
        Thread(target=_take, args=(process.stdout, out, limit), daemon=True),
        Thread(target=_take, args=(process.stderr, said, _SAID_BYTES), daemon=True),
    ]
    if process.stdin is not None:
        threads.append(Thread(target=_give, args=(process.stdin, data), daemon=True))
    for thread in threads:
        thread.start()
    deadline = monotonic() + seconds
    threads[0].join(seconds)  # its end is told at once; `wait` has to look again and again
    try:
        process.wait(max(0.0, deadline - monotonic()))
        ended = True
    except TimeoutExpired:
        ended = False
        _kill(process)
    for thread in threads:
        thread.join(1.0)
    return bytes(out), bytes(said[:_SAID_BYTES]), ended and len(out) <= limit


def _take(pipe: IO[bytes], into: bytearray, limit: int) -> None:
    """Read to the end; keep a little more than `limit` bytes and drop the rest."""
    with pipe:
        while part := pipe.read(65_536):
            if len(into) <= limit:
                into += part


def _give(pipe: IO[bytes], data: bytes) -> None:
    try:
        with pipe:
            pipe.write(data)
    except BrokenPipeError:
        return  # it ended early, and its exit code says why


def _kill(process: "Popen[bytes]") -> None:
    """End the command and the programs it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover - Windows
        process.kill()
    process.wait()


def last_complaint(said: bytes) -> str:
    """The last complaint in git's own words: one line of ASCII without credentials."""
    text = _USER.sub("://***@", said.decode("utf-8", "replace"))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    marked = [line for line in lines if line.startswith(("fatal: ", "error: ", " ! "))]
    last = (marked or lines or [""])[-1]
    return ascii(last)[1:-1][:_SAID_SHOWN]


def there(answer: Answer, what: str) -> Answer:
    """`answer` as it is, where 0 means that git found what was asked for and 1 that there is none.

    Raises:
        WriteFailed: git failed in any other way; `what` says what could not be done.
    """
    if answer.code not in (0, 1):
        raise failed(what, answer)
    return answer


def failed(problem: str, answer: Answer) -> WriteFailed:
    """What to raise when a command did not do what it should."""
    said = f" (git: {answer.said})" if answer.said else ""
    advice = "Look at the repository with git status and git fsck."
    if _NOT_OURS in answer.said:
        advice = (
            "The checkout is another user's: start this program as that user, or let this one read"
            " it with git config --global --add safe.directory PATH."
        )
    return WriteFailed("git", f"{problem}{said}.", f"Nothing was changed. {advice}")
