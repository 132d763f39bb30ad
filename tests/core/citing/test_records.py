"""Entries as bibliographic records, and back."""

import pytest

from llmsys_mcp.core.citing.proceedings import journal, listed_venue, proceedings
from llmsys_mcp.core.citing.records import draft_of, entry_of, record, record_of_draft
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.core.writing.style import Draft

OSDI = "Proceedings of the USENIX Symposium on Operating Systems Design and Implementation"


def fields(line: str) -> tuple[str, dict[str, str]]:
    (entry,) = parse(f"## S\n\n- {line}\n").entries
    made = record(entry, "key", ["S"])
    assert made.key == "key"
    return made.kind, dict(made.fields)


@pytest.mark.parametrize(
    ("line", "kind", "wanted"),
    [
        pytest.param(
            "[Relay](https://arxiv.org/abs/2401.00001): A Server | OSDI' 24 | UCB",
            "inproceedings",
            {
                "title": "Relay: A Server",
                "shorttitle": "Relay",
                "booktitle": f"{OSDI} (OSDI '24)",
                "series": "OSDI' 24",
                "author": "Relay authors",
                "affiliation": "UCB",
                "year": "2024",
                "eprint": "2401.00001",
                "archiveprefix": "arXiv",
                "url": "https://arxiv.org/abs/2401.00001",
                "keywords": "S",
            },
            id="published, with a preprint's link",
        ),
        pytest.param(
            "[Serving Words Fast](https://a.org/2) | OSDI' 24",
            "inproceedings",
            {
                "title": "Serving Words Fast",
                "booktitle": f"{OSDI} (OSDI '24)",
                "series": "OSDI' 24",
                "author": "Serving Words Fast authors",
                "year": "2024",
                "url": "https://a.org/2",
                "keywords": "S",
            },
            id="no organisation, no name",
        ),
        pytest.param(
            "[Relay](https://dl.acm.org/doi/10.1145/3627703.3650083): A Server | TMLR 2024",
            "article",
            {
                "title": "Relay: A Server",
                "shorttitle": "Relay",
                "journal": "Transactions on Machine Learning Research",
                "series": "TMLR 2024",
                "author": "Relay authors",
                "year": "2024",
                "doi": "10.1145/3627703.3650083",
                "url": "https://dl.acm.org/doi/10.1145/3627703.3650083",
                "keywords": "S",
            },
            id="a journal",
        ),
        pytest.param(
            "[Relay](https://github.com/a/relay): A server",
            "misc",
            {
                "title": "Relay: A server",
                "shorttitle": "Relay",
                "url": "https://github.com/a/relay",
                "keywords": "S",
                "key": "key",
            },
            id="a project",
        ),
        pytest.param(
            "[Relay Report](https://arxiv.org/abs/2405.00001) – Lab (May 2024)",
            "techreport",
            {
                "title": "Relay Report",
                "institution": "Lab",
                "author": "Lab",
                "affiliation": "Lab",
                "year": "2024",
                "month": "may",
                "eprint": "2405.00001",
                "archiveprefix": "arXiv",
                "url": "https://arxiv.org/abs/2405.00001",
                "keywords": "S",
            },
            id="a dated report",
        ),
        pytest.param(
            "[Relay Report](https://a.org/r.pdf) – (May 2024)",
            "misc",
            {
                "title": "Relay Report",
                "year": "2024",
                "month": "may",
                "url": "https://a.org/r.pdf",
                "keywords": "S",
                "key": "key",
            },
            id="a dated report of nobody",
        ),
        pytest.param(
            "[Relay](https://a.org/1) (Section 3) | arXiv' 25 | [Code](https://c.org)",
            "misc",
            {
                "title": "Relay",
                "howpublished": "arXiv' 25",
                "year": "2025",
                "url": "https://a.org/1",
                "annote": "(Section 3) [Code](https://c.org)",
                "keywords": "S",
                "key": "key",
            },
            id="what fits no field",
        ),
        pytest.param(
            "Relay: A Server | OSDI' 24",
            "inproceedings",
            {
                "title": "Relay: A Server",
                "booktitle": f"{OSDI} (OSDI '24)",
                "series": "OSDI' 24",
                "author": "Relay authors",
                "year": "2024",
                "keywords": "S",
            },
            id="no link",
        ),
        pytest.param(
            "[Relay](https://a.org/1) | Nowhere' 24",
            "inproceedings",
            {
                "title": "Relay",
                "booktitle": "Proceedings of Nowhere '24",
                "series": "Nowhere' 24",
                "author": "Relay authors",
                "year": "2024",
                "url": "https://a.org/1",
                "keywords": "S",
            },
            id="a venue that we do not know",
        ),
        pytest.param(
            "[Relay](https://a.org/1) | Journal of Servers 2024 | UCB",
            "article",
            {
                "title": "Relay",
                "journal": "Journal of Servers",
                "series": "Journal of Servers 2024",
                "author": "Relay authors",
                "affiliation": "UCB",
                "year": "2024",
                "url": "https://a.org/1",
                "keywords": "S",
            },
            id="a journal that we do not know",
        ),
        pytest.param(
            "[Relay](https://a.org/1) | Servers 18(3), 2024",
            "article",
            {
                "title": "Relay",
                "journal": "Servers",
                "series": "Servers 18(3), 2024",
                "author": "Relay authors",
                "year": "2024",
                "url": "https://a.org/1",
                "keywords": "S",
            },
            id="a journal by its volume",
        ),
        pytest.param(
            "[Relay](https://github.com/a/relay): A server | UCB",
            "misc",
            {
                "title": "Relay: A server",
                "shorttitle": "Relay",
                "affiliation": "UCB",
                "url": "https://github.com/a/relay",
                "keywords": "S",
                "key": "key",
            },
            id="an organisation's project",
        ),
    ],
)
def test_a_record_says_what_the_list_says(line: str, kind: str, wanted: dict[str, str]) -> None:
    assert fields(line) == (kind, wanted)


def test_keywords_of_the_page_are_among_the_record_s() -> None:
    (entry,) = parse("## OSDI 2024\n## NSDI 2024\n* A [x](https://a.org) [b | UCB]", "tju").entries
    assert record(entry, "k", ["S", "S", ""]).fields["keywords"] == "S, b"
    assert "keywords" not in record(parse("- [A](https://a.org)").entries[0], "k").fields


@pytest.mark.parametrize(
    ("given", "draft"),
    [
        pytest.param(
            {
                "title": "Relay: A Server",
                "shorttitle": "Relay",
                "series": "OSDI '24",
                "affiliation": "UCB",
                "url": "https://a.org",
                "author": "X",
            },
            Draft("Relay", "https://a.org", "A Server", "OSDI' 24", "UCB"),
            id="all of it",
        ),
        pytest.param(
            {"title": "Relay with a Server", "shorttitle": "Relay"},
            Draft("Relay", "", "with a Server"),
            id="joined by with",
        ),
        pytest.param(
            {"title": "Relay serves again", "shorttitle": "Relay"},
            Draft("Relay", "", "Relay serves again"),
            id="a description that begins with the name",
        ),
        pytest.param(
            {"title": "Another", "shorttitle": "Relay"},
            Draft("Relay", "", "Another"),
            id="a title without the name",
        ),
        pytest.param(
            {"title": "Relay", "eprint": "2401.00001", "archiveprefix": "arXiv"},
            Draft("Relay", "https://arxiv.org/abs/2401.00001"),
            id="link from the number",
        ),
        pytest.param(
            {"title": "Relay", "doi": "10.1145/1.2"},
            Draft("Relay", "https://doi.org/10.1145/1.2"),
            id="link from the DOI",
        ),
        pytest.param(
            {"title": "Relay", "booktitle": "Proceedings of Something (SOSP '25)"},
            Draft("Relay", "", "", "SOSP' 25"),
            id="venue from the proceedings",
        ),
        pytest.param(
            {"title": "Relay", "booktitle": "Proceedings (of nothing)", "howpublished": "A blog"},
            Draft("Relay", "", "", "A blog"),
            id="no venue in the proceedings",
        ),
        pytest.param(
            {"title": "Relay", "year": "2024", "month": "may", "affiliation": "Lab"},
            Draft("Relay", "", "(May 2024)", "", "Lab"),
            id="a date",
        ),
        pytest.param(
            {
                "title": "Relay: A Server",
                "shorttitle": "Relay",
                "year": "2024",
                "month": "December",
            },
            Draft("Relay", "", "A Server – (Dec 2024)"),
            id="a date behind a description",
        ),
        pytest.param(
            {"title": "Relay", "series": "OSDI' 24", "year": "2024", "month": "jul"},
            Draft("Relay", "", "", "OSDI' 24"),
            id="the month of a conference is no date",
        ),
    ],
)
def test_facts_come_back_from_a_record(given: dict[str, str], draft: Draft) -> None:
    assert draft_of(given) == draft
    assert entry_of(given).full_title == draft.full_title or draft.description


def test_the_record_of_a_draft_is_in_house_form() -> None:
    draft = Draft("Relay", "https://www.arxiv.org/pdf/2401.00001v2", "", "OSDI 2024", "umich")
    made = record_of_draft(draft, "relay-osdi24")
    assert (made.fields["url"], made.fields["series"], made.fields["affiliation"]) == (
        "https://arxiv.org/abs/2401.00001",
        "OSDI' 24",
        "UMich",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "SOSP 2023",
            "Proceedings of the ACM Symposium on Operating Systems Principles (SOSP '23)",
        ),
        ("USENIX ATC '24", "Proceedings of the USENIX Annual Technical Conference (ATC '24)"),
        ("JMLR 22", "Journal of Machine Learning Research"),
        ("HCDS' 25", "Proceedings of HCDS '25"),
    ],
)
def test_venues_have_full_names(text: str, name: str) -> None:
    venue = read_venue(text)
    assert venue is not None
    assert (journal(venue) or proceedings(venue)) == name


@pytest.mark.parametrize("text", ["", "arXiv", "arXiv' 25", "OSDI", "a blog"])
def test_what_is_no_dated_venue_has_no_proceedings(text: str) -> None:
    assert listed_venue(text) is None
