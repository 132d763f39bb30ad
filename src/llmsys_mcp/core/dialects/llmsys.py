"""The form of LLMSys-PaperList: sections by topic, year groups inside, an item for each paper."""

from collections.abc import Mapping, Sequence

from llmsys_mcp.core.dialects import CLEAR, HOUSE, Dialect
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.page.reread import reread
from llmsys_mcp.core.writing.amend import amend
from llmsys_mcp.core.writing.placement import Spot, house_spot
from llmsys_mcp.core.writing.style import Style, read_style

_SIGNS = frozenset("-*+0123456789")
_BEHIND_LINK = ("", ":", "：", "|", "｜", "(", "\r")
_SURE = 3
"""Items of the form that leave no doubt."""


def _items(text: str) -> list[str]:
    """What stands behind the markers; of numbered items those with a link, as others are steps."""
    lines = [line for line in map(str.lstrip, text.split("\n")) if line[:1] in _SIGNS]
    return [
        body
        for line in lines
        if (line[0] in "-*+" or "](" in line) and (body := without_marker(line)) is not line
    ]


def _begins_with_link(item: str) -> bool:
    """Whether an item is a link, with nothing, a colon, a pipe or a remark behind it."""
    body = item.lstrip(" \t*_")
    end = body.find(")", body.find("]("))
    if end < 0 or not body.startswith("["):
        return False
    return body[end + 1 :].lstrip("*_ ")[:1] in _BEHIND_LINK


def _reader(text: str) -> Reader:
    return Reader(text, read_item, HOUSE)


class LLMSys(Dialect):
    """The house's own form; how it is placed, written and amended is the core's main work."""

    name = HOUSE
    writes = True

    def recognise(self, text: str) -> float:
        """The share of items that begin with their link, where that leaves no doubt.

        Else even for a page with a link, so that another dialect has to be surer.
        """
        items = _items(text)
        ours = sum(map(_begins_with_link, items))
        if ours >= _SURE and "{%" not in text and text.count("\n|") < ours:
            share = ours / len(items)
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
        return read_style(document.text, entries)

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """At the end of the section or its year group."""
        return house_spot(document, index, year)

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Each field where it stands."""
        return amend(entry, new, style)


DIALECT: Dialect = LLMSys()
