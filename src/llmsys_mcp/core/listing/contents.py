"""The table of contents, kept in step with the headings without touching what nobody asked about.

A contents item links `#anchor` of a heading. After headings changed, an item that pointed at a
heading whose anchor moved is turned to the new anchor, and a new heading gets an item behind the
one of the section before it, indented as its siblings are; of a level that the contents leave out
it gets none.
"""

import re
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from itertools import pairwise

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.markup.blocks import marker_of
from llmsys_mcp.core.markup.markdown import anchor_of, plain, read_link, to_anchor
from llmsys_mcp.core.markup.marker import BULLET, MARKER, Marker, following
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.document import Document, Section
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.writing.placement import line_end

COVERED = 0.5
"""Share of a level's headings in the contents up to which the level is left out on purpose."""
_TAB = 4
_CONTENTS = 2
"""Sections that a page links to have contents."""
_INSIDE = re.compile(r"""(?:\]\(|\bhref\s?=\s?["']?)(#[^\s"'<>()]{1,200})""", re.IGNORECASE)
_LEAD = re.compile(rf"[ \t]*(?:{MARKER})?[*_]{{0,3}}")


@dataclass(frozen=True, slots=True)
class ContentsItem:
    """One line of the contents."""

    title: str
    anchor: str
    """Without `#` and percent signs; empty when the item links something else."""
    level: int
    """Columns of indentation."""
    target: Span
    """Of the link's target in the page."""
    line: Span
    """Of the whole line without its end."""
    marker: Marker = BULLET


def contents_items(document: Document) -> tuple[ContentsItem, ...]:
    """The lines of the table of contents, in order."""
    items = []
    for index in document.contents:
        block = document.blocks[index]
        whole = block.span.of(document.text)
        lead = _LEAD.match(whole)
        start = lead.end() if lead else 0
        link = read_link(whole[start:].rstrip("\r\n"))
        if link is None:
            continue
        at = block.span.start + start
        target = Span(at + link.url.start, at + link.url.end)
        items.append(
            ContentsItem(
                plain(link.text.of(whole[start:])),
                anchor_of(target.of(document.text)),
                block.level,
                target,
                Span(block.span.start, block.span.start + len(whole.rstrip("\r\n"))),
                marker_of(block, document.text) or BULLET,
            )
        )
    return tuple(items)


def links_sections(document: Document) -> bool:
    """Whether the page links two of its sections or more, as contents of any form do."""
    anchors = {section.anchor for section in document.sections if not section.is_label}
    linked = {anchor_of(found[1]) for found in _INSIDE.finditer(document.text)}
    return len(anchors & linked) >= _CONTENTS


def update_contents(before: Document, text: str, renamed: dict[int, int]) -> str:
    """`text`, an edit of `before`'s page, with its contents following the headings.

    `renamed` maps the index of each old section to its index now; a section of `text` that is no
    value of it is new. A page without contents comes back as it is.
    """
    now = parse(text, before.dialect)
    items = contents_items(now)
    if not items:
        return text
    edits = _turned(before, now, renamed, items)
    known = set(renamed.values())
    listed = {item.anchor for item in items}
    for index, section in enumerate(now.sections):
        if (
            index not in known
            and not section.is_label
            and _lists(before, now, renamed, listed, section)
        ):
            edits += new_item(now, index, items)
    return apply_edits(text, edits)


def _lists(
    before: Document, now: Document, renamed: dict[int, int], listed: Set[str], new: Section
) -> bool:
    """Whether the contents name headings such as a new one: half of its siblings, if it has any.

    Else more than half of its level; and they name the first of a level.
    """
    others = [(before.sections[a], now.sections[b]) for a, b in renamed.items()]
    alike = [(was.anchor in listed, one) for was, one in others if one.level == new.level]
    siblings = [named for named, one in alike if one.parent == new.parent]
    if siblings:
        return sum(siblings) >= COVERED * len(siblings)
    return not alike or sum(named for named, _ in alike) > COVERED * len(alike)


def _turned(
    before: Document, now: Document, renamed: dict[int, int], items: tuple[ContentsItem, ...]
) -> list[Edit]:
    """Items whose heading has another anchor or title than before."""
    old = {
        before.sections[a].anchor: (before.sections[a], now.sections[b]) for a, b in renamed.items()
    }
    edits = []
    for item in items:
        if item.anchor not in old:
            continue
        was, is_now = old[item.anchor]
        if is_now.anchor != was.anchor:
            edits.append(Edit(item.target, to_anchor(is_now.anchor)))
        if is_now.title != was.title and item.title == was.title:
            edits.append(_retitled(now, item, is_now.title))
    return edits


def _retitled(now: Document, item: ContentsItem, title: str) -> Edit:
    at = now.text.rfind("](", item.line.start, item.target.start)
    start = now.text.find("[", item.line.start) + 1
    return Edit(Span(start, at), escape_markdown(title, in_link=True))


def new_item(now: Document, index: int, items: tuple[ContentsItem, ...]) -> list[Edit]:
    """An item for a new section: behind the item of the nearest listed section above it."""
    section = now.sections[index]
    by_anchor = {item.anchor: item for item in items if item.anchor}
    above = next(
        (
            other
            for other in reversed(now.sections[:index])
            if other.anchor in by_anchor and other.level <= section.level
        ),
        None,
    )
    level = _level(now, section, items, by_anchor)
    end = line_end(now.text, items[0].line.start)
    last = by_anchor[above.anchor] if above else None
    words = f"[{escape_markdown(section.title, in_link=True)}]({to_anchor(section.anchor)})"
    text = f"{_indent(now, items, level)}{_marker(items, last, level)}{words}"
    if above is None or last is None:
        return [Edit(Span(items[0].line.start, items[0].line.start), f"{text}{end}")]
    if above.level == section.level:
        last = _last_below(items, last)
    return [Edit(Span(last.line.end, last.line.end), f"{end}{text}")]


def _marker(items: tuple[ContentsItem, ...], above: ContentsItem | None, level: int) -> Marker:
    """That of the items beside it; a number is the next one, those of the others left alone."""
    siblings: list[Marker] = []
    for item in items[: items.index(above) + 1] if above else ():
        if item.level < level:
            siblings.clear()
        elif item.level == level:
            siblings.append(item.marker)
    if siblings:
        return following(siblings)
    beside = next((item.marker for item in items if item.level == level), None)
    if beside is None and above is not None:
        beside = above.marker.numbered(1) if above.marker.number is not None else above.marker
    return (beside or BULLET).open()


def _indent(now: Document, items: tuple[ContentsItem, ...], level: int) -> str:
    """The blanks before an item at the level: as others there have them, with tabs if any has."""
    tabs = False
    for item in items:
        line = item.line.of(now.text).lstrip("\ufeff")
        blanks = line[: len(line) - len(line.lstrip(" \t"))]
        if item.level == level:
            return blanks
        tabs = tabs or "\t" in blanks
    return "\t" * (level // _TAB) + " " * (level % _TAB) if tabs else " " * level


def _last_below(items: tuple[ContentsItem, ...], item: ContentsItem) -> ContentsItem:
    """The last item of the run that is indented deeper than `item`, else `item`."""
    last = item
    for follower in items[items.index(item) + 1 :]:
        if follower.level <= item.level:
            break
        last = follower
    return last


def _level(
    now: Document,
    section: Section,
    items: tuple[ContentsItem, ...],
    by_anchor: dict[str, ContentsItem],
) -> int:
    """Indentation of a sibling's item, else deeper than the parent's by the step of the others."""
    for other in now.sections:
        if other.parent == section.parent and other is not section and other.anchor in by_anchor:
            return by_anchor[other.anchor].level
    if section.parent >= 0 and now.sections[section.parent].anchor in by_anchor:
        parent = by_anchor[now.sections[section.parent].anchor]
        return parent.level + _step(items, parent.marker)
    return items[0].level


def _step(items: tuple[ContentsItem, ...], parent: Marker) -> int:
    """Columns from an item to those below it, as most have it; else to where its words begin."""
    steps = Counter(
        below.level - above.level for above, below in pairwise(items) if below.level > above.level
    )
    if steps:
        return steps.most_common(1)[0][0]
    return len(f"{parent.sign}{parent.gap}".expandtabs(_TAB))
