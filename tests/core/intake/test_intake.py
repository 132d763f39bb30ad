"""Pasted texts of every form, beside them what is no paper and stays a remark."""

from collections.abc import Mapping
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.intake import Pasted, read_pasted

URL = "https://arxiv.org/abs/2601.00001"
NEXT = "https://arxiv.org/abs/2601.00002"
DOI = "https://doi.org/10.1145/1.2"
CODE = "https://github.com/owner/relay"
NAME, REST = "Relay", "Moving KV Caches Between Clusters"
TITLE = f"{NAME}: {REST}"


def told(paper: Pasted) -> dict[str, object]:
    """What was read of a paper, without where it was read."""
    values = {field.name: getattr(paper, field.name) for field in fields(paper)}
    return {name: value for name, value in values.items() if value and name != "source"}


def papers(text: str) -> list[dict[str, object]]:
    return [told(paper) for paper in read_pasted(text) if not paper.remark]


WHOLE = {"title": NAME, "description": REST, "url": URL}
PLAIN = {"title": "Serving Models on Old Hardware", "url": URL}


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        pytest.param(URL, {"url": URL}, id="link"),
        pytest.param(f"<{URL}>", {"url": URL}, id="link in angle brackets"),
        pytest.param(f"- [ ] {URL}", {"url": URL}, id="task"),
        pytest.param("arxiv.org/abs/2601.00001", {"url": URL}, id="link without scheme"),
        pytest.param("2601.00001", {"url": URL}, id="bare number"),
        pytest.param("arXiv:2601.00001v2 [cs.DC]", {"url": URL}, id="number with version"),
        pytest.param(
            "doi: 10.1145/3627703.3650083", {"url": "https://doi.org/10.1145/3627703.3650083"},
            id="doi",
        ),
        pytest.param(f"please look at this: {URL}.", {"url": URL}, id="link in a sentence"),
        pytest.param(f"[{URL}]({URL})", {"url": URL}, id="link with itself as text"),
        pytest.param(f"[pdf]({URL})", {"url": URL}, id="link called pdf"),
        pytest.param(f"[{TITLE}]({URL})", WHOLE, id="title as link"),
        pytest.param(f'<a href="{URL}">{TITLE}</a>', WHOLE, id="html link"),
        pytest.param(f"1. {TITLE} {URL}", WHOLE, id="title before link"),
        pytest.param(f"{TITLE}: {URL}", WHOLE, id="title, colon, link"),
        pytest.param(f"{TITLE} ({URL})", WHOLE, id="link in brackets"),
        pytest.param(f"{TITLE}，{URL}。", WHOLE, id="full-width marks"),
        pytest.param(f"{URL} - {TITLE}", WHOLE, id="title behind link"),
        pytest.param(f"[paper]({URL}) {TITLE}", WHOLE, id="title behind named link"),
        pytest.param(f"{TITLE}\n{URL}", WHOLE, id="link on the next line"),
        pytest.param(f"{TITLE}\n\n{URL}", WHOLE, id="link behind a gap"),
        pytest.param(f"- {TITLE}\n  - {URL}", WHOLE, id="link as item below"),
        pytest.param(f"{TITLE}\nA. Author, B. Author\n{URL}", WHOLE, id="authors between"),
        pytest.param(f"> **{TITLE}** {URL}", WHOLE, id="quoted and bold"),
        pytest.param(f"\N{FIRE} {TITLE} {URL}", WHOLE, id="pictogram"),
        pytest.param(f"2) {TITLE} (arXiv:2601.00001) - for the serving part", WHOLE, id="aside"),
        pytest.param(f"New paper: {TITLE} {URL}", WHOLE, id="announced"),
        pytest.param(f"Could you please add our recent paper {TITLE} {URL}", WHOLE, id="asked for"),
        pytest.param(f'We wrote "{TITLE}" last year: {URL}', WHOLE, id="quoted in a sentence"),
        pytest.param(f"{TITLE} (our work) {URL}", WHOLE, id="remark of the authors"),
        pytest.param(f"Title: {TITLE}\nLink: {URL}", WHOLE, id="fields"),
        pytest.param(f"- **Link**: {URL}\n- **Title**: {TITLE}", WHOLE, id="fields turned"),
        pytest.param(f"Paper: {TITLE} {URL}", WHOLE, id="both in one field"),
        pytest.param(f"{TITLE}\nArXiv: {URL}", WHOLE, id="line, then field"),
        pytest.param(
            f"### Paper title\n\n{TITLE}\n\n### Venue\n\n_No response_\n\n### Link\n\n{URL}",
            WHOLE, id="issue form",
        ),
        pytest.param(f"**Title**\n{TITLE}\n**Link**\n{URL}", WHOLE, id="bold names of fields"),
        pytest.param(f"| Paper | URL |\n|---|:-:|\n| {TITLE} | {URL} |", WHOLE, id="table"),
        pytest.param(f"| Work | Code | URL |\n|-|-|-|\n| {TITLE} | | {URL} |", WHOLE, id="no code"),
        pytest.param(f"| # | What |\n|---|---|\n| [{TITLE}]({URL}) | x |", WHOLE, id="other table"),
        pytest.param(f"```diff\n- [Old]({NEXT})\n+ [{TITLE}]({URL})\n```", WHOLE, id="diff"),
        pytest.param(f"+- [{TITLE}]({URL})", WHOLE, id="diff without fence"),
        pytest.param(f"```\n{TITLE} {URL}\n```", WHOLE, id="fence"),
        pytest.param(f"<!-- one\nor two -->{TITLE} {URL}", WHOLE, id="behind a comment"),
        pytest.param(f"{PLAIN['title']} {URL}", PLAIN, id="title without a name"),
        pytest.param(
            f"Fast Serving engines {URL}", {"title": "Fast Serving engines", "url": URL},
            id="two words of three in title case",
        ),
        pytest.param(
            f"[{TITLE}]({URL}): in brief | OSDI' 26 | MIT",
            {"title": TITLE, "url": URL, "description": "in brief", "venue": "OSDI' 26",
             "organization": "MIT"}, id="entry as it is written",
        ),
        pytest.param(
            f"{TITLE} | NSDI' 26 | MIT",
            {"title": NAME, "description": REST, "venue": "NSDI' 26", "organization": "MIT"},
            id="entry without link",
        ),
        pytest.param(f"- {TITLE}", {"title": NAME, "description": REST}, id="title alone"),
        pytest.param(
            f"Queue management for slow clusters {URL}",
            {"title": "Queue management for slow clusters", "url": URL,
             "doubt": "Is this its exact title?"}, id="words that may be a title",
        ),
        pytest.param(
            f"Queue management for slow clusters\n{URL}",
            {"title": "Queue management for slow clusters", "url": URL,
             "doubt": "Is this its exact title?"}, id="line that may be a title",
        ),
        pytest.param(
            f"[3] J. Doe, A. Roe. Moving caches. {URL}", {"url": URL}, id="citation without quotes"
        ),
        pytest.param(
            f'[3] J. Doe et al. "{PLAIN["title"]}." In OSDI. {URL}', PLAIN, id="citation in quotes"
        ),
    ],
)  # fmt: skip
def test_a_paper_is_read_in_any_form(text: str, paper: Mapping[str, object]) -> None:
    assert papers(text) == [paper]


@pytest.mark.parametrize(
    "text",
    [
        "Hi! Could you please add these papers? Thanks.",
        "@maintainer cc @friend",
        "Best regards,",
        "Xubin",
        "### Papers",
        "**LLM serving**",
        "Training:",
        "I think the last one is great.",
        "Would you like to add our paper to your list?",
        "The survey covers how models are used in the social sciences and beyond.",
        "make sure you follow the format - title with link",
        "![figure](https://example.org/figure.png)",
        "-- [Old](https://example.org/old)",
        "_No response_",
        "LLM Systems > Serving",
        "A. Author, B. Author",
        "Authors: A. Author",
        "it was 1234.56789 seconds",
        "[the list above](#papers)",
        "(OSDI 2026)",
    ],
)
def test_what_is_said_about_papers_is_left_alone(text: str) -> None:
    assert [paper.remark for paper in read_pasted(text)] == [True]


@pytest.mark.parametrize("text", ["", "\n \t\n", "<!-- hidden\nhidden -->", "```\n```", "---\n***"])
def test_what_only_frames_is_nothing(text: str) -> None:
    assert read_pasted(text) == ()


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        pytest.param(f"(NSDI'26) {TITLE} {URL}", "NSDI'26", id="in front"),
        pytest.param(f"{TITLE} [OSDI 2026] {URL}", "OSDI 2026", id="in brackets"),
        pytest.param(f"{TITLE}, SOSP 2025 - {URL}", "SOSP 2025", id="behind a comma"),
        pytest.param(f"{TITLE} accepted at OSDI 2026. {URL}", "OSDI 2026", id="accepted at"),
        pytest.param(f"{TITLE} {URL} (OSDI 2026)", "OSDI 2026", id="behind the link"),
        pytest.param(f"Title: {TITLE}\nURL: {URL}\nVenue: OSDI 2026", "OSDI 2026", id="field"),
        pytest.param(
            f"URL: {URL}\nVenue: OSDI 2026\nTitle: {TITLE}", "OSDI 2026", id="field before title"
        ),
        pytest.param(
            f"Title: {TITLE}\nURL: {URL}\nVenue: OSDI\nYear: 2026", "OSDI 2026", id="year apart"
        ),
    ],
)
def test_a_venue_is_told_apart(text: str, venue: str) -> None:
    assert papers(text) == [WHOLE | {"venue": venue}]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{TITLE} (arXiv 2026) {URL}", id="preprint"),
        pytest.param(
            f"Title: {TITLE}\nURL: {URL}\nVenue: arXiv preprint", id="preprint in a field"
        ),
        pytest.param(f"Title: {TITLE}\nURL: {URL}\nYear: 2026", id="year without a venue"),
        pytest.param(f"{TITLE} {URL} (great)", id="other words"),
        pytest.param(f"{TITLE} (preprint) (our work) [arXiv 2025] (arXiv) {URL}", id="many tags"),
    ],
)
def test_what_is_no_venue_is_none(text: str) -> None:
    assert papers(text) == [WHOLE]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param(f"{TITLE} [[paper]({URL})] [[code]({CODE})]", (CODE,), id="named links"),
        pytest.param(f"{TITLE} {CODE} {URL}", (CODE,), id="paper wins"),
        pytest.param(f"Title: {TITLE}\nPaper: {URL}\nCode: {CODE}", (CODE,), id="fields"),
        pytest.param(f"{TITLE}\n{URL}\ncode link: {CODE}", (CODE,), id="line and field"),
        pytest.param(
            f'Our paper ["{TITLE}"]({CODE}) is out.\n\npaper link: {URL}\ncode link: {CODE}',
            (CODE,), id="project first, paper later",
        ),
        pytest.param(
            f"Title | Link | Code\n-- | -- | --\n{TITLE} | {URL} | {CODE}", (CODE,), id="column"
        ),
        pytest.param(f"Title: {TITLE}\nArXiv: {URL}\nACM: {DOI}", (DOI,), id="another copy"),
        pytest.param(f"Paper | Code\n--|--\n[{TITLE}]({URL}) | [x]({CODE})", (CODE,), id="cells"),
        pytest.param(f"Paper | URL\n--|--\n[{TITLE}]({CODE}) | {URL}", (CODE,), id="linked title"),
        pytest.param(
            f"{TITLE} {URL} and the code can be found at: {CODE}", (CODE,), id="in a sentence"
        ),
    ],
)  # fmt: skip
def test_code_and_slides_go_with_their_paper(text: str, more: tuple[str, ...]) -> None:
    assert papers(text) == [WHOLE | {"more": more}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{URL}, {NEXT}", [{"url": URL}, {"url": NEXT}], id="links in one line"),
        pytest.param(f"{URL} and {NEXT}", [{"url": URL}, {"url": NEXT}], id="joined by and"),
        pytest.param(
            f"{TITLE} ({URL}), Another Fine Title ({NEXT})",
            [WHOLE, {"title": "Another Fine Title", "url": NEXT}], id="titles in one line",
        ),
        pytest.param(
            f"[{TITLE}]({URL}) and [Another Fine Title]({NEXT})",
            [WHOLE, {"title": "Another Fine Title", "url": NEXT}], id="linked titles in one line",
        ),
        pytest.param(
            f"{URL}\n{TITLE}\n{NEXT}\nAnother Fine Title",
            [WHOLE, {"title": "Another Fine Title", "url": NEXT}], id="links first",
        ),
        pytest.param(
            f"{TITLE}\n{URL}\nAnother Fine Title\n{NEXT}",
            [WHOLE, {"title": "Another Fine Title", "url": NEXT}], id="titles first",
        ),
        pytest.param(
            f"{URL}\n{TITLE}\n{NEXT}",
            [{"url": URL}, {"title": NAME, "description": REST}, {"url": NEXT}],
            id="unclear which is whose",
        ),
        pytest.param(
            f"- {URL}\n{TITLE}\n{NEXT}", [{"url": URL}, WHOLE | {"url": NEXT}], id="item ends a run"
        ),
        pytest.param(
            f"- {TITLE}\nI like it.\n- {URL}",
            [{"title": NAME, "description": REST}, {"url": URL}], id="words between",
        ),
        pytest.param(
            f"Title: {TITLE}\nLink: {URL}\nTitle: Another Fine Title\nLink: {NEXT}",
            [WHOLE, {"title": "Another Fine Title", "url": NEXT}], id="fields again",
        ),
        pytest.param(
            f"Title: {TITLE}\nLink: {URL}\nLink: {NEXT}", [WHOLE, {"url": NEXT}], id="link again"
        ),
        pytest.param(
            f"Link: {URL}\n\nTitle: {TITLE}",
            [{"url": URL}, {"title": NAME, "description": REST}], id="fields apart",
        ),
    ],
)  # fmt: skip
def test_several_papers_are_told_apart(text: str, expected: list[dict[str, object]]) -> None:
    assert papers(text) == expected


@pytest.mark.parametrize(
    "heading",
    ["### LLM serving", "**LLM serving**", "LLM serving:", "- **LLM serving**:", "> # LLM serving"],
)
def test_papers_know_the_heading_they_stand_under(heading: str) -> None:
    assert papers(f"{heading}\n- {TITLE} {URL}\n- {NEXT}") == [
        WHOLE | {"heading": "LLM serving"},
        {"url": NEXT, "heading": "LLM serving"},
    ]


def test_a_heading_may_be_the_title_of_the_only_link_under_it() -> None:
    doubt = {"doubt": "Is the heading its exact title?"}
    assert papers(f"### {TITLE}\n{URL}") == [WHOLE | doubt]
    assert papers(f"### {TITLE}\n{URL}\n{NEXT}") == [
        {"url": URL, "heading": TITLE},
        {"url": NEXT, "heading": TITLE},
    ]


def test_fields_that_are_no_part_of_an_entry_are_kept_with_it() -> None:
    text = f"Title: {TITLE}\nAuthors: A, B\nAbstract: We move caches.\nCategory: Serving\n{URL}"
    (paper,) = read_pasted(text)
    assert told(paper) == WHOLE | {"abstract": "We move caches.", "section": "Serving"}
    assert paper.source == text


def test_a_long_description_is_an_abstract() -> None:
    words = " ".join(["word"] * 30)
    text = f"Title: {TITLE}\nLink: {URL}\nDescription: "
    assert papers(text + words) == [WHOLE | {"abstract": words}]
    assert papers(text + "in a word") == [WHOLE | {"description": "in a word"}]


BIBTEX = f"""@inproceedings{{doe2026relay,
title = {{{TITLE}}},

year = 2026
}}"""


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(
            {"title": TITLE, "eprint": "2601.00001", "archiveprefix": "arXiv"}, WHOLE, id="eprint"
        ),
        pytest.param(
            {"title": TITLE, "journal": "arXiv preprint arXiv:2601.00001"}, WHOLE, id="journal"
        ),
        pytest.param({"title": NAME, "subtitle": REST, "url": URL}, WHOLE, id="subtitle"),
        pytest.param({"title": TITLE, "howpublished": URL}, WHOLE, id="howpublished"),
        pytest.param(
            {"title": TITLE, "doi": "10.1145/1.2", "url": "https://example.org/relay"},
            WHOLE | {"url": "https://doi.org/10.1145/1.2", "more": ("https://example.org/relay",)},
            id="a number before a page",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "series": "SOSP '26", "booktitle": "Proceedings"},
            WHOLE | {"venue": "SOSP '26"}, id="series",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "booktitle": "20th Symposium (OSDI 26)", "year": "2026"},
            WHOLE | {"venue": "OSDI 26"}, id="acronym in brackets",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "year": "2026",
             "booktitle": "Advances in Neural Information Processing Systems"},
            WHOLE | {"venue": "NeurIPS 2026"}, id="name in full",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "booktitle": "EuroSys", "date": "2026-04-01"},
            WHOLE | {"venue": "EuroSys 2026"}, id="year from the date",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "journal": "CoRR", "year": "2026"}, WHOLE, id="no venue"
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "year": "2026",
             "booktitle": "Workshop at Neural Information Processing Systems"}, WHOLE,
            id="workshop of a venue",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "journal": "Journal of Applied Caching", "year": "2026"},
            WHOLE, id="venue that nobody knows",
        ),
        pytest.param(
            {"title": r"\sys: a relay", "url": URL},
            {"title": r"\sys", "description": "a relay", "url": URL,
             "doubt": "Is this its exact title?"}, id="command in the title",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "affiliation": "UCB, CMU"},
            WHOLE | {"organization": "UCB, CMU"}, id="affiliation, as an export has it",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "institution": "Example Lab"},
            WHOLE | {"organization": "Example Lab"}, id="institution of a report",
        ),
        pytest.param(
            {"title": TITLE, "url": URL, "affiliation": "A Univ., Town; B Univ., Town 12345"},
            WHOLE, id="addresses of authors",
        ),
        pytest.param({"title": TITLE}, {"title": NAME, "description": REST}, id="no link"),
        pytest.param({"title": TITLE, "eprint": "x"}, {"title": NAME, "description": REST},
                     id="no number"),
    ],
)  # fmt: skip
def test_bibtex_is_a_paper(entry: Mapping[str, str], expected: Mapping[str, object]) -> None:
    read = read_pasted(f"words before\n{BIBTEX}\nwords behind", lambda _text: [entry])
    assert [told(paper) for paper in read] == [{"remark": True}, expected, {"remark": True}]
    assert read[1].source == BIBTEX


def test_each_bibtex_entry_is_read_by_itself() -> None:
    given: list[str] = []

    def note(text: str) -> list[dict[str, str]]:
        given.append(text)
        return []

    broken = "@misc{b, title={open\nstill open"
    text = f"{BIBTEX}\n@misc{{a, title={{x}}}}\n{broken}\n\n@misc{{c, x={{y}}}}\n{URL}"
    read = read_pasted(text, note)
    assert given == [BIBTEX, "@misc{a, title={x}}", broken, "@misc{c, x={y}}"]
    doubt = {"doubt": "This BibTeX cannot be read: which paper is it?"}
    assert [told(paper) for paper in read] == [doubt] * 4 + [{"url": URL}]


PIECES = [
    "- ", "1. ", "[", "](", URL, ")", "(", "**", "Title: ", "Link: ", "### ", "\n", "\n\n", " | ",
    "|", "\n-|-\n", "```diff\n", "@misc{a, title={x}}", "@a{b", TITLE, "please add ", "<!--", "-->",
    "2601.00002", "doi:10.1145/1.2", "arXiv:", "!", "\\", "> ", "Code: ", "et al.", " and ", ",",
    "_No response_", "+- ", "-- [", "\r\n", "：", "，", "”", "A. Smith, ", "[1] ", "<a href=",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join))
def test_every_word_is_accounted_for_and_nothing_raises(text: str) -> None:
    told_of = " ".join(paper.source for paper in read_pasted(text))
    for line in text.replace("\r", "\n").split("\n"):
        framing = line.strip(" \t>-|:`~*_=.–—#+") == "" or "<!--" in text or "`" in line
        words = set() if framing or "~~~" in line else set(line.split())
        assert not [w for w in words if w.strip(" >|-+\t") and w.strip(">|-+\t ") not in told_of]
