"""Phrases in a row of stems: which begin where."""

import pytest

from llmsys_mcp.core.words.phrases import PhraseTable

TABLE = PhraseTable(
    [
        (("kv",), "short"),
        (("kv", "cache"), "one"),
        (("kv", "cache"), "other"),
        (("kv", "cache", "reuse"), "long"),
        ((), "nothing"),
    ]
)


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        pytest.param("kv cache", 0, [(2, "one"), (2, "other"), (1, "short")], id="longest first"),
        pytest.param("a kv", 1, [(1, "short")], id="at the end"),
        pytest.param("a kv", 0, [], id="none begins here"),
        pytest.param("kv cach", 0, [(1, "short")], id="another word behind"),
        pytest.param(
            "kv cache reuse kv",
            0,
            [(3, "long"), (2, "one"), (2, "other"), (1, "short")],
            id="one in another",
        ),
    ],
)
def test_phrases_that_begin_here(text: str, at: int, found: list[tuple[int, str]]) -> None:
    assert list(TABLE.begun_at(text.split(), at)) == found
    assert list(TABLE.begun_at(tuple(text.split()), at)) == found
