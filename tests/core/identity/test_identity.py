"""Names of entries: unique, stable, and shared by nobody."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.identity import (
    canonical_url,
    entry_id,
    paper_id,
    shared_pages,
    title_key,
    unique_names,
)

ACCEPTED = "https://example.org/accepted.html"


def entry_ids(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Ids of a list's entries, given as link and full title of each."""
    return unique_names(entry_id(url, title) for url, title in pairs)


def test_a_page_under_two_titles_is_shared() -> None:
    pairs = [(ACCEPTED, "a"), ("http://www.example.org/accepted.html#x", "b")]
    assert shared_pages(pairs) == {canonical_url(ACCEPTED)}


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([], id="nothing"),
        pytest.param([(ACCEPTED, "a"), (ACCEPTED, "a")], id="one title twice"),
        pytest.param([(ACCEPTED, "a"), ("https://example.org/b", "b")], id="own pages"),
        pytest.param([("https://arxiv.org/abs/2309.06180", t) for t in "ab"], id="a number"),
        pytest.param([("", "a"), ("", "b")], id="no link"),
    ],
)
def test_other_links_are_not_shared(pairs: list[tuple[str, str]]) -> None:
    assert shared_pages(pairs) == frozenset()


def test_an_entry_is_named_by_its_number_else_by_link_and_title() -> None:
    names = entry_ids(
        [
            ("https://arxiv.org/pdf/2309.06180v1", "Paged"),
            ("https://github.com/Owner/Repo", "Repo"),
            (ACCEPTED, "λScale: Fast Scaling"),
            ("", "Systems for Machine Learning"),
        ]
    )
    assert names[:2] == ("arxiv:2309.06180", "github:owner/repo")
    assert names[2].startswith("title:lambdascale-fast-scaling-")
    assert names[3].startswith("title:systems-for-machine-learning-")


def test_entries_of_one_shared_page_have_names_of_their_own() -> None:
    one, other, again = entry_ids([(ACCEPTED, "One"), (ACCEPTED, "Other"), (ACCEPTED, "one.")])
    assert one != other
    assert again == f"{one}#2"


def test_titles_that_differ_only_late_have_names_of_their_own() -> None:
    start = "One Long Title that Goes On and On and On and On"
    one, other = entry_ids([(ACCEPTED, f"{start} About This"), (ACCEPTED, f"{start} About That")])
    assert one.rpartition("-")[0] == other.rpartition("-")[0]
    assert not other.endswith("#2")
    assert one != other


def test_twins_are_counted_in_order() -> None:
    link = "https://arxiv.org/abs/2309.06180"
    assert entry_ids([(link, "a"), (ACCEPTED, "b"), (link, "c"), (link, "a")])[0::2] == (
        "arxiv:2309.06180",
        "arxiv:2309.06180#2",
    )
    assert entry_ids([(link, "a")] * 3)[2] == "arxiv:2309.06180#3"


def test_a_count_never_meets_a_number_that_looks_like_one() -> None:
    like = "https://doi.org/10.1145/1%232"
    plain = "https://doi.org/10.1145/1"
    names = entry_ids([(like, "a"), (plain, "b"), (plain, "c")])
    assert names == ("doi:10.1145/1#2", "doi:10.1145/1", "doi:10.1145/1#3")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A " * 40, "a-" * 23 + "a"),
        ("x" * 60, "x" * 48),
        ("x" * 48, "x" * 48),
        ("大模型 训练", "大模型-训练"),
        ("---", "untitled"),
        ("Word " * 9 + "wordwordword", "word-" * 8 + "word"),
    ],
)
def test_a_name_made_of_a_title_is_short(title: str, slug: str) -> None:
    (name,) = entry_ids([("", title)])
    assert name.rpartition("-")[0] == f"title:{slug}"


links = st.sampled_from(
    ["", ACCEPTED, "https://arxiv.org/abs/2309.06180", "https://github.com/a/b", "\ud800"]
)
entries = st.lists(st.tuples(links, st.sampled_from(["a", "b", "λ: c"]) | st.text(max_size=8)))


@given(entries, entries)
def test_names_are_unique_and_do_not_depend_on_what_follows(
    first: list[tuple[str, str]], then: list[tuple[str, str]]
) -> None:
    names = entry_ids(first + then)
    assert len(set(names)) == len(names) == len(first + then)
    assert names[: len(first)] == entry_ids(first)


@given(entries, st.tuples(links, st.text(max_size=8)))
def test_an_entry_keeps_its_name_when_others_come_before(
    others: list[tuple[str, str]], entry: tuple[str, str]
) -> None:
    assert entry_ids([*others, entry])[-1].startswith(entry_ids([entry])[0])


def test_the_real_list_has_a_name_for_every_entry() -> None:
    page = Path(__file__).parents[3] / "../shared/seeds/llmsys-readme.md"
    if not page.exists():
        pytest.skip("the shared seed list is not beside this checkout")
    from llmsys_mcp.core.dialects import parse

    found = parse(page.read_text(encoding="utf-8")).entries
    names = entry_ids([(entry.url, entry.full_title) for entry in found])
    assert len(set(names)) == len(found)
    numbered = [name for name in names if not name.startswith("title:")]
    assert len(numbered) / len(names) > 0.8
    shared = shared_pages([(entry.url, title_key(entry.full_title)) for entry in found])
    assert all("accepted" in page for page in shared)
    assert all(paper_id(f"https://{page}") is None for page in shared)
