"""What every command of the shell shares: which list is meant, how results and refusals look."""

import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import click

from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.errors import ListError, quoted
from llmsys_mcp.faces.app import open_catalog, passed_over, working_folder
from llmsys_mcp.faces.naming import IN_SHELL, advised, named
from llmsys_mcp.faces.settings import SettingError, Settings, settings
from llmsys_mcp.services.library import Library

FOUND = 1
"""Exit code of a refusal, and of a check that found something."""

COMMON = ("list", "index_dir", "as_json")
"""Parameters that every command over a list has."""


class Refused(click.ClickException):
    """A refusal on stderr, exit code 1."""

    exit_code = FOUND

    def format_message(self) -> str:
        """The refusal's text, safe for a terminal."""
        return shown(self.message)


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which list is meant; each has its environment variable."""
    for option in (
        click.option(
            "--index-dir",
            metavar="DIR",
            help="Where the search index is kept, or `memory`"
            " [LLMSYS_MCP_INDEX_DIR; default: the user's cache folder].",
        ),
        click.option(
            "--list",
            "list",
            metavar="PATH",
            multiple=True,
            help="Folder with README.md, or one .md file; NAME=PATH for each of several; or the"
            " name of one that is served [LLMSYS_MCP_LIST; default: here, else the bundled lists].",
        ),
    ):
        command = option(command)
    return command


def limit_option(most: int, usual: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option for how many results are told: from 1 to `most`, `usual` by default."""
    return click.option(
        "--limit",
        type=click.IntRange(1, most),
        default=usual,
        show_default=True,
        help="How many to tell at most.",
    )


offset_option = click.option(
    "--offset",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="How many to leave out at the start.",
)


def chosen_settings(flags: Mapping[str, object]) -> Settings:
    """Settings from the flags; a wrong variable is misuse."""
    try:
        return settings(flags)
    except SettingError as error:
        raise click.UsageError(str(error)) from error


def operation(
    command: Callable[..., int | None], *, everywhere: bool = False
) -> Callable[..., None]:
    """A command over a list: reads the list options, tells refusals, sets the exit code.

    Of several lists it means the one that an id begins with, else the first. `everywhere`: all of
    them, when none is named.
    """

    @list_options
    @click.option("--json", "as_json", is_flag=True, help="Print the structured result as JSON.")
    @functools.wraps(command)
    def run(*, as_json: bool, **options: Any) -> None:
        flags = {name: options.pop(name) for name in ("list", "index_dir")}
        with named(_names()), refusals():
            chosen = chosen_settings(flags)
            here = working_folder()
            catalog = open_catalog(chosen, here)
            if note := passed_over(catalog, chosen, here):
                click.echo(note, err=True)
            if catalog.others:
                library = Library(catalog)
                if everywhere and not chosen.list_path:
                    catalog = library.everything
                elif "id" in options:
                    catalog = library.meant("", [options["id"]])
            code = command(catalog, Printer(as_json), **options)
        sys.exit(code or 0)

    return run


@contextmanager
def refusals() -> Iterator[None]:
    """Tell a refusal as the shell does."""
    try:
        yield
    except ListError as error:
        raise Refused(advised(error)) from error


def _names() -> dict[str, str]:
    """Tools by their commands, and the arguments of this one by its options."""
    command = click.get_current_context().command
    options = {one.name: one.opts[0] for one in command.params if isinstance(one, click.Option)}
    return {**IN_SHELL, **{name: option for name, option in options.items() if name}}


def read_given(file: TextIO) -> str:
    """What a file or stdin holds; anything but text is misuse."""
    if file.isatty():
        click.echo("Reading from the terminal; Ctrl-D on a line of its own ends it.", err=True)
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"{quoted(file.name)} is no text in UTF-8: {error.reason}"
        ) from error


class Printer:
    """Prints a result: as JSON, or in words for people."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def __call__(self, result: Mapping[str, Any], words: str) -> None:
        """Print `result`, or `words` for it."""
        if self.as_json:
            unicode = (sys.stdout.encoding or "").lower().startswith("utf")
            click.echo(json.dumps(result, ensure_ascii=not unicode, indent=2))
        else:
            click.echo(shown_lines(words))
