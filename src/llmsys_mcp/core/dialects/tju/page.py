"""A page by venues: which venue its headings name, and for which items that venue holds.

A heading's venue holds for the items below it that name none, also below a heading of the same
level that no rule sets apart.
"""

import re
from dataclasses import replace

from llmsys_mcp.core.dialects.tju.item import read_item, read_parts
from llmsys_mcp.core.markup.blocks import Kind
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.mojibake import repaired
from llmsys_mcp.core.page.document import Document, Section
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.venue import Venue, sure_venue

NAME = "tju"

_HEADING = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z&/ -]{1,40}?)[ -]?['’]? ?(?P<year>(?:19|20)\d\d)"
    r"(?: (?:spring|summer|fall|autumn|winter|r(?:ound)? ?\d))?",
    re.IGNORECASE,
)


def heading_venue(title: str) -> Venue | None:
    """The venue and year that a heading names: `EuroSys 2025 Spring`; None for a topic."""
    found = _HEADING.fullmatch(title.strip())
    return sure_venue(f"{found['name']} {found['year']}") if found else None


def read_page(text: str) -> Document:
    """The page; entries without a venue of their own have their heading's."""
    document = _PageReader(text).read()
    entries = list(document.entries)
    for section, venue in zip(document.sections, section_venues(document), strict=True):
        for at in section.entries:
            if venue is not None and not entries[at].venue:
                told = f"{venue.name} {venue.year}"
                entries[at] = entries[at]._replace(venue=told, year=venue.year)
    return replace(document, entries=tuple(entries))


class _PageReader(Reader):
    """Reads headings as they were meant, and items below them."""

    def __init__(self, text: str) -> None:
        super().__init__(text, self._item_here, NAME)

    def _item_here(self, body: str) -> Fields | None:
        """What stands before the first heading is about the page, unless it names a venue."""
        fields = read_item(body)
        return fields if self.open or (fields and fields.venue) else None

    def title_of(self, heading: str) -> str:
        """The words, a wrong decoding repaired."""
        return repaired(super().title_of(heading))


def section_venues(document: Document) -> tuple[Venue | None, ...]:
    """The venue that holds in each section, by index."""
    venues: list[Venue | None] = []
    before: dict[int, int] = {}
    """Index of the last section seen, by its parent."""
    for index, section in enumerate(document.sections):
        venue = heading_venue(section.title)
        if venue is None and section.parent >= 0:
            venue = venues[section.parent]
        elif venue is None and not _is_apart(document, index):
            venue = venues[before[section.parent]] if section.parent in before else None
        venues.append(venue)
        before[section.parent] = index
    return tuple(venues)


def _is_apart(document: Document, index: int) -> bool:
    """Whether a rule stands before the heading, or items below it name venues of their own."""
    section = document.sections[index]
    if any(_names_venue(document.entries[at]) for at in section.entries):
        return True
    return rule_before(document, section) is not None


def _names_venue(entry: Entry) -> bool:
    return read_parts(without_marker(entry.raw)).prefix is not None


def rule_before(document: Document, section: Section) -> int | None:
    """Offset of the rule that sets the heading apart, None without one."""
    for block in reversed(document.blocks[: section.line - 1]):
        if block.kind is Kind.RULE:
            return block.span.start
        if block.kind is not Kind.BLANK:
            return None
    return None
