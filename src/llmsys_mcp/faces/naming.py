"""What a tool is called where a text names it: by its name to a client, by its command in a shell.

The layers below write advice with the names of tools and know nothing of what is offered. Here, on
the way out, a sentence or parenthesis that names a tool which is not offered is left out.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from llmsys_mcp.errors import ListError

COMMAND_OF = {
    "search_papers": "search",
    "suggest_section": "suggest",
    "format_entry": "format",
    "check_duplicate": "check",
    "add_entry": "add",
    "list_sections": "sections",
    "get_entry": "show",
    "update_entry": "update",
    "move_entry": "move",
    "remove_entry": "remove",
    "add_entries": "add-entries",
    "add_section": "add-section",
    "undo_last_edit": "undo",
    "compare_revisions": "diff",
    "compare_lists": "compare",
    "export_entries": "export",
    "plan_additions": "plan",
    "lint_list": "lint",
    "fix_list": "lint --fix",
    "prepare_pull_request": "pr",
}
"""Every tool and its twin in the shell."""

IN_SHELL = {tool: f"`llmsys-mcp {command}`" for tool, command in COMMAND_OF.items()}

_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_PARENTHESIS = re.compile(r" ?\([^()]*\)")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!])(\s+)")

_names: ContextVar[Mapping[str, str] | None] = ContextVar("names", default=None)


@contextmanager
def named(names: Mapping[str, str]) -> Iterator[None]:
    """Have refusals call tools and arguments by `names`, and name no other tool, meanwhile."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


def advised(error: ListError) -> str:
    """The text of a refusal, its advice in the words of this face."""
    names = _names.get()
    return str(error) if names is None else error.worded(reworded(error.advice, names))


def reworded(text: str, names: Mapping[str, str]) -> str:
    """`text` with tools and arguments called by `names`, without what names any other tool."""

    def stays(part: str) -> bool:
        return all(name in names or name not in COMMAND_OF for name in _NAME.findall(part))

    text = _PARENTHESIS.sub(lambda found: found[0] if stays(found[0]) else "", text)
    # Sentences at even places, what stands between two of them at odd ones.
    parts = _BETWEEN_SENTENCES.split(text)
    kept = [
        (sentence, space)
        for sentence, space in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if stays(sentence)
    ]
    text = "".join(sentence + space for sentence, space in kept).rstrip()
    return _NAME.sub(lambda found: names.get(found[0], found[0]), text)
