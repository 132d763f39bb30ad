"""The grammars that lists are written in: one module each, found by name or by the text.

A dialect is one module of this package with a `DIALECT` in it. Text in, values out; the blocks of
a page cover it whatever the dialect, and a dialect that writes changes a page by spans alone.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from llmsys_mcp.core.markup.blocks import scan
from llmsys_mcp.core.markup.marker import read_marker, without_marker
from llmsys_mcp.core.markup.references import (
    item_written_out,
    items_written_out,
    read_definitions,
    referring_again,
)
from llmsys_mcp.core.markup.strikes import is_struck
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.writing.placement import Spot
from llmsys_mcp.core.writing.style import Style
from llmsys_mcp.errors import InvalidArgument

HOUSE = "llmsys"
"""The dialect of the list that this project grew up with, and of pages that none is sure about."""
BULLETS = (HOUSE, "awesome")
"""The dialects whose entries are list items, so that among entries every item should be one."""
CLEAR = 0.7
"""How sure the house's form is of a page that no other dialect needs to be asked about."""
_EVEN = 0.5


class Dialect(Protocol):
    """One grammar of lists."""

    name: str
    """As `llmsys-mcp.toml` names it; the module is called so."""
    writes: bool
    """Whether entries can be added and changed, or only read."""
    cites: bool = False
    """Whether the page names its papers by the keys of a bibliography."""

    def recognise(self, text: str) -> float:
        """How sure it is that `text` is written in it, from 0 to 1. Linear in the length."""

    def read(self, text: str) -> Document:
        """The page. Never raises, whatever the text."""

    def reread(self, before: Document, text: str) -> Document:
        """`read(text)`; `before`, read so too, may differ from it in little."""
        return self.read(text)

    def style(self, document: Document, entries: Sequence[Entry]) -> Style:
        """How entries are written where these stand; its `write` makes a line."""

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """Where a new entry of `year` goes in the section at `index`."""

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """(the entry's text with these fields changed, whether it was written anew)."""

    def told(
        self, document: Document, entry: Entry, new: Mapping[str, str], text: str
    ) -> tuple[str, ...]:
        """What is told of a change of an entry of the page beside its new `text`.

        Which of the new values are not read back as they were given; nothing in most lists, whose
        form has a place for each.
        """
        return ()

    def first_entry(self, document: Document, section: str) -> Spot | int | None:
        """Where the first entry of a section goes that the page lacks, its heading included.

        The index of a section that the page has under another spelling; None where sections are
        made by hand, as in most lists.
        """
        return None

    def venue_sections(self, document: Document, venue: str) -> tuple[str, ...] | None:
        """Paths of the sections that papers of this venue and year belong to.

        One path that the page lacks, where adding would make it; None where sections are not by
        venue, or the venue says too little.
        """
        return None

    def section_venue(self, document: Document, index: int) -> str:
        """The venue that entries of the section at `index` have when they name none.

        With its year; empty where the section says nothing of venues, as in most lists.
        """
        return ""


@cache
def names() -> tuple[str, ...]:
    """Every dialect, in alphabetical order."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


@cache
def named(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        KeyError: there is none; `names()` tells which there are.
    """
    if name != HOUSE and name not in names():
        raise KeyError(name)
    dialect: Dialect = import_module(f"{__name__}.{name}").DIALECT
    return dialect


def recognised(text: str) -> str:
    """Name of the dialect that `text` is written in; the house's when none is sure.

    A page that is clearly in the house's form is told without asking the others, whose modules
    would have to be loaded for that. Reference links count as the links that they are.
    """
    text = _with_targets(text)
    if named(HOUSE).recognise(text) >= CLEAR:
        return HOUSE
    sure = {name: named(name).recognise(text) for name in names()}
    best = max(sure, key=lambda name: (sure[name], name == HOUSE))
    return best if sure[best] > _EVEN else HOUSE


def _with_targets(text: str) -> str:
    """`text` with the references of its list items written out."""
    known = read_definitions(scan(text)) if "]:" in text else {}
    return items_written_out(text, known) if known else text


def parse(text: str, dialect: str = HOUSE, before: Document | None = None) -> Document:
    """Read a page of Markdown by the grammar of `dialect`. Never raises, whatever the text.

    It is read sooner with the page as it stood `before` an edit, if that is of the dialect too.
    """
    if before is not None and before.dialect == dialect:
        return named(dialect).reread(before, text)
    return named(dialect).read(text)


def amended(
    document: Document, entry: Entry, new: Mapping[str, str], style: Style
) -> tuple[str, bool]:
    """The text of an entry of the page with these fields changed, as its dialect has it.

    Where the line refers to definitions, a link whose target stays keeps its label, and one with a
    new target is written out: the definition may be another line's, too.

    Raises:
        InvalidArgument, ReadOnly: the line has no place for it, words of it are struck out, or
            the page is only read.
    """
    if read_marker(entry.raw) is not None and is_struck(without_marker(entry.raw)):
        raise InvalidArgument(
            next(iter(new), "id"),
            "the entry is struck out, or words of it are.",
            "Change the line by hand, or remove the strike-out first.",
        )
    dialect = named(document.dialect)
    line, newline, rest = entry.raw.partition("\n")
    out = item_written_out(line, document.references)
    if out == line:
        return dialect.amend(entry, new, style)
    text, anew = dialect.amend(entry._replace(raw=f"{out}{newline}{rest}"), new, style)
    first, newline, rest = text.partition("\n")
    was, now = without_marker(line), without_marker(first)
    again = referring_again(was, now, document.references)
    return f"{first[: len(first) - len(now)]}{again}{newline}{rest}", anew


def find_spot(document: Document, index: int, year: int | None) -> Spot:
    """The spot for a new entry of `year` in the section at `index`, as the dialect has it."""
    return named(document.dialect).spot(document, index, year)
