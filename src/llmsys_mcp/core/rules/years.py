"""The rule about year groups: an entry stands with the papers of its year."""

from bisect import bisect_right
from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.dialects import find_spot
from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import year_of
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.house import Rule
from llmsys_mcp.core.writing.placement import Spot
from llmsys_mcp.core.writing.style import with_marker

BUCKET = Rule("LL214", "bucket-year", "readers look a paper up in the group of its year")


def bucket_year(subject: Subject) -> Iterator[Diagnostic]:
    """An entry stands in the group of a year it is of."""
    for page in subject.papers.pages:
        spots = _Spots(page.document)
        for item in (item for item in subject.items if item.page is page and item.entry.bucket):
            index = spots.section_of(item)
            years = _years(item)
            if (
                index is None
                or not years
                or any(spots.find(index, y).bucket == item.entry.bucket for y in years)
            ):
                continue
            spot = spots.find(index, years[0])
            message = f"an entry of {years[0]} in the group {in_quotes(item.entry.bucket)}"
            yield item.found(BUCKET, item.parts.line, message, _moved(item, spot))


class _Spots:
    """Where an entry of a year belongs in a section; each is looked up once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[tuple[int, int], Spot] = {}
        self._sections: dict[int, int] = {}
        for index, section in enumerate(document.sections):
            grouped = {at for bucket in section.buckets for at in bucket.entries}
            self._sections |= dict.fromkeys(grouped.intersection(section.entries), index)
        self._starts = [entry.span.start for entry in document.entries]

    def section_of(self, item: Item) -> int | None:
        """Index of the section whose year group it is in; None for a group of another one."""
        return self._sections.get(bisect_right(self._starts, item.entry.span.start) - 1)

    def find(self, index: int, year: int) -> Spot:
        if (index, year) not in self._found:
            self._found[index, year] = find_spot(self._document, index, year)
        return self._found[index, year]


def _years(item: Item) -> list[int]:
    """Years an entry may be filed under, the best first; none when nothing tells.

    A preprint may come out in print a year later, without the entry saying so.
    """
    entry = item.entry
    if entry.year is None:
        return []
    linked = year_of(entry.url, "", "")
    later = [linked + 1] if linked and not entry.venue else []
    return list(dict.fromkeys([entry.year, *([linked] if linked else []), *later]))


def _moved(item: Item, spot: Spot) -> Fix | None:
    """The line in its own group; None when that group is not there yet."""
    document = item.page.document
    block = document.blocks[item.entry.line - 1]
    end = document.text.find("\n", item.entry.span.end) + 1
    if spot.new_bucket or not end or "\n" in item.entry.raw:
        return None
    cut = Edit(Span(block.span.start, end), "")
    return Fix(
        (cut, spot.edit(with_marker(item.entry.raw, spot.style))),
        f"move it to {spot.bucket}",
        safe=False,
    )


_YEARS = """\
## Serving

<details open>
<summary><b>2025</b></summary>

- [Heron](https://arxiv.org/abs/2501.00001): Caches for Prompts

</details>

<details>
<summary><b>2023</b></summary>

- [Egret](https://arxiv.org/abs/2301.00002): Queues for Prompts

</details>
"""

YEAR_RULES = (
    LintRule(
        BUCKET,
        "An entry stands in the group of another year.",
        "warning",
        "unsafe",
        _YEARS.replace("2501.00001", "2301.00001"),
        _YEARS,
        bucket_year,
        "The year is that of the venue, the date or the arXiv id; an entry may stand with any of "
        "them, and without a venue in the year after its preprint. The fix moves the line.",
    ),
)
