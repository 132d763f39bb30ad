"""Composition root: settings from flags and environment, the list they mean, and its catalogue.

The only module that reads the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

from llmsys_mcp.adapters.freshness import read_if_there
from llmsys_mcp.adapters.locks import WAIT_SECONDS
from llmsys_mcp.core.document import parse
from llmsys_mcp.core.text import decode
from llmsys_mcp.errors import NotAList, quoted
from llmsys_mcp.services.catalog import RULES_FILE, Catalog, Home, Span, unwatched

PREFIX = "LLMSYS_MCP_"
README = "README.md"
ENTRIES_OF_A_LIST = 5
"""Entries a README.md must hold to be taken for a list without being named."""

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
    """Folder or file of the list; empty: the working folder's, else the bundled one."""
    index_dir: str = ""
    """Where the search index is kept; empty: the user's cache folder; `memory`: nowhere."""
    read_only: bool = False
    allow_push: bool = False
    """Whether a tool may push a branch to a remote of the checkout."""
    toolsets: tuple[str, ...] = ()
    """Names of the toolsets to serve; empty: all."""
    log_level: str = "WARNING"
    log_format: str = "text"


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
        raise SettingError(
            f"{PREFIX}{name.upper()}: {quoted(value)} is none of {', '.join(choices)}"
        )

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
            f"{PREFIX}{name.upper()}: {quoted(value)} is no number from {least} to {most}"
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
        raise SettingError(f"{PREFIX}{name.upper()}: {quoted(value)} is neither true nor false")


def settings(flags: Mapping[str, object], environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from flags (None: not given) and the environment.

    Raises:
        SettingError: a variable holds a value that means nothing.
    """
    given = Given(flags, environment)
    return Settings(
        list_path=given.text("list"),
        index_dir=given.text("index_dir"),
        read_only=given.switch("read_only"),
        allow_push=given.switch("allow_push"),
        toolsets=given.names("toolsets"),
        log_level=given.one_of("log_level", LOG_LEVELS, "WARNING"),
        log_format=given.one_of("log_format", LOG_FORMATS, "text"),
    )


def bundled_folder() -> Path:
    """Where the list that ships with the package lives."""
    return Path(str(package_files("llmsys_mcp") / "lists" / "llmsys"))


def find_home(named: str, working: Path) -> Home:
    """The list that `named` names, else the nearest one at or above `working`, else the bundled.

    Raises:
        NotAList: `named` is no folder with a README.md and no Markdown file.
    """
    if named:
        return _named_home(_path(named))
    for folder in (working, *working.parents):
        if _holds_a_list(folder):
            return Home(folder, README)
    return Home(bundled_folder(), README, bundled=True)


def _path(named: str) -> Path:
    """An absolute path; `~` of a user that there is not stays as it is."""
    return Path(os.path.expanduser(named)).absolute()


def _holds_a_list(folder: Path) -> bool:
    try:
        data = read_if_there(folder / README)
    except NotAList:  # a folder of that name, or a page of somebody else's
        return False
    return data is not None and len(parse(decode(data)).entries) >= ENTRIES_OF_A_LIST


def _named_home(path: Path) -> Home:
    if path.is_dir():
        path /= README
    if path.suffix.lower() not in (".md", ".markdown"):
        raise NotAList(
            "list",
            f"{quoted(path)} is no Markdown file.",
            "Give a folder that holds README.md, or one .md file.",
        )
    if read_if_there(path) is None:
        raise NotAList(
            "list",
            f"there is no file {quoted(path)}.",
            "Give a folder that holds README.md, or one .md file; `llmsys-mcp init DIR` makes one.",
        )
    return Home(path.parent, path.name)


def open_catalog(
    chosen: Settings, working: Path, *, span: Span = unwatched, lock_wait: float = WAIT_SECONDS
) -> Catalog:
    """The catalogue of the list that the settings mean.

    `span` is put around its work; `lock_wait` is how long an edit waits for another process.

    Raises:
        NotAList: they mean no list.
    """
    home = find_home(chosen.list_path, working)
    rules = (bundled_folder() / RULES_FILE).read_text(encoding="utf-8")
    return Catalog(
        home,
        index_folder=_index_folder(chosen.index_dir),
        bundled_rules=rules,
        span=span,
        lock_wait=lock_wait,
        read_only=chosen.read_only,
    )


def _index_folder(named: str) -> Path | None:
    if named == "memory":
        return None
    if named:
        return _path(named)
    from platformdirs import user_cache_path  # 20 ms that the first answer does not need

    return user_cache_path("llmsys-mcp", appauthor=False) / "index"
