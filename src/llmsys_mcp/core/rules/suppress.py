"""Comments in a page that say which findings are meant so, as in other linters.

`<!-- llmsys-lint-disable-next-line LL305 -->` before a line, `disable-line` on it, `disable` and
`enable` around several, `disable-file` for the page. Ids, names or beginnings of ids (`LL3`), apart
by blanks or commas; none means all. What follows ` -- ` is a reason for people. In code such a
comment is an example.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from llmsys_mcp.core.markup.blocks import Kind, scan
from llmsys_mcp.core.markup.marker import MARKER
from llmsys_mcp.core.rules.parts import in_code
from llmsys_mcp.core.rules.table import ALL, names

_COMMENT = re.compile(
    r"<!--[ \t]{0,20}llmsys-lint-"
    r"(?P<what>disable-next-line|disable-line|disable-file|disable|enable)"
    r"(?P<rules>(?:[ \t,]{1,20}[A-Za-z](?:\w|-(?!-)){0,40})*+)"
    r"(?:[ \t]{1,20}--[^\n]{0,500}?)?[ \t]{0,20}-->"
)
_WORD = re.compile(r"[A-Za-z](?:\w|-(?!-))*")
_FENCE = re.compile(rf"[ \t>]*(?:{MARKER})?(?P<fence>`{{3,}}|~{{3,}})")


@dataclass(frozen=True, slots=True)
class Suppressions:
    """What the comments of one page say."""

    everywhere: frozenset[str]
    """Ids of rules that the page leaves out."""
    lines: Mapping[int, frozenset[str]]
    """The same by line, counted from 1."""

    def hide(self, rule: str, line: int) -> bool:
        """Whether a finding of the rule in this line is meant so."""
        return rule in self.everywhere or rule in self.lines.get(line, ())


def read_suppressions(text: str) -> Suppressions:
    """The comments of a page. A comment that is not one of these forms says nothing."""
    everywhere: frozenset[str] = frozenset()
    lines: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    if "llmsys-lint-" not in text:
        return Suppressions(everywhere, lines)
    waiting = disabled = everywhere
    fenced = _fenced(text)
    for number, line in enumerate(text.split("\n"), 1):
        found = [] if number in fenced else _comments(line)
        if not found and line.strip() and waiting:
            lines[number] |= waiting
            waiting = frozenset()
        for comment in found:
            ids = names(_WORD.findall(comment["rules"]) or [ALL])
            match comment["what"]:
                case "disable-next-line":
                    waiting |= ids
                case "disable-line":
                    lines[number] |= ids
                case "disable-file":
                    everywhere |= ids
                case "disable":
                    disabled |= ids
                case _:
                    disabled -= ids
        if disabled:
            lines[number] |= disabled
    return Suppressions(everywhere, lines)


def _comments(line: str) -> list[re.Match[str]]:
    return [found for found in _COMMENT.finditer(line) if not in_code(line, found.start())]


def _fenced(text: str) -> frozenset[int]:
    """Numbers of the lines in fenced code, the fences among them."""
    inside: set[int] = set()
    fence = ""
    for block in scan(text):
        if block.kind is not Kind.HIDDEN:
            fence = ""
        elif fence:
            inside.add(block.line)
            fence = "" if block.text.strip().startswith(fence) else fence
        elif opened := _FENCE.match(block.text):
            inside.add(block.line)
            fence = opened["fence"]
    return frozenset(inside)
