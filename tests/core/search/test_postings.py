"""Terms rated one at a time: the same numbers as of a table made at once."""

import pytest

from llmsys_mcp.core.search.impacts import Impacts
from llmsys_mcp.core.search.postings import EntryTerms, Postings
from llmsys_mcp.core.search.searchable import CONTEXT, MARKS, NAMES, IndexedText

TEXTS = (
    IndexedText("vPager: Paging for All", "Paging of a Cache", "SOSP' 23", "UCB", "A > Serving"),
    IndexedText("Second Pager", "Nothing Else", "", "", "A > Training"),
    IndexedText("Third", "", "", "", ""),
)


def counted(held: int, entries: int, times: int, length: int, average: float) -> float:
    """A rating that shows what it was made from."""
    return held * 1e6 + entries * 1e4 + times * 1e2 + length + average / 100


def test_a_term_is_rated_from_what_holds_it() -> None:
    terms = [EntryTerms.of(text) for text in TEXTS]
    postings = Postings(TEXTS, counted)
    assert postings.entries == 3
    words = [of.lengths[0] for of in terms]
    average = sum(words) / 3
    stem = next(term for term in terms[0].times if term.startswith("pag") and term != "pager")
    times = terms[0].times[stem]
    assert times > 1
    held = postings.count(stem)
    assert dict(postings.scores(stem))[0] == counted(held, 3, times, words[0], average)


@pytest.mark.parametrize("field", list(MARKS))
def test_each_field_has_its_own_lengths(field: str) -> None:
    terms = [EntryTerms.of(text) for text in TEXTS]
    number = list(MARKS).index(field)
    mark = MARKS[field]
    postings = Postings(TEXTS, lambda held, entries, times, length, average: length + average)
    average = sum(of.lengths[number] for of in terms) / 3
    marks = tuple(filter(None, MARKS.values()))
    for entry, known in enumerate(terms):
        for term in known.times:
            if term.startswith(mark) if mark else not term.startswith(marks):
                score = dict(postings.scores(term))[entry]
                assert score == known.lengths[number] + average


def test_words_are_counted_once_an_entry() -> None:
    postings = Postings(TEXTS, counted)
    assert postings.frequencies["paging"] == 1  # of the two in one entry
    assert postings.frequencies["pager"] == 2  # vPager and Second Pager
    assert postings.frequencies["ucb"] == 1


def test_what_nobody_holds_has_no_score() -> None:
    for postings in (Postings(TEXTS, counted), Postings([], counted)):
        assert "zebra" not in postings
        assert postings.count("zebra") == 0
        assert postings.scores("zebra") == []
        assert postings.scores(MARKS[NAMES] + "zebra") == []
        assert postings.scores(MARKS[CONTEXT] + "zebra") == []


def test_a_term_is_rated_once() -> None:
    calls = []

    def rate(*numbers: float) -> float:
        calls.append(numbers)
        return 1.0

    postings = Postings(TEXTS, rate)
    assert calls == []
    first = postings.scores("=third")
    assert postings.scores("=third") == first == [(2, 1.0)]
    assert len(calls) == 1
    assert "=third" in postings


def test_both_tables_answer_alike() -> None:
    terms = [EntryTerms.of(text) for text in TEXTS]
    postings = Postings(TEXTS, counted)
    every = sorted({term for of in terms for term in of.times})
    table = Impacts.of(3, ((t, postings.scores(t)) for t in every), postings.frequencies)
    for term in (*every, "zebra"):
        assert list(table.scores(term)) == list(postings.scores(term))
        assert table.count(term) == postings.count(term)
        assert (term in table) == (term in postings)
