"""What nobody sees is found and shown; what people write stays as it is."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.policy.characters import find_unseen, kind_of, numbered, shown, shown_lines

UNSEEN = {
    "NUL": "\x00",
    "tab": "\t",
    "line feed": "\n",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "CSI": "\x9b",
    "soft hyphen": "\xad",
    "grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul filler": "\u3164",
    "half-width filler": "\uffa0",
    "Mongolian separator": "\u180e",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "override": "\u202e",
    "word joiner": "\u2060",
    "isolate": "\u2066",
    "Braille blank": "\u2800",
    "lone surrogate": "\udc80",
    "private use": "\ue000",
    "noncharacter": "\ufdd0",
    "byte order mark": "\ufeff",
    "annotation": "\ufff9",
    "object": "\ufffc",
    "last of plane 0": "\uffff",
    "shorthand control": "\U0001bca0",
    "musical control": "\U0001d173",
    "far plane": "\U00050000",
    "tag": "\U000e0041",
    "selector supplement": "\U000e0100",
    "private plane": "\U000f0000",
    "last of all": "\U0010ffff",
}


@pytest.mark.parametrize("char", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_nobody_sees_is_found_and_shown(char: str) -> None:
    found = find_unseen(f"a{char}b")
    assert found is not None
    assert found.span() == (1, 2)
    assert shown(f"a{char}b").isprintable()
    assert f"{ord(char):X}" in shown(f"a{char}b")


SEEN = ["", "Plain text, 100 % of it: a < b & c!", "λScale", "DéjàVu", "大模型训练", "한국어",
        "Привет", "עברית", "हिन्दी", "ไทย", "∀x ∈ ℝ: x² ≥ 0", "🚀", "❤️", "☎︎", "1️⃣ #️⃣", "©️",
        "no\u00a0break", "－", "𝒜𝓁𝓅𝒽𝒶", "\U0001fae9"]  # fmt: skip


@pytest.mark.parametrize("text", SEEN)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert find_unseen(text) is None
    assert shown(text) is text
    assert shown_lines(text) == text


@pytest.mark.parametrize(
    "text", ["a\ufe0f", "\ufe0f", "é\ufe0e", "1\ufe0f", "🚀\ufe0f\ufe0f", "大\ufe00", " \ufe0f"]
)
def test_a_selector_after_no_symbol_is_unseen(text: str) -> None:
    found = find_unseen(text)
    assert found is not None
    assert kind_of(found) == "a variation selector after no symbol"


def test_kinds_have_names() -> None:
    kinds = {kind_of(found) for c in UNSEEN.values() if (found := find_unseen(c))}
    assert kinds == {
        "a control character",
        "a line separator",
        "a text direction control",
        "a lone surrogate",
        "a private-use character",
        "a noncharacter",
        "a tag or variation selector",
        "an unassigned character",
        "an invisible character",
    }


def test_no_character_of_a_hidden_category_is_missed() -> None:
    missed = [
        f"{code:04X}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and not find_unseen(chr(code))
    ]
    assert missed == []


def test_every_line_end_python_knows_is_unseen() -> None:
    ends = [chr(c) for c in range(sys.maxunicode + 1) if len(f"a{chr(c)}b".splitlines()) > 1]
    assert len(ends) >= 10
    assert all(map(find_unseen, ends))


def test_letters_digits_and_symbols_are_seen() -> None:
    fillers = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0", "\ufffc", "\U0001d159"}
    wrong = [
        f"{code:04X}"
        for code in range(0x40000)
        if unicodedata.category(char := chr(code))[0] in "LNPSZ"
        and unicodedata.category(char) not in ("Zl", "Zp")
        and char not in fillers
        and find_unseen(char)
    ]
    assert wrong == []


def test_controls_show_two_digits_and_others_their_number() -> None:
    assert shown("\x1b[2J\x07\x9b \u202e \ud800 \U000e0041\n") == (
        r"\x1B[2J\x07\x9B \u{202E} \u{D800} \u{E0041}\x0A"
    )


def test_lines_and_tabs_can_be_kept() -> None:
    assert shown_lines("- a\n+\tb\x1b\n\u2028") == "- a\n+\tb\\x1B\n\\u{2028}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("a\r\nb\r\n", "a\nb\n", id="line ends of two characters"),
        pytest.param("- a\r", "- a", id="a line cut out of them"),
        pytest.param("a\rb\n\rc", "a\\x0Db\n\\x0Dc", id="a return in a line"),
        pytest.param("a\r\r\n", "a\\x0D\n", id="one too many"),
        pytest.param("\ufeff# T\n", "# T\n", id="a byte order mark"),
        pytest.param(
            "@@ -1 +1 @@\n-\ufeffa\n+\ufeffb\n \ufeffc\n",
            "@@ -1 +1 @@\n-a\n+b\n c\n",
            id="in a diff",
        ),
        pytest.param("a\ufeff\n\ufeffb", "a\\u{FEFF}\n\\u{FEFF}b", id="hidden in the text"),
        pytest.param("\ufeff\ufeffa", "\\u{FEFF}a", id="twice"),
    ],
)
def test_the_form_of_a_file_is_not_shown_as_text(text: str, seen: str) -> None:
    assert shown_lines(text) == seen


@given(st.text(st.characters()))
def test_shown_text_is_safe_and_shows_as_itself(text: str) -> None:
    once = shown(text)
    assert find_unseen(once) is None
    assert shown(once) is once
    assert len(once.splitlines()) <= 1
    once.encode()


def test_a_character_is_named_in_ascii() -> None:
    assert numbered("\u0430") == "U+0430 (CYRILLIC SMALL LETTER A)"
    assert numbered("\x1b") == "U+001B"
    assert numbered("\U000e0041") == "U+E0041 (TAG LATIN CAPITAL LETTER A)"
