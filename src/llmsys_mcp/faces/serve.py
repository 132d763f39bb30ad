"""The command that serves a list to MCP clients."""

import logging
import sys
from pathlib import Path
from typing import Any

import click

from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.app import SettingError, open_catalog
from llmsys_mcp.faces.shell import Refused, chosen_settings, list_options


@click.command()
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
