"""Settings: what flags and environment say, and what is refused of it.

The only module that reads settings from the environment. `adapters/git_command.py` hands the
user's on to git, without what would steer it.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from llmsys_mcp.errors import quoted

PREFIX = "LLMSYS_MCP_"
_DIGITS = 18
"""Digits of a number that are read; Python itself refuses thousands."""
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})


class SettingError(Exception):
    """A setting has a value that means nothing; the start stops with it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server was started. Flag > environment > default."""

    list_path: str = ""
    """Folder or file of the list; empty: the working folder's, else the bundled ones."""
    index_dir: str = ""
    """Where the search index is kept; empty: the user's cache folder; `memory`: nowhere."""
    read_only: bool = False
    allow_push: bool = False
    """Whether a tool may push a branch to a remote of the checkout."""
    toolsets: tuple[str, ...] = ()
    """Names of the toolsets to serve; empty: all."""
    log_level: str = "WARNING"
    log_format: str = "text"
    lists: tuple[str, ...] = ()
    """`NAME=PATH` for each of several lists, the primary one first; then `list_path` is empty."""


def without_meaning(
    known: Collection[str], environment: Mapping[str, str] = os.environ
) -> Iterator[str]:
    """What to tell of each variable that looks like a setting and is none of `known`.

    Who misspells `LLMSYS_MCP_READ_ONLY` would serve a list that may be written.
    """
    names = [f"{PREFIX}{name.upper()}" for name in known]
    for name in environment:
        if name.startswith(PREFIX) and name not in names:
            from difflib import get_close_matches  # 3 ms that only this needs

            near = get_close_matches(name, names, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{quoted(name)[1:-1]} is no setting and changes nothing.{hint}"


def without_colours(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal is to stay plain: `NO_COLOR` (no-color.org), or one that is dumb."""
    return bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"


def credentials_folder(environment: Mapping[str, str] | None = None) -> str:
    """Where systemd keeps the credentials of this service (systemd.exec(5)); empty: nowhere."""
    return (os.environ if environment is None else environment).get("CREDENTIALS_DIRECTORY", "")


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("text", "json")


class Given:
    """What flags (None or `()`: not given) and environment say. Flag before environment."""

    def __init__(
        self, flags: Mapping[str, object], environment: Mapping[str, str] | None = None
    ) -> None:
        self._flags = flags
        self._variables = os.environ if environment is None else environment

    def text(self, name: str) -> str:
        """The setting's text, empty when nothing says one."""
        flag = self._flags.get(name)
        if flag is None or flag == ():
            return self._variables.get(f"{PREFIX}{name.upper()}", "")
        return str(flag)

    def filled(self, name: str) -> str:
        """The setting's text, where saying nothing would let in more than was meant.

        Raises:
            SettingError: its flag is given and empty, as a variable of the shell that is not set
                leaves it.
        """
        if self._flags.get(name) == "":
            raise SettingError(f"{self.said_by(name)}: it is empty; fill it, or leave it out")
        return self.text(name)

    def said_by(self, name: str) -> str:
        """What says the setting: its flag where that is given, else its variable."""
        if self._flags.get(name) in (None, (), False):
            return f"{PREFIX}{name.upper()}"
        return f"--{name.replace('_', '-')}"

    def lists(self) -> tuple[str, ...]:
        """The lists that are named: one path, or several `NAME=PATH`.

        Raises:
            SettingError: a flag names none; another list than the meant one would be edited.
        """
        flag = self._flags.get("list")
        if isinstance(flag, tuple) and flag:
            if not all(map(str.strip, flag)):
                raise SettingError("--list: it is empty; leave it out for the list that is here")
            return flag
        parts = self.text("list").split(os.pathsep)
        if len(parts) > 1:
            from llmsys_mcp.services.library import NAMED_LIST  # 70 ms that `--help` does not need

            if all(NAMED_LIST.fullmatch(part) for part in parts):
                return tuple(parts)
        return tuple(filter(None, [os.pathsep.join(parts)]))

    def names(self, name: str) -> tuple[str, ...]:
        """Its parts: a flag given several times, or one text with commas."""
        flag = self._flags.get(name)
        parts = flag if isinstance(flag, tuple) and flag else self.text(name).split(",")
        return tuple(part.strip() for part in parts if part.strip())

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of the choices, whatever the case it is written in.

        Raises:
            SettingError: it is none of them.
        """
        value = self.text(name) or default
        for choice in choices:
            if choice.lower() == value.lower():
                return choice
        raise SettingError(f"{self.said_by(name)}: {quoted(value)} is none of {', '.join(choices)}")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number in these bounds.

        Raises:
            SettingError: it is none.
        """
        value = self.text(name) or str(default)
        is_number = value.isascii() and value.isdigit() and len(value) <= _DIGITS
        if is_number and least <= int(value) <= most:
            return int(value)
        raise SettingError(
            f"{self.said_by(name)}: {quoted(value)} is no number from {least} to {most}"
        )

    def switch(self, name: str) -> bool:
        """Whether it is on.

        Raises:
            SettingError: the variable is neither true nor false.
        """
        if self._flags.get(name):
            return True
        value = self._variables.get(f"{PREFIX}{name.upper()}", "").strip().lower()
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise SettingError(f"{self.said_by(name)}: {quoted(value)} is neither true nor false")


def settings(flags: Mapping[str, object], environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from flags (None: not given) and the environment.

    Raises:
        SettingError: a flag or variable holds a value that means nothing.
    """
    given = Given(flags, environment)
    lists = given.lists()
    return Settings(
        list_path=lists[0] if len(lists) == 1 else "",
        lists=lists if len(lists) > 1 else (),
        index_dir=given.text("index_dir"),
        read_only=given.switch("read_only"),
        allow_push=given.switch("allow_push"),
        toolsets=given.names("toolsets") if given.filled("toolsets") else (),
        log_level=given.one_of("log_level", LOG_LEVELS, "WARNING"),
        log_format=given.one_of("log_format", LOG_FORMATS, "text"),
    )
