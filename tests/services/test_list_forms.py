"""Numbered items, tasks and reference links: read as entries, and edited one line at a time."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmsys_mcp.core.listing.conservation import compare
from llmsys_mcp.errors import DuplicateEntry, InvalidArgument
from llmsys_mcp.faces.library_set.operations import LibraryOperations
from llmsys_mcp.faces.lint_set.operations import LintOperations
from small_lists import SmallList
from strategies import MadeList, made_lists

NUMBERS = """\
# Papers

## Serving

1. [Heron](https://example.org/heron): Caches for Prompts | OSDI' 24
2. [Egret](https://example.org/egret): Queues for Prompts
3. [Ibis](https://example.org/ibis)

## Training

- [Stork](https://example.org/stork): Pipelines

## Data

"""
TASKS = """\
## Serving

- [x] [Heron](https://example.org/heron): Caches for Prompts | OSDI' 24
- [ ] [Egret](https://example.org/egret): Queues for Prompts
- [X] [Ibis](https://example.org/ibis)

## Training

* [Stork](https://example.org/stork): Pipelines
"""
REFERENCES = """\
## Serving

- [Heron][1]: Caches for Prompts | OSDI' 24
- [Egret][]: Queues for Prompts
- [Ibis] | SOSP' 23
- [x] [Crane][1]

## Training

## Sources

[1]: https://arxiv.org/abs/2401.00001 "Heron"
[egret]: <https://example.org/egret>
[Ibis]: https://example.org/ibis
[x]: https://example.org/x
"""
NEW = ("Rollout Relay", "https://example.org/relay", "Overlapping Generation")
WRITTEN = "[Rollout Relay](https://example.org/relay): Overlapping Generation"


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    return SmallList(tmp_path / "list")


def changed(before: str, after: bytes) -> tuple[list[str], list[str]]:
    """(lines that are gone, lines that are new), each in order; the others stand as they stood."""
    old, new = before.splitlines(), after.decode().splitlines()
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    assert [one for one in old if one not in gone] == [one for one in new if one not in come]
    return gone, come


READ = {
    "1. [T](https://a.org/t): d | OSDI' 24": ("T", "https://a.org/t", "d", "OSDI' 24"),
    "23)  [T](https://a.org/t)": ("T", "https://a.org/t", "", ""),
    "- [ ] [T](https://a.org/t): d": ("T", "https://a.org/t", "d", ""),
    "+ [X] **[T](https://a.org/t)**: d": ("T", "https://a.org/t", "d", ""),
    "4. [x] [T](https://a.org/t) | MLSys' 24": ("T", "https://a.org/t", "", "MLSys' 24"),
    "- [T][r]: d | OSDI' 24": ("T", "https://r.org/1", "d", "OSDI' 24"),
    "- [T][R]": ("T", "https://r.org/1", "", ""),
    "- [R][]: d": ("R", "https://r.org/1", "d", ""),
    "- [R]: d and more": ("R", "https://r.org/1", "d and more", ""),
    "- [x] [T][r]: boxed": ("T", "https://r.org/1", "boxed", ""),
    "7. [ ] [T][r] – UCB (May 2024)": ("T", "https://r.org/1", "", ""),
}


@pytest.mark.parametrize(("line", "says"), READ.items())
def test_an_item_of_another_form_is_an_entry(
    small: SmallList, line: str, says: tuple[str, ...]
) -> None:
    small.write(f"## A\n\n{line}\n\n[r]: https://r.org/1\n")
    (one,) = small.entries()
    entry = one.entry
    assert (entry.title, entry.url, entry.description, entry.venue) == says
    assert entry.raw == line
    assert entry.line == 3


@pytest.mark.parametrize(
    "line",
    [
        "1. Open the page and add a line | it is quick",
        "2. **Bold** words",
        "- [ ] Read the rules",
        "- [ ]",
        "- [x](#part)",
        "- [T][nowhere]",
        "- [R]: word",
        "1990. was a year",
    ],
)
def test_what_is_no_entry_in_another_form(small: SmallList, line: str) -> None:
    small.write(f"## A\n\n{line}\n\n[r]: https://r.org/1\n")
    assert small.entries() == ()


@pytest.mark.parametrize(
    ("items", "line"),
    [
        pytest.param("1. [A](https://a.org/1)\n2. [B](https://a.org/2)", "3. ", id="rising"),
        pytest.param("1. [A](https://a.org/1)\n1. [B](https://a.org/2)", "1. ", id="all one"),
        pytest.param("9) [A](https://a.org/1)", "10) ", id="another digit"),
        pytest.param("3. [A](https://a.org/1)\n2. [B](https://a.org/2)", "1. ", id="falling"),
        pytest.param("1. [A](https://a.org/1)\n4. [B](https://a.org/2)", "5. ", id="a hole"),
        pytest.param("- [x] [A](https://a.org/1)", "- [ ] ", id="tasks, all done"),
        pytest.param("1. [x] [A](https://a.org/1)", "2. [ ] ", id="numbered tasks"),
        pytest.param(
            "- [A](https://a.org/1)\n- [B](https://a.org/2)\n- [x] [C](https://a.org/3)",
            "- ",
            id="one task among bullets",
        ),
        pytest.param("- [A][r]\n- [B](https://a.org/2)", "- ", id="references"),
        pytest.param("[r]: https://a.org/5", "- ", id="no item, a definition"),
    ],
)
def test_a_new_entry_is_one_line_in_the_form_of_its_section(
    small: SmallList, items: str, line: str
) -> None:
    text = f"## A\n\n{items}\n\n## B\n\n[q]: https://a.org/9\n"
    small.write(text)
    before = small.catalog.current().papers
    result = small.core.add_entry("A", *NEW)
    gone, come = changed(text, small.read())
    assert (gone, come) == ([], [f"{line}{WRITTEN}"])
    assert result["entry"] == f"{line}{WRITTEN}"
    assert len(compare(before, small.catalog.current().papers).kept) == len(before.entries)


def test_an_add_told_again_writes_nothing_whatever_its_number_and_box(small: SmallList) -> None:
    for text in (NUMBERS, TASKS):
        small.write(text)
        first = small.core.add_entry("Serving", *NEW)
        ticked = small.read().replace(b"- [ ] [Rollout", b"- [x] [Rollout")
        small.write(ticked)
        again = small.core.add_entry("Serving", *NEW)
        assert (first["added"], again["added"], again["id"]) == (True, False, first["id"])
        assert small.read() == ticked


def test_several_entries_are_numbered_one_after_the_other(small: SmallList) -> None:
    small.write(NUMBERS)
    papers = [{"title": f"Relay {at}", "url": f"https://example.org/{at}"} for at in (7, 8)]
    small.edit.add_entries([{**paper, "section": "Serving"} for paper in papers])
    assert b"3. [Ibis](https://example.org/ibis)\n4. [Relay 7]" in small.read()
    assert b"\n5. [Relay 8]" in small.read()


def test_the_first_entry_of_a_year_is_number_one(small: SmallList) -> None:
    small.write(
        "## A\n\n**2024**\n\n1. [A](https://arxiv.org/abs/2401.00001)\n"
        "2. [B](https://arxiv.org/abs/2402.00001)\n\n**2023**\n\n"
        "1. [C](https://arxiv.org/abs/2301.00001)\n"
    )
    small.core.add_entry("A", "Rollout Relay", "https://arxiv.org/abs/2501.00001")
    assert b"**2025**\n\n1. [Rollout Relay]" in small.read()


def test_the_first_entry_of_an_empty_year_is_number_one(small: SmallList) -> None:
    small.write(
        "## A\n\n**2024**\n\n1. [A](https://a.org/1)\n2. [B](https://a.org/2)\n\n**2023**\n\n## B\n"
    )
    small.core.add_entry("A", *NEW, venue="OSDI 2023")
    assert f"**2023**\n1. {WRITTEN} | OSDI' 23\n".encode() in small.read().replace(
        b"\n\n1.", b"\n1."
    )


@pytest.mark.parametrize("gap", ["", "\n"], ids=["at once", "behind a blank line"])
def test_definitions_stay_behind_the_first_entry_a_blank_line_away(
    small: SmallList, gap: str
) -> None:
    small.write(f"## B\n\n- [X][r]\n\n## A\n{gap}[r]: https://r.org/1\n")
    small.core.add_entry("A", *NEW)
    assert small.read().decode().endswith(f"## A\n- {WRITTEN}\n\n[r]: https://r.org/1\n")
    assert [one.entry.title for one in small.entries()] == ["X", "Rollout Relay"]


@pytest.mark.parametrize(
    ("label", "indent"),
    [
        ("1. **Edge**", "   "),
        ("- [ ] **Edge**", "  "),
        ("-   **Edge**", "    "),
        ("- **2023**", "  "),
        ("-   **2023**", "    "),
        ("1. **2023**", "   "),
    ],
)
def test_the_first_entry_below_a_label_stands_in_its_item(
    small: SmallList, label: str, indent: str
) -> None:
    small.write(f"## A\n\n{label}\n{indent}- words\n{indent}- [A](https://a.org/1)\n")
    (one,) = small.entries()
    small.edit.remove_entry(one.id, "outdated")
    small.core.add_entry("Edge" if "Edge" in label else "A", *NEW, venue="OSDI 2023")
    assert f"\n{indent}- {WRITTEN}" in small.read().decode()


@pytest.mark.parametrize(
    ("text", "title", "section", "line", "told"),
    [
        (
            NUMBERS,
            "Egret",
            "Training",
            "- [Egret](https://example.org/egret): Queues for Prompts",
            True,
        ),
        (NUMBERS, "Stork", "Serving", "4. [Stork](https://example.org/stork): Pipelines", True),
        (NUMBERS, "Ibis", "Data", "- [Ibis](https://example.org/ibis)", True),
        (TASKS, "Stork", "Serving", "- [ ] [Stork](https://example.org/stork): Pipelines", True),
        (TASKS, "Ibis", "Training", "* [X] [Ibis](https://example.org/ibis)", True),
        (REFERENCES, "Egret", "Training", "- [Egret][]: Queues for Prompts", False),
        (REFERENCES, "Ibis", "Sources", "- [Ibis] | SOSP' 23", False),
    ],
)
def test_a_move_changes_the_marker_and_says_so(
    small: SmallList, text: str, title: str, section: str, line: str, told: bool
) -> None:
    small.write(text)
    old = next(one.entry.raw for one in small.entries() if one.entry.title == title)
    result = small.edit.move_entry(small.id_of(title), section)
    gone, come = changed(text.replace(old, "<>"), small.read().replace(line.encode(), b"<<>>"))
    assert (gone, [one for one in come if one]) == (["<>"], ["<<>>"])
    assert [one.entry.section for one in small.entries() if one.entry.title == title] == [section]
    assert any("marker" in warning for warning in result["warnings"]) == told


def test_a_move_to_another_page_takes_the_targets_along(small: SmallList) -> None:
    small.write(f"[more](more.md)\n\n{REFERENCES}")
    small.write(
        "## More\n\n- [Crane](https://example.org/crane)\n\n[1]: https://else.org\n", "more.md"
    )
    result = small.edit.move_entry(small.id_of("Heron"), "More")
    line = "- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24"
    assert f"{line}\n\n[1]: https://else.org".encode() in small.read("more.md")
    assert (
        small.read()
        == f"[more](more.md)\n\n{REFERENCES}".replace(
            "- [Heron][1]: Caches for Prompts | OSDI' 24\n", ""
        ).encode()
    )
    assert any("written out" in warning for warning in result["warnings"])


@pytest.mark.parametrize(
    ("text", "title", "new", "line"),
    [
        (
            NUMBERS,
            "Egret",
            {"venue": "SOSP 2023"},
            "2. [Egret](https://example.org/egret): Queues for Prompts | SOSP' 23",
        ),
        (NUMBERS, "Ibis", {"title": "Ibises"}, "3. [Ibises](https://example.org/ibis)"),
        (
            TASKS,
            "Heron",
            {"description": "Caching"},
            "- [x] [Heron](https://example.org/heron): Caching | OSDI' 24",
        ),
        (TASKS, "Ibis", {"url": "https://example.org/i"}, "- [X] [Ibis](https://example.org/i)"),
        (
            REFERENCES,
            "Heron",
            {"venue": "SOSP 2023"},
            "- [Heron][1]: Caches for Prompts | SOSP' 23",
        ),
        (REFERENCES, "Heron", {"title": "Herons"}, "- [Herons][1]: Caches for Prompts | OSDI' 24"),
        (REFERENCES, "Egret", {"title": "Egrets"}, "- [Egrets][Egret]: Queues for Prompts"),
        (REFERENCES, "Crane", {"title": "Cranes"}, "- [x] [Cranes][1]"),
        (REFERENCES, "Ibis", {"title": "Ibises"}, "- [Ibises][Ibis] | SOSP' 23"),
        (REFERENCES, "Ibis", {"description": "Batches"}, "- [Ibis]: Batches | SOSP' 23"),
        (
            REFERENCES,
            "Ibis",
            {"description": "Batches", "venue": ""},
            "- [Ibis](https://example.org/ibis): Batches",
        ),
        (
            REFERENCES,
            "Heron",
            {"url": "https://example.org/h"},
            "- [Heron](https://example.org/h): Caches for Prompts | OSDI' 24",
        ),
    ],
)
def test_an_update_changes_its_own_line_and_keeps_the_rest_of_it(
    small: SmallList, text: str, title: str, new: dict[str, str], line: str
) -> None:
    small.write(text)
    old = next(one.entry.raw for one in small.entries() if one.entry.title == title)
    result = small.edit.update_entry(small.id_of(title), new)
    assert small.read().decode() == text.replace(old, line)
    told = any("definition" in warning for warning in result["warnings"])
    assert told == ("url" in new and text is REFERENCES)


def test_a_line_written_anew_keeps_its_number_and_box(small: SmallList) -> None:
    small.write("## A\n\n1. [ ] [A](https://a.org/1) | x\n7. [x] (T)[https://a.org/2] | y\n")
    small.edit.update_entry(small.id_of("T"), {"title": "Tern"})
    assert b"\n7. [x] [Tern](https://a.org/2)" in small.read()


@pytest.mark.parametrize(
    "text", [NUMBERS, TASKS, REFERENCES], ids=["numbers", "tasks", "references"]
)
def test_a_removal_takes_one_line(small: SmallList, text: str) -> None:
    for title in ("Heron", "Egret", "Ibis"):
        small.write(text)
        old = next(one.entry.raw for one in small.entries() if one.entry.title == title)
        small.edit.remove_entry(small.id_of(title), "outdated")
        assert small.read().decode() == text.replace(f"{old}\n", "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "## A\n\nPapers:\n1. [A](https://a.org/1)\n2. [B](https://a.org/2)\n\n## B\n",
            id="words",
        ),
        pytest.param(
            "## A\n\n- [P](https://a.org/0)\n  1. [A](https://a.org/1)\n  2. [B](https://a.org/2)\n\n"
            "## B\n",
            id="an item",
        ),
    ],
)
def test_the_first_number_under_words_cannot_go(small: SmallList, text: str) -> None:
    small.write(text)
    for edit in (
        lambda: small.edit.remove_entry(small.id_of("A"), "outdated"),
        lambda: small.edit.move_entry(small.id_of("A"), "B"),
    ):
        with pytest.raises(InvalidArgument, match="blank line above the list"):
            edit()
    assert small.read().decode() == text
    small.edit.remove_entry(small.id_of("B"), "outdated")
    small.edit.remove_entry(small.id_of("A"), "outdated")


@pytest.mark.parametrize(
    "text",
    [
        "## A\n\nPapers:\n\n1. [A](https://a.org/1)\n2. [B](https://a.org/2)\n",
        "## A\n\nPapers:\n1. [A](https://a.org/1)\n1. [B](https://a.org/2)\n",
        "## A\n\nPapers:\n- [A](https://a.org/1)\n\n2. [B](https://a.org/2)\n",
    ],
    ids=["a blank line", "all one", "a list of its own"],
)
def test_the_first_number_goes_where_the_others_stay_items(small: SmallList, text: str) -> None:
    small.write(text)
    small.edit.remove_entry(small.id_of("A"), "outdated")
    assert [one.entry.title for one in small.entries()] == ["B"]


def test_known_papers_of_every_form_are_duplicates_and_found(small: SmallList) -> None:
    for text in (NUMBERS, TASKS, REFERENCES):
        small.write(text)
        with pytest.raises(DuplicateEntry):
            small.core.add_entry("Training", "Egret", "http://example.org/egret/")
        assert small.core.check_duplicate("Egret: Queues for Prompts")["verdict"] == "duplicate"
        assert small.core.search_papers("queues")["total"] == 1


def test_export_makes_lines_that_stand_alone(small: SmallList) -> None:
    small.write(REFERENCES + NUMBERS.replace("# Papers", "").replace("Serving", "More"))
    text = LibraryOperations(small.catalog).export_entries("markdown")["text"]
    assert "- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24\n" in text
    assert "- [Ibis](https://example.org/ibis) | SOSP' 23" in text
    assert "- [Egret](https://example.org/egret): Queues for Prompts\n" in text
    assert "][" not in text
    assert "2. " not in text


def test_fixes_leave_numbers_boxes_and_definitions_alone(small: SmallList) -> None:
    text = (
        "## A\n\n1.  [A](https://www.arxiv.org/abs/2401.00001): one | OSDI 2024\n"
        "2. [B](https://example.org/b): B: two\n3) [C](https://example.org/c): three\n"
        "4. [D](https://example.org/d): four\n- [E](https://example.org/e): five\n\n"
        "## T\n\n- [ ] [F][f]: six | OSDI 2024\n*  [x] [G](https://example.org/g): seven\n"
        "- [x]  [H](https://example.org/h): eight\n\n[f]: https://www.arxiv.org/abs/2401.00002\n"
    )
    small.write(text)
    LintOperations(small.catalog).fix_list(unsafe=True)
    assert small.read().decode() == (
        "## A\n\n1.  [A](https://arxiv.org/abs/2401.00001): one | OSDI' 24\n"
        "2. [B](https://example.org/b): two\n3. [C](https://example.org/c): three\n"
        "4. [D](https://example.org/d): four\n- [E](https://example.org/e): five\n\n"
        "## T\n\n- [ ] [F][f]: six | OSDI' 24\n- [x] [G](https://example.org/g): seven\n"
        "- [x]  [H](https://example.org/h): eight\n\n[f]: https://www.arxiv.org/abs/2401.00002\n"
    )


@given(made=made_lists(), which=st.randoms(use_true_random=False))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_edit_of_any_list_touches_its_own_lines(
    small: SmallList, made: MadeList, which: object
) -> None:
    small.write(made.text)
    before = small.catalog.current().papers
    small.core.add_entry(which.choice(made.sections), *NEW)  # type: ignore[attr-defined]
    after = small.catalog.current().papers
    found = compare(before, after)
    assert (len(found.kept), len(found.added)) == (len(before.entries), 1)
    assert found.added[0].entry.url == NEW[1]
    old = made.text.splitlines()
    new = small.read().decode().splitlines()
    assert [line for line in new if line in set(old)] == old or len(set(old)) < len(old)


AWESOME = """\
## Serving

1. [Heron][a] - Caches for prompts.
2. [Egret](https://example.org/egret) - Queues for prompts.
3. **Ibis** [[paper][b]] [[code](https://github.com/owner/ibis)]

[a]: https://example.org/heron
[b]: https://arxiv.org/abs/2401.00003
"""
VENUES = """\
## OSDI 2024

1. Caches for Prompts [link][c] [MIT]
2. Queues for Prompts [link](https://example.org/queues)

## NSDI 2024

[c]: https://example.org/caches
"""


@pytest.mark.parametrize(
    ("text", "title", "new", "line"),
    [
        (AWESOME, "Heron", {"title": "Herons"}, "1. [Herons][a] - Caches for prompts."),
        (AWESOME, "Heron", {"description": "Caching"}, "1. [Heron][a] - Caching."),
        (
            AWESOME,
            "Ibis",
            {"title": "Ibises"},
            "3. **Ibises** [[paper][b]] [[code](https://github.com/owner/ibis)]",
        ),
        (
            VENUES,
            "Caches for Prompts",
            {"organization": "CMU"},
            "1. Caches for Prompts [link][c] [CMU]",
        ),
    ],
)
def test_other_grammars_keep_number_and_reference(
    small: SmallList, text: str, title: str, new: dict[str, str], line: str
) -> None:
    small.write(text)
    old = next(one.entry.raw for one in small.entries() if one.entry.title == title)
    small.edit.update_entry(small.id_of(title), new)
    assert small.read().decode() == text.replace(old, line)


@pytest.mark.parametrize(
    ("text", "section", "line"),
    [
        (AWESOME, "Serving", "4. [Rollout Relay](https://example.org/relay) - Overlapping"),
        (VENUES, "OSDI 2024", "3. (OSDI'24) Rollout Relay: Overlapping"),
    ],
)
def test_other_grammars_number_their_next_entry(
    small: SmallList, text: str, section: str, line: str
) -> None:
    small.write(text)
    small.core.add_entry(section, *NEW)
    gone, come = changed(text, small.read())
    assert gone == []
    assert [one[: len(line)] for one in come] == [line]


SIGNS = {
    "house": ("## A\n\n- [Heron](https://example.org/h): Caches\n{}\n\n## B\n", ": "),
    "awesome": (
        "## A\n\n" + "- [Heron](https://example.org/h) - Caches.\n" * 3 + "{}\n\n## B\n",
        " - ",
    ),
}


@pytest.mark.parametrize("sign", ["🔥 ", ":star: "])
@pytest.mark.parametrize("form", SIGNS)
def test_an_entry_behind_a_sign_is_an_entry(small: SmallList, form: str, sign: str) -> None:
    page, joint = SIGNS[form]
    line = f"- {sign}[Egret](https://example.org/e){joint}Queues"
    small.write(page.format(line))
    found = small.core.check_duplicate("Egret: Queues", "https://example.org/e")
    assert found["verdict"] == "duplicate"
    id_ = small.id_of("Egret")
    small.edit.move_entry(id_, "B")
    assert f"## B\n{line}\n" in small.read().decode()
    small.edit.update_entry(id_, {"title": "Ibis"})
    assert line.replace("Egret", "Ibis") in small.read().decode().split("\n")
    small.core.add_entry("B", "Stork", "https://example.org/s", "Pipelines")
    assert f"\n- [Stork](https://example.org/s){joint}Pipelines" in small.read().decode()
    small.edit.remove_entry(small.id_of("Ibis"), "gone")
    assert sign not in small.read().decode()
