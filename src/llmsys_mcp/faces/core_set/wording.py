"""The short texts beside the structured results, for people who read along."""

from llmsys_mcp.faces.core_set import results


def search(result: results.SearchResult) -> str:
    """One line a hit."""
    shown = result["results"]
    head = f"{result['total']} found, {len(shown)} shown"
    if result["did_you_mean"]:
        head += f"; searched for: {result['did_you_mean']}"
    return "\n".join([head, *(f"- {_paper(hit)}" for hit in shown)])


def _paper(paper: results.Paper) -> str:
    name = paper["title"]
    if paper["description"]:
        name += f": {paper['description']}"
    facts = " | ".join(filter(None, (paper["venue"], paper["organization"])))
    where = f"{paper['section']}, {paper['file']} line {paper['line']}"
    return f"{name}{f' | {facts}' if facts else ''} ({paper['id']}; {where})"


def suggest(result: results.SuggestResult) -> str:
    """One line a section."""
    if not result["suggestions"]:
        return "The list has no section to suggest."
    return "\n".join(
        f"{choice['confidence']:.2f} {choice['section']}"
        f"{' > ' + choice['bucket'] if choice['bucket'] else ''}: {choice['reason']}"
        for choice in result["suggestions"]
    )


def formatted(result: results.FormatResult) -> str:
    """The line, then what the rules changed."""
    changes = [f"({change['rule']}: {change['message']})" for change in result["changes"]]
    return "\n".join([result["entry"], *changes])


def duplicates(result: results.DuplicateResult) -> str:
    """The verdict, then one line a match."""
    lines = [f"- {_match(match)}" for match in result["matches"]]
    others = [f"- elsewhere, {_match(match)}" for match in result.get("elsewhere", [])]
    return "\n".join([result["verdict"], *lines, *others])


def _match(match: results.DuplicateMatch) -> str:
    where = f"{match['section']}, {match['file']} line {match['line']}"
    place = "; ".join(filter(None, (match["id"], where)))
    return f"{match['relation']}: {match['title']} ({place}): {match['reason']}"


def added(result: results.AddResult, *, dry_run: bool) -> str:
    """What was done, then the diff and the warnings."""
    where = f"{result['file']} line {result['line']}, {result['section']}"
    if result["added"]:
        head = f"Added {result['id']} at {where}."
    elif dry_run and result["diff"]:
        head = f"Would add {result['id']} at {where}."
    else:
        head = f"Already listed: {result['id']} at {where}. Nothing was written."
    paste = result.get("paste", "").rstrip("\n")
    diff = result["diff"].rstrip("\n")
    return "\n".join(filter(None, [head, *result["warnings"], diff, paste]))


def sections(result: results.SectionsResult) -> str:
    """One line a section."""
    if not result["sections"]:
        return "The list has no section yet."
    return "\n".join(
        f"{info['section']} ({info['entries']})"
        f"{': ' + info['description'] if info['description'] else ''}"
        for info in result["sections"]
    )
