"""What in a pasted line is a title, and what is said around it.

Nothing is made up: words are a title only when they are set off as one (quoted, bold, linked, in
title case, `Name: subtitle`) or stand where a title stands; the rest is doubted or left out.
"""

import re
from dataclasses import dataclass

from llmsys_mcp.core.identity import short_name
from llmsys_mcp.core.identity.pasted import pasted_title
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.page.item import read_item
from llmsys_mcp.core.venue import read_venue

LONGEST = 30
"""Words a title has at most."""
_SHORTEST = 3
"""Words that make a title where nothing else sets it off."""
_NAMED = 3
"""Words a name before a colon has at most; the rest of the title then is its description."""

_SPEECH = re.compile(
    r"(?:@[\w-]+|please|pls|plz|kindly|hi|hello|hey|hiya|thanks|thank you|thx|many thanks|cheers|"
    r"dear|best|best regards|kind regards|regards|sincerely|yours|fyi|cc|ps|edit|update|note|see|"
    r"let me|let us|let's|if|not sure|maybe|perhaps|just|also|both|sorry|ok|okay|sure|lgtm|\+1|"
    r"(?:can|could|would|should|will|did|do|is|are|may)\s(?:you|we|i|it|this|that|there|these|they|"
    r"someone|anyone)|"
    r"i|i'm|i'd|i've|i’m|i’d|i’ve|we|we're|we've|we’re|we’ve|it is|it's|it’s|it was|it would|"
    r"there is|there are|there's|here|these|those|this|that|they|the following|following|"
    r"the (?:paper|papers|code|list|link|links|section|authors?|project)|my|our|your|his|their|"
    r"add(?:ing|ed)?\s(?:this|these|those|the|a|an|my|our|some|more|new|missing|following|papers?|"
    r"links?|two|three|four|five|\d{1,3})|some|other|others|another|more|related|new|found|from|as|"
    r"both|follow(?:ing)?|suggest(?:ion|ed|ing)?s?|request(?:ing|ed)?|recommend(?:ed|ing)?|"
    r"_?no response_?)(?=[\s,:;.!?)]|\Z)",
    re.IGNORECASE,
)
_DETERMINED = (
    r"(?:(?i:this|these|the|our|my|a|an|new|recent|latest|following|accepted|related|missing|"
    r"another|one|more|two|three)\s){0,5}"
)
_REQUEST = re.compile(
    r"(?:(?i:hi|hello|hey)(?: all| there)?[,!.]?\s)?(?:(?i:also|and),?\s)?"
    r"(?:(?i:(?:(?:can|could|would)\s(?:you|we)\s)?(?:please|kindly|pls)\s(?:consider\s)?"
    r"(?:add|adding|include|including|list))(?i:\sto the list)?\s?[:：]?\s"
    rf"(?:{_DETERMINED}(?i:papers?|works?|articles?|preprints?)\b\s?[:：,]?\s)?"
    r"|(?i:(?:(?:can|could|would)\s(?:you|we)\s)?(?:consider\s)?"
    r"(?:(?:add|adding|include|including|see|check out)\s)?)"
    rf"{_DETERMINED}(?:(?:papers?|works?|articles?|preprints?)\b\s?[:：,]?"
    r"|(?i:papers?|works?|articles?|preprints?)\s?[:：])\s"
    r"|(?i:add|adding|include|missing|new)\s?[:：]\s)"
)
"""What asks for a paper, before the paper's title: `Please add our recent work `."""
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{8,300})[\"”»]|(?:\*\*|__)([^*_]{8,300})(?:\*\*|__)")
_OURS = re.compile(
    r"\s{0,4}[(\[](?:our|my|ours|by us|self|new|author)\b[^()\[\]]{0,30}[)\]]\s{0,4}\Z", re.I
)
_TAG = re.compile(r"[\s,]{0,4}[(\[（【]([^()\[\]（）【】]{1,60})[)\]）】][\s.]{0,4}\Z")
_FRONT = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,40})[)\]）】][\s:,–—-]{0,4}")
_BEHIND = re.compile(
    r"(?:,|\s[-–—@|]|\s(?:at|in|to appear (?:at|in)|accepted (?:at|by|to|in)|published (?:at|in)))"
    r"\s([A-Z][^,|@]{2,50}?)[\s.]{0,4}\Z"
)
_PREPRINT = re.compile(r"(?:arxiv|preprint|under review|in submission)\b.{0,40}", re.IGNORECASE)
_CITED = re.compile(
    r"\bet al\b|\barXiv preprint\b|\bIn Proc|(?:\b[A-Z]\.\s?){1,3}[A-Z][a-z]+,"
    r"|[A-Z][a-z]+, [A-Z]\.|\b[A-Z]{1,2} [A-Z][a-z]+, [A-Z]{1,2} [A-Z][a-z]+"
)
"""What only a citation or a line of authors has."""
_PICTOGRAMS = re.compile(
    "[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+"
)
_AROUND = " \t\n:：;；,，、。|<>«»*_`\"“”'–—-"
_CONNECTORS = re.compile(
    r"(?:(?:\s(?:at|from|via|on|in|is|here|see|and|available|published|can be found)\b"
    r"|[\s]?[,.;:：|(\[–—-]\s{0,2}(?i:paper|pdf|link|url|arxiv|code|github|doi|preprint)s?\b)"
    r"[\s,:：;–—|(\[-]{0,4}){1,4}\Z"
)
"""What only leads over to a link: ` available at `, `, paper: `."""
_SMALL = frozenset(
    (
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or"),
        *("over", "per", "the", "to", "toward", "towards", "via", "vs", "with", "all", "you"),
    )
)


@dataclass(frozen=True, slots=True)
class Titled:
    """A title with what stood around it."""

    title: str
    description: str = ""
    venue: str = ""
    organization: str = ""


def is_said(text: str) -> bool:
    """Whether a line talks about papers rather than naming one."""
    bare = text.strip(" *_>`")
    words = bare.split()
    if is_placeholder(bare):
        return True
    speech = _SPEECH.match(bare)
    if speech and not _goes_on_titled(bare[speech.end() :]):
        return True
    ends = bare.endswith((".", "?", "!"))
    return ends and len(words) > _SHORTEST and not is_titled(bare)


def _goes_on_titled(rest: str) -> bool:
    """Whether a title goes on behind a word that speech, too, begins with: `Here Comes …`."""
    return rest[:1] == " " and rest[1:2].isupper() and is_titled(rest)


def is_titled(text: str) -> bool:
    """Whether most words that count begin with a capital, as in a title."""
    counted = [word.strip("(\"'“*_") for word in text.split() if word.lower() not in _SMALL]
    capital = sum(word[:1].isupper() or word[:1].isdigit() for word in counted)
    return bool(counted) and capital * 3 >= len(counted) * 2


def is_sure(text: str) -> bool:
    """Whether `text` reads like a title by itself: in title case, or `Name: subtitle`."""
    words = text.split()
    if not _SHORTEST <= len(words) <= LONGEST or is_said(text) or _CITED.search(text):
        return False
    return is_titled(text) or bool(short_name(text))


def is_cited(text: str) -> bool:
    """Whether `text` holds authors or a journal as a reference does."""
    return _CITED.search(text) is not None


def title_before(text: str) -> str:
    """The title in what stands before a link; empty when none is told."""
    quoted = _QUOTED.search(text)
    if quoted and not is_said(quoted[1] or quoted[2]):
        return (quoted[1] or quoted[2]).strip(" .,")
    text = _PICTOGRAMS.sub(" ", text).strip()
    if request := _REQUEST.match(text):
        text = text[request.end() :]
    text = _CONNECTORS.sub("", text).rstrip(_AROUND + "([").lstrip(_AROUND + ")]")
    if len(text.split()) < 2 and not text[:1].isupper() and not any(map(str.isdigit, text)):
        return ""
    return "" if is_said(text) or is_cited(text) else text


def split_title(text: str) -> Titled:
    """A title without markup and the remarks around it; its venue, when one stands there.

    `[OSDI'26] Relay: …`, `Relay: … (our work)`, `Relay: …, OSDI 2026`, `Relay: … | OSDI' 26 | MIT`.
    """
    text = _PICTOGRAMS.sub(" ", text).strip()
    fields = read_item(text) if "|" in text or "｜" in text else None
    if fields is not None and fields.title:
        found = split_title(fields.title)
        return Titled(
            found.title,
            found.description or fields.description,
            fields.venue or found.venue,
            fields.organization,
        )
    text, venue = _without_tags(plain(text))
    title = pasted_title(text)
    name = short_name(title)
    head, _, rest = title.partition(": ")
    if name and head == name and len(name.split()) <= _NAMED:
        return Titled(name, rest.strip(), venue)
    return Titled(title, "", venue)


def _without_tags(text: str) -> tuple[str, str]:
    """(`text` without the tags around it, the venue that one of them names)."""
    venue = ""
    front = _FRONT.match(text)
    if front and (told := _venue(front[1])):
        text, venue = text[front.end() :], told
    for _ in range(3):
        text = _OURS.sub("", text)
        tail = text[-80:]
        tag = _TAG.search(tail)
        behind = _BEHIND.search(tail)
        if tag and (_venue(tag[1]) or _PREPRINT.fullmatch(tag[1])):
            venue = venue or _venue(tag[1])
            text = text[: len(text) - len(tail) + tag.start()]
        elif behind and (_dated(behind[1]) or _PREPRINT.fullmatch(behind[1])):
            venue = venue or _dated(behind[1])
            text = text[: len(text) - len(tail) + behind.start()]
        else:
            break
    return text.strip(), venue


def _venue(text: str) -> str:
    """`text` when it names a venue of the field, else empty."""
    venue = read_venue(text.strip())
    known = (
        venue is not None and venue.is_of_the_field and not venue.name.lower().startswith("arxiv")
    )
    return text.strip() if known else ""


def _dated(text: str) -> str:
    venue = read_venue(text.strip())
    return _venue(text) if venue is not None and venue.year is not None else ""


def is_preprint(venue: str) -> bool:
    """Whether what was given as a venue says that there is none yet: `arXiv 2026`."""
    return _PREPRINT.match(venue) is not None


def told_venue(text: str) -> tuple[str, str]:
    """(venue, organization) behind a link: `OSDI 2026`, `(SOSP' 25)`, `| OSDI' 26 | MIT`."""
    fields = read_item(f"x | {text.strip(' |()[]–—-:,.')}")
    if fields is None or not fields.venue or not _venue(fields.venue):
        return "", ""
    return fields.venue, fields.organization
