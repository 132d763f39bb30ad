"""Questions in the middle of a call: asked in both eras, over every transport that can ask."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mcp.types import (
    ClientCapabilities,
    ElicitationCapability,
    ElicitResult,
    FormElicitationCapability,
    UrlElicitationCapability,
)

from faces.connections import HTTP, MEMORY, called, connect, refused
from llmsys_mcp.faces.questions import can_ask

pytestmark = pytest.mark.anyio

RENAMED = {
    "section": "Agent Systems",
    "title": "Reducing Energy Bloat in Large Model Training",
    "url": "https://arxiv.org/abs/2601.11003",
}
NEW = {**RENAMED, "title": "Prefix-Aware Request Routing for LLM Serving Clusters"}
LISTED = "arxiv:2312.06902"
CORE, EDIT = ("core",), ("edit",)
CAN_ASK = [*MEMORY, "http-modern"]
"""Over HTTP without sessions an old client has no way back from the server."""


class User:
    """Answers every question alike; None declines, `close` closes it."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def __call__(self, context: Any, params: Any) -> ElicitResult:
        self.asked.append(params.message)
        if self.answer is None:
            return ElicitResult(action="decline")
        if self.answer == "close":
            return ElicitResult(action="cancel")
        return ElicitResult(action="accept", content={"decision": self.answer})


@pytest.mark.parametrize("way", CAN_ASK)
async def test_a_possible_duplicate_is_added_when_the_user_says_it_is_another(
    way: str, checkout: Path
) -> None:
    user = User("yes")
    async with connect(way, checkout, user=user, toolsets=CORE) as client:
        made = await called(client, "add_entry", **RENAMED)
    assert made["added"]
    (question,) = user.asked
    assert question.startswith(
        "Add “Reducing Energy Bloat in Large Model Training”? It may be “Perseus: "
    )
    assert LISTED in question
    assert question.endswith("Say yes if it is another paper.")


@pytest.mark.parametrize("answer", ["no", None, "close"])
@pytest.mark.parametrize("way", MEMORY)
async def test_a_possible_duplicate_stays_out_unless_the_user_says_so(
    way: str, answer: str | None, checkout: Path
) -> None:
    before = (checkout / "README.md").read_bytes()
    async with connect(way, checkout, user=User(answer), toolsets=CORE) as client:
        text = await refused(client, "add_entry", **RENAMED)
    assert text.startswith("duplicate-entry: title: asked whether it is another paper")
    assert (checkout / "README.md").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(NEW, id="new paper"),
        pytest.param({**RENAMED, "dry_run": True}, id="dry run"),
        pytest.param({**RENAMED, "allow_duplicate": True}, id="allowed"),
    ],
)
async def test_nobody_is_asked_without_need(checkout: Path, arguments: dict[str, Any]) -> None:
    user = User("no")
    async with connect("memory-modern", checkout, user=user, toolsets=CORE) as client:
        await called(client, "add_entry", **arguments)
    assert not user.asked


@pytest.mark.parametrize("way", [*MEMORY, *HTTP])
async def test_a_client_that_cannot_ask_is_told_of_a_possible_duplicate(
    way: str, checkout: Path
) -> None:
    async with connect(way, checkout, toolsets=CORE) as client:
        made = await called(client, "add_entry", **RENAMED)
    assert made["added"]
    assert made["warnings"][0].startswith("Possible duplicate, look before you keep both")


@pytest.mark.parametrize("way", [*MEMORY, *HTTP])
async def test_where_the_client_cannot_ask_the_agent_asks_and_says_so(
    way: str, checkout: Path
) -> None:
    page = checkout / "README.md"
    before = page.read_bytes()
    arguments = {"id": LISTED, "reason": "superseded"}
    async with connect(way, checkout, toolsets=EDIT) as client:
        text = await refused(client, "remove_entry", **arguments)
        assert page.read_bytes() == before
        assert text.startswith(
            "invalid-argument: confirmed: nobody has said yes, for the client cannot ask its user:"
            " Remove “Perseus: "
        )
        assert "? The reason given: superseded. Nothing was written. Ask the user" in text
        assert text.endswith("with confirmed: true.")
        assert (await called(client, "remove_entry", **arguments, dry_run=True))["diff"]
        gone = await called(client, "remove_entry", **arguments, confirmed=True)
    assert gone["changed"]
    assert gone["warnings"] == []
    assert page.read_bytes() != before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param({"id": "arxiv:0000.00000"}, "unknown-entry: id: ", id="no such entry"),
        pytest.param({"id": LISTED, "reason": " "}, "invalid-argument: reason: ", id="no reason"),
        pytest.param({"id": LISTED, "expected_revision": "0" * 16}, "conflict: ", id="moved on"),
    ],
)
async def test_nobody_is_to_be_asked_of_what_cannot_be_done(
    checkout: Path, arguments: dict[str, Any], code: str
) -> None:
    async with connect("memory-modern", checkout, toolsets=EDIT) as client:
        text = await refused(client, "remove_entry", **{"reason": "superseded", **arguments})
    assert text.startswith(code)


async def test_a_long_reason_does_not_crowd_out_what_to_do(checkout: Path) -> None:
    async with connect("memory-modern", checkout, toolsets=EDIT) as client:
        text = await refused(client, "remove_entry", id=LISTED, reason="x" * 1000)
    assert len(text.encode()) <= 1000
    assert text.endswith("with confirmed: true.")


async def test_old_clients_over_http_without_sessions_are_not_asked(checkout: Path) -> None:
    user = User("no")
    async with connect("http-legacy", checkout, user=user, toolsets=CORE) as client:
        assert (await called(client, "add_entry", **RENAMED))["added"]
    assert not user.asked


@pytest.mark.parametrize("way", CAN_ASK)
async def test_an_entry_goes_when_the_user_says_yes(way: str, checkout: Path) -> None:
    user = User("yes")
    async with connect(way, checkout, user=user, toolsets=EDIT) as client:
        gone = await called(client, "remove_entry", id=LISTED, reason="superseded")
    assert gone["changed"]
    assert gone["warnings"] == []
    (question,) = user.asked
    assert question.startswith("Remove “Perseus: ")
    assert "README.md line 41, LLM Systems > Training > Pre-training?" in question


@pytest.mark.parametrize("confirmed", [False, True], ids=["", "confirmed"])
@pytest.mark.parametrize("answer", ["no", None])
@pytest.mark.parametrize("way", MEMORY)
async def test_a_no_keeps_the_entry_whatever_the_caller_says(
    way: str, answer: str | None, confirmed: bool, checkout: Path
) -> None:
    before = (checkout / "README.md").read_bytes()
    arguments = {"id": LISTED, "reason": "superseded", "confirmed": confirmed}
    async with connect(way, checkout, user=User(answer), toolsets=EDIT) as client:
        text = await refused(client, "remove_entry", **arguments)
    assert text.startswith("invalid-argument: id: the user was asked and said no. Leave the entry")
    assert "`llmsys-mcp remove`" in text
    assert (checkout / "README.md").read_bytes() == before


@pytest.mark.parametrize("way", CAN_ASK)
async def test_where_the_question_is_closed_the_agent_asks_and_says_so(
    way: str, checkout: Path
) -> None:
    """Programs that can show forms and have nobody there close them all."""
    page = checkout / "README.md"
    before = page.read_bytes()
    user = User("close")
    arguments = {"id": LISTED, "reason": "superseded"}
    async with connect(way, checkout, user=user, toolsets=EDIT) as client:
        text = await refused(client, "remove_entry", **arguments)
        assert page.read_bytes() == before
        assert "for the client closed the question unanswered: Remove “Perseus: " in text
        assert text.endswith("with confirmed: true.")
        assert (await called(client, "remove_entry", **arguments, dry_run=True))["diff"]
        gone = await called(client, "remove_entry", **arguments, confirmed=True)
    assert len(user.asked) == 2
    assert gone["changed"]
    assert gone["warnings"] == []
    assert page.read_bytes() != before


@pytest.mark.parametrize(
    ("tool", "arguments", "problem"),
    [
        pytest.param("remove_entry", {"id": "arxiv:9", "reason": "x"}, "unknown-entry", id="id"),
        pytest.param("remove_entry", {"id": LISTED, "reason": "\x00"}, "U+0000", id="reason"),
        pytest.param("add_entry", {**RENAMED, "url": "x"}, "invalid-argument: url", id="url"),
        pytest.param("add_entry", {**RENAMED, "user": "yes"}, "unknown argument", id="answer"),
        pytest.param("remove_entry", {"id": LISTED}, "reason: it is required", id="missing"),
    ],
)
async def test_what_would_be_refused_is_not_asked(
    checkout: Path, tool: str, arguments: dict[str, Any], problem: str
) -> None:
    user = User("yes")
    async with connect("memory-modern", checkout, user=user) as client:
        assert problem in await refused(client, tool, **arguments)
    assert not user.asked


async def test_a_dry_run_of_a_removal_asks_nobody_and_says_so(checkout: Path) -> None:
    user = User("no")
    async with connect("memory-modern", checkout, user=user, toolsets=EDIT) as client:
        plan = await called(client, "remove_entry", id=LISTED, reason="x", dry_run=True)
    assert not user.asked
    assert plan["warnings"] == []


async def test_a_question_shows_what_a_title_hides(checkout: Path) -> None:
    page = checkout / "README.md"
    hidden = page.read_text("utf-8").replace("[Perseus]", "[Per\u202eseus]")
    page.write_text(hidden, "utf-8")
    user = User("no")
    async with connect("memory-modern", checkout, user=user, toolsets=EDIT) as client:
        await refused(client, "remove_entry", id=LISTED, reason="x")
    assert user.asked
    assert user.asked[0].isprintable()


@pytest.mark.parametrize(
    ("asks", "version", "way_back", "expected"),
    [
        pytest.param(ElicitationCapability(), "2025-06-18", True, True, id="old, bare"),
        pytest.param(ElicitationCapability(), "2025-06-18", False, False, id="old, no way back"),
        pytest.param(ElicitationCapability(), "2026-07-28", False, True, id="new"),
        pytest.param(
            ElicitationCapability(form=FormElicitationCapability(), url=UrlElicitationCapability()),
            "2026-07-28", False, True, id="forms and links",
        ),
        pytest.param(
            ElicitationCapability(url=UrlElicitationCapability()), "2026-07-28", True, False,
            id="links only",
        ),
        pytest.param(None, "2026-07-28", True, False, id="nothing"),
        pytest.param(ElicitationCapability(), None, False, False, id="outside of a request"),
    ],
)  # fmt: skip
def test_who_can_ask(
    asks: ElicitationCapability | None, version: str | None, way_back: bool, expected: bool
) -> None:
    context: Any = SimpleNamespace(
        client_capabilities=ClientCapabilities(elicitation=asks),
        protocol_version=version,
        session=SimpleNamespace(can_send_request=way_back),
    )
    assert can_ask(context) is expected


def test_a_client_of_which_nothing_is_known_cannot_ask() -> None:
    context: Any = SimpleNamespace(client_capabilities=None)
    assert not can_ask(context)
