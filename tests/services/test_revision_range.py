"""What a change is held against: where it left its base, or two states as they stand."""

from pathlib import Path

import pytest

from llmsys_mcp.adapters.git import repository
from llmsys_mcp.errors import InvalidArgument
from llmsys_mcp.services.lint import check, known_before, settings_of
from llmsys_mcp.services.revision_range import read_range, start_of
from llmsys_mcp.services.revisions import compare_revisions
from repositories import LIST, Clone, git, new_clone, private_user

GAINED = "- [Gained](https://example.org/gained): What the base took in meanwhile\n"
MINE = "- [Mine](https://example.org/mine): What the change adds\n"
ZETA = LIST.split("\n")[10] + "\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return private_user(tmp_path / "home", monkeypatch)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """`change` left `main` at the tag `first`; each has an entry since, and `change` is here."""
    clone = new_clone(tmp_path / "list")
    clone.git("tag", "first")
    clone.git("checkout", "-q", "-b", "change")
    clone.commit(LIST + MINE)
    clone.git("checkout", "-q", "main")
    clone.commit(LIST + GAINED)
    clone.git("checkout", "-q", "change")
    return clone


def told(clone: Clone, base: str, head: str = "") -> tuple[list[str], list[str], str]:
    """What came, what is lost, and the name of the base."""
    history = compare_revisions(clone.catalog(), base, head)
    found = history.comparison
    came, lost = ([one.entry.title for one in which] for which in (found.added, found.lost))
    return came, lost, history.base.name


@pytest.mark.parametrize(
    ("base", "head", "told_as"),
    [
        pytest.param("main", "change", "main...change", id="two branches"),
        pytest.param("main", "", "main...", id="the files"),
        pytest.param("main", "HEAD", "main...HEAD", id="what is checked out"),
        pytest.param("main...change", "", "main...change", id="dots"),
        pytest.param("main...change", "change", "main...change", id="the newer state twice"),
        pytest.param("main...", "", "main...", id="dots before the files"),
        pytest.param("main...", "change", "main...change", id="dots and a newer state"),
    ],
)
def test_what_the_base_gained_meanwhile_is_no_loss(
    clone: Clone, base: str, head: str, told_as: str
) -> None:
    assert told(clone, base, head) == (["Mine"], [], told_as)
    history = compare_revisions(clone.catalog(), base, head)
    assert history.base.commit == clone.git("rev-parse", "first")
    assert history.note.startswith("main has 1 commit that ")
    assert f"main..{head or told_as.partition('...')[2]} compares the two" in history.note


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        pytest.param("main..change", "", (["Mine"], ["Gained"], "main"), id="two branches"),
        pytest.param("main..", "", (["Mine"], ["Gained"], "main"), id="the files"),
        pytest.param("..main", "", (["Gained"], ["Mine"], "HEAD"), id="from what is checked out"),
        pytest.param("first", "main", (["Gained"], [], "first"), id="one line of commits"),
        pytest.param("first...main", "", (["Gained"], [], "first"), id="dots on one line"),
        pytest.param("...main", "", (["Gained"], [], "HEAD...main"), id="the other branch's own"),
        pytest.param("main...first", "", ([], [], "main...first"), id="nothing of its own"),
        pytest.param("HEAD", "", ([], [], "HEAD"), id="nothing changed"),
    ],
)
def test_two_states_are_compared_as_they_are_named(
    clone: Clone, base: str, head: str, expected: tuple[list[str], list[str], str]
) -> None:
    assert told(clone, base, head) == expected


def test_back_in_time_is_said_to_be_so(clone: Clone) -> None:
    assert told(clone, "main", "first") == ([], ["Gained"], "main")
    note = compare_revisions(clone.catalog(), "main", "first").note
    assert note == "first is older than main: what came in between is told as gone."
    for base, head in (("first", "main"), ("main..first", ""), ("HEAD", "")):
        assert compare_revisions(clone.catalog(), base, head).note == ""


def test_what_is_really_lost_is_told_whatever_the_base_gained(clone: Clone) -> None:
    clone.commit(LIST.replace(ZETA, "") + MINE)
    clone.git("checkout", "-q", "main")
    clone.commit(LIST + GAINED + "\n")
    clone.git("checkout", "-q", "change")
    assert told(clone, "main") == (["Mine"], ["Zeta"], "main...")
    assert "main has 2 commits that the checkout has not" in (
        compare_revisions(clone.catalog(), "main").note
    )


def test_days_may_stand_on_either_side(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2030-05-01", "2030-05-03"):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
        clone.commit(f"{LIST}{MINE}- [Of {day}](https://example.org/{day})\n")
    assert told(clone, "2030-05-01...2030-05-03")[0] == ["Of 2030-05-03"]
    assert told(clone, "main...2030-05-01")[0] == ["Mine", "Of 2030-05-01"]


def test_a_list_is_checked_for_what_came_since_it_left_the_base(clone: Clone) -> None:
    bad = "- [Old](http://www.arxiv.org/pdf/2503.00001v1)\n"
    clone.git("checkout", "-q", "first")
    clone.commit(LIST + bad)
    clone.git("branch", "-f", "change")
    clone.commit(LIST + GAINED)
    clone.git("branch", "-f", "main")
    clone.git("checkout", "-q", "change")
    clone.write(LIST + bad + "- [New](http://www.arxiv.org/abs/2503.00002)\n")
    catalog = clone.catalog()
    settings = settings_of(catalog)
    found = {
        base: {
            one.line
            for one in check(
                catalog.current(), settings, known_before(catalog, settings, base)
            ).findings
        }
        for base in ("main", "main...", "main..")
    }
    assert found == {"main": {13}, "main...": {13}, "main..": {12, 13}}


REFUSED = [
    ("main...nothing", "", "base: 'nothing' names no commit"),
    ("nothing...change", "", "base: 'nothing' names no commit"),
    ("main...change", "first", "head: base names 'change' already"),
    ("main...change...first", "", "base: 'change...first' is no plain name"),
    ("main..first..change", "", "base: 'first..change' is no plain name"),
    ("--output=x...main", "", "base: '--output=x' is no plain name"),
    ("main....change", "", "base: '.change' is no plain name"),
    ("main", "other", "base: 'main' and 'other' share no history"),
]


@pytest.mark.parametrize(("base", "head", "problem"), REFUSED)
def test_what_names_no_two_states_is_refused(
    clone: Clone, base: str, head: str, problem: str
) -> None:
    clone.git("checkout", "-q", "--orphan", "other")
    clone.commit(LIST)
    with pytest.raises(InvalidArgument) as refused:
        compare_revisions(clone.catalog(), base, head)
    assert problem in str(refused.value)
    assert told(clone, "main..other") == ([], ["Gained"], "main")


def test_a_shallow_clone_that_does_not_reach_back_is_refused_by_name(
    clone: Clone, tmp_path: Path
) -> None:
    source = f"file://{clone.folder}"
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", source, "shallow")
    shallow = Clone(tmp_path / "shallow")
    for base, argument in (("origin/main", "base"), ("origin/main...", "diff_base")):
        with pytest.raises(InvalidArgument) as refused:
            start_of(repository(shallow.folder), read_range(base, argument=argument))
        problem = str(refused.value)
        assert f"{argument}: this clone is shallow and does not reach back" in problem
        assert "'origin/main' and 'HEAD' parted" in problem
        assert "fetch-depth: 0" in problem
    assert told(shallow, "origin/main..") == (["Mine"], ["Gained"], "origin/main")
    assert told(shallow, "HEAD") == ([], [], "HEAD")
    shallow.git("fetch", "-q", "--unshallow")
    assert told(shallow, "origin/main") == (["Mine"], [], "origin/main...")
