"""The first things a newcomer runs: the demo from end to end, and a list of one's own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import mcp.client.stdio  # binds its default stderr here, where that is a file
import pytest
from click.testing import CliRunner

from llmsys_mcp.faces.app import bundled_folder
from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.demo import start_list

ANSI = re.compile(r"\x1b\[")


def run(*arguments: str) -> str:
    """Output of a command that must succeed."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_demo_shows_the_curators_loop_and_no_colours_in_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own, where a hostile working folder could slip in a module."""
    (tmp_path / "anyio.py").write_text("raise SystemExit('imported from here')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "llmsys_mcp", "demo"],
        cwd=tmp_path,
        env=os.environ | {"LLMSYS_MCP_READ_ONLY": "1", "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode("latin-1")
    assert not ANSI.search(text)
    steps = [line for line in text.split("\n") if re.match(r"\w+\(\w+=", line)]
    assert [step.partition("(")[0] for step in steps] == [
        "search_papers",
        "check_duplicate",
        "check_duplicate",
        "suggest_section",
        "format_entry",
        "add_entry",
        "add_entry",
        "compare_lists",
    ]
    assert "llmsys and course: 24 papers in both" in text
    for said in ("searched for: paged kv cache memory", "  duplicate", "  new", "  Added arxiv:"):
        assert said in text
    assert text.count("  +- [Rollout Relay](https://arxiv.org/abs/2601.00001)") == 1
    assert "Already listed: arxiv:2601.00001" in text
    assert [path.name for path in tmp_path.iterdir()] == ["anyio.py"]


def test_the_demo_is_coloured_when_asked(capfd: pytest.CaptureFixture[str]) -> None:
    assert mcp.client.stdio
    main(["demo", "--color"], standalone_mode=False)
    text = capfd.readouterr().out
    assert "\x1b[36msearch_papers(" in text
    assert "\x1b[32m  +- [Rollout Relay]" in text


def test_init_makes_a_list_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "list"
    text = run("init", str(folder))
    assert text.split()[:2] == [str(folder / "README.md"), str(folder / "CLAUDE.md")]
    for name in ("README.md", "CLAUDE.md"):
        assert (folder / name).read_bytes() == (bundled_folder() / name).read_bytes()
        assert os.access(folder / name, os.W_OK)
    added = run(
        *("add", "--list", str(folder), "--section", "Agent Systems"),
        *("--title", "Mine", "--url", "https://example.org/mine"),
    )
    assert added.startswith("Added ")


@pytest.mark.parametrize("name", ["README.md", "CLAUDE.md"])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_init_leaves_what_is_there_alone(tmp_path: Path, name: str, kind: str) -> None:
    there = tmp_path / name
    match kind:
        case "file":
            there.write_text("# mine\n", encoding="utf-8")
        case "link":
            there.symlink_to("nowhere")
        case "folder":
            there.mkdir()
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr == f"Error: {there} is there already; nothing was written.\n"
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["below a file", "no right"])
def test_init_says_what_the_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "file" / "list"
    if kind == "below a file":
        (tmp_path / "file").write_text("x", encoding="utf-8")
        said = "Not a directory"
    else:
        said = "Permission denied"
        refusal = PermissionError(13, said, str(folder))
        monkeypatch.setattr(Path, "mkdir", lambda *_a, **_k: (_ for _ in ()).throw(refusal))
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert result.exit_code == 1
    assert said in result.stderr
    assert "no list was made" in result.stderr
    assert "Traceback" not in result.output


def test_init_does_not_write_over_a_file_that_appears_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "README.md").write_text("# mine\n", encoding="utf-8")
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    with pytest.raises(FileExistsError):
        start_list(tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == "# mine\n"


def test_a_name_with_control_characters_is_shown_by_their_numbers(tmp_path: Path) -> None:
    text = run("init", str(tmp_path / "a\x1b[2Jb"))
    assert "\x1b" not in text
    assert "a\\x1B[2Jb" in text
    again = CliRunner().invoke(main, ["init", str(tmp_path / "a\x1b[2Jb")])
    assert again.exit_code == 1
    assert "a\\x1B[2Jb" in again.stderr
    assert "\x1b" not in again.stderr
