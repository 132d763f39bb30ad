"""What became of every entry between two states: kept, moved, edited, added, removed, lost."""

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.listing.conservation import Comparison
from llmsys_mcp.errors import InvalidArgument, NotAList
from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.revisions import Renamed, compare_revisions, compare_views, conservation
from llmsys_mcp.services.view import View
from repositories import LIST, Clone, new_clone, private_user


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return private_user(tmp_path / "home", monkeypatch)


def view(text: str, other: str | None = None) -> View:
    """A list of one page, or of two."""
    catalog = Catalog(Home(Path("/none"), "README.md"), index_folder=None, bundled_rules="")
    files = {"README.md": text.encode(), "other.md": other and other.encode()}
    found = catalog.view_of(files.get)
    assert found is not None
    return found


def account(before: str, after: str) -> dict[str, list[str]]:
    """Group → short names of its entries as they are now (as they were, when they are gone)."""
    found, _ = compare_views(view(before), view(after))
    return named(found)


def named(found: Comparison) -> dict[str, list[str]]:
    groups = {
        "edited": [pair.after for pair in found.edited],
        "moved": [pair.after for pair in found.moved],
        "added": found.added,
        "removed": [one for one in found.removed if one not in found.lost],
        "lost": found.lost,
    }
    return {name: [one.entry.title for one in ones] for name, ones in groups.items() if ones}


ALPHA = "- [Alpha](https://arxiv.org/abs/2401.00001): Pipelines for Dense Models | OSDI' 24\n"
EPSILON = "- [Epsilon](https://arxiv.org/abs/2402.00002): Batching Requests of Uneven Length\n"
ZETA = "- [Zeta](https://example.org/zeta): Quantized Weights on Phones | UCB\n"
OTHER = "- [Omega](https://arxiv.org/abs/2501.00009): Routing Tokens to Remote Experts\n"


@pytest.mark.parametrize(
    ("after", "groups"),
    [
        pytest.param(LIST, {}, id="nothing"),
        pytest.param(LIST.replace(ALPHA, f"\n{ALPHA}\n"), {}, id="blank lines"),
        pytest.param(LIST + OTHER, {"added": ["Omega"]}, id="added"),
        pytest.param(LIST.replace(ALPHA, ""), {"lost": ["Alpha"]}, id="lost"),
        pytest.param(
            LIST.replace(ALPHA, OTHER), {"added": ["Omega"], "lost": ["Alpha"]}, id="both"
        ),
        pytest.param(LIST.replace("OSDI' 24", "OSDI 2024"), {"edited": ["Alpha"]}, id="venue"),
        pytest.param(
            LIST.replace("arxiv.org/abs/2401.00001", "www.arxiv.org/pdf/2401.00001v2.pdf"),
            {"edited": ["Alpha"]},
            id="the same link written otherwise",
        ),
        pytest.param(
            LIST.replace("Alpha", "Aleph").replace("Dense", "Large"),
            {"edited": ["Aleph"]},
            id="a new title under the old link",
        ),
        pytest.param(
            LIST.replace("Zeta", "Eta").replace("Quantized Weights", "Small Numbers"),
            {"edited": ["Eta"]},
            id="a new title under the old page",
        ),
        pytest.param(
            LIST.replace("https://arxiv.org/abs/2402.00002", "https://doi.org/10.1145/1.2"),
            {"edited": ["Epsilon"]},
            id="a new link under the old title",
        ),
        pytest.param(
            LIST.replace(
                EPSILON,
                "- [Epsilon: Continuous Batching of Requests of Uneven Length]"
                "(https://www.usenix.org/conference/osdi25/presentation/eps) | OSDI' 25\n",
            ),
            {"edited": ["Epsilon: Continuous Batching of Requests of Uneven Length"]},
            id="a new title and a new link at once",
        ),
        pytest.param(
            LIST.replace(EPSILON, "").replace(
                "\n## Serving",
                "- [Epsilon](https://doi.org/10.1145/1.2): Batching Uneven Requests\n\n## Serving",
            ),
            {"moved": ["Epsilon"]},
            id="renamed, and moved",
        ),
        pytest.param(
            LIST.replace(ZETA, "") + f"\n## Edge\n{ZETA}", {"moved": ["Zeta"]}, id="moved"
        ),
        pytest.param(
            LIST.replace("## Serving", "## Inference"),
            {"moved": ["Delta", "Epsilon", "Zeta"]},
            id="a section renamed",
        ),
        pytest.param(LIST + f"\n## Edge\n{ZETA}", {"added": ["Zeta"]}, id="listed twice"),
    ],
)
def test_every_change_has_its_group(after: str, groups: dict[str, list[str]]) -> None:
    assert account(LIST, after) == groups


def test_one_listing_of_two_is_removed_and_not_lost() -> None:
    twice = LIST + f"\n## Edge\n{ZETA}"
    assert account(twice, LIST) == {"removed": ["Zeta"]}
    assert conservation(compare_views(view(twice), view(LIST))[0]) == (
        "7 entries before, 6 after: 0 added, 1 removed of papers listed elsewhere, 0 lost"
    )
    assert account(twice, LIST.replace(ZETA, "")) == {"lost": ["Zeta", "Zeta"]}


def test_a_common_name_makes_no_paper_the_same() -> None:
    fast = "- [Fast](https://example.org/1): Training Graph Networks\n"
    other = "- [Fast](https://example.org/2): Checkpoints Kept in Memory\n"
    assert account(LIST + fast, LIST + other) == {"added": ["Fast"], "lost": ["Fast"]}


@pytest.mark.parametrize(
    "other",
    [
        "- [Paging](https://arxiv.org/abs/2501.00001): Caches for Short Prompts\n",
        "- [Theta](https://arxiv.org/abs/2501.00002): Batching Images of Equal Size\n",
        "- [Epsilons](https://arxiv.org/abs/2501.00003): Greek Letters\n",
    ],
)
def test_a_paper_that_is_merely_alike_does_not_hide_a_loss(other: str) -> None:
    assert account(LIST, LIST.replace(EPSILON, other))["lost"] == ["Epsilon"]


def test_of_two_likely_pairs_the_likelier_is_taken() -> None:
    new = (
        "- [Batching Requests of Uneven Length in Clusters](https://doi.org/10.1145/1.1)\n"
        "- [Epsilon](https://doi.org/10.1145/1.2): Batching Requests of Very Uneven Length\n"
    )
    found, renamed = compare_views(view(LIST), view(LIST.replace(EPSILON, new)))
    assert [type(one) for one in renamed] == [Renamed]
    assert renamed[0].pair.after.entry.title == "Epsilon"
    assert "same name" in renamed[0].reason
    assert [one.id for one in found.added] == ["doi:10.1145/1.1"]
    assert found.removed == ()


def test_pages_are_read_together() -> None:
    linked = LIST + "\nMore in [other](other.md).\n"
    moved, _ = compare_views(view(linked, f"# Other\n{OTHER}"), view(linked + OTHER, "# Other\n"))
    assert named(moved) == {"moved": ["Omega"]}


_LINES = LIST.split("\n")
_ENTRIES = [line for line in _LINES if line.startswith("- ")]


@given(
    st.permutations(_ENTRIES).flatmap(
        lambda lines: st.tuples(
            st.just(lines), st.integers(0, 6), st.integers(0, 6), st.sampled_from(["", "2", ": x"])
        )
    )
)
def test_every_entry_is_accounted_for_once(drawn: tuple[list[str], int, int, str]) -> None:
    lines, cut, kept, more = drawn
    lines = [line.replace("](", f"{more}](", 1) for line in lines[:kept]] + lines[kept:]
    text = "\n".join(["# P", "## Training", *lines[:cut], "## Serving", *lines[cut + 1 :], ""])
    before, after = view(LIST), view(text)
    found, _ = compare_views(before, after)
    pairs = (*found.kept, *found.edited, *found.moved)
    old = [pair.before for pair in pairs] + list(found.removed)
    new = [pair.after for pair in pairs] + list(found.added)
    assert sorted(one.id for one in old) == sorted(one.id for one in before.papers.entries)
    assert sorted(one.id for one in new) == sorted(one.id for one in after.papers.entries)
    assert set(found.lost) <= set(found.removed)


# --- in a repository ----------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return new_clone(tmp_path / "list")


def test_revisions_and_the_working_files_are_states(clone: Clone) -> None:
    first = clone.git("rev-parse", "HEAD")
    clone.commit(LIST + OTHER)
    clone.write(LIST.replace(ALPHA, "") + OTHER)
    history = compare_revisions(clone.catalog())
    assert named(history.comparison) == {"lost": ["Alpha"]}
    assert (history.base.name, history.head.name) == ("HEAD", "")
    history = compare_revisions(clone.catalog(), "HEAD~1", "main")
    assert named(history.comparison) == {"added": ["Omega"]}
    assert (history.base.commit, history.head.view.papers.entries[-1].entry.title) == (
        first,
        "Omega",
    )
    assert named(compare_revisions(clone.catalog(), "main", "HEAD~1").comparison) == {
        "lost": ["Omega"]
    }


def test_a_day_is_the_state_at_its_end(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, text in (("2030-05-01", LIST + OTHER), ("2030-05-03", LIST + OTHER + "\n")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T23:00:00Z")
        clone.commit(text)
    history = compare_revisions(clone.catalog(), "2030-04-30", "2030-05-02")
    assert named(history.comparison) == {"added": ["Omega"]}
    assert history.head.date == "2030-05-01"
    history = compare_revisions(clone.catalog(), "2030-05-01", "2030-05-03")
    assert (history.base.date, history.head.date) == ("2030-05-01", "2030-05-03")
    with pytest.raises(InvalidArgument, match="base: HEAD has no commit as old as 2001-01-01"):
        compare_revisions(clone.catalog(), "2001-01-01")


def test_a_commit_without_the_list_is_no_state(clone: Clone) -> None:
    clone.git("rm", "-q", "README.md")
    clone.commit("x", "notes.txt")
    clone.commit(LIST)
    with pytest.raises(InvalidArgument, match=r"head: commit [0-9a-f]{12} has no 'README\.md'"):
        compare_revisions(clone.catalog(), "HEAD", "HEAD~1")


def test_a_list_that_was_moved_is_told_by_its_path(clone: Clone) -> None:
    (clone.folder / "docs").mkdir()
    clone.git("mv", "README.md", "docs/README.md")
    clone.git("commit", "-qm", "move")
    moved = Clone(clone.folder / "docs")
    with pytest.raises(
        InvalidArgument, match=r"base: commit [0-9a-f]{12} has no 'docs/README\.md'"
    ):
        compare_revisions(moved.catalog(), "HEAD~1")


def test_a_list_outside_git_has_no_revisions(checkout: Path) -> None:
    with pytest.raises(NotAList, match="stands in no git checkout"):
        compare_revisions(Clone(checkout).catalog())


def test_pages_and_links_are_those_of_the_revision(clone: Clone) -> None:
    clone.write(f"# Other\n{OTHER}", "papers/other.md")
    clone.commit(LIST + "\nSee [more](papers/other.md).\n")
    clone.commit(LIST + "\nSee [more](other.md).\n" + OTHER)
    history = compare_revisions(clone.catalog(), "HEAD~1", "HEAD")
    assert named(history.comparison) == {"moved": ["Omega"]}
    (pair,) = history.comparison.moved
    assert (pair.before.file, pair.after.file) == ("papers/other.md", "README.md")


def test_a_page_under_two_names_is_one_page(clone: Clone) -> None:
    clone.write(f"# Other\n{OTHER}", "other.md")
    clone.write(f"# Other\n{OTHER}", "copy.md")
    (clone.folder / "linked.md").symlink_to("other.md")
    pages = "\n## More\nSee [a](linked.md), [b](other.md), [c](copy.md).\n"
    clone.commit(LIST + pages)
    history = compare_revisions(clone.catalog())
    assert named(history.comparison) == {}
    assert len(history.base.view.papers.entries) == 8
    assert [page.file for page in history.base.view.papers.pages] == [
        page.file for page in history.head.view.papers.pages
    ]


def test_the_real_restructure_names_the_paper_it_lost(shared: Path, tmp_path: Path) -> None:
    """Found by hand: the commit that split the multi-modal section dropped one serving paper."""
    with lzma.open(shared / "data" / "versions.jsonl.xz", "rt", encoding="utf-8") as lines:
        versions = [json.loads(line) for line in lines]
    split = next(at for at, one in enumerate(versions) if one["sha"] == "bc6e1531")
    clone = new_clone(tmp_path / "real", versions[split - 1]["text"])
    clone.commit(versions[split]["text"])
    history = compare_revisions(clone.catalog(), "HEAD~1", "HEAD")
    (lost,) = history.comparison.lost
    assert lost.id == "arxiv:2508.17756"
    assert lost.entry.section == "LLM Systems > Serving"
    assert len(history.comparison.moved) == 16
    assert conservation(history.comparison) == ("305 entries before, 306 after: 2 added, 1 lost")
    clone.commit(versions[-1]["text"])
    later = compare_revisions(clone.catalog(), "HEAD~2", "HEAD")
    assert "arxiv:2508.17756" in [one.id for one in later.comparison.lost]


def test_no_real_renaming_is_called_a_loss(shared: Path) -> None:
    """Half a year, step by step: checked by eye, what is lost here was dropped."""
    with lzma.open(shared / "data" / "versions.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][195:225]
    lost = 0
    before = view(texts[0])
    for text in texts[1:]:
        after = view(text)
        lost += len(compare_views(before, after)[0].lost)
        before = after
    assert lost == 21
