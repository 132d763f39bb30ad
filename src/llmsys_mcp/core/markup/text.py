"""Spans and edits of one text: an edit is text → text by span, and nothing else moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

_STEP = 4096
"""Characters that are compared at once."""


class Span(NamedTuple):
    """Half-open range [start, end) of code points in one text, counted from 0."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` in this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `new` in place of `span`; an empty span inserts."""

    span: Span
    new: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with each edit made, all spans counted in `text` as given.

    Raises:
        ValueError: two edits overlap, or one ends past the text.
    """
    out: list[str] = []
    at = 0
    for edit in sorted(edits, key=attrgetter("span")):
        if not at <= edit.span.start <= edit.span.end <= len(text):
            raise ValueError(f"{edit} overlaps another edit or ends past the text")
        out += [text[at : edit.span.start], edit.new]
        at = edit.span.end
    return "".join([*out, text[at:]])


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their ends; a line ends at `\\n` only, and the last may have no end.

    `str.splitlines` would also split at a form feed or U+2028, which may stand in a title.
    """
    *whole, rest = text.split("\n")
    lines = [f"{line}\n" for line in whole]
    return [*lines, rest] if rest else lines


def shared_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts begin with alike, and how many of the rest they end with alike.

    Takes some comparisons of long parts, not one for each character.
    """
    most = min(len(one), len(other))
    head = _longest(most, lambda low, to: one[low:to] == other[low:to])
    first, second = len(one), len(other)
    tail = _longest(
        most - head,
        lambda low, to: one[first - to : first - low] == other[second - to : second - low],
    )
    return head, tail


def _longest(most: int, same: Callable[[int, int], bool]) -> int:
    """How many characters are shared, at most `most`; `same` compares those between two counts."""
    low, step = 0, _STEP
    while low < most:
        to = min(low + step, most)
        if same(low, to):
            low = to
        else:
            most = to - 1
            step = max((most - low) // 2, 1)
    return low


def decode(data: bytes) -> str:
    """Bytes of a page as text; bytes that are no UTF-8 become lone surrogates (PEP 383)."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes that `decode` read: `encode(decode(data)) == data` for any bytes."""
    return text.encode("utf-8", "surrogateescape")
