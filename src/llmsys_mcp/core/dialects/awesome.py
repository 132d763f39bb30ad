"""The usual bullet of awesome lists, in its two shapes.

linked   = "[" title "](" url ")" [" - " description]
labelled = [mark] ["**"] title ["**"] tail
tail     = *( makers | venue | label )          in any order, between commas, dots and dashes
label    = "[[paper](" url ")]" | "[[paper]](" url ")" | "[paper](" url ")" | "([paper](" url "))"
mark     = "[" (date | venue) "]" | "(" (date | venue) ")" | "[ ]" | "[x]" | an image

A label is a link whose text says what is behind it: paper, pdf, arXiv, code, project, … The first
that leads to a paper is the entry's link; a code link stands in only where there is no other.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from llmsys_mcp.core.citing.mojibake import repaired
from llmsys_mcp.core.dialects import HOUSE, Dialect
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import Link, plain, read_links
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.page.reader import Reader
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.core.writing.amend import amend
from llmsys_mcp.core.writing.house import (
    ESCAPED,
    Change,
    house_description,
    house_organization_change,
    house_title,
    house_url,
    house_venue_change,
)
from llmsys_mcp.core.writing.placement import Spot, house_spot
from llmsys_mcp.core.writing.style import Draft, Style, Written, read_style

NAME = "awesome"

_PAPERS = """
abs abstract acl acm arxiv article biorxiv doc doi html ieee link neurips openreview paper pdf
preprint proceedings pub publication report springer title url webpage 论文
"""
_OTHERS = """
bib bibtex blog bsd checkpoint checkpoints code colab dataset data demo docs github gitee hf
homepage huggingface implementation media model models news notes official page poster presentation
project pytorch repo repository slide slides star stars summary supp supplementary talk tensorflow
tweet twitter video weights website youtube 代码
"""
_PAPER_LABELS, _OTHER_LABELS = frozenset(_PAPERS.split()), frozenset(_OTHERS.split())
_EDGE = re.compile(r"[\W_]+")
_BOX = re.compile(r"\[[ xX]\]\s+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,200}\]\([^()\s]{0,2000}\)\s*")
_MARK = re.compile(r"(?:\*\*|__|\*|_|`)?[\[(]([^\[\]()]{1,60})[\])](?:\*\*|__|\*|_|`)?:?\s*(?!\()")
_DATE = re.compile(
    r"(?:(?:19|20)\d\d)(?:[/.-]\d{1,2}){0,2}|\d{1,2}[/.-](?:19|20)\d\d"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? (?:19|20)\d\d",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_EMPHASIS = re.compile(
    r"(?P<mark>\*\*|__|\")(?P<title>.{1,400}?)(?P=mark)|“(?P<quoted>[^“”]{1,400})”"
)
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*\Z")
_DESCRIBED = re.compile(r"\s+[-–—]\s+|\s*[:：]\s+")
_PIECES = re.compile(r"\s*(?:[|｜·•]|\s[-–—]\s|[,;](?=\s|\Z)|(?<![A-Z])[.](?=\s|\Z))\s*")
_TITLE_END = re.compile(r"[\s\"“”.,;:：|｜·•([<–—-]+\Z")
_SURE = 3
"""Items of these shapes that a page has at least."""
_SHARE = 0.8
"""How sure the shapes alone make; a list by venues may have them too."""
_LIMIT = 4096
"""Characters of an item that are read."""


def label_kind(text: str) -> str:
    """`paper` or `other` for a link whose text only says what is behind it, else empty."""
    words = [word for word in _EDGE.split(text.lower()) if word]
    if not words or len(words) > 3:
        return ""
    if words[0] in _PAPER_LABELS and all(w in _PAPER_LABELS or w.isdigit() for w in words[1:]):
        return "paper"
    if words[0] in _OTHER_LABELS or words[-1] in _OTHER_LABELS:
        return "other"
    return "paper" if words[0] in _PAPER_LABELS else ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of an item stand in its text."""

    title: Span
    labels: tuple[tuple[Link, str], ...]
    """Links behind the title with what kind they are."""
    own: Link | None
    """The link whose text is the title."""
    tail: Span
    """What follows the title, or the link that is one."""
    mark: str
    """A date or venue before the title."""


def _is_web(link: Link, body: str) -> bool:
    return link.url.of(body).strip("<>").lower().startswith(("http://", "https://"))


def read_parts(body: str) -> _Parts | None:
    """The parts of an item's text; None when it has no web link."""
    links = [
        link
        for link in read_links(body[:_LIMIT])
        if _is_web(link, body) and body[link.span.start - 1 : link.span.start] != "!"
    ]
    if not links:
        return None
    start, mark = _opening(body)
    labels = [
        (link, label_kind(plain(link.text.of(body)))) for link in links if link.span.start >= start
    ]
    first = next((link for link, kind in labels if kind), None)
    named = [link for link, kind in labels if not kind]
    own = named[0] if named and body[start : named[0].span.start].strip('*_"“ ') == "" else None
    if own is not None:
        rest = tuple(pair for pair in labels if pair[0] is not own and pair[1])
        after = _behind_marks(body, own.span.end)
        return _Parts(own.text, rest, own, Span(after, len(body)), mark)
    if first is None:
        return None
    kept = tuple(pair for pair in labels if pair[1])
    stop = first.span.start
    if not body[start:stop].strip("*_[( "):
        start, stop = _behind_labels(body, kept)
    words = body[start:stop]
    if (bold := _EMPHASIS.match(words)) is not None:
        title = Span(*(start + at for at in bold.span("title" if bold["mark"] else "quoted")))
        after = start + bold.end()
    else:
        end = _title_end(words)
        title, after = Span(start, start + end), start + end
    return _Parts(title, kept, None, Span(after, len(body)), mark)


def _behind_marks(body: str, at: int) -> int:
    """Offset behind the emphasis marks and quotes that close at `at`."""
    return at + len(body[at:]) - len(body[at:].lstrip('*_"”'))


def _behind_labels(body: str, labels: Sequence[tuple[Link, str]]) -> tuple[int, int]:
    """(begin, end) of the words behind the labels that open an item, up to the next label."""
    at = labels[0][0].span.end
    for link, _ in labels[1:]:
        if body[at : link.span.start].strip("[]()|,;·*_ "):
            return at + _lead(body[at:]), link.span.start
        at = link.span.end
    return at + _lead(body[at:]), len(body)


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip(" ])|,;:.·"))


def _opening(body: str) -> tuple[int, str]:
    """(where the title begins, the date or venue between brackets before it)."""
    at, mark = 0, ""
    for _ in range(4):
        if (found := _BOX.match(body, at) or _IMAGE.match(body, at)) is not None:
            at = found.end()
            continue
        found = _MARK.match(body, at)
        text = plain(found[1]) if found else ""
        if found is None or not (_DATE.fullmatch(text) or read_venue(text)):
            break
        mark, at = mark or text, found.end()
    return at, mark


def _title_end(words: str) -> int:
    """Where the title ends: before makers or a venue that stand behind a full stop or comma."""
    end = len(_TITLE_END.sub("", words))
    closing = _IN_BRACKETS.search(words, 0, end + 1)
    if closing and read_venue(plain(closing[1])):
        return closing.start()
    for found in re.finditer(r"\.\s|,\s|\s[-–—|]\s", words[:end]):
        piece = plain(words[found.end() : end])
        if found[0][0] == "." and not words[: found.start()].rstrip().endswith((" vs", " al")):
            return found.start()
        if read_venue(piece.strip(" *_.")):
            return found.start()
    return end


@lru_cache(maxsize=4096)
def read_item(body: str) -> Fields | None:
    """The fields of an item's text (marker removed); None when it is no entry."""
    body = body.strip()
    parts = read_parts(body)
    if parts is None:
        return read_house_item(body)
    title = repaired(plain(parts.title.of(body))).rstrip(":： ")
    if not any(map(str.isalnum, title)) or is_placeholder(title):
        return None
    said = _without(body, parts)
    found = _DESCRIBED.match(said) if parts.own else None
    description, pieces = "", said
    if found is not None:
        description, pieces = _described(said[found.end() :])
    elif parts.own and not said.lstrip().startswith((",", ".", ";", "|", "｜", "(", "[", "*", "_")):
        description, pieces = said.strip(), ""
    venue, makers, year = _facts(pieces, parts.mark)
    chosen = _chosen(parts)
    return Fields(
        title=title,
        url=chosen.url.of(body).strip("<>") if chosen else "",
        description=_undotted(repaired(plain(description))),
        venue=venue,
        organization=makers,
        separator=found[0] if found else "",
        extras=tuple(_shown(body, link) for link, _ in parts.labels if link is not chosen),
        told_year=year,
    )


def _undotted(text: str) -> str:
    return text if text.endswith("..") else text.removesuffix(".")


def _chosen(parts: _Parts) -> Link | None:
    """The link to the paper: the title's own, else the first to a paper, else the first."""
    if parts.own is not None:
        return parts.own
    papers = [link for link, kind in parts.labels if kind == "paper"]
    return (papers or [link for link, _ in parts.labels])[0]


def _shown(body: str, link: Link) -> str:
    label = plain(link.text.of(body)).strip("[]() ")
    return f"[{label}]({link.url.of(body)})"


def _without(body: str, parts: _Parts) -> str:
    """What follows the title, its labels and the brackets around them left out."""
    out, at = [], parts.tail.start
    for link, _ in parts.labels:
        if link.span.start < at:
            continue
        before = body[at : link.span.start]
        opens = before.endswith(("[", "("))
        out.append(before[:-1] if opens else before)
        at = link.span.end + (opens and body[link.span.end : link.span.end + 1] in ("]", ")"))
    out.append(body[at : parts.tail.end])
    return _IMAGE.sub("", "".join(out))


def _described(text: str) -> tuple[str, str]:
    """(description, the fields between pipes behind it)."""
    head, pipe, rest = text.partition(" | ")
    return head.strip(), rest if pipe else ""


def _facts(text: str, mark: str) -> tuple[str, str, int | None]:
    """(venue, makers, year) of the pieces behind a title."""
    venue = mark if read_venue(mark) else ""
    year = int(found[0]) if (found := _YEAR.search(mark)) and not venue else None
    makers: list[str] = []
    for piece in _PIECES.split(text):
        words = plain(piece).strip(' *_()[]"“”.,;:')
        if not words:
            continue
        if read_venue(words) and not venue:
            venue = words
        elif _DATE.fullmatch(words):
            year = year or int(_YEAR.findall(words)[0])
        else:
            makers.append(words)
    return venue, ", ".join(makers), year


@dataclass(frozen=True, slots=True)
class AwesomeStyle(Style):
    """One of the two shapes, in the marker of the neighbours."""

    labelled: bool = False
    """`**Title** [[paper]](url)` instead of `[Title](url) - Description.`"""
    label: str = "paper"
    dot: bool = True
    """Whether descriptions end in a full stop."""

    def write(self, draft: Draft) -> Written:
        """The line for `draft`."""
        changes: list[Change] = []

        def escaped(text: str, *, in_link: bool = False) -> str:
            safe = escape_markdown(text, in_link=in_link)
            if safe != text:
                changes.append(Change(ESCAPED, "escape what Markdown would read as markup"))
            return safe

        title, changed = house_title(draft.title)
        changes += changed
        url, changed = house_url(draft.url)
        changes += changed
        description, changed = house_description(title, draft.description)
        changes += changed
        venue, changed = house_venue_change(draft.venue)
        changes += changed
        organization, changed = house_organization_change(draft.organization)
        changes += changed
        fields = [escaped(field) for field in (venue, organization) if field]
        if self.labelled:
            whole = Draft(title, url, description).full_title
            facts = "".join(f", {field}" for field in fields)
            line = f"**{escaped(whole, in_link=True)}**{facts} [[{self.label}]]({url})"
        else:
            said = escaped(description.strip().rstrip(".")) if description else ""
            tail = f" - {said}{'.' if self.dot and not fields else ''}" if said else ""
            line = f"[{escaped(title, in_link=True)}]({url}){tail}"
            line += "".join(f" | {field}" for field in fields)
        return Written(f"{self.prefix.lstrip()}{line}", tuple(changes))


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
        return Reader(text, read_item, NAME).read()

    def style(self, document: Document, entries: Sequence[Entry]) -> AwesomeStyle:
        """The shape that most of these have."""
        if not entries:
            return AwesomeStyle()
        prefix = read_style(document.text, entries).prefix
        parts = [(one, read_parts(_body(one.raw))) for one in entries]
        labelled = [(one, part) for one, part in parts if part is not None and part.own is None]
        described = [one for one in entries if one.description]
        dots = sum(one.raw.rstrip().endswith(".") for one in described)
        label = "paper"
        if labelled and labelled[-1][1].labels:
            one, part = labelled[-1]
            label = plain(part.labels[0][0].text.of(_body(one.raw))).strip("[]() ") or label
        return AwesomeStyle(
            prefix,
            labelled=2 * len(labelled) > len(entries),
            label=escape_markdown(label, in_link=True),
            dot=not described or 2 * dots >= len(described),
        )

    def spot(self, document: Document, index: int, year: int | None) -> Spot:
        """At the end of the section or its year group."""
        spot = house_spot(document, index, year)
        own = [document.entries[at] for at in document.sections[index].entries]
        style = self.style(document, own or document.entries)
        return replace(spot, style=replace(style, prefix=spot.style.prefix))

    def amend(self, entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
        """Title and link where they stand; the line anew for what has no place of its own."""
        line, newline, rest = entry.raw.partition("\n")
        start = len(line) - len(without_marker(line))
        body = line[start:].rstrip()
        before, parts = read_item(body), read_parts(body)
        if before is None or parts is None:
            return amend(entry, new, style)
        wanted = _wanted(before, new)
        if not set(new) - {"title", "url"}:
            amended = apply_edits(body, _edits(parts, new))
            after = read_item(amended)
            if after is not None and _says(after) == _says(wanted):
                return f"{line[:start]}{amended}{newline}{rest}", False
        draft = Draft(
            wanted.title, wanted.url, wanted.description, wanted.venue, wanted.organization
        )
        anew = style.write(draft).line[len(style.prefix.lstrip()) :]
        extras = "".join(f" {extra}" for extra in wanted.extras)
        return f"{line[:start]}{anew}{extras}{newline}{rest}", True


def _body(raw: str) -> str:
    return without_marker(raw.partition("\n")[0]).strip()


def _wanted(before: Fields, new: Mapping[str, str]) -> Fields:
    return replace(
        before,
        title=new.get("title", before.title),
        url=new.get("url", before.url),
        description=new.get("description", before.description),
        venue=new.get("venue", before.venue),
        organization=new.get("organization", before.organization),
    )


def _says(fields: Fields) -> Fields:
    return replace(fields, separator="")


def _edits(parts: _Parts, new: Mapping[str, str]) -> list[Edit]:
    edits = []
    if "title" in new:
        edits.append(Edit(parts.title, escape_markdown(new["title"], in_link=True)))
    chosen = _chosen(parts)
    if "url" in new and chosen is not None:
        edits.append(Edit(chosen.url, new["url"]))
    return edits


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
    return NAME if tail.startswith(("- ", "– ", "— ")) and not _DATE.search(tail[-20:]) else ""


DIALECT: Dialect = Awesome()
