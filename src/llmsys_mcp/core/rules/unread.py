"""The rule about whole sections of which nothing is read though they link papers."""

import re
from collections import defaultdict
from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.identity import paper_id
from llmsys_mcp.core.markup.marker import read_marker
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.rules.rule import LintRule, Subject
from llmsys_mcp.core.writing.house import Rule

SECTION = Rule("LL216", "section-unread", "what is no entry is not searched, checked or counted")

_LISTED = re.compile(r"[ \t]*(?:<(?:ul|ol|li|dl|dt|dd|table|tr|td)\b|\|)", re.IGNORECASE)
"""How a line begins that is an item of a list in HTML, or a row of a table."""
_IN_PROSE = 3
"""Papers that prose links from which on it is a list; fewer are mentioned or cited there."""


def section_unread(subject: Subject) -> Iterator[Diagnostic]:
    """A section that links papers holds an entry."""
    read = {(one.file, one.entry.section) for one in subject.papers.entries}
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in subject.papers.mentions.links:
        if (one.file, one.entry.section) not in read and _is_paper(one.entry.url):
            found[one.file, one.entry.section].append(one.entry)
    for (file, _), links in found.items():
        if len(links) >= _IN_PROSE or any(map(_is_listed, links)):
            many = "a link to a paper" if len(links) == 1 else f"{len(links)} links to papers"
            message = f"{many} and no entry here, in a form that is not read"
            yield Diagnostic(SECTION, file, links[0].span, message)


def _is_paper(url: str) -> bool:
    identity = paper_id(url)
    return identity is not None and identity.scheme != "github"


def _is_listed(link: Entry) -> bool:
    return read_marker(link.raw) is not None or _LISTED.match(link.raw) is not None


_PAGE = """\
## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts

## Training

- [Stork](https://arxiv.org/abs/2401.00002): Pipelines
"""

UNREAD_RULES = (
    LintRule(
        SECTION,
        "A section links papers and holds no entry.",
        "warning",
        "none",
        _PAGE.replace(
            "- [Stork](https://arxiv.org/abs/2401.00002): Pipelines",
            '<ul><li><a href="https://arxiv.org/abs/2401.00002">Stork: Pipelines</a></li></ul>',
        ),
        _PAGE,
        section_unread,
        "Items of HTML, items that do not begin with their link, rows of a table on a page of "
        "items. One or two papers that are linked in prose are left alone. `check_duplicate` finds "
        "such links all the same and calls the paper `possible`.",
    ),
)
