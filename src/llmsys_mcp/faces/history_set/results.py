"""Results of comparing two states of the list."""

from collections.abc import Iterator
from typing import Literal

from typing_extensions import TypedDict

from llmsys_mcp.core.listing.conservation import Pair
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.services.revisions import History, State, conservation

TEXT_SHOWN = 600
"""Characters of an entry's Markdown in a result."""

Kind = Literal["lost", "removed", "added", "edited", "moved"]


class Revision(TypedDict):
    """One of the two states."""

    revision: str
    commit: str
    date: str
    entries: int


class Change(TypedDict):
    """What became of one entry; of a lost or removed one, where it stood."""

    change: Kind
    id: str
    title: str
    url: str
    section: str
    bucket: str | None
    file: str
    line: int
    was_id: str
    was_section: str
    was_bucket: str | None
    was_line: int | None
    before: str
    after: str
    reason: str


class Counts(TypedDict):
    """Every entry of both states, each counted once."""

    kept: int
    moved: int
    edited: int
    added: int
    removed: int
    lost: int


class SectionCount(TypedDict):
    """A section that came, went, or has another number of entries; None: it is not there."""

    section: str
    before: int | None
    after: int | None


class ComparisonResult(TypedDict):
    """Result of `compare_revisions`."""

    summary: str
    base: Revision
    head: Revision
    note: str
    counts: Counts
    sections: list[SectionCount]
    total: int
    changes: list[Change]


def comparison_result(history: History, *, limit: int | None, offset: int) -> ComparisonResult:
    """The account of every entry; of the changes, the worst first, `limit` from `offset` on."""
    found = history.comparison
    changes = list(_changes(history))
    end = None if limit is None else offset + limit
    return {
        "summary": conservation(found),
        "base": _revision(history.base),
        "head": _revision(history.head),
        "note": shown(history.note),
        "counts": {
            "kept": len(found.kept),
            "moved": len(found.moved),
            "edited": len(found.edited),
            "added": len(found.added),
            "removed": len(found.removed) - len(found.lost),
            "lost": len(found.lost),
        },
        "sections": _sections(history),
        "total": len(changes),
        "changes": changes[offset:end],
    }


def _revision(state: State) -> Revision:
    return {
        "revision": shown(state.name) or "the files as they are now",
        "commit": state.commit,
        "date": state.date,
        "entries": len(state.view.papers.entries),
    }


def _sections(history: History) -> list[SectionCount]:
    counts: dict[str, list[int | None]] = {}
    for side, state in enumerate((history.base, history.head)):
        for place in state.view.papers.places:
            sides = counts.setdefault(place.section.path, [None, None])
            sides[side] = (sides[side] or 0) + len(place.section.entries)
    return [
        {"section": shown(path), "before": before, "after": after}
        for path, (before, after) in counts.items()
        if before != after
    ]


def _changes(history: History) -> Iterator[Change]:
    found = history.comparison
    lost = {one.id for one in found.lost}
    reasons = {id(one.pair): one.reason for one in history.renamed}
    for one in found.removed:
        if one.id in lost:
            yield _change("lost", one, before=one.entry.raw)
    for one in found.removed:
        if one.id not in lost:
            yield _change("removed", one, before=one.entry.raw)
    for one in found.added:
        yield _change("added", one, after=one.entry.raw)
    for pair in found.edited:
        yield _paired("edited", pair, reasons.get(id(pair), ""))
    for pair in found.moved:
        yield _paired("moved", pair, reasons.get(id(pair), ""))


def _paired(kind: Kind, pair: Pair, reason: str) -> Change:
    texts = pair.before.entry.raw, pair.after.entry.raw
    before, after = texts if texts[0] != texts[1] else ("", "")
    told = f"renamed: {reason}" if reason else ""
    change = _change(kind, pair.after, before=before, after=after, reason=told)
    was = pair.before
    change["was_id"] = was.id
    change["was_section"] = shown(was.section)
    change["was_bucket"] = shown(was.entry.bucket) or None
    change["was_line"] = was.entry.line
    return change


def _change(
    kind: Kind, listed: Listed, *, before: str = "", after: str = "", reason: str = ""
) -> Change:
    entry = listed.entry
    return {
        "change": kind,
        "id": listed.id,
        "title": shown(entry.title),
        "url": shown(entry.url),
        "section": shown(listed.section),
        "bucket": shown(entry.bucket) or None,
        "file": listed.file,
        "line": entry.line,
        "was_id": "",
        "was_section": "",
        "was_bucket": None,
        "was_line": None,
        "before": shown_lines(before)[:TEXT_SHOWN],
        "after": shown_lines(after)[:TEXT_SHOWN],
        "reason": shown(reason),
    }
