"""Which words of a line go with which of its links, and what those behind a title say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llmsys_mcp.core.identity import paper_id
from llmsys_mcp.core.intake.links import PastedLink, is_another
from llmsys_mcp.core.intake.peeled import peel
from llmsys_mcp.core.intake.remarks import NOTHING, Told, is_names, read_remark
from llmsys_mcp.core.intake.titles import is_cited, is_said, is_sure, read_title, speaks
from llmsys_mcp.core.intake.words import Worded
from llmsys_mcp.core.venue import split_field

OUT = "\n"
"""Stands in the words behind a link where another one was taken out."""
_HOLLOW = re.compile(rf"[(\[][\s,;:/|·]{{0,8}}{OUT}[\s,;:/|·]{{0,8}}[)\]]")
"""Brackets around links that were taken out."""
_TAG = re.compile(r"[\s)\]]{0,4}[(\[]([^()\[\]]{1,60})[)\]]")
_BAR = re.compile(r"[|｜]|\s[·•]\s")
_SEPARATOR = re.compile(r"\s{0,4}[:：]\s{0,4}|\s{1,4}-\s{1,4}|\s{0,4}[–—]\s{0,4}")
_ENDS_A_PAPER = re.compile(r"(?:[,;.&/]|\band)\s{0,4}\Z")
_FIELDS = 16
"""Bars behind a link that part fields."""
_TAGS = 4
"""Brackets right behind a link that are about its paper."""


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one paper in a line, and the words about it."""

    links: tuple[PastedLink, ...]
    texts: tuple[str, ...]
    """Before the first link, and behind each."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a title that is a link."""

    told: Told
    description: str = ""
    unclear: str = ""
    """Words that may be part of the entry."""


def grouped(words: Worded) -> Iterator[Group]:
    """The links of a line, paper by paper.

    A link begins a new paper when it has a name, or words before it that name one, or is another
    number of the same kind; else it goes with the one before. Where the line begins with a bare
    link, words follow their link; else they stand before it.
    """
    links, texts = words.links, words.texts
    starts = [0]
    for at in range(1, len(links)):
        if _begins(words, starts[-1], at):
            starts.append(at)
    follow = is_hollow(texts[0]) and not links[0].name
    before = texts[0]
    for first, last in zip(starts, (*starts[1:], len(links)), strict=True):
        behind, following = texts[last], ""
        if last < len(links) and not follow:
            behind, following = _parted(texts[last], named=bool(links[last].name))
        yield Group(links[first:last], (before, *texts[first + 1 : last], behind))
        before = following


def is_hollow(text: str) -> bool:
    """Whether nothing but remarks stands in `text`, so that words may follow the link behind it."""
    return read_remark(text) is not None or not peel(text)[0].strip(" <([*_:-–—")


def _begins(words: Worded, first: int, at: int) -> bool:
    """Whether the link at `at` is of another paper than those from `first` on."""
    one, before = words.links[at], words.links[at - 1]
    identity = paper_id(one.url)
    if one.attached or (identity is not None and identity == paper_id(before.url)):
        return False
    if len(one.name.split()) > 1 or is_another(words.links[first].url, one.url):
        return True
    return is_sure(read_title(words.texts[at])[0])


def _parted(text: str, *, named: bool) -> tuple[str, str]:
    """What of the words between two papers is said of the first, and what of the second."""
    at = _tags_end(text)
    rest = text[at:]
    if named and (_SEPARATOR.match(rest) or _ENDS_A_PAPER.search(rest)):
        return text, ""
    return text[:at], rest


def _tags_end(text: str) -> int:
    """Where the remarks in brackets end that `text` begins with; 0 when there are none."""
    at = 0
    for _ in range(_TAGS):
        tag = _TAG.match(text, at)
        if tag is None or read_remark(tag[1]) is None:
            break
        at = tag.end()
    return at


def read_behind(text: str) -> Behind:
    """What stands behind a title: `: description | venue | maker`, remarks, or nothing of use."""
    text = _HOLLOW.sub(" ", text).replace(OUT, " ")
    head, *fields = _BAR.split(text, maxsplit=_FIELDS)
    told = NOTHING
    for one in fields:
        told = told.and_also(_field(one))
    tags = _tags_end(head)
    separator = _SEPARATOR.match(head, tags)
    core, beside = peel(head[separator.end() :] if separator else head)
    told = beside.and_also(told)
    if separator:
        told = peel(head[:tags])[1].and_also(told)
    core = core.strip(" ,;|()[]") if not separator else core.strip(" ,;|")
    maker = read_remark(core) if core else None
    if maker is not None and maker.organization:
        return Behind(told.and_also(maker))
    people = is_names(core) or is_cited(core)
    if separator and separator[0].strip() in (":", "："):
        return Behind(told, unclear=core) if people else Behind(told, "" if speaks(core) else core)
    if not core.strip(".!?") or speaks(core) or people:
        return Behind(told)
    if separator:
        return Behind(told, core)
    unclear = is_sure(core) or (len(core.split()) > 2 and not is_said(core))
    return Behind(told, unclear=core if unclear else "")


def _field(text: str) -> Told:
    """What a field between bars tells."""
    told = read_remark(text)
    if told is not None or not text.strip():
        return told or NOTHING
    venue, organization = split_field(text)
    return Told(venue, organization.strip("()@ "))
