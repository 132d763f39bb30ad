"""The commits of a pull request: one for all, or one for each entry."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Literal

from llmsys_mcp.adapters.branches import Step
from llmsys_mcp.core.listing.conservation import Comparison
from llmsys_mcp.core.listing.split_change import PageChange, split_change
from llmsys_mcp.core.markup.text import decode, encode
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.services import proposal
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.pull_request_base import ChangedPage
from llmsys_mcp.services.revisions import History, compare_views

Commits = Literal["one", "per-entry"]


def commit_steps(
    catalog: Catalog, history: History, pages: Sequence[ChangedPage], commits: Commits, title: str
) -> tuple[Step, ...]:
    """What to commit. `title`: the first line of the only commit, when it is not empty.

    Every state on the way is a whole list: where one would drop an entry that stays, as when lines
    trade places, the next steps are taken together with it.
    """
    if commits == "one":
        whole = tuple((page.path, page.after) for page in pages)
        return (Step(whole, proposal.message(history.comparison, title)),)
    return tuple(_each(catalog, history, pages))


def _each(catalog: Catalog, history: History, pages: Sequence[ChangedPage]) -> Iterator[Step]:
    changes = list(_changes(history.comparison, pages))
    before, last = history.base.view, {page.file: decode(page.before) for page in pages}
    may_go = _gone(history.comparison)
    *between, end = split_change(changes)
    for texts in (*between, end):
        view = catalog.with_texts(history.head.view, texts.items())
        if texts is not end and not _gone(compare_views(history.base.view, view)[0]) <= may_go:
            continue
        new = tuple(
            (page.path, encode(texts[page.file]))
            for page in pages
            if texts[page.file] != last[page.file]
        )
        yield Step(new, proposal.message(compare_views(before, view)[0]))
        before, last = view, dict(texts)


def _gone(comparison: Comparison) -> frozenset[str]:
    return frozenset(listed.id for listed in comparison.removed)


def _changes(comparison: Comparison, pages: Sequence[ChangedPage]) -> Iterator[PageChange]:
    """Each page with the lines of every entry that changed."""
    pairs = (*comparison.edited, *comparison.moved)
    old = [(pair.before, ("pair", at)) for at, pair in enumerate(pairs)]
    old += [(listed, ("gone", at)) for at, listed in enumerate(comparison.removed)]
    new = [(pair.after, ("pair", at)) for at, pair in enumerate(pairs)]
    new += [(listed, ("new", at)) for at, listed in enumerate(comparison.added)]
    for page in pages:
        yield PageChange(
            page.file,
            decode(page.before),
            decode(page.after),
            dict(_lines(page.file, old)),
            dict(_lines(page.file, new)),
        )


def _lines(file: str, owned: Sequence[tuple[Listed, Hashable]]) -> Iterator[tuple[int, Hashable]]:
    for listed, unit in owned:
        if listed.file == file:
            first = listed.entry.line
            for line in range(first, first + listed.entry.raw.count("\n") + 1):
                yield line, unit
