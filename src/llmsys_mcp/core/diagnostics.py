"""What a rule has to say about a page: where, what is wrong, and the edits that would mend it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.writing.house import Rule

Severity = Literal["error", "warning", "info"]
"""`error`: readers are led astray. `warning`: against the list's rules. `info`: worth a look."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of the diagnostic's page, made all together or not at all."""

    edits: tuple[Edit, ...]
    message: str
    """What they do, in the imperative: `write the host as arxiv.org`."""
    safe: bool
    """Form only: every letter and digit a reader sees stays, and so does every link's target, up
    to the form of arXiv links. What is not safe is for a person to look at."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    rule: Rule
    file: str
    """The page it is in, relative to the list's folder."""
    span: Span
    """The characters it is about; empty where something is missing."""
    message: str
    """What is wrong here, in one line."""
    fix: Fix | None = None


class Lines:
    """Line numbers of one text. A line ends at `\\n` and nowhere else."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        while at := text.find("\n", starts[-1]) + 1:
            starts.append(at)
        self._starts = starts

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of the character at `offset`, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def compatible_fixes(fixes: Sequence[Fix]) -> tuple[int, ...]:
    """Indexes of the fixes of one page that can be made at once, in the order of their places.

    Of two that overlap the one that begins first is made. Insertions at one place go together, in
    the order given, and one at the edge of a change goes with it.
    """
    chosen: list[int] = []
    taken: list[Span] = []
    begin = [min(edit.span for edit in fix.edits) for fix in fixes]
    for at in sorted(range(len(fixes)), key=begin.__getitem__):
        spans = [edit.span for edit in fixes[at].edits]
        if not any(_overlaps(span, taken) for span in spans):
            chosen.append(at)
            for span in spans:
                insort(taken, span)
    return tuple(chosen)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    """Whether `span` overlaps one of `taken`, which are in order and overlap nowhere."""
    at = bisect_left(taken, span)
    return any(_overlap(span, other) for other in taken[max(0, at - 1) : at + 1])


def _overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character, or one inserts inside the other."""
    return one.start < other.end and other.start < one.end
