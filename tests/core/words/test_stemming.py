import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmsys_mcp.core.words.stemming import stem


@pytest.mark.parametrize(
    "family",
    [
        "serve serves served serving server servers",
        "schedule schedules scheduled scheduling scheduler schedulers",
        "optimize optimized optimizing optimizer optimization optimizations optimal",
        "quantize quantized quantizing quantization",
        "parallel parallelism parallelize parallelization",
        "cache caches cached caching",
        "train trains training trained trainer",
        "generate generated generating generator generators generation",
        "disaggregate disaggregated disaggregating disaggregation",
        "compress compressed compressing compression",
        "efficient efficiently efficiency",
        "reliable reliability",
        "scale scales scaling scalable scalability",
        "failure failures fail failed",
        "study studies",
        "box boxes",
        "axe axes",
        "class classes",
        "batch batches batching",
        "gpu gpus",
        "tune tuning tuned",
        "plan planning planned planner",
        "adapt adapter adapters adaptive adaptation",
        "resilient resilience",
        "speculative speculation",
    ],
)
def test_a_family_of_words_has_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "static state",
        "tensor tension",
        "paper pap",
        "analysis anal",
        "corpus corp",
        "focus foc",
        "bus bu",
        "ring r",
        "vision visit",
        "region reg",
        "apple apply",
        "implement imply",
        "dynamic dynamo",
        "sing s",
    ],
)
def test_words_that_only_look_alike_keep_their_stems(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 2


@pytest.mark.parametrize("word", ["llm", "kv", "int4", "fp16", "überall", "检索", "a-b", ""])
def test_short_and_foreign_words_stay(word: str) -> None:
    assert stem(word) == word


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=40))
@example("ches")
@example("axes")
def test_a_stem_is_a_beginning_and_keeps_three_letters(word: str) -> None:
    found = stem(word)
    assert len(found) >= min(3, len(word))
    assert word.startswith((found, found[:-1]))  # studies: study
    assert len(found) <= len(word)
