import random
import string

import pytest

from llmsys_mcp.core.search.spelling import LONGEST, Spelling

LIST = Spelling(
    {
        "serving": 9,
        "serverless": 3,
        "server": 2,
        "transformer": 5,
        "transformers": 7,
        "megatorrent": 1,
        "attention": 4,
        "cart": 1,
        "card": 2,
        "care": 3,
        "cars": 4,
        "zebrafish": 1,
        "zebra": 1,
        "horizon": 1,
        "x" * LONGEST: 1,
    }
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("servng", ["serving"], id="letter missing"),
        pytest.param("servinng", ["serving"], id="letter too many"),
        pytest.param("sarving", ["serving"], id="wrong letter"),
        pytest.param("sevring", ["serving"], id="neighbours swapped"),
        pytest.param("erving", ["serving"], id="first letter missing"),
        pytest.param("servingg", ["serving"], id="last letter twice"),
        pytest.param("transfomer", ["transformer"], id="another form is too far"),
        pytest.param("transformerz", ["transformers", "transformer"], id="the frequent one first"),
        pytest.param("carx", ["cars", "care", "card"], id="at most three"),
        pytest.param("megator", ["megatorrent"], id="beginning of a word"),
        pytest.param("serv", ["serving", "serverless", "server"], id="beginning of several"),
        pytest.param("hori", ["horizon"], id="beginning before the last letter"),
        pytest.param("zebr", ["zebra"], id="one letter missing goes before a beginning"),
        pytest.param("x" * (LONGEST - 1), ["x" * LONGEST], id="as long as may be"),
    ],
)
def test_suggestions(typed: str, meant: list[str]) -> None:
    assert LIST.suggestions(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("caz", id="too short"),
        pytest.param("x" * (LONGEST + 1), id="too long"),
        pytest.param("serv1ng", id="digit"),
        pytest.param("sérving", id="beyond ASCII"),
        pytest.param("servngg", id="two errors"),
        pytest.param("zzzzzz", id="like nothing"),
        pytest.param("", id="empty"),
    ],
)
def test_leaves_alone(typed: str) -> None:
    assert LIST.suggestions(typed) == []


def test_words_of_the_list_are_in_it() -> None:
    assert "zebra" in LIST
    assert "zebr" not in LIST


def test_every_single_error_is_repaired() -> None:
    word = "orchestrator"
    only = Spelling({word: 1})
    for at in range(len(word)):
        letter = random.Random(at).choice(string.ascii_lowercase)  # noqa: S311 - repeatable
        for typed in (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ):
            assert only.suggestions(typed) == [word], typed
