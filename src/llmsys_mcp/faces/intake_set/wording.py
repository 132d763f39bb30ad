"""The short text beside the plan."""

from collections import Counter

from llmsys_mcp.faces.intake_set import results


def plan(result: results.PlanResult) -> str:
    """How many of each verdict, then one line an item."""
    counts = Counter(item["verdict"] for item in result["items"])
    head = ", ".join(f"{counts[one]} {one}" for one in ("add", "duplicate", "ask", "skip"))
    return "\n".join([head, *map(_item, result["items"])])


def _item(item: results.PlannedItem) -> str:
    what = item["entry"] or item["title"] or item["url"] or item["source"].split("\n")[0]
    where = f" -> {item['section']}" if item["section"] else ""
    return f"- {item['verdict']}: {what}{where} ({item['reason']})"
