"""Where the parts of an item of an awesome list stand: title, labels, what follows."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.dialects.awesome.labels import is_home, label_kind
from llmsys_mcp.core.markup.markdown import Link, plain, read_links
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.venue import sure_venue

_BOX = re.compile(r"\[[ xX]\]\s+")
_IMAGE = r"!\[[^\[\]]{0,200}\]\([^()\s]{0,2000}\)"
_PICTURE = re.compile(rf"(?:\[{_IMAGE}\]\([^()\s]{{0,2000}}\)|{_IMAGE})\s*")
"""An image, which may be a link."""
_MARK = re.compile(r"(?:\*\*|__|\*|_|`)?[\[(]([^\[\]()]{1,60})[\])](?:\*\*|__|\*|_|`)?:?\s*(?!\()")
DATE = re.compile(
    r"(?:(?:19|20)\d\d)(?:[/.-]\d{1,2}){0,2}|\d{1,2}[/.-](?:19|20)\d\d"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? (?:19|20)\d\d",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(
    r"(?P<mark>\*\*|__|\")(?P<title>.{1,400}?)(?P=mark)|“(?P<quoted>[^“”]{1,400})”"
)
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*\Z")
DESCRIBED = re.compile(r"\s+[-–—]\s+|\s*[:：]\s+")
_TITLE_END = re.compile(r"[\s\"“”.,;:：|｜·•([<–—-]+\Z")
_MARKS = '*_"“ '
"""What may stand around a title that is a link."""
_LIMIT = 4096
"""Characters of an item that are read."""
_VENUE = 200
"""Characters of a venue behind a title, with its marks, at most."""


def _is_title(body: str, link: Link, kind: str) -> bool:
    """Whether a link that opens an item is what it is about, though its text is that of a label."""
    behind = body[_behind_marks(body, link.span.end) :]
    if kind == "other" and DESCRIBED.match(behind):
        return True
    return (not behind.strip() or bool(DESCRIBED.match(behind))) and is_home(body, link)


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
    mark: Span
    """Of the date or venue before the title, empty where there is none."""
    opening: Span
    """Of that with its brackets and what else stands between it and the title."""


def read_parts(body: str) -> Parts | None:
    """The parts of an item's text; None when it has no web link."""
    links = [
        link
        for link in read_links(body[:_LIMIT])
        if link.is_web(body) and body[link.span.start - 1 : link.span.start] != "!"
    ]
    if not links:
        return None
    start, mark, opening = _opening(body)
    labels = [
        (link, label_kind(plain(link.text.of(body)))) for link in links if link.span.start >= start
    ]
    first = next((link for link, kind in labels if kind), None)
    own = _own(body, start, labels)
    if own is not None:
        rest = tuple(pair for pair in labels if pair[0] is not own and pair[1])
        after = _behind_marks(body, own.span.end)
        return Parts(own.text, rest, own, Span(after, len(body)), mark, opening)
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
    return Parts(title, kept, None, Span(after, len(body)), mark, opening)


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


def _opening(body: str) -> tuple[int, Span, Span]:
    """(where the title begins, `mark` and `opening` of the parts)."""
    at, mark, opening = 0, Span(0, 0), Span(0, 0)
    for _ in range(4):
        sign = _BOX.match(body, at) or _PICTURE.match(body, at)
        if sign is not None:
            at = sign.end()
            continue
        found = _MARK.match(body, at)
        text = plain(found[1]) if found else ""
        if found is None or not (DATE.fullmatch(text) or sure_venue(text)):
            break
        if not opening.end:
            mark, opening = Span(*found.span(1)), Span(*found.span())
        at = found.end()
    return at, mark, opening


def _title_end(words: str) -> int:
    """Where the title ends: before makers or a venue that stand behind a full stop or comma."""
    end = len(_TITLE_END.sub("", words))
    closing = _IN_BRACKETS.search(words, 0, end + 1)
    if closing and sure_venue(plain(closing[1])):
        return closing.start()
    for found in re.finditer(r"\.\s|,\s|\s[-–—|]\s", words[:end]):
        if found[0][0] == "." and not words[: found.start()].rstrip().endswith((" vs", " al")):
            return found.start()
        if end - found.end() > _VENUE:
            continue  # else each sign of a long line would have all behind it read
        if sure_venue(plain(words[found.end() : end]).strip(" *_.")):
            return found.start()
    return end


def chosen_link(parts: Parts) -> Link | None:
    """The link to the paper: the title's own, else the first to a paper, else the first."""
    if parts.own is not None:
        return parts.own
    papers = [link for link, kind in parts.labels if kind == "paper"]
    return (papers or [link for link, _ in parts.labels])[0]


@dataclass(frozen=True, slots=True)
class Said:
    """What follows the title, without labels, the brackets around them, and images."""

    text: str
    stretches: tuple[tuple[int, int], ...]
    """(where in the text it begins, where in the item) of each stretch that was left in."""

    def span(self, start: int, end: int) -> Span:
        """Where a part of the text stands in the item; what was left out inside belongs to it.

        An empty part stands behind what comes before it.
        """
        starts = [at for at, _ in self.stretches]
        after = max(bisect_left(starts, end) - 1, 0)
        first = after if start == end else bisect_right(starts, start) - 1
        return Span(self._place(first, start), self._place(after, end))

    def _place(self, stretch: int, at: int) -> int:
        begin, place = self.stretches[stretch]
        return place + at - begin


def read_said(body: str, parts: Parts) -> Said:
    """What an item says behind its title."""
    out, stretches, size, at = list[str](), list[tuple[int, int]](), 0, parts.tail.start
    for cut in (*sorted(_left_out(body, parts)), Span(len(body), len(body))):
        if cut.start < at:
            continue
        out.append(body[at : cut.start])
        stretches.append((size, at))
        size, at = size + cut.start - at, cut.end
    return Said("".join(out), tuple(stretches))


def _left_out(body: str, parts: Parts) -> Iterator[Span]:
    for link, _ in parts.labels:
        start, end = link.span
        opens = body[:start].endswith(("[", "(")) and start > parts.tail.start
        yield Span(start - opens, end + (opens and body[end : end + 1] in ("]", ")")))
    for found in _PICTURE.finditer(body, parts.tail.start):
        yield Span(*found.span())
