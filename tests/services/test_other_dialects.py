"""Lists of other forms edited through the same tools: one line, nothing lost, nothing run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import strategies
from llmsys_mcp.core.listing.conservation import compare
from llmsys_mcp.errors import (
    DuplicateEntry,
    InvalidArgument,
    ListError,
    ReadOnly,
    UnknownSection,
)
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.intake_set.operations import plan_additions
from small_library import COURSE, VENUES, SmallLibrary
from small_lists import SmallList

BULLETS = """\
# Awesome

## Serving
- [Alpha](https://a.org/1) - First.
- [Beta](https://a.org/2) - Second.
- [Delta](https://a.org/4) - Fourth.

## Training
- **Gamma** [[paper]](https://a.org/3)
"""
TABLE = "## S\n\n| Paper |\n|--|\n" + "".join(
    f"| [Row number {at} of many](https://a.org/{at}) |\n" for at in range(6)
)
PAGES = {"venues": VENUES, "course": COURSE, "bullets": BULLETS}
SECTIONS = {
    "venues": ["OSDI 2024 > LLM Serving", "SOSP 2025", "OSDI 2024"],
    "course": ["Part 1 - Models > Serving", "Part 2 - Systems", "Part 1 - Models"],
    "bullets": ["Serving", "Training", "Training"],
}
PAPER = {
    "title": "Rollout Relay",
    "url": "https://www.arxiv.org/pdf/2601.00001v2",
    "description": "Overlapping Generation and Training",
    "venue": "OSDI 2024",
    "organization": "umich",
}


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path, PAGES)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("name", PAGES)
def test_adding_is_one_line_and_adding_again_is_none(
    lists: SmallLibrary, name: str, end: str
) -> None:
    text = PAGES[name].replace("\n", end)
    lists.write(name, text)
    for section in SECTIONS[name][:2]:
        lists.write(name, text)
        added = lists.core(name).add_entry(section=section, **PAPER)
        assert added["added"]
        assert added["section"] == section
        old, new = text.split("\n"), lists.read(name).split("\n")
        assert len(new) == len(old) + 1
        at = new.index(next(line for line in new if line not in old))
        assert [*new[:at], *new[at + 1 :]] == old
        assert new[at].endswith("\r") is (end == "\r\n")
        again = lists.core(name).add_entry(section=section, **PAPER)
        assert not again["added"]
        assert again["id"] == added["id"]
        assert lists.read(name).split("\n") == new
        shown = lists.core(name).get_entry(added["id"])
        assert shown["markdown"] == added["entry"]


def test_a_paper_that_is_listed_is_not_added_elsewhere(lists: SmallLibrary) -> None:
    for name in PAGES:
        lists.core(name).add_entry(section=SECTIONS[name][0], **PAPER)
        with pytest.raises(DuplicateEntry):
            lists.core(name).add_entry(section=SECTIONS[name][1], **PAPER)
        twice = lists.core(name).add_entry(section=SECTIONS[name][1], **PAPER, allow_duplicate=True)
        assert twice["added"]
        ids = [one.id for one in lists.catalog(name).current().papers.entries]
        assert sum(one.removesuffix("#2") == twice["id"].removesuffix("#2") for one in ids) == 2


@pytest.mark.parametrize("name", PAGES)
def test_formatting_is_what_adding_writes(lists: SmallLibrary, name: str) -> None:
    section = SECTIONS[name][0]
    line = lists.core(name).format_entry(**PAPER, section=section)["entry"]
    assert lists.core(name).add_entry(section=section, **PAPER, dry_run=True)["entry"] == line
    assert lists.core(name).format_entry(**PAPER)["entry"]


def test_a_venue_s_section_is_made_with_its_first_entry(lists: SmallLibrary) -> None:
    added = lists.core("venues").add_entry(section="SOSP 2026", **(PAPER | {"venue": "SOSP 2026"}))
    assert added["section"] == "SOSP 2026"
    assert added["warnings"][0] == "The list had no section SOSP 2026; one was made."
    page = lists.read("venues")
    assert page.index("## SOSP 2026") < page.index("## [SOSP 2025]")
    assert not set(VENUES.split("\n")) - set(page.split("\n"))
    other = lists.core("venues").add_entry(
        section="OSDI' 24", title="Another", url="https://x.org/9"
    )
    assert other["section"] == "OSDI 2024"
    for name, section in (("venues", "LLM Training"), ("course", "OSDI 2026")):
        with pytest.raises(UnknownSection):
            lists.core(name).add_entry(section=section, **PAPER)


@pytest.mark.parametrize(
    ("name", "before"),
    [("SOSP 2026", "## [SOSP 2025]"), ("NSDI' 25", "## [SOSP 2025]"), ("FAST 2010", "")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_venue_s_section_is_added_newest_first(
    lists: SmallLibrary, name: str, before: str, end: str
) -> None:
    lists.write("venues", VENUES.replace("\n", end))
    added = lists.edit("venues").add_section(name)
    assert added["added"]
    page = lists.read("venues")
    assert page.replace("\r\n", "\n").count("\n") == page.count(end)
    title = f"## {added['section']}"
    assert page.index(title) < page.index(before) if before else page.rstrip().endswith(title)
    assert f"---{end}{title}{end}" in page
    assert not set(VENUES.split("\n")) - set(page.replace("\r", "").split("\n"))
    filled = lists.core("venues").add_entry(section=added["section"], **PAPER)
    assert filled["section"] == added["section"]


def test_a_section_that_is_there_in_another_spelling_is_not_added(lists: SmallLibrary) -> None:
    with pytest.raises(InvalidArgument, match="'OSDI 2024' is there already"):
        lists.edit("venues").add_section("OSDI' 24")
    added = lists.edit("venues").add_section("Compilers", dry_run=True)
    assert added["section"] == "Compilers"


def test_several_entries_of_a_course_come_with_their_records(lists: SmallLibrary) -> None:
    entries = [
        {"section": "Part 2 - Systems", "title": f"{name}: a", "url": f"https://x.org/{name}"}
        for name in ("One", "Two")
    ]
    done = lists.edit("course").add_entries(entries, dry_run=True)
    assert [line for line in done["paste"].split("\n") if line.startswith("@")] == [
        "@misc{one,",
        "@misc{two,",
    ]
    lists.write("course", "", "papers.bib")
    done = lists.edit("course").add_entries(entries)
    assert "paste" not in done
    assert lists.read("course", "papers.bib").count("@misc{") == 2


def test_a_course_s_entry_comes_with_its_record(lists: SmallLibrary) -> None:
    section = SECTIONS["course"][0]
    added = lists.core("course").add_entry(section=section, **PAPER, dry_run=True)
    assert added["entry"] == '{% include paper_item.html key="rolloutrelay-osdi24" %}'
    assert added["paste"].startswith("@inproceedings{rolloutrelay-osdi24,")
    assert "Overlapping Generation" in added["paste"]
    assert added["warnings"] == [
        "The site's bibliography needs a record of rolloutrelay-osdi24; paste the one given."
    ]
    assert "paste" not in lists.core("venues").add_entry(section="SOSP 2025", **PAPER, dry_run=True)


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("@misc{a, title={A}}\n", "\n", id="a record"),
        pytest.param("@misc{a, title={A}}", "\n\n", id="no last line end"),
        pytest.param("@misc{a, title={A}}\r\n", "\r\n", id="CRLF"),
    ],
)
def test_the_record_goes_into_the_site_s_bibliography(
    lists: SmallLibrary, before: str, gap: str
) -> None:
    lists.write("course", before, "_bibliography/papers.bib")
    added = lists.core("course").add_entry(section=SECTIONS["course"][0], **PAPER)
    assert added["added"]
    assert "paste" not in added
    after = lists.read("course", "_bibliography/papers.bib")
    assert after.startswith(f"{before}{gap}@inproceedings{{rolloutrelay-osdi24,")
    assert after.count("\r\n") == (after.count("\n") if "\r" in before else 0)
    assert "b/_bibliography/papers.bib" in added["diff"]
    assert lists.core("course").get_entry(added["id"])["title"] == "Rollout Relay"
    undone = lists.edit("course").undo_last_edit()
    assert undone["undone"]


def test_a_record_that_is_there_is_not_written_again(lists: SmallLibrary) -> None:
    record = "@misc{rolloutrelay-osdi24, title={Something Else}}\n"
    lists.write("course", record, "papers.bib")
    added = lists.core("course").add_entry(section=SECTIONS["course"][0], **PAPER)
    assert lists.read("course", "papers.bib") == record
    assert added["warnings"] == ["papers.bib has a record of rolloutrelay-osdi24 already."]


def test_a_key_that_a_list_knows_needs_no_second_look(lists: SmallLibrary) -> None:
    title = "Relay: A Server for Language Models"
    relay = {"title": title, "url": "https://r.org", "venue": "OSDI 2024"}
    added = lists.core("course").add_entry(section=SECTIONS["course"][0], **relay)
    assert (added["added"], added["warnings"]) == (
        False,
        ["The section lists relay-osdi24 already."],
    )


def test_where_one_list_is_served_nobody_knows_a_key(tmp_path: Path) -> None:
    alone = SmallList(tmp_path)
    alone.write(COURSE)
    paper = {"title": "Paged: Memory", "url": "https://x.org/n", "venue": "SOSP 2023"}
    added = alone.core.add_entry(section=SECTIONS["course"][0], **paper)
    assert (added["added"], "nobody knows" in added["warnings"][0]) == (False, True)


def test_a_key_that_is_there_may_be_the_paper(lists: SmallLibrary) -> None:
    paper = {"title": "Nobody: At All", "url": "https://x.org/n", "venue": "ICML 2020"}
    core = lists.core("course")
    listed = core.add_entry(section=SECTIONS["course"][0], **paper)
    assert (listed["added"], listed["id"]) == (False, "course/key:nobody-icml20")
    (told,) = listed["warnings"]
    assert told.startswith(
        "Possible duplicate: the section lists nobody-icml20 already, and nobody"
    )
    with pytest.raises(DuplicateEntry, match="its key stands in"):
        core.add_entry(section=SECTIONS["course"][1], **paper)
    twice = core.add_entry(section=SECTIONS["course"][1], **paper, allow_duplicate=True)
    assert (twice["added"], twice["id"]) == (True, "course/key:nobody-icml20#2")
    another = core.add_entry(section=SECTIONS["course"][0], **paper, allow_duplicate=True)
    assert another["entry"] == '{% include paper_item.html key="nobody-icml20b" %}'
    # `relay-osdi24` is known to be another paper's.
    lists.write("venues", VENUES)
    lists.write("course", COURSE, "README.md")
    lists.write("bullets", "## S\n- [Relay](https://r.org): A Server | OSDI' 24\n")
    other = {"title": "Relay: Not That One", "url": "https://x.org/r", "venue": "OSDI 2024"}
    added = lists.core("course").add_entry(section=SECTIONS["course"][1], **other)
    assert added["entry"] == '{% include paper_item.html key="relay-osdi24b" %}'


@pytest.mark.parametrize("name", PAGES)
def test_entries_move_and_go_with_their_lines(lists: SmallLibrary, name: str) -> None:
    catalog = lists.catalog(name)
    before = catalog.current()
    first = before.papers.entries[0]
    moved = EditOperations(catalog).move_entry(
        first.id, SECTIONS[name][1 if name != "venues" else 0]
    )
    assert moved["changed"]
    after = catalog.current()
    assert len(compare(before.papers, after.papers).moved) == 1
    words = [sorted(text.replace("+", "*").split()) for text in (PAGES[name], lists.read(name))]
    assert words[0] == words[1]
    removed = EditOperations(catalog).remove_entry(first.id, "test")
    assert removed["changed"]
    gone = compare(after.papers, catalog.current().papers)
    assert (len(gone.removed), len(gone.kept)) == (1, len(before.papers.entries) - 1)


def test_an_entry_that_shares_its_line_goes_alone(tmp_path: Path) -> None:
    page = (
        "## A\n<ul>"
        + '{% include p.html key="a" %}{% include p.html key="b" %}</ul>\n'
        + ('{% include p.html key="c" %}\n')
    )
    lists = SmallList(tmp_path)
    lists.write(page)
    lists.edit.remove_entry("key:a", "test")
    assert lists.read().decode() == page.replace('{% include p.html key="a" %}', "")


@pytest.mark.parametrize(
    ("name", "id_", "new", "line"),
    [
        (
            "venues",
            "arxiv:2402.00009",
            {"venue": "NSDI 2025", "organization": ""},
            "+ (NSDI'25) Other: Something Else Entirely [paper](https://arxiv.org/abs/2402.00009)",
        ),
        (
            "bullets",
            "Alpha",
            {"url": "https://www.arxiv.org/pdf/2401.00001"},
            "- [Alpha](https://arxiv.org/abs/2401.00001) - First.",
        ),
        (
            "course",
            "The Herd of Models",
            {"title": "{{ x }}"},
            '    <b>(Required)</b> <a href="https://x.org/herd">&#123;&#123; x &#125;&#125;</a>'
            " (Section 3)",
        ),
    ],
)
def test_fields_are_updated(
    lists: SmallLibrary, name: str, id_: str, new: dict[str, str], line: str
) -> None:
    entries = lists.catalog(name).current().papers.entries
    found = next(e.id for e in entries if e.id.endswith(id_) or e.entry.title == id_)
    old = PAGES[name].split("\n")
    lists.edit(name).update_entry(found, new)
    changed = [one for one in lists.read(name).split("\n") if one not in old]
    assert changed == [line]


@pytest.mark.parametrize("venue", ["Middleware", "HotOS XX", "to appear"])
def test_a_venue_that_a_list_by_venues_would_not_read_is_refused_everywhere(
    lists: SmallLibrary, venue: str
) -> None:
    core, edit, told = (
        lists.core("venues"),
        lists.edit("venues"),
        "as in OSDI 2024, or leave it out",
    )
    paper = PAPER | {"venue": venue}
    (other,) = core.search_papers("Something Else Entirely")["results"]
    for call in (
        lambda: core.add_entry(section="OSDI 2024 > LLM Serving", **paper),
        lambda: core.format_entry(**paper),
        lambda: core.format_entry(section="OSDI 2024 > LLM Serving", **paper),
        lambda: edit.update_entry(other["id"], {"venue": venue}),
    ):
        with pytest.raises(InvalidArgument, match=told) as refused:
            call()
        assert refused.value.argument == "venue"
    given = {"title": paper["title"], "url": paper["url"], "venue": venue}
    planned = plan_additions(lists.catalog("venues"), "", [given], "OSDI 2024 > LLM Serving")
    (item,) = planned["items"]
    assert (item["verdict"], item["title"], planned["entries"]) == ("ask", paper["title"], [])
    assert "would not be read as a venue" in item["reason"]
    known = plan_additions(
        lists.catalog("venues"), "", [given | {"venue": "HotOS 2025"}], "OSDI 2024 > LLM Serving"
    )
    assert [one["venue"] for one in known["entries"]] == ["HotOS 2025"]
    assert lists.read("venues") == VENUES


@pytest.mark.parametrize(
    ("new", "line", "warnings"),
    [
        pytest.param(
            {"venue": "SOSP 2025 (Best Paper)"},
            "* (SOSP'25 Best Paper) Trainer: Training Across Many Clusters "
            "[link](https://arxiv.org/abs/2501.00003) [Training | PKU]",
            [],
            id="a note",
        ),
        pytest.param(
            {"organization": "Inclusion AI"},
            "* Trainer: Training Across Many Clusters [link](https://arxiv.org/abs/2501.00003) "
            "[Training | Inclusion AI]",
            [
                "“Inclusion AI” is read as a keyword here: nothing in it tells of an organisation "
                "or a person."
            ],
            id="a maker that nobody knows",
        ),
        pytest.param(
            {"venue": ""},
            "",
            ["The line itself names no venue; SOSP'25 is the section's."],
            id="the section's venue",
        ),
    ],
)
def test_what_is_read_otherwise_than_it_was_given_is_told(
    lists: SmallLibrary, new: dict[str, str], line: str, warnings: list[str]
) -> None:
    edit, old = lists.edit("venues"), VENUES.split("\n")
    result = edit.update_entry("venues/arxiv:2501.00003", new)
    assert (result["changed"], result["warnings"]) == (bool(line), warnings)
    assert [one for one in lists.read("venues").split("\n") if one not in old] == [line][
        : bool(line)
    ]
    again = edit.update_entry("venues/arxiv:2501.00003", new)
    assert (again["changed"], again["warnings"]) == (False, warnings)


def test_a_description_does_not_take_the_place_of_a_title_s_second_part(
    lists: SmallLibrary,
) -> None:
    with pytest.raises(InvalidArgument, match="give the whole title, which begins with 'Trainer'"):
        lists.edit("venues").update_entry("venues/arxiv:2501.00003", {"description": "New Words"})
    assert lists.read("venues") == VENUES


@pytest.mark.parametrize(
    ("new", "line"),
    [
        ({"venue": "OSDI 2025"}, "{title} - {said}. | OSDI' 25 {badge}"),
        ({"title": "Delta Tool"}, "[Delta Tool](https://a.dev/3) - {said}. {badge}"),
        ({"description": "A framework"}, ""),
    ],
)
def test_what_an_update_does_not_name_stays_in_a_line_of_bullets(
    tmp_path: Path, new: dict[str, str], line: str
) -> None:
    parts = {
        "title": "[Gamma Tool](https://a.dev/3)",
        "said": "Great `x<y>` with [a link](https://l.dev/x), by [Someone](https://s.dev)",
        "badge": "![stars](https://img.dev/s)",
    }
    old = "- {title} - {said}. {badge}".format(**parts)
    lists = SmallList(tmp_path)
    lists.write(f"{BULLETS}{old}\n")
    if not line:
        with pytest.raises(InvalidArgument, match="would be lost") as refused:
            lists.edit.update_entry(lists.id_of("Gamma Tool"), new)
        assert refused.value.argument == "description"
        assert lists.read().decode() == f"{BULLETS}{old}\n"
        return
    result = lists.edit.update_entry(lists.id_of("Gamma Tool"), new)
    assert lists.read().decode() == f"{BULLETS}- {line.format(**parts)}\n"
    assert result["warnings"] == []


def test_what_a_page_of_keys_does_not_say_is_refused(lists: SmallLibrary) -> None:
    with pytest.raises(InvalidArgument, match="its key, relay-osdi24"):
        lists.edit("course").update_entry("course/key:relay-osdi24", {"title": "x"})
    assert lists.read("course") == COURSE


def test_a_section_that_an_add_would_make_has_no_year_group_yet(lists: SmallLibrary) -> None:
    (first, *_) = lists.core("venues").suggest_section("Rows of Caches", venue="OSDI 2031")[
        "suggestions"
    ]
    assert (first["section"], first["bucket"]) == ("OSDI 2031", None)


def test_a_table_is_read_and_not_written(tmp_path: Path) -> None:
    lists = SmallList(tmp_path)
    lists.write(TABLE)
    assert len(lists.entries()) == 6
    assert lists.core.search_papers("row")["total"] == 6
    assert lists.core.suggest_section("Row number nine of many")["suggestions"][0]["bucket"] is None
    id_ = lists.entries()[0].id
    for edit in (
        lambda: lists.core.add_entry(section="S", **PAPER),
        lambda: lists.edit.update_entry(id_, {"title": "x"}),
        lambda: lists.edit.remove_entry(id_, "test"),
        lambda: lists.edit.move_entry(id_, "S2"),
        lambda: lists.edit.add_section("New"),
    ):
        with pytest.raises((ReadOnly, UnknownSection)):
            edit()
    assert lists.read().decode() == TABLE


# --- hostile texts -------------------------------------------------------------------------------

_ARGUMENTS = ("title", "description", "venue", "organization")


@pytest.mark.parametrize("name", PAGES)
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.fixed_dictionaries(
        {
            argument: strategies.marked_words
            | st.sampled_from(
                (
                    "{{ site.x }}",
                    "{% raw %}",
                    "](x) [y](https://e.org)",
                    "](https://e.org) | z",
                    "<li>",
                    "</ul>",
                    "(OSDI'24) x",
                    "[a | b]",
                    "* x",
                    "## y",
                    "---",
                    "a\u2028b",
                )
            )
            for argument in _ARGUMENTS
        }
    )
)
def test_any_text_is_one_line_or_refused(
    lists: SmallLibrary, name: str, texts: dict[str, str]
) -> None:
    lists.write(name, PAGES[name])
    before = lists.catalog(name).current()
    try:
        added = lists.core(name).add_entry(
            section=SECTIONS[name][0], url="https://x.org/p", **texts
        )
    except ListError:
        assert lists.read(name) == PAGES[name]
        return
    old, new = PAGES[name].split("\n"), lists.read(name).split("\n")
    assert len(new) == len(old) + added["added"]
    after = lists.catalog(name).current()
    change = compare(before.papers, after.papers)
    assert (len(change.added), change.removed, change.moved, change.edited) == (
        added["added"],
        (),
        (),
        (),
    )
    if name == "course" and added["added"]:
        key = added["entry"].removeprefix('{% include paper_item.html key="').removesuffix('" %}')
        assert key.replace("-", "").isalnum()
        assert "{{" not in added["paste"]
        assert "{%" not in added["paste"]


@pytest.mark.parametrize("name", PAGES)
def test_hostile_arguments_leave_the_other_forms_whole(
    lists: SmallLibrary, name: str, shared: Path
) -> None:
    rows = [
        json.loads(line)
        for line in (shared / "data" / "hostile.jsonl").read_text("utf-8").split("\n")
        if line
    ]
    tried = 0
    for row in rows:
        texts = {k: v for k, v in row["args"].items() if k in (*_ARGUMENTS, "url")}
        if row["tool"] != "add_entry" or not all(isinstance(v, str) for v in texts.values()):
            continue
        if "title" not in texts or "url" not in texts or len(str(texts)) > 5000:
            continue
        tried += 1
        lists.write(name, PAGES[name])
        try:
            added = lists.core(name).add_entry(section=SECTIONS[name][0], **texts)
        except ListError:
            assert lists.read(name) == PAGES[name]
            continue
        more = len(lists.read(name).split("\n")) - len(PAGES[name].split("\n"))
        assert more == added["added"], row["why"]
    assert tried > 30


# --- many at once --------------------------------------------------------------------------------

WORKER = """
import sys
from pathlib import Path
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.faces.core_set.operations import Operations
folder, section, number = sys.argv[1:]
do = Operations(open_catalog(Settings(folder, index_dir="memory"), Path(folder)))
for at in range(6):
    do.add_entry(section=section, title=f"Storm{number}x{at} unlike every other",
                 url=f"https://x.org/{number}/{at}", venue="OSDI 2024")
"""


@pytest.mark.parametrize("name", PAGES)
def test_adds_of_several_processes_are_all_there_once(lists: SmallLibrary, name: str) -> None:
    folder = str(lists.folder / name)
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, folder, SECTIONS[name][0], str(number)])
        for number in range(3)
    ]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    old, new = PAGES[name].split("\n"), lists.read(name).split("\n")
    added = [line for line in new if "storm" in line.lower()]
    assert len(added) == len(set(added)) == 18
    assert [line for line in new if line not in added] == old
    assert sorted(path.name for path in (lists.folder / name).iterdir()) == ["README.md"]
