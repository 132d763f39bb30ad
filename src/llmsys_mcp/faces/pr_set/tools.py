"""The MCP tool that turns edits into a pull request."""

from typing import Annotated

import anyio.to_thread
from mcp.types import CallToolResult, ToolAnnotations

from llmsys_mcp.faces import arguments as arg
from llmsys_mcp.faces.pr_set import results, wording
from llmsys_mcp.faces.pr_set.operations import PullRequestOperations
from llmsys_mcp.faces.strict import Hints, answer
from llmsys_mcp.services.catalog import Catalog

_MAY_LEAVE = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=True
)
"""It adds a branch once, and may push it."""

TOOLS: Hints = {"prepare_pull_request": ("Prepare a pull request", _MAY_LEAVE)}


class Tools:
    """The pull request set. Public methods are the tools; their docstrings go to the model."""

    allow_push = False

    def __init__(self, catalog: Catalog) -> None:
        self._do = PullRequestOperations(catalog, allow_push=self.allow_push)

    async def prepare_pull_request(
        self,
        base: arg.PullRequestBase = "",
        branch: arg.NewBranch = "",
        title: arg.PullRequestTitle = "",
        commits: arg.CommitMode = "one",
        allow_other_edits: arg.AllowOtherEdits = False,
        push: arg.Push = False,
    ) -> Annotated[CallToolResult, results.PullRequestResult]:
        """Commit the edits since base on a new branch; files, index and HEAD stay as they are.

        Returns the branch, title and body of the pull request and the commands left to run.
        No hooks are run. Show the body to the user before it is opened.
        """

        def work() -> results.PullRequestResult:
            return self._do.prepare_pull_request(
                base, branch, title, commits, allow_other_edits=allow_other_edits, push=push
            )

        result = await anyio.to_thread.run_sync(work)
        return answer(result, wording.prepared(result))


class PushingTools(Tools):
    """The same for a server that may push."""

    allow_push = True
