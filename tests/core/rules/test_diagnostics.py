"""Fixes that go together, places in a text, parts of a line: what every rule stands on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.looking import RULES, entry, findings, mended, subject
from llmsys_mcp.core.diagnostics import Fix, Lines, compatible_fixes
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.markup.markdown import read_links
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.rules.parts import in_code, read_parts, trimmed
from llmsys_mcp.core.rules.rule import letters
from strategies import made_lists, odd_texts


def fix(*spans: tuple[int, int]) -> Fix:
    return Fix(tuple(Edit(Span(*span), "x") for span in spans), "", safe=True)


@pytest.mark.parametrize(
    ("fixes", "chosen"),
    [
        pytest.param([fix((0, 2)), fix((3, 4))], (0, 1), id="apart"),
        pytest.param([fix((3, 4)), fix((0, 2))], (1, 0), id="in the order of their places"),
        pytest.param([fix((0, 2)), fix((2, 4))], (0, 1), id="side by side"),
        pytest.param([fix((0, 3)), fix((2, 4))], (0,), id="overlapping"),
        pytest.param([fix((0, 9)), fix((2, 4))], (0,), id="one inside another"),
        pytest.param([fix((2, 2)), fix((2, 2))], (0, 1), id="two insertions at one place"),
        pytest.param([fix((0, 4)), fix((2, 2))], (0,), id="an insertion inside a change"),
        pytest.param([fix((0, 2)), fix((2, 2)), fix((2, 4))], (0, 1, 2), id="at the edges"),
        pytest.param([fix((1, 2), (8, 9)), fix((7, 10)), fix((4, 5))], (0, 2), id="all or none"),
        pytest.param([fix((5, 6)), fix((1, 2), (5, 6))], (1,), id="the first to begin wins"),
        pytest.param([], (), id="none"),
    ],
)
def test_fixes_that_overlap_are_not_made_together(
    fixes: list[Fix], chosen: tuple[int, ...]
) -> None:
    assert compatible_fixes(fixes) == chosen


SPANS = st.tuples(st.integers(0, 20), st.integers(0, 4)).map(lambda p: (p[0], min(20, sum(p))))


@given(st.lists(st.lists(SPANS, min_size=1, max_size=2, unique=True).map(sorted), max_size=12))
def test_chosen_fixes_can_always_be_made(spans: list[list[tuple[int, int]]]) -> None:
    fixes = [
        fix(*each)
        for each in spans
        if len(each) == 1 or (each[0][1] <= each[1][0] and each[0] != each[1])
    ]
    chosen = compatible_fixes(fixes)
    apply_edits("." * 20, [edit for at in chosen for edit in fixes[at].edits])
    assert len(set(chosen)) == len(chosen)
    assert bool(chosen) == bool(fixes)


def test_places_are_counted_from_one() -> None:
    lines = Lines("ab\r\n\ncd\u2028e")
    assert [lines.place(at) for at in (0, 3, 4, 5, 8)] == [(1, 1), (1, 4), (2, 1), (3, 1), (3, 4)]
    assert Lines("").place(0) == (1, 1)


@pytest.mark.parametrize(
    ("line", "link", "head", "fields"),
    [
        pytest.param("- [A](u:1): w | x |y", "A", ": w ", [" x ", "y"], id="usual"),
        pytest.param("-  [A](u:1)", "A", "", [], id="link only"),
        pytest.param("* **[A](u:1)** – w｜x", "A", " – w", ["x"], id="bold, full width"),
        pytest.param("- **[A](u:1) w**", "A", " w**", [], id="bold around more"),
        pytest.param("- A b | x", None, "A b ", [" x"], id="no link"),
        pytest.param("- [A [b](u:1)", None, "[A [b](u:1)", [], id="no link at the start"),
        pytest.param("- [A|B](u:1) | x", "A|B", " ", [" x"], id="bar in the link"),
        pytest.param("- [A](u:1): a \\| b | x", "A", ": a \\| b ", [" x"], id="escaped bar"),
        pytest.param("- [A](u:1): w <!-- c | d -->", "A", ": w", [], id="comment"),
    ],
)
def test_the_parts_of_a_line_stand_where_the_grammar_cuts(
    line: str, link: str | None, head: str, fields: list[str]
) -> None:
    text = entry(line.replace("u:1", "https://u.org/1"))
    found = parse(text).entries
    parts = read_parts(found[0]) if found else None
    if parts is None:
        assert link is None
        return
    assert (parts.link.text.of(text) if parts.link else None) == link
    assert parts.head.of(text) == head.replace("u:1", "https://u.org/1")
    assert [span.of(text) for span in parts.fields] == fields
    assert parts.marker.of(text) + parts.gap.of(text) == line[: len(line) - len(line[1:].lstrip())]


@pytest.mark.parametrize(
    ("tail", "separator"),
    [
        pytest.param(": w", (": ", ":", ("", " ")), id="colon"),
        pytest.param(" : w | x", (" : ", ":", (" ", " ")), id="blank before"),
        pytest.param(" – (May 2024)", (" – ", "–", (" ", " ")), id="dash"),
        pytest.param("—w", ("—", "—", ("", "")), id="long dash, glued"),
        pytest.param(":", None, id="nothing behind"),
        pytest.param(": | x", None, id="nothing behind, then a field"),
        pytest.param(" w: x", None, id="words first"),
        pytest.param("-w", None, id="a hyphen, glued"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_separator_is_what_stands_behind_the_link(tail: str, separator: object) -> None:
    text = entry(f"- [A](https://u.org/1){tail}")
    (item,) = subject(text).items
    found = item.parts.separator
    assert (found and (found.span.of(text), found.sign, found.form)) == separator


@given(made_lists())
@settings(max_examples=40, deadline=None)
def test_parts_of_any_list_are_its_own_text(made: object) -> None:
    text = made.text  # type: ignore[attr-defined]  # a MadeList; tests are not checked for types
    for item in subject(text).items:
        assert item.text(item.parts.line) == item.entry.raw.partition("\n")[0].rstrip()
        # A reference's target stands elsewhere on the page: no rule touches it there.
        assert (item.parts.link is None) == (item.entry.url not in item.entry.raw)
        if item.parts.link is not None:
            assert item.text(item.parts.link.url) == item.entry.url
            assert read_links(item.text(item.parts.link.span))


@given(odd_texts)
@settings(max_examples=150, deadline=None)
def test_whatever_the_text_every_finding_is_inside_it_and_its_fix_can_be_made(text: str) -> None:
    for found in findings(text):
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert found.message
        if found.fix:
            assert apply_edits(text, found.fix.edits) != text


@given(odd_texts)
@settings(max_examples=150, deadline=None)
def test_safe_fixes_keep_every_letter_and_come_to_an_end(text: str) -> None:
    ids = [rule.id for rule in RULES if rule.fixable in ("safe", "mixed") and rule.id > "LL104"]
    assert letters(mended(text, *ids, unsafe=False)) == letters(text)


@pytest.mark.parametrize(
    ("line", "at", "inside"),
    [("a `b` c", 3, True), ("a `b` c", 0, False), ("``b``", 2, True), ("`b", 1, False)],
)
def test_code_is_told_from_text(line: str, at: int, inside: bool) -> None:
    assert in_code(line, at) is inside


def test_blanks_alone_are_trimmed_to_nothing() -> None:
    assert trimmed("a   b", Span(1, 4)) == Span(1, 1)
    assert trimmed("a x b", Span(1, 4)) == Span(2, 3)
