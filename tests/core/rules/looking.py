"""Rules asked about a page in memory: the list it is, what they find, what their fixes make."""

from collections.abc import Iterable

from llmsys_mcp.core.diagnostics import Diagnostic, compatible_fixes
from llmsys_mcp.core.dialects import parse, recognised
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.rules.rule import LintRule, Subject
from llmsys_mcp.core.rules.table import BY_ID, RULES
from llmsys_mcp.services.duplicate_pairs import find_pairs

FILE = "README.md"


def subject(text: str, guidelines: str = "") -> Subject:
    """The list of one page, with a rules file if its text is given."""
    papers = PaperList((Page(FILE, parse(text, recognised(text))),))
    return Subject(papers, ("CLAUDE.md", guidelines) if guidelines else None, find_pairs)


def findings(text: str, *ids: str, guidelines: str = "") -> list[Diagnostic]:
    """What the rules, all or those named, say about a page."""
    rules: Iterable[LintRule] = [BY_ID[id_] for id_ in ids] or RULES
    looked_at = subject(text, guidelines)
    return [found for rule in rules for found in rule.check(looked_at)]


def marked(text: str, *ids: str) -> list[tuple[int, str]]:
    """(line, the characters marked) of each finding."""
    return [
        (text.count("\n", 0, found.span.start) + 1, found.span.of(text))
        for found in findings(text, *ids)
    ]


def mended(text: str, *ids: str, unsafe: bool = True) -> str:
    """The page after all rounds of fixes of the rules named."""
    for _ in range(16):
        fixes = [found.fix for found in findings(text, *ids) if found.fix]
        fixes = [fix for fix in fixes if unsafe or fix.safe]
        if not fixes:
            return text
        made = compatible_fixes(fixes)
        text = apply_edits(text, [edit for at in made for edit in fixes[at].edits])
    raise AssertionError("the fixes come to no end")


def entry(line: str) -> str:
    """A page whose only entry is this line."""
    return f"## Serving\n\n{line}\n"


def fixed_line(line: str, *ids: str, unsafe: bool = True) -> str:
    """An entry's line after the fixes of the rules named."""
    return mended(entry(line), *ids, unsafe=unsafe).split("\n", 2)[2].removesuffix("\n")
