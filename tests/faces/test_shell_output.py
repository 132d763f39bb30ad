"""What the shell prints and where it cannot print: help, full disks, readers that went away."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from llmsys_mcp.faces import shell
from llmsys_mcp.faces.cli import COMMANDS, main
from small_lists import SmallList

FULL = Path("/dev/full")
needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small = SmallList(tmp_path / "list")
    small.write("# T\n\n## A\n- [One](https://example.org/1): words\n")
    return small.folder


def run(
    folder: Path, *arguments: str, stdout: Path | int, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """A command whose answer goes to `stdout`: a file, or an open descriptor."""
    out = os.open(stdout, os.O_WRONLY) if isinstance(stdout, Path) else stdout
    try:
        return subprocess.run(
            [sys.executable, "-m", "llmsys_mcp", *arguments],
            env=os.environ
            | {"LLMSYS_MCP_LIST": str(folder), "LLMSYS_MCP_INDEX_DIR": "memory"}
            | environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(out)


@needs_a_full_disk
@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["held", "at once"])
@pytest.mark.parametrize(
    "arguments",
    [["sections"], ["search", "words", "--json"], ["lint"], ["--help"], ["add-section", "B"]],
    ids=lambda arguments: arguments[0],
)
def test_an_answer_that_cannot_be_written_is_told_in_one_line(
    folder: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    done = run(folder, *arguments, stdout=FULL, **environment)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("Error: cannot write to stdout: No space left on device.")


@needs_a_full_disk
def test_an_answer_lost_inside_a_group_of_tasks_is_told_alike(folder: Path) -> None:
    done = run(folder, "demo", stdout=FULL)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize("command", ["sections", "demo"])
def test_a_pipe_that_nobody_reads_is_no_word_worth(folder: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    assert run(folder, command, stdout=writing).stderr == b""


def failing(error: Exception) -> Callable[[], None]:
    """A command that ends with `error`."""

    @click.command()
    def odd() -> None:
        raise error

    return odd


FULL_DISK = OSError(errno.ENOSPC, "No space left on device")
CLOSED = BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(FULL_DISK, "No space left on device", id="full"),
        pytest.param(CLOSED, "", id="closed"),
        pytest.param(ExceptionGroup("", [FULL_DISK]), "No space left", id="full, of a task"),
        pytest.param(ExceptionGroup("", [CLOSED, CLOSED]), "", id="closed, of two tasks"),
    ],
)
def test_what_stdout_does_not_take(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    monkeypatch.setitem(COMMANDS, "odd", "shell:odd")
    monkeypatch.setattr(shell, "odd", failing(error), raising=False)
    result = CliRunner().invoke(main, ["odd"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert said in result.stderr
    assert bool(said) == bool(result.stderr)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OSError(errno.ENOSPC, "No space left", "index.bin"), id="of a file"),
        pytest.param(OSError(errno.ENOTCONN, "Not connected"), id="of something else"),
        pytest.param(ExceptionGroup("", [FULL_DISK, ValueError()]), id="with a bug beside it"),
        pytest.param(ExceptionGroup("", [ValueError()]), id="a bug in a task"),
    ],
)
def test_a_bug_is_not_taken_for_a_full_disk(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setitem(COMMANDS, "odd", "shell:odd")
    monkeypatch.setattr(shell, "odd", failing(error), raising=False)
    assert CliRunner().invoke(main, ["odd"]).exception is error


@pytest.mark.parametrize(
    ("columns", "width"), [pytest.param("40", 50, id="narrow"), ("80", 80), ("200", 80)]
)
def test_the_help_cuts_no_command_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    main(["--help"], prog_name="llmsys-mcp", standalone_mode=False)
    told = capsys.readouterr().out
    assert "..." not in told.replace("[ARGS]...", "")
    assert max(map(len, told.splitlines())) <= width
    if width == 80:
        lines = told.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
        assert [line.split()[0] for line in lines] == list(COMMANDS)
