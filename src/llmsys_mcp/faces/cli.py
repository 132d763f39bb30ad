"""The command line: serve, demo, init, and one command per tool with the same options.

Exit code 0: done. 1: refused, or something found. 2: misuse. Results go to stdout, the rest to
stderr.
"""

import importlib
import sys
from io import TextIOWrapper

import click

from llmsys_mcp import __version__

_FACES = "llmsys_mcp.faces"

COMMANDS = {
    "serve": "serve:serve",
    "demo": "start:demo",
    "init": "start:init",
    "search": "core_set.commands:search",
    "suggest": "core_set.commands:suggest",
    "format": "core_set.commands:format_",
    "check": "core_set.commands:check",
    "add": "core_set.commands:add",
    "sections": "core_set.commands:sections",
    "show": "core_set.commands:show",
    "update": "edit_set.commands:update",
    "move": "edit_set.commands:move",
    "remove": "edit_set.commands:remove",
    "add-entries": "edit_set.commands:add_entries",
    "add-section": "edit_set.commands:add_section",
    "undo": "edit_set.commands:undo",
    "compare": "library_set.commands:compare",
    "export": "library_set.commands:export",
    "plan": "intake_set.commands:plan",
    "diff": "history_set.commands:diff",
    "lint": "lint_set.commands:lint",
    "pr": "pr_set.commands:pr",
}
"""Command → module below `llmsys_mcp.faces` and name in it; loaded when it is asked for."""


class LazyGroup(click.Group):
    """Commands that are imported one at a time, so that starting the server loads no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which they are told."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None when there is none."""
        if (place := COMMANDS.get(cmd_name)) is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(f"{_FACES}.{module}"), name)
        return command if isinstance(command, click.Command) else None


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="llmsys-mcp")
def main() -> None:
    """Curate a Markdown paper list: search, place, check, format and add entries."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character is shown its number; nothing fails for want of a glyph.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
