"""Rules about the table of contents: every heading in it, every item alive, all in order."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.identity import title_key
from llmsys_mcp.core.listing.contents import COVERED, ContentsItem, contents_items, new_item
from llmsys_mcp.core.listing.paper_list import Page
from llmsys_mcp.core.markup.blocks import Kind
from llmsys_mcp.core.markup.markdown import plain, slug, to_anchor
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.document import Section
from llmsys_mcp.core.rules.rule import LintRule, Subject, replaced
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.house import Rule

CONTENTS_MISSING = Rule("LL201", "contents-missing", "readers find a section by the contents")
CONTENTS_DEAD = Rule("LL202", "contents-dead", "a click on such an item leads nowhere")
CONTENTS_TWICE = Rule("LL204", "contents-twice", "each item leads to a place of its own")
CONTENTS_WORDS = Rule("LL205", "contents-words", "one of the two spellings is a slip")

_TARGET = re.compile(r"""<[A-Za-z][^<>]{0,200}?\b(?:id|name)\s?=\s?["']?([^"'\s<>]{1,100})""")


@dataclass(frozen=True)
class Contents:
    """A page's contents beside its headings."""

    page: Page
    items: tuple[ContentsItem, ...]

    @cached_property
    def headings(self) -> tuple[Section, ...]:
        """Sections that GitHub gives an anchor."""
        return tuple(one for one in self.page.document.sections if not one.is_label)

    @cached_property
    def by_anchor(self) -> Mapping[str, Section]:
        """The headings by anchor."""
        return {section.anchor: section for section in self.headings}

    @cached_property
    def targets(self) -> frozenset[str]:
        """Whatever an item may lead to: headings of any kind, and anchors set by hand."""
        document = self.page.document
        anchors = {
            slug(plain(block.text)) for block in document.blocks if block.kind is Kind.HEADING
        }
        return frozenset(anchors | set(self.by_anchor) | set(_TARGET.findall(document.text)))

    @cached_property
    def listed(self) -> frozenset[str]:
        """Anchors that an item leads to."""
        return frozenset(item.anchor for item in self.items)

    @cached_property
    def meant(self) -> Mapping[int, str]:
        """By index of each item that is dead or leads where another one does: the free anchor
        that it most likely means, empty when several or none come near."""
        seen: set[str] = set()
        found = {}
        for at, item in enumerate(self.items):
            if item.anchor not in self.targets or item.anchor in seen:
                found[at] = _meant(self, item)
            seen.add(item.anchor)
        return found

    def found(self, rule: Rule, span: Span, message: str, fix: Fix | None) -> Diagnostic:
        """A diagnostic about this page."""
        return Diagnostic(rule, self.page.file, span, message, fix)


def tables(subject: Subject) -> Iterator[Contents]:
    """The contents of each page that has them."""
    for page in subject.papers.pages:
        items = tuple(item for item in contents_items(page.document) if item.anchor)
        if items:
            yield Contents(page, items)


def line_of(table: Contents, item: ContentsItem) -> Span:
    """An item's line without the blanks before it."""
    line = item.line.of(table.page.document.text)
    return Span(item.line.start + len(line) - len(line.lstrip()), item.line.end)


def missing(subject: Subject) -> Iterator[Diagnostic]:
    """Every heading stands in the contents."""
    for table in tables(subject):
        document = table.page.document
        levels = Counter(section.level for section in table.headings)
        covered = Counter(one.level for one in table.headings if one.anchor in table.listed)
        for index, section in enumerate(document.sections):
            if section.is_label or section.anchor in table.listed:
                continue
            if section.anchor in table.meant.values():
                continue
            if covered[section.level] > COVERED * levels[section.level]:
                fix = Fix(tuple(new_item(document, index, table.items)), "add an item", safe=False)
                message = f"{in_quotes(section.title)} is not in the contents"
                yield table.found(CONTENTS_MISSING, _heading(table, section), message, fix)


def _heading(table: Contents, section: Section) -> Span:
    """The heading's line without its end."""
    line = section.span.of(table.page.document.text)
    return Span(section.span.start, section.span.start + len(line.rstrip()))


def dead(subject: Subject) -> Iterator[Diagnostic]:
    """Every item leads to a heading."""
    for table in tables(subject):
        for at, item in enumerate(table.items):
            if item.anchor in table.targets:
                continue
            meant = table.meant[at]
            fix = _turned(item, meant) if meant else None
            label = any(
                one.is_label and one.anchor == item.anchor for one in table.page.document.sections
            )
            message = (
                "a bold label has no anchor to lead to"
                if label
                else f"no heading has the anchor {to_anchor(item.anchor)}"
            )
            yield table.found(CONTENTS_DEAD, item.target, message, fix)


def _turned(item: ContentsItem, anchor: str) -> Fix:
    target = to_anchor(anchor)
    return replaced(item.target, target, f"link {target}", safe=False)


def _meant(table: Contents, item: ContentsItem) -> str:
    """The free anchor that an item most likely means; empty when several or none come near."""
    free = [one for one in table.headings if one.anchor not in table.listed]
    wanted = title_key(item.title)
    for near in (
        [one for one in free if title_key(one.title) == wanted],
        [one for one in free if title_key(one.anchor) == title_key(item.anchor)],
        [one for one in free if wanted and title_key(one.title).startswith(wanted)],
    ):
        if len(near) == 1:
            return near[0].anchor
    return ""


def twice(subject: Subject) -> Iterator[Diagnostic]:
    """No two items lead to one heading."""
    for table in tables(subject):
        for at, meant in table.meant.items():
            item = table.items[at]
            if item.anchor in table.targets:
                fix = _turned(item, meant) if meant else None
                message = f"another item leads to {to_anchor(item.anchor)} already"
                yield table.found(CONTENTS_TWICE, item.target, message, fix)


def words(subject: Subject) -> Iterator[Diagnostic]:
    """An item that says its heading's words has its signs, too."""
    for table in tables(subject):
        for item in table.items:
            section = table.by_anchor.get(item.anchor)
            if section is None or _spaced(item.title) == _spaced(section.title):
                continue
            if title_key(item.title) == title_key(section.title) and not _same_case(item, section):
                message = f"the heading in line {section.line} is {in_quotes(section.title)}"
                yield table.found(CONTENTS_WORDS, line_of(table, item), message, None)


def _spaced(title: str) -> str:
    return " ".join(title.split())


def _same_case(item: ContentsItem, section: Section) -> bool:
    """Whether only case and hyphens tell the two apart: a matter of taste."""
    one, other = (re.sub(r"[\s-]+", "", title).casefold() for title in (item.title, section.title))
    return one == other


_PAGE = """\
# Papers

## Contents

- [Training](#training)
  - [Pre-training](#pre-training)
- [Serving](#serving)
- [Courses](#courses)

## Training

### Pre-training

## Serving

## Courses
"""

CONTENTS_RULES = (
    LintRule(
        CONTENTS_MISSING,
        "A heading is not in the table of contents.",
        "warning",
        "unsafe",
        _PAGE.replace("- [Serving](#serving)\n", ""),
        _PAGE,
        missing,
        "A level of headings of which the contents name no more than half is left out on purpose. "
        "The fix adds an item in the place of the heading.",
    ),
    LintRule(
        CONTENTS_DEAD,
        "An item of the contents leads to an anchor that no heading has.",
        "error",
        "unsafe",
        _PAGE.replace("(#pre-training)", "(#Pre-Training)"),
        _PAGE,
        dead,
        "Anchors are those that GitHub makes: lower case, blanks as hyphens, most signs dropped "
        "(of one in colour its selector stays, `%EF%B8%8F`), "
        "`-1` behind the second of two equal ones. Anchors set by hand count (`<a name=…>`). The "
        "bold label of a nested list has none.",
    ),
    LintRule(
        CONTENTS_TWICE,
        "Two items of the contents lead to one heading.",
        "warning",
        "unsafe",
        _PAGE.replace("(#courses)", "(#serving)"),
        _PAGE,
        twice,
        "The fix is offered where a heading of the item's title is not in the contents yet.",
    ),
    LintRule(
        CONTENTS_WORDS,
        "An item of the contents has the words of its heading with other signs.",
        "warning",
        "none",
        _PAGE.replace("[Pre-training](#pre-training)", "[Pre?training](#pre-training)"),
        _PAGE,
        words,
        "An item may be shorter than its heading, and capitals and hyphens are a matter of taste.",
    ),
)
