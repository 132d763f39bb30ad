"""A section's own style, read from its entries; and one entry written in it.

line  = prefix "[" title "](" url ")" tail *( " | " field )
tail  = ": " description                        where most entries do so
      | " – " [organization " "] "(" Mon YYYY ")"   in a section of dated reports
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from llmsys_mcp.core.entry import Entry, year_of
from llmsys_mcp.core.house import (
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
from llmsys_mcp.core.identity import arxiv_year_month, paper_id
from llmsys_mcp.core.policy import escape_markdown

_PREFIX = re.compile(r"[-*+][ \t]+")
_DATE = re.compile(r"\([^()]{0,30}?(?:19|20)\d\d\)")
_GIVEN_DATE = re.compile(
    r"(?:[-–—:]\s*)?(?P<org>[^()]{0,80}?)\s*(?P<date>\([^()]{0,30}?(?:19|20)\d\d\))"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH_YEAR = re.compile(rf"(?:{'|'.join(_MONTHS)})[a-z]*\.? (?:19|20)\d\d")
_RECENT = 5
_DATED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Style:
    """How the entries of one section (or bucket) are written."""

    prefix: str = "- "
    """Indentation, marker and the gap after it."""
    dated: bool = False
    """Whether entries end in ` – Org (Mon YYYY)` instead of venue and organisation."""
    dash: str = " – "
    """The separator before a date."""

    def write(self, draft: "Draft") -> "Written":
        """The line for `draft`; a dialect with another form has a style of its own."""
        return _write_in_house(draft, self)


def read_style(text: str, entries: Sequence[Entry]) -> Style:
    """The style of the given entries of a page; the house style where there are none."""
    if not entries:
        return Style()
    prefixes = Counter(_prefix(text, entry) for entry in entries)
    top = prefixes.most_common(1)[0][1]
    prefix = next(p for e in reversed(entries) if prefixes[p := _prefix(text, e)] == top)
    dates = [entry for entry in entries if entry.extras and _DATE.fullmatch(entry.extras[0])]
    if len(dates) < _DATED_SHARE * len(entries):
        return Style(prefix)
    dashes = Counter(" – " if " – (" in e.raw or "– " in e.raw else " - " for e in dates[-_RECENT:])
    return Style(prefix, dated=True, dash=dashes.most_common(1)[0][0])


def _prefix(text: str, entry: Entry) -> str:
    start = text.rfind("\n", 0, entry.span.start) + 1
    marker = _PREFIX.match(entry.raw)
    indent = text[start : entry.span.start].lstrip("\ufeff")
    return indent + (marker[0] if marker else "- ")


@dataclass(frozen=True, slots=True)
class Draft:
    """The facts of an entry to be written, each already valid on its own."""

    title: str
    url: str
    description: str = ""
    venue: str = ""
    organization: str = ""

    @property
    def full_title(self) -> str:
        """Title and description as one."""
        return f"{self.title}: {self.description}" if self.description else self.title

    @property
    def year(self) -> int | None:
        """The year an entry with these facts belongs to: its venue's, else its link's."""
        return year_of(self.url, self.venue, self.description)


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as one Markdown line, and what the rules changed on the way."""

    line: str
    changes: tuple[Change, ...]


def write_entry(draft: Draft, style: Style) -> Written:
    """The line for `draft` as `style` has it. Idempotent by field."""
    return style.write(draft)


def _write_in_house(draft: Draft, style: Style) -> Written:
    """The line for `draft` in house form and the section's own style. Idempotent by field."""
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
    link = f"[{_escaped(title, changes, in_link=True)}]({url})"
    if style.dated:
        tail = _dated_tail(Draft(title, url, description, venue, organization), style, changes)
    else:
        tail = _tail(description, changes)
        tail += "".join(
            f" | {_escaped(field, changes)}" for field in (venue, organization) if field
        )
    return Written(f"{style.prefix.lstrip()}{link}{tail}", tuple(changes))


def _tail(description: str, changes: list[Change]) -> str:
    """What follows the link: `: description`, or a remark kept as it is."""
    if not description:
        return ""
    if description.startswith("(") and description.endswith(")"):
        return f" {_escaped(description, changes)}"
    if description.startswith("with "):
        return f" {_escaped(description, changes)}"
    bare = description.lstrip(":：-–— ")
    if bare != description and bare:
        changes.append(Change(SEPARATOR, "write a colon before the description"))
        description = bare
    return f": {_escaped(description, changes)}"


def _dated_tail(draft: Draft, style: Style, changes: list[Change]) -> str:
    """` – Org (Mon YYYY)`; the month is the one given, else the arXiv id's."""
    description, organization, date = draft.description, draft.organization, ""
    if (given := _GIVEN_DATE.fullmatch(description)) is not None:
        description, date = "", given["date"]
        organization = organization or given["org"].strip(" ,")
    elif (venue := draft.venue.strip("()")) and _MONTH_YEAR.fullmatch(venue):
        date = f"({venue})"
    if not date:
        date = _arxiv_date(draft.url)
        if date:
            changes.append(Change(SECTION_STYLE, f"entries of this section end in a date: {date}"))
    tail = f": {_escaped(description, changes)}" if description else ""
    if venue_left := (draft.venue if not _MONTH_YEAR.fullmatch(draft.venue.strip("()")) else ""):
        tail += f" | {_escaped(venue_left, changes)}"
    if not (organization or date):
        return tail
    words = " ".join(filter(None, (_escaped(organization, changes), date)))
    return f"{tail}{style.dash}{words}"


def _arxiv_date(url: str) -> str:
    identity = paper_id(url)
    if identity is None or identity.scheme != "arxiv":
        return ""
    month = arxiv_year_month(identity.value)
    return f"({_MONTHS[month[1] - 1]} {month[0]})" if month else ""


def _escaped(text: str, changes: list[Change], *, in_link: bool = False) -> str:
    escaped = escape_markdown(text, in_link=in_link)
    if escaped != text:
        changes.append(Change(ESCAPED, "escape what Markdown would read as markup"))
    return escaped
