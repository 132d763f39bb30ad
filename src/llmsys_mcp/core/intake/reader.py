"""A pasted text read paper by paper: lines put together that tell of one paper.

A title and the link on the next line are one paper, whichever comes first in a paragraph; where
both orders would do, neither is taken. `Name: value` lines belong to one paper until a name comes
again. Headings may name a section; nothing is dropped: what is no paper stays as a remark.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from llmsys_mcp.core.intake.fields import (
    NOTED,
    changes,
    given_value,
    read_columns,
    read_field,
    read_heading_field,
    telling_cells,
)
from llmsys_mcp.core.intake.line import LineReading, bare, read_line
from llmsys_mcp.core.intake.links import find_links, is_another
from llmsys_mcp.core.intake.literal import without_stand_ins
from llmsys_mcp.core.intake.paper import IS_EXACT_TITLE, IS_TO_BE_ADDED, Pasted
from llmsys_mcp.core.intake.paragraphs import Order, paragraphs, understood
from llmsys_mcp.core.intake.pieces import Bibliography, Line, Piece, Row, Tagged, read_pieces
from llmsys_mcp.core.intake.records import ReadBibtex, Records
from llmsys_mcp.core.intake.remarks import read_remark
from llmsys_mcp.core.intake.settled import settled
from llmsys_mcp.core.intake.titles import is_cited, is_sure
from llmsys_mcp.core.intake.words import is_struck

TEXT_LIMIT = 50_000
"""Characters of a pasted text that are read."""
LINES_LIMIT = 1000
"""Lines of it that are read."""


def read_pasted(text: str, read_bibtex: ReadBibtex = lambda _text: ()) -> tuple[Pasted, ...]:
    """Every paper and remark of `text`, in order. Never raises; linear in the text's length."""
    reader = _Reader(Records(read_bibtex))
    lines = without_stand_ins(text[:TEXT_LIMIT]).split("\n")[:LINES_LIMIT]
    for paragraph in paragraphs(read_pieces("\n".join(lines))):
        reader.read(paragraph)
    return settled(reader.papers())


@dataclass(slots=True)
class _Reader:
    """What was read so far."""

    records: Records
    found: list[Pasted] = field(default_factory=list)
    heading: str = ""
    appeared: str = ""
    """The venue that the newest heading names."""
    under: dict[int, str] = field(default_factory=dict)
    """Index of a paper → the venue that it stands under."""
    label: tuple[int, str] | None = None
    """Columns before an item that the items below it are under, and the heading before it."""
    announced: str | None = None
    """The field that a heading announced and the next line gives."""
    head: str = ""
    """That heading, until it is answered."""
    open: int = -1
    """Index of the paper that further lines may belong to; -1 when there is none."""
    indent: int = 0
    """Columns of blanks before the line that began it."""
    first: int = 0
    """Index of what was read first in this paragraph."""
    begun_here: bool = False
    """Whether that paper was begun in this paragraph, by fields."""
    in_form: bool = False
    """Whether it was begun by a field that a heading announced."""

    def read(self, paragraph: Sequence[Piece]) -> None:
        """Read the lines between two gaps."""
        self.begun_here, self.first = False, len(self.found)
        for piece, read, order, before_link in understood(paragraph):
            match piece:
                case Bibliography() | Tagged():
                    if papers := self.records.read(piece):
                        self._add(*papers)
                        self.open = -1
                case Row():
                    self._row(piece)
                case Line() if read is None:
                    self._add(Pasted(piece.source, remark=True))
                case Line() if read is not None and not self._field(piece, read, order):
                    self._line(read, order, piece.indent, before_link=before_link)
                case _:
                    pass

    def unanswered(self) -> None:
        """Keep a heading that nothing answered as a remark."""
        if self.head:
            head, self.head = self.head, ""
            self._remark(head)

    def _paper(self) -> Pasted | None:
        """The open paper."""
        return self.found[self.open] if self.open >= 0 else None

    def _add(self, *papers: Pasted) -> None:
        """Put papers or remarks behind the others; the last paper is open."""
        self.unanswered()
        for paper in papers:
            if paper.remark:
                self._remark(paper.source)
            else:
                self.found.append(replace(paper, heading=self.heading))
                self.open, self.begun_here, self.in_form = len(self.found) - 1, False, False
                self.under[self.open] = self.appeared

    def _remark(self, source: str) -> None:
        """Put a remark behind the others, with the remark before it."""
        last = self.found[-1] if self.found else None
        if last is not None and last.remark:
            self.found[-1] = replace(last, source=f"{last.source}\n{source}")
        else:
            self.found.append(Pasted(source, remark=True))

    def _join(self, source: str, **more: Any) -> None:
        """Tell more of the open paper."""
        self.unanswered()
        paper = self.found[self.open]
        self.found[self.open] = replace(paper, source=f"{paper.source}\n{source}", **more)

    def _set(self, **more: Any) -> None:
        self.found[self.open] = replace(self.found[self.open], **more)

    def _row(self, row: Row) -> None:
        """A table's row: by its columns' names, else like any line."""
        meant = read_columns(row.columns)
        cells = [
            (name, given_value(cell)) for name, cell in zip(meant or (), row.cells, strict=False)
        ]
        if not any(cell for name, cell in cells if name in ("title", "url")):
            read = read_line(" | ".join(telling_cells(row.cells)))
            self._line(read.of(row.text), "unclear", 0, before_link=False)
        else:
            self._add(Pasted(row.text, doubt=IS_TO_BE_ADDED if is_struck(row.text) else ""))
            for name, cell in sorted(cells, key=lambda named: named[0] != "title"):
                if cell:
                    self._tell(name, cell)
        self.open = -1

    def _field(self, line: Line, read: LineReading, order: Order) -> bool:
        """Read a `Name: value` line, or the line that a heading announced; whether it was one."""
        body = bare(line.text)
        announced, self.announced = self.announced, None
        named = read_field(body)
        if named is not None and named[1]:
            apart = read.listed and line.indent <= self.indent
            self._give(*named, line.source, line.indent, apart=apart, order=order)
            if is_struck(body) and self.open >= 0:
                self._set(doubt=IS_TO_BE_ADDED)
            return True
        if announced is None or body != line.text or body.startswith("#"):
            return False
        source, self.head = f"{self.head}\n{line.source}".strip(), ""
        if value := given_value(body):
            self._give(announced, value, source, line.indent, formed=True)
        else:
            self._add(Pasted(source, remark=True))
        return True

    def _give(
        self, name: str, value: str, source: str, indent: int,
        *, apart: bool = False, formed: bool = False, order: Order = "title first",
    ) -> None:  # fmt: skip
        """Give a field to the open paper, or begin one.

        `apart`: it is an item beside the open paper's; `formed`: a heading announced it.
        """
        if name in ("title", "url"):
            read = read_line(value)
            if read.form == "papers" or (name == "url" and not find_links(value)):
                self._line(read.of(source), "unclear", indent, before_link=False)
                return
            name = "url" if read.form == "link" else name
            url = next((given.url for given in find_links(value)), "")
            if self._goes_on(name, url, apart=apart, formed=formed, order=order):
                self._join(source)
            else:
                self._add(Pasted(source))
                self.indent, self.in_form = indent, formed
        elif self.open >= 0:
            self._join(source)
        else:
            self._add(Pasted(source, remark=True))
            return
        self._tell(name, value)
        self.begun_here = self.begun_here or name in ("title", "url")

    def _goes_on(self, name: str, url: str, *, apart: bool, formed: bool, order: Order) -> bool:
        """Whether a title or link that a field gives is of the open paper."""
        paper = self._paper()
        if paper is None:
            return False
        by_fields = self.begun_here or (formed and self.in_form)
        if name == "title":
            return not paper.title and (by_fields or order == "link first")
        if not paper.title or is_another(paper.url, url):
            return False
        return by_fields or not (apart and paper.url)

    def _tell(self, name: str, value: str) -> None:
        """Set what a field says of the open paper."""
        links = tuple(given.url for given in find_links(value))
        if name != NOTED:
            self._set(**changes(self.found[self.open], name, value, links))

    def _line(self, read: LineReading, order: Order, indent: int, *, before_link: bool) -> None:
        """Put what a line tells behind the rest, or together with the open paper."""
        first = read.papers[0]
        paper = self._paper()
        below = paper is not None and indent > self.indent
        if self.label is not None and read.listed and indent <= self.label[0]:
            self.heading, self.label = self.label[1], None
        match read.form:
            case "heading":
                self._heading(read, indent)
                return
            case "detail" if paper and (below or not (read.listed or self.open < self.first)):
                self._join(first.source, venue=paper.venue or first.venue)
                return
            case "link" if paper and paper.title and not paper.url and order == "title first":
                doubt = IS_EXACT_TITLE if self._is_second() else paper.doubt or first.doubt
                more = (*paper.more, *first.more)
                self._join(first.source, url=first.url, more=more, doubt=doubt)
                if not (others := read.papers[1:]):
                    return
                self._add(*others)
            case "link" if paper and paper.is_whole and _is_beside(paper, read, below=below):
                links = (one for given in read.papers for one in (given.url, *given.more))
                self._join(first.source, more=(*paper.more, *links))
                return
            case "title" | "maybe" if paper and order == "link first" and paper.is_bare:
                doubt = IS_EXACT_TITLE if read.form == "maybe" else first.doubt or paper.doubt
                self._join(first.source, doubt=doubt, **_told(first))
                return
            case "title" | "maybe" if paper and below and paper.is_whole and not _is_own(first):
                self._add(Pasted(first.source, remark=True))
                return
            case "maybe" if before_link and order == "title first":
                self._add(replace(first, doubt=IS_EXACT_TITLE))
            case "said" | "maybe" | "detail":
                self._add(Pasted(first.source, remark=True))
                if not (below or read.form == "detail" or is_cited(first.source)):
                    self.open = -1
                return
            case _:
                self._add(*read.papers)
        self.indent = indent

    def _is_second(self) -> bool:
        """Whether a title stands right before the open paper's: one of two, or half of one."""
        before = self.found[self.open - 1] if self.open > self.first else None
        return before is not None and bool(before.title) and not before.url

    def _heading(self, read: LineReading, indent: int) -> None:
        """Take a heading for that of what follows, or for the name of the field that follows."""
        self.unanswered()
        self.announced = None if read.over else read_heading_field(read.text)
        if self.announced is not None:
            self.head = read.papers[0].source
            return
        self._add(read.papers[0])
        self.open = -1
        told = read_remark(read.text, bracketed=False)
        self.appeared = told.appeared if told is not None else ""
        if not self.appeared:
            self.label = (indent, self.heading) if read.over else None
            self.heading = read.text

    def papers(self) -> list[Pasted]:
        """What was found, with the venue that it stands under where it tells none itself."""
        self.unanswered()
        return [
            replace(paper, venue=paper.venue or self.under.get(at, ""))
            for at, paper in enumerate(self.found)
        ]


def _is_own(paper: Pasted) -> bool:
    """Whether an item below a paper names another one rather than telling of the first."""
    return is_sure(f"{paper.title}: {paper.description}" if paper.description else paper.title)


def _is_beside(paper: Pasted, read: LineReading, *, below: bool) -> bool:
    """Whether links without a title are code, slides or a copy of the paper above them."""
    if below:
        return not any(is_another(paper.url, one.url) for one in read.papers)
    return read.attached and not read.listed


def _told(paper: Pasted) -> dict[str, str]:
    """What a line without a link tells."""
    return {
        "title": paper.title,
        "description": paper.description,
        "venue": paper.venue,
        "organization": paper.organization,
    }
