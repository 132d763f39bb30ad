"""Add a section; the table of contents follows the headings."""

from collections import Counter

from llmsys_mcp.core.dialects import named, parse
from llmsys_mcp.core.listing.contents import contents_items, links_sections, update_contents
from llmsys_mcp.core.listing.paper_list import Page, Place
from llmsys_mcp.core.markup.blocks import Kind
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.document import SEPARATOR, Document, Section
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.writing.placement import Spot, line_end
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.services.plan import Plan
from llmsys_mcp.services.view import View

_DEEPEST = 6
"""Level of the lowest heading that Markdown has."""


def plan_add_section(view: View, name: str, parent: str, after: str) -> Plan:
    """A heading `name` one level below `parent` (empty: at the top), behind the section `after`.

    Without `after` it goes behind the last section of the parent; the page is the one of either,
    else the first.

    Raises:
        UnknownSection, AmbiguousSection: `parent` or `after` names no section, or several.
        InvalidArgument: the name is taken there, or cannot be a heading, or `after` is elsewhere.
    """
    above = view.papers.find_section(parent, "parent") if parent else None
    before = view.papers.find_section(after, "after") if after else None
    page = next((place.page for place in (above, before) if place), view.papers.pages[0])
    document = page.document
    _refuse_name(name)
    siblings = _siblings(document, above)
    if name.casefold() in {document.sections[at].title.casefold() for at in siblings}:
        raise InvalidArgument("name", f"{quoted(name)} is there already.", "Use that section.")
    made = None if parent or after else named(document.dialect).first_entry(document, name)
    if isinstance(made, int):
        there = document.sections[made].title
        raise InvalidArgument("name", f"{quoted(there)} is there already.", "Use that section.")
    if made is not None:
        return _of_dialect(page, made, name)
    previous = _previous(before, document, siblings)
    offset = document.sections[previous].end if previous is not None else _inside(document, above)
    level = _level(document, siblings, above)
    text, at = _with_heading(
        document,
        _above_rule(document, offset, level),
        f"{'#' * level} {escape_markdown(name, in_link=False)}",
    )
    renamed = _renamed(document, text, at)
    return _plan(page, text, renamed, name)


def _of_dialect(page: Page, made: Spot, name: str) -> Plan:
    """The heading where the dialect has it, as it would be made for a first entry."""
    document = page.document
    end = line_end(document.text, made.offset)
    heading = f"{made.before.rstrip()}{end}{end if document.text[made.offset :] else ''}"
    text = apply_edits(document.text, [Edit(Span(made.offset, made.offset), heading)])
    line = text[: made.offset + len(made.before.rstrip())].count("\n") + 1
    return _plan(page, text, _renamed(document, text, line), name)


def _plan(page: Page, text: str, renamed: dict[int, int], name: str) -> Plan:
    """The page as `text`, an edit of it, with its contents in step."""
    new = update_contents(page.document, text, renamed)
    told = _unlinked(page.document, parse(new, page.document.dialect))
    return Plan(texts=((page.file, new),), changed=0, warnings=told, line=name, argument="name")


def _unlinked(before: Document, after: Document) -> tuple[str, ...]:
    """What is told where the page links its sections, and a new one got no link."""
    items = contents_items(before)
    if not links_sections(before) or len(contents_items(after)) > len(items):
        return ()
    why = (
        "the contents leave out headings of this level"
        if items
        else "the page has its contents in another form than a list of links"
    )
    return (f"No link to the section was written: {why}. Add one by hand if it needs one.",)


def _refuse_name(name: str) -> None:
    if SEPARATOR.strip() in name.split():
        raise InvalidArgument(
            "name", "` > ` separates the steps of a path.", "Give the new step alone, and parent."
        )


def _siblings(document: Document, above: Place | None) -> list[int]:
    parent = above.index if above else -1
    return [
        at
        for at, section in enumerate(document.sections)
        if section.parent == parent and not section.is_label
    ]


def _previous(place: Place | None, document: Document, siblings: list[int]) -> int | None:
    """Index of the section that the new one follows, None under a parent without sections."""
    if place is None:
        return siblings[-1] if siblings else None
    if place.page.document is not document or place.index not in siblings:
        raise InvalidArgument(
            "after",
            f"{quoted(place.section.path)} does not stand directly below the parent.",
            "Name a section of the same parent, or leave it out.",
        )
    return place.index


def _inside(document: Document, above: Place | None) -> int:
    """Where the first section below a parent begins: at the end of what the parent holds."""
    return above.section.end if above else len(document.text)


def _level(document: Document, siblings: list[int], above: Place | None) -> int:
    if siblings:
        levels = Counter(document.sections[at].level for at in siblings)
        return levels.most_common(1)[0][0]
    if above is None:
        return 2
    if above.section.is_label or above.section.level >= _DEEPEST:
        raise InvalidArgument(
            "parent",
            f"{quoted(above.section.path)} cannot hold a heading.",
            "Name a heading of level 1 to 5 as the parent.",
        )
    return above.section.level + 1


def _above_rule(document: Document, offset: int, level: int) -> int:
    """`offset`, or that of the rule directly above it, which ends more than the section before.

    So it does where a heading of a higher level follows: the new section stands above it, too.
    """
    following = [one for one in document.sections if one.span.start == offset and not one.is_label]
    if not following or following[0].level >= level:
        return offset
    above = reversed(document.blocks[: following[0].line - 1])
    nearest = next(block for block in above if block.kind is not Kind.BLANK)
    return nearest.span.start if nearest.kind is Kind.RULE else offset


def _with_heading(document: Document, offset: int, heading: str) -> tuple[str, int]:
    """The page with the heading at `offset`, nothing else moved; and the heading's line."""
    text = document.text
    end = line_end(text, max(0, offset - 1))
    above = text[:offset]
    before = "" if above.endswith("\n") or not above else end
    if above.rstrip("\r\n \t") and not _ends_blank(above + before):
        before += end
    behind = end * 2 if text[offset:] else end if text.endswith("\n") or not text else ""
    edited = apply_edits(text, [Edit(Span(offset, offset), f"{before}{heading}{behind}")])
    return edited, (above + before).count("\n") + 1


def _ends_blank(text: str) -> bool:
    """Whether the last whole line holds nothing but white space."""
    return not text[text.rfind("\n", 0, -1) + 1 :].strip()


def _renamed(document: Document, text: str, line: int) -> dict[int, int]:
    """Index of each old section → its index in `text`, where one heading is new at `line`.

    Raises:
        InvalidArgument: the heading is read as none there, or as that of a table of contents.
    """
    now: tuple[Section, ...] = parse(text, document.dialect).sections
    new = next((at for at, section in enumerate(now) if section.line == line), None)
    if new is None:
        raise InvalidArgument(
            "name",
            f"written on line {line}, it would not be read as the heading of a section.",
            "Choose another name, or look at what stands open above that line.",
        )
    return {at: at + (at >= new) for at in range(len(document.sections))}
