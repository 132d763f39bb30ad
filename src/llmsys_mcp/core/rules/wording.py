"""Rules about what an entry says: the title once, dates of one form, no word lost as a tag."""

import re
from collections.abc import Iterator

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.page.entry import MONTHS, split_date
from llmsys_mcp.core.rules.parts import in_code
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject, replaced
from llmsys_mcp.core.writing.house import (
    ESCAPED,
    TITLE_TWICE,
    Rule,
    house_description,
)

DATE_FORM = Rule("LL119", "date-form", "dates of one form can be compared at a glance")

_COLON = re.compile(r"[ \t]*[:：][ \t]*")
_SAID = re.compile(r"[ \t]*[:：–—-]?[ \t]*")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})(?:[ \t/][^<>]{0,200})?>")
_TAGS = """
a abbr b bdi bdo big blockquote br center cite code dd del details dfn div dl dt em figcaption
figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp
small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul
var video wbr
"""
_HTML = frozenset(_TAGS.split())
"""Tags that GitHub keeps; any other is dropped with no trace on the page."""
_NAMED = re.compile(r"\(([A-Za-z]{3})[a-z]{0,6}\.?[\s,]{1,3}(?:\d{1,2},?\s{1,3})?(\d{4})\)")
_NUMBERED = re.compile(r"\((\d{1,2})[/. -]?(\d{4})\)")
_SHORT = re.compile(r"\([A-Z][a-z]{2} \d{4}\)")
_DATES_LEAST = 4
"""Dates that a section needs to have a form of its own."""
_DATES_SHARE = 0.75
"""Share of them that have it."""


def title_twice(subject: Subject) -> Iterator[Diagnostic]:
    """The description does not begin with the title again."""
    for item in subject.house_items:
        entry, link = item.entry, item.parts.link
        if (
            link is None
            or house_description(entry.title, entry.description)[0] == entry.description
        ):
            continue
        head = item.text(item.parts.head)
        colon = _COLON.match(head)
        start = colon.end() if colon else len(head) - len(head.lstrip())
        end = start + len(entry.title)
        if head[start:end].casefold() != entry.title.casefold():
            continue
        span = Span(item.parts.head.start + start, item.parts.head.start + end)
        said = _SAID.match(head, end)
        stop = said.end() if said else end
        rest = head[stop:].strip()
        whole = Span(
            item.parts.head.start + (start if rest else 0),
            item.parts.head.start + (stop if rest else len(head.rstrip())),
        )
        fix = replaced(whole, "", "say the title once", safe=False)
        yield item.found(TITLE_TWICE, span, "the description says the title again", fix)


def date_form(subject: Subject) -> Iterator[Diagnostic]:
    """The dates of a section have one form."""
    for items in subject.by_section.values():
        dated = [(item, date) for item in items if (date := _date(item))]
        usual = [date for _, date in dated if _SHORT.fullmatch(date)]
        if len(dated) < _DATES_LEAST or len(usual) < _DATES_SHARE * len(dated):
            continue
        for item, date in dated:
            if _SHORT.fullmatch(date) or (span := item.place_of(date)) is None:
                continue
            wanted = _in_short(date)
            fix = replaced(span, wanted, f"write {wanted}", safe=False) if wanted else None
            message = f"the section writes its dates as {usual[0]}"
            yield item.found(DATE_FORM, span, message, fix)


def _date(item: Item) -> str:
    extras = item.entry.extras
    return extras[0] if extras and split_date(extras[0]) == ("", extras[0]) else ""


def _in_short(date: str) -> str:
    """`(Jan 2025)` for `(January 5, 2025)` or `(01/2025)`; empty for what names no month."""
    if (named := _NAMED.fullmatch(date)) and named[1].capitalize() in MONTHS:
        return f"({named[1].capitalize()} {named[2]})"
    if (numbered := _NUMBERED.fullmatch(date)) and 1 <= int(numbered[1]) <= len(MONTHS):
        return f"({MONTHS[int(numbered[1]) - 1]} {numbered[2]})"
    return ""


def escaped(subject: Subject) -> Iterator[Diagnostic]:
    """No word in angle brackets that the page would drop."""
    for item in subject.house_items:
        line = item.text(item.parts.line)
        if "<" not in line:
            continue
        for found in _TAG.finditer(line):
            at = found.start()
            if found[2].lower() in _HTML or in_code(line, at):
                continue
            span = Span(item.parts.line.start + at, item.parts.line.start + found.end())
            angle = Span(span.start, span.start + 1)
            fix = replaced(angle, "&lt;", "write &lt;", safe=False)
            yield item.found(ESCAPED, span, "GitHub takes this for a tag and drops it", fix)


_GOOD = """\
## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24 | NVIDIA
"""
_REPORTS = "## Reports\n\n" + "".join(
    f"- [Heron {number} Report](https://arxiv.org/abs/250{number}.00001) – ({month} 2025)\n"
    for number, month in enumerate(("Jan", "Feb", "Mar", "Apr"), 1)
)

WORDING_RULES = (
    LintRule(
        TITLE_TWICE,
        "The description begins with the title that the link already says.",
        "warning",
        "unsafe",
        _GOOD.replace(": Caches", ": Heron: Caches"),
        _GOOD,
        title_twice,
    ),
    LintRule(
        ESCAPED,
        "A word in angle brackets is read as an HTML tag, and the page shows nothing in its place.",
        "error",
        "unsafe",
        _GOOD.replace("for Prompts", "for <sep> Prompts"),
        _GOOD.replace("for Prompts", "for &lt;sep> Prompts"),
        escaped,
        "Tags that GitHub keeps, such as `<br>`, and code spans are left alone.",
    ),
    LintRule(
        DATE_FORM,
        "A date has another form than most dates of its section.",
        "warning",
        "unsafe",
        _REPORTS.replace("(Apr 2025)", "(04/2025)"),
        _REPORTS,
        date_form,
        "Sections of fewer than four dates, or without a clear majority, are left alone.",
    ),
)
