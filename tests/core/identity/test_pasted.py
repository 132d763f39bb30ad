"""What is meant by a title and a link as other lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.identity.pasted import pasted_links, pasted_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("(NSDI'24) Foo: A Bar", "Foo: A Bar", id="venue before"),
        pytest.param("[OSDI 22] Foo: A Bar", "Foo: A Bar", id="venue in brackets"),
        pytest.param("(arXiv) Foo: A Bar", "Foo: A Bar", id="preprint"),
        pytest.param("(2024.05) Foo: A Bar", "Foo: A Bar", id="date before"),
        pytest.param("Foo: A Bar (ICML 2024 Spotlight)", "Foo: A Bar", id="venue behind"),
        pytest.param("Foo: A Bar (Oral) [MIT]", "Foo: A Bar", id="two behind"),
        pytest.param("Foo: A Bar – (May 2024)", "Foo: A Bar", id="date behind"),
        pytest.param("Foo: A Bar | OSDI' 24", "Foo: A Bar", id="bar"),
        pytest.param("Foo: A Bar｜MIT", "Foo: A Bar｜MIT", id="a bar without a space is text"),
        pytest.param("Foo: A Bar ｜MIT", "Foo: A Bar", id="wide bar"),
        pytest.param("**Foo**: *A* `Bar`.", "Foo: A Bar", id="emphasis, full stop"),
        pytest.param("+ Foo: A Bar", "Foo: A Bar", id="plus"),
        pytest.param("12. Foo: A Bar", "Foo: A Bar", id="number"),
        pytest.param("[Foo: A Bar](https://x.y)", "Foo: A Bar", id="link"),
        pytest.param("- [Foo](https://x.y): A Bar | MIT", "Foo: A Bar", id="entry"),
        pytest.param("Foo: A Bar [code](https://x.y) **Fast** | MIT", "Foo: A Bar", id="code"),
        pytest.param("Foo: A Bar [-]() and more", "Foo: A Bar", id="empty link"),
        pytest.param("  Foo:\n A\tBar  ", "Foo: A Bar", id="spaces"),
        pytest.param("Foo with Œº-Bar", "Foo with μ-Bar", id="UTF-8 read as Mac Roman"),
        pytest.param("Foo â€“ Bar", "Foo – Bar", id="UTF-8 read as Windows-1252"),
        pytest.param("Foo\u202f3", "Foo 3", id="narrow space"),
    ],
)
def test_a_title_is_freed_of_what_surrounds_it(text: str, title: str) -> None:
    assert pasted_title(text) == title


@pytest.mark.parametrize(
    "title",
    [
        "Foo: Caching with O(1) Lookups",
        "Fully Sharded Data Parallel (FSDP)",
        "The Herd of Foos (Section 3)",
        "(Almost) Zero Bubbles",
        "Mélange: naïve Bayes über alles",
        "Is It All You Need?",
        "C++ for X++",
        "Fine – Tuning",
        "大模型推理系统",
        "The “CAFÉ” Benchmark for Serving Models",
        "- dash",
        "3D Foo",
    ],
)
def test_a_title_is_left_alone(title: str) -> None:
    assert pasted_title(title) == title.removeprefix("- ")


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "TBD", "Paper Title TBD", "untitled", "https://x.y/z", "arXiv:2301.00011", "**"],
)
def test_what_tells_no_title_is_empty(text: str) -> None:
    assert pasted_title(text) == ""


@pytest.mark.parametrize(
    ("text", "links"),
    [
        pytest.param("https://x.y/z", ["https://x.y/z"], id="a link"),
        pytest.param(" arXiv:2301.00011 ", ["arXiv:2301.00011"], id="a number"),
        pytest.param("x.y/z", ["x.y/z"], id="no scheme"),
        pytest.param("", [], id="nothing"),
        pytest.param("  ", [], id="spaces"),
        pytest.param("<https://x.y/z>, see.", ["https://x.y/z"], id="angle brackets"),
        pytest.param("https://x.y/a_(b)", ["https://x.y/a_(b)"], id="balanced"),
        pytest.param("(https://x.y/a).", ["https://x.y/a"], id="closing"),
        pytest.param("https://x.y/a)[MIT]", ["https://x.y/a"], id="rest of a Markdown link"),
        pytest.param("see https://x.y/a.", ["https://x.y/a"], id="full stop"),
        pytest.param("[t](https://x.y/a)", ["https://x.y/a"], id="Markdown"),
        pytest.param(
            "[https://x.y/a](https://x.y/b))[c]",
            ["https://x.y/b", "https://x.y/a"],
            id="target 1st",
        ),
        pytest.param(
            "https://x.y/a https://x.y/b https://x.y/a",
            ["https://x.y/a", "https://x.y/b"],
            id="two",
        ),
        pytest.param(
            " ".join(f"https://x.y/{at}" for at in range(20)),
            [f"https://x.y/{at}" for at in range(8)],
            id="many",
        ),
    ],
)
def test_links_are_taken_out(text: str, links: list[str]) -> None:
    assert list(pasted_links(text)) == links


@given(st.text())
def test_a_title_taken_out_has_nothing_left_around_it(text: str) -> None:
    title = pasted_title(text)
    assert title == title.strip()
    assert "\n" not in title


@given(st.lists(st.sampled_from("([{（【)]}】Œº2024 aB|*-"), max_size=40).map("".join))
def test_brackets_of_any_kind_are_survived(text: str) -> None:
    pasted_title(text)
    assert all(pasted_links(text))
