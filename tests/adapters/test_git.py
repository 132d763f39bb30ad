"""Git underneath: what is read, what is run, what is refused."""

import ast
import io
import json
import os
from pathlib import Path

import pytest

from llmsys_mcp.adapters import git_command
from llmsys_mcp.adapters.git import (
    blob_at,
    commit_at,
    commit_of,
    mode_of,
    real_path,
    repository,
    time_of,
)
from llmsys_mcp.adapters.git_command import last_complaint, run
from llmsys_mcp.adapters.git_state import (
    checkout_state,
    commits_between,
    default_branch,
    merge_base,
    upstream_of,
)
from llmsys_mcp.errors import InvalidArgument, ListError, NotAList, WriteFailed
from repositories import LIST, Clone, bytes_of, git, new_clone, private_user

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return private_user(tmp_path / "home", monkeypatch)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return new_clone(tmp_path / "list")


def resolve(root: Path, rev: str, argument: str = "rev") -> str:
    return commit_of(repository(root), rev, argument)


def read_blob(root: Path, rev: str, path: str) -> bytes | None:
    found = repository(root)
    return blob_at(found, commit_of(found, rev), found.path_of(root / path))


# --- revisions and texts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["HEAD", "main", "v1", "HEAD~0", "main^0", "refs/heads/main", "topic/näher#2"]
)
def test_a_plain_name_means_its_commit(clone: Clone, name: str) -> None:
    clone.git("tag", "-a", "-m", "x", "v1")
    clone.git("branch", "topic/näher#2")
    head = clone.git("rev-parse", "HEAD")
    assert resolve(clone.folder, name) == head
    assert resolve(clone.folder, head[:9]) == head


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-f",
        "--help",
        "--output=x",
        "--upload-pack=touch marker",
        "HEAD:README.md",
        ":/change",
        ":0:README.md",
        "HEAD..main",
        "HEAD...main",
        "@{-1}",
        "main@{u}",
        "main@{yesterday}",
        "HEAD^{tree}",
        "HEAD^{/x}",
        "^HEAD",
        "a b",
        "a\nb",
        "$(touch marker)",
        "nobody",
        "HEAD~99",
        "x" * 300,
        "HEAD" + "^" * 20,
    ],
)
def test_anything_else_is_refused_and_runs_nothing(clone: Clone, name: str) -> None:
    before = bytes_of(clone.folder)
    with pytest.raises(InvalidArgument) as refused:
        resolve(clone.folder, name, "base")
    assert str(refused.value).startswith("invalid-argument: base: ")
    assert len(str(refused.value)) < 400
    assert bytes_of(clone.folder) == before


def test_a_blob_is_read_as_its_bytes(clone: Clone) -> None:
    odd = b"\xef\xbb\xbf# T\r\nbroken \xff utf\0-8\nno newline"
    clone.write(odd)
    (clone.folder / "docs").mkdir()
    clone.write("deep\n", "docs/Other list.md")
    clone.write("", "empty.md")
    (clone.folder / "link.md").symlink_to("docs/Other list.md")
    (clone.folder / "out.md").symlink_to("/etc/hostname")
    clone.commit()
    folder = clone.folder
    assert read_blob(folder, "HEAD", "README.md") == odd
    assert read_blob(folder, "HEAD~1", "README.md") == LIST.encode()
    assert read_blob(folder, "HEAD", "docs/Other list.md") == b"deep\n"
    assert read_blob(folder / "docs", "HEAD", "Other list.md") == b"deep\n"
    assert read_blob(folder, "HEAD", "empty.md") == b""
    assert read_blob(folder, "HEAD", "link.md") == b"deep\n"
    for absent in ("docs", "none.md", "out.md", "README.md/x"):
        assert read_blob(folder, "HEAD", absent) is None, absent


def test_a_link_leads_to_its_file(clone: Clone) -> None:
    (clone.folder / "docs").mkdir()
    for name, target in {"a.md": "docs/b.md", "docs/b.md": "../README.md", "x": "x"}.items():
        (clone.folder / name).symlink_to(target)
    head = clone.commit()
    found = repository(clone.folder)
    for path in ("a.md", "docs/b.md", "README.md"):
        assert real_path(found, head, path) == "README.md"
    assert real_path(found, head, "none.md") == "none.md"
    assert real_path(found, head, "x") == "x"


def test_a_path_outside_or_of_two_lines_is_refused(clone: Clone) -> None:
    for path in ("../other/README.md", "a\nb.md"):
        with pytest.raises(NotAList, match="list: "):
            read_blob(clone.folder, "HEAD", path)


def test_a_commit_of_a_day_and_its_time(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2030-05-01", "2030-05-03"):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
        clone.commit(f"{LIST}{day}\n")
    found = repository(clone.folder)
    old, new = clone.git("rev-parse", "HEAD~1"), clone.git("rev-parse", "HEAD")
    assert commit_at(found, "HEAD", "2030-05-02T23:59:59Z") == old
    assert commit_at(found, "HEAD", "2030-05-03T23:59:59Z") == new
    assert commit_at(found, "HEAD", "2001-01-01T00:00:00Z") == ""
    assert time_of(found, old) == 1903867200
    assert mode_of(found, old, "README.md") == "100644"
    for question in (time_of, lambda at, rev: commit_at(at, rev, "2030-05-02T00:00:00Z")):
        with pytest.raises(WriteFailed, match="history cannot be read"):
            question(found, "0" * 40)


def test_a_damaged_repository_is_told(clone: Clone) -> None:
    found = repository(clone.folder)
    with pytest.raises(WriteFailed, match="files of 000000000000 cannot be read"):
        mode_of(found, "0" * 40, "README.md")
    with pytest.raises(WriteFailed, match="history cannot be read"):
        commits_between(found, "0" * 40, "1" * 40)
    (clone.folder / ".git" / "HEAD").write_text("nonsense")
    with pytest.raises(WriteFailed, match="checkout cannot be read"):
        checkout_state(found)


def test_a_text_that_was_not_fetched_is_no_absent_page(clone: Clone, tmp_path: Path) -> None:
    clone.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    git(
        tmp_path,
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{clone.folder}",
        str(partial),
    )
    before = bytes_of(partial)
    with pytest.raises(WriteFailed, match=r"README\.md' of [0-9a-f]{12} cannot be read"):
        read_blob(partial, "HEAD", "README.md")
    assert read_blob(partial, "HEAD", "none.md") is None
    assert bytes_of(partial) == before


# --- which checkout ----------------------------------------------------------------------------


def test_a_worktree_is_a_checkout_of_its_own(clone: Clone, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    found = repository(tmp_path / "side")
    assert found.top == tmp_path / "side"
    assert found.common_dir == clone.folder / ".git"
    assert found.git_dir == clone.folder / ".git" / "worktrees" / "side"
    stands = checkout_state(found)
    assert (stands.branch, stands.worktree) == ("side", True)
    assert checkout_state(repository(clone.folder)).worktree is False


def _submodule(clone: Clone, tmp_path: Path) -> Path:
    outer = new_clone(tmp_path / "outer")
    git(
        outer.folder,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(clone.folder),
        "inner",
    )
    return outer.folder / "inner"


def _separate(clone: Clone, tmp_path: Path) -> Path:
    clone.git("init", "-q", f"--separate-git-dir={tmp_path / 'elsewhere'}")
    return clone.folder


def _foreign(clone: Clone, tmp_path: Path) -> Path:
    other = tmp_path / "foreign"
    other.mkdir()
    (other / ".git").write_text(f"gitdir: {clone.folder / '.git'}\n")
    return other


def _moved_worktree(clone: Clone, tmp_path: Path) -> Path:
    (tmp_path / "else").mkdir()
    clone.git("config", "core.worktree", str(tmp_path / "else"))
    return clone.folder


def _none(_clone: Clone, tmp_path: Path) -> Path:
    (tmp_path / "plain").mkdir()
    return tmp_path / "plain"


def _broken(clone: Clone, _tmp_path: Path) -> Path:
    clone.git("config", "core.repositoryFormatVersion", "99")
    return clone.folder


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(_submodule, "not-a-list: list: .*a submodule", id="submodule"),
        pytest.param(_separate, "not-a-list: list: .*separate git folder", id="separate"),
        pytest.param(_foreign, "not-a-list: list: .*leads elsewhere", id="foreign .git"),
        pytest.param(_moved_worktree, "not-a-list: list: .*core.worktree", id="core.worktree"),
        pytest.param(_none, "not-a-list: list: .*in no git checkout", id="no checkout"),
        pytest.param(_broken, "write-failed: git: .*take this for a checkout", id="broken"),
    ],
)
def test_what_is_no_checkout_of_its_own_is_refused(
    clone: Clone, tmp_path: Path, make: object, told: str
) -> None:
    folder = make(clone, tmp_path)  # type: ignore[operator]  # one of the functions above
    with pytest.raises(ListError, match=told):
        repository(folder)


# --- how the checkout stands -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "operation"),
    [
        ("rebase-merge/done", "a rebase"),
        ("rebase-apply/rebasing", "a rebase"),
        ("rebase-apply/applying", "git am"),
        ("MERGE_HEAD", "a merge"),
        ("CHERRY_PICK_HEAD", "a cherry-pick"),
        ("REVERT_HEAD", "a revert"),
        ("BISECT_LOG", "a bisect"),
        ("ORIG_HEAD", ""),
    ],
)
def test_an_operation_that_is_not_finished_has_a_name(
    clone: Clone, mark: str, operation: str
) -> None:
    clone.write("", f".git/{mark}")
    stands = checkout_state(repository(clone.folder))
    assert stands.operation == operation
    assert stands.branch == "main"
    assert stands.commit == clone.git("rev-parse", "HEAD")


def test_detached_unborn_shallow_and_sparse(clone: Clone, tmp_path: Path) -> None:
    clone.commit(f"{LIST}\n")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{clone.folder}", "shallow")
    assert checkout_state(repository(tmp_path / "shallow")).shallow is True
    clone.git("sparse-checkout", "set", "docs")
    clone.git("checkout", "-q", "--detach")
    stands = checkout_state(repository(clone.folder))
    assert (stands.branch, stands.sparse, stands.shallow) == ("", True, False)
    git(tmp_path, "init", "-q", "-b", "fresh", "unborn")
    stands = checkout_state(repository(tmp_path / "unborn"))
    assert (stands.branch, stands.commit) == ("fresh", "")


def test_a_branch_knows_what_it_follows(clone: Clone, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(clone.folder), "copy")
    found = repository(tmp_path / "copy")
    assert upstream_of(found, "main") == "refs/remotes/origin/main"
    git(tmp_path / "copy", "branch", "--no-track", "alone")
    assert upstream_of(found, "alone") == ""
    assert upstream_of(found, "none") == ""
    git(tmp_path / "copy", "update-ref", "-d", "refs/remotes/origin/main")
    assert upstream_of(found, "main") == ""


def test_where_two_parted_and_what_is_usual_at_a_remote(clone: Clone, tmp_path: Path) -> None:
    first = clone.git("rev-parse", "HEAD")
    git(tmp_path, "clone", "-q", str(clone.folder), "copy")
    copy = Clone(tmp_path / "copy")
    found = repository(copy.folder)
    tips = [copy.commit(f"{LIST}\n")]
    copy.git("checkout", "-q", "-b", "side", first)
    tips.append(copy.commit(f"{LIST}- x\n"))
    assert merge_base(found, *tips) == first
    copy.git("checkout", "-q", "--orphan", "other")
    assert merge_base(found, tips[0], copy.commit(f"{LIST}- y\n")) == ""
    assert default_branch(found, "origin") == "refs/remotes/origin/main"
    copy.git("update-ref", "-d", "refs/remotes/origin/main")
    assert default_branch(found, "origin") == ""
    copy.git("remote", "set-head", "origin", "--delete")
    assert default_branch(found, "origin") == ""


# --- how git is run ----------------------------------------------------------------------------


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called git before the real one."""
    folder.mkdir()
    program = folder / "git"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_flags_and_environment_are_those_of_the_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_TRACE", "SSH_ASKPASS"):
        monkeypatch.setenv(name, "touch marker")
    monkeypatch.setenv("SSH_AUTH_SOCK", "/agent")
    script = "import json, os, sys; print(json.dumps([sys.argv[1:], dict(os.environ)]))"
    _program(tmp_path / "bin", monkeypatch, f'exec {os.sys.executable} -c "{script}" "$@"')
    arguments, environment = json.loads(run(tmp_path, "rev-parse", "HEAD").out)
    assert arguments[-2:] == ["rev-parse", "HEAD"]
    given = {arguments[at + 1] for at, word in enumerate(arguments) if word == "-c"}
    assert given >= {
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "gc.auto=0",
        "maintenance.auto=false",
        "protocol.ext.allow=never",
        "submodule.recurse=false",
    }
    assert {n: v for n, v in environment.items() if n.startswith(("GIT_", "SSH_"))} == {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "SSH_AUTH_SOCK": "/agent",
    }


def test_a_command_that_hangs_ends_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, within_a_minute: None
) -> None:
    os.mkfifo(tmp_path / "life")
    held = os.open(tmp_path / "life", os.O_RDONLY | os.O_NONBLOCK)
    _program(tmp_path / "bin", monkeypatch, f"exec 3>{tmp_path}/life; sleep 120 & sleep 120")
    with pytest.raises(WriteFailed, match="git status did not end within"):
        run(tmp_path, "status", seconds=0.2)
    os.set_blocking(held, True)
    assert os.read(held, 1) == b""  # comes when the last of them has ended
    os.close(held)


@pytest.mark.parametrize("stream", [1, 2])
def test_a_command_that_says_too_much_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: int
) -> None:
    _program(tmp_path / "bin", monkeypatch, f"head -c 3000000 /dev/zero >&{stream}")
    if stream == 1:
        with pytest.raises(WriteFailed, match="or said too much"):
            run(tmp_path, "log", limit=100_000)
    else:
        assert len(run(tmp_path, "log").said) <= 200


def test_what_is_too_much_is_not_kept() -> None:
    kept = bytearray()
    git_command._take(io.BytesIO(bytes(1_000_000)), kept, 1000)
    assert 1000 < len(kept) < 70_000


def test_a_command_that_does_not_listen_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path / "bin", monkeypatch, "exec 0<&-; sleep 0.2; echo done")
    assert run(tmp_path, "x", stdin=b"y" * 1_000_000).text == "done"


def test_without_git_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WriteFailed, match="git: the program git was not found"):
        run(tmp_path, "status")


@pytest.mark.parametrize(
    ("said", "told_as"),
    [
        ("fatal: unable to access 'https://u:tok@h.org/x/': no", "://***@h.org/x/': no"),
        ("fatal: 'https://u:p@tok@h.org/x'", "://***@h.org/x'"),
        ("fatal: ssh://tok@h.org:22/x", "://***@h.org:22/x"),
        ("fatal: https://tok:x-oauth-basic@h.org and https://u:tok@g.org", "://***@g.org"),
        ("hint: use x\nfatal: first\nremote: https://u:tok@h/", "fatal: first"),
        ("plain\nlast https://u:tok@h/x", "last https://***@h/x"),
        ("", ""),
    ],
)
def test_credentials_are_taken_out_of_what_git_says(said: str, told_as: str) -> None:
    text = last_complaint(said.encode())
    assert told_as in text
    assert "tok" not in text


def test_what_git_says_is_one_line_of_ascii() -> None:
    assert last_complaint(b"error: \x1b[31m\xff \xe2\x80\xae") == "error: \\x1b[31m\\ufffd \\u202e"
    assert len(last_complaint(b"fatal: " + b"x" * 10_000)) == 200


def test_a_failure_says_what_git_said(clone: Clone) -> None:
    answer = run(clone.folder, "cat-file", "blob", "nothing")
    told_as = str(git_command.failed("the page cannot be read", answer))
    assert told_as.startswith("write-failed: git: the page cannot be read (git: fatal: ")


def test_only_plumbing_is_called_and_nothing_is_ever_fetched() -> None:
    allowed = {
        "cat-file",
        "check-ref-format",
        "commit-tree",
        "config",
        "diff-tree",
        "for-each-ref",
        "hash-object",
        "ls-tree",
        "merge-base",
        "push",
        "read-tree",
        "remote",
        "rev-list",
        "rev-parse",
        "show-ref",
        "symbolic-ref",
        "update-index",
        "update-ref",
        "var",
        "write-tree",
    }
    called = set()
    for source in (ROOT / "src").rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert "shell=True" not in text, source
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "run":
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                commands = [word for word in words if not word.startswith("-")]
                if "adapters" in source.parts:
                    called.add(commands[0])
            if isinstance(node, ast.Name | ast.Attribute):
                name = getattr(node, "id", getattr(node, "attr", ""))
                assert name not in ("system", "popen"), source
        if "subprocess" in text:
            assert source.name == "git_command.py", source
    assert called == allowed
