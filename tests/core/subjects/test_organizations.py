"""Who makes a paper, told from what it is about."""

import pytest

from llmsys_mcp.core.subjects.organizations import names_maker


@pytest.mark.parametrize(
    "text",
    [
        "PKU",
        "Bytedance",
        "UC Berkeley",
        "Ant Group",
        "University of Somewhere",
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
