"""Who may call, and whether to read or also to write: named bearer tokens and their scopes.

A token is a secret of the operator's choice, kept as its digest from the moment it is read. It
comes from a file that only its owner may read or from the environment, never from a command line,
which every user of the machine can see.
"""

import hashlib
import hmac
import os
import stat
from dataclasses import dataclass

from mcp.server.auth.provider import AccessToken

from llmsys_mcp.errors import quoted
from llmsys_mcp.faces.settings import SettingError, credentials_folder

READ = "read"
WRITE = "write"
SCOPES = (READ, WRITE)
"""`write` brings `read` with it: who may change the list may see it."""

TOKEN_LEAST = 16
"""Characters a token has at least: fewer can be guessed."""

_SECRET_LIMIT = 64 * 1024
"""Bytes of a file of secrets; more is some other file."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What the bearer of one token may do."""

    name: str
    """Who it is, for the log."""
    scopes: tuple[str, ...]
    digest: bytes
    """SHA-256 of the token."""


def read_grants(text: str, source: str) -> tuple[Grant, ...]:
    """Grants from lines `NAME SCOPES TOKEN`, as `ci read,write 5f2c…`; `#` starts a comment.

    `source` names the text in an error; no error repeats a token.

    Raises:
        SettingError: a line is no grant, two have one name or one token, or there is none at all.
    """
    grants: dict[str, Grant] = {}
    for number, line in enumerate(text.replace(";", "\n").split("\n"), 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        if len(parts) != 3:
            raise SettingError(f"{source}, line {number}: not of the form NAME SCOPES TOKEN")
        name, scopes, token = parts
        if name in grants:
            raise SettingError(f"{source}, line {number}: {quoted(name)} has a token already")
        if len(token) < TOKEN_LEAST:
            raise SettingError(
                f"{source}, line {number}: a token of {len(token)} characters can be guessed;"
                f" take {TOKEN_LEAST} or more"
            )
        grant = Grant(name, _scopes(scopes, f"{source}, line {number}"), _digest(token))
        if same := [one.name for one in grants.values() if one.digest == grant.digest]:
            raise SettingError(
                f"{source}, line {number}: {quoted(name)} has the token of {quoted(same[0])};"
                " give each one of its own"
            )
        grants[name] = grant
    if not grants:
        raise SettingError(f"{source}: no token in it")
    return tuple(grants.values())


def _scopes(text: str, where: str) -> tuple[str, ...]:
    wanted = set(text.split(","))
    if unknown := sorted(wanted - set(SCOPES)):
        raise SettingError(
            f"{where}: no scope is called {quoted(unknown[0])}; there are {', '.join(SCOPES)}"
        )
    return with_read(wanted)


def with_read(scopes: set[str]) -> tuple[str, ...]:
    """The scopes, and `read` beside `write`."""
    return tuple(scope for scope in SCOPES if scope in scopes or WRITE in scopes)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def read_secret(path: str, setting: str) -> str:
    """Text of a file of secrets.

    Raises:
        SettingError: it cannot be read, is no plain file, or others than its owner may read it.
            systemd gives a service its credentials as root's, to be read by the service's group.
    """
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise SettingError(f"{setting}: {quoted(path)}: {error.strerror}") from error
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _SECRET_LIMIT:
            raise SettingError(f"{setting}: {quoted(path)} is no file of secrets")
        others = 0o037 if _is_credential(path) else 0o077
        if os.name == "posix" and (
            stat.S_IMODE(found.st_mode) & others or found.st_uid not in (0, os.geteuid())
        ):
            raise SettingError(
                f"{setting}: others may read {quoted(path)}; make it yours alone: chmod 600"
            )
        return os.read(fd, _SECRET_LIMIT).decode("utf-8", "replace")
    finally:
        os.close(fd)


def _is_credential(path: str) -> bool:
    """Whether the file is one that the service manager keeps for this process (systemd.exec(5))."""
    folder = credentials_folder()
    return bool(folder) and os.path.realpath(os.path.dirname(path)) == os.path.realpath(folder)


class StaticTokens:
    """Verifies tokens against the grants."""

    def __init__(self, grants: tuple[Grant, ...], resource: str | None = None) -> None:
        self._grants = grants
        self._resource = resource
        """What the tokens are for, where the server has a URL of its own."""

    async def verify_token(self, token: str) -> AccessToken | None:
        """The access a token gives, None for none.

        Every grant is compared, each in constant time, so that time tells nothing of a secret.
        """
        digest = _digest(token)
        found = None
        for grant in self._grants:
            if hmac.compare_digest(grant.digest, digest):
                found = grant
        if found is None:
            return None
        return AccessToken(
            token="",  # the secret itself goes no further
            client_id=found.name,
            subject=found.name,
            scopes=list(found.scopes),
            resource=self._resource,
        )
