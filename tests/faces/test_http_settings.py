"""How the list is served over HTTP: what is taken, and what stops the start before a port opens."""

import errno
import logging
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.http import run
from llmsys_mcp.faces.http.settings import HttpSettings, http_settings, is_loopback
from llmsys_mcp.faces.settings import Given, SettingError, Settings

TOKENS = {"LLMSYS_MCP_TOKENS": "ci read 0123456789abcdef"}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, HttpSettings]]:
    """What would be served, in place of serving it."""
    calls: list[tuple[Settings, HttpSettings]] = []
    monkeypatch.setattr(run, "serve", lambda *given: calls.append(given))
    return calls


def start(*options: str, **variables: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["serve", *options], env=variables, catch_exceptions=False)
    return done.exit_code, done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "papers.example.org", "127.evil"])  # noqa: S104
@pytest.mark.parametrize(
    ("options", "variables"),
    [
        pytest.param([], {}, id="neither"),
        pytest.param([], TOKENS, id="token alone"),
        pytest.param(["--allowed-host", "papers.example.org"], {}, id="name alone"),
    ],
)
def test_other_machines_get_in_only_by_a_name_and_with_a_token(
    served: list[Any], host: str, options: list[str], variables: dict[str, str]
) -> None:
    code, told = start("--http", "--host", host, *options, **variables)
    assert code == 2
    assert "--token-file" in told
    assert "--allowed-host" in told
    assert served == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_this_machine_gets_in_as_it_is(served: list[Any], host: str) -> None:
    code, told = start("--http", "--host", host)
    assert (code, told) == (0, "")
    assert served[0][1].host == host


def test_a_name_and_a_token_let_others_in(served: list[Any]) -> None:
    options = ("--http", "--host", "0.0.0.0", "--allowed-host", "Papers.Example.org")  # noqa: S104
    assert start(*options, **TOKENS) == (0, "")
    assert served[0][1].hosts() == {
        "papers.example.org",
        "papers.example.org:8000",
        "127.0.0.1:8000",
        "localhost:8000",
        "[::1]:8000",
    }


def test_origins_are_taken_as_browsers_write_them(served: list[Any]) -> None:
    start(
        "--http", "--allowed-origin", "HTTPS://Tool.example.org", "--allowed-origin", "http://x:1"
    )
    assert served[0][1].allowed_origins == ("https://tool.example.org", "http://x:1")


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://x.org:443", "https://x.org"),
        ("http://x.org:80", "http://x.org"),
        ("https://[::1]:443", "https://[::1]"),
        ("https://x.org:80", "https://x.org:80"),
        ("http://x.org:443", "http://x.org:443"),
        ("https://x.org:1443", "https://x.org:1443"),
    ],
)
def test_an_origin_s_usual_port_is_left_out_as_browsers_do(
    served: list[Any], given: str, origin: str
) -> None:
    start("--http", "--allowed-origin", given)
    assert served[0][1].allowed_origins == (origin,)


def test_flags_come_before_variables(served: list[Any]) -> None:
    variables = {
        "LLMSYS_MCP_PORT": "9000",
        "LLMSYS_MCP_WORKERS": "3",
        "LLMSYS_MCP_ALLOWED_HOST": "a.example.org, b.example.org:81",
        "LLMSYS_MCP_LOG_FORMAT": "JSON",
    }
    start("--http", "--port", "9001", "--path", "/papers/mcp/", **variables)
    chosen, http = served[0]
    assert (http.port, http.workers, http.path) == (9001, 3, "/papers/mcp")
    assert http.allowed_hosts == ("a.example.org", "b.example.org:81")
    assert (chosen.log_format, chosen.log_level) == ("json", "INFO")


def test_a_log_level_that_is_asked_for_is_kept(served: list[Any]) -> None:
    start("--http", "--log-level", "error")
    start("--http", LLMSYS_MCP_LOG_LEVEL="debug")
    assert [chosen.log_level for chosen, _ in served] == ["ERROR", "DEBUG"]


@pytest.mark.parametrize(
    "option",
    ["token-file", "oauth-issuer", "oauth-audience", "oauth-jwks-url", "state-key-file"],
)
def test_an_empty_option_never_opens_what_was_meant_closed(served: list[Any], option: str) -> None:
    code, told = start("--http", f"--{option}", "", **TOKENS)
    assert code == 2
    assert f"--{option}: it is empty" in told
    assert served == []


def test_an_empty_variable_is_one_that_is_not_set(served: list[Any]) -> None:
    empty = {f"LLMSYS_MCP_{name}": "" for name in ("TOKEN_FILE", "TOKENS", "OAUTH_ISSUER")}
    assert start("--http", **empty) == (0, "")
    assert not served[0][1].authenticated


def test_keys_alone_close_nothing_and_stop_the_start(served: list[Any]) -> None:
    code, told = start("--http", LLMSYS_MCP_OAUTH_JWKS_URL="http://127.0.0.1:1/j")
    assert code == 2
    assert "--oauth-jwks-url alone says neither" in told
    assert served == []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--port", "8000"], "--port is for --http"),
        (["--allowed-host", "x"], "--allowed-host is for --http"),
        (["--http", "--port", "web"], "--port: 'web' is no number from 0 to 65535"),
        (["--http", "--port", "65536"], "--port: '65536' is no number"),
        (["--http", "--port", "²"], "is no number"),
        (["--http", "--host", "a..b"], "host: 'a..b' is no address"),
        (["--http", "--host", "x" * 64], "is no address"),
        (["--http", "--workers", "0"], "--workers: '0' is no number from 1 to 64"),
        (["--http", "--path", "mcp"], "path: 'mcp' cannot be the endpoint"),
        (["--http", "--path", "/metrics"], "cannot be the endpoint"),
        (["--http", "--path", "/healthz/"], "cannot be the endpoint"),
        (["--http", "--path", "/.well-known/x"], "cannot be the endpoint"),
        (["--http", "--path", "/{x}"], "cannot be the endpoint"),
        (["--http", "--allowed-host", "*.example.org"], "patterns are not taken"),
        (["--http", "--allowed-host", "localhost:*"], "patterns are not taken"),
        (["--http", "--allowed-host", "https://x.org"], "is no host or host:port"),
        (["--http", "--allowed-origin", "x.org"], "is not of the form https://"),
        (["--http", "--allowed-origin", "*"], "is not of the form https://"),
        (["--http", "--toolsets", "none"], "no toolset is called 'none'"),
        (["--toolsets", ""], "--toolsets: it is empty"),
        (["--http", "--log-format", "xml"], "'xml' is none of text, json"),
        (["--token", "x"], "No such option"),
    ],
)
def test_misuse_stops_the_start(served: list[Any], options: list[str], problem: str) -> None:
    code, told = start(*options)
    assert code == 2
    assert problem in told
    assert served == []


def test_a_list_that_is_none_is_refused(served: list[Any]) -> None:
    code, told = start("--http", "--list", "/nowhere/at/all")
    assert code == 1
    assert "not-a-list" in told
    assert served == []


def test_an_address_that_is_taken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with run.listen("127.0.0.1", 0) as taken:
        code, told = start("--http", "--port", str(taken.getsockname()[1]))
    assert code == 1
    assert "cannot listen on 127.0.0.1 port " in told
    assert told.endswith(". Choose others with --host and --port.\n")


def test_workers_without_a_folder_for_their_counts_are_refused(
    monkeypatch: pytest.MonkeyPatch, handlers: None
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(run.tempfile, "TemporaryDirectory", full)
    code, told = start("--http", "--port", "0", "--workers", "2")
    assert code == 1
    assert "cannot listen" not in told
    assert "workers: several keep their counts in a folder" in told
    assert "Read-only file system. Name one with TMPDIR, or start one worker" in told


@pytest.fixture
def handlers() -> Iterator[None]:
    """What a start changes of this process, put back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    kept = {number: signal.getsignal(number) for number in numbers}
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_an_address_of_the_newer_kind_is_listened_on() -> None:
    try:
        listener = run.listen("[::1]", 0)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        assert listener.getsockname()[0] == "::1"


LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize(
    ("host", "port", "more"),
    [
        ("127.0.0.1", 8000, set()),
        ("127.0.0.2", 8000, {"127.0.0.2:8000"}),
        ("::1", 8000, set()),
        ("0:0:0:0:0:0:0:1", 8000, {"[0:0:0:0:0:0:0:1]:8000"}),
        ("LOCALHOST", 80, {"127.0.0.1", "localhost", "[::1]"}),
        ("0.0.0.0", 80, {"127.0.0.1", "localhost", "[::1]"}),  # noqa: S104 -- nothing is bound
    ],
)
def test_a_server_answers_by_the_address_it_tells(host: str, port: int, more: set[str]) -> None:
    http = HttpSettings(host=host, port=port)
    assert http.hosts() == {f"{name}:{port}" for name in LOOPBACK} | more
    if host != "0.0.0.0":  # noqa: S104
        assert run.url_of(http).removeprefix("http://").removesuffix("/mcp").lower() in http.hosts()


@pytest.mark.parametrize(
    ("http", "origins"),
    [
        (
            HttpSettings(port=80),
            {f"http://{name}" for name in (*LOOPBACK, *(f"{one}:80" for one in LOOPBACK))},
        ),
        (
            HttpSettings(host="10.0.0.1", allowed_hosts=("p.org",)),
            {"https://p.org", "https://p.org:8000", "http://10.0.0.1:8000"},
        ),
        (
            HttpSettings(
                host="10.0.0.1", allowed_hosts=("p.org:1",), allowed_origins=("https://q",)
            ),
            {"https://p.org:1", "https://q", "http://10.0.0.1:8000"},
        ),
    ],
)
def test_pages_of_the_server_itself_and_those_allowed(
    http: HttpSettings, origins: set[str]
) -> None:
    assert http.origins() == origins


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({}, ()),
        ({"LLMSYS_MCP_STATE_KEYS": "a" * 32}, ("a" * 32,)),
        ({"LLMSYS_MCP_STATE_KEYS": f"{'a' * 32},\n{'b' * 40}"}, ("a" * 32, "b" * 40)),
    ],
)
def test_keys_for_what_clients_carry(given: dict[str, str], keys: tuple[str, ...]) -> None:
    assert http_settings(Given({}, given)).state_keys == keys


def test_keys_come_from_a_file_too(tmp_path: Any) -> None:
    path = tmp_path / "keys"
    path.write_text("c" * 32 + "\n", encoding="utf-8")
    path.chmod(0o600)
    assert http_settings(Given({"state_key_file": str(path)}, {})).state_keys == ("c" * 32,)


@pytest.mark.parametrize("text", ["", "\n", " , "])
def test_keys_that_hold_none_stop_the_start(tmp_path: Any, text: str) -> None:
    path = tmp_path / "keys"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    given = {"LLMSYS_MCP_STATE_KEYS": text or ","}
    for flags, source in (({}, "LLMSYS_MCP_STATE_KEYS"), ({"state_key_file": str(path)}, "keys")):
        with pytest.raises(SettingError, match=f"state keys: no key in .*{source}"):
            http_settings(Given(flags, given))
    assert http_settings(Given({}, {"LLMSYS_MCP_STATE_KEYS": ""})).state_keys == ()


def test_a_key_that_is_too_short_stops_the_start() -> None:
    with pytest.raises(SettingError, match="shorter than 32 bytes"):
        http_settings(Given({}, {"LLMSYS_MCP_STATE_KEYS": "short"}))


def test_only_addresses_of_this_machine_are_its_own() -> None:
    assert is_loopback("127.255.0.1")
    assert not any(map(is_loopback, ("0.0.0.0", "", "127.0.0.1.example.org", "::", "10.0.0.1")))  # noqa: S104
