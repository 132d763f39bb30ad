"""What two sequences share at their ends, counted once."""

from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.ends import alike_at_ends

texts = st.text("ab", max_size=8)


@given(texts, texts, texts, texts)
def test_as_much_as_there_is_and_nothing_twice(head: str, one: str, other: str, tail: str) -> None:
    one, other = head + one + tail, head + other + tail
    first, last = alike_at_ends(one, other)
    assert one[:first] == other[:first]
    assert one[len(one) - last :] == other[len(other) - last :]
    rest = one[first : len(one) - last], other[first : len(other) - last]
    assert len(one) == first + len(rest[0]) + last
    assert len(other) == first + len(rest[1]) + last
    assert "" in rest or (rest[0][0] != rest[1][0] and rest[0][-1] != rest[1][-1])


def test_what_differs_may_be_said() -> None:
    assert alike_at_ends([1, 5, -2], [-1, 4, 2], lambda a, b: abs(a) != abs(b)) == (1, 1)
