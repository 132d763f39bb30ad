"""Checking and mending a list: what is told, what is left out, what fixes keep and reach."""

import gc
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.listing.conservation import compare
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.rules.known import Known, by_paper
from llmsys_mcp.core.rules.rule import LintRule, Subject, letters, replaced
from llmsys_mcp.core.rules.table import BY_ID
from llmsys_mcp.errors import Conflict, InvalidArgument, ReadOnly
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services import lint
from llmsys_mcp.services.lint import Finding, Report, check, known_in, settings_of, within
from llmsys_mcp.services.lint_settings import LintSettings, read_settings
from llmsys_mcp.services.mend import fix
from small_lists import SmallList
from strategies import ODD_LINES, made_lists

ALL = LintSettings()
PAGE = """\
# Papers

## Training

- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24
- [Egret](https://arxiv.org/abs/2401.00002): Queues | Nvidia
- [Egret](https://arxiv.org/abs/2401.00002): Queues | Nvidia

### Deep

- [Ibis](https://arxiv.org/pdf/2401.00003): Batches

## Serving

- [Stork](https://arxiv.org/pdf/2401.00004): Pages
"""
MENDED = PAGE.replace(
    "- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24",
    "- [Heron](https://arxiv.org/abs/2401.00001): Caches | OSDI' 24",
).replace("/pdf/", "/abs/")


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path)
    small.write(PAGE)
    return small


def report(small: SmallList, *select: str, known: Known | None = None) -> Report:
    settings_ = ALL.with_choice(select)
    view = small.catalog.current()
    return check(view, settings_, known) if known else check(view, settings_)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return [(one.rule.id, one.line) for one in findings]


def test_findings_come_by_place_and_rule(small: SmallList) -> None:
    assert told(report(small).findings) == [
        ("LL106", 5),
        ("LL105", 5),
        ("LL101", 5),
        ("LL102", 5),
        ("LL103", 5),
        ("LL114", 5),
        ("LL109", 5),
        ("LL110", 6),
        ("LL301", 7),
        ("LL110", 7),
        ("LL102", 11),
        ("LL102", 15),
    ]
    assert report(small) == report(small)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(small: SmallList, on: bool) -> None:
    was = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        report(small)
        assert gc.isenabled() is on
    finally:
        (gc.enable if was else gc.disable)()


def test_a_finding_knows_its_place_section_and_line(small: SmallList) -> None:
    found = report(small, "LL102").findings[1]
    assert (found.file, found.line, found.column) == ("README.md", 11, 28)
    assert (found.end_line, found.end_column) == (11, 31)
    assert found.section == "Training > Deep"
    assert found.source == "- [Ibis](https://arxiv.org/pdf/2401.00003): Batches"
    assert found.severity == "warning"
    assert found.message == "link the abstract page, not /pdf/"
    assert found.fix
    assert found.fix.safe


def test_a_finding_before_any_heading_is_in_no_section(small: SmallList) -> None:
    small.write("words \n" + PAGE)
    (found,) = report(small, "LL221").findings
    assert (found.section, found.line, found.column, found.end_column) == ("", 1, 6, 7)


def test_a_finding_behind_a_label_is_in_the_section_around_it(small: SmallList) -> None:
    small.write("## S\n\n- **Label**\n  - [A](https://a.org) \n\nwords \n")
    found = report(small, "LL221").findings
    assert [one.section for one in found] == ["S > Label", "S"]


def test_a_section_is_told_with_all_below_it(small: SmallList) -> None:
    place = small.catalog.current().papers.find_section("Training")
    assert told(within(report(small, "LL102"), place)) == [("LL102", 5), ("LL102", 11)]
    deep = small.catalog.current().papers.find_section("Deep")
    assert told(within(report(small, "LL102"), deep)) == [("LL102", 11)]


def test_a_section_ends_where_the_next_heading_begins(small: SmallList) -> None:
    small.write("# P\n\n- [A](#a)\n- [C](#c)\n- [D](#d)\n\n## A\n\n## B\n\n## C\n\n## D\n")
    papers = small.catalog.current().papers
    found = {name: told(within(report(small, "LL201"), papers.find_section(name))) for name in "AB"}
    assert found == {"A": [], "B": [("LL201", 9)]}


def test_every_page_is_looked_at_and_the_rules_file_last(small: SmallList) -> None:
    small.write(PAGE + "\nSee [more](more.md).\n")
    small.write("# More\n\n## Old\n\n- [A](https://arxiv.org/pdf/2001.00001)\n", "more.md")
    small.write("- **Training**: a\n- **Serving**: b\n- **Courses**: c \n", "CLAUDE.md")
    found = report(small, "LL102", "LL231", "LL221").findings
    assert [(one.file, one.rule.id) for one in found] == [
        *[("README.md", "LL102")] * 3,
        ("more.md", "LL102"),
        ("CLAUDE.md", "LL231"),
    ]
    assert found[-1].source == "- **Courses**: c "
    assert found[-1].section == ""


def test_bundled_rules_are_not_judged(small: SmallList) -> None:
    assert report(small, "LL231").findings == ()


def test_comments_hide_findings_and_are_counted(small: SmallList) -> None:
    small.write(PAGE.replace("- [Stork]", "<!-- llmsys-lint-disable-next-line LL1 -->\n- [Stork]"))
    found = report(small, "LL102")
    assert (told(found.findings), found.suppressed) == ([("LL102", 5), ("LL102", 11)], 1)


def test_a_baseline_lets_an_old_list_start_clean(small: SmallList) -> None:
    before = check(small.catalog.current(), ALL, Known(by_paper, {}))
    known = Known(by_paper, Counter(one.mark for one in before.findings))
    small.write("Words.\n\n" + PAGE.replace("Batches", "Batches | UCB"))
    after = report(small, known=known)
    assert (after.findings, after.known) == ((), len(before.findings))
    small.write(PAGE + "- [Crane](https://arxiv.org/pdf/2401.00009)\n")
    assert told(report(small, known=known).findings) == [("LL102", 16)]


def test_a_known_finding_is_known_as_often_as_it_was(small: SmallList) -> None:
    line = "- [Crane](https://arxiv.org/pdf/2401.00009)\n"
    small.write(PAGE + line)
    before = check(small.catalog.current(), ALL.with_choice(["LL102"]), Known(by_paper, {}))
    known = Known(by_paper, Counter(one.mark for one in before.findings))
    small.write(PAGE + line + line)
    assert told(report(small, "LL102", known=known).findings) == [("LL102", 17)]


# --- fixes ---------------------------------------------------------------------------------------


def test_safe_fixes_are_made_in_as_many_rounds_as_they_need(small: SmallList) -> None:
    done = fix(small.catalog, ALL)
    assert small.read().decode() == MENDED
    assert sorted(rule.id for rule in done.made) == sorted(
        ["LL106", "LL105", "LL101", "LL102", "LL103", "LL114", "LL109", "LL102", "LL102"]
    )
    assert told(done.left.findings) == [("LL110", 6), ("LL301", 7), ("LL110", 7)]
    assert done.applied.diff.count("\n-") == 3


def test_a_second_run_changes_nothing(small: SmallList) -> None:
    fix(small.catalog, ALL, unsafe=True)
    data = small.read()
    again = fix(small.catalog, ALL, unsafe=True)
    assert (again.made, again.applied.diff, small.read()) == ((), "", data)


def test_unsafe_fixes_are_made_when_asked(small: SmallList) -> None:
    done = fix(small.catalog, ALL, unsafe=True)
    assert small.read().decode() == MENDED.replace("Nvidia", "NVIDIA")
    assert told(done.left.findings) == [("LL301", 7)]


def test_a_dry_run_only_tells(small: SmallList) -> None:
    done = fix(small.catalog, ALL, dry_run=True)
    assert small.read().decode() == PAGE
    assert done.applied.dry_run
    assert "+- [Stork](https://arxiv.org/abs/2401.00004): Pages" in done.applied.diff
    assert dict(done.applied.plan.texts)["README.md"] == MENDED


def test_only_what_is_told_is_fixed(small: SmallList) -> None:
    fix(small.catalog, ALL.with_choice(["LL103"]))
    assert small.read().decode() == PAGE.replace("00001v2", "00001")
    hidden = PAGE.replace("- [Stork]", "<!-- llmsys-lint-disable-next-line -->\n- [Stork]")
    small.write(hidden)
    fix(small.catalog, ALL.with_choice(["LL102"]))
    assert "- [Stork](https://arxiv.org/pdf/2401.00004): Pages" in small.read().decode()
    assert "- [Ibis](https://arxiv.org/abs/2401.00003): Batches" in small.read().decode()


def test_what_is_known_stays_as_it_is_while_its_line_is_mended(small: SmallList) -> None:
    before = check(small.catalog.current(), ALL.with_choice(["LL102"]), Known(by_paper, {}))
    known = Known(by_paper, Counter(one.mark for one in before.findings))
    fix(small.catalog, ALL, known)
    assert small.read().decode().count("/pdf/") == 3
    assert "[Heron](https://arxiv.org/pdf/2401.00001): Caches | OSDI' 24" in small.read().decode()


def test_every_page_is_mended(small: SmallList) -> None:
    small.write(PAGE + "\nSee [more](more.md).\n")
    small.write("# More\r\n\r\n## Old\r\n\r\n- [A](https://arxiv.org/pdf/2001.00001)", "more.md")
    fix(small.catalog, ALL)
    assert small.read("more.md") == (
        b"# More\r\n\r\n## Old\r\n\r\n- [A](https://arxiv.org/abs/2001.00001)"
    )
    assert b"/pdf/" not in small.read()


def test_a_page_that_is_only_read_is_left_to_people(small: SmallList) -> None:
    rows = "".join(
        f"| 2024-01-0{n} | [Talks on Queues {n}](https://e.org/{n}) | x |\n" for n in range(1, 8)
    )
    table = f"# Talks \n\n## S\n\n| Date | Title | Who |\n|---|---|---|\n{rows}"
    small.write(PAGE + "\nSee [more](more.md).\n")
    small.write(table, "more.md")
    assert small.catalog.current().papers.pages[1].document.dialect == "table"
    done = fix(small.catalog, ALL)
    assert (small.read("more.md").decode(), "/pdf/" in small.read().decode()) == (table, False)
    assert ("LL221", 1) in told(done.left.findings)


def test_bytes_that_are_no_text_stay(small: SmallList) -> None:
    small.write(b"\xef\xbb\xbf# A\xff\n\n## S \n- [A](https://arxiv.org/pdf/2001.00001) \xe9")
    fix(small.catalog, ALL)
    assert (
        small.read() == b"\xef\xbb\xbf# A\xff\n\n## S\n- [A](https://arxiv.org/abs/2001.00001) \xe9"
    )


def test_a_list_that_moved_on_is_not_fixed(small: SmallList) -> None:
    with pytest.raises(Conflict):
        fix(small.catalog, ALL, expected_revision="0" * 12)
    assert small.read().decode() == PAGE


def test_the_bundled_list_is_not_fixed() -> None:
    with pytest.raises(ReadOnly):
        fix(open_catalog(Settings(index_dir="memory"), Path("/")), ALL, unsafe=True)


def _eats_lines(subject: Subject) -> list[Diagnostic]:
    """A rule whose fixes are wrong: one takes an entry's marker away."""
    return [
        item.found(
            BY_ID["LL221"].about,
            item.parts.marker,
            "wrong",
            replaced(Span(item.parts.line.start, item.parts.gap.end), "", "wrong", safe=True),
        )
        for item in subject.items
    ]


def test_a_fix_that_would_lose_an_entry_is_left_out(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    trailing = BY_ID["LL221"]
    eater = LintRule(
        trailing.about, trailing.says, "warning", "safe", "", "", lambda s: iter(_eats_lines(s))
    )
    rules = (BY_ID["LL103"], eater)
    monkeypatch.setattr(LintSettings, "rules", lambda self: rules)
    done = fix(small.catalog, ALL)
    assert [rule.id for rule in done.made] == ["LL103"]
    assert small.read().decode() == PAGE.replace("00001v2", "00001")


def test_fixes_that_undo_each_other_come_to_an_end(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flips(subject: Subject) -> list[Diagnostic]:
        words = subject.items[0].page.document.text.find("Caches")
        at, new = (words, "CACHES") if words >= 0 else (PAGE.find("Caches"), "Caches")
        fix_ = replaced(Span(at, at + 6), new, "flip", safe=True)
        return [subject.items[0].found(BY_ID["LL221"].about, Span(at, at + 6), "flip", fix_)]

    trailing = BY_ID["LL221"]
    rule = LintRule(trailing.about, "", "warning", "safe", "", "", lambda s: iter(flips(s)))
    monkeypatch.setattr(LintSettings, "rules", lambda self: (rule,))
    assert len(fix(small.catalog, ALL).made) == 1
    assert small.read().decode() == PAGE.replace("Caches", "CACHES")


def test_fixes_without_end_are_stopped(small: SmallList, monkeypatch: pytest.MonkeyPatch) -> None:
    def grows(subject: Subject) -> list[Diagnostic]:
        at = Span(PAGE.find("Caches"), PAGE.find("Caches"))
        fix_ = replaced(at, "more ", "grow", safe=True)
        return [subject.items[0].found(BY_ID["LL221"].about, at, "grow", fix_)]

    trailing = BY_ID["LL221"]
    rule = LintRule(trailing.about, "", "warning", "safe", "", "", lambda s: iter(grows(s)))
    monkeypatch.setattr(LintSettings, "rules", lambda self: (rule,))
    assert len(fix(small.catalog, ALL).made) == small.read().decode().count("more ") == 16


LINES = st.sampled_from(
    [
        "- [A:](http://www.arxiv.org/pdf/2401.00001v2) b| OSDI'24\n",
        "- [B](https://b.org/2) ： c ｜ Nvidia  \n",
        "* [C](https://c.org/3)  –  d |\n",
        "-   [D](https://arxiv.org/html/2401.00004?x=1) (Section 3)\n",
        "- E | (GT)[https://e.org/5]\n",
        "- [F](https://b.org/2): F: g\n",
        *ODD_LINES,
    ]
)


@given(made_lists(), st.lists(LINES, max_size=10))
@settings(max_examples=40, deadline=None)
def test_whatever_the_list_fixing_keeps_every_entry_and_is_done_in_one_run(
    tmp_path_factory: pytest.TempPathFactory, made: object, lines: list[str]
) -> None:
    text = made.text + "\n" + "".join(lines)  # type: ignore[attr-defined]  # a MadeList
    small = SmallList(tmp_path_factory.mktemp("list"))
    small.write(text.encode("utf-8", "surrogateescape"))
    before = small.catalog.current()
    safe = fix(small.catalog, ALL, dry_run=True)
    after = dict(safe.applied.plan.texts).get("README.md", text)
    # Links are the one part in which safe fixes drop letters: `pdf`, a version, a query.
    assert letters(_without_links(after)) == letters(_without_links(text))
    done = fix(small.catalog, ALL, unsafe=True)
    comparison = compare(before.papers, done.applied.after.papers)
    assert not comparison.added
    assert not comparison.removed
    # What is left on offer would make a line an entry, or stop it from being one.
    assert not [one for one in done.left.findings if one.fix and one.fix.safe]
    assert not fix(small.catalog, ALL, unsafe=True).made


def _without_links(text: str) -> str:
    return re.sub(r"https?://[^\s()\[\]]+", "", text)


# --- settings ------------------------------------------------------------------------------------


def test_without_a_file_every_rule_is_asked() -> None:
    assert read_settings(None) == LintSettings()
    assert [rule.id for rule in LintSettings().rules()] == list(BY_ID)
    assert read_settings(b"[library]\nx = 1\n") == LintSettings()


def test_the_file_chooses_rules_and_severities() -> None:
    settings_ = read_settings(
        b'[lint]\nselect = ["LL1", "duplicate"]\nignore = ["LL10"]\nbaseline = "b.json"\n'
        b'[lint.severity]\nLL301 = "info"\nLL11 = "error"\nvenue-form = "off"\n'
    )
    ids = [rule.id for rule in settings_.rules()]
    assert ids[0] == "LL110"
    assert ids[-1] == "LL301"
    assert settings_.severity_of(BY_ID["LL301"]) == "info"
    assert settings_.severity_of(BY_ID["LL114"]) == "error"
    assert settings_.severity_of(BY_ID["LL101"]) == "warning"
    assert settings_.baseline == "b.json"
    assert "LL109" in read_settings(b'[lint.severity]\nLL109 = "off"\n').ignore


@pytest.mark.parametrize("exact_first", [True, False])
def test_the_more_exact_name_decides_on_the_severity(exact_first: bool) -> None:
    lines = ['ALL = "off"', 'LL3 = "info"', 'listed-again = "off"', 'LL301 = "error"']
    table = "\n".join(lines[::-1] if exact_first else lines)
    settings_ = read_settings(f"\ufeff[lint.severity]\n{table}\n".encode())
    ids = {rule.id: settings_.severity_of(rule) for rule in settings_.rules()}
    assert ids.pop("LL301") == "error"
    assert ids == dict.fromkeys(("LL302", "LL303", "LL304", "LL306"), "info")


def test_a_caller_replaces_the_choice_and_adds_to_what_is_ignored() -> None:
    own = LintSettings(("LL1",), ("LL101",))
    assert own.with_choice() == own
    assert own.with_choice(["LL101"]).select == ("LL101",)
    assert [rule.id for rule in own.with_choice(["LL101"]).rules()] == ["LL101"]
    assert own.with_choice(ignore=["LL102"]).ignore == ("LL101", "LL102")


@pytest.mark.parametrize(
    ("select", "ignore", "argument"),
    [(["nope"], [], "select"), ([], ["LL1", "nope"], "ignore"), (["L"], [], "select")],
)
def test_a_name_of_no_rule_is_refused(select: list[str], ignore: list[str], argument: str) -> None:
    with pytest.raises(InvalidArgument, match=f"{argument}: '[a-zA-Z]+' means no rule"):
        ALL.with_choice(select, ignore)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"[lint", "it is no TOML", id="no TOML"),
        pytest.param(b"\xff", "it is no TOML", id="no text"),
        pytest.param(b"lint = 1", "lint is no table", id="no table"),
        pytest.param(b"[lint]\nselct = []", "has no setting 'selct'", id="unknown setting"),
        pytest.param(b'[lint]\nselect = "LL1"', "select is no list of rules", id="no list"),
        pytest.param(b"[lint]\nignore = [1]", "ignore is no list of rules", id="no text in it"),
        pytest.param(b'[lint]\nignore = ["LL9"]', "ignore: 'LL9' means no rule", id="no rule"),
        pytest.param(b"[lint]\nbaseline = 1", "baseline is no file name", id="baseline"),
        pytest.param(b"[lint]\nseverity = 1", "severity. is no table", id="severity"),
        pytest.param(b'[lint.severity]\nLL9 = "info"', "'LL9' means no rule", id="of no rule"),
        pytest.param(b'[lint.severity]\nLL1 = "bad"', "'bad' is none of error", id="no severity"),
    ],
)
def test_a_file_that_means_nothing_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(InvalidArgument, match=problem) as refused:
        read_settings(data)
    assert str(refused.value).startswith("invalid-argument: llmsys-mcp.toml: ")


def test_the_settings_are_read_beside_the_list(small: SmallList) -> None:
    assert settings_of(small.catalog) == LintSettings()
    small.write('[lint]\nselect = ["LL301"]\n', "llmsys-mcp.toml")
    assert settings_of(small.catalog).select == ("LL301",)


def test_a_baseline_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="there is no such file"):
        known_in(tmp_path / "b.json")
    (tmp_path / "b.json").write_text("{}")
    with pytest.raises(InvalidArgument, match="it is no baseline of version 1"):
        known_in(tmp_path / "b.json")
    (tmp_path / "b.json").write_text('{"version": 1, "findings": {"x": 2}}')
    assert known_in(tmp_path / "b.json").counts == {"x": 2}
    (tmp_path / "b.json").write_text('\ufeff{"version": 1, "findings": {"x": 3}}', "utf-8")
    assert known_in(tmp_path / "b.json").counts == {"x": 3}


def test_the_modules_agree_on_the_rules_file() -> None:
    assert lint.RULES_FILE == "CLAUDE.md"
