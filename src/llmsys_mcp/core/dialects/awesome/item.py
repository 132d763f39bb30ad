"""What the usual bullet of awesome lists says, in its two shapes.

linked   = "[" title "](" url ")" [" - " description]
labelled = [mark] ["**"] title ["**"] tail
tail     = *( makers | venue | label )          in any order, between commas, dots and dashes
label    = "[[paper](" url ")]" | "[[paper]](" url ")" | "[paper](" url ")" | "([paper](" url "))"
mark     = "[" (date | venue) "]" | "(" (date | venue) ")" | "[ ]" | "[x]" | an image, linked or not

A label is a link whose text says what is behind it: paper, pdf, arXiv, code, project, … The first
that leads to a paper is the entry's link; a code link stands in only where there is no other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from llmsys_mcp.core.citing.mojibake import repaired
from llmsys_mcp.core.dialects.awesome.labels import is_home, label_kind
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import Link, plain, read_links
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import read_item as read_house_item
from llmsys_mcp.core.venue import read_venue, sure_venue

_BOX = re.compile(r"\[[ xX]\]\s+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,200}\]\([^()\s]{0,2000}\)\s*")
_BADGE = re.compile(r"\[!\[[^\[\]]{0,200}\]\([^()\s]{0,2000}\)\]\([^()\s]{0,2000}\)\s*(?=\S)")
"""An image that is a link, before the words."""
_MARK = re.compile(r"(?:\*\*|__|\*|_|`)?[\[(]([^\[\]()]{1,60})[\])](?:\*\*|__|\*|_|`)?:?\s*(?!\()")
DATE = re.compile(
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
_MARKS = '*_"“ '
"""What may stand around a title that is a link."""
_LIMIT = 4096
"""Characters of an item that are read."""


def _is_title(body: str, link: Link, kind: str) -> bool:
    """Whether a link that opens an item is what it is about, though its text is that of a label."""
    behind = body[_behind_marks(body, link.span.end) :]
    if kind == "other" and _DESCRIBED.match(behind):
        return True
    return (not behind.strip() or bool(_DESCRIBED.match(behind))) and is_home(body, link)


@dataclass(frozen=True, slots=True)
class Parts:
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


def read_parts(body: str) -> Parts | None:
    """The parts of an item's text; None when it has no web link."""
    links = [
        link
        for link in read_links(body[:_LIMIT])
        if link.is_web(body) and body[link.span.start - 1 : link.span.start] != "!"
    ]
    if not links:
        return None
    start, mark = _opening(body)
    labels = [
        (link, label_kind(plain(link.text.of(body)))) for link in links if link.span.start >= start
    ]
    first = next((link for link, kind in labels if kind), None)
    own = _own(body, start, labels)
    if own is not None:
        rest = tuple(pair for pair in labels if pair[0] is not own and pair[1])
        after = _behind_marks(body, own.span.end)
        return Parts(own.text, rest, own, Span(after, len(body)), mark)
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
    return Parts(title, kept, None, Span(after, len(body)), mark)


def _own(body: str, start: int, labels: Sequence[tuple[Link, str]]) -> Link | None:
    """The link that is the title of an item which begins at `start`."""
    for link, kind in labels[:1]:
        if not body[start : link.span.start].strip(_MARKS) and _is_title(body, link, kind):
            return link
    named = next((link for link, kind in labels if not kind), None)
    return named if named and not body[start : named.span.start].strip(_MARKS) else None


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
    return len(text) - len(text.lstrip(" ])|,;:.·–—-"))


def _opening(body: str) -> tuple[int, str]:
    """(where the title begins, the date or venue between brackets before it)."""
    at, mark = 0, ""
    for _ in range(4):
        sign = _BOX.match(body, at) or _IMAGE.match(body, at) or _BADGE.match(body, at)
        if sign is not None:
            at = sign.end()
            continue
        found = _MARK.match(body, at)
        text = plain(found[1]) if found else ""
        if found is None or not (DATE.fullmatch(text) or sure_venue(text)):
            break
        mark, at = mark or text, found.end()
    return at, mark


def _title_end(words: str) -> int:
    """Where the title ends: before makers or a venue that stand behind a full stop or comma."""
    end = len(_TITLE_END.sub("", words))
    closing = _IN_BRACKETS.search(words, 0, end + 1)
    if closing and sure_venue(plain(closing[1])):
        return closing.start()
    for found in re.finditer(r"\.\s|,\s|\s[-–—|]\s", words[:end]):
        piece = plain(words[found.end() : end])
        if found[0][0] == "." and not words[: found.start()].rstrip().endswith((" vs", " al")):
            return found.start()
        if sure_venue(piece.strip(" *_.")):
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
    chosen = chosen_link(parts)
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


def chosen_link(parts: Parts) -> Link | None:
    """The link to the paper: the title's own, else the first to a paper, else the first."""
    if parts.own is not None:
        return parts.own
    papers = [link for link, kind in parts.labels if kind == "paper"]
    return (papers or [link for link, _ in parts.labels])[0]


def _shown(body: str, link: Link) -> str:
    label = plain(link.text.of(body)).strip("[]() ")
    return f"[{label}]({link.url.of(body)})"


def _without(body: str, parts: Parts) -> str:
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


def _pieces(text: str) -> list[str]:
    """The pieces of what stands behind a title; a field that is a venue as a whole is one."""
    fields = text.split(" | ")
    return [piece for one in fields for piece in ([one] if read_venue(one) else _PIECES.split(one))]


def _facts(text: str, mark: str) -> tuple[str, str, int | None]:
    """(venue, makers, year) of the pieces behind a title."""
    venue = mark if read_venue(mark) else ""
    year = int(found[0]) if (found := _YEAR.search(mark)) and not venue else None
    makers: list[str] = []
    for piece in _pieces(text):
        words = plain(piece).strip(' *_()[]"“”.,;:')
        if not words:
            continue
        if read_venue(words) and not venue:
            venue = words
        elif DATE.fullmatch(words):
            year = year or int(_YEAR.findall(words)[0])
        else:
            makers.append(words)
    return venue, ", ".join(makers), year
