"""A section that links papers and holds no entry."""

import pytest

from core.rules.looking import findings, marked

U, V, W = (f"https://arxiv.org/abs/2401.0000{at}" for at in range(3))
DOI = "https://doi.org/10.1145/1234.5678"
LISTED = f"## A\n\n- [Heron]({U}): Caches\n\n## B\n\n"


@pytest.mark.parametrize(
    ("body", "at", "text"),
    [
        pytest.param(f'<li><a href="{V}">x</a></li>', 7, None, id="an item of HTML"),
        pytest.param(
            f'<p>\n<a href="{V}">x</a>\n<a href="{W}">x</a> {U}', 8, f'<a href="{V}">x</a>',
            id="three in HTML",
        ),
        pytest.param(f"- Caches {V}", 7, None, id="an item that begins with words"),
        pytest.param(f"2. See [x]({V})", 7, None, id="a numbered one"),
        pytest.param(f"| [x]({V}) | y |", 7, None, id="a row"),
        pytest.param(
            f"words\n[x]({V}), [y]({W})\nand [z]({U})", 8, f"[x]({V}), [y]({W})",
            id="three in prose",
        ),
        pytest.param(f"  - {DOI} Words\n- {V}", 7, f"- {DOI} Words", id="nested, and a DOI"),
    ],
)  # fmt: skip
def test_a_section_of_which_nothing_is_read(body: str, at: int, text: str | None) -> None:
    assert marked(f"{LISTED}{body}\n", "LL216") == [(at, text or body)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"- [x]({V})", id="an entry"),
        pytest.param(f"- [x]({V})\n- Caches {W}", id="an entry among others"),
        pytest.param(f"Cite [x]({V}) and [y]({W}).", id="two in prose"),
        pytest.param(
            "- Code https://github.com/a/b\n- Words https://example.org/x", id="no papers"
        ),
        pytest.param(f"- ![x]({V})\n- `{V}`\n<!-- {V} -->", id="no links"),
        pytest.param("- words\n- more words", id="no link at all"),
    ],
)
def test_a_section_that_is_as_it_should_be(body: str) -> None:
    assert marked(f"{LISTED}{body}\n", "LL216") == []


def test_it_is_told_once_a_section_and_how_many() -> None:
    found = findings(f"- x {V}\n\n{LISTED}- x {V}\n- y {W}\n\n### C\n\n- z {V}\n", "LL216")
    assert [one.message.partition(" and ")[0] for one in found] == [
        "a link to a paper",
        "2 links to papers",
        "a link to a paper",
    ]
