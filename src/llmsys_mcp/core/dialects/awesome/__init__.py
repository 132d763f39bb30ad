"""The usual bullet of awesome lists, in its two shapes: `item` has the grammar."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from llmsys_mcp.core.dialects import HOUSE, Dialect
from llmsys_mcp.core.dialects.awesome.amending import amend_item
from llmsys_mcp.core.dialects.awesome.item import read_item
from llmsys_mcp.core.dialects.awesome.parts import DATE, Parts, read_parts
from llmsys_mcp.core.dialects.awesome.style import AwesomeStyle
from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.markup.strikes import without_strikes
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.page.reread import reread
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.writing.amend import amend, split_first_line
from llmsys_mcp.core.writing.placement import Spot, house_spot
from llmsys_mcp.core.writing.style import Style, read_style

NAME = "awesome"

_SURE = 3
"""Items of these shapes that a page has at least."""
_SHARE = 0.8
"""How sure the shapes alone make; a list by venues may have them too."""


def _reader(text: str) -> Reader:
    return Reader(text, read_item, NAME)


class Awesome(Dialect):
    """The bullets of most awesome lists."""

    name = NAME
    writes = True

    def recognise(self, text: str) -> float:
        """By dashes before descriptions, and by labels behind titles."""
        shapes = [_shape(line.lstrip(" \t")) for line in text.split("\n") if "](http" in line]
        ours = shapes.count(NAME)
        total = ours + shapes.count(HOUSE)
        return _SHARE * ours / total if ours >= _SURE else 0.0

    def read(self, text: str) -> Document:
        """The page."""
        return _reader(text).read()

    def reread(self, before: Document, text: str) -> Document:
        """The page, whose stretches are read one by one."""
        return reread(before, text, _reader)

    def style(self, document: Document, entries: Sequence[Entry]) -> AwesomeStyle:
        """The shape that most of these have."""
        if not entries:
            return AwesomeStyle()
        prefix = read_style(document.text, entries).prefix
        parts = [(one, read_parts(_body(one.raw))) for one in entries]
        labelled = [(one, part) for one, part in parts if part is not None and part.own is None]
        described = [one for one in entries if one.description]
        dots = sum(one.raw.rstrip().endswith(".") for one in described)
        label = next((text for one, part in reversed(labelled) if (text := _label(one, part))), "")
        return AwesomeStyle(
            prefix,
            labelled=2 * len(labelled) > len(entries),
            label=escape_markdown(label or "paper", in_link=True),
            dot=not described or 2 * dots >= len(described),
        )

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """At the end of the section or its year group."""
        spot = house_spot(document, index, year)
        own = [document.entries[at] for at in document.sections[index].entries]
        style = self.style(document, own or document.entries)
        return replace(spot, style=replace(style, prefix=spot.style.prefix))

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Each field where it stands; the line is never written anew."""
        line, ending, rest = split_first_line(entry, new)
        body = without_marker(line)
        amended = amend_item(body, new, style)
        if amended is None:
            return amend(entry, new, style)
        return f"{line[: len(line) - len(body)]}{amended}{ending}{rest}", False


def _body(raw: str) -> str:
    return without_strikes(without_marker(raw.partition("\n")[0])).strip()


def _label(entry: Entry, parts: Parts) -> str:
    """What the first link to a paper behind the title is called; empty where there is none."""
    papers = [link for link, kind in parts.labels if kind == "paper"]
    return plain(papers[0].text.of(_body(entry.raw))).strip("[]() ") if papers else ""


def _shape(line: str) -> str:
    """Which dialect a line speaks for, empty when for none; quick, for many are asked."""
    body = without_marker(line)
    if body is line:
        return ""
    body = body.lstrip(" \t*_")
    if not body.startswith("["):
        return NAME
    close = body.find("](")
    end = body.find(")", close)
    if close < 0 or end < 0 or body.find("[", 1, close) > 0:
        return NAME if close > 0 else ""
    tail = body[end + 1 :].lstrip("*_ ")
    if tail.startswith((":", "：")) or body[1:close].endswith((":", "：")):
        return HOUSE
    return NAME if tail.startswith(("- ", "– ", "— ")) and not DATE.search(tail[-20:]) else ""


DIALECT: Dialect = Awesome()
