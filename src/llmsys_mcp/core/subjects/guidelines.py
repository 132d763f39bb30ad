"""What a list's rules file says belongs in each section.

Read from any Markdown, without knowing the file: a heading or bold label with a text behind or
below it describes the section of nearly the same name, an item `Section: what`, a row of a table or
a paragraph that begins so one of the very name, and a line `subject → Section` adds to it.
A rules file spells sections freely (`Post Training / RLHF` for `Systems for Post-training / RLHF`),
so names are compared by their words, and equal names by what stands above them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from llmsys_mcp.core.markup.blocks import Block, Kind, is_numbered, scan
from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.page.document import SEPARATOR
from llmsys_mcp.core.words import surface_words
from llmsys_mcp.core.words.stemming import stem

LABEL = re.compile(r"(?:\*\*|__)([^*_]{1,200}?):?(?:\*\*|__)")
"""A bold label; its group is the name, without the colon."""
_LABEL = re.compile(LABEL.pattern + r":?\s*[:–—-]?\s*(.*)", re.DOTALL)
_PLAIN_LABEL = re.compile(r"(`?)([^`:|\n]{1,100}?)\1\s*(?::|\s[–—-]\s)\s*(\S.*)", re.DOTALL)
_ROW = re.compile(r"\|([^|\n]{1,200})\|([^|\n]{2,500})\|")
ARROW = re.compile(r"\s*(?:→|⇒|->|=>)\s*")
"""Between a subject and its section."""
_MARKUP = "`#*_ "
_NUMBER = re.compile(r"\A\s*\d{1,3}[.)]\s+")
_LABEL_LEVEL = 7
"""Of a bold label: below every heading."""
_ALIKE = 0.5
"""Share of words that two names have in common at least, to be one section's."""
_ABOVE = 0.25
"""What the names above count, beside 1 for the name itself."""


def is_bullet(block: Block, rules: str) -> bool:
    """Whether a block is an item that may name a section; numbers are for steps and rules."""
    return block.kind is Kind.ITEM and not is_numbered(block, rules)


def without_number(name: str) -> str:
    """`name` without the number that it begins with: `Serving` of `2. Serving`."""
    return _NUMBER.sub("", name)


def section_descriptions(rules: str, paths: Sequence[str]) -> dict[str, str]:
    """What `rules` says of each section; a section it does not describe is left out."""
    return dict(_described(rules, tuple(paths)))


@lru_cache(maxsize=16)
def _described(rules: str, paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The same; an edit changes entries far more often than rules and sections."""
    topics = list(_topics(rules))
    arrows = list(_arrows(rules))
    described = []
    for path in paths:
        steps = [_words(step) for step in path.split(SEPARATOR)]
        texts = [topic.text] if (topic := _nearest(steps, topics)) is not None else []
        texts += [text for text, name in arrows if name == steps[-1] or _is_called(topic, name)]
        if said := "; ".join(dict.fromkeys(filter(None, texts))):
            described.append((path, said))
    return tuple(described)


@dataclass(slots=True)
class _Topic:
    """A heading or label of the rules, and what is said of it."""

    names: tuple[frozenset[str], ...]
    """Words of its name and of the names above, its own last."""
    text: str = field(default="")
    is_plain: bool = False
    """Whether nothing but its words says that it names a section: they must all be the same."""


def _is_called(topic: _Topic | None, name: frozenset[str]) -> bool:
    """Whether `topic` is called `name`."""
    return topic is not None and topic.names[-1] == name


def _topics(rules: str) -> Iterator[_Topic]:
    above: list[tuple[int, frozenset[str]]] = []
    current: _Topic | None = None
    for block in scan(rules):
        text = block.text.strip()
        if block.kind is Kind.HEADING:
            level, name, said = block.level, _words(without_number(plain(text))), ""
        elif is_bullet(block, rules) and (label := _LABEL.fullmatch(text)):
            level, name, said = _LABEL_LEVEL, _words(plain(label[1])), plain(label[2])
        elif (found := _plain_label(block, rules)) is not None:
            names = (*(words for _, words in above), _words(found[0]))
            if current is not None and not current.text and block.kind is Kind.TEXT:
                current.text = plain(text)
            yield _Topic(names, found[1], is_plain=True)
            continue
        else:
            if _is_said(block, rules) and current is not None and not current.text:
                current.text = plain(text)
            continue
        above = [step for step in above if step[0] < level]
        above.append((level, name))
        if name:
            current = _Topic(tuple(words for _, words in above), said)
            yield current


def _plain_label(block: Block, rules: str) -> tuple[str, str] | None:
    """(name, what is said of it) where only the words can tell that a section is named."""
    if block.kind not in (Kind.ITEM, Kind.TEXT) or is_numbered(block, rules):
        return None
    text = block.text.strip()
    if (row := _ROW.match(text)) is not None:
        return plain(row[1].strip()), plain(row[2].strip())
    if (label := _LABEL.fullmatch(text)) is not None:
        return plain(label[1]), plain(label[2])
    label = _PLAIN_LABEL.fullmatch(text)
    return (plain(label[2]), plain(label[3])) if label else None


def _is_said(block: Block, rules: str) -> bool:
    return block.kind is Kind.TEXT or is_numbered(block, rules)


def _arrows(rules: str) -> Iterator[tuple[str, frozenset[str]]]:
    """`subject → Section`: the subject, and the words of the section's name."""
    for block in scan(rules):
        if block.kind is Kind.HIDDEN:
            continue
        subject, *target = ARROW.split(block.text.strip(), maxsplit=1)
        if target and (name := _words(target[0].strip(_MARKUP))):
            yield without_number(plain(subject).strip()), name


def _nearest(steps: Sequence[frozenset[str]], topics: Sequence[_Topic]) -> _Topic | None:
    """The topic whose name is most like the section's; the first of equals."""
    best, most = None, _ALIKE - 1e-9
    for topic in topics:
        own = _alike(steps[-1], topic.names[-1])
        if own < (1.0 if topic.is_plain else _ALIKE):
            continue
        above = max((_alike(a, b) for a in steps[:-1] for b in topic.names[:-1]), default=0.0)
        if own + _ABOVE * above > most:
            best, most = topic, own + _ABOVE * above
    return best


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one else 0.0


def _words(name: str) -> frozenset[str]:
    return frozenset(map(stem, surface_words(name)))
