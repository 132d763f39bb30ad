"""The shell's twins of the core tools: the same names for the same arguments."""

from functools import partial
from typing import Any

import click

from llmsys_mcp.faces.core_set import wording
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.shell import FOUND, Printer, limit_option, offset_option, operation
from llmsys_mcp.services.catalog import Catalog

_title = click.option("--title", required=True, help="Exact title.")
_url = click.option("--url", required=True, help="Link to the paper.")
_description = click.option("--description", default="", help="Subtitle, or a few words.")
_venue = click.option("--venue", default="", help="Venue with year, e.g. 'OSDI 2025'.")
_organization = click.option("--organization", default="", help="Institution or company.")


@click.command()
@partial(operation, everywhere=True)
@click.argument("query", nargs=-1)
@click.option("--section", default="", help="Only this section and those below it.")
@click.option("--venue", default="", help="Only this venue, e.g. OSDI or 'OSDI 24'.")
@click.option("--organization", default="", help="Only this institution or company.")
@click.option("--year-from", type=click.IntRange(1900, 2100), help="First year.")
@click.option("--year-to", type=click.IntRange(1900, 2100), help="Last year.")
@limit_option(50, 10)
@offset_option
def search(catalog: Catalog, show: Printer, query: tuple[str, ...], **filters: Any) -> None:
    """Find listed papers by words, name, title or topic.

    Typing errors are repaired. Without words: every entry, in the order of the list.
    """
    result = Operations(catalog).search_papers(" ".join(query), **filters)
    show(result, wording.search(result))


@click.command()
@operation
@_title
@click.option("--abstract", default="", help="Abstract; makes the suggestion surer.")
@click.option("--url", default="", help="Link to the paper.")
@_venue
@limit_option(10, 3)
def suggest(catalog: Catalog, show: Printer, **paper: Any) -> None:
    """Say where in the list a paper belongs."""
    result = Operations(catalog).suggest_section(**paper)
    show(result, wording.suggest(result))


@click.command("format")
@operation
@_title
@_url
@_description
@_venue
@_organization
@click.option("--section", default="", help="Section whose style to use.")
def format_(catalog: Catalog, show: Printer, **entry: Any) -> None:
    """Write one entry by the list's rules, without adding it."""
    result = Operations(catalog).format_entry(**entry)
    show(result, wording.formatted(result))


@click.command()
@operation
@click.argument("paper", nargs=-1)
@click.option("--title", default="", help="Full title of the paper.")
@click.option("--url", default="", help="Link to the paper.")
def check(catalog: Catalog, show: Printer, paper: tuple[str, ...], title: str, url: str) -> int:
    """Say whether a paper is listed already.

    Give title, link or both; PAPER is the one or the other. Exit code 1 if it is listed or may be.
    """
    if paper:
        if title or url:
            raise click.UsageError("PAPER is a title or a link: leave out --title and --url")
        words = " ".join(paper)
        title, url = ("", words) if "://" in words else (words, "")
    result = Operations(catalog).check_duplicate(title, url)
    show(result, wording.duplicates(result))
    return 0 if result["verdict"] == "new" else FOUND


@click.command()
@operation
@click.option("--section", required=True, help="Path, unique tail of it, or #anchor.")
@_title
@_url
@_description
@_venue
@_organization
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--allow-duplicate", is_flag=True, help="List a paper a second time on purpose.")
@click.option("--expected-revision", default="", help="Refuse if the list has moved on.")
def add(catalog: Catalog, show: Printer, dry_run: bool, **entry: Any) -> None:
    """Add one entry: one new line, nothing else."""
    result = Operations(catalog).add_entry(dry_run=dry_run, **entry)
    show(result, wording.added(result, dry_run=dry_run))


@click.command()
@operation
def sections(catalog: Catalog, show: Printer) -> None:
    """Name every section with what belongs there."""
    result = Operations(catalog).list_sections()
    show(result, wording.sections(result))


@click.command()
@operation
@click.argument("id")
def show(catalog: Catalog, show: Printer, id: str) -> None:  # noqa: A002 -- the contract's name
    """Show one entry in full."""
    result = Operations(catalog).get_entry(id)
    words = [f"{name}: {value}" for name, value in result.items() if value not in ("", None)]
    show(result, "\n".join(words))
