"""Read what was pasted, check every text, judge every paper."""

from collections.abc import Mapping, Sequence

from llmsys_mcp.core import policy
from llmsys_mcp.core.intake import TEXT_LIMIT, Pasted, read_pasted
from llmsys_mcp.core.style import Draft
from llmsys_mcp.errors import InvalidArgument, ListError
from llmsys_mcp.faces.core_set.operations import lookup_name
from llmsys_mcp.faces.intake_set import results
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.intake import Checked, judge

PAPERS_LIMIT = 100
"""Papers that one call may judge."""


def plan_additions(
    catalog: Catalog,
    text: str = "",
    entries: Sequence[Mapping[str, str]] = (),
    section: str = "",
) -> results.PlanResult:
    """A verdict for each paper of `text` and `entries`; nothing is written.

    Raises:
        ListError: there is nothing to judge, or too much, or `section` names none.
    """
    pasted = [*_read(text), *(_given(entry) for entry in entries)]
    if not 0 < len(pasted) <= PAPERS_LIMIT:
        raise InvalidArgument(
            "text",
            f"{len(pasted)} papers found." if pasted else "text and entries are both empty.",
            f"Give 1 to {PAPERS_LIMIT} papers.",
        )
    name = lookup_name("section", section)
    view = catalog.current()
    return results.plan_result(
        view.revision, judge(catalog, view, list(map(_checked, pasted)), name)
    )


def _read(text: str) -> tuple[Pasted, ...]:
    """The papers of a pasted text; what each of them says is checked later, one by one."""
    if len(text) > TEXT_LIMIT:
        raise InvalidArgument(
            "text", f"it has {len(text)} characters.", f"Give at most {TEXT_LIMIT}, in parts."
        )
    return read_pasted(text)


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
            policy.url("url", pasted.url) if pasted.url else "",
            policy.page_text("description", pasted.description, limit=policy.DESCRIPTION_LIMIT),
            policy.page_text("venue", pasted.venue, limit=policy.VENUE_LIMIT),
            policy.page_text("organization", pasted.organization, limit=policy.ORGANIZATION_LIMIT),
        )
    except ListError as error:
        return Checked(pasted, None, error)
    return Checked(pasted, draft)
