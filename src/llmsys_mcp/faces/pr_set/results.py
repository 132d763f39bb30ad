"""Result of preparing a pull request."""

from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.services.revisions import conservation

if TYPE_CHECKING:
    from llmsys_mcp.services.pull_request import PullRequest

BODY_SHOWN = 30_000
DIFF_SHOWN = 12_000
"""Characters of each in a reply; the body's file and the branch hold the whole."""


class FileChange(TypedDict):
    """How many lines of one file came and went."""

    path: str
    added: int
    removed: int


class PullRequestResult(TypedDict):
    """Result of `prepare_pull_request`."""

    branch: str
    created: bool
    base: str
    base_branch: str
    commits: list[str]
    author: str
    summary: str
    files: list[FileChange]
    diff: str
    title: str
    body: str
    body_file: str
    pushed_to: str
    next: list[str]
    notes: list[str]


def pull_request_result(made: "PullRequest") -> PullRequestResult:
    """The branch, its texts, and what is left to do."""
    return {
        "branch": made.branch,
        "created": made.created,
        "base": made.history.base.commit,
        "base_branch": shown(made.base_branch),
        "commits": list(made.commits),
        "author": shown(made.author),
        "summary": conservation(made.history.comparison),
        "files": [
            {"path": shown(stat.path), "added": stat.added, "removed": stat.removed}
            for stat in made.files
        ],
        "diff": _cut(shown_lines(made.diff), DIFF_SHOWN, "the branch holds it all"),
        "title": shown(made.title),
        "body": _cut(shown_lines(made.body), BODY_SHOWN, "body_file holds it all"),
        "body_file": shown(str(made.body_file)),
        "pushed_to": shown(made.pushed_to),
        "next": [shown(command) for command in made.next_commands],
        "notes": [shown(note) for note in made.notes],
    }


def _cut(text: str, most: int, where: str) -> str:
    return text if len(text) <= most else f"{text[:most]}\n(cut here; {where})\n"
