"""Questions to the user in the middle of a call, where the client can ask them.

A tool whose set names a question for it has one more parameter, `user`, that the SDK fills: in
protocol 2026-07-28 the client is told what to ask and calls again, before it the server asks while
the call waits. Where a client cannot ask, nothing is asked and `user` tells nothing: the tool says
in its result what it would have asked, or does what its caller said, as its contract has it.
"""

import functools
import inspect
import typing
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from mcp.server.elicitation import AcceptedElicitation, CancelledElicitation, ElicitationResult
from mcp.server.mcpserver import Context, Elicit, Resolve
from mcp.types import CallToolResult
from pydantic import BaseModel

_CARRIED_FROM = "2026-07-28"
"""Version of the protocol; versions are dates."""

Call = Callable[..., Awaitable[CallToolResult]]
Question = Callable[..., Awaitable[Elicit[Any] | None]]
"""Asks, or returns None when there is nothing to ask; takes arguments of its tool by name."""
Answer = ElicitationResult[Any] | None


class Decision(BaseModel):
    """A user's yes or no."""

    decision: Literal["yes", "no"]


def with_question(call: Call, question: Question | None) -> Call:
    """`call` with its parameter `user` filled by the user's answer to `question`."""
    if question is None:
        return call

    @functools.wraps(call)
    async def asking(*args: Any, **kwargs: Any) -> CallToolResult:
        return await call(*args, **kwargs)

    hints = typing.get_type_hints(call, include_extras=True)
    resolved = Annotated[ElicitationResult[Any], Resolve(question)]
    asking.__annotations__ = {**hints, "user": resolved}
    signature = inspect.signature(call)
    parameters = [
        parameter.replace(annotation=asking.__annotations__[name])
        for name, parameter in signature.parameters.items()
    ]
    asking.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return asking


def can_ask(context: Context[Any, Any]) -> bool:
    """Whether this client can put a form before its user, over this connection."""
    capabilities = context.client_capabilities
    asks = capabilities.elicitation if capabilities is not None else None
    if asks is None or (asks.form is None and asks.url is not None):
        return False
    return _carries_questions(context) or context.session.can_send_request


def _carries_questions(context: Context[Any, Any]) -> bool:
    """Whether a result may carry questions, so that the client asks and calls again."""
    version = context.protocol_version
    return version is not None and version >= _CARRIED_FROM


def unanswered(answer: Answer) -> bool:
    """Whether the question was put to the client and closed there without an answer.

    So do people who look away, and programs that could show a form and have nobody to show it to.
    """
    return isinstance(answer, CancelledElicitation)


def said(answer: Answer) -> Any:
    """What the user filled in; None when they were not asked, declined or closed the question."""
    return answer.data if isinstance(answer, AcceptedElicitation) else None


def was_asked(answer: Answer) -> bool:
    """Whether the user was asked at all."""
    return answer is not None and not (
        isinstance(answer, AcceptedElicitation) and answer.data is None
    )


def agreed(answer: Answer) -> bool:
    """Whether nothing stands against going on: the user was not asked, or said yes."""
    if not was_asked(answer):
        return True
    decision = said(answer)
    return isinstance(decision, Decision) and decision.decision == "yes"
