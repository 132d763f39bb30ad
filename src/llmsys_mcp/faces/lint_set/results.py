"""Results of the lint tools."""

from collections import Counter
from collections.abc import Iterable, Sequence

from typing_extensions import TypedDict

from llmsys_mcp.core.diagnostics import Severity
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.core.rules.rule import LintRule
from llmsys_mcp.services.lint import Finding, Report
from llmsys_mcp.services.mend import Fixed

SOURCE_SHOWN = 200
"""Characters of a finding's line in a result."""
DIFF_SHOWN = 20_000
"""Characters of a diff in a tool's result; the shell prints all of it."""


class FixInfo(TypedDict):
    """What would mend a finding."""

    message: str
    safe: bool


class FindingInfo(TypedDict):
    """One finding. Lines and columns count from 1, columns in characters."""

    rule: str
    name: str
    severity: Severity
    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    section: str
    text: str
    fix: FixInfo | None


class RuleCount(TypedDict):
    """A rule that found something, and how often."""

    rule: str
    name: str
    severity: Severity
    count: int
    why: str


class RuleInfo(TypedDict):
    """A rule as its page tells it."""

    rule: str
    name: str
    severity: Severity
    fix: str
    reports: str
    why: str
    example: str
    instead: str
    notes: str


class LintResult(TypedDict):
    """Result of `lint_list`."""

    revision: str
    total: int
    safe_fixes: int
    unsafe_fixes: int
    suppressed: int
    known: int
    rules: list[RuleCount]
    findings: list[FindingInfo]


class FixedCount(TypedDict):
    """A rule whose fixes were made."""

    rule: str
    name: str
    count: int


class FixResult(TypedDict):
    """Result of `fix_list`."""

    fixed: bool
    fixes: int
    rules: list[FixedCount]
    remaining: int
    unsafe_fixes: int
    diff: str
    diff_complete: bool
    revision: str
    warnings: list[str]


def rule_info(rule: LintRule) -> RuleInfo:
    """A rule as plain data."""
    return {
        "rule": rule.id,
        "name": rule.name,
        "severity": rule.severity,
        "fix": rule.fixable,
        "reports": rule.says,
        "why": rule.about.reason,
        "example": rule.bad,
        "instead": rule.good,
        "notes": rule.notes,
    }


def lint_result(
    revision: str, report: Report, findings: Sequence[Finding], *, limit: int | None, offset: int
) -> LintResult:
    """What the rules say: of all findings the counts, and `limit` findings from `offset` on."""
    end = None if limit is None else offset + limit
    return {
        "revision": revision,
        "total": len(findings),
        "safe_fixes": sum(bool(one.fix and one.fix.safe) for one in findings),
        "unsafe_fixes": sum(bool(one.fix and not one.fix.safe) for one in findings),
        "suppressed": report.suppressed,
        "known": report.known,
        "rules": _counts(findings),
        "findings": [finding_info(one) for one in findings[offset:end]],
    }


def finding_info(finding: Finding) -> FindingInfo:
    """A finding as plain data."""
    fix = finding.fix
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "severity": finding.severity,
        "message": shown(finding.message),
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "section": shown(finding.section),
        "text": shown(finding.source.replace("\t", " "))[:SOURCE_SHOWN],
        "fix": {"message": shown(fix.message), "safe": fix.safe} if fix else None,
    }


def _counts(findings: Iterable[Finding]) -> list[RuleCount]:
    """The most frequent first."""
    found = Counter(one.rule.id for one in findings)
    by_id = {one.rule.id: one for one in findings}
    return [
        {
            "rule": id_,
            "name": by_id[id_].rule.name,
            "severity": by_id[id_].severity,
            "count": count,
            "why": by_id[id_].rule.about.reason,
        }
        for id_, count in found.most_common()
    ]


def fix_result(fixed: Fixed) -> FixResult:
    """What fixing did, or would do."""
    diff = shown_lines(fixed.applied.diff)
    return {
        "fixed": bool(fixed.made) and not fixed.applied.dry_run,
        "fixes": len(fixed.made),
        "rules": _made(fixed.made),
        "remaining": len(fixed.left.findings),
        "unsafe_fixes": sum(bool(one.fix and not one.fix.safe) for one in fixed.left.findings),
        "diff": diff[:DIFF_SHOWN],
        "diff_complete": len(diff) <= DIFF_SHOWN,
        "revision": fixed.applied.after.revision,
        "warnings": [shown(warning) for warning in fixed.applied.warnings],
    }


def _made(rules: Iterable[LintRule]) -> list[FixedCount]:
    counted = Counter((rule.id, rule.name) for rule in rules)
    return [
        {"rule": id_, "name": name, "count": count} for (id_, name), count in counted.most_common()
    ]
