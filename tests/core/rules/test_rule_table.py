"""What holds for every rule: its example, its fix, its page, its names."""

import os
from pathlib import Path

import pytest

from core.rules.looking import findings, mended
from llmsys_mcp.core.rules.pages import GROUPS, pages
from llmsys_mcp.core.rules.rule import LintRule, letters
from llmsys_mcp.core.rules.table import BY_ID, RULES, named
from llmsys_mcp.core.writing import house

FOLDER = Path(__file__).parents[3] / "docs" / "rules"
PAGES = pages()

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id} {rule.name}")


def example_findings(rule: LintRule, text: str) -> list[str]:
    """Ids found in an example; the rules file is the example of the rule about it."""
    if rule.id != "LL231":
        return [found.rule.id for found in findings(text)]
    titles = "- **LLM Serving**: a\n- **Agents**: b\n- **Survey Paper**: c\n"
    return [found.rule.id for found in findings(text, "LL231", guidelines=titles)]


@every_rule
def test_the_bad_example_is_found_and_the_good_one_is_clean(rule: LintRule) -> None:
    assert set(example_findings(rule, rule.bad)) == {rule.id}
    assert example_findings(rule, rule.good) == []


@every_rule
def test_the_fixes_of_the_bad_example_are_what_the_rule_says(rule: LintRule) -> None:
    fixes = [found.fix for found in findings(rule.bad, rule.id)]
    if rule.fixable == "none":
        assert not any(fixes)
        return
    assert all(fixes)
    mended_page = mended(rule.bad, rule.id)
    if rule.id == "LL214":
        assert "2301.00001" in mended_page.partition("2023")[2]
        assert "2301.00001" not in mended_page.partition("2023")[0]
    else:
        assert mended_page == rule.good
    if rule.fixable == "safe":
        assert all(fix and fix.safe for fix in fixes)
    if rule.fixable == "unsafe":
        assert not any(fix and fix.safe for fix in fixes)


@every_rule
def test_a_rule_says_what_and_why_in_a_sentence(rule: LintRule) -> None:
    assert rule.says.endswith(".")
    assert rule.says[0].isupper()
    assert not rule.about.reason.endswith(".")
    assert (rule.check.__doc__ or "").endswith(".")


def test_ids_and_names_are_unique_and_in_order() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(any(id_.startswith(begin) for begin in GROUPS) for id_ in ids)


def test_the_house_rules_have_their_ids_here() -> None:
    rules = [rule for rule in vars(house).values() if isinstance(rule, house.Rule)]
    assert rules
    for rule in rules:
        assert BY_ID[rule.id].about is rule


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        pytest.param("LL101", {"LL101"}, id="id"),
        pytest.param(" ll101 ", {"LL101"}, id="id in lower case with blanks"),
        pytest.param("arxiv-www", {"LL101"}, id="name"),
        pytest.param("Duplicate", {"LL301"}, id="name in another case"),
        pytest.param("LL20", {"LL201", "LL202", "LL203", "LL204", "LL205"}, id="beginning"),
        pytest.param("ALL", set(BY_ID), id="all"),
        pytest.param("LL", set(BY_ID), id="beginning of all"),
        pytest.param("", set(), id="empty"),
        pytest.param("L", set(), id="too short"),
        pytest.param("LL999", set(), id="no such rule"),
        pytest.param("arxiv", set(), id="part of a name"),
    ],
)
def test_a_rule_is_named_by_id_name_or_beginning(name: str, ids: set[str]) -> None:
    assert named(name) == ids


def test_the_rule_pages_are_those_of_the_code() -> None:
    if os.environ.get("LLMSYS_ACCEPT_RULES"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in PAGES.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    committed = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*")}
    assert committed == PAGES, "accept with LLMSYS_ACCEPT_RULES=1 pytest tests/core/rules"


def test_the_index_names_every_rule_once() -> None:
    index = PAGES["README.md"]
    assert [index.count(f"]({rule.id}.md)") for rule in RULES] == [1] * len(RULES)


def test_letters_are_what_a_reader_reads() -> None:
    assert letters("EuroSys '24 – été, 漢!") == "EuroSys24été漢"
