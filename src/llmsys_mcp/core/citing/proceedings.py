"""What venues are called on the spine of their proceedings, and which are journals."""

import re
from functools import cache

from llmsys_mcp.core.venue import PREPRINT, Venue, read_venue

_CONFERENCES = {
    "AAAI": "AAAI Conference on Artificial Intelligence",
    "ACL": "Annual Meeting of the Association for Computational Linguistics",
    "AISTATS": "International Conference on Artificial Intelligence and Statistics",
    "APNet": "Asia-Pacific Workshop on Networking",
    "APSys": "ACM SIGOPS Asia-Pacific Workshop on Systems",
    "ASE": "IEEE/ACM International Conference on Automated Software Engineering",
    "ASPLOS": "ACM International Conference on Architectural Support for Programming Languages"
    " and Operating Systems",
    "ATC": "USENIX Annual Technical Conference",
    "CCGrid": "IEEE/ACM International Symposium on Cluster, Cloud and Internet Computing",
    "CCS": "ACM SIGSAC Conference on Computer and Communications Security",
    "CGO": "IEEE/ACM International Symposium on Code Generation and Optimization",
    "CHI": "CHI Conference on Human Factors in Computing Systems",
    "CIDR": "Conference on Innovative Data Systems Research",
    "CIKM": "ACM International Conference on Information and Knowledge Management",
    "CLUSTER": "IEEE International Conference on Cluster Computing",
    "COLING": "International Conference on Computational Linguistics",
    "COLM": "Conference on Language Modeling",
    "CoNEXT": "ACM International Conference on emerging Networking EXperiments and Technologies",
    "CoRL": "Conference on Robot Learning",
    "CVPR": "IEEE/CVF Conference on Computer Vision and Pattern Recognition",
    "DAC": "ACM/IEEE Design Automation Conference",
    "DATE": "Design, Automation and Test in Europe Conference",
    "EACL": "Conference of the European Chapter of the Association for Computational Linguistics",
    "ECCV": "European Conference on Computer Vision",
    "EMNLP": "Conference on Empirical Methods in Natural Language Processing",
    "EuroMLSys": "European Workshop on Machine Learning and Systems",
    "EuroSys": "European Conference on Computer Systems",
    "FAST": "USENIX Conference on File and Storage Technologies",
    "FCCM": "IEEE International Symposium on Field-Programmable Custom Computing Machines",
    "FPGA": "ACM/SIGDA International Symposium on Field Programmable Gate Arrays",
    "FSE": "ACM International Conference on the Foundations of Software Engineering",
    "HotCarbon": "Workshop on Sustainable Computer Systems",
    "HotInfra": "Workshop on Hot Topics in System Infrastructure",
    "HotMobile": "International Workshop on Mobile Computing Systems and Applications",
    "HotNets": "ACM Workshop on Hot Topics in Networks",
    "HotOS": "Workshop on Hot Topics in Operating Systems",
    "HotStorage": "ACM Workshop on Hot Topics in Storage and File Systems",
    "HPCA": "IEEE International Symposium on High-Performance Computer Architecture",
    "HPDC": "International Symposium on High-Performance Parallel and Distributed Computing",
    "ICCAD": "IEEE/ACM International Conference on Computer-Aided Design",
    "ICCV": "IEEE/CVF International Conference on Computer Vision",
    "ICDCS": "IEEE International Conference on Distributed Computing Systems",
    "ICDE": "IEEE International Conference on Data Engineering",
    "ICLR": "International Conference on Learning Representations",
    "ICML": "International Conference on Machine Learning",
    "ICPE": "ACM/SPEC International Conference on Performance Engineering",
    "ICPP": "International Conference on Parallel Processing",
    "ICRA": "IEEE International Conference on Robotics and Automation",
    "ICS": "ACM International Conference on Supercomputing",
    "ICSE": "IEEE/ACM International Conference on Software Engineering",
    "IJCAI": "International Joint Conference on Artificial Intelligence",
    "INFOCOM": "IEEE Conference on Computer Communications",
    "Interspeech": "Annual Conference of the International Speech Communication Association",
    "IPDPS": "IEEE International Parallel and Distributed Processing Symposium",
    "ISCA": "Annual International Symposium on Computer Architecture",
    "ISMM": "ACM SIGPLAN International Symposium on Memory Management",
    "ISPASS": "IEEE International Symposium on Performance Analysis of Systems and Software",
    "ISSTA": "ACM SIGSOFT International Symposium on Software Testing and Analysis",
    "KDD": "ACM SIGKDD Conference on Knowledge Discovery and Data Mining",
    "LREC": "International Conference on Language Resources and Evaluation",
    "MICRO": "IEEE/ACM International Symposium on Microarchitecture",
    "MLSys": "Conference on Machine Learning and Systems",
    "MobiCom": "Annual International Conference on Mobile Computing and Networking",
    "MobiSys": "Annual International Conference on Mobile Systems, Applications and Services",
    "NAACL": "Conference of the North American Chapter of the Association for Computational"
    " Linguistics",
    "NAIC": "SIGCOMM Workshop on Networks for AI Computing",
    "NeurIPS": "Annual Conference on Neural Information Processing Systems",
    "NSDI": "USENIX Symposium on Networked Systems Design and Implementation",
    "OOPSLA": "ACM SIGPLAN Conference on Object-Oriented Programming, Systems, Languages and"
    " Applications",
    "OSDI": "USENIX Symposium on Operating Systems Design and Implementation",
    "PACT": "International Conference on Parallel Architectures and Compilation Techniques",
    "PLDI": "ACM SIGPLAN Conference on Programming Language Design and Implementation",
    "PODC": "ACM Symposium on Principles of Distributed Computing",
    "POPL": "ACM SIGPLAN Symposium on Principles of Programming Languages",
    "PPoPP": "ACM SIGPLAN Symposium on Principles and Practice of Parallel Programming",
    "RecSys": "ACM Conference on Recommender Systems",
    "RTAS": "IEEE Real-Time and Embedded Technology and Applications Symposium",
    "RTSS": "IEEE Real-Time Systems Symposium",
    "SC": "International Conference for High Performance Computing, Networking, Storage and"
    " Analysis",
    "SIGCOMM": "ACM SIGCOMM Conference",
    "SIGGRAPH": "ACM SIGGRAPH Conference",
    "SIGIR": "ACM SIGIR Conference on Research and Development in Information Retrieval",
    "SIGMETRICS": "ACM SIGMETRICS Conference",
    "SIGMOD": "ACM SIGMOD International Conference on Management of Data",
    "SoCC": "ACM Symposium on Cloud Computing",
    "SOSP": "ACM Symposium on Operating Systems Principles",
    "SPAA": "ACM Symposium on Parallelism in Algorithms and Architectures",
    "STOC": "ACM Symposium on Theory of Computing",
    "UAI": "Conference on Uncertainty in Artificial Intelligence",
    "UIST": "ACM Symposium on User Interface Software and Technology",
    "USENIX Security": "USENIX Security Symposium",
    "VLDB": "International Conference on Very Large Data Bases",
    "WACV": "IEEE/CVF Winter Conference on Applications of Computer Vision",
    "WSDM": "ACM International Conference on Web Search and Data Mining",
    "WWW": "ACM Web Conference",
}
_JOURNALS = {
    "CACM": "Communications of the ACM",
    "IEEE Micro": "IEEE Micro",
    "JMLR": "Journal of Machine Learning Research",
    "PACMMOD": "Proceedings of the ACM on Management of Data",
    "PVLDB": "Proceedings of the VLDB Endowment",
    "TACL": "Transactions of the Association for Computational Linguistics",
    "TACO": "ACM Transactions on Architecture and Code Optimization",
    "TKDE": "IEEE Transactions on Knowledge and Data Engineering",
    "TMLR": "Transactions on Machine Learning Research",
    "TOCS": "ACM Transactions on Computer Systems",
    "TOPLAS": "ACM Transactions on Programming Languages and Systems",
    "TPDS": "IEEE Transactions on Parallel and Distributed Systems",
}


_PERIODICAL = re.compile(
    r"\b(?:transactions|trans\.|journal|letters|magazine|communications|reviews?|surveys|annals)"
    r"(?!\w)|^(?:nature|science|pnas)\b",
    re.IGNORECASE,
)
"""What names of journals have and those of conferences do not."""


def journal(venue: Venue) -> str:
    """Full name of the journal that a venue is; empty when nothing says that it is one.

    An unknown one is told by its name, or by the volume that is cited.
    """
    known = _JOURNALS.get(venue.usual, "")
    if known or venue.usual:
        return known
    is_one = _PERIODICAL.search(venue.name) or venue.note[:1].isdigit()
    return venue.name if is_one else ""


def proceedings(venue: Venue) -> str:
    """`Proceedings of the … (OSDI '24)`; a venue that we do not know keeps its short name."""
    short = f"{venue.usual or venue.name} '{(venue.year or 0) % 100:02d}"
    full = _CONFERENCES.get(venue.usual)
    return f"Proceedings of the {full} ({short})" if full else f"Proceedings of {short}"


def venue_of(name: str) -> str:
    """The usual short name of the venue that a full name is of; empty when we know none.

    Numbers, societies and volumes around it do not matter; a workshop beside a conference is not
    the conference, and a longer name is another venue's.
    """
    text = " ".join(name.lower().split())
    found = [(body, short) for body, short in _bodies() if _holds(text, body)]
    if not found:
        return ""
    body, short = max(found, key=lambda one: len(one[0]))
    return "" if "workshop" in text and "workshop" not in body else short


def _holds(text: str, body: str) -> bool:
    """Whether `body` stands in `text` and the name does not go on behind it."""
    at = text.find(body)
    rest = text[at + len(body) :].lstrip() if at >= 0 else "goes on"
    return not rest[:1].isalpha() or rest.startswith(("volume", "vol."))


_SOCIETIES = re.compile(
    r"(?:(?:acm|ieee|usenix|cvf|spec|sig[a-z]+|annual|international|joint)[ /])+"
)
_ALSO = (
    ("advances in neural information processing systems", "NeurIPS"),
    ("proceedings of machine learning and systems", "MLSys"),
)
_BODY_WORDS = 4
"""Words of a full name that tell one venue from all others, at least."""


@cache
def _bodies() -> tuple[tuple[str, str], ...]:
    """What a full name holds, in lower case, whoever organised it; and the short name."""
    full = {**_CONFERENCES, **_JOURNALS}
    bodies = [(_SOCIETIES.sub("", name.lower(), count=1), short) for short, name in full.items()]
    return (*_ALSO, *((body, short) for body, short in bodies if len(body.split()) >= _BODY_WORDS))


def listed_venue(text: str) -> Venue | None:
    """The venue with its year that `text` names, preprint servers left out."""
    venue = read_venue(text) if text else None
    if venue is None or venue.year is None or venue.usual == PREPRINT:
        return None
    return venue
