"""The usual bullets of awesome lists, read in all their shapes and written in the section's."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import strategies
from llmsys_mcp.core.dialects import find_spot, named, parse
from llmsys_mcp.core.dialects.awesome.item import read_item
from llmsys_mcp.core.dialects.awesome.style import AwesomeStyle, undotted
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.venue import KNOWN
from llmsys_mcp.core.writing.house import house_description
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import InvalidArgument

AWESOME = named("awesome")
U, V = "https://a.org/p", "https://github.com/a/b"
CODE = (f"[code]({V})",)


def said(body: str) -> tuple[object, ...]:
    """Title, link, description, venue, makers, year and further links of an item."""
    fields = read_item(body)
    assert fields is not None
    return (
        fields.title,
        fields.url,
        fields.description,
        fields.venue,
        fields.organization,
        fields.year,
        fields.extras,
    )


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"[Relay]({U}) - A server.", ("Relay", U, "A server", "", "", None, ())),
        (f"[Relay]({U}) – A server", ("Relay", U, "A server", "", "", None, ())),
        (f"[Relay]({U}) - A server...", ("Relay", U, "A server...", "", "", None, ())),
        (f"[Relay]({U}): a - b", ("Relay", U, "a - b", "", "", None, ())),
        (f"[Relay]({U}) A server", ("Relay", U, "A server", "", "", None, ())),
        (f"**[Relay]({U})** - A server.", ("Relay", U, "A server", "", "", None, ())),
        (f"[ ] [Relay]({U}) - A server.", ("Relay", U, "A server", "", "", None, ())),
        (f"[Relay]({U}) ![s](https://s.io/x) - Fast.", ("Relay", U, "Fast", "", "", None, ())),
        (f"![s](https://s.io/x) [Relay]({U}) - Fast.", ("Relay", U, "Fast", "", "", None, ())),
        (
            f"[![s](https://s.io/x)]({V}) [Relay]({U}) - Fast.",
            ("Relay", U, "Fast", "", "", None, ()),
        ),
        (
            f"[Relay]({U}) - A server. | OSDI' 24 | UCB",
            ("Relay", U, "A server", "OSDI' 24", "UCB", 2024, ()),
        ),
        (f"[Relay]({U}) | OSDI' 24 | UCB", ("Relay", U, "", "OSDI' 24", "UCB", 2024, ())),
        (
            f"[Relay]({U}), Jane Doe, J. Roe et al., NeurIPS 2024",
            ("Relay", U, "", "NeurIPS 2024", "Jane Doe, J. Roe et al", 2024, ()),
        ),
        (f"[Relay]({U}) - Fast. [[code]]({V})", ("Relay", U, "Fast", "", "", None, CODE)),
        (
            f"**Relay: A Server** [[paper]]({U}) [[code]]({V})",
            ("Relay: A Server", U, "", "", "", None, CODE),
        ),
        (f"**Relay** [[paper]({U})] [[code]({V})]", ("Relay", U, "", "", "", None, CODE)),
        (f"__Relay__ [code]({V}) [pdf]({U})", ("Relay", U, "", "", "", None, CODE)),
        (f"Relay [code]({V})", ("Relay", V, "", "", "", None, ())),
        (
            f"[2024/05] **Relay**, Jane Doe, *NeurIPS 2023* [[pdf]]({U})",
            ("Relay", U, "", "NeurIPS 2023", "Jane Doe", 2023, ()),
        ),
        (f"[05/2024] **Relay** [[pdf]]({U})", ("Relay", U, "", "", "", 2024, ())),
        (f"[ ] [x] [ ] [x] [Relay]({U})", ("Relay", U, "", "", "", None, ())),
        (f"(May, 2024) Relay [paper 1]({U})", ("Relay", U, "", "", "", 2024, ())),
        (f"`[OSDI'24]` Relay [paper]({U})", ("Relay", U, "", "OSDI'24", "", 2024, ())),
        (
            f"Relay: A Server. J. Doe et al. *ICML 2023*. [[arXiv]({U})]",
            ("Relay: A Server", U, "", "ICML 2023", "J. Doe et al", 2023, ()),
        ),
        (
            f'"Relay: A Server", *ICLR 2025* ([paper]({U})) ([code]({V}))',
            ("Relay: A Server", U, "", "ICLR 2025", "", 2025, CODE),
        ),
        (f"“Relay”, 2022 [link]({U})", ("Relay", U, "", "", "", 2022, ())),
        (
            f"Relay (*EMNLP 2023*) | [Paper]({U}) | [Code]({V})",
            ("Relay", U, "", "EMNLP 2023", "", 2023, (f"[Code]({V})",)),
        ),
        (
            f"[OSDI'24] [2024/05] Relay [paper]({U})",
            ("Relay", U, "", "OSDI'24", "", 2024, ()),
        ),
        (
            f"[Relay]({U}) | ICML 2023 (Oral) | Jane",
            ("Relay", U, "", "ICML 2023 (Oral)", "Jane", 2023, ()),
        ),
        (
            f"**[Relay]({U})** *A. Doe, B. Roe* NeurIPS 2024 [[code]({V})]",
            ("Relay", U, "", "NeurIPS 2024", "A. Doe, B. Roe", 2024, CODE),
        ),
        (
            f"**Relay** _A. Doe, B. Roe_, **ICML 2023** (**Oral**) [[pdf]({U})]",
            ("Relay", U, "", "ICML 2023 (Oral)", "A. Doe, B. Roe", 2023, ()),
        ),
        (
            f"**Relay** *OSDI* 2024, *MIT* **(Best)** [[pdf]({U})]",
            ("Relay", U, "", "OSDI 2024", "MIT, Best", 2024, ()),
        ),
        (
            f"**Relay** B. Roe *ICML 2023* __2024__ [[pdf]({U})]",
            ("Relay", U, "", "ICML 2023", "B. Roe", 2023, ()),
        ),
        (
            f"**Relay**, Q* Lab, a_b, C* Lab, ICML 2023 [[pdf]({U})]",
            ("Relay", U, "", "ICML 2023", "Q* Lab, a_b, C* Lab", 2023, ()),
        ),
        (f"Relay, OSDI 2024 [paper]({U})", ("Relay", U, "", "OSDI 2024", "", 2024, ())),
        (f"Relay vs. Race [paper]({U})", ("Relay vs. Race", U, "", "", "", None, ())),
        (
            f"[[Paper]]({U}) [[Code]]({V}) Relay: A Server",
            ("Relay: A Server", U, "", "", "", None, (f"[Code]({V})",)),
        ),
        (f"[[Paper]]({U}) Relay [[Code]]({V})", ("Relay", U, "", "", "", None, (f"[Code]({V})",))),
        (
            f"Relay [project page]({V}) [arXiv 2401]({U})",
            ("Relay", U, "", "", "", None, (f"[project page]({V})",)),
        ),
        (
            f"Relay [pytorch version]({V}) [my code]({V}) [paper]({U})",
            ("Relay", U, "", "", "", None, (f"[pytorch version]({V})", f"[my code]({V})")),
        ),
        (f"Œº-Relay [paper]({U})", ("μ-Relay", U, "", "", "", None, ())),
        (f"[Paper]({U}) - Relay", ("Relay", U, "", "", "", None, ())),
        (f"[Relay]({U}) - For [VS Code]({V}).", ("Relay", U, "For VS Code", "", "", None, ())),
        ("Relay | OSDI' 24 | UCB", ("Relay", "", "", "OSDI' 24", "UCB", 2024, ())),
    ],
)
def test_an_item_is_read(body: str, wanted: tuple[object, ...]) -> None:
    assert said(body) == wanted


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("VS Code", U),
        ("Project Euler", U),
        ("Google Colab", U),
        ("Paper Digest", U),
        ("PyTorch", "https://pytorch.org"),
        ("TensorFlow", "https://www.tensorflow.org/"),
        ("TensorFlow", "https://github.com/tensorflow/tensorflow"),
        ("arXiv", "<https://arxiv.org/?a=b>"),
    ],
)
@pytest.mark.parametrize(
    ("line", "description"),
    [
        pytest.param("[{}]({}) - A thing.", "A thing", id="described"),
        pytest.param("**[{}]({})**: A thing", "A thing", id="bold"),
        pytest.param("[{}]({})", "", id="alone"),
    ],
)
def test_a_name_with_a_word_of_a_label_is_a_title(
    line: str, description: str, text: str, url: str
) -> None:
    fields = said(line.format(text, url))
    assert fields[:3] == (text, url.strip("<>"), description)


@pytest.mark.parametrize("text", ["Code", "Slides", "PyTorch"])
def test_a_label_before_a_dash_is_a_title(text: str) -> None:
    assert said(f"[{text}]({U}) - A thing.")[:3] == (text, U, "A thing")


@pytest.mark.parametrize(
    "text",
    ["Source code", "my code", "Project Page", "PyTorch", "Official code", "Model weights", "HF 2"],
)
@pytest.mark.parametrize(
    "line", ["**Relay** [paper]({}) [{}]({})", "Relay [[paper]]({}) [[{}]({})]"]
)
def test_a_link_behind_a_title_that_says_what_it_leads_to_is_a_label(line: str, text: str) -> None:
    assert said(line.format(U, text, V))[0::6] == ("Relay", (f"[{text}]({V})",))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("just words", id="no link"),
        pytest.param("[rel](./x.md) - words", id="a page of the checkout"),
        pytest.param(f"[Code]({V})", id="a label alone"),
        pytest.param(f"[PyTorch]({V})", id="a label alone that is a name"),
        pytest.param("[Website](https://a.org)", id="a label alone that leads to a site"),
        pytest.param(f"… [paper]({U})", id="no letter"),
        pytest.param(f"TBD [paper]({U})", id="placeholder"),
        pytest.param(f"see also [a page of words and more]({U})", id="a link in the middle"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_entry_is_left_alone(body: str) -> None:
    assert read_item(body) is None


DRAFT = Draft("Relay", "https://www.arxiv.org/pdf/2401.00001v2", "A server.", "OSDI 2024", "ucb")


@pytest.mark.parametrize(
    ("style", "draft", "line"),
    [
        (AwesomeStyle(), Draft("Relay", U, "A server"), f"- [Relay]({U}) - A server."),
        (
            AwesomeStyle("* ", dot=False),
            Draft("Relay", U, "A server."),
            f"* [Relay]({U}) - A server",
        ),
        (AwesomeStyle(), Draft("Relay", U), f"- [Relay]({U})"),
        (
            AwesomeStyle(),
            DRAFT,
            "- [Relay](https://arxiv.org/abs/2401.00001) - A server | OSDI' 24 | UCB",
        ),
        (
            AwesomeStyle(labelled=True),
            DRAFT,
            "- **Relay: A server.**, OSDI' 24, UCB [[paper]](https://arxiv.org/abs/2401.00001)",
        ),
        (AwesomeStyle(), Draft("A [b] *c*", U), rf"- [A \[b\] \*c\*]({U})"),
    ],
)
def test_an_entry_is_written_in_the_shape_of_its_section(
    style: AwesomeStyle, draft: Draft, line: str
) -> None:
    assert style.write(draft).line == line


@given(strategies.marked_words, strategies.urls, strategies.marked_words | st.just(""))
def test_what_is_written_is_read_back(title: str, url: str, description: str) -> None:
    written = AwesomeStyle().write(Draft(title, url, description))
    fields = read_item(written.line[2:])
    assert "\n" not in written.line
    if fields is None:  # a title of signs, or one that stands for none
        return
    assert fields.url == url
    assert fields.title == title.rstrip(":： ")
    assert fields.description == undotted(house_description(fields.title, description)[0])


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("A server", "A server."),
        ("A server.", "A server."),
        ("A server...", "A server..."),
        ("A server!", "A server!"),
        ("A server?", "A server?"),
    ],
)
def test_a_description_ends_as_a_sentence(said: str, written: str) -> None:
    line = AwesomeStyle().write(Draft("Relay", U, said)).line
    assert line == f"- [Relay]({U}) - {written}"


PAGE = f"""\
# Awesome things

## Linked
- [One]({U}/1) - First.
- [Two]({U}/2) - Second.

## Labelled
* **Three** [[pdf]]({U}/3) [[code]]({V})
* **Four** [[pdf]]({U}/4)

## Mixed
+ [Five]({U}/5)
+ **Six** [[pdf]]({U}/6)

## Empty
"""


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("Linked", f"- [Relay]({U}) - A server."),
        ("Labelled", f"* **Relay: A server** [[pdf]]({U})"),
        ("Mixed", f"+ [Relay]({U}) - A server."),
        ("Empty", f"- [Relay]({U}) - A server."),
    ],
)
def test_an_entry_goes_into_its_section(section: str, line: str) -> None:
    page = parse(PAGE, "awesome")
    spot = find_spot(page, [one.title for one in page.sections].index(section), 2024)
    text = apply_edits(PAGE, [spot.edit(spot.style.write(Draft("Relay", U, "A server")).line)])
    assert line in text.split("\n")
    assert [e.section for e in parse(text, "awesome").entries if e.url == U] == [section]


def test_the_style_of_no_entries() -> None:
    assert AWESOME.style(parse(PAGE, "awesome"), ()) == AwesomeStyle()


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        pytest.param(f"- **A** [[pdf]]({U})\n- **B** [[code]]({V})\n", "pdf", id="a paper's"),
        pytest.param(f"- **A** [[pdf]]({U})\n- **B** [[link]]({V})\n", "link", id="the last"),
        pytest.param(f"- **B** [[code]]({V})\n", "paper", id="the usual one"),
    ],
)
def test_the_label_is_that_of_a_paper(lines: str, label: str) -> None:
    page = parse(f"## S\n\n{lines}", "awesome")
    assert AWESOME.style(page, page.entries) == AwesomeStyle(labelled=True, label=label)


IMAGE = "![s](https://s.io/x)"
LINKED = f"- [Relay]({U}) - A server. [[code]]({V})"
LABELLED = f"- [2024/05] **Relay**, Jane, *ICML 2023* [[pdf]]({U}) [[code]]({V})"
RICH = f"- [Relay]({U}) - A `x<y>` with [a link]({V}), by [Jane]({V}). {IMAGE}"
ITALIC = f"- **[Relay]({U})** *A. Doe, B. Roe* ICML 2023 [[code]({V})]"
PIPES = f"* **[Relay]({U})** - A server. | OSDI' 24 | UCB, MIT"
MARKED = "**ICML 2023** *(Oral)*"
SHARED = f"- **Relay**, Jane, *ICML 2023*, John [[pdf]]({U})"


@pytest.mark.parametrize(
    ("line", "new", "was", "becomes"),
    [
        (LINKED, {"title": "Race"}, "Relay", "Race"),
        (LINKED, {"url": "https://b.org"}, U, "https://b.org"),
        (LINKED, {"description": "New"}, "A server", "New"),
        (LINKED, {"description": "New."}, "A server", "New"),
        (LINKED, {"description": "New?"}, "A server.", "New?"),
        (LINKED, {"description": "New..."}, "A server.", "New..."),
        (LINKED, {"description": "A server."}, "", ""),
        (LINKED, {"description": ""}, " - A server.", ""),
        (LINKED, {"venue": "OSDI' 24"}, "server.", "server. | OSDI' 24"),
        (LINKED, {"organization": "UCB"}, "server.", "server. | UCB"),
        (LINKED, {"venue": "OSDI' 24", "organization": "MIT"}, ". ", ". | OSDI' 24 | MIT "),
        (f"- [A]({U}) | ICML 2023 (Oral)", {"venue": "ICML 2024"}, "ICML 2023 (Oral)", "ICML 2024"),
        (f"- **A** \\*B\\* [pdf]({U})", {"organization": "C"}, r"\*B\*", "C"),
        (ITALIC, {"venue": "SOSP' 25"}, "ICML 2023", "SOSP' 25"),
        (ITALIC, {"venue": ""}, " ICML 2023", ""),
        (ITALIC, {"organization": "MIT"}, "A. Doe, B. Roe", "MIT"),
        (f"- **A** *B, C* ICML 2023 [pdf]({U})", {"organization": ""}, " *B, C*", ""),
        (PIPES, {"venue": "SOSP' 25"}, "OSDI' 24", "SOSP' 25"),
        (PIPES, {"venue": ""}, " | OSDI' 24", ""),
        (PIPES, {"organization": "CMU"}, "UCB, MIT", "CMU"),
        (PIPES, {"organization": ""}, " | UCB, MIT", ""),
        (PIPES, {"description": ""}, " - A server.", ""),
        (RICH, {"title": "Race"}, "Relay", "Race"),
        (RICH, {"venue": "OSDI' 24"}, f" {IMAGE}", f" | OSDI' 24 {IMAGE}"),
        (RICH, {"organization": "UCB"}, f" {IMAGE}", f" | UCB {IMAGE}"),
        (LABELLED, {"title": "Race"}, "Relay", "Race"),
        (LABELLED, {"url": "https://b.org"}, U, "https://b.org"),
        (LABELLED, {"description": "A server"}, "Relay", "Relay: A server"),
        (LABELLED, {"description": ""}, "", ""),
        (LABELLED, {"venue": "OSDI' 24"}, "ICML 2023", "OSDI' 24"),
        (LABELLED, {"venue": ""}, ", *ICML 2023*", ""),
        (LABELLED, {"organization": "UCB, MIT"}, "Jane", "UCB, MIT"),
        (LABELLED, {"organization": ""}, ", Jane", ""),
        (f"- [OSDI'24] **Relay** [[pdf]]({U})", {"venue": ""}, "[OSDI'24] ", ""),
        (f"- [OSDI'24] **Relay** [[pdf]]({U})", {"venue": "SOSP' 25"}, "OSDI'24", "SOSP' 25"),
        (f"- **Relay** [[pdf]]({U})", {"venue": "OSDI' 24"}, "** [", "**, OSDI' 24 ["),
        (f"- Relay [pdf]({U})", {"organization": "MIT"}, ")", "), MIT"),
        (f"- Relay. J. Doe. *ICML 2023*. [[pdf]({U})]", {"venue": ""}, " *ICML 2023*.", ""),
        (f"- **Relay** [[pdf]]({U}), Jane", {"organization": ""}, ", Jane", ""),
        (f"- [Relay]({U})  ", {"description": "New"}, ")", ") - New."),
        (f"- [Relay]({U}) | OSDI' 24", {"description": "New"}, ")", ") - New"),
        (f"- **[Relay]({U})** {IMAGE}", {"description": "New!"}, "** !", "** - New! !"),
        (f"- [Relay]({U}) {IMAGE} - A.", {"description": ""}, " - A.", ""),
        (f"- [Relay]({U}) A server", {"description": "New"}, "A server", "New"),
        (f"- [Relay]({U}) A server", {"venue": "OSDI' 24"}, "server", "server | OSDI' 24"),
        (f"- [Relay]({U}) - *A server.*", {"description": "New"}, "A server.", "New"),
        (f"- [Relay]({U}) - *A* or *B*", {"description": "New"}, "*A* or *B*", "New"),
        (f"- [**`Relay`**]({U}) - A.", {"title": "Race"}, "Relay", "Race"),
        (f"- [Relay:]({U}) A.", {"title": "Race"}, "Relay", "Race"),
        (f"- [Relay](<{U}>) - A.", {"url": "https://b.org"}, U, "https://b.org"),
        (f"- [Relay]({U}) - A.\n  more", {"title": "B"}, "Relay", "B"),
        (f"- [Relay]({U}), Jane Doe, ICML 2023", {"organization": "MIT"}, "Jane Doe", "MIT"),
        (f"- [Paper]({U}) - Relay [[Code]]({V})", {"title": "Race"}, "Relay", "Race"),
        (f"- [A]({U}) {MARKED}", {"venue": "SOSP 2025 (Oral)"}, MARKED, "**SOSP 2025 (Oral)**"),
        (
            f"- [A]({U}) __ICML 2023__ (Oral)",
            {"venue": "SOSP' 25"},
            "ICML 2023__ (Oral)",
            "SOSP' 25__",
        ),
        (f"- **A**, Jane, {MARKED} [[pdf]({U})]", {"venue": "SOSP' 25"}, MARKED, "**SOSP' 25**"),
        (f"- [A]({U}) {MARKED}", {"venue": ""}, f" {MARKED}", ""),
        (f"- [A]({U}) - W \\* | {MARKED}", {"venue": "SOSP' 25"}, MARKED, "**SOSP' 25**"),
        (f"- [A]({U}) - W | [Code]({V}) | MIT", {"organization": ""}, " | MIT", ""),
        (f"- [A]({U}) - W | [Code]({V}) | **ICML 2023**", {"venue": ""}, " | **ICML 2023**", ""),
    ],
)
def test_a_field_is_changed_where_it_stands(
    line: str, new: dict[str, str], was: str, becomes: str
) -> None:
    (entry,) = parse(f"## A\n\n{line}\n", "awesome").entries
    wanted = line.replace(was, becomes, 1) if was else line
    amended = AWESOME.amend(entry, new, AwesomeStyle())
    assert amended == (wanted, False)


@pytest.mark.parametrize(
    ("line", "new", "told"),
    [
        pytest.param(RICH, {"description": "New"}, "would be lost", id="links"),
        pytest.param(RICH, {"description": ""}, "would be lost", id="links taken out"),
        pytest.param(
            f"- [Relay]({U}) - A <b>server</b>.", {"description": "New"}, "be lost", id="tags"
        ),
        pytest.param(f"- [Relay]({U}) - A[^1].", {"description": "N"}, "be lost", id="footnote"),
        pytest.param(f"- [{IMAGE} R]({U}) - A.", {"title": "New"}, "be lost", id="logo"),
        pytest.param(
            f"- [Relay]({U}) - By | [Jane]({V})", {"organization": "MIT"}, "be lost", id="maker"
        ),
        pytest.param(
            f"- [Relay]({U}) - By | [Jane]({V})", {"organization": ""}, "be lost", id="no maker"
        ),
        pytest.param(
            f"- **Relay** *Jane, ICML 2023* [[pdf]]({U})", {"venue": ""}, "no place", id="half"
        ),
        pytest.param(
            f"- [Relay]({U}) - By | ICML 2023, [Code]({V}), MIT",
            {"organization": ""},
            "be lost",
            id="label between commas",
        ),
        pytest.param(
            f"- [Relay]({U}) **Jane, ICML 2023** *(Oral)*",
            {"venue": ""},
            "no place",
            id="half bold",
        ),
        pytest.param(SHARED, {"organization": "MIT"}, "no place", id="makers apart"),
        pytest.param(
            f"- [Relay]({U}), Jane, ICML 2023", {"description": "N"}, "no place", id="commas"
        ),
        pytest.param(LINKED, {"venue": "Some Place"}, "read as a venue", id="no venue"),
        pytest.param(LINKED, {"url": ""}, "no place", id="no link"),
        pytest.param(f"- “Relay” [pdf]({U})", {"title": "”"}, "no place", id="no title"),
        pytest.param(
            f"- **A: B** [[pdf]]({U})", {"description": "C"}, "second part", id="second part"
        ),
        pytest.param(
            "- Relay | OSDI' 24 | UCB", {"organization": "CMU"}, "no place", id="no link at all"
        ),
    ],
)
def test_what_would_cost_another_part_of_the_line_is_refused(
    line: str, new: dict[str, str], told: str
) -> None:
    (entry,) = parse(f"## A\n\n{line}\n", "awesome").entries
    with pytest.raises(InvalidArgument, match=told) as refused:
        AWESOME.amend(entry, new, AwesomeStyle())
    assert refused.value.argument in new


plain_words = (
    st.text("abcXYZ 19", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text[:1].isalpha())
)
TEMPLATES = (
    "[{title}]({url}) - {description}. | {venue} | {organization} [[code]](https://c.org/c)",
    "**[{title}](<{url}>)** ![s](https://s.io/x) – {description} | {organization} | {venue}",
    "[2024/05] [*{title}*]({url}): _{description}_ | {venue} | {organization}. [![s](https://s.io)](https://s.io)",
    "[2024/05] **{title}**, {organization}, *{venue}* [[pdf]]({url}) [[code](https://c.org/c)]",
    "**[{title}]({url})** *{organization}* {venue} [[code](https://c.org/c)]",
    "`[{venue}]` “{title}” {organization} ([paper]({url})) ([code](https://c.org/c))",
)


@given(st.data(), st.sampled_from(TEMPLATES), st.booleans())
def test_an_update_of_one_field_leaves_all_others_as_they_are(
    data: st.DataObject, template: str, marked: bool
) -> None:
    said = {
        "title": "Relay",
        "url": U,
        "description": "A server",
        "venue": "ICML 2023",
        "organization": "Jane Doe",
    }
    words = strategies.marked_words if marked else plain_words
    field = data.draw(st.sampled_from([name for name in said if f"{{{name}}}" in template]))
    value = data.draw(
        {"url": strategies.urls, "venue": st.sampled_from(("OSDI' 24", "SOSP 2025"))}.get(
            field, words
        )
    )
    assume(not value.endswith((".", "!", ":")))
    (entry,) = parse(f"## A\n\n- {template.format(**said)}\n", "awesome").entries
    try:
        line, _ = AWESOME.amend(entry, {field: value}, AwesomeStyle())
    except InvalidArgument:
        assert marked or value.lower() in KNOWN
        return
    written = value if field == "url" else escape_markdown(value, in_link=False)
    inside = value if field == "url" else escape_markdown(value, in_link=True)
    assert line[2:] in (
        template.format(**{**said, field: written}),
        template.format(**{**said, field: inside}),
        template.format(**said),
    )


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param(f"- [A]({U}) - B.\n" * 3, True, id="dashes"),
        pytest.param(f"* **A** [[paper]]({U})\n" * 3, True, id="labels"),
        pytest.param(f"- **[A]({U})** - B.\n" * 3, True, id="bold links"),
        pytest.param(f"- [A]({U}) - B.\n" * 2, False, id="two may be chance"),
        pytest.param(f"- [A]({U}): B | OSDI' 24\n" * 9, False, id="the house's form"),
        pytest.param(f"- [A]({U}) - (Dec 2024)\n" * 9, False, id="dates"),
        pytest.param(f"- [A]({U})\n" * 9, False, id="nothing behind the link"),
        pytest.param(f"[A]({U}) - B.\n" * 9, False, id="no items"),
        pytest.param(f"- [a] [A]({U}) - B.\n" * 9, True, id="something before the link"),
        pytest.param(f"- words ]({U})\n- [x](http://a\n" * 9, True, id="broken links"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_awesome_bullets_are_recognised(text: str, sure: bool) -> None:
    assert (AWESOME.recognise(text) > 0.5) is sure


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize("words", ["[A](b), ", "a vs. ", "*a* - "])
def test_the_end_of_a_title_is_sought_in_linear_time(words: str) -> None:
    lines = (f"- [pdf]({U}{n}) {words * (16_000 // len(words))}\n" for n in range(60))
    assert parse("".join(lines), "awesome").entries


def test_a_venue_ends_a_title_however_long_that_is() -> None:
    assert said(f"Relay{', Cache' * 100}, OSDI 2024 [[pdf]({U})]")[3] == "OSDI 2024"
