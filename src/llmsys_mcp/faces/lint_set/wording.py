"""The short texts beside the results, for people who read along."""

from llmsys_mcp.faces.lint_set import results


def findings(result: results.LintResult) -> str:
    """The sum, then one line a finding."""
    lines = [summary(result), *map(_line, result["findings"])]
    if len(result["findings"]) < result["total"]:
        lines.append(f"{len(result['findings'])} of {result['total']} findings shown.")
    return "\n".join(lines)


def summary(result: results.LintResult) -> str:
    """How many findings there are, and how many can be fixed."""
    if not result["total"]:
        told = "Nothing found."
    else:
        told = f"{counted(result['total'], 'finding')}."
        told += _fixable(result["safe_fixes"], result["unsafe_fixes"])
    hidden = [
        f"{result['suppressed']} left out by comments" if result["suppressed"] else "",
        f"{result['known']} known already" if result["known"] else "",
    ]
    return f"{told} {'; '.join(filter(None, hidden))}".rstrip() + ("." if any(hidden) else "")


def _fixable(safe: int, unsafe: int) -> str:
    told = f" {counted(safe, 'safe fix', 'safe fixes')}" if safe else ""
    if unsafe:
        told += f"{',' if safe else ''} {counted(unsafe, 'unsafe fix', 'unsafe fixes')}"
    return f"{told}." if told else ""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _line(finding: results.FindingInfo) -> str:
    mark = {None: "", True: " [*]", False: " [!]"}[finding["fix"] and finding["fix"]["safe"]]
    return (
        f"{finding['file']}:{finding['line']}:{finding['column']}: {finding['severity']} "
        f"{finding['rule']}{mark} {finding['name']}: {finding['message']}"
    )


def fixed(result: results.FixResult, *, dry_run: bool) -> str:
    """What was done, what is left, then the diff."""
    made = counted(result["fixes"], "fix", "fixes")
    head = f"{'Would make' if dry_run else 'Made'} {made}."
    by_rule = ", ".join(f"{one['count']} {one['name']}" for one in result["rules"])
    left = f"{counted(result['remaining'], 'finding')} left."
    if result["unsafe_fixes"]:
        left += f" {counted(result['unsafe_fixes'], 'unsafe fix', 'unsafe fixes')} on offer."
    cut = "" if result["diff_complete"] else "The diff is longer than is shown."
    return "\n".join(
        filter(None, [head, by_rule, left, *result["warnings"], result["diff"].rstrip("\n"), cut])
    )
