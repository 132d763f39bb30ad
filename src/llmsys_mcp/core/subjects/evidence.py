"""What a paper's own words and link say it is about.

Each cue of `core/subjects/__init__.py` found in a title adds its weight to its subject; the sum `t`
becomes a strength `1 - exp(-t / 1.6)` between 0 and 1, so that two strong cues are nearly certain
and more change little. A cue inside a longer one found (`decoding` in `speculative decoding`)
counts a quarter, a cue said before less than a third. These constants were set once by reason; what
subjects are worth to a section is weighed in `services/weighing.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp

from llmsys_mcp.core import subjects
from llmsys_mcp.core.subjects.link_kind import (
    BOARD,
    COURSE_PAGE,
    LIST,
    NO_LINK,
    PAGE,
    PAPER,
    REPOSITORY,
    link_kind,
)
from llmsys_mcp.core.words import fold, parts
from llmsys_mcp.core.words.phrases import PhraseTable
from llmsys_mcp.core.words.stemming import stem

_STRONG, _USUAL, _HINT = 2.0, 1.0, 0.35
"""Weight of a cue of each kind, see `Subject`."""
_COVERED, _REPEATED = 0.25, 0.3
"""Share of its weight that a cue has inside a longer one, and when it was said before."""
_SATURATION = 1.6
"""Sum of weights for a strength of 0.63; see above."""
_OTHER_PHASE = 0.35
"""What is left of a phase that is only hinted at when the other one is named outright."""
_ABSTRACT = 0.25
"""Weight of a cue in the abstract, beside 1 in the title, each cue counted once."""
_ABSTRACT_MOST = 1.5
"""What the abstract can add to one subject."""
ABSTRACT_READ = 1500
"""Characters of an abstract that are read: what it is about stands at its beginning."""

_RUNS = re.compile(r"[^\W_]+")
_DATE = re.compile(r"[\s:–—-]{0,6}\([^()]{0,20}(?:19|20)\d\d\)\s*$")
_NAME_END = re.compile(r"[:–—]|\s-\s")
_NAME_LENGTH = 8
"""Runs of letters and digits that the name of a model has at most."""
_DIGITS = "0123456789"

_OF_LINK = {
    REPOSITORY: {subjects.FRAMEWORK: 2.5},
    LIST: {subjects.OTHER_LIST: 2.5},
    BOARD: {subjects.BENCHMARK: 2.0, subjects.READING: 0.3},
    COURSE_PAGE: {subjects.COURSE: 2.5},
    PAGE: {
        subjects.READING: 1.2,
        subjects.OTHER_LIST: 0.6,
        subjects.COURSE: 0.5,
        subjects.REPORT: 0.4,
        subjects.BENCHMARK: 0.3,
    },
    NO_LINK: {subjects.COURSE: 0.4},
}
_LEFT_OF_FORMS = {
    PAPER: {
        subjects.FRAMEWORK: 0.12,
        subjects.COURSE: 0.12,
        subjects.OTHER_LIST: 0.12,
        subjects.READING: 0.4,
    },
    NO_LINK: {subjects.FRAMEWORK: 0.4, subjects.OTHER_LIST: 0.4, subjects.READING: 0.6},
}
"""What is left of a form when the link is a paper's, or not known: then it is one as a rule."""
_DATED, _FAMILY, _FAMILY_VERSION = 2.0, 1.2, 0.6
"""Weights for a report: a date behind the title, a model family's name before it, a version."""

_LESS_BESIDE = (
    (subjects.POST_TRAINING, subjects.AGENTS, 0.5),
    (subjects.POST_TRAINING, subjects.CO_DESIGN, 0.5),
    (subjects.POST_TRAINING, subjects.MULTIMODAL, 0.4),
    (subjects.POST_TRAINING, subjects.SERVING, 0.4),
    (subjects.AGENTS, subjects.CO_DESIGN, 0.4),
    (subjects.AGENTS, subjects.SERVING, 0.3),
)
"""The first is the purpose, the second its object or means: RL for agents is post-training."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How surely a paper is about a subject."""

    value: float
    """From 0 to 1."""
    words: tuple[str, ...]
    """What said so, as typed, strongest first."""


@dataclass(frozen=True, slots=True)
class _Mention:
    subject: str
    weight: float
    is_strong: bool
    words: str


def read_subjects(
    title: str, abstract: str = "", url: str = "", venue: str = "", *, dated: bool = False
) -> dict[str, Strength]:
    """The subjects a paper speaks of, by name; `dated` as if the title ended in a date."""
    found: dict[str, list[_Mention]] = {}
    for mention in (
        *_mentions(undated(title)),
        *_of_form(venue),
        *_of_name(title, dated or is_dated(title)),
    ):
        found.setdefault(mention.subject, []).append(mention)
    sums = {name: sum(m.weight for m in mentions) for name, mentions in found.items()}
    _settle_phase(sums, found)
    kind = link_kind(url)
    for name, weight in _OF_LINK.get(kind, {}).items():
        sums[name] = sums.get(name, 0.0) + weight
    for mention in _of_abstract(abstract):
        found.setdefault(mention.subject, []).append(mention)
        sums[mention.subject] = sums.get(mention.subject, 0.0) + mention.weight
    left = _LEFT_OF_FORMS.get(kind, {})
    sums = {name: value * left.get(name, 1.0) for name, value in sums.items()}
    return _strengths(sums, found)


def undated(title: str) -> str:
    """`title` without a date in brackets at its end."""
    return _DATE.sub("", title)


def is_dated(title: str) -> bool:
    """Whether the title ends in a date in brackets, as model reports are listed."""
    return _DATE.search(title) is not None


@lru_cache(maxsize=1024)
def subjects_named(text: str) -> frozenset[str]:
    """Subjects of a section that has this name or description."""
    stems, _ = _stems(text)
    taken = [False] * len(stems)
    named: set[str] = set()
    for at, length, subjects_ in _matches(stems, _section_names()):
        if not all(taken[at : at + length]):
            named.update(name for name, _ in subjects_)
            taken[at : at + length] = [True] * length
    return frozenset(named)


def _settle_phase(sums: dict[str, float], found: dict[str, list[_Mention]]) -> None:
    """Trust the phase that is named outright over words that occur in both."""
    named = {
        name: any(mention.is_strong for mention in found.get(name, ()))
        for name in (subjects.TRAINING, subjects.POST_TRAINING, subjects.SERVING)
    }
    training = named[subjects.TRAINING]
    if (training or named[subjects.POST_TRAINING]) and not named[subjects.SERVING]:
        sums[subjects.SERVING] = sums.get(subjects.SERVING, 0.0) * _OTHER_PHASE
    if named[subjects.SERVING] and not training:
        sums[subjects.TRAINING] = sums.get(subjects.TRAINING, 0.0) * _OTHER_PHASE


def _strengths(sums: dict[str, float], found: dict[str, list[_Mention]]) -> dict[str, Strength]:
    values = {name: 1 - exp(-value / _SATURATION) for name, value in sums.items() if value > 0}
    for purpose, means, share in _LESS_BESIDE:
        if purpose in values and means in values:
            values[means] *= 1 - share * values[purpose]
    return {name: Strength(value, _said(found.get(name, ()))) for name, value in values.items()}


def _said(mentions: Sequence[_Mention]) -> tuple[str, ...]:
    ranked = sorted(mentions, key=lambda mention: -mention.weight)
    return tuple(dict.fromkeys(mention.words for mention in ranked if mention.words))


def _of_name(title: str, dated: bool) -> Iterator[_Mention]:
    """A model's name and version in front, or the date behind that reports are listed with."""
    name = _NAME_END.split(fold(title), maxsplit=1)[0]
    runs = _RUNS.findall(name)
    if runs and len(runs) <= _NAME_LENGTH and runs[0].casefold().rstrip(_DIGITS) in _families():
        version = _FAMILY_VERSION * any(c.isdigit() for c in name)
        yield _Mention(subjects.REPORT, _FAMILY + version, is_strong=False, words="")
    if dated:
        yield _Mention(subjects.REPORT, _DATED, is_strong=False, words="")


def _of_form(venue: str) -> Iterator[_Mention]:
    """A venue says nothing of the topic, but `Technical Report` or `Blog` says what it is."""
    return (one for one in _mentions(venue) if one.subject in subjects.FORM_NAMES)


def _of_abstract(abstract: str) -> Iterator[_Mention]:
    left: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for mention in _mentions(abstract[:ABSTRACT_READ]):
        rest = left.setdefault(mention.subject, _ABSTRACT_MOST)
        weight = min(mention.weight * _ABSTRACT, rest)
        if weight > 0 and (mention.subject, mention.words.casefold()) not in seen:
            seen.add((mention.subject, mention.words.casefold()))
            left[mention.subject] = rest - weight
            yield _Mention(mention.subject, weight, is_strong=False, words=mention.words)


def _mentions(text: str) -> Iterator[_Mention]:
    if not text:
        return
    stems, typed = _stems(text)
    longest = [0] * len(stems)
    before: set[tuple[str, ...]] = set()
    for at, length, cues in _matches(stems, _cues()):
        phrase = tuple(stems[at : at + length])
        covered = max(longest[at : at + length]) > length
        share = _COVERED if covered else _REPEATED if phrase in before else 1.0
        words = "" if share < 1.0 else " ".join(dict.fromkeys(typed[at : at + length]))
        for subject, weight in cues:
            yield _Mention(subject, weight * share, weight * share == _STRONG, words)
        before.add(phrase)
        longest[at : at + length] = [max(past, length) for past in longest[at : at + length]]


_Spoken = tuple[tuple[str, float], ...]
"""The subjects that a phrase speaks of, with their weights."""


def _matches(stems: Sequence[str], table: PhraseTable[_Spoken]) -> list[tuple[int, int, _Spoken]]:
    """(index of the first stem, number of stems, what they speak of), the longest phrases first."""
    found = [
        (at, length, spoken)
        for at in range(len(stems))
        for length, spoken in table.begun_at(stems, at)
    ]
    return sorted(found, key=lambda match: -match[1])


def _stems(text: str) -> tuple[list[str], list[str]]:
    """The words of a text as stems, in order, and beside each the run it is typed in."""
    stems: list[str] = []
    typed: list[str] = []
    for run in _RUNS.findall(fold(text)):
        for part in parts(run):
            stems.append(stem(part))
            typed.append(run)
    return stems, typed


@cache
def _cues() -> PhraseTable[_Spoken]:
    phrases: dict[tuple[str, ...], dict[str, float]] = {}
    for subject in (*subjects.TOPICS, *subjects.FORMS):
        for cues, weight in (
            (subject.hints, _HINT),
            (subject.usual, _USUAL),
            (subject.strong, _STRONG),
        ):
            for cue in cues.split(";"):
                phrases.setdefault(tuple(_stems(cue)[0]), {})[subject.name] = weight
    return _table(phrases)


@cache
def _section_names() -> PhraseTable[_Spoken]:
    phrases: dict[tuple[str, ...], dict[str, float]] = {}
    for subject in (*subjects.TOPICS, *subjects.FORMS):
        for name in subject.names.split(";"):
            phrases.setdefault(tuple(_stems(name)[0]), {})[subject.name] = 1.0
    return _table(phrases)


def _table(phrases: dict[tuple[str, ...], dict[str, float]]) -> PhraseTable[_Spoken]:
    return PhraseTable((phrase, tuple(spoken.items())) for phrase, spoken in phrases.items())


@cache
def _families() -> frozenset[str]:
    return frozenset(subjects.MODEL_FAMILIES.split())
