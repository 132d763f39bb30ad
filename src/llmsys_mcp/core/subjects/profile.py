"""A paper and a section, each read into what can be compared: words, subjects, kind of link."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from llmsys_mcp.core import subjects
from llmsys_mcp.core.page.document import SEPARATOR
from llmsys_mcp.core.subjects.evidence import (
    Strength,
    is_dated,
    read_subjects,
    subjects_named,
    undated,
)
from llmsys_mcp.core.subjects.link_kind import NO_LINK, link_kind
from llmsys_mcp.core.words import index_terms, squash, surface_words
from llmsys_mcp.core.words.stemming import stem
from llmsys_mcp.core.words.vocabulary import STOPWORDS

_ABOVE, _FORM_ABOVE = 0.35, 0.8
"""How far a section is about what the names above it say; the form is nearly inherited."""
_CLEAR, _PLAIN = 0.4, 0.65
"""Strengths from which a subject counts as a word of the title, and as a second one."""
_VERSION = re.compile(r"[\s_-]{0,2}[vV]?\d{1,3}(?:\.\d{1,3}){0,2}\s?\+{0,2}\s*$|\+{1,2}\s*$")
_SERIES_LEAST = 3
"""Letters that the name of a series has at least."""
_RULE_LANGUAGE = """
about academic add additional all and any approach article based belong category collection company
comprehensive concerning contains core cover covering curated deal describe discuss e.g. entry etc
example exclude explore focus focused for from general go here include including initial introduce
item list major mainly method new not official on only open original other paper particular place
preprint primarily primary project propose publication related relevant research resource section
separate such study studying subject technique that the their this topic traditional use used using
various with work
"""
"""Words that rules use whatever they are about."""
_KEPT = 1 << 11
"""Papers whose reading is kept, for those that are asked about or learnt from more than once."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper understood."""

    title: str
    """Without a date at its end."""
    terms: tuple[str, ...]
    """Distinct words of the title, and the subjects that are clear as words of their own."""
    strengths: Mapping[str, Strength]
    """Subjects it speaks of."""
    link: str
    """Kind of its link; with ` dated` when a date stands behind the title."""
    name: str
    """What stands before the colon, squashed; empty without a colon."""
    series: str
    """The name without its version: `FlashAttention-3` is one of `flashattention`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section understood."""

    path: str
    about: Mapping[str, float]
    """Subjects that its name and the names above bind it to, and how firmly, up to 1."""
    also: frozenset[str]
    """Further subjects in its description: any of them will do, and none need be there."""
    terms: frozenset[str]
    """Words of its name and description."""
    ruled: frozenset[str]
    """Stems of the description's words, without those of any rule and those that `about` judges."""
    description: str
    members: tuple[int, ...]
    """Numbers of its entries, in list order."""
    links: Mapping[str, int]
    """Kinds of link in it, counted."""

    @property
    def title(self) -> str:
        """The last step of the path."""
        return self.path.rpartition(SEPARATOR)[2]

    @property
    def linked(self) -> int:
        """Entries in it that have a link."""
        return len(self.members) - self.links.get(NO_LINK, 0)


@lru_cache(maxsize=_KEPT)
def read_paper(
    title: str, abstract: str = "", url: str = "", venue: str = "", *, dated: bool = False
) -> Paper:
    """Understand a paper; `dated` says that a date stands behind its title in the list."""
    strengths = read_subjects(title, abstract, url, venue, dated=dated)
    bare = undated(title)
    clear = [f"about {name}" for name, found in strengths.items() if found.value > _CLEAR]
    plain = [f"plainly {name}" for name, found in strengths.items() if found.value > _PLAIN]
    kind = link_kind(url)
    name = bare.partition(":")[0] if ":" in bare else bare if " " not in bare else ""
    series = squash(_VERSION.sub("", name))
    return Paper(
        title=bare,
        terms=tuple(dict.fromkeys((*index_terms(bare), *clear, *plain))),
        strengths=strengths,
        link=f"{kind} dated" if dated or is_dated(title) else kind,
        name=squash(name) + "+" * name.rstrip().endswith("+"),
        series=series if len(series) >= _SERIES_LEAST else "",
    )


def read_sections(
    members: Mapping[str, Sequence[int]],
    papers: Mapping[int, Paper],
    described: Mapping[str, str],
    before: Sequence[Section] = (),
) -> list[Section]:
    """The sections that a paper may go to, from the path of each and the numbers of its entries.

    A section holds entries, or nothing stands below it and its name or description tells what
    it is about. `before`: those of a list that has most of `papers` under the same numbers.
    """
    known = {section.path: section for section in before}
    above = {step for path in members for step in _above(path)}
    sections = []
    for path, inside in members.items():
        if not inside and path in above:
            continue
        description = described.get(path, "")
        section = known.get(path)
        if section is None or section.description != description:
            section = _read_section(path, description)
        if not (inside or section.about or section.also or description):
            continue
        if section.members != (numbers := tuple(inside)):
            links = Counter(papers[number].link for number in numbers)
            section = replace(section, members=numbers, links=links)
        sections.append(section)
    return sections


def _read_section(path: str, description: str) -> Section:
    """What a section says of itself, without entries."""
    about = _about(path)
    also = _also(path, description)
    return Section(
        path=path,
        about=about,
        also=also - about.keys(),
        terms=frozenset(index_terms(path.rpartition(SEPARATOR)[2])) | _said(description),
        ruled=_ruled(description, judged=bool(about or also)),
        description=description,
        members=(),
        links={},
    )


def _said(description: str) -> frozenset[str]:
    """What a description is about."""
    return frozenset(index_terms(description)) - _rule_language()


def _ruled(description: str, *, judged: bool) -> frozenset[str]:
    """Words of a description that tell it from others; `judged`: subjects weigh those they know."""
    terms = frozenset(map(stem, surface_words(description))) - _rule_language()
    return terms - _cues() if judged else terms


@cache
def _rule_language() -> frozenset[str]:
    return frozenset(index_terms(_RULE_LANGUAGE)) | frozenset(map(stem, STOPWORDS)) | STOPWORDS


@cache
def _cues() -> frozenset[str]:
    """Words of every subject."""
    return frozenset(
        term
        for one in (*subjects.TOPICS, *subjects.FORMS)
        for term in index_terms("; ".join((one.names, one.strong, one.usual, one.hints)))
    )


def _above(path: str) -> Iterator[str]:
    """What stands above a section."""
    at = path.find(SEPARATOR)
    while at >= 0:
        yield path[:at]
        at = path.find(SEPARATOR, at + 1)


def _about(path: str) -> dict[str, float]:
    """In an order that every process gives it: scores are summed up so."""
    *above, title = path.split(SEPARATOR)
    about: dict[str, float] = {}
    for step in above:
        for name in sorted(subjects_named(step)):
            firmly = _FORM_ABOVE if name in subjects.FORM_NAMES else _ABOVE
            about[name] = max(about.get(name, 0.0), firmly)
    return about | dict.fromkeys(sorted(subjects_named(title)), 1.0)


def _also(path: str, description: str) -> frozenset[str]:
    """What the description adds: to a name that tells, topics only, and none to a form's."""
    own = subjects_named(path.rpartition(SEPARATOR)[2])
    said = subjects_named(description)
    if not own:
        return said
    if own & subjects.FORM_NAMES:
        return frozenset()
    return frozenset(name for name in said if subjects.kind(name) == "topic")
