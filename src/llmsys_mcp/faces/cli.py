"""The command line: serve, demo, init, and one command per tool with the same options.

Exit code 0: done. 1: refused, something found, or the answer could not be written. 2: misuse.
Results go to stdout, the rest to stderr.
"""

import errno
import importlib
import os
import sys
from contextlib import suppress
from io import TextIOWrapper, UnsupportedOperation
from typing import Any

import click

from llmsys_mcp import __version__
from llmsys_mcp.faces.naming import COMMAND_OF
from llmsys_mcp.faces.settings import without_colours

_FACES = "llmsys_mcp.faces"
_NAME_LIMIT = 80
"""Characters of an unknown command that are compared with those of the commands."""

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


_OUTPUT_FAILS = frozenset(
    {
        errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EAGAIN,
    }
)  # fmt: skip
"""What the system says when it takes no more of what is written."""


class LazyGroup(click.Group):
    """Commands that are imported one at a time, so that starting the server loads no other."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; what stdout does not take ends it with one line, a closed pipe quietly."""
        try:
            return super().main(*args, **kwargs)
        except (OSError, ExceptionGroup) as error:
            if (lost := _of_output(error)) is None:
                raise
            _give_up_stdout()
            if lost.errno != errno.EPIPE:
                told = "The answer is lost; an edit, if one was asked for, is made."
                with suppress(OSError):
                    click.echo(f"Error: cannot write to stdout: {lost.strerror}. {told}", err=True)
            sys.exit(1)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments; who puts an option of a command before it is told where it goes."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            what = error.format_message().rstrip(".")  # click ends it so since 8.2
            told = f"{what}. Options of a command stand behind its name."
            raise click.UsageError(told, ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; for none, the nearest is told."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if not (near := _nearest_command(args[0])):
                raise
            told = f"{error.message} Did you mean `llmsys-mcp {near}`?"
            raise click.UsageError(told, ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with the first paragraph of its help, wrapped where click would cut it."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, (command.help or "").partition("\n\n")[0].replace("\n", " "))
                    for name, command in commands
                    if command is not None
                ]
            )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which they are told."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None when there is none."""
        if (place := COMMANDS.get(cmd_name)) is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(f"{_FACES}.{module}"), name)
        if not isinstance(command, click.Command):
            return None
        from llmsys_mcp.faces.shell import COMMON  # 50 ms that `--version` does not need

        # In the help a command's own options come first.
        if any(one.name == COMMON[-1] for one in command.params):
            command.params.sort(key=lambda one: one.name in COMMON)
        return command


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`llmsys-mcp COMMAND -h` tells the options of each. Without --list they mean the list"
    " of the working folder, else the bundled ones, which are read-only. Exit code 0: done; 1:"
    " refused, or something found; 2: misuse.",
)
@click.version_option(__version__, "-V", "--version", prog_name="llmsys-mcp")
@click.pass_context
def main(context: click.Context) -> None:
    """Curate a Markdown paper list: search, place, check, format and add entries."""
    if without_colours():
        context.color = False
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character is shown its number; nothing fails for want of a glyph.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nearest_command(name: str) -> str:
    """The command that somebody meant who wrote `name`, a tool's name perhaps; else nothing."""
    from difflib import get_close_matches

    near = get_close_matches(name[:_NAME_LIMIT], COMMANDS, n=1)
    return COMMAND_OF.get(name) or (near[0] if near else "")


def _of_output(error: Exception) -> OSError | None:
    """What the system said of the output, when `error` is of that and of nothing else.

    A failure to write to an open stream names no file; all else that the system refuses does, or
    is told as a `ListError`. The demo prints inside a group of tasks, which wraps what ends it.
    """
    if isinstance(error, ExceptionGroup):
        found = [_of_output(one) for one in error.exceptions]
        return found[0] if None not in found else None
    if isinstance(error, OSError) and error.filename is None and error.errno in _OUTPUT_FAILS:
        return error
    return None


def _give_up_stdout() -> None:
    """Let what is still held for stdout go nowhere: Python would try once more as it ends."""
    with suppress(OSError, UnsupportedOperation, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
