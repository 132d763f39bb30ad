"""What the shell prints and where it cannot print: help, full disks, readers that went away."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from llmsys_mcp.faces import shell, stdio
from llmsys_mcp.faces.cli import COMMANDS, main
from llmsys_mcp.faces.shell import read_given
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
def test_what_is_left_for_a_full_disk_is_given_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FULL.open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as left:
            main(["--version"])
        full.write("more")
        full.flush()
    assert left.value.code == 1
    assert "No space left" in capsys.readouterr().err


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


@pytest.mark.parametrize("command", ["search", "add", "lint", "plan", "sections"])
def test_the_help_of_a_command_begins_with_its_own_options(command: str) -> None:
    for _ in range(2):
        told = CliRunner().invoke(main, [command, "--help"]).stdout.partition("Options:")[2]
        options = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", told, re.MULTILINE)
        assert {*options[-4:]} == {"--list", "--index-dir", "--json", "--help"}


class Terminal(StringIO):
    """What a person types."""

    name = "<stdin>"

    def isatty(self) -> bool:
        return True


def test_who_types_the_input_is_told_how_to_end_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_given(Terminal("typed")) == "typed"
    assert capsys.readouterr().err.startswith("Reading from the terminal; Ctrl-D")
    assert read_given(StringIO("piped")) == "piped"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["plan", "add-entries"])
def test_input_of_another_encoding_is_misuse(folder: Path, command: str) -> None:
    options = ["--list", str(folder), "--index-dir", "memory"]
    result = CliRunner().invoke(main, [command, "-", *options], input="[é]".encode("utf-16"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'<stdin>' is no text in UTF-8: " in result.stderr


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        pytest.param(Terminal(), "Waiting for an MCP client on stdin", id="terminal"),
        pytest.param(StringIO(), "", id="pipe"),
    ],
)
def test_who_starts_a_server_by_hand_is_told_what_it_waits_for(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stdin: StringIO,
    said: str,
) -> None:
    monkeypatch.setattr(stdio, "serve_stdio", lambda *_: None)
    monkeypatch.setattr(sys, "stdin", stdin)
    options = ["--list", str(folder), "--index-dir", "memory"]
    main(["serve", *options], standalone_mode=False)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(said)
    assert bool(told.err) == bool(said)


@pytest.mark.parametrize(
    ("environment", "options", "coloured"),
    [
        pytest.param({}, [], True, id="terminal"),
        pytest.param({"NO_COLOR": "1"}, [], False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, [], True, id="NO_COLOR, empty"),
        pytest.param({"TERM": "dumb"}, [], False, id="dumb"),
        pytest.param({"NO_COLOR": "1"}, ["--color"], True, id="the option wins"),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    options: list[str],
    coloured: bool,
) -> None:
    (folder / "README.md").write_text("# T\n\n## A\n- [One](http://arxiv.org/abs/2401.00001)\n")
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _file, color: color is False)
    named = ["--list", str(folder), "--index-dir", "memory"]
    with pytest.raises(SystemExit):
        main(["lint", *named, *options], standalone_mode=False)
    assert ("\x1b[" in capsys.readouterr().out) is coloured


@pytest.mark.parametrize(
    "options", [["--json"], ["--output-format", "json"], ["--output-format", "sarif"]]
)
def test_a_diff_has_no_other_form(folder: Path, options: list[str]) -> None:
    arguments = ["lint", "--list", str(folder), "--index-dir", "memory", "--diff", *options]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--diff prints a diff" in result.stderr


def test_a_list_without_sections_says_so(folder: Path) -> None:
    (folder / "README.md").write_bytes(b"")
    result = CliRunner().invoke(main, ["sections", "--list", str(folder)])
    assert result.stdout == "The list has no section yet.\n"


@pytest.mark.parametrize(
    ("page", "arguments", "told"),
    [
        pytest.param("# My project\n", [], True, id="a project"),
        pytest.param("# My project\n", ["--list", "."], False, id="named"),
        pytest.param("# My project\n", ["--list", "a=.", "--list", "b=."], False, id="two named"),
        pytest.param(None, [], False, id="no page"),
        pytest.param(
            "# T\n\n## A\n" + "- [P](https://example.org/1)\n" * 5, [], False, id="a list"
        ),
    ],
)
def test_who_works_beside_a_page_that_is_no_list_learns_which_list_answers(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str | None,
    arguments: list[str],
    told: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stdio, "serve_stdio", lambda *_: None)
    if page is not None:
        Path("README.md").write_text(page, encoding="utf-8")
    for command in ("sections", "serve"):
        result = CliRunner().invoke(main, [command, *arguments, "--index-dir", "memory"])
        assert result.exit_code == 0, result.output
        assert result.stderr.startswith("The README.md here holds fewer than 5 papers") is told
        assert bool(result.stderr) is told


def test_an_option_before_its_command_is_told_where_it_goes() -> None:
    result = CliRunner().invoke(main, ["--list", ".", "search"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Options of a command stand behind its name.\n")


def test_a_new_list_is_told_with_the_next_step(tmp_path: Path) -> None:
    folder = tmp_path / "my list"
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert result.stdout == f"{folder / 'README.md'}\n{folder / 'CLAUDE.md'}\n"
    assert f"`llmsys-mcp serve --list '{folder}'`" in result.stderr


def test_no_list_is_made_in_a_folder_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["init", ""])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "FOLDER is empty" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["bibtex", "csv"])
def test_an_export_of_nothing_says_so(folder: Path, form: str) -> None:
    options = ["--list", str(folder), "--index-dir", "memory", "--format", form]
    nothing = CliRunner().invoke(main, ["export", "nothing-like-it", *options])
    assert (nothing.exit_code, nothing.stderr) == (0, "Nothing found to export.\n")
    assert nothing.stdout == "" or form == "csv"
    assert CliRunner().invoke(main, ["export", *options]).stderr == ""
    told = CliRunner().invoke(main, ["export", "nothing-like-it", *options, "--json"]).stdout
    assert json.loads(told)["total"] == 0


@pytest.mark.parametrize(
    "text", [None, "", "[lint]\nselect = []\n"], ids=["absent", "empty", "other"]
)
def test_a_settings_file_that_names_no_list_is_refused(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "lists.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["sections", "--list", str(file)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: not-a-list: list: ")
    assert "names no list, or is not there. Name lists in it" in result.stderr


def test_what_may_be_listed_is_told_beside_each_entry_of_several(folder: Path) -> None:
    entry = {"section": "A", "title": "One: other words", "url": "https://example.org/other"}
    options = ["--list", str(folder), "--index-dir", "memory", "--dry-run"]
    told = (
        CliRunner().invoke(main, ["add-entries", "-", *options], input=json.dumps([entry])).stdout
    )
    lines = told.splitlines()
    assert lines[1].startswith("- would-add: - [One")
    assert lines[2].startswith("  Possible duplicate, look before you keep both: title:one-words")


@pytest.mark.parametrize("command", ["sections", "serve"])
def test_who_stands_in_a_folder_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def gone() -> Path:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(Path, "cwd", gone)
    result = CliRunner().invoke(main, [command])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: not-a-list: list: the working folder is not there any more. Change into one that"
        " is.\n"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "LLMSYS_MCP_READONLY",
            "is no setting and changes nothing. Did you mean LLMSYS_MCP_READ_ONLY?",
        ),
        ("LLMSYS_MCP_ZZZZZZZZZZZZ", "is no setting and changes nothing.\n"),
        ("LLMSYS_MCP_HTTP", "is no setting"),
        ("LLMSYS_MCP_READ_ONLY", ""),
        ("LLMSYS_MCP_TOKENS", ""),
        ("LLMSYS_READONLY", ""),
    ],
)
def test_a_variable_that_means_nothing_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setattr(stdio, "serve_stdio", lambda *_: None)
    monkeypatch.setenv(name, "1")
    result = CliRunner().invoke(main, ["serve", "--list", str(folder), "--index-dir", "memory"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"{name} {told}" if told else "")
    assert bool(result.stderr) == bool(told)
