"""Where in a section a new entry goes: at the end of its year group, as the maintainers do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llmsys_mcp.core.blocks import Kind
from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.document import Bucket, Document, Section
from llmsys_mcp.core.entry import Entry
from llmsys_mcp.core.style import Style, read_style
from llmsys_mcp.core.text import Edit, Span

_EARLIER = re.compile(r"(?:earlier|before|older|prior|previous|pre-|≤|<=)", re.IGNORECASE)
_AND_LATER = re.compile(r"(?:later|after|newer|onwards?|\+)", re.IGNORECASE)
_OPEN = re.compile(r"<details\s+open\b", re.IGNORECASE)


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


def find_spot(document: Document, index: int, year: int | None) -> Spot:
    """The spot for a new entry of `year` in the section at `index`, as the dialect has it."""
    return named(document.dialect).spot(document, index, year)


def house_spot(document: Document, index: int, year: int | None) -> Spot:
    """The spot for a new entry of `year` in the section at `index` of `document`.

    An entry whose year nobody knows goes to the newest bucket.
    """
    section = document.sections[index]
    own = [document.entries[at] for at in section.entries]
    if section.buckets:
        if year is None:
            year = max(max(bucket.years) for bucket in section.buckets)
        bucket = _bucket(section.buckets, year)
        if bucket is None:
            return _new_bucket(document, section, own, year)
        inside = [document.entries[at] for at in bucket.entries]
        if inside:
            return _behind(document, inside[-1], bucket.label, read_style(document.text, inside))
        return _under_label(document, bucket, read_style(document.text, own))
    if own:
        return _behind(document, own[-1], "", read_style(document.text, own))
    return _under_heading(document, section)


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
    return Spot(last.span.end, line_end(document.text, last.span.end), "", bucket, style)


def _under_label(document: Document, bucket: Bucket, style: Style) -> Spot:
    """Into a bucket without entries: behind its label's line and the blank line after it."""
    at = bucket.line
    blocks = document.blocks
    if (
        at + 1 < len(blocks)
        and blocks[at].kind is Kind.BLANK
        and blocks[at].span.end < bucket.span.end
    ):
        at += 1
    return _behind_line(document, at, bucket.label, style)


def _under_heading(document: Document, section: Section) -> Spot:
    """Into a section without entries: right behind its heading; a label's items are deeper."""
    indent = ""
    if section.is_label:
        line = section.span.of(document.text)
        indent = line[: len(line) - len(line.lstrip())] + "  "
    return _behind_line(document, section.line, "", Style(f"{indent}- "))


def _behind_line(document: Document, line: int, bucket: str, style: Style) -> Spot:
    block = document.blocks[line - 1]
    end = block.span.start + len(block.span.of(document.text).rstrip("\r\n"))
    return Spot(end, line_end(document.text, end), "", bucket, style)


def line_end(text: str, offset: int) -> str:
    """The line end in use around `offset`: of its own line, else of the line above, else LF."""
    at = text.find("\n", offset)
    if at < 0:
        at = text.rfind("\n", 0, offset)
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _new_bucket(document: Document, section: Section, own: Sequence[Entry], year: int) -> Spot:
    """A bucket for `year` made like its neighbour, where the order of the others puts it."""
    buckets, text = section.buckets, document.text
    style = read_style(text, own)
    falling = len(buckets) < 2 or max(buckets[0].years) >= max(buckets[-1].years)
    following = next((b for b in buckets if (max(b.years) < year) == falling), None)
    newest = year > max(max(bucket.years) for bucket in buckets)
    older = [bucket for bucket in buckets if max(bucket.years) < year]
    model = max(older or buckets, key=lambda bucket: max(bucket.years))
    opening, closing = _frame(document, model, year, keep_open=newest)
    end = line_end(text, buckets[0].span.start)
    if following is not None:
        at = following.span.start
        gap = end * 2 if text[:at].endswith(end * 2) else end
        return Spot(at, opening, f"{closing}{gap}", str(year), style, new_bucket=True)
    last = buckets[-1].span
    at = last.start + len(last.of(text).rstrip())
    return Spot(at, f"{end}{end}{opening}", closing, str(year), style, new_bucket=True)


def _frame(document: Document, model: Bucket, year: int, *, keep_open: bool) -> tuple[str, str]:
    """What stands before and behind the entries of `model`, its year replaced by `year`."""
    text, span = document.text, model.span
    body = span.of(text).rstrip()
    if model.entries:
        first, last = (document.entries[model.entries[at]].span for at in (0, -1))
        head = text[span.start : text.rfind("\n", 0, first.start) + 1]
        tail = text[last.end : span.start + len(body)]
    else:
        head = text[span.start : document.blocks[model.line - 1].span.end]
        tail = body[len(head.rstrip()) :]
    head = head.replace(model.label, str(year))
    if not keep_open:
        head = _OPEN.sub("<details", head)
    return head, tail if model.style == "details" else ""
