"""A page read again after an edit is the page read anew, whatever was edited."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.page.document import Document
from strategies import ODD_LINES, MadeList, made_lists

HEADINGS = ("# Top\n", "## A\n", "### A\n", "## B\n", "#### Deep\n", " ## In\n", "Set\n---\n")
LINES = (*ODD_LINES, "- [X](https://x.org/1)\n", "- [Y](https://y.org) | OSDI' 24\n", "- bare\n")

lines = st.lists(st.sampled_from(HEADINGS) | st.sampled_from(LINES), max_size=20)
dialects = st.sampled_from(("llmsys", "awesome"))

PAGE = """# Page

## Contents
- [A](#a)

## A
- [One](https://a.org/1)
- **Label**
  - [Two](https://a.org/2)

### A
<details><summary>2024</summary>

- [Three](https://a.org/3)

</details>

## B
- [Four](https://a.org/4)
- step
"""


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, ...]:
    """A text and what it becomes by edits of a few lines each."""
    here = draw(lines)
    texts = ["".join(here)]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(here)))
        end = draw(st.integers(at, min(len(here), at + 2)))
        here = [*here[:at], *draw(lines.map(lambda some: some[:3])), *here[end:]]
        texts.append("".join(here))
    return tuple(texts)


@given(edited_texts(), dialects)
@example(("## A\n- [X](https://x.org)\n", "## A\n"), "llmsys")
@example(("# Top\n# Top\n## A\n", "# Top\n# Top\n### A\n"), "llmsys")
@example(("---\n## A\n## B\n", "---\n## A\n---\n## B\n"), "llmsys")
def test_a_page_read_again_is_the_page_read_anew(texts: tuple[str, ...], dialect: str) -> None:
    page = parse(texts[0], dialect)
    for text in texts[1:]:
        page = parse(text, dialect, page)
        assert page == parse(text, dialect)


@given(made_lists(), st.data())
def test_a_list_read_again_is_the_list_read_anew(made: MadeList, data: st.DataObject) -> None:
    some = made.text.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(some)))
    new = data.draw(st.sampled_from((*LINES, *HEADINGS)))
    text = "".join((*some[:at], new, *some[at + data.draw(st.integers(0, 1)) :]))
    assert parse(text, before=parse(made.text)) == parse(text)


def entry_of(page: Document, title: str) -> object:
    return next(one for one in page.entries if one.title == title)


def read_again(before: Document, text: str) -> Document:
    after = parse(text, before=before)
    assert after == parse(text)
    return after


STRETCHES: dict[str, Callable[[str], str]] = {
    "line added": lambda text: text.replace("](https://a.org/3)\n", "](https://a.org/3)\n- [N](https://n.org)\n"),
    "line taken": lambda text: text.replace("- [Three](https://a.org/3)\n", ""),
    "text changed": lambda text: text.replace("Three", "Threefold"),
    "group ended": lambda text: text.replace("</details>\n", ""),
    "blanks added": lambda text: text.replace("### A\n", "### A\n\n\n"),
}  # fmt: skip


@pytest.mark.parametrize("change", STRETCHES.values(), ids=STRETCHES)
def test_what_stands_above_the_change_is_not_read(change: Callable[[str], str]) -> None:
    before = parse(PAGE)
    after = read_again(before, change(PAGE))
    assert entry_of(after, "One") is entry_of(before, "One")
    assert entry_of(after, "Four") is not entry_of(before, "Four")  # it stands elsewhere now


FURTHER: dict[str, Callable[[str], str]] = {
    "heading added": lambda text: text.replace("### A\n", "### A\n#### A\n"),
    "heading taken": lambda text: text.replace("### A\n", ""),
    "heading renamed": lambda text: text.replace("### A\n", "### C\n"),
    "heading hidden": lambda text: text.replace("</details>", "</details>\n```"),
    "heading by a line below": lambda text: text.replace("- [Three]", "Words\n---\n- [Three]"),
    "definition added": lambda text: text.replace("</details>", "</details>\n\n[a]: https://a.org"),
    "page linked": lambda text: text.replace("- [Three]", "- [More](more.md)\n- [Three]"),
    "contents changed": lambda text: text.replace("- [A](#a)", "- [A](#a)\n- [B](#b)"),
    "front matter": lambda text: f"---\na: b\n---\n{text}",
    "two stretches": lambda text: text.replace("One", "Eins").replace("Four", "Vier"),
}  # fmt: skip


@pytest.mark.parametrize("change", FURTHER.values(), ids=FURTHER)
def test_what_reaches_further_is_read_anew(change: Callable[[str], str]) -> None:
    before = parse(PAGE)
    after = read_again(before, change(PAGE))
    assert entry_of(after, "Three") is not entry_of(before, "Three")


def test_a_page_of_another_dialect_is_read_anew() -> None:
    assert parse(PAGE, "awesome", parse(PAGE)) == parse(PAGE, "awesome")
