"""A section's own style, read from its entries; and one entry written in it.

line  = prefix "[" title "](" url ")" tail *( " | " field )
tail  = ( ": " | " - " ) description            as most entries do
      | " – " [organization " "] "(" Mon YYYY ")"   in a section of dated reports
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from llmsys_mcp.core.identity import arxiv_year_month, paper_id
from llmsys_mcp.core.markup.marker import BULLET, following, read_marker, without_marker
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.entry import MONTHS, Entry, full_title, split_date, year_of
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.writing.house import (
    ESCAPED,
    SECTION_STYLE,
    SEPARATOR,
    Change,
    house_description,
    house_organization_change,
    house_title,
    house_url,
    house_venue_change,
)

_DASH = re.compile(r"(?:^|\s)([-–—])(?:\s|$)")
_MONTH_YEAR = re.compile(rf"(?:{'|'.join(MONTHS)})[a-z]*\.? (?:19|20)\d\d")
_LEADING = ":：-–— "
"""What callers put before a description though the line brings its own separator."""
_RECENT = 5
"""Dated entries, the last ones, that tell how a section sets its dash."""
_DATED_SHARE = 0.5
"""Share of the entries that end in a date in a section of dated reports."""
_NAME = 4
"""Words before a date up to which they are an organisation rather than a description."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the entries of one section (or bucket) are written."""

    prefix: str = "- "
    """Indentation, marker and the gap after it."""
    dated: bool = False
    """Whether entries end in ` – Org (Mon YYYY)` instead of venue and organisation."""
    dash: str = " – "
    """The separator before a date."""
    separator: str = ": "
    """What stands between a title and its description, with its blanks."""

    def write(self, draft: "Draft") -> "Written":
        """The line for `draft`, idempotent by field: what it says is written the same again.

        A dialect with another form has a style of its own.
        """
        return _write_in_house(draft, self)


def read_style(text: str, entries: Sequence[Entry], *, fresh: bool = False) -> Style:
    """The style of the given entries of a page; the house style where there are none.

    The marker is that of one more item behind them: of numbered items the next number, of tasks an
    open box, for nobody has ticked a new one off. `fresh`: of the first item of a list of its own.
    """
    if not entries:
        return Style()
    prefix = _prefix(text, entries, fresh=fresh)
    dates = [entry for entry in entries if entry.extras and _is_date(entry.extras[0])]
    if len(dates) < _DATED_SHARE * len(entries):
        return Style(prefix)
    dashes = Counter(_dash(entry) for entry in dates[-_RECENT:])
    return Style(prefix, dated=True, dash=dashes.most_common(1)[0][0])


def with_marker(raw: str, style: Style) -> str:
    """An entry's text with the marker that one more entry of the style has.

    A task keeps its box, and an entry the signs before its link. Text without a marker, such as a
    line of HTML, comes back as it is.
    """
    was, wanted = read_marker(raw), read_marker(f"{style.prefix.lstrip()}x")
    if was is None or wanted is None:
        return raw
    return f"{replace(wanted, box=was.box or wanted.box, lead=was.lead)}{without_marker(raw)}"


def _is_date(text: str) -> bool:
    return split_date(text) == ("", text)


def _dash(entry: Entry) -> str:
    """What separates the entry's title from its organisation and date."""
    before = entry.raw[: entry.raw.rfind("(")]
    dash = max(" - ", " – ", " — ", key=before.rfind)
    return dash if dash in before else " – "


def _prefix(text: str, entries: Sequence[Entry], *, fresh: bool) -> str:
    """Indentation and marker of one more entry among those that are indented least."""
    leads = [(_indent(text, entry), _written_marker(entry.raw)) for entry in entries]
    shallow = min(len(indent) for indent, _ in leads)
    leads = [lead for lead in leads if len(lead[0]) == shallow]
    # Most are written alike, so each way of writing is read once.
    markers = {lead: read_marker(f"{lead[1]}x") or BULLET for lead in set(leads)}
    kinds = {lead: (lead[0], marker.form) for lead, marker in markers.items()}
    counts = Counter(kinds[lead] for lead in leads)
    top = max(counts.values())
    usual = next(kinds[lead] for lead in reversed(leads) if counts[kinds[lead]] == top)
    marker = following([markers[lead] for lead in leads if kinds[lead] == usual])
    if fresh and marker.number is not None:
        marker = marker.numbered(1)
    return f"{usual[0]}{marker}"


def _written_marker(raw: str) -> str:
    return raw[: len(raw) - len(without_marker(raw))]


def _indent(text: str, entry: Entry) -> str:
    start = text.rfind("\n", 0, entry.span.start) + 1
    return text[start : entry.span.start].lstrip("\ufeff")


@dataclass(frozen=True, slots=True)
class Draft:
    """The facts of an entry to be written, each already valid on its own."""

    title: str
    url: str
    description: str = ""
    venue: str = ""
    organization: str = ""

    @classmethod
    def of(cls, entry: Entry) -> "Draft":
        """The facts that a listed entry tells, to be written anew; not its extras."""
        return cls(entry.title, entry.url, entry.description, entry.venue, entry.organization)

    def unplaced(self) -> Entry:
        """The facts as an entry that stands on no page: line 0, and no text of its own."""
        return Entry(
            title=self.title,
            url=self.url,
            description=self.description,
            venue=self.venue,
            organization=self.organization,
            year=self.year,
            extras=(),
            section="",
            bucket="",
            line=0,
            span=Span(0, 0),
            raw="",
        )

    @property
    def full_title(self) -> str:
        """Title and description as one title, the title said once."""
        return full_title(self.title, self.description)

    @property
    def year(self) -> int | None:
        """The year an entry with these facts belongs to: its venue's, else its link's."""
        return year_of(self.url, self.venue, self.description)


FIELDS = tuple(field.name for field in fields(Draft))
"""What an entry says of its paper, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as one Markdown line, and what the rules changed on the way."""

    line: str
    changes: tuple[Change, ...]


def in_house_form(draft: Draft) -> tuple[Draft, list[Change]]:
    """The facts as the house rules have them, and what each rule changed on the way."""
    title, changed = house_title(draft.title)
    changes = [*changed]
    url, changed = house_url(draft.url)
    changes += changed
    description, changed = house_description(title, draft.description)
    changes += changed
    venue, changed = house_venue_change(draft.venue)
    changes += changed
    organization, changed = house_organization_change(draft.organization)
    changes += changed
    return Draft(title, url, description, venue, organization), changes


def _write_in_house(draft: Draft, style: Style) -> Written:
    """The line for `draft` in house form and the section's own style.

    A draft without a link gets the title's words alone, as the page writes such entries.
    """
    house, changes = in_house_form(draft)
    link = escaped(house.title, changes, in_link=bool(house.url))
    if house.url:
        link = f"[{link}]({house.url})"
    if style.dated:
        tail = _dated_tail(house, style, changes)
    else:
        tail = _tail(house.description, style.separator, changes)
        tail += _fields((house.venue, house.organization), changes)
    return Written(f"{style.prefix.lstrip()}{link}{tail}", tuple(changes))


def _fields(fields: Sequence[str], changes: list[Change]) -> str:
    return "".join(f" | {escaped(field, changes)}" for field in fields if field)


def _tail(description: str, separator: str, changes: list[Change]) -> str:
    """What follows the link: the separator and the description, or a remark kept as it is.

    Behind a dash a date at the end would be read as that of a report.
    """
    if not description:
        return ""
    if description.startswith("(") and description.endswith(")"):
        return f" {escaped(description, changes)}"
    if description.startswith("with "):
        return f" {escaped(description, changes)}"
    parted = ": " if split_date(description)[1] else separator
    return f"{parted}{escaped(_bare(description, changes), changes)}"


def _bare(description: str, changes: list[Change]) -> str:
    bare = description.lstrip(_LEADING)
    if bare == description or not bare:
        return description
    changes.append(Change(SEPARATOR, "write a colon before the description"))
    return bare


def _dated_tail(draft: Draft, style: Style, changes: list[Change]) -> str:
    """` – Org (Mon YYYY)`; the month is the one given, else the arXiv id's, else there is none."""
    description, organization, date = _given_date(draft)
    venue = draft.venue
    if not date and _MONTH_YEAR.fullmatch(venue.strip("()")):
        date, venue = f"({venue.strip('()')})", ""
    if not date and (date := arxiv_date(draft.url)):
        changes.append(Change(SECTION_STYLE, f"entries of this section end in a date: {date}"))
    tail = f": {escaped(_bare(description, changes), changes)}" if description else ""
    if date:
        tail += style.dash + f"{escaped(organization, changes)} {date}".lstrip()
        organization = ""
    return tail + _fields((venue, organization), changes)


def _given_date(draft: Draft) -> tuple[str, str, str]:
    """(description, organisation, date) where the description may end in ` – Org (Mon YYYY)`."""
    said, date = split_date(draft.description)
    dashes = list(_DASH.finditer(said)) if date else []
    if not date or not dashes:
        is_name = bool(date) and not draft.organization and len(said.split()) <= _NAME
        return ("", said, date) if is_name else (said, draft.organization, date)
    head, tail = said[: dashes[-1].start()].rstrip(), said[dashes[-1].end() :].strip(" ,")
    if not tail or tail.casefold() == draft.organization.casefold():
        return head, draft.organization, date
    return (said, draft.organization, date) if draft.organization else (head, tail, date)


def arxiv_date(url: str) -> str:
    """The month of a link's arXiv number as `(May 2025)`, empty where it has none."""
    identity = paper_id(url)
    if identity is None or identity.scheme != "arxiv":
        return ""
    month = arxiv_year_month(identity.value)
    return f"({MONTHS[month[1] - 1]} {month[0]})" if month else ""


def escaped(text: str, changes: list[Change], *, in_link: bool = False) -> str:
    """`text` as Markdown that shows it; an escape that it took is noted among `changes`."""
    safe = escape_markdown(text, in_link=in_link)
    if safe != text:
        changes.append(Change(ESCAPED, "escape what Markdown would read as markup"))
    return safe
