"""Take the remarks off both ends of a text: what is left is its core, a title as a rule.

What is of no known kind stays in the core, where it is doubted rather than dropped.
"""

import re

from llmsys_mcp.core.intake.remarks import (
    AROUND,
    EDGE,
    GAVE,
    NOTHING,
    PICTOGRAMS,
    YEAR,
    Told,
    bare_words,
    is_names,
    is_surely_no_name,
    read_remark,
)

_REMARKS = 12
"""Remarks that are taken off each end."""
_JOINTS = 8
"""Places at which the end of a text may be cut."""
_OPENING = ("(", "[", "（", "【")
_FRONT_TAG = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,60})[)\]）】]")
_FRONT_CLAUSE = re.compile(r"([^:：|\t]{1,60}?)\s?(?:[:：]{1,2}\s|\s?[|\t]\s?|\s[-–—]\s|!\s)")
_FRONT_WORD = re.compile(
    rf"(?:(?:{GAVE}[:\s]{{1,3}})?[#@][\w/-]{{1,60}}|\d{{1,2}}/\d{{1,2}}|\d{{1,3}}[.)])(?:[:,]?\s|\Z)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"[(\[]{2}([^()\[\]]{1,60})[)\]]{2}")
_BACK_TAG = re.compile(r"[(\[（【]([^()\[\]（）【】]{0,60})[)\]）】]\Z")
_BACK_JOINT = re.compile(
    r"[,;|\t]\s?|\.\s|\s[-–—@]\s|(?=\s(?:at|in|to appear|accepted|published)\s)"
)
_BACK_MENTION = re.compile(
    rf"(?:(?<!\S){GAVE}[:\s]{{1,3}}|(?<!\sfor\s)(?<!\sof\s)(?<!\swith\s)(?<!\sto\s)(?<!\son\s))"
    r"(?<!\S)[@#][\w/-]{1,60}\Z"
)
"""In a sentence, what leads to a mention is in lower case: `Fixes #1` may be of the title."""
_BACK_WORD = re.compile(r"\s(?:and|&|via|by|from|cc|see|(?:many\s)?(?:thanks|thank you|thx))\Z")


def peel(text: str) -> tuple[str, Told]:
    """(the core of `text`, what the remarks around it tell). Linear in the length of `text`."""
    text = _TWICE.sub(r"(\1)", PICTOGRAMS.sub(" ", text).strip())
    told = NOTHING
    if not text:
        return "", told
    for take in (_without_front, _without_back):
        for _ in range(_REMARKS):
            found = take(text)
            if found is None:
                break
            text = found[0]
            told = told.and_also(found[1])
    whole = read_remark(text, bracketed=False)
    return (text, told) if whole is None else ("", told.and_also(whole))


def _without_front(text: str) -> tuple[str, Told] | None:
    """`text` without the remark it begins with, and what that tells; None when there is none."""
    text = text.lstrip(f"{AROUND})]】）")
    head = text[:EDGE]
    if head[:1] in _OPENING and not any(mark in text for mark in ")]）】"):
        return text[1:], NOTHING
    if word := _FRONT_WORD.match(head):
        return text[word.end() :], NOTHING
    if tag := _FRONT_TAG.match(head):
        told = read_remark(tag[1])
        return (text[tag.end() :], told) if told is not None else None
    clause = _FRONT_CLAUSE.match(head)
    if clause is None:
        return None
    words = bare_words(clause[1])
    told = NOTHING if is_surely_no_name(words) else read_remark(words, bracketed=False)
    if told is None or YEAR.fullmatch(words):
        return None
    return text[clause.end() :], told


def _without_back(text: str) -> tuple[str, Told] | None:
    """`text` without the remark it ends in, and what that tells; None when there is none."""
    text = text.rstrip(f"{AROUND}([【（")
    tail = text[-EDGE:].rstrip("!?.")
    start = len(text) - len(text[-EDGE:])
    opened = max(tail.rfind(mark) for mark in "[(（【")
    tag = _BACK_TAG.match(tail, opened) if opened >= 0 else None
    if tag is not None:
        told = read_remark(tag[1])
        return (text[: start + opened], told) if told is not None else None
    for pattern in (_BACK_MENTION, _BACK_WORD):
        if word := pattern.search(tail):
            return text[: start + word.start()], NOTHING
    for joint in [*_BACK_JOINT.finditer(tail)][-_JOINTS:]:
        clause = tail[joint.end() :]
        told = read_remark(clause, bracketed=False)
        if told is None and joint[0][:1] == "." and is_names(clause):
            told = NOTHING
        # `in 2026` may end a title, as `at OSDI 2026` hardly does.
        if told is not None and (joint[0] or told.venue):
            return text[: start + joint.start()], told
    return None
