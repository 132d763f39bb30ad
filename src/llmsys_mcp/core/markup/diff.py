"""A unified diff of two texts that share nearly all of their lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from llmsys_mcp.core.ends import alike_at_ends
from llmsys_mcp.core.markup.text import Span, shared_ends, split_lines

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
    if before == after:
        return ""
    above, was, is_now = _around(before, after)
    old, new = split_lines(was), split_lines(is_now)
    hunks = (_shown(old, new, hunk, above) for hunk in _hunks(old, new))
    return f"--- a/{file}\n+++ b/{file}\n{''.join(hunks)}"


def _around(before: str, after: str) -> tuple[int, str, str]:
    """How many lines stand above the change and its context, and both texts from there to below.

    Of a long page, nothing but these lines is split and looked at.
    """
    head, tail = shared_ends(before, after)
    old, new = len(before), len(after)
    start = before.rfind("\n", 0, head) + 1
    for _ in range(CONTEXT):
        start = before.rfind("\n", 0, max(start - 1, 0)) + 1
    end = old - tail
    # The line at which the shared end begins may not be shared from its own beginning.
    for _ in range(CONTEXT + 1):
        end = before.find("\n", end) + 1 or old
    return before.count("\n", 0, start), before[start:end], after[start : end + new - old]


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[list[_Change]]:
    """The changes; those whose contexts touch are together."""
    head, tail = alike_at_ends(old, new)
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


def _shown(old: Sequence[str], new: Sequence[str], hunk: Sequence[_Change], skipped: int) -> str:
    """A hunk as it is read; `skipped`: lines above those of `old` and `new`."""
    first, last = hunk[0], hunk[-1]
    above = min(CONTEXT, first.old.start)
    below = min(CONTEXT, len(old) - last.old.end)
    was = Span(first.old.start - above, last.old.end + below)
    is_now = Span(first.new.start - above, last.new.end + below)
    out = [f"@@ -{_range(was, skipped)} +{_range(is_now, skipped)} @@\n"]
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


def _range(lines: Span, skipped: int) -> str:
    """First line, counted from 1, and how many; of no lines, the line before them."""
    count = lines.end - lines.start
    start = skipped + lines.start
    if count == 1:
        return str(start + 1)
    return f"{start + (count > 0)},{count}"
