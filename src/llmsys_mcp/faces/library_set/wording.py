"""The short texts beside the results of the library tools."""

from llmsys_mcp.faces.library_set import results


def compared(result: results.CompareResult) -> str:
    """How many of each, then one line for each that is shown."""
    mine, other, totals = result["mine"], result["other"], result["totals"]
    lines = [
        f"{mine} and {other}: {totals['same']} papers in both, "
        f"{totals['missing_in_mine']} only in {other}, {totals['missing_in_other']} only in {mine}"
    ]
    lines += [f"- both: {_paper(one)} | {one['other_section']}" for one in result["same"]]
    lines += [_missing(one, mine) for one in result["missing_in_mine"]]
    lines += [f"- not in {other}: {_paper(one)}" for one in result["missing_in_other"]]
    lines += [
        f"- {fact['fact']} of {fact['id']}: {fact['mine']} | {fact['other']}"
        for fact in result["disagreements"]
    ]
    lines += [f"- unknown key {one['id']}: {one['reason']}" for one in result["unknown_keys"]]
    return "\n".join(lines)


def _missing(one: results.MissingPaper, mine: str) -> str:
    named = f"{one['title']} ({one['other_id']}; {one['other_section']})"
    what = one["entry"] or f"{named}: {one['problem']}"
    ask = f"; may be {one['possible'][0]}" if one["possible"] else ""
    return f"- not in {mine}: {what} > {one['section']} ({one['confidence']:.2f}{ask})"


def _paper(paper: results.ListedPaper) -> str:
    return f"{paper['title']} ({paper['id']}; {paper['section']})"


def exported(result: results.ExportResult) -> str:
    """The text, and what it lacks."""
    lacks = f"\n{len(result['left_out'])} unknown keys left out." if result["left_out"] else ""
    return f"{result['text'].rstrip()}{lacks}"
