"""What titles, links, dates and abstracts say a paper is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core import subjects
from llmsys_mcp.core.subjects.evidence import read_subjects, subjects_named


def value(name: str, title: str, **rest: str) -> float:
    found = read_subjects(title, **rest).get(name)
    return found.value if found else 0.0


@pytest.mark.parametrize(
    ("title", "most"),
    [
        pytest.param("KV-Cache Reuse", subjects.SERVING, id="hyphen"),
        pytest.param("KVCache reuse", subjects.SERVING, id="camel case"),
        pytest.param("Checkpoints for long runs", "fault tolerance", id="plural"),
        pytest.param("Speculative Decoding", subjects.CO_DESIGN, id="longer phrase wins"),
        pytest.param("Post-Training at Scale", subjects.POST_TRAINING, id="not training"),
        pytest.param("Fine-Tuning many adapters", subjects.POST_TRAINING, id="two words"),
        pytest.param("A Survey of Things", "survey", id="form"),
    ],
)
def test_the_strongest_subject_of_a_title(title: str, most: str) -> None:
    found = read_subjects(title, url="https://arxiv.org/abs/2601.00001")
    assert max(found, key=lambda name: found[name].value) == most


@pytest.mark.parametrize(
    ("subject", "inside", "alone"),
    [
        (subjects.TRAINING, "Post-Training", "Training"),
        (subjects.SERVING, "Speculative Decoding", "Decoding"),
    ],
)
def test_a_word_inside_a_longer_phrase_says_little(subject: str, inside: str, alone: str) -> None:
    assert value(subject, inside) < value(subject, alone) / 2


@pytest.mark.parametrize(
    ("means", "beside", "alone"),
    [
        (subjects.AGENTS, "RLHF of Agents", "Agents"),
        (subjects.CO_DESIGN, "RLHF with Quantization", "Quantization"),
        (subjects.CO_DESIGN, "Agents with Quantization", "Quantization"),
    ],
)
def test_the_means_counts_less_beside_the_purpose(means: str, beside: str, alone: str) -> None:
    assert value(means, beside) < 0.8 * value(means, alone)


def test_a_second_cue_adds_and_a_repeated_one_hardly() -> None:
    once = value("edge", "Inference on a Smartphone")
    assert once < value("edge", "Inference on a Smartphone and a Smartphone")
    assert value("edge", "Inference on a Smartphone and a Smartphone") < value(
        "edge", "Inference on a Smartphone and a Laptop"
    )


@pytest.mark.parametrize(
    ("hinted", "named"),
    [
        ("Latency and Offloading", "Latency and Offloading in Training"),
        ("Latency and Offloading", "Latency and Offloading in RLHF"),
    ],
)
def test_serving_that_is_only_hinted_at_gives_way_to_training(hinted: str, named: str) -> None:
    assert value(subjects.SERVING, hinted) > value(subjects.SERVING, named)


def test_training_that_is_only_hinted_at_gives_way_to_serving() -> None:
    assert value(subjects.TRAINING, "Packing and Sharding") > value(
        subjects.TRAINING, "Packing and Sharding for Inference"
    )


@pytest.mark.parametrize(
    ("title", "likely"),
    [
        pytest.param("Granite 7: Open Models", True, id="family and version"),
        pytest.param("DeepSeek-Q9: Larger", True, id="camel case family"),
        pytest.param("Larch: Wood – (May 2025)", True, id="date behind"),
        pytest.param("Serving Llama 3 on Four Machines", False, id="family inside a title"),
        pytest.param("Larch 3: Wood", False, id="no family"),
        pytest.param(
            "Llama one two three four five six seven eight models", False, id="too long for a name"
        ),
    ],
)
def test_a_model_report_is_known_by_its_name_or_date(title: str, likely: bool) -> None:
    assert (value(subjects.REPORT, title) > 0.4) == likely


def test_a_version_makes_a_model_report_likelier() -> None:
    assert value(subjects.REPORT, "Granite 7: Wood") > value(subjects.REPORT, "Granite: Wood")


def test_the_words_found_are_given_as_typed_strongest_first() -> None:
    found = read_subjects("Latency of KVCache Reuse when Serving LLMs")[subjects.SERVING]
    assert found.words[:2] == ("KVCache", "Serving")
    assert "Latency" in found.words


def test_an_abstract_counts_less_than_a_title_and_has_a_ceiling() -> None:
    in_title = value("edge", "Smartphones")
    in_abstract = value("edge", "Untitled", abstract="Smartphones")
    flooded = value("edge", "Untitled", abstract="edge mobile phones laptops NPU SoC IoT " * 9)
    assert 0 < in_abstract < in_title
    assert in_abstract < flooded < 0.7


def test_only_the_beginning_of_an_abstract_is_read() -> None:
    read, unread = ("x " * words + "smartphone" for words in (745, 750))
    assert value("edge", "Untitled", abstract=read) > 0
    assert value("edge", "Untitled", abstract=unread) == 0


def test_a_venue_speaks_of_forms_only() -> None:
    assert value(subjects.REPORT, "Larch", venue="Technical Report") > 0.5
    assert value("edge", "Larch", venue="Mobile Systems") == 0


def test_a_paper_is_no_framework_though_it_says_so() -> None:
    title = "An Easy-to-use Library and Toolkit"
    paper = value(subjects.FRAMEWORK, title, url="https://arxiv.org/abs/2601.00001")
    unknown = value(subjects.FRAMEWORK, title)
    repository = value(subjects.FRAMEWORK, title, url="https://github.com/acme/kit")
    assert paper < unknown < repository


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("Systems for Post-training / RLHF", {subjects.POST_TRAINING}),
        ("Multi-Modal Training Systems", {subjects.MULTIMODAL, subjects.TRAINING}),
        ("LLM for Systems", {"ai for systems"}),
        ("Other Reading", {subjects.OTHER_LIST}),
        ("Related ML Readings", {subjects.READING}),
        ("Image Generation", {subjects.MULTIMODAL}),
        ("Kettles", set()),
        ("", set()),
    ],
)
def test_what_a_section_is_about(name: str, about: set[str]) -> None:
    assert subjects_named(name) == about


def test_each_subject_has_names_and_each_name_is_its_own() -> None:
    for subject in (*subjects.TOPICS, *subjects.FORMS):
        first = subject.names.split(";")[0]
        assert subject.name in subjects_named(first)


@pytest.mark.parametrize(
    ("name", "kind"), [(subjects.SERVING, "phase"), ("edge", "topic"), ("survey", "form")]
)
def test_kind_of_subject(name: str, kind: str) -> None:
    assert subjects.kind(name) == kind


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_any_text_has_strengths_between_0_and_1(title: str, abstract: str, url: str) -> None:
    found = read_subjects(title, abstract, url)
    assert all(0 <= strength.value < 1 for strength in found.values())


@given(st.text(max_size=60))
def test_case_does_not_matter_to_plain_words(text: str) -> None:
    plain = "".join(c for c in text if c.isascii() and (c.isalpha() or c == " ")).lower()
    assert read_subjects(plain).keys() == read_subjects(plain.upper()).keys()
