"""A pasted text read paper by paper: lines put together that tell of one paper.

A title and the link on the next line are one paper, whichever comes first in a paragraph; where
both orders would do, neither is taken. `Name: value` lines belong to one paper until a name comes
again. Headings may name a section; nothing is dropped: what is no paper stays as a remark.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from llmsys_mcp.core.intake.bibtex import from_bibtex
from llmsys_mcp.core.intake.fields import (
    NOTED,
    changes,
    given_value,
    read_columns,
    read_field,
    read_heading_field,
)
from llmsys_mcp.core.intake.line import LineReading, bare, read_line
from llmsys_mcp.core.intake.links import find_links, is_another
from llmsys_mcp.core.intake.paper import Pasted
from llmsys_mcp.core.intake.paragraphs import Order, orders, paragraphs
from llmsys_mcp.core.intake.pieces import Bibliography, Line, Piece, Row, read_pieces
from llmsys_mcp.core.intake.titles import is_cited, is_sure, split_title

TEXT_LIMIT = 50_000
"""Characters of a pasted text that are read."""
LINES_LIMIT = 1000
"""Lines of it that are read."""

ReadBibtex = Callable[[str], Sequence[Mapping[str, str]]]
"""The fields of each entry that a text of BibTeX holds."""
_DOUBT = "Is this its exact title?"


def read_pasted(text: str, read_bibtex: ReadBibtex = lambda _text: ()) -> tuple[Pasted, ...]:
    """Every paper and remark of `text`, in order. Never raises; linear in the text's length."""
    reader = _Reader(read_bibtex)
    lines = text[:TEXT_LIMIT].split("\n")[:LINES_LIMIT]
    for paragraph in paragraphs(read_pieces("\n".join(lines))):
        reader.read(paragraph)
    return tuple(_settled(reader.found))


@dataclass(slots=True)
class _Reader:
    """What was read so far."""

    read_bibtex: ReadBibtex
    found: list[Pasted] = field(default_factory=list)
    heading: str = ""
    announced: str | None = None
    """The field that a heading announced and the next line gives."""
    open: int = -1
    """Index of the paper that further lines may belong to; -1 when there is none."""
    begun_here: bool = False
    """Whether that paper was begun in this paragraph, by fields."""

    def read(self, paragraph: Sequence[Piece]) -> None:
        """Read the lines between two gaps."""
        self.begun_here = False
        reads = [
            read_line(piece.text) if isinstance(piece, Line) and not piece.said else None
            for piece in paragraph
        ]
        following = (*reads[1:], None)
        for piece, read, after, order in zip(
            paragraph, reads, following, orders(reads), strict=True
        ):
            match piece:
                case Bibliography():
                    self._bibliography(piece)
                case Row():
                    self._row(piece)
                case Line() if read is None:
                    self._add(Pasted(piece.text, remark=True))
                case Line() if read is not None and not self._field(piece.text):
                    before_link = after is not None and after.form == "link"
                    self._line(read, order, before_link=before_link)
                case _:
                    pass

    def _paper(self) -> Pasted | None:
        """The open paper."""
        return self.found[self.open] if self.open >= 0 else None

    def _add(self, *papers: Pasted) -> None:
        """Put papers or remarks behind the others; the last paper is open."""
        for paper in papers:
            last = self.found[-1] if self.found else None
            if paper.remark and last is not None and last.remark:
                self.found[-1] = replace(last, source=f"{last.source}\n{paper.source}")
            elif paper.remark:
                self.found.append(paper)
            else:
                self.found.append(replace(paper, heading=self.heading))
                self.open, self.begun_here = len(self.found) - 1, False

    def _join(self, source: str, **more: Any) -> None:
        """Tell more of the open paper."""
        paper = self.found[self.open]
        self.found[self.open] = replace(paper, source=f"{paper.source}\n{source}", **more)

    def _set(self, **more: Any) -> None:
        self.found[self.open] = replace(self.found[self.open], **more)

    def _bibliography(self, piece: Bibliography) -> None:
        entries = self.read_bibtex(piece.text)
        if entries:
            self._add(*(from_bibtex(piece.text, entry) for entry in entries))
        else:
            self._add(Pasted(piece.text, doubt="This BibTeX cannot be read: which paper is it?"))
        self.open = -1

    def _row(self, row: Row) -> None:
        """A table's row: by its columns' names, else like any line."""
        meant = read_columns(row.columns)
        cells = [
            (name, given_value(cell)) for name, cell in zip(meant or (), row.cells, strict=False)
        ]
        if not any(cell for name, cell in cells if name in ("title", "url")):
            read = read_line(" ".join(_linked_cells(row.cells)))
            self._line(_from(row.text, read), "unclear", before_link=False)
        else:
            self._add(Pasted(row.text))
            for name, cell in sorted(cells, key=lambda named: named[0] != "title"):
                if cell:
                    self._tell(name, cell)
        self.open = -1

    def _field(self, text: str) -> bool:
        """Read a `Name: value` line, or the line that a heading announced; whether it was one."""
        body = bare(text)
        announced, self.announced = self.announced, None
        named = read_field(body)
        if named is not None and named[1]:
            self._give(*named, text)
            return True
        if announced is None or body != text or text.startswith("#"):
            return False
        if value := given_value(body):
            self._give(announced, value, text)
        else:
            self._add(Pasted(text, remark=True))
        return True

    def _give(self, name: str, value: str, source: str) -> None:
        """Give a field to the open paper, or begin one."""
        if name in ("title", "url"):
            read = read_line(value)
            if read.form == "papers" or (name == "url" and not find_links(value)):
                self._line(_from(source, read), "unclear", before_link=False)
                return
            name = "url" if read.form == "link" else name
            self._begin(name, next((given.url for given in find_links(value)), ""), source)
        elif self.open >= 0:
            self._join(source)
        else:
            self._add(Pasted(source, remark=True))
            return
        self._tell(name, value)
        self.begun_here = self.begun_here or name in ("title", "url")

    def _begin(self, name: str, url: str, source: str) -> None:
        """Open the paper that a title or link is of, and note where it was told."""
        paper = self._paper()
        if paper is None:
            self._add(Pasted(source))
        elif name == "title" and self.begun_here and not paper.title:
            self._join(source)
        elif name == "title" or not paper.title or is_another(paper.url, url):
            self._add(Pasted(source))
        else:
            self._join(source)

    def _tell(self, name: str, value: str) -> None:
        """Set what a field says of the open paper."""
        links = tuple(given.url for given in find_links(value))
        if name != NOTED:
            self._set(**changes(self.found[self.open], name, value, links))

    def _line(self, read: LineReading, order: Order, *, before_link: bool) -> None:
        """Put what a line tells behind the rest, or together with the open paper."""
        first = read.papers[0]
        paper = self._paper()
        match read.form:
            case "heading":
                self.announced = read_heading_field(read.text)
                self._add(first)
                if self.announced is None:
                    self.heading, self.open = read.text, -1
            case "link" if paper and paper.title and not paper.url and order == "title first":
                self._join(first.source, url=first.url, more=(*paper.more, *first.more))
                self._add(*read.papers[1:])
            case "title" | "maybe" if paper and order == "link first" and _is_bare(paper):
                doubt = _DOUBT if read.form == "maybe" else ""
                self._join(first.source, doubt=doubt, **_told(first))
            case "maybe" if before_link and order == "title first":
                self._add(replace(first, doubt=_DOUBT))
            case "said" | "maybe":
                self._add(Pasted(first.source, remark=True))
                if not (is_cited(first.source) or first.source.startswith("(")):
                    self.open = -1
            case _:
                self._add(*read.papers)


def _from(source: str, read: LineReading) -> LineReading:
    """What was read in a part of the line `source`."""
    return replace(read, papers=tuple(replace(paper, source=source) for paper in read.papers))


def _linked_cells(cells: Sequence[str]) -> list[str]:
    """The cells of a row that hold links, and those before the first of them; else all."""
    linked = [at for at, cell in enumerate(cells) if find_links(cell)]
    return [cell for at, cell in enumerate(cells) if not linked or at <= linked[0] or at in linked]


def _is_bare(paper: Pasted) -> bool:
    return bool(paper.url) and not paper.title


def _told(paper: Pasted) -> dict[str, str]:
    """What a line without a link tells."""
    return {
        "title": paper.title,
        "description": paper.description,
        "venue": paper.venue,
        "organization": paper.organization,
    }


def _settled(found: Sequence[Pasted]) -> Iterator[Pasted]:
    """`found`, with a heading taken for the title of the only link under it."""
    under = Counter(paper.heading for paper in found if not paper.remark)
    for paper in found:
        if _is_bare(paper) and under[paper.heading] == 1 and is_sure(paper.heading):
            titled = split_title(paper.heading)
            doubt = "Is the heading its exact title?"
            yield replace(
                paper,
                title=titled.title,
                description=titled.description,
                venue=titled.venue,
                heading="",
                doubt=doubt,
            )
        else:
            yield replace(paper, more=tuple(dict.fromkeys(paper.more)))
