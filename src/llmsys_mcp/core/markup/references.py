"""Reference links: `[text][label]`, `[text][]`, `[label]`, and the definitions they lead to.

A definition is a line `[label]: target "title"` that no paragraph goes on in (CommonMark 4.7).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from llmsys_mcp.core.markup.blocks import Block, Kind
from llmsys_mcp.core.markup.markdown import bracket_pairs, read_links
from llmsys_mcp.core.markup.marker import read_marker, without_marker
from llmsys_mcp.core.markup.text import Edit, Span, apply_edits

_DEFINITION = re.compile(
    r" {0,3}\[(?P<label>(?!\^)(?:[^\[\]\\]|\\.){1,999})\]:[ \t]*(?:<(?P<in>[^<>\s]{1,2000})>"
    r"|(?P<bare>[^\s<>]{1,2000}))(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*\Z"
)
_UNCLEAR = re.compile(r"[\[\]\\`]")
"""What a target may not hold, so that it means the same inside an inline link."""
_LIMIT = 16
"""References of one text that are followed."""
_LABEL = 999
"""Characters a label may have (CommonMark 4.7)."""
ROOM = 4
"""How many times a page's length its references may come to, so that reading stays linear."""
_PARAGRAPH = (Kind.TEXT, Kind.ITEM, Kind.CONTINUATION)


@dataclass(frozen=True, slots=True)
class AnyLink:
    """A link of either kind; spans are in the text it was read from."""

    span: Span
    text: Span
    label: str = ""
    """As it is written; empty for an inline link."""


def read_definitions(blocks: Iterable[Block]) -> dict[str, str]:
    """Targets by label in the form of `label_key`; the first of a label counts.

    A target that would not survive inside an inline link is left out.
    """
    found: dict[str, str] = {}
    above, defined = Kind.BLANK, False
    for block in blocks:
        definition = None
        if block.kind is Kind.TEXT and (defined or above not in _PARAGRAPH):
            definition = _DEFINITION.match(block.text)
        if definition is not None:
            target = definition["in"] or definition["bare"]
            if not _UNCLEAR.search(target) and _balanced(target):
                found.setdefault(label_key(definition["label"]), target)
        above, defined = block.kind, definition is not None
    return found


def is_definition(text: str) -> bool:
    """Whether a line, or an item's text, is read as a definition where no paragraph goes on."""
    return text.lstrip().startswith("[") and _DEFINITION.match(text) is not None


def label_key(label: str) -> str:
    """What tells labels apart: neither case nor the blanks in them do."""
    return " ".join(label.split()).casefold()


def _balanced(target: str) -> bool:
    depth = 0
    for char in target:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def links_of(text: str, known: Mapping[str, str]) -> tuple[AnyLink, ...]:
    """Every link of `text`, inline or by a label of `known`, outermost and left to right."""
    return tuple(_links(text, known))


def _links(text: str, known: Mapping[str, str]) -> Iterator[AnyLink]:
    closes = bracket_pairs(text)
    at = followed = 0
    while (opened := text.find("[", at)) >= 0:
        at = opened + 1
        close = closes.get(opened)
        if close is None:
            continue
        inside = Span(opened + 1, close)
        end = closes.get(close + 1)
        if end is not None and text[close + 1] == "(":
            yield AnyLink(Span(opened, end + 1), inside)
            at = end + 1
            continue
        label, stop = _label(text, inside, end)
        if followed < _LIMIT and len(label) <= _LABEL and label_key(label) in known:
            followed += 1
            yield AnyLink(Span(opened, stop), inside, label)
            at = stop


def _label(text: str, inside: Span, end: int | None) -> tuple[str, int]:
    """(label, where its link ends): what the brackets behind the text hold, else the text itself.

    `end`: where the bracket behind the text closes, None when none opens there.
    """
    own = inside.of(text)
    label = text[inside.end + 2 : end] if end is not None else " "
    if end is None or "[" in label or label.isspace():
        return own, inside.end + 1
    return label or own, end + 1


def written_out(text: str, known: Mapping[str, str]) -> str:
    """`text` with the target in place of each label: `[text](target)`. Linear in what comes out.

    An item's text that is itself read as a definition holds no link.
    """
    if not known or "[" not in text or is_definition(text):
        return text
    edits = [
        Edit(Span(link.text.end + 1, link.span.end), f"({known[label_key(link.label)]})")
        for link in links_of(text, known)
        if link.label
    ]
    return apply_edits(text, edits)


def item_written_out(raw: str, known: Mapping[str, str]) -> str:
    """An item with its marker, what stands behind that written out; a box is no reference."""
    body = without_marker(raw)
    return f"{raw[: len(raw) - len(body)]}{written_out(body, known)}"


def items_written_out(text: str, known: Mapping[str, str]) -> str:
    """A page with the references of its list items written out, as far as there is room."""
    lines = text.split("\n")
    room = ROOM * len(text)
    for at, line in enumerate(lines):
        item = line.lstrip()
        if read_marker(item) is not None:
            out = item_written_out(item, known)
            room -= len(out) - len(item)
            lines[at] = out if room >= 0 else item
    return "\n".join(lines)


def referring_again(line: str, new: str, known: Mapping[str, str]) -> str:
    """`new`, which was made of `line` written out, with the labels of `line` where they still fit.

    Both without marker.
    A link whose target stayed keeps its label; one with another target stays written out.
    """
    before = links_of(line, known)
    out = written_out(line, known)
    targets = [one.url.of(out) for one in read_links(out)]
    if len(targets) != len(before):
        return new
    waiting: defaultdict[str, list[AnyLink]] = defaultdict(list)
    for link, target in zip(reversed(before), reversed(targets), strict=True):
        waiting[target].append(link)
    edits: list[Edit] = []
    for one in read_links(new):
        queue = waiting[one.url.of(new)]
        was = queue.pop() if queue else None
        if was is None or not was.label:
            continue
        text = one.text.of(new)
        if text == was.text.of(line):
            edits.append(Edit(one.span, was.span.of(line)))
        else:
            edits.append(Edit(one.span, f"[{text}][{was.label}]"))
    again = apply_edits(new, edits)
    return again if written_out(again, known) == new else new
