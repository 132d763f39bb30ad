"""Characters that a reader cannot see or a terminal obeys: what they are, and how to show them.

Sources: Unicode 15 (Bidi_Control, Default_Ignorable_Code_Point, Noncharacter_Code_Point,
general categories Cc, Cf, Co, Cs, Zl, Zp), the line ends of `str.splitlines`.
"""

import re
from functools import cache
from unicodedata import name

_KINDS = {
    "a control character": r"\x00-\x1f\x7f-\x9f",
    "a line separator": r"\u2028\u2029",
    "a text direction control": r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "a lone surrogate": r"\ud800-\udfff",
    "a private-use character": r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd",
    "a noncharacter": "".join(
        [r"\ufdd0-\ufdef\ufffe\uffff"]
        + [rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17)]
    ),
    "a tag or variation selector": r"\U000e0000-\U000effff",
    "an unassigned character": r"\U00040000-\U000dffff",
    "an invisible character": (
        r"\u00ad\u034f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
        r"\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0"
        r"\ufff0-\ufffc\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
        r"\U0001d159\U0001d173-\U0001d17a"
    ),
}
"""What each kind is called in a refusal → its characters, as members of a regex class."""

_PICTURES = (
    r"\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf"
    r"\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
"""Characters that a variation selector turns into an emoji or back (emoji-variation-sequences)."""

_STRAY_SELECTOR = (
    r"[\ufe00-\ufe0d]"
    rf"|(?<![{_PICTURES}])(?!(?<=[#*0-9])\ufe0f\u20e3)[\ufe0e\ufe0f]"
)

_PRINTABLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc"
    r"\U0001d159\U000e0100-\U000e01ef]"
)
"""Characters above that `str.isprintable` takes for printable."""

_BYTE_ORDER_MARK = re.compile(r"(\A|^[ +-])\ufeff", re.MULTILINE)
_BETWEEN_BREAKS = re.compile(r"[^\t\n]+")


@cache
def _unseen() -> re.Pattern[str]:
    """Compiled when first needed: the class is large, and most texts never get here."""
    return re.compile(f"[{''.join(_KINDS.values())}]|{_STRAY_SELECTOR}")


def find_unseen(text: str) -> re.Match[str] | None:
    """The first character that may not enter a page, and that is shown by its number in one."""
    return None if _is_clean(text) else _unseen().search(text)


def _is_clean(text: str) -> bool:
    """Whether a cheap look is enough to know that `text` holds nothing unseen."""
    return text.isprintable() and (text.isascii() or not _PRINTABLE.search(text))


def kind_of(found: re.Match[str]) -> str:
    """What a character found unseen is, in words that follow `is`."""
    for kind, members in _KINDS.items():
        if re.match(f"[{members}]", found[0]):
            return kind
    return "a variation selector after no symbol"


def numbered(char: str) -> str:
    """`U+0430 (CYRILLIC SMALL LETTER A)`: a character in plain ASCII."""
    known = name(char, "")
    return f"U+{ord(char):04X} ({known})" if known else f"U+{ord(char):04X}"


def shown(text: str) -> str:
    """`text` on one line, safe for a terminal and for a model: what is unseen shows its number.

    A control character becomes `\\x1B`, any other unseen one `\\u{202E}`; text without any
    comes back as the same object. For reading only: a text that holds a backslash of its own
    is not told apart.
    """
    return text if _is_clean(text) else _unseen().sub(_escaped, text)


def shown_lines(text: str) -> str:
    """`shown`, but line feeds and tabs stay: for a page, a diff, or an item of several lines.

    A page's line ends of two characters become line feeds, and its byte order mark is left out,
    where a diff begins a line with it too: they are the file's form and nothing of its text.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r")
    if "\ufeff" in text:
        text = _BYTE_ORDER_MARK.sub(r"\1", text)
    return _BETWEEN_BREAKS.sub(lambda line: shown(line[0]), text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02X}" if code < 0xA0 else f"\\u{{{code:X}}}"
