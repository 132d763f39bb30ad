"""`llmsys-mcp lint`: what it prints, what it writes, and its exit code."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from llmsys_mcp.core.rules.table import RULES
from llmsys_mcp.faces.history_set.commands import diff
from llmsys_mcp.faces.lint_set.commands import lint
from llmsys_mcp.faces.lint_set.source_lines import WIDTH, width
from llmsys_mcp.services import apply as apply_module
from repositories import git, private_user

ROOT = Path(__file__).parents[2]
PAGE = """\
# Papers

## Serving

- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24
- [Egret](https://arxiv.org/abs/2401.00002): Queues | Nvidia
- [Ibis](https://c.org/accepted.html): Batches | OSDI' 25
"""
MENDED = PAGE.replace(
    "- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24",
    "- [Heron](https://arxiv.org/abs/2401.00001): Caches | OSDI' 24",
)

SHOWN = """\
README.md:5:19: LL101 [*] warning: arXiv's own host is arxiv.org, not www.arxiv.org (arxiv-www)
  |
5 | - [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24
  |                   ^^^^^^^^^^^^^
  = fix: write the host as arxiv.org

README.md:7:10: LL303 info: the link leads to a list of papers, not to the paper (generic-page)
  |
7 | - [Ibis](https://c.org/accepted.html): Batches | OSDI' 25
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^

2 findings. 1 safe fix. [*] --fix makes the safe ones.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list in the working folder."""
    private_user(tmp_path / "home", monkeypatch)
    folder = tmp_path / "list"
    folder.mkdir()
    (folder / "README.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(lint, ["--list", ".", "--index-dir", "memory", *arguments])


def page(folder: Path) -> str:
    return (folder / "README.md").read_text("utf-8")


def test_a_finding_is_shown_with_its_line_and_a_mark_below_it(folder: Path) -> None:
    done = run("--select", "LL101,LL303")
    assert done.exit_code == 1
    assert done.stdout == SHOWN


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["--select", "LL301"], 0, id="nothing found"),
        pytest.param(["--select", "LL303"], 0, id="something worth a look"),
        pytest.param(["--select", "LL101"], 1, id="a warning"),
        pytest.param([], 1, id="all rules"),
        pytest.param(["--ignore", "LL1"], 0, id="ignored"),
        pytest.param(["--section", "Serving"], 1, id="in a section"),
        pytest.param(["--section", "Nowhere"], 1, id="no such section is refused"),
        pytest.param(["--select", "nope"], 2, id="no such rule"),
        pytest.param(["--baseline", "none.json"], 2, id="no such baseline"),
        pytest.param(["--explain", "nope"], 2, id="nothing to explain"),
        pytest.param(["--unsafe-fixes"], 2, id="unsafe without fix"),
        pytest.param(["--fix", "--section", "Serving"], 2, id="fix in a section"),
        pytest.param(["--write-baseline", "b", "--diff-base", "HEAD"], 2, id="partial baseline"),
        pytest.param(["--write-baseline", "b", "--section", "Serving"], 2, id="baseline of a part"),
        pytest.param(["--write-baseline", "b", "--fix"], 2, id="baseline and fix"),
        pytest.param(["--statistics", "--output-format", "sarif"], 2, id="counts in no such form"),
        pytest.param(["--statistics", "--output-format", "json"], 1, id="counts as JSON"),
        pytest.param(["--baseline", "b", "--diff-base", "HEAD"], 2, id="two things known"),
        pytest.param(["--output-format", "html"], 2, id="no such form"),
        pytest.param(["--diff-base", "HEAD"], 1, id="no checkout is refused"),
        pytest.param(["--nope"], 2, id="no such option"),
    ],
)
def test_the_exit_code_tells(folder: Path, arguments: list[str], code: int) -> None:
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert page(folder) == PAGE


def test_nothing_found_is_said(folder: Path) -> None:
    assert run("--select", "LL301").stdout == "Nothing found.\n"


def test_fix_mends_and_tells_what_is_left(folder: Path) -> None:
    done = run("--fix")
    assert page(folder) == MENDED
    assert done.stderr == "Made 7 fixes.\n"
    assert re.findall(r"LL\d+", done.stdout) == ["LL110", "LL303"]
    assert "--fix --unsafe-fixes makes the unsafe ones, too." in done.stdout
    assert done.exit_code == 1
    again = run("--fix")
    assert (again.stderr, page(folder)) == ("Made 0 fixes.\n", MENDED)


def test_what_the_writing_warns_of_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = apply_module._write
    monkeypatch.setattr(
        apply_module, "_write", lambda *given: (*written(*given), "the journal is full\x1b")
    )
    assert run("--fix").stderr == "the journal is full\\x1B\nMade 7 fixes.\n"


def test_unsafe_fixes_mend_the_rest(folder: Path) -> None:
    done = run("--fix", "--unsafe-fixes")
    assert page(folder) == MENDED.replace("Nvidia", "NVIDIA")
    assert done.exit_code == 0
    assert re.findall(r"LL\d+", done.stdout) == ["LL303"]


def test_a_diff_is_printed_and_nothing_written(folder: Path) -> None:
    done = run("--diff")
    assert page(folder) == PAGE
    assert done.exit_code == 1
    lines = done.stdout.split("\n")
    assert lines[:2] == ["--- a/README.md", "+++ b/README.md"]
    assert "+- [Heron](https://arxiv.org/abs/2401.00001): Caches | OSDI' 24" in lines
    assert done.stderr == "Would make 7 fixes.\n"
    (folder / "README.md").write_text(done.stdout and MENDED, encoding="utf-8")
    nothing = run("--diff")
    assert (nothing.exit_code, nothing.stdout) == (0, "")


def test_statistics_count_by_rule(folder: Path) -> None:
    done = run("--select", "LL10,LL3", "--statistics")
    assert done.stdout.split("\n")[0].split() == ["1", "LL106", "warning", "title-colon"]
    assert "    1  LL303  info     generic-page\n" in done.stdout


@pytest.mark.parametrize("name", ["LL101", "arxiv-www", "ll101"])
def test_explain_prints_the_rules_page(folder: Path, name: str) -> None:
    done = run("--explain", name)
    committed = (ROOT / "docs" / "rules" / "LL101.md").read_text("utf-8")
    assert (done.exit_code, done.stdout) == (0, committed)


def test_explain_needs_no_list_and_has_a_form_for_programs() -> None:
    nowhere = ["--list", "/nowhere", "--explain", "LL101"]
    assert CliRunner().invoke(lint, nowhere).stdout.startswith("# LL101 arxiv-www\n")
    assert CliRunner().invoke(lint, [*nowhere[:3], "nope"]).exit_code == 2
    for form in (["--json"], ["--output-format", "json"]):
        done = CliRunner().invoke(lint, [*nowhere, *form])
        (told,) = json.loads(done.stdout)["rules"]
        assert done.exit_code == 0
        assert (told["rule"], told["name"], told["severity"], told["fix"]) == (
            *("LL101", "arxiv-www", "warning", "safe"),
        )
        assert told["example"] != told["instead"]


def test_explain_takes_several_rules(folder: Path) -> None:
    assert re.findall(r"^# (LL\d+)", run("--explain", "LL20").stdout, re.MULTILINE) == [
        "LL201",
        "LL202",
        "LL203",
        "LL204",
        "LL205",
    ]


@pytest.mark.parametrize("arguments", [["--json"], ["--output-format", "json"]])
def test_json_is_the_structured_result(folder: Path, arguments: list[str]) -> None:
    done = run("--select", "LL101", *arguments)
    result = json.loads(done.stdout)
    assert result["total"] == result["safe_fixes"] == 1
    assert result["rules"][0]["rule"] == "LL101"
    assert result["findings"] == [
        {
            "rule": "LL101",
            "name": "arxiv-www",
            "severity": "warning",
            "message": "arXiv's own host is arxiv.org, not www.arxiv.org",
            "file": "README.md",
            "line": 5,
            "column": 19,
            "end_line": 5,
            "end_column": 32,
            "section": "Serving",
            "text": "- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24",
            "fix": {"message": "write the host as arxiv.org", "safe": True},
        }
    ]


def test_github_gets_one_command_a_finding(folder: Path) -> None:
    (folder / "README.md").write_text(
        PAGE + "\n## Serving: 100%, all\n\n## Serving: 100%, all\n", encoding="utf-8"
    )
    done = run("--select", "LL101,LL212,LL303", "--output-format", "github")
    lines = done.stdout.split("\n")
    assert lines[0] == (
        "::warning title=LL101 arxiv-www,file=README.md,line=5,endLine=5,col=19,endColumn=32"
        "::arXiv's own host is arxiv.org, not www.arxiv.org. Why: one paper has one link; arXiv's "
        "own form has no `www.`."
    )
    assert lines[1].startswith("::notice title=LL303 generic-page,file=README.md,line=7,")
    assert lines[2].startswith("::warning title=LL212 heading-twin,")


def test_github_sees_no_command_in_a_lists_text(folder: Path) -> None:
    name = "a,b%3A.md"
    (folder / "README.md").write_text(PAGE + f"\n[more]({name})\n", encoding="utf-8")
    title = "X::error::y%0Az"
    line = f"- [{title}](https://arxiv.org/abs/2401.00009)\n"
    (folder / name).write_text(f"## S\n\n{line}{line}", encoding="utf-8")
    done = run("--select", "LL301,LL302", "--output-format", "github")
    assert re.findall(r"^::\w+", done.stdout, re.MULTILINE) == ["::error"]
    assert "file=a%2Cb%253A.md," in done.stdout


def test_sarif_names_rules_places_and_marks(folder: Path) -> None:
    done = run("--select", "LL1,LL303", "--output-format", "sarif")
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        rule.id for rule in RULES if rule.id < "LL2" or rule.id == "LL303"
    ]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) < (
            region["endLine"],
            region["endColumn"],
        )
    assert {result["level"] for result in only["results"]} == {"warning", "note"}
    assert only["columnKind"] == "unicodeCodePoints"


def test_junit_has_a_case_for_each_rule_and_finding(folder: Path) -> None:
    (folder / "README.md").write_text(PAGE.replace("Caches", "<a&b>\x1b"), encoding="utf-8")
    done = run("--select", "LL10,LL222", "--output-format", "junit")
    suites = ElementTree.fromstring(done.stdout)  # noqa: S314 -- our own output
    suite = suites[0]
    failures = suite.findall("testcase/failure")
    assert suite.findall("testcase/system-out") == []
    assert int(suite.get("failures", "")) == len(failures) == 7
    assert int(suite.get("tests", "")) == len(suite)
    assert failures[0].text == (
        "- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) <a&b>\\x1B| OSDI'24"
    )
    assert {case.get("name", "")[:5] for case in suite} == {
        rule.id for rule in RULES if rule.id.startswith("LL10") or rule.id == "LL222"
    }


def test_an_info_is_no_failure(folder: Path) -> None:
    done = run("--select", "LL303,LL101", "--output-format", "junit")
    suites = ElementTree.fromstring(done.stdout)  # noqa: S314 -- our own output
    assert suites.get("failures") == suites[0].get("failures") == "1"
    assert len(suites[0].findall("testcase/failure")) == 1
    (said,) = suites[0].findall("testcase/system-out")
    assert said.text
    assert said.text.startswith("info: the link leads to a list of papers")
    clean = run("--select", "LL303", "--output-format", "junit")
    assert (clean.exit_code, 'failures="0"' in clean.stdout) == (0, True)


def test_sarif_writes_paths_as_uris(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = folder / "sp ace #1%?é"
    odd.mkdir()
    (odd / "README.md").write_text(PAGE, "utf-8")
    arguments = ["--list", str(odd), "--index-dir", "memory", "--output-format", "sarif"]

    def uris() -> set[str]:
        log = json.loads(CliRunner().invoke(lint, arguments).stdout)
        places = [one["locations"][0]["physicalLocation"] for one in log["runs"][0]["results"]]
        return {place["artifactLocation"]["uri"] for place in places}

    assert uris() == {"sp%20ace%20%231%25%3F%C3%A9/README.md"}
    monkeypatch.chdir(folder.parent / "home")
    assert uris() == {(odd / "README.md").as_uri()}


def test_no_color_is_heard_and_the_option_is_louder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = ["--list", ".", "--index-dir", "memory", "--select", "LL101"]

    def coloured(*more: str) -> bool:
        return "\x1b[" in CliRunner().invoke(lint, [*over, *more], color=True).stdout

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert coloured()
    assert coloured("--diff")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured()
    assert not coloured("--diff")
    assert coloured("--color")
    monkeypatch.setenv("NO_COLOR", "")
    assert coloured()


def test_a_terminal_gets_colours_and_a_file_none(folder: Path) -> None:
    assert "\x1b[" not in run("--select", "LL101").stdout
    assert "\x1b[33mLL101\x1b[0m" in run("--select", "LL101", "--color").stdout
    assert "\x1b[32m+" in run("--select", "LL101", "--diff", "--color").stdout


def test_hidden_characters_of_the_list_never_reach_the_terminal(folder: Path) -> None:
    (folder / "README.md").write_text(
        PAGE.replace("Caches", "A\x1b[31m\u202eB") + "\n## \x1b[2J\u200b\n\n## \x1b[2J\u200b\n",
        encoding="utf-8",
    )
    for form in ("text", "github", "sarif", "junit"):
        output = run("--output-format", form).stdout
        assert "\x1b" not in output
        assert "\u202e" not in output
    assert "\\x1B[31m\\u{202E}B" in run("--select", "LL222").stdout


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        pytest.param("- [漢字漢字](http://arxiv.org/abs/2401.00001): W", "http", id="wide letters"),
        pytest.param("- [e\u0301a](http://arxiv.org/abs/2401.00001): W", "http", id="an accent"),
        pytest.param("-\t[A](http://arxiv.org/abs/2401.00001): W", "http", id="a tab"),
        pytest.param(f"- [{'A' * 90}](http://arxiv.org/abs/2401.00001): W", "http", id="far right"),
        pytest.param(
            f"- [A](http://arxiv.org/abs/2401.00001): {'w ' * 90}", "http", id="long tail"
        ),
        pytest.param(
            f"- [{'A' * 90}](http://arxiv.org/abs/2401.00001): {'w ' * 90}", "http", id="both"
        ),
    ],
)
def test_the_mark_stands_below_what_it_marks(folder: Path, line: str, marked: str) -> None:
    (folder / "README.md").write_text(f"## S\n\n{line}\n", encoding="utf-8")
    _, _, source, mark, *_ = run("--select", "LL105").stdout.split("\n")
    before = mark[: len(mark) - len(mark.lstrip(" |"))]
    shown = source[source.index("|") :]
    start = shown.index(f"({marked}") + 1
    assert width(shown[:start]) == len(before[before.index("|") :])
    assert mark.strip(" |") == "^" * len(marked)
    assert width(source) <= WIDTH + len("3 | ") + 12


def test_a_long_mark_is_cut(folder: Path) -> None:
    (folder / "README.md").write_text(f"## S\n\n- {'word ' * 60}| UCB\n", encoding="utf-8")
    source = run("--select", "LL117").stdout.split("\n")[2]
    assert source.endswith("…")
    assert width(source) < WIDTH


# --- what is known -------------------------------------------------------------------------------


def test_a_baseline_is_written_and_left_out(folder: Path) -> None:
    written = run("--write-baseline", "b.json")
    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr == "9 findings written to b.json.\n"
    done = run("--baseline", "b.json")
    assert (done.exit_code, done.stdout) == (0, "Nothing found. 9 known already.\n")
    (folder / "llmsys-mcp.toml").write_text('[lint]\nbaseline = "b.json"\n', encoding="utf-8")
    assert run().exit_code == 0
    (folder / "README.md").write_text(PAGE + "- [X](https://arxiv.org/pdf/2401.00009)\n", "utf-8")
    assert re.findall(r"LL\d+", run().stdout) == ["LL102"]
    assert run("--write-baseline", "no/such/folder.json").exit_code == 1


@pytest.mark.parametrize("name", ["../b.json", "/tmp/b.json"])
def test_a_baseline_outside_the_lists_folder_is_refused(folder: Path, name: str) -> None:
    (folder / "llmsys-mcp.toml").write_text(f'[lint]\nbaseline = "{name}"\n', encoding="utf-8")
    done = run()
    assert done.exit_code == 2
    assert "leads out of the list's folder" in done.stderr


def test_settings_that_mean_nothing_are_misuse(folder: Path) -> None:
    (folder / "llmsys-mcp.toml").write_text("[lint]\nselct = 1\n", encoding="utf-8")
    done = run()
    assert (done.exit_code, "has no setting 'selct'" in done.stderr) == (2, True)


def test_a_severity_of_the_list_decides_the_exit_code(folder: Path) -> None:
    (folder / "llmsys-mcp.toml").write_text(
        '[lint]\nselect = ["LL303"]\n[lint.severity]\nLL303 = "error"\n', encoding="utf-8"
    )
    done = run()
    assert (done.exit_code, "LL303 error:" in done.stdout) == (1, True)


def committed(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "list")


def test_only_what_a_change_brought_is_told(folder: Path) -> None:
    committed(folder)
    clean = run("--diff-base", "HEAD")
    assert (clean.exit_code, clean.stdout) == (0, "Nothing found. 9 known already.\n")
    (folder / "README.md").write_text(
        PAGE.replace("# Papers", "# All papers\n\nWords.")
        + "- [Egret](https://arxiv.org/abs/2401.00002): Queues\n",
        encoding="utf-8",
    )
    done = run("--diff-base", "HEAD")
    assert re.findall(r"README.md:(\d+):\d+: (LL\d+)", done.stdout) == [("10", "LL301")]
    git(folder, "commit", "-qam", "more")
    assert re.findall(r"LL\d+", run("--diff-base", "HEAD~1").stdout) == ["LL301"]
    assert run("--diff-base", "HEAD").exit_code == 0


def test_a_changed_line_is_judged_as_its_own(folder: Path) -> None:
    committed(folder)
    (folder / "README.md").write_text(PAGE.replace("Queues", "Long queues"), encoding="utf-8")
    assert re.findall(r"LL\d+", run("--diff-base", "HEAD").stdout) == ["LL110"]
    run("--fix", "--unsafe-fixes", "--diff-base", "HEAD")
    assert page(folder) == PAGE.replace("Queues | Nvidia", "Long queues | NVIDIA")


@pytest.mark.parametrize("rev", ["--upload-pack=x", "no-such-branch", "HEAD..HEAD..HEAD"])
def test_a_revision_that_is_none_is_misuse(folder: Path, rev: str) -> None:
    committed(folder)
    assert run(f"--diff-base={rev}").exit_code == 2


def test_a_list_elsewhere_is_named_in_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    arguments = ["--list", str(folder), "--index-dir", "memory", "--select", "LL101"]
    done = CliRunner().invoke(lint, arguments)
    assert done.stdout.startswith(f"{folder}/README.md:5:".lstrip("/")) or done.stdout.startswith(
        f"{folder}/README.md:5:"
    )
    monkeypatch.chdir(folder.parent)
    done = CliRunner().invoke(lint, arguments)
    assert done.stdout.startswith("list/README.md:5:")
    (folder.parent / "other").mkdir()
    monkeypatch.chdir(folder.parent / "other")
    done = CliRunner().invoke(lint, arguments)
    assert done.stdout.startswith(f"{folder}/README.md:5:")


# --- where maintainers meet it -------------------------------------------------------------------


def hooks() -> str:
    return (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")


def action() -> str:
    return (ROOT / "action.yml").read_text("utf-8")


def options_of(text: str) -> set[str]:
    return set(re.findall(r"(?<=\s)--[a-z-]+", text))


def test_hooks_and_action_use_options_that_exist() -> None:
    known = {name for option in lint.params for name in option.opts}
    lines = re.findall(r"entry: llmsys-mcp lint (.*)", hooks())
    assert len(lines) == 2
    assert all(options_of(f" {line}") <= known for line in lines)
    (command,) = re.findall(r"llmsys-mcp lint ((?:.*\\\n)*.*)", action())
    assert options_of(f" {command}") <= known
    assert "llmsys-mcp diff " in action()


def test_no_input_of_the_action_is_part_of_a_script() -> None:
    scripts = re.findall(r"^      run: (?:\|\n((?:        .*\n)+)|(.*))", action(), re.MULTILINE)
    assert len(scripts) == 4
    assert not [script for both in scripts for script in both if "${{" in script]


def test_the_actions_scripts_are_shell(tmp_path: Path) -> None:
    for block in re.findall(r"^      run: \|\n((?:        .*\n)+)", action(), re.MULTILINE):
        script = re.sub(r"^        ", "", block, flags=re.MULTILINE)
        done = subprocess.run(
            ["bash", "-n"], input=script, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def _step(name: str) -> str:
    """The script of a step of the action."""
    step = action().partition(f"- name: {name}\n")[2].partition("- name: ")[0]
    return re.sub(r"^        ", "", step.partition("run: |\n")[2], flags=re.MULTILINE)


@pytest.mark.parametrize("depth", [(), ("--depth=1",), ("--depth=2",)], ids=str)
@pytest.mark.parametrize("base", ["origin/main", "sha"])
def test_the_action_has_what_the_base_gained_left_out(
    folder: Path, tmp_path: Path, depth: tuple[str, ...], base: str
) -> None:
    """A change that stands on an older base, merged or not, checked out as shallow as may be."""
    committed(folder)
    git(folder, "checkout", "-q", "-b", "change")
    bad = "- [Mine](https://arxiv.org/pdf/2401.00009): Words\n"
    (folder / "README.md").write_text(PAGE + bad, "utf-8")
    git(folder, "commit", "-qam", "change")
    git(folder, "checkout", "-q", "main")
    more = "# Papers\n\n## Training\n\n- [Gained](https://example.org/gained): Meanwhile\n"
    (folder / "README.md").write_text(PAGE.replace("# Papers\n", more), "utf-8")
    git(folder, "commit", "-qam", "meanwhile")
    given = git(folder, "rev-parse", "main") if base == "sha" else base
    git(folder, "checkout", "-q", "-b", "merged")
    git(folder, "merge", "-q", "-m", "both", "change")
    for branch in ("change", "merged"):
        here = tmp_path / f"here-{branch}"
        source = f"file://{folder}"
        one = ("--branch", branch, "--single-branch")
        git(tmp_path, "clone", "-q", *depth, *one, source, here.name)
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", _step("Fetch the history back to the base")],
            cwd=here, env={**os.environ, "BASE": given, "LIST": "."},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        over = ["--list", str(here), "--index-dir", "memory"]
        told = CliRunner().invoke(lint, [*over, "--output-format", "github", "--diff-base", given])
        assert re.findall(r"title=(\w+)", told.stdout) == ["LL102"], told.output
        kept = CliRunner().invoke(diff, [*over, given])
        assert (kept.exit_code, "1 added, 0 lost" in kept.stdout) == (0, True), kept.output


def test_the_action_lints_what_a_pull_request_brings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lint step with its own words, on a checkout with a change."""
    committed(folder)
    base = git(folder, "rev-parse", "HEAD")
    (folder / "README.md").write_text(PAGE + "- [X](https://arxiv.org/pdf/2401.00009)\n", "utf-8")
    (command,) = re.findall(r"llmsys-mcp lint ((?:.*\\\n)*.*)", action())
    values = {"$LIST": ".", "$BASE": base, "$SELECT": "", "$IGNORE": ""}
    arguments: list[Any] = [
        values.get(word.strip('"'), word.strip('"')) for word in command.replace("\\\n", "").split()
    ]
    done = CliRunner().invoke(lint, arguments)
    assert done.exit_code == 1
    assert re.findall(r"^::(\w+) title=(\w+)", done.stdout, re.MULTILINE) == [("warning", "LL102")]
