"""Which paper an entry is: duplicates, wrong links, generic pages. All papers are made up."""

import pytest

from core.rules.looking import findings, subject
from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.rules.rule import Subject
from llmsys_mcp.core.rules.table import BY_ID
from llmsys_mcp.services.duplicate_pairs import find_pairs

FIRST = "- [Heron](https://arxiv.org/abs/2401.00001): Caches for the Prompts of Many Tenants"
OTHER = "- [Placing Experts on Uneven Clusters](https://arxiv.org/abs/2402.00002)"
PAIRS = ("LL301", "LL302", "LL304", "LL305", "LL306")


def lists(*sections: list[str]) -> str:
    return "\n".join(
        f"## Section {number}\n\n" + "".join(f"{line}\n" for line in lines)
        for number, lines in enumerate(sections)
    )


def told(text: str) -> list[tuple[str, int]]:
    """(rule, line) of each finding about pairs."""
    return [
        (one.rule.id, text.count("\n", 0, one.span.start) + 1) for one in findings(text, *PAIRS)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(lists([FIRST, OTHER, FIRST]), [("LL301", 5)], id="the same line"),
        pytest.param(
            lists([FIRST, "- [Heron](https://www.arxiv.org/pdf/2401.00001v2)"]),
            [("LL301", 4)],
            id="one number",
        ),
        pytest.param(
            lists(
                [FIRST, FIRST.replace("https://arxiv.org/abs/2401.00001", "https://c.org/h.pdf")]
            ),
            [("LL301", 4)],
            id="one title",
        ),
        pytest.param(
            lists(
                [
                    FIRST,
                    "- [Heron: Caches for the Prompts of Many Tenants](https://c.org/accepted.html)",
                ]
            ),
            [("LL301", 4)],
            id="one title, in the link",
        ),
        pytest.param(lists([FIRST, FIRST, FIRST]), [("LL301", 4), ("LL301", 5)], id="three times"),
        pytest.param(
            lists(
                [
                    "- [Heron](https://github.com/a/heron) | UCB",
                    "- [heron](https://github.com/a/heron)",
                ]
            ),
            [("LL301", 4)],
            id="one project",
        ),
        pytest.param(
            lists(["- [Tool](https://a.org/x)", "- [tool](http://www.a.org/x/)"]),
            [("LL301", 4)],
            id="one page under one short name",
        ),
        pytest.param(
            lists([FIRST, OTHER.replace("2402.00002", "2401.00001")]),
            [("LL302", 4)],
            id="another title under its link",
        ),
        pytest.param(
            lists([FIRST], [FIRST.replace("2401.00001", "2403.99999")]),
            [("LL304", 7)],
            id="another number, in another section",
        ),
        pytest.param(
            lists([FIRST, FIRST.replace("2401.00001", "2403.99999")]),
            [("LL304", 4)],
            id="another number, in the same section",
        ),
        pytest.param(
            lists(
                [
                    FIRST.replace("arxiv.org/abs/2401.00001", f"openreview.net/forum?id={one}")
                    for one in ("aB3dE6gH9j", "kL2nO5qR8t")
                ]
            ),
            [("LL304", 4)],
            id="another number of a review",
        ),
        pytest.param(
            lists(
                [
                    FIRST.replace("arxiv.org/abs/2401.00001", f"github.com/a/{one}")
                    for one in ("heron", "egret")
                ]
            ),
            [("LL301", 4)],
            id="another repository, which is no number",
        ),
        pytest.param(lists([FIRST, OTHER], [FIRST]), [("LL305", 8)], id="another section"),
        pytest.param(
            lists(
                [FIRST, "- [Heron](https://c.org/h.pdf): Caching for the Prompts of Many Tenants"]
            ),
            [("LL306", 4)],
            id="reworded",
        ),
    ],
)
def test_a_paper_that_stands_twice_is_found_at_its_later_line(
    text: str, wanted: list[tuple[str, int]]
) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(lists([FIRST, OTHER]), id="two papers"),
        pytest.param(
            lists(
                [FIRST],
                [FIRST.replace("https://arxiv.org/abs/2401.00001", "https://github.com/a/h")],
            ),
            id="a paper and its code",
        ),
        pytest.param(
            lists([FIRST], ["- [Heron](https://c.org/h.pdf): Caching for the Prompts of Tenants"]),
            id="reworded, in another section",
        ),
        pytest.param(
            lists([FIRST, "- [Heron](https://c.org/h.pdf): Birds over Water at Dawn"]),
            id="another paper of that name",
        ),
        pytest.param(
            lists([FIRST, "- [Caches for the Prompts of Few Tenants](https://c.org/h.pdf)"]),
            id="no name in common",
        ),
        pytest.param(
            lists(
                ["- [A b c](https://c.org/accepted.html)", "- [D e f](https://c.org/accepted.html)"]
            ),
            id="a page of several papers",
        ),
        pytest.param(
            lists(
                ["- [TBD](https://a.org/1)", "- [TBD](https://a.org/2)", "- [A](https://a.org/3)"]
            ),
            id="placeholders and short names",
        ),
        pytest.param(
            lists([f"- [Tool](https://a.org/{n}): w{n}" for n in range(12)]), id="no name"
        ),
        pytest.param("", id="empty"),
    ],
)
def test_papers_that_stand_once_are_left_alone(text: str) -> None:
    assert told(text) == []


def test_the_finding_is_marked_where_it_is_to_be_mended() -> None:
    text = lists([FIRST, FIRST], [OTHER, OTHER.replace("Placing Experts", "Routing Trains")])
    spots = [one.span.of(text) for one in findings(text, *PAIRS)]
    assert spots[0] == "Heron"
    text = lists([FIRST, OTHER.replace("2402.00002", "2401.00001")])
    assert [one.span.of(text) for one in findings(text, *PAIRS)] == [
        "https://arxiv.org/abs/2401.00001"
    ]


def test_an_entry_without_link_is_marked_whole() -> None:
    line = "- Caches for the Prompts of Many Tenants | OSDI' 24"
    text = lists([line, line])
    assert [one.span.of(text) for one in findings(text, "LL301")] == [line]


def test_of_two_pages_the_other_page_is_named() -> None:
    papers = PaperList(
        (Page("README.md", parse(lists([FIRST]))), Page("more.md", parse(lists([FIRST]))))
    )
    (found,) = BY_ID["LL301"].check(Subject(papers, None, find_pairs))
    assert (found.file, found.message) == ("more.md", "line 3 of README.md has this paper already")


def test_a_list_nobody_looked_for_twins_in_has_none() -> None:
    text = lists([FIRST, FIRST])
    alone = Subject(subject(text).papers)
    assert [one for id_ in PAIRS for one in BY_ID[id_].check(alone)] == []


def generic(url: str, venue: str = " | OSDI' 24") -> list[Diagnostic]:
    return findings(lists([f"- [Heron]({url}): Caches{venue}"]), "LL303")


@pytest.mark.parametrize(
    ("url", "what"),
    [
        pytest.param("https://c.org/2025/accepted.html", "a list of papers", id="accepted"),
        pytest.param("https://c.org/program/", "a list of papers", id="program"),
        pytest.param("https://c.org/osdi24/technical-sessions", "a list of papers", id="sessions"),
        pytest.param("https://heron.example/", "a site's first page", id="first page"),
        pytest.param("https://heron.example/#", "a site's first page", id="with a mark"),
        pytest.param("https://github.com/a/heron", "a repository", id="repository"),
    ],
)
def test_a_page_that_is_not_the_papers_own_is_found(url: str, what: str) -> None:
    (found,) = generic(url)
    assert found.message == f"the link leads to {what}, not to the paper"
    assert generic(url, "") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2401.00001",
        "https://c.org/papers/heron.pdf",
        "https://c.org/accepted.html#heron-17",
        "https://github.com/a/heron/blob/main/paper.pdf",
        "https://heron.example/?p=17",
        "https://heron.example/#/papers/17",
        "https://openreview.net/forum?id=x",
    ],
)
def test_a_page_of_the_papers_own_is_left_alone(url: str) -> None:
    expected = 1 if url.endswith("#heron-17") else 0
    assert len(generic(url)) == expected
