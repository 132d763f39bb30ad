"""A change taken apart, an entry at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.listing.split_change import PageChange, split_change


def texts(before: str, after: str, old: dict[int, str], new: dict[int, str]) -> list[str]:
    return [step["p"] for step in split_change([PageChange("p", before, after, old, new)])]


@pytest.mark.parametrize(
    ("before", "after", "old", "new", "between"),
    [
        pytest.param("a\nc\n", "a\nb\nc\n", {}, {2: "b"}, ["a\nb\nc\n"], id="one line"),
        pytest.param(
            "a\n", "a\nb\nc\n", {}, {2: "b", 3: "c"}, ["a\nb\n", "a\nb\nc\n"], id="two in one place"
        ),
        pytest.param(
            "a\nz\n",
            "b\na\nz\nc\n",
            {},
            {1: "b", 4: "c"},
            ["b\na\nz\n", "b\na\nz\nc\n"],
            id="two places",
        ),
        pytest.param(
            "a\n",
            "a\n<details>\nb\nc\n</details>\n",
            {},
            {3: "b", 4: "c"},
            ["a\n<details>\nb\n</details>\n", "a\n<details>\nb\nc\n</details>\n"],
            id="a group comes with its first entry",
        ),
        pytest.param(
            "a\nb\nc\n",
            "b\nc\na\n",
            {1: "a"},
            {3: "a"},
            ["b\nc\na\n"],
            id="a move is one step",
        ),
        pytest.param(
            "a\nb\nc\n",
            "A\nb\nd\n",
            {1: "a", 3: "c"},
            {1: "a", 3: "d"},
            ["A\nb\nc\n", "A\nb\nc\nd\n", "A\nb\nd\n"],
            id="edited, added, and the removed last",
        ),
        pytest.param(
            "a\nx\n",
            "n\na\nm\n",
            {},
            {1: "n", 3: "m"},
            ["n\na\nx\n", "n\na\nm\n"],
            id="a line of nobody goes with what takes its place",
        ),
        pytest.param("a\nb", "a\nb\nc", {}, {3: "c"}, ["a\nb\nc"], id="no line end at the end"),
        pytest.param(
            "a\n", "x\na\ny\n", {}, {3: "y"}, ["x\na\ny\n"], id="lines of nobody go first"
        ),
        pytest.param("a\n", "x\na\n", {}, {}, ["x\na\n"], id="nothing but lines of nobody"),
        pytest.param("a\n", "a\n", {}, {}, ["a\n"], id="no change"),
        pytest.param("a\0\r\n", "a\0\r\nb\x0b\n", {}, {2: "b"}, ["a\0\r\nb\x0b\n"], id="odd bytes"),
    ],
)
def test_a_change_goes_unit_by_unit(
    before: str, after: str, old: dict[int, str], new: dict[int, str], between: list[str]
) -> None:
    assert texts(before, after, old, new) == between


def test_pages_go_together() -> None:
    made = split_change(
        [
            PageChange("one", "a\nb\n", "b\n", {1: "a"}, {}),
            PageChange("two", "", "a\nc\n", {}, {1: "a", 2: "c"}),
        ]
    )
    assert made == ({"one": "b\n", "two": "a\n"}, {"one": "b\n", "two": "a\nc\n"})


_TEXT = st.lists(st.sampled_from(["a", "b", "c", "d", "\r", ""]), max_size=8).map("\n".join)


@given(_TEXT, _TEXT, st.dictionaries(st.integers(1, 8), st.integers(0, 3)))
def test_the_last_step_is_the_new_page(before: str, after: str, owners: dict[int, int]) -> None:
    made = split_change([PageChange("p", before, after, owners, owners)])
    assert made[-1] == {"p": after}
    assert len(made) <= max(1, len(set(owners.values())))
