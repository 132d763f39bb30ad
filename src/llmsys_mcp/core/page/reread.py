"""A page read again after an edit: the stretch that changed is read, all behind it is moved along.

A stretch is a heading with what stands below it, up to the next heading. A heading that begins its
line ends whatever is open above it (lists, labels, year groups), and what does not end there hides
the heading, so a stretch is read alone as it is read in its page. Where nothing but items stands
below a heading, each that begins its line ends what is open just so, and the stretch is what lies
between two of them, read below the heading. HTML reaches no further: what it hides is seen by the
line that follows, and `<details>` matter to year groups alone, which such a section has none of.
A heading in HTML may end lines below, so where one may begin the section is read as a whole.

Four things reach further, and a page where an edit may touch one of them is read anew: headings
themselves (paths, anchors), definitions of references, links to other pages of the list, and links
to the page itself, of which contents are made.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from llmsys_mcp.core.markup.blocks import Block, Kind, is_usual
from llmsys_mcp.core.markup.text import Span, shared_ends
from llmsys_mcp.core.page.document import Bucket, Document, Section
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.inside import linked_pages
from llmsys_mcp.core.page.reader import Reader

_INSIDE = re.compile(r"\]\(\s*#")
"""A link to a heading of the page."""
_FRONT_MATTER = ("---", "\ufeff---")


def reread(before: Document, text: str, reader: Callable[[str], Reader]) -> Document:
    """`reader(text).read()`, sooner where `before`, read so too, differs in one stretch.

    `reader` makes a plain `Reader`: one of a class that carries more from heading to heading, as
    those of venues do, would have to be told what it knew before the stretch.
    """
    stretch = _stretch_of(before, text)
    if stretch is not None:
        alone = reader(stretch.text(text))
        alone.stand_in(stretch.parent)
        part = alone.read()
        if stretch.is_whole(part):
            return _Joint(before, text, stretch, part).document()
    return reader(text).read()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a page changed: from the block `first` up to the block `following`."""

    index: int
    """Of the heading's section."""
    section: Section
    parent: Section | None
    next_section: int
    """Index of the section behind; the number of sections where there is none."""
    first: Block
    """The heading, or an item below it."""
    following: Block | None
    """As it was; None where the page ends before one."""
    longer: int
    """Characters that the page has more than before."""
    head: str
    """The heading's line, where it is not the first block."""

    def text(self, text: str) -> str:
        """What is read of the page's new text, the line that follows too, to see that it does."""
        end = len(text) if self.following is None else self.following.span.end + self.longer
        return self.head + text[self.first.span.start : end]

    def is_whole(self, part: Document) -> bool:
        """Whether it was read to its end: what followed still does, and no heading came in."""
        following, headings = self.following, [0]
        if following is not None:
            last = part.blocks[-1]
            long = following.span.end - following.span.start
            if last.kind is not following.kind or last.span.end - last.span.start != long:
                return False
            headings += [len(part.blocks) - 1] if last.kind is Kind.HEADING else []
        if [at for at, one in enumerate(part.blocks) if one.kind is Kind.HEADING] != headings:
            return False
        above = self.parent is not None
        return not self.head or (
            len(part.sections) == above + len(headings) and not part.sections[above].buckets
        )


def _stretch_of(before: Document, text: str) -> _Stretch | None:
    """The stretch in which the texts differ; None where more than that may have changed.

    A line that begins with `#` and was a heading is one still: nothing above it differs, so nothing
    above hides it, and no line below can make it something else.
    """
    old, sections, blocks = before.text, before.sections, before.blocks
    if before.references or text.startswith(_FRONT_MATTER):
        return None
    same, end = shared_ends(old, text)
    tail = len(old) - end
    headings = [
        at
        for at, one in enumerate(sections)
        if not one.is_label and old.startswith("#", one.span.start)
    ]
    place = bisect_right(headings, same, key=lambda at: _end(sections[at].span, old))
    if not place:
        return None
    index, *behind = headings[place - 1 : place + 1]
    section = sections[index]
    next_section = behind[0] if behind else len(sections)
    following = blocks[sections[next_section].line - 1] if behind else None
    below = blocks[section.line : following.line - 1 if following else len(blocks)]
    longer = len(text) - len(old)
    stops = following.span.start if following else len(old)
    was, now = old[section.span.start : stops], text[section.span.start : stops + longer]
    if (
        stops < tail
        or any(block.kind is Kind.HEADING for block in below)
        or "]:" in now
        or _INSIDE.search(was + now)
        or any(linked_pages(was))
        or any(linked_pages(now))
    ):
        return None
    parent = sections[section.parent] if section.parent >= 0 else None
    first, head = blocks[section.line - 1], ""
    if next_section == index + 1 and not section.buckets and "<h" not in (was + now).lower():
        items = [one for one in below if _ends_all(one, old)]
        at = bisect_right(items, same, key=lambda one: _end(one.span, old))
        if at:
            first, head = items[at - 1], section.span.of(old)
            at = bisect_left(items, tail, at, key=lambda one: one.span.start)
            following = items[at] if at < len(items) else following
    return _Stretch(index, section, parent, next_section, first, following, longer, head)


def _end(line: Span, text: str) -> int:
    """Offset behind a line, beyond the text for a line that has no end and may go on."""
    return line.end if text.endswith("\n", line.start, line.end) else line.end + 1


def _ends_all(block: Block, text: str) -> bool:
    """Whether an item ends what is open above it, whatever that is."""
    return block.kind is Kind.ITEM and block.level == 0 and is_usual(block.span.of(text))


@dataclass(frozen=True, slots=True)
class _Move:
    """By how much positions grow."""

    text: int
    lines: int
    """Of blocks too: a block is a line."""
    entries: int
    sections: int

    def span(self, span: Span) -> Span:
        return Span(span.start + self.text, span.end + self.text)

    def blocks(self, blocks: Iterable[Block]) -> list[Block]:
        text, lines = self.text, self.lines
        return [
            Block(kind, Span(span.start + text, span.end + text), line + lines, words, level)
            for kind, span, line, words, level in blocks
        ]

    def listed(self, entries: Iterable[Entry]) -> list[Entry]:
        return [one.at(one.line + self.lines, self.span(one.span)) for one in entries]

    def indexes(self, entries: Iterable[int]) -> tuple[int, ...]:
        return tuple(at + self.entries for at in entries)

    def buckets(self, buckets: Iterable[Bucket]) -> tuple[Bucket, ...]:
        return tuple(
            replace(
                one,
                line=one.line + self.lines,
                span=self.span(one.span),
                entries=self.indexes(one.entries),
            )
            for one in buckets
        )

    def section(self, one: Section, parent: int) -> Section:
        return replace(
            one,
            line=one.line + self.lines,
            span=self.span(one.span),
            end=one.end + self.text,
            parent=parent,
            buckets=self.buckets(one.buckets),
            entries=self.indexes(one.entries),
        )


class _Joint:
    """`before` with its stretch as `part` has it.

    That begins with the section around the heading, if there is one, and with the heading's line
    where it is not the first block, and ends with the line that follows.
    """

    def __init__(self, before: Document, text: str, stretch: _Stretch, part: Document) -> None:
        self.before, self.text, self.stretch, self.part = before, text, stretch, part
        above, head = stretch.parent is not None, len(stretch.head)
        first, following = stretch.first, stretch.following
        ends = part.blocks[-1].span.start if following else len(part.text)
        self.blocks = part.blocks[bool(head) : -1 if following else None]
        self.entries = part.entries[: _entries_before(part, ends)]
        self.sections = [one for one in part.sections[above:] if one.span.start < ends]
        self.first_block = first.line - 1
        self.next_block = following.line - 1 if following else len(before.blocks)
        self.first_entry = _entries_before(before, first.span.start)
        self.next_entry = _entries_before(before, following.span.start if following else None)
        self.inside = _Move(
            first.span.start - head,
            self.first_block - bool(head),
            self.first_entry,
            stretch.index - above,
        )
        self.behind = _Move(
            stretch.longer,
            len(self.blocks) - (self.next_block - self.first_block),
            len(self.entries) - (self.next_entry - self.first_entry),
            len(self.sections) - (stretch.next_section - stretch.index),
        )

    def document(self) -> Document:
        before, inside, behind = self.before, self.inside, self.behind
        return replace(
            before,
            text=self.text,
            blocks=(
                *before.blocks[: self.first_block],
                *inside.blocks(self.blocks),
                *behind.blocks(before.blocks[self.next_block :]),
            ),
            sections=(*self._sections_above(), *self._own_sections(), *self._sections_below()),
            entries=(
                *before.entries[: self.first_entry],
                *inside.listed(self.entries),
                *behind.listed(before.entries[self.next_entry :]),
            ),
            contents=self._block_indexes(before.contents, ()),
            unread=self._block_indexes(before.unread, self.part.unread),
        )

    def _sections_above(self) -> Iterable[Section]:
        """The sections around the stretch end further on, or sooner."""
        start = self.stretch.section.span.start
        for one in self.before.sections[: self.stretch.index]:
            yield replace(one, end=one.end + self.behind.text) if one.end > start else one

    def _own_sections(self) -> Iterable[Section]:
        """The heading's own section, and the labels below it."""
        was, (own, *labels) = self.stretch.section, self.sections
        yield replace(
            was,
            end=was.end + self.behind.text,
            buckets=self.inside.buckets(own.buckets),
            entries=(
                *(at for at in was.entries if at < self.first_entry),
                *self.inside.indexes(at for at in own.entries if at < len(self.entries)),
                *self.behind.indexes(at for at in was.entries if at >= self.next_entry),
            ),
        )
        for one in labels:
            yield self.inside.section(one, one.parent + self.inside.sections)

    def _sections_below(self) -> Iterable[Section]:
        for one in self.before.sections[self.stretch.next_section :]:
            moved = self.behind.sections if one.parent > self.stretch.index else 0
            yield self.behind.section(one, one.parent + moved)

    def _block_indexes(self, old: Iterable[int], new: Iterable[int]) -> tuple[int, ...]:
        """Those of the page, in which those of the stretch stand for the ones that it had."""
        lines = len(self.blocks) + bool(self.stretch.head)
        return (
            *(at for at in old if at < self.first_block),
            *(at + self.inside.lines for at in new if at < lines),
            *(at + self.behind.lines for at in old if at >= self.next_block),
        )


def _entries_before(document: Document, offset: int | None) -> int:
    """How many entries begin before `offset`; all of them where it is None."""
    if offset is None:
        return len(document.entries)
    return bisect_left(document.entries, offset, key=lambda entry: entry.span.start)
