"""The shell's twin of the intake tool."""

from typing import Any

import click

from llmsys_mcp.faces.intake_set import wording
from llmsys_mcp.faces.intake_set.operations import plan_additions
from llmsys_mcp.faces.shell import FOUND, Printer, operation, read_given
from llmsys_mcp.services.catalog import Catalog


@click.command()
@operation
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--section", default="", help="Section for all of them.")
def plan(catalog: Catalog, show: Printer, file: Any, section: str) -> int:
    """Judge pasted papers: to add, listed, to ask about, or to skip.

    FILE (default: stdin) holds what people paste: links, titles, bullets, BibTeX, an issue's
    text. Writes nothing. Exit code 1 if a paper is listed already or needs a person.
    """
    result = plan_additions(catalog, read_given(file), (), section)
    show(result, wording.plan(result))
    return FOUND if any(item["verdict"] in ("ask", "duplicate") for item in result["items"]) else 0
