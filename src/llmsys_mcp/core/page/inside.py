"""Links within a list: which headings hold the contents, and which other pages are linked."""

import re
from collections.abc import Iterator, Sequence

from llmsys_mcp.core.markup.blocks import Block, Kind
from llmsys_mcp.core.markup.markdown import read_link

_PAGE = re.compile(r"\]\((?!\w{1,16}:|/)([^\s()#]{1,200}\.md)[)#\s]", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_CONTENTS = frozenset(
    {"table of contents", "contents", "toc", "table of content", "content", "目录"}
)
"""Words of a heading that holds links to the others, without emoji and marks."""
_LISTS = re.compile(r"://|\{%")
"""What a line has that may list papers without being an item."""
_CONTENTS_LEAST = 2
"""Links to its own page that a list needs to be the contents under any heading."""


def names_contents(title: str) -> bool:
    """Whether a heading says that the contents follow."""
    return " ".join(_WORD.findall(title.lower())) in _CONTENTS


def holds_contents(blocks: Sequence[Block], index: int) -> bool:
    """Whether the items below the heading at `index`, two at least, all link their own page.

    One with headings below it is a section, whose own parts they are, and so is one that links
    the web or cites in other lines.
    """
    items = 0
    for at in range(index + 1, len(blocks)):  # no slice: a page may have many headings
        block = blocks[at]
        if block.kind is Kind.HEADING:
            return items >= _CONTENTS_LEAST and block.level <= blocks[index].level
        if block.kind is Kind.ITEM:
            if not leads_inside(block.text):
                return False
            items += 1
        elif block.kind is Kind.TEXT and _LISTS.search(block.text):
            return False
    return items >= _CONTENTS_LEAST


def linked_pages(text: str) -> Iterator[str]:
    """The other Markdown pages of the checkout that a text links to."""
    if ".md" in text:
        for found in _PAGE.finditer(text):
            yield found[1].removeprefix("./").lstrip("/")


def leads_inside(item: str) -> bool:
    """Whether an item links a heading of its own page, as a table of contents does."""
    bare = item.lstrip("*_")
    link = read_link(bare)
    return link is not None and link.url.of(bare).startswith("#")
