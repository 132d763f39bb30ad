"""A page understood: its blocks, its section tree with year groups, its entries.

Parsing never fails and loses nothing: the blocks cover the text, whatever it is and whatever the
dialect that read it, and what is not understood stays a block of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from llmsys_mcp.core.markup.blocks import Block
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.entry import Entry

SEPARATOR = " > "


@dataclass(frozen=True, slots=True)
class Bucket:
    """A year group inside a section."""

    label: str
    """As a reader sees it: `2025`, `2023 and earlier`."""
    years: tuple[int, ...]
    line: int
    """Where its label ends, counted from 1."""
    span: Span
    """From its first line to the end of its last, `</details>` included."""
    style: str
    """`details`, or `bold` for a bold line."""
    entries: tuple[int, ...] = ()
    """Indexes into the document's entries."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, or a bold label that groups a nested list."""

    path: str
    """Titles from the top, without the page's own, joined by ` > `."""
    title: str
    level: int
    """1 to 6 of a heading, 7 and more of a label."""
    anchor: str
    """GitHub's anchor without `#`; a label has none, and its slug stands here."""
    line: int
    """Counted from 1."""
    span: Span
    """Of the heading's own line, with its end."""
    end: int
    """Offset where its own text ends: at the next heading or label that is not inside it."""
    parent: int
    """Index of the section it stands in, -1 at the top."""
    buckets: tuple[Bucket, ...] = ()
    entries: tuple[int, ...] = ()
    """Indexes of the entries that stand here and in no section below."""
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One page. `blocks` cover `text` from its first to its last character."""

    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    title: str
    """The page's own title; empty when it has none."""
    contents: tuple[int, ...]
    """Indexes of the blocks that are items of the table of contents."""
    linked_pages: tuple[str, ...]
    """Markdown files of the same folder that the page links to, in order."""
    unread: tuple[int, ...] = ()
    """Indexes of blocks that are list items and no entries, outside the contents."""
    dialect: str = "llmsys"
    """Name of the grammar it was read by."""
    references: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What its reference links lead to, by label (`core/markup/references.py`)."""


def subtree(sections: Sequence[Section], index: int) -> frozenset[int]:
    """Indexes of the section at `index` and of all below it."""
    inside = {index}
    for at in range(index + 1, len(sections)):
        if sections[at].parent in inside:
            inside.add(at)
    return frozenset(inside)
