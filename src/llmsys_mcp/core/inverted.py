"""An inverted index over a sequence, brought up to date as the sequence changes in few places.

Each thing of the sequence has a number that it keeps while others come and go around it. What is
known by number is known still after an edit, and costs nothing again.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import filterfalse
from types import MappingProxyType
from typing import Generic, TypeVar

from llmsys_mcp.core.ends import alike_at_ends

Thing = TypeVar("Thing", bound=Hashable)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Numbered(Generic[Thing]):
    """A sequence whose things have numbers, and what came and went since the one before."""

    things: tuple[Thing, ...]
    numbers: tuple[int, ...]
    """Of the thing at each place; one that was never another's."""
    came: Mapping[int, Thing]
    gone: Mapping[int, Thing]
    fresh: int
    """A number that was never given, nor any above."""

    @classmethod
    def of(
        cls, things: Sequence[Thing], before: "Numbered[Thing] | None" = None
    ) -> "Numbered[Thing]":
        """`things` in their order; those that `before` holds too keep their numbers.

        What both begin and end with alike is passed over quickly.
        """
        things = tuple(things)
        if before is None:
            numbers = tuple(range(len(things)))
            return cls(things, numbers, dict(enumerate(things)), {}, len(things))
        first, last = alike_at_ends(before.things, things)
        old, new = len(before.things) - last, len(things) - last
        waiting: defaultdict[Thing, list[int]] = defaultdict(list)
        for thing, number in zip(before.things[first:old], before.numbers[first:old], strict=True):
            waiting[thing].append(number)
        between, came, fresh = [], {}, before.fresh
        for thing in things[first:new]:
            if left := waiting.get(thing):
                between.append(left.pop())
            else:
                came[fresh] = thing
                between.append(fresh)
                fresh += 1
        gone = {number: thing for thing, left in waiting.items() for number in left}
        numbers = (*before.numbers[:first], *between, *before.numbers[old:])
        return cls(things, numbers, came, gone, fresh)

    @cached_property
    def places(self) -> dict[int, int]:
        """Place of each number, counted from 0."""
        return {number: place for place, number in enumerate(self.numbers)}

    def in_order(self, numbers: Iterable[int]) -> list[int]:
        """The places of `numbers`, in their order."""
        return sorted(map(self.places.__getitem__, numbers))


class Inverted(Generic[Key]):
    """Which numbers stand under a key. Immutable; a later one shares what did not change."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[Key, tuple[int, ...]]) -> None:
        self._held = held

    @classmethod
    def of(
        cls,
        keys: Callable[[Thing], Iterable[Key]],
        came: Mapping[int, Thing],
        gone: Mapping[int, Thing] = MappingProxyType({}),
        before: "Inverted[Key] | None" = None,
    ) -> "Inverted[Key]":
        """`before` with what came, by number, under its `keys`, and without what went."""
        held = dict(before._held) if before else {}
        for key, numbers in _by_key(keys, gone):
            left = tuple(filterfalse(frozenset(numbers).__contains__, held.pop(key)))
            if left:
                held[key] = left
        for key, numbers in _by_key(keys, came):
            held[key] = (*held.get(key, ()), *numbers)
        return cls(held)

    def __contains__(self, key: Key) -> bool:
        return key in self._held

    def __iter__(self) -> Iterator[Key]:
        return iter(self._held)

    def under(self, key: Key) -> tuple[int, ...]:
        """The numbers under `key`, in no order."""
        return self._held.get(key, ())


def _by_key(
    keys: Callable[[Thing], Iterable[Key]], things: Mapping[int, Thing]
) -> Iterable[tuple[Key, list[int]]]:
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for number, thing in things.items():
        for key in keys(thing):
            found[key].append(number)
    return found.items()
