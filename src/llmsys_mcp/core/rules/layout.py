"""Rules about the blanks inside an entry and the marker before it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.markup.blocks import Kind
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.rules.parts import trimmed
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject, replaced
from llmsys_mcp.core.rules.separators import STYLE_LEAST
from llmsys_mcp.core.writing.house import SECTION_STYLE, TITLE_SPACE

_BULLETS = ("-", "*", "+")
_AS_THE_OTHERS = "write it as the section does"
_BLANKS = re.compile(r"(?<=[^ \t])(?:[ \t]{2,}|\t)(?=[^ \t])")


def text_space(subject: Subject) -> Iterator[Diagnostic]:
    """One blank between words, none at the ends of a link's text."""
    for item in subject.house_items:
        parts = item.parts
        regions = [trimmed(item.page.document.text, span) for span in (parts.head, *parts.fields)]
        if (separator := item.parts.separator) is not None:
            regions[0] = Span(separator.span.end, max(separator.span.end, regions[0].end))
        if parts.link:
            inside = trimmed(item.page.document.text, parts.link.text)
            regions.append(inside)
            for span in (
                Span(parts.link.text.start, inside.start),
                Span(inside.end, parts.link.text.end),
            ):
                if span.start < span.end and inside.start < inside.end:
                    fix = replaced(span, "", "drop the blanks", safe=True)
                    yield item.found(
                        TITLE_SPACE, span, "the link's text has blanks at its end", fix
                    )
        for region in regions:
            for found in _BLANKS.finditer(item.text(region)):
                span = Span(region.start + found.start(), region.start + found.end())
                if item.is_verbatim(span.start):
                    continue
                fix = replaced(span, " ", "write one space", safe=True)
                yield item.found(TITLE_SPACE, span, "more than one blank between two words", fix)


def list_marker(subject: Subject) -> Iterator[Diagnostic]:
    """The items of a section have one marker and one gap behind it."""
    for items in _by_depth(subject):
        sign = _most(map(_sign, items))
        for item in items:
            if sign and _sign(item) != sign:
                message = "the section's items begin with another marker"
                yield item.found(SECTION_STYLE, item.parts.marker, message, _signed(item, sign))
        bullets = [item for item in items if _sign(item) in _BULLETS]
        gap = _most(item.text(item.parts.gap) for item in bullets)
        for item in bullets:
            if gap and item.text(item.parts.gap) != gap and not _has_children(item):
                fix = replaced(item.parts.gap, gap, _AS_THE_OTHERS, safe=True)
                message = "the gap behind the marker differs from its neighbours'"
                yield item.found(SECTION_STYLE, item.parts.gap, message, fix)


def _sign(item: Item) -> str:
    """`-`, `*` or `+`, and of a number `.` or `)`."""
    return item.text(item.parts.marker)[-1:]


def _signed(item: Item, sign: str) -> Fix | None:
    """The item's marker with the sign; None from a bullet to a number or back."""
    if (sign in _BULLETS) != (_sign(item) in _BULLETS):
        return None
    end = item.parts.marker.end
    return replaced(Span(end - 1, end), sign, _AS_THE_OTHERS, safe=True)


def _by_depth(subject: Subject) -> Iterator[list[Item]]:
    """The items of each section that are indented alike."""
    for items in subject.by_section.values():
        depths: defaultdict[int, list[Item]] = defaultdict(list)
        for item in items:
            depths[item.page.document.blocks[item.entry.line - 1].level].append(item)
        yield from depths.values()


def _most(forms: Iterable[str]) -> str:
    """The form that more than half have; empty when there is none."""
    counted = Counter(forms)
    best, times = next(iter(counted.most_common(1)), ("", 0))
    return best if times * 2 > counted.total() >= STYLE_LEAST else ""


def _has_children(item: Item) -> bool:
    """Whether lines follow whose place in the item depends on where its text begins."""
    blocks = item.page.document.blocks
    for block in blocks[item.entry.line : item.entry.line + 2]:
        if block.kind is Kind.BLANK:
            continue
        return (
            block.kind is not Kind.HEADING and block.span.of(item.page.document.text)[:1] in " \t"
        )
    return False


_THREE = """\
## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts
- [Egret](https://arxiv.org/abs/2401.00002): Queues for Prompts
- [Ibis](https://arxiv.org/abs/2401.00003): Batches of Prompts
"""

LAYOUT_RULES = (
    LintRule(
        TITLE_SPACE,
        "Two words are parted by more than one blank, or a link's text begins or ends with one.",
        "warning",
        "safe",
        _THREE.replace("Caches for", "Caches  for"),
        _THREE,
        text_space,
        "Code spans and formulas (`$…$`) are left alone.",
    ),
    LintRule(
        SECTION_STYLE,
        "An item's marker, or the gap behind it, differs from the rest of its section.",
        "warning",
        "safe",
        _THREE.replace("- [Ibis", "* [Ibis"),
        _THREE,
        list_marker,
        "What most items of a section do is its style, whatever it is. Another marker begins "
        "another list, with a gap between the two on the page. Numbers are left as they are.",
    ),
)
