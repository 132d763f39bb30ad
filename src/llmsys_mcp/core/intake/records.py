"""Records of a bibliography as pasted papers: BibTeX by a reader that is given, RIS by our own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from llmsys_mcp.core.intake.bibtex import Strings, from_bibtex
from llmsys_mcp.core.intake.paper import Pasted
from llmsys_mcp.core.intake.pieces import Bibliography, Tagged
from llmsys_mcp.core.intake.ris import read_record

ReadBibtex = Callable[[str], Sequence[Mapping[str, str]]]
"""The fields of each entry that a text of BibTeX holds."""
_UNREAD = "This {} cannot be read: which paper is it?"


@dataclass(slots=True)
class Records:
    """What reads records, one after the other."""

    read_bibtex: ReadBibtex
    strings: Strings = field(default_factory=Strings)

    def read(self, piece: Bibliography | Tagged) -> tuple[Pasted, ...]:
        """The papers that a record tells of; none for a definition of BibTeX or a comment."""
        if isinstance(piece, Tagged):
            paper = from_bibtex(piece.text, read_record(piece.text))
            told = paper.title or paper.url
            return (paper if told else replace(paper, doubt=_UNREAD.format("RIS record")),)
        if self.strings.take(piece.braced):
            return ()
        entries = self.read_bibtex(self.strings.before(piece.braced))
        if not entries:
            return (Pasted(piece.text, doubt=_UNREAD.format("BibTeX")),)
        return tuple(from_bibtex(piece.text, entry) for entry in entries)
