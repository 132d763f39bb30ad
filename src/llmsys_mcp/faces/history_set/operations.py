"""Comparing states of the list: plain arguments in, plain results out, every text checked here."""

from llmsys_mcp.core import policy
from llmsys_mcp.faces.history_set import results
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.revisions import compare_revisions

REVISION_LIMIT = 200
"""Characters the name of a revision may have."""


class HistoryOperations:
    """The history set over one catalogue. Every method may raise a `ListError` and no other."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def compare_revisions(
        self, base: str = "", head: str = "", limit: int | None = None, offset: int = 0
    ) -> results.ComparisonResult:
        """What became of every entry."""
        first = policy.query_text("base", base, limit=REVISION_LIMIT) or "HEAD"
        second = policy.query_text("head", head, limit=REVISION_LIMIT)
        history = compare_revisions(self.catalog, first, second)
        return results.comparison_result(history, limit=limit, offset=offset)
