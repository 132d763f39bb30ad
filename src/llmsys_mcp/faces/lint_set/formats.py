"""Findings for programs: GitHub's annotations, SARIF 2.1.0, JUnit's XML."""

import json
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from llmsys_mcp import __version__
from llmsys_mcp.core.diagnostics import Severity
from llmsys_mcp.core.policy import shown
from llmsys_mcp.core.rules.rule import LintRule
from llmsys_mcp.services.lint import Finding

PathOf = Callable[[str], str]
"""A page's path as the program that reads the report knows it."""

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def github(findings: Sequence[Finding], path_of: PathOf) -> str:
    """Workflow commands, one a line, that GitHub shows beside the changed lines."""
    return "\n".join(_annotation(finding, path_of) for finding in findings)


def _annotation(finding: Finding, path_of: PathOf) -> str:
    properties = {
        "title": f"{finding.rule.id} {finding.rule.name}",
        "file": path_of(finding.file),
        "line": finding.line,
        "endLine": finding.end_line,
        "col": finding.column,
        "endColumn": finding.end_column,
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    return shown(f"{finding.message}. Why: {finding.rule.about.reason}.")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(shown(str(value))).replace(":", "%3A").replace(",", "%2C")


def sarif(
    findings: Sequence[Finding],
    rules: Sequence[LintRule],
    severity_of: Callable[[LintRule], Severity],
    path_of: PathOf,
) -> str:
    """A SARIF 2.1.0 log with every rule that was asked."""
    places = {rule.id: at for at, rule in enumerate(rules)}
    driver = {
        "name": "llmsys-mcp",
        "version": __version__,
        "rules": [
            {
                "id": rule.id,
                "name": rule.name,
                "shortDescription": {"text": rule.says},
                "fullDescription": {"text": rule.about.reason},
                "help": {"text": f"llmsys-mcp lint --explain {rule.id}"},
                "defaultConfiguration": {"level": _LEVELS[severity_of(rule)]},
            }
            for rule in rules
        ],
    }
    results = [_sarif_result(one, places[one.rule.id], path_of) for one in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _sarif_result(finding: Finding, place: int, path_of: PathOf) -> dict[str, Any]:
    location = {
        "artifactLocation": {"uri": _uri(path_of(finding.file))},
        "region": {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
        },
    }
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": place,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"llmsys/v1": finding.mark},
    }


def _uri(path: str) -> str:
    """The path as RFC 3986 writes it; relative to the working folder where it is."""
    from urllib.parse import quote  # 2 ms that only this form needs

    whole = PurePath(path)
    return whole.as_uri() if whole.is_absolute() else quote(path, errors="surrogateescape")


def junit(findings: Sequence[Finding], rules: Sequence[LintRule], path_of: PathOf) -> str:
    """A test suite with one case a rule that found nothing and one case a finding.

    An info is no failure, as it is none of the exit code: its case passes and says it.
    """
    found = {finding.rule.id for finding in findings}
    failures = sum(finding.severity != "info" for finding in findings)
    cases = [
        f"    <testcase classname={quoteattr('llmsys-mcp')} name={quoteattr(_named(rule))}/>"
        for rule in rules
        if rule.id not in found
    ]
    cases += [_case(finding, path_of) for finding in findings]
    counts = f'tests="{len(cases)}" failures="{failures}"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="llmsys-mcp" {counts}>',
            f'  <testsuite name="lint" {counts} errors="0" skipped="0">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
        ]
    )


def _named(rule: LintRule) -> str:
    return f"{rule.id} {rule.name}"


def _case(finding: Finding, path_of: PathOf) -> str:
    path = shown(path_of(finding.file))
    name = f"{_named(finding.rule)} {path}:{finding.line}:{finding.column}"
    message, source = _message(finding), shown(finding.source)
    if finding.severity == "info":
        told = escape(f"info: {message}\n{source}")
        said = f"      <system-out>{told}</system-out>"
    else:
        said = (
            f"      <failure type={quoteattr(finding.severity)} message={quoteattr(message)}>"
            f"{escape(source)}</failure>"
        )
    case = f"<testcase classname={quoteattr(path)} name={quoteattr(name)}>"
    return f"    {case}\n{said}\n    </testcase>"
