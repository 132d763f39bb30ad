"""Access tokens of an authorization server: taken if it made them, for this server, for now."""

import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from faces.authorization_server import AuthorizationServer, SigningKey
from faces.raw_http import (
    GRANTS,
    LEGACY,
    MODERN,
    WRITER,
    application,
    calling,
    in_thread,
    result_of,
    rpc,
    tool,
)
from llmsys_mcp.faces.http import oauth
from llmsys_mcp.faces.http.settings import HttpSettings, OAuth, http_settings
from llmsys_mcp.faces.settings import Given, SettingError

pytestmark = pytest.mark.anyio

AUDIENCE = "http://127.0.0.1:8000/mcp"
NEW = {"section": "Agent Systems", "title": "Issued Entry", "url": "https://example.org/issued"}


@pytest.fixture(scope="module")
def authorization_server() -> Iterator[AuthorizationServer]:
    servers: list[AuthorizationServer] = []

    def make(port: int) -> Any:
        servers.append(AuthorizationServer(f"http://127.0.0.1:{port}"))
        return servers[0].app()

    with in_thread(make) as base:
        while not servers or httpx2.get(f"{base}/keys").status_code != 200:
            time.sleep(0.01)
        yield servers[0]


@dataclass
class Scene:
    """An authorization server, and callers of an application that trusts it."""

    issuer: AuthorizationServer
    folder: Path

    @asynccontextmanager
    async def open(
        self,
        path: str = "",
        jwks: str = "",
        toolset: str = "intake",
        audience: str = AUDIENCE,
        **http: Any,
    ) -> AsyncIterator["Scene"]:
        """Trust the issuer at `path`; serve a small toolset, which is made in no time."""
        self.issuer.start_anew(path)
        trusted = OAuth(self.issuer.issuer, audience, jwks and f"{self.issuer.root}{jwks}")
        app = application(self.folder, HttpSettings(oauth=trusted, **http), toolsets=(toolset,))
        async with calling(app) as self.caller:
            yield self

    async def answers(self, token: str, era: str = MODERN) -> int:
        """Status of a call with this token."""
        return (await rpc(self.caller, "tools/list", era, token=token)).status_code


@pytest.fixture
def scene(authorization_server: AuthorizationServer, checkout: Path) -> Scene:
    return Scene(authorization_server, checkout)


async def test_a_client_finds_its_way_from_the_refusal_to_a_token(scene: Scene) -> None:
    async with scene.open(toolset="core") as at:
        refused = await rpc(at.caller, "tools/list")
        assert refused.status_code == 401
        where = refused.headers["www-authenticate"].partition('resource_metadata="')[2]
        resource = (await at.caller.get(where.partition('"')[0])).json()
        assert resource["resource"] == AUDIENCE
        assert resource["scopes_supported"] == ["read", "write"]
        async with httpx2.AsyncClient() as client:
            issuer = resource["authorization_servers"][0]
            metadata = (await client.get(f"{issuer}/.well-known/oauth-authorization-server")).json()
            form = {
                "grant_type": "client_credentials",
                "client_id": "an-agent",
                "scope": "read write",
                "resource": resource["resource"],
            }
            token = (await client.post(metadata["token_endpoint"], data=form)).json()
        for era in (MODERN, LEGACY):
            assert await at.answers(token["access_token"], era) == 200
        added = await tool(at.caller, "add_entry", MODERN, token["access_token"], **NEW)
    assert result_of(added)["structuredContent"]["added"] is True


async def test_a_page_of_an_allowed_origin_finds_that_way_too(scene: Scene) -> None:
    async with scene.open(allowed_origins=("https://tool.example.org",)) as at:
        at.caller.headers["origin"] = "https://tool.example.org"
        metadata = "/.well-known/oauth-protected-resource/mcp"
        for path, method in ((metadata, "GET"), ("/mcp", "POST")):
            asking = {
                "access-control-request-method": method,
                "access-control-request-headers": "mcp-protocol-version",
            }
            assert (await at.caller.options(path, headers=asking)).status_code == 200
        refused = await rpc(at.caller, "tools/list")
        assert refused.status_code == 401
        assert "WWW-Authenticate" in refused.headers["access-control-expose-headers"]
        told = await at.caller.get(metadata)
        assert told.headers["access-control-allow-origin"] == "https://tool.example.org"
        asking = {"origin": "https://other.example", "access-control-request-method": "GET"}
        assert (await at.caller.options(metadata, headers=asking)).status_code == 403


@pytest.mark.parametrize(
    ("audience", "path"),
    [
        ("https://papers.example.org", ""),
        ("https://papers.example.org/", ""),
        ("https://Papers.example.org:443/mcp", "/mcp"),
        ("https://papers.example.org/a/mcp/", "/a/mcp/"),
        ("https://papers.example.org/~a/mcp-1.0", "/~a/mcp-1.0"),
    ],
)
async def test_a_token_for_what_is_published_counts(scene: Scene, audience: str, path: str) -> None:
    async with scene.open(audience=audience) as at:
        told = (await at.caller.get(f"/.well-known/oauth-protected-resource{path}")).json()
        assert told["resource"] == audience
        assert told["authorization_servers"] == [at.issuer.issuer]
        assert await at.answers(at.issuer.token(aud=told["resource"], scope="read")) == 200
        assert await at.answers(at.issuer.token(aud=f"{audience}x", scope="read")) == 401


def _unsigned(issuer: AuthorizationServer) -> str:
    claims = {"iss": issuer.issuer, "aud": AUDIENCE, "exp": time.time() + 60, "scope": "read"}
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "first"})


def _signed_with_the_public_key(issuer: AuthorizationServer) -> str:
    claims = {"iss": issuer.issuer, "aud": AUDIENCE, "exp": time.time() + 60, "scope": "read"}
    head = {"alg": "HS256", "typ": "JWT", "kid": "first"}
    parts = [jwt.utils.base64url_encode(json.dumps(part).encode()) for part in (head, claims)]
    secret = json.dumps(issuer.keys[0].public).encode()
    sign = hmac.digest(secret, b".".join(parts), "sha256")
    return b".".join([*parts, jwt.utils.base64url_encode(sign)]).decode()


def _tampered(issuer: AuthorizationServer) -> str:
    head, _, sign = issuer.token(aud=AUDIENCE, scope="read").split(".")
    _, claims, _ = issuer.token(aud=AUDIENCE, scope="read write", sub="admin").split(".")
    return f"{head}.{claims}.{sign}"


def _deep(_: AuthorizationServer) -> str:
    return f"{jwt.utils.base64url_encode(b'[' * 4000).decode()}.e30.eHg"


OTHER = "https://other.example/mcp"
GOOD = {"aud": AUDIENCE, "scope": "read"}
Maker = Callable[[AuthorizationServer], str]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda i: i.token(**GOOD), id="plain"),
        pytest.param(lambda i: i.token(**GOOD | {"aud": ["x", AUDIENCE]}), id="one of several"),
        pytest.param(lambda i: i.token(aud=AUDIENCE, scope="openid read"), id="more scopes"),
        pytest.param(lambda i: i.token(aud=AUDIENCE, scope=["read"]), id="scopes as a list"),
        pytest.param(lambda i: i.token(aud=AUDIENCE, scp="write"), id="write brings read"),
        pytest.param(lambda i: i.token(**GOOD, exp=int(time.time()) - 5), id="clocks differ"),
        pytest.param(lambda i: i.token(**GOOD, sub=None), id="no subject"),
    ],
)
async def test_a_token_that_counts(scene: Scene, make: Maker) -> None:
    async with scene.open() as at:
        # The SDK refuses an expired token by the second, whatever the leeway.
        token = make(at.issuer)
        expired = jwt.decode(token, options={"verify_signature": False})["exp"] < time.time()
        assert await at.answers(token) == (401 if expired else 200)


@pytest.mark.parametrize(
    ("make", "status"),
    [
        pytest.param(
            lambda i: i.token(**GOOD | {"aud": "https://other.example/mcp"}), 401, id="aud"
        ),
        pytest.param(lambda i: i.token(scope="read"), 401, id="no audience"),
        pytest.param(lambda i: i.token(**GOOD | {"aud": f"{AUDIENCE}/x"}), 401, id="longer"),
        pytest.param(lambda i: i.token(**GOOD, iss="https://evil.example"), 401, id="issuer"),
        pytest.param(lambda i: i.token(**GOOD, iss=None), 401, id="no issuer"),
        pytest.param(lambda i: i.token(**GOOD, exp=int(time.time()) - 90), 401, id="expired"),
        pytest.param(lambda i: i.token(**GOOD, exp=None), 401, id="for ever"),
        pytest.param(lambda i: i.token(**GOOD, nbf=int(time.time()) + 90), 401, id="not yet"),
        pytest.param(lambda i: i.token(key=SigningKey("first"), **GOOD), 401, id="another key"),
        pytest.param(lambda i: i.token(key=SigningKey("other"), **GOOD), 401, id="unknown key"),
        pytest.param(_unsigned, 401, id="unsigned"),
        pytest.param(_signed_with_the_public_key, 401, id="signed with the public key"),
        pytest.param(_tampered, 401, id="tampered"),
        pytest.param(lambda i: i.token(**GOOD, junk="x" * 9000), 401, id="huge"),
        pytest.param(lambda _: "a.b.c", 401, id="no token"),
        pytest.param(_deep, 401, id="deep"),
        pytest.param(lambda i: i.token(aud=AUDIENCE), 403, id="no scope"),
        pytest.param(lambda i: i.token(aud=AUDIENCE, scope="admin"), 403, id="another scope"),
        pytest.param(lambda i: i.token(aud=AUDIENCE, scope=7), 403, id="scope that is none"),
    ],
)
async def test_a_token_that_does_not(
    scene: Scene, make: Maker, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.open() as at:
        token = make(at.issuer)
        assert await at.answers(token) == status
        assert await at.answers(at.issuer.token(**GOOD)) == 200
    assert not any(token in record.getMessage() for record in caplog.records)


RSA = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    ("said", "algorithm", "status"),
    [
        ({}, "RS256", 200),
        ({}, "PS256", 200),
        ({"alg": "RS256"}, "RS256", 200),
        ({"alg": "PS256"}, "PS256", 200),
        ({"alg": "RS256"}, "PS256", 401),
        ({"alg": "PS256"}, "RS256", 401),
        ({}, "RS512", 401),
        ({"alg": "RS512"}, "RS512", 401),
    ],
)
async def test_a_key_of_rsa_signs_as_it_says_or_in_both_ways(
    scene: Scene, said: dict[str, str], algorithm: str, status: int
) -> None:
    async with scene.open() as at:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key()))
        at.issuer.published = {"keys": [{**public, "kid": "rsa", **said}]}
        claims = {"iss": at.issuer.issuer, "exp": time.time() + 60, **GOOD}
        token = jwt.encode(claims, RSA, algorithm=algorithm, headers={"kid": "rsa"})
        assert await at.answers(token) == status


async def test_a_token_to_read_does_not_write(scene: Scene) -> None:
    async with scene.open(toolset="core") as at:
        refused = await tool(at.caller, "add_entry", MODERN, at.issuer.token(**GOOD), **NEW)
    assert result_of(refused)["content"][0]["text"].startswith("read-only: scope: ")


async def test_static_tokens_count_beside_those_of_an_issuer(scene: Scene) -> None:
    async with scene.open(grants=GRANTS) as at:
        assert await at.answers(WRITER) == 200
        assert await at.answers(at.issuer.token(**GOOD)) == 200
        assert await at.answers("neither-of-the-two") == 401


@pytest.mark.parametrize(
    ("path", "metadata", "jwks_url", "asked"),
    [
        pytest.param("", "/.well-known/oauth-authorization-server", "", 2, id="RFC 8414"),
        pytest.param("", "/.well-known/openid-configuration", "", 3, id="OpenID"),
        pytest.param("/realm", "/.well-known/oauth-authorization-server/realm", "", 2, id="path"),
        pytest.param("/realm", "/realm/.well-known/openid-configuration", "", 5, id="OpenID path"),
        pytest.param("", "/nowhere", "/keys", 1, id="told where"),
    ],
)
async def test_keys_are_found_and_kept(
    scene: Scene, path: str, metadata: str, jwks_url: str, asked: int
) -> None:
    async with scene.open(path, jwks_url) as at:
        at.issuer.metadata_path = metadata
        for _ in range(3):
            assert await at.answers(at.issuer.token(**GOOD)) == 200
        assert len(at.issuer.asked) == asked


RFC8414, OPENID = (
    f"/.well-known/{name}" for name in ("oauth-authorization-server", "openid-configuration")
)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<!doctype html><title>Sign in</title>", id="page"),
        pytest.param("[]", id="no object"),
        pytest.param("[" * 200_000, id="deep"),
        pytest.param('{"issuer": "ISSUER"}', id="no keys"),
        pytest.param('{"issuer": "ISSUER", "jwks_uri": null}', id="null"),
        pytest.param('{"issuer": "ISSUER", "jwks_uri": ["x"]}', id="no text"),
    ],
)
@pytest.mark.parametrize(("metadata", "status"), [(OPENID, 200), ("/nowhere", 503)])
async def test_what_does_not_say_where_the_keys_are_is_passed_over(
    scene: Scene, page: str, metadata: str, status: int
) -> None:
    async with scene.open() as at:
        at.issuer.documents[RFC8414] = page.replace("ISSUER", at.issuer.issuer)
        at.issuer.metadata_path = metadata
        assert await at.answers(at.issuer.token(**GOOD)) == status
        assert at.issuer.asked[:2] == [RFC8414, OPENID]


@pytest.mark.parametrize(
    "url",
    ["", "keys", "file:///keys", "http://exa mple:zz/", "http://127.0.0.1:99999/", "http://[::1"],
)
async def test_keys_at_no_url_are_none(
    scene: Scene, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.open() as at:
        metadata = {"issuer": at.issuer.issuer, "jwks_uri": url}
        at.issuer.documents[RFC8414] = json.dumps(metadata)
        assert await at.answers(at.issuer.token(**GOOD)) == 503
    assert "the jwks_uri of the metadata is no URL" in caplog.text


async def test_callers_who_wait_for_a_slow_issuer_share_one_question(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now, asked, answers = [0.0], [], []

    async def hang(_: object, url: str) -> Any:
        asked.append(url)
        await anyio.lowlevel.checkpoint()
        now[0] += 5.0
        raise TimeoutError

    monkeypatch.setattr(oauth, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(oauth, "_get_json", hang)
    async with scene.open() as at:
        token = at.issuer.token(**GOOD)

        async def call() -> None:
            answers.append(await at.answers(token))

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(call)
        assert (answers, len(asked)) == ([503] * 5, 1)
        assert "no keys from the token issuer: TimeoutError" in caplog.text
        now[0] += 2.0
        assert await at.answers(token) == 503
        assert len(asked) == 2


async def test_a_new_key_is_learnt_but_not_at_every_strangers_wish(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene.open() as at:
        assert await at.answers(at.issuer.token(**GOOD)) == 200
        fetched = len(at.issuer.asked)
        at.issuer.keys.append(SigningKey("second"))
        for _ in range(3):
            assert await at.answers(at.issuer.token(**GOOD)) == 401
        assert len(at.issuer.asked) == fetched
        monkeypatch.setattr(oauth, "KEYS_AGAIN_SECONDS", 0.0)
        assert await at.answers(at.issuer.token(**GOOD)) == 200
        assert await at.answers(at.issuer.token(key=at.issuer.keys[0], **GOOD)) == 200


async def test_a_key_that_was_taken_back_counts_no_longer(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene.open() as at:
        token = at.issuer.token(**GOOD)
        assert await at.answers(token) == 200
        at.issuer.keys = [SigningKey("second")]
        assert await at.answers(token) == 200
        monkeypatch.setattr(oauth, "KEYS_FRESH_SECONDS", -1.0)
        assert await at.answers(token) == 401


@pytest.mark.parametrize(("ahead", "status"), [(30, 200), (31, 401)])
async def test_clocks_may_differ_by_half_a_minute(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, ahead: int, status: int
) -> None:
    moment = int(time.time())

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Still":
            return cls.fromtimestamp(moment, tz)

    monkeypatch.setattr(jwt.api_jwt, "datetime", Still)
    async with scene.open() as at:
        token = at.issuer.token(**GOOD, iat=moment, nbf=moment + ahead)
        assert await at.answers(token) == status


async def test_known_keys_serve_while_the_issuer_is_away(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene.open() as at:
        assert await at.answers(at.issuer.token(**GOOD)) == 200
        at.issuer.status = 500
        monkeypatch.setattr(oauth, "KEYS_FRESH_SECONDS", 0.0)
        assert await at.answers(at.issuer.token(**GOOD)) == 200


@pytest.mark.parametrize(
    ("published", "status", "answered"),
    [
        pytest.param({"keys": []}, 200, 401, id="no key"),
        pytest.param({"keys": "none"}, 200, 503, id="no list"),
        pytest.param({"other": []}, 200, 503, id="another object"),
        pytest.param(["keys"], 200, 503, id="a list"),
        pytest.param(
            {"keys": [{"kty": "EC"}, "x", {"kty": "oct", "k": "AA"}]}, 200, 401, id="no good"
        ),
        pytest.param({"keys": []}, 503, 503, id="away"),
    ],
)
async def test_without_keys_nobody_comes_in_and_the_server_stays(
    scene: Scene, published: Any, status: int, answered: int
) -> None:
    async with scene.open() as at:
        at.issuer.published, at.issuer.status = published, status
        for _ in range(2):
            assert await at.answers(at.issuer.token(**GOOD)) == answered
        assert (await at.caller.get("/healthz")).status_code == 200


@pytest.mark.parametrize("key_id", [["first"], {}, 7])
async def test_a_key_whose_id_is_no_text_is_passed_over(scene: Scene, key_id: Any) -> None:
    async with scene.open() as at:
        key = at.issuer.keys[0].public
        at.issuer.published = {"keys": [key | {"kid": key_id}]}
        assert await at.answers(at.issuer.token(**GOOD)) == 401
    async with scene.open() as at:
        at.issuer.published = {"keys": [key | {"kid": key_id}, at.issuer.keys[0].public]}
        assert await at.answers(at.issuer.token(**GOOD)) == 200


@pytest.mark.parametrize(("use", "status"), [("sig", 200), (None, 200), ("enc", 401)])
async def test_a_key_that_is_not_for_signing_signs_nothing(
    scene: Scene, use: str | None, status: int
) -> None:
    async with scene.open() as at:
        key = {name: value for name, value in at.issuer.keys[0].public.items() if name != "use"}
        at.issuer.published = {"keys": [key | ({"use": use} if use else {})]}
        assert await at.answers(at.issuer.token(**GOOD)) == status


async def test_an_issuer_that_comes_back_is_asked_again_soon(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.open(grants=GRANTS) as at:
        at.issuer.status = 500
        refused = await rpc(at.caller, "tools/list", token=at.issuer.token(**GOOD))
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["error"]["message"].startswith("busy: the keys of the token issuer")
        assert await at.answers(WRITER) == 200
        assert await at.answers("neither-of-the-two") == 401
        at.issuer.status = 200
        asked = len(at.issuer.asked)
        assert await at.answers(at.issuer.token(**GOOD)) == 503
        assert len(at.issuer.asked) == asked
        monkeypatch.setattr(oauth, "FIRST_KEYS_SECONDS", 0.0)
        assert await at.answers(at.issuer.token(**GOOD)) == 200
    assert "signed by no key" not in caplog.text


@pytest.mark.parametrize(("more", "status"), [(1000, 200), (300_000, 503)])
async def test_a_key_set_is_read_up_to_its_limit(scene: Scene, more: int, status: int) -> None:
    async with scene.open() as at:
        at.issuer.published = {"keys": [at.issuer.keys[0].public, {"other": "x" * more}]}
        assert await at.answers(at.issuer.token(**GOOD)) == status


async def test_metadata_of_another_issuer_is_not_taken(scene: Scene) -> None:
    async with scene.open() as at:
        token = at.issuer.token(**GOOD)
        at.issuer.issuer = "https://evil.example"
        assert await at.answers(token) == 503
        assert "/keys" not in at.issuer.asked


async def test_an_issuer_without_metadata_has_no_keys(scene: Scene) -> None:
    async with scene.open() as at:
        at.issuer.metadata_path = "/nowhere"
        assert await at.answers(at.issuer.token(**GOOD)) == 503
        assert "/keys" not in at.issuer.asked


async def test_keys_are_not_looked_for_where_a_redirect_points(scene: Scene) -> None:
    async with scene.open(jwks="/moved") as at:
        assert await at.answers(at.issuer.token(**GOOD)) == 503
        assert at.issuer.asked == []


@pytest.mark.parametrize(
    ("flags", "problem"),
    [
        ({"oauth_issuer": "https://as.example.org"}, "go together"),
        ({"oauth_audience": "https://papers.example.org/mcp"}, "go together"),
        ({"oauth_jwks_url": "https://as.example.org/keys"}, "go together"),
        (
            {"oauth_issuer": "http://as.example.org", "oauth_audience": "https://p.example.org"},
            "is no https:// URL",
        ),
        (
            {"oauth_issuer": "https://as.example.org", "oauth_audience": "papers"},
            "is no https:// URL",
        ),
    ],
)
def test_half_a_trust_stops_the_start(flags: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingError, match=problem):
        http_settings(Given(flags, {}))


@pytest.mark.parametrize("option", ["oauth_issuer", "oauth_audience", "oauth_jwks_url"])
@pytest.mark.parametrize(
    "url",
    [
        *("https://", "https:///mcp", "https://x:abc/mcp", "https://a:99999", "https://[bad"),
        *(
            "https://a b.org",
            "https:/x.org",
            "https:x.org",
            "https://\x00.org",
        ),
        *("ftp://x.org", "//x.org", "https://[::1", "https://x.org:-1"),
    ],
)
def test_what_is_no_url_stops_the_start(option: str, url: str) -> None:
    flags = dict.fromkeys(("oauth_issuer", "oauth_audience", "oauth_jwks_url"), "https://x.org:8/a")
    assert http_settings(Given(flags, {})).authenticated
    with pytest.raises(SettingError, match="is no https:// URL"):
        http_settings(Given(flags | {option: url}, {}))


@pytest.mark.parametrize("path", ["/%7Ea/mcp", "/a b/mcp", "/{x}/mcp", "/é", "/a%2Fb"])
def test_an_audience_whose_metadata_no_client_would_find_stops_the_start(path: str) -> None:
    flags = {"oauth_issuer": "https://x.org/%7Ea", "oauth_audience": f"https://x.org{path}"}
    with pytest.raises(SettingError, match=r"--oauth-audience: .* is escaped in a URL; take one"):
        http_settings(Given(flags, {}))
    assert http_settings(Given(flags | {"oauth_audience": "https://x.org/a?b=%7E"}, {})).oauth


def test_an_issuer_is_enough_to_be_reachable() -> None:
    flags = {
        "host": "0.0.0.0",  # noqa: S104 -- nothing is bound
        "oauth_issuer": "https://as.example.org",
        "oauth_audience": "https://papers.example.org/mcp",
        "oauth_jwks_url": "https://as.example.org/keys",
        "allowed_host": ("papers.example.org",),
    }
    settings = http_settings(Given(flags, {}))
    assert settings.oauth == OAuth(
        "https://as.example.org", "https://papers.example.org/mcp", "https://as.example.org/keys"
    )
