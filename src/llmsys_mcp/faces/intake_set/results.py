"""Result of judging what was pasted."""

from collections.abc import Sequence
from typing import Literal

from typing_extensions import TypedDict

from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.services.intake import Item

SOURCE_SHOWN = 300
"""Characters of the pasted text that are repeated."""


class EntryToAdd(TypedDict):
    """The arguments of add_entry."""

    section: str
    title: str
    url: str
    description: str
    venue: str
    organization: str


class PlannedItem(TypedDict):
    """One pasted paper, judged."""

    verdict: Literal["add", "duplicate", "ask", "skip"]
    source: str
    reason: str
    title: str
    url: str
    section: str
    bucket: str | None
    entry: str
    confidence: float
    listed: list[str]
    choices: list[str]


class PlanResult(TypedDict):
    """Result of `plan_additions`; `entries` and `revision` go to add_entries as they are."""

    revision: str
    items: list[PlannedItem]
    entries: list[EntryToAdd]


def plan_result(revision: str, items: Sequence[Item]) -> PlanResult:
    """Every item judged, and what is ready to be added."""
    return {
        "revision": revision,
        "items": [_item(item) for item in items],
        "entries": [_entry(item.section, item.draft) for item in items if item.judgement == "add"],
    }


def _item(item: Item) -> PlannedItem:
    draft = item.draft
    return {
        "verdict": item.judgement,
        "source": shown_lines(item.pasted.source[:SOURCE_SHOWN]),
        "reason": shown(item.reason),
        "title": draft.title,
        "url": draft.url,
        "section": shown(item.section),
        "bucket": shown(item.bucket) or None,
        "entry": shown(item.entry),
        "confidence": round(item.confidence, 2),
        "listed": [match.listed.id for match in item.matches if match.listed.id],
        "choices": [shown(choice.section) for choice in item.choices],
    }


def _entry(section: str, draft: Draft) -> EntryToAdd:
    return {
        "section": section,
        "title": draft.title,
        "url": draft.url,
        "description": draft.description,
        "venue": draft.venue,
        "organization": draft.organization,
    }
