"""Lists by venue and year: `## [OSDI 2024](…)`, topics below, and one line a paper.

item   = ["(" venue ")"] title *( "[" label "](" url ")" ) [note]
note   = "[" token *( "|" token ) "]" | token *( "|" token ) ["]"]
token  = "**" keyword "**" | keyword | maker

A bare title counts under a heading. A label with an empty link says that no link is known. A link
may stand in a link's target. The heading's venue holds for the items that name none, also below a
heading of the same level that no rule sets apart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from llmsys_mcp.core.citing.mojibake import repaired
from llmsys_mcp.core.dialects import Dialect
from llmsys_mcp.core.dialects.awesome import label_kind
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.markup.blocks import Kind
from llmsys_mcp.core.markup.markdown import Link, plain, read_link, read_links
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.document import Document, Section
from llmsys_mcp.core.page.entry import Entry, year_of
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.subjects.organizations import names_maker
from llmsys_mcp.core.venue import Venue, read_venue
from llmsys_mcp.core.writing.amend import amend
from llmsys_mcp.core.writing.house import (
    ESCAPED,
    SECTION_STYLE,
    Change,
    house_organization_change,
    house_title,
    house_url,
    is_placeholder,
)
from llmsys_mcp.core.writing.placement import Spot, house_spot, line_end
from llmsys_mcp.core.writing.style import Draft, Style, Written, read_style

NAME = "tju"

_PREFIX = re.compile(r"\(([A-Za-z][^()\[\]|]{1,60})\)\s*")
_NOTE = re.compile(r"(?:\s|(?<=\)))\[((?:[^\[\]\\]|\\.){0,300})\]\s*\Z")
_BOLD = re.compile(r"\*\*|__")
_SEPARATED = re.compile(r"\\.|([|｜])", re.DOTALL)
_MARKER = re.compile(r"[-*+][ \t]+")
_HEADING = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z&/ -]{1,40}?)[ -]?['’]? ?(?P<year>(?:19|20)\d\d)"
    r"(?: (?:spring|summer|fall|autumn|winter|r(?:ound)? ?\d))?",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"(?:accepted )?(?:papers?|program(?:me)?|proceedings|schedule|sessions?)(?: list)?|home ?page"
    r"|website|link|here",
    re.IGNORECASE,
)
"""Text of a link to a conference's own pages rather than to a paper."""
_LABELS = 8
_MARK_HEADINGS = re.compile(
    r"^#{1,4}[ \t]+\[?[A-Za-z][A-Za-z&/-]{1,20}(?: [A-Za-z-]{1,20})?[ -]?'? ?(?:19|20)\d\d\b", re.M
)
_MARK_ITEMS = re.compile(r"^[ \t]*[-*+][ \t]+(\([A-Za-z]+ ?['’]?(?:\d\d){0,2}\)|\[|[^\s\[])", re.M)
_SURE = 2
"""Headings with a venue that a page of this kind has at least."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of an item stand in its text."""

    prefix: Span | None
    """Of the venue between the parentheses."""
    title: Span
    links: tuple[Link, ...]
    note: Span
    """Of what follows the links, without the brackets around it."""


def read_parts(body: str) -> _Parts:
    """The parts of an item's text; an item that begins with a link has an empty title."""
    start, prefix = len(body) - len(body.lstrip()), None
    found = _PREFIX.match(body, start)
    if found and _is_venue(found[1]):
        prefix, start = Span(*found.span(1)), found.end()
    links = tuple(link for link in read_links(body)[:_LABELS] if link.span.start >= start)
    if links:
        after = links[-1].span.end
        return _Parts(prefix, _trimmed(body, start, links[0].span.start), links, _note(body, after))
    note = _NOTE.search(body, start)
    end = note.start() if note else len(body)
    return _Parts(prefix, _trimmed(body, start, end), (), Span(*note.span(1)) if note else _at(end))


def _is_venue(text: str) -> bool:
    return read_venue(text.strip()) is not None


def _at(offset: int) -> Span:
    return Span(offset, offset)


def _trimmed(body: str, start: int, end: int) -> Span:
    text = body[start:end]
    lead = len(text) - len(text.lstrip())
    return Span(start + min(lead, len(text.rstrip())), start + len(text.rstrip()))


def _note(body: str, start: int) -> Span:
    """What stands behind the links, its brackets left out; one of the two may be missing."""
    span = _trimmed(body, start, len(body))
    text = span.of(body)
    opened = text.startswith("[")
    closed = text.endswith("]") and not text.endswith("\\]")
    return _trimmed(body, span.start + opened, max(span.start + opened, span.end - closed))


def link_target(link: Link, body: str) -> str:
    """The link's target; of a link in a target, the inner one's. Empty when it is no web link."""
    target = link.url.of(body)
    whole = body[link.url.start : link.span.end - 1]
    inner = read_link(whole) if whole.startswith("[") else None
    if inner is not None:
        target = inner.url.of(whole)
    target = target.strip("<>")
    return target if target.lower().startswith(("http://", "https://")) else ""


@lru_cache(maxsize=4096)
def read_item(body: str) -> Fields | None:
    """The fields of an item's text; None when it is no entry. The heading's venue comes later."""
    body = body.strip()
    parts = read_parts(body)
    title = repaired(plain(parts.title.of(body)))
    if not title:
        return _linked_title(body, parts)
    if is_placeholder(title) or not any(map(str.isalnum, title)):
        return None
    targets = [(link, link_target(link, body)) for link in parts.links]
    first = _first(body, targets)
    venue = parts.prefix.of(body).strip() if parts.prefix else ""
    keywords, makers = _tokens(parts.note.of(body), title)
    return Fields(
        title=title,
        url="" if first is None else targets[first][1],
        venue=venue,
        organization=", ".join(makers),
        extras=tuple(
            link.span.of(body) for at, (link, url) in enumerate(targets) if url and at != first
        ),
        keywords=keywords,
    )


def _first(body: str, targets: Sequence[tuple[Link, str]]) -> int | None:
    """Which of the links leads to the paper: the first that is no code, else the first."""
    known = [at for at, (_, url) in enumerate(targets) if url]
    papers = [at for at in known if label_kind(plain(targets[at][0].text.of(body))) != "other"]
    return next(iter(papers or known), None)


def _linked_title(body: str, parts: _Parts) -> Fields | None:
    """An item whose title is its link's text, as other lists write it."""
    if not parts.links or _LISTING.fullmatch(plain(parts.links[0].text.of(body))):
        return None
    fields = read_house_item(body[parts.links[0].span.start :])
    if fields is None or parts.prefix is None:
        return fields
    return replace(fields, venue=parts.prefix.of(body).strip())


def _tokens(note: str, title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(keywords, makers) of a note. Where keywords are bold the others are makers."""
    bold = bool(_BOLD.search(note))
    keywords: list[str] = []
    makers: list[str] = []
    for token in _split(note):
        text = repaired(plain(token))
        if not text:
            continue
        is_maker = not _BOLD.search(token) if bold else names_maker(text, title)
        (makers if is_maker else keywords).append(text)
    return tuple(keywords), tuple(makers)


def _split(text: str) -> list[str]:
    parts: list[str] = []
    at = 0
    for found in _SEPARATED.finditer(text):
        if found[1]:
            parts.append(text[at : found.start()])
            at = found.end()
    return [*parts, text[at:]]


def heading_venue(title: str) -> Venue | None:
    """The venue and year that a heading names: `EuroSys 2025 Spring`; None for a topic."""
    found = _HEADING.fullmatch(title.strip())
    return read_venue(f"{found['name']} {found['year']}") if found else None


def _written_venue(venue: Venue) -> str:
    """`OSDI'24`, as the template has it."""
    return f"{venue.usual or venue.name}'{(venue.year or 0) % 100:02d}"


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
    return _rule_before(document, section) is not None


def _names_venue(entry: Entry) -> bool:
    return read_parts(_MARKER.sub("", entry.raw, count=1)).prefix is not None


def _rule_before(document: Document, section: Section) -> int | None:
    """Offset of the rule that sets the heading apart, None without one."""
    for block in reversed(document.blocks[: section.line - 1]):
        if block.kind is Kind.RULE:
            return block.span.start
        if block.kind is not Kind.BLANK:
            return None
    return None


@dataclass(frozen=True, slots=True)
class TjuStyle(Style):
    """The template of the list, in the marker of the neighbours."""

    prefix: str = "* "
    venue: str = ""
    """Of the section, for an entry that names none: `OSDI'24`."""

    def write(self, draft: Draft) -> Written:
        """`* (OSDI'24) Title [link](url) [maker | maker]`."""
        changes: list[Change] = []

        def escaped(text: str) -> str:
            safe = escape_markdown(text, in_link=False)
            if safe != text:
                changes.append(Change(ESCAPED, "escape what Markdown would read as markup"))
            return safe

        title, changed = house_title(draft.title)
        changes += changed
        url, changed = house_url(draft.url)
        changes += changed
        organization, changed = house_organization_change(draft.organization)
        changes += changed
        whole = Draft(title, url, draft.description).full_title
        venue, aside = self._venue(draft)
        if self.venue and not aside and read_venue(venue) != read_venue(self.venue):
            told = f"the section is {self.venue}'s, the entry says {venue}"
            changes.append(Change(SECTION_STYLE, told))
        words = escaped(whole)
        if not venue and (hidden := _PREFIX.match(words)) and _is_venue(hidden[1]):
            words = f"\\{words}"
        tokens = [escaped(token) for token in (*aside, *organization.split(", ")) if token]
        note = f" [{' | '.join(tokens)}]" if tokens else ""
        line = f"{f'({escaped(venue)}) ' if venue else ''}{words} [link]({url}){note}"
        return Written(f"{self.prefix.lstrip()}{line}", tuple(changes))

    def _venue(self, draft: Draft) -> tuple[str, list[str]]:
        """(what stands before the title, what goes into the note because it is no venue)."""
        named = read_venue(draft.venue) if draft.venue else None
        if named is not None:
            text = _written_venue(named) if named.year else named.usual or named.name
            return f"{text} {named.note}".rstrip() if _is_short(named) else text, []
        aside = [draft.venue] if draft.venue else []
        if self.venue:
            return self.venue, aside
        identity = paper_id(draft.url)
        if identity is None or identity.scheme != "arxiv":
            return "", aside
        year = year_of(draft.url, "", "")
        return (f"Arxiv'{year % 100:02d}" if year else "Arxiv"), aside


def _is_short(venue: Venue) -> bool:
    return bool(venue.note) and "(" not in venue.note


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
        document = _PageReader(text).read()
        entries = list(document.entries)
        for section, venue in zip(document.sections, section_venues(document), strict=True):
            for at in section.entries:
                if venue is not None and not entries[at].venue:
                    told = f"{venue.name} {venue.year}"
                    entries[at] = replace(entries[at], venue=told, year=venue.year)
        return replace(document, entries=tuple(entries))

    def style(self, document: Document, entries: Sequence[Entry]) -> TjuStyle:
        """The template, marked as these are."""
        if not entries:
            return TjuStyle()
        return TjuStyle(read_style(document.text, entries).prefix)

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """At the end of the section."""
        spot = house_spot(document, index, year)
        section = document.sections[index]
        own = [document.entries[at] for at in section.entries]
        venue = section_venues(document)[index]
        style = self.style(document, own or document.entries)
        return replace(spot, style=replace(style, venue=_written_venue(venue) if venue else ""))

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Each field where it stands; keywords and further links stay."""
        line, newline, rest = entry.raw.partition("\n")
        marker = _MARKER.match(line)
        start = marker.end() if marker else 0
        body = line[start:]
        before, parts = read_item(body), read_parts(body)
        if before is None or parts.title.start == parts.title.end:
            return amend(entry, new, style)
        wanted = _wanted(before, new)
        amended = apply_edits(body, _edits(body, parts, before, new, wanted))
        after = read_item(amended)
        if after is not None and not wanted.url:
            wanted = replace(wanted, url=after.url, extras=after.extras)
        if after is not None and _says(after) == _says(wanted):
            return f"{line[:start]}{amended}{newline}{rest}", False
        draft = Draft(wanted.title, wanted.url, "", wanted.venue, wanted.organization)
        return f"{TjuStyle(line[:start]).write(draft).line}{newline}{rest}", True

    def venue_sections(self, document: Document, venue: str) -> tuple[str, ...] | None:
        """The venue's own section and its topics; of a venue with topics, these alone."""
        wanted = read_venue(venue)
        if wanted is None or wanted.year is None or not any(map(heading_venue, _titles(document))):
            return None
        venues = section_venues(document)
        found = [at for at, known in enumerate(venues) if _is_same(known, wanted)]
        if not found:
            return (f"{wanted.usual or wanted.name} {wanted.year}",)
        parents = {document.sections[at].parent for at in found}
        leaves = [at for at in found if at not in parents or document.sections[at].entries]
        return tuple(document.sections[at].path for at in leaves)

    def first_entry(self, document: Document, section: str) -> Spot | int | None:
        """Where the first entry of a section goes that the page lacks, heading included.

        The index of the section when the page has it under another spelling; None when `section`
        names no venue and year, and when the page is not sorted by them.
        """
        venue = heading_venue(section) or read_venue(section)
        tops = [
            (index, known)
            for index, known in enumerate(map(heading_venue, _titles(document)))
            if known is not None
        ]
        if venue is None or venue.year is None or not tops:
            return None
        for index, known in tops:
            if _is_same(known, venue):
                return index
        older = next((index for index, known in tops if (known.year or 0) <= venue.year), None)
        return _heading_spot(document, venue, tops[0][0], older)


def _is_same(one: Venue | None, other: Venue) -> bool:
    """Whether two venues are one, of one year."""
    return one is not None and (one.usual or one.name, one.year) == (
        other.usual or other.name,
        other.year,
    )


def _titles(document: Document) -> list[str]:
    return [section.title for section in document.sections]


def _heading_spot(document: Document, venue: Venue, model: int, older: int | None) -> Spot:
    """A heading like the one of section `model`, before the section `older`, else at the end."""
    text = document.text
    like = document.sections[model]
    end = line_end(text, like.span.start)
    rule = _rule_before(document, like)
    apart = "" if rule is None else text[rule : like.span.start]
    title = f"{venue.usual or venue.name} {venue.year}"
    frame = f"{apart}{'#' * like.level} {title}{end * 2}"
    style = TjuStyle(read_style(text, document.entries).prefix.lstrip() or "* ")
    style = replace(style, venue=_written_venue(venue))
    if older is None:
        gap = "" if text.endswith(end * 2) or not text else end * (1 + (not text.endswith("\n")))
        return Spot(len(text), f"{gap}{frame}", end, title, style, new_bucket=True)
    section = document.sections[older]
    at = _rule_before(document, section)
    at = section.span.start if at is None else at
    gap = "" if not at or text[:at].endswith(end * 2) else end
    return Spot(at, f"{gap}{frame}", end * 2, title, style, new_bucket=True)


def _wanted(before: Fields, new: Mapping[str, str]) -> Fields:
    """What the item says with the fields changed; a description is the title's second part."""
    title = new.get("title", before.title)
    if new.get("description"):
        name = title if "title" in new else title.partition(": ")[0]
        title = f"{name}: {new['description']}"
    return replace(
        before,
        title=title,
        url=new.get("url", before.url),
        venue=_prefix_text(new["venue"]) if "venue" in new else before.venue,
        organization=new.get("organization", before.organization),
    )


def _prefix_text(venue: str) -> str:
    """A venue as it stands between the parentheses."""
    named = read_venue(venue) if venue else None
    return _written_venue(named) if named and named.year and not named.note else venue


def _says(fields: Fields) -> tuple[object, ...]:
    """What must be the same after amending: a maker that nobody knows is read as a keyword."""
    makers = fields.organization.split(", ") if fields.organization else []
    said = sorted((*fields.keywords, *makers))
    return fields.title, fields.url, fields.venue, said, fields.extras


def _edits(
    body: str, parts: _Parts, before: Fields, new: Mapping[str, str], wanted: Fields
) -> list[Edit]:
    edits = []
    if wanted.title != before.title:
        edits.append(Edit(parts.title, escape_markdown(wanted.title, in_link=False)))
    if "url" in new:
        edits.append(_link_edit(body, parts, new["url"]))
    if "venue" in new:
        edits.append(_venue_edit(body, parts, new["venue"]))
    if "organization" in new:
        edits.append(_note_edit(body, parts, wanted))
    return edits


def _link_edit(body: str, parts: _Parts, url: str) -> Edit:
    """The paper's link: its target replaced; a link that leads nowhere is made one."""
    written = f"[link]({url})" if url else ""
    at = _first(body, [(link, link_target(link, body)) for link in parts.links])
    if at is not None:
        link = parts.links[at]
        inside = Span(link.url.start, link.span.end - 1)
        return Edit(inside, url) if url else Edit(link.span, "[-]()")
    if parts.links:
        return Edit(parts.links[0].span, written or "[-]()")
    return Edit(_at(parts.title.end), f" {written}" if written else "")


def _venue_edit(body: str, parts: _Parts, venue: str) -> Edit:
    text = _prefix_text(venue)
    if parts.prefix is None:
        return Edit(
            _at(parts.title.start), f"({escape_markdown(text, in_link=False)}) " if text else ""
        )
    if text:
        return Edit(parts.prefix, escape_markdown(text, in_link=False))
    return Edit(Span(body.index("(", 0), parts.title.start), "")


def _note_edit(body: str, parts: _Parts, wanted: Fields) -> Edit:
    """The note with its keywords as they are written and the makers behind them."""
    note = parts.note.of(body)
    bold = bool(_BOLD.search(note))
    kept = [
        token.strip()
        for token in _split(note)
        if token.strip()
        and (_BOLD.search(token) if bold else not names_maker(plain(token), wanted.title))
    ]
    makers = [escape_markdown(one, in_link=False) for one in wanted.organization.split(", ") if one]
    tokens = " | ".join((*kept, *makers))
    if parts.note.start == parts.note.end and tokens:
        written = "[" in body[parts.links[-1].span.end if parts.links else parts.title.end :]
        return Edit(parts.note, tokens if written else f" [{tokens}]")
    return Edit(parts.note, tokens)


DIALECT: Dialect = Tju()
