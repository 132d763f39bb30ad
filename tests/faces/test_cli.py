"""The shell: every command's words, JSON, exit code, and what goes to which stream."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import anyio
import click
import pytest
from click.testing import CliRunner, Result

from llmsys_mcp.faces import stdio
from llmsys_mcp.faces.cli import COMMANDS, main
from llmsys_mcp.faces.shell import Printer
from small_lists import SmallList

PAGE = """# T

## A
- [One](https://example.org/1): words | OSDI' 24
- [Two](https://example.org/2)

## B
- [Three λ é 😀](https://example.org/3) | MIT
"""
NEW = ["--title", "New", "--url", "https://example.org/n"]
ADD = ["add", "--section", "A", *NEW]
NO_LIST_COMMANDS = {"serve", "demo", "init"}


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path / "list")
    small.write(PAGE)
    return small


@pytest.fixture
def shell(small: SmallList) -> Callable[..., Result]:
    def run(*arguments: str, **more: Any) -> Result:
        options = ["--list", str(small.folder), "--index-dir", "memory"]
        result = CliRunner().invoke(main, [*arguments, *options], **more)
        assert isinstance(result.exception, SystemExit | None), result.exc_info
        return result

    return run


Shell = Callable[..., Result]


def test_every_command_is_there_with_help_and_json() -> None:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)  # type: ignore[attr-defined]
        assert command is not None, name
        assert command.help, name
        options = {option for one in command.params for option in one.opts}
        silent = [one for one in command.params if isinstance(one, click.Option) and not one.help]
        assert not silent, name
        assert options >= (set() if name in NO_LIST_COMMANDS else {"--list", "--json"}), name
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert all(f"  {name} " in shown.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("serach", "'serach'. Did you mean `llmsys-mcp search`?", id="misspelt"),
        pytest.param("get_entry", "Did you mean `llmsys-mcp show`?", id="a tool"),
        pytest.param("fix_list", "Did you mean `llmsys-mcp lint --fix`?", id="a tool, an option"),
        pytest.param("zzz", "No such command 'zzz'.", id="nothing like it"),
    ],
)
def test_no_command_of_that_name_is_misuse(name: str, said: str) -> None:
    result = CliRunner().invoke(main, [name])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.endswith(f"{said}\n")


def test_a_name_that_is_no_command_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "odd", "shell:FOUND")
    result = CliRunner().invoke(main, ["odd"])
    assert result.exit_code == 2


def test_python_m_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["llmsys-mcp", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("llmsys_mcp", run_name="__main__")
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("llmsys-mcp, version ")
    assert "main" in runpy.run_module("llmsys_mcp.__main__", run_name="imported")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["search", "words"], 0, "1 found, 1 shown\n- One: words", id="search"),
        pytest.param(["search", "wrods"], 0, "; searched for: words", id="search repaired"),
        pytest.param(["search"], 0, "3 found, 3 shown", id="browse"),
        pytest.param(["search", "--section", "B"], 0, "1 found", id="search in a section"),
        pytest.param(["search", "one", "words"], 0, "One: words", id="search for words"),
        pytest.param(["search", "nothing-like-it"], 0, "0 found, 0 shown", id="search in vain"),
        pytest.param(["suggest", "--title", "Words"], 0, " A: ", id="suggest"),
        pytest.param(["format", *NEW], 0, "- [New](https://example.org/n)\n", id="format"),
        pytest.param(
            ["format", *NEW, "--venue", "OSDI 2024"], 0, "(LL109 ", id="format with changes"
        ),
        pytest.param(["check", *NEW], 0, "new\n", id="check new"),
        pytest.param(
            ["check", "--url", "https://example.org/3"], 1, "duplicate\n", id="check listed"
        ),
        pytest.param(["check", "--title", "One"], 1, "possible\n", id="check a name"),
        pytest.param(["check", "--url", "https://example.org/2"], 1, "duplicate", id="check link"),
        pytest.param(["check", "--title", "arxiv:2401.00001"], 0, "new\n", id="check an id"),
        pytest.param(["check", "--title", "?!"], 1, "has no letter", id="check signs"),
        pytest.param(["check", "https://example.org/2"], 1, "duplicate\n", id="check a bare link"),
        pytest.param(["check", "One:", "words"], 1, "possible\n", id="check bare words"),
        pytest.param(["check", "Four"], 0, "new\n", id="check a bare word"),
        pytest.param(
            ["check", "Four", "--title", "Five"], 2, "leave out --title and --url", id="check both"
        ),
        pytest.param(["sections"], 0, "A (2)", id="sections"),
        pytest.param([*ADD, "--dry-run"], 0, "Would add title:new-", id="add dry"),
        pytest.param(ADD, 0, "Added title:new-", id="add"),
        pytest.param(
            ["add-section", "C", "--after", "A", "--dry-run"], 0, "Would add C.", id="section dry"
        ),
        pytest.param(["add-section", "C", "--parent", "A"], 0, "Added A > C.", id="section"),
        pytest.param(["show", "ONE"], 1, "unknown-entry: id: ", id="show no entry"),
        pytest.param(["check"], 1, "invalid-argument: title: ", id="check nothing"),
        pytest.param(["add", "--section", "Z", *NEW], 1, "unknown-section: ", id="add nowhere"),
        pytest.param(
            [*ADD, "--expected-revision", "sha256:0"], 1, "conflict: expected_rev", id="add late"
        ),
        pytest.param(
            ["add", "--section", "B", "--title", "One", "--url", "https://example.org/1"],
            1,
            "duplicate-entry: title: ",
            id="add listed",
        ),
        pytest.param(["undo"], 1, "conflict: list: ", id="undo nothing"),
        pytest.param(["add", *NEW], 2, "Missing option '--section'", id="add without section"),
        pytest.param(["search", "--limit", "0"], 2, "0 is not in the range", id="limit"),
        pytest.param(["search", "--year-from", "x"], 2, "'x' is not a valid", id="year"),
        pytest.param(["show"], 2, "Missing argument 'ID'", id="show without id"),
        pytest.param(["sections", "--organisation", "x"], 2, "No such option", id="unknown option"),
        pytest.param(["add-entries", "absent.json"], 2, "No such file", id="no such file"),
    ],
)
def test_words_exit_code_and_streams(
    small: SmallList, shell: Shell, arguments: list[str], code: int, said: str
) -> None:
    before = small.read()
    result = shell(*arguments)
    assert result.exit_code == code, result.output
    if code == 0 or ((arguments[0] == "check" and "duplicate" in said) or "possible" in said):
        assert said in result.stdout
        assert result.stderr == ""
    else:
        assert said in result.stderr
        assert result.stdout == ""
        assert small.read() == before
    assert "\x1b" not in result.output


def of(small: SmallList, title: str) -> str:
    return small.id_of(title)


def test_editing_commands_do_what_their_tools_do(small: SmallList, shell: Shell) -> None:
    one = of(small, "One")
    shown = shell("show", one)
    assert "markdown: - [One](https://example.org/1): words | OSDI' 24" in shown.stdout
    assert "organization" not in shown.stdout
    result = shell("update", one, "--venue", "", "--description", "more words")
    assert result.stdout.startswith("Updated title:one-")
    assert "+- [One](https://example.org/1): more words\n" in result.stdout
    one = of(small, "One")
    assert "is that way already" in shell("update", one, "--title", "One").stdout
    assert "would have moved" in shell("move", one, "--section", "B", "--dry-run").stdout
    assert shell("move", one, "--section", "B").stdout.startswith("Moved ")
    assert shell("remove", one, "--reason", "test").stdout.startswith("Removed ")
    for _ in range(3):
        result = shell("undo")
        assert result.exit_code == 0
        assert result.stdout.startswith("As before the last edit: README.md.\n")
    assert small.read().decode() == PAGE
    assert shell("undo").exit_code == 1


def test_adding_twice_is_told_and_no_failure(small: SmallList, shell: Shell) -> None:
    assert shell(*ADD).exit_code == 0
    data = small.read()
    again = shell(*ADD)
    assert (again.exit_code, again.stdout.startswith("Already listed: ")) == (0, True)
    assert small.read() == data


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "words"],
        ["suggest", "--title", "Words"],
        ["format", *NEW],
        ["check", "--title", "One"],
        ["sections"],
        ["add", "--section", "A", *NEW],
        ["add-section", "C"],
        ["update", "ID", "--venue", "OSDI 25"],
        ["move", "ID", "--section", "B"],
        ["remove", "ID", "--reason", "x"],
        ["show", "ID"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_json_is_the_structured_result(
    small: SmallList, shell: Shell, arguments: list[str]
) -> None:
    arguments = [of(small, "One") if one == "ID" else one for one in arguments]
    result = shell(*arguments, "--json")
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    assert result.stderr == ""
    expected = {
        "search": lambda: small.core.search_papers("words"),
        "check": lambda: small.core.check_duplicate("One"),
        "sections": small.core.list_sections,
    }
    if arguments[0] in expected:
        assert told == expected[arguments[0]]()
    if arguments[0] in ("add", "update", "move", "remove", "add-section"):
        assert told["revision"] == small.core.list_sections()["revision"]
        undone = json.loads(shell("undo", "--json").stdout)
        assert undone["undone"] is True
        assert small.read().decode() == PAGE


GOOD = {"section": "A", "title": "Four", "url": "https://example.org/4"}


@pytest.mark.parametrize(
    ("entries", "options", "code", "statuses"),
    [
        pytest.param([GOOD, GOOD], [], 0, ["added", "listed"], id="all"),
        pytest.param([GOOD], ["--dry-run"], 0, ["would-add"], id="dry run"),
        pytest.param([GOOD, {**GOOD, "section": "Z"}], [], 1, ["not-tried", "refused"], id="stop"),
        pytest.param(
            [{**GOOD, "section": "Z"}, GOOD], ["--skip"], 1, ["refused", "added"], id="skip"
        ),
        pytest.param([{**GOOD, "year": 2024}], [], 1, ["refused"], id="unknown field"),
        pytest.param([{"section": "A", "title": "Four"}], [], 1, ["refused"], id="no link"),
        pytest.param([{**GOOD, "title": 7}], [], 1, ["refused"], id="a number"),
        pytest.param([{**GOOD, "allow_duplicate": "no"}], [], 1, ["refused"], id="no truth value"),
        pytest.param(
            [{**GOOD, "venue": None, "allow_duplicate": None}], [], 0, ["added"], id="null"
        ),
    ],
)
def test_entries_are_added_from_a_file_or_a_pipe(
    small: SmallList,
    shell: Shell,
    entries: list[dict[str, Any]],
    options: list[str],
    code: int,
    statuses: list[str],
) -> None:
    file = small.folder.parent / "entries.json"
    file.write_text(json.dumps(entries), encoding="utf-8")
    result = shell("add-entries", str(file), "--json", *options)
    assert result.exit_code == code
    told = json.loads(result.stdout)
    assert [item["status"] for item in told["items"]] == statuses
    wrote = bool(told["added"])
    assert wrote == ("added" in statuses)
    assert (small.read().decode() == PAGE) == (not wrote)
    for item in told["items"]:
        assert bool(item["problem"]) == (item["status"] == "refused")
    small.write(PAGE)
    piped = shell("add-entries", "-", *options, input=json.dumps(entries))
    assert piped.exit_code == code
    dry = f"Dry run; would have added 1 of {len(entries)}\n"
    done = f"{told['added']} of {len(entries)} added\n"
    assert piped.stdout.startswith(dry if "would-add" in statuses else done)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{", "'<stdin>' is no JSON", id="broken"),
        pytest.param("", "is no JSON", id="empty"),
        pytest.param("{}", "holds no list of objects", id="an object"),
        pytest.param("[1]", "holds no list of objects", id="numbers"),
        pytest.param("[" * 99_999, "is no JSON", id="endless nesting"),
        pytest.param(b"[\xff]", "'<stdin>' is no text in UTF-8", id="no UTF-8"),
    ],
)
def test_what_holds_no_entries_is_misuse(shell: Shell, text: str | bytes, said: str) -> None:
    result = shell("add-entries", "-", input=text)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_no_entries_at_all_are_refused(shell: Shell) -> None:
    result = shell("add-entries", "-", input="[]")
    assert result.exit_code == 1
    assert "invalid-argument: entries: 0 entries. Give 1 to 100" in result.stderr


def test_the_list_is_the_environments_when_no_option_names_it(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMSYS_MCP_LIST", str(small.folder))
    monkeypatch.setenv("LLMSYS_MCP_INDEX_DIR", "memory")
    assert "A (2)" in CliRunner().invoke(main, ["sections"]).stdout
    monkeypatch.setenv("LLMSYS_MCP_READ_ONLY", "1")
    result = CliRunner().invoke(main, ADD)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "read-only: list: " in result.stderr
    assert small.read().decode() == PAGE
    monkeypatch.setenv("LLMSYS_MCP_READ_ONLY", "maybe")
    result = CliRunner().invoke(main, ["sections"])
    assert result.exit_code == 2
    assert "LLMSYS_MCP_READ_ONLY: 'maybe' is neither true nor false" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["--list", "EMPTY"], 1, "not-a-list: list: there is no file", id="no README"),
        pytest.param(["--list", "absent"], 1, "not-a-list: list: ", id="nothing there"),
        pytest.param(["--list", "notes.txt"], 1, "is no Markdown file", id="another file"),
        pytest.param(["--toolsets", "core,nope"], 2, "there are core, edit", id="no toolset"),
        pytest.param(["--log-level", "loud"], 2, "Error: --log-level: 'loud'", id="no level"),
        pytest.param(["--list", ""], 2, "Error: --list: it is empty", id="an empty path"),
        pytest.param(["--list", " "], 2, "Error: --list: it is empty", id="a blank path"),
        pytest.param(
            ["--list", "https://example.org/l"], 1, "an address on the web", id="an address"
        ),
        pytest.param(["--list", "a=git://x/y"], 1, "an address on the web", id="a named address"),
        pytest.param(["--bogus"], 2, "No such option", id="no option"),
    ],
)
def test_a_server_that_cannot_start_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    (tmp_path / "EMPTY").mkdir()
    (tmp_path / "notes.txt").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_a_server_is_started_as_it_was_asked_for(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flag before environment, and the server's edits are those that a signal waits for."""
    served: list[Any] = []
    monkeypatch.setattr(stdio, "serve_stdio", lambda *given: served.append(given))
    monkeypatch.setenv("LLMSYS_MCP_TOOLSETS", "core,edit")
    monkeypatch.setenv("LLMSYS_MCP_READ_ONLY", "1")
    options = ["--list", str(small.folder), "--index-dir", "memory"]
    for more in ([], ["--toolsets", "core"], ["--toolsets", "all"]):
        result = CliRunner().invoke(main, ["serve", *options, *more])
        assert (result.exit_code, result.output) == (0, "")
    offered = [{tool.name for tool in anyio.run(server.list_tools)} for server, _edits in served]
    assert {"search_papers", "compare_revisions"} <= offered[0]
    assert "compare_revisions" not in offered[1]
    assert offered[2] > offered[0] > offered[1]
    assert not any("add_entry" in names for names in offered)
    assert all(isinstance(edits, stdio.Edits) for _server, edits in served)


def test_of_several_lists_an_id_tells_which_is_meant(
    small: SmallList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SmallList(tmp_path / "other")
    other.write("# O\n\n## Z\n- [Other](https://example.org/other)\n")
    monkeypatch.setenv("LLMSYS_MCP_LIST", f"a={small.folder}{os.pathsep}b={other.folder}")
    monkeypatch.setenv("LLMSYS_MCP_INDEX_DIR", "memory")
    id_ = f"b/{other.id_of('Other')}"
    assert "title: Other\n" in CliRunner().invoke(main, ["show", id_]).stdout
    assert "4 found" in CliRunner().invoke(main, ["search"]).stdout
    assert "A (2)" in CliRunner().invoke(main, ["sections"]).stdout
    moved = CliRunner().invoke(main, ["remove", id_, "--reason", "x"])
    assert (moved.exit_code, small.read().decode()) == (0, PAGE)
    assert other.read() == b"# O\n\n## Z\n"
    named = CliRunner().invoke(main, ["search", "--list", str(small.folder)])
    assert "3 found" in named.stdout


def test_words_are_printed_so_that_no_terminal_obeys_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Printer(False)({}, "a\x1b[2Jb\n\tc\u202ed")
    assert capsys.readouterr().out == "a\\x1B[2Jb\n\tc\\u{202E}d\n"


def test_what_is_printed_to_no_terminal_at_all_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = StringIO()
    monkeypatch.setattr(sys, "stdout", page)
    main(["init", str(tmp_path / "list")], standalone_mode=False)
    assert page.getvalue().count("\n") == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_terminal_of_any_encoding_is_printed_on(small: SmallList, encoding: str) -> None:
    """Words show the number of a letter that is not to be had; JSON is JSON everywhere."""
    results = {}
    for form in ("--json", ""):
        line = [sys.executable, "-m", "llmsys_mcp", "search", "--section", "B"]
        line += ["--list", str(small.folder), "--index-dir", "memory", *filter(None, [form])]
        done = subprocess.run(
            line,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == b""
        results[form] = done.stdout
    assert json.loads(results["--json"])["results"][0]["title"] == "Three λ é 😀"
    assert "Three λ".encode() in results[""] or rb"Three \u03bb" in results[""]
    if encoding in ("latin-1", "cp1252"):
        assert results["--json"].isascii()


def test_a_reader_that_goes_away_ends_the_command_quietly(small: SmallList) -> None:
    small.write(PAGE + "".join(f"- [P{n}](https://example.org/p{n})\n" for n in range(3000)))
    line = f"{sys.executable} -m llmsys_mcp sections --list {small.folder} | true"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
