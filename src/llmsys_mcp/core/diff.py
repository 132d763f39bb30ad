"""A unified diff of two texts that share nearly all of their lines."""

from difflib import unified_diff

CONTEXT = 2
"""Unchanged lines shown around a change."""


def diff(before: str, after: str, file: str) -> str:
    """Unified diff from `before` to `after`, empty when they are the same.

    Lines end at `\\n` only. Shared lines at both ends are cut before comparing, so that a small
    change of a long page costs little.
    """
    old, new = before.split("\n"), after.split("\n")
    shared = min(len(old), len(new))
    head = 0
    while head < shared and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shared - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    first = max(0, head - CONTEXT)
    rest = max(0, tail - CONTEXT)
    old, new = old[first : len(old) - rest], new[first : len(new) - rest]
    lines = unified_diff(old, new, f"a/{file}", f"b/{file}", n=CONTEXT, lineterm="")
    out = [_moved(line, first) if line.startswith("@@") else line for line in lines]
    return "\n".join(out) + "\n" if out else ""


def _moved(header: str, by: int) -> str:
    """A hunk header with its line numbers counted from the top of the page."""
    marks = header.split(" ")
    for at in (1, 2):
        start, comma, count = marks[at][1:].partition(",")
        marks[at] = f"{marks[at][0]}{int(start) + by}{comma}{count}"
    return " ".join(marks)
