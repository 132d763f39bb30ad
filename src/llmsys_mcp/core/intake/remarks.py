"""What stands beside a pasted title: where it appeared, who gave it, what is to be done with it.

A remark is a bracket or a clause of known kind; the rest of a text is its core. What is of no
known kind stays in the core, where it is doubted rather than dropped.
"""

import re
from dataclasses import dataclass

from llmsys_mcp.core.subjects.organizations import names_maker
from llmsys_mcp.core.venue import read_venue

EDGE = 120
"""Characters at each end of a text that are searched for a remark."""
_PIECES = 6
"""Pieces between commas that a remark has at most."""
_MAKER = 40
"""Characters that a maker's name has at most beside a venue."""

PICTOGRAMS = re.compile(
    "[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+"
)
AROUND = " \t\n:：;；,，、。|<>*_`\"“”'–—-"
_BETWEEN = re.compile(r"[,;·|]|\s[-–—]\s")
_LEADS = re.compile(
    r"(?:(?:to appear|will appear|appears|appeared|accepted|published|presented)"
    r"(?:\s(?:at|by|to|in|as))?|in|at|@|from)(?:\sthe)?(?:\s(?:proceedings|proc\.?)(?:\sof)?"
    r"(?:\sthe)?)?(?:\s|\Z)|(?:proceedings|proc\.)\s(?:of\s)?(?:the\s)?",
    re.IGNORECASE,
)
"""What leads over to a venue: `to appear at`, `in Proceedings of`."""
_NOTE = re.compile(
    r"(?:best|outstanding|distinguished|honou?rable)\s[a-z\s-]{0,30}"
    r"(?:paper|award|mention|poster|talk|artifact|nominee|finalist|runner-?up)s?"
    r"|(?:oral|spotlight|poster|highlight|demo)s?(?:\s(?:paper|presentation|talk))?",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WHEN = re.compile(
    r"(?:(?:submitted|posted|updated|revised|last revised|published|released)\s(?:on\s)?)?"
    rf"(?:(?:\d{{1,2}}\s)?{_MONTH}\s(?:\d{{1,2}}\s)?(?:19|20)\d\d|{_MONTH}\s\d{{1,2}}"
    rf"|\d{{1,2}}\s{_MONTH}|\d{{1,2}}/(?:19|20)\d\d|(?:19|20)\d\d(?:[./-]\d{{1,2}}){{0,2}})",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
_UNPUBLISHED = re.compile(
    r"\b(?:arxiv|preprint|in press|to appear|accepted|camera[- ]ready|technical report"
    r"|under review|under submission|in submission)\b",
    re.IGNORECASE,
)
_AT_A_VENUE = re.compile(r"\b(?:at|to|for|by)\s.{2,30}\Z")
_NUMBERED = re.compile(r"[\d.:v/-]{1,20}|org|preprint|only|\(?cs\.[A-Z]{2}\)?|[:.,]", re.IGNORECASE)
_SURELY_NO_NAME = frozenset(
    (
        *("todo", "to do", "wip", "fyi", "new", "very new", "done", "must read", "must-read"),
        *("paper", "new paper", "paper title", "paper name", "new work", "new preprint"),
    )
)
_STATUS = _SURELY_NO_NAME | frozenset(
    (
        *("draft", "update", "updated", "add", "added", "pending", "merged", "missing", "reading"),
        *("read", "unread", "to read", "recommended", "important", "highlight", "hot", "next"),
        *("later", "optional", "candidate", "suggestion", "proposal", "also", "preprint", "note"),
        *("info", "tip", "link", "title"),
    )
)
"""What is to be done with a paper, or what kind of thing it is, in lower case."""
_FILES = re.compile(
    r"(?:pdf|html|ps|other|code|paper|link|slides|video|poster|abs|abstract|doi|bib|bibtex|here"
    r"|source|preprint|citation|book|[CBJM])",
    re.IGNORECASE,
)
"""What an archive or a search engine offers of a paper."""
_OURS = re.compile(r"(?:our|my|ours|by us|self|new|author)\b[^()\[\]]{0,30}", re.IGNORECASE)
_COUNT = re.compile(
    r"\d{4}\.\d{4,5}(?:v\d{1,2})?"
    r"|\d{1,6}(?:\.\d)?k?\+?(?:\s?(?:stars?|pages?|pp|figures?|citations?|kb))?",
    re.IGNORECASE,
)
_CITED_BY = re.compile(r"[A-Z][\w'’-]{1,30}(?:\sand\s[A-Z][\w'’-]{1,30})?\set\sal\.?")
GAVE = (
    r"(?:(?:thanks|thank you|thx|kudos|credits?|hat tip|h/t)(?:\sto)?|cc|via|by|from|ping|and|&"
    r"|(?:suggested|submitted|found|requested|reported|shared|posted|recommended|added)\sby"
    r"|(?:fix|clos|resolv|address)(?:es|ed|e|s)?|refs?|see|re|issue|pr|part of|related to)"
)
_MENTION = re.compile(
    rf"(?:(?<!\w){GAVE}[:\s]{{1,3}}){{0,2}}(?<![\w&])[@#][\w/-]{{1,60}}", re.IGNORECASE
)
"""A person or an issue of the host, or a tag, with the words that lead to it."""
_THANKS = re.compile(r"(?:many\s)?(?:thanks|thank you|thx)(?:\sto\s\w{1,30})?", re.IGNORECASE)
_NAME = re.compile(r"(?:[A-Z][\w.'’-]{0,24}\s){0,4}[A-Z][\w.'’-]{0,24}")
_AFFILIATED = re.compile(r"\([^()]{0,80}\)|\b(?:of|at|de|van|von|der|di|la)\s")
_INITIALS = re.compile(r"(?<!\S)[A-Z]\.|\A[A-Z]{1,2}\s[A-Z][a-z]+\Z|\A[A-Z][a-z]+\s[A-Z]{1,2}\Z")
_ROW = 1000
"""Characters of a row of names."""
_AND = re.compile(r"[,;]|\sand\s|\s&\s")


@dataclass(frozen=True, slots=True)
class Told:
    """What remarks tell of a paper."""

    venue: str = ""
    organization: str = ""
    note: str = ""
    """An award or the form of the talk, beside the venue."""
    year: str = ""

    def and_also(self, other: "Told") -> "Told":
        """What both tell; this one where they differ."""
        return Told(
            self.venue or other.venue,
            self.organization or other.organization,
            self.note or other.note,
            self.year or other.year,
        )

    @property
    def appeared(self) -> str:
        """The venue with its year and award; empty when none is told."""
        known = read_venue(self.venue)
        if known is None:
            return self.venue
        venue = self.venue
        if known.year is None and self.year:
            venue = f"{venue} {self.year}"
        dated = known.year is not None or bool(self.year)
        return f"{venue} ({self.note})" if self.note and dated and not known.note else venue


NOTHING = Told()


def read_remark(text: str, *, bracketed: bool = True) -> Told | None:
    """What a remark tells; None for a text that is none.

    Outside of brackets a venue needs its year: `FAST` and `DATE` are also names and words.
    """
    if len(text) > EDGE:
        return None
    text = bare_words(text)
    if not text:
        return NOTHING
    if bracketed and text.startswith("@") and _is_maker(text[1:]):
        return Told(organization=text[1:])
    whole = _venue(_led(text))
    if whole and (bracketed or _is_dated(whole)):
        return Told(venue=whole)
    pieces = [bare_words(piece) for piece in _BETWEEN.split(text, maxsplit=_PIECES)]
    told = NOTHING
    others = []
    for piece in pieces:
        one = _piece(piece, bracketed=bracketed or len(pieces) > 1)
        if one is None:
            others.append(piece)
        else:
            told = told.and_also(one)
    if not others:
        return told
    if bracketed and all(map(_is_maker, others)):
        return told.and_also(Told(organization=", ".join(one.lstrip("@") for one in others)))
    maker = others[0].lstrip("@")
    named = bracketed and len(others) == 1 and len(maker) <= _MAKER and _NAME.fullmatch(maker)
    if named and told.venue:
        return told.and_also(Told(organization=maker))
    return None


def _is_maker(text: str) -> bool:
    """Whether every word names an organisation or a kind of one: `MIT`, `Stanford University`.

    In capitals no words pass for a person's name, as `Extended Version` else would.
    """
    return all(names_maker(word.upper()) for word in text.lstrip("@").split())


def bare_words(text: str) -> str:
    """`text` without pictograms, and without the marks around it."""
    return PICTOGRAMS.sub(" ", text).strip(f"{AROUND}.!?")


def _piece(text: str, *, bracketed: bool) -> Told | None:
    """What one piece of a remark tells; None for what is of no known kind."""
    led = _led(text)
    venue = _venue(led)
    if venue and (bracketed or _is_dated(venue)):
        return Told(venue=venue)
    if _NOTE.fullmatch(text):
        return Told(note=text)
    if _WHEN.fullmatch(led):
        year = YEAR.search(led)
        return Told(year=year[0] if year else "")
    if bracketed and (
        _is_status(text) or any(kind.fullmatch(text) for kind in (_OURS, _FILES, _COUNT))
    ):
        return NOTHING
    if not text or _is_unpublished(text) or _THANKS.fullmatch(text) or _CITED_BY.fullmatch(text):
        return NOTHING
    return NOTHING if not bare_words(_MENTION.sub("", text)) else None


def _is_status(text: str) -> bool:
    """Whether `text` says what is to be done with a paper, or what kind of thing it is."""
    return text.strip("!?").casefold() in _STATUS


def is_surely_no_name(label: str) -> bool:
    """Whether a label before a colon is surely no name; in capitals `NEXT` and `ADD` may be."""
    word = label.strip("!?")
    return word in _STATUS or word.casefold() in _SURELY_NO_NAME


def _is_unpublished(text: str) -> bool:
    """Whether `text` says that there is no venue yet: `arXiv:2601.00001`, `under review at X`."""
    left = _UNPUBLISHED.sub(" ", text)
    if left == text:
        return False
    words = _AT_A_VENUE.sub("", left).split()
    return all(_NUMBERED.fullmatch(word) or _WHEN.fullmatch(word) for word in words)


def _led(text: str) -> str:
    lead = _LEADS.match(text)
    return text[lead.end() :].strip() if lead else text


def _venue(text: str) -> str:
    """`text` when it names a venue of the field, a preprint server aside."""
    known = read_venue(text)
    of_the_field = known is not None and known.is_of_the_field
    return text if of_the_field and not text.lower().startswith("arxiv") else ""


def _is_dated(venue: str) -> bool:
    known = read_venue(venue)
    return known is not None and known.year is not None


def is_label(name: str) -> bool:
    """Whether a name before a colon may be no name: a venue, or what is to be done with a paper."""
    return _is_status(name) or bool(_venue(name))


def is_names(text: str) -> bool:
    """Whether `text` is a row of people's names, with or without where they work."""
    text = text.strip(AROUND)
    rest = text.removeprefix("by ")
    if ":" in rest or "：" in rest or len(rest) > _ROW:
        return False
    names = [name.strip() for name in _AND.split(_AFFILIATED.sub("", rest)) if name.strip(" .")]
    if len(names) < (2 if rest == text else 1) or not all(map(_NAME.fullmatch, names)):
        return False
    people = [name for name in names if " " in name]
    return len(people) * 2 >= len(names) and all(map(_is_person, people))


def _is_person(name: str) -> bool:
    """Whether a name may be a person's or a maker's, and is no subject of the field."""
    return _INITIALS.search(name) is not None or names_maker(name)
