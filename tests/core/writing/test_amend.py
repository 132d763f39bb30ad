"""One entry's fields are changed where they stand; the rest of its line stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.writing.amend import amend
from llmsys_mcp.core.writing.style import Style
from llmsys_mcp.errors import InvalidArgument

U = "https://arxiv.org/abs/2401.00001"
ADDRESS = re.compile(r"https?:[^\s()<>]+")


def entry(line: str) -> Entry:
    found = parse(f"# T\n\n## S\n\n{line}\n").entries
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("line", "new", "wanted"),
    [
        pytest.param(
            f"- [A]({U}): d| OSDI'24", {"title": "B"}, f"- [B]({U}): d| OSDI'24", id="title"
        ),
        pytest.param(f"- [A:]({U}) d", {"title": "B"}, f"- [B:]({U}) d", id="colon inside stays"),
        pytest.param(
            f"* [A]({U}) : d |  MIT ",
            {"url": "https://example.org/x"},
            "* [A](https://example.org/x) : d |  MIT ",
            id="url",
        ),
        pytest.param(
            f"- [A]({U}) : d | X' 24", {"description": "e"}, f"- [A]({U}) : e | X' 24", id="text"
        ),
        pytest.param(
            f"- [A]({U}) | OSDI' 24",
            {"description": "e"},
            f"- [A]({U}): e | OSDI' 24",
            id="description where there was none",
        ),
        pytest.param(
            f"- [A]({U}): d | MIT", {"description": ""}, f"- [A]({U}) | MIT", id="none any more"
        ),
        pytest.param(
            f"- [A]({U}): d | [Code](https://github.com/a/b) | MIT",
            {"venue": "OSDI' 25"},
            f"- [A]({U}): d | OSDI' 25 | [Code](https://github.com/a/b) | MIT",
            id="venue where there was none",
        ),
        pytest.param(
            f"- [A]({U}): d ｜ OSDI'24 | MIT",
            {"venue": "SOSP' 24"},
            f"- [A]({U}): d ｜ SOSP' 24 | MIT",
            id="venue",
        ),
        pytest.param(
            f"- [A]({U}) | DeepSeek SC' 24",
            {"venue": "SC' 25"},
            f"- [A]({U}) | DeepSeek SC' 25",
            id="venue beside an organisation",
        ),
        pytest.param(
            f"- [A]({U}): d | OSDI' 24 | MIT", {"venue": ""}, f"- [A]({U}): d | MIT", id="no venue"
        ),
        pytest.param(
            f"- [A]({U}): d | DeepSeek SC' 24",
            {"organization": ""},
            f"- [A]({U}): d | SC' 24",
            id="no organisation beside a venue",
        ),
        pytest.param(
            f"- [A]({U}): d | DeepSeek SC' 24",
            {"venue": ""},
            f"- [A]({U}): d | DeepSeek",
            id="no venue beside an organisation",
        ),
        pytest.param(
            f"- [A]({U}): d | MIT",
            {"title": "B", "venue": ""},
            f"- [B]({U}): d | MIT",
            id="none where there was none",
        ),
        pytest.param(
            f"- [A]({U}): d | OSDI' 24",
            {"organization": "CMU"},
            f"- [A]({U}): d | OSDI' 24 | CMU",
            id="organisation where there was none",
        ),
        pytest.param(
            f"- [A]({U}): d| MIT  ", {"organization": "CMU"}, f"- [A]({U}): d| CMU  ", id="spaces"
        ),
        pytest.param(
            f"- [A]({U}): a | b' 24 | c",
            {"title": "T", "description": "x|y [z]"},
            f"- [T]({U}): x&#124;y \\[z\\] | b' 24 | c",
            id="texts are escaped",
        ),
        pytest.param(
            f"- [A]({U}) - (Aug 2024)  ",
            {"description": "e"},
            f"- [A]({U}): e - (Aug 2024)  ",
            id="description before a date, which stays",
        ),
        pytest.param(
            f"- **[A]({U})** – Meta (Aug 2024)",
            {"description": "e"},
            f"- **[A]({U}): e** – Meta (Aug 2024)",
            id="description before organisation and date",
        ),
        pytest.param(
            f"- [A]({U}) (Section 3) | MIT",
            {"description": "e"},
            f"- [A]({U}): e (Section 3) | MIT",
            id="description before a remark, which stays",
        ),
        pytest.param(
            f"- [A]({U}) – Meta (Aug 2024)",
            {"venue": "OSDI' 24"},
            f"- [A]({U}) – Meta (Aug 2024) | OSDI' 24",
            id="venue behind a date",
        ),
        pytest.param(
            f"- [A]({U}) – words", {"description": "e"}, f"- [A]({U}) – e", id="the dash stays"
        ),
        pytest.param(
            f"- [A]({U}) words", {"description": "e"}, f"- [A]({U}): e", id="words without a sign"
        ),
        pytest.param(
            f"- [A]({U}): d | X", {"title": "B: "}, f"- [B: ]({U}): d | X", id="colon at the end"
        ),
        pytest.param(
            f"- [A]({U}): d\r\n  more words\r\n  and more",
            {"title": "B"},
            f"- [B]({U}): d\r\n  more words\r\n  and more",
            id="lines below stay",
        ),
        pytest.param(
            f"- **[A]({U})**: d | MIT",
            {"description": ""},
            f"- **[A]({U})** | MIT",
            id="bold stays",
        ),
        pytest.param(
            f"- **[A]({U})** d", {"description": "e"}, f"- **[A]({U})**: e", id="bold before words"
        ),
        pytest.param(
            f"- **[A]({U})** | MIT", {"description": "e"}, f"- **[A]({U})**: e | MIT", id="bold"
        ),
        pytest.param(
            f"- [A]({U}): d [Code](https://github.com/a/b) | MIT",
            {"description": "e"},
            f"- [A]({U}): e [Code](https://github.com/a/b) | MIT",
            id="a link behind the description stays",
        ),
    ],
)
def test_a_field_is_changed_where_it_stands(line: str, new: dict[str, str], wanted: str) -> None:
    text, rewritten = amend(entry(line), new, Style())
    assert text == wanted.rstrip("\n")
    assert not rewritten


@pytest.mark.parametrize(
    ("line", "new", "wanted"),
    [
        pytest.param(
            "- A | (GT)[https://example.org/a]",
            {"title": "B"},
            "- [B](https://example.org/a) | GT",
            id="reversed link",
        ),
        pytest.param("- A | OSDI' 24", {"url": U}, f"- [A]({U}) | OSDI' 24", id="no link"),
        pytest.param(
            f"- [A]({U}) – Meta (Apr 2025)",
            {"organization": "Google"},
            f"- [A]({U}) – Google (Apr 2025)",
            id="dated",
        ),
        pytest.param(
            f"- [A]({U}): d | DeepSeek SC' 24 | MIT",
            {"organization": ""},
            f"- [A]({U}): d | SC' 24",
            id="two organisations",
        ),
        pytest.param(
            "- A | (GT)[https://example.org/a]\r\n  more",
            {"title": "B"},
            "- [B](https://example.org/a) | GT\r\n  more",
            id="line end",
        ),
        pytest.param(
            f"- [A]({U}): d | Deep\\_Seek SC' 24",
            {"organization": "Other"},
            f"- [A]({U}): d | SC' 24 | Other",
            id="organisation with an escape",
        ),
        pytest.param(
            f"- [A]({U}) – Meta (Aug 2024)",
            {"description": "e", "organization": "Google"},
            f"- [A]({U}): e – Google (Aug 2024)",
            id="the date that is given stays",
        ),
    ],
)
def test_a_line_of_another_form_is_written_anew_and_says_so(
    line: str, new: dict[str, str], wanted: str
) -> None:
    text, rewritten = amend(entry(line), new, Style())
    assert text == wanted
    assert rewritten


@pytest.mark.parametrize(
    ("line", "new"),
    [
        pytest.param(f"- **[A]({U}): d** more", {"description": "e"}, id="half of a pair of marks"),
        pytest.param("- A paper | OSDI' 24", {"description": "e"}, id="description, no link"),
        pytest.param("- A paper | OSDI' 24", {"venue": ""}, id="all that makes it an entry"),
    ],
)
def test_what_a_line_has_no_place_for_is_refused(line: str, new: dict[str, str]) -> None:
    with pytest.raises(InvalidArgument, match=rf"^invalid-argument: {next(iter(new))}: ") as told:
        amend(entry(line), new, Style())
    assert told.value.advice.startswith("Give a link as well")


def test_a_line_of_another_grammar_is_refused() -> None:
    other = entry(f"- [A]({U})")._replace(raw="a table's row")
    with pytest.raises(InvalidArgument, match=r"^invalid-argument: venue: .*table"):
        amend(other, {"venue": "OSDI' 24"}, Style())


@pytest.mark.parametrize(
    ("line", "new", "wanted"),
    [
        pytest.param("", "e", " - e", id="a first one"),
        pytest.param(" words", "e", " - e", id="words without a sign"),
        pytest.param(": d", "e", ": e", id="its own colon"),
        pytest.param(" — d | MIT", "e", " — e | MIT", id="its own dash"),
        pytest.param(" - d", "", "", id="none any more"),
        pytest.param(" - d", "e (2024)", ": e (2024)", id="a date at the end"),
        pytest.param(" (Section 3)", "e", ": e (Section 3)", id="before a remark"),
    ],
)
def test_a_description_has_its_own_separator_or_that_of_its_section(
    line: str, new: str, wanted: str
) -> None:
    style = Style(separator=" - ")
    text, _ = amend(entry(f"- [A]({U}){line}"), {"description": new}, style)
    assert text == f"- [A]({U}){wanted}"


LINES = [
    f"- [A]({U}) - d",
    f"- [A]({U}): d | OSDI' 24 | MIT",
    f"* [A:]({U}) d ｜ CMU ",
    f"- [A]({U}) (Section 3) | [Code](https://github.com/a/b)",
    f"- **[A]({U})** – (May 2025)",
]
VALUES = st.text("ab c|[]*_`<>()#é", min_size=1, max_size=12).filter(
    lambda text: any(map(str.isalnum, text)) and text == " ".join(text.split())
)


@given(
    st.sampled_from(LINES),
    st.dictionaries(st.sampled_from(["title", "description", "organization"]), VALUES, min_size=1),
)
def test_what_was_asked_for_is_what_is_read_back(line: str, new: dict[str, str]) -> None:
    before = entry(line)
    after = entry(amend(before, new, Style())[0])
    assert after.url == before.url
    for name, value in new.items():
        if name == "title":
            assert after.title == value.rstrip(": ")
    assert len(parse(f"# T\n\n## S\n\n{amend(before, new, Style())[0]}\n").entries) == 1


ODD = [
    "- A | (GT)[https://example.org/a]",
    "- A | OSDI' 24",
    f"- [A]({U}) - (12/2024)   ",
    f"- [A:]({U}) ｜ DeepSeek SC'24",
]


@pytest.mark.parametrize("line", [*LINES, *ODD])
@pytest.mark.parametrize("field", ["title", "url", "description", "venue", "organization"])
def test_the_same_value_changes_nothing(line: str, field: str) -> None:
    before = entry(line)
    assert amend(before, {field: getattr(before, field)}, Style()) == (before.raw, False)


@pytest.mark.parametrize(
    "line",
    [
        f"- Now [A]({U}) | OSDI' 24",
        f"- Now <{U}> A | OSDI' 24",
        "- [A](https://b.org/2) (see [B](https://c.org/3) in full) of 2024 | OSDI' 24 SOSP' 24",
    ],
)
@pytest.mark.parametrize("new", [{"organization": "UCB"}, {"url": "https://d.org"}, {"venue": "X"}])
def test_no_address_is_lost_when_a_line_is_written_anew(line: str, new: dict[str, str]) -> None:
    try:
        text, _ = amend(entry(line), new, Style())
    except InvalidArgument as refused:
        assert "no place" in str(refused)
    else:
        assert set(ADDRESS.findall(line)) - {"https://b.org/2"} <= set(ADDRESS.findall(text))


def test_a_line_with_a_link_that_is_not_the_entry_s_is_not_written_anew() -> None:
    with pytest.raises(InvalidArgument, match="no place"):
        amend(entry(f"- Now [A]({U}) | OSDI' 24"), {"organization": "UCB"}, Style())
