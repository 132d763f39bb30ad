"""What two lists have and lack, told once a paper, with what adding needs."""

from pathlib import Path

import pytest

from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.services.compare import (
    Compared,
    Suggested,
    compare_lists,
    portable_draft,
    suggested,
)
from small_library import SmallLibrary


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path)


def compared(lists: SmallLibrary, mine: str, other: str) -> Compared:
    return compare_lists(lists.catalog(mine).current(), lists.catalog(other).current())


def titles(found: tuple[Listed, ...]) -> list[str]:
    return [one.entry.full_title for one in found]


def test_papers_of_both_lists(lists: SmallLibrary) -> None:
    result = compared(lists, "topics", "venues")
    assert [(one.mine.id, one.other.id, one.match.relation) for one in result.both] == [
        ("topics/arxiv:2501.00003", "venues/arxiv:2501.00003", "same-id"),
        (
            "topics/arxiv:2401.00001",
            "venues/title:relay-a-server-for-language-models-" + result.both[1].other.id[-6:],
            "same-title",
        ),
        (
            "topics/usenix:nsdi24/x",
            "venues/title:serving-pictures-at-scale-" + result.both[2].other.id[-6:],
            "same-title",
        ),
    ]
    assert [one.listed.entry.title for one in result.missing] == [
        "Untold: A Paper without a Link",
        "Other: Something Else Entirely",
    ]
    assert titles(result.surplus) == [
        "Paged: Memory for Serving",
        "Frame: A framework to train models",
    ]
    assert result.unknown == ()


def test_facts_that_differ(lists: SmallLibrary) -> None:
    result = compared(lists, "topics", "venues")
    assert [(one.fact, one.mine_says, one.other_says) for one in result.disagreements] == [
        ("title", "Trainer: Training Across Clusters", "Trainer: Training Across Many Clusters")
    ]


@pytest.mark.parametrize(
    ("mine", "other", "fact"),
    [
        pytest.param(
            "[Relay](https://arxiv.org/abs/2401.00001): A Server of Words",
            "[Relay](https://arxiv.org/abs/2401.00002): A Server of Words",
            "link",
            id="two numbers",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words",
            "[Relay](https://b.org/1): A Server of Words",
            "link",
            id="two pages",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words | OSDI' 24",
            "[Relay](https://a.org/1): A Server of Words | SOSP' 24",
            "venue",
            id="two venues",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words | OSDI' 24",
            "[Relay](https://a.org/1): A Server of Words | OSDI' 25",
            "venue",
            id="two years",
        ),
    ],
)
def test_a_fact_that_differs_is_told(tmp_path: Path, mine: str, other: str, fact: str) -> None:
    lists = SmallLibrary(tmp_path, {"a": f"## S\n- {mine}\n", "b": f"## S\n- {other}\n"})
    assert [one.fact for one in compared(lists, "a", "b").disagreements] == [fact]


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        pytest.param(
            "[Relay](https://arxiv.org/abs/2401.00001): A Server of Words",
            "[Relay](https://arxiv.org/pdf/2401.00001v2): A Server of Words",
            id="one number in two spellings",
        ),
        pytest.param(
            "[Relay](https://arxiv.org/abs/2401.00001): A Server of Words",
            "[Relay](https://www.usenix.org/conference/osdi24/presentation/x): A Server of Words",
            id="preprint and publication",
        ),
        pytest.param(
            "[Relay](https://arxiv.org/abs/2401.00001): A Server of Words",
            "[Relay](https://relay.org/paper): A Server of Words",
            id="a number and a page",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words | OSDI' 24",
            "[Relay](https://a.org/1): A Server of Words | OSDI 2024",
            id="one venue in two spellings",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words | OSDI' 24",
            "[Relay](https://a.org/1): A Server of Words | arXiv",
            id="a preprint server",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words | OSDI' 24",
            "[Relay](https://a.org/1): A Server of Words | OSDI",
            id="a venue without its year",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server of Words | OSDI' 24",
            "[Relay](https://a.org/1): A Server of Words",
            id="a venue that one does not tell",
        ),
    ],
)
def test_what_is_no_other_fact_is_left_alone(tmp_path: Path, mine: str, other: str) -> None:
    lists = SmallLibrary(tmp_path, {"a": f"## S\n- {mine}\n", "b": f"## S\n- {other}\n"})
    result = compared(lists, "a", "b")
    assert len(result.both) == 1
    assert result.disagreements == ()


def test_keys_are_matched_by_what_they_cite(lists: SmallLibrary) -> None:
    result = compared(lists, "topics", "course")
    assert [(one.mine.id, one.match.reason) for one in result.both] == [
        ("topics/arxiv:2401.00001", "the key cites it"),
        ("topics/arxiv:2309.00002", "the key cites it"),
    ]
    assert [one.listed.entry.title for one in result.missing] == ["The Herd of Models"]
    assert [(one.id, why) for one, why in result.unknown] == [
        ("course/key:nobody-icml20", "no listed title has that name")
    ]
    turned = compared(lists, "course", "topics")
    assert [one.mine.id for one in turned.both] == [
        "course/key:relay-osdi24",
        "course/key:paged-sosp23",
    ]
    assert titles(turned.surplus) == ["The Herd of Models"]
    assert len(turned.unknown) == 1


def test_a_paper_that_may_be_there_is_told_as_missing_with_what_it_may_be(tmp_path: Path) -> None:
    lists = SmallLibrary(
        tmp_path,
        {
            "a": "## S\n- [FlashRelay](https://a.org/1): Serving Words on Fast Machines\n",
            "b": "## S\n- [FlashRelay](https://b.org/1): An Engine with Asynchrony\n",
        },
    )
    (missing,) = compared(lists, "a", "b").missing
    assert [match.listed.entry.title for match in missing.possible] == ["FlashRelay"]


def test_another_paper_under_the_link_of_a_common_one_is_still_mine_alone(tmp_path: Path) -> None:
    link, other = "https://arxiv.org/abs/2401.00001", "https://arxiv.org/abs/2401.00002"
    lists = SmallLibrary(
        tmp_path,
        {
            "a": f"## S\n- [Tarn]({link}): Words on Fast Machines\n- [Pond]({other}): Of Canals\n",
            "b": f"## S\n- [Pond]({link}): Of Canals\n",
        },
    )
    result = compared(lists, "a", "b")
    assert [one.mine.entry.title for one in result.both] == ["Pond"]
    assert titles(result.surplus) == ["Tarn: Words on Fast Machines"]


def test_a_paper_listed_twice_is_one(lists: SmallLibrary) -> None:
    result = compared(lists, "venues", "topics")
    assert titles(tuple(one.listed for one in result.missing)) == [
        "Paged: Memory for Serving",
        "Frame: A framework to train models",
    ]
    assert len(result.both) == 3


def test_keys_alone_are_unknown_where_no_list_tells(tmp_path: Path) -> None:
    from llmsys_mcp.services.catalog import Catalog, Home
    from small_library import COURSE

    (tmp_path / "README.md").write_text(COURSE)
    view = Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="").current()
    assert {why for _, why in compare_lists(view, view).unknown} == {"no other list is served"}


def test_a_missing_paper_comes_with_section_and_line(lists: SmallLibrary) -> None:
    mine = lists.catalog("topics").current()
    untold, other = compared(lists, "topics", "venues").missing
    there = suggested(mine, other)
    assert there.section in {"Systems > Serving", "Systems > Training"}
    assert there.entry == (
        "- [Other](https://arxiv.org/abs/2402.00009): Something Else Entirely | OSDI' 24 | CMU"
    )
    there = suggested(mine, untold)
    assert there.problem == "venues gives no link for it; look for one by its title"
    assert there.entry == "- Untold: A Paper without a Link | SOSP' 25"


def test_a_line_that_would_be_no_entry_is_not_given(tmp_path: Path) -> None:
    venues = "## Surveys\n* Untold: A Paper\n## OSDI 2024\n* A: B\n## OSDI 2023\n* C: D\n"
    topics = "## Serving\n- [Relay](https://a.org/1): Servers\n"
    lists = SmallLibrary(tmp_path, {"topics": topics, "venues": venues})
    untold = compared(lists, "topics", "venues").missing[0]
    there = suggested(lists.catalog("topics").current(), untold)
    assert (there.section, there.entry) == ("Serving", "")
    assert there.problem == "venues gives no link for it; look for one by its title"


def no_venue(tmp_path: Path, entry: str) -> Suggested:
    """What a list by venues would do with an entry of a list by topics."""
    venues = (
        "## OSDI 2024\n* Net: Networks for Training\n## NSDI 2024\n* Paged: Memory for Serving\n"
        "---\n## Retrieval\n* (arxiv) Finder: Retrieval of Answers\n"
    )
    lists = SmallLibrary(tmp_path, {"venues": venues, "topics": f"## S\n- {entry}\n"})
    (missing,) = compared(lists, "venues", "topics").missing
    return suggested(lists.catalog("venues").current(), missing)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        pytest.param(
            "[Wires](https://arxiv.org/abs/2507.00001): Optical Networks for Training",
            "no venue is known for it, and OSDI 2024 is OSDI'24's alone",
            id="none told",
        ),
        pytest.param(
            "[Wires](https://a.org/1): Optical Networks for Training | OSDI",
            "it is of OSDI, and OSDI 2024 is OSDI'24's alone",
            id="no year",
        ),
        pytest.param(
            "[Wires](https://a.org/1): Optical Networks for Training | arXiv' 25",
            "it is of arXiv' 25, and OSDI 2024 is OSDI'24's alone",
            id="a preprint",
        ),
    ],
)
def test_no_venue_is_made_up_for_a_list_by_venues(tmp_path: Path, entry: str, problem: str) -> None:
    there = no_venue(tmp_path, entry)
    assert (there.section, there.entry, there.problem) == ("OSDI 2024", "", problem)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        pytest.param(
            "[Seeker](https://arxiv.org/abs/2507.00001): Retrieval of Pictures",
            "* (Arxiv'25) Seeker: Retrieval of Pictures [link](https://arxiv.org/abs/2507.00001)",
            id="a section of no venue",
        ),
        pytest.param(
            "[Wires](https://a.org/1): Optical Networks | USENIX OSDI 2024",
            "* (OSDI'24) Wires: Optical Networks [link](https://a.org/1)",
            id="the section's venue in another spelling",
        ),
    ],
)
def test_what_is_known_is_written_for_a_list_by_venues(
    tmp_path: Path, entry: str, line: str
) -> None:
    there = no_venue(tmp_path, entry)
    assert (there.entry, there.problem) == (line, "")


def test_a_missing_paper_in_a_list_by_venues_gets_its_venue_s_section(lists: SmallLibrary) -> None:
    mine = lists.catalog("venues").current()
    paged = compared(lists, "venues", "course").missing[0]
    assert paged.listed.entry.title == "Paged"
    there = suggested(mine, paged)
    assert (there.section, there.confidence) == ("SOSP 2023", 1.0)
    assert there.entry.endswith(
        "(SOSP'23) Paged: Memory for Serving [link](https://arxiv.org/abs/2309.00002)"
    )


def test_a_missing_paper_of_a_course_gets_an_include(lists: SmallLibrary) -> None:
    mine = lists.catalog("course").current()
    by_title = {one.listed.entry.title: one for one in compared(lists, "course", "venues").missing}
    there = suggested(mine, by_title["Other: Something Else Entirely"])
    assert there.entry == '{% include paper_item.html key="other-osdi24" %}'


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        pytest.param("words\n", "the list has no section to suggest", id="no section"),
        pytest.param(
            "## A\n\n| Title | Link |\n|--|--|\n" + "| One thing | [x](https://a.org/1) |\n" * 3,
            "read-only",
            id="a table",
        ),
    ],
)
def test_why_a_missing_paper_has_no_line(tmp_path: Path, page: str, problem: str) -> None:
    other = "## S\n- [Relay](https://b.org/1): A Server of Words\n"
    lists = SmallLibrary(tmp_path, {"a": page, "b": other})
    (missing,) = compared(lists, "a", "b").missing
    there = suggested(lists.catalog("a").current(), missing)
    assert there.entry == ""
    assert problem in there.problem


@pytest.mark.parametrize(
    ("entry", "draft"),
    [
        pytest.param(
            "[Relay: A Server](https://a.org/1)",
            Draft("Relay", "https://a.org/1", "A Server"),
            id="name and subtitle",
        ),
        pytest.param(
            "[Relay](https://a.org/1): A Server | OSDI' 24 | UCB",
            Draft("Relay", "https://a.org/1", "A Server", "OSDI' 24", "UCB"),
            id="apart already",
        ),
        pytest.param(
            "[Relay - A Server](https://a.org/1)",
            Draft("Relay - A Server", "https://a.org/1"),
            id="a dash stays",
        ),
        pytest.param(
            "[A Server of Words](https://a.org/1)",
            Draft("A Server of Words", "https://a.org/1"),
            id="no name",
        ),
    ],
)
def test_the_facts_that_another_list_takes(tmp_path: Path, entry: str, draft: Draft) -> None:
    lists = SmallLibrary(tmp_path, {"a": f"## S\n- {entry}\n", "b": "## S\n- [x](https://x.org)\n"})
    (listed,) = lists.catalog("a").current().papers.entries
    assert portable_draft(listed.entry) == draft
