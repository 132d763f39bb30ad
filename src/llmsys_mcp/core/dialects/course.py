"""A course's reading list on a Jekyll site: papers by the keys of its bibliography.

entry    = include | "<li>" html "</li>"
include  = "{% include " file ' key="' key '"' [" required=" asked] " %}"
asked    = "true" | "false" | '"' topic '"'
html     = ["<b>(Required)</b>"] '<a href="' url '">' title "</a>" [remark] ["<em>" maker "</em>"]

Parts and topics are headings. What Jekyll leaves out (`{% comment %}`) holds no entries. New
entries are includes: their key is all that enters the page, and it holds letters and digits only,
so that no `{{…}}` or `{%…%}` of a title is ever run by Liquid.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from llmsys_mcp.core.citing.keys import make_key, read_key
from llmsys_mcp.core.dialects import Dialect
from llmsys_mcp.core.markup.blocks import Block, Kind
from llmsys_mcp.core.markup.markdown import is_web
from llmsys_mcp.core.markup.marker import read_marker
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.venue import KNOWN
from llmsys_mcp.core.writing.amend import amend
from llmsys_mcp.core.writing.placement import Spot, house_spot, line_end
from llmsys_mcp.core.writing.style import Draft, Style, Written
from llmsys_mcp.errors import InvalidArgument

NAME = "course"
FILE = "paper_item.html"
"""The include of a page without any."""

_INCLUDE = re.compile(
    r"\{%-?[ \t]{1,8}include[ \t]{1,8}([\w./-]{1,80})"
    r"((?:[ \t]{1,8}\w{1,30}=(?:\"[^\"]{0,200}\"|'[^']{0,200}'|[\w.-]{1,60})){1,8})[ \t]{0,8}-?%\}"
)
_ATTRIBUTE = re.compile(r"(\w+)=(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+.:-]{0,99}")
_HIDES = re.compile(r"\{%-?\s{0,8}(end)?(comment|raw)\b")
_ITEM = re.compile(r"<(?:(/?)li\b[^<>]{0,200}>|/?[uo]l\b)", re.IGNORECASE)
"""Where an item opens (the group is empty) or closes; the list's own tags close one too."""
_LINK = re.compile(
    r"<a\b[^<>]{0,300}?\bhref=(?:\"([^\"<>]{0,2000})\"|'([^'<>]{0,2000})')[^<>]{0,300}>"
    r"([^<>]{0,500})</a>",
    re.IGNORECASE,
)
_REQUIRED = re.compile(r"\((required)(?:[:,]\s*([^()]{1,100}))?\)", re.IGNORECASE)
_MAKER = re.compile(r"<(?:em|i)>([^<>]{0,300})</(?:em|i)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_REMARK = re.compile(r"\([^()]{1,200}\)")
_LIST = re.compile(r"\s*<[uo]l\b[^<>]{0,200}>\s*\Z", re.IGNORECASE)
_SURE = 3
"""Includes with a key that a page of this kind has at least."""


def read_include(text: str) -> Fields | None:
    """The fields of an include; None when it names no key."""
    found = _INCLUDE.fullmatch(text)
    given = _attributes(found[2]) if found else {}
    text_key = given.get("key", "")
    if not _KEY.fullmatch(text_key):
        return None
    key = read_key(text_key)
    known = KNOWN.get(key.venue.lower(), "")
    return Fields(
        title=key.name or text_key,
        venue=f"{known}' {(key.year or 0) % 100:02d}" if known else "",
        key=text_key,
        required=_required(given.get("required", "false")),
        told_year=key.year,
    )


def _attributes(text: str) -> dict[str, str]:
    return {name: next(filter(None, values), "") for name, *values in _ATTRIBUTE.findall(text)}


def _required(value: str) -> bool | str:
    match value.strip().lower():
        case "true" | "yes":
            return True
        case "false" | "no" | "":
            return False
        case _:
            return value.strip()


def read_html(text: str) -> Fields | None:
    """The fields of what stands between `<li>` and `</li>`; None without a web link."""
    link = _LINK.search(text)
    url = unescape(link[1] or link[2] or "").strip() if link else ""
    title = " ".join(unescape(link[3]).split()).rstrip(":") if link else ""
    if link is None or not title or not is_web(url):
        return None
    rest = text[link.end() :]
    maker = _MAKER.search(rest)
    asked = _REQUIRED.search(_TAG.sub("", text))
    said = _TAG.sub(" ", rest[: maker.start()] if maker else rest)
    remarks = [one for one in _REMARK.findall(said) if not _REQUIRED.fullmatch(one)]
    return Fields(
        title=title,
        url=url,
        organization=" ".join(unescape(maker[1]).split()) if maker else "",
        extras=tuple(" ".join(unescape(one).split()) for one in remarks),
        required=(asked[2] or True) if asked else False,
    )


class _PageReader(Reader):
    """Reads includes and HTML items line by line."""

    def __init__(self, text: str) -> None:
        super().__init__(text, read_house_item, NAME)
        self.hidden_by = ""
        """`comment` or `raw` while inside one."""
        self.item: tuple[int, int] | None = None
        """Offset and line of the `<li>` that is open."""

    def read_line(self, index: int, block: Block) -> None:
        """Entries of the line; all else as on any page."""
        line = self._shown(block.text)
        base = block.span.start + self.text.startswith("\ufeff", block.span.start)
        if "{%" in line:
            for found in _INCLUDE.finditer(line):
                fields = read_include(found[0])
                if fields is not None:
                    self.add(fields, block.line, Span(base + found.start(), base + found.end()))
        if self.item is not None or "<" in line:
            self._html(line, block.line, base)
        super().read_line(index, block)

    def _heading(self, index: int, block: Block) -> None:
        self.item = None
        super()._heading(index, block)

    def _shown(self, line: str) -> str:
        """The line with blanks for what Jekyll leaves out of it."""
        if not self.hidden_by and "{%" not in line:
            return line
        out: list[str] = []
        at = 0
        for tag in _HIDES.finditer(line):
            if not tag[1] and not self.hidden_by:
                out.append(line[at : tag.start()])
                self.hidden_by, at = tag[2], tag.start()
            elif tag[1] and tag[2] == self.hidden_by:
                out.append(" " * (tag.end() - at))
                self.hidden_by, at = "", tag.end()
        rest = line[at:]
        return "".join((*out, " " * len(rest) if self.hidden_by else rest))

    def _html(self, line: str, number: int, base: int) -> None:
        """Items that open or close in the line."""
        for tag in _ITEM.finditer(line):
            if self.item is not None:
                self._item_until(base + (tag.end() if tag[1] else tag.start()))
            if tag[1] == "":
                self.item = base + tag.start(), number

    def _item_until(self, end: int) -> None:
        start, line = self.item or (end, 0)
        self.item = None
        raw = self.text[start:end].rstrip()
        fields = read_html(raw)
        if fields is not None:
            self.add(fields, line, Span(start, start + len(raw)))


@dataclass(frozen=True, slots=True)
class CourseStyle(Style):
    """An include, indented as its neighbours."""

    prefix: str = "  "
    file: str = FILE
    taken: frozenset[str] = frozenset()
    """Keys that other papers have."""

    def without(self, key: str) -> "CourseStyle":
        """The style in which `key` may stand once more."""
        return replace(self, taken=self.taken - {key})

    def write(self, draft: Draft) -> Written:
        """`{% include paper_item.html key="distserve-osdi24" %}`."""
        key = make_key(draft.full_title, draft.venue, draft.url)
        twin = 0
        while (name := key + (chr(ord("a") + twin) if twin else "")) in self.taken:
            twin += 1
        return Written(f'{{% include {self.file} key="{name}" %}}', ())


class Course(Dialect):
    """Papers by key under parts and topics."""

    name = NAME
    writes = True
    cites = True

    def recognise(self, text: str) -> float:
        """By includes with a key."""
        if "{%" not in text:
            return 0.0
        keys = sum("key=" in found[1] for found in _INCLUDE.findall(text))
        others = text.count("](http")
        return keys / (keys + others) if keys >= _SURE else 0.0

    def read(self, text: str) -> Document:
        """The page."""
        return _PageReader(text).read()

    def style(self, document: Document, entries: Sequence[Entry]) -> CourseStyle:
        """The include and the indentation of these."""
        keyed = [entry for entry in entries if entry.key]
        taken = frozenset(entry.key for entry in document.entries if entry.key)
        if not keyed:
            return CourseStyle(taken=taken)
        found = _INCLUDE.fullmatch(keyed[-1].raw)
        return CourseStyle(
            _indent(document.text, keyed[-1]), file=found[1] if found else FILE, taken=taken
        )

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """Behind the section's last entry, else into its list, else into a list of its own."""
        section = document.sections[index]
        own = [document.entries[at] for at in section.entries]
        style = self.style(document, own or document.entries)
        text = document.text
        if own:
            at = _end_of_line(text, own[-1].span.end)
            return Spot(at, line_end(text, at), "", "", style)
        following = document.sections[index + 1 :][:1]
        stop = min(section.end, *(one.span.start for one in following), len(text))
        for block in document.blocks[section.line :]:
            if block.span.start >= stop:
                break
            if block.kind is Kind.TEXT and _LIST.match(block.text):
                at = _end_of_line(text, block.span.start)
                return Spot(at, line_end(text, at), "", "", style)
        spot = house_spot(document, index, None)
        end = line_end(text, spot.offset)
        return Spot(spot.offset, f"{end}<ul>{end}", f"{end}</ul>", "", style)

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """The link, title and maker of a hand-written item.

        Raises:
            InvalidArgument: what the page does not say: an include says the key alone, an item
                no venue.
        """
        if read_marker(entry.raw) is not None and not entry.key:
            return amend(entry, new, style)
        unsaid = "venue" if "venue" in new else next(iter(new), "title") if entry.key else ""
        if unsaid:
            what = f"its key, {entry.key}" if entry.key else "title, link and maker"
            raise InvalidArgument(
                unsaid,
                f"the page gives {what}, and nothing else of this paper.",
                "Change the record in the site's bibliography, or the page by hand.",
            )
        return _amended(entry.raw, new), False


def _amended(raw: str, new: Mapping[str, str]) -> str:
    link = next(_LINK.finditer(raw))
    edits = []
    title = new.get("title", "")
    if new.get("description"):
        known = title or unescape(link[3]).partition(": ")[0]
        title = f"{known}: {new['description']}"
    if title:
        edits.append(Edit(Span(*link.span(3)), as_html(title)))
    if "url" in new:
        edits.append(Edit(Span(*link.span(1 if link[1] is not None else 2)), as_html(new["url"])))
    maker = _MAKER.search(raw, link.end())
    if "organization" in new and maker:
        edits.append(Edit(Span(*maker.span(1)), as_html(new["organization"])))
    elif new.get("organization"):
        at = Span(link.end(), link.end())
        edits.append(Edit(at, f", <em>{as_html(new['organization'])}</em>"))
    return apply_edits(raw, edits)


def as_html(text: str) -> str:
    """`text` as HTML that shows it, and that Liquid leaves alone."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def _indent(text: str, entry: Entry) -> str:
    start = text.rfind("\n", 0, entry.span.start) + 1
    before = text[start : entry.span.start].lstrip("\ufeff")
    return before[: len(before) - len(before.lstrip(" \t"))]


def _end_of_line(text: str, offset: int) -> int:
    at = text.find("\n", offset)
    at = len(text) if at < 0 else at
    return at - (text[at - 1 : at] == "\r")


DIALECT: Dialect = Course()
