"""Repair of typing errors against the words that occur in a list."""

from bisect import bisect_left
from collections.abc import Mapping
from string import ascii_lowercase

SHORTEST, LONGEST = 4, 24
"""Letters of a word that is repaired; shorter ones are near too many words."""

_SUGGESTIONS = 3


class Spelling:
    """The words of a list, each with the number of entries that hold it."""

    __slots__ = ("_sorted", "frequencies")

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = frequencies
        self._sorted: list[str] | None = None

    def __contains__(self, word: str) -> bool:
        return word in self.frequencies

    def suggestions(self, word: str) -> list[str]:
        """Words that `word` may stand for, the most frequent first; at most three.

        One letter is missing, too many, wrong or swapped with its neighbour; else `word` is the
        beginning of a longer word. Only words of 4 to 24 ASCII letters are repaired.
        """
        if not (SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()):
            return []
        found = self._one_edit_away(word) or self._continued(word)
        return sorted(found, key=lambda near: (-self.frequencies[near], near))[:_SUGGESTIONS]

    def _one_edit_away(self, word: str) -> set[str]:
        splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        near = [left + right[1:] for left, right in splits if right]
        near += [left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1]
        for letter in ascii_lowercase:
            near += [left + letter + right[1:] for left, right in splits if right]
            near += [left + letter + right for left, right in splits]
        return {candidate for candidate in near if candidate in self.frequencies}

    def _continued(self, word: str) -> list[str]:
        if self._sorted is None:
            self._sorted = sorted(self.frequencies)
        start = bisect_left(self._sorted, word)
        stop = bisect_left(self._sorted, word + "{")  # `{` follows `z`
        return self._sorted[start:stop]
