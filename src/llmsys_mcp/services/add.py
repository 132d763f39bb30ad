"""Add one entry: where it goes, how it is written, and whether it is there already."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from llmsys_mcp.core.dialects import find_spot, named
from llmsys_mcp.core.identity import link_identity
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.listing.paper_list import PaperList, Place
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.house import house_title
from llmsys_mcp.core.writing.placement import Spot
from llmsys_mcp.core.writing.style import FIELDS, Draft, Style, Written, in_house_form
from llmsys_mcp.errors import DuplicateEntry, InvalidArgument, UnknownSection, quoted
from llmsys_mcp.services.cite import cite, is_nobody_s, listed_by_key, told_by_key, with_key_of
from llmsys_mcp.services.duplicates import Match, Verdict, check_paper
from llmsys_mcp.services.plan import Plan, edited, formed
from llmsys_mcp.services.view import View


def format_draft(draft: Draft, place: Place | None, document: Document | None = None) -> Written:
    """The line for `draft` in the style of the section.

    Without one: as the dialect of `document` writes a new list, else in house style.

    Raises:
        InvalidArgument: the title is a placeholder.
    """
    if place is not None:
        return _written(draft, _spot(draft, place).style)
    style = named(document.dialect).style(document, ()) if document else Style()
    return _written(draft, style)


def format_in(view: View, draft: Draft, section: str) -> tuple["Target", Written]:
    """Where `draft` would go in the section of that name, and its line there.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none that adding could use, or several.
        InvalidArgument: the title is a placeholder.
    """
    target = _target(view, draft, section)
    return target, _written(draft, target.spot.style)


def _spot(draft: Draft, place: Place) -> Spot:
    return find_spot(place.page.document, place.index, draft.year)


def _written(draft: Draft, style: Style) -> Written:
    if is_placeholder(house_title(draft.title)[0]):
        raise InvalidArgument(
            "title",
            f"{quoted(draft.title)} stands for a title, it is none.",
            "Give the paper's exact title; ask the user if it is not known.",
        )
    return style.write(draft)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an entry goes."""

    file: str
    path: str
    """Of the section, empty when it has to be made."""
    spot: Spot
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Add:
    """An add as it was planned, and where its line goes."""

    plan: Plan
    target: Target
    alone: bool
    """Whether nothing on the list comes near the paper."""


def _target(view: View, draft: Draft, section: str) -> Target:
    """The section of that name; where the dialect makes sections by itself, a new one.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
    """
    found = _found(view, section)
    if isinstance(found, Spot):
        made = f"The list had no section {found.bucket}; one was made."
        return Target(view.papers.pages[0].file, "", found, [made])
    spot = _spot(draft, found)
    new = [f"The section had no group for {spot.bucket}; one was made."] if spot.new_bucket else []
    return Target(found.page.file, found.section.path, spot, new)


def section_named(view: View, section: str) -> str:
    """The path of the section of that name, or the name by which adding to it makes it.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
    """
    found = _found(view, section)
    return found.bucket if isinstance(found, Spot) else found.section.path


def _found(view: View, section: str) -> Place | Spot:
    """The section of that name, or where the dialect would make it with its first entry."""
    try:
        return view.papers.find_section(section)
    except UnknownSection:
        page = view.papers.pages[0]
        first = named(page.document.dialect).first_entry(page.document, section)
        if first is None:
            raise
        return first if isinstance(first, Spot) else Place(page, first)


def plan_add(view: View, draft: Draft, section: str, *, allow_duplicate: bool) -> Plan:
    """One more line at the end of the section or its year group.

    Raises:
        UnknownSection, AmbiguousSection: `section` names none, or several.
        DuplicateEntry: the paper is listed and `allow_duplicate` is not set.
        InvalidArgument: the title is a placeholder.
    """
    return add_of(view, draft, section, allow_duplicate=allow_duplicate).plan


def add_of(view: View, draft: Draft, section: str, *, allow_duplicate: bool) -> Add:
    """`plan_add`, and where the line goes.

    Raises:
        ListError: as `plan_add` does.
    """
    target = _target(view, draft, section)
    style = target.spot.style
    known = listed_by_key(view, target.file, draft)
    if known is not None:
        is_here = known.entry.section == target.path
        if is_here and not (allow_duplicate and is_nobody_s(view, known)):
            return _needless(known, target, told_by_key(view, known))
        if not allow_duplicate:
            raise _listed_already(f"{known.id} (its key stands in {known.entry.section})")
        style = style if is_here else with_key_of(style, known)
    written = _written(draft, style)
    same = _repeated(view.papers, target, draft, written.line, loosely=not allow_duplicate)
    if same is not None:
        return _needless(same, target, _told_again(same, written.line))
    verdict = check_draft(view, draft)
    warnings = _duplicate_warnings(verdict, draft, allow_duplicate=allow_duplicate)
    citing = cite(view, target.file, draft, written.line)
    plan = Plan(
        texts=(edited(view, target.file, target.spot.edit(written.line)), *citing.texts),
        added=1,
        changed=0,
        warnings=(
            *warnings,
            *target.warnings,
            *citing.warnings,
            *(f"{c.rule}: {c.message}." for c in written.changes),
        ),
        line=written.line,
        forms=formed(written.line, written.changes),
        paste=citing.paste,
    )
    return Add(plan, target, alone=not verdict.matches)


def _needless(listed: Listed, target: Target, told: str) -> Add:
    plan = Plan(line=listed.entry.raw, existing=listed, warnings=(told,))
    return Add(plan, target, alone=False)


def _repeated(
    papers: PaperList, target: Target, draft: Draft, line: str, *, loosely: bool
) -> Listed | None:
    """The entry of the same section that says just this: the add was made before.

    It is this very line, but for a number of its own and a box that may have been ticked since;
    `loosely`: else an entry of the same facts, however its line is written. One that says
    something else of the paper is no repetition: it is the duplicate that the add is refused for.
    """
    file, path = target.file, target.path
    own = [one for one in papers.entries if one.entry.section == path and one.file == file]
    end = without_marker(line)
    for listed in own:
        raw = listed.entry.raw.rstrip()
        # Whether it ends so is told much faster than whether it is the line.
        if raw.endswith(end) and (raw == line or _is_line(raw, line)):
            return listed
    link = link_identity(draft.url) if loosely else None
    for listed in own:
        if link and link_identity(listed.entry.url) == link and not _differences(listed, draft):
            return listed
    return None


def _is_line(raw: str, line: str) -> bool:
    """Whether two lines differ in nothing but the number or the box of their markers."""
    words = without_marker(line)
    return len(words) < len(line) and without_marker(raw) == words


def _told_again(listed: Listed, line: str) -> str:
    """How near the listed entry is to the line that would have been written."""
    raw = listed.entry.raw.rstrip()
    if raw == line:
        return "The section has this very line already, byte for byte."
    if _is_line(raw, line):
        return "The section has this line already, but for its marker."
    return f"The section says so already, on line {listed.entry.line}, written in another way."


def _differences(listed: Listed, draft: Draft) -> list[str]:
    """The fields that a listed entry and the draft have otherwise, both in house form."""
    here = in_house_form(Draft.of(listed.entry))[0]
    yours = in_house_form(draft)[0]
    return [name for name in FIELDS if getattr(here, name) != getattr(yours, name)]


def check_draft(view: View, draft: Draft) -> Verdict:
    """Whether the draft's paper is listed already."""
    return check_paper(view, draft.full_title, draft.url)


def _duplicate_warnings(verdict: Verdict, draft: Draft, *, allow_duplicate: bool) -> list[str]:
    if verdict.verdict == "new":
        return []
    said = "; ".join(_said(match) for match in verdict.matches[:3])
    if verdict.verdict == "duplicate":
        if not allow_duplicate:
            raise _listed_already(said, _differences(verdict.matches[0].listed, draft))
        return [f"Listed again on purpose: {said}."]
    return [possible_duplicate(verdict.matches)]


def possible_duplicate(matches: Sequence[Match]) -> str:
    """What to look at before an entry stands beside these."""
    said = "; ".join(_said(match) for match in matches[:3])
    return f"Possible duplicate, look before you keep both: {said}."


def _listed_already(said: str, differences: Sequence[str] = ()) -> DuplicateEntry:
    has = f" It has another {', '.join(differences)}." if differences else ""
    return DuplicateEntry(
        "title",
        f"the paper is already listed: {said}.{has}",
        "Leave it, or pass allow_duplicate to list it twice. update_entry changes its fields.",
    )


def _said(match: Match) -> str:
    listed = match.listed
    where = f"{listed.file} line {listed.entry.line}, {listed.section}".removesuffix(", ")
    return f"{listed.id} {in_quotes(listed.entry.title)} ({where}; {match.reason})".lstrip()
