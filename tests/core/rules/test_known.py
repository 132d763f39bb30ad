"""Findings that are known already: what they are known by, and the file that holds them."""

import json

import pytest

from core.rules.looking import findings, subject
from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.rules.known import (
    Mark,
    by_line,
    by_paper,
    line_of,
    read_baseline,
    write_baseline,
)

BEFORE = "## S  \n\n- [A](https://arxiv.org/pdf/2401.00001): Words | OSDI'24\n"


def marks(text: str, mark: Mark, *ids: str) -> list[str]:
    page = subject(text).papers.pages[0]
    return [mark(page, text, found) for found in findings(text, *ids)]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("# New\n\n" + BEFORE, id="further down"),
        pytest.param(BEFORE.replace("OSDI'24", "OSDI' 24"), id="another fault mended"),
        pytest.param(BEFORE.replace("/pdf/2401.00001", "/pdf/2401.00001v2"), id="another version"),
        pytest.param(BEFORE.replace("Words |", "Words | UCB |"), id="another field"),
    ],
)
def test_a_baseline_knows_a_paper_whatever_becomes_of_its_line(after: str) -> None:
    assert marks(after, by_paper, "LL102") == marks(BEFORE, by_paper, "LL102")


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(BEFORE.replace("2401.00001", "2401.00002"), id="another paper"),
        pytest.param(BEFORE.replace("[A]", "[B]"), id="another title"),
    ],
)
def test_a_baseline_knows_no_other_paper(after: str) -> None:
    assert marks(after, by_paper, "LL102") != marks(BEFORE, by_paper, "LL102")


def test_a_change_is_known_by_its_very_line() -> None:
    assert marks("# New\n\n" + BEFORE, by_line, "LL102") == marks(BEFORE, by_line, "LL102")
    after = BEFORE.replace("Words", "Other words")
    assert marks(after, by_line, "LL102") != marks(BEFORE, by_line, "LL102")


def test_rules_and_files_are_told_apart() -> None:
    assert len(set(marks(BEFORE, by_paper, "LL102", "LL109", "LL221"))) == 3
    found = findings(BEFORE, "LL221")[0]
    other = Diagnostic(found.rule, "other.md", found.span, found.message)
    page = subject(BEFORE).papers.pages[0]
    assert by_paper(page, BEFORE, found) != by_paper(page, BEFORE, other)
    assert by_paper(None, BEFORE, found) == by_paper(page, BEFORE, found)


def test_a_finding_outside_entries_is_known_by_its_words() -> None:
    assert marks("# New\n\n" + BEFORE, by_paper, "LL221") == marks(BEFORE, by_paper, "LL221")
    after = BEFORE.replace("## S", "## T")
    assert marks(after, by_paper, "LL221") != marks(BEFORE, by_paper, "LL221")


def test_a_baseline_is_read_as_it_was_written() -> None:
    known = read_baseline(write_baseline(["b", "a", "b"]))
    assert known.counts == {"a": 1, "b": 2}
    assert known.mark is by_paper


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "it is no JSON", id="empty"),
        pytest.param("[]", "it is no baseline of version 1", id="a list"),
        pytest.param(
            '{"version": 2, "findings": {}}', "it is no baseline of version 1", id="newer"
        ),
        pytest.param('{"version": 1}', "its findings are no counts", id="none"),
        pytest.param(
            json.dumps({"version": 1, "findings": {"a": "b"}}), "its findings are no counts", id="b"
        ),
        pytest.param(
            json.dumps({"version": 1, "findings": {"a": True}}),
            "its findings are no counts",
            id="t",
        ),
    ],
)
def test_what_is_no_baseline_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_baseline(text)


def test_the_line_around_an_offset() -> None:
    text = "ab\r\ncd\nef"
    assert [line_of(text, at) for at in (0, 3, 4, 7, 9)] == ["ab", "ab", "cd", "ef", "ef"]
