"""Names made of the beginnings of words: `approxcache` of `Approximate Caching`."""

from collections.abc import Sequence

_CLEAR = 4
"""Letters of each of two pieces from which on they are clear without any further sign."""
_PIECES = 3
"""Pieces of a name at most, and letters of the longest at least."""


def made_of(name: str, words: Sequence[str]) -> bool:
    """Whether `name` is made of beginnings of different words, in any order.

    Two or three of them, one of three letters at least, and only one of a single letter.
    """
    found = _cut(name, words, _PIECES)
    singles = sum(len(piece) == 1 for piece in found)
    return len(found) > 1 and singles <= 1 and max(map(len, found)) >= _PIECES


def joins(name: str, first: str, second: str) -> bool:
    """Whether `name` is the beginnings of two words in this order, each clear by itself."""
    cuts = range(_CLEAR, len(name) - _CLEAR + 1)
    return any(_begins(first, name[:cut]) and _begins(second, name[cut:]) for cut in cuts)


def _cut(name: str, words: Sequence[str], most: int) -> list[str]:
    """`name` cut into `most` beginnings of words at most, the longest tried first; else nothing."""
    for size in range(len(name), 0, -1) if most else ():
        piece = name[:size]
        at = next((at for at, word in enumerate(words) if _begins(word, piece)), None)
        if at is None:
            continue
        if size == len(name):
            return [piece]
        if rest := _cut(name[size:], [*words[:at], *words[at + 1 :]], most - 1):
            return [piece, *rest]
    return []


def _begins(word: str, piece: str) -> bool:
    """Whether `piece` begins the word, endings aside: `cache` begins `caching`."""
    if word.startswith(piece):
        return True
    stem = piece[:-1]
    return len(stem) >= _CLEAR and piece[-1] == "e" and word in (f"{stem}ing", f"{stem}ed")
