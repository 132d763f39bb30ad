"""Which links may stand on the page: to a public web host by its name, in plain ASCII.

The server never opens one; readers do, and the page's Markdown must end the link where it ends.
"""

import re
from typing import NoReturn

from llmsys_mcp.core.policy.characters import find_unseen, kind_of, numbered
from llmsys_mcp.errors import InvalidArgument, quoted

URL_LIMIT = 2048
"""Characters, as written on the page."""

_ORDINARY = re.compile(r"https?://([a-z0-9.-]+)(?:/[A-Za-z0-9._~!$*+,:@=&?#/-]*)?")
_FORBIDDEN = re.compile(r"[\s\"\\`^|<>{}]")
_PARTS = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.ASCII | re.DOTALL)
_HOST_LIKE = re.compile(r"(?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/?#]|\Z)", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_HOST_LIMIT = 253
_LAST_PORT = 65535
_ADDRESS = "its host is an address, not a name."
_PRIVATE = frozenset(
    {
        "alt", "arpa", "corp", "domain", "home", "internal", "intranet", "invalid", "lan",
        "local", "localdomain", "localhost", "onion", "private", "test", "workgroup",
    }
)  # fmt: skip
"""Top-level names that are never public: RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal`
and what home routers use. `example` is left: like example.org it leads nowhere."""

_ENCODE = re.compile(r"[^!-~]|[()'\[\]]|%(?![0-9A-Fa-f]{2})|(?P<kept>&#?[A-Za-z0-9]{1,40});")
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff])")
_SHOW = "Give the paper's web address, such as https://arxiv.org/abs/2309.06180."


def url(argument: str, value: str) -> str:
    """`value` as a link may be written between the parentheses of a Markdown link.

    Trimmed, scheme and host in lower case. Percent-encoded: parentheses, quotes and brackets,
    which could end the link early; a `;` that could end a character reference; what is not
    ASCII behind the host (as browsers send it; a host in other letters is refused, for it may
    imitate one); a `%` that encodes nothing.

    Raises:
        InvalidArgument: another scheme, a user part, no host, a host that is no public name
            (an address, one label, `.local`, …), a bad port, a character no link holds, more
            than 2048 characters. A password is never repeated.
    """
    found = _ORDINARY.fullmatch(value)
    if found and len(value) <= URL_LIMIT and not _host_problem(found[1]):
        return value
    if (hidden := find_unseen(value)) is not None:
        _refuse_character(argument, value, hidden.start(), kind_of(hidden))
    text = value.strip()
    if not text:
        raise InvalidArgument(argument, "it is empty.", _SHOW)
    if (bad := _FORBIDDEN.search(text)) is not None:
        at = bad.start() + len(value) - len(value.lstrip())
        _refuse_character(argument, value, at, "a character no link holds")
    parts = _PARTS.fullmatch(text)
    if not parts:
        _refuse_scheme(argument, text)
    scheme, authority, rest = parts.groups()
    host = _checked_authority(argument, authority)
    return within_limit(argument, f"{scheme.lower()}://{host}{_encoded(argument, rest)}")


def _refuse_character(argument: str, value: str, at: int, why: str) -> NoReturn:
    raise InvalidArgument(
        argument,
        f"character {at + 1} is {numbered(value[at])}, {why}.",
        "Copy the link anew, or percent-encode the character.",
    )


def _refuse_scheme(argument: str, text: str) -> NoReturn:
    if _HOST_LIKE.match(text) and "@" not in text:
        whole = "https://" + text.removeprefix("//")
        raise InvalidArgument(argument, "it has no scheme.", f"Write {quoted(whole)}.")
    raise InvalidArgument(argument, "it is no http:// or https:// link.", _SHOW)


def _checked_authority(argument: str, authority: str) -> str:
    """Host and port in lower case."""
    if "@" in authority:
        raise InvalidArgument(
            argument,
            "it has a user name or password before the host.",
            "Remove what stands between // and the @ with it.",
        )
    host, colon, port = authority.partition(":")
    problem = _ADDRESS if authority.startswith("[") else _host_problem(host)
    if problem:
        raise InvalidArgument(argument, problem, _SHOW)
    if colon and not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= _LAST_PORT):
        raise InvalidArgument(
            argument,
            f"its port is no number from 1 to {_LAST_PORT}.",
            "Correct it or leave it out.",
        )
    return authority.lower()


def _host_problem(host: str) -> str:
    """Why a host is no public name; empty when it is one."""
    if not host:
        return "it names no host."
    if not host.isascii():
        char = next(char for char in host if not char.isascii())
        return f"its host holds {numbered(char)}, which may imitate another letter."
    labels = host.lower().split(".")
    if labels[-1][:1].isdigit():
        return _ADDRESS
    if len(labels) < 2 or labels[-1] in _PRIVATE:
        return "its host is no public name."
    if len(host) > _HOST_LIMIT or not all(map(_LABEL.fullmatch, labels)):
        return "its host is not well formed."
    return "" if _TOP.fullmatch(labels[-1]) else "its host is no public name."


def _encoded(argument: str, rest: str) -> str:
    """What follows the host, percent-encoded."""
    rest = _ENCODE.sub(_percent, rest)
    if _ENCODED_CONTROL.search(rest):
        raise InvalidArgument(
            argument, "it holds an encoded control character.", "Copy the link anew."
        )
    return rest


def _percent(found: re.Match[str]) -> str:
    if found["kept"]:
        return f"{found['kept']}%3B"
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def within_limit(argument: str, text: str) -> str:
    """`text`, a link, when it is not too long.

    Raises:
        InvalidArgument: it has more than 2048 characters.
    """
    if len(text) > URL_LIMIT:
        raise InvalidArgument(
            argument,
            f"it has {len(text)} characters, more than {URL_LIMIT}.",
            "Leave out what follows ? or # if it only tracks who came, or give the paper's own"
            " page.",
        )
    return text
