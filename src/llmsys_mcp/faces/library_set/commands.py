"""The shell's twins of the library tools."""

from typing import Any

import click

from llmsys_mcp.faces.library_set import wording
from llmsys_mcp.faces.library_set.operations import LibraryOperations
from llmsys_mcp.faces.shell import Printer, limit_option, offset_option, operation
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.export import FORMATS


@click.command()
@operation
@click.option("--mine", default="", help="Name of the list that is curated; default: the primary.")
@click.option("--other", default="", help="Name of the list to compare it with.")
@limit_option(50, 10)
@offset_option
def compare(catalog: Catalog, show: Printer, **options: Any) -> None:
    """Say what two lists share, what each lacks, where they differ."""
    result = LibraryOperations(catalog).compare_lists(**options)
    show(result, wording.compared(result))


@click.command()
@operation
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="bibtex",
    show_default=True,
    help="Form to write.",
)
@click.option("--section", default="", help="Only this section and those below it.")
def export(
    catalog: Catalog, show: Printer, query: tuple[str, ...], format_: Any, section: str
) -> None:
    """Write entries as BibTeX, CSL-JSON, CSV, JSON or Markdown.

    All of the list, or what QUERY finds in it.
    """
    result = LibraryOperations(catalog).export_entries(format_, section, " ".join(query))
    if not result["total"]:
        click.echo("Nothing found to export.", err=True)
    if result["left_out"]:
        click.echo(f"{len(result['left_out'])} unknown keys left out.", err=True)
    if show.as_json or result["text"]:
        show(result, result["text"].rstrip("\n"))
