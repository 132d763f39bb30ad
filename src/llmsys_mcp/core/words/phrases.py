"""Phrases sought in a text that is a row of stems: `mixture of experts`, `kv cache`."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class PhraseTable(Generic[T]):
    """Phrases, each with what it stands for. A search takes time in proportion to the text."""

    __slots__ = ("_by_first",)

    def __init__(self, phrases: Iterable[tuple[Sequence[str], T]]) -> None:
        """`phrases`: the stems of each, and what it stands for; one without stems is left out."""
        by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for stems, meaning in phrases:
            if stems:
                by_first.setdefault(stems[0], []).append((tuple(stems[1:]), meaning))
        for rests in by_first.values():
            rests.sort(key=lambda phrase: -len(phrase[0]))
        self._by_first = by_first

    def begun_at(self, stems: Sequence[str], at: int) -> Sequence[tuple[int, T]]:
        """(length in stems, meaning) of every phrase that begins at `at`, the longest first."""
        rests = self._by_first.get(stems[at])
        if rests is None:
            return ()
        return [
            (1 + len(rest), meaning)
            for rest, meaning in rests
            if tuple(stems[at + 1 : at + 1 + len(rest)]) == rest
        ]
