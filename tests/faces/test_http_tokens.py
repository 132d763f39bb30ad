"""Who may do what over HTTP: bearer tokens, their scopes, and where they may come from (A3, A4)."""

import logging
import os
from pathlib import Path

import pytest

from faces.raw_http import (
    GRANTS,
    LEGACY,
    MODERN,
    READER,
    WRITER,
    application,
    bearer,
    calling,
    result_of,
    rpc,
    tool,
)
from llmsys_mcp.faces.http.settings import HttpSettings, http_settings
from llmsys_mcp.faces.http.tokens import StaticTokens, read_grants
from llmsys_mcp.faces.settings import Given, SettingError

pytestmark = pytest.mark.anyio

GUARDED = HttpSettings(grants=GRANTS)
NEW = {
    "section": "Agent Systems",
    "title": "Token Tally",
    "url": "https://example.org/token-tally",
}
ERAS = pytest.mark.parametrize("era", [MODERN, LEGACY])


@ERAS
@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="none"),
        pytest.param("Bearer wrong-wrong-wrong-wrong", id="wrong"),
        pytest.param(f"Bearer {WRITER}x", id="longer"),
        pytest.param(f"Bearer {WRITER[:-1]}", id="shorter"),
        pytest.param("Bearer ", id="empty"),
        pytest.param(f"Basic {WRITER}", id="another kind"),
        pytest.param("Bearer caf\u00e9-caf\u00e9-caf\u00e9", id="not ASCII"),
    ],
)
async def test_without_a_right_token_nothing_is_answered(
    checkout: Path, era: str, header: str | None
) -> None:
    headers = [(b"authorization", header.encode())] if header else []
    async with calling(application(checkout, GUARDED)) as caller:
        caller.headers.update(headers)
        answer = await rpc(caller, "tools/list", era)
        metrics = await caller.get("/metrics")
    assert answer.status_code == metrics.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
    assert "search_papers" not in answer.text


@ERAS
async def test_a_reader_reads_and_may_not_write(checkout: Path, era: str) -> None:
    before = (checkout / "README.md").read_bytes()
    async with calling(application(checkout, GUARDED, toolsets=("core",))) as caller:
        found = result_of(await tool(caller, "search_papers", era, READER, query="distserve"))
        refused = result_of(await tool(caller, "add_entry", era, READER, **NEW))
    assert found["structuredContent"]["results"][0]["title"] == "DistServe"
    assert refused["isError"] is True
    assert refused["content"][0]["text"].startswith("read-only: scope: ")
    assert "`write`" in refused["content"][0]["text"]
    assert (checkout / "README.md").read_bytes() == before


@ERAS
async def test_a_writer_writes(checkout: Path, era: str) -> None:
    async with calling(application(checkout, GUARDED, toolsets=("core",))) as caller:
        added = result_of(await tool(caller, "add_entry", era, WRITER, **NEW))
    assert added["structuredContent"]["added"] is True
    assert "Token Tally" in (checkout / "README.md").read_text("utf-8")


async def test_every_tool_that_writes_asks_for_the_scope(checkout: Path) -> None:
    """Whatever the toolset: each is called with nothing but its required arguments."""
    async with calling(application(checkout, GUARDED, toolsets=())) as caller:
        tools = result_of(await rpc(caller, "tools/list", token=WRITER))["tools"]
        writing = [one for one in tools if not one["annotations"]["readOnlyHint"]]
        for one in writing:
            properties = one["inputSchema"].get("properties", {})
            empty = {"array": [], "string": "x"}
            given = {
                name: empty[properties[name]["type"]]
                for name in one["inputSchema"].get("required", [])
            }
            answer = result_of(await tool(caller, one["name"], MODERN, READER, **given))
            assert answer["content"][0]["text"].startswith("read-only: scope: "), one["name"]
    assert {"add_entry", "remove_entry", "undo_last_edit"} <= {one["name"] for one in writing}


async def test_without_tokens_set_the_loopback_may_write(checkout: Path) -> None:
    async with calling(application(checkout, toolsets=("core",))) as caller:
        added = result_of(await tool(caller, "add_entry", **NEW))
    assert added["structuredContent"]["added"] is True


async def test_a_session_id_of_someone_else_gives_nothing(checkout: Path) -> None:
    """There are no sessions to take over: each request is its own caller's."""
    async with calling(application(checkout, GUARDED, toolsets=("core",))) as caller:
        hello = {
            "protocolVersion": LEGACY,
            "capabilities": {},
            "clientInfo": {"name": "t", "version": "0"},
        }
        opened = await rpc(caller, "initialize", LEGACY, token=WRITER, **hello)
        assert "mcp-session-id" not in opened.headers
        caller.headers["mcp-session-id"] = "0123456789abcdef0123456789abcdef"
        refused = result_of(await tool(caller, "add_entry", LEGACY, READER, **NEW))
        assert (await caller.get("/mcp", headers=bearer(READER))).status_code == 405
        assert (await caller.delete("/mcp", headers=bearer(WRITER))).status_code == 405
    assert refused["content"][0]["text"].startswith("read-only: scope: ")


async def test_no_token_reaches_the_log(checkout: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with calling(application(checkout, GUARDED, toolsets=("core",))) as caller:
        await tool(caller, "search_papers", MODERN, WRITER, query="x")
        await rpc(caller, "tools/list", token=LONG)
        await caller.get(f"/nowhere/?token={WRITER}", headers=bearer(WRITER))
    ours = [record for record in caplog.records if not record.name.startswith("httpx2")]
    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in ours)
    assert "'caller': 'ann'" in told
    assert WRITER not in told
    assert LONG not in told


async def test_all_grants_are_compared_and_none_keeps_its_secret() -> None:
    tokens = StaticTokens(GRANTS)
    for secret, name, scopes in ((WRITER, "ann", ["read", "write"]), (READER, "bob", ["read"])):
        access = await tokens.verify_token(secret)
        assert access is not None
        assert (access.client_id, access.scopes, access.token) == (name, scopes, "")
    assert await tokens.verify_token("\ud800" * 20) is None
    assert WRITER not in repr(GRANTS)


LONG = "0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "names", "scopes"),
    [
        pytest.param(f"ci read {LONG}", ["ci"], [("read",)], id="one"),
        pytest.param(f"ci write {LONG}", ["ci"], [("read", "write")], id="write brings read"),
        pytest.param(
            f"# tokens\n\nci read {LONG}\r\n  me\tread,write\t{LONG}2\n",
            ["ci", "me"],
            [("read",), ("read", "write")],
            id="comment, blank line, tabs, CRLF",
        ),
        pytest.param(
            f"a read {LONG};b read {LONG}2", ["a", "b"], [("read",), ("read",)], id="one line"
        ),
    ],
)
def test_tokens_are_read(text: str, names: list[str], scopes: list[tuple[str, ...]]) -> None:
    grants = read_grants(text, "tokens")
    assert [grant.name for grant in grants] == names
    assert [grant.scopes for grant in grants] == scopes


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "tokens: no token in it", id="nothing"),
        pytest.param("# a comment", "tokens: no token in it", id="comment alone"),
        pytest.param(LONG, "line 1: not of the form", id="token alone"),
        pytest.param(f"\nci read {LONG} more", "line 2: not of the form", id="too much"),
        pytest.param(f"ci admin {LONG}", "line 1: no scope is called 'admin'", id="scope"),
        pytest.param(f"ci , {LONG}", "line 1: no scope is called ''", id="no scope"),
        pytest.param("ci read secret-secret", "a token of 13 characters", id="short"),
        pytest.param(
            f"ci read {LONG}\nci read {LONG}2", "line 2: 'ci' has a token already", id="name twice"
        ),
        pytest.param(
            f"ci read {LONG}\nme write {LONG}", "line 2: 'me' has the token of 'ci'", id="same"
        ),
    ],
)
def test_what_is_no_token_stops_the_start_and_is_not_repeated(text: str, problem: str) -> None:
    with pytest.raises(SettingError, match="tokens") as refused:
        read_grants(text, "tokens")
    assert problem in str(refused.value)
    assert LONG not in str(refused.value)
    assert "secret-secret" not in str(refused.value)


def test_a_token_file_that_is_its_owners_alone_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_text(f"ci read {LONG}\n", encoding="utf-8")
    path.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(path)
    for given in (path, link):
        settings = http_settings(Given({"token_file": str(given)}, {}))
        assert [grant.name for grant in settings.grants] == ["ci"]


@pytest.mark.parametrize(
    ("mode", "folder", "is_taken"),
    [
        pytest.param(0o440, "credentials", True, id="as systemd writes it"),
        pytest.param(0o400, "credentials", True, id="for root alone"),
        pytest.param(0o444, "credentials", False, id="for everyone"),
        pytest.param(0o460, "credentials", False, id="to be written by a group"),
        pytest.param(0o440, "elsewhere", False, id="in another folder"),
        pytest.param(0o440, "credentials/deeper", False, id="below it"),
    ],
)
def test_a_credential_of_the_service_manager_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, folder: str, is_taken: bool
) -> None:
    path = tmp_path / folder / "tokens"
    path.parent.mkdir(parents=True)
    path.write_text(f"ci read {LONG}\n", encoding="utf-8")
    path.chmod(mode)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    given = Given({"token_file": str(path)}, {})
    if is_taken:
        assert http_settings(given).authenticated
    else:
        with pytest.raises(SettingError, match="others may read"):
            http_settings(given)


def test_tokens_may_come_from_the_environment() -> None:
    settings = http_settings(Given({}, {"LLMSYS_MCP_TOKENS": f"ci read {LONG}"}))
    assert settings.authenticated


def _world_readable(path: Path) -> Path:
    path.write_text(f"ci read {LONG}", encoding="utf-8")
    path.chmod(0o640)
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path, 0o600)
    return path


def _of_another(path: Path) -> Path:
    path.write_text(f"ci read {LONG}", encoding="utf-8")
    path.chmod(0o600)
    try:
        os.chown(path, 12345, 12345)
    except PermissionError:
        pytest.skip("only root can give a file away")
    return path


def _huge(path: Path) -> Path:
    path.write_bytes(b"#" * 100_000)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        pytest.param(lambda path: path, "No such file", id="missing"),
        pytest.param(_world_readable, "others may read", id="mode 0640"),
        pytest.param(_of_another, "others may read", id="another owner"),
        pytest.param(_pipe, "is no file of secrets", id="pipe"),
        pytest.param(lambda path: path.mkdir() or path, "is no file of secrets", id="folder"),
        pytest.param(_huge, "is no file of secrets", id="huge"),
    ],
)
def test_an_unsafe_token_file_stops_the_start(tmp_path: Path, make: object, problem: str) -> None:
    assert callable(make)
    path = make(tmp_path / "tokens")
    with pytest.raises(SettingError, match=problem):
        http_settings(Given({"token_file": str(path)}, {}))
