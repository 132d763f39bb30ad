"""Who is answered over HTTP: whoever calls the server by its name, and no foreign page."""

import re
from pathlib import Path

import pytest

import llmsys_mcp
from faces.raw_http import (
    GRANTS,
    LEGACY,
    MODERN,
    READER,
    application,
    bearer,
    calling,
    rpc,
    tool,
)
from llmsys_mcp.faces.http.settings import HttpSettings

pytestmark = pytest.mark.anyio

NAMED = HttpSettings(
    host="0.0.0.0",  # noqa: S104 -- nothing is bound
    grants=GRANTS,
    allowed_hosts=("papers.example.org", "other.example.org:8443"),
    allowed_origins=("https://tool.example.org",),
)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("evil.example:8000", id="another name"),
        pytest.param("127.0.0.1", id="no port"),
        pytest.param("127.0.0.1:8001", id="another port"),
        pytest.param("localhost:8000@evil.example", id="user part"),
        pytest.param("localhost:8000.evil.example", id="longer name"),
        pytest.param("127.0.0.1.nip.io:8000", id="name that resolves to the loopback"),
        pytest.param("0.0.0.0:8000", id="any address"),
        pytest.param("", id="none"),
    ],
)
async def test_a_request_by_another_name_is_refused(checkout: Path, host: str) -> None:
    before = (checkout / "README.md").read_bytes()
    async with calling(application(checkout)) as caller:
        caller.headers["host"] = host
        added = await tool(
            caller,
            "add_entry",
            section="Agent Systems",
            title="Rebound Name",
            url="https://example.org/rebound",
        )
        assert added.status_code == 421
        assert (await caller.get("/metrics")).status_code == 421
    assert (checkout / "README.md").read_bytes() == before


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
async def test_the_loopback_has_three_names(checkout: Path, host: str) -> None:
    async with calling(application(checkout), host=host) as caller:
        assert (await rpc(caller, "tools/list")).status_code == 200


@pytest.mark.parametrize("host", ["LOCALHOST:8000", "LocalHost:8000"])
@pytest.mark.parametrize("era", [MODERN, LEGACY])
async def test_a_name_is_the_same_in_any_case(checkout: Path, host: str, era: str) -> None:
    async with calling(application(checkout), host=host) as caller:
        assert (await rpc(caller, "tools/list", era)).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:80"])
async def test_the_usual_port_is_left_out(checkout: Path, host: str) -> None:
    app = application(checkout, HttpSettings(port=80))
    origin = f"http://{host}"
    async with calling(app, host=host, origin=origin) as caller:
        assert (await rpc(caller, "tools/list")).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("papers.example.org", 200),
        ("papers.example.org:8000", 200),
        ("papers.example.org:443", 421),
        ("other.example.org:8443", 200),
        ("other.example.org", 421),
        ("localhost:8000", 200),
        ("x.papers.example.org", 421),
    ],
)
async def test_names_that_were_allowed_are_taken_exactly(
    checkout: Path, host: str, status: int
) -> None:
    async with calling(application(checkout, NAMED), host=host, **bearer(READER)) as caller:
        assert (await rpc(caller, "tools/list")).status_code == status


async def test_a_request_with_two_names_is_refused(checkout: Path) -> None:
    async with calling(application(checkout)) as caller:
        headers = [("host", "127.0.0.1:8000"), ("host", "evil.example")]
        assert (await caller.get("/metrics", headers=headers)).status_code == 421


async def test_a_request_of_two_pages_is_refused(checkout: Path) -> None:
    own, other = ("origin", "http://localhost:8000"), ("origin", "http://evil.example")
    async with calling(application(checkout)) as caller:
        for origins, status in (([own], 200), ([own, other], 403), ([own, own], 403)):
            answer = await caller.get("/metrics", headers=origins)
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        pytest.param("http://evil.example", 403, id="another page"),
        pytest.param("null", 403, id="page without an origin"),
        pytest.param("https://localhost:8000", 403, id="another scheme"),
        pytest.param("http://localhost:8000.evil.example", 403, id="longer name"),
        pytest.param("http://localhost:9000", 403, id="another local page"),
        pytest.param("http://localhost:8000", 200, id="own page"),
    ],
)
async def test_web_pages_of_others_are_refused(checkout: Path, origin: str, status: int) -> None:
    async with calling(application(checkout), origin=origin) as caller:
        assert (await rpc(caller, "tools/list")).status_code == status


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://tool.example.org", True), ("https://other.example.org", False)],
)
async def test_an_allowed_page_may_ask_first(checkout: Path, origin: str, allowed: bool) -> None:
    async with calling(application(checkout, NAMED), host="papers.example.org") as caller:
        asked = await caller.options(
            "/mcp", headers={"origin": origin, "access-control-request-method": "POST"}
        )
    assert asked.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert asked.status_code == (200 if allowed else 403)


async def test_health_is_told_to_a_probe_that_knows_an_address_only(checkout: Path) -> None:
    async with calling(application(checkout), host="10.0.0.7:8000") as caller:
        assert (await caller.get("/healthz")).json() == {"alive": True}
        ready = await caller.get("/readyz")
        assert (await rpc(caller, "tools/list")).status_code == 421
    assert ready.json()["ready"] in (True, False)


def test_no_decision_reads_a_url_that_the_caller_put_together() -> None:
    package = Path(llmsys_mcp.__file__).parent
    for path in package.rglob("*.py"):
        assert not re.search(r"request\.url\b|\burl_for\(", path.read_text("utf-8")), path
