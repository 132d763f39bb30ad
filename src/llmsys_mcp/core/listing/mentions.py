"""Links on a list's pages that stand outside every entry: in prose, headings, HTML, odd items.

What is no entry is not searched, checked or counted; a paper that is only linked so has to be
seen all the same before it is called new.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from operator import attrgetter

from llmsys_mcp.core.identity import PaperId, link_identity, title_key
from llmsys_mcp.core.identity.pasted import closed_link
from llmsys_mcp.core.markup.blocks import LINE_LIMIT, Block, Kind
from llmsys_mcp.core.markup.markdown import is_web, plain, read_link
from llmsys_mcp.core.markup.references import AnyLink, is_definition, label_key, links_of
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.document import Document, Section
from llmsys_mcp.core.page.entry import Entry, Listed

_CODE = re.compile(r"`[^`]{1,500}`")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,2000}\)|<img\b[^<>]{0,2000}>?", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,4}=\s{0,4}([\"'])(?P<url>[^\"'<>\s]{1,2000})\1", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?[A-Za-z][\w-]{0,20}(?:[\s/][^<>]{0,2000})?>|\b[A-Za-z-]{1,20}\s?=\s?(?:\"[^\"]*\"|'[^']*')"
)
"""A tag, or an attribute of one that goes on over several lines."""
_BARE = re.compile(r"https?://[^\s<>\[\]\"'`|{}\\^]+", re.IGNORECASE)
_CLOSED = re.compile(r"</a\b", re.IGNORECASE)
_HREF_WORDS = 500
"""Characters of an HTML link's words that are read."""
_SHOWN = 200
"""Characters of a link's words that are kept."""
_SKIPPED = (Kind.HIDDEN, Kind.BLANK, Kind.RULE)


@dataclass(frozen=True)
class Mentions:
    """The links outside entries, each as a listed paper that has no id."""

    links: tuple[Listed, ...]
    """In list order."""

    @cached_property
    def by_identity(self) -> dict[PaperId | str, list[Listed]]:
        """By number or page."""
        found: defaultdict[PaperId | str, list[Listed]] = defaultdict(list)
        for one in self.links:
            if (identity := link_identity(one.entry.url)) is not None:
                found[identity].append(one)
        return dict(found)

    @cached_property
    def by_title(self) -> dict[str, list[Listed]]:
        """By the key of a link's words."""
        found: defaultdict[str, list[Listed]] = defaultdict(list)
        for one in self.links:
            found[title_key(one.entry.title)].append(one)
        return dict(found)


def read_mentions(document: Document) -> Iterator[Entry]:
    """The web links of a page outside its entries and contents, in order; images are none.

    The title is the link's words; of one written out, those of its line; else the link. Linear in
    the length of the page.
    """
    entries, references = _lines_of_entries(document.entries), document.references
    contents = frozenset(document.contents)
    section = -1
    for index, block in enumerate(document.blocks):
        # Nearly every line is an entry's or links nothing: told before anything else is asked.
        if block.line in entries or not _may_link(block.text, references):
            continue
        if block.kind in _SKIPPED or index in contents:
            continue
        if block.kind is Kind.TEXT and is_definition(block.text):
            continue
        if links := tuple(_links(block.text, references)):
            section = _last_above(document.sections, section, block.span.start)
            place = _Place.of(document, block, section)
            yield from (place.mention(url, words) for url, words in links)


def _lines_of_entries(entries: Sequence[Entry]) -> set[int]:
    lines = set(map(attrgetter("line"), entries))
    for entry in entries:
        if "\n" in entry.raw:
            lines.update(range(entry.line, entry.line + entry.raw.count("\n") + 1))
    return lines


def _last_above(sections: Sequence[Section], known: int, start: int) -> int:
    """Index of the last section that begins at `start` or above it; `known` is such a one."""
    while known + 1 < len(sections) and sections[known + 1].span.start <= start:
        known += 1
    return known


def _may_link(text: str, references: Mapping[str, str]) -> bool:
    """Whether a line is worth reading for links."""
    return ("://" in text or bool(references)) and len(text) <= LINE_LIMIT


@dataclass(frozen=True, slots=True)
class _Place:
    """A line that links something."""

    section: str
    line: int
    span: Span
    raw: str

    @classmethod
    def of(cls, document: Document, block: Block, section: int) -> "_Place":
        """`section`: index of the last one that begins above or at the line, -1 for none."""
        while section >= 0 and document.sections[section].end <= block.span.start:
            section = document.sections[section].parent
        raw = block.span.of(document.text).strip()
        start = document.text.find(raw, block.span.start)
        path = document.sections[section].path if section >= 0 else ""
        return cls(path, block.line, Span(start, start + len(raw)), raw)

    def mention(self, url: str, words: str) -> Entry:
        return Entry(
            title=(words or url)[:_SHOWN],
            url=url,
            description="",
            venue="",
            organization="",
            year=None,
            extras=(),
            section=self.section,
            bucket="",
            line=self.line,
            span=self.span,
            raw=self.raw,
        )


def _links(text: str, references: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(target, words) of each link of a line: Markdown's, HTML's, and those written out."""
    text = _CODE.sub(_blank, text)
    rest: list[str] = []
    at = 0
    for link in links_of(text, references):
        is_image = text[link.span.start - 1 : link.span.start] == "!"
        rest.append(text[at : link.span.start])
        at = link.span.end
        url, words = _target(link, text, references), link.text.of(text)
        if not is_image and is_web(url) and (told := _words(words)) is not None:
            yield url, told
    text = " ".join((*rest, text[at:]))
    for found in _HREF.finditer(text):
        url = unescape(found["url"])
        if is_web(url) and (told := _words(_inside(text, found.end()))) is not None:
            yield url, told
    text = _MARKUP.sub(" ", text)
    written = [closed_link(found[0]) for found in _BARE.finditer(text)]
    words = _line_words(text) if written else ""
    yield from ((url, words) for url in written)


def _target(link: AnyLink, text: str, references: Mapping[str, str]) -> str:
    if link.label:
        return references[label_key(link.label)]
    inline = link.span.of(text)
    read = read_link(inline)
    return read.url.of(inline).strip("<>") if read else ""


def _inside(text: str, at: int) -> str:
    """What an HTML link shows whose tag is open at `at`, as far as the line tells."""
    inside = text[at : at + 2 * _HREF_WORDS].partition(">")[2]
    return _CLOSED.split(inside, maxsplit=1)[0]


def _blank(found: re.Match[str]) -> str:
    """Blanks for code that shows a link; code in a link's words stays."""
    return " " * len(found[0]) if "://" in found[0] else found[0]


def _words(markup: str) -> str | None:
    """A link's words as a reader sees them; None of a badge, which shows an image alone."""
    bare = _IMAGE.sub("", markup)
    words = " ".join(plain(bare).split())
    return None if bare != markup and not any(map(str.isalnum, words)) else words


def _line_words(text: str) -> str:
    """The words of a line beside its links."""
    return " ".join(plain(_BARE.sub(" ", text)).split()).strip(" -–—:|<>()[]")
