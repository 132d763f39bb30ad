"""The shell's twins of the editing tools."""

import json
from typing import Any

import click

from llmsys_mcp.errors import quoted
from llmsys_mcp.faces.edit_set import wording
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.shell import FOUND, Printer, operation, read_given
from llmsys_mcp.services.catalog import Catalog

_dry_run = click.option("--dry-run", is_flag=True, help="Only show what would change.")
_revision = click.option("--expected-revision", default="", help="Refuse if the list has moved on.")


@click.command()
@operation
@click.argument("id")
@click.option("--title", help="New title.")
@click.option("--url", help="New link.")
@click.option("--description", help="New description; empty removes it.")
@click.option("--venue", help="New venue; empty removes it.")
@click.option("--organization", help="New organisation; empty removes it.")
@_dry_run
@_revision
def update(
    catalog: Catalog,
    show: Printer,
    id: str,  # noqa: A002 -- the contract's name
    dry_run: bool,
    expected_revision: str,
    **new: str | None,
) -> None:
    """Change fields of one entry; the rest of its line stays."""
    result = EditOperations(catalog).update_entry(
        id, new, dry_run=dry_run, expected_revision=expected_revision
    )
    show(result, wording.edited(result, done="Updated", dry_run=dry_run))


@click.command()
@operation
@click.argument("id")
@click.option("--section", required=True, help="Path, unique tail of it, or #anchor.")
@_dry_run
@_revision
def move(catalog: Catalog, show: Printer, id: str, dry_run: bool, **options: Any) -> None:  # noqa: A002 -- the contract's name
    """Move one entry to another section, text unchanged."""
    result = EditOperations(catalog).move_entry(id, dry_run=dry_run, **options)
    show(result, wording.edited(result, done="Moved", dry_run=dry_run))


@click.command()
@operation
@click.argument("id")
@click.option("--reason", required=True, help="Why it has to go.")
@_dry_run
@_revision
def remove(catalog: Catalog, show: Printer, id: str, dry_run: bool, **options: Any) -> None:  # noqa: A002 -- the contract's name
    """Remove one entry's lines."""
    result = EditOperations(catalog).remove_entry(id, dry_run=dry_run, **options)
    show(result, wording.edited(result, done="Removed", dry_run=dry_run))


@click.command("add-entries")
@operation
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--skip", is_flag=True, help="Add what can be added; default: all or none.")
@_dry_run
@_revision
def add_entries(catalog: Catalog, show: Printer, file: Any, skip: bool, **options: Any) -> int:
    """Add the entries of a JSON file, all or none.

    FILE (- for stdin) is a list of objects with section, title, url and what else `add` takes.
    """
    try:
        entries = json.loads(read_given(file))
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{quoted(file.name)} is no JSON: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise click.UsageError(f"{quoted(file.name)} holds no list of objects")
    result = EditOperations(catalog).add_entries(entries, "skip" if skip else "stop", **options)
    show(result, wording.batch(result))
    return FOUND if any(item["status"] == "refused" for item in result["items"]) else 0


@click.command("add-section")
@operation
@click.argument("name")
@click.option("--parent", default="", help="Section it goes into; default: the top of the page.")
@click.option("--after", default="", help="Section of the same parent that it follows.")
@_dry_run
@_revision
def add_section(catalog: Catalog, show: Printer, **options: Any) -> None:
    """Add a heading, and its line in the table of contents."""
    result = EditOperations(catalog).add_section(**options)
    show(result, wording.section(result))


@click.command()
@operation
def undo(catalog: Catalog, show: Printer) -> None:
    """Take back the newest edit that was made with this program."""
    result = EditOperations(catalog).undo_last_edit()
    show(result, wording.undone(result))
