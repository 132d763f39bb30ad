"""The grammar of one entry: every regular and irregular form a list's page holds.

The expected values of all tables are written by hand from the line, none is a parser's output.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.dialects.llmsys import DIALECT
from llmsys_mcp.core.page.entry import Entry, says_again, split_date, year_of
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.core.writing.style import read_style
from strategies import odd_texts, organizations, urls, venues, words

ARXIV = "https://arxiv.org/abs/2401.01234"


@dataclass(frozen=True)
class Says:
    """What a line says; what is not named is empty."""

    title: str
    url: str = "https://a.org/p"
    description: str = ""
    venue: str = ""
    organization: str = ""
    year: int | None = None
    extras: tuple[str, ...] = ()


def the_entry(line: str) -> Entry:
    (entry,) = parse(f"# Page\n\n## Section\n\n{line}\n").entries
    return entry


def said_by(entry: Entry) -> Says:
    return Says(
        entry.title,
        entry.url,
        entry.description,
        entry.venue,
        entry.organization,
        entry.year,
        entry.extras,
    )


LINES = {
    "link alone": ("- [Full Title of a Paper](https://a.org/p)", Says("Full Title of a Paper")),
    "description": ("- [Foo](https://a.org/p): Fast Bars", Says("Foo", description="Fast Bars")),
    "venue": (
        "- [Foo](https://a.org/p): Fast Bars | OSDI' 24",
        Says("Foo", description="Fast Bars", venue="OSDI' 24", year=2024),
    ),
    "venue without description": (
        "- [Foo: Fast Bars](https://a.org/p) | SOSP' 25",
        Says("Foo: Fast Bars", venue="SOSP' 25", year=2025),
    ),
    "organisation": (
        "- [Foo](https://a.org/p): Fast Bars | Ant Group",
        Says("Foo", description="Fast Bars", organization="Ant Group"),
    ),
    "venue and organisation": (
        "- [Foo](https://a.org/p): Fast Bars | NSDI' 24 | ByteDance",
        Says("Foo", description="Fast Bars", venue="NSDI' 24", organization="ByteDance", year=2024),
    ),
    "organisation and venue": (
        "- [Foo](https://a.org/p) | ByteDance | NSDI' 24",
        Says("Foo", venue="NSDI' 24", organization="ByteDance", year=2024),
    ),
    "two organisations in one field": (
        "- [Foo](https://a.org/p) | Google, UCB",
        Says("Foo", organization="Google, UCB"),
    ),
    "two organisations in two fields": (
        "- [Foo](https://a.org/p) | Google | UCB",
        Says("Foo", organization="Google, UCB"),
    ),
    "two venues: the first is the venue": (
        "- [Foo](https://a.org/p) | SC' 24 | NSDI' 25",
        Says("Foo", venue="SC' 24", organization="NSDI' 25", year=2024),
    ),
    "venue and organisation in one field": (
        "- [Foo](https://a.org/p): Fast Bars | Ant Group OSDI' 24",
        Says("Foo", description="Fast Bars", venue="OSDI' 24", organization="Ant Group", year=2024),
    ),
    "the same with a comma": (
        "- [Foo](https://a.org/p) | OSDI' 24, Ant Group",
        Says("Foo", venue="OSDI' 24", organization="Ant Group", year=2024),
    ),
    "colon in the link's text": (
        "- [Foo:](https://a.org/p) Fast Bars",
        Says("Foo", description="Fast Bars"),
    ),
    "full-width colon in the link's text": (
        "- [Foo：](https://a.org/p) 快",
        Says("Foo", description="快"),
    ),
    "space and colon in the link's text": (
        "- [Foo :](https://a.org/p) Fast Bars | VLDB' 23",
        Says("Foo", description="Fast Bars", venue="VLDB' 23", year=2023),
    ),
    "colon in the link's text, nothing behind": ("- [Foo:](https://a.org/p)", Says("Foo")),
    "colon in and behind the link": (
        "- [Foo:](https://a.org/p): Fast Bars",
        Says("Foo", description="Fast Bars"),
    ),
    "space before the colon": (
        "- [Foo](https://a.org/p) : Fast Bars| UCLA",
        Says("Foo", description="Fast Bars", organization="UCLA"),
    ),
    "no space after the colon": (
        "- [Foo](https://a.org/p):Fast Bars",
        Says("Foo", description="Fast Bars"),
    ),
    "full-width colon": ("- [Foo](https://a.org/p)：快", Says("Foo", description="快")),
    "colon in the title": (
        "- [Foo:Fast Bars](https://a.org/p)",
        Says("Foo:Fast Bars"),
    ),
    "full-width pipe": (
        "- [Foo](https://a.org/p): Fast Bars (FB) ｜ Microsoft",
        Says("Foo", description="Fast Bars (FB)", organization="Microsoft"),
    ),
    "no space before the pipe": (
        "- [Foo](https://a.org/p): Fast Bars| OSDI' 24",
        Says("Foo", description="Fast Bars", venue="OSDI' 24", year=2024),
    ),
    "no space around the pipe": (
        "- [Foo](https://a.org/p)|OSDI'24|MIT",
        Says("Foo", venue="OSDI'24", organization="MIT", year=2024),
    ),
    "two spaces behind the pipe": (
        "- [Foo](https://a.org/p): Fast Bars |  Stanford",
        Says("Foo", description="Fast Bars", organization="Stanford"),
    ),
    "nothing between pipes": (
        "- [Foo](https://a.org/p): Fast Bars | | MIT |",
        Says("Foo", description="Fast Bars", organization="MIT"),
    ),
    "escaped pipe": (
        r"- [Foo](https://a.org/p): Fast \| Bars | MIT",
        Says("Foo", description="Fast | Bars", organization="MIT"),
    ),
    "pipe as a reference": (
        "- [Foo](https://a.org/p): Fast &#124; Bars",
        Says("Foo", description="Fast | Bars"),
    ),
    "pipe in the title": ("- [Foo | Bar](https://a.org/p)", Says("Foo | Bar")),
    "link the wrong way round in a field": (
        "- Systems for Bars | (GT)[https://a.org/p]",
        Says("Systems for Bars", organization="GT"),
    ),
    "two links the wrong way round": (
        "- Bars | (GT)[https://a.org/p] | (MIT)[https://b.org/q]",
        Says("Bars", organization="GT", extras=("(MIT)[https://b.org/q]",)),
    ),
    "link the wrong way round as title": (
        "- (Foo)[https://a.org/p]: Fast Bars | MIT",
        Says("Foo", description="Fast Bars", organization="MIT"),
    ),
    "no link": (
        "- Hot Switching of Bars | SOSP' 24",
        Says("Hot Switching of Bars", "", venue="SOSP' 24", year=2024),
    ),
    "no link, colon kept in the title": (
        "- Foo: Fast Bars | MIT",
        Says("Foo: Fast Bars", "", organization="MIT"),
    ),
    "second link between pipes": (
        "- [Foo](https://a.org/p): Bars | [Code](https://github.com/x/y) | MIT",
        Says(
            "Foo",
            description="Bars",
            organization="MIT",
            extras=("[Code](https://github.com/x/y)",),
        ),
    ),
    "second link before the venue": (
        "- [Foo: Bars](https://a.org/p) | [Code](https://github.com/x/y) | ArXiv'25",
        Says("Foo: Bars", venue="ArXiv'25", year=2025, extras=("[Code](https://github.com/x/y)",)),
    ),
    "second link behind the first": (
        "- [Foo](https://a.org/p) [Code](https://github.com/x/y)",
        Says("Foo", extras=("[Code](https://github.com/x/y)",)),
    ),
    "second link before the colon": (
        "- [Foo](https://a.org/p) ([Code](https://c.org)): Fast Bars",
        Says("Foo", description="Fast Bars", extras=("([Code](https://c.org))",)),
    ),
    "links behind the description": (
        "- [Foo](https://a.org/p): Bars ([Code](https://c.org), [Slides](https://s.org)) | MIT",
        Says(
            "Foo",
            description="Bars",
            organization="MIT",
            extras=("([Code](https://c.org), [Slides](https://s.org))",),
        ),
    ),
    "link inside the description": (
        "- [Foo](https://a.org/p): Bars for [vats](https://v.org) and kegs",
        Says("Foo", description="Bars for vats and kegs"),
    ),
    "link inside the page at the end of the description": (
        "- [Foo](https://a.org/p): see [Serving](#serving)",
        Says("Foo", description="see Serving"),
    ),
    "en dash and date": (
        "- [Foo Technical Report](https://a.org/p) – (May 2025)",
        Says("Foo Technical Report", year=2025, extras=("(May 2025)",)),
    ),
    "hyphen and date": (
        "- [Foo Technical Report](https://a.org/p) - (Dec 2024)",
        Says("Foo Technical Report", year=2024, extras=("(Dec 2024)",)),
    ),
    "em dash and date": (
        "- [Foo](https://a.org/p) — (Feb 2023)",
        Says("Foo", year=2023, extras=("(Feb 2023)",)),
    ),
    "dash, organisation and date": (
        "- [Foo](https://a.org/p) – Moonshot AI (Jul 2025)",
        Says("Foo", organization="Moonshot AI", year=2025, extras=("(Jul 2025)",)),
    ),
    "day in the date": (
        "- [Foo](https://a.org/p) – (May\u00a014,\u00a02025)",
        Says("Foo", year=2025, extras=("(May\u00a014,\u00a02025)",)),
    ),
    "month and year in digits": (
        "- [Foo](https://a.org/p) - (05/2024)",
        Says("Foo", year=2024, extras=("(05/2024)",)),
    ),
    "month and year without a joint": (
        "- [Foo](https://a.org/p) - (012025)",
        Says("Foo", year=2025, extras=("(012025)",)),
    ),
    "year first in the date": (
        "- [Foo](https://a.org/p) - (2025-03-14)",
        Says("Foo", year=2025, extras=("(2025-03-14)",)),
    ),
    "season in the date": (
        "- [Foo](https://a.org/p) – GT (Spring 2024)",
        Says("Foo", organization="GT", year=2024, extras=("(Spring 2024)",)),
    ),
    "description and date": (
        "- [Foo](https://a.org/p): Bars – (May 2025)",
        Says("Foo", description="Bars", year=2025, extras=("(May 2025)",)),
    ),
    "description, organisation and date": (
        "- [Foo](https://a.org/p): Bars of 3 – a study – Foo Lab 3 (May 2025) | SC' 24",
        Says(
            "Foo",
            description="Bars of 3 – a study",
            venue="SC' 24",
            organization="Foo Lab 3",
            year=2024,
            extras=("(May 2025)",),
        ),
    ),
    "description, clause and year": (
        "- [Foo](https://a.org/p): Bars – kept up to date (2025)",
        Says("Foo", description="Bars – kept up to date (2025)"),
    ),
    "description, many words and year": (
        "- [Foo](https://a.org/p): Bars – One Two Three Four Five (2025)",
        Says("Foo", description="Bars – One Two Three Four Five (2025)"),
    ),
    "description, brackets and year": (
        "- [Foo](https://a.org/p): Bars – Foo (Inc) (2025)",
        Says("Foo", description="Bars – Foo (Inc) (2025)"),
    ),
    "description with a hyphen and year": (
        "- [Foo](https://a.org/p): Bars-Two (2025)",
        Says("Foo", description="Bars-Two (2025)"),
    ),
    "description and year": (
        "- [Foo](https://a.org/p): Bars (2025)",
        Says("Foo", description="Bars (2025)"),
    ),
    "dash and a description": (
        "- [Foo](https://a.org/p) – a library for bars",
        Says("Foo", description="a library for bars"),
    ),
    "dash without spaces": ("- [Foo](https://a.org/p)–bars", Says("Foo", description="bars")),
    "dash, description, bracket": (
        "- [Foo](https://a.org/p) - bars (for 2025 and later)",
        Says("Foo", description="bars (for 2025 and later)"),
    ),
    "dash and two brackets": (
        "- [Foo](https://a.org/p) – Bar (Inc) (May 2025)",
        Says("Foo", description="Bar (Inc) (May 2025)"),
    ),
    "bold entry": (
        "- **[Foo 2.5: Bars](https://a.org/p)** – (July 2025)  ",
        Says("Foo 2.5: Bars", year=2025, extras=("(July 2025)",)),
    ),
    "bold entry with description inside": (
        "- __[Foo](https://a.org/p): Bars__ | MIT",
        Says("Foo", description="Bars", organization="MIT"),
    ),
    "italic entry": (
        "- *[Foo](https://a.org/p)*: Bars",
        Says("Foo", description="Bars"),
    ),
    "italic entry with underscores": (
        "- _[Foo](https://a.org/p)_ – (May 2025)",
        Says("Foo", year=2025, extras=("(May 2025)",)),
    ),
    "link without encryption": ("- [Foo](http://a.org/p)", Says("Foo", "http://a.org/p")),
    "brackets that are no link in a field": (
        "- [Foo](https://a.org/p) | [sic] Lab",
        Says("Foo", organization="[sic] Lab"),
    ),
    "bold title in the link": (
        "- [**Foo**](https://a.org/p): Bars",
        Says("Foo", description="Bars"),
    ),
    "remark in brackets": (
        "- [The Foo Herd](https://a.org/p) (Section 3)",
        Says("The Foo Herd", extras=("(Section 3)",)),
    ),
    "remark and venue": (
        "- [The Foo Herd](https://a.org/p) (Sections 2, 3) | ISCA' 25",
        Says("The Foo Herd", venue="ISCA' 25", year=2025, extras=("(Sections 2, 3)",)),
    ),
    "words without a separator": (
        "- [Ring Foo](https://a.org/p) with Blockwise Bars | UCB",
        Says("Ring Foo", description="with Blockwise Bars", organization="UCB"),
    ),
    "title said twice": (
        "- [Foo3](https://a.org/p): Foo3: Tiny Bars | NeurIPS 2025 spotlight",
        Says("Foo3", description="Foo3: Tiny Bars", venue="NeurIPS 2025 spotlight", year=2025),
    ),
    "space before the apostrophe": (
        "- [Foo](https://a.org/p) | EuroSys '24",
        Says("Foo", venue="EuroSys '24", year=2024),
    ),
    "no apostrophe": (
        "- [Foo](https://a.org/p) | OSDI 25",
        Says("Foo", venue="OSDI 25", year=2025),
    ),
    "curly apostrophe": (
        "- [Foo](https://a.org/p) | PPoPP ’25",
        Says("Foo", venue="PPoPP ’25", year=2025),
    ),
    "workshop": (
        "- [Foo](https://a.org/p) | ICML ES-FoMo Workshop 2023",
        Says("Foo", venue="ICML ES-FoMo Workshop 2023", year=2023),
    ),
    "award behind the venue": (
        "- [Foo](https://a.org/p) | EuroSys' 25 (Best Paper) | MIT",
        Says("Foo", venue="EuroSys' 25 (Best Paper)", organization="MIT", year=2025),
    ),
    "spaces at the end": ("- [Foo](https://a.org/p): Bars  \t ", Says("Foo", description="Bars")),
    "spaces behind the marker": (
        "-   [Foo](https://a.org/p) | Umich",
        Says("Foo", organization="Umich"),
    ),
    "star as marker": ("* [Foo](https://a.org/p): Bars", Says("Foo", description="Bars")),
    "plus as marker, indented": (
        "  + [Foo](https://a.org/p): Bars",
        Says("Foo", description="Bars"),
    ),
    "brackets in the title": ("- [Foo [v2]](https://a.org/p)", Says("Foo [v2]")),
    "parentheses in the title": (
        "- [Foo with O(1) Bars](https://a.org/p)",
        Says("Foo with O(1) Bars"),
    ),
    "parentheses in the link": (
        "- [Foo](https://a.org/w/Foo_(bar))",
        Says("Foo", "https://a.org/w/Foo_(bar)"),
    ),
    "title of the link": ('- [Foo](https://a.org/p "Bars")', Says("Foo")),
    "link between angle brackets": ("- [Foo](<https://a.org/p>)", Says("Foo")),
    "link in capitals": (
        "- [Foo](HTTPS://A.ORG/p)",
        Says("Foo", "HTTPS://A.ORG/p"),
    ),
    "link as it is written, year by its id": (
        "- [Foo](https://www.arxiv.org/pdf/2309.10285v1.pdf?utm_source=x)",
        Says("Foo", "https://www.arxiv.org/pdf/2309.10285v1.pdf?utm_source=x", year=2023),
    ),
    "venue's year before the link's": (
        f"- [Foo]({ARXIV}) | OSDI' 25",
        Says("Foo", ARXIV, venue="OSDI' 25", year=2025),
    ),
    "year by the edition of a conference": (
        "- [Foo](https://www.usenix.org/conference/nsdi24/presentation/foo): Bars",
        Says(
            "Foo",
            "https://www.usenix.org/conference/nsdi24/presentation/foo",
            description="Bars",
            year=2024,
        ),
    ),
    "letters of other scripts": (
        "- [λFoo](https://a.org/p): Déjà–Bar 大 | THU",
        Says("λFoo", description="Déjà–Bar 大", organization="THU"),
    ),
    "star in a name": ("- [Q*](https://a.org/p): A* Bars", Says("Q*", description="A* Bars")),
    "escapes": (
        r"- [Foo \[x\]](https://a.org/p): \*Bars\* &lt;b>",
        Says("Foo [x]", description="*Bars* <b>"),
    ),
    "comment behind the entry": (
        "- [Foo](https://a.org/p): Bars <!-- check -->",
        Says("Foo", description="Bars"),
    ),
    "badge as a link": (
        "- [![Foo](https://i.org/b.svg)](https://a.org/p): Bars",
        Says("Foo", description="Bars"),
    ),
    "line separator and other old line ends": (
        "- [Foo\u2028Bar\x0b](https://a.org/p): a\x0cb\x85c\x1cd",
        Says("Foo\u2028Bar", description="a\x0cb\x85c\x1cd"),
    ),
    "byte that is no UTF-8": ("- [D\udce9j\udce0](https://a.org/p)", Says("D\udce9j\udce0")),
    "very many fields": (
        f"- [Foo](https://a.org/p){'|x' * 20}",
        Says("Foo", organization=", ".join(["x"] * 15 + ["x|x|x|x|x"])),
    ),
}


@pytest.mark.parametrize(("line", "says"), LINES.values(), ids=LINES)
def test_a_line_says(line: str, says: Says) -> None:
    assert said_by(the_entry(line)) == says


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="nothing"),
        pytest.param("words", id="no item"),
        pytest.param("## [Foo](https://a.org/p)", id="heading"),
        pytest.param("[Foo](https://a.org/p)", id="link without a marker"),
        pytest.param("1. Foo | OSDI' 24", id="number and no link"),
        pytest.param("1.[Foo](https://a.org/p)", id="no space behind the number"),
        pytest.param("Words\n2. [Foo](https://a.org/p)", id="number in a paragraph"),
        pytest.param("-[Foo](https://a.org/p)", id="no space behind the marker"),
        pytest.param("- ", id="marker alone"),
        pytest.param("- A title without link or field", id="title alone"),
        pytest.param("- **Post-Training**", id="label that groups nothing"),
        pytest.param("- [Foo]", id="brackets"),
        pytest.param("- [Foo](paper.pdf): Bars", id="link to a file"),
        pytest.param("- [Foo](#foo)", id="link inside the page"),
        pytest.param("- [Foo](ftp://a.org/p)", id="link of another kind"),
        pytest.param("- [](https://a.org/p): Bars", id="link without words"),
        pytest.param("- [:](https://a.org/p): Bars", id="link of a colon"),
        pytest.param("- [Foo](https://a.org/p", id="link left open"),
        pytest.param("- | OSDI' 24", id="fields without a title"),
        pytest.param("- <!-- [Foo](https://a.org/p) | MIT -->", id="comment"),
        pytest.param("- " + "[Foo](https://a.org/p) | " + "x" * 17_000, id="longer than a line"),
    ],
)
def test_what_is_no_entry(line: str) -> None:
    assert parse(f"# Page\n\n## Section\n\n{line}\n").entries == ()


@pytest.mark.parametrize(
    ("body", "separator"),
    [
        ("[Foo](https://a.org/p): Bars", ": "),
        ("[Foo](https://a.org/p) : Bars", " : "),
        ("[Foo:](https://a.org/p) Bars", ": "),
        ("[Foo](https://a.org/p) – (May 2025)", " – "),
        ("[Foo](https://a.org/p) - Bars", " - "),
        ("[Foo](https://a.org/p) with Bars", " "),
        ("[Foo](https://a.org/p) (Section 3)", ""),
        ("[Foo](https://a.org/p) | MIT", ""),
    ],
)
def test_the_separator_is_told_as_it_is_written(body: str, separator: str) -> None:
    fields = read_item(body)
    assert fields is not None
    assert fields.separator == separator


def test_the_year_of_an_item_is_that_of_its_entry() -> None:
    for line, says in LINES.values():
        body = line.strip()[1:].strip()
        fields = read_item(body)
        assert fields is not None
        assert fields.year == says.year


@given(words, urls, st.one_of(st.just(""), words), venues, organizations)
def test_what_is_written_in_the_house_form_is_read_back(
    title: str, url: str, description: str, venue: str, organization: str
) -> None:
    tail = f": {description}" if description else ""
    fields = "".join(f" | {field}" for field in (venue, organization) if field)
    entry = the_entry(f"- [{title}]({url}){tail}{fields}")
    assert (entry.title, entry.url, entry.description) == (title, url, description)
    assert (entry.venue, entry.organization, entry.extras) == (venue, organization, ())


@given(odd_texts)
def test_any_item_is_read_without_an_error_and_the_same_each_time(body: str) -> None:
    fields = read_item(body)
    assert fields == read_item.__wrapped__(body)
    assert fields is None or (isinstance(fields, Fields) and fields.title)


@pytest.mark.parametrize(
    ("title", "description", "full"),
    [
        ("Foo", "", "Foo"),
        ("Foo", "Fast Bars", "Foo: Fast Bars"),
        ("Foo", "Foo: Fast Bars", "Foo: Fast Bars"),
        ("Foo", "FOO: Fast Bars", "FOO: Fast Bars"),
        ("Foo", "Foo", "Foo"),
        ("Ring Foo", "with Blockwise Bars", "Ring Foo with Blockwise Bars"),
        ("Pie", "Pieces of Bars", "Pie: Pieces of Bars"),
        ("Foo2", "Foo2++: More Bars", "Foo2: Foo2++: More Bars"),
        ("A", "a-synchronous Bars", "A: a-synchronous Bars"),
    ],
)
def test_the_full_title_says_the_title_once(title: str, description: str, full: str) -> None:
    entry = the_entry(f"- [{title}](https://a.org/p): {description}")
    assert entry.full_title == full


@pytest.mark.parametrize(
    ("title", "description", "again"),
    [
        ("Foo", "Foo", True),
        ("Foo", "foo – Bars", True),
        ("Foo", "Food", False),
        ("Foo", "Foo-2", False),
        ("Straße", "STRASSE: x", False),
        ("Foo", "Bars", False),
    ],
)
def test_a_description_says_the_title_again(title: str, description: str, again: bool) -> None:
    assert says_again(title, description) is again


@pytest.mark.parametrize(
    ("text", "before", "date"),
    [
        ("OpenAI (Aug 2025)", "OpenAI", "(Aug 2025)"),
        ("(Dec 2024)", "", "(Dec 2024)"),
        ("x (Sept. 3rd 2024)", "x (Sept. 3rd 2024)", ""),
        ("x (Sept. 3, 2024) ", "x", "(Sept. 3, 2024)"),
        ("x (2025)", "x", "(2025)"),
        ("x (Q3 2024)", "x", "(Q3 2024)"),
        ("x (12.2024)", "x", "(12.2024)"),
        ("a study (since 2019)", "a study (since 2019)", ""),
        ("Version (2.0)", "Version (2.0)", ""),
        ("x (2025) y", "x (2025) y", ""),
        ("x 2025", "x 2025", ""),
        ("x 2025)", "x 2025)", ""),
        ("x (12025)", "x", "(12025)"),
        ("", "", ""),
    ],
)
def test_a_date_at_the_end_is_parted_from_the_rest(text: str, before: str, date: str) -> None:
    assert split_date(text) == (before, date)


@pytest.mark.parametrize(
    ("url", "venue", "date", "year"),
    [
        pytest.param(ARXIV, "OSDI' 25", "(May 2023)", 2025, id="venue first"),
        pytest.param(ARXIV, "", "(May 2023)", 2023, id="then the date"),
        pytest.param(ARXIV, "arXiv", "Bars – Foo (May 2023)", 2023, id="at the end of words"),
        pytest.param(ARXIV, "", "", 2024, id="then the arXiv id"),
        pytest.param("https://doi.org/10.48550/arXiv.1706.03762", "", "", 2017, id="as a DOI"),
        pytest.param("https://arxiv.org/abs/cs/9901001", "", "", 1999, id="an old id"),
        pytest.param(
            "https://usenix.org/conference/osdi22/presentation/x", "", "", 2022, id="edition"
        ),
        pytest.param("https://arxiv.org/list/cs.DC/recent", "", "", None, id="arXiv without id"),
        pytest.param("https://arxiv.org/abs/9913.00001", "", "", None, id="no such month"),
        pytest.param("https://a.org/2024/p", "", "", None, id="a path proves nothing"),
        pytest.param("", "MIT", "", None, id="nothing known"),
    ],
)
def test_the_year_of_an_entry(url: str, venue: str, date: str, year: int | None) -> None:
    assert year_of(url, venue, date) == year


def test_the_dialect_reads_styles_and_amends_as_the_core_does() -> None:
    document = DIALECT.read("## A\n*  [Foo](https://a.org/p): Bars\n")
    (entry,) = document.entries
    assert document == parse(document.text)
    style = DIALECT.style(document, document.entries)
    assert style == read_style(document.text, document.entries)
    assert DIALECT.amend(entry, {"description": "Vats"}, style) == (
        "*  [Foo](https://a.org/p): Vats",
        False,
    )
    assert (DIALECT.recognise(document.text), DIALECT.recognise("words")) == (0.5, 0.0)


SOSP25 = "https://sigops.org/s/conferences/sosp/2025/accepted.html"
USENIX = "https://www.usenix.org/conference"

SEED = {
    38: Says(
        "Optimized Network Architectures for Large Language Model Training with Billions of "
        "Parameters",
        "https://arxiv.org/pdf/2307.12169.pdf",
        organization="MIT",
        year=2023,
    ),
    39: Says(
        "Carbon Emissions and Large Neural Network Training",
        "https://arxiv.org/pdf/2104.10350.pdf?fbclid=IwAR2o0_3HCtTnMxKbXka0OPrHzl8sCzQSSOYp0AOav76-"
        "zVWl_pYek2jX8Pk",
        organization="Google, UCB",
        year=2021,
    ),
    40: Says(
        "Perseus",
        "https://arxiv.org/abs/2312.06902v1",
        "Removing Energy Bloat from Large Model Training",
        "SOSP' 24",
        year=2024,
    ),
    42: Says(
        "DISTMM",
        f"{USENIX}/nsdi24/presentation/huang",
        "Accelerating distributed multimodal model training",
        "NSDI' 24",
        year=2024,
    ),
    43: Says(
        "A Codesign of Scheduling and Parallelization for Large Model Training in Heterogeneous "
        "Clusters",
        "https://arxiv.org/pdf/2403.16125",
        year=2024,
    ),
    46: Says(
        "Scaling Beyond the GPU Memory Limit for Large Mixture-of-Experts Model Training",
        "https://openreview.net/pdf?id=uLpyWQPyF9",
        venue="ICML' 24",
        year=2024,
    ),
    47: Says(
        "Alibaba HPN",
        "https://ennanzhai.github.io/pub/sigcomm24-hpn.pdf",
        "A Data Center Network for Large Language ModelTraining",
    ),
    48: Says(
        "The Llama 3 Herd of Models",
        "https://arxiv.org/abs/2407.21783",
        year=2024,
        extras=("(Section 3)",),
    ),
    49: Says(
        "Enabling Parallelism Hot Switching for Efficient Training of Large Language Models",
        "",
        venue="SOSP' 24",
        year=2024,
    ),
    51: Says(
        "ScheMoE",
        "https://dl.acm.org/doi/10.1145/3627703.3650083",
        "An Extensible Mixture-of-Experts Distributed Training System with Tasks Scheduling",
        "EuroSys '24",
        year=2024,
    ),
    52: Says(
        "DynaPipe",
        "https://arxiv.org/abs/2311.10418",
        "Optimizing Multi-task Training through Dynamic Pipelines",
        "EuroSys '24",
        year=2024,
    ),
    53: Says(
        "HAP",
        "https://dl.acm.org/doi/10.1145/3627703.3650074",
        "SPMD DNN Training on Heterogeneous GPU Clusters with Automated Program Synthesis",
        "EuroSys'24",
        year=2024,
    ),
    57: Says(
        "Comet",
        "https://arxiv.org/pdf/2502.19811",
        "Fine-grained Computation-communication Overlapping for Mixture-of-Experts",
        organization="ByteDance",
        year=2025,
    ),
    58: Says(
        "ByteScale",
        "https://arxiv.org/pdf/2502.21231",
        "Efficient Scaling of LLM Training with a 2048K Context Length on More Than 12,000 GPUs",
        organization="ByteDance",
        year=2025,
    ),
    60: Says(
        "SPPO",
        "https://arxiv.org/abs/2503.10377",
        "Efficient Long-sequence LLM Training via Adaptive Sequence Pipeline Parallel Offloading",
        year=2025,
    ),
    61: Says(
        "TileLink: Generating Efficient Compute-Communication Overlapping Kernels using "
        "Tile-Centric Primitives",
        "https://arxiv.org/abs/2503.20313",
        venue="MLSys' 25",
        year=2025,
    ),
    62: Says(
        "Every FLOP Counts",
        "https://arxiv.org/abs/2503.05139",
        "Scaling a 300B Mixture-of-Experts LING LLM without Premium GPUs",
        organization="Ant Group",
        year=2025,
    ),
    63: Says(
        "FlexSP",
        "https://dl.acm.org/doi/abs/10.1145/3676641.3715998",
        "Accelerating Large Language Model Training via Flexible Sequence Parallelism",
        "ASPLOS '25",
        year=2025,
    ),
    64: Says(
        "WeiPipe",
        "https://dl.acm.org/doi/pdf/10.1145/3710848.3710869",
        "Weight Pipeline Parallelism for Communication-Effective Long-Context Large Model Training",
        "PPoPP ’25",
        year=2025,
    ),
    66: Says(
        "Mixtera",
        "https://mboether.com/assets/pdf/bother2025mixtera.pdf",
        "A Data Plane for Foundation Model Training",
        organization="ETH",
    ),
    71: Says(
        "Lumos",
        "https://arxiv.org/abs/2504.09307",
        "Efficient Performance Modeling and Estimation for Large-scale LLM Training",
        "MLSys' 25",
        year=2025,
    ),
    76: Says(
        "Tempo: Compiled Dynamic Deep Learning with Symbolic Dependence Graphs",
        SOSP25,
        venue="SOSP' 25",
        year=2025,
    ),
    80: Says(
        "Collective Communication for 100k+ GPUs",
        "https://arxiv.org/abs/2510.20171",
        "Large-scale collective communication optimization for massive GPU clusters",
        year=2025,
    ),
    84: Says(
        "Ymir",
        "https://tianweiz07.github.io/Papers/24-ics-2.pdf",
        "A Scheduler for Foundation Model Fine-tuning Workloads in Datacenters",
        "ICS' 24",
        year=2024,
    ),
    85: Says(
        "RLHFuse",
        "https://arxiv.org/abs/2409.13221",
        "Efficient RLHF Training for Large Language Models with Inter- and Intra-Stage Fusion",
        "NSDI'25",
        year=2025,
    ),
    87: Says(
        "ReaLHF",
        "https://arxiv.org/html/2406.14088v1",
        "Optimized RLHF Training for Large Language Models through Parameter Reallocation",
        year=2024,
    ),
    91: Says(
        "AReaL",
        "https://arxiv.org/pdf/2505.24298",
        "A Large-Scale Asynchronous Reinforcement Learning System for Language Reasoning",
        organization="Ant",
        year=2025,
        extras=("[Code](https://github.com/inclusionAI/AReaL)",),
    ),
    93: Says(
        "RL-Factory",
        "https://github.com/Simple-Efficient/RL-Factory",
        "Train your Agent model via our easy and efficient framework",
    ),
    102: Says(
        "Fire-Flyer AI-HPC: A Cost-Effective Software-Hardware Co-Design for Deep Learning",
        "https://arxiv.org/abs/2408.14158",
        venue="SC' 24",
        organization="DeepSeek",
        year=2024,
    ),
    104: Says(
        "GEMINI",
        "https://dl.acm.org/doi/10.1145/3600006.3613145",
        "Fast Failure Recovery in Distributed Training with In-Memory Checkpoints",
    ),
    108: Says(
        "The Streaming Batch Model for Efficient and Fault-Tolerant Heterogeneous Execution",
        "https://arxiv.org/pdf/2501.12407",
        year=2025,
    ),
    116: Says(
        "Orca",
        f"{USENIX}/osdi22/presentation/yu",
        "A Distributed Serving System for Transformer-Based Generative Models",
        "OSDI'22",
        year=2022,
    ),
    121: Says(
        "FlashAttention-3",
        "https://tridao.me/blog/2024/flash3/",
        "Fast and Accurate Attention with Asynchrony and Low-precision",
    ),
    122: Says(
        "SageAttention",
        "https://arxiv.org/pdf/2410.02367",
        "Accurate 8-Bit Attention for Plug-and-play Inference Acceleration",
        "ICLR 2025",
        year=2025,
    ),
    124: Says(
        "SageAttention3",
        "https://arxiv.org/pdf/2505.11594",
        "SageAttention3: Microscaling FP4 Attention for Inference and An Exploration of 8-Bit "
        "Training",
        "NeurIPS 2025 spotlight",
        year=2025,
    ),
    125: Says(
        "SageAttention2++",
        "https://arxiv.org/abs/2505.21136",
        "SageAttention2++: A More Efficient Implementation of SageAttention2",
        "ICML ES-FoMo Workshop 2025",
        year=2025,
    ),
    126: Says(
        "DeepSpeed Inference",
        "https://arxiv.org/abs/2207.00032",
        "Enabling Efficient Inference of Transformer Models at Unprecedented Scale.",
        year=2022,
    ),
    129: Says(
        "MPCFormer",
        "https://arxiv.org/pdf/2211.01452.pdf",
        "fast, performant, and private transformer inference with MPC",
        "ICLR'23",
        year=2023,
    ),
    131: Says(
        "SARATHI",
        "https://arxiv.org/abs/2308.16369",
        "Efficient LLM Inference by Piggybacking Decodes with Chunked Prefills",
        organization="Microsoft",
        year=2023,
    ),
    137: Says(
        "FlashDecoding++",
        "https://arxiv.org/pdf/2311.01282.pdf",
        "Faster Large Language Model Inference on GPUs",
        organization="Tsinghua",
        year=2023,
    ),
    138: Says(
        "DeepSpeed-MII",
        "https://github.com/microsoft/DeepSpeed-MII",
        "Model Implementations for Inference (MII)",
        organization="Microsoft",
    ),
    142: Says(
        "SuperServe",
        "https://arxiv.org/pdf/2312.16733.pdf",
        "Fine-Grained Inference Serving for Unpredictable Workloads",
        year=2023,
    ),
    146: Says(
        "DistServe",
        "https://arxiv.org/abs/2401.09670",
        "Disaggregating Prefill and Decoding for Goodput-optimized Large Language Model Serving",
        "OSDI' 24",
        year=2024,
    ),
    150: Says(
        "DéjàVu",
        "https://arxiv.org/abs/2403.01876",
        "KV-cache Streaming for Fast, Fault-tolerant Generative LLM Serving",
        year=2024,
    ),
    160: Says(
        "Eloquent",
        "https://arxiv.org/pdf/2401.12961v2",
        "A More Robust Transmission Scheme for LLM Token Streaming",
        "NAIC' 24",
        year=2024,
    ),
    168: Says(
        "dLoRA: Dynamically Orchestrating Requests and Adapters for LoRA LLM Serving",
        f"{USENIX}/osdi24/presentation/wu-bingyang",
        venue="OSDI' 24",
        year=2024,
    ),
    171: Says(
        "InfiniGen",
        f"{USENIX}/osdi24/presentation/lee",
        "Efficient Generative Inference of Large Language Models with Dynamic KV Cache Management",
        year=2024,
    ),
    186: Says(
        "iServe",
        "https://arxiv.org/abs/2501.13111",
        "An Intent-based Serving System for LLMs",
        organization="UT Austin",
        year=2025,
    ),
    191: Says(
        "λScale",
        "https://arxiv.org/abs/2502.09922",
        "Enabling Fast Scaling for Serverless Large Language Model Inference",
        year=2025,
    ),
    193: Says(
        "Serving Models, Fast and Slow:Optimizing Heterogeneous LLM Inferencing Workloads at Scale",
        "https://arxiv.org/abs/2502.14617",
        year=2025,
    ),
    196: Says(
        "AQUA",
        "https://arxiv.org/abs/2407.21255",
        "Network-Accelerated Memory Offloading for LLMs in Scale-Up GPU Domains",
        "ASPLOS 2025",
        year=2025,
    ),
    199: Says(
        "CacheBlend",
        "https://dl.acm.org/doi/10.1145/3689031.3696098",
        "Fast Large Language Model Serving for RAG with Cached Knowledge Fusion",
        "EuroSys' 25 (Best Paper)",
        year=2025,
    ),
    210: Says(
        "WaferLLM: A Wafer‑Scale LLM Inference System",
        "https://arxiv.org/abs/2502.04563",
        venue="OSDI 25",
        year=2025,
    ),
    211: Says(
        "BlitzScale: Fast and Live Large Model Autoscaling with O(1) Host Caching",
        "https://arxiv.org/abs/2412.17246",
        venue="OSDI 25",
        year=2025,
    ),
    212: Says(
        "TokenWeave: Efficient Compute-Communication Overlap for Distributed LLM Inference",
        "https://arxiv.org/abs/2505.11329",
        venue="ArXiv'25",
        year=2025,
        extras=("[Code](https://github.com/microsoft/tokenweave)",),
    ),
    218: Says(
        "Defeating Nondeterminism in LLM Inference",
        "https://thinkingmachines.ai/blog/defeating-nondeterminism-in-llm-inference/",
    ),
    229: Says(
        "The ML.ENERGY Benchmark",
        "https://arxiv.org/abs/2505.06371",
        "Toward Automated Inference Energy Measurement and Optimization",
        "NeurIPS' 25",
        year=2025,
    ),
    235: Says(
        "ALTO",
        "https://arxiv.org/abs/2403.04311",
        "An Efficient Network Orchestrator for Compound AI Systems",
        organization="Stanford & UCB",
        year=2024,
    ),
    250: Says(
        "STI",
        "https://arxiv.org/abs/2207.05022",
        "Turbocharge NLP Inference at the Edge via Elastic Pipelining",
        "ASPLOS 23",
        year=2023,
    ),
    254: Says(
        "prima.cpp",
        "https://arxiv.org/pdf/2504.08791",
        "PRIMA.CPP: Speeding Up 70B-Scale LLM Inference on Low-Resource Everyday Home Clusters",
        year=2025,
    ),
    259: Says(
        "Sparse-Linear Attention",
        "https://www.arxiv.org/pdf/2509.24006",
        "SLA: Beyond Sparsity in Diffusion Transformers via Fine-Tunable Sparse–Linear Attention",
        organization="Tsinghua",
        year=2025,
    ),
    261: Says(
        "FrugalGPT",
        "https://arxiv.org/pdf/2305.05176.pdf",
        "How to Use Large Language Models While Reducing Cost and Improving Performance",
        organization="Stanford",
        year=2023,
    ),
    262: Says(
        "H2O",
        "https://arxiv.org/abs/2306.14048",
        "Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models",
        "ICML ES-FoMo Workshop 2023",
        year=2023,
    ),
    269: Says(
        "Deja Vu",
        "https://proceedings.mlr.press/v202/liu23am.html",
        "Contextual Sparsity for Efficient LLMs at Inference Time",
        "ICML' 23",
        year=2023,
    ),
    274: Says(
        "Ring Attention",
        "https://arxiv.org/pdf/2310.01889.pdf",
        "with Blockwise Transformers for Near-Infinite Context",
        organization="UCB",
        year=2023,
    ),
    276: Says(
        "Star Attention",
        "https://arxiv.org/pdf/2411.17116",
        "Efficient LLM Inference over Long Sequences",
        organization="NVIDIA",
        year=2024,
    ),
    282: Says(
        "Efficient Mixed-Precision Large Language Model Inference with TurboMind",
        "https://arxiv.org/pdf/2508.15601v1",
        organization="Shanghai AI Lab",
        year=2025,
    ),
    292: Says(
        "xDiT",
        "https://arxiv.org/abs/2411.01738",
        "an Inference Engine for Diffusion Transformers (DiTs) with Massive Parallelism",
        year=2024,
    ),
    313: Says(
        "If At First You Don't Succeed, Try, Try, Again...?",
        "https://www.microsoft.com/en-us/research/publication/if-at-first-you-dont-succeed-try-try-"
        "again-insights-and-llm-informed-tooling-for-detecting-retry-bugs-in-software-systems/",
        venue="SOSP' 24",
        year=2024,
    ),
    321: Says(
        "Qwen2.5 Technical Report",
        "https://arxiv.org/abs/2412.15115",
        year=2024,
        extras=("(Dec 2024)",),
    ),
    322: Says(
        "Qwen\u202f3 Technical Report",
        "https://arxiv.org/abs/2505.09388",
        year=2025,
        extras=("(May 2025)",),
    ),
    326: Says(
        "Gemini: A Family of Highly Capable Multimodal Models",
        "https://assets.bwbx.io/documents/users/iqjWHBFdfxIU/r7G7RrtT6rnM/v0",
        year=2023,
        extras=("(Dec 2023)",),
    ),
    334: Says(
        "DeepSeek-V2: A Strong, Economical, and Efficient Mixture-of-Experts Language Model",
        "https://arxiv.org/abs/2405.04434",
        year=2024,
        extras=("(05/2024)",),
    ),
    336: Says(
        "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning",
        "https://www.boozallen.com/content/dam/home/docs/ai/a-technical-primer-on-deepseek.pdf",
        year=2025,
        extras=("(012025)",),
    ),
    340: Says(
        "GPT-oss-120b & GPT-oss-20b",
        "https://cdn.openai.com/pdf/419b6906-9da6-406c-a19d-1bb078ac7637/oai_gpt-oss_model_card.pdf",
        year=2025,
        extras=("(Aug 2025)",),
    ),
    344: Says(
        "DeepSpeed",
        "https://github.com/microsoft/DeepSpeed",
        "a deep learning optimization library that makes distributed training and inference easy, "
        "efficient, and effective",
        organization="Microsoft",
    ),
    347: Says("Megatron", "https://github.com/NVIDIA/Megatron-LM", organization="Nvidia"),
    351: Says("DeepSeek Open Infra", "https://github.com/deepseek-ai/open-infra-index"),
    357: Says("TRL", "https://github.com/huggingface/trl", "Transformers Reinforcement Learning"),
    366: Says(
        "Agent Lightning",
        "https://arxiv.org/pdf/2508.03680",
        "Train ANY AI Agents with Reinforcement Learning",
        year=2025,
    ),
    376: Says(
        "Dynamo",
        "https://github.com/ai-dynamo/dynamo",
        "A Datacenter Scale Distributed Inference Serving Framework",
        organization="NVIDA",
    ),
    384: Says(
        "Efficient Large Language Models: A Survey", "https://arxiv.org/abs/2312.03863", year=2023
    ),
    391: Says("LLM Energy Leaderboard", "https://ml.energy/leaderboard", organization="Umich"),
    407: Says(
        "Full Stack Optimization of Transformer Inference",
        "https://arxiv.org/pdf/2302.14017.pdf",
        "a Survey",
        organization="UCB",
        year=2023,
    ),
    412: Says(
        "Systems for Machine Learning",
        "https://cs229s.stanford.edu/fall2023/",
        organization="Stanford",
    ),
    414: Says("Systems for AI - LLMs", "https://cs8803-sp24.anand-iyer.com/", organization="GT"),
    422: Says(
        "100,000 H100 Clusters",
        "https://www.semianalysis.com/p/100000-h100-clusters-power-network",
        "Power, Network Topology, Ethernet vs InfiniBand, Reliability, Failures, Checkpointing",
    ),
}


def test_lines_of_the_real_list_say_what_a_reader_reads(shared: Path) -> None:
    text = (shared / "seeds" / "llmsys-readme.md").read_bytes().decode()
    by_line = {entry.line: said_by(entry) for entry in parse(text).entries}
    assert {line: by_line.get(line) for line in SEED} == SEED
