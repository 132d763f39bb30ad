"""The list in numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from llmsys_mcp.core.listing.conservation import paper_key
from llmsys_mcp.core.page.document import SEPARATOR
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.subjects.organizations import makers
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
    without_year: int
    venues: int
    """Different ones, by their names without years."""
    by_venue: tuple[tuple[str, int], ...]
    """The most common ones."""
    without_venue: int
    organizations: int
    """Different ones, whatever their spelling."""
    by_organization: tuple[tuple[str, int], ...]
    """The most common ones, as they are mostly written. An entry counts for all its makers."""
    without_organization: int


def statistics(view: View) -> Statistics:
    """Count the entries of a list."""
    entries = [listed.entry for listed in view.papers.entries]
    venues = Counter(_venue_name(entry.venue) for entry in entries if entry.venue)
    tops = Counter(entry.section.partition(SEPARATOR)[0] for entry in entries)
    years = Counter(entry.year for entry in entries if entry.year is not None)
    organizations = _organizations(entries)
    return Statistics(
        entries=len(entries),
        papers=len(set(map(paper_key, view.papers.entries))),
        sections=len(view.papers.places),
        by_section=tuple(tops.items()),
        by_year=tuple(sorted(years.items(), reverse=True)),
        without_year=sum(entry.year is None for entry in entries),
        venues=len(venues),
        by_venue=_largest(venues),
        without_venue=sum(not entry.venue for entry in entries),
        organizations=len(organizations),
        by_organization=_largest(organizations),
        without_organization=sum(not entry.organization for entry in entries),
    )


def _organizations(entries: Iterable[Entry]) -> Counter[str]:
    spelt = defaultdict[str, Counter[str]](Counter)
    for entry in entries:
        for key, name in makers(entry.organization).items():
            spelt[key][name] += 1
    return Counter({_by_size(names.items())[0][0]: names.total() for names in spelt.values()})


def _venue_name(text: str) -> str:
    venue = read_venue(text)
    return (venue.usual or venue.name) if venue is not None else text


def _largest(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(_by_size(counts.items())[:_MOST_COMMON])


def _by_size(items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))
