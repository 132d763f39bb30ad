"""Search a list: words ranked by the index; filters, ids and links decided here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.identity import link_identity, parse_id
from llmsys_mcp.core.markup.markdown import is_web
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.subjects.organizations import makers, plain_name, spellings
from llmsys_mcp.core.venue import KNOWN, read_venue
from llmsys_mcp.errors import InvalidArgument
from llmsys_mcp.services.view import View

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Bounds of a year filter."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must satisfy; empty or None lets everything through."""

    section: str = ""
    venue: str = ""
    organization: str = ""
    year_from: int | None = None
    year_to: int | None = None

    @property
    def are_set(self) -> bool:
        """Whether a filter is set."""
        return bool(self.section or self.venue or self.organization) or not (
            self.year_from is None and self.year_to is None
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found."""

    listed: Listed
    score: float
    """BM25F with a bonus for the name; 0 when browsing, 1 for an id or a link. Comparable within
    one answer only."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first; in list order when the query is empty."""

    total: int
    """Hits before `limit` and `offset`."""
    hits: tuple[Hit, ...]
    did_you_mean: str | None
    """The query with its typos repaired, when that is what was searched."""


def search(view: View, query: str, filters: Filters, *, limit: int, offset: int) -> Found:
    """Entries that answer `query` and pass `filters`.

    A query that is an id or a link finds that paper's entries, or nothing: it is no word that
    could be like another.

    Raises:
        UnknownSection, AmbiguousSection: `filters.section` names no section, or several.
        InvalidArgument: the years are in the wrong order.
    """
    allowed = _allowed(view, filters) if filters.are_set else None
    entries = view.papers.entries
    if not query.strip():
        positions = range(len(entries)) if allowed is None else sorted(allowed)
        page = positions[offset : offset + limit]
        return Found(len(positions), tuple(Hit(entries[at], 0.0) for at in page), None)
    if (named := _named(entries, query.strip())) is not None:
        positions = [at for at in named if allowed is None or at in allowed]
        page = positions[offset : offset + limit]
        return Found(len(positions), tuple(Hit(entries[at], 1.0) for at in page), None)
    found = view.search_index.search(query, allowed=allowed, limit=limit, offset=offset)
    hits = tuple(Hit(entries[at], score) for at, score in found.hits)
    return Found(found.total, hits, found.did_you_mean)


def _named(entries: Sequence[Listed], query: str) -> list[int] | None:
    """Positions of the entries whose id or link the query is; None when it is words."""
    if ":" not in query and "/" not in query and "." not in query:
        return None
    wanted = query.casefold()
    identity = link_identity(query) if is_web(query) else parse_id(query)
    named = [
        at
        for at, listed in enumerate(entries)
        if listed.id.casefold() == wanted
        or (identity is not None and link_identity(listed.entry.url) == identity)
    ]
    return named if named or identity is not None else None


def _allowed(view: View, filters: Filters) -> set[int]:
    """Positions of the entries that pass every filter."""
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None and first > last:
        raise InvalidArgument(
            "year_from",
            f"year_from {first} is after year_to {last}.",
            "Give the earlier year as year_from.",
        )
    paths = None
    if filters.section:
        paths = view.papers.covered(filters.section)
    makers_wanted = spellings(filters.organization)
    passed = set()
    for at, listed in enumerate(view.papers.entries):
        entry = listed.entry
        if paths is not None and (listed.list, listed.file, listed.section) not in paths:
            continue
        if filters.venue and not same_venue(entry.venue, filters.venue):
            continue
        if filters.organization and not names_organization(entry, makers_wanted):
            continue
        if not _in_years(entry.year, first, last):
            continue
        passed.add(at)
    return passed


def _in_years(year: int | None, first: int | None, last: int | None) -> bool:
    if first is None and last is None:
        return True
    return year is not None and (first or FIRST_YEAR) <= year <= (last or LAST_YEAR)


def same_venue(listed: str, wanted: str) -> bool:
    """Whether `listed` is the venue `wanted`, and of its year when `wanted` names one."""
    if not listed:
        return False
    want, have = read_venue(wanted), read_venue(listed)
    if want is None or have is None:
        return wanted.casefold() in listed.casefold()
    if want.year is not None and want.year != have.year:
        return False
    names = [KNOWN.get(v.name.lower(), v.name).casefold() for v in (want, have)]
    return names[0] == names[1] or names[1].split(" ")[0] == names[0]


def names_organization(entry: Entry, wanted: Collection[str]) -> bool:
    """Whether the entry names an organisation with these spellings, or by its first letters.

    Those of any word do: `Face` finds `Hugging Face`.
    """
    if not entry.organization:
        return False
    have = f" {' '.join((*makers(entry.organization), plain_name(entry.organization)))}"
    return any(f" {name}" in have for name in wanted)
