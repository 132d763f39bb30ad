import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.search.impacts import Impacts

TABLE = Impacts.of(
    4,
    [
        ("kvcache", [(0, 1.5), (2, 0.25)]),
        ("nobody", []),
        ("@serving", [(3, 2.0)]),
        ("=λ检索", [(0, 7.0), (1, 6.0), (3, 5.0)]),
    ],
    {"cache": 2, "serving": 1},
)
PACKED = TABLE.pack()
EMPTY = Impacts.of(0, [], {})


def read(table: Impacts) -> dict[str, list[tuple[int, float]]]:
    return {
        term: list(table.scores(term)) for term in ("kvcache", "nobody", "@serving", "=λ检索", "x")
    }


def test_a_term_has_its_entries_and_scores() -> None:
    assert read(TABLE) == {
        "kvcache": [(0, 1.5), (2, 0.25)],
        "nobody": [],
        "@serving": [(3, 2.0)],
        "=λ检索": [(0, 7.0), (1, 6.0), (3, 5.0)],
        "x": [],
    }
    assert [TABLE.count(term) for term in ("kvcache", "nobody", "@serving", "x")] == [2, 0, 1, 0]
    assert "kvcache" in TABLE
    assert "x" not in TABLE


@pytest.mark.parametrize("table", [TABLE, EMPTY], ids=["full", "empty"])
def test_packing_keeps_everything(table: Impacts) -> None:
    again = Impacts.unpack(table.pack())
    assert read(again) == read(table)
    assert again.entries == table.entries
    assert again.frequencies == table.frequencies
    assert again.pack() == table.pack()


scores = st.floats(min_value=1e-3, max_value=1e3)


@given(
    st.dictionaries(
        st.text(st.characters(categories=("L", "N")), min_size=1),
        st.dictionaries(st.integers(0, 9), scores),
    ),
    st.dictionaries(st.text(st.characters(categories=("L", "N")), min_size=1), st.integers(1, 99)),
)
def test_any_table_comes_back(
    terms: dict[str, dict[int, float]], frequencies: dict[str, int]
) -> None:
    table = Impacts.of(10, ((term, held.items()) for term, held in terms.items()), frequencies)
    again = Impacts.unpack(table.pack())
    assert {term: dict(again.scores(term)) for term in terms} == terms
    assert again.frequencies == frequencies


def changed(at: int, byte: int) -> bytes:
    return PACKED[:at] + bytes([byte]) + PACKED[at + 1 :]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(PACKED[:20], id="header cut"),
        pytest.param(b"pickled!" + PACKED[8:], id="something else"),
        pytest.param(PACKED[:-1], id="last byte lost"),
        pytest.param(PACKED[:60], id="arrays cut"),
        pytest.param(PACKED + b"\n", id="byte too many"),
        pytest.param(changed(8, 3), id="fewer entries than numbered"),
        pytest.param(changed(16, 3), id="fewer terms"),
        pytest.param(changed(24, 5), id="fewer postings"),
        pytest.param(changed(40, 1), id="shorter names"),
        pytest.param(changed(23, 255), id="more terms than memory"),
        pytest.param(changed(56, 9), id="more postings than there are"),
        pytest.param(changed(len(PACKED) - 3, 0xFF), id="no text"),
        pytest.param(PACKED.replace(b"cache\nserving", b"cache serving"), id="two words in one"),
    ],
)
def test_what_contradicts_itself_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Impacts.unpack(data)


@given(st.integers(0, len(PACKED) - 1), st.integers(0, 255))
def test_a_wrong_byte_is_refused_or_harmless(at: int, byte: int) -> None:
    try:
        table = Impacts.unpack(changed(at, byte))
    except ValueError:
        return
    for held in read(table).values():
        assert all(0 <= entry < table.entries for entry, _ in held)
