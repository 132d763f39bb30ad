"""Read what was pasted, check every text, judge every paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from llmsys_mcp.core import policy
from llmsys_mcp.core.intake import LINES_LIMIT, TEXT_LIMIT, Pasted
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import InvalidArgument, ListError
from llmsys_mcp.faces.core_set.operations import lookup_name
from llmsys_mcp.faces.intake_set import results
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.intake import Checked, Item, judge, read_papers

PAPERS_LIMIT = 100
"""Papers that one call may judge."""

_NOTHING = Draft("", "")


@dataclass(frozen=True, slots=True)
class Judged:
    """What was pasted, judged on one state of the list."""

    revision: str
    items: tuple[Item, ...]


def plan_additions(
    catalog: Catalog,
    text: str = "",
    entries: Sequence[Mapping[str, str]] = (),
    section: str = "",
    answers: Mapping[int, str] | None = None,
) -> results.PlanResult:
    """A verdict for each paper of `text` and `entries`; nothing is written.

    Raises:
        ListError: there is nothing to judge, or too much, or `section` names none.
    """
    judged = judge_pasted(catalog, text, entries, section, answers)
    return results.plan_result(judged.revision, judged.items)


def judge_pasted(
    catalog: Catalog,
    text: str,
    entries: Sequence[Mapping[str, str]],
    section: str,
    answers: Mapping[int, str] | None = None,
) -> Judged:
    """Every paper judged; `answers` by the index of the item they are for.

    Raises:
        ListError: as `plan_additions`.
    """
    pasted = [*_read(text), *(_given(entry) for entry in entries)]
    papers = sum(not one.remark for one in pasted)
    if not pasted:
        raise InvalidArgument("text", "text and entries are both empty.", "Give some papers.")
    if papers > PAPERS_LIMIT:
        raise InvalidArgument(
            "text", f"it tells of {papers} papers.", f"Give at most {PAPERS_LIMIT}, in parts."
        )
    name = lookup_name("section", section)
    view = catalog.current()
    items = judge(view, [_checked(one) for one in pasted], name, answers)
    return Judged(view.revision, tuple(items))


def _read(text: str) -> tuple[Pasted, ...]:
    """The papers of a pasted text; what each of them says is checked later, one by one."""
    lines = text.count("\n") + 1
    for many, limit, what in ((len(text), TEXT_LIMIT, "characters"), (lines, LINES_LIMIT, "lines")):
        if many > limit:
            raise InvalidArgument(
                "text", f"it has {many} {what}.", f"Give at most {limit}, in parts."
            )
    return read_papers(text)


def _given(entry: Mapping[str, str]) -> Pasted:
    return Pasted(
        source=" ".join(filter(None, entry.values())),
        title=entry.get("title", ""),
        url=entry.get("url", ""),
        description=entry.get("description", ""),
        venue=entry.get("venue", ""),
        organization=entry.get("organization", ""),
        section=entry.get("section", ""),
    )


def _checked(pasted: Pasted) -> Checked:
    """The texts of a paper as they may enter the page."""
    try:
        draft = Draft(
            policy.page_text("title", pasted.title, limit=policy.TITLE_LIMIT),
            "",
            policy.page_text("description", pasted.description, limit=policy.DESCRIPTION_LIMIT),
            policy.page_text("venue", pasted.venue, limit=policy.VENUE_LIMIT),
            policy.page_text("organization", pasted.organization, limit=policy.ORGANIZATION_LIMIT),
        )
        section = lookup_name("section", pasted.section)
    except ListError as error:
        return Checked(pasted, _NOTHING, error)
    pasted = replace(pasted, section=section)
    try:
        return Checked(
            pasted, replace(draft, url=policy.url("url", pasted.url) if pasted.url else "")
        )
    except ListError as error:
        return Checked(pasted, draft, error)
