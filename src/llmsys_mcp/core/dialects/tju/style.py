"""An entry as a list by venues writes it: `* (OSDI'24) Title [link](url) [maker | maker]`."""

import re
from dataclasses import dataclass, replace

from llmsys_mcp.core.dialects.tju.item import PREFIX, is_venue, read_item
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.page.entry import year_of
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.subjects.organizations import parted_makers
from llmsys_mcp.core.venue import Venue, read_venue
from llmsys_mcp.core.writing.house import SECTION_STYLE, Change
from llmsys_mcp.core.writing.style import Draft, Style, Written, escaped, in_house_form
from llmsys_mcp.errors import InvalidArgument, quoted

_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


def written_venue(venue: Venue) -> str:
    """`OSDI'24`, as the template has it; four digits where two would not be read as its year."""
    name = venue.usual or venue.name
    short = f"{name}'{(venue.year or 0) % 100:02d}"
    return short if read_venue(short) else f"{name} {venue.year}"


def is_same_venue(one: Venue | None, other: Venue | None) -> bool:
    """Whether two venues are one, of one year, whatever else is said of them."""
    return one is not None and other is not None and _edition(one) == _edition(other)


def _edition(venue: Venue) -> tuple[str, int | None]:
    return venue.usual or venue.name, venue.year


def venue_before_title(text: str) -> str:
    """A venue as it stands between the parentheses before a title, with its note; empty for none.

    Raises:
        InvalidArgument: it would not be read there as the venue that it is.
    """
    if not text:
        return ""
    named = read_venue(text)
    forms = _forms(named, text) if named is not None else []
    if forms:
        return forms[0]
    raise InvalidArgument(
        "venue",
        f"{quoted(text)} would not be read as a venue before the title, where this list has it.",
        "Give its name and year, as in OSDI 2024, or leave it out.",
    )


def _forms(venue: Venue, text: str) -> list[str]:
    """What is read as this venue before a title, the list's own form first."""
    short = written_venue(venue) if venue.year else venue.usual or venue.name
    forms = (f"{short} {_note(venue)}".rstrip(), f"{short} {venue.note}", text)
    return [form for form in forms if _is_read_as(form, venue)]


def _is_read_as(form: str, venue: Venue) -> bool:
    found = PREFIX.fullmatch(f"({escape_markdown(form, in_link=False)})")
    read = read_venue(found[1]) if found else None
    return read is not None and is_same_venue(read, venue) and _note(read) == _note(venue)


def _note(venue: Venue) -> str:
    """`Best Paper` of `OSDI 2024 (Best Paper)`."""
    bracketed = _BRACKETED.fullmatch(venue.note)
    return bracketed[1] if bracketed else venue.note


def unread_makers(organization: str, body: str) -> list[str]:
    """What is said of each maker that an item's text was given and that is not read as one."""
    fields = read_item(body)
    read = fields.organization.split(", ") if fields else []
    return [
        f"“{maker}” is read as a keyword here: nothing in it tells of an organisation or a person"
        for maker in parted_makers(organization, fields.title if fields else "")
        if organization and not set(maker.split(", ")) <= set(read)
    ]


def title_words(title: str, changes: list[Change], *, begins: bool) -> str:
    """A title as it is written; `begins`: no venue stands before it, nor may it look like one."""
    words = escaped(title, changes)
    hidden = PREFIX.match(words) if begins else None
    return f"\\{words}" if hidden and is_venue(hidden[1]) else words


@dataclass(frozen=True, slots=True)
class TjuStyle(Style):
    """The template of the list, in the marker of the neighbours."""

    prefix: str = "* "
    venue: str = ""
    """Of the section, for an entry that names none: `OSDI'24`."""

    def write(self, draft: Draft) -> Written:
        """`* (OSDI'24) Title [link](url) [maker | maker]`.

        Raises:
            InvalidArgument: the venue would not be read as one before the title.
        """
        # Description and venue have forms of their own here.
        house, changes = in_house_form(replace(draft, description="", venue=""))
        whole = replace(house, description=draft.description).full_title
        venue = venue_before_title(draft.venue) or self._venue(draft)
        if told := self._told(draft, venue):
            changes.append(Change(SECTION_STYLE, told))
        words = title_words(whole, changes, begins=not venue)
        makers = parted_makers(house.organization, whole) if house.organization else ()
        tokens = " | ".join(escaped(maker, changes) for maker in makers)
        before = f"({escaped(venue, changes)}) " if venue else ""
        link = f" [link]({house.url})" if house.url else ""
        line = f"{before}{words}{link}{f' [{tokens}]' if tokens else ''}"
        changes += [Change(SECTION_STYLE, told) for told in unread_makers(house.organization, line)]
        return Written(f"{self.prefix.lstrip()}{line}", tuple(changes))

    def _told(self, draft: Draft, venue: str) -> str:
        """How the section's venue and the draft's go together, when a person has to know."""
        if not self.venue:
            return ""
        held = read_venue(self.venue)
        if draft.venue:
            is_same = is_same_venue(read_venue(venue), held)
            return "" if is_same else f"the section is {self.venue}'s, the entry says {venue}"
        linked = year_of(draft.url, "", "")
        later = held is not None and linked is not None and linked > (held.year or linked)
        told = f"no venue was given, {self.venue} is the section's"
        return f"{told}; the link is of {linked}, which is later" if later else told

    def _venue(self, draft: Draft) -> str:
        """What stands before the title of an entry that names no venue."""
        if self.venue:
            return self.venue
        identity = paper_id(draft.url)
        if identity is None or identity.scheme != "arxiv":
            return ""
        year = year_of(draft.url, "", "")
        return f"Arxiv'{year % 100:02d}" if year else "Arxiv"
