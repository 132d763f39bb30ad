"""The list in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from llmsys_mcp.core.listing.conservation import paper_key
from llmsys_mcp.core.page.document import SEPARATOR
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.services.view import View

_MOST_COMMON = 30
"""Venues and organisations that are told."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of entries; each group largest first, years newest first."""

    entries: int
    papers: int
    """Entries that are not a second listing of the same paper."""
    sections: int
    by_section: tuple[tuple[str, int], ...]
    """By the first heading of the path, in list order."""
    by_year: tuple[tuple[int, int], ...]
    by_venue: tuple[tuple[str, int], ...]
    """By the venue's name without its year; the most common ones."""
    by_organization: tuple[tuple[str, int], ...]
    """The most common ones."""
    without_venue: int


def statistics(view: View) -> Statistics:
    """Count the entries of a list."""
    entries = [listed.entry for listed in view.papers.entries]
    venues = Counter(_venue_name(entry.venue) for entry in entries if entry.venue)
    tops = Counter(entry.section.partition(SEPARATOR)[0] for entry in entries)
    years = Counter(entry.year for entry in entries if entry.year is not None)
    return Statistics(
        entries=len(entries),
        papers=len(set(map(paper_key, view.papers.entries))),
        sections=len(view.papers.places),
        by_section=tuple(tops.items()),
        by_year=tuple(sorted(years.items(), reverse=True)),
        by_venue=_largest(venues),
        by_organization=_largest(Counter(e.organization for e in entries if e.organization)),
        without_venue=sum(not entry.venue for entry in entries),
    )


def _venue_name(text: str) -> str:
    venue = read_venue(text)
    return (venue.usual or venue.name) if venue is not None else text


def _largest(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(_by_size(counts.items())[:_MOST_COMMON])


def _by_size(items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))
