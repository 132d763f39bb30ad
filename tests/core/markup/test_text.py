"""Spans, edits, bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.text import Edit, Span, apply_edits, decode, encode
from strategies import odd_texts


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        pytest.param("abc", [], "abc", id="nothing to do"),
        pytest.param("abc", [Edit(Span(1, 2), "X")], "aXc", id="replace"),
        pytest.param("abc", [Edit(Span(0, 3), "")], "", id="remove all"),
        pytest.param("abc", [Edit(Span(0, 0), "X")], "Xabc", id="insert at the start"),
        pytest.param("abc", [Edit(Span(3, 3), "X")], "abcX", id="insert at the end"),
        pytest.param("", [Edit(Span(0, 0), "X")], "X", id="insert into nothing"),
        pytest.param(
            "abc", [Edit(Span(2, 3), "Z"), Edit(Span(0, 1), "X")], "XbZ", id="in any order"
        ),
        pytest.param(
            "abc", [Edit(Span(1, 1), "1"), Edit(Span(1, 1), "2")], "a12bc", id="twice at one place"
        ),
        pytest.param(
            "abc", [Edit(Span(1, 2), "X"), Edit(Span(2, 2), "Y")], "aXYc", id="touching edits"
        ),
        pytest.param("a𝛌c", [Edit(Span(1, 2), "b")], "abc", id="spans count code points"),
    ],
)
def test_edits_change_their_spans_and_nothing_else(
    text: str, edits: list[Edit], expected: str
) -> None:
    assert apply_edits(text, edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([Edit(Span(0, 2), ""), Edit(Span(1, 3), "")], id="overlap"),
        pytest.param([Edit(Span(0, 2), ""), Edit(Span(1, 1), "x")], id="insert inside another"),
        pytest.param([Edit(Span(2, 4), "")], id="past the end"),
        pytest.param([Edit(Span(4, 4), "x")], id="insert past the end"),
        pytest.param([Edit(Span(2, 1), "x")], id="end before start"),
    ],
)
def test_edits_that_contradict_one_another_or_the_text_are_a_bug(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another edit or ends past the text"):
        apply_edits("abc", edits)


@given(odd_texts, st.data())
def test_an_insertion_keeps_every_character_of_the_text(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    new = apply_edits(text, [Edit(Span(at, at), "NEW")])
    assert new[:at] + new[at + 3 :] == text


@given(st.binary())
def test_any_bytes_come_back(data: bytes) -> None:
    assert encode(decode(data)) == data


def test_bytes_that_are_no_utf_8_stay_apart_from_those_that_are() -> None:
    text = decode("Déjà".encode("latin-1") + b" / " + "Déjà".encode())
    assert text == "D\udce9j\udce0 / Déjà"


def test_a_span_gives_its_characters() -> None:
    assert Span(1, 3).of("abcd") == "bc"
