"""The papers of a list, each read once, under numbers that stay when others come and go.

A place in the list is no such number: an entry more shifts all that stand behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import attrgetter, ne

from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.subjects.classifier import Document
from llmsys_mcp.core.subjects.evidence import is_dated
from llmsys_mcp.core.subjects.profile import Paper, read_paper

_Source = tuple[str, str, str, tuple[str, ...], str]
_source = attrgetter("title", "description", "url", "extras", "section")
"""What a paper is read from, and its section; not the line, which every edit above it changes."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The papers of one state of a list. Nothing here is changed once it is made."""

    sources: Sequence[_Source] = ()
    """What each was read from, in list order."""
    papers: Mapping[int, Paper] = field(default_factory=dict)
    """By number, in list order."""
    documents: Mapping[int, Document] = field(default_factory=dict)
    """The terms and the section of each, by number, in list order."""

    def after_edit(self, entries: Sequence[Entry]) -> "Numbered":
        """The papers of these entries, most of which are here.

        One that is here in the same section keeps its number and is not read again.
        """
        sources: list[_Source] = list(map(_source, entries))
        papers, documents = dict(self.papers), dict(self.documents)
        numbers = self._numbers(sources)
        for entry, number in zip(entries, numbers, strict=True):
            if number not in papers:
                papers[number] = paper = _read(entry)
                documents[number] = paper.terms, entry.section
        return Numbered(
            sources,
            {number: papers[number] for number in numbers},
            {number: documents[number] for number in numbers},
        )

    def _numbers(self, sources: Sequence[_Source]) -> list[int]:
        """The number of each: what both lists begin and end with is not even looked up."""
        was, known = self.sources, list(self.papers)
        most = min(len(was), len(sources))
        head = _alike(was, sources, most)
        tail = min(_alike(reversed(was), reversed(sources), most), most - head)
        left: defaultdict[_Source, list[int]] = defaultdict(list)
        for at in range(head, len(was) - tail):
            left[was[at]].append(known[at])
        fresh = count(max(known, default=-1) + 1)
        between = sources[head : len(sources) - tail]
        return [
            *known[:head],
            *(left[one].pop() if left[one] else next(fresh) for one in between),
            *known[len(was) - tail :],
        ]


def _alike(one: Iterable[_Source], other: Iterable[_Source], most: int) -> int:
    """How many the two have in common before they differ; `most` where they do not."""
    return next(compress(count(), map(ne, one, other)), most)


def _read(entry: Entry) -> Paper:
    dated = any(map(is_dated, entry.extras))
    return read_paper(entry.full_title, url=entry.url, dated=dated)
