"""Results of the library tools."""

from collections.abc import Sequence
from typing import Literal

from typing_extensions import TypedDict

from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.services.compare import Both, Compared, Disagreement, Missing, Suggested
from llmsys_mcp.services.export import Exported


class ListedPaper(TypedDict):
    """A paper and where its list has it."""

    id: str
    title: str
    section: str


class SamePaper(ListedPaper):
    """A paper that both lists have; `id` and `section` are mine."""

    other_id: str
    other_section: str
    reason: str


class Addition(TypedDict):
    """The arguments of add_entry that are known; an item of plan_additions and add_entries."""

    section: str
    title: str
    url: str
    description: str
    venue: str
    organization: str


class MissingPaper(TypedDict):
    """A paper that mine lacks, with where it would go."""

    other_id: str
    title: str
    other_section: str
    section: str
    confidence: float
    entry: str
    problem: str
    addition: Addition
    possible: list[str]
    """Ids of mine that may be it."""


class Fact(TypedDict):
    """A fact that the lists tell differently."""

    id: str
    other_id: str
    title: str
    fact: Literal["title", "link", "venue"]
    mine: str
    other: str


class UnknownKey(TypedDict):
    """An entry that is a key alone, and why nobody knows its paper."""

    id: str
    section: str
    reason: str


class Totals(TypedDict):
    """How many there are in all, whatever `limit` and `offset`."""

    same: int
    missing_in_mine: int
    missing_in_other: int
    disagreements: int
    unknown_keys: int


class CompareResult(TypedDict):
    """Result of `compare_lists`."""

    mine: str
    other: str
    totals: Totals
    same: list[SamePaper]
    missing_in_mine: list[MissingPaper]
    missing_in_other: list[ListedPaper]
    disagreements: list[Fact]
    unknown_keys: list[UnknownKey]


class ExportResult(TypedDict):
    """Result of `export_entries`."""

    format: Literal["bibtex", "csl-json", "csv", "json", "markdown"]
    total: int
    text: str
    left_out: list[str]
    next_offset: int | None


def totals(compared: Compared) -> Totals:
    """The sizes of all groups."""
    return {
        "same": len(compared.both),
        "missing_in_mine": len(compared.missing),
        "missing_in_other": len(compared.surplus),
        "disagreements": len(compared.disagreements),
        "unknown_keys": len(compared.unknown),
    }


def same(pairs: Sequence[Both]) -> list[SamePaper]:
    """Papers of both lists."""
    return [
        {
            **listed_paper(pair.mine),
            "other_id": pair.other.id,
            "other_section": shown(pair.other.section),
            "reason": shown(pair.match.reason),
        }
        for pair in pairs
    ]


def listed_paper(listed: Listed) -> ListedPaper:
    """A paper and where it stands."""
    entry = listed.entry
    return {"id": listed.id, "title": shown(entry.full_title), "section": shown(listed.section)}


def missing(found: Sequence[tuple[Missing, Suggested]]) -> list[MissingPaper]:
    """Papers that mine lacks."""
    return [
        {
            "other_id": one.listed.id,
            "title": shown(one.listed.entry.full_title),
            "other_section": shown(one.listed.section),
            "section": shown(where.section),
            "confidence": round(where.confidence, 2),
            "entry": shown(where.entry),
            "problem": shown(where.problem),
            "addition": {
                "section": shown(where.section),
                "title": shown(one.draft.title),
                "url": shown(one.draft.url),
                "description": shown(one.draft.description),
                "venue": shown(one.draft.venue),
                "organization": shown(one.draft.organization),
            },
            "possible": [match.listed.id for match in one.possible],
        }
        for one, where in found
    ]


def facts(found: Sequence[Disagreement]) -> list[Fact]:
    """Facts told differently."""
    return [
        {
            "id": one.mine.id,
            "other_id": one.other.id,
            "title": shown(one.mine.entry.full_title),
            "fact": one.fact,
            "mine": shown(one.mine_says),
            "other": shown(one.other_says),
        }
        for one in found
    ]


def unknown_keys(compared: Compared) -> list[UnknownKey]:
    """Keys that stand for no listed paper."""
    return [
        {"id": one.id, "section": shown(one.section), "reason": shown(reason)}
        for one, reason in compared.unknown
    ]


def export_result(
    form: Literal["bibtex", "csl-json", "csv", "json", "markdown"], exported: Exported
) -> ExportResult:
    """An exported list."""
    return {
        "format": form,
        "total": exported.count,
        "text": shown_lines(exported.text),
        "left_out": [one.id for one in exported.unknown],
        "next_offset": exported.following,
    }
