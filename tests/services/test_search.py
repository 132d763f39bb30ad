"""Filters say which entries a search may find; words only rank them."""

from pathlib import Path

import pytest

from llmsys_mcp.errors import AmbiguousSection, InvalidArgument, UnknownSection
from small_lists import SmallList

PAGE = """# T

## A
- [Osdi Paper](https://example.org/1): paged caches | OSDI' 24 | UCB
- [Workshop Paper](https://example.org/2): caches | ICML ES-FoMo Workshop 2023 | Ant Group, MIT
- [Dated Paper](https://arxiv.org/abs/2203.00001): caches

### Deep
- [Deep Paper](https://example.org/3) | ICML' 25 | Microsoft

## B
- [Plain Paper](https://example.org/4)
- [Odd Venue](https://example.org/5) | TMLR' 21
"""


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path / "list")
    small.write(PAGE)
    return small


def found(small: SmallList, query: str = "", **filters: object) -> list[str]:
    hits = small.core.search_papers(query, **filters)["results"]
    return [hit["title"].split()[0] for hit in hits]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        pytest.param({}, "Osdi Workshop Dated Deep Plain Odd", id="none"),
        pytest.param({"section": "A"}, "Osdi Workshop Dated Deep", id="section and below"),
        pytest.param({"section": "A > Deep"}, "Deep", id="path"),
        pytest.param({"section": "#b"}, "Plain Odd", id="anchor"),
        pytest.param({"venue": "OSDI"}, "Osdi", id="venue"),
        pytest.param({"venue": "osdi 2024"}, "Osdi", id="venue of a year"),
        pytest.param({"venue": "OSDI'23"}, "", id="venue of another year"),
        pytest.param({"venue": "ICML"}, "Workshop Deep", id="venue with its workshops"),
        pytest.param({"venue": "ICML 23"}, "Workshop", id="workshop of a year"),
        pytest.param({"organization": "Berkeley"}, "Osdi", id="another name of the maker"),
        pytest.param(
            {"organization": "University of California, Berkeley"}, "Osdi", id="with a comma"
        ),
        pytest.param({"organization": "micro"}, "Deep", id="first letters of the maker"),
        pytest.param({"organization": "soft"}, "", id="last letters of the maker"),
        pytest.param({"organization": "Group"}, "Workshop", id="a word of the maker"),
        pytest.param({"organization": "Ant Group, MIT"}, "Workshop", id="both as written"),
        pytest.param({"organization": "?"}, "", id="no name"),
        pytest.param({"venue": "es-fomo"}, "Workshop", id="words of a venue"),
        pytest.param({"venue": "SOSP"}, "", id="venue that is not there"),
        pytest.param({"organization": "UC Berkeley"}, "Osdi", id="organisation in full"),
        pytest.param({"organization": "mit"}, "Workshop", id="one of two"),
        pytest.param({"organization": "Ant"}, "Workshop", id="first word"),
        pytest.param({"organization": "micro"}, "Deep", id="first letters"),
        pytest.param({"organization": "it"}, "", id="letters within"),
        pytest.param({"organization": "C++ (.*"}, "", id="signs"),
        pytest.param({"year_from": 2024}, "Osdi Deep", id="from"),
        pytest.param({"year_to": 2023}, "Workshop Dated Odd", id="to"),
        pytest.param({"year_from": 2022, "year_to": 2022}, "Dated", id="one year"),
        pytest.param({"section": "A", "venue": "ICML", "year_from": 2025}, "Deep", id="several"),
        pytest.param(
            {"section": "  ", "venue": ""}, "Osdi Workshop Dated Deep Plain Odd", id="blank"
        ),
    ],
)
def test_a_filter_lets_through_what_it_says(
    small: SmallList, filters: dict[str, object], titles: str
) -> None:
    assert " ".join(found(small, **filters)) == titles
    if titles:
        assert sorted(found(small, "paper odd venue", **filters)) == sorted(titles.split())


def test_pages_of_hits_follow_on_one_another(small: SmallList) -> None:
    for query in ("", "paper caches"):
        whole = found(small, query, limit=50)
        parts = [one for at in range(0, 8, 2) for one in found(small, query, limit=2, offset=at)]
        assert parts == whole
        result = small.core.search_papers(query, limit=1, offset=40)
        assert (result["total"], result["results"]) == (len(whole), [])


def test_browsing_has_no_score_and_words_have(small: SmallList) -> None:
    assert {hit["score"] for hit in small.core.search_papers("")["results"]} == {0.0}
    scores = [hit["score"] for hit in small.core.search_papers("paged caches")["results"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    ("filters", "refusal"),
    [
        pytest.param({"year_from": 2025, "year_to": 2024}, InvalidArgument, id="years"),
        pytest.param({"section": "Z"}, UnknownSection, id="no section"),
        pytest.param({"venue": "x\u202e"}, InvalidArgument, id="unseen"),
        pytest.param({"organization": "x" * 400}, InvalidArgument, id="long"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    small: SmallList, filters: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        small.core.search_papers("", **filters)


def test_a_name_of_two_sections_is_refused(small: SmallList) -> None:
    small.write(f"{PAGE}### Deep\n- [Other](https://example.org/6)\n")
    with pytest.raises(AmbiguousSection, match="A > Deep; B > Deep"):
        small.core.search_papers("", section="deep")


TWICE = (
    "# T\n\n## A\n- [Otters in Canals](https://x.org/1)\n\n## B\n"
    "- [Herons at Locks](https://x.org/2)\n\n## A\n- [Otters at Sea](https://x.org/3)\n"
    "- [Otters in Rivers](https://x.org/4)\n"
)


def test_of_two_sections_with_one_path_each_is_found_by_what_results_call_it(
    tmp_path: Path,
) -> None:
    small = SmallList(tmp_path / "list")
    small.write(f"{TWICE}\nSee [more](more.md).\n")
    small.write("# M\n\n## B\n- [Herons in Docks](https://x.org/5)\n", "more.md")
    core = small.core
    hits = core.search_papers("")["results"]
    assert [hit["section"] for hit in hits] == [
        *("README.md#a", "README.md#b", "README.md#a-1", "README.md#a-1", "more.md#b"),
    ]
    for hit in hits:
        there = core.search_papers("", section=hit["section"])["results"]
        assert hit in there
        assert {one["section"] for one in there} == {hit["section"]}
        assert core.get_entry(hit["id"])["section"] == hit["section"]
    assert core.search_papers("", section="#a-1")["total"] == 2
    for told in core.list_sections()["sections"]:
        found = core.search_papers("", section=told["anchor"])["results"]
        assert {(one["file"], one["line"] > told["line"]) for one in found} == {
            (told["file"], True)
        }
    (choice,) = core.suggest_section("Otters in Lakes", limit=1)["suggestions"]
    assert choice["section"] == "README.md#a-1"
    added = core.add_entry(choice["section"], "Otters in Lakes", "https://x.org/6")
    assert (added["section"], added["line"]) == ("README.md#a-1", 12)
    moved = small.edit.move_entry(added["id"], "more.md#b")
    assert moved["after"]["section"] == "more.md#b"
    assert core.check_duplicate("Otters in Lakes")["matches"][0]["section"] == "more.md#b"


@pytest.mark.parametrize(
    ("organization", "wanted"),
    [
        ("Meta AI", "Meta"),
        ("Tsinghua, SJTU", "Tsing"),
        ("Tsinghua, SJTU", "Tsinghua, SJTU"),
        ("Hugging Face", "Face"),
        ("Carnegie Mellon University", "Carnegie"),
        ("Meta AI", "facebook"),
    ],
)
def test_a_maker_is_found_as_it_is_written_and_otherwise(
    small: SmallList, organization: str, wanted: str
) -> None:
    small.write(f"# T\n\n## A\n- [Paper](https://a.org/1) | {organization}\n")
    assert found(small, organization=wanted) == ["Paper"]
    assert found(small, organization="Nobody") == []


DATED, ODD = "https://arxiv.org/abs/2203.00001", "https://example.org/5"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param("arxiv:2203.00001", "Dated", id="id"),
        pytest.param(" arXiv:2203.00001v2 ", "Dated", id="number with its version"),
        pytest.param("2203.00001", "Dated", id="bare number"),
        pytest.param("https://arxiv.org/pdf/2203.00001", "Dated", id="another link to it"),
        pytest.param("http://www.example.org/5/", "Odd", id="page"),
        pytest.param("arxiv:2203.00002", "", id="id that is not listed"),
        pytest.param("https://example.org/caches", "", id="page that is not listed"),
        pytest.param("caches: dated", "Dated", id="words with a colon"),
        pytest.param("caches/dated", "Dated", id="words with a slash"),
    ],
)
def test_an_id_or_a_link_finds_that_paper_alone(small: SmallList, query: str, titles: str) -> None:
    assert found(small, query)[:1] == titles.split()


def test_an_id_of_a_title_finds_its_entry(small: SmallList) -> None:
    (hit,) = small.core.search_papers("plain paper", limit=1)["results"]
    assert hit["id"].startswith("title:")
    answer = small.core.search_papers(hit["id"])
    assert [(one["id"], one["score"]) for one in answer["results"]] == [(hit["id"], 1.0)]
    assert (answer["total"], answer["did_you_mean"]) == (1, None)


def test_filters_hold_for_ids_too(small: SmallList) -> None:
    assert found(small, DATED, section="A") == ["Dated"]
    assert found(small, DATED, section="B") == []
    assert small.core.search_papers(ODD, offset=1)["total"] == 1
