"""What a refusal says, and that nothing in it can harm a terminal or a model."""

import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp import errors
from llmsys_mcp.errors import TEXT_LIMIT, ListError, quoted

LEAVES = [
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, ListError) and error is not ListError
]
CONTRACT = {
    "invalid-argument",
    "unknown-section",
    "ambiguous-section",
    "unknown-entry",
    "duplicate-entry",
    "conflict",
    "read-only",
    "not-a-list",
    "write-failed",
    "busy",
}


def test_the_codes_are_those_of_the_contract_each_once() -> None:
    assert sorted(error.code for error in LEAVES) == sorted(CONTRACT)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = dict(re.findall(r"── (\w+) +([a-z-]+) ", errors.__doc__ or ""))
    assert drawn == {error.__name__: error.code for error in LEAVES}


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.code)
def test_a_refusal_names_code_argument_problem_and_what_to_do(error: type[ListError]) -> None:
    refusal = error("section", "no section is called 'x'.", "Call list_sections.")
    assert str(refusal) == f"{error.code}: section: no section is called 'x'. Call list_sections."
    assert (refusal.argument, refusal.problem, refusal.advice) == (
        "section",
        "no section is called 'x'.",
        "Call list_sections.",
    )


def test_a_path_is_told_whole_where_a_text_is_cut() -> None:
    path = "/" + "f" * 200
    assert quoted(PurePosixPath(path)) == repr(path)
    assert quoted(path) == f"'{path[:75]}...'"
    assert len(quoted(PurePosixPath("f" * 300))) == 240


@given(st.text() | st.text("\x1b\u202e\u2028\r\n\x85\u200b\ud800").map(lambda text: text * 400))
def test_a_refusal_is_short_and_printable_whatever_it_repeats(said: str) -> None:
    text = str(errors.UnknownSection("section", said, said))
    assert len(text.encode()) <= TEXT_LIMIT
    assert text.isprintable()


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀"])
def test_a_long_problem_is_cut_and_the_advice_is_not(letter: str) -> None:
    text = str(errors.AmbiguousSection("section", letter * 2000, "Pass one path in full."))
    assert text.startswith(f"ambiguous-section: section: {letter * 200}")
    assert text.endswith(f"{letter} ... Pass one path in full.")
    assert TEXT_LIMIT - 4 < len(text.encode()) <= TEXT_LIMIT


def test_letters_of_any_script_stay_readable_in_a_refusal() -> None:
    assert "λScale 大模型 – é" in str(errors.Conflict("title", "λScale 大模型 – é", "Look."))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("Serving", "'Serving'", id="plain"),
        pytest.param(7, "'7'", id="no text"),
        pytest.param("it's", '"it\'s"', id="apostrophe"),
        pytest.param("a\x1b[2J\nb", r"'a\x1b[2J\nb'", id="control characters"),
        pytest.param("\u202eé", r"'\u202e\xe9'", id="direction and accents"),
        pytest.param("\udce9", r"'\udce9'", id="no UTF-8"),
        pytest.param("x" * 78, f"'{'x' * 78}'", id="just short enough"),
        pytest.param("x" * 79, f"'{'x' * 75}...'", id="cut"),
    ],
)
def test_quoted_values_are_short_ascii(value: object, shown: str) -> None:
    assert quoted(value) == shown
    assert len(shown) <= 80
