"""Change named fields of one entry's line and leave every other character as it is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from llmsys_mcp.core.identity.title import title_key
from llmsys_mcp.core.markup.markdown import plain, read_link, read_links, without_break
from llmsys_mcp.core.markup.marker import MARKER, without_marker
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits
from llmsys_mcp.core.page.entry import Entry, split_date
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.page.item import before_date, read_item
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.venue import split_field
from llmsys_mcp.core.writing.style import Draft, Style, arxiv_date
from llmsys_mcp.errors import InvalidArgument, quoted

_MARKS = r"(?:\*\*|__){0,2}"
_MARKER = re.compile(rf"{MARKER}{_MARKS}")
_SEPARATOR = re.compile(rf"{_MARKS}\s*[:：]\s*|{_MARKS}\s+[-–—]\s+|{_MARKS}\s*")
_COLON = re.compile(rf"{_MARKS}\s*[:：]")
_REMARK = re.compile(rf"{_MARKS}\s*\(")
_LINKS = re.compile(r"\s*\[[^\[\]]{1,200}\]\(http")
_ADDRESS = re.compile(r"https?://[^\s()<>\[\]]+", re.IGNORECASE)


def amend(entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
    """(the entry's text with the fields of `new` changed, whether the whole line was rewritten).

    `new` maps title, url, description, venue and organization to their new values; an empty value
    removes the field. A line whose form does not show where a field stands is written anew in the
    style of its section, extras and marker kept.

    Raises:
        InvalidArgument: the line has no place for it, as one without a link for a description.
    """
    line, ending, rest = split_first_line(entry, new)
    before = read_item(_body(line))
    if before is None:
        raise _no_place(line, new)
    wanted = _wanted(before, new)
    if _same(before, wanted):
        return entry.raw, False
    amended = _by_span(line, new, style.separator)
    if amended is not None and _halves(amended) != _halves(line):
        raise _no_place(line, new)  # one mark of a pair would go with the field
    now = read_item(_body(amended)) if amended is not None else None
    if now is not None and (_same(now, wanted) or _says(now, wanted, new)):
        return f"{amended}{ending}{rest}", False
    anew = f"{line[: len(line) - len(_body(line))]}{_anew(wanted, style)}"
    now = read_item(_body(anew))
    if (
        now is None
        or title_key(now.title) != title_key(wanted.title)
        or _lost(line, anew, before, new)
    ):
        raise _no_place(line, new)
    return f"{anew}{ending}{rest}", True


def split_first_line(entry: Entry, new: Mapping[str, str]) -> tuple[str, str, str]:
    """(the words of the entry's first line, what ends the line, a hard break included, the rest).

    Raises:
        InvalidArgument: the description would change, and may stand in the lines below.
    """
    line, newline, rest = entry.raw.partition("\n")
    words = without_break(line) if newline else line.rstrip()
    told = new.get("description", entry.description)
    if told != entry.description and any(map(str.isalnum, plain(_without_links(rest)))):
        raise InvalidArgument(
            "description",
            f"{quoted(entry.title)} goes on in the line below, which may be its description.",
            "Change its lines by hand.",
        )
    return words, f"{line[len(words) :]}{newline}", rest


def _without_links(text: str) -> str:
    return apply_edits(text, [Edit(link.span, "") for link in read_links(text)])


def with_date(entry: Entry, style: Style) -> tuple[str, str]:
    """(the entry's text with the date of its link as a section of dated reports has it, the tail).

    The tail is what now ends the part before the first pipe: the organisation comes before the
    date, and nothing else of the line changes. No tail where the link tells no date, or the line
    has no form that one can be added to.
    """
    date = arxiv_date(entry.url)
    link = read_link(without_marker(entry.raw))
    if not date or link is None or "\n" in entry.raw or split_date(entry.description)[1]:
        return entry.raw, ""
    head, *fields = re.split(r"\s*(?<!\\)[|｜]\s*", entry.raw.rstrip())
    own = [field for field in fields if plain(field) == entry.organization]
    tail = f"{own[0]} {date}" if own else date
    kept = "".join(f" | {field}" for field in fields if field not in own)
    text = f"{head}{style.dash}{tail}{kept}"
    now = read_item(without_marker(text))
    says = (entry.title, entry.url, entry.description, entry.venue, entry.organization, date)
    if now is None or says != (
        *(now.title, now.url, now.description, now.venue, now.organization, now.date),
    ):
        return entry.raw, ""
    return text, f"{style.dash.lstrip()}{tail}"


def _no_place(line: str, new: Mapping[str, str]) -> InvalidArgument:
    return InvalidArgument(
        next(iter(new), "id"),
        f"the line {quoted(line)} has no place for this change.",
        "Give a link as well, if it has none; else change the line by hand.",
    )


def _wanted(before: Fields, new: Mapping[str, str]) -> Fields:
    """What reading the amended line must give."""
    return replace(
        before,
        title=_title(new["title"]) if "title" in new else before.title,
        url=new.get("url", before.url),
        description=_read_back(new["description"]) if "description" in new else before.description,
        venue=_read_back(new["venue"]) if "venue" in new else before.venue,
        organization=(
            _read_back(new["organization"]) if "organization" in new else before.organization
        ),
    )


def _read_back(value: str) -> str:
    return plain(escape_markdown(value, in_link=False))


def _halves(line: str) -> list[int]:
    """Which marks of emphasis stand an odd number of times."""
    return [line.count(mark) % 2 for mark in ("**", "__")]


def _lost(line: str, anew: str, before: Fields, new: Mapping[str, str]) -> set[str]:
    """Addresses of a line that are not in the new one, and in no field that was to change."""
    changed = " ".join(str(getattr(before, field)) for field in new)
    return {*_ADDRESS.findall(line)} - {*_ADDRESS.findall(f"{changed} {anew}")}


def _title(value: str) -> str:
    """A title as it is read back: a colon at its end is the separator."""
    return plain(escape_markdown(value, in_link=True)).rstrip(":： ")


def _body(line: str) -> str:
    return without_marker(line)


def _same(one: Fields, other: Fields) -> bool:
    return replace(one, separator="") == replace(other, separator="")


def _says(now: Fields, wanted: Fields, new: Mapping[str, str]) -> bool:
    """Whether a line says what is wanted though its grammar has no place for all of it.

    A description before `(Section 3)` is read as one with what follows it.
    """
    return (
        bool(new.get("description") and wanted.extras)
        and "organization" not in new
        and (now.title, now.url, now.venue) == (wanted.title, wanted.url, wanted.venue)
        and now.description.startswith(wanted.description)
    )


def _by_span(line: str, new: Mapping[str, str], separator: str) -> str | None:
    """The line with each field replaced where it stands; None when a place is not clear.

    `separator` comes before a description where none stood.
    """
    marker = _MARKER.match(line)
    start = marker.end() if marker else 0
    link = read_link(line[start:])
    if link is None:
        return None
    text = Span(start + link.text.start, start + link.text.end)
    edits: list[Edit] = []
    if "title" in new:
        colon = ":" if text.of(line).rstrip().endswith((":", "：")) else ""
        edits.append(Edit(text, escape_markdown(new["title"], in_link=True) + colon))
    if "url" in new:
        edits.append(Edit(Span(start + link.url.start, start + link.url.end), new["url"]))
    cuts = [start + link.span.end]
    cuts += [at for at in range(cuts[0], len(line)) if line[at] in "|｜"]
    cuts.append(len(line))
    if "description" in new:
        edits += _describe(line, Span(cuts[0], cuts[1]), new["description"], separator)
    fields = [Span(a + 1, b) for a, b in pairwise(cuts[1:])]
    if "venue" in new:
        edits += _put(line, fields, cuts[1], new["venue"], which=0)
    if "organization" in new:
        edits += _put(line, fields, len(line), new["organization"], which=1)
    return apply_edits(line, edits)


def _describe(line: str, head: Span, new: str, separator: str) -> list[Edit]:
    """Edits that put the description between the link and the first pipe.

    A colon or a dash that stands there stays.
    """
    text = head.of(line)
    if new and (_REMARK.match(text) or split_date(text)[1]) and not _COLON.match(text):
        return [Edit(Span(head.start, head.start), f": {escape_markdown(new, in_link=False)}")]
    found = _SEPARATOR.match(text)
    begin = found.end() if found else 0
    behind = head.start + len(text) - len(text.lstrip("*_"))
    links = _LINKS.search(text, begin)
    end = links.start() if links else len(text[: before_date(text)].rstrip())
    old = Span(head.start + min(begin, end), head.start + end)
    written = escape_markdown(new, in_link=False)
    if not written:
        return [Edit(Span(behind, max(old.end, behind)), "")]
    if old.start == old.end or not (found and found[0].strip("*_ \t")):
        return [Edit(Span(behind, max(old.end, behind)), f"{separator}{written}")]
    return [Edit(old, written)]


def _put(line: str, fields: list[Span], missing: int, new: str, *, which: int) -> list[Edit]:
    """Edits that set the venue (`which` 0) or organisation (1) among the fields between pipes."""
    written = escape_markdown(new, in_link=False)
    for span in fields:
        text = span.of(line)
        pair = split_field(plain(text.strip()))
        if text.strip().startswith("[") or not pair[which]:
            continue
        if not pair[1 - which]:
            end = span.start + len(text.rstrip())
            if not written:
                return [Edit(Span(len(line[: span.start - 1].rstrip()), end), "")]
            return [Edit(Span(end - len(text.strip()), end), written)]
        at = text.find(pair[which])
        if at < 0:
            return []
        end = at + len(pair[which])
        if not written:  # with the space that parted the two
            end += len(text[end:]) - len(text[end:].lstrip(" ")) if which else 0
            at = at if which else len(text[:at].rstrip(" "))
        return [Edit(Span(span.start + at, span.start + end), written)]
    if not written:
        return []
    at = len(line[:missing].rstrip())
    return [Edit(Span(at, at), f" | {written}")]


def _anew(fields: Fields, style: Style) -> str:
    """The line behind its marker in the section's style, extras behind."""
    dated, description = style.dated or bool(fields.date), fields.description
    if not description:
        description = fields.date
    elif fields.date:
        description = f"{description} – {fields.date}"
    draft = Draft(fields.title, fields.url, description, fields.venue, fields.organization)
    line = replace(style, dated=dated).write(draft).line[len(style.prefix.lstrip()) :]
    for extra in fields.extras:
        line += f" {extra}" if extra.startswith("(") else f" | {extra}"
    return line
