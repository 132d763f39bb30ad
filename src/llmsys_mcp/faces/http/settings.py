"""How the list is served over HTTP, and which settings are refused as unsafe."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
from pydantic import AnyHttpUrl

from llmsys_mcp.errors import quoted
from llmsys_mcp.faces.http.tokens import Grant, read_grants, read_secret
from llmsys_mcp.faces.settings import PREFIX, Given, SettingError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_PATH = "/mcp"
OWN_PATHS = ("/healthz", "/readyz", "/metrics")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]{0,200}")
_HOST = re.compile(r"(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")
_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- recognised, not bound
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_OAUTH = ("oauth_issuer", "oauth_audience", "oauth_jwks_url")
_KEY_LEAST = 32
_USUAL_PORT = 80
"""Of `http://`."""
_USUAL_PORTS = {"http": ":80", "https": ":443"}
"""Those that browsers leave out."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """An authorization server whose tokens are taken, if they were issued for this server."""

    issuer: str
    audience: str
    """URL of this server as its clients write it (RFC 8707)."""
    jwks_url: str = ""
    """Where the issuer's keys are; empty: as its metadata says."""


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How to listen, for whom, and with how many processes."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    """0: one that is free."""
    path: str = DEFAULT_PATH
    workers: int = 1
    allowed_hosts: tuple[str, ...] = ()
    """Names of this server beside those of the loopback, `host` or `host:port`."""
    allowed_origins: tuple[str, ...] = ()
    """Web pages that may call, `https://host[:port]`."""
    grants: tuple[Grant, ...] = ()
    oauth: OAuth | None = None
    state_keys: tuple[str, ...] = ()
    """Secrets that seal what a client carries between two requests; the first one seals."""

    @property
    def authenticated(self) -> bool:
        """Whether a caller has to show a token."""
        return bool(self.grants) or self.oauth is not None

    def hosts(self) -> frozenset[str]:
        """Every Host header that names this server, written in lower case."""
        ported = {
            f"{host}:{self.port}" for host in self.allowed_hosts if not re.search(r":\d+$", host)
        }
        return frozenset(self._own_hosts() | set(self.allowed_hosts) | ported)

    def _own_hosts(self) -> set[str]:
        """Those of the address that it listens on."""
        is_any = self.host in _ANY_ADDRESS
        names = set(_LOOPBACK) if is_any or is_loopback(self.host) else set()
        if not is_any:
            names.add(in_url(self.host).lower())
        hosts = {f"{name}:{self.port}" for name in names}
        # Clients leave the usual port out (RFC 9110, 4.2.3).
        return hosts | names if self.port == _USUAL_PORT else hosts

    def origins(self) -> frozenset[str]:
        """Every Origin header that is let in: pages of this very server, and those allowed."""
        own = self._own_hosts()
        named = {f"{'http' if host in own else 'https'}://{host}" for host in self.hosts()}
        return frozenset(named | set(self.allowed_origins))


def http_settings(given: Given) -> HttpSettings:
    """The settings of `serve --http`.

    Raises:
        SettingError: a value means nothing, or lets in more than its operator may have meant.
    """
    chosen = HttpSettings(
        host=_address(given.text("host") or DEFAULT_HOST),
        port=given.number("port", DEFAULT_PORT, least=0, most=65535),
        path=_path(given.text("path") or DEFAULT_PATH),
        workers=given.number("workers", 1, least=1, most=64),
        allowed_hosts=tuple(map(_host, given.names("allowed_host"))),
        allowed_origins=tuple(map(_origin, given.names("allowed_origin"))),
        grants=_grants(given),
        oauth=_oauth(given),
        state_keys=_state_keys(given),
    )
    if not is_loopback(chosen.host) and not (chosen.authenticated and chosen.allowed_hosts):
        raise SettingError(
            f"--host {quoted(chosen.host)} can be reached by other machines: give --token-file"
            " (or --oauth-issuer), so that nobody comes in without a token, and --allowed-host,"
            " the name that clients call this server by"
        )
    return chosen


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def in_url(host: str) -> str:
    """A host as it stands in a URL, an IPv6 address in brackets."""
    name = host.strip("[]")
    return f"[{name}]" if ":" in name else name


def _address(text: str) -> str:
    try:
        text.encode("idna")
    except UnicodeError as error:
        raise SettingError(f"host: {quoted(text)} is no address, and cannot be a name") from error
    return text


def _path(text: str) -> str:
    path = text.rstrip("/") or "/"
    if not _PATH.fullmatch(text) or path in OWN_PATHS or path.startswith("/.well-known"):
        raise SettingError(f"path: {quoted(text)} cannot be the endpoint; take one such as /mcp")
    return path


def _host(text: str) -> str:
    name = text.lower()
    if not _HOST.fullmatch(name):
        raise SettingError(
            f"allowed host: {quoted(text)} is no host or host:port; patterns are not taken"
        )
    return name


def _origin(text: str) -> str:
    scheme, _, host = text.lower().partition("://")
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise SettingError(f"allowed origin: {quoted(text)} is not of the form https://host[:port]")
    return f"{scheme}://{host.removesuffix(_USUAL_PORTS[scheme])}"


def _grants(given: Given) -> tuple[Grant, ...]:
    if path := given.filled("token_file"):
        return read_grants(read_secret(path, "token file"), path)
    if text := given.text("tokens"):
        return read_grants(text, f"{PREFIX}TOKENS")
    return ()


def _oauth(given: Given) -> OAuth | None:
    issuer, audience, jwks_url = map(given.filled, _OAUTH)
    if not (issuer or audience or jwks_url):
        return None
    if not issuer or not audience:
        raise SettingError(
            "--oauth-issuer and --oauth-audience go together: whose tokens are taken, and the URL"
            " of this server that they must have been issued for; --oauth-jwks-url alone says"
            " neither"
        )
    for url in filter(None, (issuer, audience, jwks_url)):
        if not _is_safe_url(url):
            raise SettingError(f"oauth: {quoted(url)} is no https:// URL")
    if "%" in (AnyHttpUrl(audience).path or ""):
        # Clients would ask for its metadata by the escaped path, and routes match another.
        raise SettingError(
            f"--oauth-audience: {quoted(audience)} has a path that is escaped in a URL; take one"
            " of unescaped letters, digits and -._~/"
        )
    return OAuth(issuer, audience, jwks_url)


def is_url(text: str) -> bool:
    """Whether it is a URL of the web for everyone who reads it here."""
    try:
        urlsplit(text)
        AnyHttpUrl(text)
        httpx2.URL(text)
    except (ValueError, httpx2.InvalidURL):
        return False
    return True


def _is_safe_url(text: str) -> bool:
    """Whether it is a URL, and what is fetched from it is safe."""
    if not is_url(text):
        return False
    parts = urlsplit(text)
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def _state_keys(given: Given) -> tuple[str, ...]:
    text = given.text("state_keys")
    if path := given.filled("state_key_file"):
        text = read_secret(path, "state key file")
    keys = tuple(text.replace(",", " ").split())
    if (path or text) and not keys:
        raise SettingError(f"state keys: no key in {quoted(path or f'{PREFIX}STATE_KEYS')}")
    if any(len(key.encode()) < _KEY_LEAST for key in keys):
        raise SettingError(f"state keys: one is shorter than {_KEY_LEAST} bytes")
    return keys
