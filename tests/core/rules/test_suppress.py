"""Comments that say which findings are meant so."""

import pytest

from llmsys_mcp.core.rules.suppress import read_suppressions
from llmsys_mcp.core.rules.table import BY_ID


def hidden(text: str, rule: str = "LL101") -> list[int]:
    """Lines in which the rule says nothing."""
    found = read_suppressions(text)
    return [n for n in range(1, text.count("\n") + 2) if found.hide(rule, n)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("<!-- llmsys-lint-disable-next-line LL101 -->\na\nb", [2], id="next line"),
        pytest.param("<!-- llmsys-lint-disable-next-line LL1 -->\n\n\na\nb", [4], id="over blanks"),
        pytest.param(
            "<!-- llmsys-lint-disable-next-line LL101 -->\n"
            "<!-- llmsys-lint-disable-next-line LL305 -->\na\nb",
            [3],
            id="two comments",
        ),
        pytest.param("a\nb <!-- llmsys-lint-disable-line arxiv-www -->\nc", [2], id="same line"),
        pytest.param(
            "a\n<!-- llmsys-lint-disable LL101 -->\nb\nc\n<!-- llmsys-lint-enable -->\nd",
            [2, 3, 4],
            id="several lines",
        ),
        pytest.param("a\n<!-- llmsys-lint-disable LL101 -->\nb", [2, 3], id="to the end"),
        pytest.param(
            "<!-- llmsys-lint-disable -->\n<!-- llmsys-lint-enable LL305 -->\na", [1, 2, 3], id="en"
        ),
        pytest.param("a\nb\n<!-- llmsys-lint-disable-file LL101 -->", [1, 2, 3], id="file"),
        pytest.param("<!--llmsys-lint-disable-next-line-->\na", [2], id="all rules, no blanks"),
        pytest.param(
            "<!-- llmsys-lint-disable-next-line LL305, LL101 -- a report -->\na", [2], id="reason"
        ),
        pytest.param("<!-- llmsys-lint-disable-next-line LL305 -->\na", [], id="another rule"),
        pytest.param("<!-- llmsys-lint-disable-next-line LL999 -->\na", [], id="no such rule"),
        pytest.param("<!-- llmsys-lint-disabled -->\na", [], id="another word"),
        pytest.param("<!-- llmsys-lint-disable-next-line LL101\n-->\na", [], id="not on one line"),
        pytest.param("llmsys-lint-disable-file", [], id="no comment"),
        pytest.param("<!-- llmsys-lint-disable-next-line LL101-->\na", [2], id="no blank behind"),
        pytest.param(
            "<!-- llmsys-lint-disable-next-line LL305,arxiv-www-->\na", [2], id="a name, no blank"
        ),
        pytest.param(
            "<!-- llmsys-lint-disable-next-line LL101 --a reason-->\na", [2], id="reason, no blanks"
        ),
        pytest.param("```\n<!-- llmsys-lint-disable-file -->\n```\na", [], id="fenced example"),
        pytest.param(
            "a\n- ~~~~html\n  ~~~\n  <!-- llmsys-lint-disable -->\n  ~~~~~\n\na",
            [],
            id="in an item",
        ),
        pytest.param(
            "```\nx\n```\n<!-- llmsys-lint-disable-next-line -->\na", [5], id="behind a fence"
        ),
        pytest.param(
            "- ```\n  x\na <!-- llmsys-lint-disable-line -->", [3], id="behind an unclosed fence"
        ),
        pytest.param(
            "<!-- a\nb -->\n<!-- llmsys-lint-disable-next-line -->\na", [4], id="behind a comment"
        ),
        pytest.param("Write `<!-- llmsys-lint-disable-file -->`.\na", [], id="code span"),
        pytest.param("a\nb", [], id="nothing"),
    ],
)
def test_a_comment_hides_what_it_says(text: str, lines: list[int]) -> None:
    assert hidden(text) == lines


def test_without_names_every_rule_is_meant() -> None:
    found = read_suppressions("a <!-- llmsys-lint-disable-line -->\nb")
    assert all(found.hide(id_, 1) and not found.hide(id_, 2) for id_ in BY_ID)


@pytest.mark.usefixtures("within_a_minute")
def test_long_comments_take_no_time() -> None:
    text = "<!-- llmsys-lint-disable " + "a " * 50_000
    assert not read_suppressions(text).everywhere
    assert not read_suppressions("<!-- llmsys-lint-disable " * 20_000).lines
