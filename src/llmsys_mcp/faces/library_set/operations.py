"""Lists compared and exported: plain arguments in, plain results out, every text checked here."""

from llmsys_mcp.core import policy
from llmsys_mcp.errors import InvalidArgument
from llmsys_mcp.faces.core_set.operations import lookup_name
from llmsys_mcp.faces.library_set import results
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.compare import compare_lists, suggested
from llmsys_mcp.services.export import Format, export
from llmsys_mcp.services.library import Library


class LibraryOperations:
    """The library set over one catalogue and the lists beside it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def compare_lists(
        self, mine: str = "", other: str = "", limit: int = 10, offset: int = 0
    ) -> results.CompareResult:
        """What two lists have and lack, `limit` of each group."""
        one, two = self._pair(lookup_name("mine", mine), lookup_name("other", other))
        view = one.current()
        compared = compare_lists(view, two.current())
        page = slice(offset, offset + limit)
        return {
            "mine": one.name,
            "other": two.name,
            "totals": results.totals(compared),
            "same": results.same(compared.both[page]),
            "missing_in_mine": results.missing(
                [(each, suggested(view, each)) for each in compared.missing[page]]
            ),
            "missing_in_other": list(map(results.listed_paper, compared.surplus[page])),
            "disagreements": results.facts(compared.disagreements[page]),
            "unknown_keys": results.unknown_keys(compared)[page],
        }

    def _pair(self, mine: str, other: str) -> tuple[Catalog, Catalog]:
        """Two lists; without names the primary one, and the first beside it."""
        library = Library(self.catalog)
        if not library.is_several:
            raise InvalidArgument(
                "other",
                "only one list is served.",
                "Name them at the start: --list NAME=PATH for each.",
            )
        one = library.named(mine, "mine")
        rest = [catalog for catalog in library.catalogs.values() if catalog is not one]
        two = library.named(other, "other") if other else rest[0]
        if one is two:
            raise InvalidArgument(
                "other",
                "a list is not compared with itself.",
                f"There are {', '.join(catalog.name for catalog in rest)}.",
            )
        return one, two

    def export_entries(
        self,
        format_: Format,
        section: str = "",
        query: str = "",
        offset: int = 0,
        most: int | None = None,
    ) -> results.ExportResult:
        """The entries in another form; all of them, or as many as go into `most` bytes."""
        query = policy.query_text("query", query, limit=policy.QUERY_LIMIT)
        view = self.catalog.current()
        name = lookup_name("section", section)
        exported = export(view, format_, name, query, offset=offset, most=most)
        return results.export_result(format_, exported)
