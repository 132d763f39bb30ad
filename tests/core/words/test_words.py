import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core import words
from llmsys_mcp.core.words import (
    concepts,
    fold,
    index_terms,
    name_keys,
    parts,
    query_terms,
    spelling,
    squash,
    surface_words,
    vocabulary,
)

# Letters of many scripts, marks, dashes and quotes: what titles are made of, and worse.
TEXTS = st.text(
    alphabet=st.sampled_from(
        string.ascii_letters
        + string.digits
        + " -_./:'’“”()+é\u0301λΩßøİŉ\u202f\u2011中文かなガ한\udcff\x00"
    )
    | st.characters()
)


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        pytest.param("KV-cache", "kv cache", id="hyphen and space"),
        pytest.param("KVCache", "kv-caches", id="capitals and plural"),
        pytest.param("KV caching", "kvcache", id="ending"),
        pytest.param("Key-Value Cache", "KV cache", id="long form of the first word"),
        pytest.param("FlashPour-3", "flash pour 3", id="three parts by spaces"),
        pytest.param("FlashPour-3", "flashpour3", id="three parts in one"),
        pytest.param("FlashPour-3", "FlashPour 3", id="number apart"),
        pytest.param("Flash Pour", "FLASHPOUR", id="capitals only"),
        pytest.param("DeepFlow Inference", "deepflowinference", id="name of two words in one"),
        pytest.param("Mega-Torrent LM", "megatorrentlm", id="hyphen and space in one"),
        pytest.param("λShift", "lambda shift", id="Greek letter by name, apart"),
        pytest.param("λShift", "LambdaShift", id="Greek letter by name"),
        pytest.param("µServe", "MuServe", id="micro sign"),
        pytest.param("DéjàLu", "deja lu", id="accents"),
        pytest.param("Dej\u0061\u0300Lu", "dejàlu", id="combining accent"),
        pytest.param("Łódź Søren", "lodz soren", id="letters that do not decompose"),
        pytest.param("S-LoRAX", "slorax", id="single letter before a hyphen"),
        pytest.param("vPager", "vpager", id="small letter before a name"),
        pytest.param("vPagerUnit", "pager unit", id="small letter left off"),
        pytest.param("fine\u2011grained", "fine-grained", id="hyphen that does not break"),
        pytest.param("fine–grained", "finegrained", id="dash as hyphen"),
        pytest.param("don’t", "dont", id="apostrophe"),
        pytest.param("H₂S", "H2S", id="subscript"),
        pytest.param("Quen2.5", "quen 2.5", id="version with a point"),
        pytest.param("Quen\u202f3", "Quen3", id="narrow space"),
        pytest.param("prime.cpp", "prime cpp", id="file name"),
        pytest.param("GPUs", "gpu", id="plural of an acronym"),
        pytest.param("检索系统", "系统", id="Chinese, part of a run"),
        pytest.param("ガラス", "ガラス", id="Japanese"),
    ],
)
def test_spellings_of_one_thing_meet_in_a_term_both_ways(listed: str, asked: str) -> None:
    rarest = {term for term in index_terms(asked) if len(term) > 1}
    assert rarest & set(index_terms(listed))
    assert set(query_terms(asked)) & set(index_terms(listed))
    assert set(query_terms(listed)) & set(index_terms(asked))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("INT4", "Phi-4", id="digits glued to letters"),
        pytest.param("C4", "4 nodes", id="digits glued to one letter"),
        pytest.param("static", "state", id="ending on a short stem"),
        pytest.param("tensor", "tension", id="unrelated endings"),
        pytest.param("bus", "bu", id="no plural"),
        pytest.param("mixture", "mixture of experts"[:2], id="beginning of a word"),
        pytest.param("检索", "索检", id="Chinese in another order"),
        pytest.param("the of and", "the and of", id="stopwords beside words"),
    ],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    beside = " zebra"
    shared = set(query_terms(one + beside)) & set(index_terms(beside + " " + other))
    assert shared == {"zebra"}


@pytest.mark.parametrize(
    ("short", "long"),
    [
        pytest.param(short, phrase, id=f"{short}: {phrase}")
        for short, phrases in vocabulary.SYNONYMS.items()
        for phrase in phrases
    ],
)
def test_short_and_long_form_find_each_other(short: str, long: str) -> None:
    for listed, asked in ((short, long), (long, short), (long.title(), short.upper())):
        shared = set(query_terms(asked)) & set(index_terms(f"A {listed} for zebras"))
        assert any(query_terms(asked)[term] == 1.0 for term in shared), (listed, asked)


def test_a_phrase_asks_by_its_short_form_and_little_by_its_words() -> None:
    weights = query_terms("training of Mixture-of-Experts models")
    assert weights["moe"] == weights["train"] == 1.0
    assert 0 < weights["expert"] < 0.5
    assert 0 < weights["mixt"] < 0.5
    assert query_terms("experts") == {"expert": 1.0}


def test_the_longest_phrase_decides_and_holds_the_shorter_one() -> None:
    terms = index_terms("a multimodal large language model")
    assert {"mllm", "llm"} <= set(terms)
    assert "rlhf" in query_terms("reinforcement learning from human feedback")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param("Open leaderboard", {"evaluation"}, id="one word"),
        pytest.param("LOW-PRECISION inference", {"precision"}, id="phrase, hyphen"),
        pytest.param("Quantized INT8", {"precision"}, id="two words of one concept"),
        pytest.param("Diffusion Transformers", {"diffusion"}, id="short form and word"),
        pytest.param("root cause of failures", {"fault", "bug"}, id="two concepts"),
        pytest.param("on-device", {"edge"}, id="by way of a short form"),
        pytest.param("a zebra", set(), id="none"),
        pytest.param("low fat, high precision", set(), id="words of a phrase apart"),
    ],
)
def test_concepts(text: str, about: set[str]) -> None:
    assert set(concepts(text)) == about


def test_concepts_are_sorted_and_named_in_one_word() -> None:
    named = concepts(" ; ".join(p for phrases in vocabulary.CONCEPTS.values() for p in phrases))
    assert named == sorted(named)
    assert len(named) == len(vocabulary.CONCEPTS)
    assert not any(" " in name for name in named)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        pytest.param("FlashPour", ("flash", "pour"), id="camel case"),
        pytest.param("KVPocket", ("kv", "pocket"), id="acronym before a word"),
        pytest.param("OpenRLHF", ("open", "rlhf"), id="acronym after a word"),
        pytest.param("Trans2Mix", ("trans", "2", "mix"), id="digit inside camel case"),
        pytest.param("vPager", ("pager",), id="small letter first"),
        pytest.param("LLaVA", ("llava",), id="too short to split"),
        pytest.param("LLaVAxx", ("llavaxx",), id="pieces too short"),
        pytest.param("flashpour", ("flashpour",), id="small letters"),
        pytest.param("FLASHPOUR", ("flashpour",), id="capitals"),
        pytest.param("Quen3", ("quen",), id="digits at the end"),
        pytest.param("quen2024", ("quen",), id="many digits at the end"),
        pytest.param("fp8", ("fp8",), id="nothing but short pieces"),
        pytest.param("2309", ("2309",), id="digits"),
        pytest.param("Über3", ("über",), id="letters beyond ASCII"),
        pytest.param("检索系统", ("检索", "索系", "系统"), id="pairs of Chinese characters"),
        pytest.param("检", ("检",), id="one Chinese character"),
        pytest.param("GPU检索", ("gpu", "检索"), id="two scripts"),
        pytest.param("x" * 100, ("x" * words.WORD_LIMIT,), id="cut"),
    ],
)
def test_parts(run: str, expected: tuple[str, ...]) -> None:
    assert parts(run) == expected


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        pytest.param("FlashPour: Fast Pouring", ["flashpour", "flashpourfastpouring"], id="both"),
        pytest.param("FlashPour", ["flashpour"], id="name alone"),
        pytest.param("Flash-Pour:", ["flashpour"], id="colon at the end"),
        pytest.param(": Fast", ["fast"], id="no name"),
        pytest.param("λ-Shift", ["lambdashift"], id="Greek"),
        pytest.param("!?", [], id="nothing"),
    ],
)
def test_name_keys(title: str, keys: list[str]) -> None:
    assert name_keys(title) == keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Deja Lu", "DejaLu", id="space"),
        pytest.param("Pour2", "Pour2++", id="plus signs"),
    ],
)
def test_spelling_tells_apart_what_squash_does_not(one: str, other: str) -> None:
    assert squash(one) == squash(other)
    assert spelling(one) != spelling(other)


def test_surface_words_are_as_typed() -> None:
    assert surface_words("FlashPour-3: DéjàLu’s “kv caches”") == [
        "flashpour", "3", "dejalus", "kv", "caches",
    ]  # fmt: skip


def test_a_text_of_stopwords_alone_is_still_asked_for() -> None:
    assert set(query_terms("to be or not to be")) == {"to", "be", "or", "not"}


@given(TEXTS)
def test_every_text_finds_itself(text: str) -> None:
    asked = query_terms(text)
    assert set(asked) <= set(index_terms(text))
    assert all(0 < weight <= 1 for weight in asked.values())
    assert bool(asked) == bool(squash(text))


@given(TEXTS)
def test_terms_are_bounded_words(text: str) -> None:
    for term in {*index_terms(text), *surface_words(text)}:
        assert term
        assert not any(c.isspace() for c in term)
        term.encode()
    assert all(len(term) <= 2 * words.WORD_LIMIT for term in index_terms(text))


@pytest.mark.parametrize("text", ["a" * 999, "ab-" * 999, "検" * 999, "ﷺ" * 99, "aB" * 999])
def test_long_words_are_cut(text: str) -> None:
    assert max(map(len, index_terms(f"{text} {text}"))) <= 2 * words.WORD_LIMIT


@given(TEXTS)
def test_folding_and_squashing_twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert squash(squash(text)) == squash(text)


@given(st.lists(st.sampled_from(["KV-cache", "FlashPour", "of", "Mixture of Experts"])))
def test_spaces_and_case_at_the_ends_do_not_matter(chunks: list[str]) -> None:
    text = " ".join(chunks)
    assert index_terms(f"  {text}\n") == index_terms(text)
    assert set(query_terms(text.lower())) >= set(query_terms(text)) & {"moe", "kvcach"}
