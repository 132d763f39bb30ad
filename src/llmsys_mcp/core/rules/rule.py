"""What a rule is, and what it is given to look at."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from llmsys_mcp.core.diagnostics import Diagnostic, Fix, Severity
from llmsys_mcp.core.dialects import BULLETS, HOUSE
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.rules.parts import Parts, is_verbatim, read_parts
from llmsys_mcp.core.sameness.verdict import Pair
from llmsys_mcp.core.writing.house import Rule

Fixable = Literal["safe", "unsafe", "mixed", "none"]
"""What fixes a rule offers; `mixed`: safe ones where only the form is touched."""


@dataclass(frozen=True)
class Subject:
    """What the rules look at: a list as it stands, and what is known of it."""

    papers: PaperList
    guidelines: tuple[str, str] | None = None
    """Name and text of the list's own rules file; None when it has none."""
    find_pairs: Callable[[PaperList], Iterable[Pair]] = field(default=lambda papers: ())
    """Finds the entries that are, or may be, one paper; asked once."""

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Entries that are, or may be, one paper, in list order."""
        return tuple(self.find_pairs(self.papers))

    @cached_property
    def items(self) -> tuple["Item", ...]:
        """Every entry in list order with the places of its parts."""
        return tuple(
            Item(page, entry, read_parts(entry))
            for page in self.papers.pages
            for entry in page.document.entries
        )

    @property
    def bullet_pages(self) -> tuple[Page, ...]:
        """The pages on which an entry is a list item."""
        return tuple(page for page in self.papers.pages if page.document.dialect in BULLETS)

    @cached_property
    def house_items(self) -> tuple["Item", ...]:
        """Those in the house's grammar; what is said of their form holds for no other."""
        return tuple(item for item in self.items if item.page.document.dialect == HOUSE)

    @cached_property
    def by_section(self) -> Mapping[tuple[str, str], tuple["Item", ...]]:
        """The house items by file and path of section."""
        found: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self.house_items:
            found[item.page.file, item.entry.section].append(item)
        return {place: tuple(items) for place, items in found.items()}

    def item_of(self, listed: Listed) -> "Item":
        """The item that is this entry of the list."""
        return self._by_place[listed.file, listed.entry.span.start]

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, int], "Item"]:
        return {(item.page.file, item.entry.span.start): item for item in self.items}


@dataclass(frozen=True, slots=True)
class Item:
    """An entry on its page."""

    page: Page
    entry: Entry
    parts: Parts

    def text(self, span: Span) -> str:
        """The characters of `span` in the page."""
        return span.of(self.page.document.text)

    def place_of(self, words: str, *, in_fields: bool = False) -> Span | None:
        """Where `words` stand behind the link (behind the first bar), when they do so once."""
        behind = self.parts.fields if in_fields else ()
        start = behind[0].start if behind else self.parts.head.start
        inside = self.text(Span(start, self.parts.line.end))
        places = [
            at
            for at in _places(inside, words)
            if not _in_word(inside[max(0, at - 1) : at])
            and not _in_word(inside[at + len(words) : at + len(words) + 1])
        ]
        at = start + places[0] if places else start
        return Span(at, at + len(words)) if len(places) == 1 else None

    def is_verbatim(self, at: int) -> bool:
        """Whether the character at this offset of the page stands in code or in a formula."""
        start = self.parts.line.start
        return is_verbatim(self.text(self.parts.line), at - start)

    def found(self, rule: Rule, span: Span, message: str, fix: Fix | None = None) -> Diagnostic:
        """A diagnostic about this item."""
        return Diagnostic(rule, self.page.file, span, message, fix)


Check = Callable[[Subject], Iterator[Diagnostic]]


@dataclass(frozen=True, slots=True)
class LintRule:
    """A rule with all that is told about it; the pages in `docs/rules` are made of this."""

    about: Rule
    says: str
    """What it reports, as a sentence."""
    severity: Severity
    fixable: Fixable
    bad: str
    """A page that it has something to say about."""
    good: str
    """The same page as it should be."""
    check: Check
    notes: str = ""
    """What it leaves alone, and what its fix does."""

    @property
    def id(self) -> str:
        """`LL101`."""
        return self.about.id

    @property
    def name(self) -> str:
        """`arxiv-www`."""
        return self.about.name


def replaced(span: Span, new: str, message: str, *, safe: bool) -> Fix:
    """A fix of one edit."""
    return Fix((Edit(span, new),), message, safe)


def letters(text: str) -> str:
    """The letters and digits of `text` in order: what a safe fix may not change."""
    return "".join(filter(str.isalnum, text))


def _places(inside: str, words: str) -> Iterator[int]:
    at = inside.find(words) if words else -1
    while at >= 0:
        yield at
        at = inside.find(words, at + len(words))


def _in_word(char: str) -> bool:
    return char.isalnum() or char in {"-", "/", "_"}
