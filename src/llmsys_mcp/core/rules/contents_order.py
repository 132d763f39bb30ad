"""The rule about the order of the table of contents."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.listing.contents import ContentsItem, contents_items
from llmsys_mcp.core.markup.text import Edit
from llmsys_mcp.core.rules.contents import Contents, line_of, tables
from llmsys_mcp.core.rules.rule import LintRule, Subject
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.house import Rule

CONTENTS_ORDER = Rule("LL203", "contents-order", "the contents show the page as it is laid out")


def order(subject: Subject) -> Iterator[Diagnostic]:
    """The items follow one another as the headings do."""
    for table in tables(subject):
        places = {section.anchor: at for at, section in enumerate(table.headings)}
        alive = [item for item in table.items if item.anchor in places]
        kept = set(_rising([places[item.anchor] for item in alive]))
        fix = _sorted(table, places) if len(kept) < len(alive) else None
        for at, item in enumerate(alive):
            if at not in kept and not _repeats(alive, at):
                message = f"{in_quotes(item.title)} stands elsewhere on the page"
                yield table.found(CONTENTS_ORDER, line_of(table, item), message, fix)


def _repeats(items: Sequence[ContentsItem], at: int) -> bool:
    """Whether an item leads where another one does; that is a finding of its own."""
    return sum(one.anchor == items[at].anchor for one in items) > 1


def _rising(numbers: Sequence[int]) -> list[int]:
    """Indexes of a longest run of rising numbers, so that the fewest are out of order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        tails[place:] = [number] if place == len(tails) else [number, *tails[place + 1 :]]
        ends[place:] = [at] if place == len(ends) else [at, *ends[place + 1 :]]
        before.append(ends[place - 1] if place else -1)
    run: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(at)
        at = before[at]
    return run[::-1]


def _sorted(table: Contents, places: Mapping[str, int]) -> Fix | None:
    """The lines in the order of their headings; none when a line has no place or another's."""
    document = table.page.document
    if any(item.anchor not in places for item in contents_items(document)):
        return None
    if len(table.listed) < len(table.items):
        return None
    lines = [item.line.of(document.text) for item in table.items]
    wanted = sorted(range(len(lines)), key=lambda at: places[table.items[at].anchor])
    edits = [
        Edit(item.line, lines[new])
        for item, old, new in zip(table.items, range(len(lines)), wanted, strict=True)
        if old != new
    ]
    return Fix(tuple(edits), "put the items in the order of the page", safe=False)


_PAGE = """\
# Papers

## Contents

- [Training](#training)
  - [Pre-training](#pre-training)
- [Serving](#serving)
- [Courses](#courses)

## Training

### Pre-training

## Serving

## Courses
"""

ORDER_RULES = (
    LintRule(
        CONTENTS_ORDER,
        "An item of the contents stands in another place than its heading.",
        "warning",
        "unsafe",
        _PAGE.replace(
            "- [Serving](#serving)\n- [Courses](#courses)\n",
            "- [Courses](#courses)\n- [Serving](#serving)\n",
        ),
        _PAGE,
        order,
    ),
)
