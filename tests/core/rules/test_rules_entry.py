"""The line of an entry: separators, blanks, markers, wording, names."""

import re

import pytest

from core.rules.looking import entry, findings, fixed_line, marked, mended
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.rules.rule import Subject
from llmsys_mcp.core.rules.table import BY_ID, RULES
from llmsys_mcp.services.duplicate_pairs import find_pairs

URL = "https://example.org/h"
FORM = ("LL106", "LL108", "LL111", "LL113", "LL114", "LL115")


def section(*lines: str) -> str:
    return "## Serving\n\n" + "".join(f"{line}\n" for line in lines)


def usual(count: int = 3) -> list[str]:
    return [
        f"- [Paper {n}](https://example.org/{n}): Words on {n} | OSDI' 24" for n in range(count)
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"- [A:]({URL}) Words", f"- [A]({URL}): Words", id="colon inside"),
        pytest.param(f"- [A：]({URL}) Words", f"- [A]({URL}): Words", id="full-width inside"),
        pytest.param(f"- [A :]({URL})Words", f"- [A]({URL}): Words", id="blank before, none after"),
        pytest.param(f"- [A:]({URL}): Words", f"- [A]({URL}): Words", id="colon on both sides"),
        pytest.param(f"- [A:]({URL}) | UCB", f"- [A]({URL}) | UCB", id="nothing to separate"),
        pytest.param(f"- [A:]({URL}) (Section 3)", f"- [A]({URL}) (Section 3)", id="a remark"),
        pytest.param(f"- [A:]({URL}) – (May 2025)", f"- [A]({URL}) – (May 2025)", id="a dash"),
        pytest.param(f"- **[A:]({URL})** Words", f"- **[A]({URL})**: Words", id="bold"),
        pytest.param(f"- [A]({URL}) : Words", f"- [A]({URL}): Words", id="blank before colon"),
        pytest.param(f"- [A]({URL}):Words", f"- [A]({URL}): Words", id="no blank behind colon"),
        pytest.param(f"- [A]({URL}): Words| UCB", f"- [A]({URL}): Words | UCB", id="bar glued"),
        pytest.param(f"- [A]({URL}) |  UCB", f"- [A]({URL}) | UCB", id="two blanks behind bar"),
        pytest.param(f"- [A]({URL})|UCB", f"- [A]({URL}) | UCB", id="no blanks around bar"),
        pytest.param(f"- [A]({URL}): W ｜ UCB", f"- [A]({URL}): W | UCB", id="full-width bar"),
        pytest.param(f"- [A]({URL})｜UCB", f"- [A]({URL}) | UCB", id="full-width bar, glued"),
        pytest.param(f"- [A]({URL})：Words", f"- [A]({URL}): Words", id="full-width colon"),
        pytest.param(f"- [A]({URL})  –  (May 2025)", f"- [A]({URL}) – (May 2025)", id="dash"),
        pytest.param(f"- [A  B]({URL}): C  D", f"- [A B]({URL}): C D", id="blanks in words"),
        pytest.param(f"- [ A ]({URL}): W", f"- [A]({URL}): W", id="blanks at a link's ends"),
        pytest.param(f"- [A]({URL}): W | U\tC", f"- [A]({URL}): W | U C", id="a tab in a field"),
        pytest.param("- Words  on | UCB", "- Words on | UCB", id="blanks without a link"),
        pytest.param(f"- [A]({URL}) |", f"- [A]({URL})", id="idle bar, nothing behind"),
        pytest.param(f"- [A]({URL}) | | UCB", f"- [A]({URL}) | UCB", id="idle bar amid"),
        pytest.param(f"- [A]({URL}) || UCB", f"- [A]({URL}) | UCB", id="two bars glued"),
        pytest.param(f"- [A]({URL}):", f"- [A]({URL})", id="idle colon"),
        pytest.param(f"- [A]({URL}): | UCB", f"- [A]({URL}) | UCB", id="idle colon before a bar"),
    ],
)
def test_the_form_of_a_line_is_mended_safely(before: str, after: str) -> None:
    assert findings(entry(before), *FORM)
    assert fixed_line(before, *FORM, unsafe=False) == after
    assert findings(entry(after), *FORM) == []


@pytest.mark.parametrize(
    ("line", "id_", "spot"),
    [
        pytest.param(f"- [A :]({URL}) W", "LL106", " :", id="colon inside"),
        pytest.param(f"- [A  B]({URL})", "LL108", "  ", id="blanks"),
        pytest.param(f"- [A]({URL}) | | U", "LL113", "|", id="idle bar"),
        pytest.param(f"- [A]({URL}) :", "LL113", " :", id="idle colon"),
        pytest.param(f"- [A]({URL}): W|  U", "LL114", "|  ", id="bar"),
        pytest.param(f"- [A]({URL}) ｜ U", "LL115", "｜", id="full-width bar"),
        pytest.param(f"- [A]({URL})： W", "LL115", "： ", id="full-width colon"),
        pytest.param(f"- [A]({URL}): A: W", "LL107", "A", id="title"),
        pytest.param(f"- [A]({URL}): <x> W", "LL112", "<x>", id="tag"),
    ],
)
def test_the_fault_is_what_is_marked(line: str, id_: str, spot: str) -> None:
    assert marked(entry(line), id_) == [(3, spot)]


@pytest.mark.parametrize(
    "line",
    [
        f"- [A]({URL}): Words | OSDI' 24 | UCB",
        f"- [A]({URL})",
        f"- [A: B]({URL}) | UCB",
        f"- [A]({URL}) – (May 2025)",
        f"- [A]({URL}) - UCB (May 2025)",
        f"- [A]({URL}) with Words | UCB",
        f"- [A]({URL}) (Section 3)",
        f"- [A]({URL}): at 12:30 | x:y",
        f"- [A]({URL}): 漢字：漢字｜",
        f"- [A]({URL}): a \\| b",
        f"- [A]({URL}): W | [Code](https://example.org/c) | UCB",
        f"- [A]({URL}): W <!-- two  blanks | here -->",
        "- Words without a link | UCB",
        f"-  [A]({URL}): the gap is the section's",
        f"* [A]({URL}): and so is the marker",
        f"- [:]({URL})",
    ],
)
def test_the_form_of_a_line_is_left_alone(line: str) -> None:
    assert findings(entry(line), "LL106", "LL108", "LL111", "LL114") == []


@pytest.mark.parametrize(
    "line",
    [
        f"- [A]({URL}): in $O(n|m|)$ steps | OSDI' 24",
        f"- [A]({URL}): the norm $|x|$",
        f"- [A]({URL}): $$a  |b$$ and `a  |b` and ``c|`` | OSDI' 24",
        f"- [`a  b` and $c  d$]({URL}): Words",
        f"- [A]({URL}): in `a｜b` and $c｜d$",
        f"- [A]({URL}): ends in `x|`",
    ],
)
def test_code_and_formulas_are_left_alone(line: str) -> None:
    assert findings(entry(line), *FORM) == []


@pytest.mark.parametrize(
    ("line", "id_", "spots"),
    [
        pytest.param(f"- [A]({URL}): `a  b` is  so", "LL108", ["  "], id="beside code"),
        pytest.param(f"- [A]({URL}): $a  b$ is  so", "LL108", ["  "], id="beside a formula"),
        pytest.param(f"- [A]({URL}): `a|b`| UCB", "LL114", ["| "], id="a bar behind code"),
        pytest.param(f"- [A]({URL}): for $5|6$7 more", "LL114", ["|"], id="prices"),
        pytest.param(f"- [A]({URL}): \\$5|6$ more", "LL114", ["|"], id="escaped sign"),
        pytest.param(f"- [A]({URL}): $ 5|6$ more", "LL114", ["|"], id="a blank inside"),
        pytest.param(f"- [A]({URL}): `a｜b`｜UCB", "LL115", ["｜"], id="full-width behind code"),
        pytest.param(f"- [A]({URL}): `a|b` |", "LL113", ["|"], id="idle bar behind code"),
    ],
)
def test_beside_code_and_formulas_the_form_counts(line: str, id_: str, spots: list[str]) -> None:
    assert [spot for _, spot in marked(entry(line), id_)] == spots


@pytest.mark.parametrize(
    ("lines", "id_"),
    [
        pytest.param(
            [f"- [P{n}:](https://example.org/{n}) W" for n in range(4)], "LL106", id="106"
        ),
        pytest.param(
            [f"- [P{n}](https://example.org/{n}) : W" for n in range(4)], "LL114", id="114"
        ),
        pytest.param(
            [f"- [P{n}](https://example.org/{n}) |U" for n in range(4)], "LL114", id="bar"
        ),
        pytest.param(
            [f"- [P{n}](https://example.org/{n}) - W" for n in range(4)], "LL113", id="113"
        ),
        pytest.param([f"*  [P{n}](https://example.org/{n})" for n in range(4)], "LL111", id="111"),
    ],
)
def test_what_most_of_a_section_does_is_its_style(lines: list[str], id_: str) -> None:
    assert findings(section(*lines), id_) == []
    # Two entries are no style yet, but for what only a comparison can tell.
    assert bool(findings(section(*lines[:2]), id_)) == (id_ in ("LL106", "LL114"))


def test_another_section_has_another_style() -> None:
    dashes = "".join(f"- [D{n}](https://example.org/d{n}) : W\n" for n in range(4))
    page = section(*usual(), "- [X](https://example.org/x) : W") + f"\n## Other\n\n{dashes}"
    (found,) = findings(page, "LL114")
    assert found.span.of(page) == " : "
    assert page.count("\n", 0, found.span.start) == 5


@pytest.mark.parametrize(
    ("odd", "after"),
    [
        pytest.param(f"* [X]({URL}): W", f"- [X]({URL}): W", id="marker"),
        pytest.param(f"-   [X]({URL}): W", f"- [X]({URL}): W", id="gap"),
        pytest.param(f"+  [X]({URL}): W", f"- [X]({URL}): W", id="both"),
    ],
)
def test_an_odd_marker_is_written_as_its_neighbours(odd: str, after: str) -> None:
    assert mended(section(*usual(), odd), "LL111", unsafe=False) == section(*usual(), after)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([*usual(), f"-   [X]({URL}): W", "    more of it"], id="a line goes on below"),
        pytest.param([*usual(), f"-   [X]({URL}): W", "", "    - [Y](https://y.org)"], id="nested"),
        pytest.param(
            [*usual(), "  * [X](https://example.org/x)", "  * [Y](https://example.org/y)"],
            id="deeper items have a style of their own",
        ),
        pytest.param(
            [f"{sign} [{at}](https://example.org/{at})" for at, sign in enumerate("-*-*")],
            id="half of them each",
        ),
    ],
)
def test_markers_that_carry_something_are_left_alone(lines: list[str]) -> None:
    assert findings(section(*lines), "LL111") == []


@pytest.mark.parametrize(
    ("odd", "after"),
    [
        pytest.param(f"- [X]({URL}) - Words", f"- [X]({URL}): Words", id="hyphen"),
        pytest.param(f"- [X]({URL}) – Words | UCB", f"- [X]({URL}): Words | UCB", id="dash"),
        pytest.param(
            f"- [X]({URL}) Many Words Here", f"- [X]({URL}): Many Words Here", id="nothing"
        ),
    ],
)
def test_a_missing_colon_is_an_unsafe_fix(odd: str, after: str) -> None:
    page = section(*usual(), odd)
    assert len(findings(page, "LL113")) == 1
    assert mended(page, "LL113", unsafe=False) == page
    assert mended(page, "LL113") == section(*usual(), after)


@pytest.mark.parametrize(
    "line",
    [
        f"- [X]({URL}) with Many Words Here",
        f"- [X]({URL}) (Section 3)",
        f"- [X]({URL}) Two Words",
        f"- [X]({URL}) – (May 2025)",
        f"- [X:]({URL}) Many Words Here",
        "- Words | UCB",
        "- Words |",
    ],
)
def test_other_tails_need_no_colon(line: str) -> None:
    assert findings(section(*usual(), line), "LL113") == []


def test_without_a_style_of_colons_dashes_are_fine() -> None:
    assert findings(section(f"- [X]({URL}) - Words", *usual(1)), "LL113") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"- [Abc]({URL}): Abc: Words", f"- [Abc]({URL}): Words", id="colon"),
        pytest.param(f"- [abc]({URL}): ABC: Words | U", f"- [abc]({URL}): Words | U", id="case"),
        pytest.param(f"- [Abc]({URL}): Abc – Words", f"- [Abc]({URL}): Words", id="dash"),
        pytest.param(f"- [Abc]({URL}): Abc | UCB", f"- [Abc]({URL}) | UCB", id="nothing else"),
        pytest.param(f"- [Abc]({URL}) Abc: Words", f"- [Abc]({URL}) Words", id="no separator"),
    ],
)
def test_a_title_said_twice_is_said_once(before: str, after: str) -> None:
    assert fixed_line(before, "LL107") == after
    assert fixed_line(before, "LL107", unsafe=False) == before


@pytest.mark.parametrize(
    "line",
    [
        f"- [Abc]({URL}): Abcd Words",
        f"- [Abc]({URL}): Abc2: Words",
        f"- [Abc]({URL}): On Abc: Words",
        f"- [Abc]({URL}): Abc Serving with Words",
        f"- [Abc]({URL}): **Abc**: Words",
        f"- [Abc: Words]({URL})",
        "- Abc | Abc",
    ],
)
def test_a_title_that_is_part_of_the_words_stays(line: str) -> None:
    assert findings(entry(line), "LL107") == []


@pytest.mark.parametrize(
    ("before", "after", "safe"),
    [
        pytest.param("EuroSys '24", "EuroSys' 24", True, id="apostrophe"),
        pytest.param("OSDI'24", "OSDI' 24", True, id="no blank"),
        pytest.param("PPoPP ’25", "PPoPP' 25", True, id="typographic"),
        pytest.param("OSDI 24", "OSDI' 24", True, id="no apostrophe"),
        pytest.param("EuroSys'25 (Best Paper)", "EuroSys' 25 (Best Paper)", True, id="note"),
        pytest.param("ICLR 2025", "ICLR' 25", False, id="four digits"),
        pytest.param("Eurosys' 23", "EuroSys' 23", False, id="case"),
        pytest.param("NeruIPS' 24", "NeurIPS' 24", False, id="slip"),
    ],
)
def test_a_venue_gets_the_house_form(before: str, after: str, safe: bool) -> None:
    line = f"- [A]({URL}): Words on OSDI | {{}} | UCB"
    (found,) = findings(entry(line.format(before)), "LL109")
    assert found.span.of(entry(line.format(before))) == before
    assert found.fix
    assert found.fix.safe is safe
    assert fixed_line(line.format(before), "LL109") == line.format(after)


@pytest.mark.parametrize(
    "line",
    [
        f"- [A]({URL}): Words | OSDI' 24",
        f"- [A]({URL}): Words | ICML ES-FoMo Workshop 2023",
        f"- [A]({URL}): Words | Nowhere 2024",
        f"- [A]({URL}): Words on OSDI'24",
        f"- [A]({URL}): W | OSDI'24, OSDI'24",
        f"- [A]({URL}): W | UCB | [OSDI'24](https://example.org/v)",
    ],
)
def test_other_fields_are_no_venue_to_mend(line: str) -> None:
    assert findings(entry(line), "LL109") == []


def test_a_venue_is_mended_in_its_field_alone() -> None:
    line = f"- [A]({URL}): On ICLR 2025 | UCB | ICLR 2025"
    assert fixed_line(line, "LL109") == line[: -len("ICLR 2025")] + "ICLR' 25"


def organizations(*names: str) -> str:
    return section(*(f"- [P{n}](https://e.org/{n}): W | {name}" for n, name in enumerate(names)))


@pytest.mark.parametrize(
    ("names", "after"),
    [
        pytest.param(["Nvidia"], ["NVIDIA"], id="known"),
        pytest.param(["Umich, Meta"], ["UMich, Meta"], id="one of two"),
        pytest.param(["Foo Lab", "FOO Lab", "Foo Lab"], ["Foo Lab"] * 3, id="majority"),
        pytest.param(["FooLab", "Foo Lab", "Foo Lab"], ["Foo Lab"] * 3, id="blank"),
        pytest.param(["NVIDIA", "Nvidia", "NVIDA"], ["NVIDIA"] * 3, id="letter too few"),
        pytest.param(["Foobar", "Foobar", "Foobbar"], ["Foobar"] * 3, id="letter too many"),
        pytest.param(["Foobar", "Foobar", "Fookar"], ["Foobar"] * 3, id="another letter"),
    ],
)
def test_an_organization_gets_the_spelling_of_the_list(names: list[str], after: list[str]) -> None:
    page = organizations(*names)
    assert mended(page, "LL110") == organizations(*after)
    assert mended(page, "LL110", unsafe=False) == page


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["Foo Lab", "FOO Lab"], id="one of each"),
        pytest.param(["UCSD", "UCSD", "UCSB"], id="short names differ by a letter"),
        pytest.param(["Foobar", "Foobaz"], id="neither is common"),
        pytest.param(["Foobar", "Foobar", "Woobar"], id="first letter"),
        pytest.param(["Group17", "Group17", "Group18"], id="numbers"),
        pytest.param(["Foobar", "Foobar", "Foobazz"], id="two letters"),
        pytest.param(["NVIDIA", "UMich", "ByteDance"], id="known ones"),
        pytest.param(["Foobar", "Foobar", "Foobaz", "Foobaz"], id="both are common"),
    ],
)
def test_different_organizations_stay_different(names: list[str]) -> None:
    assert findings(organizations(*names), "LL110") == []


def test_a_name_that_stands_twice_in_a_line_is_left_to_people() -> None:
    assert findings(entry(f"- [A]({URL}): Nvidia and more | Nvidia"), "LL110") == []


def test_a_name_is_mended_where_it_is_a_word_of_its_own() -> None:
    line = f"- [A]({URL}): NvidiaX, non-Nvidia, Nvidia/AMD | Nvidia"
    assert fixed_line(line, "LL110") == line[: -len("Nvidia")] + "NVIDIA"


def reports(*dates: str) -> str:
    return section(*(f"- [R{n}](https://e.org/{n}) – {date}" for n, date in enumerate(dates)))


SHORT = ["(Jan 2025)", "(Feb 2025)", "(Mar 2025)", "(Apr 2025)"]


@pytest.mark.parametrize(
    ("odd", "after"),
    [
        pytest.param("(05/2025)", "(May 2025)", id="number"),
        pytest.param("(012025)", "(Jan 2025)", id="glued"),
        pytest.param("(June 2025)", "(Jun 2025)", id="long"),
        pytest.param("(May 14, 2025)", "(May 2025)", id="day"),
        pytest.param("(Sept. 2025)", "(Sep 2025)", id="point"),
        pytest.param("(2025)", "(2025)", id="no month"),
        pytest.param("(13/2025)", "(13/2025)", id="no such month"),
        pytest.param("(Summer 2025)", "(Summer 2025)", id="season"),
    ],
)
def test_an_odd_date_gets_the_form_of_its_section(odd: str, after: str) -> None:
    page = reports(*SHORT, odd)
    assert len(findings(page, "LL119")) == 1
    assert mended_once(page) == reports(*SHORT, after)


def mended_once(page: str) -> str:
    (found,) = findings(page, "LL119")
    return mended(page, "LL119") if found.fix else page


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(SHORT, id="all alike"),
        pytest.param([*SHORT[:2], "(03/2025)"], id="too few"),
        pytest.param([*SHORT, "(05/2025)", "(06/2025)"], id="no clear majority"),
        pytest.param([*SHORT, "words (05/2025) words"], id="no date"),
    ],
)
def test_dates_without_a_common_form_are_left_alone(dates: list[str]) -> None:
    assert findings(reports(*dates), "LL119") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("on <SEP> tokens", "on &lt;SEP> tokens", id="a word"),
        pytest.param("</think> or not", "&lt;/think> or not", id="a closing one"),
        pytest.param('a <x-y z="1"> b', 'a &lt;x-y z="1"> b', id="attributes"),
    ],
)
def test_a_word_that_would_vanish_as_a_tag_is_escaped(before: str, after: str) -> None:
    line = f"- [A]({URL}): {{}} | UCB"
    assert fixed_line(line.format(before), "LL112") == line.format(after)
    assert fixed_line(line.format(before), "LL112", unsafe=False) == line.format(before)


@pytest.mark.parametrize(
    "words",
    ["a<br>b", "a < b > c", "`<SEP>` tokens", "``<SEP>`` x", "&lt;SEP>", "<https://a.org>"],
)
def test_real_tags_and_code_stay(words: str) -> None:
    assert findings(entry(f"- [A]({URL}): {words}"), "LL112") == []


def test_pages_of_another_grammar_have_a_form_of_their_own() -> None:
    text = section(
        "* (OSDI'24) Heron: Caches [paper](http://arxiv.org/pdf/2401.00001) [Nvidia]",
        "* Words alone",
        "* [TBD:]()",
    )
    papers = PaperList((Page("README.md", parse(text, "tju")),))
    looked_at = Subject(papers, None, find_pairs)
    assert papers.entries
    assert [found for rule in RULES if rule.id < "LL2" for found in rule.check(looked_at)] == []
    assert list(BY_ID["LL215"].check(looked_at)) == []


def test_without_a_common_form_every_line_is_judged_by_the_house() -> None:
    lines = [f"- [P{n}](https://e.org/{n}){s}W" for n, s in enumerate((" : ", ":", ": ", " – "))]
    assert len(findings(section(*lines), "LL114")) == 2


NUMBERED = "## A\n\n1. [A](https://a.org/1)\n2. [B](https://a.org/2)\n3. [C](https://a.org/3)\n"
BULLETS = re.sub(r"\d\. ", "- ", NUMBERED)


@pytest.mark.parametrize(
    ("text", "found", "after"),
    [
        pytest.param(NUMBERED.replace("2. ", "2) "), [(4, "2)")], NUMBERED, id="another sign"),
        pytest.param(NUMBERED.replace("2. ", "- "), [(4, "-")], None, id="a bullet among numbers"),
        pytest.param(
            BULLETS.replace("- [B", "2. [B"), [(4, "2.")], None, id="a number among bullets"
        ),
        pytest.param(NUMBERED.replace("2. ", "2.  "), [], None, id="the gap behind a number"),
        pytest.param(BULLETS.replace("- [B", "- [x] [B"), [], None, id="a task among bullets"),
        pytest.param(
            BULLETS.replace("- [B", "-  [B"), [(4, "  ")], BULLETS, id="the gap of a bullet"
        ),
    ],
)
def test_other_markers(text: str, found: list[tuple[int, str]], after: str | None) -> None:
    assert marked(text, "LL111") == found
    assert mended(text, "LL111") == (after or text)
