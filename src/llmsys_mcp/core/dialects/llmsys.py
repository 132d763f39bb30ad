"""The form of LLMSys-PaperList: sections by topic, year groups inside, an item for each paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache

from llmsys_mcp.core.dialects import CLEAR, HOUSE, Dialect
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.page.reread import reread
from llmsys_mcp.core.writing.amend import amend
from llmsys_mcp.core.writing.placement import Spot, house_spot
from llmsys_mcp.core.writing.separator import usual_separator
from llmsys_mcp.core.writing.style import Style, read_style

_SIGNS = frozenset("-*+0123456789")
_BEHIND_LINK = ("", ":", "：", "|", "｜", "(", "\r")
_SURE = 3
"""Items of the form that leave no doubt."""
_LINES_KEPT = 8192
"""Lines whose kind is remembered: an edit leaves nearly all of a page's as they were."""
_LONG = 500
"""Characters that a line of a list hardly has; a page with such a line is not worth the memory."""


class _Kind(Enum):
    """What a line is to the form."""

    OTHER = 0
    ITEM = 1
    OURS = 2
    """An item of the form."""
    BARE = 3
    """A link and nothing else, which is of the form and of others too."""


def _kind(line: str) -> _Kind:
    """The kind of a line; of numbered items only those with a link count, as others are steps."""
    line = line.lstrip()
    if line[:1] not in _SIGNS or not (line[0] in "-*+" or "](" in line):
        return _Kind.OTHER
    body = without_marker(line)
    return _Kind.OTHER if body is line else _kind_of_item(body)


_known_kind = lru_cache(_LINES_KEPT)(_kind)


def _kind_of_item(item: str) -> _Kind:
    """Ours is a link with nothing, a colon, a pipe or a remark behind it.

    What links its own page, as contents do, is of no form.
    """
    body = item.lstrip(" \t*_")
    close = body.find("](")
    end = body.find(")", close)
    if end < 0 or not body.startswith("["):
        return _Kind.ITEM
    if body.startswith("](#", close):
        return _Kind.OTHER
    behind = body[end + 1 :].lstrip("*_ ")[:1]
    if behind not in _BEHIND_LINK:
        return _Kind.ITEM
    return _Kind.OURS if behind.strip() else _Kind.BARE


def _reader(text: str) -> Reader:
    return Reader(text, read_item, HOUSE)


class LLMSys(Dialect):
    """The house's own form; how it is placed, written and amended is the core's main work."""

    name = HOUSE
    writes = True

    def recognise(self, text: str) -> float:
        """The share of items that begin with their link, where that leaves no doubt.

        Links with nothing behind them speak for the form unless more items speak against it. Else
        even for a page with a link, so that another dialect has to be surer.
        """
        lines = text.split("\n")
        rare = len(lines) > _LINES_KEPT or max(map(len, lines)) > _LONG
        look = _kind if rare else _known_kind
        kinds = list(map(look, lines))
        ours, others = kinds.count(_Kind.OURS), kinds.count(_Kind.ITEM)
        if others <= ours:
            ours += kinds.count(_Kind.BARE)
        if ours >= _SURE and "{%" not in text and text.count("\n|") < ours:
            share = ours / (ours + others)
            if share >= CLEAR:
                return share
        return 0.5 if "](" in text else 0.0

    def read(self, text: str) -> Document:
        """The page."""
        return _reader(text).read()

    def reread(self, before: Document, text: str) -> Document:
        """The page, whose stretches are read one by one."""
        return reread(before, text, _reader)

    def style(self, document: Document, entries: Sequence[Entry]) -> Style:
        """As these entries are written."""
        separator = usual_separator(entries, document.entries)
        return replace(read_style(document.text, entries), separator=separator)

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """At the end of the section or its year group."""
        spot = house_spot(document, index, year)
        own = [document.entries[at] for at in document.sections[index].entries]
        separator = usual_separator(own, document.entries)
        return replace(spot, style=replace(spot.style, separator=separator))

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Each field where it stands."""
        return amend(entry, new, style)


DIALECT: Dialect = LLMSys()
