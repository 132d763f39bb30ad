"""One pass over the blocks of a page: its section tree, its year groups, its entries.

Reading never fails, loses nothing and takes time that grows with the length of the page.
"""

import re
from collections.abc import Callable

from llmsys_mcp.core.markup.blocks import Block, Kind, indent_of, is_numbered, scan
from llmsys_mcp.core.markup.markdown import plain, slug, without_break
from llmsys_mcp.core.markup.references import ROOM, read_definitions, written_out
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.document import SEPARATOR, Document, Section
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.inside import holds_contents, leads_inside, linked_pages, names_contents
from llmsys_mcp.core.page.unfinished import OpenBucket, OpenSection, OpenSummary, closed

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BOLD = re.compile(r"(?:\*\*|__)([^*_\[\]]{1,200}?):?(?:\*\*|__):?")
_TAG = re.compile(r"<(/?)(details|summary)\b[^<>]{0,200}>?", re.IGNORECASE)
_LINE_LABEL = 24
_SUMMARY_LABEL = 80
"""Characters a bold line or a summary may have to be the label of a year group."""
_BEHIND_LABEL = 4
"""Lines behind a label in a list among which its own list begins: few, so that many labels over
many blank lines are read in linear time. Chosen."""


class Reader:
    """One pass over the blocks; the state is what is open at the line being read.

    A dialect says what an item means; one whose entries are no items, or whose headings say more
    than a title, also overrides `title_of` or `read_line`.
    """

    def __init__(self, text: str, read_item: Callable[[str], Fields | None], dialect: str) -> None:
        self.text, self.blocks = text, tuple(scan(text))
        self.read_item, self.dialect = read_item, dialect
        self.sections: list[OpenSection] = []
        self.entries: list[Entry] = []
        self.open: list[int] = []
        """Indexes of the sections around the line, outermost first."""
        self.bucket: OpenBucket | None = None
        self.details = 0
        """How many `<details>` are open."""
        self.details_at = -1
        """Offset of the last `<details>` whose summary was not read yet, else -1."""
        self.summary: OpenSummary | None = None
        self.title = ""
        self.title_seen = False
        self.in_contents = 0
        """Level of the contents heading while inside it, else 0."""
        self.contents: list[int] = []
        self.pages: list[str] = []
        self.unread: list[int] = []
        self.slugs: dict[str, int] = {}
        self.references = read_definitions(self.blocks) if "]:" in text else {}
        self.room = ROOM * len(text)
        """Characters that references may still be written out to."""

    def stand_in(self, section: Section | None) -> None:
        """Read on as if the text followed the heading of this section, or the page's own."""
        self.title_seen = True
        if section is not None:
            self.open = [len(self.sections)]
            self.sections.append(
                OpenSection(
                    section.title, section.level, section.path, "", 0, Span(0, 0), -1, indent=-1
                )
            )

    def read(self) -> Document:
        """The page."""
        for index, block in enumerate(self.blocks):
            match block.kind:
                case Kind.HEADING:
                    self._heading(index, block)
                case Kind.ITEM:
                    self._item(index, block)
                case Kind.TEXT | Kind.RULE:
                    self.read_line(index, block)
                case _:
                    pass
        self._end_summary()
        self._close_bucket(len(self.text))
        for at in self.open:
            self.sections[at].end = len(self.text)
        return Document(
            text=self.text,
            blocks=self.blocks,
            sections=tuple(map(closed, self.sections)),
            entries=tuple(self.entries),
            title=self.title,
            contents=tuple(self.contents),
            linked_pages=tuple(dict.fromkeys(self.pages)),
            unread=tuple(self.unread),
            dialect=self.dialect,
            references=self.references,
        )

    def title_of(self, heading: str) -> str:
        """A heading's words as a reader sees them."""
        return plain(heading)

    def read_line(self, index: int, block: Block) -> None:
        """Read a line that is no heading and no list item."""
        self._text(block)

    def _heading(self, index: int, block: Block) -> None:
        self._note_pages(block.text)
        html = block.span.of(self.text).lstrip(" \ufeff").startswith("<")
        if html and self.summary is not None and _years(block.text):
            self._say(block.text, block)
            return
        title = self.title_of(block.text)
        anchor = self._anchor(plain(block.text))
        first = not self.title_seen
        self.title_seen = True
        start = self._start_of_html(block) if html else block.span.start
        self._end_summary()
        self._close_bucket(start)
        self._leave(block.level, start)
        self.details, self.details_at = 0, -1
        if names_contents(title):
            self.in_contents = block.level
            return
        self.in_contents = 0
        if first and block.level == 1:
            self.title = title
            return
        if not self.contents and holds_contents(self.blocks, index):
            self.in_contents = block.level
            return
        self._enter(title, block.level, anchor, block, indent=-1)

    def _start_of_html(self, block: Block) -> int:
        """Where a heading in HTML begins: at the `<details>` above whose summary it is."""
        inside = self.summary is not None or "<summary" in block.span.of(self.text).lower()
        return self.details_at if inside and self.details_at >= 0 else block.span.start

    def _enter(self, title: str, level: int, anchor: str, block: Block, *, indent: int) -> None:
        self._leave(level, block.span.start)
        parent = self.open[-1] if self.open else -1
        path = f"{self.sections[parent].path}{SEPARATOR}{title}" if parent >= 0 else title
        self.sections.append(
            OpenSection(title, level, path, anchor, block.line, block.span, parent, indent)
        )
        self.open.append(len(self.sections) - 1)

    def _leave(self, level: int, at: int) -> None:
        """Close the sections that a heading of this level ends."""
        while self.open and self.sections[self.open[-1]].level >= level:
            self.sections[self.open.pop()].end = at

    def _anchor(self, title: str) -> str:
        """GitHub's anchor: the slug, with `-1`, `-2` for its later twins."""
        base = anchor = slug(title)
        while anchor in self.slugs:
            self.slugs[base] += 1
            anchor = f"{base}-{self.slugs[base]}"
        self.slugs[anchor] = 0
        return anchor

    def _item(self, index: int, block: Block) -> None:
        body = self._written_out(self._words(index, block))
        self._note_pages(body)
        if self.in_contents or (not self.sections and leads_inside(body)):
            self.contents.append(index)
            return
        self._end_summary()
        self._leave_labels(block.level, block.span.start)
        label = _BOLD.fullmatch(block.text) if block.text.startswith(("**", "__")) else None
        if label and self._groups(index, block):
            self._label(plain(label[1]), block)
            return
        fields = self.read_item(body)
        # A numbered item without a link is as likely a step or a rule.
        if fields is None or (not fields.url and is_numbered(block, self.text)):
            self.unread.append(index)
            return
        self._entry(index, block, fields)

    def _words(self, index: int, block: Block) -> str:
        """An item's words; a hard break before its next line is none of them."""
        if block.text.endswith("\\"):
            following = self.blocks[index + 1 : index + 2]
            if following and following[0].kind is Kind.CONTINUATION:
                return without_break(block.text)
        return block.text

    def _written_out(self, body: str) -> str:
        """An item's text with the targets that its references lead to."""
        if not self.references:
            return body
        out = written_out(body, self.references)
        self.room -= len(out) - len(body)
        return out if self.room >= 0 else body

    def _leave_labels(self, indent: int, at: int) -> None:
        """Close the labels in lists, of sections and buckets, that end at a line indented so."""
        while self.open and indent <= self.sections[self.open[-1]].indent:
            self.sections[self.open.pop()].end = at
        if self.bucket and indent <= self.bucket.indent:
            self._close_bucket(at)

    def _groups(self, index: int, block: Block) -> bool:
        """Whether a deeper item follows with nothing but blank lines between."""
        for after in self.blocks[index + 1 : index + 1 + _BEHIND_LABEL]:
            if after.kind is not Kind.BLANK:
                return after.kind is Kind.ITEM and after.level > block.level
        return False

    def _label(self, title: str, block: Block) -> None:
        years = _years(title)
        if years and len(title) <= _LINE_LABEL:
            self._open_bucket(title, years, block.line, "bold", block.span.start, block.level)
            return
        depth = 7 + sum(self.sections[at].indent >= 0 for at in self.open)
        self._enter(title, depth, slug(title), block, indent=block.level)

    def _entry(self, index: int, block: Block, fields: Fields) -> None:
        span = Span(block.span.start, self._end_of_item(index))
        raw = span.of(self.text)
        lead = len(raw) - len(raw.lstrip(" \t\ufeff"))
        self.add(fields, block.line, Span(span.start + lead, span.end))

    def add(self, fields: Fields, line: int, span: Span) -> None:
        """One more entry where the reader stands, written in `span` from `line` on."""
        here = self.sections[self.open[-1]] if self.open else None
        bucket = self.bucket
        if here:
            here.entries.append(len(self.entries))
        if bucket:
            bucket.entries.append(len(self.entries))
        self.entries.append(
            Entry(
                title=fields.title,
                url=fields.url,
                description=fields.description,
                venue=fields.venue,
                organization=fields.organization,
                year=fields.year,
                extras=(fields.date, *fields.extras) if fields.date else fields.extras,
                section=here.path if here else "",
                bucket=bucket.label if bucket else "",
                line=line,
                span=span,
                raw=span.of(self.text),
                keywords=fields.keywords,
                key=fields.key,
                required=fields.required,
            )
        )

    def _end_of_item(self, index: int) -> int:
        """Offset of the last character of the item that begins at this block, line end left out."""
        end = index + 1
        while end < len(self.blocks) and self.blocks[end].kind is Kind.CONTINUATION:
            end += 1
        last = self.blocks[end - 1]
        return last.span.start + len(last.span.of(self.text).rstrip("\r\n"))

    def _text(self, block: Block) -> None:
        if self.in_contents:
            return
        line = block.text
        self._note_pages(line)
        self._leave_labels(indent_of(line), block.span.start)
        base = block.span.start + self.text.startswith("\ufeff", block.span.start)
        at, tags = 0, False
        for tag in _TAG.finditer(line):
            tags = True
            self._say(line[at : tag.start()], block)
            at = tag.end()
            start = base + tag.start() if line[: tag.start()].strip() else block.span.start
            end = base + at if line[at:].strip() else block.span.end
            self._tag(tag[1] + tag[2].lower(), block, Span(start, end))
        if self.summary is not None:
            self._say(f"{line[at:]} ", block)
        elif not tags and (bold := _BOLD.fullmatch(line.strip())):
            label = plain(bold[1])
            if (years := _years(label)) and len(label) <= _LINE_LABEL:
                self._open_bucket(label, years, block.line, "bold", block.span.start)

    def _say(self, words: str, block: Block) -> None:
        """What stands between tags matters inside a summary only."""
        if self.summary is not None:
            self.summary.words.append(words)
            self.summary.line = block.line

    def _tag(self, name: str, block: Block, span: Span) -> None:
        """`span`: the tag, with the start and end of its line where nothing else stands there."""
        self._end_summary()
        match name:
            case "details":
                self.details += 1
                self.details_at = span.start
            case "/details":
                self.details = max(0, self.details - 1)
                if self.bucket and self.details < self.bucket.depth:
                    self._close_bucket(span.end)
            case "summary":
                self.summary = OpenSummary(block.line)
                if self.details_at < 0:
                    self.details_at = span.start
            case _:
                pass

    def _end_summary(self) -> None:
        """A year in the summary makes its `<details>` a bucket."""
        if self.summary is None:
            return
        label, line = plain("".join(self.summary.words)), self.summary.line
        self.summary = None
        if (years := _years(label)) and len(label) <= _SUMMARY_LABEL:
            self._open_bucket(label, years, line, "details", self.details_at)
        self.details_at = -1

    def _open_bucket(
        self,
        label: str,
        years: tuple[int, ...],
        line: int,
        style: str,
        start: int,
        indent: int = -1,
    ) -> None:
        self._close_bucket(start)
        self.bucket = OpenBucket(label, years, line, start, style, self.details, indent)
        if self.open:
            self.sections[self.open[-1]].buckets.append(self.bucket)

    def _close_bucket(self, at: int) -> None:
        if self.bucket:
            self.bucket.end = at
            self.bucket = None

    def _note_pages(self, text: str) -> None:
        """Remember links to other Markdown pages of the checkout."""
        self.pages += linked_pages(text)


def _years(label: str) -> tuple[int, ...]:
    return tuple(int(year) for year in _YEAR.findall(label))
