"""The project's own rules, checked by machine: layers, types, lint, the module map."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="lint"),
        pytest.param(["ruff", "format", "--check", "."], id="format"),
        pytest.param(["mypy"], id="types"),
        pytest.param(["importlinter.cli", "lint"], id="imports go down"),
    ],
)
def test_the_tree_is_clean(command: list[str], tmp_path: Path) -> None:
    module, *arguments = command
    if module == "importlinter.cli":
        line = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"]
        arguments = ["--no-cache"]
    else:
        line = [sys.executable, "-m", module]
    cache = ["--cache-dir", str(tmp_path)] if module in ("ruff", "mypy") else []
    done = subprocess.run(
        [*line, *arguments, *cache], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


START, END = "pytest tests/test_project.py` renews it -->\n", "<!-- end of map -->"


def module_map() -> str:
    """One line per module: its path and the first line of its docstring."""
    package = ROOT / "src" / "llmsys_mcp"
    lines = []
    for path in sorted(package.rglob("*.py"), key=lambda p: (p.parent.as_posix(), p.name)):
        said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        name = path.relative_to(package).as_posix()
        lines.append(f"- `{name}`: {said.splitlines()[0] if said else 'MISSING DOCSTRING'}")
    return "\n".join(lines) + "\n"


def test_the_map_in_claude_md_is_that_of_the_code() -> None:
    page = ROOT / "CLAUDE.md"
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    shown, _, tail = rest.partition(END)
    if os.environ.get("LLMSYS_ACCEPT_MAP"):
        page.write_text(f"{head}{START}{module_map()}{END}{tail}", encoding="utf-8")
        return
    assert shown == module_map(), "renew it as the comment above the map says"
    assert "MISSING" not in shown


MODULE_NAMED = re.compile(r"`((?:core|adapters|services|faces|tests)/[\w/]+\.py)`")


def test_modules_that_texts_name_are_there() -> None:
    texts = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    texts += [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.py")]
    named = {name for path in texts for name in MODULE_NAMED.findall(path.read_text("utf-8"))}
    tops = (ROOT, ROOT / "src" / "llmsys_mcp")
    assert named, "the pattern no longer finds what it looks for"
    assert [one for one in sorted(named) if not any((top / one).is_file() for top in tops)] == []


@pytest.mark.parametrize(
    "script", sorted((ROOT / "tests" / "benchmarks").glob("*.py")), ids=lambda path: path.stem
)
def test_a_benchmark_can_start(script: Path) -> None:
    """What it imports and the files it reads by default are there; it is not run."""
    known = runpy.run_path(str(script))
    paths = [value for value in known.values() if isinstance(value, Path)]
    assert [path for path in paths if not path.exists()] == []
    assert callable(known["main"])
