"""Scratch repositories: real git, a user of its own, and a look at every byte of them."""

import atexit
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog

USER = "[user]\n\tname = Ann Example\n\temail = ann@example.org\n[init]\n\tdefaultBranch = main\n"

LIST = """# Systems Papers

## Training
- [Alpha](https://arxiv.org/abs/2401.00001): Pipelines for Dense Models | OSDI' 24
- [Beta](https://arxiv.org/abs/2401.00002): Sharded Optimizer States | MLSys' 24
- [Gamma](https://arxiv.org/abs/2401.00003): Elastic Clusters for Training

## Serving
- [Delta](https://arxiv.org/abs/2402.00001): Paged Caches for Long Prompts | SOSP' 24
- [Epsilon](https://arxiv.org/abs/2402.00002): Batching Requests of Uneven Length
- [Zeta](https://example.org/zeta): Quantized Weights on Phones | UCB
"""


def private_user(home: Path, monkeypatch: pytest.MonkeyPatch, config: str = USER) -> Path:
    """A home folder with this git configuration, for git and for the code under test."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(config, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("EMAIL", raising=False)
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    return home


def git(folder: Path, *arguments: str, text: bytes | None = None) -> str:
    """What git, as a user runs it, answers."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=text, capture_output=True, check=False
    )
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")


@dataclass(frozen=True)
class Clone:
    """A checkout that holds a list."""

    folder: Path

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def write(self, text: str | bytes, name: str = "README.md") -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, text: str | bytes | None = None, name: str = "README.md") -> str:
        """Commit a page, or what is there; the commit's full name."""
        if text is not None:
            self.write(text, name)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def catalog(self) -> Catalog:
        return open_catalog(Settings(list_path=str(self.folder), index_dir="memory"), self.folder)


def new_clone(folder: Path, text: str | bytes = LIST) -> Clone:
    """A repository with one commit that holds the list."""
    clone = Clone(folder)
    if text == LIST:
        shutil.copytree(_template(), folder)
        return clone
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "--template=")
    clone.commit(text)
    return clone


@cache
def _template() -> Path:
    """One repository to copy: five times as quick as to make each anew."""
    top = Path(tempfile.mkdtemp(prefix="llmsys-template-"))
    atexit.register(shutil.rmtree, top)
    folder = top / "list"
    folder.mkdir()
    git(folder, "init", "-q", "--template=")
    Clone(folder).commit(LIST)
    return folder


def bytes_of(folder: Path, *leave_out: str) -> Mapping[str, str]:
    """Digest of every file in the folder, the git directory included, by path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith(leave_out):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
