"""Venues: read `EuroSys '24` and its kin, tell them from organisations, write the house form."""

import re
from dataclasses import dataclass

_NAMES = """
AAAI ACL AISTATS APNet APSys ASE ASPLOS ATC CACM CCGrid CCS CGO CHI CIDR CIKM CLUSTER COLING COLM
CoLLAs CoNEXT CoRL CVPR DAC DATE EACL ECCV EMNLP EuroMLSys EuroSys FAST FCCM FPGA FSE HCDS HotCarbon
HotChips HotInfra HotMobile HotNets HotOS HotStorage HPCA HPDC ICCAD ICCV ICDCS ICDE ICLR ICML ICPE
ICPP ICRA ICS ICSE IJCAI INFOCOM Interspeech IPDPS ISCA ISMM ISPASS ISSTA JMLR KDD LCTES LREC MICRO
MLArchSys MLSys MobiCom MobiSys NAACL NAIC NeurIPS NIPS NSDI OOPSLA OSDI PACMI PACT PACMMOD PLDI
PMLR PODC POPL PPoPP PVLDB RecSys RTAS RTSS SC SIGCOMM SIGGRAPH SIGIR SIGKDD SIGMETRICS SIGMOD SoCC
SOSP SPAA STOC SysML TACL TACO TKDE TMLR TOCS TOPLAS TPDS UIST UAI USENIX-ATC VLDB WACV WSDM WWW
arXiv
"""
PREPRINT = "arXiv"
"""The venue of what no conference has taken yet."""
FIELD_LIMIT = 200
"""Characters a field may have to be searched for a venue."""

_ALIASES = {
    "atc": "ATC",
    "usenix atc": "ATC",
    "usenix fast": "FAST",
    "usenix nsdi": "NSDI",
    "usenix osdi": "OSDI",
    "usenix security": "USENIX Security",
    "nips": "NeurIPS",
    "neruips": "NeurIPS",
    "supercomputing": "SC",
    "arxiv": PREPRINT,
    "ieee micro": "IEEE Micro",
}
KNOWN = {name.lower(): name for name in _NAMES.split()} | _ALIASES
"""Venue names in lower case → their usual spelling."""
_LEAD = re.compile(r"(?:acm|ieee|usenix)(?:/(?:acm|ieee|usenix))? |findings of (?:the )?")
"""What may stand before a venue's name, in lower case: societies, a volume of it."""
_FIRST_WORDS = {name.split(" ")[0] for name in KNOWN} | {"acm", "ieee", "usenix", "findings"}
_WORD = re.compile(r"[a-z&-]+")
_CENTURY = 70
"""Two digits from here on are of the last century."""

_DATED = re.compile(
    r"(?P<name>(?:Findings of (?:the )?)?[A-Za-z][A-Za-z&/-]*(?: [A-Z][A-Za-z&/-]*){0,4}?)"
    r"(?P<mark> ?['’‘`´] ?| ?)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)(?P<note>.*)"
)
_NOTE = re.compile(
    r"[(\[]|(?:best|oral|spotlight|poster|highlight|notable|workshop|findings|demo|industry|track|"
    r"award|main|research|applied|ads|distinguished|outstanding|honorable|datasets?|d&b|short|"
    r"tutorial)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue as a field of an entry names it."""

    name: str
    """As written: `OSDI`, `ICML ES-FoMo Workshop`."""
    year: int | None
    """Four digits."""
    note: str
    """What follows the year: `(Best Paper)`, `spotlight`."""

    @property
    def usual(self) -> str:
        """The usual spelling of a venue of the field: `ATC` of `USENIX ATC`; else empty."""
        name = self.name.lower()
        return KNOWN.get(name) or (
            "" if name.startswith("findings") else KNOWN.get(_bare(name), "")
        )

    @property
    def is_of_the_field(self) -> bool:
        """Whether the name begins with a venue of the field: `ICML ES-FoMo Workshop`."""
        return bool(self.usual) or _bare(self.name.lower()).split(" ", 1)[0] in KNOWN


def _bare(name: str) -> str:
    return _LEAD.sub("", name, count=1) if _LEAD.match(name) else name


def read_venue(text: str) -> Venue | None:
    """The venue that the whole of `text` names; None when it names none.

    venue = name [" "] ["'"] [" "] year [note] | known-name

    An unknown name needs an apostrophe, or capitals alone and four digits, so that `Llama 3` or
    `Summer 2024` is no venue.
    """
    text = text.strip()
    if text.lower() in KNOWN:
        return Venue(text, None, "")
    found = _DATED.fullmatch(text)
    if found is None:
        return None
    name, digits, note = found["name"], found["year"], found["note"].strip()
    venue = Venue(name, _year(digits), note)
    sure = venue.is_of_the_field or bool(found["mark"].strip())
    if not sure and (len(digits) == 2 or not name.isupper()):
        return None
    return None if note and not _NOTE.match(note) else venue


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= _CENTURY else 2000)


def split_field(text: str) -> tuple[str, str]:
    """(venue, organization) of one field between pipes; either may be empty.

    A field may hold both in either order: `DeepSeek SC' 24`, `OSDI' 24, Microsoft`.
    """
    text = text.strip()
    if len(text) > FIELD_LIMIT:
        return "", text
    whole = read_venue(text)
    if whole and whole.is_of_the_field:
        return text, ""
    words = text.split(" ")
    for cut in range(1, len(words)):
        tail = " ".join(words[cut:])
        if _may_begin(words[cut]) and _is_dated(tail):
            return tail, " ".join(words[:cut]).rstrip(" ,")
    for cut in range(len(words) - 1, 0, -1) if _may_begin(words[0]) else ():
        head = " ".join(words[:cut]).rstrip(" ,")
        if _is_dated(head):
            return head, " ".join(words[cut:]).strip(" ,&")
    return (text, "") if whole else ("", text)


def _may_begin(word: str) -> bool:
    found = _WORD.match(word.lower())
    return found is not None and found[0] in _FIRST_WORDS


def _is_dated(text: str) -> bool:
    venue = read_venue(text)
    return venue is not None and venue.year is not None and bool(venue.usual)


def house_venue(text: str) -> str:
    """`OSDI' 24` for any spelling of a known venue with its year; all else comes back as it was.

    Source: the list's own rules, "Metadata", and 220 of its 234 venues.
    """
    venue = read_venue(text)
    if venue is None or venue.year is None or not venue.usual:
        return text
    return f"{venue.usual}' {venue.year % 100:02d}{' ' if venue.note else ''}{venue.note}"
