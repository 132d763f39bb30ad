"""How likely two titles are one paper's."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.inverted import Numbered
from llmsys_mcp.core.sameness.similarity import TitleIndex, probability
from llmsys_mcp.core.sameness.wording import read_wording

TITLES = [
    "Perch: Serving Ponds of Language Models over Slow Canals",
    "Draining Canals with Fewer Locks",
    "Tench: Training Language Models in Muddy Water",
    "Efficient Serving of Large Language Models",
    "Perch2: Serving Lakes of Language Models",
]


def index_of(titles: Iterable[str]) -> TitleIndex:
    wordings = list(map(read_wording, titles))
    return TitleIndex(Numbered.of(wordings), dict(enumerate(wordings)))


INDEX = index_of(TITLES)
WEIGHTS = INDEX.weights


def evidence(one: str, other: str) -> float:
    return WEIGHTS.evidence(WEIGHTS.weigh(read_wording(one)), WEIGHTS.weigh(read_wording(other)))


@pytest.mark.parametrize(
    ("less", "more"),
    [
        pytest.param("model", "attention", id="common in the field"),
        pytest.param("attention", "canal", id="once in the list"),
        pytest.param("canal", "otter", id="never seen"),
    ],
)
def test_a_rarer_word_tells_more(less: str, more: str) -> None:
    (low,), (high,) = read_wording(f"x: {less}").stems, read_wording(f"x: {more}").stems
    assert 0 < WEIGHTS.of(low) < WEIGHTS.of(high)


BASE = "Draining Canals with Fewer Locks"


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        pytest.param("Draining Canals Fewer Boats", "Draining Canals for Sport", id="more words"),
        pytest.param("Draining Canals Fewer Locks", "Locks Fewer Canals Draining", id="order"),
        pytest.param(f"Carp: {BASE}", "Carp: Draining Canals with Fewer Ducks", id="same words"),
        pytest.param(BASE, f"{BASE} for Boats That Carry Grain", id="words besides"),
    ],
)
def test_evidence_grows_with_what_is_shared(nearer: str, farther: str) -> None:
    assert evidence(BASE, nearer) > evidence(BASE, farther)


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        pytest.param("Perch: Over Slow Canals", "Over Slow Canals", id="same name before none"),
        pytest.param(
            "Slow Canals with Perch", "Slow Canals with Roach", id="mentioned before none"
        ),
        pytest.param("Perch over slow", "Perch over dry", id="begun before mentioned"),
        pytest.param("Over Slow Canals", "Bream: Over Slow Canals", id="none before another"),
        pytest.param("Prch: Slow Canals", "Bream: Slow Canals", id="short form before another"),
        pytest.param("Bream: Slow Canals", "Perch 2: Slow Canals", id="another before a version"),
        pytest.param(
            "Perch: Serving Canals", "Perch: Training Canals", id="same half of the field"
        ),
    ],
)
def test_names_and_halves_of_the_field_count(nearer: str, farther: str) -> None:
    assert evidence(TITLES[0], nearer) > evidence(TITLES[0], farther)


def test_common_words_alone_are_no_evidence() -> None:
    assert evidence(TITLES[3], "Efficient Inference of Large Language Models") < 0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param("Draining 4 Canals with Fewer Locks for 5 Boats", BASE, True, id="one has"),
        pytest.param(
            "Draining 4 Canals with Fewer Locks for 5 Boats",
            "Draining 4 Canals with Fewer Locks",
            True,
            id="one in common",
        ),
        pytest.param(
            "Draining 5 Canals with Fewer Locks",
            "Draining 4 Canals with Fewer Locks",
            False,
            id="others",
        ),
    ],
)
def test_other_numbers_set_titles_apart(one: str, other: str, alike: bool) -> None:
    assert (evidence(one, other) > 0) is (evidence(other, one) > 0) is alike


@given(st.text(), st.text())
def test_evidence_is_symmetric(one: str, other: str) -> None:
    assert evidence(one, other) == pytest.approx(evidence(other, one))
    assert 0 <= probability(evidence(one, other)) <= 1


def test_probability_is_even_at_no_evidence() -> None:
    assert probability(0) == 0.5
    assert probability(-1) < 0.5 < probability(1)


def near(title: str) -> list[int]:
    return [at for _, at in INDEX.near(INDEX.weights.weigh(read_wording(title)))]


@pytest.mark.parametrize("at", [0, 1, 2, 4])
def test_a_title_is_nearest_to_itself(at: int) -> None:
    assert near(TITLES[at])[0] == at


@pytest.mark.parametrize(
    ("title", "found"),
    [
        pytest.param("Perch: Otters", [0], id="by name"),
        pytest.param("Otters with Perch", [0], id="by a name at its end"),
        pytest.param("Otters with Fewer Fish", [1], id="by a word"),
        pytest.param("Draining: Otters", [1], id="by what opens a title"),
        pytest.param("Otters", [], id="nothing"),
        pytest.param("On All These Language Models", [], id="a word of the whole field"),
        pytest.param("", [], id="empty"),
    ],
)
def test_what_is_compared(title: str, found: list[int]) -> None:
    assert near(title) == found


def test_a_shared_made_up_ending_is_found() -> None:
    index = index_of(["Roach: Otters with PondCache"])
    asked = index.weights.weigh(read_wording("Geese using PondCache"))
    assert [at for _, at in index.near(asked)] == [0]


def test_few_of_many_like_titles_are_compared() -> None:
    index = index_of(f"Canals of Town{at}" for at in range(100))
    asked = index.weights.weigh(read_wording("Canals of Elsewhere"))
    assert len(index.near(asked)) == 10


def test_rare_words_are_looked_up_before_common_ones() -> None:
    crowd = [f"Canals of Town{at}" for at in range(2500)]
    index = index_of([*crowd, "Dredging Old Canals by Night"])
    asked = index.weights.weigh(read_wording("Canals Dredged by Night"))
    assert index.near(asked)[0][1] == len(crowd)
