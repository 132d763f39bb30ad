"""The short texts beside the results of the library tools."""

from llmsys_mcp.faces.library_set import results

TEXT_SHOWN = 2000
"""Characters of an export that the text beside it repeats."""


def compared(result: results.CompareResult, *, most: int | None = None) -> str:
    """How many of each, then one line for each that is told, `most` of each group."""
    mine, other, totals = result["mine"], result["other"], result["totals"]
    groups = (
        [f"- both: {_paper(one)} | {one['other_section']}" for one in result["same"]],
        [_missing(one, mine) for one in result["missing_in_mine"]],
        [f"- not in {other}: {_paper(one)}" for one in result["missing_in_other"]],
        [
            f"- {fact['fact']} of {fact['id']}: {fact['mine']} | {fact['other']}"
            for fact in result["disagreements"]
        ],
        [f"- unknown key {one['id']}: {one['reason']}" for one in result["unknown_keys"]],
    )
    lines = [
        f"{mine} and {other}: {totals['same']} papers in both, "
        f"{totals['missing_in_mine']} only in {other}, {totals['missing_in_other']} only in {mine}"
    ]
    for group in groups:
        lines += group[:most]
        if most is not None and len(group) > most:
            lines.append(f"- ({len(group) - most} more such in the structured result)")
    return "\n".join(lines)


def _missing(one: results.MissingPaper, mine: str) -> str:
    named = f"{one['title']} ({one['other_id']}; {one['other_section']})"
    what = one["entry"] or f"{named}: {one['problem']}"
    ask = f"; may be {one['possible'][0]}" if one["possible"] else ""
    return f"- not in {mine}: {what} > {one['section']} ({one['confidence']:.2f}{ask})"


def _paper(paper: results.ListedPaper) -> str:
    return f"{paper['title']} ({paper['id']}; {paper['section']})"


def exported(result: results.ExportResult) -> str:
    """A short export itself, else how much there is; then what it lacks, and how to go on."""
    text, form = result["text"].rstrip(), result["format"]
    told = (
        text
        if len(text) <= TEXT_SHOWN
        else f"{len(text)} characters of {form} in the structured result's `text`,"
        f" of {result['total']} records in all."
    )
    if result["left_out"]:
        told += f"\n{len(result['left_out'])} unknown keys left out."
    if result["next_offset"] is not None:
        told += f"\nThere is more: call again with offset {result['next_offset']}."
    return told
