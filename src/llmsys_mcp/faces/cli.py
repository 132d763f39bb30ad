"""The command line: serve, demo, init, and one command per tool with the same options.

Exit code 0: done. 1: refused, or a duplicate found. 2: misuse. Results go to stdout, the rest to
stderr.
"""

import logging
import sys
from pathlib import Path
from typing import Any

import click

from llmsys_mcp import __version__
from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.app import SettingError, open_catalog
from llmsys_mcp.faces.core_set import commands as core_set
from llmsys_mcp.faces.edit_set import commands as edit_set
from llmsys_mcp.faces.history_set import commands as history_set
from llmsys_mcp.faces.intake_set import commands as intake_set
from llmsys_mcp.faces.pr_set import commands as pr_set
from llmsys_mcp.faces.shell import Refused, chosen_settings, list_options


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="llmsys-mcp")
def main() -> None:
    """Curate a Markdown paper list: search, place, check, format and add entries."""


@main.command()
@list_options
@click.option(
    "--read-only",
    is_flag=True,
    default=None,
    help="Offer no tool that writes [LLMSYS_MCP_READ_ONLY].",
)
@click.option(
    "--allow-push",
    is_flag=True,
    default=None,
    help="Let prepare_pull_request push its branch [LLMSYS_MCP_ALLOW_PUSH].",
)
@click.option(
    "--toolsets",
    metavar="NAMES",
    help="Comma-separated toolsets to offer, or `all` [LLMSYS_MCP_TOOLSETS; default: all].",
)
@click.option(
    "--log-level",
    metavar="LEVEL",
    help="DEBUG to CRITICAL, on stderr [LLMSYS_MCP_LOG_LEVEL; default: WARNING].",
)
def serve(**flags: Any) -> None:
    """Serve the list to an MCP client over stdin and stdout."""
    chosen = chosen_settings(flags)
    logging.basicConfig(level=chosen.log_level, stream=sys.stderr)
    try:
        catalog = open_catalog(chosen, Path.cwd())
    except ListError as error:
        raise Refused(str(error)) from error
    from llmsys_mcp.faces.server import build_server, chosen_toolsets

    try:
        toolsets = chosen_toolsets(chosen.toolsets)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    build_server(
        catalog,
        toolsets=toolsets,
        read_only=chosen.read_only,
        allow_push=chosen.allow_push,
        log_level=chosen.log_level,
    ).run()


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


for command in (
    *core_set.COMMANDS,
    *edit_set.COMMANDS,
    *intake_set.COMMANDS,
    *history_set.COMMANDS,
    *pr_set.COMMANDS,
):
    main.add_command(command)
