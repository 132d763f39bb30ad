"""The usual bullets of awesome lists, read in all their shapes and written in the section's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from llmsys_mcp.core.dialects import find_spot, named, parse
from llmsys_mcp.core.dialects.awesome.item import read_item
from llmsys_mcp.core.dialects.awesome.style import AwesomeStyle
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.writing.style import Draft

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
    line = AwesomeStyle().write(Draft(title, url, description)).line
    fields = read_item(line[2:])
    if fields is None:  # a title of signs, or one that stands for none
        return
    assert "\n" not in line
    assert fields.url == url


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


LINKED = f"- [Relay]({U}) - A server. [[code]]({V})"
LABELLED = f"- **Relay**, Jane [[pdf]]({U}) [[code]]({V})"


@pytest.mark.parametrize(
    ("line", "new", "wanted", "rewritten"),
    [
        (LINKED, {"title": "Race"}, LINKED.replace("Relay", "Race"), False),
        (LINKED, {"url": "https://b.org"}, LINKED.replace(U, "https://b.org"), False),
        (LABELLED, {"title": "Race"}, LABELLED.replace("Relay", "Race"), False),
        (LABELLED, {"url": "https://b.org"}, LABELLED.replace(U, "https://b.org"), False),
        (LINKED, {"description": "New"}, f"- [Relay]({U}) - New. [code]({V})", True),
        (LINKED, {"venue": "OSDI' 24"}, f"- [Relay]({U}) - A server | OSDI' 24 [code]({V})", True),
        (f"- [Relay]({U}) - A.\n  more", {"title": "B"}, f"- [B]({U}) - A.\n  more", False),
        ("- Relay | OSDI' 24 | UCB", {"organization": "CMU"}, "- Relay | OSDI' 24 | CMU", False),
        (f"- “Relay” [pdf]({U})", {"title": "”"}, f"- [”]({U})", True),
    ],
)
def test_a_field_is_changed(line: str, new: dict[str, str], wanted: str, rewritten: bool) -> None:
    (entry,) = parse(f"## A\n\n{line}\n", "awesome").entries
    if line.startswith("- Relay |"):
        from llmsys_mcp.errors import InvalidArgument

        with pytest.raises(InvalidArgument):
            AWESOME.amend(entry, new, AwesomeStyle())
        return
    assert AWESOME.amend(entry, new, AwesomeStyle()) == (wanted, rewritten)


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
