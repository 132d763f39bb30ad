"""Links of entries: what is found, what is made of it, what is left alone."""

import pytest

from core.rules.looking import entry, findings, fixed_line, marked

LINKS = ("LL101", "LL102", "LL103", "LL104", "LL105")


def line(url: str) -> str:
    return f"- [Heron]({url}): Caches | OSDI' 24"


@pytest.mark.parametrize(
    ("url", "ids", "wanted"),
    [
        pytest.param(
            "https://www.arxiv.org/abs/2401.00001",
            ["LL101"],
            "https://arxiv.org/abs/2401.00001",
            id="www",
        ),
        pytest.param(
            "https://export.arxiv.org/abs/2401.00001",
            ["LL101"],
            "https://arxiv.org/abs/2401.00001",
            id="export",
        ),
        pytest.param(
            "https://ARXIV.org/abs/2401.00001",
            ["LL101"],
            "https://arxiv.org/abs/2401.00001",
            id="host in capitals",
        ),
        pytest.param(
            "https://arxiv.org/pdf/2401.00001.pdf",
            ["LL102"],
            "https://arxiv.org/abs/2401.00001",
            id="pdf with suffix",
        ),
        pytest.param(
            "https://arxiv.org/pdf/2401.00001",
            ["LL102"],
            "https://arxiv.org/abs/2401.00001",
            id="pdf",
        ),
        pytest.param(
            "https://arxiv.org/html/2401.00001v3",
            ["LL102", "LL103"],
            "https://arxiv.org/abs/2401.00001",
            id="html with version",
        ),
        pytest.param(
            "https://arxiv.org/abs/2401.00001.pdf",
            ["LL102"],
            "https://arxiv.org/abs/2401.00001",
            id="abs with suffix",
        ),
        pytest.param(
            "https://arxiv.org/pdf/cs/0102003v2.pdf",
            ["LL102", "LL103"],
            "https://arxiv.org/abs/cs/0102003",
            id="old number",
        ),
        pytest.param(
            "http://www.arxiv.org/pdf/2401.00001v12.pdf?fbclid=IwAR0#page=2",
            ["LL101", "LL102", "LL103", "LL104", "LL105"],
            "https://arxiv.org/abs/2401.00001#page=2",
            id="everything at once",
        ),
        pytest.param(
            "https://arxiv.org/abs/2401.00001?context=cs.DC",
            ["LL104"],
            "https://arxiv.org/abs/2401.00001",
            id="query behind the number",
        ),
    ],
)
def test_an_arxiv_link_gets_its_own_form_safely(url: str, ids: list[str], wanted: str) -> None:
    assert [found.rule.id for found in findings(entry(line(url)), *LINKS)] == ids
    assert fixed_line(line(url), *LINKS, unsafe=False) == line(wanted)


@pytest.mark.parametrize(
    ("url", "id_", "wanted"),
    [
        pytest.param(
            "https://arxiv.org/html/2401.00001#S3",
            "LL102",
            "https://arxiv.org/abs/2401.00001#S3",
            id="a place in the HTML text",
        ),
        pytest.param(
            "https://arxiv.org/abs/arXiv:2401.00001",
            "LL102",
            "https://arxiv.org/abs/2401.00001",
            id="a form that arXiv does not use",
        ),
        pytest.param(
            "https://example.org/p?id=7&utm_source=mail&utm_medium=x#top",
            "LL104",
            "https://example.org/p?id=7#top",
            id="tracking elsewhere",
        ),
        pytest.param(
            "https://example.org/p?_ga=2.1-3&id=7&ref=12",
            "LL104",
            "https://example.org/p?id=7&ref=12",
            id="what may choose a page stays",
        ),
        pytest.param(
            "https://example.org/p?fbclid=IwAR0", "LL104", "https://example.org/p", id="only it"
        ),
        pytest.param(
            "http://www.usenix.org/conference/osdi24/presentation/x",
            "LL105",
            "https://www.usenix.org/conference/osdi24/presentation/x",
            id="known host",
        ),
        pytest.param("http://a.github.io/p", "LL105", "https://a.github.io/p", id="known end"),
    ],
)
def test_what_changes_a_target_is_unsafe(url: str, id_: str, wanted: str) -> None:
    assert [found.rule.id for found in findings(entry(line(url)), *LINKS)] == [id_]
    assert fixed_line(line(url), *LINKS, unsafe=False) == line(url)
    assert fixed_line(line(url), *LINKS) == line(wanted)


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2401.00001",
        "https://arxiv.org/abs/cs/0102003",
        "https://arxiv.org/list/cs.DC/recent",
        "https://info.arxiv.org/help",
        "http://unknown.example/paper.pdf",
        "http://arxiv.example/abs/2401.00001",
        "https://example.org/p?id=7&ref=12",
        "https://example.org/utm_source=1",
        "https://openreview.net/pdf?id=uLpyWQPyF9",
        "https://dl.acm.org/doi/pdf/10.1145/1",
    ],
)
def test_links_of_another_kind_are_left_alone(url: str) -> None:
    assert findings(entry(line(url)), *LINKS) == []


def test_brackets_around_an_address_are_no_part_of_it() -> None:
    assert fixed_line(line("<https://www.arxiv.org/abs/2401.00001>"), *LINKS, unsafe=False) == line(
        "<https://arxiv.org/abs/2401.00001>"
    )


def test_only_the_fault_is_marked() -> None:
    text = entry(line("http://www.arxiv.org/pdf/2401.00001v2?a=b"))
    assert marked(text, *LINKS) == [
        (3, "www.arxiv.org"),
        (3, "pdf"),
        (3, "v2"),
        (3, "?a=b"),
        (3, "http"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "- Systems for Learning | (GT)[https://example.org/c]",
            "- [Systems for Learning](https://example.org/c) | GT",
            id="in a field",
        ),
        pytest.param(
            "- Systems for Learning |(GT)[https://example.org/c] | 2024",
            "- [Systems for Learning](https://example.org/c) |GT | 2024",
            id="before another field",
        ),
        pytest.param(
            "- (Heron)[https://example.org/h]: Caches",
            "- [Heron](https://example.org/h): Caches",
            id="around the title",
        ),
    ],
)
def test_a_reversed_link_is_turned_round(before: str, after: str) -> None:
    assert fixed_line(before, "LL116") == after
    assert fixed_line(before, "LL116", unsafe=False) == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- A [b] c | (GT)[https://example.org/c]", id="brackets in the title"),
        pytest.param("- A (GT)[https://example.org/c] | x", id="amid the title"),
    ],
)
def test_a_reversed_link_that_nobody_can_place_has_no_fix(text: str) -> None:
    (found,) = findings(entry(text), "LL116")
    assert found.fix is None


@pytest.mark.parametrize(
    "text",
    [
        "- [Heron](https://example.org/h): Caches (see [1])",
        "- [Heron](https://example.org/h) (GT)[https://example.org/c]",
        "- Words | (GT)[see below]",
    ],
)
def test_other_brackets_are_left_alone(text: str) -> None:
    assert findings(entry(text), "LL116") == []


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        pytest.param("- Caches for Prompts | OSDI' 24", "Caches for Prompts", id="no link"),
        pytest.param("- [Heron](): Caches", "[Heron](): Caches", id="no address"),
        pytest.param("- **[Heron](#)**: Caches", "**[Heron](#)**: Caches", id="only a mark"),
        pytest.param("- [Heron](TBD): Caches", "[Heron](TBD): Caches", id="a stand-in"),
    ],
)
def test_a_missing_link_is_found_once(text: str, spot: str) -> None:
    page = f"## Serving\n\n- [Ibis](https://example.org/i)\n{text}\n"
    assert marked(page, "LL117", "LL215") == [(4, spot)]


def test_a_reversed_link_is_no_missing_one() -> None:
    assert findings(entry("- Systems | (GT)[https://example.org/c]"), "LL117") == []


@pytest.mark.parametrize("title", ["TBD", "Paper Title TBD", "2401.00001", "https://a.org", "?"])
def test_a_placeholder_is_found(title: str) -> None:
    text = entry(f"- [{title}](https://arxiv.org/abs/2401.00001)")
    assert marked(text, "LL118") == [(3, title)]


def test_a_placeholder_without_link_is_found() -> None:
    assert marked(entry("- TODO | OSDI' 24"), "LL118") == [(3, "TODO")]


@pytest.mark.parametrize("title", ["Heron", "Unknown Unknowns in Caches", "S3", "2:4 Sparsity"])
def test_a_title_is_no_placeholder(title: str) -> None:
    assert findings(entry(f"- [{title}](https://arxiv.org/abs/2401.00001)"), "LL118") == []
