"""Who listens is told which resources changed, whoever changed the list."""

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.types import ResourceUpdatedNotification

from faces.connections import ERAS, connect, serve_command
from faces.raw_http import application, calling, headers_for, listening, message
from llmsys_mcp.faces import changes
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.changes import Change, ChangeFeed
from llmsys_mcp.faces.server import build_server
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.library import Library
from llmsys_mcp.services.view import View

pytestmark = pytest.mark.anyio

PAGE = """\
# Papers

## First

- [Alpha](https://arxiv.org/abs/2401.00001): One | OSDI' 24
- [Beta](https://arxiv.org/abs/2401.00002): Two

## Second

- [Gamma](https://arxiv.org/abs/2401.00003): Three | SOSP' 23
- [Delta](https://arxiv.org/abs/2401.00004): Four
- [Epsilon](https://arxiv.org/abs/2401.00005): Five
"""
WHOLE = {"llmsys://list", "llmsys://stats", "llmsys://sections"}


OLDER = pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
"""The SDK's client warns of what the newer protocol no longer has."""


def entry(number: int) -> str:
    return f"llmsys://entry/arxiv:2401.0000{number}"


@pytest.fixture
def views(tmp_path: Path) -> Callable[[str, str], View]:
    def view(page: str, rules: str) -> View:
        (tmp_path / "README.md").write_text(page, encoding="utf-8")
        (tmp_path / "CLAUDE.md").write_text(rules, encoding="utf-8")
        home = Home(tmp_path, "README.md")
        return Catalog(home, index_folder=None, bundled_rules="").current()

    return view


@pytest.mark.parametrize(
    ("page", "rules", "uris"),
    [
        pytest.param(PAGE, "rules", set(), id="nothing"),
        pytest.param(PAGE, "others", {"llmsys://guidelines", "llmsys://sections"}, id="the rules"),
        pytest.param(
            PAGE.replace("# Papers", "# Our Papers"),
            "others",
            {*WHOLE, "llmsys://guidelines"},
            id="both, in what belongs to nobody",
        ),
        pytest.param(
            PAGE.replace(": Five", ": Six"),
            "rules",
            {*WHOLE, "llmsys://section/Second", entry(5)},
            id="an entry",
        ),
        pytest.param(
            PAGE.replace("SOSP' 23", "SOSP' 24"),
            "rules",
            {
                *WHOLE,
                "llmsys://section/Second",
                entry(3),
                "llmsys://venue/SOSP'%2023",
                "llmsys://venue/SOSP'%2024",
            },
            id="a venue",
        ),
        pytest.param(
            PAGE + "- [Zeta](https://arxiv.org/abs/2401.00006): Six\n",
            "rules",
            {*WHOLE, "llmsys://section/Second", entry(6)},
            id="one more at the end",
        ),
        pytest.param(
            PAGE.replace("- [Delta](https://arxiv.org/abs/2401.00004): Four\n", ""),
            "rules",
            {*WHOLE, "llmsys://section/Second", entry(4), entry(5)},
            id="one less, the next moves up",
        ),
        pytest.param(
            PAGE.replace("# Papers\n", "# Our papers\n"), "rules", WHOLE, id="nobody's text"
        ),
    ],
)
def test_what_changed_is_told_and_nothing_else(
    views: Callable[[str, str], View], page: str, rules: str, uris: set[str]
) -> None:
    told = list(Change(views(PAGE, "rules"), views(page, rules)).uris())
    assert set(told) == uris
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("uri", "is_told"),
    [
        pytest.param("llmsys://section/second", True, id="a section in another case"),
        pytest.param("llmsys://section/%23second", True, id="its anchor"),
        pytest.param("llmsys://section/#second", True, id="its anchor, as it is typed"),
        pytest.param("llmsys://section/First", False, id="another section"),
        pytest.param("llmsys://section/First%20%3E%20Second", False, id="no section"),
        pytest.param("llmsys://venue/SOSP", True, id="a venue without its year"),
        pytest.param("llmsys://venue/sosp%202024", True, id="as it is now, spelt otherwise"),
        pytest.param("llmsys://venue/OSDI", False, id="another venue"),
        pytest.param("llmsys://entry/arxiv%3A2401.00003", True, id="an entry, more than quoted"),
        pytest.param("llmsys://entry/ARXIV:2401.00003", True, id="in another case"),
        pytest.param("llmsys://entry/arxiv:2401.00004", False, id="another entry"),
        pytest.param("llmsys://other/Second", False, id="no resource"),
        pytest.param("section/Second", False, id="no URI of ours"),
    ],
)
@pytest.mark.parametrize("era", ["modern", "legacy"])
@OLDER
async def test_whoever_asks_by_another_name_is_told_by_that_name(
    tmp_path: Path, quick: None, uri: str, is_told: bool, era: str
) -> None:
    page = tmp_path / "README.md"
    page.write_text(PAGE, encoding="utf-8")
    catalog = open_catalog(Settings(list_path=str(tmp_path), index_dir="memory"), tmp_path)
    told: list[str] = []

    async def on_message(received: Any) -> None:
        if isinstance(received, ResourceUpdatedNotification):
            told.append(str(received.params.uri))

    server = build_server(catalog, toolsets=("core",))
    async with Client(server, mode=ERAS[era], message_handler=on_message) as client:
        with anyio.fail_after(60):
            if era == "legacy":
                for one in (uri, "llmsys://stats"):
                    await client.session.subscribe_resource(one)
                page.write_text(PAGE.replace("SOSP' 23", "SOSP' 24"), encoding="utf-8")
                while len(told) < 1 + is_told:
                    await anyio.sleep(0.01)
            else:
                wanted = [uri, "llmsys://stats"]
                async with client.listen(resource_subscriptions=wanted) as events:
                    page.write_text(PAGE.replace("SOSP' 23", "SOSP' 24"), encoding="utf-8")
                    told += [(await anext(events)).uri for _ in range(1 + is_told)]
    assert set(told) == {"llmsys://stats"} | ({uri} if is_told else set())


async def test_what_nobody_listens_to_any_more_is_forgotten(checkout: Path) -> None:
    catalog = open_catalog(Settings(list_path=str(checkout), index_dir="memory"), checkout)
    feed = ChangeFeed(Library(catalog))
    params = {"notifications": {"resourceSubscriptions": ["llmsys://section/a", "b"]}}
    ctx: Any = SimpleNamespace(method="subscriptions/listen", params=params)
    seen: list[dict[str, int]] = []

    async def serve(_: Any) -> None:
        seen.append(dict(feed._noted))
        if len(seen) < 2:
            await feed.noting(ctx, serve)
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await feed.noting(ctx, serve)
    once = {"llmsys://section/a": 1, "b": 1}
    assert seen == [once, dict.fromkeys(once, 2)]
    assert feed._noted == {}


async def test_what_is_no_listening_is_refused_as_such(checkout: Path) -> None:
    for wrong in (3, {"resourceSubscriptions": 3}, {"resourceSubscriptions": [3]}):
        app = application(checkout)
        async with calling(app, **headers_for("subscriptions/listen")) as caller:
            body = message("subscriptions/listen", notifications=wrong)
            answered = await caller.post("/mcp", json=body)
        assert answered.json()["error"]["code"] == -32602


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.05)


def edit(folder: Path) -> None:
    page = folder / "README.md"
    page.write_text(page.read_text("utf-8").replace("[DistServe]", "[DistSurve]"), "utf-8")


async def test_a_listener_is_told_of_an_edit_by_another_program(
    checkout: Path, quick: None
) -> None:
    uris = ["llmsys://entry/arxiv:2401.09670", "llmsys://list", "llmsys://guidelines"]
    async with connect("memory-modern", checkout, toolsets=("core",)) as client:
        with anyio.fail_after(60):
            async with client.listen(resource_subscriptions=uris) as events:
                edit(checkout)
                told = {(await anext(events)).uri for _ in range(2)}
    assert told == set(uris[:2])


async def test_a_listener_over_http_is_told(checkout: Path, quick: None) -> None:
    wanted = {"resourceSubscriptions": ["llmsys://list"]}
    body = message("subscriptions/listen", notifications=wanted)
    async with (
        listening(checkout) as (base, _),
        httpx2.AsyncClient(base_url=base) as caller,
    ):
        with anyio.fail_after(60):
            headers = headers_for("subscriptions/listen")
            async with caller.stream("POST", "/mcp", json=body, headers=headers) as stream:
                lines = stream.aiter_lines()
                while "acknowledged" not in await anext(lines):
                    pass
                edit(checkout)
                while "llmsys://list" not in (line := await anext(lines)):
                    pass
    assert "notifications/resources/updated" in line


@OLDER
async def test_a_client_of_the_older_protocol_subscribes(checkout: Path, quick: None) -> None:
    catalog = open_catalog(Settings(list_path=str(checkout), index_dir="memory"), checkout)
    told: list[str] = []

    async def on_message(received: Any) -> None:
        if isinstance(received, ResourceUpdatedNotification):
            told.append(str(received.params.uri))

    server = build_server(catalog)
    async with Client(server, mode="legacy", message_handler=on_message) as client:
        assert client.server_capabilities.resources.subscribe is True
        await client.session.subscribe_resource("llmsys://list")
        await client.session.subscribe_resource("llmsys://list")
        edit(checkout)
        with anyio.fail_after(60):
            while not told:
                await anyio.sleep(0.02)
        await client.session.unsubscribe_resource("llmsys://list")
        await client.session.unsubscribe_resource("llmsys://list")
        (checkout / "README.md").write_text(PAGE, "utf-8")
        await anyio.sleep(0.2)
    assert told == ["llmsys://list"]


@OLDER
async def test_a_server_over_stdio_tells_too(checkout: Path) -> None:
    told: list[str] = []

    async def on_message(received: Any) -> None:
        if isinstance(received, ResourceUpdatedNotification):
            told.append(str(received.params.uri))

    server = serve_command(checkout, "--toolsets", "intake")
    async with Client(server, mode=ERAS["legacy"], message_handler=on_message) as client:
        await client.session.subscribe_resource("llmsys://list")
        edit(checkout)
        with anyio.fail_after(60):
            while not told:
                await anyio.sleep(0.05)
    assert told == ["llmsys://list"]


@OLDER
async def test_without_sessions_nobody_is_promised_to_be_told(checkout: Path) -> None:
    async with connect("http-legacy", checkout) as client:
        assert not client.server_capabilities.resources.subscribe
        with pytest.raises(MCPError) as refused:
            await client.session.subscribe_resource("llmsys://list")
    assert refused.value.code == -32601


@OLDER
async def test_a_thousand_resources_may_be_subscribed_to(checkout: Path) -> None:
    async with connect("memory-legacy", checkout) as client:
        for number in (*range(1000), 0):
            await client.session.subscribe_resource(entry(number))
        with pytest.raises(MCPError, match="too many subscriptions"):
            await client.session.subscribe_resource(entry(1000))


async def test_nothing_is_read_while_nobody_listens_and_a_lost_list_is_waited_for(
    checkout: Path, quick: None
) -> None:
    catalog = open_catalog(Settings(list_path=str(checkout), index_dir="memory"), checkout)
    reads = 0
    current = catalog.current

    def counted() -> View:
        nonlocal reads
        reads += 1
        return current()

    catalog.current = counted  # type: ignore[method-assign]  # counts
    feed = ChangeFeed(Library(catalog))
    told: list[Any] = []
    page = checkout / "README.md"
    text = page.read_text("utf-8")
    async with feed.watching():
        await anyio.sleep(0.15)
        assert reads == 0
        end = feed.subscribe(told.append)
        await anyio.sleep(0.1)
        page.unlink()
        await anyio.sleep(0.15)
        assert told == []
        page.write_text(text + "\n- [Late](https://example.org/late)\n", "utf-8")
        with anyio.fail_after(60):
            while not told:
                await anyio.sleep(0.02)
        end()
        end()
        await anyio.sleep(0.15)
        quiet = reads
        await anyio.sleep(0.15)
        assert reads == quiet
    os.utime(page)
