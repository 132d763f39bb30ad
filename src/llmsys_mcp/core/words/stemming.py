"""A small English stemmer for titles: what endings a word has does not decide what is found."""

from functools import lru_cache

_SUFFIXES = (
    "ization", "isation", "ation", "izing", "ising", "izer", "iser", "ized", "ised", "ize", "ise",
    "ating", "ated", "ator", "fulness", "iveness", "ousness", "ability", "ibility", "ity",
    "ingly", "edly", "ance", "ence", "ancy", "ency", "ement", "ment", "ness", "able", "ible",
    "ative", "ive", "ion", "ing", "er", "or", "ed", "ism", "ist", "al", "ant", "ent", "ate", "ic",
    "ful", "ly", "ous", "ure", "y", "e",
)  # fmt: skip
_SHORTEST_STEM = {
    "e": 3, "y": 3, "ing": 3, "ed": 3, "ize": 3, "ly": 3, "or": 5, "ic": 5, "ist": 5, "ement": 5,
    "ment": 5,
}  # fmt: skip
"""Letters that must remain; 4 for every other suffix."""
_BY_LAST_LETTER = {
    letter: tuple(
        (suffix, len(suffix) + _SHORTEST_STEM.get(suffix, 4))
        for suffix in sorted(_SUFFIXES, key=len, reverse=True)
        if suffix[-1] == letter
    )
    for letter in {suffix[-1] for suffix in _SUFFIXES}
}
_ROUNDS = 4
"""Suffixes taken off one after the other, at most."""
_DOUBLED = frozenset("bdfgmnprt")
"""Letters that an ending doubles (`plan`, `planning`); not `l`, `s` and `z`, in which doubled many
words end of their own (`call`, `pass`). Chosen."""


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """What `serve`, `serving` and `servers` have in common; for matching, not for reading.

    Only ASCII letters are stemmed. At least three letters stay.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    for _ in range(_ROUNDS):
        shorter = _without_suffix(word)
        if shorter == word:
            break
        word = shorter
    return word


def _singular(word: str) -> str:
    if word[-1] != "s":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    # `GPUs` and its kin are the plurals in -us that matter here.
    return word if word[-2] in "su" and not word.endswith("pus") else word[:-1]


def _without_suffix(word: str) -> str:
    for suffix, shortest in _BY_LAST_LETTER.get(word[-1], ()):
        if len(word) >= shortest and word.endswith(suffix):
            if suffix == "ion" and word[-4] not in "st":
                continue
            word = word[: -len(suffix)]
            if len(word) > 4 and word[-1] == word[-2] and word[-1] in _DOUBLED:
                word = word[:-1]
            break
    return word
