"""What a list says about its own checks: `[lint]` in `llmsys-mcp.toml` beside its first page.

```toml
[lint]
select = ["ALL"]              # ids, names, beginnings of ids
ignore = ["generic-page"]
baseline = "lint-baseline.json"

[lint.severity]
LL3 = "info"                  # error, warning, info or off
LL305 = "warning"             # the more exact name has the last word
```
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from llmsys_mcp.core.diagnostics import SEVERITIES, Severity
from llmsys_mcp.core.rules.rule import LintRule
from llmsys_mcp.core.rules.table import ALL, BY_ID, RULES, named
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.services.library import SETTINGS_FILE

_OFF = "off"
_KEYS = ("select", "ignore", "severity", "baseline")


@dataclass(frozen=True, slots=True)
class LintSettings:
    """Which rules are asked, and how grave each is."""

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """By id, where it is not the rule's own."""
    baseline: str = ""
    """File of findings that are known, relative to the list's folder; empty for none."""

    def rules(self) -> tuple[LintRule, ...]:
        """The rules in force."""
        chosen = {id_ for name in self.select for id_ in named(name)}
        left_out = {id_ for name in self.ignore for id_ in named(name)}
        return tuple(rule for rule in RULES if rule.id in chosen - left_out)

    def severity_of(self, rule: LintRule) -> Severity:
        """How grave a finding of the rule is here."""
        return self.severity.get(rule.id, rule.severity)

    def with_choice(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> "LintSettings":
        """These settings with rules asked for by a caller: `select` replaces, `ignore` adds.

        Raises:
            InvalidArgument: a name means no rule.
        """
        wanted = _checked("select", select)
        left_out = _checked("ignore", ignore)
        return replace(
            self,
            select=wanted or self.select,
            ignore=(*(() if wanted else self.ignore), *left_out),
        )


def _checked(argument: str, given: Iterable[str]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in given if name.strip())
    for name in names:
        if not named(name):
            raise InvalidArgument(
                argument,
                f"{quoted(name)} means no rule.",
                f"Give ids ({RULES[0].id}), names ({RULES[0].name}), beginnings (LL1) or {ALL}.",
            )
    return names


def read_settings(data: bytes | None) -> LintSettings:
    """The settings in the bytes of `llmsys-mcp.toml`; the usual ones without such a file.

    Raises:
        InvalidArgument: the file is no TOML, or `[lint]` holds what means nothing.
    """
    if data is None:
        return LintSettings()
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(f"it is no TOML: {quoted(error)}.") from error
    lint = table.get("lint", {})
    if not isinstance(lint, dict):
        raise _wrong("lint is no table.")
    for key in lint:
        if key not in _KEYS:
            raise _wrong(f"[lint] has no setting {quoted(key)}; it has {', '.join(_KEYS)}.")
    severity, off = _severities(lint.get("severity", {}))
    select, ignore = (_names(lint, key) for key in ("select", "ignore"))
    baseline = lint.get("baseline", "")
    if not isinstance(baseline, str):
        raise _wrong("baseline is no file name.")
    return LintSettings(select or (ALL,), (*ignore, *off), severity, baseline)


def _names(lint: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = lint.get(key, [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise _wrong(f"{key} is no list of rules.")
    for name in given:
        if not named(name):
            raise _wrong(f"{key}: {quoted(name)} means no rule.")
    return tuple(given)


def _severities(given: object) -> tuple[dict[str, Severity], tuple[str, ...]]:
    """(severity by id, ids of the rules that are off); the name of fewest rules decides."""
    if not isinstance(given, dict):
        raise _wrong("[lint.severity] is no table.")
    for name, value in given.items():
        if not named(name):
            raise _wrong(f"severity: {quoted(name)} means no rule.")
        if value not in (*SEVERITIES, _OFF):
            raise _wrong(
                f"severity of {quoted(name)}: {quoted(value)} is none of "
                f"{', '.join((*SEVERITIES, _OFF))}."
            )
    found: dict[str, Any] = {}
    for name in sorted(given, key=lambda name: -len(named(name))):
        found |= dict.fromkeys(named(name), given[name])
    severities: dict[str, Severity] = {id_: v for id_, v in found.items() if v != _OFF}
    return severities, tuple(id_ for id_, value in found.items() if value == _OFF)


def _wrong(problem: str) -> InvalidArgument:
    return InvalidArgument(
        SETTINGS_FILE, problem, f"Correct the file; the rules are {RULES[0].id} to {max(BY_ID)}."
    )
