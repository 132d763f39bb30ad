"""The short texts beside the results of edits."""

from llmsys_mcp.faces.edit_set import results


def edited(result: results.EditResult, *, done: str, dry_run: bool) -> str:
    """What was done, then warnings and diff."""
    if result["changed"]:
        head = f"{done} {result['id']}."
    elif dry_run and result["diff"]:
        head = f"Dry run; would have {done.lower()} {result['id']}."
    else:
        head = f"{result['id']} is that way already. Nothing was written."
    return "\n".join(filter(None, [head, *result["warnings"], result["diff"].rstrip("\n")]))


def batch(result: results.BatchResult) -> str:
    """How many, then one line an item with its warnings below it, then the diff."""
    lines = []
    for item in result["items"]:
        problem = f" ({item['problem']})" if item["entry"] and item["problem"] else ""
        lines.append(f"- {item['status']}: {item['entry'] or item['problem']}{problem}")
        lines += [f"  {warning}" for warning in item["warnings"]]
    would_add = sum(item["status"] == "would-add" for item in result["items"])
    head = f"{result['added']} of {len(result['items'])} added"
    if would_add:
        head = f"Dry run; would have added {would_add} of {len(result['items'])}"
    more = (result["diff"].rstrip("\n"), result.get("paste", "").rstrip("\n"))
    return "\n".join(filter(None, [head, *lines, *result["warnings"], *more]))


def section(result: results.SectionResult) -> str:
    """The new section, then the diff."""
    head = f"Added {result['section']}." if result["added"] else f"Would add {result['section']}."
    return "\n".join(filter(None, [head, *result["warnings"], result["diff"].rstrip("\n")]))


def undone(result: results.UndoResult) -> str:
    """What was put back, then the diff."""
    head = f"As before the last edit: {result['file']}."
    return "\n".join(filter(None, [head, *result["warnings"], result["diff"].rstrip("\n")]))
