"""When two titles are one, and which part of a title is a name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.identity.title import is_placeholder, short_name, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("λScale: Fast Scaling", "LambdaScale - fast scaling"),
        ("μ-Serve", "\u00b5Serve"),
        ("Ψ", "psi"),
        ("DéjàVu", "Dejavu"),
        ("De\u0301ja\u0300Vu", "DéjàVu"),
        ("Łukasz and Øresund: Cæsar", "Lukasz and Oresund, Caesar"),
        ("Straße", "STRASSE"),
        ("FLASHATTENTION", "FlashAttention"),
        ("Ｆｌａｓｈ　Ａｔｔｅｎｔｉｏｎ", "FlashAttention"),
        ("Eﬃcient", "Efficient"),
        ("Phi‑4–mini", "Phi-4-mini"),
        ("H₂O", "H2O"),
        ("Is It All You Need?", "Is it all you need"),
        ("A Title.", "A Title"),
        ("Qwen\u202f3", "Qwen 3"),
        ("Prefill & Decode", "Prefill and Decode"),
        ("vLLM™", "vLLM"),
        ("Rocket 🚀 ❤️", "Rocket"),
        ("GPT-4 + RAG", "GPT-4 RAG"),
        ("A+B", "A B"),
        ("$\\lambda$Scale", "λScale"),
        ("Мой", "мои"),
    ],
)
def test_spellings_of_one_title_are_equal(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SageAttention2", "SageAttention2++"),
        ("SageAttention2++: Faster", "SageAttention2: Faster"),
        ("C++", "C"),
        ("C+", "C++"),
        ("vLLM＋", "vLLM"),
        ("Qwen2.5 Technical Report", "Qwen3 Technical Report"),
        ("大模型训练", "大模型推理"),
        ("が", "か"),
        ("한국", "한글"),
        ("कि", "कु"),
        ("Llama 2", "Llama 3"),
    ],
)
def test_different_titles_stay_different(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize("text", ["", " ", "---", ".*", "++", "+", "🚀", "\u0301", "\u0901", "_"])
def test_no_letter_or_digit_is_no_key(text: str) -> None:
    assert title_key(text) == ""


@given(st.text(max_size=60))
def test_a_key_holds_letters_digits_marks_and_plus(text: str) -> None:
    key = title_key(text)
    assert all(unicodedata.category(c)[0] in "LNM" or c == "+" for c in key)
    assert not key.startswith("+")
    assert bool(key) == any(map(str.isalnum, key))


@given(st.text(alphabet="abcé λ-:. &+", max_size=30))
def test_normal_form_and_surrounding_marks_do_not_matter(text: str) -> None:
    key = title_key(text)
    assert title_key(unicodedata.normalize("NFD", text)) == key
    assert title_key(f"“{text}.” ") == key


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Perseus: Removing Energy Bloat", "Perseus"),
        ("S-LoRA:Serving Thousands", "S-LoRA"),
        ("FlashDecoding++ : Faster", "FlashDecoding++"),
        ("大模型：综述", "大模型"),
        ("The ML.ENERGY Benchmark: Toward", "The ML.ENERGY Benchmark"),
        ("GPT-4: A Report", "GPT-4"),
        ("vLLM - Easy, Fast", "vLLM"),
        ("vLLM – Easy, Fast", "vLLM"),
        ("MLC LLM — Universal", "MLC LLM"),
        ("vLLM—Easy, Fast", "vLLM"),
        ("“Pie”: A System", "Pie"),
        ("One: Two: Three", "One"),
    ],
)
def test_the_name_stands_before_the_joint(title: str, name: str) -> None:
    assert short_name(title) == name


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Efficient Memory Management for Serving",
        "Serving Models, Fast and Slow: Optimizing",
        "Systems for AI - LLMs",
        "Survey: What We Know",
        "Position: Agents Need Systems",
        "A  Survey: Of Serving",
        "Perseus:",
        ": Removing",
        "---: x",
        "Exploiting 2:4 Sparsity",
        "Using std::move Well",
        "https://example.org",
        "Well-known and State-of-the-art",
    ],
)
def test_no_name_is_made_up(title: str) -> None:
    assert short_name(title) == ""


@given(st.text(max_size=60))
def test_a_name_is_part_of_its_title(title: str) -> None:
    assert title_key(title).startswith(title_key(short_name(title)).rstrip("+"))


# --- placeholders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "TBD",
        " tba. ",
        "TODO",
        "N/A",
        "None",
        "Unknown",
        "Untitled",
        "Title",
        "Paper Title",
        "To be announced",
        "coming soon!",
        "XXX",
        "???",
        "...",
        "2309.06180",
        "arXiv:2309.06180v2",
        "https://arxiv.org/abs/2309.06180",
        "10.1145/3600006.3613145",
    ],
)
def test_a_placeholder_is_no_title(title: str) -> None:
    assert is_placeholder(title)


@pytest.mark.parametrize(
    "title",
    [
        "None of the Above: Serving",
        "TBD: A System",
        "X",
        "Unknown Unknowns",
        "Papers",
        "Title Generation with Bars",
        "What?",
        "Attention Is All You Need",
        "GPT-4",
        "2:4 Sparsity",
        "Coming Soon to a Cluster",
        "https and Other Bars",
    ],
)
def test_a_title_is_no_placeholder(title: str) -> None:
    assert not is_placeholder(title)


def test_a_word_beside_a_placeholder_is_a_title() -> None:
    assert is_placeholder("Paper Title (TBD)")
    assert not is_placeholder("Untitled Goose Models")
