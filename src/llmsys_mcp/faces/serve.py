"""The command that serves a list to MCP clients."""

import sys
from typing import Any

import click

from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.app import open_catalog, passed_over, working_folder
from llmsys_mcp.faces.http_options import SECRETS, given_in_vain, http_options
from llmsys_mcp.faces.observe import set_up_logging, span
from llmsys_mcp.faces.settings import Given, SettingError, Settings, without_meaning
from llmsys_mcp.faces.shell import Refused, chosen_settings, list_options
from llmsys_mcp.faces.stopping import stopped_in_peace


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
    help="Toolsets to offer, with commas: core, edit, intake, library, lint, pr"
    " [LLMSYS_MCP_TOOLSETS; default: all].",
)
@click.option(
    "--log-level",
    metavar="LEVEL",
    help="DEBUG to CRITICAL, on stderr [LLMSYS_MCP_LOG_LEVEL; default: WARNING, INFO for --http].",
)
@click.option(
    "--log-format",
    metavar="FORM",
    help="text or json, one line an event [LLMSYS_MCP_LOG_FORMAT; default: text].",
)
@http_options
def serve(http: bool, **flags: Any) -> None:
    """Serve the list to MCP clients.

    To one over stdin and stdout, to many over HTTP.
    """
    options = {one.name or "" for one in click.get_current_context().command.params}
    for told in without_meaning([*sorted(options - {"http"}), *SECRETS]):
        click.echo(told, err=True)
    if not http and (option := given_in_vain(flags)):
        raise click.UsageError(f"{option} is for --http")
    if http and not Given(flags).text("log_level"):
        flags["log_level"] = "INFO"
    chosen = chosen_settings(flags)
    with stopped_in_peace():
        if http:
            _serve_http(chosen, Given(flags))
        else:
            _serve_stdio(chosen)


def _serve_http(chosen: Settings, given: Given) -> None:
    from llmsys_mcp.faces.http.run import serve as serve_http
    from llmsys_mcp.faces.http.settings import http_settings
    from llmsys_mcp.faces.toolsets import chosen_toolsets

    try:
        chosen_toolsets(chosen.toolsets)
        settings = http_settings(given)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    try:
        open_catalog(chosen, working_folder())
        serve_http(chosen, settings)
    except (ListError, SettingError) as error:
        raise Refused(str(error)) from error
    except OSError as error:
        where, why = f"{settings.host} port {settings.port}", error.strerror or error
        told = f"cannot listen on {where}: {why}. Choose others with --host and --port."
        raise Refused(told) from error


def _serve_stdio(chosen: Settings) -> None:
    from llmsys_mcp.faces.stdio import Edits, serve_stdio

    if sys.stdin is None or sys.stdout is None:
        told = "stdin and stdout have to be open, for a client speaks over them"
        raise click.UsageError(f"{told}; or serve over --http.")
    set_up_logging(chosen.log_level, chosen.log_format)
    edits = Edits(span)
    try:
        here = working_folder()
        catalog = open_catalog(chosen, here, span=edits)
    except ListError as error:
        raise Refused(str(error)) from error
    if note := passed_over(catalog, chosen, here):
        click.echo(note, err=True)
    from llmsys_mcp.faces.server import build_server
    from llmsys_mcp.faces.toolsets import chosen_toolsets

    try:
        toolsets = chosen_toolsets(chosen.toolsets)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    server = build_server(
        catalog,
        toolsets=toolsets,
        read_only=chosen.read_only,
        allow_push=chosen.allow_push,
        log_level=chosen.log_level,
    )
    if sys.stdin.isatty():
        told = "Waiting for an MCP client on stdin, which starts this command by itself."
        click.echo(f"{told} Ctrl-C ends it; `llmsys-mcp -h` has the commands for people.", err=True)
    serve_stdio(server, edits)
