"""A page read again after an edit: the stretch that changed is read, all behind it is moved along.

A stretch is a heading with what stands below it, up to the next heading. A heading that begins its
line ends whatever is open above it (lists, labels, year groups), and what does not end there hides
the heading, so a stretch is read alone as it is read in its page. Three things reach further, and
a page where an edit may touch one of them is read anew: headings themselves (paths, anchors),
definitions of references, and links to other pages of the list.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from llmsys_mcp.core.markup.blocks import Block, Kind
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.document import Bucket, Document, Section
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.reader import Reader, links_pages

_FRONT_MATTER = ("---", "\ufeff---")


def reread(before: Document, text: str, reader: Callable[[str], Reader]) -> Document:
    """`reader(text).read()`, sooner where `before`, read so too, differs in one stretch.

    `reader` makes a `Reader` whose class remembers nothing else of a page.
    """
    stretch = _changed(before, text)
    if stretch is not None:
        alone = reader(text[stretch.heading.span.start : stretch.read_to])
        alone.stand_in(stretch.parent)
        part = alone.read()
        if _is_alone(stretch, part):
            return _Joint(before, text, stretch, part).document()
    return reader(text).read()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a page changed. What follows is the next heading's section, None at the page's end."""

    index: int
    """Of the heading's section."""
    heading: Section
    parent: Section | None
    following: Section | None
    following_index: int
    """The number of sections where nothing follows."""
    read_to: int
    """Offset in the new text behind the line of the following heading."""


def _changed(before: Document, text: str) -> _Stretch | None:
    """The stretch in which the texts differ; None where more than that may have changed."""
    old, sections = before.text, before.sections
    if before.references or text.startswith(_FRONT_MATTER):
        return None
    headings = [
        at
        for at, section in enumerate(sections)
        if not section.is_label and old.startswith("#", section.span.start)
    ]
    # How many headings, from the top, end their line before the texts begin to differ.
    same = bisect_left(
        headings, True, key=lambda at: not text.startswith(old[: sections[at].span.end])
    )
    if not same:
        return None
    index = headings[same - 1]
    heading = sections[index]
    following_index = headings[same] if same < len(headings) else len(sections)
    following = sections[following_index] if same < len(headings) else None
    longer = len(text) - len(old)
    old_end = following.span.start if following else len(old)
    end = old_end + longer
    last = following.line - 1 if following else len(before.blocks)
    if (
        end < heading.span.end
        or text[end:] != old[old_end:]
        or any(block.kind is Kind.HEADING for block in before.blocks[heading.line : last])
        or "]:" in text[heading.span.start : end]
        or links_pages(text[heading.span.start : end])
        or links_pages(old[heading.span.start : old_end])
    ):
        return None
    parent = sections[heading.parent] if heading.parent >= 0 else None
    read_to = following.span.end + longer if following else len(text)
    return _Stretch(index, heading, parent, following, following_index, read_to)


def _is_alone(stretch: _Stretch, part: Document) -> bool:
    """Whether a stretch has no heading but its own and the one that follows, as it was."""
    found = [block.span for block in part.blocks if block.kind is Kind.HEADING]
    own, following = stretch.heading.span, stretch.following
    expected = [Span(0, own.end - own.start)]
    if following is not None:
        end = len(part.text)
        expected.append(Span(end - (following.span.end - following.span.start), end))
    return found == expected


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
        return [
            Block(one.kind, self.span(one.span), one.line + self.lines, one.text, one.level)
            for one in blocks
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
    """`before` with its stretch as `part` has it, which begins with the section it stands in."""

    def __init__(self, before: Document, text: str, stretch: _Stretch, part: Document) -> None:
        self.before, self.text, self.stretch, self.part = before, text, stretch, part
        above = stretch.parent is not None
        self.sections = part.sections[above : -1 if stretch.following else None]
        self.blocks = part.blocks[: -1 if stretch.following else None]
        heading, following = stretch.heading, stretch.following
        self.first_block = heading.line - 1
        self.next_block = following.line - 1 if following else len(before.blocks)
        self.first_entry = _entries_before(before, heading.span.start)
        self.next_entry = _entries_before(before, following.span.start if following else None)
        self.inside = _Move(
            heading.span.start, self.first_block, self.first_entry, stretch.index - above
        )
        self.behind = _Move(
            len(text) - len(before.text),
            len(self.blocks) - (self.next_block - self.first_block),
            len(part.entries) - (self.next_entry - self.first_entry),
            len(self.sections) - (stretch.following_index - stretch.index),
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
            sections=(*self._above(), *self._changed(), *self._below()),
            entries=(
                *before.entries[: self.first_entry],
                *inside.listed(self.part.entries),
                *behind.listed(before.entries[self.next_entry :]),
            ),
            contents=self._block_indexes(before.contents, self.part.contents),
            unread=self._block_indexes(before.unread, self.part.unread),
        )

    def _above(self) -> Iterable[Section]:
        """The sections around the stretch end further on, or sooner."""
        start = self.stretch.heading.span.start
        for one in self.before.sections[: self.stretch.index]:
            yield replace(one, end=one.end + self.behind.text) if one.end > start else one

    def _changed(self) -> Iterable[Section]:
        own, *labels = self.sections
        yield replace(
            self.stretch.heading,
            end=self.stretch.heading.end + self.behind.text,
            buckets=self.inside.buckets(own.buckets),
            entries=self.inside.indexes(own.entries),
        )
        for one in labels:
            yield self.inside.section(one, one.parent + self.inside.sections)

    def _below(self) -> Iterable[Section]:
        for one in self.before.sections[self.stretch.following_index :]:
            moved = self.behind.sections if one.parent > self.stretch.index else 0
            yield self.behind.section(one, one.parent + moved)

    def _block_indexes(self, old: Iterable[int], new: Iterable[int]) -> tuple[int, ...]:
        return (
            *(at for at in old if at < self.first_block),
            *(at + self.inside.lines for at in new),
            *(at + self.behind.lines for at in old if at >= self.next_block),
        )


def _entries_before(document: Document, offset: int | None) -> int:
    """How many entries begin before `offset`; all of them where it is None."""
    if offset is None:
        return len(document.entries)
    return bisect_left(document.entries, offset, key=lambda entry: entry.span.start)
