"""Findings that are known already: those of a baseline file, or of the revision before a change.

A finding is known by its rule, its page and what it is about: for a baseline the paper, whatever
becomes of its line, and for a change the very line, since a change is judged on its own lines.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.identity import canonical_url, paper_id, title_key
from llmsys_mcp.core.listing.paper_list import Page

_VERSION = 1
"""Of the form of a baseline file."""
_DIGITS = 16
"""Hexadecimal digits by which a finding is known."""

Mark = Callable[[Page | None, str, Diagnostic], str]
"""(page, or None for the rules file; its text; finding) → what the finding is known by."""


@dataclass(frozen=True, slots=True)
class Known:
    """How often each finding is known."""

    mark: Mark
    counts: Mapping[str, int]


def by_paper(page: Page | None, text: str, found: Diagnostic) -> str:
    """Rule, page and paper; outside entries the words of the line."""
    return _digest(found, _paper(page, found) or title_key(line_of(text, found.span.start)))


def by_line(page: Page | None, text: str, found: Diagnostic) -> str:
    """Rule, page and line, each character of it."""
    return _digest(found, line_of(text, found.span.start))


NOTHING = Known(by_line, {})


def line_of(text: str, offset: int) -> str:
    """The line around `offset`, without its end."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[start : end if end >= 0 else len(text)].rstrip("\r")


def _paper(page: Page | None, found: Diagnostic) -> str:
    """The entry that a finding is in, by its link or title; empty outside entries."""
    entries = page.document.entries if page else ()
    at = bisect_right(entries, found.span.start, key=lambda entry: entry.span.start) - 1
    if at < 0 or found.span.start >= entries[at].span.end:
        return ""
    entry = entries[at]
    return f"{paper_id(entry.url) or canonical_url(entry.url)}\n{title_key(entry.full_title)}"


def _digest(found: Diagnostic, about: str) -> str:
    told = f"{found.rule.id}\n{found.file}\n{about}"
    return (
        f"{found.rule.id}:{sha256(told.encode('utf-8', 'surrogateescape')).hexdigest()[:_DIGITS]}"
    )


def write_baseline(marks: Iterable[str]) -> str:
    """The text of a baseline file that holds these marks of `by_paper`."""
    counts = dict(sorted(Counter(marks).items()))
    return json.dumps({"version": _VERSION, "findings": counts}, indent=2) + "\n"


def read_baseline(text: str) -> Known:
    """The findings that a baseline file holds.

    Raises:
        ValueError: it is none, or of another version; the text says which.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(data, dict) or data.get("version") != _VERSION:
        raise ValueError(f"it is no baseline of version {_VERSION}")
    counts = data.get("findings")
    if not isinstance(counts, dict) or not all(
        isinstance(times, int) and not isinstance(times, bool) for times in counts.values()
    ):
        raise ValueError("its findings are no counts")
    return Known(by_paper, counts)
