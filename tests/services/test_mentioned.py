"""A paper that the pages only link to, outside every entry, is told before it is called new."""

from pathlib import Path

import pytest

from llmsys_mcp.errors import DuplicateEntry
from llmsys_mcp.faces.core_set import wording
from llmsys_mcp.faces.intake_set.operations import plan_additions
from small_library import SmallLibrary
from small_lists import SmallList

PAGE = """\
# Papers

Our survey stands [here](https://arxiv.org/abs/2401.00009).

## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | [slides](https://s.org/heron)
- [Egret](https://example.org/accepted): Queues for Prompts
- [Ibis](https://example.org/accepted): Batches of Prompts
- [Tern](https://example.org/volume): Replicas of Prompts
- [Gull](https://example.org/volume): Shards of Prompts

## More

<ul>
<li><a href="https://example.org/volume">the volume</a></li>
<li><a href="https://arxiv.org/abs/2401.00002v1">Stork: Pipelines of Small Prompts</a>, OSDI</li>
<li><a href="https://example.org/accepted">all papers</a></li>
<li><a href="https://example.org/program">the program</a></li>
<li><a href="https://example.org/">a lab</a></li>
</ul>
"""
LINE = 17
ARXIV = "https://arxiv.org/abs/2401.0000"
OTHER = "A Paper of Its Own"


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path / "list")
    small.write(PAGE)
    return small


@pytest.mark.parametrize(
    ("title", "url", "relation", "what"),
    [
        pytest.param(
            "", "http://www.arxiv.org/pdf/2401.00002", "same-id",
            "this paper (arXiv id 2401.00002)", id="link alone",
        ),
        pytest.param(
            "Another Name for It", "https://arxiv.org/abs/2401.00002", "same-id",
            "this paper (arXiv id 2401.00002)", id="under another title",
        ),
        pytest.param(
            "Stork: pipelines of small prompts", "", "same-title", "this title", id="title alone"
        ),
        pytest.param(
            "Stork: Pipelines of Small Prompts", "https://example.org/stork", "same-title",
            "this title", id="title with another link",
        ),
        pytest.param(
            "Stork: Pipelines of Small Prompts", "https://arxiv.org/abs/2401.00002", "same-id",
            "this paper (arXiv id 2401.00002)", id="both, told once",
        ),
    ],
)  # fmt: skip
def test_a_link_outside_entries_makes_a_paper_possible(
    small: SmallList, title: str, url: str, relation: str, what: str
) -> None:
    result = small.core.check_duplicate(title, url)
    assert result["verdict"] == "possible"
    assert result["matches"] == [
        {
            "id": "",
            "title": "Stork: Pipelines of Small Prompts",
            "url": "https://arxiv.org/abs/2401.00002v1",
            "section": "More",
            "file": "README.md",
            "line": LINE,
            "score": 0.5,
            "relation": relation,
            "reason": f"a link to {what} stands on line {LINE}, outside any entry".replace(
                "a link to this title", "a link with this title"
            ),
        }
    ]
    assert f"(More, README.md line {LINE})" in wording.duplicates(result)


@pytest.mark.parametrize(
    ("title", "url", "verdict"),
    [
        pytest.param("", f"{ARXIV}3", "new", id="another paper"),
        pytest.param("", f"{ARXIV}1", "duplicate", id="listed"),
        pytest.param("Heron: Caches for Prompts", f"{ARXIV}2", "duplicate", id="title listed"),
        pytest.param(OTHER, "https://example.org/accepted", "new", id="a page several share"),
        pytest.param(OTHER, "https://example.org/volume", "new", id="another such page"),
        pytest.param(OTHER, "https://example.org/program", "new", id="a page that lists papers"),
        pytest.param(OTHER, "https://example.org", "new", id="a site"),
        pytest.param(OTHER, "https://s.org/heron", "new", id="inside an entry"),
        pytest.param("a lab", "", "new", id="a title of two words"),
    ],
)  # fmt: skip
def test_what_no_link_outside_entries_decides(
    small: SmallList, title: str, url: str, verdict: str
) -> None:
    result = small.core.check_duplicate(title, url)
    assert result["verdict"] == verdict
    assert all(match["id"] for match in result["matches"])


def test_entries_that_are_likelier_are_told_first(small: SmallList) -> None:
    result = small.core.check_duplicate(
        "Heron: Caches for a Prompt", "https://arxiv.org/abs/2401.00009"
    )
    assert result["verdict"] == "possible"
    assert [match["id"] for match in result["matches"]] == ["arxiv:2401.00001", ""]


def test_at_most_three_links_are_told(small: SmallList) -> None:
    small.write(PAGE + "\nhttps://arxiv.org/abs/2401.00002\n" * 5)
    matches = small.core.check_duplicate("", "https://arxiv.org/abs/2401.00002")["matches"]
    assert len(matches) == 3


def test_an_add_warns_and_is_made_and_then_stands_alone(small: SmallList) -> None:
    paper = ("Stork", "https://arxiv.org/abs/2401.00002", "Pipelines of Small Prompts")
    asked = small.core.doubt_of_new(*paper)
    assert f"stands on line {LINE}, outside any entry" in asked
    assert "()" not in asked
    result = small.core.add_entry("Serving", *paper)
    (warning,) = [one for one in result["warnings"] if "Possible duplicate" in one]
    assert f"README.md line {LINE}, More; a link to this paper" in warning
    assert result["added"]
    with pytest.raises(DuplicateEntry):
        small.core.add_entry("More", *paper)


def test_an_add_of_a_paper_that_is_linked_nowhere_warns_of_nothing(small: SmallList) -> None:
    assert not small.core.doubt_of_new("Crake", "https://arxiv.org/abs/2401.00077")
    assert (
        small.core.add_entry("Serving", "Crake", "https://arxiv.org/abs/2401.00077")["warnings"]
        == []
    )


def test_pasted_papers_are_asked_about(small: SmallList) -> None:
    text = "- [Stork: Pipelines of Small Prompts](https://arxiv.org/abs/2401.00002)\n"
    (item,) = plan_additions(small.catalog, text)["items"]
    assert item["verdict"] == "ask"
    assert f"README.md line {LINE}" in item["reason"]
    assert item["listed"] == []


def test_other_lists_are_asked_for_their_entries_alone(tmp_path: Path) -> None:
    lists = SmallLibrary(tmp_path, {"mine": "## A\n\n- [X](https://x.org/1)\n", "theirs": PAGE})
    result = lists.core("mine").check_duplicate("", "https://arxiv.org/abs/2401.00002")
    assert (result["verdict"], result["matches"], result["elsewhere"]) == ("new", [], [])


def test_the_links_are_those_of_the_page_as_it_stands(small: SmallList) -> None:
    link = "https://arxiv.org/abs/2401.00002"
    small.write(PAGE.replace("2401.00002v1", "2401.00003"))
    assert small.core.check_duplicate("", link)["verdict"] == "new"
    small.write(PAGE)
    assert small.core.check_duplicate("", link)["verdict"] == "possible"
