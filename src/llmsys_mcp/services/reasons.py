"""Why a section is suggested, in one line that a person can check."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from llmsys_mcp.core.subjects.link_kind import PAPER
from llmsys_mcp.core.subjects.profile import Paper, Section
from llmsys_mcp.core.words import surface_words
from llmsys_mcp.core.words.stemming import stem

_CLEAR = 0.3
"""Strength from which the words for a subject are given as a reason."""
_ALIKE = 0.12
"""Cosine from which a listed title is called alike."""
_WORDS_SHOWN, _TITLES_SHOWN = 4, 2
"""Words and titles that a reason names."""
_WORD_LEAST = 3
"""Letters of a word that can be a reason."""
_WORD_SHOWN, _TITLE_SHOWN, _RULE_SHOWN = 40, 48, 80
"""Characters."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a suggestion rests on."""

    paper: Paper
    words: Mapping[str, str]
    """Of its title, as `telling_words` has them."""
    section: Section
    telling: Sequence[str]
    """Terms of the title that the section uses more than others, the most telling first."""
    usual_link: bool
    """Whether the kind of link is much more usual here than elsewhere."""
    is_version: bool
    """Whether another version of the paper's system stands here."""
    near: Sequence[tuple[str, float]]
    """Titles listed here and their cosine, the nearest first."""
    listed: int
    """Entries in the list."""
    rival: str
    """Title of a section that is nearly as likely, or empty."""


def telling_words(paper: Paper) -> dict[str, str]:
    """The words of the paper's title that can be a reason, by their stems, in order."""
    return {
        stem(word): word
        for word in surface_words(paper.title)
        if len(word) >= _WORD_LEAST and not word.isdigit()
    }


def reason(ground: Grounds) -> str:
    """The grounds that decided, separated by `; `."""
    return _printable("; ".join(_parts(ground)))


def _parts(ground: Grounds) -> Iterator[str]:
    section = ground.section
    said = _said(ground)
    ruled = _typed(ground, section.ruled)
    named = _typed(ground, frozenset(map(stem, surface_words(section.title)))) if not said else []
    usual = _usual(ground, (*said, *ruled, *named))
    alike = [title for title, cosine in ground.near if cosine >= _ALIKE]
    link = _link(ground) if ground.usual_link else ""
    if said:
        yield f"words: {', '.join(said)}"
    if ruled:
        yield f"named in the rules: {', '.join(ruled)}"
    if named:
        yield f"named in the section's title: {', '.join(named)}"
    if usual:
        yield f"usual here: {', '.join(usual)}"
    if link:
        yield link
    if ground.is_version:
        yield "another version of it is here"
    if alike:
        yield f"like {', '.join(_quoted(title) for title in alike[:_TITLES_SHOWN])}"
    if section.description and (said or ruled or not section.members):
        yield f"rules: {_cut(section.description, _RULE_SHOWN)}"
    if not (said or ruled or named or usual or alike or link or ground.is_version):
        yield f"no word decides; {len(section.members)} of {ground.listed} entries stand here"
    if ground.rival:
        yield f"close call with {_cut(ground.rival, _TITLE_SHOWN)}"


def _link(ground: Grounds) -> str:
    """The kind of link, and how many entries of the section have it; nothing for a plain paper."""
    kind, members = ground.paper.link, len(ground.section.members)
    if kind == PAPER:
        return ""
    return f"link: {kind}, as {ground.section.links.get(kind, 0)} of {members} here"


def _said(ground: Grounds) -> list[str]:
    """Words of the paper that speak for what the section is about."""
    strengths = ground.paper.strengths
    about = ground.section.about
    words = [
        word
        for name in [*sorted(about, key=lambda name: -about[name]), *sorted(ground.section.also)]
        if name in strengths and strengths[name].value >= _CLEAR
        for word in strengths[name].words
    ]
    return [_cut(word, _WORD_SHOWN) for word in dict.fromkeys(words)][:_WORDS_SHOWN]


def _typed(ground: Grounds, stems: Container[str]) -> list[str]:
    """Words of the title with one of these stems."""
    words = [word for known, word in ground.words.items() if known in stems]
    return [_cut(word, _WORD_SHOWN) for word in words[:_WORDS_SHOWN]]


def _usual(ground: Grounds, said: Sequence[str]) -> list[str]:
    """Words of the title that the section's titles use more than others."""
    typed = ground.words
    known = {stem(word) for phrase in said for word in surface_words(phrase)}
    words = [typed[term] for term in ground.telling if term in typed and term not in known]
    return [_cut(word, _WORD_SHOWN) for word in words[:_WORDS_SHOWN]]


def _quoted(title: str) -> str:
    return f'"{_cut(title, _TITLE_SHOWN)}"'


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _printable(text: str) -> str:
    """With a space in place of control, bidi and other characters that do not show."""
    if text.isprintable():
        return text
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
