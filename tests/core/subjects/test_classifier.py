"""Word statistics and nearest documents."""

from collections.abc import Sequence
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.subjects.classifier import Classifier, Document


def learnt(documents: Sequence[Document]) -> Classifier:
    return Classifier(dict(enumerate(documents)))


FRUIT = learnt(
    [
        (("apple", "tree", "spring"), "garden"),
        (("apple", "cake", "oven"), "kitchen"),
        (("oven", "bread"), "kitchen"),
        (("tree", "fence"), "garden"),
    ]
)


def test_words_of_a_class_speak_for_it_and_against_the_others() -> None:
    ratios = FRUIT.log_ratios(["oven", "cake"])
    assert ratios["kitchen"] > 0 > ratios["garden"]


def test_a_word_that_every_class_uses_alike_decides_nothing() -> None:
    even = learnt([(("a", "b"), "one"), (("a", "c"), "two")])
    assert even.log_ratios(["a"]) == pytest.approx({"one": 0.0, "two": 0.0})


@pytest.mark.parametrize("terms", [[], ["unheard"], ["unheard", "of"]])
def test_unknown_words_say_nothing(terms: list[str]) -> None:
    assert FRUIT.log_ratios(terms) == {"garden": 0.0, "kitchen": 0.0}
    assert FRUIT.similarities(terms) == {}


def test_a_class_that_was_hardly_seen_is_not_condemned_for_a_word_it_lacks() -> None:
    shelf = [(("a", f"x{at}"), "large") for at in range(50)]
    ratios = learnt([*shelf, (("b",), "small")]).log_ratios(["a"])
    assert -0.1 < ratios["small"] < 0


def test_telling_terms_come_strongest_first_and_only_for_the_class() -> None:
    assert FRUIT.telling(["spring", "tree", "apple", "oven"], "garden") == ["spring", "tree"]
    assert FRUIT.telling(["tree"], "kitchen") == []
    assert FRUIT.telling(["tree"], "no such class") == []


def test_rare_words_tell_more_than_common_ones() -> None:
    assert FRUIT.rarity("unheard") > FRUIT.rarity("bread") > FRUIT.rarity("apple") > 0


def test_similarity_is_the_cosine() -> None:
    near = FRUIT.similarities(["apple", "oven"])
    assert set(near) == {0, 1, 2}
    length = sqrt(FRUIT.rarity("oven") ** 2 + FRUIT.rarity("bread") ** 2)
    asked = sqrt(FRUIT.rarity("apple") ** 2 + FRUIT.rarity("oven") ** 2)
    assert near[2] == pytest.approx(FRUIT.rarity("oven") ** 2 / length / asked)
    assert FRUIT.similarities(["oven", "bread"])[2] == pytest.approx(1.0)


def test_overlap_weighs_words_by_what_they_tell() -> None:
    some, all_, none = FRUIT.overlaps(["apple", "bread"], [{"bread"}, {"apple", "bread"}, set()])
    assert 0.5 < some < 1
    assert (all_, none) == (1.0, 0.0)
    assert FRUIT.overlaps([], [{"bread"}]) == [0.0]


def test_a_word_said_of_a_class_tells_more_the_fewer_others_use_it() -> None:
    used = learnt([(["a", "b"], "x"), (["a"], "y"), (["a"], "y"), (["c"], "x")])
    assert used.surprise("new", "x") == used.surprise("c", "x")  # its own documents are no others
    assert used.surprise("new", "nobody's") == used.surprise("new", "x")
    assert used.surprise("new", "x") > used.surprise("a", "x") > 0
    crowd = learnt([(["a"], "y")] * 200)
    assert crowd.surprise("a", "x") == 0


def test_nothing_learnt_answers_nothing() -> None:
    empty = learnt([])
    assert empty.log_ratios(["a"]) == {}
    assert empty.similarities(["a"]) == {}
    assert empty.rarity("a") > 0


WORDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["x", "y", "z"])), max_size=12), WORDS)
def test_whatever_was_learnt_similarities_are_cosines_and_ratios_have_every_class(
    documents: list[tuple[list[str], str]], terms: list[str]
) -> None:
    classifier = learnt(documents)
    near = classifier.similarities(terms)
    assert set(near) == {at for at, (held, _) in enumerate(documents) if set(held) & set(terms)}
    assert all(0 < cosine <= 1 + 1e-9 for cosine in near.values())
    assert set(classifier.log_ratios(terms)) == {label for _, label in documents}
