"""The shell's twin of the comparison."""

import click

from llmsys_mcp.faces.history_set import wording
from llmsys_mcp.faces.history_set.operations import HistoryOperations
from llmsys_mcp.faces.shell import FOUND, Printer, operation
from llmsys_mcp.services.catalog import Catalog


@click.command()
@operation
@click.argument("base", default="HEAD")
@click.argument("head", default="")
def diff(catalog: Catalog, show: Printer, base: str, head: str) -> int:
    """Say what became of every entry from BASE to HEAD.

    Exit code 1 if one is lost. BASE and HEAD are a branch, tag, commit or day (2025-10-01).
    Without HEAD: the files as they are now.

    A BASE that has moved on since HEAD left it is taken as it was then, as a pull request is
    judged (git's BASE...HEAD). BASE..HEAD compares the two states as they stand.
    """
    result = HistoryOperations(catalog).compare_revisions(base, head)
    show(result, wording.comparison(result))
    return FOUND if result["counts"]["lost"] else 0
