"""What in a pasted line is a title, and what is said around it.

Nothing is made up: words are a title only when they are set off as one (quoted, bold, linked, in
title case, `Name: subtitle`) or stand where a title stands; the rest is doubted or left out.
"""

import re
from dataclasses import dataclass, replace

from llmsys_mcp.core.identity import short_name
from llmsys_mcp.core.identity.pasted import pasted_title
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.intake.literal import hidden, without_bars
from llmsys_mcp.core.intake.peeled import peel
from llmsys_mcp.core.intake.remarks import NOTHING, PICTOGRAMS, Told, read_remark
from llmsys_mcp.core.markup.markdown import plain
from llmsys_mcp.core.page.item import read_item

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
    r"excited|happy|proud|thrilled|glad|pleased|delighted|check out|take a look|look at|have you|"
    r"did you|anyone|any|what about|how about|thoughts|great|nice|cool|awesome|interesting|good|"
    r"must[- ]read|_?no response_?)(?=[\s,:;.!?)]|\Z)",
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
OPENS, SHUTS = "\ue001", "\ue002"
"""Stand around a title that emphasis set off, when the emphasis itself is gone."""
_QUOTED = re.compile(
    rf"[\"“„«]([^\"“”„«»{OPENS}{SHUTS}]{{8,300}})[\"”»]|{OPENS}([^{OPENS}{SHUTS}]{{8,300}}){SHUTS}"
)
_PREPRINT = re.compile(r"(?:arxiv|preprint|under review|in submission)\b.{0,40}", re.IGNORECASE)
_CITED = re.compile(
    r"\bet al\b|\barXiv preprint\b|\bIn Proc|(?:\b[A-Z]\.\s?){1,3}[A-Z][a-z]+,"
    r"|[A-Z][a-z]+, [A-Z]\.|[A-Z][a-z]+ [A-Z]{1,2}, [A-Z][a-z]+ [A-Z]{1,2}\b"
    r"|\b[A-Z]{1,2} [A-Z][a-z]+, [A-Z]{1,2} [A-Z][a-z]+"
)
"""What only a citation or a line of authors has."""
_AROUND = " \t\n:：;；,，、。|<>«»*_`\"“”'–—-"
_CONNECTORS = re.compile(
    r"(?:(?:\s(?:at|from|via|on|in|is|here|see|and|available|published|can be found)\b"
    r"|[\s]?[,.;:：|(\[–—-]\s{0,2}(?i:paper|pdf|link|url|arxiv|code|github|doi|preprint)s?\b"
    r"|\s(?i:paper|pdf|link|url|arxiv|code|github|doi|preprint)s?\s?[:：])"
    r"[\s,:：;–—|(\[-]{0,4}){1,4}\Z"
)
"""What only leads over to a link: ` available at `, `, paper: `."""
_JOINED = re.compile(r"[\s,;.)\]]{0,6}(?:(?:and|as well as|plus|also)\s|&\s)?")
"""What joins a title to the paper before it."""
_SMALL = frozenset(
    (
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or"),
        *("over", "per", "the", "to", "toward", "towards", "via", "vs", "with", "all", "you"),
    )
)
_LAST_BAR = re.compile(r"\s[|｜](?=\s|\Z)([^|｜]*)\Z")
_FIELDS = 4
"""Bars of a title behind which remarks are looked for, from its end."""
_SITE = re.compile(
    r"USENIX|OpenReview|alphaXiv|IEEE Xplore|IEEE (?:Conference Publication|Journals & Magazine)"
    r"|Hugging ?Face|GitHub|Semantic Scholar|ResearchGate|SpringerLink|Papers [Ww]ith Code"
    r"|(?:Proceedings of|ACM Transactions on|Communications of)\s.*"
)
"""What sites that hold papers write behind a title in the name of its page."""


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
    if is_placeholder(bare) or speaks(bare):
        return True
    ends = bare.endswith((".", "?", "!"))
    return ends and len(words) > _SHORTEST and not is_titled(bare)


def speaks(text: str) -> bool:
    """Whether `text` begins as people begin who talk about papers: `please`, `I think`."""
    speech = _SPEECH.match(text)
    return speech is not None and not _goes_on_titled(text[speech.end() :])


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


def read_title(text: str) -> tuple[str, Told]:
    """(the title in words beside a link, what is told around it); no title when none is told."""
    quoted = _QUOTED.search(text)
    if quoted and not is_said(inner := (quoted[1] or quoted[2]).strip(" .,")):
        before, told = peel(text[: quoted.start()])
        before = before.strip(_AROUND)
        told = told.and_also(peel(text[quoted.end() :])[1])
        its_name = text[: quoted.start()].rstrip(" *_").endswith((":", "："))
        named = its_name and len(before.split()) < _NAMED and not is_said(before)
        return (f"{before}: {inner}" if named else inner), told
    text = text.replace(OPENS, "").replace(SHUTS, "")
    text = _CONNECTORS.sub("", _JOINED.sub("", PICTOGRAMS.sub(" ", text).strip(), count=1))
    if request := _REQUEST.match(text):
        text = text[request.end() :]
    core, told = peel(text)
    if request := _REQUEST.match(core):
        core = core[request.end() :]
    core = _from_sure(core) if "|" in core else core
    core = _CONNECTORS.sub("", core).rstrip(f"{_AROUND}([").lstrip(f"{_AROUND})]")
    core = core[:-1] if core.endswith(".") and is_sure(core[:-1]) else core
    word = len(core.split()) < 2 and not core[:1].isupper() and not any(map(str.isdigit, core))
    return ("" if word or is_said(core) or is_cited(core) else core), told


def _from_sure(text: str) -> str:
    """`text` from the one field between bars on that reads like a title, if the first does not."""
    fields = text.split("|")
    sure = [at for at, field in enumerate(fields) if is_sure(field.strip())]
    return "|".join(fields[sure[0] :]) if len(sure) == 1 else text


def split_title(text: str, *, whole: bool = False) -> Titled:
    """A title without markup and the remarks around it; its venue, when one stands there.

    `[OSDI'26] Relay: …`, `Relay: … (our work)`, `Relay: …, OSDI 2026`, `Relay: … | OSDI' 26 | MIT`.
    `whole`: it is set off as one, so that bars in it part nothing but remarks from its end.
    """
    text = hidden(PICTOGRAMS.sub(" ", text.replace(OPENS, "").replace(SHUTS, "")).strip())
    if whole:
        text, beside = _without_fields(text)
        found = split_title(without_bars(text))
        return replace(
            found,
            venue=found.venue or beside.appeared,
            organization=found.organization or beside.organization,
        )
    fields = read_item(text) if "|" in text or "｜" in text else None
    if fields is not None and fields.title and not read_remark(fields.title):
        found = split_title(fields.title, whole=bool(fields.url))
        return Titled(
            found.title,
            found.description or fields.description,
            fields.venue or found.venue,
            fields.organization,
        )
    core, told = peel(plain(text))
    core = core or plain(text)
    title = pasted_title(core)
    name = short_name(title)
    head, _, rest = title.partition(": ")
    if name and head == name and len(name.split()) <= _NAMED:
        return Titled(name, rest.strip(), told.appeared, told.organization)
    return Titled(title, "", told.appeared, told.organization)


def _without_fields(text: str) -> tuple[str, Told]:
    """A title in a link without the fields of known kind behind its last bars, and what they tell.

    `Relay: … | USENIX`, as a browser calls a page, `Relay: … | OSDI 2026`, and `Relay: … |`.
    """
    told = NOTHING
    for _ in range(_FIELDS):
        if (bar := _LAST_BAR.search(text)) is None:
            return text, told
        words = bar[1].strip()
        field = NOTHING if not words or _SITE.fullmatch(words) else read_remark(words)
        if field is None:
            return text, told
        text, told = text[: bar.start()], field.and_also(told)
    return text, told


def is_preprint(venue: str) -> bool:
    """Whether what was given as a venue says that there is none yet: `arXiv 2026`."""
    return _PREPRINT.match(venue) is not None
