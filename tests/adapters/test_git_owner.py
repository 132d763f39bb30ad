"""A checkout of another user, which git does not read."""

import os
import subprocess
from pathlib import Path

import pytest

from llmsys_mcp.adapters import git_command

OTHER = 12345


def test_whose_checkout_it_is_decides_what_is_advised(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for path in (tmp_path, tmp_path / ".git"):
        os.chown(path, OTHER, OTHER)
    answer = git_command.run(tmp_path, "rev-parse", "--git-dir", extra={"HOME": str(tmp_path)})
    told = str(git_command.failed("it cannot be read", answer))
    assert "The checkout is another user's: start this program as that user" in told
    assert "git config --global --add safe.directory PATH" in told
    assert "fsck" not in told


def test_anything_else_is_looked_at_with_git() -> None:
    answer = git_command.Answer(128, b"", "fatal: bad object HEAD")
    told = str(git_command.failed("it cannot be read", answer))
    assert told.endswith("Look at the repository with git status and git fsck.")
