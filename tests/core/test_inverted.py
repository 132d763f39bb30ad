"""What is known of a sequence is known still after things came and went in it."""

from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.inverted import Inverted, Numbered

sequences = st.lists(st.sampled_from("abcdef"), max_size=9)


@given(st.lists(sequences, min_size=1, max_size=5))
def test_numbers_stay_and_the_index_is_the_one_made_at_once(states: list[list[str]]) -> None:
    numbered: Numbered[str] | None = None
    inverted: Inverted[str] | None = None
    known: dict[int, str] = {}
    for things in states:
        numbered = Numbered.of(things, numbered)
        assert not numbered.came.keys() & known.keys()
        assert {number: known.pop(number) for number in numbered.gone} == numbered.gone
        known |= numbered.came
        assert [known[number] for number in numbered.numbers] == things
        assert len(set(numbered.numbers)) == len(things) == len(known)
        inverted = Inverted.of(lambda thing: {thing, "all"}, numbered.came, numbered.gone, inverted)
        assert set(inverted) == {*things, *(("all",) if things else ())}
        for thing in "abcdef":
            places = [at for at, one in enumerate(things) if one == thing]
            assert numbered.in_order(inverted.under(thing)) == places
            assert (thing in inverted) == bool(places)
        assert numbered.in_order(inverted.under("all")) == list(range(len(things)))


@given(sequences, st.integers(0, 9), st.sampled_from("abcxyz"))
def test_what_stands_around_a_new_thing_keeps_its_numbers(
    things: list[str], at: int, new: str
) -> None:
    before = Numbered.of(things)
    after = Numbered.of([*things[:at], new, *things[at:]], before)
    assert list(after.came.values()) == [new]
    assert not after.gone
    assert set(before.numbers) < set(after.numbers)


def test_much_that_goes_at_once_takes_no_square_of_the_time(within_a_minute: None) -> None:
    many = {number: ("all", number % 7) for number in range(200_000)}
    full = Inverted.of(tuple, many)
    empty = Inverted.of(tuple, {}, many, full)
    assert not list(empty)


def test_what_was_before_is_left_as_it_was() -> None:
    first = Inverted.of(list, {0: "ab", 1: "b"})
    second = Inverted.of(list, {2: "bc"}, {0: "ab"}, first)
    assert [sorted(first.under(key)) for key in "abc"] == [[0], [0, 1], []]
    assert [sorted(second.under(key)) for key in "abc"] == [[], [1, 2], [2]]
