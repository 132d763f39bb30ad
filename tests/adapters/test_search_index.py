import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import textwrap
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from llmsys_mcp.adapters import search_index
from llmsys_mcp.adapters.search_index import Hits, IndexedText, SearchIndex
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.search import searchable
from llmsys_mcp.core.search.impacts import Impacts

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "src" / "llmsys_mcp" / "lists" / "llmsys" / "README.md"

SERVING = "LLM Systems > Serving > LLM serving"
EDGE = "LLM Systems > Serving > Serving at the edge"
TRAINING = "LLM Systems > Training > Pre-training"
FRAMEWORKS = "LLM Frameworks > Post-Training"
SURVEYS = "Survey Paper"

# Systems that nobody built: each is there for one way of writing a name.
MADE_UP = tuple(
    IndexedText(*fields)
    for fields in (
        ("FlashPour-3", "Fast and Exact Pouring with Asynchrony", "OSDI' 24", "MIT", SERVING),
        ("λShift", "Enabling Quick Scaling for Serverless Inference", "", "NUS", SERVING),
        ("DéjàLu", "KV-cache Streaming for Fault-tolerant Serving", "ICML' 24", "ETH", SERVING),
        ("Deja Lu", "Contextual Sparsity at Inference Time", "ICML' 23", "", SERVING),
        ("Z-LoRAX", "Serving Thousands of Concurrent Adapters", "MLSys' 24", "UCB", SERVING),
        ("vPager", "Serving with Paged Attention", "SOSP' 23", "UC Berkeley", SERVING),
        ("Pour2", "Thorough Outlier Smoothing", "", "", SERVING),
        ("Pour2++", "A More Efficient Implementation of Pour2", "", "", SERVING),
        (
            "Grind++",
            "Milling of Everything on Earth with Very Many Mills in Very Many Words",
            "",
            "",
        ),
        ("Grind and Grind Again", "", "", "", SERVING),
        ("Sarabande: Piggybacking Decodes with Chunked Prefills", "", "", "", SERVING),
        ("Taming Latency with Sarabande-Serve", "", "OSDI' 24", "", SERVING),
        ("prime.cpp", "Big Models on Low-Resource Home Clusters", "", "", EDGE),
        ("Pocket LLM", "Inference on Phones", "", "", EDGE),
        ("Mixtorch: Elastic Training of Mixture-of-Experts Models", "", "", "THU", TRAINING),
        ("MoE-Rocket", "High-throughput Training", "", "", TRAINING),
        ("Reducing Carbon Emissions of Large Model Training", "", "", "", TRAINING),
        ("OpenFeedback", "A Framework for Reinforcement Learning", "", "Ant Group", FRAMEWORKS),
        ("RAGTime: Knowledge Caching", "", "", "PKU", SERVING),
        ("Weaver of Retrieval-Augmented Generation", "", "", "", SERVING),
        ("Efficient Inference", "An Overview", "", "", SURVEYS),
        ("Twin", "First of Two", "", "", SERVING),
        ("Twin", "Second of Two, with a Much Longer Subtitle about Other Things", "", "", SERVING),
        ("大模型检索系统", "综述", "", "", SURVEYS),
        ("Broken \udcff bytes", "left as they are", "", "", SURVEYS),
    )
)


def built(entries: Sequence[IndexedText] = MADE_UP) -> SearchIndex:
    return SearchIndex.open_or_build(entries, key="", folder=None)


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return built()


def asked(index: SearchIndex, query: str, **given: object) -> Hits:
    return index.search(query, **{"allowed": None, "limit": 50, "offset": 0, **given})


def titles(index: SearchIndex, query: str) -> list[str]:
    return [MADE_UP[at].title for at, _ in asked(index, query).hits]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        pytest.param(query, title, id=query)
        for title, queries in {
            "FlashPour-3": (
                "FlashPour-3", "flashpour3", "flashpour 3", "Flash Pour 3", "flash-pour-3",
                "FLASHPOUR", "flash pour", "FlashPuor-3", "exact pouring",
            ),
            "λShift": ("λShift", "lambdashift", "lambda shift", "Lambda-Shift", "λ-shift"),
            "DéjàLu": ("DéjàLu", "dejalu", "DejaLu", "kvcache streaming", "KV cache stream"),
            "Deja Lu": ("Deja Lu", "deja lu", "Déjà Lu", "deja-lu", "contextual sparsity"),
            "Z-LoRAX": ("Z-LoRAX", "zlorax", "z lorax", "Z_LoRAX", "adapters berkeley"),
            "vPager": ("vPager", "vpager", "VPAGER", "vpgaer", "PagedAttention"),
            "Pour2": ("Pour2", "pour 2", "outlier smoothing"),
            "Pour2++": ("Pour2++", "pour2++"),
            "Grind++": ("Grind++", "grind"),
            "prime.cpp": ("prime.cpp", "prime cpp", "primecpp", "home clusters"),
            "Pocket LLM": ("PocketLLM", "pocket-llm", "Pocket language model"),
            "MoE-Rocket": ("moe rocket", "moerocket", "Mixture-of-Experts Rocket"),
            "OpenFeedback": ("Open Feedback", "RL framework", "openfeedbak"),
            "大模型检索系统": ("检索系统", "大模型检索系统", "大模型"),
            "Broken \udcff bytes": ("broken bytes", "Broken \udcff bytes"),
        }.items()
        for query in queries
    ],
)  # fmt: skip
def test_a_name_is_found_in_every_spelling(index: SearchIndex, query: str, title: str) -> None:
    assert titles(index, query)[0] == title


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("MoE", {"Mixtorch: Elastic Training of Mixture-of-Experts Models",
                             "MoE-Rocket"}, id="short form"),
        pytest.param("mixture of experts", {"MoE-Rocket", "Mixtorch: Elastic Training of "
                     "Mixture-of-Experts Models"}, id="long form"),
        pytest.param("retrieval augmented generation", {"RAGTime: Knowledge Caching",
                     "Weaver of Retrieval-Augmented Generation"}, id="inside a name"),
        pytest.param("leaderboard of sustainability",
                     {"Reducing Carbon Emissions of Large Model Training"}, id="concept"),
        pytest.param("edge", {"prime.cpp", "Pocket LLM"}, id="section"),
        pytest.param("OSDI 2024", {"FlashPour-3", "Taming Latency with Sarabande-Serve"},
                     id="venue"),
        pytest.param("Berkeley", {"Z-LoRAX", "vPager"}, id="organisation"),
        pytest.param("tsinghua university",
                     {"Mixtorch: Elastic Training of Mixture-of-Experts Models"}, id="alias"),
    ],
)  # fmt: skip
def test_what_belongs_together_comes_first(
    index: SearchIndex, query: str, expected: set[str]
) -> None:
    assert set(titles(index, query)[: len(expected)]) == expected


def test_a_follow_up_that_names_a_hit_comes_after_it(index: SearchIndex) -> None:
    hits = titles(index, "chunked prefill")
    assert hits == [
        "Sarabande: Piggybacking Decodes with Chunked Prefills",
        "Taming Latency with Sarabande-Serve",
    ]
    among = asked(index, "chunked prefill", allowed={10})
    assert [at for at, _ in among.hits] == [10]


def test_a_name_of_common_words_has_no_follow_ups() -> None:
    common = [IndexedText("Accelerate", "A trainer")]
    common += [IndexedText(f"Accelerating {at}") for at in range(search_index._FEW)]
    assert len(asked(built(common), "trainer").hits) == 1


def test_entries_of_one_name_come_first_in_list_order(index: SearchIndex) -> None:
    first = [at for at, _ in asked(index, "twin").hits][:2]
    assert [MADE_UP[at].title for at in first] == ["Twin", "Twin"]
    same = built([IndexedText("Alone")] + [IndexedText("Twin", "of two")] * 3)
    assert [at for at, _ in asked(same, "twin").hits] == [1, 2, 3]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        pytest.param("servng adapters", "serving adapters", id="letter missing"),
        pytest.param("FlashPuor-3", "flashpour-3", id="name"),
        pytest.param("Sarbande, chunked", "sarabande, chunked", id="the rest stays"),
        pytest.param("infer", None, id="beginning of a word that stems to it"),
        pytest.param("asynch", "asynchrony", id="beginning of a word"),
        pytest.param("DÉJÀLO", "dejalu", id="accents are folded"),
    ],
)
def test_did_you_mean(index: SearchIndex, query: str, meant: str | None) -> None:
    found = asked(index, query)
    assert found.did_you_mean == meant
    assert found.hits


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("servings", id="another form of a word that occurs"),
        pytest.param("leaderboards", id="word of the field that does not occur"),
        pytest.param("SLO", id="short"),
        pytest.param("servin9", id="digit"),
        pytest.param("zzyzzx", id="like nothing"),
        pytest.param("FlashPour-3", id="as it is"),
        pytest.param("检素", id="Chinese"),
    ],
)
def test_did_you_mean_leaves_alone(index: SearchIndex, query: str) -> None:
    assert asked(index, query).did_you_mean is None


def test_a_repaired_query_is_searched_as_repaired(index: SearchIndex) -> None:
    wrong, right = asked(index, "FlashPuor-3"), asked(index, "FlashPour-3")
    assert wrong.hits[0][0] == right.hits[0][0]
    assert 0 < wrong.hits[0][1] < right.hits[0][1]


def test_only_a_few_words_are_repaired(index: SearchIndex) -> None:
    found = asked(index, "servng pourng adaptrs smothing scalng")
    assert found.did_you_mean == "serving pouring adapters smoothing scalng"


@pytest.mark.parametrize("query", ["", "  ", "!?", "((((", "*:*", "\x00", "\udcff", "zzyzzx"])
def test_nothing_is_found_by_nothing(index: SearchIndex, query: str) -> None:
    assert asked(index, query) == Hits(0, (), None)


@pytest.mark.parametrize(
    "query",
    [
        "title:vpager",
        "vpager*",
        "NOT vpager",
        '"vpager"',
        "vpager^9",
        "+vpager -zzz",
        "[a TO vpager]",
    ],
)
def test_there_is_no_query_language(index: SearchIndex, query: str) -> None:
    assert titles(index, query)[0] == "vPager"


@pytest.mark.parametrize("character", ["a", " a", "é", "ﷺ", "检", "(", "a-", "A1", "qz ", "\udcff"])
def test_any_query_of_any_length_is_answered(index: SearchIndex, character: str) -> None:
    assert asked(index, character * 5000).total <= len(MADE_UP)


def test_a_query_is_read_up_to_its_limits(index: SearchIndex) -> None:
    far = "x" * search_index.QUERY_LIMIT + " vpager"
    assert asked(index, far).total == 0
    some = "q1 " * (search_index.TOKEN_LIMIT - 1)
    assert titles(index, some + "vpager")[0] == "vPager"
    assert asked(index, some + "q1 vpager").total == 0


def test_filters_keep_the_score_and_the_order(index: SearchIndex) -> None:
    every = asked(index, "serving models")
    allowed = {at for at, _ in every.hits[1::2]}
    some = asked(index, "serving models", allowed=allowed)
    assert some.total == len(allowed) < every.total
    assert some.hits == tuple(hit for hit in every.hits if hit[0] in allowed)
    assert asked(index, "serving models", allowed=()).total == 0


def test_pages_put_together_are_the_whole(index: SearchIndex) -> None:
    every = asked(index, "serving inference models")
    pages = [
        asked(index, "serving inference models", limit=3, offset=offset)
        for offset in range(0, every.total + 3, 3)
    ]
    assert tuple(hit for page in pages for hit in page.hits) == every.hits
    assert {page.total for page in pages} == {every.total}


def test_scores_fall_and_ties_stand_in_list_order(index: SearchIndex) -> None:
    for query in ("serving", "inference of models", "icml"):
        hits = asked(index, query).hits
        assert list(hits) == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def test_an_empty_list_is_searched() -> None:
    assert asked(built([]), "anything") == Hits(0, (), None)


@pytest.fixture(scope="module")
def bundled() -> tuple[IndexedText, ...]:
    return tuple(
        IndexedText(e.title, e.description, e.venue, e.organization, e.section)
        for e in parse(BUNDLED.read_text()).entries
    )


def test_every_entry_of_a_whole_list_is_found_by_its_title(
    bundled: tuple[IndexedText, ...],
) -> None:
    index = built(bundled)
    for at, entry in enumerate(bundled):
        first = index.search(entry.title, allowed=None, limit=1, offset=0).hits[0][0]
        assert (
            first == at
            or bundled[first].title.casefold() == entry.title.casefold()
            or (
                searchable.words.name_keys(entry.title)[0]
                in searchable.words.name_keys(bundled[first].title)
            )
        ), entry.title


# Whoosh itself, asked for the same terms.


def test_the_ranking_is_whooshs_own(bundled: tuple[IndexedText, ...]) -> None:
    index = built(bundled)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from whoosh import fields, query, scoring
        from whoosh.analysis import SpaceSeparatedTokenizer
        from whoosh.codec.memory import MemoryCodec
        from whoosh.searching import Searcher
    text = fields.TEXT(SpaceSeparatedTokenizer(), phrase=False)
    schema, codec = fields.Schema(words=text, context=text, names=text), MemoryCodec()
    writer = codec.writer(schema)
    for entry in bundled:
        writer.add_document(**{f: " ".join(t) for f, t in searchable.fields(entry).items()})
    writer.commit()
    marks = {mark: field for field, mark in searchable.MARKS.items() if mark}

    def term(marked: str) -> tuple[str, str]:
        field = marks.get(marked[0])
        return (field, marked[1:]) if field else ("words", marked)

    chance = random.Random(3)  # noqa: S311 - repeatable queries
    vocabulary = sorted({word for entry in bundled for word in searchable.typed_words(entry)})
    queries = [" ".join(chance.sample(vocabulary, chance.randint(1, 6))) for _ in range(60)]
    queries += [entry.title for entry in chance.sample(bundled, 40)]
    compared = 0
    searcher = Searcher(codec.reader(schema), weighting=scoring.BM25F())
    for asked_for in queries:
        boosts = searchable.boosts(
            asked_for, [], lambda marked: searcher.doc_frequency(*term(marked))
        )
        tree = query.Or([query.Term(*term(marked), boost=b) for marked, b in boosts])
        results = searcher.search(tree, limit=None)
        theirs = {hit.docnum: hit.score for hit in results}
        ours = index.search(asked_for, allowed=None, limit=len(bundled), offset=0).hits
        if len(theirs) < search_index._FEW:
            ours = ours[: len(theirs)]
        assert dict(ours) == pytest.approx(theirs)
        order = [hit.docnum for hit in results]
        assert [at for at, _ in ours] == sorted(order, key=lambda at: (-round(theirs[at], 9), at))
        compared += len(ours)
    assert compared > 4000


ASKED = ("kv cache", "paged attention", "specualtive decoding", "MoE", "osdi 24", "X", "~9", "")


def told(index: SearchIndex, entries: Sequence[IndexedText]) -> list[Hits]:
    """What an index says to plain queries and to the titles of some entries."""
    titles = [entry.title for entry in entries[:: max(1, len(entries) // 12)]]
    return [
        index.search(query, allowed=allowed, limit=40, offset=0)
        for query in (*ASKED, *titles)
        for allowed in (None, range(0, len(entries), 3))
    ]


def test_after_edits_it_answers_as_a_new_one_would(bundled: tuple[IndexedText, ...]) -> None:
    chance = random.Random(7)  # noqa: S311 -- varied, not secret
    entries = list(bundled)
    index = built(entries)
    for number in range(6):
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(entries))
            match chance.randrange(3):
                case 0:
                    other = chance.choice(bundled)
                    title = f"Newcomer {number}: {other.title}"
                    entries.insert(at, other._replace(title=title))
                case 1:
                    del entries[at]
                case _:
                    entries[at] = entries[at]._replace(description=f"Changed {number} times")
        index = index.after_edit(tuple(entries))
        assert told(index, entries) == told(built(entries), entries)


def test_after_an_edit_that_leaves_nothing_it_answers_as_a_new_one_would() -> None:
    index = built()
    for entries in ((), MADE_UP[:1], MADE_UP, MADE_UP + MADE_UP):
        index = index.after_edit(entries)
        assert told(index, entries) == told(built(entries), entries)


def test_an_edit_reads_only_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    index = built().after_edit(MADE_UP)
    read: list[str] = []
    fields = searchable.fields

    def counted(entry: IndexedText) -> dict[str, list[str]]:
        read.append(entry.title)
        return fields(entry)

    monkeypatch.setattr("llmsys_mcp.core.search.postings.fields", counted)
    more = (*MADE_UP[:3], IndexedText("Latecomer"), *MADE_UP[4:])
    found = index.after_edit(more).search("latecomer", allowed=None, limit=1, offset=0)
    assert found.hits[0][0] == 3
    assert read == ["Latecomer"]


def test_the_engine_is_the_one_in_the_name() -> None:
    import whoosh

    assert f"whoosh {whoosh.versionstring()}" == search_index.ENGINE


# What is kept on disk.


QUERIES = ["flash pour", "servng models", "moe", "chunked prefill", "twin", "检索"]


def answers(folder: Path | None, entries: Sequence[IndexedText] = MADE_UP) -> list[Hits]:
    index = SearchIndex.open_or_build(entries, key="k", folder=folder)
    return [index.search(query, allowed=None, limit=9, offset=0) for query in QUERIES]


@pytest.fixture(scope="module")
def expected() -> list[Hits]:
    return answers(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def directories(folder: Path) -> list[Path]:
    return sorted(folder.glob("idx-*"))


def test_what_is_kept_answers_the_same(
    folder: Path, expected: list[Hits], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answers(folder) == expected
    monkeypatch.setattr(search_index, "_built", None)
    assert answers(folder) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda e, k: ((*e[:-1], e[-1]._replace(title="Other")), k),
        lambda e, k: ((*e[:-1], e[-1]._replace(description="Other")), k),
        lambda e, k: ((*e[:-1], e[-1]._replace(venue="ICML' 20")), k),
        lambda e, k: ((*e[:-1], e[-1]._replace(organization="Other")), k),
        lambda e, k: ((*e[:-1], e[-1]._replace(section="Other")), k),
        lambda e, k: (
            (*e[:-1], e[-1]._replace(title=e[-1].title + e[-1].description, description="")),
            k,
        ),
        lambda e, k: ((e[1], e[0], *e[2:]), k),
        lambda e, k: (e[:-1], k),
        lambda e, k: (e, k + "2"),
    ],
    ids=[
        "title",
        "description",
        "venue",
        "organization",
        "section",
        "moved",
        "order",
        "number",
        "key",
    ],
)
def test_another_list_has_another_index(
    folder: Path, change: Callable[..., tuple[tuple[IndexedText, ...], str]]
) -> None:
    SearchIndex.open_or_build(MADE_UP, key="k", folder=folder)
    entries, key = change(MADE_UP, "k")
    SearchIndex.open_or_build(entries, key=key, folder=folder)
    assert len(directories(folder)) == 2
    SearchIndex.open_or_build(entries, key=key, folder=folder)
    assert len(directories(folder)) == 2


@pytest.mark.parametrize(
    ("place", "version"),
    [("words.VERSION", 99), ("searchable.VERSION", 99), ("ENGINE", "whoosh 9"),
     ("sys.version_info", (3, 99)), ("sys.byteorder", "middle"),
     ("unicodedata.unidata_version", "99")],
)  # fmt: skip
def test_another_version_has_another_index(
    place: str, version: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = search_index._digest(MADE_UP, "")
    *module, name = place.split(".")
    owner = getattr(search_index, module[0]) if module else search_index
    monkeypatch.setattr(owner, name, version)
    assert search_index._digest(MADE_UP, "") != before


def intact(folder: Path) -> Path:
    answers(folder)
    return directories(folder)[0]


def test_no_damage_changes_an_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # the disk would take most of the time
    few = MADE_UP[:5]
    expected, table, times = answers(folder, few), search_index._built(few), []
    monkeypatch.setattr(search_index, "_built", lambda _: times.append(0) or table)
    (kept,) = directories(folder)
    copy = folder.with_name("copy")
    shutil.copytree(kept, copy)
    chance = random.Random(11)  # noqa: S311 - repeatable damage
    for turn in range(230):
        file = kept / chance.choice(("index.bin", "MANIFEST.json"))
        data = bytearray(file.read_bytes())
        at = chance.randrange(len(data))
        if turn < 200:
            data[at] ^= 1 << chance.randrange(8)
        elif turn < 215:
            del data[at:]
        else:
            data[at:] = bytes(len(data) - at)
        file.write_bytes(data)
        assert answers(folder, few) == expected
        shutil.rmtree(kept)
        shutil.copytree(copy, kept)
    assert len(times) > 220  # a zero may hit a zero


def test_a_table_of_another_list_with_a_right_manifest_is_refused(
    folder: Path, expected: list[Hits]
) -> None:
    kept = intact(folder)
    for data in (b"no table", Impacts.of(1, [("moe", [(0, 1.0)])], {}).pack()):
        search_index.IndexCache(folder.with_name("other")).write("x", data)
        shutil.rmtree(kept)
        shutil.move(folder.with_name("other") / "idx-x", kept)
        assert answers(folder) == expected
        assert answers(folder) == expected


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda f: f.chmod(0o777), id="others may write"),
        pytest.param(lambda f: (shutil.rmtree(f), f.touch()), id="a file"),
        pytest.param(
            lambda f: (f.rename(f.with_name("real")), f.symlink_to(f.with_name("real"))),
            id="a link",
        ),
    ],
)
def test_a_folder_that_cannot_be_trusted_changes_no_answer(
    folder: Path, spoil: Callable[[Path], object], expected: list[Hits]
) -> None:
    intact(folder)
    spoil(folder)
    assert answers(folder) == expected


class Canary:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str, int], None], tuple[str, int]]:
        return os.mkdir, (str(self.marker), 0o700)


def test_a_pickle_is_never_loaded(folder: Path, expected: list[Hits], tmp_path: Path) -> None:
    kept, marker = intact(folder), tmp_path / "loaded"
    canary = pickle.dumps(Canary(marker))
    pickle.loads(canary)  # noqa: S301 - it does bite
    marker.rmdir()
    for name in ("index.bin", "MANIFEST.json", "_MAIN_1.toc", "MAIN_abc.seg"):
        (kept / name).write_bytes(canary)
    (folder / "_MAIN_1.toc").write_bytes(canary)
    assert answers(folder) == expected
    search_index.IndexCache(folder.with_name("other")).write("x", canary)
    shutil.rmtree(directories(folder)[0])
    shutil.move(folder.with_name("other") / "idx-x", kept)
    assert answers(folder) == expected
    assert not marker.exists()


# Other processes.

SEARCHED = textwrap.dedent(
    """
    import json, pathlib, sys, time
    from llmsys_mcp.adapters.search_index import IndexedText, SearchIndex
    given = json.loads(pathlib.Path(sys.argv[1]).read_text())
    start = pathlib.Path(given["start"])
    pathlib.Path(f"{start}.{sys.argv[2]}").touch()
    while not start.exists():
        time.sleep(0.002)
    index = SearchIndex.open_or_build(
        [IndexedText(*entry) for entry in given["entries"]],
        key="k", folder=pathlib.Path(given["folder"]),
    )
    print([index.search(q, allowed=None, limit=9, offset=0) for q in given["queries"]])
    print("whoosh" in sys.modules)
    """
)


@pytest.fixture
def given(folder: Path, tmp_path: Path) -> Path:
    """What another process is told to do."""
    entries = [[e.title, e.description, e.venue, e.organization, e.section] for e in MADE_UP]
    told = {
        "folder": str(folder), "start": str(tmp_path / "start"), "entries": entries,
        "queries": QUERIES,
    }  # fmt: skip
    (tmp_path / "given.json").write_text(json.dumps(told))
    return tmp_path / "given.json"


def other(given: Path, number: int, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SEARCHED, str(given), str(number)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def said(process: "subprocess.Popen[str]") -> tuple[str, bool]:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert not err
    found, imported = out.splitlines()
    return found, imported == "True"


def test_processes_that_start_together_agree(
    given: Path, folder: Path, expected: list[Hits]
) -> None:
    processes = [other(given, number) for number in range(8)]
    while len(list(given.parent.glob("start.*"))) < len(processes):
        assert all(process.poll() is None for process in processes)
        time.sleep(0.01)
    (given.parent / "start").touch()
    assert {said(process)[0] for process in processes} == {repr(expected)}
    assert [path.name[:4] for path in folder.iterdir()] == ["idx-"]


def test_a_warm_start_does_without_whoosh(given: Path, expected: list[Hits]) -> None:
    (given.parent / "start").touch()
    for imported in (True, False):
        assert said(other(given, 0)) == (repr(expected), imported)


def test_whoosh_compiles_where_warnings_are_errors(
    given: Path, expected: list[Hits], tmp_path: Path
) -> None:
    (given.parent / "start").touch()
    # A fresh place for byte-code: what is compiled already warns of nothing.
    fresh = {"PYTHONWARNINGS": "error", "PYTHONPYCACHEPREFIX": str(tmp_path / "fresh")}
    assert said(other(given, 0, **fresh)) == (repr(expected), True)


def test_quality_on_a_whole_list(bundled: tuple[IndexedText, ...]) -> None:
    """Names alone, squashed and in small letters; titles shuffled or short of two words."""
    index, chance = built(bundled), random.Random(4)  # noqa: S311 - repeatable mishaps
    ranks: dict[str, list[float]] = defaultdict(list)
    same = defaultdict(set)
    for at, entry in enumerate(bundled):
        same[searchable.words.name_keys(entry.title)[0]].add(at)
    for entry in chance.sample(bundled, 100):
        words = f"{entry.title} {entry.description}".split()
        asked_for = {"shuffled": " ".join(chance.sample(words, len(words))[:8])}
        if len(words) > 5:
            asked_for["shorter"] = " ".join(chance.sample(words, len(words) - 2))
        if entry.description:
            asked_for["small"] = entry.title.lower()
            asked_for["squashed"] = "".join(c for c in entry.title.lower() if c.isalnum())
        for kind, query in asked_for.items():
            hits = [at for at, _ in index.search(query, allowed=None, limit=10, offset=0).hits]
            wanted = same[searchable.words.name_keys(entry.title)[0]]
            rank = next((n for n, at in enumerate(hits, 1) if at in wanted), 0)
            ranks[kind].append(1 / rank if rank else 0)
    assert {kind: sum(r) / len(r) > 0.97 for kind, r in ranks.items()} == dict.fromkeys(ranks, True)
