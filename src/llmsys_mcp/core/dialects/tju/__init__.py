"""Lists by venue and year: `## [OSDI 2024](…)`, topics below, and one line a paper.

`item` has the grammar of a line, `page` says which venue holds where, `style` and `amending` write
and change a line. Here they become a dialect, and new venues get their headings.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from llmsys_mcp.core.dialects import Dialect
from llmsys_mcp.core.dialects.tju.amending import amend, told
from llmsys_mcp.core.dialects.tju.page import (
    NAME,
    heading_venue,
    read_page,
    rule_before,
    section_venues,
)
from llmsys_mcp.core.dialects.tju.style import TjuStyle, is_same_venue, written_venue
from llmsys_mcp.core.page.document import Document, Section
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.venue import PREPRINT, Venue, read_venue
from llmsys_mcp.core.writing.placement import Spot, house_spot, line_end
from llmsys_mcp.core.writing.style import Style, read_style

_MARK_HEADINGS = re.compile(
    r"^#{1,4}[ \t]+\[?[A-Za-z][A-Za-z&/-]{1,20}(?: [A-Za-z-]{1,20})?[ -]?'? ?(?:19|20)\d\d\b", re.M
)
_MARK_ITEMS = re.compile(
    r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?"
    r"(\([A-Za-z]+ ?['’]?(?:\d\d){0,2}\)|\[|[^\s\[])",
    re.M,
)
_SURE = 2
"""Headings with a venue that a page of this kind has at least."""


class Tju(Dialect):
    """Papers under venue and year, newest first."""

    name = NAME
    writes = True

    def recognise(self, text: str) -> float:
        """By headings that name a venue and year, and items that begin with a title, no link."""
        headings = [
            found for found in _MARK_HEADINGS.findall(text) if heading_venue(found.strip("# \t["))
        ]
        if len(headings) < _SURE:
            return 0.0
        marks = _MARK_ITEMS.findall(text)
        bare = sum(mark != "[" for mark in marks)
        return bare / len(marks) if marks else 0.0

    def read(self, text: str) -> Document:
        """The page; entries without a venue of their own have their heading's."""
        return read_page(text)

    def style(self, document: Document, entries: Sequence[Entry]) -> TjuStyle:
        """The template, marked as these are."""
        if not entries:
            return TjuStyle()
        return TjuStyle(read_style(document.text, entries).prefix)

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """At the end of the section."""
        spot = house_spot(document, index, year)
        section = document.sections[index]
        own = _entries(document, section)
        style = self.style(document, own or document.entries)
        return replace(spot, style=replace(style, venue=self.section_venue(document, index)))

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Each field where it stands; keywords and further links stay."""
        return amend(entry, new, style)

    def told(
        self, document: Document, entry: Entry, new: Mapping[str, str], text: str
    ) -> tuple[str, ...]:
        """Makers that are read as keywords, and the venue that the section gives."""
        sections = enumerate(document.sections)
        own = [at for at, section in sections if entry in _entries(document, section)]
        return told(new, text, self.section_venue(document, own[0]) if own else "")

    def venue_sections(self, document: Document, venue: str) -> tuple[str, ...] | None:
        """The venue's own section and its topics; of a venue with topics, these alone.

        Preprints have no section of their own as a rule, and get none made.
        """
        wanted = read_venue(venue)
        if wanted is None or wanted.year is None or not any(map(heading_venue, _titles(document))):
            return None
        venues = section_venues(document)
        found = [
            at
            for at, known in enumerate(venues)
            if is_same_venue(known or _venue_of(document.sections[at].title), wanted)
        ]
        if not found and wanted.usual == PREPRINT:
            return None
        if not found:
            return (f"{wanted.usual or wanted.name} {wanted.year}",)
        parents = {document.sections[at].parent for at in found}
        leaves = [at for at in found if at not in parents or document.sections[at].entries]
        return tuple(document.sections[at].path for at in leaves)

    def section_venue(self, document: Document, index: int) -> str:
        """As the entries of the section write it: `OSDI'24`."""
        venue = section_venues(document)[index]
        return written_venue(venue) if venue else ""

    def first_entry(self, document: Document, section: str) -> Spot | int | None:
        """Where the first entry of a section goes that the page lacks, heading included.

        The index of the section when the page has it under another spelling; None when `section`
        names no venue and year, and when the page is not sorted by them.
        """
        venue = _venue_of(section)
        tops = [
            (index, known)
            for index, known in enumerate(map(_venue_of, _titles(document)))
            if known is not None
        ]
        if venue is None or venue.year is None or not tops:
            return None
        for index, known in tops:
            if is_same_venue(known, venue):
                return index
        older = next((index for index, known in tops if (known.year or 0) <= venue.year), None)
        return _heading_spot(document, venue, tops[0][0], older)


def _venue_of(heading: str) -> Venue | None:
    """The venue that a heading names, also one that nobody knows: `Middleware 2024`."""
    return heading_venue(heading) or read_venue(heading)


def _entries(document: Document, section: Section) -> list[Entry]:
    return [document.entries[at] for at in section.entries]


def _titles(document: Document) -> list[str]:
    return [section.title for section in document.sections]


def _heading_spot(document: Document, venue: Venue, model: int, older: int | None) -> Spot:
    """A heading like the one of section `model`, before the section `older`, else at the end."""
    text = document.text
    like = document.sections[model]
    end = line_end(text, like.span.start)
    rule = rule_before(document, like)
    apart = "" if rule is None else text[rule : like.span.start]
    title = f"{venue.usual or venue.name} {venue.year}"
    frame = f"{apart}{'#' * like.level} {title}{end * 2}"
    style = TjuStyle(read_style(text, document.entries).prefix.lstrip() or "* ")
    style = replace(style, venue=written_venue(venue))
    if older is None:
        gap = "" if text.endswith(end * 2) or not text else end * (1 + (not text.endswith("\n")))
        return Spot(len(text), f"{gap}{frame}", end, title, style, new_bucket=True)
    section = document.sections[older]
    at = rule_before(document, section)
    at = section.span.start if at is None else at
    gap = "" if not at or text[:at].endswith(end * 2) else end
    return Spot(at, f"{gap}{frame}", end * 2, title, style, new_bucket=True)


DIALECT: Dialect = Tju()
