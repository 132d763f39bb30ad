"""Change named fields of one line of a list by venues; keywords and further links stay."""

from collections.abc import Mapping
from dataclasses import replace

from llmsys_mcp.core.dialects.tju.item import (
    BOLD,
    Parts,
    first_to_paper,
    link_target,
    read_item,
    read_parts,
    split_note,
)
from llmsys_mcp.core.dialects.tju.style import TjuStyle, written_venue
from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.subjects.organizations import names_maker
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.core.writing.amend import amend as amend_in_house
from llmsys_mcp.core.writing.style import Draft, Style


def amend(entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
    """(the entry's text with each field changed where it stands, whether it was written anew)."""
    line, newline, rest = entry.raw.partition("\n")
    start = len(line) - len(without_marker(line))
    body = line[start:]
    before, parts = read_item(body), read_parts(body)
    if before is None or parts.title.start == parts.title.end:
        return amend_in_house(entry, new, style)
    wanted = _wanted(before, new)
    amended = apply_edits(body, _edits(body, parts, before, new, wanted))
    after = read_item(amended)
    if after is not None and not wanted.url:
        wanted = replace(wanted, url=after.url, extras=after.extras)
    if after is not None and _says(after) == _says(wanted):
        return f"{line[:start]}{amended}{newline}{rest}", False
    draft = Draft(wanted.title, wanted.url, "", wanted.venue, wanted.organization)
    return f"{TjuStyle(line[:start]).write(draft).line}{newline}{rest}", True


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
    return written_venue(named) if named and named.year and not named.note else venue


def _says(fields: Fields) -> tuple[object, ...]:
    """What must be the same after amending: a maker that nobody knows is read as a keyword."""
    makers = fields.organization.split(", ") if fields.organization else []
    said = sorted((*fields.keywords, *makers))
    return fields.title, fields.url, fields.venue, said, fields.extras


def _edits(
    body: str, parts: Parts, before: Fields, new: Mapping[str, str], wanted: Fields
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


def _link_edit(body: str, parts: Parts, url: str) -> Edit:
    """The paper's link: its target replaced; a link that leads nowhere is made one."""
    written = f"[link]({url})" if url else ""
    at = first_to_paper(body, [(link, link_target(link, body)) for link in parts.links])
    if at is not None:
        link = parts.links[at]
        inside = Span(link.url.start, link.span.end - 1)
        return Edit(inside, url) if url else Edit(link.span, "[-]()")
    if parts.links:
        return Edit(parts.links[0].span, written or "[-]()")
    return Edit(Span(parts.title.end, parts.title.end), f" {written}" if written else "")


def _venue_edit(body: str, parts: Parts, venue: str) -> Edit:
    text = _prefix_text(venue)
    if parts.prefix is None:
        return Edit(
            Span(parts.title.start, parts.title.start),
            f"({escape_markdown(text, in_link=False)}) " if text else "",
        )
    if text:
        return Edit(parts.prefix, escape_markdown(text, in_link=False))
    return Edit(Span(body.index("(", 0), parts.title.start), "")


def _note_edit(body: str, parts: Parts, wanted: Fields) -> Edit:
    """The note with its keywords as they are written and the makers behind them."""
    note = parts.note.of(body)
    bold = bool(BOLD.search(note))
    kept = [
        token.strip()
        for token in split_note(note)
        if token.strip()
        and (BOLD.search(token) if bold else not names_maker(plain(token), wanted.title))
    ]
    makers = [escape_markdown(one, in_link=False) for one in wanted.organization.split(", ") if one]
    tokens = " | ".join((*kept, *makers))
    if parts.note.start == parts.note.end and tokens:
        written = "[" in body[parts.links[-1].span.end if parts.links else parts.title.end :]
        return Edit(parts.note, tokens if written else f" [{tokens}]")
    return Edit(parts.note, tokens)
