"""What the pages show is run: commands print what is shown, tables name what there is."""

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.http_options import SECRETS
from llmsys_mcp.faces.serve import serve
from llmsys_mcp.faces.toolsets import OF_SEVERAL, OFFERS, TOOLSETS
from llmsys_mcp.faces.toolsets import hints as hints_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ llmsys-mcp (.+)\n((?s:.*?))```", README)


@pytest.mark.parametrize(
    ("command", "output"), [pytest.param(*one, id=one[0][:40]) for one in SHOWN]
)
def test_a_command_prints_what_the_readme_shows(
    command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LLMSYS_MCP_INDEX_DIR", "memory")
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.output == output


def test_the_readme_shows_commands_at_all() -> None:
    assert len(SHOWN) >= 5


def test_the_readme_has_its_two_commands_and_ci_finds_the_second() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, flags=re.MULTILINE)
    assert [command.split()[-1] for command in commands] == ["demo", "pytest"]
    assert "s/^\\(python3 -m venv .*pytest.*\\)$" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_readme_names_every_tool_and_whether_it_writes() -> None:
    shown = re.findall(r"^\| `(\w+)` \| .* \| (yes|no) \|$", README, flags=re.MULTILINE)
    rows = dict(shown)
    hints = {name: hint for one in TOOLSETS for name, (_, hint) in hints_of(one).items()}
    assert len(rows) == len(shown)
    assert rows == {name: "no" if hint.read_only_hint else "yes" for name, hint in hints.items()}


def test_the_readme_says_nothing_under_two_headings_of_one_name() -> None:
    headings = re.findall(r"^#+ .*$", README, flags=re.MULTILINE)
    assert len(headings) == len(set(headings))


def test_the_readme_says_which_tool_is_in_which_toolset() -> None:
    rows = dict(re.findall(r"^\| `([a-z]+)` \| ((?:[^|]*`\w+`)+) \|$", README, re.MULTILINE))
    shown = {name: set(re.findall(r"`(\w+)`", tools)) for name, tools in rows.items()}
    assert shown == {name: set(hints_of(name)) for name in TOOLSETS}


def test_the_readme_says_what_the_tools_cost_to_read() -> None:
    """To a twentieth, since each word of a description changes it."""
    said = re.search(
        r"to about ([\d,]+) tokens for `core` and ([\d,]+) for all over one list; .*"
        r"to ([\d,]+) and ([\d,]+)\.",
        README,
    )
    assert said
    figures = [int(figure.replace(",", "")) for figure in said.groups()]
    told = json.loads((files("llmsys_mcp.faces") / OFFERS).read_text("utf-8"))
    offers = [one for one in told if not one["push"] and one["tool"]["name"] not in OF_SEVERAL]
    read, everything = ("name", "description", "inputSchema"), tuple(offers[0]["tool"])
    meant = [(sets, parts) for parts in (read, everything) for sets in (("core",), TOOLSETS)]
    for figure, (toolsets, parts) in zip(figures, meant, strict=True):
        chosen = [one["tool"] for one in offers if one["toolset"] in toolsets]
        text = [{part: tool[part] for part in parts} for tool in chosen]
        size = sum(len(json.dumps(one, ensure_ascii=False, separators=(",", ":"))) for one in text)
        assert abs(figure - size / 4) <= figure / 20, (toolsets, parts, size / 4)


def test_the_readme_names_every_toolset() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `--toolsets"))
    assert set(re.findall(r"`([a-z]+)`", row)) == {*TOOLSETS, "all"}


def test_the_readme_names_every_option_of_serve_with_its_variable() -> None:
    rows = dict(re.findall(r"^\| `(--[a-z-]+).*?` \| `(LLMSYS_MCP_\w+)`", README, re.MULTILINE))
    for option in serve.params:
        name = option.opts[0]
        if name in ("--help", "-h") or "LLMSYS_MCP_" not in (option.help or ""):
            continue
        assert rows[name] == f"LLMSYS_MCP_{name[2:].replace('-', '_').upper()}"


def test_the_readme_names_every_secret_that_only_a_variable_says() -> None:
    shown = re.findall(r"^\| variable only \| `LLMSYS_MCP_(\w+)`", README, re.MULTILINE)
    assert shown == [name.upper() for name in SECRETS]


def test_the_client_configurations_parse_and_start_our_command() -> None:
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL)]
    blocks.append(json.loads((ROOT / ".mcp.json").read_text("utf-8")))
    for block in blocks:
        server = block["mcpServers"]["llmsys"]
        assert server["command"] == "llmsys-mcp"
        assert server["args"][0] == "serve"


def test_every_guarantee_names_tests_that_there_are() -> None:
    part = README.partition("## Guarantees")[2].partition("## ")[0]
    named = set(re.findall(r"`((?:test_|Test)\w+)`", part))
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) >= 15
    assert not {
        name for name in named if f"def {name}(" not in sources and f"{name} =" not in sources
    }
