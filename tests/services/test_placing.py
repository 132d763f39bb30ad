"""Where a paper belongs in a list by venues, and in one by subjects."""

from pathlib import Path

import pytest

from llmsys_mcp.services.placing import suggest, venue_of_section
from small_library import SmallLibrary
from small_lists import SmallList

PAGE = """\
## OSDI 2024
### LLM Serving
* Relay: Serving Language Models with a KV Cache
* Paged: Memory of KV Caches for Serving
### ML Training
* Trainer: Pipeline Parallelism for Training
## NSDI 2024
* Net: Networks for Training
## FAST 2024
"""


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path, {"venues": PAGE, "b": "## S\n- [x](https://x.org)\n"})


def paths(lists: SmallLibrary, title: str, venue: str, limit: int = 3) -> list[str]:
    view = lists.catalog("venues").current()
    return [one.section for one in suggest(view, title, venue=venue, limit=limit)]


def test_the_sections_of_the_venue_alone_come_into_question(lists: SmallLibrary) -> None:
    title = "KV Cache Sharing for LLM Serving"
    assert paths(lists, title, "OSDI 2024") == [
        "OSDI 2024 > LLM Serving",
        "OSDI 2024 > ML Training",
    ]
    assert paths(lists, title, "OSDI' 24", 1) == ["OSDI 2024 > LLM Serving"]
    assert paths(lists, title, "NSDI 2024") == ["NSDI 2024"]
    sure = suggest(lists.catalog("venues").current(), title, venue="OSDI 2024")
    assert sum(one.confidence for one in sure) == pytest.approx(1)
    assert sure[0].reason.startswith("a section of the venue; ")


def test_a_section_that_is_lacking_is_named(lists: SmallLibrary) -> None:
    (new,) = suggest(lists.catalog("venues").current(), "Relay", venue="SOSP 2025")
    assert (new.section, new.confidence, new.examples) == ("SOSP 2025", 1.0, ())
    assert "adding makes it" in new.reason


def test_a_section_without_papers_is_still_the_venue_s(lists: SmallLibrary) -> None:
    (found,) = suggest(lists.catalog("venues").current(), "Relay", venue="FAST 2024")
    assert (found.section, found.confidence) == ("FAST 2024", 0.0)


@pytest.mark.parametrize("venue", ["", "OSDI", "somewhere"])
def test_without_a_venue_the_subject_decides(lists: SmallLibrary, venue: str) -> None:
    view = lists.catalog("venues").current()
    title = "KV Cache Sharing for LLM Serving"
    found, plain = suggest(view, title, venue=venue), view.placement.suggest(title, venue=venue)
    assert [(one.section, one.confidence) for one in found] == [
        (one.section, one.confidence) for one in plain
    ]
    told = "the section is OSDI'24's alone, and the paper's venue is not known; "
    assert found[0].reason == told + plain[0].reason


def test_a_preprint_belongs_to_no_venue_s_section(tmp_path: Path) -> None:
    page = f"{PAGE}---\n## Retrieval\n* (arxiv) Finder: Retrieval for Questions\n"
    lists = SmallLibrary(tmp_path, {"venues": page, "b": "- [x](https://x.org)\n"})
    view = lists.catalog("venues").current()
    assert venue_of_section(view, "NSDI 2024") == "NSDI'24"
    assert venue_of_section(view, "Retrieval") == ""
    best = suggest(view, "Retrieval for Answers", venue="arXiv 2025")[0]
    assert (best.section, "not known" in best.reason) == ("Retrieval", False)
    assert "not known" in suggest(view, "Networks for Training", venue="arXiv' 25")[0].reason


def test_a_path_of_two_sections_says_no_venue(tmp_path: Path) -> None:
    page = "## OSDI 2024\n### Serving\n* A: B\n## OSDI 2024\n### More\n* C: D\n"
    view = SmallLibrary(tmp_path, {"a": page, "b": page}).catalog("a").current()
    assert venue_of_section(view, "OSDI 2024") == "OSDI'24"
    assert venue_of_section(view, "no such section") == ""


def test_in_a_list_by_subjects_the_venue_decides_nothing(lists: SmallLibrary) -> None:
    view = lists.catalog("b").current()
    assert suggest(view, "Relay", venue="OSDI 2024") == view.placement.suggest(
        "Relay", venue="OSDI 2024"
    )


@pytest.mark.parametrize(
    ("venue", "bucket"),
    [
        pytest.param("OSDI 2023", "2023", id="the year of the venue"),
        pytest.param("", "2024", id="the newest, where no year is known"),
        pytest.param("OSDI 2025", "2025", id="one that adding would make"),
    ],
)
def test_the_year_group_is_told_where_a_section_has_some(
    tmp_path: Path, venue: str, bucket: str
) -> None:
    small = SmallList(tmp_path / "list")
    items = "- [Relay](https://r.org/1): Serving Models\n\n**2023**\n\n- [Old](https://r.org/2)\n"
    small.write(f"# L\n\n## Serving\n\n**2024**\n\n{items}\n## Agents\n\n- [A](https://r.org/3)\n")
    said = small.core.suggest_section("Serving Language Models", venue=venue)["suggestions"]
    landing = {one["section"]: one["bucket"] for one in said}
    assert landing == {"Serving": bucket, "Agents": None}
