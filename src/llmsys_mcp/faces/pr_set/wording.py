"""The short text beside a prepared pull request, for people who read along."""

from llmsys_mcp.faces.pr_set import results


def prepared(result: results.PullRequestResult) -> str:
    """The branch and what is in it, then what is left to be run."""
    made = "made" if result["created"] else "was there already"
    count = len(result["commits"])
    head = (
        f"Branch {result['branch']} {made}: {count} commit{'s' if count > 1 else ''} on "
        f"{result['base'][:10]} by {result['author']}. {result['summary']}."
    )
    lines = [head, *(f"{f['path']}: +{f['added']} -{f['removed']}" for f in result["files"])]
    lines.append(f"Title: {result['title']}")
    lines.append(f"Body: {result['body_file']}")
    if result["pushed_to"]:
        lines.append(f"Pushed to {result['pushed_to']}.")
    lines += result["notes"]
    return "\n".join([*lines, "Next:", *(f"  {command}" for command in result["next"])])
