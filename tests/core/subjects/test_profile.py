"""Papers and sections as they are compared."""

import pytest

from llmsys_mcp.core import subjects
from llmsys_mcp.core.subjects.profile import read_paper, read_sections

ARXIV = "https://arxiv.org/abs/2601.00001"


@pytest.mark.parametrize(
    ("title", "series"),
    [
        pytest.param("Oakley-3: Words", "oakley", id="hyphen"),
        pytest.param("Oakley2++: Words", "oakley", id="two plus signs"),
        pytest.param("Oakley v1.5: Words", "oakley", id="v and dot"),
        pytest.param("Oakley: Words", "oakley", id="no version"),
        pytest.param("Oakley", "oakley", id="name alone"),
        pytest.param("H2: Words", "", id="too short"),
        pytest.param("Words without a name 3", "", id="a whole title"),
    ],
)
def test_the_series_is_the_name_without_its_version(title: str, series: str) -> None:
    assert read_paper(title).series == series


def test_versions_of_one_name_have_names_of_their_own() -> None:
    names = {read_paper(f"{name}: Words").name for name in ("Oakley", "Oakley2", "Oakley2++")}
    assert len(names) == 3


def test_a_clear_subject_is_a_term_and_a_plain_one_two() -> None:
    terms = read_paper("Checkpoints, Failures and Stragglers", url=ARXIV).terms
    assert {"about fault tolerance", "plainly fault tolerance"} <= set(terms)
    assert "about fault tolerance" not in read_paper("Elastic Things", url=ARXIV).terms


def test_a_date_behind_the_title_is_read_from_title_or_list() -> None:
    in_title = read_paper("Larch: Wood – (May 2025)", url=ARXIV)
    in_list = read_paper("Larch: Wood", url=ARXIV, dated=True)
    assert in_title.title == "Larch: Wood"
    assert in_title.link == in_list.link == "paper dated"
    assert in_title.terms == in_list.terms


def test_a_section_is_about_its_name_and_less_about_what_stands_above() -> None:
    path = "Frameworks > Agents > Training"
    (section,) = read_sections({path: [0]}, {0: read_paper("x")}, {path: "on the edge"})
    assert section.about[subjects.TRAINING] == 1.0
    assert 0 < section.about[subjects.AGENTS] < section.about[subjects.FRAMEWORK] < 1.0
    assert section.also == {"edge"}
    assert section.title == "Training"


@pytest.mark.parametrize(
    ("path", "said", "left_out"),
    [
        pytest.param("Survey", "papers on agents", subjects.AGENTS, id="a form has any topic"),
        pytest.param("Agents", "while serving", subjects.SERVING, id="a phase is in most texts"),
        pytest.param("Agents", "frameworks", subjects.FRAMEWORK, id="a form is in the name"),
    ],
)
def test_a_description_does_not_add_what_its_name_rules_out(
    path: str, said: str, left_out: str
) -> None:
    (section,) = read_sections({path: [0]}, {0: read_paper("x")}, {path: said})
    assert left_out not in section.about
    assert left_out not in section.also


def test_a_name_that_says_nothing_leaves_it_to_the_description() -> None:
    (section,) = read_sections({"Kettles": []}, {}, {"Kettles": "serving of agents"})
    assert section.about == {}
    assert section.also == {subjects.SERVING, subjects.AGENTS}


@pytest.mark.parametrize(
    ("members", "open_paths"),
    [
        pytest.param({"Agents": []}, ["Agents"], id="empty, and its name tells"),
        pytest.param({"Kettles": [0]}, ["Kettles"], id="says nothing, and holds an entry"),
        pytest.param({"Kettles": []}, [], id="empty and says nothing"),
        pytest.param({"Agents": [], "Agents > RAG": []}, ["Agents > RAG"], id="only a parent"),
        pytest.param({"Agents": [0], "Agents > RAG": []}, ["Agents", "Agents > RAG"], id="both"),
        pytest.param({"Agents": [], "Agents of old": []}, ["Agents", "Agents of old"], id="prefix"),
    ],
)
def test_which_sections_are_places(members: dict[str, list[int]], open_paths: list[str]) -> None:
    assert [s.path for s in read_sections(members, {0: read_paper("x")}, {})] == open_paths


@pytest.mark.parametrize(
    ("members", "open_paths"),
    [
        pytest.param({"Kettles": []}, ["Kettles"], id="empty, and the rules describe it"),
        pytest.param({"Kettles": [], "Kettles > Tea": [0]}, ["Kettles > Tea"], id="only a parent"),
    ],
)
def test_a_section_that_the_rules_describe_is_a_place(
    members: dict[str, list[int]], open_paths: list[str]
) -> None:
    described = {"Kettles": "boiling water"}
    assert [s.path for s in read_sections(members, {0: read_paper("x")}, described)] == open_paths


def test_words_that_subjects_judge_are_left_to_them() -> None:
    described = {"Kettles": "papers on boiling water", "Agents": "papers on kettles and workflows"}
    kettles, agents = read_sections({"Kettles": [], "Agents": []}, [], described)
    assert "water" in kettles.ruled
    assert "paper" not in kettles.ruled
    assert any(stem.startswith("ket") for stem in agents.ruled)
    assert not any(stem.startswith("workfl") for stem in agents.ruled)
