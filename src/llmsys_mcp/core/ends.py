"""What two sequences begin and end with alike: an edit leaves nearly all of a list as it was."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from operator import ne
from typing import TypeVar

Thing = TypeVar("Thing")


def alike_at_ends(
    one: Sequence[Thing], other: Sequence[Thing], differ: Callable[[Thing, Thing], bool] = ne
) -> tuple[int, int]:
    """How many things both begin with alike, and how many of the others they end with alike."""
    most = min(len(one), len(other))
    first = _alike(one, other, differ, most)
    return first, min(_alike(reversed(one), reversed(other), differ, most), most - first)


def _alike(
    one: Iterable[Thing], other: Iterable[Thing], differ: Callable[[Thing, Thing], bool], most: int
) -> int:
    """How many come before two that differ; `most` where none do."""
    return next(compress(count(), map(differ, one, other)), most)
