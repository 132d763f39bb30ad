"""Whether the venue and year of a paper speak for or against those of a citation key."""

from enum import IntEnum

from llmsys_mcp.core.citing.keys import Key
from llmsys_mcp.core.venue import PREPRINT, read_venue

RECENT = 3
"""Years that may lie between a preprint and its publication."""


class Agreement(IntEnum):
    """What the venue and year of an entry say to those of a key."""

    AGAINST = 0
    SLIP = 1
    """The venue of the key, one year off."""
    OPEN = 2
    """Nothing against it: a preprint of the years before, or no venue at all."""
    SAME = 3


def venue_name(text: str) -> str | None:
    """Usual name of an entry's venue; empty when it has none, None when it is none we read."""
    venue = read_venue(text) if text else None
    if venue is None:
        return None if text else ""
    return venue.usual or venue.name


def agreement(key: Key, venue: str | None, year: int | None) -> Agreement:
    """What the `venue` (see `venue_name`) and year of a paper say to a key."""
    if not key.venue or key.year is None:
        return Agreement.OPEN
    if venue and venue.casefold() == key.venue.casefold():
        if year is None or year == key.year:
            return Agreement.SAME
        return Agreement.SLIP if abs(year - key.year) == 1 else Agreement.AGAINST
    if year is None:
        return Agreement.AGAINST if venue else Agreement.OPEN
    if key.venue == PREPRINT:
        if not venue:
            return Agreement.SAME if year == key.year else Agreement.AGAINST
        return Agreement.OPEN if 0 <= year - key.year <= RECENT else Agreement.AGAINST
    if venue and venue != PREPRINT:
        return Agreement.AGAINST
    return Agreement.OPEN if 0 <= key.year - year <= RECENT else Agreement.AGAINST
