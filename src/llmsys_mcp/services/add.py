"""Add one entry: where it goes, how it is written, and whether it is there already."""

from llmsys_mcp.core.entry import Listed
from llmsys_mcp.core.house import is_placeholder
from llmsys_mcp.core.paper_list import PaperList, Place
from llmsys_mcp.core.placement import Spot, find_spot
from llmsys_mcp.core.style import Draft, Style, Written, write_entry
from llmsys_mcp.errors import DuplicateEntry, InvalidArgument, quoted
from llmsys_mcp.services.catalog import View
from llmsys_mcp.services.duplicates import Match, Verdict
from llmsys_mcp.services.plan import Plan, edited


def format_draft(draft: Draft, place: Place | None) -> Written:
    """The line for `draft` in the style of the section, in house style without one.

    Raises:
        InvalidArgument: the title is a placeholder.
    """
    return _written(draft, _spot(draft, place).style if place else Style())


def _spot(draft: Draft, place: Place) -> Spot:
    return find_spot(place.page.document, place.index, draft.year)


def _written(draft: Draft, style: Style) -> Written:
    if is_placeholder(draft.title):
        raise InvalidArgument(
            "title",
            f"{quoted(draft.title)} stands for a title, it is none.",
            "Give the paper's exact title; ask the user if it is not known.",
        )
    return write_entry(draft, style)


def plan_add(view: View, draft: Draft, section: str, *, allow_duplicate: bool) -> Plan:
    """One more line at the end of the section or its year group.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
        DuplicateEntry: the paper is listed and `allow_duplicate` is not set.
        InvalidArgument: the title is a placeholder.
    """
    place = view.papers.find_section(section)
    spot = _spot(draft, place)
    written = _written(draft, spot.style)
    same = _repeated(view.papers, place, written.line)
    if same is not None:
        return Plan(line=same.entry.raw, existing=same)
    warnings = _duplicate_warnings(view, draft, allow_duplicate=allow_duplicate)
    if spot.new_bucket:
        warnings.append(f"The section had no group for {spot.bucket}; one was made.")
    return Plan(
        texts=(edited(view, place.page.file, spot.edit(written.line)),),
        added=1,
        warnings=(*warnings, *(f"{c.rule}: {c.message}." for c in written.changes)),
        line=written.line,
    )


def _repeated(papers: PaperList, place: Place, line: str) -> Listed | None:
    """The entry of the same section that is this very line: the add was made before."""
    here = (place.page.file, place.section.path)
    for listed in papers.entries:
        if (listed.file, listed.entry.section) == here and listed.entry.raw.rstrip() == line:
            return listed
    return None


def check_draft(view: View, draft: Draft) -> Verdict:
    """Whether the draft's paper is listed already."""
    return view.duplicates.check(draft.full_title, draft.url)


def _duplicate_warnings(view: View, draft: Draft, *, allow_duplicate: bool) -> list[str]:
    verdict = check_draft(view, draft)
    if verdict.verdict == "new":
        return []
    said = "; ".join(_said(match) for match in verdict.matches[:3])
    if verdict.verdict == "duplicate":
        if not allow_duplicate:
            raise DuplicateEntry(
                "title",
                f"the paper is already listed: {said}.",
                "Leave it, change it with update_entry, or pass allow_duplicate to list it twice.",
            )
        return [f"Listed again on purpose: {said}."]
    return [f"Possible duplicate, look before you keep both: {said}."]


def _said(match: Match) -> str:
    listed = match.listed
    where = f"{listed.file} line {listed.entry.line}, {listed.entry.section}"
    return f"{listed.id} {quoted(listed.entry.title)} ({where}; {match.reason})"
