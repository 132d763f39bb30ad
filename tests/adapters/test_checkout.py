"""Where a page stands, by the shape of its `.git`, and where the state of its checkout is kept."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from llmsys_mcp.adapters.checkout import git_directory, state_of, top_of
from llmsys_mcp.errors import WriteFailed


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "llmsys-mcp"


def repository(top: Path) -> Path:
    (top / ".git").mkdir(parents=True)
    (top / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return top


def worktree(tmp_path: Path, pointer: str, back: str) -> tuple[Path, Path]:
    """A folder whose `.git` file says `pointer`, and the directory of a worktree saying `back`."""
    directory = repository(tmp_path / "main") / ".git" / "worktrees" / "tree"
    directory.mkdir(parents=True)
    (directory / "gitdir").write_text(back)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / ".git").write_text(pointer)
    return tree, directory


@pytest.mark.parametrize("below", ["", "docs", "docs/deep"])
def test_a_checkout_keeps_its_state_in_its_git_directory(tmp_path: Path, below: str) -> None:
    top = repository(tmp_path / "checkout")
    folder = top / below
    folder.mkdir(parents=True, exist_ok=True)
    assert top_of(folder) == top
    assert state_of(folder) == top / ".git" / "llmsys-mcp"


@pytest.mark.parametrize(
    ("pointer", "back"),
    [
        pytest.param("gitdir: {directory}\n", "{tree}/.git\n", id="absolute"),
        pytest.param("gitdir: ../main/.git/worktrees/tree\n", "../../../../tree/.git\n", id="both"),
        pytest.param("gitdir: {directory}", "{tree}/.git", id="no newline"),
    ],
)
def test_a_worktree_has_a_git_directory_of_its_own(tmp_path: Path, pointer: str, back: str) -> None:
    names = {"directory": tmp_path / "main/.git/worktrees/tree", "tree": tmp_path / "tree"}
    tree, directory = worktree(tmp_path, pointer.format(**names), back.format(**names))
    assert git_directory(tree) == directory
    assert state_of(tree) == directory / "llmsys-mcp"


def test_a_worktree_made_by_git_is_recognised(tmp_path: Path) -> None:
    main, tree = tmp_path / "main", tmp_path / "tree"

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        ).stdout.strip()

    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git("init", "-q", str(main))
    git("-C", str(main), "commit", "-q", "--allow-empty", "-m", "start")
    git("-C", str(main), "worktree", "add", "-q", str(tree))
    for top in (main, tree):
        assert git_directory(top) == Path(git("-C", str(top), "rev-parse", "--absolute-git-dir"))


@pytest.mark.parametrize(
    ("pointer", "back"),
    [
        pytest.param("gitdir: /nowhere/at/all\n", "", id="leads nowhere"),
        pytest.param("gitdir: ../main/.git/HEAD\n", "", id="leads to a file"),
        pytest.param(
            "gitdir: ../main/.git/worktrees/tree\n", "/else/.git\n", id="points elsewhere"
        ),
        pytest.param("gitdir: ../main/.git/worktrees/tree\n", "a\0b", id="points at a NUL"),
        pytest.param("gitdir: ../main/.git\n", "../../../../tree/.git", id="no worktree of it"),
        pytest.param("../main/.git/worktrees/tree\n", "../../../../tree/.git", id="not a pointer"),
        pytest.param("gitdir: \0\n", "../../../../tree/.git", id="NUL"),
        pytest.param(
            "gitdir: ../main/.git/worktrees/tree" + "/." * 4000, "../../../../tree/.git", id="long"
        ),
    ],
)
def test_a_git_file_that_proves_nothing_is_left_alone(
    tmp_path: Path, cache: Path, pointer: str, back: str
) -> None:
    tree, _ = worktree(tmp_path, pointer, back)
    assert git_directory(tree) is None
    assert top_of(tree) == tree
    assert state_of(tree).parent == cache


@pytest.mark.parametrize("shape", ["link", "fifo", "pointer to a folder"])
def test_a_git_of_another_shape_is_left_alone(tmp_path: Path, cache: Path, shape: str) -> None:
    tree, directory = worktree(tmp_path, "gitdir: ../main/.git/worktrees/tree", "")
    if shape == "pointer to a folder":
        (directory / "gitdir").unlink()
        (directory / "gitdir").mkdir()
    else:
        (tree / ".git").unlink()
        if shape == "link":
            (tree / ".git").symlink_to(tmp_path / "main" / ".git")
        else:
            os.mkfifo(tree / ".git")
    assert git_directory(tree) is None
    assert state_of(tree).parent == cache


def test_a_git_folder_without_head_is_passed_over(tmp_path: Path) -> None:
    top = repository(tmp_path / "checkout")
    (top / "docs" / ".git").mkdir(parents=True)
    assert git_directory(top / "docs") is None
    assert state_of(top / "docs") == top / ".git" / "llmsys-mcp"


def test_without_git_each_folder_has_a_name_in_the_cache(tmp_path: Path, cache: Path) -> None:
    (one := tmp_path / "one").mkdir()
    (two := tmp_path / "two").mkdir()
    assert top_of(one) == one
    assert state_of(one).parent == cache
    assert state_of(one) == state_of(one) != state_of(two)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def _writable_by_all(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)


def _writable_by_the_group(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o770)


def _link(cache: Path) -> None:
    cache.parent.mkdir()
    (cache.parent / "else").mkdir(mode=0o700)
    cache.symlink_to(cache.parent / "else")


def _of_another_user(cache: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    cache.mkdir(parents=True, mode=0o700)
    os.chown(cache, 65534, 65534)


@pytest.mark.parametrize(
    "spoil", [_writable_by_all, _writable_by_the_group, _link, _of_another_user]
)
def test_a_cache_that_others_rule_is_refused(tmp_path: Path, cache: Path, spoil) -> None:  # type: ignore[no-untyped-def]  # a callable of this file
    spoil(cache)
    with pytest.raises(WriteFailed, match="not this user's alone"):
        state_of(tmp_path)
    assert not list(cache.iterdir())


def _file_above(cache: Path) -> None:
    cache.parent.write_text("")


def _file(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("")


@pytest.mark.parametrize("spoil", [_file_above, _file])
def test_a_cache_that_cannot_be_made_is_named_with_the_way_out(
    tmp_path: Path, cache: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(cache)
    with pytest.raises(WriteFailed, match="cannot be made: ") as caught:
        state_of(tmp_path)
    assert "llmsys-mcp'" in caught.value.problem
    assert "Set XDG_CACHE_HOME" in caught.value.advice


def test_a_git_that_cannot_be_looked_at_is_no_reason_for_another_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path / "checkout")
    real = os.lstat

    def lstat(path: Path) -> os.stat_result:
        if Path(path).name == ".git":
            raise OSError(5, "input/output error")
        return real(path)

    monkeypatch.setattr(os, "lstat", lstat)
    with pytest.raises(OSError, match="input/output"):
        state_of(top)
