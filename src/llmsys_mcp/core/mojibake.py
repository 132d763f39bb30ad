"""Text that was UTF-8 and was read as Mac Roman or Windows-1252: shown as it was meant.

Only a certain repair is made. A run of characters that are no ASCII is repaired when one of the
two encodings turns it back into bytes that are whole UTF-8 and text of the kind that titles hold
(no character of that kind looks alike under both), and when the run could not stand in a word as it
is. The page keeps its bytes: this is for showing, comparing and looking up.
"""

import re
from functools import lru_cache
from unicodedata import category

_ENCODINGS = ("mac_roman", "cp1252")
"""The two wrong decodings met in practice: a Mac's old default, and a Western Windows'."""
_RUN = re.compile(r"[^\x00-\x7f]{2,64}")
_LEADS = re.compile(
    r"[\u201e\u2030\u0152\u0153\u201a\uf8ff\u221a\u00ac\u2248\u0192\u2206\u00c2-\u00f4]"
)
"""What the first byte of a longer UTF-8 sequence becomes under one of the encodings."""
_USUAL = re.compile(
    r"[\u00a1-\u017f\u0370-\u03ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2070-\u20bf"
    r"\u2100-\u2bff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef\ufe0f\U0001f300-\U0001faff]+"
)
"""Latin, Greek, signs, Chinese, Japanese and emoji: what titles and headings hold.

No Cyrillic: its bytes look like a dash before a French letter, `—à`.
"""
_DOUBTFUL = re.compile(r"√[πΩ∞∑∏∫]|≈[±≤≥∞πµ≠]|[À-ÍÐ-ÿ][‘’“”‹›«»–—…„‚]")
"""Mathematics, or a letter before a quote, unless it stands inside a word."""
_TWO_MARKS = re.compile(r"[À-ÍÐ-ÿ][‘’“”‹›«»–—…„‚]{2}")
"""A letter before two dashes or quotes: `café——`. Read as UTF-8 it would be Chinese."""


@lru_cache(maxsize=2048)
def repaired(text: str) -> str:
    """`text` with every run repaired that can be repaired for certain. Idempotent."""
    if text.isascii() or not _LEADS.search(text):
        return text
    return _RUN.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    """What a run was before it was read wrongly; itself when that is not certain."""
    run = found[0]
    if _may_stand_in_a_word(run) or _TWO_MARKS.fullmatch(run):
        return run
    if _DOUBTFUL.fullmatch(run) and not _is_inside_a_word(found):
        return run
    return next((text for name in _ENCODINGS if (text := _reading(run, name))), run)


def _may_stand_in_a_word(run: str) -> bool:
    """Whether some language's word may hold the run: letters, no capital behind a small one."""
    letters = all(category(char) in ("Lu", "Ll") and char != "µ" for char in run)
    return letters and (run.isupper() or not any(map(str.isupper, run[1:])))


def _is_inside_a_word(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return before.isalpha() and after.isalpha()


def _reading(run: str, encoding: str) -> str:
    """`run` as UTF-8 read through `encoding`; empty when it is none, or no usual text."""
    try:
        meant = run.encode(encoding).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""
    return meant if _USUAL.fullmatch(meant) else ""
