"""Checking and mending the list: plain arguments in, plain results out, every text checked here."""

from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.core import policy
from llmsys_mcp.core.rules.known import NOTHING, Known
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.faces.lint_set import results
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.lint import (
    Finding,
    Report,
    check,
    known_before,
    known_in,
    settings_of,
    within,
)
from llmsys_mcp.services.lint_settings import LintSettings
from llmsys_mcp.services.mend import Fixed, fix
from llmsys_mcp.services.view import View

SELECT_LIMIT = 500
"""Characters that a choice of rules may have."""
REVISION_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What is checked: which rules, and what is known already."""

    settings: LintSettings
    known: Known


class LintOperations:
    """The lint set over one catalogue. Every method may raise a `ListError` and no other."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def lint_list(
        self,
        select: str = "",
        section: str = "",
        diff_base: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> results.LintResult:
        """What the rules say about the list, a section of it, or what came since a revision."""
        asked = self.asked(select, diff_base=diff_base)
        view, report, findings = self.report(asked, section)
        return results.lint_result(view.revision, report, findings, limit=limit, offset=offset)

    def fix_list(
        self,
        select: str = "",
        unsafe: bool = False,
        dry_run: bool = False,
        expected_revision: str = "",
    ) -> results.FixResult:
        """Make the fixes that can be made."""
        return results.fix_result(self.fix(self.asked(select), unsafe, dry_run, expected_revision))

    def asked(
        self, select: str = "", ignore: str = "", baseline: str = "", diff_base: str = ""
    ) -> Asked:
        """What a call asks for, on top of what the list says itself.

        `baseline` is a path, in place of the one that the list names; `diff_base` a revision.
        """
        settings = settings_of(self.catalog).with_choice(
            _names("select", select), _names("ignore", ignore)
        )
        rev = policy.query_text("diff_base", diff_base, limit=REVISION_LIMIT)
        file = Path(baseline) if baseline else self._own_baseline(settings)
        if rev and baseline:
            raise InvalidArgument("diff_base", "a baseline was given, too.", "Give one of the two.")
        if rev:
            return Asked(settings, known_before(self.catalog, settings, rev))
        return Asked(settings, known_in(file) if file else NOTHING)

    def _own_baseline(self, settings: LintSettings) -> Path | None:
        """The file that the list names, which stands in its folder or below."""
        if not settings.baseline:
            return None
        path = Path(settings.baseline)
        if path.is_absolute() or ".." in path.parts:
            raise InvalidArgument(
                "baseline",
                f"{quoted(settings.baseline)} leads out of the list's folder.",
                "Name a file in the list's folder.",
            )
        return self.catalog.home.folder / path

    def report(self, asked: Asked, section: str = "") -> tuple[View, Report, tuple[Finding, ...]]:
        """The list, all that the rules say, and what of it is in the section."""
        name = policy.query_text("section", section, limit=policy.SECTION_LIMIT)
        view = self.catalog.current()
        place = view.papers.find_section(name) if name else None
        report = check(view, asked.settings, asked.known)
        return view, report, within(report, place) if place else report.findings

    def fix(self, asked: Asked, unsafe: bool, dry_run: bool, expected_revision: str = "") -> Fixed:
        """Make the fixes of what `report` finds."""
        revision = policy.query_text(
            "expected_revision", expected_revision, limit=policy.SECTION_LIMIT
        )
        return fix(
            self.catalog,
            asked.settings,
            asked.known,
            unsafe=unsafe,
            dry_run=dry_run,
            expected_revision=revision,
        )


def _names(argument: str, text: str) -> list[str]:
    """Names of rules, apart by commas or blanks."""
    given = policy.query_text(argument, text, limit=SELECT_LIMIT)
    return given.replace(",", " ").split()
