"""The short text beside a comparison, for people who read along."""

from llmsys_mcp.faces.history_set import results


def comparison(result: results.ComparisonResult) -> str:
    """The sum, then one line a change, the worst first."""
    shown = result["changes"]
    head = f"{_named(result['base'])} -> {_named(result['head'])}: {result['summary']}"
    counts = result["counts"]
    also = f"{counts['kept']} kept, {counts['edited']} edited, {counts['moved']} moved"
    note = [f"Note: {result['note']}"] if result["note"] else []
    lines = [head, also, *note, *map(_line, shown)]
    if len(shown) < result["total"]:
        lines.append(f"{len(shown)} of {result['total']} changes shown.")
    return "\n".join(lines)


def _named(revision: results.Revision) -> str:
    if not revision["commit"]:
        return revision["revision"]
    return f"{revision['revision']} ({revision['commit'][:10]}, {revision['date']})"


def _line(change: results.Change) -> str:
    where = _place(change["section"], change["bucket"])
    if change["change"] == "moved":
        where = f"{_place(change['was_section'], change['was_bucket'])} -> {where}"
    told = f"{change['change']}: {change['title']} ({change['id']}; {where}, line {change['line']})"
    if change["change"] in ("edited", "moved") and change["before"]:
        told += f"\n  - {change['before']}\n  + {change['after']}"
    return f"{told}\n  {change['reason']}" if change["reason"] else told


def _place(section: str, bucket: str | None) -> str:
    return f"{section} [{bucket}]" if bucket else section
