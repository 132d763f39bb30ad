"""Change named fields of one line of an awesome list where they stand; nothing else moves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from llmsys_mcp.core.dialects.awesome.item import Piece, Reading, read
from llmsys_mcp.core.dialects.awesome.parts import chosen_link, read_parts
from llmsys_mcp.core.dialects.awesome.style import AwesomeStyle, closed, undotted
from llmsys_mcp.core.markup.markdown import plain, read_links
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits, shared_ends
from llmsys_mcp.core.mojibake import repaired
from llmsys_mcp.core.page.fields import Fields
from llmsys_mcp.core.policy import escape_markdown
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.core.writing.style import FIELDS, Style
from llmsys_mcp.errors import InvalidArgument, quoted

_WRAPPED = re.compile(r"(?s)(\*\*|__|\*|_|`)(?=\S)(.+)(?<=\S)\1")
_HIDDEN = re.compile(r"<[A-Za-z/!]|\[\^")
"""A tag, a comment, an address between angles, a footnote."""
_SIGNS = re.compile(r"[\W_]+")
_A_VENUE = "Give its name with the year, as `OSDI 2024`; who made it is its organization."
_A_TITLE = "Give the title as a whole, with its second part."
_ADVICE = "Change the line by hand, or remove the entry and add it anew."


def amend_item(body: str, new: Mapping[str, str], style: Style) -> str | None:
    """The item's text with these fields changed; every character outside of them stays.

    None for an item without a link, which has no such parts.

    Raises:
        InvalidArgument: the line has no place for a field, or a link or an image would vanish.
    """
    reading = _read(body)
    if reading is None:
        return None
    for field in FIELDS:
        if field in new:
            body, reading = _changed(body, reading, field, new[field], style)
    return body


def _changed(
    body: str, before: Reading, field: str, value: str, style: Style
) -> tuple[str, Reading]:
    """The item with one field changed."""
    wanted = _wanted(before, field, value)
    if _says(wanted) == _says(before.fields):
        return body, before
    lost = False
    for edit in _edits(body, before, field, value, style):
        if field != "url" and _holds_hidden(edit.span.of(body)):
            lost = True
            continue
        amended = apply_edits(body, [edit])
        after = _read(amended)
        if after is None or _says(after.fields) != _says(wanted):
            continue
        if field == "url" or _all_else_is_seen(body, edit, amended):
            return amended, after
    if lost:
        raise _refused(field, "a link, an image or a tag stands in it, which would be lost.")
    if field == "venue" and value and not read_venue(value):
        raise InvalidArgument(field, f"{quoted(value)} would not be read as a venue.", _A_VENUE)
    if field == "description" and before.parts.own is None:
        raise InvalidArgument(
            field, "here it is the title's second part, and one stands.", _A_TITLE
        )
    raise _refused(field, f"the line {quoted(body)} has no place for {quoted(value)}.")


def _refused(field: str, problem: str) -> InvalidArgument:
    return InvalidArgument(field, problem, _ADVICE)


def _read(body: str) -> Reading | None:
    parts = read_parts(body)
    return read(body, parts) if parts else None


def _holds_hidden(text: str) -> bool:
    """Whether a text holds what its reader does not see."""
    return bool(read_links(text) or _HIDDEN.search(text))


def _all_else_is_seen(body: str, edit: Edit, amended: str) -> bool:
    """Whether a reader sees the rest of the line as before: no mark has lost its other half."""
    before, after, old, new = map(_seen, (body, amended, edit.span.of(body), edit.new))
    if any(after.count(mark) > before.count(mark) + new.count(mark) for mark in "*_"):
        return False
    shared = sum(shared_ends(before, after))
    return shared >= max(len(before) - len(old), len(after) - len(new))


def _seen(text: str) -> str:
    return "".join(plain(text).split())


def _wanted(before: Reading, field: str, value: str) -> Fields:
    """What the item says with the field changed, as it is read back."""
    fields = before.fields
    seen = repaired(plain(escape_markdown(value, in_link=False)))
    match field:
        case "title":
            return replace(fields, title=seen.rstrip(":： "))
        case "url":
            return replace(fields, url=value)
        case "description" if before.parts.own is None:
            return replace(fields, title=_full_title(fields.title, seen))
        case "description":
            return replace(fields, description=undotted(seen))
        case "venue":
            return replace(fields, venue=seen)
        case _:
            return replace(fields, organization=seen)


def _full_title(title: str, description: str) -> str:
    """Where the title stands before labels, a description is its second part."""
    return f"{title}: {description}" if description else title


def _says(fields: Fields) -> tuple[object, ...]:
    """What must be the same after amending; makers are compared without their signs."""
    makers = _SIGNS.sub(" ", fields.organization).strip()
    return replace(fields, separator="", organization=""), makers


def _edits(body: str, before: Reading, field: str, value: str, style: Style) -> Iterator[Edit]:
    """Ways to write the field, the best first."""
    linked = before.parts.own is not None
    match field:
        case "title":
            yield _title(body, before, value)
        case "url" if (chosen := chosen_link(before.parts)) is not None:
            yield Edit(_between(body, chosen.url, "<", ">"), value)
        case "description" if linked:
            yield _description(body, before, value, style)
        case "description" if ": " not in before.fields.title:
            yield _title(body, before, f"{before.fields.title}: {value}")
        case "venue" if before.venue is not None:
            yield from _piece(body, before, (before.venue,), value)
        case "venue" if before.fields.venue:
            mark = before.parts
            yield (
                Edit(mark.mark, escape_markdown(value, in_link=False))
                if value
                else Edit(mark.opening, "")
            )
        case "organization" if before.makers:
            first = before.pieces.index(before.makers[0])
            if before.pieces[first : first + len(before.makers)] == before.makers:
                yield from _piece(body, before, before.makers, value)
        case _:
            yield from _appended(body, before, value)


def _title(body: str, before: Reading, value: str) -> Edit:
    span = before.parts.title
    text = span.of(body)
    span = Span(span.start, span.start + len(text.rstrip(":： ")))
    inside = before.parts.own is not None
    return Edit(_inside_marks(body, span), escape_markdown(value, in_link=inside))


def _between(body: str, span: Span, opening: str, closing: str) -> Span:
    text = span.of(body)
    inside = text.startswith(opening) and text.endswith(closing)
    return Span(span.start + inside, span.end - inside)


def _inside_marks(body: str, span: Span) -> Span:
    """A span without the marks that hold all of it."""
    found = _WRAPPED.fullmatch(span.of(body))
    if found is None or found[1] in found[2]:
        return span
    return _inside_marks(body, Span(span.start + found.start(2), span.start + found.end(2)))


def _description(body: str, before: Reading, value: str, style: Style) -> Edit:
    """The description behind a title that is a link."""
    said, span = before.said, before.description
    written = escape_markdown(undotted(value), in_link=False)
    if not span.of(said.text):
        at = before.parts.tail.start
        dotted = isinstance(style, AwesomeStyle) and style.dot and not said.text.strip()
        return Edit(Span(at, at), f" - {closed(written) if dotted else written}")
    old = said.span(*span)
    stop = old.end + body.startswith(".", old.end)
    if not value:
        begin = len(said.text) - len(said.text.lstrip())
        start = len(body[: said.span(begin, span.end).start].rstrip())
        return Edit(Span(start, stop), "")
    inside = _inside_marks(body, old)
    whole = Span(old.start, stop) if inside == old and closed(written) == written else inside
    return Edit(whole, written)


def _piece(body: str, before: Reading, pieces: tuple[Piece, ...], value: str) -> Iterator[Edit]:
    """Pieces that stand side by side, replaced by one, or taken out with what parts them."""
    first, last = pieces[0], pieces[-1]
    text = before.said.text[first.whole.start : last.whole.end]
    words = Span(first.words.start, last.words.end)
    if value and not _holds_hidden(text):
        written = escape_markdown(value, in_link=False)
        yield Edit(words, written)
        # `**ICML 2023** *(Oral)*`: the marks that open it close it, not those of its last part
        start = len(body[: words.start].rstrip("*_"))
        end = len(body) - len(body[words.end :].lstrip("*_"))
        yield Edit(Span(words.start, end), f"{written}{body[start : words.start][::-1]}")
        return
    whole = before.said.span(
        first.whole.start + len(text) - len(text.lstrip()), first.whole.start + len(text.rstrip())
    )
    yield Edit(Span(len(body[: whole.start].rstrip()), whole.end), "")
    pipe = body.rfind(" | ", whole.start, words.start)  # a label may stand before it
    if pipe >= 0 and not body[pipe + 3 : words.start].strip(" *_"):
        yield Edit(Span(pipe, whole.end), "")


def _appended(body: str, before: Reading, value: str) -> Iterator[Edit]:
    """One more field: behind what is said, else at the end of the line."""
    linked = before.parts.own is not None
    text = before.said.text.rstrip() if linked else before.said.text.rstrip(" .,;:|")
    written = escape_markdown(value, in_link=False)
    for at in (before.said.span(0, len(text)).end, len(body)):
        yield Edit(Span(at, at), f"{' | ' if linked else ', '}{written}")
