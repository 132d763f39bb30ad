"""Access tokens of an authorization server: JSON Web Tokens, checked against its published keys.

A token counts only if this issuer signed it, for this server (audience, RFC 8707), and for now.
Anything else is no token; why goes to the log, and the token goes nowhere.
"""

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import anyio
import httpx2
import jwt
from mcp.server.auth.provider import AccessToken
from starlette.authentication import AuthenticationError

from llmsys_mcp.faces.http.settings import OAuth, is_url
from llmsys_mcp.faces.http.tokens import SCOPES, with_read

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures by a key that only the issuer has; one by a shared secret is nobody's (RFC 8725)."""
_OF_RSA = ("RS256", "PS256")
LEEWAY_SECONDS = 30
TOKEN_LIMIT = 8 * 1024
KEYS_FRESH_SECONDS = 600.0
KEYS_AGAIN_SECONDS = 30.0
"""An unknown key id makes us ask the issuer anew, but no more often than this."""
FIRST_KEYS_SECONDS = 1.0
"""The same while no key is known at all."""
_FETCH_SECONDS = 5.0
_FETCH_LIMIT = 256 * 1024
_METADATA = (".well-known/oauth-authorization-server", ".well-known/openid-configuration")


class IssuerUnreachable(AuthenticationError):  # noqa: N818 -- a state of the issuer, no fault
    """The issuer's keys cannot be had, so nobody can say whether a token is one of its."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the issuer, and the signatures by it that count."""

    public: Any
    """As PyJWT takes it."""
    algorithms: tuple[str, ...]


class KeySet:
    """The issuer's keys, fetched when first needed and again when they may have changed."""

    def __init__(self, oauth: OAuth) -> None:
        self._oauth = oauth
        self._keys: dict[str | None, Key] = {}
        self._has_answered = False
        """Whether the issuer has told its keys, if only once."""
        self._fetched = float("-inf")
        self._lock = anyio.Lock()

    async def key(self, key_id: str | None) -> Key | None:
        """The key with this id, None when the issuer has none.

        Raises:
            IssuerUnreachable: there are no keys to look in.
        """
        async with self._lock:
            age = time.monotonic() - self._fetched
            missing = key_id not in self._keys
            again = KEYS_AGAIN_SECONDS if self._keys else FIRST_KEYS_SECONDS
            if age > KEYS_FRESH_SECONDS or (missing and age > again):
                await self._fetch()
            if not self._has_answered:
                raise IssuerUnreachable
            return self._keys.get(key_id)

    async def _fetch(self) -> None:
        try:
            with anyio.fail_after(_FETCH_SECONDS):
                async with httpx2.AsyncClient(timeout=_FETCH_SECONDS) as client:
                    url = self._oauth.jwks_url or await self._discover(client)
                    keys = read_keys(await _get_json(client, url))
        except (httpx2.HTTPError, OSError, ValueError, TimeoutError) as error:
            reason = str(error) or type(error).__name__  # a timeout has no words
            logger.warning("no keys from the token issuer: %s", reason)
            return
        finally:
            # From its end, or whoever waited for a slow issuer would ask it once more.
            self._fetched = time.monotonic()
        self._keys, self._has_answered = keys, True

    async def _discover(self, client: httpx2.AsyncClient) -> str:
        """Where the keys are, as the issuer's metadata says (RFC 8414, OpenID Discovery)."""
        issuer = self._oauth.issuer
        for name in _METADATA:
            for url in dict.fromkeys((_well_known(issuer, name), f"{issuer.rstrip('/')}/{name}")):
                try:
                    metadata = await _get_json(client, url)
                except (httpx2.HTTPStatusError, ValueError):
                    continue  # none, or a page for people
                keys_url = metadata.get("jwks_uri")
                if not isinstance(keys_url, str):
                    continue  # optional in RFC 8414, required by OpenID Discovery
                if metadata.get("issuer") != issuer:
                    raise ValueError("the metadata is another issuer's")
                if not is_url(keys_url):
                    raise ValueError("the jwks_uri of the metadata is no URL")
                return keys_url
        raise ValueError("the issuer publishes no metadata that says where its keys are")


def _well_known(issuer: str, name: str) -> str:
    """RFC 8414 section 3.1: the well-known part goes between host and path."""
    url = httpx2.URL(issuer)
    return str(url.copy_with(path=f"/{name}{url.path.rstrip('/')}"))


async def _get_json(client: httpx2.AsyncClient, url: str) -> dict[str, Any]:
    """A small JSON object from the issuer; redirects are not followed."""
    asked = client.stream(
        "GET", url, headers={"accept": "application/json"}, follow_redirects=False
    )
    async with asked as response:
        response.raise_for_status()
        body = bytearray()
        async for part in response.aiter_bytes():
            body += part
            if len(body) > _FETCH_LIMIT:
                raise ValueError(f"more than {_FETCH_LIMIT} bytes from {url}")
    try:
        value = json.loads(body)
    except RecursionError as error:
        raise ValueError(f"JSON too deep at {url}") from error
    if not isinstance(value, dict):
        raise ValueError(f"no JSON object at {url}")
    return value


def read_keys(jwks: dict[str, Any]) -> dict[str | None, Key]:
    """Keys that sign with one of `ALGORITHMS`, by id; others are left alone.

    Raises:
        ValueError: it is no key set.
    """
    found = jwks.get("keys")
    if not isinstance(found, list):
        raise ValueError("no key set")
    keys: dict[str | None, Key] = {}
    for data in found:
        try:
            key = jwt.PyJWK.from_dict(data)
        except (jwt.PyJWTError, AttributeError, TypeError, ValueError):
            continue
        if not isinstance(key.key_id, str | None):
            continue
        if key.algorithm_name in ALGORITHMS and key.public_key_use in (None, "sig"):
            # A key of RSA may sign in two ways, unless it says in which (RFC 7517, 4.4).
            both = key.key_type == "RSA" and not data.get("alg")
            keys[key.key_id] = Key(key.key, _OF_RSA if both else (key.algorithm_name,))
    return keys


class JwtVerifier:
    """Verifies tokens of one issuer, made out to one audience."""

    def __init__(self, oauth: OAuth, keys: KeySet | None = None) -> None:
        self._oauth = oauth
        self._keys = keys or KeySet(oauth)

    async def verify_token(self, token: str) -> AccessToken | None:
        """The access a token gives, None for none.

        Raises:
            IssuerUnreachable: nobody can say.
        """
        try:
            claims = await self._claims(token)
        except jwt.PyJWTError as error:
            logger.info("token refused: %s", error)
            return None
        scopes = with_read(_scopes(claims) & set(SCOPES))
        subject = str(claims.get("sub") or "")
        return AccessToken(
            token="",  # the secret itself goes no further
            client_id=str(claims.get("client_id") or claims.get("azp") or subject or "unnamed"),
            subject=subject or None,
            scopes=list(scopes),
            expires_at=int(claims["exp"]),
            resource=self._oauth.audience,
            claims={"iss": claims["iss"]},
        )

    async def _claims(self, token: str) -> dict[str, Any]:
        """The claims of a valid token.

        Raises:
            jwt.PyJWTError: it is none.
            IssuerUnreachable: nobody can say.
        """
        if len(token) > TOKEN_LIMIT:
            raise jwt.DecodeError("longer than any token")
        key = await self._keys.key(jwt.get_unverified_header(token).get("kid"))
        if key is None:
            raise jwt.InvalidKeyError("signed by no key of the issuer")
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=key.algorithms,
            audience=self._oauth.audience,
            issuer=self._oauth.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud"]},
        )
        return claims


def _scopes(claims: dict[str, Any]) -> set[str]:
    """`scope` is a text with spaces (RFC 8693); some issuers write a list, or call it `scp`."""
    value = claims.get("scope", claims.get("scp", ""))
    if isinstance(value, str):
        return set(value.split())
    return {str(part) for part in value} if isinstance(value, list) else set()
