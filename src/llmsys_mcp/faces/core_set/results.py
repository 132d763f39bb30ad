"""Results of the tools: their shape, and how the services' values become it.

The shapes are TypedDicts, so that the values are plain data: a result is built, checked by the type
checker, and sent, without a model in between. Text from the list passes `shown`, which makes
hidden and control characters visible; the file keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NotRequired

from typing_extensions import TypedDict

from llmsys_mcp.core.policy import shown, shown_lines

if TYPE_CHECKING:  # a start needs the shapes, not the services
    from llmsys_mcp.core.page.entry import Listed
    from llmsys_mcp.core.writing.house import Change
    from llmsys_mcp.services.apply import Applied
    from llmsys_mcp.services.duplicates import Match, Verdict
    from llmsys_mcp.services.search import Found
    from llmsys_mcp.services.suggest import Suggestion
    from llmsys_mcp.services.view import View

DESCRIPTION_SHOWN = 300
"""Characters of what the rules say of a section: the longest of the bundled lists has 304. Chosen,
so that a list of sections stays short."""


class Paper(TypedDict):
    """An entry as the list has it."""

    id: str
    title: str
    url: str
    description: str
    venue: str
    organization: str
    year: int | None
    section: str
    bucket: str | None
    file: str
    line: int
    list: NotRequired[str]
    """Name of its list, where several are served."""
    keywords: NotRequired[Sequence[str]]
    extras: NotRequired[list[str]]
    """Markdown of it that no other field has: `(Dec 2023)`, `(Section 3)`, `[Code](…)`."""
    required: NotRequired[bool | str]
    """What a course asks of it: to be read by all, or for a topic."""


class Hit(Paper):
    """An entry that was found."""

    score: float


class SearchResult(TypedDict):
    """Result of `search_papers`."""

    total: int
    results: list[Hit]
    did_you_mean: str | None


class FullPaper(Paper):
    """Result of `get_entry`."""

    markdown: str


class Example(TypedDict):
    """A listed paper that is near."""

    id: str
    title: str


class SectionChoice(TypedDict):
    """A section a paper may belong to."""

    section: str
    bucket: str | None
    confidence: float
    reason: str
    examples: list[Example]


class SuggestResult(TypedDict):
    """Result of `suggest_section`."""

    suggestions: list[SectionChoice]


class RuleChange(TypedDict):
    """What a rule changed."""

    rule: str
    message: str


class FormatResult(TypedDict):
    """Result of `format_entry`."""

    entry: str
    changes: list[RuleChange]


class DuplicateMatch(TypedDict):
    """A listed paper that may be the same."""

    id: str
    title: str
    url: str
    section: str
    file: str
    line: int
    score: float
    relation: Literal["same-id", "same-title", "renamed", "cross-list", "same-name", "wrong-link"]
    reason: str
    list: NotRequired[str]


class DuplicateResult(TypedDict):
    """Result of `check_duplicate`."""

    verdict: Literal["duplicate", "possible", "new"]
    matches: list[DuplicateMatch]
    elsewhere: NotRequired[list[DuplicateMatch]]
    """The paper in the other lists that are served; it says nothing about this one."""


class AddResult(TypedDict):
    """Result of `add_entry`."""

    added: bool
    entry: str
    id: str
    section: str
    bucket: str | None
    file: str
    line: int
    diff: str
    revision: str
    warnings: list[str]
    paste: NotRequired[str]
    """A BibTeX record that the entry's key needs, where the site's bibliography is not served."""


class SectionInfo(TypedDict):
    """A section of the list."""

    section: str
    anchor: str
    description: str
    entries: int
    buckets: list[str]
    file: str
    line: int


class SectionsResult(TypedDict):
    """Result of `list_sections`."""

    revision: str
    sections: list[SectionInfo]


_SPACES = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")


def _read(text: str) -> str:
    """A text as people read and type it: a space of any width is a space."""
    return shown(text if text.isascii() else text.translate(_SPACES))


def paper(listed: Listed) -> Paper:
    """An entry as plain data."""
    entry = listed.entry
    told: Paper = {
        "id": listed.id,
        "title": _read(entry.title),
        "url": shown(entry.url),
        "description": _read(entry.description),
        "venue": shown(entry.venue),
        "organization": shown(entry.organization),
        "year": entry.year,
        "section": shown(listed.section),
        "bucket": shown(entry.bucket) or None,
        "file": shown(listed.file),
        "line": entry.line,
    }
    if listed.list:
        told["list"] = listed.list
    if entry.keywords:
        told["keywords"] = [shown(word) for word in entry.keywords]
    if entry.extras:
        told["extras"] = [shown(extra) for extra in entry.extras]
    if entry.required or entry.key:
        asked = entry.required
        told["required"] = shown(asked) if isinstance(asked, str) else asked
    return told


def search_result(found: Found) -> SearchResult:
    """Result of a search."""
    hits: list[Hit] = [{**paper(hit.listed), "score": round(hit.score, 3)} for hit in found.hits]
    repaired = shown(found.did_you_mean) if found.did_you_mean else None
    return {"total": found.total, "results": hits, "did_you_mean": repaired}


def full_paper(listed: Listed) -> FullPaper:
    """An entry with its own Markdown."""
    return {**paper(listed), "markdown": shown_lines(listed.entry.raw)}


def suggest_result(choices: Sequence[tuple[Suggestion, str, str]]) -> SuggestResult:
    """Result of a suggestion; each with its section's name and the bucket its paper lands in."""
    return {
        "suggestions": [
            {
                "section": shown(section),
                "bucket": shown(bucket) or None,
                "confidence": round(choice.confidence, 2),
                "reason": shown(choice.reason),
                "examples": [
                    {"id": near.id, "title": shown(near.entry.title)} for near in choice.examples
                ],
            }
            for choice, section, bucket in choices
        ]
    }


def rule_changes(changes: Sequence[Change]) -> list[RuleChange]:
    """Changes that rules made."""
    return [{"rule": str(change.rule), "message": shown(change.message)} for change in changes]


def duplicate_result(verdict: Verdict, elsewhere: Sequence[Match] | None = None) -> DuplicateResult:
    """Result of a duplicate check; `elsewhere`: what the other lists have, None without others."""
    told: DuplicateResult = {
        "verdict": verdict.verdict,
        "matches": [_match(match) for match in verdict.matches],
    }
    if elsewhere is not None:
        told["elsewhere"] = [_match(match) for match in elsewhere]
    return told


def _match(match: Match) -> DuplicateMatch:
    listed = match.listed
    told: DuplicateMatch = {
        "id": listed.id,
        "title": shown(listed.entry.title),
        "url": shown(listed.entry.url),
        "section": shown(listed.section),
        "file": shown(listed.file),
        "line": listed.entry.line,
        "score": round(match.score, 3),
        "relation": match.relation,
        "reason": shown(match.reason),
    }
    if listed.list:
        told["list"] = listed.list
    return told


def add_result(applied: Applied) -> AddResult:
    """Result of adding one entry, or of trying to."""
    plan = applied.plan
    listed = plan.existing or applied.comparison.added[0]
    told: AddResult = {
        "added": plan.existing is None and not applied.dry_run,
        "entry": shown(plan.line),
        "id": listed.id,
        "section": shown(listed.section),
        "bucket": shown(listed.entry.bucket) or None,
        "file": shown(listed.file),
        "line": listed.entry.line,
        "diff": shown_lines(applied.diff),
        "revision": applied.revision,
        "warnings": [shown(warning) for warning in applied.warnings],
    }
    if plan.paste:
        told["paste"] = shown_lines(plan.paste)
    return told


def sections_result(view: View, descriptions: dict[str, str]) -> SectionsResult:
    """Every section of the list."""
    return {
        "revision": view.revision,
        "sections": [
            {
                "section": shown(place.section.path),
                "anchor": view.papers.anchor_of(place),
                "description": shown(descriptions.get(place.section.path, ""))[:DESCRIPTION_SHOWN],
                "entries": len(place.section.entries),
                "buckets": [shown(bucket.label) for bucket in place.section.buckets],
                "file": shown(place.page.file),
                "line": place.section.line,
            }
            for place in view.papers.places
        ],
    }
