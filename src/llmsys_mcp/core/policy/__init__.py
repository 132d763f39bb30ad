"""What may enter the page, the query and the terminal.

Every text a caller gives passes one of these functions before it is used; every text of the list
passes `shown` before it is printed or returned. A refusal names the argument, the character by
its number and its place counted from 1, and repeats nothing that could do harm.
"""

import re
from typing import NoReturn
from unicodedata import category, normalize

from llmsys_mcp.core.policy.characters import find_unseen, kind_of, numbered, shown, shown_lines
from llmsys_mcp.core.policy.escaping import escape_markdown
from llmsys_mcp.core.policy.link_policy import URL_LIMIT, url, within_limit
from llmsys_mcp.errors import InvalidArgument

__all__ = [
    "ABSTRACT_LIMIT",
    "DESCRIPTION_LIMIT",
    "ORGANIZATION_LIMIT",
    "QUERY_LIMIT",
    "SECTION_LIMIT",
    "TITLE_LIMIT",
    "URL_LIMIT",
    "VENUE_LIMIT",
    "escape_markdown",
    "link_text",
    "page_text",
    "prose_text",
    "query_text",
    "shown",
    "shown_lines",
    "url",
]

TITLE_LIMIT = 300
DESCRIPTION_LIMIT = 1000
VENUE_LIMIT = 100
ORGANIZATION_LIMIT = 200
SECTION_LIMIT = 300
QUERY_LIMIT = 500
ABSTRACT_LIMIT = 10_000
"""Characters each text may have after spaces are tidied."""

_BREAKS_AS_SPACES = str.maketrans("\r\n\t", "   ")
_LOST = "\ufffd"
_LATIN = r"A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff"
_LATIN_LIKE = r"\u0400-\u058f\u13a0-\u13ff\u1c80-\u1c8f\ua4d0-\ua4ff\ua640-\ua69f\uab70-\uabbf"
"""Cyrillic, Armenian, Cherokee, Lisu: letters drawn like Latin ones, never in one word with them.

Greek is not among them: `λScale` and `μ-Serve` are names."""
_WORD = r"(?:[^\W_]|[\u0300-\u036f])+"
_MARKS = r"[^\w\s\x00-\x7f]{3,}"
_ACCENTS = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3}"
"""Accents are one or two high; only marks of other scripts come in threes."""
_UNCOMMON = (
    r"[^ -~\u00a1-\u02ff\u0370-\u03ff\u2010-\u205e\u2100-\u2bff\u3001-\u3020\u3041-\u3096"
    r"\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]"
)
"""Outside the scripts of most titles, in which there are neither twins nor marks to look for.

These classes are compiled when first needed (`re` keeps them): most titles are ASCII."""
_MAIL = re.compile(r"(?<=[A-Za-z0-9.+_-])@((?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+)")


def page_text(argument: str, value: str, *, limit: int, required: bool = False) -> str:
    """`value` as it may be written into one line of a page.

    Composed (NFC), spaces of any kind as plain ones, one between words and none around.
    `required`: it must hold a letter or digit; without it an empty text is fine.

    Raises:
        InvalidArgument: a character that is unseen or obeyed (control, line end, direction,
            zero width, tag, private use, surrogate, …), Latin letters mixed with look-alikes
            in one word, stacked accents, an e-mail address, no letter or digit though
            `required`, more than `limit` characters.
    """
    text = value
    if not (value.isascii() and value.isprintable()) or "  " in value or value != value.strip():
        text = _seen(argument, value)
    if not text.isascii() and re.search(_UNCOMMON, text):
        _refuse_look_alikes(argument, text)
        _refuse_stacked_accents(argument, text)
    if "@" in text:
        _refuse_mail(argument, text)
    if required and not any(map(str.isalnum, text)):
        problem = "it has no letter or digit." if text else "it is empty."
        raise InvalidArgument(argument, problem, "Give it in words.")
    return _within(argument, text, limit)


def query_text(argument: str, value: str, *, limit: int) -> str:
    """`value` as it may be looked up and echoed; never written. Spaces as in `page_text`.

    Raises:
        InvalidArgument: a character that is unseen or obeyed, more than `limit` characters.
    """
    return _within(argument, _seen(argument, value), limit)


def link_text(argument: str, value: str) -> str:
    """`value` as a link or number may be looked up; never written. Spaces as in `page_text`.

    Raises:
        InvalidArgument: a character that is unseen or obeyed, more than 2048 characters.
    """
    return within_limit(argument, _seen(argument, value))


def prose_text(argument: str, value: str, *, limit: int) -> str:
    """`value` as it may be read for its words; line breaks and tabs are spaces. Never written.

    Raises:
        InvalidArgument: another unseen character, more than `limit` characters.
    """
    return _within(argument, _seen(argument, value.translate(_BREAKS_AS_SPACES)), limit)


def _seen(argument: str, value: str) -> str:
    """`value` tidied, all of it visible."""
    if (found := find_unseen(value)) is not None:
        kind = kind_of(found)
        _refuse(argument, value, found.start(), f"{kind}, which nobody sees on the page")
    if (at := value.find(_LOST)) >= 0:
        _refuse(argument, value, at, "what stands for text that was lost on the way")
    return " ".join(normalize("NFC", value).split())


def _refuse(argument: str, text: str, at: int, why: str) -> NoReturn:
    raise InvalidArgument(
        argument,
        f"character {at + 1} is {numbered(text[at])}, {why}.",
        "Remove it, or write the text anew with plain characters.",
    )


def _refuse_look_alikes(argument: str, text: str) -> None:
    """A word of Latin letters with foreign twins among them reads as another word than it is."""
    if not re.search(f"[{_LATIN_LIKE}]", text):
        return
    for word in re.finditer(_WORD, text):
        twin = re.search(f"[{_LATIN_LIKE}]", word[0])
        if twin and re.search(f"[{_LATIN}]", word[0]):
            _refuse(argument, text, word.start() + twin.start(), "in a word with Latin letters")


def _refuse_stacked_accents(argument: str, text: str) -> None:
    """Marks piled on one letter run over the neighbouring lines."""
    if (pile := re.search(_ACCENTS, text)) is not None:
        _refuse(argument, text, pile.start() + 2, "one accent too many on one letter")
    for run in re.finditer(_MARKS, text):
        high = 0
        for at in range(run.start(), run.end()):
            high = high + 1 if category(text[at])[0] == "M" else 0
            if high > 3:
                _refuse(argument, text, at, "one mark too many on one letter")


def _refuse_mail(argument: str, text: str) -> None:
    """GitHub links an address wherever it stands outside a link, and no escape prevents it."""
    for found in _MAIL.finditer(text):
        if "." in found[1] and found[1][-1].isalpha():
            raise InvalidArgument(
                argument,
                f"an e-mail address around character {found.start() + 1} would become a link.",
                "Leave it out, or write ` at ` for the @.",
            )


def _within(argument: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise InvalidArgument(
            argument, f"it has {len(text)} characters, more than {limit}.", "Shorten it."
        )
    return text
