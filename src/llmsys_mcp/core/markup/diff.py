"""A unified diff of two texts that share nearly all of their lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from llmsys_mcp.core.markup.text import Span, split_lines

CONTEXT = 2
"""Unchanged lines shown around a change."""
_CUT = "\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines, counted from 0, that stand in place of others."""

    old: Span
    new: Span


def diff(before: str, after: str, file: str) -> str:
    """Unified diff from `before` to `after`, empty when they are the same; `patch` applies it.

    Lines end at `\\n` only. Shared lines at both ends are cut before comparing: a small change of
    a long page costs little, and an insertion is shown as one whatever stands around it.
    """
    old, new = split_lines(before), split_lines(after)
    if old == new:
        return ""
    hunks = (_shown(old, new, hunk) for hunk in _hunks(old, new))
    return f"--- a/{file}\n+++ b/{file}\n{''.join(hunks)}"


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[list[_Change]]:
    """The changes; those whose contexts touch are together."""
    shared = min(len(old), len(new))
    head = 0
    while head < shared and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shared - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    hunk: list[_Change] = []
    for kind, *bounds in matcher.get_opcodes():
        if kind == "equal":
            continue
        a, b, c, d = (bound + head for bound in bounds)
        if hunk and a - hunk[-1].old.end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(_Change(Span(a, b), Span(c, d)))
    yield hunk


def _shown(old: Sequence[str], new: Sequence[str], hunk: Sequence[_Change]) -> str:
    first, last = hunk[0], hunk[-1]
    above = min(CONTEXT, first.old.start)
    below = min(CONTEXT, len(old) - last.old.end)
    was = Span(first.old.start - above, last.old.end + below)
    is_now = Span(first.new.start - above, last.new.end + below)
    out = [f"@@ -{_range(was)} +{_range(is_now)} @@\n"]
    at = was.start
    for change in hunk:
        out += [_row(" ", line) for line in old[at : change.old.start]]
        out += [_row("-", line) for line in old[change.old.start : change.old.end]]
        out += [_row("+", line) for line in new[change.new.start : change.new.end]]
        at = change.old.end
    out += [_row(" ", line) for line in old[at : was.end]]
    return "".join(out)


def _row(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{_CUT}"


def _range(lines: Span) -> str:
    """First line, counted from 1, and how many; of no lines, the line before them."""
    count = lines.end - lines.start
    if count == 1:
        return str(lines.start + 1)
    return f"{lines.start + (count > 0)},{count}"
