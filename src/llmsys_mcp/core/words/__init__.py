"""Words in one spelling, so that `KV-cache`, `KVCache`, `kv caches` and `key-value cache` meet.

Every entry and every query passes through here; what the two have in common decides the answer.
Case, accents, typographic marks and endings fall away. A compound yields its parts and itself in
one word, as do two words that stand side by side, so that it matters to nobody where the spaces
and hyphens are. Phrases of the field also yield their short form (`vocabulary.SYNONYMS`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from llmsys_mcp.core.letters import GREEK, LATIN
from llmsys_mcp.core.words.phrases import PhraseTable
from llmsys_mcp.core.words.stemming import stem
from llmsys_mcp.core.words.vocabulary import CONCEPTS, STOPWORDS, SYNONYMS

VERSION = 2
"""Grows with every change of a rule or table: an index made by another version is not read."""

WORD_LIMIT = 64
"""Characters of a word that count."""

_COVERED = 0.3
"""Weight of the words of a phrase in a query, beside 1.0 for the short form that stands for it."""

_LETTERS = LATIN | {"ß": "ss"} | GREEK
_APOSTROPHES = dict.fromkeys("'’‘`ʼ", "")
_MARKS = dict.fromkeys(map(chr, range(0x300, 0x370)), "")
_FOLDED = str.maketrans(
    _LETTERS
    | {letter.upper(): plain.capitalize() for letter, plain in _LETTERS.items() if letter != "ß"}
    | _APOSTROPHES
    | _MARKS
)
_UNQUOTED = str.maketrans(_APOSTROPHES)

_GAPS = re.compile(r"[\s,;:()\[\]{}<>|!?\"“”„«»—]+")
_RUNS = re.compile(r"[^\W_]+")
_SPELT = re.compile(r"[^\W_]+\+*")
_CAMEL = re.compile(r"[0-9]+|[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+")
_CAMEL_LENGTH = 6
"""Letters and digits of a word that is cut at its capitals, at least."""
_LETTERS_OR_DIGITS = re.compile(r"[0-9]+|[^\W0-9_]+")
_FIRST_CJK = "\u3040"


def fold(text: str) -> str:
    """`text` without accents, apostrophes and compatibility forms, Greek letters by name.

    Case stays: it tells where the parts of `FlashAttention` are.
    """
    if text.isascii():
        return text.translate(_UNQUOTED)
    folded = unicodedata.normalize("NFKD", text).translate(_FOLDED)
    return unicodedata.normalize("NFC", folded)


def runs(text: str) -> list[str]:
    """The runs of letters and digits in order, folded; case stays."""
    return _RUNS.findall(fold(text))


def surface_words(text: str) -> list[str]:
    """The words as they are typed, in order, folded and in lower case."""
    return [run.casefold() for run in runs(text)]


def squash(text: str) -> str:
    """Letters and digits alone: `Megatron-LM` and `megatron lm` are both `megatronlm`."""
    return "".join(runs(text)).casefold()


def name_keys(title: str) -> list[str]:
    """What an entry is called: its name before the colon and its whole title, squashed."""
    keys = (squash(title.partition(":")[0]), squash(title))
    return list(dict.fromkeys(key for key in keys if key))


def spelling(text: str) -> str:
    """The words joined by `_`: tells `Deja Vu` from `DejaVu` and `X2++` from `X2`."""
    return "_".join(_SPELT.findall(fold(text))).casefold()


def index_terms(text: str) -> list[str]:
    """What an entry with this text is found by, once for each time it occurs."""
    reading = _read(text)
    return [term for term, _ in reading.terms] + list(reading.short_forms)


def query_terms(text: str) -> dict[str, float]:
    """What to look for, each term with its weight, greater than 0 and at most 1.

    A phrase counts by its short form, so that `mixture of experts` and `MoE` ask the same; its
    single words count little.
    """
    reading = _read(text)
    weights: dict[str, float] = {}
    for term, covered in reading.terms:
        weights[term] = max(weights.get(term, 0.0), _COVERED if covered else 1.0)
    return weights | dict.fromkeys(reading.short_forms, 1.0)


def concepts(text: str) -> list[str]:
    """What the text is about, by the names in `vocabulary.CONCEPTS`, sorted.

    Weaker than words: it relates `leaderboard` to `benchmark` and `resilient` to `failure`.
    """
    reading = _read(text)
    table = _concepts()
    names = {name for _, name in _longest(reading.stems, table)}
    for term in {*(term for term, _ in reading.terms), *reading.short_forms}:
        names.update(name for _, name in table.begun_at((term,), 0))
    return sorted(names)


def parts(word: str) -> tuple[str, ...]:
    """The parts of one folded run of letters and digits: `KVCache` is `kv`, `cache`.

    Digits glued to one word are no part of their own: `INT4` and `Phi4` are not about 4. A run of
    Chinese, Japanese or Korean characters is read as its pairs of neighbours.
    """
    return _parts(word[:WORD_LIMIT])


@lru_cache(maxsize=1 << 13)
def _parts(word: str) -> tuple[str, ...]:
    if not word.isascii() and max(word) >= _FIRST_CJK:
        found = [part for run in _cjk().split(word) if run for part in _cjk_or_parts(run)]
        return tuple(found)
    if len(word) >= _CAMEL_LENGTH and word.isascii() and not (word.islower() or word.isupper()):
        camel = _CAMEL.findall(word)
        # `vAttention`: the one small letter before it tells versions apart, not topics.
        pieces = camel[1:] if len(camel[0]) == 1 and camel[0].islower() else camel
        if all(len(piece) > 1 or piece.isdigit() for piece in pieces):
            return tuple(piece.lower() for piece in pieces)
    folded = word.casefold()
    pieces = _LETTERS_OR_DIGITS.findall(folded)
    if len(pieces) > 1:
        return tuple(p for p in pieces if len(p) > 2 and not p.isdigit()) or (folded,)
    return (folded,)


@cache
def _cjk() -> re.Pattern[str]:
    """Characters of scripts without spaces. Large classes compile slowly, so not at import."""
    return re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+)")


def _cjk_or_parts(run: str) -> tuple[str, ...]:
    if not _cjk().match(run):
        return (run.casefold(),)
    return tuple(a + b for a, b in pairwise(run)) or (run,)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text read once."""

    terms: tuple[tuple[str, bool], ...]
    """Words and compounds, stemmed, and whether a phrase with a short form covers each."""
    short_forms: tuple[str, ...]
    stems: tuple[str, ...]
    """The single words in order, stopwords included, for finding phrases."""


@lru_cache(maxsize=64)
def _read(text: str) -> _Reading:
    words: list[str] = []
    compounds: list[tuple[str, int, int]] = []
    for chunk in _GAPS.split(fold(text)):
        whole = _RUNS.findall(chunk)
        if not whole:
            continue
        start = len(words)
        for run in whole:
            words += parts(run)
        compounds.append(("".join(whole)[:WORD_LIMIT].casefold(), start, len(words)))
    stems = tuple(map(stem, words))
    covered = [False] * len(words)
    short_forms = []
    for span, name in _longest(stems, _synonyms()):
        short_forms.append(name)
        covered[span] = [True] * (span.stop - span.start)
    terms = [(stems[at], covered[at]) for at, word in enumerate(words) if word not in STOPWORDS]
    terms += _pairs(words, covered)
    terms += _compounds(words, covered, compounds)
    if not terms and not short_forms:
        terms = [(word, False) for word in stems]
    return _Reading(tuple(terms), tuple(short_forms), stems)


def _pairs(words: list[str], covered: list[bool]) -> list[tuple[str, bool]]:
    """Neighbours in one word: `kv`, `cache` give `kvcache`."""
    return [
        (stem(first + second), covered[at] and covered[at + 1])
        for at, (first, second) in enumerate(pairwise(words))
        if _joins(first) and _joins(second)
    ]


def _compounds(
    words: list[str], covered: list[bool], compounds: list[tuple[str, int, int]]
) -> list[tuple[str, bool]]:
    """What stands between two spaces as one word, and two of them where a hyphen is in either."""
    found = []
    for whole, start, end in compounds:
        if "".join(words[start:end]) != whole or end - start > 2:
            found.append((stem(whole), all(covered[start:end])))
    for (first, start, middle), (second, _, end) in pairwise(compounds):
        if end - start > 2 and _joins(first) and _joins(second):
            found.append((stem(first + second), all(covered[start:middle])))
    return found


def _joins(word: str) -> bool:
    return word not in STOPWORDS and word < _FIRST_CJK


def _longest(stems: Sequence[str], table: PhraseTable[str]) -> Iterator[tuple[slice, str]]:
    """Where phrases of `table` stand, the longest at each place; it may stand for several."""
    for at in range(len(stems)):
        longest = 0
        for length, name in table.begun_at(stems, at):
            if length < longest:
                break
            yield slice(at, at + length), name
            longest = length


@cache
def _synonyms() -> PhraseTable[str]:
    return PhraseTable(
        (_stems(phrase), stem(name.replace(" ", "")))
        for name, phrases in SYNONYMS.items()
        for phrase in phrases
    )


@cache
def _concepts() -> PhraseTable[str]:
    return PhraseTable(
        (_stems(phrase), name.replace(" ", ""))
        for name, phrases in CONCEPTS.items()
        for phrase in phrases
    )


def _stems(phrase: str) -> list[str]:
    return list(map(stem, phrase.split()))
