"""The commands a newcomer begins with: a list of one's own, and the demo."""

import shlex
from pathlib import Path

import click

from llmsys_mcp.core.policy import shown
from llmsys_mcp.faces.shell import Refused


@click.command()
@click.argument("folder")
def init(folder: str) -> None:
    """Start a list of your own in FOLDER.

    It is the bundled list with its rules, yours to edit; FOLDER is made if need be.
    """
    from llmsys_mcp.faces.demo import start_list

    if folder == "":
        raise click.UsageError("FOLDER is empty; `.` is the folder you are in")
    try:
        made = start_list(Path(folder))
    except FileExistsError as error:
        raise Refused(f"{error.filename} is there already; nothing was written.") from error
    except OSError as error:
        raise Refused(f"{error.filename}: {error.strerror}; no list was made.") from error
    for path in made:
        click.echo(shown(str(path)))
    name = shlex.quote(shown(folder))
    click.echo(
        f"Yours now. `llmsys-mcp search --list {name} kv cache` looks into it,"
        f" `llmsys-mcp serve --list {name}` serves it to an agent.",
        err=True,
    )


@click.command()
@click.option("--color/--no-color", default=None, help="Colours; default: on a terminal.")
def demo(color: bool | None) -> None:
    """Show a curator's day on a copy of the bundled list.

    Every step is a call of a real MCP client; nothing of yours is touched.
    """
    from llmsys_mcp.faces.demo import run_demo

    run_demo(color)
