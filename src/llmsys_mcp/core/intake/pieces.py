"""A pasted text cut into lines, table rows and records; what only frames them falls away.

Comments, code fences, rules and the line under a table's head hold nothing that anybody pasted to
be read. Of a diff only the added lines are offered; the others stay as something said, like the
head of a table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.intake.ris import begins_record, record_end
from llmsys_mcp.core.intake.separated import head_comma, split_row


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something on it, without quote marks around it."""

    text: str
    said: bool = False
    """Whether it is known to offer no paper: a line that a diff removes, the head of a table."""
    indent: int = 0
    """Columns of blanks before it, quote marks aside."""
    lines: str = ""
    """As it was pasted, when it was folded into several lines."""

    @property
    def source(self) -> str:
        """What was pasted."""
        return self.lines or self.text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table under named columns."""

    text: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bibliography:
    """An entry of BibTeX, from its `@` to the brace or parenthesis that closes it."""

    text: str
    braced: str
    """The same between braces, the one form that programs read."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A record of RIS, from its type to the line that ends it."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One empty line or several."""


Piece = Line | Row | Bibliography | Tagged | Gap

_LEAD = re.compile(r"[ \t]*(?:>[ \t]?){0,8}[ \t]*")
_FENCE = re.compile(r"(?:```|~~~)[`~]*[ \t]*(?P<language>[\w+-]*)")
_RULE = re.compile(r"[-*_=.~–—]{3,}|(?:[-*_][ \t]){2,}[-*_]|\\{2,}")
_DELIMITER = re.compile(r"[-:| \t]*-[-:| \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_BIBTEX = re.compile(
    r"@[A-Za-z]{3,20}\s?\{|@(?:article|book|booklet|conference|dataset|electronic|inbook"
    r"|incollection|inproceedings|manual|mastersthesis|misc|online|phdthesis|proceedings|report"
    r"|software|techreport|thesis|unpublished|comment|preamble|string)\s?\(",
    re.IGNORECASE,
)
"""Behind any other name a parenthesis is no entry: `@alice (MIT)`."""
_MARKS = re.compile(r"\\.|[{}()\"]", re.DOTALL)
_DIFF_HEAD = re.compile(r"(?:@@|\+\+\+ |--- |diff --git |index [0-9a-f]{7})")
_CHANGED_ITEM = re.compile(r"\+(?=[-*+][ \t])|-(?=[-*+][ \t]\[)")
_TAB = 4
"""Columns of a tab."""
_CELLS = 32
"""Cells of a row; what stands behind is one cell."""


def read_pieces(text: str) -> Iterator[Piece]:
    """The pieces of `text`, in order. Linear in its length."""
    lines = _without_comments(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    leads = [_lead_end(line) for line in lines]
    bare = [line[lead:].strip() for line, lead in zip(lines, leads, strict=True)]
    language = ""
    columns: tuple[str, ...] = ()
    comma = ""
    at = 0
    while at < len(lines):
        line, at = bare[at], at + 1
        if not line:
            columns, comma = (), ""
            yield Gap()
        elif fence := _FENCE.match(line):
            language = fence["language"].lower()
        elif _RULE.fullmatch(line):
            continue
        elif language == "diff" or _CHANGED_ITEM.match(line) or _DIFF_HEAD.match(line):
            yield _changed(line)
        elif _BIBTEX.match(line):
            start, at = at - 1, _bibtex_end(bare, at - 1)
            entry = "\n".join(bare[start:at]).strip()
            yield Bibliography(entry, _braced(entry))
        elif begins_record(line):
            start, at = at - 1, record_end(bare, at - 1)
            yield Tagged("\n".join(bare[start:at]).strip())
        elif _is_head(line, bare[at : at + 1]):
            columns, comma = _cells(line), ""
            at += 1
            yield Row(line, (), columns) if "://" in line else Line(line, said=True)
        elif columns and (cells := split_row(line, comma) if comma else _barred(line)):
            yield Row(line, columns, cells)
        elif comma := head_comma(line, bare[at : at + 1]):
            columns = split_row(line, comma)
            yield Line(line, said=True)
        else:
            columns = ()
            text = line.strip("|").strip() if line.startswith("|") else line
            yield Line(text, indent=_indent(lines[at - 1][: leads[at - 1]]))


def _lead_end(line: str) -> int:
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


def _indent(lead: str) -> int:
    """Columns that the blanks of a lead fill, those behind its last quote mark."""
    return len(lead.rpartition(">")[2].expandtabs(_TAB))


def _without_comments(text: str) -> str:
    """`text` without closed HTML comments; their line ends stay."""
    out: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        out += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*out, text[at:]])


def _changed(line: str) -> Line:
    """A line of a diff."""
    if _DIFF_HEAD.match(line) or not line.startswith("+"):
        return Line(line, said=True)
    return Line(line[1:].strip() or line)


def _is_head(line: str, following: Sequence[str]) -> bool:
    """Whether `line` names the columns of a table."""
    below = following[0] if following else ""
    return "|" in line and "|" in below and _DELIMITER.fullmatch(below) is not None


def _barred(line: str) -> tuple[str, ...]:
    """The cells between bars; none for a line without a bar."""
    return _cells(line) if "|" in line else ()


def _cells(line: str) -> tuple[str, ...]:
    cells = _PIPE.split(line.strip().strip("|"), maxsplit=_CELLS)
    return tuple(cell.strip() for cell in cells)


def _bibtex_end(lines: Sequence[str], start: int) -> int:
    """Index behind the line that closes the entry begun at `start`.

    Without such a line the entry ends before the next one, or an empty line.
    """
    closing = _Closing()
    for at in range(start, len(lines)):
        if at > start and _BIBTEX.match(lines[at]):
            return at
        if closing.find(lines[at]) is not None:
            return at + 1
    return _first_gap(lines, start)


def _braced(entry: str) -> str:
    """An entry of BibTeX between braces; as it is where it is so, or nothing closes it."""
    opened = _MARKS.search(entry)
    if opened is None or opened[0] != "(":
        return entry
    end = _Closing().find(entry)
    if end is None:
        return entry
    return f"{entry[: opened.start()]}{{{entry[opened.end() : end]}}}{entry[end + 1 :]}"


@dataclass(slots=True)
class _Closing:
    """Looks for what closes an entry of BibTeX, line by line: its own brace or parenthesis."""

    open: str = ""
    """What the entry opened with."""
    depth: int = 0
    """Braces that are open."""
    quoted: bool = False
    """Whether a value in quotes is open, in which a parenthesis is text."""

    def find(self, line: str) -> int | None:
        """Where the entry is closed in `line`; None when it is not."""
        for found in _MARKS.finditer(line):
            mark = found[0]
            if not self.open:
                self.open = mark
                self.depth = int(mark == "{")
            elif mark in "{}":
                self.depth += 1 if mark == "{" else -1
                if self.depth <= 0 and self.open == "{":
                    return found.start()
            elif not self.depth and mark == '"':
                self.quoted = not self.quoted
            elif not self.depth and mark == ")" and not self.quoted:
                return found.start()
        return None


def _first_gap(lines: Sequence[str], start: int) -> int:
    return next((at for at in range(start, len(lines)) if not lines[at]), len(lines))
