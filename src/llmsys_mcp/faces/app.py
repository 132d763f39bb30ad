"""Composition root: settings from flags and environment, the list they mean, and its catalogue.

The only module that reads the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

from llmsys_mcp.adapters.freshness import read_if_there
from llmsys_mcp.core.document import parse
from llmsys_mcp.core.text import decode
from llmsys_mcp.errors import NotAList, quoted
from llmsys_mcp.services.catalog import RULES_FILE, Catalog, Home

PREFIX = "LLMSYS_MCP_"
README = "README.md"
ENTRIES_OF_A_LIST = 5
"""Entries a README.md must hold to be taken for a list without being named."""

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
    toolsets: tuple[str, ...] = ()
    """Names of the toolsets to serve; empty: all."""
    log_level: str = "WARNING"


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def settings(flags: Mapping[str, object], environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from flags (None: not given) and the environment.

    Raises:
        SettingError: a variable holds a value that means nothing.
    """
    variables = os.environ if environment is None else environment

    def text(name: str) -> str:
        flag = flags.get(name)
        return str(flag) if flag is not None else variables.get(f"{PREFIX}{name.upper()}", "")

    read_only = flags.get("read_only")
    level = (text("log_level") or "WARNING").upper()
    if level not in LOG_LEVELS:
        raise SettingError(f"{PREFIX}LOG_LEVEL: {quoted(level)} is none of {', '.join(LOG_LEVELS)}")
    return Settings(
        list_path=text("list"),
        index_dir=text("index_dir"),
        read_only=bool(read_only) or _switch(variables, "READ_ONLY"),
        toolsets=tuple(name.strip() for name in text("toolsets").split(",") if name.strip()),
        log_level=level,
    )


def _switch(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(f"{PREFIX}{name}", "").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise SettingError(f"{PREFIX}{name}: {quoted(value)} is neither true nor false")


def bundled_folder() -> Path:
    """Where the list that ships with the package lives."""
    return Path(str(package_files("llmsys_mcp") / "lists" / "llmsys"))


def find_home(named: str, working: Path) -> Home:
    """The list that `named` names, else the nearest one at or above `working`, else the bundled.

    Raises:
        NotAList: `named` is no folder with a README.md and no Markdown file.
    """
    if named:
        return _named_home(Path(named).expanduser())
    for folder in (working, *working.parents):
        data = read_if_there(folder / README)
        if data is not None and len(parse(decode(data)).entries) >= ENTRIES_OF_A_LIST:
            return Home(folder, README)
    return Home(bundled_folder(), README, bundled=True)


def _named_home(path: Path) -> Home:
    path = path.absolute()
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


def open_catalog(chosen: Settings, working: Path) -> Catalog:
    """The catalogue of the list that the settings mean.

    Raises:
        NotAList: they mean no list.
    """
    home = find_home(chosen.list_path, working)
    rules = (bundled_folder() / RULES_FILE).read_text(encoding="utf-8")
    return Catalog(home, index_folder=_index_folder(chosen.index_dir), bundled_rules=rules)


def _index_folder(named: str) -> Path | None:
    if named == "memory":
        return None
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path  # 20 ms that the first answer does not need

    return user_cache_path("llmsys-mcp", appauthor=False) / "index"
