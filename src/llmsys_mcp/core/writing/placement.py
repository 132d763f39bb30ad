"""Where in a section a new entry goes: at the end of its year group, as the maintainers do."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from llmsys_mcp.core.markup.blocks import Block, Kind, content_column, indent_of
from llmsys_mcp.core.markup.references import is_definition
from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.page.document import Bucket, Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.writing.style import Style, read_style

_EARLIER = re.compile(r"(?:earlier|before|older|prior|previous|pre-|≤|<=)", re.IGNORECASE)
_AND_LATER = re.compile(r"(?:later|after|newer|onwards?|\+)", re.IGNORECASE)
_OPEN = re.compile(
    r"(<details\b[^<>]{0,200}?)\s+open(?![\w-])(?:=(?:\"[^\"<>]{0,20}\"|'[^'<>]{0,20}'|\w{1,20}))?",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"</details", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary\b[^<>]{0,200}>", re.IGNORECASE)
_SUMMARY_END = re.compile(r"</summary", re.IGNORECASE)
NESTED = 2
"""Columns that what belongs to a list item is indented at least (CommonMark 5.2)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line goes: `edit(line)` inserts it, and nothing else moves."""

    offset: int
    """Of the insertion in the page's text."""
    before: str
    """Text put before the new line: a line end, or the opening of a new bucket."""
    after: str
    """Text put behind it."""
    bucket: str
    """Label of the bucket it lands in, empty when the section has none."""
    style: Style
    new_bucket: bool = False

    def edit(self, line: str) -> Edit:
        """The insertion of an entry's line, indented as its neighbours are."""
        indent = self.style.prefix[: len(self.style.prefix) - len(self.style.prefix.lstrip())]
        return Edit(Span(self.offset, self.offset), f"{self.before}{indent}{line}{self.after}")


def house_spot(document: Document, index: int, year: int | None) -> Spot:
    """The spot for a new entry of `year` in the section at `index` of `document`.

    An entry whose year nobody knows goes where the newest go: to the newest bucket, or to the
    entries that stand in no bucket, where a page keeps its newest outside.
    """
    section = document.sections[index]
    own = [document.entries[at] for at in section.entries]
    if section.buckets:
        newest = max(max(bucket.years) for bucket in section.buckets)
        loose = [entry for entry in own if not entry.bucket]
        if loose and (year is None or year > newest):
            return _behind(document, loose[-1], "", read_style(document.text, loose))
        if year is None:
            year = newest
        bucket = _bucket(section.buckets, year)
        if bucket is None:
            return _new_bucket(document, section.buckets, own, year)
        inside = [document.entries[at] for at in bucket.entries]
        if inside:
            return _behind(document, inside[-1], bucket.label, read_style(document.text, inside))
        return _into_empty(document, bucket, read_style(document.text, own, fresh=True))
    if own:
        return _behind(document, own[-1], "", read_style(document.text, own))
    return _under_heading(document, index)


def _bucket(buckets: Sequence[Bucket], year: int) -> Bucket | None:
    """The bucket that takes `year`, None when it is missing."""
    for bucket in buckets:
        if min(bucket.years) <= year <= max(bucket.years):
            return bucket
    for bucket in buckets:
        if _EARLIER.search(bucket.label) and year <= max(bucket.years):
            return bucket
        if _AND_LATER.search(bucket.label) and year >= min(bucket.years):
            return bucket
    return None


def _behind(document: Document, last: Entry, bucket: str, style: Style) -> Spot:
    end = _end_of_item(document, last)
    return Spot(end, line_end(document.text, end), "", bucket, style)


def _end_of_item(document: Document, entry: Entry) -> int:
    """Offset where the list item of `entry` ends, with all that is nested in it."""
    blocks = document.blocks
    own = blocks[entry.line - 1]
    last, at = own, entry.line
    while at < len(blocks) and _belongs(blocks[at], last, own.level + NESTED):
        if blocks[at].kind is not Kind.BLANK:
            last = blocks[at]
        at += 1
    return _end_of_line(document, last)


def _belongs(block: Block, last: Block, column: int) -> bool:
    """Whether a line stands in the list item whose content begins at `column` or left of it."""
    match block.kind:
        case Kind.BLANK | Kind.CONTINUATION:
            return True
        case Kind.ITEM:
            return block.level >= column
        case Kind.HIDDEN:
            return last.kind is Kind.HIDDEN or indent_of(block.text) >= column
        case Kind.TEXT:
            return indent_of(block.text) >= column and not block.text.lstrip().startswith("<")
        case _:
            return False


def _into_empty(document: Document, bucket: Bucket, style: Style) -> Spot:
    """Into a bucket without entries: behind its label and the blank line after it."""
    text, blocks = document.text, document.blocks
    label = blocks[bucket.line - 1]
    if label.kind is Kind.ITEM:
        style = Style(f"{' ' * content_column(label, text)}- ")
    end = line_end(text, bucket.span.start)
    if closing := _CLOSING.search(text, label.span.start, label.span.end):
        return Spot(closing.start(), end * 2, end * 2, bucket.label, style)
    following = blocks[bucket.line] if bucket.line < len(blocks) else None
    if following and following.kind is Kind.BLANK and following.span.end < bucket.span.end:
        return Spot(_end_of_line(document, following), end, "", bucket.label, style)
    gap = end * 2 if bucket.style == "details" else end
    return Spot(_end_of_line(document, label), gap, "", bucket.label, style)


def _under_heading(document: Document, index: int) -> Spot:
    """Into a section without entries: behind its heading and what is said there.

    Definitions that references lead to stay behind it, a blank line away: in an item they are none.
    """
    sections, blocks = document.sections, document.blocks
    section = sections[index]
    end = sections[index + 1].span.start if index + 1 < len(sections) else section.end
    heading = last = blocks[section.line - 1]
    marked = heading.span.of(document.text).lstrip().startswith(("#", "<"))
    defines = False
    for block in blocks[section.line :]:
        underlines = block.kind is Kind.RULE and block.line == section.line + 1 and not marked
        if block.span.start >= min(end, section.end) or not (underlines or block.kind in _SAID):
            break
        if block.kind is Kind.TEXT and document.references and is_definition(block.text):
            defines = block.line == last.line + 1
            break
        if block.kind is not Kind.BLANK:
            last = block
    at = _end_of_line(document, last)
    gap = line_end(document.text, at)
    if last.kind in _MAY_BE_HTML and last.span.of(document.text).lstrip().startswith("<"):
        gap *= 2
    indent = " " * content_column(heading, document.text) if section.is_label else ""
    behind = line_end(document.text, at) if defines else ""
    return Spot(at, gap, behind, "", Style(f"{indent}- "))


_MAY_BE_HTML = (Kind.TEXT, Kind.HEADING)
_SAID = (Kind.BLANK, Kind.TEXT, Kind.ITEM, Kind.CONTINUATION)


def _end_of_line(document: Document, block: Block) -> int:
    return block.span.start + len(block.span.of(document.text).rstrip("\r\n"))


def line_end(text: str, offset: int) -> str:
    """The line end in use around `offset`: of its own line, else of the line above, else LF."""
    at = text.find("\n", offset)
    if at < 0:
        at = text.rfind("\n", 0, offset)
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _new_bucket(
    document: Document, buckets: Sequence[Bucket], own: Sequence[Entry], year: int
) -> Spot:
    """A bucket for `year` made like its neighbour, where the order of the others puts it."""
    text = document.text
    style = read_style(text, own, fresh=True)
    end = line_end(text, buckets[0].span.start)
    model = _model(buckets, year)
    label = str(year) if _spans_years(model) else _in_year(model.label, model, year)
    opening, closing = _frame(document, model, year, end)
    if year < max(max(bucket.years) for bucket in buckets):
        opening = _OPEN.sub(r"\1", opening)
    gap = end * 2 if _are_apart(document, buckets) else end
    falling = max(buckets[0].years) >= max(buckets[-1].years)
    following = next((b for b in buckets if (max(b.years) < year) == falling), None)
    if following is not None:
        at = following.span.start
        return Spot(at, opening, f"{closing}{gap}", label, style, new_bucket=True)
    last = buckets[-1].span
    at = last.start + len(last.of(text).rstrip())
    return Spot(at, f"{gap}{opening}", closing, label, style, new_bucket=True)


def _model(buckets: Sequence[Bucket], year: int) -> Bucket:
    """The bucket to copy: the next older one, else the next newer; of one year if there is any."""
    plain = [bucket for bucket in buckets if not _spans_years(bucket)] or buckets
    older = [bucket for bucket in plain if max(bucket.years) < year]
    if older:
        return max(older, key=lambda bucket: max(bucket.years))
    return min(plain, key=lambda bucket: max(bucket.years))


def _spans_years(bucket: Bucket) -> bool:
    label = bucket.label
    return len(bucket.years) > 1 or bool(_EARLIER.search(label) or _AND_LATER.search(label))


def _are_apart(document: Document, buckets: Sequence[Bucket]) -> bool:
    """Whether blank lines stand between the buckets; between the lines of one, if it is alone."""
    blocks = document.blocks
    starts = [
        bisect_right(blocks, bucket.span.start, key=lambda block: block.span.start) - 1
        for bucket in buckets
    ]
    if len(buckets) > 1:
        return any(blocks[at - 1].kind is Kind.BLANK for at in starts[1:])
    inside = (block for block in blocks[starts[0] :] if block.span.end <= buckets[0].span.end)
    return any(block.kind is Kind.BLANK for block in inside)


def _frame(document: Document, model: Bucket, year: int, end: str) -> tuple[str, str]:
    """What stands before and behind the entries of `model`, its label replaced by `year`."""
    text, span = document.text, model.span
    body = span.of(text).rstrip()
    head = model.line
    while head < len(document.blocks) and _frames(document.blocks[head]):
        head += 1
    opened = document.blocks[head - 1].span.end
    opening, closing = text[span.start : min(opened, span.end)], ""
    if model.style == "details":
        at = max((found.start() for found in _CLOSING.finditer(body)), default=-1)
        if at < 0:
            closing = f"{end}{end}</details>"
        elif span.start + at <= opened:
            opening, closing = f"{body[:at].rstrip()}{end}{end}", f"{end}{end}{body[at:]}"
        else:
            closing = body[len(body[:at].rstrip()) :]
    if not opening.endswith("\n"):
        opening += end
    return _relabelled(opening, model, year), closing


def _frames(block: Block) -> bool:
    """Whether a line behind a label belongs to the frame: blank, or a tag that opens nothing."""
    line = block.text.lstrip()
    return block.kind is Kind.BLANK or (
        block.kind is Kind.TEXT and line.startswith("<") and not line.startswith(("</", "<details"))
    )


def _relabelled(opening: str, model: Bucket, year: int) -> str:
    if not _spans_years(model):
        return _in_year(opening, model, year)
    if model.label in opening:
        return opening.replace(model.label, str(year))
    start = found.end() if (found := _SUMMARY.search(opening)) else 0
    closing = _SUMMARY_END.search(opening, start)
    end = closing.start() if closing else len(opening.rstrip())
    return f"{opening[:start]}{year}{opening[end:]}"


def _in_year(text: str, model: Bucket, year: int) -> str:
    return re.sub(rf"(?<!\d){model.years[0]}(?!\d)", str(year), text)
