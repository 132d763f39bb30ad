"""Mend what the rules find: fixes made in rounds, each on what the one before it left."""

from collections.abc import Sequence
from dataclasses import dataclass

from llmsys_mcp.core.diagnostics import compatible_fixes
from llmsys_mcp.core.dialects import named
from llmsys_mcp.core.listing.conservation import compare
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.rules.known import NOTHING, Known
from llmsys_mcp.core.rules.rule import LintRule
from llmsys_mcp.services.apply import Applied, apply
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.lint import Finding, Report, check
from llmsys_mcp.services.lint_settings import LintSettings
from llmsys_mcp.services.plan import Plan
from llmsys_mcp.services.view import View

_PASSES = 16
"""Rounds of fixes; a page that still changes then is left as it is."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing did, or would do."""

    applied: Applied
    made: tuple[LintRule, ...]
    """The rule of each fix, in the order in which they were made."""
    left: Report
    """What the rules say afterwards."""


def fix(
    catalog: Catalog,
    settings: LintSettings,
    known: Known = NOTHING,
    *,
    unsafe: bool = False,
    dry_run: bool = False,
    expected_revision: str = "",
) -> Fixed:
    """Make the safe fixes of what `check` finds, and the unsafe ones too if asked.

    Raises:
        ReadOnly, Conflict, WriteFailed, Busy: as `services.apply`; the list is as it was.
    """
    made: list[LintRule] = []

    def planner(view: View) -> Plan:
        made.clear()
        after = _mended(catalog, view, settings, known, made, unsafe=unsafe)
        changed = _texts_of(after).items() - _texts_of(view).items()
        return Plan(texts=tuple(sorted(changed)))

    applied = apply(catalog, planner, expected_revision=expected_revision, dry_run=dry_run)
    return Fixed(applied, tuple(made), check(applied.after, settings, known))


def _mended(
    catalog: Catalog,
    view: View,
    settings: LintSettings,
    known: Known,
    made: list[LintRule],
    *,
    unsafe: bool,
) -> View:
    """The list after as many rounds of fixes as there is something to fix; `made` is filled."""
    rules = [rule for rule in settings.rules() if rule.fixable != "none"]
    writable = {page.file for page in view.papers.pages if named(page.document.dialect).writes}
    seen = {_texts(view)}
    for _ in range(_PASSES):
        report = check(view, settings, known, rules)
        wanted = [
            one
            for one in report.findings
            if one.fix and (unsafe or one.fix.safe) and one.file in writable
        ]
        done, after = _round(catalog, view, wanted)
        if _texts(after) in seen:
            break
        seen.add(_texts(after))
        made += [finding.rule for finding in done]
        view = after
    return view


def _round(
    catalog: Catalog, view: View, wanted: Sequence[Finding]
) -> tuple[Sequence[Finding], View]:
    """The fixes that can be made at once and lose no entry, and the list with them."""
    chosen = [finding for file in _texts_of(view) for finding in _chosen(wanted, file)]
    after = _with(catalog, view, chosen)
    if _conserves(view, after):
        return chosen, after
    # One of them would change how the page is read: leave that one out.
    kept: list[Finding] = []
    for finding in chosen:
        if _conserves(view, _with(catalog, view, [*kept, finding])):
            kept.append(finding)
    return kept, _with(catalog, view, kept)


def _chosen(wanted: Sequence[Finding], file: str) -> list[Finding]:
    here = [finding for finding in wanted if finding.file == file]
    return [here[at] for at in compatible_fixes([finding.fix for finding in here if finding.fix])]


def _with(catalog: Catalog, view: View, findings: Sequence[Finding]) -> View:
    """The list with the fixes of these findings."""
    texts = []
    for file, text in _texts_of(view).items():
        edits = [
            edit
            for finding in findings
            if finding.file == file and finding.fix
            for edit in finding.fix.edits
        ]
        texts.append((file, apply_edits(text, edits)))
    return catalog.with_texts(view, texts)


def _conserves(before: View, after: View) -> bool:
    """Whether both hold the same entries."""
    comparison = compare(before.papers, after.papers)
    return not comparison.added and not comparison.removed


def _texts_of(view: View) -> dict[str, str]:
    return {page.file: page.document.text for page in view.papers.pages}


def _texts(view: View) -> tuple[str, ...]:
    return tuple(_texts_of(view).values())
