"""What a title says: its name, its words, and how two names stand to each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.sameness.wording import Kinship, kinship, read_wording


@pytest.mark.parametrize(
    ("title", "name", "words"),
    [
        ("Perch: Serving Ponds", "Perch", "serving ponds"),
        ("Flint Attention: A Kernel", "Flint Attention", "kernel"),
        ("PerchServe – Serving Ponds", "PerchServe", "serving ponds"),
        ("Perch3 Technical Report", "Perch3", ""),
        ("Perch3 Technical Report: A Small Fish", "Perch3", "small fish"),
        ("Perch Pond", "Perch Pond", ""),
        ("Serving Ponds with Perch", "", "serving ponds perch"),
        ("Where the Water Is: On Ponds", "", "where water ponds"),
        ("The New PerchLM Engine: On Ponds", "The New PerchLM Engine", "ponds"),
        ("Perch: co-design, Pre-Training", "Perch", "codesign pretraining"),
        ("Perch: Large Language Models", "Perch", "large language models"),
        ("Perch: PondAttention on 1,024 GPUs", "Perch", "pond attention 1024 gpus"),
        ("", "", ""),
    ],
)
def test_name_and_words(title: str, name: str, words: str) -> None:
    wording = read_wording(title)
    assert (wording.name, " ".join(word for _, word in wording.words)) == (name, words)


@pytest.mark.parametrize("name", ["xPond", "PerchLM", "P-Pond", "Perch2", "PERCHed", "LPond"])
def test_a_made_up_name_is_seen(name: str) -> None:
    assert read_wording(f"{name}: A Title").coined


@pytest.mark.parametrize("name", ["Perch", "PERCH", "perch", "P2P", "PI", "Flint Stone"])
def test_a_word_or_acronym_may_be_taken_twice(name: str) -> None:
    assert not read_wording(f"{name}: A Title").coined


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("large language models", "LLMs"),
        ("fine-tuning", "finetuning"),
        ("KVCache", "KV-cache"),
        ("mixture-of-experts", "MoE"),
        ("optimization", "optimizing"),
        ("résumé", "Resume"),
    ],
)
def test_spellings_of_one_thing_have_one_stem(one: str, other: str) -> None:
    assert read_wording(f"Perch: {one}").stems == read_wording(f"Perch: {other}").stems


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("P-Pond: A Title", "PPond: Other Words", "same"),
        ("PERCH: A Title", "Perch: Other Words", "same"),
        ("Flint Attention: A Title", "FlintAttention: Other Words", "same"),
        ("Perch: A Title", "Other Words with Perch", "mentioned"),
        ("Perch: A Title", "Other Words (Perch)", "mentioned"),
        ("Perch: A Title", "Perch Other Words", "mentioned"),
        ("Perch: Slow Canals for All", "Perch slow canals", "begun"),
        ("Perch: Slow Canals for All", "Perch slow canals for all the fish", "begun"),
        ("Perch: Serving Large Language Models", "Perch serving large language", "begun"),
        ("PerchLM: Slow Canals for All", "PerchLM a slow", "begun"),
        ("Flint Stone: Slow Canals for All", "Flint Stone slow canals", "begun"),
        ("Perch: Slow Canals for All", "Perch a slow", "mentioned"),
        ("Perch: Slow Canals for All", "Perch slow ponds", "mentioned"),
        ("PerchLM: Slow Canals for All", "PerchLM learns less", "mentioned"),
        ("Perch: Slow Canals for All", "Slow canals with Perch", "mentioned"),
        ("Perch: Slow Canals for All", "Perch2 slow canals", "unnamed"),
        ("Flint Attention: A Title", "Flint Attention Other Words", "mentioned"),
        ("Perch: A Title with PondCache", "Tench: Other Words using PondCache", "mentioned"),
        ("Perch: A Title", "Other Words Without Perch", "unnamed"),
        ("Perch: A Title", "Other Perch Words", "unnamed"),
        ("A Title of Ponds", "Other Words Here", "unnamed"),
        ("Perch2: A Title", "Perch: Other Words", "version"),
        ("Perch-2.5: A Title", "Perch 3: Other Words", "version"),
        ("Perch2++: A Title", "Perch2: Other Words", "version"),
        ("Perch v2: A Title", "Perch: Other Words", "version"),
        ("Perch2.5 Technical Report", "Perch 3 Technical Report", "version"),
        ("Perch2.5 Technical Report", "Perch 2.5: Other Words", "same"),
        ("Perch2.5-VL Technical Report", "Perch2.5 Technical Report", "short form"),
        ("PCH: A Title", "PerchCache Hub: Other Words", "short form"),
        ("PerchAttn: A Title", "PerchAttention: Other Words", "short form"),
        ("PZ: A Title", "PerchZone: Other Words", "other"),
        ("Tench: A Title", "Perch: Other Words", "other"),
        ("大鱼: A Title", "小鱼: Other Words", "other"),
    ],
)
def test_kinship_of_names(one: str, other: str, expected: Kinship) -> None:
    first, second = read_wording(one), read_wording(other)
    assert (kinship(first, second), kinship(second, first)) == (expected, expected)


@given(st.text(), st.text())
def test_kinship_is_symmetric_and_reading_never_fails(one: str, other: str) -> None:
    first, second = read_wording(one), read_wording(other)
    assert kinship(first, second) == kinship(second, first)
    assert {stem for stem, _ in first.words} == first.stems


def test_a_long_title_is_read_in_part() -> None:
    assert len(read_wording("word " * 10_000).words) < 100
