"""Markdown tables, which are read and never written: one paper or several in a row.

row  = "|" cell *( "|" cell ) "|"
cell = text | "[" title "](" url ")" ["(Required)"] *( ("<br>" | ";") … ) | "[" label "](" url ")"

The header says what a column holds: title, link, venue, year or date, code, makers, topic. A table
without a word of these in its header holds papers wherever a cell has a link that is no label.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from llmsys_mcp.core.dialects import Dialect
from llmsys_mcp.core.dialects.awesome.labels import label_kind
from llmsys_mcp.core.markup.blocks import Block
from llmsys_mcp.core.markup.markdown import Link, plain, read_links
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.mojibake import repaired
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.core.writing.placement import Spot
from llmsys_mcp.core.writing.style import Style
from llmsys_mcp.errors import ReadOnly

NAME = "table"

_DELIMITER = re.compile(r"\s*\|?(?:\s*:?-{1,100}:?\s*\|){1,40}(?:\s*:?-{1,100}:?\s*)?\s*")
_CELL = re.compile(r"\\[\s\S]|(\|)")
_BREAK = re.compile(r"<br\s{0,4}/?>|;\s", re.IGNORECASE)
_ASKED = re.compile(r"\s*\((required|optional|recommended)(?:[:,]\s*([^()]{1,100}))?\)", re.I)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_COLUMNS = {
    "title": "title paper papers name reading readings work article publication model method 标题",
    "url": "link links url pdf arxiv paper-link",
    "venue": "venue conference pub published publisher journal where 会议",
    "date": "date year time week day when 年份 时间",
    "maker": "org organization organisation affiliation author authors institution team company"
    " by lab maker",
    "topic": "topic topics category keyword keywords tag tags subject area type task theme",
}
_KINDS = {word: kind for kind, words in _COLUMNS.items() for word in words.split()}
_ROWS = re.compile(r"^[ \t]*\|.*\]\(https?://", re.MULTILINE)
_ITEMS = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+.*\]\(https?://", re.MULTILINE)
_RULED = re.compile(r"^[ \t]{0,3}:?-{3,100}:?[ \t]{0,20}\|[ \t:|-]{1,400}$", re.MULTILINE)
"""A line that makes a table of the rows around it, without a bar at its start."""
_SURE = 3
"""Rows with a link that a page of this kind has at least."""


def read_cells(line: str) -> list[str]:
    """The cells of a row, the bars at its ends left out."""
    bars = [found.start() for found in _CELL.finditer(line) if found[1]]
    if not bars:
        return []
    starts = [0, *(at + 1 for at in bars)]
    ends = [*bars, len(line)]
    cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    if not cells[0]:
        cells = cells[1:]
    return cells[:-1] if cells and not cells[-1] else cells


def column_kinds(header: Sequence[str]) -> tuple[str, ...]:
    """What each column holds; empty for what tells nothing about a paper."""
    kinds: list[str] = []
    for cell in header:
        words = [word.lower() for word in _WORD.findall(plain(cell))]
        found = [_KINDS[word] for word in words if word in _KINDS]
        kind = found[0] if found else "code" if "code" in words or "github" in words else ""
        kinds.append("url" if kind == "title" and "title" in kinds else kind)
    return tuple(kinds)


def read_row(cells: Sequence[str], kinds: Sequence[str]) -> list[Fields]:
    """The papers of a row; none when it has no title and no link."""
    shared = _shared(cells, kinds)
    titled = [cell for cell, kind in zip(cells, kinds, strict=False) if kind == "title"]
    if titled:
        papers = [paper for cell in titled for paper in _papers(cell, must_link=False)]
    else:
        papers = [paper for cell in cells for paper in _papers(cell, must_link=True)]
    if len(papers) == 1 and not papers[0].url:
        papers = [replace(papers[0], url=_link_of(cells))]
    return [_with(paper, shared) for paper in papers]


def _shared(cells: Sequence[str], kinds: Sequence[str]) -> Fields:
    """What the row says of all its papers."""
    venue = maker = ""
    year: int | None = None
    topics: list[str] = []
    extras: list[str] = []
    for cell, kind in zip(cells, kinds, strict=False):
        text = repaired(plain(cell)).strip()
        match kind:
            case "venue" if text.strip("- "):
                venue = text
            case "date" if found := _YEAR.search(text):
                year = int(found[0])
            case "maker" if text.strip("- "):
                maker = text
            case "topic" if text.strip("- "):
                topics.append(text)
            case "code" | "url":
                extras += [
                    link.span.of(cell)
                    for link in _web_links(cell)
                    if label_kind(plain(link.text.of(cell))) == "other"
                ]
            case _:
                pass
    if venue and read_venue(venue) is None and year is None and (found := _YEAR.search(venue)):
        year = int(found[0])
    return Fields(
        title="",
        venue=venue,
        organization=maker,
        extras=tuple(extras),
        keywords=tuple(topics),
        told_year=year,
    )


def _web_links(text: str) -> list[Link]:
    return [link for link in read_links(text) if link.is_web(text)]


def _papers(text: str, *, must_link: bool) -> list[Fields]:
    """The papers of one cell: one in each line of it, and one for each link that is a title."""
    papers: list[Fields] = []
    for part in _BREAK.split(text):
        links = _web_links(part)
        titles = [link for link in links if not label_kind(plain(link.text.of(part)))]
        if titles:
            papers += [_linked(part, link) for link in titles]
            continue
        first = links[0].span.start if links else len(part)
        title = repaired(plain(part[:first])).strip(" .,:-–—*_()[]")
        if (links or not must_link) and any(map(str.isalpha, title)):
            url = links[0].url.of(part).strip("<>") if links else ""
            papers.append(Fields(title, url, required=_asked(part)))
    return papers


def _linked(part: str, link: Link) -> Fields:
    title = repaired(plain(link.text.of(part))).strip().rstrip(":： ")
    url = link.url.of(part).strip("<>")
    return Fields(title, url, required=_asked(part[link.span.end :]))


def _asked(text: str) -> bool | str:
    found = _ASKED.match(text) or _ASKED.search(text)
    if found is None or found[1].lower() != "required":
        return False
    return found[2] or True


def _link_of(cells: Sequence[str]) -> str:
    """The first link of the row to a paper, else its first link."""
    links = [(cell, link) for cell in cells for link in _web_links(cell)]
    to_papers = [
        (text, link) for text, link in links if label_kind(plain(link.text.of(text))) != "other"
    ]
    for text, link in (*to_papers, *links):
        return link.url.of(text).strip("<>")
    return ""


def _with(paper: Fields, shared: Fields) -> Fields:
    return replace(
        shared, title=paper.title, url=paper.url, required=paper.required or shared.required
    )


class _PageReader(Reader):
    """Reads rows; list items beside the tables are read in the house's form."""

    def __init__(self, text: str) -> None:
        super().__init__(text, read_house_item, NAME)
        self.kinds: tuple[str, ...] | None = None
        """What the columns of the table hold that the line stands in."""
        self.header: list[str] = []
        """Cells of the line above."""
        self.line_above = 0

    def read_line(self, index: int, block: Block) -> None:
        """Entries of a row; all else as on any page."""
        cells = read_cells(block.text) if "|" in block.text else []
        follows = self.line_above == block.line - 1
        if self.kinds is not None and not (cells and follows):
            self.kinds = None
        self.line_above = block.line
        if not cells:
            self.header = []
            super().read_line(index, block)
        elif self.kinds is not None:
            self._row(block, cells)
        elif follows and self.header and _DELIMITER.fullmatch(block.text):
            self.kinds = column_kinds(self.header)
        else:
            self.header = cells

    def _row(self, block: Block, cells: list[str]) -> None:
        if self.in_contents:
            return
        base = block.span.start + self.text.startswith("\ufeff", block.span.start)
        lead = len(block.text) - len(block.text.lstrip())
        span = Span(base + lead, base + len(block.text.rstrip()))
        for fields in read_row(cells, self.kinds or ()):
            if fields.title:
                self.add(fields, block.line, span)


class Table(Dialect):
    """Tables of papers; read only."""

    name = NAME
    writes = False

    def recognise(self, text: str) -> float:
        """By rows with links where list items with links are fewer.

        Rows need no bar at their start below a line of dashes and bars.
        """
        if "|" not in text:
            return 0.0
        rows = len(_ROWS.findall(text))
        if not rows and _RULED.search(text):
            linked = (line for line in text.split("\n") if "](http" in line and "|" in line)
            rows = sum(_ITEMS.match(line) is None for line in linked)
        return rows / (rows + len(_ITEMS.findall(text))) if rows >= _SURE else 0.0

    def read(self, text: str) -> Document:
        """The page."""
        return _PageReader(text).read()

    def style(self, document: Document, entries: Sequence[Entry]) -> Style:
        """The house's: what is formatted for such a list goes somewhere else."""
        return Style()

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """Refused.

        Raises:
            ReadOnly: always.
        """
        _refuse()

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Refused.

        Raises:
            ReadOnly: always.
        """
        _refuse()


def _refuse() -> NoReturn:
    raise ReadOnly(
        "list",
        "its papers stand in a table, which this server reads and does not write.",
        "Edit the table by hand; search, compare and export work.",
    )


DIALECT: Dialect = Table()
