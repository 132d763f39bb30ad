"""plan_additions through clients and the shell: an issue of twelve papers, and what users say."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mcp.types import ElicitResult

from faces.connections import ERAS, HTTP, MEMORY, called, connect, refused
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.intake import LINES_LIMIT, TEXT_LIMIT
from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.intake_set.operations import PAPERS_LIMIT
from llmsys_mcp.faces.intake_set.questions import LATER, QUESTIONS_LIMIT
from llmsys_mcp.services.intake import ANOTHER, LEAVE, SAME

pytestmark = pytest.mark.anyio

ISSUE = (Path(__file__).parents[1] / "data" / "pasted" / "issue.md").read_text("utf-8")
ALONE = ("intake",)
WITH_EDITS = ("edit", "intake")
ARXIV = "https://arxiv.org/abs/2601."
RENAMED = f"Reducing Energy Bloat in Large Model Training {ARXIV}11003"
CLOSE = f"Fault-Tolerant Retrieval for Agents with Speculative Decoding {ARXIV}11012"
NEW = f"Prefix-Aware Request Routing for LLM Serving Clusters {ARXIV}11002"

WANTED = [
    ("skip", "no paper", ""),
    ("add", "heading of this name", "Shelf"),
    ("add", "heading of this name", "Prefix-Aware Request Routing for LLM Serving Clusters"),
    ("duplicate", "same arXiv id 2401.09670", ""),
    ("skip", "no paper", ""),
    ("ask", "Is it the same paper as “Perseus", "Reducing Energy Bloat in Large Model Training"),
    ("ask", "Which paper is meant?", "Gradient Compression for Pipeline Parallel Training"),
    ("ask", "What is its exact title?", ""),
    ("skip", "outside the list's subject", "The Economic History of Rome"),
    ("skip", "U+202E", ""),
    ("ask", "Which link does it have?", "Expert Placement for Mixture-of-Experts Inference"),
    ("add", "words:", "Cascade"),
    ("duplicate", "given above", "Prefix-Aware Request Routing for LLM Serving Clusters"),
    ("add", "words:", "Anvil"),
    ("skip", "no paper", ""),
]


class User:
    """Fills in every form with `answer`, or the option of it that is asked for by its index."""

    def __init__(self, answer: str | int | None) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    async def __call__(self, _context: Any, asked: Any) -> ElicitResult:
        self.asked.append(asked)
        if self.answer is None:
            return ElicitResult(action="decline")
        fields = asked.requested_schema["properties"]
        filled = {
            name: field["enum"][self.answer] if isinstance(self.answer, int) else self.answer
            for name, field in fields.items()
        }
        return ElicitResult(action="accept", content=filled)


@pytest.mark.parametrize("way", MEMORY)
async def test_an_issue_of_twelve_papers_is_judged_paper_by_paper(way: str, checkout: Path) -> None:
    before = (checkout / "README.md").read_bytes()
    async with connect(way, checkout, toolsets=ALONE) as client:
        plan = await called(client, "plan_additions", text=ISSUE)
    items = plan["items"]
    assert [(item["verdict"], item["title"]) for item in items] == [
        (verdict, title) for verdict, _, title in WANTED
    ]
    for item, (_, reason, _) in zip(items, WANTED, strict=True):
        assert reason in item["reason"]
        assert "\u202e" not in json.dumps(item, ensure_ascii=False)
    assert (checkout / "README.md").read_bytes() == before
    told = "\n".join(item["source"] for item in items)
    for line in ISSUE.split("\n"):
        if line.strip() and "202" not in line and not line.startswith(("<!--", "One", "```")):
            assert line.strip().replace("\u202e", "\\u{202E}") in told


async def test_a_plan_is_added_as_it_is(checkout: Path) -> None:
    page = checkout / "README.md"
    before = page.read_text("utf-8").split("\n")
    async with connect("memory-modern", checkout, toolsets=WITH_EDITS) as client:
        plan = await called(client, "plan_additions", text=ISSUE)
        added = await called(
            client, "add_entries", entries=plan["entries"], expected_revision=plan["revision"]
        )
        again = await called(client, "plan_additions", text=ISSUE)
    after = page.read_text("utf-8").split("\n")
    planned = [item["entry"] for item in plan["items"] if item["verdict"] == "add"]
    assert added["added"] == len(planned) == 4
    assert sorted(line for line in after if line in planned) == sorted(planned)
    assert [line for line in after if line not in planned] == before
    sections = {entry.raw: entry.section for entry in parse("\n".join(after)).entries}
    for item in plan["items"]:
        if item["verdict"] == "add":
            assert sections[item["entry"]] == item["section"]
    assert [item["verdict"] for item in again["items"]].count("add") == 0
    assert again["entries"] == []


@pytest.mark.parametrize("as_json", [False, True], ids=["list", "its JSON"])
async def test_papers_may_be_given_one_by_one(checkout: Path, as_json: bool) -> None:
    entries: Any = [
        {"title": "Tiered KV Cache Storage for LLM Serving", "url": f"{ARXIV}11001v3"},
        {"title": "Tiered", "url": f"{ARXIV}11002", "section": "Agent Systems", "venue": "OSDI 26"},
    ]
    async with connect("memory-modern", checkout, toolsets=ALONE) as client:
        given = json.dumps(entries) if as_json else entries
        plan = await called(client, "plan_additions", entries=given)
        assert [item["verdict"] for item in plan["items"]] == ["add", "add"]
        assert plan["entries"][1]["section"].endswith("Agent Systems")
        assert plan["items"][1]["entry"] == f"- [Tiered]({ARXIV}11002) | OSDI' 26"
        text = await refused(client, "plan_additions", entries=[{"name": "x"}])
        assert "name" in text or "entries" in text


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param({}, "text and entries are both empty", id="nothing"),
        pytest.param({"text": " \n "}, "text and entries are both empty", id="blank"),
        pytest.param({"text": "x" * (TEXT_LIMIT + 1)}, f"{TEXT_LIMIT + 1} characters", id="long"),
        pytest.param({"text": "\n" * LINES_LIMIT}, f"{LINES_LIMIT + 1} lines", id="many lines"),
        pytest.param(
            {"text": "".join(f"{ARXIV}{at:05d}\n" for at in range(PAPERS_LIMIT + 1))},
            f"{PAPERS_LIMIT + 1} papers", id="many papers",
        ),
        pytest.param({"text": NEW, "section": "Nowhere"}, "unknown-section", id="no section"),
        pytest.param({"text": NEW, "user": "yes"}, "unknown argument", id="user is no argument"),
    ],
)  # fmt: skip
async def test_what_cannot_be_judged_is_refused(
    checkout: Path, arguments: dict[str, Any], problem: str
) -> None:
    user = User(ANOTHER)
    async with connect("memory-modern", checkout, toolsets=ALONE, user=user) as client:
        assert problem in await refused(client, "plan_additions", **arguments)
    assert not user.asked


async def test_words_around_papers_do_not_count_as_papers(checkout: Path) -> None:
    text = "\n\n".join(["I think so."] * 2 * PAPERS_LIMIT + [NEW])
    async with connect("memory-modern", checkout, toolsets=ALONE) as client:
        plan = await called(client, "plan_additions", text=text)
    assert [item["verdict"] for item in plan["items"]] == ["skip", "add"]


@pytest.mark.parametrize("way", [*MEMORY, "http-modern"])
async def test_the_user_decides_close_calls_and_duplicates_in_one_form(
    way: str, checkout: Path
) -> None:
    user = User(0)
    text = f"{NEW}\n{RENAMED}\n{CLOSE}\n{ARXIV}11009"
    async with connect(way, checkout, toolsets=ALONE, user=user) as client:
        plan = await called(client, "plan_additions", text=text)
    assert [item["verdict"] for item in plan["items"]] == ["add", "add", "add", "ask"]
    (asked,) = user.asked
    fields = asked.requested_schema["properties"]
    assert asked.message == "Of 4 pasted items, 2 papers need a decision."
    assert list(fields) == ["item_2", "item_3"]
    assert fields["item_2"]["enum"] == [ANOTHER, SAME, LEAVE, LATER]
    assert fields["item_3"]["enum"][-2:] == [LEAVE, LATER]
    assert fields["item_3"]["enum"][0] == plan["items"][2]["section"]
    assert "Is it the same paper as “Perseus" in fields["item_2"]["description"]
    assert {field["default"] for field in fields.values()} == {LATER}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [(SAME, "duplicate"), (LEAVE, "skip"), (LATER, "ask"), (None, "ask")],
    ids=["same", "leave", "later", "declined"],
)
@pytest.mark.parametrize("era", ERAS)
async def test_what_the_user_says_is_done(
    checkout: Path, era: str, answer: str | None, verdict: str
) -> None:
    user = User(answer)
    async with connect(f"memory-{era}", checkout, toolsets=ALONE, user=user) as client:
        plan = await called(client, "plan_additions", text=RENAMED)
    assert len(user.asked) == 1
    assert user.asked[0].message == "Of 1 pasted items, one paper needs a decision."
    assert [item["verdict"] for item in plan["items"]] == [verdict]


async def test_nobody_is_asked_what_needs_no_choice(checkout: Path) -> None:
    user = User(0)
    async with connect("memory-modern", checkout, toolsets=ALONE, user=user) as client:
        plan = await called(client, "plan_additions", text=f"{NEW}\n{ARXIV}11009\n\n- A Title")
    assert not user.asked
    assert [item["verdict"] for item in plan["items"]] == ["add", "ask", "ask"]


async def test_a_form_has_few_questions(checkout: Path) -> None:
    many = "\n".join(f"{RENAMED}{at}" for at in range(QUESTIONS_LIMIT + 3))
    user = User(LATER)
    async with connect("memory-modern", checkout, toolsets=ALONE, user=user) as client:
        await called(client, "plan_additions", text=many)
    assert len(user.asked[0].requested_schema["properties"]) == QUESTIONS_LIMIT


@pytest.mark.parametrize("way", HTTP)
async def test_where_nobody_can_be_asked_the_question_is_the_verdict(
    way: str, checkout: Path
) -> None:
    async with connect(way, checkout, toolsets=ALONE) as client:
        plan = await called(client, "plan_additions", text=f"{RENAMED}\n{CLOSE}")
    renamed, close = plan["items"]
    assert renamed["reason"].startswith("Is it the same paper as “Perseus")
    assert renamed["listed"][0] == "arxiv:2312.06902"
    assert close["reason"].startswith("Which section: ")
    assert len(close["choices"]) > 1


def test_the_shell_judges_a_file_and_stdin(checkout: Path) -> None:
    run = CliRunner().invoke
    options = ("plan", "--list", str(checkout), "--index-dir", "memory")
    page = checkout / "issue.md"
    page.write_text(ISSUE, "utf-8")
    told = run(main, [*options, str(page)])
    assert told.exit_code == 1
    assert told.output.startswith("4 add, 2 duplicate, 4 ask, 5 skip\n")
    fine = run(main, [*options, "--json"], input=NEW)
    assert fine.exit_code == 0
    assert [item["verdict"] for item in json.loads(fine.output)["items"]] == ["add"]
    placed = run(main, [*options, "--section", "Agent Systems", "--json"], input=NEW)
    assert json.loads(placed.output)["entries"][0]["section"].endswith("Agent Systems")
    empty = run(main, [*options], input="")
    assert empty.exit_code == 1
    assert "text and entries are both empty" in empty.output
