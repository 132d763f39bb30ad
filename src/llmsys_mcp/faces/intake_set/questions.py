"""What the user decides of a plan in one form: close calls and possible duplicates."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from mcp.server.mcpserver import Elicit
from pydantic import BaseModel, Field, create_model

from llmsys_mcp.core.policy import shown
from llmsys_mcp.services.intake import ANOTHER, LEAVE, SAME, Item

QUESTIONS_LIMIT = 10
"""Questions in one form; what is beyond stays a question of the plan."""
LATER = "decide later"

_TITLE_SHOWN = 100


def form(items: Sequence[Item]) -> Elicit[BaseModel] | None:
    """The questions of a plan that have few answers; None when there are none."""
    asked = [at for at, item in enumerate(items) if _options(item)][:QUESTIONS_LIMIT]
    if not asked:
        return None
    fields: dict[str, Any] = {f"item_{at + 1}": _field(items[at]) for at in asked}
    schema: type[BaseModel] = create_model("Decisions", **fields)
    what = "one paper needs" if len(asked) == 1 else f"{len(asked)} papers need"
    return Elicit(f"Of {len(items)} pasted items, {what} a decision.", schema)


def answers(filled: BaseModel | None) -> Mapping[int, str]:
    """What the user decided, by the index of the item; nothing for what is to be decided later."""
    decided = filled.model_dump() if filled is not None else {}
    return {
        int(name.removeprefix("item_")) - 1: value
        for name, value in decided.items()
        if value != LATER
    }


def _options(item: Item) -> tuple[str, ...]:
    """What the user can answer; nothing where the answer is a text."""
    if item.judgement != "ask":
        return ()
    match item.about:
        case "section" if item.choices:
            return tuple(dict.fromkeys(choice.section for choice in item.choices))
        case "duplicate":
            return ANOTHER, SAME
        case _:
            return ()


def _field(item: Item) -> Any:
    options = (*_options(item), LEAVE, LATER)
    about = shown(f"{item.draft.full_title[:_TITLE_SHOWN]}: {item.reason}")
    return Literal[options], Field(default=LATER, description=about)
