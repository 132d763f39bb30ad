"""What is escaped in a pasted text is no mark: a stand-in hides it until all is read.

A line is looked at many times, for fields between bars, emphasis, tags. A bar that was written
`\\|` or `&#124;` must part no fields at any of them, so it is a bar again only at the end.
"""

import re
from html import unescape

_MARKS = "\\`*_~<>&|｜]"
_FIRST = 0xFDD0
"""The first of the noncharacters that Unicode keeps for use inside of programs (23.7)."""
_HIDE = {mark: chr(_FIRST + at) for at, mark in enumerate(_MARKS)}
_REVEAL = str.maketrans({stand_in: mark for mark, stand_in in _HIDE.items()})
_GIVEN = str.maketrans(dict.fromkeys(_HIDE.values(), "\uffff"))
_WRITTEN = re.compile(
    r"(?<=[^\W_])\\(_)(?=[^\W_])"
    r"|\\([\\`*_~<>&|｜]|](?=\())"
    r"|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|(?!amp;)\w{1,40}|amp(?=;#?\w{1,40};));"
)
"""An escaped mark: `_` is none inside a word, `]` but before a target, `&` but in a reference."""
_BARS = str.maketrans({bar: _HIDE[bar] for bar in "|｜"})


def without_stand_ins(text: str) -> str:
    """`text` with what would be taken for a hidden mark as another noncharacter."""
    return text.translate(_GIVEN) if not text.isascii() else text


def hidden(text: str) -> str:
    """`text` with the marks that are escaped in it hidden."""
    return _WRITTEN.sub(_hide, text) if "\\" in text or "&" in text else text


def _hide(found: re.Match[str]) -> str:
    return found[1] or _HIDE.get(found[2] or unescape(found[0]), found[0])


def without_bars(text: str) -> str:
    """`text` with its bars hidden, for they are of a title."""
    return text.translate(_BARS)


def revealed(text: str) -> str:
    """`text` with what was hidden as it was meant."""
    return text if text.isascii() else text.translate(_REVEAL)
