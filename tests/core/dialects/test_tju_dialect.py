"""Lists by venue and year: what an item says, which venue holds, how entries are written."""

from pathlib import Path

import pytest

from llmsys_mcp.core.dialects import find_spot, named, parse
from llmsys_mcp.core.dialects.tju.item import read_item
from llmsys_mcp.core.dialects.tju.page import heading_venue
from llmsys_mcp.core.dialects.tju.style import TjuStyle, unread_makers
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.writing.placement import Spot
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import InvalidArgument
from rendered import render

TJU = named("tju")


def said(body: str) -> tuple[object, ...]:
    """Title, link, venue, keywords, makers and further links of an item."""
    fields = read_item(body)
    assert fields is not None
    return (
        fields.title,
        fields.url,
        fields.venue,
        fields.keywords,
        fields.organization,
        fields.extras,
    )


U, V = "https://arxiv.org/abs/2401.00001", "https://github.com/a/b"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        pytest.param("Relay: A Server", ("Relay: A Server", "", "", (), "", ()), id="bare title"),
        pytest.param(
            "Relay: A **Fast** Server",
            ("Relay: A Fast Server", "", "", (), "", ()),
            id="bold words",
        ),
        pytest.param(
            f"(OSDI'24) Relay [link]({U}) [Serving | PKU]",
            ("Relay", U, "OSDI'24", ("Serving",), "PKU", ()),
            id="the template",
        ),
        pytest.param(
            f"(Arxiv'24) Relay [link]({U})", ("Relay", U, "Arxiv'24", (), "", ()), id="preprint"
        ),
        pytest.param(
            f"(arxiv) Relay [paper]({U})", ("Relay", U, "arxiv", (), "", ()), id="no year"
        ),
        pytest.param(
            f"Relay [link]({U})[Jane Doe]",
            ("Relay", U, "", (), "Jane Doe", ()),
            id="note, no space",
        ),
        pytest.param(f"Relay [link]({U}) []", ("Relay", U, "", (), "", ()), id="empty note"),
        pytest.param(
            f"Relay [link]([https://arxiv.org/abs/2401.99999]({U}))",
            ("Relay", U, "", (), "", ()),
            id="link in a link's target",
        ),
        pytest.param(
            "(MLSys'24) Relay [-]() **Serving** | NUS]",
            ("Relay", "", "MLSys'24", ("Serving",), "NUS", ()),
            id="no link known, bracket missing",
        ),
        pytest.param(
            f"(MLSys'24) Relay [paper]({U}) [code]({V}) **Serving** | **KV Cache** | A | B]",
            (
                "Relay",
                U,
                "MLSys'24",
                ("Serving", "KV Cache"),
                "A, B",
                (f"[code]({V})",),
            ),
            id="bold keywords, makers, code",
        ),
        pytest.param(
            f"Relay: Fast Allreduce [link]({U}) [Allreduce]",
            ("Relay: Fast Allreduce", U, "", ("Allreduce",), "", ()),
            id="keyword of the title",
        ),
        pytest.param(
            f"Relay [link]({U}) [multi-model|Amazon]",
            ("Relay", U, "", ("multi-model",), "Amazon", ()),
            id="no space around the bar",
        ),
        pytest.param(
            f"Relay [link]({U}) [a \\| b｜UCB]",
            ("Relay", U, "", ("a | b",), "UCB", ()),
            id="escaped and full-width bar",
        ),
        pytest.param("Relay [PKU]", ("Relay", "", "", (), "PKU", ()), id="note without a link"),
        pytest.param(
            "Power-aware Serving with Œº-Serve",
            ("Power-aware Serving with μ-Serve", "", "", (), "", ()),
            id="wrong decoding shown as meant",
        ),
        pytest.param(
            f"[Relay]({U}): A Server | OSDI' 24",
            ("Relay", U, "OSDI' 24", (), "", ()),
            id="another list's form",
        ),
        pytest.param(
            f"(NSDI'24) [Relay]({U}) - A Server",
            ("Relay", U, "NSDI'24", (), "", ()),
            id="another list's form behind a venue",
        ),
        pytest.param(
            "(How) Do Models Plan?", ("(How) Do Models Plan?", "", "", (), "", ()), id="no venue"
        ),
        pytest.param(
            "(ICML ES-FoMo Workshop'25) Relay",
            ("Relay", "", "ICML ES-FoMo Workshop'25", (), "", ()),
            id="workshop",
        ),
        pytest.param(
            "(OSDI'24 (Best Paper)) Relay",
            ("Relay", "", "OSDI'24 (Best Paper)", (), "", ()),
            id="parentheses inside",
        ),
        pytest.param(
            "(PVLDB 18(3), 2025) Relay",
            ("Relay", "", "PVLDB 18(3), 2025", (), "", ()),
            id="a journal's volume",
        ),
        pytest.param(
            "(How (Not) To) Plan Tasks",
            ("(How (Not) To) Plan Tasks", "", "", (), "", ()),
            id="parentheses inside a title's",
        ),
        pytest.param(
            f"Relay [code](ftp://x.org) [paper](<{U}>)",
            ("Relay", U, "", (), "", ()),
            id="odd links",
        ),
    ],
)
def test_an_item_is_read(body: str, wanted: tuple[object, ...]) -> None:
    assert said(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("to be updated", id="placeholder"),
        pytest.param("[Accepted Papers](https://a.org/list)", id="link to the programme"),
        pytest.param("[Home page](https://a.org)", id="link to the venue"),
        pytest.param("…", id="no letter"),
        pytest.param("[-]()", id="nothing but a missing link"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_item_that_is_no_paper_is_left_alone(body: str) -> None:
    assert read_item(body) is None


@pytest.mark.parametrize(
    ("title", "venue"),
    [
        ("OSDI 2024", ("OSDI", 2024)),
        ("EuroSys 2025 Spring", ("EuroSys", 2025)),
        ("USENIX ATC'24", None),
        ("NSDI'2024", ("NSDI", 2024)),
        ("LLM Serving", None),
        ("Papers of 2024", None),
    ],
)
def test_a_heading_names_a_venue_or_a_topic(title: str, venue: tuple[str, int] | None) -> None:
    found = heading_venue(title)
    assert (found and (found.usual, found.year)) == venue


PAGE = """\
# Papers

<details><summary>where to look</summary>

* A Search Page: [https://a.org](https://a.org)
* (OSDI'23) A Paper Told of Early
</details>

---
## [OSDI 2024](https://o.org)

### Serving\x20
+ Alpha: One [link](https://arxiv.org/abs/2401.00001)
+ Beta: Two
## Training
* Gamma: Three

---
## [EuroSys 2023 Spring](https://e.org)
* Delta: Four

---
## Retrieval
* (arxiv) Epsilon [paper](https://arxiv.org/abs/2305.00001)
* Zeta

## Storage
* (FAST'22) Eta
* Theta
"""


def test_the_heading_s_venue_holds_for_items_that_name_none() -> None:
    page = parse(PAGE, "tju")
    assert render(page) == PAGE
    assert [(e.section, e.title, e.venue, e.year) for e in page.entries] == [
        ("", "A Paper Told of Early", "OSDI'23", 2023),
        ("OSDI 2024 > Serving", "Alpha: One", "OSDI 2024", 2024),
        ("OSDI 2024 > Serving", "Beta: Two", "OSDI 2024", 2024),
        ("Training", "Gamma: Three", "OSDI 2024", 2024),
        ("EuroSys 2023 Spring", "Delta: Four", "EuroSys 2023", 2023),
        ("Retrieval", "Epsilon", "arxiv", 2023),
        ("Retrieval", "Zeta", "", None),
        ("Storage", "Eta", "FAST'22", 2022),
        ("Storage", "Theta", "", None),
    ]
    assert [page.blocks[at].text.split(":")[0] for at in page.unread] == ["A Search Page"]


def test_a_page_may_begin_with_a_topic() -> None:
    page = parse("## Topic\n\n* Alpha\n", "tju")
    assert [(e.title, e.venue) for e in page.entries] == [("Alpha", "")]


@pytest.mark.parametrize(
    ("second", "venue"),
    [
        pytest.param("Gamma", "OSDI 2024", id="a topic of the venue"),
        pytest.param("(FAST'22) Gamma", "", id="items with venues of their own"),
    ],
)
def test_a_heading_behind_a_venue_s_may_be_apart_from_it(second: str, venue: str) -> None:
    page = parse(f"## [OSDI 2024](https://o.org)\n* Alpha\n## Storage\n* {second}\n* Zeta\n", "tju")
    assert {e.title: e.venue for e in page.entries}["Zeta"] == venue


def test_an_anchor_is_that_of_the_page_as_it_is() -> None:
    (section,) = parse("## Œº papers\n", "tju").sections
    assert (section.title, section.path) == ("μ papers", "μ papers")
    assert section.anchor == "œº-papers"


DRAFT = Draft("Relay", "https://www.arxiv.org/pdf/2401.00001v2", "A [Fast] Server", "", "ucb, PKU")


@pytest.mark.parametrize(
    ("style", "draft", "line"),
    [
        pytest.param(
            TjuStyle(venue="OSDI'24"),
            DRAFT,
            r"* (OSDI'24) Relay: A \[Fast\] Server [link](https://arxiv.org/abs/2401.00001) "
            "[UCB | PKU]",
            id="the section's venue",
        ),
        pytest.param(
            TjuStyle("  + "),
            Draft("Relay:", "https://x.org/1", "", "USENIX ATC 2024"),
            "+ (ATC'24) Relay [link](https://x.org/1)",
            id="its own venue and the neighbours' marker",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://arxiv.org/abs/2401.00001"),
            "* (Arxiv'24) Relay [link](https://arxiv.org/abs/2401.00001)",
            id="a preprint",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://arxiv.org/abs/math/0309136"),
            "* (Arxiv'03) Relay [link](https://arxiv.org/abs/math/0309136)",
            id="an old preprint",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1"),
            "* Relay [link](https://x.org/1)",
            id="no venue known",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="ICLR 2024 spotlight"),
            "* (ICLR'24 spotlight) Relay [link](https://x.org/1)",
            id="a note on the venue",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="ICLR 2024 (Oral)"),
            "* (ICLR'24 Oral) Relay [link](https://x.org/1)",
            id="a note in parentheses",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="ICLR 2024 [Oral]"),
            "* (ICLR'24 Oral) Relay [link](https://x.org/1)",
            id="a note in brackets",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="ICLR' 24 | Oral"),
            "* (ICLR'24 Oral) Relay [link](https://x.org/1)",
            id="a note behind a bar",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="ICLR 2024 (Invited)"),
            "* (ICLR'24 (Invited)) Relay [link](https://x.org/1)",
            id="a note that only parentheses tell",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="PVLDB 18(3), 2025"),
            "* (PVLDB 18(3), 2025) Relay [link](https://x.org/1)",
            id="a volume",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", venue="TACO"),
            "* (TACO) Relay [link](https://x.org/1)",
            id="a journal without a year",
        ),
        pytest.param(
            TjuStyle(venue="OSDI'24"),
            Draft("Relay", "", "A Server", "OSDI 2024", "UCB"),
            "* (OSDI'24) Relay: A Server [UCB]",
            id="no link known",
        ),
        pytest.param(
            TjuStyle(venue="OSDI'24"),
            Draft("Ring Relay", "https://x.org/1", "Ring Relay: Fast Blocks"),
            "* (OSDI'24) Ring Relay: Fast Blocks [link](https://x.org/1)",
            id="the title is said once",
        ),
        pytest.param(
            TjuStyle(venue="OSDI'24"),
            Draft("Ring Relay", "https://x.org/1", "with Fast Blocks"),
            "* (OSDI'24) Ring Relay with Fast Blocks [link](https://x.org/1)",
            id="a description that goes on",
        ),
        pytest.param(
            TjuStyle(),
            Draft("Relay", "https://x.org/1", organization="University of California, Berkeley"),
            "* Relay [link](https://x.org/1) [University of California, Berkeley]",
            id="a comma in a name",
        ),
        pytest.param(
            TjuStyle(),
            Draft("(OSDI'24) is no prefix", "https://x.org/1"),
            r"* \(OSDI'24) is no prefix [link](https://x.org/1)",
            id="a title that looks like a venue",
        ),
    ],
)
def test_an_entry_is_written_by_the_template(style: TjuStyle, draft: Draft, line: str) -> None:
    written = style.write(draft)
    assert written.line == line
    fields = read_item(line[2:])
    assert fields is not None
    assert fields.url == draft.url or "arxiv" in draft.url


def test_a_venue_that_is_not_the_section_s_is_told() -> None:
    told = TjuStyle(venue="OSDI'24").write(Draft("Relay", "https://x.org/1", venue="NSDI 2025"))
    assert [str(change.rule) for change in told.changes] == ["LL111 section-style"]
    assert "OSDI'24" in told.changes[0].message
    for same in ("OSDI 24", "OSDI 2024 (Best Paper)"):
        draft = Draft("Relay", "https://x.org/1", venue=same)
        assert TjuStyle(venue="OSDI'24").write(draft).changes == ()


NO_VENUES = (
    "Middleware",
    "HotOS XX",
    "ACM Computing Surveys",
    "to appear",
    "Google 2024",
    "OSDI 2024 (a | b)",
    "OSDI 2024 (Best *Paper*)",
    f"OSDI 2024 ({'x' * 150})",
)
"""What would not be read as the venue that it is before a title."""


@pytest.mark.parametrize("section", ["", "OSDI'24"])
@pytest.mark.parametrize("venue", NO_VENUES)
def test_what_would_not_be_read_as_the_venue_is_not_written(venue: str, section: str) -> None:
    with pytest.raises(InvalidArgument, match="name and year, as in OSDI 2024") as refused:
        TjuStyle(venue=section).write(Draft("Relay", U, venue=venue))
    assert refused.value.argument == "venue"
    (entry,) = parse(f"## OSDI 2024\n\n{LINE}\n", "tju").entries
    with pytest.raises(InvalidArgument, match="name and year, as in OSDI 2024"):
        TJU.amend(entry, {"venue": venue}, TjuStyle())


@pytest.mark.parametrize(
    ("organization", "keywords"),
    [
        pytest.param("Inclusion AI", ["Inclusion AI"], id="nobody known"),
        pytest.param("OpenBMB, PKU", ["OpenBMB"], id="one of two"),
        pytest.param("PKU, CMU", [], id="two known"),
        pytest.param("ByteDance, Seed", [], id="one name"),
        pytest.param("Univ. of Illinois (UIUC)", [], id="cut short"),
        pytest.param("", [], id="none"),
    ],
)
def test_a_maker_that_is_read_as_a_keyword_is_told(organization: str, keywords: list[str]) -> None:
    written = TjuStyle().write(Draft("Relay", "https://x.org/1", organization=organization))
    told = [change.message for change in written.changes]
    assert [one.split("”")[0] for one in told] == [f"“{one}" for one in keywords]
    page = parse("## OSDI 2024\n\n* (OSDI'24) Relay [MoE | NUS]\n", "tju")
    (entry,) = page.entries
    new = {"organization": organization}
    text, _ = TJU.amend(entry, new, TjuStyle())
    assert TJU.told(page, entry, new, text) == tuple(f"{one}." for one in told)
    (again,) = parse(f"## OSDI 2024\n\n{text}\n", "tju").entries
    assert TJU.amend(again, new, TjuStyle())[0] == text
    read = [*again.keywords, *filter(None, [again.organization])]
    assert sorted(", ".join(read).split(", ")) == sorted(
        filter(None, ["MoE", *organization.split(", ")])
    )


def test_a_text_that_is_no_entry_names_no_maker() -> None:
    assert unread_makers("PKU", "") == [
        "“PKU” is read as a keyword here: nothing in it tells of an organisation or a person"
    ]


@pytest.mark.parametrize(
    ("url", "end"),
    [
        pytest.param("https://x.org/1", "is the section's", id="none given"),
        pytest.param("https://arxiv.org/abs/2401.00001", "is the section's", id="a link in time"),
        pytest.param(
            "https://arxiv.org/abs/2507.00001",
            "the link is of 2025, which is later",
            id="a link from afterwards",
        ),
    ],
)
def test_a_venue_that_only_the_section_says_is_told(url: str, end: str) -> None:
    told = TjuStyle(venue="OSDI'24").write(Draft("Relay", url))
    assert [str(change.rule) for change in told.changes] == ["LL111 section-style"]
    assert "no venue was given, OSDI'24 is the section's" in told.changes[0].message
    assert told.changes[0].message.endswith(end)


def test_where_the_section_says_no_venue_nothing_is_told() -> None:
    assert TjuStyle().write(Draft("Relay", "https://x.org/1")).changes == ()


LINE = f"* (MLSys'24) Relay: Old Words [paper]({U}) [code]({V}) **Serving** | NUS]"


@pytest.mark.parametrize(
    ("line", "new", "wanted"),
    [
        pytest.param(LINE, {"title": "Race"}, LINE.replace("Relay: Old Words", "Race"), id="title"),
        pytest.param(
            "+ Relay", {"description": "New"}, "+ Relay: New", id="a second part where none was"
        ),
        pytest.param(LINE, {"description": "Old Words"}, LINE, id="the second part that it has"),
        pytest.param(
            LINE,
            {"title": "Race", "description": "New"},
            LINE.replace("Relay: Old Words", "Race: New"),
            id="both parts",
        ),
        pytest.param(LINE, {"description": ""}, LINE, id="no second part to take"),
        pytest.param(
            LINE, {"url": "https://x.org/2"}, LINE.replace(U, "https://x.org/2"), id="link"
        ),
        pytest.param(LINE, {"url": ""}, LINE.replace(f"[paper]({U})", "[-]()"), id="link removed"),
        pytest.param(LINE, {"venue": "OSDI 2025"}, LINE.replace("MLSys'24", "OSDI'25"), id="venue"),
        pytest.param(
            LINE,
            {"venue": "ICLR' 24 (Oral)"},
            LINE.replace("MLSys'24", "ICLR'24 Oral"),
            id="venue and note",
        ),
        pytest.param(
            "+ Relay", {"title": "(OSDI'24) Race"}, r"+ \(OSDI'24) Race", id="title like a venue"
        ),
        pytest.param(
            f"+ Relay [link]({U}) [UCB | Serving]",
            {"organization": "UCB", "title": "Race"},
            f"+ Race [link]({U}) [UCB | Serving]",
            id="the maker that it has",
        ),
        pytest.param(LINE, {"venue": ""}, LINE.replace("(MLSys'24) ", ""), id="venue removed"),
        pytest.param(
            LINE, {"organization": "PKU, CMU"}, LINE.replace("NUS", "PKU | CMU"), id="who"
        ),
        pytest.param(LINE, {"organization": ""}, LINE.replace(" | NUS", ""), id="nobody"),
        pytest.param(
            "* (OSDI'24) Relay [link](https://a.org/1) [PKU]",
            {"organization": ""},
            "* (OSDI'24) Relay [link](https://a.org/1)",
            id="nobody, and nothing else in the note",
        ),
        pytest.param(
            "+ Relay",
            {"url": "https://x.org/2"},
            "+ Relay [link](https://x.org/2)",
            id="first link",
        ),
        pytest.param("+ Relay", {"url": ""}, "+ Relay", id="no link to take"),
        pytest.param(
            "* Relay [-]()",
            {"url": "https://x.org/2"},
            "* Relay [link](https://x.org/2)",
            id="found",
        ),
        pytest.param("* Relay [-]()", {"url": ""}, "* Relay [-]()", id="still none"),
        pytest.param("+ Relay", {"venue": "OSDI 24"}, "+ (OSDI'24) Relay", id="first venue"),
        pytest.param("+ Relay", {"venue": ""}, "+ Relay", id="no venue to take"),
        pytest.param("+ Relay", {"organization": "UCB"}, "+ Relay [UCB]", id="first maker"),
        pytest.param("+ Relay", {"organization": ""}, "+ Relay", id="no maker to take"),
        pytest.param(
            f"+ Relay [link]({U}) []",
            {"organization": "UCB"},
            f"+ Relay [link]({U}) [UCB]",
            id="empty",
        ),
        pytest.param(
            f"+ Relay [link]({U})[Serving | UCB]",
            {"organization": "CMU"},
            f"+ Relay [link]({U})[Serving | CMU]",
            id="plain keywords stay",
        ),
        pytest.param(
            f"+ Relay [link]([https://a.org/x]({U}))",
            {"url": "https://x.org/2"},
            "+ Relay [link](https://x.org/2)",
            id="nested link",
        ),
        pytest.param(
            f"+ [Relay]({U}): words", {"title": "Race"}, f"+ [Race]({U}): words", id="other form"
        ),
        pytest.param(
            "* Relay\n  more words", {"title": "Race"}, "* Race\n  more words", id="lines"
        ),
    ],
)
def test_a_field_is_changed_where_it_stands(line: str, new: dict[str, str], wanted: str) -> None:
    (entry,) = parse(f"## OSDI 2024\n\n{line}\n", "tju").entries
    assert TJU.amend(entry, new, TjuStyle()) == (wanted, False)


@pytest.mark.parametrize(
    ("line", "new", "argument"),
    [
        pytest.param(LINE, {"description": "New"}, "description", id="in the title's place"),
        pytest.param("* (OSDI'24) (ICML'24) Relay", {"venue": ""}, "venue", id="another venue"),
        pytest.param("* Relay", {"title": "…"}, "title", id="no entry any more"),
        pytest.param(f"+ [Relay]({U}): words", {"venue": "Middleware"}, "venue", id="other form"),
    ],
)
def test_a_change_that_the_line_has_no_place_for_is_refused(
    line: str, new: dict[str, str], argument: str
) -> None:
    (entry,) = parse(f"## OSDI 2024\n\n{line}\n", "tju").entries
    with pytest.raises(InvalidArgument) as refused:
        TJU.amend(entry, new, TjuStyle())
    assert refused.value.argument == argument


@pytest.mark.parametrize(
    ("page", "new", "told"),
    [
        pytest.param("## OSDI 2024\n* Relay\n", {"venue": ""}, ["OSDI'24"], id="none before"),
        pytest.param(f"## OSDI 2024\n{LINE}\n", {"venue": ""}, ["OSDI'24"], id="one before"),
        pytest.param("## OSDI 2024\n* Relay\n", {"venue": "NSDI 24"}, [], id="a venue"),
        pytest.param("## OSDI 2024\n* Relay\n", {"title": "Race"}, [], id="no venue changed"),
        pytest.param(f"## Topic\n{LINE}\n", {"venue": ""}, [], id="a section of no venue"),
        pytest.param(f"{LINE}\n", {"venue": ""}, [], id="no section"),
    ],
)
def test_a_venue_that_the_section_gives_is_told(
    page: str, new: dict[str, str], told: list[str]
) -> None:
    document = parse(page, "tju")
    (entry,) = document.entries
    text, _ = TJU.amend(entry, new, TjuStyle())
    assert TJU.told(document, entry, new, text) == tuple(
        f"The line itself names no venue; {one} is the section's." for one in told
    )


def with_entry(page: str, section: str) -> tuple[str, Spot | int | None]:
    """The page with a line in the section that it lacked, and the spot."""
    spot = TJU.first_entry(parse(page, "tju"), section)
    if not isinstance(spot, Spot):
        return page, spot
    return apply_edits(page, [spot.edit("* Relay")]), spot


@pytest.mark.parametrize(
    ("section", "before"),
    [
        pytest.param("NSDI 2026", "OSDI 2024", id="newest"),
        pytest.param("NSDI' 24", "OSDI 2024", id="of the first one's year, in house form"),
        pytest.param("SOSP 2023", "EuroSys 2023 Spring", id="between"),
        pytest.param("SOSP 2019", "", id="oldest"),
    ],
)
def test_a_venue_s_section_is_made_newest_first(section: str, before: str) -> None:
    text, spot = with_entry(PAGE, section)
    assert isinstance(spot, Spot)
    assert spot.new_bucket
    old, new = parse(PAGE, "tju"), parse(text, "tju")
    titles = [one.title for one in new.sections]
    at = titles.index(spot.bucket)
    assert [*titles[:at], *titles[at + 1 :]] == [one.title for one in old.sections]
    assert titles[at + 1 : at + 2] == ([before] if before else [])
    assert [e.raw for e in new.entries if e.title != "Relay"] == [e.raw for e in old.entries]
    (relay,) = [e for e in new.entries if e.title == "Relay"]
    assert relay.section == spot.bucket
    removed = set(PAGE.split("\n")) - set(text.split("\n"))
    assert not removed


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("## OSDI 2024\n* A", id="no rule, no last line end"),
        pytest.param("## OSDI 2024\n* A\n", id="no rule"),
        pytest.param("words\n---\n\n## OSDI 2024\n\n* A\n\n", id="rule and blank line"),
        pytest.param("x\n## OSDI 2024\n* A\n", id="words right above"),
    ],
)
@pytest.mark.parametrize("section", ["NSDI 2030", "NSDI 2010"])
def test_a_new_section_keeps_the_page_s_own_way(page: str, section: str, end: str) -> None:
    page = page.replace("\n", end)
    text, _ = with_entry(page, section)
    assert [e.title for e in parse(text, "tju").entries if e.section == section] == ["Relay"]
    assert [e.title for e in parse(text, "tju").entries if e.section == "OSDI 2024"] == ["A"]
    assert text.replace("\r\n", "\n").count("\n") == text.count(end)
    above = text.split(f"## {section}")[0].rstrip("\r\n")
    assert above.endswith("---") is ("---" in page)


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        pytest.param("OSDI' 24", 0, id="another spelling of one that is there"),
        pytest.param("LLM Serving", None, id="a topic"),
        pytest.param("OSDI", None, id="no year"),
    ],
)
def test_no_section_is_made_without_need(section: str, wanted: int | None) -> None:
    assert TJU.first_entry(parse(PAGE, "tju"), section) == wanted


def test_no_section_is_made_where_none_is_a_venue() -> None:
    assert TJU.first_entry(parse("## Topic\n* A\n", "tju"), "OSDI 2024") is None


@pytest.mark.parametrize(
    ("venue", "paths"),
    [
        pytest.param("OSDI 2024", ("OSDI 2024 > Serving", "Training"), id="topics alone"),
        pytest.param("EuroSys' 23", ("EuroSys 2023 Spring",), id="no topics"),
        pytest.param("NSDI 2026", ("NSDI 2026",), id="one that adding makes"),
        pytest.param("OSDI", None, id="no year"),
        pytest.param("somewhere", None, id="no venue"),
    ],
)
def test_the_sections_of_a_venue(venue: str, paths: tuple[str, ...] | None) -> None:
    assert TJU.venue_sections(parse(PAGE, "tju"), venue) == paths


def test_sections_of_a_venue_where_none_is_one() -> None:
    assert TJU.venue_sections(parse("## Topic\n* A\n", "tju"), "OSDI 2024") is None


def test_an_entry_goes_behind_the_last_in_its_marker_with_its_venue() -> None:
    page = parse(PAGE, "tju")
    index = [section.title for section in page.sections].index("Serving")
    spot = find_spot(page, index, 2024)
    line = spot.style.write(Draft("Relay", "https://x.org/1")).line
    text = apply_edits(PAGE, [spot.edit(line)])
    assert "+ Beta: Two\n+ (OSDI'24) Relay [link](https://x.org/1)\n## Training" in text
    topic = find_spot(page, [s.title for s in page.sections].index("Retrieval"), None)
    assert topic.style.write(Draft("Relay", "https://x.org/1")).line.startswith("* Relay")


def test_the_style_of_no_entries_is_the_template_s() -> None:
    assert TJU.style(parse(PAGE, "tju"), ()) == TjuStyle()


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param(PAGE, True, id="venues and titles"),
        pytest.param(PAGE.replace("OSDI 2024", "Storage"), False, id="one venue may be chance"),
        pytest.param("", False, id="nothing"),
        pytest.param("## OSDI 2024\n## NSDI 2024\n## SOSP 2024\n", False, id="no items"),
        pytest.param(
            "## OSDI 2024\n## NSDI 2024\n## SOSP 2024\n" + "- [A](https://a.org)\n" * 9,
            False,
            id="linked items under venues",
        ),
    ],
)
def test_a_list_by_venues_is_recognised(text: str, sure: bool) -> None:
    assert (TJU.recognise(text) > 0.5) is sure


# --- the real list -------------------------------------------------------------------------------

COUNTS = {
    "🔥Daily Arxiv Papers on LMSys🔥": 0,
    "MLSys 2025": 0,
    "MLSys 2025 > LLM and Diffusion Model Serving": 15,
    "MLSys 2025 > Parallel and Distributed Systems": 7,
    "MLSys 2025 > Quantization and Sparsity": 10,
    "MLSys 2025 > LLM training and fine-tuning": 5,
    "MLSys 2025 > Edge and Cloud Systems": 1,
    "EuroSys 2025 Spring": 8,
    "NSDI 2025": 4,
    "PPoPP 2025": 0,
    "PPoPP 2025 > Deep Neural Networks": 3,
    "PPoPP 2025 > Large Language Models": 3,
    "HPCA 2025": 7,
    "SIGCOMM 2024": 1,
    "SIGCOMM 2024 > Networking and Training": 4,
    "HPCA 2024": 7,
    "SOSP 2024": 0,
    "SOSP 2024 > ML Inference": 4,
    "SOSP 2024 > ML Training": 3,
    "SOSP 2024 > Other": 3,
    "ATC 2024": 0,
    "ATC 2024 > ML Inference": 4,
    "ML Training": 3,
    "EuroSys 2024": 11,
    "ASPLOS 2024": 11,
    "OSDI 2024": 0,
    "OSDI 2024 > LLM Serving": 6,
    "OSDI 2024 > ML Scheduling": 5,
    "NSDI 2024": 7,
    "MLSys 2024": 0,
    "MLSys 2024 > LLM - serving": 10,
    "MLSys 2024 > LLM - training and quantization": 7,
    "MLSys 2024 > ML Serving": 4,
    "Retrieval-Augmented Generation": 8,
}
"""Entries of each section of the real list, counted on the page by hand."""
LINE_CASES = [
    (43, "DiffServe: Efficiently Serving Text-to-Image Diffusion Models with Query-Aware Model "
     "Scaling", "", "MLSys 2025", (), ""),
    (150, "Smart-Infinity: Fast Large Language Model Training using Near-Storage Processing on a "
     "Real System", "", "HPCA 2024", (), ""),
    (179, "Power-aware Deep Learning Model Serving with μ-Serve", "", "ATC 2024", (), ""),
    (185, "Metis: Fast Automatic Distributed Training on Heterogeneous GPUs", "", "ATC 2024", (),
     ""),
    (224, "DistServe: Disaggregating Prefill and Decoding for Goodput-optimized Large Language "
     "Model Serving", "https://arxiv.org/pdf/2401.09670.pdf", "OSDI 2024", (), "PKU"),
    (225, "Fairness in Serving Large Language Models", "https://arxiv.org/abs/2401.00588",
     "OSDI 2024", (), "Ion Stoica"),
    (226, "ServerlessLLM: Locality-Enhanced Serverless Inference for Large Language Models",
     "https://arxiv.org/abs/2401.14351", "OSDI 2024", ("Serveless",), ""),
    (241, "MegaScale: Scaling Large Language Model Training to More Than 10,000 GPUs",
     "https://arxiv.org/abs/2402.15627", "NSDI'24", ("Training",), "Bytedance"),
    (256, "HeteGen: Efficient Heterogeneous Parallel Inference for Large Language Models on "
     "Resource-Constrained Devices", "https://arxiv.org/abs/2403.01164", "MLSys'24",
     ("Inference", "Parallelism"), "NUS"),
    (258, "VIDUR: A LARGE-SCALE SIMULATION FRAMEWORK FOR LLM INFERENCE", "", "MLSys'24",
     ("Inference", "Simulation Framework"), "Microsoft"),
    (264, "SLoRA: Scalable Serving of Thousands of LoRA Adapters",
     "https://arxiv.org/abs/2311.03285", "MLSys'24", ("Serving", "LoRA"), "Stanford, Berkerley"),
    (277, "FLASH: Fast Model Adaptation in ML-Centric Cloud Platforms",
     "https://haoran-qiu.com/publication/mlsys-2024/", "MLSys'24", ("MLsys",), "UIUC"),
    (283, "RAGCache: Efficient Knowledge Caching for Retrieval-Augmented Generation",
     "https://arxiv.org/abs/2404.12457", "arxiv", (), ""),
]  # fmt: skip
"""(line, title, link, venue, keywords, makers), read off the page."""


def test_every_entry_of_the_real_list_is_read(shared: Path) -> None:
    text = (shared / "seeds" / "tju-awesome-papers.md").read_text(encoding="utf-8")
    page = parse(text, "tju")
    assert render(page) == text
    assert {section.path: len(section.entries) for section in page.sections} == COUNTS
    assert len(page.entries) == sum(COUNTS.values()) == 161
    by_line = {entry.line: entry for entry in page.entries}
    for line, title, url, venue, keywords, makers in LINE_CASES:
        entry = by_line[line]
        told = (entry.title, entry.url, entry.venue, entry.keywords, entry.organization)
        assert told == (title, url, venue, keywords, makers)
    # What is left: seven search pages, three lines on conferences, a placeholder, a programme.
    assert len(page.unread) == 12
    assert [entry.title for entry in page.entries if not entry.year] == []
