"""An add is one line more where it belongs, the rest of the page byte for byte what it was."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import llmsys_mcp
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import (
    AmbiguousSection,
    DuplicateEntry,
    InvalidArgument,
    ListError,
    UnknownSection,
)
from llmsys_mcp.services.add import plan_add
from small_lists import SmallList
from strategies import MadeList, made_lists

URL = "https://example.org/new"
LINE = f"- [New]({URL})"
X, Y = (f"- [{name}](https://example.org/{name})" for name in "XY")


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    return SmallList(tmp_path / "list")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"## A\n{X}\n", f"## A\n{X}\n{LINE}\n", id="behind the last"),
        pytest.param(f"## A\n{X}", f"## A\n{X}\n{LINE}", id="no last line end"),
        pytest.param(f"## A\r\n{X}\r\n", f"## A\r\n{X}\r\n{LINE}\r\n", id="CRLF"),
        pytest.param(f"## A\r\n{X}", f"## A\r\n{X}\r\n{LINE}", id="CRLF, no last line end"),
        pytest.param(
            f"# T\n\n## A\r\n{X}\r\n\n", f"# T\n\n## A\r\n{X}\r\n{LINE}\r\n\n", id="mixed"
        ),
        pytest.param(f"\ufeff## A\n{X}\n", f"\ufeff## A\n{X}\n{LINE}\n", id="BOM"),
        pytest.param(
            f"## A\n{X}\n\n## B\n{Y}\n", f"## A\n{X}\n{LINE}\n\n## B\n{Y}\n", id="between"
        ),
        pytest.param(
            f"## A\n{X}\n  more\n", f"## A\n{X}\n  more\n{LINE}\n", id="behind more lines"
        ),
        pytest.param(
            f"## A\n* {X[2:]}\n", f"## A\n* {X[2:]}\n* {LINE[2:]}\n", id="the section's marker"
        ),
        pytest.param(
            f"## A\n{X}\n- [x\u2028y\x0b\x0c\x85](https://example.org/z) \udcff\n",
            f"## A\n{X}\n- [x\u2028y\x0b\x0c\x85](https://example.org/z) \udcff\n{LINE}\n",
            id="line ends that are none, and no UTF-8",
        ),
        pytest.param("## A\n", f"## A\n{LINE}\n", id="into an empty section"),
        pytest.param("## A\n\nWords.\n", f"## A\n\nWords.\n{LINE}\n", id="below its words"),
    ],
)
def test_one_line_is_inserted_and_nothing_else_changes(
    small: SmallList, before: str, after: str
) -> None:
    small.write(before.encode("utf-8", "surrogateescape"))
    revision = small.core.list_sections()["revision"]
    dry = small.core.add_entry("A", "New", URL, dry_run=True)
    assert small.read() == before.encode("utf-8", "surrogateescape")
    result = small.core.add_entry("A", "New", URL)
    assert small.read() == after.encode("utf-8", "surrogateescape")
    assert (dry["added"], result["added"]) == (False, True)
    assert {**dry, "added": True, "revision": result["revision"]} == result
    assert dry["revision"] == revision != result["revision"]
    assert after.split("\n")[result["line"] - 1].strip("\r\ufeff") == result["entry"]
    again = small.core.add_entry("A", "New", URL)
    assert again["added"] is False
    assert (again["id"], again["line"], again["diff"]) == (result["id"], result["line"], "")
    assert again["revision"] == result["revision"]
    assert small.read() == after.encode("utf-8", "surrogateescape")


BUCKETS = f"""## A

<details>
<summary><b>2025</b></summary>

{X}

</details>

<details>
<summary><b>2023</b></summary>

{Y}

</details>
"""


@pytest.mark.parametrize(
    ("arguments", "bucket", "new"),
    [
        pytest.param({"venue": "OSDI 2025"}, "2025", False, id="of the venue's year"),
        pytest.param(
            {"url": "https://arxiv.org/abs/2306.00001"}, "2023", False, id="of the link's"
        ),
        pytest.param(
            {"venue": "SOSP 23", "url": "https://arxiv.org/abs/2206.00001"},
            "2023",
            False,
            id="venue",
        ),
        pytest.param({}, "2025", False, id="newest, when nobody knows"),
        pytest.param({"venue": "OSDI 2024"}, "2024", True, id="one that is made"),
    ],
)
def test_an_entry_goes_into_its_year(
    small: SmallList, arguments: dict[str, str], bucket: str, new: bool
) -> None:
    small.write(BUCKETS)
    result = small.core.add_entry("A", "New", **({"url": URL} | arguments))
    assert result["bucket"] == bucket
    made = f"The section had no group for {bucket}; one was made."
    assert (made in result["warnings"]) == new
    added = [line for line in result["diff"].split("\n")[2:] if line.startswith("+")]
    assert len(added) == (1 if not new else len(added))
    rest = [line for line in result["diff"].split("\n")[2:] if line.startswith("-")]
    assert rest == []


def test_what_rules_changed_is_told(small: SmallList) -> None:
    small.write(f"## A\n{X}\n")
    result = small.core.add_entry("A", "New", "http://arxiv.org/pdf/2401.00001v2", venue="osdi 24")
    assert result["entry"] == "- [New](https://arxiv.org/abs/2401.00001) | OSDI' 24"
    rules = [warning.split()[0] for warning in result["warnings"]]
    assert rules == ["LL105", "LL102", "LL103", "LL109"]
    formatted = small.core.format_entry("New", "http://arxiv.org/pdf/2401.00001v2", venue="osdi 24")
    assert formatted["entry"] == result["entry"]


def test_the_line_is_formatted_in_the_style_of_its_section(small: SmallList) -> None:
    small.write("## A\n- [X](https://arxiv.org/abs/2401.00002) – Meta (Jan 2024)\n")
    paper = {"title": "New", "url": "https://arxiv.org/abs/2403.00001", "organization": "MIT"}
    assert small.core.format_entry(**paper)["entry"].endswith(" | MIT")
    styled = small.core.format_entry(**paper, section="A")
    assert styled["entry"] == "- [New](https://arxiv.org/abs/2403.00001) – MIT (Mar 2024)"
    assert small.core.add_entry("A", **paper)["entry"] == styled["entry"]


LISTED = {"title": "A Listed Paper on Caches", "url": "https://arxiv.org/abs/2401.00001"}


@pytest.fixture
def listed(small: SmallList) -> SmallList:
    small.write(f"## A\n- [{LISTED['title']}]({LISTED['url']})\n\n## B\n{X}\n")
    return small


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(LISTED, id="the same"),
        pytest.param(LISTED | {"url": "https://www.arxiv.org/pdf/2401.00001v3"}, id="same number"),
        pytest.param(LISTED | {"url": "https://example.org/copy"}, id="same title"),
    ],
)
def test_a_listed_paper_is_refused_until_it_is_wanted_twice(
    listed: SmallList, paper: dict[str, str]
) -> None:
    before = listed.read()
    with pytest.raises(
        DuplicateEntry, match=r"duplicate-entry: title: .*arxiv:2401\.00001"
    ) as told:
        listed.core.add_entry("B", **paper)
    assert "README.md line 2, A" in str(told.value)
    assert listed.read() == before
    result = listed.core.add_entry("B", **paper, allow_duplicate=True)
    assert result["added"]
    assert any("Listed again on purpose: arxiv:2401.00001" in one for one in result["warnings"])
    again = listed.core.add_entry("B", **paper, allow_duplicate=True)
    assert again["added"] is False
    assert again["id"] == result["id"]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("The “CAFÉ” Benchmark for Serving Models", id="capital before a quote"),
        pytest.param("Œº-Serve: Small Models Served Together", id="decoded wrongly"),
        pytest.param("2√π Caches: A Theory of Circular Buffers", id="mathematics"),
    ],
)
def test_a_paper_is_known_by_the_title_it_was_added_by(small: SmallList, title: str) -> None:
    small.write(f"## A\n{X}\n")
    small.core.add_entry("A", title, URL)
    assert small.core.check_duplicate(title)["verdict"] == "duplicate"


@pytest.mark.parametrize("again", ["", "Ring Foo: "])
def test_a_listed_paper_is_refused_though_its_description_repeats_its_title(
    small: SmallList, again: str
) -> None:
    words = "Serving Billions of Bars by Blockwise Parallelism"
    small.write(f"## A\n- [Ring Foo](https://example.org/ring): {words}\n")
    with pytest.raises(DuplicateEntry):
        small.core.add_entry("A", "Ring Foo", URL, f"{again}{words}")


def test_a_possible_duplicate_is_added_with_a_warning(listed: SmallList) -> None:
    listed.core.add_entry("B", "vPage", "https://example.org/vpage", "Paging of Caches at Scale")
    other = {"url": "https://example.org/other", "description": "A Theory of Printing"}
    assert listed.core.check_duplicate("vPage: A Theory of Printing")["verdict"] == "possible"
    result = listed.core.add_entry("B", "vPage", **other)
    assert result["added"]
    assert result["warnings"][0].startswith("Possible duplicate, look before you keep both: ")


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        pytest.param({"title": "TBD"}, InvalidArgument, id="placeholder"),
        pytest.param({"title": "  "}, InvalidArgument, id="no title"),
        pytest.param({"title": "A\nB"}, InvalidArgument, id="two lines"),
        pytest.param({"url": ""}, InvalidArgument, id="no link"),
        pytest.param({"url": "file:///etc/passwd"}, InvalidArgument, id="no web link"),
        pytest.param({"section": ""}, InvalidArgument, id="no section"),
        pytest.param({"section": "Z"}, UnknownSection, id="no such section"),
        pytest.param({"section": "L"}, AmbiguousSection, id="two such sections"),
        pytest.param({"expected_revision": "sha256:1"}, ListError, id="another revision"),
        pytest.param({"venue": "x" * 101}, InvalidArgument, id="long venue"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_what_is_refused_leaves_the_page(
    small: SmallList, arguments: dict[str, str], refusal: type[Exception], dry_run: bool
) -> None:
    small.write(f"## A\n{X}\n- **L**\n  {Y}\n## B\n- **L**\n  - [Z](https://example.org/z)\n")
    before = small.read()
    entry = {"section": "A", "title": "New", "url": URL} | arguments
    with pytest.raises(refusal):
        small.core.add_entry(**entry, dry_run=dry_run)
    assert small.read() == before


def test_an_add_at_the_revision_that_was_read_goes_through(small: SmallList) -> None:
    small.write(f"## A\n{X}\n")
    revision = small.core.list_sections()["revision"]
    result = small.core.add_entry("A", "New", URL, expected_revision=revision)
    assert result["revision"] == small.core.list_sections()["revision"] != revision
    small.core.add_entry("A", "Newer", f"{URL}er", expected_revision=result["revision"])


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made_lists(), st.data())
def test_an_add_to_any_list_is_undone_to_the_byte(
    small: SmallList, made: MadeList, data: st.DataObject
) -> None:
    text = made.text.encode()
    small.write(text)
    section = data.draw(st.sampled_from(made.sections))
    assume(section in {place.section.path for place in small.catalog.current().papers.places})
    venue = data.draw(st.sampled_from(["", "OSDI 2024", "SOSP 2030"]))
    result = small.core.add_entry(section, "Brand New", URL, venue=venue)
    assert result["section"] == section
    assert len(small.entries()) == len(made.facts) + 1
    lines = small.read().decode().split("\n")
    inserted = lines.pop(result["line"] - 1)
    assert inserted.strip("\ufeff\r").strip() == result["entry"]
    if not any("one was made" in warning for warning in result["warnings"]):
        assert "\n".join(lines).removesuffix("\r") == made.text.removesuffix("\r")
    small.edit.undo_last_edit()
    assert small.read() == text


# --- an add that is repeated ----------------------------------------------------------------------

AGAIN = (
    "# T\n\n## A\n"
    "- [Foo: Slow Canals for Barges](https://arxiv.org/abs/2401.00001): in Winter| OSDI' 24 | MIT\n"
    "- [Bar](https://arxiv.org/abs/2401.00002)\n"
    "1. [Numbered Item of Mine](https://arxiv.org/abs/2401.00004)\n"
    "\n## B\n- [Baz](https://arxiv.org/abs/2401.00003)\n"
)
FOO = {
    "title": "Foo: Slow Canals for Barges",
    "url": "https://arxiv.org/abs/2401.00001",
    "description": "in Winter",
    "venue": "OSDI 2024",
    "organization": "MIT",
}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="its own fields"),
        pytest.param({"url": "https://www.arxiv.org/pdf/2401.00001v2"}, id="another form of link"),
        pytest.param({"venue": "OSDI '24"}, id="another form of venue"),
    ],
)
def test_an_add_of_the_same_facts_is_a_repetition(small: SmallList, more: dict[str, str]) -> None:
    small.write(AGAIN)
    result = small.core.add_entry("A", **(FOO | more))
    assert (result["added"], result["id"], result["diff"]) == (False, "arxiv:2401.00001", "")
    assert result["warnings"] == ["The section says so already, on line 4, written in another way."]
    assert small.read().decode() == AGAIN


@pytest.mark.parametrize(
    ("more", "another"),
    [
        pytest.param({"description": "in Summer"}, "description", id="description"),
        pytest.param({"venue": ""}, "venue", id="no venue"),
        pytest.param(
            {"organization": "UCB", "venue": "SOSP 2025"}, "venue, organization", id="two fields"
        ),
        pytest.param(
            {"title": "Foo: Slow Canals for Barges: in Winter", "description": ""},
            "title, description",
            id="the subtitle in the title",
        ),
        pytest.param({"title": "FOO: slow canals for barges"}, "title", id="other capitals"),
    ],
)
def test_an_add_of_other_facts_is_a_duplicate_and_told_which(
    small: SmallList, more: dict[str, str], another: str
) -> None:
    small.write(AGAIN)
    with pytest.raises(DuplicateEntry, match=rf"It has another {another}\. .*update_entry"):
        small.core.add_entry("A", **(FOO | more))
    assert small.read().decode() == AGAIN


@pytest.mark.parametrize(
    ("title", "number", "told"),
    [
        pytest.param("Bar", 2, "The section has this very line already, byte for byte.", id="line"),
        pytest.param(
            "Numbered Item of Mine", 4, "The section has this line already, but for its marker.",
            id="marker",
        ),
    ],
)  # fmt: skip
def test_an_add_of_the_very_line_says_so(
    small: SmallList, title: str, number: int, told: str
) -> None:
    small.write(AGAIN)
    result = small.core.add_entry("A", title, f"https://arxiv.org/abs/2401.{number:05d}")
    assert (result["added"], result["warnings"]) == (False, [told])


@pytest.mark.parametrize(
    ("section", "more"),
    [
        pytest.param("B", {}, id="in another section"),
        pytest.param("A", {"url": "https://example.org/foo"}, id="under another link"),
        pytest.param("A", {"title": "Foo: Barges in Slow Canals", "description": ""}, id="renamed"),
    ],
)
def test_the_same_paper_otherwise_is_a_duplicate(
    small: SmallList, section: str, more: dict[str, str]
) -> None:
    small.write(AGAIN)
    with pytest.raises(DuplicateEntry, match=r"already listed: arxiv:2401\.00001 "):
        small.core.add_entry(section, **(FOO | more))


def test_an_entry_is_listed_in_other_words_again_where_that_is_allowed(small: SmallList) -> None:
    small.write(AGAIN)
    result = small.core.add_entry("A", **FOO, allow_duplicate=True)
    assert result["added"]
    assert result["warnings"][0].startswith("Listed again on purpose: arxiv:2401.00001 ")


def test_every_entry_of_a_list_repeated_in_its_own_fields_is_listed_already() -> None:
    folder = Path(llmsys_mcp.__file__).parent / "lists" / "llmsys"
    view = SmallList(folder).catalog.current()
    for listed in view.papers.entries:
        draft = Draft.of(listed.entry)
        if draft.url:
            plan = plan_add(view, draft, listed.entry.section, allow_duplicate=False)
            assert plan.existing is not None, listed.id
            assert plan.warnings


@pytest.mark.parametrize(
    ("tail", "extras"),
    [
        pytest.param(" – (Dec 2023)", ["(Dec 2023)"], id="date"),
        pytest.param(" – Foo Lab (Dec 2023)", ["(Dec 2023)"], id="date and organisation"),
        pytest.param(" (Section 3)", ["(Section 3)"], id="remark"),
        pytest.param(": words | [Code](https://c.org)", ["[Code](https://c.org)"], id="link"),
        pytest.param(": words | MIT", [], id="nothing else"),
    ],
)
def test_results_carry_what_no_field_has(small: SmallList, tail: str, extras: list[str]) -> None:
    small.write(f"## A\n- [X](https://example.org/x){tail}\n")
    (hit,) = small.core.search_papers("")["results"]
    assert hit.get("extras", []) == small.core.get_entry(hit["id"]).get("extras", []) == extras
    if extras and extras[0].startswith("("):  # these are written from their own fields again
        line = small.core.format_entry(
            hit["title"], hit["url"], extras[0], hit["venue"], hit["organization"], "A"
        )
        assert line == {"entry": f"- [X](https://example.org/x){tail}", "changes": []}


TREES = "".join(f"- [{name}](https://example.org/{name.lower()})" + "%s" for name in ("Ash", "Elm"))
CONTENTS = "".join(f"- [S{at}](#s{at})\n" for at in range(12))
COLONS = "- [A](https://example.org/a): an a\n" * 5


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        pytest.param(
            f"## Contents\n\n{CONTENTS}\n## Trees\n\n"
            + TREES % (" - A thing.\n", " - A thing.\n")
            + "- [Fir](https://example.org/fir) - A thing.\n",
            " - ",
            id="below long contents",
        ),
        pytest.param("## Trees\n\n" + TREES % (" - A\n", " - B\n"), " - ", id="two of them"),
        pytest.param(
            f"## Trees\n\n{TREES % (' - A', chr(10))}\n## B\n\n{COLONS}",
            ": ",
            id="one, page of colons",
        ),
        pytest.param(
            f"## B\n\n{COLONS}\n## Trees\n\n" + TREES % (" – A\n", " – B\n"),
            " – ",
            id="a section of dashes, page of colons",
        ),
        pytest.param(
            f"## B\n\n{TREES % (' - A', ' - B')}\n\n## Trees\n", " - ", id="an empty section"
        ),
        pytest.param("## Trees\n\n" + TREES % (" - A\n", ": B\n"), ": ", id="as many colons"),
        pytest.param("## Trees\n", ": ", id="an empty page"),
    ],
)
def test_a_description_is_parted_as_those_of_the_section(
    small: SmallList, text: str, separator: str
) -> None:
    small.write(text)
    line = small.core.add_entry("Trees", "Oak", "https://example.org/oak", "An oak")["entry"]
    assert line.rstrip(".") == f"- [Oak](https://example.org/oak){separator}An oak"
    made = small.edit.update_entry(small.id_of("Oak"), {"description": "Better words"})
    assert made["entry"].rstrip(".") == line.rstrip(".").replace("An oak", "Better words")


VIDEOS = "- [V](https://example.org/v)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f"## A\n\n{X}\n\n<h2>Videos</h2>\n\n{VIDEOS}",
            f"## A\n\n{X}\n{{}}\n<h2>Videos</h2>\n\n{VIDEOS}",
            id="before a heading in HTML",
        ),
        pytest.param(
            f"## A\n\n{X}\n<details>\n<summary><h2>V</h2></summary>\n\n{VIDEOS}</details>\n",
            f"## A\n\n{X}\n{{}}<details>\n<summary><h2>V</h2></summary>\n\n{VIDEOS}</details>\n",
            id="before one that is folded",
        ),
        pytest.param("<h2>A</h2>\n", "<h2>A</h2>\n\n{}", id="a first one below it"),
        pytest.param(
            "<h2>\nA\n</h2>\n\n---\n", "<h2>\nA\n</h2>\n\n{}\n---\n", id="below two lines of it"
        ),
        pytest.param("<h2>A</h2>\n\n---\n", "<h2>A</h2>\n\n{}\n---\n", id="above a rule"),
    ],
)
def test_a_heading_in_html_parts_sections(small: SmallList, before: str, after: str) -> None:
    small.write(before)
    small.core.add_entry("A", "New", "https://example.org/new")
    assert small.read().decode() == after.format("- [New](https://example.org/new)\n")
