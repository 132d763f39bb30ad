"""Several lists side by side: which one a call means, and all of them as one."""

from pathlib import Path

import pytest

from llmsys_mcp.errors import AmbiguousSection, InvalidArgument, UnknownEntry, UnknownSection
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.library import Library, Source, joined, read_sources
from llmsys_mcp.services.search import Filters, search
from small_library import COURSE, SmallLibrary


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path)


# --- names and ids -------------------------------------------------------------------------------


def test_ids_begin_with_the_list_where_there_are_several(lists: SmallLibrary) -> None:
    ids = {
        name: [e.id for e in lists.catalog(name).current().papers.entries]
        for name in ("topics", "venues", "course")
    }
    assert ids["topics"][0] == "topics/arxiv:2401.00001"
    assert ids["topics"][-1] == "topics/arxiv:2401.00001#2"
    assert ids["venues"][0] == "venues/arxiv:2501.00003"
    assert ids["course"][:2] == ["course/key:relay-osdi24", "course/key:paged-sosp23"]
    assert all(e.list == "venues" for e in lists.catalog("venues").current().papers.entries)


def test_one_list_has_plain_ids(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("## A\n- [R](https://arxiv.org/abs/2401.00001)\n")
    for settings in (Settings(str(tmp_path)), Settings(f"mine={tmp_path}")):
        (entry,) = open_catalog(settings, tmp_path).current().papers.entries
        assert (entry.id, entry.list) == ("arxiv:2401.00001", "")


def test_an_id_is_found_with_and_without_its_list(lists: SmallLibrary) -> None:
    papers = lists.catalog("venues").current().papers
    for id_ in ("venues/arxiv:2501.00003", "arxiv:2501.00003", " Venues/ARXIV:2501.00003"):
        assert papers.entry(id_).entry.title.startswith("Trainer")
    with pytest.raises(UnknownEntry, match="venues/arxiv:2501"):
        papers.entry("topics/arxiv:2501.00003")


def test_a_call_means_the_list_it_names(lists: SmallLibrary) -> None:
    library = lists.library
    assert library.is_several
    assert library.meant("", []) is lists.primary is library.named("")
    assert library.meant(" venues ", []) is lists.catalog("venues")
    assert library.meant("", ["venues/arxiv:1", "nolist/x", "arxiv:2"]) is lists.catalog("venues")
    assert library.meant("venues", ["venues/arxiv:1"]) is lists.catalog("venues")


@pytest.mark.parametrize(
    ("name", "ids", "said"),
    [
        pytest.param("nope", [], "There are topics, venues, course", id="unknown name"),
        pytest.param("course", ["venues/x"], "several lists: course, venues", id="name and id"),
        pytest.param("", ["venues/x", "course/y"], "several lists: course, venues", id="two ids"),
    ],
)
def test_a_call_that_means_no_one_list_is_refused(
    lists: SmallLibrary, name: str, ids: list[str], said: str
) -> None:
    with pytest.raises(InvalidArgument, match=said):
        lists.library.meant(name, ids)


# --- settings ------------------------------------------------------------------------------------


def test_settings_name_lists_the_primary_one_first() -> None:
    text = b"""
    primary = "b"
    [lists.a]
    path = "."
    [lists.b]
    path = "bundled:tju"
    dialect = "tju"
    [lists.c]
    path = "c.md"
    bibliography = "papers.bib"
    [lint]
    select = ["LL1"]
    """
    assert read_sources(text) == (
        Source("b", "bundled:tju", "tju"),
        Source("a", "."),
        Source("c", "c.md", bibliography="papers.bib"),
    )
    assert [one.name for one in read_sources(b"[lists.z]\npath='.'\n[lists.a]\npath='.'")] == [
        "z",
        "a",
    ]
    assert read_sources(b"[lint]\nselect = []\n") == ()


SIXTEEN = [b"[lists.l%d]\npath='.'\n" % at for at in range(16)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(b"lists = [", "no TOML", id="no TOML"),
        pytest.param(b"\xff", "no TOML", id="no UTF-8"),
        pytest.param(b"lists = 3", "holds no tables", id="no table"),
        pytest.param(b"[lists]\na = 3", "`path` is missing", id="no table below"),
        pytest.param(b"[lists.a]\n", "`path` is missing", id="no path"),
        pytest.param(b"[lists.a]\npath = 3", "`path` is missing", id="path is no text"),
        pytest.param(b"[lists.a]\npath='.'\nfoo='x'", "unknown: 'foo'", id="unknown key"),
        pytest.param(b"[lists.a]\npath='.'\ndialect='x'", "There are awesome", id="no dialect"),
        pytest.param(b"[lists.'a b']\npath='.'", "cannot name a list", id="bad name"),
        pytest.param(b"primary='x'\n[lists.a]\npath='.'", "primary names no list", id="primary"),
        pytest.param(b"".join([*SIXTEEN, b"[lists.q]\npath='.'\n"]), "too many", id="many"),
    ],
)
def test_settings_that_mean_nothing_are_refused(text: bytes, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        read_sources(text)


def test_sixteen_lists_may_be_served() -> None:
    assert len(read_sources(b"".join(SIXTEEN))) == 16


# --- all lists as one ----------------------------------------------------------------------------


def test_everything_is_searched_together(lists: SmallLibrary) -> None:
    everything = lists.library.everything
    view = everything.current()
    assert everything.current() is view
    found = search(view, "relay", Filters(), limit=9, offset=0)
    assert {hit.listed.list for hit in found.hits} == {"topics", "venues", "course"}
    assert found.hits[0].score >= found.hits[-1].score
    browsed = search(view, "", Filters(), limit=50, offset=0)
    assert browsed.total == 6 + 5 + 4
    lists.write("venues", "## OSDI 2024\n* One\n## NSDI 2024\n")
    assert everything.current() is not view
    assert search(everything.current(), "", Filters(), limit=50, offset=0).total == 6 + 1 + 4


def test_a_section_filters_every_list_that_has_it(lists: SmallLibrary) -> None:
    view = lists.library.everything.current()

    def total(section: str) -> int:
        return search(view, "", Filters(section=section), limit=50, offset=0).total

    assert total("Serving") == 3 + 3  # of the topics and of the course
    assert total("OSDI 2024") == 2
    assert total("Systems") == 6
    with pytest.raises(UnknownSection):
        total("Nothing")
    lists.write("venues", "## A\n### Serving\n* x\n## B\n### Serving\n* y\n")
    with pytest.raises(AmbiguousSection):
        search(
            lists.library.everything.current(), "", Filters(section="Serving"), limit=9, offset=0
        )


def test_everything_is_not_edited(lists: SmallLibrary) -> None:
    assert lists.library.everything.home.bundled
    assert lists.library.everything.read_only


# --- what keys stand for -------------------------------------------------------------------------


def test_keys_are_told_by_the_lists_beside(lists: SmallLibrary) -> None:
    entries = lists.catalog("course").current().papers.entries
    assert [
        (e.entry.title, e.entry.description, e.entry.url, e.entry.required) for e in entries
    ] == [
        ("Relay", "A Server for Language Models", "https://arxiv.org/abs/2401.00001", True),
        ("Paged", "Memory for Serving", "https://arxiv.org/abs/2309.00002", "Memory"),
        ("nobody", "", "", False),
        ("The Herd of Models", "", "https://x.org/herd", True),
    ]
    lists.write("topics", "## A\n- [Nobody](https://x.org/n): At All | ICML' 20\n")
    entries = lists.catalog("course").current().papers.entries
    assert [e.entry.title for e in entries] == [
        "Relay: A Server for Language Models",
        "paged",
        "Nobody",
        "The Herd of Models",
    ]


def test_what_keys_stand_for_is_told_once_per_state(lists: SmallLibrary) -> None:
    catalog = lists.catalog("course")
    view = catalog.current()
    assert catalog.current() is view
    assert catalog.with_texts(view, [("README.md", COURSE)]).papers.entries == view.papers.entries
    lists.write("course", COURSE + "\n")
    assert catalog.current() is not view


def test_a_list_that_is_gone_tells_nothing(lists: SmallLibrary) -> None:
    (lists.folder / "topics" / "README.md").unlink()
    entries = lists.catalog("course").current().papers.entries
    assert [e.entry.title for e in entries][:2] == ["Relay: A Server for Language Models", "paged"]


def test_the_bibliography_of_a_site_tells_its_keys(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(COURSE)
    record = (
        "@misc{nobody-icml20, title={Nobody: At {A}ll}, shorttitle={Nobody}, url={https://n.org}}"
    )
    (tmp_path / "refs").mkdir()
    (tmp_path / "refs" / "all.bib").write_text(record)
    named = Catalog(
        Home(tmp_path, "page.md"), index_folder=None, bundled_rules="", bibliography="refs/all.bib"
    )
    nobody = named.current().papers.entry("key:nobody-icml20").entry
    assert (nobody.title, nobody.description, nobody.url) == ("Nobody", "At All", "https://n.org")
    assert named.current().text("refs/all.bib") == record
    (tmp_path / "papers.bib").write_text("@misc{nobody-icml20, title={Found by Habit}}")
    (tmp_path / "references.bib").write_text("@misc{nobody-icml20, title={Not Looked At}}")
    usual = Catalog(Home(tmp_path, "page.md"), index_folder=None, bundled_rules="")
    assert usual.current().papers.entry("key:nobody-icml20").entry.title == "Found by Habit"
    before = usual.current()
    (tmp_path / "papers.bib").write_text("@misc{nobody-icml20, title={Changed}}")
    assert usual.current().papers.entry("key:nobody-icml20").entry.title == "Changed"
    assert usual.current().revision != before.revision


def test_a_page_stays_in_its_dialect_as_it_shrinks(lists: SmallLibrary) -> None:
    course, venues = lists.catalog("course"), lists.catalog("venues")
    assert len(course.current().papers.entries) == 4
    lists.write("course", '## A\n{% include p.html key="only" %}\n')
    assert [e.entry.key for e in course.current().papers.entries] == ["only"]
    lists.write("course", '## A\n{% include p.html note="x" %}\n- [One](https://a.org/1): b\n')
    assert course.current().papers.pages[0].document.dialect == "llmsys"
    assert len(venues.current().papers.entries) == 5
    lists.write("venues", COURSE)
    assert venues.current().papers.pages[0].document.dialect == "course"
    lists.write("venues", "## S\n- [One](https://a.org/1): b\n")
    assert venues.current().papers.pages[0].document.dialect == "llmsys"


def test_bullets_stay_bullets_while_some_are(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("## S\n" + "- [A](https://a.org/1) - b.\n" * 3)
    catalog = open_catalog(Settings(str(page), index_dir="memory"), tmp_path)
    assert catalog.current().papers.pages[0].document.dialect == "awesome"
    page.write_text(
        "## S\n" + "- [A](https://a.org/1) - b.\n" * 3 + "- [B](https://b.org): c\n" * 5
    )
    assert catalog.current().papers.pages[0].document.dialect == "awesome"
    page.write_text("## S\n- [A](https://a.org/1) - b.\n")
    assert catalog.current().papers.pages[0].document.dialect == "llmsys"


def test_a_named_dialect_is_not_doubted(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("## Topic\n* A bare title\n")
    (tmp_path / "llmsys-mcp.toml").write_text(
        "[lists.a]\npath = 'page.md'\ndialect = 'tju'\n[lists.b]\npath = 'bundled:course'\n"
    )
    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    assert (catalog.name, [one.name for one in catalog.others]) == ("a", ["b"])
    assert [e.entry.title for e in catalog.current().papers.entries] == ["A bare title"]


def test_a_settings_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("## Topic\n* A bare title\n")
    text = "\ufeff[lists.a]\npath = 'page.md'\n[lists.b]\npath = 'bundled:course'\n"
    (tmp_path / "llmsys-mcp.toml").write_text(text, encoding="utf-8")
    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    assert (catalog.name, [one.name for one in catalog.others]) == ("a", ["b"])


def test_one_catalogue_alone_is_no_library(tmp_path: Path) -> None:
    catalog = Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="", name="a")
    assert joined([catalog]) is catalog
    assert not Library(catalog).is_several


def test_rules_are_those_of_the_dialect(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(COURSE)
    catalog = open_catalog(Settings(str(tmp_path), index_dir="memory"), tmp_path)
    assert "Jekyll" in catalog.current().rules
    (tmp_path / "CLAUDE.md").write_text("")
    assert catalog.current().rules == ""
