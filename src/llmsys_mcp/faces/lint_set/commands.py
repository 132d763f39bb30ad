"""`llmsys-mcp lint`: the rules in the shell, in an editor, before a commit and in CI."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.core.rules.known import Known, by_paper, write_baseline
from llmsys_mcp.core.rules.pages import page
from llmsys_mcp.core.rules.table import BY_ID, named
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.faces.lint_set import formats, results, source_lines, wording
from llmsys_mcp.faces.lint_set.operations import SELECT_LIMIT, Asked, LintOperations
from llmsys_mcp.faces.settings import without_colours
from llmsys_mcp.faces.shell import FOUND, Printer, Refused, operation
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.lint import Finding, check
from llmsys_mcp.services.mend import Fixed

_PER_FINDING = ("github", "sarif", "junit")
OUTPUTS = ("text", "json", *_PER_FINDING)


def _explaining(command: Callable[..., None]) -> Callable[..., None]:
    """`command`, but for `--explain`, which needs no list."""

    @wraps(command)
    def run(**given: Any) -> None:
        if given["explain"]:
            as_json = given["as_json"] or given["output_format"] == "json"
            sys.exit(_explain(given["explain"], as_json=as_json))
        command(**given)

    return run


@click.command()
@_explaining
@operation
@click.option("--select", default="", metavar="RULES", help="Only these: ids, names, LL3; commas.")
@click.option("--ignore", default="", metavar="RULES", help="Not these.")
@click.option("--section", default="", help="Only this section and those below it.")
@click.option("--fix", is_flag=True, help="Make the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: make unsafe fixes, too.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, no more.")
@click.option(
    "--output-format",
    type=click.Choice(OUTPUTS),
    default="text",
    show_default=True,
    help="For people, or for which program.",
)
@click.option("--statistics", is_flag=True, help="Print how often each rule found something.")
@click.option("--explain", default="", metavar="RULE", help="Print the page of a rule.")
@click.option(
    "--diff-base",
    default="",
    metavar="REV",
    help="Only what came since the checkout left this git revision (its merge base with HEAD).",
)
@click.option("--baseline", default="", metavar="FILE", help="Leave out the findings in this file.")
@click.option(
    "--write-baseline", default="", metavar="FILE", help="Write all findings to this file."
)
@click.option("--color/--no-color", default=None, help="Colours; default: on a terminal.")
def lint(catalog: Catalog, show: Printer, **given: Any) -> int:
    """Check the list by its rules.

    Exit code 1 for an error or a warning, 2 for misuse.
    """
    if given["color"] is None and without_colours():
        given["color"] = False
    options = _Options(**given)
    _refuse_misuse(options, as_json=show.as_json)
    lint_set = LintOperations(catalog)
    try:
        asked = lint_set.asked(options.select, options.ignore, options.baseline, options.diff_base)
    except InvalidArgument as error:
        raise click.UsageError(shown(str(error))) from error
    if options.write_baseline:
        return _write_baseline(catalog, asked, Path(options.write_baseline))
    if options.diff:
        return _print_diff(lint_set.fix(asked, options.unsafe_fixes, True), options.color)
    if options.fix:
        _say_fixed(lint_set.fix(asked, options.unsafe_fixes, False))
    view, report, findings = lint_set.report(asked, options.section)
    result = results.lint_result(view.revision, report, findings, limit=None, offset=0)
    if show.as_json or options.output_format == "json":
        Printer(True)(result, "")
    else:
        click.echo(_report(catalog, asked, options, findings, result), color=options.color)
    return FOUND if any(one.severity != "info" for one in findings) else 0


@dataclass(frozen=True, slots=True)
class _Options:
    """What the command was told."""

    select: str
    ignore: str
    section: str
    fix: bool
    unsafe_fixes: bool
    diff: bool
    output_format: str
    statistics: bool
    explain: str
    diff_base: str
    baseline: str
    write_baseline: str
    color: bool | None


def _refuse_misuse(options: _Options, *, as_json: bool) -> None:
    if options.diff and (as_json or options.output_format != "text"):
        raise click.UsageError("--diff prints a diff and has no other form.")
    if (options.fix or options.diff) and options.section:
        raise click.UsageError("--section chooses what is told; choose fixes by --select.")
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff.")
    if options.statistics and options.output_format in _PER_FINDING:
        raise click.UsageError("--statistics counts for people; --json holds the counts as well.")
    if not options.write_baseline:
        return
    if options.baseline or options.diff_base or options.section:
        raise click.UsageError(
            "--write-baseline holds all findings; leave --baseline, --diff-base and --section out."
        )
    if options.fix or options.diff:
        raise click.UsageError("--write-baseline holds what is there; fix first, or do not.")


def _report(
    catalog: Catalog,
    asked: Asked,
    options: _Options,
    findings: Sequence[Finding],
    result: results.LintResult,
) -> str:
    """The findings in the form asked for."""
    path_of = partial(_path, catalog.home.folder)
    if options.statistics:
        return _statistics(result)
    match options.output_format:
        case "github":
            return formats.github(findings, path_of)
        case "sarif":
            rules, severity_of = asked.settings.rules(), asked.settings.severity_of
            return formats.sarif(findings, rules, severity_of, path_of)
        case "junit":
            return formats.junit(findings, asked.settings.rules(), path_of)
        case _:
            told = source_lines.told(findings, path_of, _paint)
            return "\n\n".join(filter(None, (told, _sum(result))))


def _path(folder: Path, file: str) -> str:
    """A page as the shell would name it here; whole when it stands elsewhere."""
    path = folder / file
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _paint(text: str, colour: str) -> str:
    """Coloured text; `click.echo` takes the colours away where they are not wanted."""
    return click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)


def _statistics(result: results.LintResult) -> str:
    lines = [
        f"{rule['count']:>5}  {rule['rule']}  {rule['severity']:<7}  {rule['name']}"
        for rule in result["rules"]
    ]
    return "\n".join([*lines, _sum(result)])


def _sum(result: results.LintResult) -> str:
    """How many findings there are, and which options make the fixes."""
    told = [wording.summary(result)]
    if result["safe_fixes"]:
        told.append("[*] --fix makes the safe ones.")
    if result["unsafe_fixes"]:
        told.append("--fix --unsafe-fixes makes the unsafe ones, too.")
    return " ".join(told)


def _explain(name: str, *, as_json: bool) -> int:
    """The pages of the rules that `name` means; as JSON, what they are made of."""
    ids = named(name) if len(name) <= SELECT_LIMIT else frozenset()
    if not ids:
        raise click.UsageError(f"{quoted(name)} is no rule; one is LL101, or arxiv-www.")
    rules = [BY_ID[id_] for id_ in sorted(ids)]
    told = {"rules": [results.rule_info(rule) for rule in rules]}
    Printer(as_json)(told, "\n".join(map(page, rules)).removesuffix("\n"))
    return 0


def _print_diff(fixed: Fixed, color: bool | None) -> int:
    """The diff on stdout, the sum on stderr."""
    tints = {"+": "green", "-": "red", "@": "cyan"}
    for line in shown_lines(fixed.applied.diff).split("\n")[:-1]:
        click.secho(line, fg=tints.get(line[:1]), color=color)
    click.echo(f"Would make {wording.counted(len(fixed.made), 'fix', 'fixes')}.", err=True)
    return FOUND if fixed.made else 0


def _say_fixed(fixed: Fixed) -> None:
    for warning in fixed.applied.warnings:
        click.echo(shown(warning), err=True)
    click.echo(f"Made {wording.counted(len(fixed.made), 'fix', 'fixes')}.", err=True)


def _write_baseline(catalog: Catalog, asked: Asked, file: Path) -> int:
    """All that the rules find now, as known from here on."""
    findings = check(catalog.current(), asked.settings, Known(by_paper, {})).findings
    text = write_baseline(finding.mark for finding in findings)
    try:
        with click.open_file(str(file), "w", encoding="utf-8", atomic=True) as out:
            out.write(text)
    except OSError as error:
        raise Refused(f"{quoted(file)}: {error.strerror}.") from error
    told = wording.counted(len(findings), "finding")
    click.echo(f"{told} written to {shown(str(file))}.", err=True)
    return 0
