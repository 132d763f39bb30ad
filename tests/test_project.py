"""The project's own rules, checked by machine: layers, types, lint, the module map."""

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


def test_the_map_in_claude_md_names_every_module() -> None:
    text = (ROOT / "CLAUDE.md").read_text(encoding="utf-8")
    package = ROOT / "src" / "llmsys_mcp"
    modules = {p.relative_to(package).as_posix() for p in package.rglob("*.py")}
    missing = {m for m in modules if not m.endswith("__init__.py") and f"`{m}`" not in text}
    assert not missing
