"""Rules about the page as a whole: headings, `<details>`, list items."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Set
from posixpath import normpath

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.identity import title_key
from llmsys_mcp.core.markup.blocks import Block, Kind
from llmsys_mcp.core.markup.conflicts import conflicts
from llmsys_mcp.core.markup.markdown import is_web, read_link
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.rules.parts import in_code
from llmsys_mcp.core.rules.rule import LintRule, Subject
from llmsys_mcp.core.rules.targets import leads_nowhere
from llmsys_mcp.core.writing.house import Rule

HEADING_LEVEL = Rule("LL211", "heading-level", "levels say what belongs to what")
HEADING_TWIN = Rule("LL212", "heading-twin", "two sections of one name cannot be told apart")
DETAILS = Rule(
    "LL213", "details-unbalanced", "what follows is folded away, or shown where it is not meant"
)
UNREAD = Rule("LL215", "item-unread", "what is no entry is not searched, checked or counted")
CONFLICT = Rule("LL217", "merge-conflict", "one side of an unfinished merge gets lost unseen")
_TAG = re.compile(r"<(/?)(details|summary)\b[^<>]{0,200}>", re.IGNORECASE)
_LISTED_SHARE = 0.5
"""Share of entries among a section's items from which on the others are missed."""


def heading_level(subject: Subject) -> Iterator[Diagnostic]:
    """No level is left out on the way down."""
    for page in subject.papers.pages:
        headings = [block for block in page.document.blocks if block.kind is Kind.HEADING]
        used = {block.level for block in headings}
        above = 0
        for block in headings:
            skipped = [level for level in range(above + 1, block.level) if level in used]
            if above and skipped and not _is_html(page.document, block):
                message = f"a heading of level {block.level} below one of level {above}"
                yield Diagnostic(HEADING_LEVEL, page.file, _line(page.document, block), message)
            above = block.level


def _is_html(document: Document, block: Block) -> bool:
    """Whether a heading is written in HTML, where its level is as likely its size."""
    return block.span.of(document.text).lstrip().startswith("<")


def _line(document: Document, block: Block) -> Span:
    """A block without the blanks and line end behind it."""
    return Span(block.span.start, block.span.start + len(block.span.of(document.text).rstrip()))


def heading_twin(subject: Subject) -> Iterator[Diagnostic]:
    """No two sections of one name under one heading."""
    for page in subject.papers.pages:
        seen: dict[tuple[int, str], int] = {}
        for section in page.document.sections:
            key = (section.parent, title_key(section.title))
            if key[1] and key in seen:
                message = f"line {seen[key]} has a section of this name, too"
                span = _line(page.document, page.document.blocks[section.line - 1])
                yield Diagnostic(HEADING_TWIN, page.file, span, message)
            seen.setdefault(key, section.line)


def details(subject: Subject) -> Iterator[Diagnostic]:
    """Each `<details>` and `<summary>` is closed, and nothing else is."""
    for page in subject.papers.pages:
        for span, message in _unbalanced(page.document):
            yield Diagnostic(DETAILS, page.file, span, message)


def _unbalanced(document: Document) -> Iterator[tuple[Span, str]]:
    """Tags without a partner, and what is wrong with each."""
    waiting: list[tuple[str, Span]] = []
    for name, closes, span in _tags(document):
        if not closes:
            waiting.append((name, span))
        elif all(name != other for other, _ in waiting):
            yield span, f"this </{name}> closes nothing"
        else:
            while (inner := waiting.pop())[0] != name:
                yield inner[1], f"this <{inner[0]}> is never closed"
    for name, span in waiting:
        yield span, f"this <{name}> is never closed"


def _tags(document: Document) -> Iterator[tuple[str, bool, Span]]:
    """(name, whether it closes, place) of each such tag outside of code."""
    for block in document.blocks:
        line = block.span.of(document.text)
        if block.kind is Kind.HIDDEN or "<" not in line:
            continue
        for tag in _TAG.finditer(line):
            if not in_code(line, tag.start()):
                at = block.span.start
                span = Span(at + tag.start(), at + tag.end())
                yield tag[2].lower(), bool(tag[1]), span


def unread_item(subject: Subject) -> Iterator[Diagnostic]:
    """Among entries, every item is one."""
    files = {page.file for page in subject.papers.pages}
    for page in subject.bullet_pages:
        document = page.document
        above, below = _nested(document)
        for index, (entries, others) in _unread(document):
            item = document.blocks[index].text
            target = _target(item)
            mostly = entries >= _LISTED_SHARE * (entries + others) and index not in above
            if not (entries and (target or mostly)) or index in below:
                continue
            if not leads_nowhere(item) and not _leads_to(target, files):
                line = _line(document, document.blocks[index])
                text = line.of(document.text)
                span = Span(line.start + len(text) - len(text.lstrip()), line.end)
                yield Diagnostic(UNREAD, page.file, span, "this item cannot be read as an entry")


def _unread(document: Document) -> Iterator[tuple[int, tuple[int, int]]]:
    """Index of each unread item, with how many entries and unread items its section has."""
    starts = [section.span.start for section in document.sections]
    inside: defaultdict[int, list[int]] = defaultdict(list)
    for index in document.unread:
        inside[bisect_right(starts, document.blocks[index].span.start) - 1].append(index)
    for at, indexes in inside.items():
        entries = len(document.sections[at].entries) if at >= 0 else 0
        yield from ((index, (entries, len(indexes))) for index in indexes)


def _target(item: str) -> str:
    """Where the link leads that an item begins with, as an entry does; empty for none."""
    bare = item.lstrip("*_<")
    if is_web(bare):
        return bare
    link = read_link(bare)
    return link.url.of(bare).strip("<>") if link and link.text.of(bare)[:1] != "!" else ""


def _leads_to(target: str, files: Set[str]) -> bool:
    """Whether a target is a place on this page, or another page of the list."""
    file = target.partition("#")[0]
    return bool(target) and (not file or normpath(file) in files)


def merge_conflict(subject: Subject) -> Iterator[Diagnostic]:
    """No page holds both sides of an unfinished merge."""
    for page in subject.papers.pages:
        document = page.document
        for first, last in conflicts(document.text, document.blocks):
            message = f"both sides of an unfinished merge stand here, up to line {last.line}"
            yield Diagnostic(CONFLICT, page.file, _line(document, first), message)


def _nested(document: Document) -> tuple[frozenset[int], frozenset[int]]:
    """Indexes of the items above others, labels as likely, and of those below others: remarks."""
    found: set[int] = set()
    parents: set[int] = set()
    above: list[tuple[int, int]] = []
    for index, block in enumerate(document.blocks):
        if block.kind in (Kind.HEADING, Kind.TEXT):
            above.clear()
        elif block.kind is Kind.ITEM:
            while above and above[-1][0] >= block.level:
                above.pop()
            if above:
                found.add(index)
                parents.add(above[-1][1])
            above.append((block.level, index))
    return frozenset(parents), frozenset(found)


_PAGE = """\
# Papers

## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts
- [Egret](https://arxiv.org/abs/2401.00002): Queues for Prompts

### Edge

- [Ibis](https://arxiv.org/abs/2401.00003): Batches of Prompts
"""
_FOLDED = """\
## Serving

<details open>
<summary><b>2025</b></summary>

- [Heron](https://arxiv.org/abs/2501.00001): Caches for Prompts

</details>

<details>
<summary><b>2023</b></summary>

- [Egret](https://arxiv.org/abs/2301.00002): Queues for Prompts

</details>
"""

STRUCTURE_RULES = (
    LintRule(
        HEADING_LEVEL,
        "A heading is more than one level below the heading before it.",
        "warning",
        "none",
        _PAGE.replace("# Papers\n\n## Serving", "# Papers\n\n### Serving") + "\n## Courses\n",
        _PAGE + "\n## Courses\n",
        heading_level,
        "A level that the page uses nowhere is its own style, and so is that of a heading in HTML.",
    ),
    LintRule(
        HEADING_TWIN,
        "Two sections under one heading have the same name.",
        "warning",
        "none",
        _PAGE + "\n### Edge\n",
        _PAGE + "\n### Phones\n",
        heading_twin,
        "One name under two headings, such as `Training` of papers and of frameworks, is fine.",
    ),
    LintRule(
        DETAILS,
        "A `<details>` or `<summary>` is not closed, or closed though it was not opened.",
        "error",
        "none",
        _FOLDED.removesuffix("\n</details>\n"),
        _FOLDED,
        details,
    ),
    LintRule(
        UNREAD,
        "A list item among entries cannot be read as one.",
        "warning",
        "none",
        _PAGE.replace("[Ibis](https://arxiv.org/abs/2401.00003): Batches", "Batches").replace(
            "Queues for Prompts\n", "Queues for Prompts\n- Caches, and more of them\n"
        ),
        _PAGE,
        unread_item,
        "Items nested below an entry are remarks on it, one without a link above others is their "
        "label, and a section of plain items holds no entries. An item that begins with a link is "
        "one as soon as its section holds an entry; links to other pages of the list are none.",
    ),
    LintRule(
        CONFLICT,
        "A merge left its conflict markers in the page.",
        "error",
        "none",
        _PAGE.replace(
            "- [Egret]",
            "<<<<<<< HEAD\n- [Crane](https://arxiv.org/abs/2401.00004): Kernels\n"
            "=======\n- [Egret]",
        ).replace("Queues for Prompts\n", "Queues for Prompts\n>>>>>>> more-papers\n"),
        _PAGE,
        merge_conflict,
        "Tools that edit a page refuse one with a conflict; those that read go on. Markers in a "
        "code block are an example.",
    ),
)
