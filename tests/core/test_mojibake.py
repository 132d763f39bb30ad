"""Wrong decodings that are shown as they were meant, and texts that are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.mojibake import repaired


def misread(text: str, encoding: str) -> str:
    return text.encode("utf-8").decode(encoding)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        pytest.param("Œº-Serve", "μ-Serve", id="Greek letter through Mac Roman"),
        pytest.param("\uf8ffüî•Daily\uf8ffüî•", "🔥Daily🔥", id="emoji through Mac Roman"),
        pytest.param("Deja Vu ‚Äî again", "Deja Vu — again", id="dash through Mac Roman"),
        pytest.param("D√©j√† Vu", "Déjà Vu", id="accents through Mac Roman"),
        pytest.param("Don‚Äôt", "Don’t", id="apostrophe through Mac Roman"),
        pytest.param("Donâ€™t", "Don’t", id="apostrophe through Windows-1252"),
        pytest.param("Î»Scale", "λScale", id="Greek letter through Windows-1252"),
        pytest.param("‰∏≠ paper", "中 paper", id="Chinese through Mac Roman"),
        pytest.param("S√∏ren", "Søren", id="what may be mathematics, inside a word"),
    ],
)
def test_a_wrong_decoding_is_repaired(seen: str, meant: str) -> None:
    assert repaired(seen) == meant
    assert repaired(meant) == meant


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plain ASCII", id="ASCII"),
        pytest.param("Déjà Vu, naïve, Größe", id="accents"),
        pytest.param("λScale and μ-Serve", id="Greek"),
        pytest.param("„Spaß“ «À» œuvre cœur", id="quotes and ligatures"),
        pytest.param("中文论文", id="Chinese"),
        pytest.param("🔥 hot 🔥", id="emoji"),
        pytest.param("10µs ± 2", id="signs"),
        pytest.param("mot—à savoir", id="dash before a French letter"),
        pytest.param("2√π and ≈±2", id="mathematics"),
        pytest.param("the Å’s size", id="letter before a quote"),
        pytest.param("a café—— and more", id="letter before two dashes"),
        pytest.param("“a café’”", id="letter before two quotes"),
        pytest.param("café——and more", id="letter before two dashes inside a word"),
        pytest.param("ÃŸ", id="two capitals, which may be a word"),
        pytest.param("œâ", id="two small letters, which may stand in a word"),
        pytest.param("Œ", id="one letter alone"),
        pytest.param("√© and then \u0378", id="unassigned character"),
        pytest.param("Ã\u0081", id="bytes of a control character"),
    ],
)
def test_what_is_not_certain_is_left_alone(text: str) -> None:
    expected = text.replace("√©", "é")
    assert repaired(text) == expected


def test_no_usual_character_looks_alike_under_both_decodings() -> None:
    usual = [*map(chr, range(0xA1, 0x250)), *map(chr, range(0x370, 0x500)), *"—–’“”…中あ🔥"]
    seen: dict[str, str] = {}
    for char in usual:
        for encoding in ("mac_roman", "cp1252"):
            try:
                looks = misread(char, encoding)
            except UnicodeDecodeError:
                continue
            assert seen.setdefault(looks, char) == char, (looks, char, seen[looks])


@given(st.text("abc éàλ—’🔥中-", max_size=12))
def test_repairing_is_idempotent_and_leaves_the_text_it_makes(text: str) -> None:
    assert repaired(text) == text
    for encoding in ("mac_roman", "cp1252"):
        try:
            seen = misread(text, encoding)
        except UnicodeDecodeError:
            continue
        once = repaired(seen)
        assert repaired(once) == once
        assert once == text or len(once) > len(text)
