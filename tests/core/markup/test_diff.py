"""Unified diffs: empty for no change, small for a small change, and `patch` can apply them."""

import re
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.diff import CONTEXT, diff
from strategies import odd_texts

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def lines_of(text: str) -> list[str]:
    """Lines with their ends, which are line feeds only."""
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def patched(before: str, patch: str) -> str:
    """`before` with a unified diff applied strictly: each context and removed line must match."""
    old = lines_of(before)
    out: list[str] = []
    at = 0
    rows = lines_of(patch)[2:]
    index = 0
    while index < len(rows):
        head = HUNK.match(rows[index])
        assert head, rows[index]
        start = int(head[1]) - (head[2] != "0")
        out += old[at:start]
        at = start
        taken = given_ = 0
        index += 1
        while index < len(rows) and not rows[index].startswith("@@"):
            mark, content = rows[index][0], rows[index][1:]
            if index + 1 < len(rows) and rows[index + 1].startswith("\\ No newline"):
                content = content.removesuffix("\n")
                index += 1
            if mark in " -":
                assert old[at] == content
                at += 1
                taken += 1
            if mark in " +":
                out.append(content)
                given_ += 1
            index += 1
        assert (taken, given_) == (int(head[2] or 1), int(head[4] or 1))
    return "".join(out + old[at:])


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\r\nb\x0b\u2028c\n"])
def test_no_change_is_no_diff(text: str) -> None:
    assert diff(text, text, "README.md") == ""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            "1\n2\n3\n4\n5\n6\n",
            "1\n2\n3\nnew\n4\n5\n6\n",
            "@@ -2,4 +2,5 @@\n 2\n 3\n+new\n 4\n 5\n",
            id="a line more",
        ),
        pytest.param(
            "1\n2\n3\n4\n5\n6\n",
            "1\n2\n3\n5\n6\n",
            "@@ -2,5 +2,4 @@\n 2\n 3\n-4\n 5\n 6\n",
            id="a line less",
        ),
        pytest.param("1\n2\n", "1\n2\n3\n", "@@ -1,2 +1,3 @@\n 1\n 2\n+3\n", id="at the end"),
        pytest.param("1\n", "0\n1\n", "@@ -1 +1,2 @@\n+0\n 1\n", id="at the start"),
        pytest.param("", "1\n", "@@ -0,0 +1 @@\n+1\n", id="of nothing"),
        pytest.param("1\n", "", "@@ -1 +0,0 @@\n-1\n", id="to nothing"),
        pytest.param(
            "1\n2",
            "1\n2\n3",
            "@@ -1,2 +1,3 @@\n 1\n-2\n\\ No newline at end of file\n+2\n+3\n"
            "\\ No newline at end of file\n",
            id="no last line end",
        ),
        pytest.param(
            "1\n2",
            "0\n1\n2",
            "@@ -1,2 +1,3 @@\n+0\n 1\n 2\n\\ No newline at end of file\n",
            id="no last line end, change above",
        ),
        pytest.param("1\r\n2\r\n", "1\r\n2\n", "@@ -1,2 +1,2 @@\n 1\r\n-2\r\n+2\n", id="CRLF"),
        pytest.param(
            "a\u2028b\n", "a\u2028c\n", "@@ -1 +1 @@\n-a\u2028b\n+a\u2028c\n", id="line separator"
        ),
    ],
)
def test_a_change_is_shown(before: str, after: str, expected: str) -> None:
    assert diff(before, after, "list.md") == f"--- a/list.md\n+++ b/list.md\n{expected}"


def test_two_changes_far_apart_are_two_hunks_counted_from_the_top() -> None:
    lines = [f"{number}\n" for number in range(1, 101)]
    changed = [*lines[:29], "x\n", *lines[30:69], "y\n", *lines[69:]]
    heads = HUNK.findall(diff("".join(lines), "".join(changed), "f"))
    assert heads == [("28", "5", "28", "5"), ("68", "4", "68", "5")]


@pytest.mark.parametrize(("between", "hunks"), [(1, 1), (4, 1), (5, 2)])
def test_changes_whose_contexts_touch_are_one_hunk(between: int, hunks: int) -> None:
    lines = [f"{number}\n" for number in range(20)]
    changed = [*lines]
    changed[5], changed[6 + between] = "x\n", "y\n"
    assert len(HUNK.findall(diff("".join(lines), "".join(changed), "f"))) == hunks


@given(odd_texts, odd_texts)
def test_the_diff_of_any_texts_can_be_applied(before: str, after: str) -> None:
    assert patched(before, diff(before, after, "f")) == after


def plainly(before: str, after: str) -> str:
    """The diff by `difflib` from all lines of both texts, told what both ends share."""
    old, new = lines_of(before), lines_of(after)
    if old == new:
        return ""
    shared = min(len(old), len(new))
    head = next((at for at in range(shared) if old[at] != new[at]), shared)
    shared -= head
    tail = next((at for at in range(shared) if old[-1 - at] != new[-1 - at]), shared)
    inside = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    above, below = ("equal", 0, head, 0, head), (len(old) - tail, len(old), len(new) - tail)
    middle = [(kind, *(head + at for at in at_)) for kind, *at_ in inside.get_opcodes()]
    whole = SequenceMatcher(None, old, new)
    whole.opcodes = [above, *middle, ("equal", *below, len(new))]
    out = ["--- a/f\n", "+++ b/f\n"]
    for group in whole.get_grouped_opcodes(CONTEXT):
        spans = [(group[0][1], group[-1][2]), (group[0][3], group[-1][4])]
        counts = [
            f"{start + 1}" if end == start + 1 else f"{start + (end > start)},{end - start}"
            for start, end in spans
        ]
        out.append(f"@@ -{counts[0]} +{counts[1]} @@\n")
        for kind, a, b, c, d in group:
            if kind == "equal":
                out += [f" {line}" for line in old[a:b]]
            else:
                out += [f"-{line}" for line in old[a:b]] + [f"+{line}" for line in new[c:d]]
    cut = "\n\\ No newline at end of file\n"
    return "".join(row if row.endswith("\n") else f"{row}{cut}" for row in out)


pieces = st.lists(
    st.sampled_from(["a", "b", "", "a\n", "b\n", "\n", "ab\n", "c\u2028\n", "\r\n", "bb\nbb\n"]),
    max_size=24,
).map("".join)


@given(pieces, pieces, pieces, pieces, st.sampled_from([1, 3, 4096]))
def test_the_diff_is_that_of_all_lines(
    above: str, old: str, new: str, below: str, step: int
) -> None:
    """Whatever is cut away unread at both ends of a page."""
    before, after = f"{above}{old}{below}", f"{above}{new}{below}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("llmsys_mcp.core.markup.text._STEP", step)
        assert diff(before, after, "f") == plainly(before, after)


@given(st.text("ab\n", max_size=40), st.data())
def test_the_diff_of_an_insertion_is_the_insertion(text: str, data: st.DataObject) -> None:
    lines = lines_of(text)
    at = data.draw(st.integers(0, text.count("\n")))
    shown = diff(text, "".join([*lines[:at], "NEW\n", *lines[at:]]), "f")
    body = lines_of(shown)[3:]
    assert [row for row in body if row[0] in "+-"] == ["+NEW\n"]
    assert len([row for row in body if row[0] == " "]) <= 2 * CONTEXT


def test_a_small_change_of_a_long_page_is_found_without_comparing_it_all() -> None:
    # A comparison of all lines would last for minutes: they are alike in pairs.
    lines = ["same\n", "other\n"] * 100_000
    shown = diff("".join(lines), "".join([*lines[:99_999], "new\n", *lines[99_999:]]), "f")
    assert "@@ -99998,4 +99998,5 @@" in shown


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git to apply the diff")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1\n2\n3\n", "1\nnew\n2\n3\n"),
        ("1\r\n2\r\n", "1\r\n2\r\n3\r\n"),
        ("1\n2", "1\n2\n3"),
        ("1\n2", "1\n2\n"),
        ("- a\u2028b\x0cc\n", "- a\u2028b\x0cc\n- é\n"),
        ("1\n" * 50, "1\n" * 20 + "2\n" + "1\n" * 30),
    ],
)
def test_git_applies_the_diff(before: str, after: str, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_bytes(before.encode())
    patch = diff(before, after, "README.md").encode()
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "-"],
        input=patch,
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert page.read_bytes().decode() == after
