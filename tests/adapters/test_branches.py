"""Commits and branches made beside the checkout, and the way to a remote."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from llmsys_mcp.adapters import branches
from llmsys_mcp.adapters.branches import (
    Step,
    author,
    branch_in_the_way,
    changed_paths,
    check_branch,
    create_branch,
    keep_note,
    write_commits,
)
from llmsys_mcp.adapters.git import Repository, names_of, repository
from llmsys_mcp.adapters.git_state import (
    checkout_state,
    commits_between,
    default_branch,
    has_ref,
    is_shallow,
    merge_base,
    upstream_of,
)
from llmsys_mcp.adapters.remotes import check_remote, push, remote_for, remotes
from llmsys_mcp.errors import InvalidArgument, ListError, WriteFailed
from repositories import Clone, bytes_of, git, new_clone, private_user


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return private_user(tmp_path / "home", monkeypatch)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    clone = new_clone(tmp_path / "list")
    clone.commit("other\n", "docs/notes.txt")
    return clone


@pytest.fixture
def found(clone: Clone) -> Repository:
    return repository(clone.folder)


def _commit(clone: Clone, *texts: bytes) -> tuple[str, ...]:
    steps = [Step((("README.md", text),), f"Step {at}\n") for at, text in enumerate(texts)]
    found = repository(clone.folder)
    head = clone.git("rev-parse", "HEAD")
    return write_commits(found, head, steps, clone.folder / ".git" / "llmsys-mcp")


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a", "papers/add-3-entries-1f2e", "v1.0_x", "a" * 81, "0/1/2"])
def test_a_name_of_plain_characters_is_taken(found: Repository, name: str) -> None:
    check_branch(found, name)
    assert branch_in_the_way(found, name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-f",
        "--upload-pack=touch F",
        "a b",
        "@{-1}",
        "x.lock",
        "$(id)",
        "a..b",
        "a/",
        "a//b",
        "a/.b",
        "a.",
        "HEAD",
        "Upper",
        "näher",
        "a\n",
        "a:b",
        "a~1",
        "a^",
        "a*",
        "a\\b",
        "a" * 82,
        "refs/../x",
    ],
)
def test_any_other_name_is_refused(clone: Clone, found: Repository, name: str) -> None:
    before = bytes_of(clone.folder)
    with pytest.raises(InvalidArgument, match=r"branch: .* is no name for a branch"):
        check_branch(found, name)
    assert bytes_of(clone.folder) == before


@pytest.mark.parametrize(
    ("name", "there"),
    [("main", "main"), ("main/x", "main"), ("topic", "topic/one"), ("topic/one/x", "topic/one")],
)
def test_a_branch_in_the_way_is_named(clone: Clone, name: str, there: str) -> None:
    clone.git("branch", "topic/one")
    assert branch_in_the_way(repository(clone.folder), name) == there


def test_a_broken_store_of_branches_is_told(clone: Clone, found: Repository) -> None:
    (clone.folder / ".git" / "HEAD").write_text("nonsense")
    with pytest.raises(WriteFailed, match="branches cannot be read"):
        branch_in_the_way(found, "x")


def test_the_author_is_the_configured_user(found: Repository, home: Path) -> None:
    assert author(found) == "Ann Example <ann@example.org>"
    (home / ".gitconfig").write_text("[user]\n\tname = Ann\n")
    with pytest.raises(InvalidArgument, match=r"author: .*git config --global user\.name"):
        author(found)


# --- commits ----------------------------------------------------------------------------------


def test_commits_hold_the_base_and_the_new_bytes_exactly(clone: Clone) -> None:
    clone.git("config", "core.autocrlf", "true")
    texts = (b"one\r\n\xff\0", b"two\nno end")
    made = _commit(clone, *texts)
    for commit, text in zip(made, texts, strict=True):
        clone.git("cat-file", "-e", commit)
        assert git(clone.folder, "cat-file", "blob", f"{commit}:README.md").encode(
            "utf-8", "surrogateescape"
        ) == text.removesuffix(b"\n")
        assert clone.git("ls-tree", "-r", commit).split("\n")[1].endswith("\tdocs/notes.txt")
    head = clone.git("rev-parse", "HEAD")
    assert clone.git("log", "--format=%H %an %ae %s", f"{head}..{made[-1]}").split("\n") == [
        f"{made[1]} Ann Example ann@example.org Step 1",
        f"{made[0]} Ann Example ann@example.org Step 0",
    ]
    found = repository(clone.folder)
    assert commits_between(found, head, made[-1]) == made
    assert changed_paths(found, head, made[-1]) == ("README.md",)
    assert os.listdir(clone.folder / ".git" / "llmsys-mcp") == []
    clone.git("fsck", "--strict")


def test_a_commit_says_what_it_is_written_in(clone: Clone, found: Repository) -> None:
    """A commit of another encoding says so in its head; ours is UTF-8, whatever is set."""
    clone.git("config", "i18n.commitEncoding", "ISO-8859-1")
    head = clone.git("rev-parse", "HEAD")
    step = Step((("README.md", b"x\n"),), "Größe\n")
    (tip,) = write_commits(found, head, [step], clone.folder / ".git" / "llmsys-mcp")
    assert "\nencoding " not in clone.git("cat-file", "commit", tip)
    assert clone.git("log", "-1", "--format=%s", "--encoding=UTF-8", tip) == "Größe"


def test_a_new_page_and_an_executable_one_keep_their_kind(clone: Clone) -> None:
    clone.write("#!\n", "run.md")
    (clone.folder / "run.md").chmod(0o755)
    head = clone.commit()
    step = Step((("run.md", b"#!!\n"), ("new/deep.md", b"x\n")), "m\n")
    found = repository(clone.folder)
    (tip,) = write_commits(found, head, [step], clone.folder / ".git" / "llmsys-mcp")
    listed = clone.git("ls-tree", "-r", tip)
    assert "100755 blob " in listed
    assert "100644 blob" in listed
    assert changed_paths(found, head, tip) == ("new/deep.md", "run.md")


def test_a_link_in_the_base_is_not_replaced_by_a_file(clone: Clone) -> None:
    (clone.folder / "link.md").symlink_to("README.md")
    head = clone.commit()
    state = clone.folder / ".git" / "llmsys-mcp"
    with pytest.raises(WriteFailed, match="is a file now and was none"):
        write_commits(repository(clone.folder), head, [Step((("link.md", b"x"),), "m")], state)


def test_checkout_index_and_head_stay(clone: Clone, found: Repository) -> None:
    clone.git("config", "core.splitIndex", "true")
    clone.write("staged\n", "docs/notes.txt")
    clone.git("add", "-A")
    clone.write("dirty\n", "docs/notes.txt")
    before = bytes_of(clone.folder, ".git/objects", ".git/refs", ".git/logs", ".git/llmsys-mcp")
    (tip,) = _commit(clone, b"x\n")
    create_branch(found, "papers/x", tip)
    assert (
        bytes_of(clone.folder, ".git/objects", ".git/refs", ".git/logs", ".git/llmsys-mcp")
        == before
    )
    assert clone.git("rev-parse", "papers/x") == tip


def test_a_branch_appears_once(clone: Clone, found: Repository) -> None:
    one, two = _commit(clone, b"x\n", b"y\n")
    create_branch(found, "papers/x", one)
    with pytest.raises(WriteFailed, match="git did not take the change"):
        create_branch(found, "papers/x", two)
    assert clone.git("rev-parse", "papers/x") == one


def test_commits_of_a_sparse_or_partial_clone_hold_the_whole_tree(
    clone: Clone, tmp_path: Path
) -> None:
    clone.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{clone.folder}"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--sparse", url, "partial")
    partial = Clone(tmp_path / "partial")
    assert not (partial.folder / "docs").exists()
    (tip,) = _commit(partial, b"x\n")
    assert partial.git("ls-tree", "-r", "--name-only", tip) == "README.md\ndocs/notes.txt"


def test_a_store_that_cannot_be_written_is_told(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(branches.tempfile, "TemporaryDirectory", full)
    with pytest.raises(WriteFailed, match=r"No space left on device\. No branch was made"):
        _commit(clone, b"x\n")


def test_a_note_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    state = tmp_path / "state"
    keep_note(state, "note.md", "one\n")
    (state / "note.md.tmp").write_text("left over")
    path = keep_note(state, "note.md", "two é\n")
    assert path == state / "note.md"
    assert path.read_bytes() == "two é\n".encode()
    assert os.listdir(state) == ["note.md"]
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteFailed, match="Not a directory"):
        keep_note(tmp_path / "file", "note.md", "x")


# --- remotes ----------------------------------------------------------------------------------


@pytest.fixture
def bare(clone: Clone, tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(folder))
    clone.git("remote", "add", "origin", str(folder))
    clone.git("push", "-q", "-u", "origin", "main")
    return folder


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        ({}, "origin"),
        ({"branch.main.remote": "fork"}, "fork"),
        ({"remote.pushDefault": "fork"}, "fork"),
        ({"remote.pushDefault": "fork", "branch.main.pushRemote": "third"}, "third"),
        ({"remote.pushDefault": "gone"}, "origin"),
        ({"branch.main.remote": "."}, "origin"),
    ],
)
def test_the_remote_is_the_one_git_would_push_to(
    clone: Clone, found: Repository, config: dict[str, str], wanted: str
) -> None:
    for name in ("fork", "origin", "third"):
        clone.git("remote", "add", name, f"https://example.org/{name}")
    for key, value in config.items():
        clone.git("config", key, value)
    assert remotes(found) == ("fork", "origin", "third")
    assert remote_for(found, "main") == wanted
    clone.git("remote", "remove", "origin")
    assert remote_for(found, "") == config.get("remote.pushDefault", "fork").replace("gone", "fork")


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(remotes, id="remotes"),
        pytest.param(lambda found: remote_for(found, "main"), id="where a push goes"),
        pytest.param(lambda found: check_remote(found, "origin"), id="the remote named"),
        pytest.param(checkout_state, id="state"),
        pytest.param(lambda found: has_ref(found, "refs/heads/main"), id="a branch"),
        pytest.param(lambda found: upstream_of(found, "main"), id="what a branch follows"),
        pytest.param(lambda found: names_of(found, 5), id="names of revisions"),
        pytest.param(lambda found: default_branch(found, "origin"), id="the usual branch"),
        pytest.param(lambda found: merge_base(found, "0" * 40, "1" * 40), id="where two parted"),
        pytest.param(is_shallow, id="how far it reaches"),
    ],
)
def test_what_git_cannot_tell_is_not_taken_for_none(
    clone: Clone, found: Repository, ask: Callable[[Repository], object]
) -> None:
    with (clone.folder / ".git" / "config").open("a") as config:
        config.write("[broken\n")
    with pytest.raises(WriteFailed, match="cannot be read"):
        ask(found)


def test_without_remotes_there_is_none(found: Repository) -> None:
    assert remotes(found) == ()
    assert remote_for(found, "main") == ""
    with pytest.raises(InvalidArgument, match="push: no remote"):
        check_remote(found, "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.sshCommand", "touch marker"),
        ("core.askPass", "marker"),
        ("core.gitProxy", "marker"),
        ("credential.helper", "!touch marker"),
        ("credential.https://example.org.helper", "!touch marker"),
        ("remote.origin.receivepack", "touch marker; git-receive-pack"),
        ("remote.origin.vcs", "ext"),
        ("http.proxy", "http://example.org"),
        ("http.https://example.org.proxy", "http://example.org"),
    ],
)
def test_a_push_runs_nothing_that_the_repository_names(
    clone: Clone, found: Repository, bare: Path, key: str, value: str
) -> None:
    before = bytes_of(bare)
    clone.git("config", key, value)
    with pytest.raises(InvalidArgument, match=f"push: .*'{key.lower().split('.')[0]}"):
        push(found, "origin", "x", clone.git("rev-parse", "HEAD"))
    assert not (clone.folder / "marker").exists()
    assert bytes_of(bare) == before


def test_the_user_s_own_settings_are_the_user_s(
    clone: Clone, found: Repository, bare: Path, home: Path
) -> None:
    with (home / ".gitconfig").open("a") as config:
        config.write("[credential]\n\thelper = store\n[core]\n\tsshCommand = ssh -4\n")
    head = clone.git("rev-parse", "HEAD")
    push(found, "origin", "papers/x", head)
    assert git(bare, "rev-parse", "papers/x") == head


@pytest.mark.parametrize(
    "url", [".", "./.git", "file://{folder}/inner.git", "{folder}/.git", "../list/x"]
)
def test_a_remote_inside_the_checkout_is_refused(clone: Clone, found: Repository, url: str) -> None:
    clone.git("remote", "add", "near", url.format(folder=clone.folder))
    with pytest.raises(InvalidArgument, match=r"push: .*lies inside this checkout"):
        check_remote(found, "near")


def test_a_worktree_is_not_pushed_into_its_own_clone(clone: Clone, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    clone.git("remote", "add", "near", str(clone.folder / ".git"))
    clone.git("remote", "add", "far", str(tmp_path / "remote.git"))
    side = repository(tmp_path / "side")
    check_remote(side, "far")
    with pytest.raises(InvalidArgument, match=r"push: .*lies inside this checkout"):
        check_remote(side, "near")


@pytest.mark.parametrize("name", ["-x", "--mirror", "gone", "a b", "https://u:tok@h.org/x"])
def test_only_a_named_remote_is_pushed_to(found: Repository, bare: Path, name: str) -> None:
    before = bytes_of(bare)
    with pytest.raises(InvalidArgument, match="push: "):
        push(found, name, "x", "0" * 40)
    assert bytes_of(bare) == before


def test_a_push_moves_forward_and_never_forces(clone: Clone, found: Repository, bare: Path) -> None:
    clone.git("config", "push.gpgSign", "true")
    clone.git("config", "push.followTags", "true")
    clone.git("config", "remote.origin.push", "+refs/heads/*:refs/heads/*")
    clone.git("tag", "-a", "-m", "t", "v9")
    one, two = _commit(clone, b"x\n", b"y\n")
    push(found, "origin", "papers/x", one)
    push(found, "origin", "papers/x", two)
    assert git(bare, "for-each-ref", "--format=%(refname)").split("\n") == [
        "refs/heads/main",
        "refs/heads/papers/x",
    ]
    assert git(bare, "rev-parse", "papers/x") == two
    (other,) = _commit(clone, b"z\n")
    with pytest.raises(WriteFailed, match=r"push: .*non-fast-forward.*push it by hand"):
        push(found, "origin", "papers/x", other)
    assert git(bare, "rev-parse", "papers/x") == two
    git(bare, "fsck", "--strict")


@pytest.mark.parametrize(
    "url",
    ["https://u:tok@127.0.0.1:9/x.git", "ext::sh -c 'touch marker tok'", "git://tok@127.0.0.1:9/x"],
)
def test_a_push_that_fails_tells_no_credentials(clone: Clone, found: Repository, url: str) -> None:
    clone.git("remote", "add", "origin", url)
    with pytest.raises(ListError) as refused:
        push(found, "origin", "papers/x", clone.git("rev-parse", "HEAD"))
    assert "tok" not in str(refused.value)
    assert not (clone.folder / "marker").exists()
