"""Update, move and remove one entry; each changes only the lines it names."""

from collections.abc import Mapping
from dataclasses import replace

from llmsys_mcp.core.dialects import amended, find_spot, named
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.blocks import Kind, indent_of, is_numbered, scan
from llmsys_mcp.core.markup.references import item_written_out
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.writing.amend import with_date
from llmsys_mcp.core.writing.house import (
    Change,
    house_organization_change,
    house_title,
    house_url,
    house_venue_change,
)
from llmsys_mcp.core.writing.placement import NESTED
from llmsys_mcp.core.writing.style import FIELDS, Style, read_style, with_marker
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.services.add import possible_duplicate
from llmsys_mcp.services.duplicates import DuplicateIndex
from llmsys_mcp.services.plan import Plan, edited, formed
from llmsys_mcp.services.view import View

_FORMS = {
    "title": house_title,
    "url": house_url,
    "venue": house_venue_change,
    "organization": house_organization_change,
}
"""Field → what the rules make of its value."""


def plan_update(view: View, id_: str, new: Mapping[str, str]) -> Plan:
    """Change the fields of `new` in the entry's line; an empty value removes the field.

    Raises:
        UnknownEntry: no entry has the id.
        InvalidArgument: nothing to change, or the title is a placeholder or would vanish.
    """
    listed = view.papers.entry(id_)
    wanted, changes = _house(new)
    if not wanted:
        raise InvalidArgument(
            "title", "no field to change was given.", f"Give {', '.join(FIELDS)}."
        )
    entry, document = listed.entry, _document(view, listed)
    text, rewritten = amended(document, entry, wanted, _style(document, listed))
    warnings = ["The line had no form of its own kind; it was written anew."] if rewritten else []
    if "url" in wanted and entry.url and entry.url not in entry.raw and text != entry.raw:
        warnings.append("The new link stands in the line; the definition that it had is left.")
    warnings += named(document.dialect).told(document, entry, wanted, text)
    if text == entry.raw:
        return Plan(line=entry.raw, existing=listed, warnings=tuple(warnings))
    warnings += _alike(view, listed, wanted)
    return Plan(
        texts=(edited(view, listed.file, Edit(entry.span, text)),),
        warnings=tuple(warnings),
        line=text,
        forms=formed(text.rstrip(), changes),
        replaced=frozenset({listed.id}),
        changed=1,
        argument=next(iter(wanted)),
    )


def _alike(view: View, listed: Listed, wanted: Mapping[str, str]) -> list[str]:
    """A warning when the entry comes near others of the list that it did not come near before."""
    before = listed.entry
    after = before._replace(
        title=wanted.get("title", before.title),
        url=wanted.get("url", before.url),
        description=wanted.get("description", before.description),
    )
    if after == before:
        return []
    others = [one for one in view.papers.entries if one is not listed]
    index = DuplicateIndex(others, view.duplicates)
    known = {match.listed.id for match in index.check(before.full_title, before.url).matches}
    found = index.check(after.full_title, after.url)
    matches = [match for match in found.matches if match.listed.id not in known]
    return [possible_duplicate(matches)] if matches and found.verdict != "new" else []


def _house(new: Mapping[str, str]) -> tuple[dict[str, str], list[Change]]:
    """The new values in house form, and what the rules changed in them."""
    house, changes = dict(new), list[Change]()
    if "title" in house and (not house["title"] or is_placeholder(house["title"])):
        raise InvalidArgument(
            "title",
            f"{quoted(house['title'])} stands for a title, it is none.",
            "Give the paper's exact title.",
        )
    for field, in_house_form in _FORMS.items():
        if field in house:
            house[field], made = in_house_form(house[field])
            changes += made
    return house, changes


def plan_remove(view: View, id_: str, reason: str = "") -> Plan:
    """Take the entry's lines out.

    The numbers of other items stay as they are. The reason goes on record for a pull request.

    Raises:
        UnknownEntry: no entry has the id.
        InvalidArgument: items stand below it, which would then belong to another entry, or behind
            it, which would then belong to the words above.
    """
    listed = view.papers.entry(id_)
    document = _document(view, listed)
    _refuse_nested(document, listed)
    cut = Edit(_whole_lines(document, listed), "")
    _refuse_stranding(document, listed, cut)
    return Plan(
        texts=(edited(view, listed.file, cut),),
        removed=frozenset({listed.id}),
        changed=0,
        line=listed.entry.raw,
        reason=reason,
        argument="id",
    )


def plan_move(view: View, id_: str, section: str) -> Plan:
    """Put the entry's lines at the end of another section or its year group.

    The entry keeps its characters and a task its box; indentation and marker follow the new
    neighbours, and in a section of dated reports the line is written as they are, if that keeps
    its every word. On another page, its references are written out.

    Raises:
        UnknownEntry, UnknownSection, AmbiguousSection: nothing, or too much, has that name.
        InvalidArgument: items stand below it, which would then belong to another entry, or behind
            it, which would then belong to the words above.
    """
    listed = view.papers.entry(id_)
    document = _document(view, listed)
    _refuse_nested(document, listed)
    place = view.papers.find_section(section)
    if listed.file == place.page.file and listed.entry.section == place.section.path:
        return Plan(line=listed.entry.raw, existing=listed)
    spot = find_spot(place.page.document, place.index, listed.entry.year)
    listed, warnings = _self_contained(document, place.page.file, listed)
    line, told = _carried(document, listed, spot.style)
    cut = Edit(_whole_lines(document, listed), "")
    _refuse_stranding(document, listed, cut)
    put = spot.edit(line)
    if listed.file == place.page.file:
        texts: tuple[tuple[str, str], ...] = (
            edited(view, listed.file, *_apart(document.text, cut, put)),
        )
    else:
        texts = (edited(view, place.page.file, put), edited(view, listed.file, cut))
    return Plan(texts=texts, changed=1, warnings=warnings + told, line=line, argument="id")


def _apart(text: str, cut: Edit, put: Edit) -> tuple[Edit, ...]:
    """The two edits, or one where the entry goes to the end of the item that it is nested in."""
    if not cut.span.start < put.span.start < cut.span.end:
        return cut, put
    new = put.new.lstrip("\r\n")
    gap = put.new[: len(put.new) - len(new)]
    at_end = text[cut.span.start] in "\r\n"
    return (Edit(cut.span, f"{gap}{new}" if at_end else f"{new}{gap}"),)


def _self_contained(
    document: Document, file: str, listed: Listed
) -> tuple[Listed, tuple[str, ...]]:
    """The entry for the page `file`, and what is told of it: definitions are its own page's."""
    text = item_written_out(listed.entry.raw, document.references)
    if file == listed.file or text == listed.entry.raw:
        return listed, ()
    told = "Its references were written out: what they refer to stands on the page it left."
    return listed._replace(entry=listed.entry._replace(raw=text)), (told,)


def _carried(document: Document, listed: Listed, style: Style) -> tuple[str, tuple[str, ...]]:
    """The entry's text for its new place, and what was changed in it."""
    entry = listed.entry
    own = read_style(document.text, [entry])
    text, told = entry.raw, list[str]()
    if style.dated and not own.dated and not entry.extras:
        text, tail = with_date(entry, style)
        if tail:
            told.append(f"The section ends its entries in a date, so this one ends in “{tail}”.")
    marked = with_marker(text, style)
    if marked != text:
        told.append("The marker follows the new neighbours.")
    return marked, tuple(told)


def _document(view: View, listed: Listed) -> Document:
    return next(page.document for page in view.papers.pages if page.file == listed.file)


def _style(document: Document, listed: Listed) -> Style:
    """The style of the section that the entry stands in."""
    for section in document.sections:
        inside = [document.entries[at] for at in section.entries]
        if listed.entry in inside:
            return named(document.dialect).style(document, inside)
    return replace(named(document.dialect).style(document, [listed.entry]), dated=False)


def _whole_lines(document: Document, listed: Listed) -> Span:
    """From the start of the entry's first line to the start of the line behind it.

    Where something else stands in these lines, the entry alone.
    """
    text, span = document.text, listed.entry.span
    start = text.rfind("\n", 0, span.start) + 1
    start += text.startswith("\ufeff", start)
    end = text.find("\n", span.end) + 1
    if text[start : span.start].strip() or text[span.end : end or len(text)].strip():
        return span
    if end:
        return Span(start, end)
    before = start - text.endswith("\n", 0, start)
    before -= text.endswith("\r", 0, before)
    return Span(before, len(text))


def _refuse_nested(document: Document, listed: Listed) -> None:
    """Refuse when the item has items or paragraphs below it."""
    first = document.blocks[listed.entry.line - 1]
    if first.kind is not Kind.ITEM:
        return
    for block in document.blocks[listed.entry.line :]:
        match block.kind:
            case Kind.CONTINUATION | Kind.BLANK:
                continue
            case Kind.ITEM if block.level > first.level:
                below = "items"
            case Kind.TEXT | Kind.HIDDEN if indent_of(block.text) >= first.level + NESTED:
                below = "lines"
            case _:
                return
        raise InvalidArgument(
            "id",
            f"{below} stand below {quoted(listed.id)} and belong to it, from line {block.line}.",
            "Move or remove those first; what is no entry, by hand.",
        )


def _refuse_stranding(document: Document, listed: Listed, cut: Edit) -> None:
    """Refuse when the numbered item behind would be one no more: under words lists begin at 1."""
    line = listed.entry.line - 1
    behind = line + listed.entry.raw.count("\n") + 1
    if behind >= len(document.blocks) or not is_numbered(document.blocks[behind], document.text):
        return
    left = tuple(scan(apply_edits(document.text, [cut])))
    if line < len(left) and left[line].kind is not Kind.ITEM:
        raise InvalidArgument(
            "id",
            f"without {quoted(listed.id)} the numbered items below it, from line {behind + 1}, "
            "would be read as words of the text above.",
            "Put a blank line above the list first, by hand.",
        )
