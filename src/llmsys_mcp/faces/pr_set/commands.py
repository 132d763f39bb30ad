"""The shell's twin of the tool that prepares a pull request."""

from typing import Any

import click

from llmsys_mcp.faces.pr_set import wording
from llmsys_mcp.faces.pr_set.operations import PullRequestOperations
from llmsys_mcp.faces.shell import Printer, operation
from llmsys_mcp.services.catalog import Catalog


@click.command("pr")
@operation
@click.option(
    "--base",
    default="",
    help="Commit or branch to build on, or main...HEAD: where the checkout left main."
    " Default: HEAD.",
)
@click.option("--branch", default="", help="Name of the new branch; default: made of the change.")
@click.option("--title", default="", help="Title; default: counts and section names.")
@click.option(
    "--commits",
    type=click.Choice(["one", "per-entry"]),
    default="one",
    show_default=True,
    help="One commit, or one for each entry.",
)
@click.option("--allow-other-edits", is_flag=True, help="Include edits made by hand.")
@click.option("--push", is_flag=True, help="Push the branch to its remote, never forced.")
def pr(catalog: Catalog, show: Printer, **options: Any) -> None:
    """Commit the edits on a new branch, the checkout left as it is."""
    result = PullRequestOperations(catalog, allow_push=True).prepare_pull_request(**options)
    show(result, wording.prepared(result))
