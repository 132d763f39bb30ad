"""Pull requests: plain arguments in, plain results out, every text checked here."""

from typing import TYPE_CHECKING

from llmsys_mcp.core import policy
from llmsys_mcp.errors import InvalidArgument, ReadOnly, quoted
from llmsys_mcp.faces.history_set.operations import REVISION_LIMIT
from llmsys_mcp.faces.pr_set import results
from llmsys_mcp.services.catalog import Catalog

if TYPE_CHECKING:
    from llmsys_mcp.services.commits import Commits

TITLE_LIMIT = 120
"""Characters of a pull request's title."""


class PullRequestOperations:
    """The pull request set over one catalogue. Methods may raise a `ListError` and no other."""

    def __init__(self, catalog: Catalog, *, allow_push: bool) -> None:
        self.catalog = catalog
        self._allow_push = allow_push

    def prepare_pull_request(
        self,
        base: str = "",
        branch: str = "",
        title: str = "",
        commits: "Commits" = "one",
        *,
        allow_other_edits: bool = False,
        push: bool = False,
    ) -> results.PullRequestResult:
        """A branch with the list's pages as they are now."""
        from llmsys_mcp.services.pull_request import Wanted, prepare  # no other tool needs it

        if push and not self._allow_push:
            raise ReadOnly(
                "push",
                "this server was started without --allow-push.",
                "Leave push out and run the git push command of the reply.",
            )
        name = policy.query_text("branch", branch, limit=REVISION_LIMIT)
        if name != branch:
            raise InvalidArgument(
                "branch", f"{quoted(branch)} has spaces around it.", "Leave them out."
            )
        wanted = Wanted(
            base=policy.query_text("base", base, limit=REVISION_LIMIT),
            branch=name,
            title=policy.page_text("title", title, limit=TITLE_LIMIT),
            commits=commits,
            allow_other_edits=allow_other_edits,
            push=push,
        )
        return results.pull_request_result(prepare(self.catalog, wanted))
