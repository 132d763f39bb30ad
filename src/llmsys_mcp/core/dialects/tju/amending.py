"""Change named fields of one line of a list by venues; keywords and further links stay."""

from collections.abc import Mapping
from dataclasses import replace

from llmsys_mcp.core.dialects.tju.item import (
    Parts,
    first_to_paper,
    link_target,
    read_item,
    read_parts,
    split_note,
)
from llmsys_mcp.core.dialects.tju.style import title_words, unread_makers, venue_before_title
from llmsys_mcp.core.markup.markdown import plain, without_break
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.mojibake import repaired
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.subjects.organizations import parted_makers
from llmsys_mcp.core.writing.amend import amend as amend_in_house
from llmsys_mcp.core.writing.style import Style
from llmsys_mcp.errors import InvalidArgument, quoted


def amend(entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
    """(the entry's text with each field changed where it stands, whether it was written anew).

    Raises:
        InvalidArgument: the venue would not be read as one, a description would take the place of
            a part of the title, or the line would be read in another way than was asked for.
    """
    first, newline, rest = entry.raw.partition("\n")
    line = without_break(first) if newline else first
    ending = f"{first[len(line) :]}{newline}"
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
    if after is None or _says(after) != _says(wanted):
        raise InvalidArgument(
            next(iter(new), "id"),
            f"so changed, the line {quoted(line)} would be read in another way than asked for.",
            "Change the line by hand.",
        )
    return f"{line[:start]}{amended}{ending}{rest}", False


def told(new: Mapping[str, str], text: str, section_venue: str) -> tuple[str, ...]:
    """What is told of a changed line: makers read as keywords, a venue that the section gives."""
    body = without_marker(text.partition("\n")[0])
    said = []
    if new.get("venue") == "" and section_venue:
        said.append(f"The line itself names no venue; {section_venue} is the section's.")
    said += [f"{one}." for one in unread_makers(new.get("organization", ""), body)]
    return tuple(said)


def _wanted(before: Fields, new: Mapping[str, str]) -> Fields:
    """What the item says with the fields changed."""
    return replace(
        before,
        title=_title(before.title, new),
        url=new.get("url", before.url),
        venue=venue_before_title(new["venue"]) if "venue" in new else before.venue,
        organization=new.get("organization", before.organization),
    )


def _title(before: str, new: Mapping[str, str]) -> str:
    """The title; a description is its second part, where it has none or is new as well."""
    title, description = new.get("title", before), new.get("description", "")
    if not description:
        return title
    name, _, rest = title.partition(": ")
    if "title" in new or not rest:
        return f"{title}: {description}"
    if rest != description:
        raise InvalidArgument(
            "description",
            f"this list has no descriptions: it would take the place of {quoted(rest)} in the "
            "title.",
            f"To change that, give the whole title, which begins with {quoted(name)}.",
        )
    return title


def _says(fields: Fields) -> tuple[object, ...]:
    """What must be the same after amending: a maker that nobody knows is read as a keyword."""
    said = ", ".join((*fields.keywords, fields.organization)).split(", ")
    return fields.title, fields.url, fields.venue, {*said} - {""}, fields.extras


def _edits(
    body: str, parts: Parts, before: Fields, new: Mapping[str, str], wanted: Fields
) -> list[Edit]:
    edits = []
    if wanted.title != before.title:
        edits.append(Edit(parts.title, title_words(wanted.title, [], begins=not wanted.venue)))
    if "url" in new:
        edits.append(_link_edit(body, parts, new["url"]))
    if "venue" in new:
        edits.append(_venue_edit(body, parts, wanted.venue))
    if wanted.organization != before.organization:
        edits.append(_note_edit(body, parts, before, wanted))
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
    text = escape_markdown(venue, in_link=False)
    if parts.prefix is None:
        begin = Span(parts.title.start, parts.title.start)
        return Edit(begin, f"({text}) " if text else "")
    if text:
        return Edit(parts.prefix, text)
    return Edit(Span(body.index("("), parts.title.start), "")


def _note_edit(body: str, parts: Parts, before: Fields, wanted: Fields) -> Edit:
    """The note with its keywords as they are written and the makers behind them."""
    makers = parted_makers(wanted.organization, wanted.title) if wanted.organization else ()
    kept = [
        token.strip()
        for token in split_note(parts.note.of(body))
        if (text := repaired(plain(token))) in before.keywords and text not in makers
    ]
    tokens = " | ".join((*kept, *(escape_markdown(one, in_link=False) for one in makers)))
    if parts.note.start == parts.note.end and tokens:
        written = "[" in body[parts.links[-1].span.end if parts.links else parts.title.end :]
        return Edit(parts.note, tokens if written else f" [{tokens}]")
    if not tokens and body[: parts.note.start].endswith("[") and body[parts.note.end :] == "]":
        begin = len(body[: parts.note.start - 1].rstrip())
        return Edit(Span(begin, len(body)), "")
    return Edit(parts.note, tokens)
