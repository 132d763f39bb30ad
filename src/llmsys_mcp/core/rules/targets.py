"""Rules about entries that cannot be opened or recognised: no link, no title."""

import re
from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import read_link
from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.rules.parts import trimmed
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject, replaced
from llmsys_mcp.core.writing.house import Rule

REVERSED = Rule("LL116", "link-reversed", "in this order it is no link: readers see the address")
MISSING = Rule("LL117", "link-missing", "a paper without a link cannot be opened or recognised")
PLACEHOLDER = Rule(
    "LL118", "title-placeholder", "readers and search know a paper by its exact title"
)

_TURNED = re.compile(r"\((?P<text>[^()\[\]]{1,200})\)\[(?P<url>https?://[^\[\]\s]{1,2000})\]")


def reversed_link(subject: Subject) -> Iterator[Diagnostic]:
    """A link is `[text](address)`, not `(text)[address]`."""
    for item in subject.house_items:
        if item.parts.link is not None:
            continue
        line = item.text(item.parts.line)
        for found in _TURNED.finditer(line):
            start = item.parts.line.start
            span = Span(start + found.start(), start + found.end())
            fix = _turned_round(item, span, found)
            yield item.found(
                REVERSED, span, "brackets and parentheses are the wrong way round", fix
            )


def _turned_round(item: Item, span: Span, found: re.Match[str]) -> Fix | None:
    """The title becomes the link; what stood in parentheses stays as a field of its own."""
    head = trimmed(item.page.document.text, item.parts.head)
    title = item.text(head)
    if span.start == head.start:
        return replaced(span, f"[{found['text']}]({found['url']})", "turn it round", safe=False)
    if "[" in title or "]" in title or span.start < head.end:
        return None
    edits = (
        Edit(Span(head.start, head.start), "["),
        Edit(Span(head.end, head.end), f"]({found['url']})"),
        Edit(span, found["text"]),
    )
    return Fix(edits, "link the title", safe=False)


def missing_link(subject: Subject) -> Iterator[Diagnostic]:
    """Every entry has a link."""
    for item in subject.house_items:
        if not item.entry.url:
            span = trimmed(item.page.document.text, item.parts.head)
            yield item.found(MISSING, span, "the entry has no link")
    for page in subject.bullet_pages:
        document = page.document
        for index in document.unread:
            block = document.blocks[index]
            if leads_nowhere(block.text):
                at = document.text.find(block.text, block.span.start)
                span = Span(at, at + len(block.text))
                yield Diagnostic(MISSING, page.file, span, "the link leads nowhere")


def leads_nowhere(item: str) -> bool:
    """Whether an item's text begins with a link that has no address, or a stand-in for one."""
    bare = item.lstrip("*_")
    link = read_link(bare)
    if link is None:
        return False
    url = link.url.of(bare).strip("<>#")
    return not url or (is_placeholder(url) and "://" not in url)


def placeholder(subject: Subject) -> Iterator[Diagnostic]:
    """A title is the paper's own, not a stand-in for it."""
    for item in subject.house_items:
        if is_placeholder(item.entry.title):
            link = item.parts.link
            span = link.text if link else trimmed(item.page.document.text, item.parts.head)
            yield item.found(PLACEHOLDER, span, "this stands for a title that is not known yet")


_ONE = "## Serving\n\n- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24\n"

TARGET_RULES = (
    LintRule(
        REVERSED,
        "Text and address of a link stand in each other's brackets.",
        "error",
        "unsafe",
        "## Courses\n\n- Systems for Learning | (GT)[https://example.org/course]\n",
        "## Courses\n\n- [Systems for Learning](https://example.org/course) | GT\n",
        reversed_link,
        "The fix links the title and leaves the words in parentheses as a field.",
    ),
    LintRule(
        MISSING,
        "An entry has no link, or one that leads nowhere.",
        "warning",
        "none",
        "## Serving\n\n- Caches for Prompts | OSDI' 24\n",
        "## Serving\n\n- [Caches for Prompts](https://arxiv.org/abs/2401.00001) | OSDI' 24\n",
        missing_link,
    ),
    LintRule(
        PLACEHOLDER,
        "A title stands for one that is not known yet: `TBD`, a bare arXiv id, a link.",
        "error",
        "none",
        _ONE.replace("Heron", "TBD"),
        _ONE,
        placeholder,
    ),
)
