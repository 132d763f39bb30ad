"""A venue that is written comes back as the venue, in every form of lists that is written."""

import pytest

from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.writing.style import Draft

PAGES = {
    "llmsys": "## Serving\n- [One](https://a.org/1): Words\n",
    "tju": "## OSDI 2024\n* One [link](https://a.org/1)\n## SOSP 2024\n* Two\n---\n## Others\n"
    "* (Arxiv'24) Three [link](https://a.org/3)\n",
    "awesome": "## Serving\n- [One](https://a.org/1) - Words.\n",
}
VENUES = (
    "OSDI 2024",
    "Middleware 2024",
    "SenSys 2025",
    "ES-FoMo 2025",
    "Nature 2025",
    "3DV 2025",
    "arXiv preprint 2025",
    "ACM Computing Surveys 2025",
    "Proc. ACM Meas. 2024",
    "Transactions on Machine Learning Research 2025",
    "Systems for ML @ NeurIPS 2024",
    "PVLDB 18(3), 2025",
    "Nature 630(8016), 2024",
)


def written(dialect: str, venue: str, organization: str = "") -> Entry:
    """The entry that a list of this form reads when a draft with the venue was written into it."""
    grammar, page = named(dialect), PAGES[dialect]
    document = grammar.read(page)
    style = grammar.spot(document, len(document.sections) - 1, None).style
    draft = Draft("Relay", "https://b.org/9", "A Server of Words", venue, organization)
    return grammar.read(f"{page}{style.write(draft).line}\n").entries[-1]


@pytest.mark.parametrize("dialect", PAGES)
@pytest.mark.parametrize("organization", ["", "UCB"])
@pytest.mark.parametrize("venue", VENUES)
def test_a_venue_with_its_year_comes_back(dialect: str, venue: str, organization: str) -> None:
    entry = written(dialect, venue, organization)
    assert entry.url == "https://b.org/9"
    assert (bool(entry.venue), entry.organization) == (True, organization)
    assert entry.year == int(venue.rpartition(" ")[2])


@pytest.mark.parametrize("dialect", PAGES)
@pytest.mark.parametrize("venue", ["PVLDB 18(3)", "MLSys"])
def test_a_venue_without_a_year_comes_back(dialect: str, venue: str) -> None:
    entry = written(dialect, venue)
    assert entry.venue.startswith(venue.split(" ", maxsplit=1)[0])
    assert (entry.organization, entry.year) == ("", None)
    assert "18(3)" not in venue or "18(3)" in entry.raw


@pytest.mark.parametrize("dialect", PAGES)
@pytest.mark.parametrize("organization", ["Google 2024", "Sea AI Lab", "University of Somewhere"])
def test_an_organisation_is_left_one(dialect: str, organization: str) -> None:
    assert (written(dialect, "", organization).venue, dialect) == ("", dialect)


@pytest.mark.parametrize(
    "title",
    [
        "(Language Models 2024) A Look Back",
        "Serving, Language Models 2024",
        "Serving - Llama 2024",
        "Serving (Llama 2024)",
    ],
)
def test_a_title_keeps_what_only_looks_like_a_venue(title: str) -> None:
    page = f"## S\n- {title} [[paper]](https://b.org/1)\n"
    (entry,) = named("awesome").read(page).entries
    assert (entry.title, entry.venue) == (title, "")


def test_a_section_of_an_unknown_venue_is_found_again() -> None:
    tju = named("tju")
    page = f"## [Middleware 2024](https://m.org)\n* Zero\n{PAGES['tju']}"
    document = tju.read(page)
    assert tju.venue_sections(document, "Middleware 2024") == ("Middleware 2024",)
    assert tju.first_entry(document, "Middleware' 24") == 0
    assert tju.venue_sections(document, "SenSys 2024") == ("SenSys 2024",)
