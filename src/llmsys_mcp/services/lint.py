"""Check a list by its rules."""

import gc
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters.freshness import read_if_there
from llmsys_mcp.adapters.git import repository
from llmsys_mcp.core.diagnostics import Diagnostic, Fix, Lines, Severity
from llmsys_mcp.core.listing.paper_list import Page, Place
from llmsys_mcp.core.markup.text import Span
from llmsys_mcp.core.rules.known import NOTHING, Known, by_line, line_of, read_baseline
from llmsys_mcp.core.rules.rule import LintRule, Subject
from llmsys_mcp.core.rules.suppress import read_suppressions
from llmsys_mcp.core.rules.table import BY_ID
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.services.catalog import RULES_FILE, Catalog
from llmsys_mcp.services.duplicate_pairs import find_pairs
from llmsys_mcp.services.library import SETTINGS_FILE
from llmsys_mcp.services.lint_settings import LintSettings, read_settings
from llmsys_mcp.services.revision_range import read_range, start_of
from llmsys_mcp.services.revisions import state_of
from llmsys_mcp.services.view import View


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic as it is told. Lines and columns are counted from 1, columns in characters."""

    diagnostic: Diagnostic
    rule: LintRule
    severity: Severity
    line: int
    column: int
    end_line: int
    end_column: int
    """Behind its last character."""
    section: str
    """Path of the section it is in, empty outside of any."""
    source: str
    """The first of its lines."""
    mark: str
    """What it is known by, see `core.rules.known`."""

    @property
    def file(self) -> str:
        """The page it is in."""
        return self.diagnostic.file

    @property
    def message(self) -> str:
        """What is wrong."""
        return self.diagnostic.message

    @property
    def fix(self) -> Fix | None:
        """The edits that mend it."""
        return self.diagnostic.fix


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules say about a list."""

    findings: tuple[Finding, ...]
    """By page, place and rule."""
    suppressed: int
    """Findings that comments in the page hide."""
    known: int
    """Findings that a baseline or the revision before holds already."""


def check(
    view: View,
    settings: LintSettings,
    known: Known = NOTHING,
    rules: Sequence[LintRule] | None = None,
) -> Report:
    """All findings but those that comments hide or that are known; of some `rules` if given."""
    files = _files(view)
    hidden = {file: read_suppressions(text) for file, (_, text) in files.items()}
    lines = {file: Lines(text) for file, (_, text) in files.items()}
    left = Counter(known.counts)
    told: list[Finding] = []
    suppressed = hidden_by_known = 0
    with _without_garbage_collection():
        diagnostics = _diagnostics(view, settings.rules() if rules is None else rules, list(files))
    for found in diagnostics:
        page, text = files[found.file]
        line, _ = lines[found.file].place(found.span.start)
        if hidden[found.file].hide(found.rule.id, line):
            suppressed += 1
            continue
        mark = known.mark(page, text, found)
        if left[mark] > 0:
            left[mark] -= 1
            hidden_by_known += 1
            continue
        told.append(_finding(found, settings, text, lines[found.file], page, mark))
    return Report(tuple(told), suppressed, hidden_by_known)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Without the search for garbage in cycles, of which rules make none.

    It goes through all that is made for a page again and again: of 1.1 s for 10,000 entries it
    took 0.3 s, and more the longer the list.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _files(view: View) -> dict[str, tuple[Page | None, str]]:
    """The page and text of every file that is looked at, the list's own rules file last."""
    files: dict[str, tuple[Page | None, str]] = {
        page.file: (page, page.document.text) for page in view.papers.pages
    }
    if guidelines := _guidelines(view):
        files.setdefault(guidelines[0], (None, guidelines[1]))
    return files


def _guidelines(view: View) -> tuple[str, str] | None:
    """The list's own rules file; None when the bundled rules serve."""
    own = next((data for name, data in view.watched if name == RULES_FILE), None)
    return (RULES_FILE, view.rules) if own is not None else None


def _diagnostics(view: View, rules: Sequence[LintRule], files: Sequence[str]) -> list[Diagnostic]:
    subject = Subject(view.papers, _guidelines(view), find_pairs)
    found = [diagnostic for rule in rules for diagnostic in rule.check(subject)]
    place = {file: at for at, file in enumerate(files)}
    found.sort(key=lambda one: (place[one.file], one.span, one.rule.id, one.message))
    return found


def _finding(
    found: Diagnostic,
    settings: LintSettings,
    text: str,
    lines: Lines,
    page: Page | None,
    mark: str,
) -> Finding:
    rule = BY_ID[found.rule.id]
    start, end = found.span.start, found.span.end
    end_line, last = lines.place(max(start, end - 1))
    return Finding(
        found,
        rule,
        settings.severity_of(rule),
        *lines.place(start),
        end_line,
        last + (end > start),
        _section(page, start),
        line_of(text, start),
        mark,
    )


def _section(page: Page | None, offset: int) -> str:
    sections = page.document.sections if page else ()
    at = bisect_right(sections, offset, key=lambda section: section.span.start) - 1
    while at >= 0 and sections[at].end <= offset:
        at = sections[at].parent
    return sections[at].path if at >= 0 else ""


def within(report: Report, place: Place) -> tuple[Finding, ...]:
    """The findings in a section and in all below it."""
    section = place.section
    span = Span(section.span.start, section.end)
    return tuple(
        finding
        for finding in report.findings
        if finding.file == place.page.file
        and span.start <= finding.diagnostic.span.start < span.end
    )


def known_before(catalog: Catalog, settings: LintSettings, rev: str) -> Known:
    """The findings that the list had at a revision: what is left was brought by the change.

    What the revision gained after the checkout left it does not count, see `revision_range`.

    Raises:
        NotAList: the list stands in no checkout of its own.
        InvalidArgument: the revision is unknown, or has no list, or this clone does not hold
            where the two parted.
        WriteFailed: git does not answer.
    """
    found = repository(catalog.home.folder)
    start = start_of(found, read_range(rev, argument="diff_base"))
    state = state_of(catalog, found, start.commit, start.name, "diff_base")
    return known_of(state.view, settings)


def known_of(view: View, settings: LintSettings) -> Known:
    """The findings that the list has in this state, each known by its line."""
    return Known(by_line, Counter(one.mark for one in check(view, settings).findings))


def settings_of(catalog: Catalog) -> LintSettings:
    """What the list says about its own checks.

    Raises:
        InvalidArgument: its file holds what means nothing.
    """
    return read_settings(read_if_there(catalog.home.folder / SETTINGS_FILE))


def known_in(file: Path) -> Known:
    """The findings that a baseline file holds.

    Raises:
        InvalidArgument: it is not there, or is no baseline.
    """
    data = read_if_there(file)
    try:
        if data is None:
            raise ValueError("there is no such file")
        return read_baseline(data.decode("utf-8-sig", "replace"))
    except ValueError as error:
        raise InvalidArgument(
            "baseline",
            f"{quoted(file.name)}: {error}.",
            "Write it anew with `llmsys-mcp lint --write-baseline FILE`.",
        ) from error
