"""What a pull request builds on and goes into: a branch that the host has, a base that is had."""

import shlex
from pathlib import Path

import pytest

from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import Conflict, InvalidArgument, ListError
from llmsys_mcp.services.add import plan_add
from llmsys_mcp.services.apply import apply
from llmsys_mcp.services.batch import Batch
from llmsys_mcp.services.batch import Wanted as Item
from llmsys_mcp.services.pull_request import PullRequest, Wanted, prepare
from llmsys_mcp.services.revise import plan_move, plan_update
from repositories import LIST, Clone, bytes_of, git, new_clone, private_user

GAINED = "- [Gained](https://example.org/gained): What the base took in meanwhile\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return private_user(tmp_path / "home", monkeypatch)


@pytest.fixture
def origin(tmp_path: Path) -> Clone:
    return new_clone(tmp_path / "origin")


@pytest.fixture
def clone(origin: Clone, tmp_path: Path) -> Clone:
    """A clone of `origin`, with one commit that is of another page."""
    git(tmp_path, "clone", "-q", str(origin.folder), "list")
    return Clone(tmp_path / "list")


def add(clone: Clone, draft: Draft | None = None) -> None:
    wanted = draft or Draft("Omega", "https://arxiv.org/abs/2501.00001", "Words on Omega")
    apply(clone.catalog(), lambda view: plan_add(view, wanted, "Serving", allow_duplicate=False))


def pull(clone: Clone, **wanted: object) -> PullRequest:
    return prepare(clone.catalog(), Wanted(**wanted))  # type: ignore[arg-type]  # as named


def created(made: PullRequest) -> list[str]:
    """The base that the last command names."""
    words = shlex.split(made.next_commands[-1])
    assert words[:3] == ["gh", "pr", "create"]
    return words[words.index("--base") + 1 :][:1] if "--base" in words else []


def told(made: PullRequest, words: str) -> bool:
    return any(words in note for note in made.notes) and words in made.body


# --- the branch that it goes into ----------------------------------------------------------------


def test_a_branch_that_no_remote_has_goes_into_the_default_one(
    clone: Clone, tmp_path: Path
) -> None:
    clone.git("worktree", "add", "-q", "--no-track", "-b", "wt", str(tmp_path / "wt"))
    worktree = Clone(tmp_path / "wt")
    add(worktree)
    made = pull(worktree)
    assert (made.base_branch, created(made)) == ("main", ["main"])
    assert told(made, "No remote is known to have a branch wt: the command names main, the default")
    clone.git("checkout", "-q", "--detach")
    add(clone)
    for base in ("wt", clone.git("rev-parse", "HEAD")):
        assert created(pull(clone, base=base, branch=f"x-{base}")) == ["main"]
    assert told(pull(clone, base="wt", branch="y"), "No remote is known to have a branch wt")
    assert told(pull(clone, base="HEAD", branch="z"), "The base is no branch: the command names")


def test_commits_of_a_branch_that_no_remote_has_are_told(clone: Clone) -> None:
    clone.git("checkout", "-q", "--no-track", "-b", "work")
    clone.commit("mine\n", "mine.txt")
    add(clone)
    assert told(pull(clone), "The base has 1 commit that is not in origin/main")


def test_without_a_known_default_branch_gh_chooses(clone: Clone) -> None:
    clone.git("remote", "set-head", "origin", "--delete")
    clone.git("checkout", "-q", "--no-track", "-b", "wt")
    add(clone)
    made = pull(clone)
    assert (made.base_branch, created(made)) == ("", [])
    assert told(made, "No remote is known to have a branch wt: gh takes the default branch; give")
    assert created(pull(clone, base="main", branch="x")) == ["main"]


@pytest.mark.parametrize(
    ("local", "commands", "expected"),
    [
        pytest.param(
            "work",
            ["update-ref refs/remotes/origin/next HEAD", "branch -q --set-upstream-to origin/next"],
            "next", id="followed",
        ),
        pytest.param("work", ["update-ref refs/remotes/origin/work HEAD"], "work", id="same name"),
        pytest.param(
            "a/b", ["update-ref refs/remotes/origin/a/b HEAD"], "a/b", id="name with a slash"
        ),
        pytest.param(
            "work", ["config branch.work.remote .", "config branch.work.merge refs/heads/main"],
            "main", id="follows a branch of this clone",
        ),
        pytest.param("work", ["remote remove origin"], "work", id="no remote"),
        pytest.param(
            "work", ["remote remove origin", "remote add host https://example.org/x"], "work",
            id="nothing fetched yet",
        ),
    ],
)  # fmt: skip
def test_the_branch_is_called_as_its_remote_calls_it(
    clone: Clone, local: str, commands: list[str], expected: str
) -> None:
    clone.git("checkout", "-q", "--no-track", "-b", local)
    for command in commands:
        clone.git(*command.split())
    add(clone)
    made = pull(clone)
    assert (made.base_branch, created(made)) == (expected, [expected])


# --- a base that has moved on --------------------------------------------------------------------


@pytest.fixture
def behind(clone: Clone, origin: Clone) -> Clone:
    """A clone with an edit of its own, whose origin has gained an entry and been fetched."""
    origin.commit(LIST + GAINED)
    clone.git("fetch", "-q")
    add(clone)
    return clone


@pytest.mark.parametrize("by_hand", [False, True], ids=["our edits", "edits by hand too"])
def test_a_checkout_behind_its_base_is_refused_by_name(behind: Clone, by_hand: bool) -> None:
    if by_hand:
        page = (behind.folder / "README.md").read_text("utf-8")
        behind.write(page.replace("OSDI' 24", "OSDI' 25"))
    before = bytes_of(behind.folder)
    for allow in (False, True):
        with pytest.raises(Conflict) as refused:
            pull(behind, base="origin/main", allow_other_edits=allow)
        problem = str(refused.value)
        assert problem.startswith(
            "conflict: base: the checkout is 1 commit behind 'origin/main', where 'README.md'"
        )
        assert "pass base origin/main...HEAD" in problem
    assert bytes_of(behind.folder) == before


def test_a_base_that_has_moved_on_may_be_built_on_where_it_was_left(behind: Clone) -> None:
    start = behind.git("rev-parse", "HEAD")
    behind.commit("mine\n", "mine.txt")
    made = pull(behind, base="origin/main...HEAD")
    assert created(made) == ["main"]
    assert made.history.base.commit == start
    assert [one.entry.title for one in made.history.comparison.added] == ["Omega"]
    assert made.history.comparison.lost == ()
    assert behind.git("diff", "--name-only", start, made.branch) == "README.md"
    assert pull(behind, base="origin/main...").branch == made.branch


def test_what_the_base_changed_elsewhere_is_in_nobody_s_way(clone: Clone, origin: Clone) -> None:
    origin.commit("notes\n", "notes.txt")
    origin.commit("more\n", "notes.txt")
    clone.git("fetch", "-q")
    clone.write(LIST.replace("OSDI' 24", "OSDI' 25"))
    made = pull(clone, base="origin/main", allow_other_edits=True)
    assert clone.git("diff", "--name-only", "origin/main", made.branch) == "README.md"
    origin.commit(LIST + GAINED)
    clone.git("fetch", "-q")
    with pytest.raises(Conflict, match="is 3 commits behind"):
        pull(clone, base="origin/main", allow_other_edits=True)


def test_edits_on_the_base_s_own_text_need_no_update(behind: Clone) -> None:
    """What was checked out of the base by hand, and edited with these tools, takes nothing back."""
    behind.git("checkout", "-q", "origin/main", "--", "README.md")
    add(behind, Draft("Psi", "https://arxiv.org/abs/2501.00002", "Words on Psi"))
    made = pull(behind, base="origin/main")
    assert [one.entry.title for one in made.history.comparison.added] == ["Psi"]


REFUSED = [
    ("origin/main..HEAD", "invalid-argument: base: 'origin/main..HEAD' is no plain name"),
    ("2030-01-01...HEAD", "invalid-argument: base: '2030-01-01' names no commit"),
    ("origin/main...nothing", "invalid-argument: base: 'nothing' names no commit"),
    ("other...HEAD", "invalid-argument: base: 'other' and 'HEAD' share no history. Pass a base"),
]


@pytest.mark.parametrize(("base", "problem"), REFUSED)
def test_a_base_that_is_none_is_refused(behind: Clone, base: str, problem: str) -> None:
    tree = behind.git("rev-parse", "HEAD^{tree}")
    behind.git("branch", "other", behind.git("commit-tree", "-m", "x", tree))
    with pytest.raises(ListError) as refused:
        pull(behind, base=base)
    assert str(refused.value).startswith(problem)


def test_a_shallow_clone_that_cannot_tell_is_refused_by_name(origin: Clone, tmp_path: Path) -> None:
    source = f"file://{origin.folder}"
    git(tmp_path, "clone", "-q", "--depth=1", source, "shallow")
    shallow = Clone(tmp_path / "shallow")
    origin.commit(LIST + GAINED)
    shallow.git("fetch", "-q", "--depth=1", "origin", "main")
    add(shallow)
    for base in ("origin/main", "origin/main...HEAD"):
        with pytest.raises(InvalidArgument, match=r"base: this clone is shallow.*fetch-depth: 0"):
            pull(shallow, base=base)
    shallow.git("fetch", "-q", "--unshallow")
    assert pull(shallow, base="origin/main...HEAD").history.comparison.lost == ()


# --- the form changes that were made -------------------------------------------------------------

LOOSE = Draft("Third Paper:", "http://www.arxiv.org/pdf/2603.00001v2", "", "OSDI 2026")
BY_RULES = (
    "`as the rules write it; was given otherwise, changed by LL106 title-colon, LL105 link-https, "
    "LL101 arxiv-www, LL102 arxiv-form, LL103 arxiv-version, LL109 venue-form`"
)


def rows(made: PullRequest) -> dict[str, str]:
    """The form that the table tells, by title."""
    cells = [row.split(" | ") for row in made.body.split("\n") if row.startswith("| ")][2:]
    return {row[1].strip("`"): row[-1].removesuffix(" |") for row in cells}


def test_what_the_rules_changed_in_an_entry_is_told(clone: Clone) -> None:
    add(clone, LOOSE)
    add(clone)
    assert rows(pull(clone)) == {"Third Paper": BY_RULES, "Omega": "`as the rules write it`"}
    catalog = clone.catalog()
    apply(catalog, lambda view: plan_move(view, "arxiv:2603.00001", "Training"))
    assert rows(pull(clone))["Third Paper"] == BY_RULES


def test_a_batch_and_an_update_tell_their_changes_too(clone: Clone) -> None:
    catalog = clone.catalog()
    wanted = Draft("Psi", "https://arxiv.org/abs/2501.00002", "Words on Psi")
    batch = Batch(catalog, [Item("Serving", LOOSE), Item("Serving", wanted)], "stop")
    apply(catalog, batch.plan)
    new = {"venue": "OSDI 2025", "organization": "UC Berkeley"}
    apply(catalog, lambda view: plan_update(view, "arxiv:2401.00002", new))
    apply(catalog, lambda view: plan_update(view, "arxiv:2401.00003", {"venue": "OSDI' 25"}))
    found = rows(pull(clone))
    assert (found["Third Paper"], found["Psi"]) == (BY_RULES, "`as the rules write it`")
    assert found["Beta"].startswith("`changed: venue, organization; was given otherwise, changed")
    assert "LL109 venue-form" in found["Beta"]
    assert found["Gamma"] == "`changed: venue`"


def test_what_edits_by_hand_cut_off_is_not_told(clone: Clone) -> None:
    add(clone, LOOSE)
    text = (clone.folder / "README.md").read_text("utf-8")
    clone.write(text.replace("# Systems Papers\n", "# Systems Papers\n\nA word.\n"))
    assert rows(pull(clone, allow_other_edits=True)) == {"Third Paper": "`as the rules write it`"}
