"""The marker of a list item: a bullet or a number, and the box of a task behind it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SIGN = r"[^\w\s\x00-\x7f\ud800-\udfff“”‘’«»…‹›（〈《「『【〔]{1,8}|:[a-z0-9_+-]{1,40}:"
"""Emoji and their like: no letter, digit, quote or opening bracket; or GitHub's `:star:`."""
MARKER = (
    r"(?P<sign>[-*+]|(?P<number>\d{1,9})(?P<delimiter>[.)]))(?P<gap>[ \t]+)"
    rf"(?P<box>\[[ xX]\][ \t]+)?(?P<lead>(?:(?:{_SIGN})[ \t]*){{1,4}}(?=[*_~]{{0,4}}\[))?(?=\S)"
)
"""The pattern of a marker with the blanks behind it (CommonMark 5.2, task items of GFM 5.3).

Signs before a link that opens the item are of the marker's side: `- 🔥 [Title](…)`.
"""
_MARKER = re.compile(MARKER)
_DIGITS = 9
"""Digits that a number may have."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before an item's words, as it is written."""

    sign: str
    """`-`, `*`, `+`, `1.` or `1)`."""
    gap: str
    """The blanks behind the sign."""
    box: str = ""
    """`[ ] ` or `[x] ` with the blanks behind it, of a task."""
    lead: str = ""
    """Emoji and other signs before the item's link, with the blanks behind them."""

    def __str__(self) -> str:
        return f"{self.sign}{self.gap}{self.box}{self.lead}"

    @property
    def number(self) -> int | None:
        """Of a numbered item."""
        return int(self.sign[:-1]) if self.sign[:-1] else None

    @property
    def form(self) -> tuple[str, str, bool]:
        """What the items of one list have in common: sign without number, gap, having a box."""
        return (self.sign[-1], self.gap, bool(self.box))

    def numbered(self, number: int) -> "Marker":
        """The marker with this number, zeros before it kept; itself when it cannot be written."""
        digits = str(number).zfill(len(self.sign) - 1 if self.sign.startswith("0") else 1)
        if number < 0 or len(digits) > _DIGITS:
            return self
        return Marker(f"{digits}{self.sign[-1]}", self.gap, self.box)

    def open(self) -> "Marker":
        """The marker of a new item: its box empty, for nobody has ticked it off, and no signs."""
        return Marker(self.sign, self.gap, self.box.replace("x", " ").replace("X", " "))


BULLET = Marker("-", " ")


def read_marker(text: str) -> Marker | None:
    """The marker that `text` begins with, None for a text without one."""
    found = _MARKER.match(text)
    if found is None:
        return None
    return Marker(found["sign"], found["gap"], found["box"] or "", found["lead"] or "")


def without_marker(text: str) -> str:
    """`text` behind the marker that it begins with."""
    found = _MARKER.match(text)
    return text[found.end() :] if found else text


def following(markers: Sequence[Marker]) -> Marker:
    """The marker of one more item behind these, which are of one form; its box is empty.

    Numbers go on as the last two do: one up, one down, or all alike; else one up.
    """
    last = markers[-1].open()
    number = last.number
    if number is None:
        return last
    before = markers[-2].number if len(markers) > 1 else None
    step = number - before if before is not None else 1
    return last.numbered(number + (step if step in (0, -1) else 1))
