"""Findings for people: place, rule and message, then the line with the spot marked below it."""

from collections.abc import Callable, Sequence
from unicodedata import combining, east_asian_width

from llmsys_mcp.core.policy import shown
from llmsys_mcp.services.lint import Finding

Paint = Callable[[str, str], str]
"""(text, colour) → the text in that colour, or as it is."""

WIDTH = 100
"""Columns of a source line that are shown."""
_TAB = "    "
_MARKED_MOST = 60
_ELLIPSIS = "…"
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def told(findings: Sequence[Finding], path_of: Callable[[str], str], paint: Paint) -> str:
    """One paragraph a finding, with a blank line between."""
    return "\n\n".join(_paragraph(finding, path_of, paint) for finding in findings)


def _paragraph(finding: Finding, path_of: Callable[[str], str], paint: Paint) -> str:
    place = f"{shown(path_of(finding.file))}:{finding.line}:{finding.column}"
    colour = _COLOURS[finding.severity]
    mark = f" {paint('[*]', 'cyan')}" if finding.fix and finding.fix.safe else ""
    head = (
        f"{paint(place, 'bold')}: {paint(finding.rule.id, colour)}{mark} "
        f"{finding.severity}: {shown(finding.message)} ({finding.rule.name})"
    )
    gutter = " " * len(str(finding.line))
    before, marked = window(finding)
    lines = [
        head,
        paint(f"{gutter} |", "blue"),
        f"{paint(f'{finding.line} |', 'blue')} {before[0]}{marked}{before[1]}",
        f"{paint(f'{gutter} |', 'blue')} {' ' * width(before[0])}"
        f"{paint('^' * max(1, width(marked)), colour)}",
    ]
    if finding.fix:
        kind = "fix" if finding.fix.safe else "unsafe fix"
        lines.append(f"{paint(f'{gutter} =', 'blue')} {kind}: {shown(finding.fix.message)}")
    return "\n".join(lines)


def window(finding: Finding) -> tuple[tuple[str, str], str]:
    """((what stands before, what follows), the marked characters), cut to the width shown."""
    line, start = finding.source, finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    before, after = _visible(line[:start]), _visible(line[end:])
    marked = _visible(line[start:end])
    if len(marked) > _MARKED_MOST:
        marked, after = f"{marked[: _MARKED_MOST - 1]}{_ELLIPSIS}", ""
    room = WIDTH - len(marked)
    if len(before) > room // 2 and len(before) + len(after) > room:
        keep = max(room // 2, room - len(after))
        before = f"{_ELLIPSIS}{before[len(before) - keep + 1 :]}"
    if len(before) + len(after) > room:
        after = f"{after[: max(0, room - len(before) - 1)]}{_ELLIPSIS}"
    return (before, after), marked


def _visible(text: str) -> str:
    return shown(text.replace("\t", _TAB))


def width(text: str) -> int:
    """Columns that a terminal gives a text."""
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)
