"""Who makes papers: universities, companies and laboratories by the names that lists give them."""

import re
from functools import cache

from llmsys_mcp.core.venue import MAKERS
from llmsys_mcp.core.words.vocabulary import SYNONYMS

SPELLINGS = {
    "nvidia": "NVIDIA",
    "bytedance": "ByteDance",
    "byte dance": "ByteDance",
    "umich": "UMich",
    "university of michigan": "UMich",
    "huggingface": "Hugging Face",
    "hugging face": "Hugging Face",
    "msft": "Microsoft",
    "microsoft": "Microsoft",
    "deepseek": "DeepSeek",
    "deepseek-ai": "DeepSeek",
    "openai": "OpenAI",
    "google": "Google",
    "deepmind": "DeepMind",
    "google deepmind": "Google DeepMind",
    "meta": "Meta",
    "alibaba": "Alibaba",
    "tencent": "Tencent",
    "huawei": "Huawei",
    "kuaishou": "Kuaishou",
    "cmu": "CMU",
    "ucb": "UCB",
    "uc berkeley": "UCB",
    "ucsd": "UCSD",
    "uiuc": "UIUC",
    "ucla": "UCLA",
    "mit": "MIT",
    "pku": "PKU",
    "thu": "THU",
    "sjtu": "SJTU",
    "nus": "NUS",
    "epfl": "EPFL",
    "eth": "ETH",
    "ut austin": "UT Austin",
    "pytorch": "PyTorch",
}
"""Organisations in lower case → the one spelling that a list gives them."""

_UNIT = re.compile(
    r"(?:academy|college|department|dept\.?|faculty|institute|lab|laboratory|school) (?:for|of)\b",
    re.IGNORECASE,
)
"""How the name of a part begins whose whole stands beside it: `School of Computing, NUS`."""
_SYSTEM = re.compile(r"(?:university|univ\.?) of california", re.IGNORECASE)
"""A name that several universities share; the place behind it tells which, though it is one's own
name as well: `Berkeley`."""
_KIND = re.compile(
    r"\b(?:univ(?:ersit(?:y|ies|ät|é))?|institut(?:e|es|ion)?|college|academy|school|labs?|laborator(?:y|ies)"
    r"|research|group|inc|ltd|corp|cloud|technolog(?:y|ies)|team)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_PERSON = re.compile(r"[A-Z][a-zà-ÿ'’-]+(?: [A-Z][a-zà-ÿ'’.-]*){1,2}")


def spellings(name: str) -> frozenset[str]:
    """The ways to write an organisation, `name` among them: lower case, without punctuation.

    None for a name without a letter or digit.
    """
    key = plain_name(SPELLINGS.get(name.strip().casefold(), name))
    short = _short_forms().get(key, key)
    return frozenset((key, short, *SYNONYMS.get(short, ()))) - {""}


def makers(organization: str) -> dict[str, str]:
    """The organisations of an entry: what all spellings of one share → as it is written here."""
    whole = _short_forms().get(plain_name(organization))
    if whole:
        return {whole: organization}
    named = [name.strip() for name in parted_makers(organization)]
    keys = [plain_name(SPELLINGS.get(name.casefold(), name)) for name in named]
    return {
        _short_forms().get(key, key): name for key, name in zip(keys, named, strict=True) if key
    }


@cache
def _short_forms() -> dict[str, str]:
    """Long forms of names → the short one."""
    return {long: short for short, longs in SYNONYMS.items() for long in longs}


def plain_name(name: str) -> str:
    """A name in lower case, its words parted by single blanks, without punctuation."""
    return " ".join(_WORD.findall(name.casefold()))


def names_maker(text: str, title: str = "") -> bool:
    """Whether `text` names an organisation or a person rather than what a paper is about.

    Two or three capitalised words are a person's name when they are no subject of the field and
    none of them stands in the paper's title.
    """
    if _names_organization(text):
        return True
    if not _PERSON.fullmatch(text) or _names_subject(text):
        return False
    said = title.casefold()
    return not any(word.casefold() in said for word in text.split())


def parted_makers(text: str, title: str = "") -> tuple[str, ...]:
    """The makers that a text names between commas; one, where a comma is part of its name.

    `PKU, Jane's Lab` are two; `ByteDance, Seed` and `University of California, San Diego` are one:
    what stands behind an organisation and is none itself may be its part, or its place.
    """
    parts = text.split(", ")
    pairs = zip(("", *parts), parts, strict=False)
    apart = all(_is_apart(before, part, title) for before, part in pairs)
    return tuple(parts) if apart or not names_maker(text, title) else (text,)


def _is_apart(before: str, part: str, title: str) -> bool:
    """Whether a part of a text is a maker for itself, with the part before it left out."""
    if _UNIT.match(part) or _SYSTEM.fullmatch(before):
        return False
    if _names_organization(part):
        return True
    return names_maker(part, title) and not _names_organization(before)


def _names_organization(text: str) -> bool:
    first = text.split()[:1]
    return bool(first) and (first[0].lower().strip(".,") in MAKERS or bool(_KIND.search(text)))


def _names_subject(text: str) -> bool:
    from llmsys_mcp.core.subjects.evidence import subjects_named
    from llmsys_mcp.core.words import concepts

    return bool(concepts(text) or subjects_named(text))
