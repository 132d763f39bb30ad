"""Markers of list items: what is read as one, and what the next one is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.marker import Marker, following, read_marker, without_marker

MARKERS: dict[str, tuple[str, ...]] = {
    "- a": ("-", " ", ""),
    "*\ta": ("*", "\t", ""),
    "+   a": ("+", "   ", ""),
    "1. a": ("1.", " ", ""),
    "042)  a": ("042)", "  ", ""),
    "- [ ] a": ("-", " ", "[ ] "),
    "- [X]\ta": ("-", " ", "[X]\t"),
    "3. [x] a": ("3.", " ", "[x] "),
    "- [ ] [x] a": ("-", " ", "[ ] "),
    "- [x](u)": ("-", " ", ""),
    "- [ ]": ("-", " ", ""),
    "- [y] a": ("-", " ", ""),
    "- 🔥 [a](u)": ("-", " ", "", "🔥 "),
    "- ⭐️🇩🇪[a](u)": ("-", " ", "", "⭐️🇩🇪"),
    "1. [x] :star: → **[a](u)**": ("1.", " ", "[x] ", ":star: → "),
    "- :+1: _[a]_[1]": ("-", " ", "", ":+1: "),
    "- 🔥 a [b](u)": ("-", " ", ""),
    "- 🔥 **a** [b](u)": ("-", " ", ""),
    "- 1️⃣ [a](u)": ("-", " ", ""),
    "- 新 [a](u)": ("-", " ", ""),
    "- “[a](u)”": ("-", " ", ""),
    "- （[a](u)）": ("-", " ", ""),
    "- # [a](u)": ("-", " ", ""),
    "- :star [a](u)": ("-", " ", ""),
    "- ![i](v) [a](u)": ("-", " ", ""),
    "- \udce9 [a](u)": ("-", " ", ""),
}


@pytest.mark.parametrize(("text", "parts"), MARKERS.items())
def test_a_marker_is_read_with_its_gap_and_box(text: str, parts: tuple[str, ...]) -> None:
    marker = read_marker(text)
    assert marker == Marker(*parts)
    assert f"{marker}{without_marker(text)}" == text


@pytest.mark.parametrize(
    "text", ["", "a", "-a", "- ", "1.a", "1 a", "1234567890. a", " - a", "a. a", "(1) a", "[ ] a"]
)
def test_what_is_no_marker(text: str) -> None:
    assert read_marker(text) is None
    assert without_marker(text) == text


@pytest.mark.parametrize(
    ("markers", "wanted"),
    [
        pytest.param(["- "], "- ", id="bullet"),
        pytest.param(["1. "], "2. ", id="one number"),
        pytest.param(["1. ", "2. "], "3. ", id="rising"),
        pytest.param(["1. ", "2. ", "4. "], "5. ", id="rising with a hole"),
        pytest.param(["1. ", "1. "], "1. ", id="all alike"),
        pytest.param(["0) ", "0) "], "0) ", id="all nought"),
        pytest.param(["1. ", "2. ", "2. "], "2. ", id="alike at the end"),
        pytest.param(["9. ", "8. "], "7. ", id="falling"),
        pytest.param(["1. ", "0. "], "0. ", id="falling to nought, no further"),
        pytest.param(["9. "], "10. ", id="one more digit"),
        pytest.param(["08. ", "09. "], "10. ", id="noughts before"),
        pytest.param(["007) "], "008) ", id="noughts are kept"),
        pytest.param(["999999999. "], "999999999. ", id="no tenth digit"),
        pytest.param(["3.  "], "4.  ", id="the gap is kept"),
        pytest.param(["- [x] "], "- [ ] ", id="a new task is open"),
        pytest.param(["- 🔥 [", "- :star: ["], "- ", id="a new item has no sign"),
        pytest.param(["1. [x] ", "2. [X] "], "3. [ ] ", id="numbered tasks"),
    ],
)
def test_the_marker_of_one_more_item(markers: list[str], wanted: str) -> None:
    read = [read_marker(f"{marker}x") for marker in markers]
    assert str(following([marker for marker in read if marker is not None])) == wanted


@given(st.text(st.sampled_from("-*+1.)0 \t[]xX(a🔥:"), max_size=12))
def test_no_character_is_lost_between_marker_and_words(text: str) -> None:
    marker = read_marker(text)
    assert f"{marker or ''}{without_marker(text)}" == text
