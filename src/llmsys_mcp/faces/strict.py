"""Tools that refuse what they do not know, and say why in words an agent can act on."""

import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import FuncMetadata
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ValidationError, create_model
from pydantic_core import ErrorDetails

from llmsys_mcp.errors import InvalidArgument, ListError, quoted
from llmsys_mcp.faces.naming import advised
from llmsys_mcp.faces.schemas import lean_input, lean_output

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
"""Hints of a tool that changes nothing."""
ADDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
"""Hints of a tool that only adds, and adds a thing once."""
CHANGES = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False
)
"""Hints of a tool that changes or removes what is there."""

Hints = dict[str, tuple[str, ToolAnnotations]]
"""Tools of a toolset: name → title and hints."""


def answer(structured: Mapping[str, Any], text: str) -> CallToolResult:
    """A result: every fact as structured content, and a short text for people."""
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=dict(structured)
    )


def refusal(error: ListError) -> CallToolResult:
    """A refusal: the text says what is wrong and what to do next."""
    return CallToolResult(content=[TextContent(type="text", text=advised(error))], is_error=True)


class _AsSent(FuncMetadata):
    """Arguments as they were sent: the SDK reads JSON in texts, and `"null"` would be nothing."""

    def pre_parse_json(self, data: dict[str, Any]) -> dict[str, Any]:
        """The arguments, unread."""
        return data


class StrictTool(Tool):
    """A tool that takes its own arguments only and answers a `ListError` as a refusal.

    The SDK drops unknown arguments in silence and sends pydantic's own text for wrong ones; both
    would lose what an agent meant.
    """

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Check the arguments, then run as any tool does."""
        given = self._given(arguments)
        try:
            self.fn_metadata.arg_model.model_validate(given)
        except ValidationError as error:
            names = list(self.parameters["properties"])
            return refusal(explained(error.errors(include_url=False), names))
        return await super().run(given, context, convert_result)

    def _given(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments without those that some clients send as null for left out."""
        optional = self.parameters["properties"].keys() - self.parameters.get("required", ())
        return {k: v for k, v in arguments.items() if v is not None or k not in optional}


def explained(errors: Sequence[ErrorDetails], names: list[str]) -> InvalidArgument:
    """What pydantic found wrong with arguments, in our words: the first, and all that is missing.

    `names`: the arguments that the tool takes.
    """
    details = errors[0]
    # Of an argument whose very name is no text, pydantic tells the name and no place.
    first, *inner = details["loc"] or (details["input"],)
    argument, where = quoted(first)[1:-1], "".join(map(_step, inner))
    match details["type"]:
        case "missing":
            too = [str(one["loc"][0]) for one in errors[1:] if _is_left_out(one)]
            if inner or not too:
                return InvalidArgument(
                    argument, f"{where}it is required.", "Give it and call again."
                )
            return InvalidArgument(
                argument,
                f"it is required, and so {'is' if len(too) == 1 else 'are'} {', '.join(too)}.",
                "Give them and call again.",
            )
        case "extra_forbidden":
            return InvalidArgument(
                argument,
                f"{where}unknown argument; nothing is ignored in silence.",
                "Leave it out and call again."
                if where
                else f"This tool takes: {', '.join(names) or 'no arguments'}.",
            )
        case _:
            given = details["input"]
            kind = "null" if given is None else quoted(given)
            return InvalidArgument(
                argument,
                f"{where}{kind} does not do: {details['msg']}.",
                "Correct it and call again.",
            )


def _is_left_out(details: ErrorDetails) -> bool:
    """Whether an argument of the tool itself is missing."""
    return details["type"] == "missing" and len(details["loc"]) == 1


def _step(inner: int | str) -> str:
    """Where in an argument, read from the outside: `item 2: venue: `."""
    return f"item {inner + 1}: " if isinstance(inner, int) else f"{quoted(inner)[1:-1]}: "


def strict_tool(
    function: Callable[..., Awaitable[CallToolResult]],
    *,
    title: str,
    description: str,
    annotations: ToolAnnotations,
) -> StrictTool:
    """A tool from a coroutine function whose `ListError`s are refusals."""

    @functools.wraps(function)
    async def told(*args: Any, **kwargs: Any) -> CallToolResult:
        try:
            return await function(*args, **kwargs)
        except ListError as error:
            return refusal(error)

    tool: StrictTool = StrictTool.from_function(  # type: ignore[assignment]  # it makes a `cls`
        told, title=title, description=description, annotations=annotations
    )
    made = tool.fn_metadata
    tool.fn_metadata = _AsSent(
        arg_model=made.arg_model,
        output_schema=made.output_schema,
        output_model=made.output_model,
        wrap_output=made.wrap_output,
    )
    model = made.arg_model
    closed = create_model(model.__name__, __base__=model)
    closed.model_config["extra"] = "forbid"
    closed.model_rebuild(force=True)
    tool.fn_metadata.arg_model = closed
    tool.parameters = lean_input(closed.model_json_schema(by_alias=True))
    tool.fn_metadata.output_schema = lean_output(made.output_schema or {})
    return tool
