"""Labels: links whose text only says what is behind them."""

import re

from llmsys_mcp.core.markup.markdown import Link, plain

_PAPERS = """
abs abstract acl acm arxiv article biorxiv doc doi html ieee link neurips openreview paper pdf
preprint proceedings pub publication report springer title url webpage 论文
"""
_OTHERS = """
bib bibtex blog bsd checkpoint checkpoints code colab dataset data demo docs github gitee hf
homepage huggingface implementation media model models news notes official page poster presentation
project pytorch repo repository slide slides star stars summary supp supplementary talk tensorflow
tweet twitter video weights website youtube 代码
"""
_FILLERS = """
a and author authors available for full home hub in jax keras link material materials my of official
open our page pretrained s site source the trained unofficial v version web with
"""
"""Words that may stand beside those of a label."""
_NAMES = """
acl acm arxiv biorxiv colab gitee github huggingface ieee neurips openreview pytorch springer
tensorflow twitter youtube
"""
"""Labels that are names as well: each may be what an entry is about."""
_PAPER_LABELS, _OTHER_LABELS = frozenset(_PAPERS.split()), frozenset(_OTHERS.split())
_LABEL_WORDS = _PAPER_LABELS | _OTHER_LABELS | frozenset(_FILLERS.split())
_SITES = frozenset(_NAMES.split())
_EDGE = re.compile(r"[\W_]+")


def label_kind(text: str) -> str:
    """`paper` or `other` for a link whose text only says what is behind it, else empty.

    A word of a label in a longer name makes none: `VS Code`, `Project Euler`.
    """
    words = [word for word in _EDGE.split(text.lower()) if word]
    if not words or len(words) > 3:
        return ""
    if not all(word in _LABEL_WORDS or word.isdigit() for word in words):
        return ""
    if words[0] in _PAPER_LABELS and all(w in _PAPER_LABELS or w.isdigit() for w in words[1:]):
        return "paper"
    if words[0] in _OTHER_LABELS or words[-1] in _OTHER_LABELS:
        return "other"
    return "paper" if words[0] in _PAPER_LABELS else ""


def is_home(body: str, link: Link) -> bool:
    """Whether a link leads to the site or the project that its text names."""
    name = plain(link.text.of(body)).lower()
    url = link.url.of(body).strip("<>").lower()
    _, *path = url.split("?")[0].partition("://")[2].strip("/").split("/")
    return name in _SITES and (not path or path[-1] == name)
