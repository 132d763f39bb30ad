"""What every test may use: the real data folder when it is there, and a list to edit."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# No test depends on a clock's speed: examples may take as long as a busy machine needs. The same
# run gets the same examples; of other tests it may get others, for Hypothesis takes constants from
# the modules imported so far. LLMSYS_HYPOTHESIS=explore looks for new ones.
settings.register_profile("project", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("LLMSYS_HYPOTHESIS", "project"))

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
BUNDLED = ROOT / "src" / "llmsys_mcp" / "lists" / "llmsys"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def shared() -> Path:
    """Seeds and history that the project does not ship."""
    if not SHARED.is_dir():
        pytest.skip("needs the project's shared data, which is not in a clone")
    return SHARED


@pytest.fixture
def within_a_minute() -> Iterator[None]:
    """Fails a test that is still at work after a minute.

    For texts on which linear work takes milliseconds, and work that grew with the square of their
    length, or faster, would take hours: so no speed of a machine decides.
    """

    def give_up(_number: int, _frame: object) -> NoReturn:
        raise AssertionError("not done after a minute: this work is not linear")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a copy of the bundled list and its rules."""
    folder = tmp_path / "list"
    folder.mkdir()
    for name in ("README.md", "CLAUDE.md"):
        shutil.copyfile(BUNDLED / name, folder / name)
    return folder


@pytest.fixture(autouse=True)
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the user's own cache, settings or list."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    for name in list(os.environ):
        if name.startswith("LLMSYS_MCP_") or name == "CREDENTIALS_DIRECTORY":
            monkeypatch.delenv(name)
    return cache
