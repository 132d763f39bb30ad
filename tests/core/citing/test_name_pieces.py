"""Names made of the beginnings of a title's words."""

import pytest

from llmsys_mcp.core.citing.name_pieces import joins, made_of


@pytest.mark.parametrize(
    ("name", "words", "is_made"),
    [
        pytest.param("approxcache", "approximate caching", True, id="two"),
        pytest.param("cacheapprox", "approximate caching", True, id="two in another order"),
        pytest.param("llmserve", "large language model llm serving", True, id="of some words"),
        pytest.param("aserve", "a serving system", True, id="one of a single letter"),
        pytest.param("absys", "a b system", False, id="two of a single letter"),
        pytest.param("sesy", "serving systems", False, id="none of three letters"),
        pytest.param("serving", "serving systems", False, id="one word alone"),
        pytest.param("servingx", "serving systems", False, id="a letter left over"),
        pytest.param("servserv", "serving systems", False, id="one word twice"),
        pytest.param("abcdefgh", "abx cdx efx ghx", False, id="four"),
        pytest.param("", "serving systems", False, id="no name"),
    ],
)
def test_made_of_beginnings(name: str, words: str, is_made: bool) -> None:
    assert made_of(name, words.split()) is is_made


@pytest.mark.parametrize(
    ("name", "words", "is_joint"),
    [
        pytest.param("approxcache", "approximate caching", True, id="an ending aside"),
        pytest.param("cacheapprox", "approximate caching", False, id="another order"),
        pytest.param("appcache", "approximate caching", False, id="three letters are not clear"),
        pytest.param("approxcachx", "approximate caching", False, id="another letter"),
    ],
)
def test_two_joined(name: str, words: str, is_joint: bool) -> None:
    assert joins(name, *words.split()) is is_joint
