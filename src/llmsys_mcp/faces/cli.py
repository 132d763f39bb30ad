"""The command line: one command per tool with the same options, and serve, demo, init.

Exit code 0: done. 1: refused, or a duplicate found. 2: misuse. Results go to stdout, the rest to
stderr.
"""

import functools
import json
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from llmsys_mcp import __version__
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.app import SettingError, Settings, open_catalog, settings

FOUND = 1
"""Exit code of a refusal, and of a check that found something."""


class Refused(click.ClickException):
    """A refusal on stderr, exit code 1."""

    exit_code = FOUND

    def format_message(self) -> str:
        """The refusal's text, safe for a terminal."""
        return shown(self.message)


def _list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which list is meant; each has its environment variable."""
    for option in (
        click.option(
            "--list",
            "list",
            metavar="PATH",
            help="Folder with README.md, or one .md file"
            " [LLMSYS_MCP_LIST; default: here, else the bundled list].",
        ),
        click.option(
            "--index-dir",
            metavar="DIR",
            help="Where the search index is kept, or `memory`"
            " [LLMSYS_MCP_INDEX_DIR; default: the user's cache folder].",
        ),
    ):
        command = option(command)
    return command


def _chosen(flags: Mapping[str, object]) -> Settings:
    try:
        return settings(flags)
    except SettingError as error:
        raise click.UsageError(str(error)) from error


def _operation(command: Callable[..., int | None]) -> Callable[..., None]:
    """A command over the operations: reads the list options, tells refusals, sets the exit code."""

    @_list_options
    @click.option("--json", "as_json", is_flag=True, help="Print the structured result as JSON.")
    @functools.wraps(command)
    def run(*, as_json: bool, **options: Any) -> None:
        from llmsys_mcp.faces.operations import Operations  # what --help does not need

        flags = {name: options.pop(name) for name in ("list", "index_dir")}
        try:
            operations = Operations(open_catalog(_chosen(flags), Path.cwd()))
            code = command(operations, _Printer(as_json), **options)
        except ListError as error:
            raise Refused(str(error)) from error
        sys.exit(code or 0)

    return run


class _Printer:
    """Prints a result: as JSON, or in words for people."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def __call__(self, result: Mapping[str, Any], words: str) -> None:
        if self.as_json:
            click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        else:
            click.echo(shown_lines(words))


_title = click.option("--title", required=True, help="Exact title.")
_url = click.option("--url", required=True, help="Link to the paper.")
_description = click.option("--description", default="", help="Subtitle, or a few words.")
_venue = click.option("--venue", default="", help="Venue with year, e.g. 'OSDI 2025'.")
_organization = click.option("--organization", default="", help="Institution or company.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="llmsys-mcp")
def main() -> None:
    """Curate a Markdown paper list: search, place, check, format and add entries."""


@main.command()
@_list_options
@click.option(
    "--read-only",
    is_flag=True,
    default=None,
    help="Offer no tool that writes [LLMSYS_MCP_READ_ONLY].",
)
@click.option(
    "--log-level",
    metavar="LEVEL",
    help="DEBUG to CRITICAL, on stderr [LLMSYS_MCP_LOG_LEVEL; default: WARNING].",
)
def serve(**flags: Any) -> None:
    """Serve the list to an MCP client over stdin and stdout."""
    chosen = _chosen(flags)
    logging.basicConfig(level=chosen.log_level, stream=sys.stderr)
    try:
        catalog = open_catalog(chosen, Path.cwd())
    except ListError as error:
        raise Refused(str(error)) from error
    from llmsys_mcp.faces.server import build_server

    build_server(catalog, read_only=chosen.read_only, log_level=chosen.log_level).run()


@main.command()
@_operation
@click.argument("query", nargs=-1)
@click.option("--section", default="", help="Only this section and those below it.")
@click.option("--venue", default="", help="Only this venue, e.g. OSDI or 'OSDI 24'.")
@click.option("--organization", default="", help="Only this institution or company.")
@click.option("--year-from", type=click.IntRange(1900, 2100), help="First year.")
@click.option("--year-to", type=click.IntRange(1900, 2100), help="Last year.")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(0, 100_000), default=0, show_default=True)
def search(operations: Any, show: _Printer, query: tuple[str, ...], **filters: Any) -> None:
    """Find listed papers by words, name, title or topic; without words, browse."""
    from llmsys_mcp.faces import wording

    result = operations.search_papers(" ".join(query), **filters)
    show(result, wording.search(result))


@main.command()
@_operation
@_title
@click.option("--abstract", default="", help="Abstract; makes the suggestion surer.")
@click.option("--url", default="", help="Link to the paper.")
@_venue
@click.option("--limit", type=click.IntRange(1, 10), default=3, show_default=True)
def suggest(operations: Any, show: _Printer, **paper: Any) -> None:
    """Say where in the list a paper belongs."""
    from llmsys_mcp.faces import wording

    result = operations.suggest_section(**paper)
    show(result, wording.suggest(result))


@main.command("format")
@_operation
@_title
@_url
@_description
@_venue
@_organization
@click.option("--section", default="", help="Section whose style to use.")
def format_(operations: Any, show: _Printer, **entry: Any) -> None:
    """Write one entry by the list's rules, without adding it."""
    from llmsys_mcp.faces import wording

    result = operations.format_entry(**entry)
    show(result, wording.formatted(result))


@main.command()
@_operation
@click.option("--title", default="", help="Full title of the paper.")
@click.option("--url", default="", help="Link to the paper.")
def check(operations: Any, show: _Printer, title: str, url: str) -> int:
    """Say whether a paper is listed already; exit code 1 if it is or may be."""
    from llmsys_mcp.faces import wording

    result = operations.check_duplicate(title, url)
    show(result, wording.duplicates(result))
    return 0 if result["verdict"] == "new" else FOUND


@main.command()
@_operation
@click.option("--section", required=True, help="Path, unique tail of it, or #anchor.")
@_title
@_url
@_description
@_venue
@_organization
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--allow-duplicate", is_flag=True, help="List a paper a second time on purpose.")
@click.option("--expected-revision", default="", help="Refuse if the list has moved on.")
def add(operations: Any, show: _Printer, dry_run: bool, **entry: Any) -> None:
    """Add one entry: one new line, nothing else."""
    from llmsys_mcp.faces import wording

    result = operations.add_entry(dry_run=dry_run, **entry)
    show(result, wording.added(result, dry_run=dry_run))


@main.command()
@_operation
def sections(operations: Any, show: _Printer) -> None:
    """Name every section with what belongs there."""
    from llmsys_mcp.faces import wording

    result = operations.list_sections()
    show(result, wording.sections(result))


@main.command()
@_operation
@click.argument("id")
def show(operations: Any, show: _Printer, id: str) -> None:  # noqa: A002 -- the contract's name
    """Show one entry in full."""
    result = operations.get_entry(id)
    words = [f"{name}: {value}" for name, value in result.items() if value not in ("", None)]
    show(result, "\n".join(words))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Start a list of your own in FOLDER: the bundled list and its rules, yours to edit."""
    from llmsys_mcp.faces.demo import start_list

    try:
        made = start_list(folder)
    except FileExistsError as error:
        raise Refused(f"{error.filename} is there already; nothing was written.") from error
    for path in made:
        click.echo(path)


@main.command()
@click.option("--color/--no-color", default=None, help="Colours; default: on a terminal.")
def demo(color: bool | None) -> None:
    """Show a curator's day on a copy of the bundled list, through a real MCP client."""
    from llmsys_mcp.faces.demo import run_demo

    run_demo(color)
