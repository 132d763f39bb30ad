"""The options of `serve --http`. They are told and read without anything of HTTP being loaded."""

from collections.abc import Callable, Mapping
from typing import Any

import click

ONE = {
    "host": ("ADDRESS", "Address to listen on [LLMSYS_MCP_HOST; default: 127.0.0.1]."),
    "port": ("NUMBER", "Port, 0 for any that is free [LLMSYS_MCP_PORT; default: 8000]."),
    "path": ("PATH", "Path of the endpoint [LLMSYS_MCP_PATH; default: /mcp]."),
    "workers": ("NUMBER", "Processes that serve [LLMSYS_MCP_WORKERS; default: 1]."),
    "token-file": (
        "FILE",
        "Bearer tokens, lines of NAME SCOPES TOKEN with the scopes read or read,write; mode 0600"
        " [LLMSYS_MCP_TOKEN_FILE, or the lines themselves in LLMSYS_MCP_TOKENS].",
    ),
    "oauth-issuer": (
        "URL",
        "Take JWT access tokens of this authorization server [LLMSYS_MCP_OAUTH_ISSUER].",
    ),
    "oauth-audience": (
        "URL",
        "URL of this server that such tokens must be for [LLMSYS_MCP_OAUTH_AUDIENCE].",
    ),
    "oauth-jwks-url": (
        "URL",
        "Where the issuer's keys are"
        " [LLMSYS_MCP_OAUTH_JWKS_URL; default: as the issuer's metadata says].",
    ),
    "state-key-file": (
        "FILE",
        "Secrets of 32 bytes or more that several machines share; mode 0600"
        " [LLMSYS_MCP_STATE_KEY_FILE, or LLMSYS_MCP_STATE_KEYS].",
    ),
}
"""Option that takes one value → its metavar and help."""

SEVERAL = {
    "allowed-host": (
        "HOST[:PORT]",
        "A name that clients call this server by; may be given again [LLMSYS_MCP_ALLOWED_HOST].",
    ),
    "allowed-origin": (
        "ORIGIN",
        "A web page that may call, https://host[:port]; may be given again"
        " [LLMSYS_MCP_ALLOWED_ORIGIN].",
    ),
}
"""Option that may be given several times → its metavar and help."""

SECRETS = ("tokens", "state_keys")
"""Settings that only a variable says: everybody on the machine sees a flag."""

_NAMES = tuple(name.replace("-", "_") for name in (*ONE, *SEVERAL))


def http_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command."""
    for name, (metavar, told) in reversed((ONE | SEVERAL).items()):
        command = click.option(f"--{name}", metavar=metavar, help=told, multiple=name in SEVERAL)(
            command
        )
    return click.option("--http", is_flag=True, help="Serve over Streamable HTTP.")(command)


def given_in_vain(flags: Mapping[str, Any]) -> str:
    """An option that says nothing without `--http`, empty when there is none."""
    return next((f"--{name.replace('_', '-')}" for name in _NAMES if flags.get(name)), "")
