"""No index outlives a change of what stands in it: the versions grow with every such change."""

import json
import os
from collections.abc import Iterator
from hashlib import sha256

from conftest import BUNDLED, ROOT
from llmsys_mcp.core import words
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.search import searchable
from llmsys_mcp.core.search.searchable import IndexedText, fields, typed_words
from llmsys_mcp.core.words import vocabulary

RECORD = ROOT / "tests" / "data" / "search" / "terms.json"
PROBES = (
    "FlashPour-3: Fast, λ-aware Serving of Mixture-of-Experts",
    "DéjàLu vPagerUnit KVPocket 检索系统 GPU检索 Quen2.5 INT4 x86_64 Pour2++",
    "Optimizing schedulers, caches, studies, boxes, axes, classes, tuning, parallelism, efficiency",
    "prefill-decode disaggregation with low precision on mobile phones",
)
VENUES = ("OSDI' 24 (Best Paper)", "ICLR 2025", "Middleware 2024", "arXiv", "Summer school")


def texts() -> Iterator[IndexedText]:
    """What is indexed: words of many kinds, made up, and every entry that ships."""
    for at, venue in enumerate(VENUES):
        yield IndexedText(PROBES[at % len(PROBES)], PROBES[at - 1], venue, "UC Berkeley", "On edge")
    for dialect in ("llmsys", "tju", "course"):
        page = parse((BUNDLED.parent / dialect / "README.md").read_text("utf-8"), dialect)
        for entry in page.entries:
            told = (entry.title, entry.description, entry.venue, entry.organization, entry.section)
            yield IndexedText(*told)


def test_the_versions_grow_with_what_is_indexed() -> None:
    given = list(texts())
    terms = [(fields(text), sorted(typed_words(text))) for text in given]
    tables = (searchable.MARKS, vocabulary.SYNONYMS, vocabulary.CONCEPTS)
    made = {
        "versions": f"{searchable.VERSION} {words.VERSION}",
        "given": digest(given),
        "terms": digest((terms, tables, sorted(vocabulary.STOPWORDS))),
    }
    recorded = json.loads(RECORD.read_text("utf-8"))
    assert made["versions"] != recorded["versions"] or (
        made["terms"] == recorded["terms"] or made["given"] != recorded["given"]
    ), (
        "What an entry is found by changed: raise words.VERSION where a rule for words did, else"
        " searchable.VERSION, so that no index of before is read"
    )
    if os.environ.get("LLMSYS_ACCEPT_TERMS"):
        RECORD.write_text(json.dumps(made, indent=2) + "\n", "utf-8")
        return
    assert made == recorded, (
        "the version or a bundled list changed: accept with LLMSYS_ACCEPT_TERMS=1 pytest"
        " tests/core/search"
    )


def digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:16]
