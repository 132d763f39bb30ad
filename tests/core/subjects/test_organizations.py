"""Who makes a paper, told from what it is about."""

import pytest

from llmsys_mcp.core.subjects.organizations import makers, names_maker, spellings


@pytest.mark.parametrize(
    "text",
    [
        "PKU",
        "Bytedance",
        "UC Berkeley",
        "Ant Group",
        "University of Somewhere",
        "Univ. of Somewhere (SOME)",
        "Foo Lab",
        "Jane Doe",
        "Jane Q. Doe",
    ],
)
def test_makers(text: str) -> None:
    assert names_maker(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Allreduce", "", id="one word"),
        pytest.param("KV Cache", "", id="subject of the field"),
        pytest.param("Speculative Decoding", "", id="two capitals, subject of the field"),
        pytest.param("Odd Widgets", "Serving Odd Things", id="a word of the title"),
        pytest.param("multi-model", "", id="small letters"),
    ],
)
def test_what_a_paper_is_about(text: str, title: str) -> None:
    assert not names_maker(text, title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UCB", "University of California, Berkeley"),
        ("UC Berkeley", "berkeley"),
        ("Nvidia", "NVIDIA"),
        ("byte dance", "ByteDance"),
        ("HuggingFace", "Hugging Face"),
        ("Tsinghua University", "THU"),
    ],
)
def test_spellings_of_one_organization(one: str, other: str) -> None:
    assert spellings(one) & spellings(other)
    assert list(makers(one)) == list(makers(other))


@pytest.mark.parametrize(
    ("one", "other"), [("UCB", "UCSD"), ("MIT", "NUS"), ("ETH", "Ether Labs"), ("...", "!")]
)
def test_names_of_two_organizations(one: str, other: str) -> None:
    assert not spellings(one) & spellings(other)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("...", []),
        ("Google, UCB", ["Google", "UCB"]),
        ("University of California, Berkeley", ["University of California, Berkeley"]),
        ("MIT, MIT", ["MIT"]),
        ("Foo Lab, Ünï", ["Foo Lab, Ünï"]),
        ("ByteDance, Seed", ["ByteDance, Seed"]),
    ],
)
def test_the_makers_of_an_entry(text: str, names: list[str]) -> None:
    assert list(makers(text).values()) == names
