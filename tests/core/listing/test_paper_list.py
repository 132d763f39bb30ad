"""A whole list: entries by id, sections by path, tail or anchor."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.citing.citations import Citations
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList, Place
from llmsys_mcp.errors import AmbiguousSection, UnknownEntry, UnknownSection
from strategies import MadeList, made_lists, odd_texts

FIRST = """\
# List

## Contents

- [LLM Systems](#llm-systems)

## LLM Systems
### Training
- [Foo](https://arxiv.org/abs/2401.00001): Fast Bars
### Serving
#### LLM serving
- [Qux](https://github.com/Own/Qux)
- [Qux again](https://github.com/own/qux)
## Survey Paper
- [Foo](https://arxiv.org/pdf/2401.00001v2): Fast Bars
## LLM Frameworks
### Training
- **Post-Training**
  - [Kit](https://kit.org)
### Serving
## Straße & Co > Other
"""
SECOND = """\
# Other page

## Training
### Data
- [Foo](https://arxiv.org/abs/2401.00001): Fast Bars
## Tools
- [Qux](https://openreview.net/forum?id=AbC)
- [Quz](https://openreview.net/forum?id=aBc)
"""


def listed(*texts: tuple[str, str]) -> PaperList:
    return PaperList(tuple(Page(file, parse(text)) for file, text in texts))


LIST = listed(("README.md", FIRST), ("mlsystems.md", SECOND))


def named(place: Place) -> tuple[str, str, int]:
    return place.page.file, place.section.path, place.section.line


# --- entries -------------------------------------------------------------------------------------


def test_entries_come_in_order_with_file_and_id() -> None:
    assert [(e.id, e.file, e.entry.title) for e in LIST.entries if "title:" not in e.id] == [
        ("arxiv:2401.00001", "README.md", "Foo"),
        ("github:own/qux", "README.md", "Qux"),
        ("github:own/qux#2", "README.md", "Qux again"),
        ("arxiv:2401.00001#2", "README.md", "Foo"),
        ("arxiv:2401.00001#3", "mlsystems.md", "Foo"),
        ("openreview:AbC", "mlsystems.md", "Qux"),
        ("openreview:aBc", "mlsystems.md", "Quz"),
    ]


def test_every_entry_is_found_by_its_id() -> None:
    for one in LIST.entries:
        assert LIST.entry(one.id) is one


@given(made_lists(), odd_texts)
def test_every_entry_of_any_list_is_found_by_its_id(made: MadeList, odd: str) -> None:
    papers = listed(("README.md", made.text), ("other.md", odd))
    assert len({one.id for one in papers.entries}) == len(papers.entries)
    for one in papers.entries:
        assert papers.entry(one.id) is one


@pytest.mark.parametrize(
    ("id_", "found"),
    [
        pytest.param("ARXIV:2401.00001", "arxiv:2401.00001", id="capitals"),
        pytest.param(" github:Own/Qux#2 ", "github:own/qux#2", id="spaces and capitals"),
        pytest.param("openreview:AbC", "openreview:AbC", id="ids that differ in case: the first"),
        pytest.param("openreview:aBc", "openreview:aBc", id="ids that differ in case: the other"),
        pytest.param("OPENREVIEW:ABC", "openreview:AbC", id="neither of them: the first"),
    ],
)
def test_an_id_is_found_however_it_is_written(id_: str, found: str) -> None:
    assert LIST.entry(id_).id == found


@pytest.mark.parametrize(
    ("id_", "near"),
    [
        pytest.param("arxiv:2401.00002", "arxiv:2401.00001", id="nearly right"),
        pytest.param("github:own/quxx", "github:own/qux", id="a letter more"),
        pytest.param("something else", "", id="nothing near"),
        pytest.param("", "", id="empty"),
    ],
)
def test_an_unknown_id_is_refused_with_what_is_near(id_: str, near: str) -> None:
    with pytest.raises(UnknownEntry) as refusal:
        LIST.entry(id_)
    assert refusal.value.argument == "id"
    assert ("Nearest: " in str(refusal.value)) is bool(near)
    assert near in str(refusal.value)
    assert "search_papers" in refusal.value.advice


def test_a_refused_id_is_told_in_full() -> None:
    with pytest.raises(UnknownEntry) as refusal:
        LIST.entry("github:own/quxx")
    assert str(refusal.value) == (
        "unknown-entry: id: no entry has the id 'github:own/quxx'. "
        "Nearest: github:own/qux, github:own/qux#2. "
        "Pass an id unchanged, as results give it (search_papers finds them)."
    )


NAMED = PaperList(LIST.pages, "llmsys")


def test_ids_of_a_named_list_begin_with_its_name() -> None:
    assert [one.id for one in NAMED.entries] == [f"llmsys/{one.id}" for one in LIST.entries]
    assert {one.list for one in NAMED.entries} == {"llmsys"}
    assert {one.list for one in LIST.entries} == {""}


@pytest.mark.parametrize(
    "id_",
    ["llmsys/github:own/qux", "github:own/qux", "LLMSYS/GitHub:Own/Qux", " github:own/qux "],
)
def test_an_entry_of_a_named_list_is_found_with_and_without_the_name(id_: str) -> None:
    assert NAMED.entry(id_).id == "llmsys/github:own/qux"


def test_a_page_of_keys_cites_and_says_what_its_papers_are_called() -> None:
    page = parse('## A\n<ul>\n  {% include paper_item.html key="foo-osdi24" %}\n</ul>\n', "course")
    plain = PaperList((Page("index.md", page),))
    (bare,) = plain.entries
    assert (bare.id, bare.entry.title) == ("key:foo-osdi24", "foo")
    assert plain.cites
    assert not LIST.cites
    record = LIST.entry("arxiv:2401.00001")
    citations = Citations(LIST.entries, {"foo-osdi24": record})
    (told,) = PaperList(plain.pages, citations=citations).entries
    assert (told.id, told.entry.title) == ("key:foo-osdi24", "Foo")


def test_a_section_covers_itself_and_all_below_it() -> None:
    assert NAMED.covered("LLM Systems > Serving") == {
        ("llmsys", "README.md", "LLM Systems > Serving"),
        ("llmsys", "README.md", "LLM Systems > Serving > LLM serving"),
    }
    assert LIST.covered("#tools") == {("", "mlsystems.md", "Tools")}
    with pytest.raises(UnknownSection):
        LIST.covered("Nothing")


# --- sections ------------------------------------------------------------------------------------


def test_places_are_all_sections_of_all_pages_in_order() -> None:
    assert [named(place) for place in LIST.places] == [
        ("README.md", "LLM Systems", 7),
        ("README.md", "LLM Systems > Training", 8),
        ("README.md", "LLM Systems > Serving", 10),
        ("README.md", "LLM Systems > Serving > LLM serving", 11),
        ("README.md", "Survey Paper", 14),
        ("README.md", "LLM Frameworks", 16),
        ("README.md", "LLM Frameworks > Training", 17),
        ("README.md", "LLM Frameworks > Training > Post-Training", 18),
        ("README.md", "LLM Frameworks > Serving", 20),
        ("README.md", "Straße & Co > Other", 21),
        ("mlsystems.md", "Training", 3),
        ("mlsystems.md", "Training > Data", 4),
        ("mlsystems.md", "Tools", 6),
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("LLM Systems > Serving > LLM serving", 11, id="whole path"),
        pytest.param("LLM serving", 11, id="title"),
        pytest.param("Serving > LLM serving", 11, id="tail"),
        pytest.param("llm SERVING", 11, id="capitals"),
        pytest.param("  LLM   Systems>Serving >LLM  serving ", 11, id="spaces"),
        pytest.param("LLM Systems", 7, id="a path that others begin with"),
        pytest.param("LLM Frameworks > Training", 17, id="path of a title that others have"),
        pytest.param("Post-Training", 18, id="label"),
        pytest.param("Training > post-training", 18, id="tail with a label"),
        pytest.param("Other", 21, id="what follows a > in a title"),
        pytest.param("straße & co > other", 21, id="a > in a title"),
        pytest.param("#llm-serving", 11, id="anchor"),
        pytest.param("#LLM-Serving", 11, id="anchor in capitals"),
        pytest.param("#training", 8, id="anchor of the first twin"),
        pytest.param("#training-1", 17, id="anchor of the second twin"),
        pytest.param("#post-training", 18, id="anchor of a label"),
        pytest.param("#STRASSE--co--other", 21, id="anchor with a letter of two"),
        pytest.param("README.md#serving-1", 20, id="anchor with its page"),
    ],
)
def test_a_section_of_the_first_page_is_found_by(name: str, line: int) -> None:
    assert named(LIST.find_section(name))[::2] == ("README.md", line)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("Training", 3, id="a whole path, a tail elsewhere"),
        pytest.param("Data", 4, id="title"),
        pytest.param("Training > Data", 4, id="path"),
        pytest.param("#tools", 6, id="anchor that no other page has"),
        pytest.param("mlsystems.md#training", 3, id="anchor with its page"),
        pytest.param(" mlsystems.md#tools ", 6, id="spaces around"),
    ],
)
def test_a_section_of_another_page_is_found_by(name: str, line: int) -> None:
    assert named(LIST.find_section(name))[::2] == ("mlsystems.md", line)


def test_a_heading_has_its_anchor_before_a_label_that_would_have_it() -> None:
    papers = listed(("README.md", "## A\n- **B**\n  - [x](https://x.org)\n## B\n"))
    assert papers.find_section("#b").section.line == 4


def test_an_ambiguous_name_is_refused_with_every_path() -> None:
    with pytest.raises(AmbiguousSection) as refusal:
        LIST.find_section("serving")
    assert "names 2 sections" in str(refusal.value)
    assert "LLM Systems > Serving; LLM Frameworks > Serving." in str(refusal.value)
    assert refusal.value.argument == "section"


def test_sections_of_one_path_are_told_apart_by_page_and_anchor() -> None:
    papers = listed(("README.md", "## A\n## B\n## A\n"), ("other.md", "## A\n"))
    with pytest.raises(AmbiguousSection) as refusal:
        papers.find_section("a")
    assert "README.md#a (A); README.md#a-1 (A); other.md#a (A)." in str(refusal.value)
    assert papers.find_section("README.md#a-1").section.line == 3
    assert papers.find_section("other.md#a").page.file == "other.md"


@pytest.mark.parametrize("name", ["#%EF%B8%8F-tools", "#\ufe0f-tools", "#\\u{FE0F}-tools"])
def test_an_anchor_that_nobody_sees_is_told_by_number_and_found(name: str) -> None:
    papers = PaperList((Page("README.md", parse("## Tools\n\n## ⚙️ Tools\n")),))
    place = papers.find_section(name)
    assert place.section.title == "⚙️ Tools"
    assert papers.anchor_of(place) == "#%EF%B8%8F-tools"


def test_labels_of_one_anchor_are_ambiguous() -> None:
    item = "- **B**\n  - [x](https://x.org)\n"
    papers = listed(("README.md", f"## A\n{item}## C\n{item}"))
    with pytest.raises(AmbiguousSection, match="A > B; C > B"):
        papers.find_section("#b")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        pytest.param("LLM servng", "LLM Systems > Serving > LLM serving", id="typo"),
        pytest.param("Survey Papers", "Survey Paper", id="plural"),
        pytest.param("LLM Systems > Serving > LLM srving", "LLM serving", id="typo in a path"),
        pytest.param("LLM System > Serving", "LLM Systems > Serving", id="typo above"),
    ],
)
def test_an_unknown_name_is_refused_with_what_is_near(name: str, near: str) -> None:
    with pytest.raises(UnknownSection) as refusal:
        LIST.find_section(name)
    assert "Nearest: " in str(refusal.value)
    assert near in str(refusal.value)
    assert "list_sections" in refusal.value.advice


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param(">", id="a joint alone"),
        pytest.param("List", id="the page's own title"),
        pytest.param("Contents", id="the table of contents"),
        pytest.param("../mlsystems.md", id="a path of files"),
        pytest.param("#", id="anchor without a name"),
        pytest.param("survey-paper", id="anchor without its mark"),
        pytest.param("other.md#training", id="anchor of no page"),
        pytest.param("#contents", id="anchor of the contents"),
        pytest.param(".*", id="pattern"),
        pytest.param("LLM Systems >", id="path left open"),
        pytest.param("Ѕerving", id="a letter that only looks alike"),
        pytest.param("x" * 60_000, id="very long"),
        pytest.param("\udce9\u202e", id="no text"),
    ],
)
def test_what_names_no_section(name: str) -> None:
    with pytest.raises(UnknownSection) as refusal:
        LIST.find_section(name)
    assert len(str(refusal.value)) <= 1000
    assert str(refusal.value).isprintable()


def test_refused_names_are_told_in_full() -> None:
    with pytest.raises(UnknownSection) as refusal:
        LIST.find_section("Survey  Papers")
    assert str(refusal.value) == (
        "unknown-section: section: no section is called 'Survey  Papers'. Nearest: Survey Paper. "
        "Pass one path unchanged (list_sections names them)."
    )
    with pytest.raises(AmbiguousSection) as ambiguity:
        LIST.find_section("serving")
    assert str(ambiguity.value) == (
        "ambiguous-section: section: 'serving' names 2 sections: LLM Systems > Serving; "
        "LLM Frameworks > Serving. Pass one of these paths in full."
    )


def test_a_list_without_sections_has_none_near_and_needs_one() -> None:
    with pytest.raises(UnknownSection, match="No name comes near") as refusal:
        listed(("README.md", "words")).find_section("A")
    assert refusal.value.advice == (
        "The list has no section yet: it needs a heading first (add_section makes one)."
    )


def test_a_refusal_is_short_however_long_the_paths_are() -> None:
    text = "".join(f"## {'long ' * 300}{n}\n### Same\n" for n in range(9))
    with pytest.raises(AmbiguousSection) as refusal:
        listed(("README.md", text)).find_section("Same")
    assert len(str(refusal.value)) <= 1000


@given(made_lists(), st.data())
def test_every_path_and_anchor_finds_its_section(made: MadeList, data: st.DataObject) -> None:
    papers = listed(("README.md", made.text))
    for place in papers.places:
        assert papers.find_section(place.section.path) == place
        tricky = data.draw(st.sampled_from((str.upper, str.lower, " {} ".format)))
        assert papers.find_section(tricky(place.section.path)) == place
        if not place.section.is_label:
            assert papers.find_section(f"#{place.section.anchor}") == place


def test_the_real_list_refuses_serving_with_both_paths(shared: Path) -> None:
    text = (shared / "seeds" / "llmsys-readme.md").read_bytes().decode()
    papers = listed(("README.md", text))
    with pytest.raises(AmbiguousSection, match="LLM Systems > Serving; LLM Frameworks > Serving"):
        papers.find_section("Serving")
    assert papers.find_section("LLM serving").section.line == 115
    assert papers.find_section("#training-1").section.line == 343


# --- sections of one path -------------------------------------------------------------------------

TWICE = listed(
    (
        "README.md",
        "# T\n## A\n- [X](https://x.org/1)\n### Part\n- [P](https://x.org/p)\n"
        "## B\n- [Y](https://x.org/2)\n## A\n- [Z](https://x.org/3)\n### Part\n"
        "- [Q](https://x.org/q)\n",
    ),
    ("more.md", "# M\n## b\n- [W](https://x.org/4)\n## C\n- [V](https://x.org/5)\n"),
)


def test_a_section_whose_path_others_have_is_named_by_page_and_anchor() -> None:
    assert [(one.entry.title, one.section) for one in TWICE.entries] == [
        ("X", "README.md#a"),
        ("P", "README.md#part"),
        ("Y", "README.md#b"),
        ("Z", "README.md#a-1"),
        ("Q", "README.md#part-1"),
        ("W", "more.md#b"),
        ("V", "C"),
    ]
    assert [TWICE.anchor_of(place) for place in TWICE.places] == [
        *("#a", "#part", "#b", "#a-1", "#part-1", "more.md#b", "#c"),
    ]
    for place in TWICE.places:
        assert TWICE.find_section(TWICE.name_of(place)) == place
        assert TWICE.find_section(TWICE.anchor_of(place)) == place


def test_sections_of_one_path_are_covered_one_by_one() -> None:
    assert TWICE.covered("#a-1") == {
        ("", "README.md", "README.md#a-1"),
        ("", "README.md", "README.md#part-1"),
    }


def test_labels_of_one_path_and_anchor_keep_their_path() -> None:
    label = "- **L**\n  - [X](https://x.org/1)\n"
    papers = listed(("README.md", f"## A\n{label}- [Y](https://x.org/2)\n{label}"))
    assert [one.section for one in papers.entries] == ["A > L", "A", "A > L"]


@given(made_lists())
def test_a_path_that_no_other_section_has_is_its_name(made: MadeList) -> None:
    papers = listed(("README.md", made.text))
    assert tuple(map(papers.name_of, papers.places)) == made.sections
    assert all(one.section == one.entry.section for one in papers.entries)
