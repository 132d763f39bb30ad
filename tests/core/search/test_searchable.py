import pytest

from llmsys_mcp.core.search import searchable
from llmsys_mcp.core.search.searchable import IndexedText, boosts, fields, typed_words
from llmsys_mcp.core.words.stemming import stem

ENTRY = IndexedText(
    title="DéjàLu: Streaming of KV-caches",
    description="Fault-tolerant generation",
    venue="SOSP' 25 (Best Paper)",
    organization="UC Berkeley",
    section="LLM Systems > Serving at the edge",
)


def test_words_hold_all_but_the_section() -> None:
    held = fields(ENTRY)["words"]
    assert {"dejalu", "kvcach", "fault", "sosp", "ucb"} <= set(held)
    assert "edg" not in held


def test_context_holds_the_section_and_what_both_are_about() -> None:
    held = fields(ENTRY)["context"]
    assert {"edg", "serv", "~edge", "~fault"} <= set(held)
    assert "dejalu" not in held


def test_names_are_squashed_and_spelt_each_once() -> None:
    assert fields(ENTRY)["names"] == [
        "dejalu",
        "_dejalu",
        "dejalustreamingofkvcaches",
        "_dejalu_streaming_of_kv_caches",
        "dejalustreamingofkvcachesfaulttolerantgeneration",
        "_dejalu_streaming_of_kv_caches_fault_tolerant_generation",
    ]
    assert fields(IndexedText("Pour2++"))["names"] == ["pour2++", "_pour2++", "~pour2"]
    assert fields(IndexedText("…"))["names"] == []


@pytest.mark.parametrize(
    ("venue", "held"),
    [
        pytest.param("SOSP' 25", {"sosp", "25", "2025", "sosp25"}, id="house form"),
        pytest.param("ICLR 2025", {"iclr", "25", "2025"}, id="four digits"),
        pytest.param(
            "EuroSys' 24 (Best Paper)", {stem("eurosys"), "2024", "best", "paper"}, id="note"
        ),
        pytest.param("arXiv", {"arxiv"}, id="no year"),
        pytest.param("Summer school", {stem("summer"), "school"}, id="no venue"),
    ],
)
def test_a_venue_has_its_year_in_both_spellings(venue: str, held: set[str]) -> None:
    assert held <= set(fields(IndexedText("", venue=venue))["words"])


def test_typed_words_are_whole_words_and_parts_and_the_name() -> None:
    typed = typed_words(IndexedText("FlashPour Engine: It’s fast", "for KVPockets", "", "ETH"))
    assert typed == {
        "flashpour", "flash", "pour", "engine", "its", "fast", "for", "kvpockets", "kv", "pockets",
        "eth", "flashpourengine",
    }  # fmt: skip


COUNTS = {
    "kvcach": 3,
    "stream": 9,
    "okapi": 1,
    "llm": 30,
    "@stream": 5,
    "@~fault": 4,
    "=kvcachestreaming": 1,
    "=_kv_cache_streaming": 1,
}


def count(term: str) -> int:
    return COUNTS.get(term, 0)


def test_boosts_name_before_words_before_concepts_before_section() -> None:
    given = dict(boosts("kv cache streaming", [], count))
    assert given["=kvcachestreaming"] == given["=_kv_cache_streaming"] > given["kvcach"] == 1.0
    assert given["kvcach"] > dict(boosts("failures", [], count))["@~fault"] > given["@stream"] > 0


def test_boosts_ask_for_what_is_there_only() -> None:
    assert {term for term, _ in boosts("kv cache streaming zebra", [], count)} <= set(COUNTS)
    assert boosts("zebra", [], count) == []


def test_a_repaired_reading_counts_less_than_what_was_typed() -> None:
    given = dict(boosts("kvv cache streaming", ["kv cache streaming", "okapi"], count))
    assert 0.5 < given["kvcach"] == given["okapi"] < given["stream"] == 1.0
    typed = dict(boosts("kv cache streaming", [], count))
    assert 0 < given["=kvcachestreaming"] < typed["=kvcachestreaming"]


def test_a_repaired_reading_brings_its_concepts() -> None:
    assert "@~fault" in dict(boosts("failurs", ["failures"], count))


def test_the_rarest_terms_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchable, "TERMS", 2)
    asked = [term for term, _ in boosts("llm stream okapi", [], count) if term in ("llm", "okapi")]
    assert asked == ["okapi"]


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchable, "POSTINGS", 10)
    chosen = [term for term, _ in boosts("llm kv cache stream okapi", [], count)]
    assert chosen[0] == "okapi"
    assert "llm" not in chosen
    assert sum(map(count, chosen[:-1])) < 10
