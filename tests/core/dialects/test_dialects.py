"""What holds for every dialect: found by name and by text, and no page is too odd to be read."""

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from llmsys_mcp.core import dialects
from llmsys_mcp.core.dialects import find_spot, parse
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.errors import InvalidArgument
from rendered import render

NAMES = ("awesome", "course", "llmsys", "table", "tju")

ODD = (
    "## [OSDI 2024](https://o.org)\n",
    "---\n## NSDI 2023\r\n",
    "* (OSDI'24) A [link](https://a.org) [b | c]\n",
    "+ **B** [-]() **k** | UCB]\n",
    "* C [link]([x](https://c.org))\n",
    "- **D** [[paper](https://d.org)] [[code](https://d.org/c)]\n",
    '  {% include paper_item.html key="e-osdi24" required="x" %}\n',
    "{% comment %}\n",
    "{% endcomment %}\n",
    "<ul><li>\n",
    '<a href="https://f.org">F</a></li></ul>\n',
    "| Title | Link |\n",
    "|---|---|\n",
    "| G | [x](https://g.org) |\n",
    "* Œº-H\n",
)
"""Pieces that one dialect or another reads in a way of its own."""
odd_pages = st.lists(
    st.sampled_from((*ODD, *strategies.ODD_LINES)) | st.text(max_size=12), max_size=24
).map("".join)


def test_dialects_are_found_by_name() -> None:
    assert dialects.names() == NAMES
    assert [dialects.named(name).name for name in NAMES] == list(NAMES)
    assert [name for name in NAMES if not dialects.named(name).writes] == ["table"]
    assert [name for name in NAMES if dialects.named(name).cites] == ["course"]
    with pytest.raises(KeyError):
        dialects.named("latex")


@pytest.mark.parametrize("name", NAMES)
@given(text=odd_pages)
def test_any_page_is_read_and_nothing_of_it_is_lost(name: str, text: str) -> None:
    page = parse(text, name)
    assert render(page) == text
    assert page.dialect == name
    for entry in page.entries:
        assert text[entry.span.start : entry.span.end] == entry.raw
        assert entry.title
        assert text[: entry.span.start].count("\n") + 1 == entry.line
    numbers = [at for section in page.sections for at in section.entries]
    assert len(numbers) == len(set(numbers)) <= len(page.entries)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "table"])
@given(text=odd_pages, year=st.none() | st.integers(2020, 2027))
def test_where_a_section_has_no_year_groups_none_is_landed_in(
    name: str, text: str, year: int | None
) -> None:
    page = parse(text, name)
    for index, section in enumerate(page.sections):
        assert section.buckets or not find_spot(page, index, year).bucket


@given(odd_pages)
def test_any_text_is_recognised_as_something(text: str) -> None:
    assert dialects.recognised(text) in NAMES
    assert all(0 <= dialects.named(name).recognise(text) <= 1 for name in NAMES)


U = "https://a.org/1"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("", "llmsys", id="nothing"),
        pytest.param("# A page\n\nwith words\n", "llmsys", id="no list"),
        pytest.param(f"- [A]({U}): b | OSDI' 24\n" * 5, "llmsys", id="the house's form"),
        pytest.param(f"- [A]({U}) - b.\n" * 5, "awesome", id="dashes"),
        pytest.param(f"1. [A]({U}): b | OSDI' 24\n" * 5, "llmsys", id="the house's form, numbered"),
        pytest.param(f"1. [A]({U}) - b.\n" * 5, "awesome", id="dashes in numbered items"),
        pytest.param(f"- [x] [A]({U}) - b.\n" * 5, "awesome", id="dashes in tasks"),
        pytest.param(
            "- [A](#a)\n" * 12 + f"- [A]({U}) - b.\n" * 5, "awesome", id="dashes below contents"
        ),
        pytest.param(
            f"- [A]({U})\n" * 30 + f"  - [A]({U}) - b.\n" * 4,
            "awesome",
            id="few described, by dashes",
        ),
        pytest.param(
            f"- [A]({U})\n" * 30 + f"- [A]({U}): b\n" * 4, "llmsys", id="few described, by colons"
        ),
        pytest.param(f"- [A]({U})\n" * 30 + "- words\n" * 4, "llmsys", id="none described"),
        pytest.param("- [A][r] - b.\n" * 5 + f"\n[r]: {U}\n", "awesome", id="dashes, references"),
        pytest.param("- [A][r]: b.\n" * 5 + f"\n[r]: {U}\n", "llmsys", id="colons, references"),
        pytest.param(
            "## OSDI 2024\n## NSDI 2024\n" + f"1. (OSDI'24) A [link]({U})\n" * 5,
            "tju",
            id="venues, numbered",
        ),
        pytest.param(
            f"| [A]({U}) | b |\n" * 3 + f"1. [A]({U}) - b.\n" * 5,
            "awesome",
            id="few rows",
        ),
        pytest.param(f"| [A]({U}) | b |\n" * 5, "table", id="rows"),
        pytest.param('{% include p.html key="a" %}\n' * 5, "course", id="includes"),
        pytest.param(
            "## OSDI 24\n## OSDI 2024\n## NSDI 2024\n## SOSP 2023\n"
            + f"* (OSDI'24) A [link]({U})\n" * 5,
            "tju",
            id="venues, though labels stand behind titles",
        ),
    ],
)
def test_a_page_is_recognised(text: str, name: str) -> None:
    assert dialects.recognised(text) == name


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        pytest.param(f"- [A]({U}): b\n" * 3, True, id="colon"),
        pytest.param(f"* **[A]({U})**\r\n" * 3, True, id="nothing behind"),
        pytest.param(f"- [A]({U}) | OSDI' 24\n- [A]({U}) (Section 3)\n" * 2, True, id="fields"),
        pytest.param(f"- [A]({U}): b\n" * 3 + "- words\n", True, id="few others"),
        pytest.param(f"- [A]({U}): b\n" * 2, False, id="too few"),
        pytest.param(f"2) [A]({U}): b\n" * 3, True, id="numbers"),
        pytest.param(f"- [A]({U}): b\n" * 3 + "1. words\n" * 9, True, id="numbered steps"),
        pytest.param(f"- [ ] [A]({U}): b\n" * 3, True, id="tasks"),
        pytest.param(f"- [A]({U}): b\n" * 3 + "- words\n" * 3, False, id="many others"),
        pytest.param(f"- [A]({U}) - b\n" * 9, False, id="dashes"),
        pytest.param(f"- [A]({U})\n" * 9 + f"- [A]({U}) - b\n", False, id="fewer dashes"),
        pytest.param(f"- [A]({U})\n- [A]({U}): b\n" * 2 + f"- [A]({U}) - b\n", True, id="one dash"),
        pytest.param("- [A](#a): b\n" * 9, False, id="contents"),
        pytest.param("- [A](x\n- A](x)\n" * 9, False, id="broken links"),
        pytest.param(f"- [A]({U}): b\n" * 9 + "{% x %}", False, id="Liquid"),
        pytest.param(f"- [A]({U}): b\n" * 3 + "\n|a|" * 9, False, id="rows"),
    ],
)
def test_the_house_s_form_is_clear_or_asks_the_others(text: str, clear: bool) -> None:
    assert (dialects.named(dialects.HOUSE).recognise(text) >= dialects.CLEAR) is clear


@pytest.mark.parametrize(
    ("seed", "name"),
    [
        ("llmsys-readme.md", "llmsys"),
        ("tju-awesome-papers.md", "tju"),
        ("course-reading-list.md", "course"),
        ("llmsys-claude-guidelines.md", "llmsys"),
    ],
)
def test_the_real_lists_are_recognised(shared: Path, seed: str, name: str) -> None:
    text = (shared / "seeds" / seed).read_text(encoding="utf-8")
    assert dialects.recognised(text) == name


def test_every_state_of_the_real_list_is_in_the_house_s_form(shared: Path) -> None:
    with lzma.open(shared / "data" / "versions.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    assert len(texts) > 100
    assert {dialects.recognised(text) for text in texts[::6]} == {"llmsys"}


def _said_plainly(text: str) -> float:
    """How sure the house's form is of a page: the rule, a line at a time and nothing remembered."""
    others = ours = bare = 0
    for line in map(str.lstrip, text.split("\n")):
        body = without_marker(line)
        if body == line or (line[0].isdigit() and "](" not in line):
            continue
        link = body.lstrip(" \t*_")
        end = link.find(")", link.find("]("))
        behind = link[end + 1 :].lstrip("*_ ") if link.startswith("[") and end >= 0 else "no link"
        if behind != "no link" and link.startswith("](#", link.find("](")):
            continue
        bare += behind[:1] in ("", "\r")
        ours += behind[:1] in set(":：|｜(")
        others += behind != "" and behind[0] not in ":：|｜(\r"
    ours += bare if others <= ours else 0
    rows = sum(line.startswith("|") for line in text.split("\n")[1:])
    if ours >= 3 and "{%" not in text and rows < ours and ours / (ours + others) >= 0.7:
        return ours / (ours + others)
    return 0.5 if "](" in text else 0.0


HOUSE_LINES = (
    "- [Contents](#contents)\n",
    "  - [F](https://f.org)\n",
    "- [A](https://a.org/1): b | OSDI' 24\n",
    "- [B](https://b.org/2) – words\n",
    "* **[C](https://c.org)** (2024)\r\n",
    "1. [D](https://d.org) | MIT\n",
    "2. a step\n",
    "- no link\n",
    "| a row |\n",
    "- [x] [E](https://e.org)｜e\n",
    "- [G](https://g.org/{x})\n",
    "- [a | b](https://f.org): {%\n",
    f"- [L](https://l.org): {'long ' * 500}\n",
)


@given(
    st.lists(
        st.sampled_from((*HOUSE_LINES[:6], *HOUSE_LINES, *ODD, *strategies.ODD_LINES))
        | st.text(max_size=12),
        max_size=24,
    ).map("".join)
)
def test_the_house_s_form_is_as_sure_as_its_rule_says(text: str) -> None:
    assert dialects.named("llmsys").recognise(text) == _said_plainly(text)
    assert dialects.named("llmsys").recognise(text) == _said_plainly(text)


@given(st.lists(st.sampled_from(HOUSE_LINES[:11]), min_size=4, max_size=24).map("".join))
def test_the_house_s_form_is_as_sure_of_its_own_pages_as_its_rule_says(text: str) -> None:
    assert dialects.named("llmsys").recognise(text) == _said_plainly(text)


TWO_LINES = {
    "llmsys": (f"- [Relay]({U})", f"- [Relay]({U}): A server"),
    "awesome": (f"- [Relay]({U})", f"- [Relay]({U}) - A server"),
    "tju": (f"* (OSDI'24) Relay [link]({U})", f"* (OSDI'24) Relay [link]({U}) [**a**]"),
}
BREAKS = ("  ", "\\", " \\")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize(("name", "line"), [(n, one) for n in TWO_LINES for one in TWO_LINES[n]])
def test_a_hard_break_is_no_text_and_stays(name: str, line: str, broken: str, end: str) -> None:
    plain = parse(f"## OSDI 2024\n{line}\n", name).entries[0]
    page = parse(f"## OSDI 2024\n{line}{broken}{end}  ![a](b.png){end}", name)
    (entry,) = page.entries
    assert entry._replace(raw="", span=plain.span) == plain._replace(raw="")
    style = dialects.named(name).style(page, page.entries)
    for new, was, becomes in (
        ({"title": "Race"}, "Relay", "Race"),
        ({"url": "https://b.org"}, U, "https://b.org"),
    ):
        assert dialects.amended(page, entry, new, style) == (
            entry.raw.replace(was, becomes),
            False,
        )


@pytest.mark.parametrize("broken", ["", *BREAKS])
@pytest.mark.parametrize("name", ["llmsys", "awesome"])
def test_a_description_that_may_stand_below_is_not_changed(name: str, broken: str) -> None:
    page = parse(f"## S\n- [Relay]({U}){broken}\n  A server.\n", name)
    (entry,) = page.entries
    style = dialects.named(name).style(page, page.entries)
    with pytest.raises(InvalidArgument, match="goes on in the line below") as refused:
        dialects.amended(page, entry, {"description": "New"}, style)
    assert refused.value.argument == "description"
    text = entry.raw.replace("Relay", "Race")
    assert dialects.amended(page, entry, {"title": "Race"}, style)[0] == text


@pytest.mark.parametrize("below", ["![a](b.png)", f"[[code]]({U}/c) · ![a](b.png)"])
@pytest.mark.parametrize(("name", "sign"), [("llmsys", ": New"), ("awesome", " - New.")])
def test_a_description_above_links_alone_is_changed(name: str, sign: str, below: str) -> None:
    page = parse(f"## S\n- [Relay]({U})\\\n  {below}\n", name)
    (entry,) = page.entries
    style = dialects.named(name).style(page, page.entries)
    text, _ = dialects.amended(page, entry, {"description": "New"}, style)
    assert text == f"- [Relay]({U}){sign}\\\n  {below}"


@pytest.mark.parametrize("name", ["llmsys", "awesome"])
@pytest.mark.parametrize("behind", ["", "\n\n", "\n- [B](https://b.org)\n"])
def test_a_backslash_before_no_line_of_the_item_is_text(name: str, behind: str) -> None:
    page = parse(f"## S\n- [Relay]({U}): A \\{behind}", name)
    assert page.entries[0].description == "A \\"


@pytest.mark.parametrize("sign", ["🔥 ", ":star: ", "⭐ 🇩🇪 ", "→ "])
@pytest.mark.parametrize("line", [f"[Relay]({U}){{}}A server", f"**[Relay]({U})**{{}}A server"])
@pytest.mark.parametrize(("name", "joint"), [("llmsys", ": "), ("awesome", " - ")])
def test_signs_before_the_link_are_of_the_marker_s_side(
    name: str, joint: str, line: str, sign: str
) -> None:
    line = line.format(joint)
    (plain,) = parse(f"## S\n- {line}\n", name).entries
    page = parse(f"## S\n- {sign}{line}\n", name)
    (entry,) = page.entries
    assert entry._replace(raw="", span=plain.span) == plain._replace(raw="")
    assert plain.title == "Relay"
    style = dialects.named(name).style(page, page.entries)
    assert style.prefix == "- "
    for new, was, becomes in (
        ({"title": "Race"}, "Relay", "Race"),
        ({"url": "https://b.org"}, U, "https://b.org"),
        ({"description": "New"}, "A server", "New"),
        ({"venue": "OSDI' 24"}, "server", "server | OSDI' 24"),
    ):
        wanted = entry.raw.replace(was, becomes)
        assert dialects.amended(page, entry, new, style) == (wanted, False)


STRUCK = (
    "~~[Relay]({url})~~{joint}A server",
    "~~[Relay]({url}){joint}A server~~",
    "~~**[Relay]({url})**~~{joint}A server",
    "**~~[Relay]({url})~~**{joint}A server",
    "~~**[Relay]({url})**{joint}A server~~",
    "[~~Relay~~]({url}){joint}A server",
    "[Relay]({url}){joint}A ~~server~~",
    "🔥 ~~[Relay]({url})~~{joint}A server",
    "🔥 ~~[Relay]({url}){joint}A server~~",
    "~~[Relay]({url}){joint}A server\n  by us~~",
)


@pytest.mark.parametrize("line", STRUCK)
@pytest.mark.parametrize(("name", "joint"), [("llmsys", ": "), ("awesome", " - ")])
def test_a_struck_out_entry_is_listed_as_it_was_and_its_fields_stay(
    name: str, joint: str, line: str
) -> None:
    page = parse(f"## S\n- {line.format(url=U, joint=joint)}\n", name)
    (entry,) = page.entries
    assert (entry.title, entry.url, entry.description) == ("Relay", U, "A server")
    _refuses_each_field(page)


def _refuses_each_field(page: Document) -> None:
    (entry,) = page.entries
    style = dialects.named(page.dialect).style(page, page.entries)
    for field in ("title", "url", "description", "venue", "organization"):
        with pytest.raises(InvalidArgument, match="struck out") as raised:
            dialects.amended(page, entry, {field: ""}, style)
        assert raised.value.argument == field


@pytest.mark.parametrize(
    "line",
    [
        "[ICML 2023] Alpha [[pdf]({})]",
        "Alpha [[pdf]({})]",
        "**Alpha** [[pdf]({})]",
        "(OSDI'24) Alpha [link]({})",
    ],
)
@pytest.mark.parametrize("name", ["awesome", "tju"])
def test_a_struck_out_entry_says_what_it_says_without_the_line(name: str, line: str) -> None:
    line = line.format(U)
    (plain,) = parse(f"## OSDI 2024\n- {line}\n", name).entries
    page = parse(f"## OSDI 2024\n- ~~{line}~~\n", name)
    (entry,) = page.entries
    assert entry._replace(raw="", span=plain.span) == plain._replace(raw="")
    _refuses_each_field(page)


def test_a_struck_out_entry_has_its_fields_between_pipes() -> None:
    page = parse(f"## S\n- ~~[Relay]({U}) Words (2024) | OSDI' 24~~\n", "llmsys")
    (entry,) = page.entries
    assert (entry.title, entry.venue, entry.organization) == ("Relay", "OSDI' 24", "")
    _refuses_each_field(page)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("a `~~b~~` c", "a ~~b~~ c"),
        (r"a \~\~b\~\~ c", "a ~~b~~ c"),
        ("a ~~ b ~~ c", "a ~~ b ~~ c"),
        ("in ~~5 to ~~9 ms", "in ~~5 to ~~9 ms"),
        ("a ~~~b~~~ c", "a ~~~b~~~ c"),
        ("see <https://b.org/~~c/d~~e>", "see"),
        ("a [b](https://b.org/~~c~~d) e", "a b e"),
    ],
)
@pytest.mark.parametrize(("name", "joint"), [("llmsys", ": "), ("awesome", " - ")])
def test_tildes_that_strike_nothing_out_stay_and_the_entry_can_be_changed(
    name: str, joint: str, words: str, read: str
) -> None:
    page = parse(f"## S\n- [Relay]({U}~~a~~b){joint}{words}\n", name)
    (entry,) = page.entries
    assert (entry.url, entry.description) == (f"{U}~~a~~b", read)
    style = dialects.named(name).style(page, page.entries)
    wanted = entry.raw.replace("Relay", "Race")
    assert dialects.amended(page, entry, {"title": "Race"}, style) == (wanted, False)


@pytest.mark.parametrize("line", ["~~{} d", "a ~~b~~ c {}", "~~gone~~"])
@pytest.mark.parametrize("name", ["llmsys", "awesome"])
def test_a_line_through_other_words_makes_no_entry(name: str, line: str) -> None:
    page = parse(f"## S\n- {line.format('[rel](./x.md)')}\n", name)
    assert not page.entries
