"""What speaks for each change of an entry: its section, whether it was listed, its form.

Everything is judged by the list as it was before, so that no entry speaks for itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from llmsys_mcp.adapters.journal import gone
from llmsys_mcp.core.listing.paper_list import Place
from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.markup.references import item_written_out
from llmsys_mcp.core.page.entry import Entry, Listed
from llmsys_mcp.core.sameness.verdict import in_quotes
from llmsys_mcp.core.writing.style import FIELDS, Draft
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.add import format_draft
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.cite import is_nobody_s
from llmsys_mcp.services.duplicates import DuplicateIndex, check_paper
from llmsys_mcp.services.placing import suggest
from llmsys_mcp.services.proposal import Row
from llmsys_mcp.services.revisions import History
from llmsys_mcp.services.view import View

_SUGGESTIONS = 3
"""Sections among which the one of an added entry is looked for."""


def rows(history: History, remarks: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
    """One row for each entry that changed: what is gone first, then what came, then the rest.

    `remarks`: what is on record of the edits, see `adapters/journal.py`.
    """
    return tuple(_rows(history, remarks))


def _rows(history: History, remarks: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    found, before = history.comparison, history.base.view
    lost = {one.id for one in found.lost}
    twice = {pair.second.id: pair.reason for pair in DuplicateIndex(found.added).pairs()}
    for one in found.removed:
        why = "; ".join(remarks.get(gone(one.id), ()))
        yield Row("lost" if one.id in lost else "removed", one, why=why)
    for one in found.added:
        why = _why(history, one)
        verdict = _verdict(before, one)
        if one.id in twice:
            verdict = f"added twice: {twice[one.id]}"
        form = f"{_form(history, one)}{_formed(remarks, one)}"
        yield Row("added", one, why=why, duplicate=verdict, form=form)
    reasons = {id(one.pair): one.reason for one in history.renamed}
    for pair in found.edited:
        form = f"{_difference(pair.before.entry, pair.after.entry)}{_formed(remarks, pair.after)}"
        yield Row("edited", pair.after, pair.before, duplicate=_same(reasons, pair), form=form)
    for pair in found.moved:
        form = f"{_difference(pair.before.entry, pair.after.entry)}{_formed(remarks, pair.after)}"
        why = _why(history, pair.after)
        yield Row("moved", pair.after, pair.before, why, _same(reasons, pair), form)


def _same(reasons: dict[int, str], pair: object) -> str:
    reason = reasons.get(id(pair))
    return f"taken for the same paper: {reason}" if reason else ""


def _why(history: History, listed: Listed) -> str:
    """How the section stands among those that the list as it was suggests."""
    before, entry = history.base.view, listed.entry
    if not entry.section:
        return "outside of any section"
    if entry.section not in {place.section.path for place in before.papers.places}:
        return "a new section"
    if entry.key and is_nobody_s(history.head.view, listed):
        return "no record tells which paper its key stands for"
    title = entry.full_title
    chosen = suggest(before, title, "", entry.url, entry.venue, _SUGGESTIONS)
    for rank, choice in enumerate(chosen, 1):
        if choice.section == entry.section:
            return f"suggestion {rank}, confidence {choice.confidence:.2f}: {choice.reason}"
    best = f"the first is {chosen[0].section} ({chosen[0].confidence:.2f})"
    return f"not among the first {_SUGGESTIONS} suggestions; {best}"


def _verdict(before: View, listed: Listed) -> str:
    """Whether the paper was listed before, and the listed one that is nearest to it."""
    entry = listed.entry
    verdict = check_paper(before, entry.full_title, entry.url)
    if verdict.matches:
        match = verdict.matches[0]
        near = in_quotes(match.listed.entry.title)
        return f"{verdict.verdict}; nearest {near}, {match.score:.2f}, {match.reason}"
    return f"new{_nearest(before, entry)}"


def _nearest(before: View, entry: Entry) -> str:
    matcher = SequenceMatcher(b=entry.full_title)
    nearest, likeness = None, 0.0
    for listed in before.papers.entries:
        matcher.set_seq1(listed.entry.full_title)
        if matcher.real_quick_ratio() > likeness and matcher.ratio() > likeness:
            nearest, likeness = listed.entry, matcher.ratio()
    if nearest is None:
        return ""
    where = f"{in_quotes(nearest.title)} (line {nearest.line})"
    return f"; nearest {where}, {likeness * 100:.0f} % of letters alike"


def _form(history: History, listed: Listed) -> str:
    """Whether the entry is written as the rules write it, else what they would change."""
    place = _place(history.head.view, listed)
    entry = listed.entry
    if entry.key:
        return "named by its key, as the list names papers"
    try:
        written = format_draft(Draft.of(entry), place)
    except ListError as error:
        return error.problem
    references = place.page.document.references if place else {}
    raw = item_written_out(entry.raw, references)
    if without_marker(written.line) == without_marker(raw).rstrip():
        return "as the rules write it"
    names = [str(change.rule) for change in written.changes]
    return f"differs from the rules' own form{': ' if names else ''}{', '.join(names)}"


def _formed(remarks: Mapping[str, Sequence[str]], listed: Listed) -> str:
    """What the rules changed in it as it was given, if that is on record."""
    rules = remarks.get(listed.id, ())
    return f"; was given otherwise, changed by {', '.join(rules)}" if rules else ""


def _place(view: View, listed: Listed) -> Place | None:
    """The section that the entry stands in; None outside of any."""
    places = (place for place in view.papers.places if place.page.file == listed.file)
    return next((one for one in places if one.section.path == listed.entry.section), None)


def _difference(before: Entry, after: Entry) -> str:
    """The fields that differ."""
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if not changed and before.raw != after.raw:
        changed = ["spelling of the line"]
    return f"changed: {', '.join(changed)}" if changed else ""


def findings(catalog: Catalog, history: History) -> tuple[str, ...]:
    """What the list's rules say of the lines that changed."""
    from llmsys_mcp.services import lint  # its rules are 40 ms to load

    settings = lint.settings_of(catalog)
    known = lint.known_of(history.base.view, settings)
    return tuple(
        f"{one.file} line {one.line}: {one.rule.id} {one.rule.name}: {one.message}"
        for one in lint.check(history.head.view, settings, known).findings
    )
