"""Change named fields of one entry's line and leave every other character as it is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from llmsys_mcp.core.dialects.llmsys import read_item
from llmsys_mcp.core.entry import Entry
from llmsys_mcp.core.fields import Fields
from llmsys_mcp.core.markdown import plain, read_link
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.style import Draft, Style, write_entry
from llmsys_mcp.core.text import Edit, Span, apply_edits
from llmsys_mcp.core.venue import split_field

_BULLET = re.compile(r"^[-*+][ \t]+")
_MARKER = re.compile(r"[-*+][ \t]+(?:\*\*|__)?")
_SEPARATOR = re.compile(r"(?:\*\*|__)?\s*[:：]\s*|(?:\*\*|__)?\s+[-–—]\s+|(?:\*\*|__)?\s*")
_LINKS = re.compile(r"\s*\[[^\[\]]{1,200}\]\(http")


def amend(entry: Entry, new: Mapping[str, str], style: Style) -> tuple[str, bool]:
    """(the entry's text with the fields of `new` changed, whether the whole line was rewritten).

    `new` maps title, url, description, venue and organization to their new values; an empty value
    removes the field. A line whose form does not show where a field stands is written anew in the
    style of its section, extras kept.
    """
    line, newline, rest = entry.raw.partition("\n")
    ending = line[len(line.rstrip()) :]
    before = read_item(_body(line))
    if before is None:
        return entry.raw, False
    wanted = _wanted(before, new)
    amended = _by_span(line.rstrip(), new)
    if amended is not None and _same(read_item(_body(amended)), wanted):
        return f"{amended}{ending}{newline}{rest}", False
    return f"{_anew(wanted, style)}{newline}{rest}", True


def _wanted(before: Fields, new: Mapping[str, str]) -> Fields:
    """What reading the amended line must give."""
    return replace(
        before,
        title=_read_back(new.get("title", ""), in_link=True) if "title" in new else before.title,
        url=new.get("url", before.url),
        description=_read_back(new["description"]) if "description" in new else before.description,
        venue=_read_back(new["venue"]) if "venue" in new else before.venue,
        organization=(
            _read_back(new["organization"]) if "organization" in new else before.organization
        ),
    )


def _read_back(value: str, *, in_link: bool = False) -> str:
    return plain(escape_markdown(value, in_link=in_link))


def _body(line: str) -> str:
    return _BULLET.sub("", line, count=1)


def _same(one: Fields | None, other: Fields) -> bool:
    return one is not None and replace(one, separator="") == replace(other, separator="")


def _by_span(line: str, new: Mapping[str, str]) -> str | None:
    """The line with each field replaced where it stands; None when a place is not clear."""
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
        edits += _describe(line, Span(cuts[0], cuts[1]), new["description"])
    fields = [Span(a + 1, b) for a, b in pairwise(cuts[1:])]
    if "venue" in new:
        edits += _put(line, fields, cuts[1], new["venue"], which=0)
    if "organization" in new:
        edits += _put(line, fields, len(line), new["organization"], which=1)
    return apply_edits(line, edits)


def _describe(line: str, head: Span, new: str) -> list[Edit]:
    """Edits that put the description between the link and the first pipe."""
    text = head.of(line)
    found = _SEPARATOR.match(text)
    begin = found.end() if found else 0
    links = _LINKS.search(text, begin)
    end = links.start() if links else len(text.rstrip())
    old = Span(head.start + min(begin, end), head.start + end)
    written = escape_markdown(new, in_link=False)
    if not written:
        return [Edit(Span(head.start, old.end), "")]
    if old.start == old.end or (found and ":" not in found[0] and "：" not in found[0]):
        return [Edit(Span(head.start, old.end), f": {written}")]
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
        return [Edit(Span(span.start + at, span.start + at + len(pair[which])), written)]
    if not written:
        return []
    at = len(line[:missing].rstrip())
    return [Edit(Span(at, at), f" | {written}")]


def _anew(fields: Fields, style: Style) -> str:
    """The whole line in the section's style, extras behind."""
    description = fields.description or fields.date
    draft = Draft(fields.title, fields.url, description, fields.venue, fields.organization)
    line = write_entry(draft, replace(style, dated=style.dated or bool(fields.date))).line
    for extra in fields.extras:
        line += f" {extra}" if extra.startswith("(") else f" | {extra}"
    return line
