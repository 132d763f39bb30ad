"""The rules on real pages: every finding looked at by hand, and what people repaired later.

The pages are the project's shared data, which a clone does not have; the bundled list it has.
"""

import json
import lzma
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

from llmsys_mcp.core.listing.conservation import compare
from llmsys_mcp.core.rules.rule import letters
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.lint import Finding, check
from llmsys_mcp.services.lint_settings import LintSettings
from llmsys_mcp.services.mend import fix
from llmsys_mcp.services.view import View
from small_lists import SmallList

SNAPSHOTS = Path(__file__).parents[1] / "data" / "lint"
ALL = LintSettings()
ARXIV = re.compile(
    r"https?://(?:(?:www|export)\.)?arxiv\.org/(?:abs|pdf|html)/([\d.]+\d)(?:v\d+)?(?:\.pdf)?"
    r"(?:\?[^#]*)?"
)


def told(view: View) -> str:
    """Every finding on a line of its own, `[*]` with a safe fix, `[!]` with an unsafe one."""
    return "".join(f"{_line(finding)}\n" for finding in check(view, ALL).findings)


def _line(one: Finding) -> str:
    mark = {None: "", True: "[*] ", False: "[!] "}[one.fix and one.fix.safe]
    return f"{one.file}:{one.line}:{one.column}: {one.severity} {one.rule.id} {mark}{one.message}"


def same_as_committed(name: str, text: str) -> None:
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("LLMSYS_ACCEPT_LINT"):
        SNAPSHOTS.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8"), (
        "look at each new finding, then accept with LLMSYS_ACCEPT_LINT=1"
    )


@pytest.fixture
def seed(shared: Path, tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path)
    small.write((shared / "seeds" / "llmsys-readme.md").read_bytes())
    small.write((shared / "seeds" / "llmsys-claude-guidelines.md").read_bytes(), "CLAUDE.md")
    return small


@pytest.fixture(scope="session")
def versions() -> dict[str, str]:
    """Every version of the real page, oldest first, by the beginning of its commit."""
    file = Path(__file__).parents[3] / "shared" / "data" / "versions.jsonl.xz"
    if not file.is_file():
        pytest.skip("needs the project's shared data, which is not in a clone")
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["sha"]: row["text"] for row in rows if row["file"] == "README.md"}


def test_the_findings_on_the_seed_are_those_that_were_looked_at(seed: SmallList) -> None:
    same_as_committed("seed", told(seed.catalog.current()))


def test_the_bundled_list_has_no_faults_and_a_few_things_worth_a_look() -> None:
    view = open_catalog(Settings(index_dir="memory"), Path("/")).current()
    findings = check(view, ALL).findings
    assert {one.severity for one in findings} == {"info"}
    same_as_committed("bundled", told(view))


class _Rendered(HTMLParser):
    """What a page shows: its letters, its links' targets, how many of each tag it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.targets: list[str] = []
        self.tags: list[str] = []
        self.feed(github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def shown(text: str) -> tuple[str, list[str], list[str]]:
    """(letters, targets with arXiv links in one form, tags but for paragraphs and lists)."""
    page = _Rendered(text)
    targets = [ARXIV.sub(r"https://arxiv.org/abs/\1", target) for target in page.targets]
    tags = [tag for tag in page.tags if tag not in ("p", "ul", "br")]
    return letters("".join(page.words)), targets, tags


def fixing_keeps_the_page(small: SmallList) -> int:
    """Make the safe fixes and compare; how many were made."""
    before = small.catalog.current()
    text = small.read().decode()
    done = fix(small.catalog, ALL)
    after = small.read().decode()
    assert shown(after) == shown(text)
    comparison = compare(before.papers, done.applied.after.papers)
    assert (comparison.added, comparison.removed, comparison.moved) == ((), (), ())
    assert not [one for one in done.left.findings if one.fix and one.fix.safe]
    again = fix(small.catalog, ALL)
    assert (again.made, small.read().decode()) == ((), after)
    return len(done.made)


def test_safe_fixes_keep_what_the_seed_shows(seed: SmallList) -> None:
    assert fixing_keeps_the_page(seed) > 100


def test_unsafe_fixes_of_the_seed_lose_nothing_and_are_done_in_one_run(seed: SmallList) -> None:
    before = seed.catalog.current()
    done = fix(seed.catalog, ALL, unsafe=True)
    comparison = compare(before.papers, done.applied.after.papers)
    assert (comparison.added, comparison.removed, comparison.moved) == ((), (), ())
    assert not [one for one in done.left.findings if one.fix]


def test_safe_fixes_keep_what_twenty_versions_show(
    versions: dict[str, str], tmp_path: Path
) -> None:
    texts = list(versions.values())
    small = SmallList(tmp_path)
    made = []
    for at in range(20):
        small.write(texts[at * (len(texts) - 1) // 19])
        made.append(fixing_keeps_the_page(small))
    assert made[0] == 0
    assert all(made[1:])


def test_every_version_can_be_checked(versions: dict[str, str], tmp_path: Path) -> None:
    small = SmallList(tmp_path)
    broken = 0
    for text in list(versions.values())[::6]:
        small.write(text)
        findings = check(small.catalog.current(), ALL).findings
        broken += any(one.rule.id.startswith("LL20") for one in findings)
        places = [(one.file, one.diagnostic.span) for one in findings]
        assert places == sorted(places)
    assert broken


REPAIRED = [
    # (last version with the fault, rule, what is marked): duplicates
    pytest.param("40f8bc04", "LL301", "Orca", id="Orca twice"),
    pytest.param("4f26dbaf", "LL305", "Challenges and Applications", id="a survey as a reading"),
    pytest.param("f7350882", "LL301", "NanoFlow", id="NanoFlow twice"),
    pytest.param("4c9f7087", "LL301", "Helix", id="Helix twice"),
    pytest.param("b22b9c79", "LL305", "Revisiting Reliability", id="Revisiting Reliability twice"),
    pytest.param("0c395865", "LL301", "ByteScale", id="ByteScale twice"),
    pytest.param("1e845f67", "LL301", "verl", id="veRL twice"),
    pytest.param("fee016f6", "LL301", "Jenga", id="Jenga under its preprint and its conference"),
    # links that led to something else than the paper
    pytest.param("22993f44", "LL303", "DachengLi1/MPCFormer", id="MPCFormer: its code"),
    pytest.param("22993f44", "LL303", "23OSDI-brainstorm", id="Brainstorm: its code"),
    pytest.param("22993f44", "LL303", "MachineLearningSystem/ModelKeeper", id="ModelKeeper"),
    pytest.param("fee016f6", "LL303", "sosp/2025/accepted.html", id="Jenga: the programme"),
    # the contents
    pytest.param("a113ef23", "LL201", "Systems for Post-training / RL", id="RL is missing"),
    pytest.param("971ea80d", "LL202", "#pre-training", id="anchor of a heading that is gone"),
    pytest.param("0c78cb5f", "LL202", "#Training", id="anchor in capitals"),
    pytest.param("0c78cb5f", "LL202", "#system-efficiency-optimization", id="half an anchor"),
    pytest.param("0c78cb5f", "LL202", "#Systems-for-Post-training--RLHF", id="capitals again"),
    pytest.param("0c78cb5f", "LL201", "MLSys Courses", id="MLSys Courses is missing"),
    pytest.param("0c78cb5f", "LL201", "Other Reading", id="Other Reading is missing"),
    pytest.param("0c78cb5f", "LL201", "Industrial LLM Technical Report", id="reports are missing"),
    pytest.param("20fad90e", "LL202", "#fine-tuning-systems", id="anchor of a renamed heading"),
    pytest.param("7913ebfa", "LL202", "#post-training", id="a bold label as a target"),
    pytest.param("f965b573", "LL201", "#### LLM serving", id="LLM serving is missing"),
    pytest.param("f965b573", "LL201", "#### Pre-training", id="Pre-training is missing"),
]
"""What people repaired in the history of the list, found in the last version that had it."""

UNREPAIRED = [
    pytest.param("LL301", "BlockLLM", id="BlockLLM twice"),
    pytest.param("LL301", "AQUA", id="AQUA under its first title, too"),
    pytest.param("LL302", "https://dl.acm.org/doi/10.1145/3627703.3650074", id="HAP and GMorph"),
    pytest.param("LL302", "https://arxiv.org/abs/2506.14851", id="eLLM and its neighbour"),
    pytest.param("LL304", "https://arxiv.org/abs/2404.11083", id="the Llama 3 report"),
]
"""What the newest version still has."""

MaybeFound = Callable[[str, str, str], bool]


@pytest.fixture
def marks(tmp_path: Path) -> MaybeFound:
    """Whether a page has a finding of the rule that marks these words."""

    def marks(text: str, rule: str, words: str) -> bool:
        small = SmallList(tmp_path)
        small.write(text)
        findings = check(small.catalog.current(), ALL.with_choice([rule])).findings
        return any(words in one.diagnostic.span.of(text) for one in findings)

    return marks


@pytest.mark.parametrize(("version", "rule", "words"), REPAIRED)
def test_what_people_repaired_is_found_before_and_not_after(
    versions: dict[str, str], marks: MaybeFound, version: str, rule: str, words: str
) -> None:
    shas = list(versions)
    assert marks(versions[version], rule, words)
    after = versions[shas[shas.index(version) + 1]]
    still = {"sosp/2025/accepted.html", "#Training", "#pre-training"}
    assert not marks(after, rule, words) or words in still


@pytest.mark.parametrize(("rule", "words"), UNREPAIRED)
def test_what_nobody_repaired_yet_is_found(
    versions: dict[str, str], marks: MaybeFound, rule: str, words: str
) -> None:
    assert marks(list(versions.values())[-1], rule, words)


@pytest.mark.parametrize(
    ("version", "dead", "repair"),
    [
        (
            "0c78cb5f",
            "#system-efficiency-optimization",
            "optimization---model-co-design",
        ),
        ("0c78cb5f", "#Systems-for-Post-training--RLHF", "#systems-for-post-training--rlhf"),
    ],
)
def test_the_fix_on_offer_is_the_repair_that_people_made(
    versions: dict[str, str], tmp_path: Path, version: str, dead: str, repair: str
) -> None:
    small = SmallList(tmp_path)
    small.write(versions[version])
    fix(small.catalog, ALL.with_choice(["LL202"]), unsafe=True)
    assert f"({dead})" not in small.read().decode()
    assert repair in small.read().decode()


def test_a_paper_and_its_code_in_two_sections_are_left_alone(
    versions: dict[str, str], marks: MaybeFound
) -> None:
    before = versions["550998f3"]
    assert "github.com/microsoft/autogen" in before
    assert not any(marks(before, rule, "AutoGen") for rule in ("LL301", "LL305", "LL306"))
