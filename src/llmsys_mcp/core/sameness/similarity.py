"""How likely two titles are one paper's, from the words they share.

Weighted word overlap as record linkage has it (Fellegi and Sunter 1969): each shared word counts
by its rarity, and pairs of neighbours say whether the order is the same. The four weights were
fitted by logistic regression on known renamings of papers against the most similar other titles
of the field, then rounded; `tests/benchmarks/duplicates.py` shows what they do.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from math import exp, fsum, log
from typing import Any

from llmsys_mcp.core.inverted import Inverted, Numbered
from llmsys_mcp.core.sameness.wording import Kinship, Wording, kinship
from llmsys_mcp.core.words.stemming import stem

_OVERLAP = 5.4
"""For all words shared; half for half of the two titles' information."""
_ORDER = 2.6
"""For all pairs of neighbours of the title with fewer pairs."""
_SHARED = 2.6
"""For each e-fold of shared information."""
_NONE = -12.3
"""Before anything is known of the two: where the fit begins to count from."""
_KINSHIP: Mapping[Kinship, float] = {
    "same": 6.7,
    "begun": 9.5,
    "mentioned": 3.5,
    "short form": 0.0,
    "unnamed": 0.0,
    "other": -1.3,
    "version": -20.0,
}
_CONTRAST = -2.5
"""One is about training and the other about inference, or they count differently."""
_CONTRASTS = (("training", "inference serving decoding"), ("prefill", "decoding"))

_FIELD_TITLES = 1000
_FIELD = {
    330: "model",
    260: "llm efficient",
    220: "inference serving training",
    110: "scale large",
    80: "parallel system optimizing learning",
    60: "gpu cache fast accelerating generation distributed",
    50: "scheduling memory context transformer long aware throughput attention",
    40: "heterogeneous dynamic pipeline",
    32: "framework communication kv high ai performance",
    26: "network management decoding cost dnn data low disaggregated enabling sparse workload"
    " diffusion cluster speculative latency",
    20: "multimodal sequence automatic agent cloud rl resource tensor program adaptive computation"
    " device survey moe expert",
    15: "quantization effective elastic fine grained compression hybrid serverless neural flexible"
    " application reasoning sharing unified token parameter checkpoint bit time rag",
    11: "lora rlhf slo retrieval fusion cpu kernel edge activation offloading batch streaming"
    " foundation energy accurate length machine overlapping engine simulation open algorithm"
    " analysis architecture knowledge",
    8: "prompt query goodput resilient asynchronous hardware online structured environment task"
    " collective prediction pool level multiple tuning compiler mixed improving infrastructure"
    " optimal reuse prefill characterizing workflow easy power constraint prefix text"
    " orchestration partitioning precision temporal taming rethinking video mobile image beyond",
}
"""Of a thousand titles of the field, roughly how many have the word. It keeps a short list from
taking its few words for rare ones."""

_COMMON = 1.6
"""Information of words too common to look entries up by, in nats."""
_LOOKED_AT = 2000
"""Occurrences of words that are looked at, the rarest words first: keeps a long list quick."""
_CANDIDATES = 10
"""Titles that are compared in full; the same paper is among the first two as a rule."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wording and how much it tells, in nats."""

    wording: Wording
    words: float
    pairs: float


class Weights:
    """How much each word tells: the rarer in the titles of a list and in the field, the more."""

    __slots__ = ("_known", "_titles", "_words")

    def __init__(self, words: Inverted[str], titles: int) -> None:
        """`words`: which of so many titles have a stem."""
        self._words = words
        self._titles = _FIELD_TITLES + titles
        self._known: dict[str, float] = {}

    def of(self, stem_: str) -> float:
        """Information of a stem in nats: about 1 for `model`, 7 for a word never seen."""
        known = self._known.get(stem_)
        if known is None:
            held = len(self._words.under(stem_))
            known = log(self._titles / (_field().get(stem_, 0) + held + 1))
            if held:
                self._known[stem_] = known
        return known

    def weigh(self, wording: Wording) -> Weighed:
        """The wording with the information of its words and pairs."""
        return Weighed(wording, self.words(wording.stems), self._pairs(wording.pairs))

    def words(self, stems: Iterable[str]) -> float:
        """Information of several stems, the same in whatever order."""
        return fsum(map(self.of, stems))

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> float:
        return fsum(min(self.of(first), self.of(second)) for first, second in pairs)

    def evidence(self, one: Weighed, other: Weighed) -> float:
        """Log odds that two titles are one paper's; above 0 a person should look. Symmetric."""
        odds = _NONE + _KINSHIP[kinship(one.wording, other.wording)]
        shared = self.words(one.wording.stems & other.wording.stems)
        if shared <= 0:
            return odds
        odds += _OVERLAP * 2 * shared / (one.words + other.words) + _SHARED * log(shared)
        least = min(one.pairs, other.pairs)
        if least > 0:
            odds += _ORDER * self._pairs(one.wording.pairs & other.wording.pairs) / least
        return odds + _CONTRAST * _in_contrast(one.wording, other.wording)


def probability(odds: float) -> float:
    """Log odds as a number between 0 and 1; 0.5 for 0."""
    return 1 / (1 + exp(-odds))


def _in_contrast(one: Wording, other: Wording) -> bool:
    numbers, other_numbers = _numbers(one), _numbers(other)
    if numbers and other_numbers and not numbers & other_numbers:
        return True
    return any(
        here in a.stems and here not in b.stems and there & b.stems and not there & a.stems
        for here, there in _contrasts()
        for a, b in ((one, other), (other, one))
    )


def _numbers(wording: Wording) -> set[str]:
    return {stem_ for stem_ in wording.stems if stem_.isdigit()}


class TitleIndex:
    """Titles by their words and names, to find those that may be another title's paper.

    A title is weighed when it is first compared, as few of a list ever are before it changes.
    """

    __slots__ = (
        "_closings", "_edges", "_names", "_numbered", "_told", "_weighed", "_wordings", "_words",
        "weights",
    )  # fmt: skip

    def __init__(
        self,
        numbered: Numbered[Any],
        wordings: Mapping[int, Wording],
        before: "TitleIndex | None" = None,
    ) -> None:
        """`wordings`: by number; `before`: the index that `numbered` was numbered after."""
        self._numbered = numbered
        self._wordings = wordings
        self._weighed: dict[int, Weighed] = {}
        self._told: dict[int, float] = {}
        came = {number: wordings[number] for number in numbered.came}
        gone = {} if before is None else {n: before._wordings[n] for n in numbered.gone}

        def inverted(name: str, keys: Callable[[Wording], Iterable[str]]) -> Inverted[str]:
            return Inverted.of(keys, came, gone, getattr(before, name, None))

        self._words = inverted("_words", lambda wording: wording.stems)
        self._edges = inverted("_edges", lambda wording: wording.edges)
        self._names = inverted("_names", lambda wording: filter(None, (wording.name_key,)))
        self._closings = inverted("_closings", lambda wording: filter(None, (wording.closing,)))
        self.weights = Weights(self._words, len(numbered.things))

    def wording(self, at: int) -> Wording:
        """The title at this place, counted from 0."""
        return self._wordings[self._numbered.numbers[at]]

    def title(self, at: int) -> Weighed:
        """The title at this place, weighed."""
        known = self._weighed.get(at)
        if known is None:
            self._weighed[at] = known = self.weights.weigh(self.wording(at))
        return known

    def _words_of(self, at: int) -> float:
        """Information of the title's words alone."""
        known = self._told.get(at)
        if known is None:
            self._told[at] = known = self.weights.words(self.wording(at).stems)
        return known

    def near(self, asked: Weighed) -> list[tuple[float, int]]:
        """(evidence, place) of the titles most like `asked`, best first.

        Those with a related name are all there, of the others the ten that share most.
        """
        found = self._named_alike(asked.wording)
        found.update(self._worded_alike(asked))
        return sorted(
            ((self.weights.evidence(asked, self.title(at)), at) for at in found),
            key=lambda item: (-item[0], item[1]),
        )

    def _named_alike(self, asked: Wording) -> set[int]:
        numbers = {
            *self._names.under(asked.name_key),
            *self._edges.under(asked.name_key),
            *self._closings.under(asked.closing),
        }
        for edge in asked.edges:
            numbers.update(self._names.under(edge))
        return set(map(self._numbered.places.__getitem__, numbers))

    def _worded_alike(self, asked: Weighed) -> list[int]:
        shared: defaultdict[int, float] = defaultdict(float)
        left = _LOOKED_AT
        for weight, stem_ in sorted((self.weights.of(s), s) for s in asked.wording.stems)[::-1]:
            numbers = self._words.under(stem_)
            left -= len(numbers)
            if weight < _COMMON or left < 0:
                break
            for number in numbers:
                shared[self._numbered.places[number]] += weight
        return nlargest(
            _CANDIDATES,
            shared,
            key=lambda at: (shared[at] / (asked.words + self._words_of(at)), -at),
        )


@cache
def _contrasts() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((stem(here), frozenset(map(stem, there.split()))) for here, there in _CONTRASTS)


@cache
def _field() -> Mapping[str, int]:
    return {stem(word): count for count, words in _FIELD.items() for word in words.split()}
