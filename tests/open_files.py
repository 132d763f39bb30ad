"""What a process has open, where the system tells (Linux)."""

import os
from pathlib import Path

import pytest

TOLD = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="the system does not tell what a process has open"
)


def has_open(process: int, file: Path) -> bool:
    """Whether a process has the file open, which it has a lock's while it wants it."""
    wanted = os.path.realpath(file)
    return wanted in map(os.path.realpath, Path(f"/proc/{process}/fd").iterdir())
