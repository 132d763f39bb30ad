"""An entry as a list by venues writes it: `* (OSDI'24) Title [link](url) [maker | maker]`."""

from dataclasses import dataclass, replace

from llmsys_mcp.core.dialects.tju.item import PREFIX, is_venue
from llmsys_mcp.core.identity.registry import paper_id
from llmsys_mcp.core.page.entry import year_of
from llmsys_mcp.core.venue import Venue, read_venue
from llmsys_mcp.core.writing.house import SECTION_STYLE, Change
from llmsys_mcp.core.writing.style import Draft, Style, Written, escaped, in_house_form


def written_venue(venue: Venue) -> str:
    """`OSDI'24`, as the template has it; four digits where two would not be read as its year."""
    name = venue.usual or venue.name
    short = f"{name}'{(venue.year or 0) % 100:02d}"
    return short if read_venue(short) else f"{name} {venue.year}"


@dataclass(frozen=True, slots=True)
class TjuStyle(Style):
    """The template of the list, in the marker of the neighbours."""

    prefix: str = "* "
    venue: str = ""
    """Of the section, for an entry that names none: `OSDI'24`."""

    def write(self, draft: Draft) -> Written:
        """`* (OSDI'24) Title [link](url) [maker | maker]`."""
        # Description and venue have forms of their own here.
        house, changes = in_house_form(replace(draft, description="", venue=""))
        whole = replace(house, description=draft.description).full_title
        venue, aside = self._venue(draft)
        if told := self._told(draft, venue):
            changes.append(Change(SECTION_STYLE, told))
        words = escaped(whole, changes)
        if not venue and (hidden := PREFIX.match(words)) and is_venue(hidden[1]):
            words = f"\\{words}"
        tokens = [
            escaped(token, changes) for token in (*aside, *house.organization.split(", ")) if token
        ]
        note = f" [{' | '.join(tokens)}]" if tokens else ""
        before = f"({escaped(venue, changes)}) " if venue else ""
        link = f" [link]({house.url})" if house.url else ""
        line = f"{before}{words}{link}{note}"
        return Written(f"{self.prefix.lstrip()}{line}", tuple(changes))

    def _told(self, draft: Draft, venue: str) -> str:
        """How the section's venue and the draft's go together, when a person has to know."""
        if not self.venue:
            return ""
        if read_venue(draft.venue) is not None:
            is_same = read_venue(venue) == read_venue(self.venue)
            return "" if is_same else f"the section is {self.venue}'s, the entry says {venue}"
        held, linked = read_venue(self.venue), year_of(draft.url, "", "")
        later = held is not None and linked is not None and linked > (held.year or linked)
        told = f"no venue was given, {self.venue} is the section's"
        return f"{told}; the link is of {linked}, which is later" if later else told

    def _venue(self, draft: Draft) -> tuple[str, list[str]]:
        """(what stands before the title, what goes into the note because it is no venue)."""
        named = read_venue(draft.venue) if draft.venue else None
        if named is not None:
            text = written_venue(named) if named.year else named.usual or named.name
            if _keeps_note(named):
                return f"{text} {named.note}".rstrip(), []
            is_volume = bool(named.note) and not named.note.startswith("(")
            return text, [named.note] if is_volume else []
        aside = [draft.venue] if draft.venue else []
        if self.venue:
            return self.venue, aside
        identity = paper_id(draft.url)
        if identity is None or identity.scheme != "arxiv":
            return "", aside
        year = year_of(draft.url, "", "")
        return (f"Arxiv'{year % 100:02d}" if year else "Arxiv"), aside


def _keeps_note(venue: Venue) -> bool:
    """Whether the note behind the year stands before the title, too: `Spotlight`, no `(Oral)`."""
    return "(" not in venue.note and bool(venue.note) and venue.year is not None
