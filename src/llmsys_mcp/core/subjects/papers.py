"""The papers of a list, each read once, however often the list is edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from llmsys_mcp.core.inverted import Numbered
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.subjects.classifier import Document
from llmsys_mcp.core.subjects.evidence import is_dated
from llmsys_mcp.core.subjects.profile import Paper, read_paper

_Source = tuple[str, str, str, tuple[str, ...], str]
_source = attrgetter("title", "description", "url", "extras", "section")
"""What a paper is read from, and its section; not the line, which every edit above it changes."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one state of a list. Nothing here is changed once it is made."""

    papers: Mapping[int, Paper] = field(default_factory=dict)
    """By number, in list order."""
    documents: Mapping[int, Document] = field(default_factory=dict)
    """The terms and the section of each, by number, in list order."""
    _numbered: Numbered[_Source] = field(default_factory=lambda: Numbered.of(()))

    def after_edit(self, entries: Sequence[Entry]) -> "Papers":
        """The papers of these entries, most of which are here.

        One that is here in the same section keeps its number and is not read again.
        """
        numbered = Numbered.of(list(map(_source, entries)), self._numbered)
        papers, documents = dict(self.papers), dict(self.documents)
        for entry, number in zip(entries, numbered.numbers, strict=True):
            if number in numbered.came:
                papers[number] = paper = _read(entry)
                documents[number] = paper.terms, entry.section
        return Papers(
            {number: papers[number] for number in numbered.numbers},
            {number: documents[number] for number in numbered.numbers},
            numbered,
        )


def _read(entry: Entry) -> Paper:
    dated = any(map(is_dated, entry.extras))
    return read_paper(entry.full_title, url=entry.url, dated=dated)
