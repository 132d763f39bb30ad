"""Venues: read `EuroSys '24` and its kin, tell them from organisations, write the house form."""

import re
from collections.abc import Sequence
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
_MAKERS = """
ADIA Adobe Aleph AI2 Alibaba Allen Amazon AMD Ant Anthropic Apple ARM ASU AWS Azure Baidu BAAI BUAA
BUPT Berkeley ByteDance Caltech Cambridge Cerebras Chalmers Cisco CMU Cohere Columbia Cornell CUHK
Databricks DeepMind DeepSeek Dell Duke ECNU Edinburgh EPFL Ericsson ETH Facebook Fudan Fujitsu
Gatech Google Graphcore Groq Harvard HIT HKU HKUST Huawei HUST IBM ICT IIT Imperial INRIA Inria
Intel IPADS JD JHU KAIST Kuaishou Lepton LMSYS Meituan Meta Microsoft MIT Mistral Moonshot MPI MSR
MSRA MSFT NEC NCSU NJU NTU NUDT NUS NVIDIA Northeastern Northwestern NYU Oracle OpenAI OSU Oxford
Penn Pinterest PKU POSTECH PPIO Princeton Purdue PyTorch Qualcomm Qwen Rice RUC Rutgers Salesforce
Samsung SambaNova SenseTime Shopify SJTU SNU Snowflake Sony Stanford StepFun SUSTech SYSU Tencent
THU TikTok TJU Tongyi Tsinghua TUM UC UCB UCI UCL UCLA UCSB UCSC UCSD UChicago UIUC UMass UMD UMich
UMN UNC UNIST UNSW UPenn USC USTC UT UTA UTokyo UVA UW UWaterloo UWisc VMware Waterloo WISC Xiaomi
XJTU Yale Yandex Zhipu ZJU
"""
MAKERS = frozenset(_MAKERS.lower().split())
"""First words of organisations that publish papers, in lower case."""
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
    "proc. vldb endow.": "PVLDB",
    "supercomputing": "SC",
    "arxiv": PREPRINT,
    "arxiv preprint": PREPRINT,
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
    r"(?P<name>(?:Findings of (?:the )?)?[A-Za-z][A-Za-z&/.-]*"
    r"(?: (?:[A-Z][A-Za-z&/.-]*|and|for|in|of|on|preprint|the)){0,8}?)"
    r"(?P<mark> ?['’‘`´] ?| ?)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)(?P<note>.*)"
)
_VOLUME = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z&/.-]*(?: (?:[A-Z][A-Za-z&/.-]*|and|for|in|of|on|the)){0,8}?),? "
    r"(?P<volume>(?P<said>[Vv]ol(?:ume\b|\.)? ?)?\d{1,3}(?P<issue>\(\d{1,5}(?:[-–/]\d{1,5})?\))?"
    r"(?:(?:,? (?:[Nn]o\.|[Nn]umber|[Ii]ssue)| ?[:.(](?! ?(?:19|20)\d\d\b)) ?"
    r"\d{1,5}(?:[-–]{1,2}\d{1,5})?\)?)?)"
    r"(?:,? \(?(?P<year>(?:19|20)\d\d)\)?)?"
)
_BY_VOLUME = frozenset({"cacm", "jmlr", "pacmmod", "pvldb", "tacl", "tpds"})
"""Journals of the field, in lower case, of which a bare number is the volume and no year."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SERIES_WORDS = 10
"""Words that the name of a venue has at most."""
_MARKS = frozenset("&+/.-–'’@():")
"""What may stand in the words of a venue's name beside letters."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JOINTS = _words("a an and at for from in of on preprint the to via with @")
_OF_PAPERS = _words(
    """acm advances annals communications conf conference congress forum ieee journal letters
    magazine meeting proc proceedings review reviews summit surveys symposium trans transactions
    usenix workshop workshops"""
)
"""Words that names of venues have and those of organisations do not."""
_OF_DATES = _words(
    """jan january feb february mar march apr april may jun june jul july aug august sep sept
    september oct october nov november dec december spring summer fall autumn winter early mid late
    since until before after year accepted published released submitted updated version copyright
    course class semester"""
)
"""Words that say when, and of what."""
_OF_MAKERS = _words(
    "academy college corp group inc institute lab laboratory labs ltd school team university"
)
_OF_PARTS = _words("appendix chapter figure lecture part section table unit week")
"""Words before a number that is no journal's volume."""
_HONOURS = "best|oral|spotlight|poster|highlight|notable|award|distinguished|outstanding|honorable"
_NOTE = re.compile(
    rf"[(\[]|(?:{_HONOURS}|workshop|findings|demo|industry|track|main|research|applied|ads|"
    r"datasets?|d&b|short|tutorial)\b",
    re.IGNORECASE,
)
_SET_OFF = re.compile(rf"(?<=\d) ?[,|｜] ?(?=(?:{_HONOURS})\b)", re.IGNORECASE)
"""What parts a note from the year: behind a comma other words are an organisation as a rule."""


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

    venue  = name [" "] ["'"] [" "] year [[("," | "|")] note] | name [","] volume [year]
           | known-name
    volume = digits "(" digits ")" | "vol." digits | digits

    An unknown name needs an apostrophe, or capitals before four digits: `Middleware 2024` is one,
    `Llama 3`, `Summer 2024` and `Google 2024` are none. A bare volume is read of journals that are
    known to be cited so.
    """
    text = _SET_OFF.sub(" ", text, count=1)
    return sure_venue(text) or _series(text.strip())


def sure_venue(text: str) -> Venue | None:
    """The same, where a title or a description could stand as well: less is a venue there.

    An unknown name needs an apostrophe, a volume, or nothing but capitals before four digits.
    """
    text = text.strip()
    if text.lower() in KNOWN:
        return Venue(text, None, "")
    if (volume := _volume(text)) is not None:
        return volume
    found = _DATED.fullmatch(text)
    if found is None:
        return None
    name, digits, note = found["name"], found["year"], found["note"].strip()
    venue = Venue(name, _year(digits), note)
    sure = venue.is_of_the_field or bool(found["mark"].strip())
    if not sure and (len(digits) == 2 or not name.isupper() or name.lower() in MAKERS):
        return None
    return None if note and not _NOTE.match(note) else venue


def _volume(text: str) -> Venue | None:
    """A journal that is cited by its volume: `PVLDB 18(3), 2025`."""
    found = _VOLUME.fullmatch(text)
    if found is None:
        return None
    name = found["name"].lower()
    is_known = KNOWN.get(_bare(name), "").lower() in _BY_VOLUME
    if not (is_known or found["said"] or found["issue"]) or name in MAKERS | _OF_PARTS:
        return None
    return Venue(found["name"], int(found["year"]) if found["year"] else None, found["volume"])


def _series(text: str) -> Venue | None:
    """An unknown name of capitalised words with four digits behind it: `Nature 2025`."""
    if len(text) > FIELD_LIMIT:
        return None
    words = text.split(" ")
    at = next((at for at, word in enumerate(words) if _YEAR.fullmatch(word)), 0)
    name, note = words[:at], " ".join(words[at + 1 :])
    if not 0 < at <= _SERIES_WORDS or (note and not _NOTE.match(note)):
        return None
    if not _is_capitalised(name) or _names_maker_or_date(name):
        return None
    return Venue(" ".join(name), int(words[at]), note)


def _is_capitalised(name: Sequence[str]) -> bool:
    """Whether these are words with capitals, and small ones between them."""
    return name[0] not in _JOINTS and all(
        word in _JOINTS
        or word in _MARKS
        or (
            any(map(str.isupper, word))
            and all(c.isalpha() or c in _MARKS for c in word.removeprefix("3"))
        )
        for word in name
    )


def _names_maker_or_date(name: Sequence[str]) -> bool:
    said = {word.casefold().strip("().,:") for word in name}
    if said & _OF_DATES:
        return True
    first, last = name[0].casefold(), name[-1].casefold()
    return not said & _OF_PAPERS and bool(said & _OF_MAKERS or {first, last} & MAKERS)


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
        if _may_begin(words[cut]) and _is_dated(tail) and words[cut - 1] not in _JOINTS:
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

    It is the form that LLMSys-PaperList's rules ask for. Of the 86 venues of its page 64 have it,
    of the bundled list, which was brought to it, all 86.
    """
    venue = read_venue(text)
    if venue is None or venue.year is None or not venue.usual or _volume(text.strip()):
        return text
    return f"{venue.usual}' {venue.year % 100:02d}{' ' if venue.note else ''}{venue.note}"
