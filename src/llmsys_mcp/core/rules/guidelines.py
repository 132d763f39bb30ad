"""The rule about the rules file: every section that it names is on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.markup.blocks import Block, Kind, scan
from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.rules.rule import LintRule, Subject
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.subjects.guidelines import ARROW, LABEL, is_bullet, without_number
from llmsys_mcp.core.writing.house import Rule

RULES_SECTION = Rule(
    "LL231", "rules-section", "people and agents file papers under the names the rules give"
)

_QUOTED = re.compile(r"`[ \t]*#{1,6}[ \t]+([^`]{1,200})`")
_KNOWN_SHARE = 0.5
_KNOWN_LEAST = 2
"""Names side by side of which so many, and half of all, are sections: then all are meant so."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in the rules file that may be a section's."""

    text: str
    span: Span


@dataclass(slots=True)
class _Group:
    """Names that stand side by side: headings under one heading, labels in one list."""

    names: list[_Name] = field(default_factory=list)


def rules_section(subject: Subject) -> Iterator[Diagnostic]:
    """The rules name sections as the page does."""
    if subject.guidelines is None:
        return
    file, text = subject.guidelines
    titles = {place.section.title for place in subject.papers.places}
    known = {_key(title): title for title in titles}
    said: dict[int, _Name] = {name.span.start: name for name in _quoted(text)}
    for group in _groups(text):
        listed = [name for name in group.names if _key(name.text) in known]
        if len(listed) >= max(_KNOWN_LEAST, _KNOWN_SHARE * len(group.names)):
            said |= {name.span.start: name for name in group.names}
    for _, name in sorted(said.items()):
        if _key(name.text) not in known:
            near = get_close_matches(_key(name.text), known, n=1)
            hint = f"; nearest: {in_quotes(known[near[0]])}" if near else ""
            message = f"no section is called {in_quotes(name.text)}{hint}"
            yield Diagnostic(RULES_SECTION, file, name.span, message)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _quoted(text: str) -> Iterator[_Name]:
    """Names that a line gives behind an arrow, written as headings: → `### Serving`."""
    for block in scan(text):
        if block.kind is Kind.HIDDEN:
            continue
        line = block.span.of(text)
        arrow = ARROW.search(line)
        for found in _QUOTED.finditer(line, arrow.end()) if arrow else ():
            start = block.span.start
            yield _Name(found[1].strip(), Span(start + found.start(1), start + found.end(1)))


def _groups(text: str) -> Sequence[_Group]:
    """Headings of one level under one heading, and the labels that begin the items there."""
    groups: list[_Group] = []
    headings: dict[int, _Group] = {}
    labels: _Group | None = None
    for block in scan(text):
        if block.kind is Kind.HEADING:
            headings = {level: group for level, group in headings.items() if level <= block.level}
            if block.level not in headings:
                headings[block.level] = _Group()
                groups.append(headings[block.level])
            labels = None
            words = without_number(plain(block.text))
            headings[block.level].names.append(_Name(words, _place(text, block, words)))
        elif is_bullet(block, text) and (label := LABEL.match(block.text)):
            if labels is None:
                labels = _Group()
                groups.append(labels)
            labels.names.append(_Name(plain(label[1]), _place(text, block, label[1])))
    return groups


def _place(text: str, block: Block, words: str) -> Span:
    """Where `words` stand in a block; its whole line where markup stands between them."""
    at = text.find(words, block.span.start, block.span.end)
    if at >= 0:
        return Span(at, at + len(words))
    return Span(block.span.start, block.span.start + len(block.span.of(text).rstrip()))


RULES_FILE_RULES = (
    LintRule(
        RULES_SECTION,
        "The list's rules file names a section that the page does not have.",
        "warning",
        "none",
        "## LLM serving\n\n## Agents\n\n## Surveys\n",
        "## LLM serving\n\n## Agents\n\n## Survey Paper\n",
        rules_section,
        "Names count that stand among the names of sections, as headings or as bold labels, and "
        "those that an arrow leads to. Capitals do not matter. The rules file is the `CLAUDE.md` "
        "beside the page; here it names `LLM Serving`, `Agents` and `Survey Paper`.",
    ),
)
