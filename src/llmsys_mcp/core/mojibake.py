"""Text that was UTF-8 and was read as Mac Roman or Windows-1252: shown as it was meant.

Only a certain repair is made. A run of characters that are no ASCII is repaired when exactly one
of the two encodings turns it back into bytes that are whole UTF-8, when what comes out is text of
the kind that titles hold, and when the run could not stand in a word as it is. The page keeps its
bytes: this is for showing, comparing and looking up.
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
    r"[\u00a1-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2070-\u20bf"
    r"\u2100-\u2bff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef\ufe0f\U0001f300-\U0001faff]+"
)
"""Latin, Greek, Cyrillic, signs, Chinese, Japanese and emoji: what titles and headings hold."""


@lru_cache(maxsize=2048)
def repaired(text: str) -> str:
    """`text` with every run repaired that can be repaired for certain. Idempotent."""
    if text.isascii() or not _LEADS.search(text):
        return text
    return _RUN.sub(lambda found: _meant(found[0]), text)


def _meant(run: str) -> str:
    """What `run` was before it was read wrongly; itself when that is not certain."""
    if _may_stand_in_a_word(run):
        return run
    readings = {reading for name in _ENCODINGS if (reading := _reading(run, name))}
    return readings.pop() if len(readings) == 1 else run


def _may_stand_in_a_word(run: str) -> bool:
    """Whether some language's word may hold the run: letters, no capital behind a small one."""
    letters = all(category(char) in ("Lu", "Ll") and char != "µ" for char in run)
    return letters and (run.isupper() or not any(map(str.isupper, run[1:])))


def _reading(run: str, encoding: str) -> str:
    """`run` as UTF-8 read through `encoding`; empty when it is none, or no usual text."""
    try:
        meant = run.encode(encoding).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""
    return meant if _USUAL.fullmatch(meant) else ""
