"""What a section puts between titles and descriptions: a colon, or the dash of its own entries."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from llmsys_mcp.core.markup.marker import without_marker
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.page.item import read_item

COLON = ": "
_DASHES = "-–—"
_LEAST = 2
"""Descriptions that a section needs to have a way of its own; with fewer it has the page's."""


def usual_separator(section: Sequence[Entry], page: Sequence[Entry]) -> str:
    """The dash with its blanks that more than half of the descriptions have, else the colon.

    Those of the section decide, of a section with hardly any those of the whole page.
    """
    signs = _signs(section)
    if signs.total() < _LEAST:
        signs = _signs(page)
    sign, times = max(signs.items(), key=lambda one: one[1], default=("", 0))
    return f" {sign} " if sign in _DASHES and 2 * times > signs.total() else COLON


def _signs(entries: Sequence[Entry]) -> Counter[str]:
    """What stands before descriptions, by sign."""
    return Counter(
        [sign for one in entries if one.description and (sign := _sign_of(one.raw)) is not None]
    )


@lru_cache(1 << 14)
def _sign_of(raw: str) -> str | None:
    """What stands before the description of an entry; remembered, as a page is asked for all."""
    item = read_item(without_marker(raw.partition("\n")[0]))
    return item.separator.strip() or None if item else None
