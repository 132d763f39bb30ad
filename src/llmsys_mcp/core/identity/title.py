"""When two titles are one title, and the short name papers are known by."""

import re
from functools import lru_cache
from unicodedata import category, normalize

from llmsys_mcp.core.letters import GREEK, LATIN
from llmsys_mcp.core.mojibake import repaired

_SPELT = str.maketrans(GREEK | LATIN | {"ð": "d", "ħ": "h", "þ": "th"})
_MARKS = re.compile(
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
"""Accents of any script's letters, and variation selectors."""
_SIGNS = re.compile(r"[©®℗℠™]")
_AND = re.compile(r"\s&\s")
_JOINT = re.compile(r"(?<![\d:]):(?![:/\s\d])|:(?=\s)|：|(?<=\s)[-–—](?=\s)|—")
_WORDS = 4
"""Words a name before a colon may have. Chosen."""
_WORDS_BEFORE_DASH = 2
"""Fewer, for dashes also join clauses. Chosen."""
_LABELS = frozenset(
    {
        "appendix", "benchmark", "blog", "case study", "demo", "discussion", "editorial",
        "extended abstract", "industry paper", "invited paper", "invited talk", "keynote",
        "opinion", "panel", "paper", "part 1", "part 2", "part i", "part ii", "perspective",
        "position", "position paper", "poster", "project", "review", "short paper", "slides",
        "survey", "a survey", "talk", "technical report", "tutorial", "viewpoint", "vision",
        "vision paper", "white paper", "whitepaper", "work in progress", "workshop",
    }
)  # fmt: skip
"""What stands before a colon and says the kind of text, not its name."""
_DROPPED = re.compile(r"[^a-z0-9+]+")
_INNER_PLUS = re.compile(r"(?<![^\W_])(?<!\+)\++|\++(?=[^\W_])")
_PLACEHOLDER = re.compile(
    r"(?:tbd|tba|todo|n/?a|none|unknown|untitled|no title|title|paper(?: title)?|to be (?:added|"
    r"announced|determined|updated)|coming soon|placeholder|x{2,}|\?+|\.{3})[.!]?",
    re.IGNORECASE,
)
_NO_WORDS = frozenset(("paper", "title", "tbd", "tba", "todo", "unknown", "untitled"))
"""Words that tell no title, in any order: `Paper Title TBD`."""
_WORD = re.compile(r"\w+")
_AN_ID = re.compile(
    r"(?:arxiv:)?\s*\d{4}\.\d{4,5}(?:v\d+)?|https?://\S+|10\.\d{4,9}/\S+", re.IGNORECASE
)


@lru_cache(maxsize=1 << 14)
def title_key(title: str) -> str:
    """What two spellings of one title have in common; empty without a letter or digit.

    A title decoded wrongly is the one that was meant (`core.mojibake`). Compatibility forms are
    one (NFKC), case and accents of Latin, Greek and Cyrillic letters fall away, Greek letters are
    spelt out (`λScale` is `lambdascale`), a free-standing `&` is `and`, and every other mark,
    space and dash goes. Letters and digits of any script stay. A `+` stays where it ends a name,
    after a letter or digit and before none: `C++` is not `C`, while `A+B` is `AB`.
    """
    text = _AND.sub(" and ", title) if "&" in title else title
    text = text.lower() if text.isascii() else _folded(_SIGNS.sub("", repaired(text)))
    if "+" in text:
        text = _INNER_PLUS.sub("", text)
    if text.isascii():
        return _DROPPED.sub("", text)
    key = "".join(c for c in text if c.isalnum() or c == "+" or category(c)[0] == "M")
    return key if any(map(str.isalnum, key)) else ""


def _folded(text: str) -> str:
    """Lower case, without accents, Greek spelt out."""
    text = normalize("NFKD", normalize("NFKD", text).casefold())
    return normalize("NFC", _MARKS.sub("", text).translate(_SPELT))


def short_name(title: str) -> str:
    """The name before the first colon or free-standing dash: `Perseus` of `Perseus: Removing …`.

    Empty when there is no such joint, nothing on one side of it, more words than a name has,
    or a mere label (`Survey: …`). The colon of `2:4`, `std::move` and `https://` is no joint.
    """
    joint = _JOINT.search(title)
    if not joint or not title_key(title[joint.end() :]):
        return ""
    name = title[: joint.start()].strip(" \t\"'“”‘’")
    words = name.split()
    most = _WORDS if joint[0] in ":：" else _WORDS_BEFORE_DASH
    if len(words) > most or not title_key(name) or " ".join(words).casefold() in _LABELS:
        return ""
    return " ".join(words)


@lru_cache(maxsize=1 << 14)
def is_placeholder(title: str) -> bool:
    """Whether a title stands for one that is not known yet: `TBD`, `?`, a bare id, a link."""
    bare = title.strip()
    return (
        bool(_PLACEHOLDER.fullmatch(bare) or _AN_ID.fullmatch(bare))
        or set(_WORD.findall(bare.casefold())) <= _NO_WORDS
    )
