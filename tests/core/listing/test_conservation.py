"""What became of each entry: kept, edited, moved, added or removed; and which papers are lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.conservation import Comparison, compare, paper_key
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.page.entry import Listed


def listed(text: str, *more: str) -> PaperList:
    pages = [Page("README.md", parse(text))]
    pages += [Page(f"page{at}.md", parse(page)) for at, page in enumerate(more)]
    return PaperList(tuple(pages))


A = "- [A](https://arxiv.org/abs/2401.00001): Fast A\n"
A2 = "- [A](https://arxiv.org/abs/2401.00001): Fast A | OSDI' 24\n"
B = "- [B](https://b.org/b): Slow B\n"
B2 = "- [B](https://other.org/b): Slow B\n"
C = "- [C](https://github.com/c/c)\n"


def told(comparison: Comparison) -> dict[str, list[str]]:
    """The groups by title; `A>A` for pairs."""
    out = {}
    for name in ("kept", "edited", "moved"):
        pairs = getattr(comparison, name)
        out[name] = [f"{p.before.entry.title}>{p.after.entry.title}" for p in pairs]
    for name in ("added", "removed", "lost"):
        out[name] = [one.entry.title for one in getattr(comparison, name)]
    return {name: titles for name, titles in out.items() if titles}


@pytest.mark.parametrize(
    ("before", "after", "groups"),
    [
        pytest.param(f"## S\n{A}{B}", f"## S\n{A}{B}", {"kept": ["A>A", "B>B"]}, id="nothing"),
        pytest.param(
            f"## S\n{A}{B}", f"words\n\n## S\n\n{B}\n{A}", {"kept": ["B>B", "A>A"]}, id="order"
        ),
        pytest.param("", f"## S\n{A}", {"added": ["A"]}, id="added"),
        pytest.param(
            f"## S\n{A}{B}",
            f"## S\n{B}",
            {"kept": ["B>B"], "removed": ["A"], "lost": ["A"]},
            id="removed",
        ),
        pytest.param(
            f"## S\n{A}{B}",
            f"## S\n{A2}{B}",
            {"kept": ["B>B"], "edited": ["A>A"]},
            id="edited, same id",
        ),
        pytest.param(f"## S\n{B}", f"## S\n{B2}", {"edited": ["B>B"]}, id="edited, same title"),
        pytest.param(
            f"## S\n- [A][r]\n{B}\n[r]: https://a.org/1\n",
            f"## S\n- [A][r]\n{B}\n[r]: https://a.org/2\n",
            {"kept": ["B>B"], "edited": ["A>A"]},
            id="its definition edited",
        ),
        pytest.param(
            f"## S\n- [A][r]\n{B}\n[r]: https://a.org/1\n",
            f"## S\n- [A][r]\n{B}\n[r]: <https://a.org/1> 'A'\n",
            {"kept": ["A>A", "B>B"]},
            id="its definition written otherwise",
        ),
        pytest.param(
            f"## S\n{A}## T\n{C}",
            f"## S\n## T\n{C}{A}",
            {"kept": ["C>C"], "moved": ["A>A"]},
            id="moved",
        ),
        pytest.param(
            f"## S\n{A}## T\n{C}",
            f"## S\n## T\n{A2}{C}",
            {"kept": ["C>C"], "moved": ["A>A"]},
            id="moved and edited",
        ),
        pytest.param(
            f"## S\n{B}## T\n", f"## S\n## T\n{B2}", {"moved": ["B>B"]}, id="moved, other link"
        ),
        pytest.param(
            f"## S\n**2025**\n{A}", f"## S\n**2024**\n{A}", {"moved": ["A>A"]}, id="other bucket"
        ),
        pytest.param(f"## S\n{A}", f"## T\n{A}", {"moved": ["A>A"]}, id="section renamed"),
        pytest.param(
            f"## S\n{A}{B}",
            f"## S\n{C}",
            {"added": ["C"], "removed": ["A", "B"], "lost": ["A", "B"]},
            id="replaced",
        ),
        pytest.param(
            f"## S\n{A}{B}", "", {"removed": ["A", "B"], "lost": ["A", "B"]}, id="all removed"
        ),
        pytest.param(
            f"## S\n{A}## T\n{A}",
            f"## S\n## T\n{A}",
            {"kept": ["A>A"], "removed": ["A"]},
            id="one of two removed: not lost",
        ),
        pytest.param(
            f"## S\n{A}{A}",
            f"## S\n{A}",
            {"kept": ["A>A"], "removed": ["A"]},
            id="twin in one section",
        ),
        pytest.param(
            f"## S\n{A}",
            f"## S\n{A}## T\n{A}",
            {"kept": ["A>A"], "added": ["A"]},
            id="listed again",
        ),
        pytest.param(
            f"## S\n{A}{A2}",
            f"## S\n{A2}",
            {"kept": ["A>A"], "removed": ["A"]},
            id="the ids shift, the text tells",
        ),
        pytest.param(
            f"## S\n{A2}{A}",
            f"## S\n{A}",
            {"kept": ["A>A"], "removed": ["A"]},
            id="the other way round",
        ),
        pytest.param(
            "## S\n- [🚀](https://r.org)\n- [🔥](https://f.org)\n",
            "## S\n- [🔥](https://f.org)\n",
            {"kept": ["🔥>🔥"], "removed": ["🚀"], "lost": ["🚀"]},
            id="titles without a letter",
        ),
        pytest.param(
            f"## S\n{B}- [B](https://other.org/b)\n",
            f"## S\n{B}",
            {"kept": ["B>B"], "removed": ["B"], "lost": ["B"]},
            id="another paper under the same short name",
        ),
    ],
)
def test_entries_are_accounted_for(before: str, after: str, groups: dict[str, list[str]]) -> None:
    assert told(compare(listed(before), listed(after))) == groups


def test_an_entry_moved_to_another_page_is_moved() -> None:
    before, after = listed(f"## S\n{A}", "## S\n"), listed("## S\n", f"## S\n{A}")
    assert told(compare(before, after)) == {"moved": ["A>A"]}


def test_a_paper_added_elsewhere_in_other_words_is_not_lost() -> None:
    before = listed(f"## S\n{A}{A}")
    after = listed(f"## S\n{A2}")
    comparison = compare(before, after)
    assert [one.id for one in comparison.removed] == ["arxiv:2401.00001#2"]
    assert comparison.lost == ()


def test_the_paper_of_an_id_is_the_id_without_its_count() -> None:
    papers = listed(f"## S\n{A}{A}{C}")
    assert [paper_key(one) for one in papers.entries] == [
        "arxiv:2401.00001",
        "arxiv:2401.00001",
        "github:c/c",
    ]


lines = st.builds(
    "- [{}](https://{}): {}\n".format,
    st.sampled_from(("A", "B", "C", "🚀")),
    st.sampled_from(("arxiv.org/abs/2401.00001", "arxiv.org/pdf/2401.00001", "a.org", "b.org/x")),
    st.sampled_from(("", "one", "two")),
)
pages = st.lists(st.one_of(lines, st.sampled_from(("## S\n", "## T\n", "**2024**\n"))), max_size=12)
states = st.tuples(pages, pages).map(lambda two: listed("".join(two[0]), "".join(two[1])))


def keys(entries: tuple[Listed, ...]) -> Counter[tuple[str, int]]:
    return Counter((one.file, one.entry.line) for one in entries)


@given(states, states)
def test_every_entry_is_in_exactly_one_group_of_each_side(
    before: PaperList, after: PaperList
) -> None:
    found = compare(before, after)
    pairs = (*found.kept, *found.edited, *found.moved)
    assert keys((*(p.before for p in pairs), *found.removed)) == keys(before.entries)
    assert keys((*(p.after for p in pairs), *found.added)) == keys(after.entries)
    for pair in found.kept:
        assert pair.before.entry.raw == pair.after.entry.raw
    for pair in (*found.kept, *found.edited):
        assert pair.before.entry.section == pair.after.entry.section
        assert pair.before.entry.bucket == pair.after.entry.bucket
        assert pair.before.file == pair.after.file
    for pair in found.edited:
        assert pair.before.entry.raw != pair.after.entry.raw
    assert set(found.lost) <= set(found.removed)


@given(states, states)
def test_nothing_is_lost_that_is_still_there(before: PaperList, after: PaperList) -> None:
    there = {paper_key(one) for one in after.entries}
    texts = {one.entry.raw for one in after.entries}
    for one in compare(before, after).lost:
        assert paper_key(one) not in there
        assert one.entry.raw not in texts


@given(states, states)
def test_looking_back_is_the_mirror_image(before: PaperList, after: PaperList) -> None:
    there, back = compare(before, after), compare(after, before)
    assert len(there.added) == len(back.removed)
    assert len(there.removed) == len(back.added)
    assert len(there.kept) == len(back.kept)


@given(states)
def test_nothing_changed_is_all_kept(papers: PaperList) -> None:
    found = compare(papers, papers)
    assert [p.before for p in found.kept] == [p.after for p in found.kept]
    assert len(found.kept) == len(papers.entries)
    for group in (found.edited, found.moved, found.added, found.removed, found.lost):
        assert group == ()


@given(states, lines)
def test_one_line_more_is_one_entry_added(papers: PaperList, line: str) -> None:
    text = papers.pages[0].document.text
    found = compare(papers, listed(text + line, papers.pages[1].document.text))
    assert len(found.added) == 1
    assert len(found.kept) == len(papers.entries)
