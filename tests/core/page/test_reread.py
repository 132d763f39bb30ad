"""A page read again after an edit is the page read anew, whatever was edited."""

from collections.abc import Callable
from operator import is_

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.reader import Reader
from strategies import ODD_LINES, MadeList, made_lists

HEADINGS = ("# Top\n", "## A\n", "### A\n", "## B\n", "#### Deep\n", " ## In\n", "Set\n---\n")
LINES = (
    *ODD_LINES,
    "- [A](#a)\n",
    "- [B](#b)\n",
    "- [C]( #b)\n",
    "- [X](https://x.org/1)\n",
    "- [Y](https://y.org) | OSDI' 24\n",
    "- bare\n",
)

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


items = st.lists(
    st.sampled_from(
        (
            "- [X](https://x.org/1)\n",
            "- [Y](https://y.org) | OSDI' 24\n",
            "- [ ] [Z](https://z.org)\n",
            "  - [In](https://i.org)\n",
            "  more\n",
            "more\n",
            "\n",
            "- **2024**\n",
            "- **Label**\n",
            "**2025**\n",
            "- step\n",
            "```\n",
            "---\n",
            "<details><summary>2023</summary>\n",
            "</details>\n",
            "<details>\n",
            "<summary>2024</summary>\n",
            "<summary>2025\n",
            "<!--\n",
            "--> </summary>\n",
            "<pre>\n",
            "- <pre>\n",
            "- [#](#a)\n",
            "* [#](#b)\n",
            "- [#]( #b)\n",
            "<h3>T\n",
            "t</h3>\n",
            "- \U0001f525 ~~[S](https://s.org)~~ \\\n",
        )
    ),
    max_size=5,
)


@st.composite
def edited_items(draw: st.DrawFn) -> tuple[str, ...]:
    """A section of items mostly, and what it becomes."""
    plain = [f"- [{at}](https://a.org/{at})\n" for at in range(draw(st.integers(2, 9)))]
    at = draw(st.integers(0, len(plain)))
    here = ["# P\n", "## A\n", *plain[:at], *draw(items), *plain[at:], *draw(st.just([]) | items)]
    after = draw(st.sampled_from(([], ["## B\n", "- [B](https://b.org)\n"], ["B\n", "===\n"])))
    texts = ["".join((*here, *after))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(2, len(here)))
        to = draw(st.integers(at, min(len(here), at + 2)))
        here = [*here[:at], *draw(items), *here[to:]]
        texts.append("".join((*here, *after)))
    return tuple(texts)


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


@given(edited_texts() | edited_items(), dialects)
@example(("## A\n- [X](https://x.org)\n", "## A\n"), "llmsys")
@example(("# P\n## A", "# P\n## A# B\n"), "llmsys")
@example(
    ("# P\n## A\n- [X](https://x.org)", "# P\n## A\n- [X](https://x.org) | OSDI' 24"), "llmsys"
)
@example(("# Top\n# Top\n## A\n", "# Top\n# Top\n### A\n"), "llmsys")
@example(("---\n## A\n## B\n", "---\n## A\n---\n## B\n"), "llmsys")
@example(
    (
        "# P\n## A\n- [X](https://x.org)\n## See also\n- [q]( #a)\n",
        "# P\n## A\n- [X](https://x.org)\n## See also\n- [q]( #a)\n- [r]( #a)\n",
    ),
    "llmsys",
)
@example(
    (
        "## T\n- [2](https://a.org/2)\n<h3>T\n- [1](https://a.org/1)\n- [3](https://a.org/3)\n",
        "## T\n- [2](https://a.org/2)\n<h3>T\n- [1](https://a.org/1)\nt</h3>\n",
    ),
    "llmsys",
)
def test_a_page_read_again_is_the_page_read_anew(texts: tuple[str, ...], dialect: str) -> None:
    page = parse(texts[0], dialect)
    for text in texts[1:]:
        page = parse(text, dialect, page)
        assert page == parse(text, dialect)


@given(made_lists(), dialects, st.data())
def test_a_list_read_again_is_the_list_read_anew(
    made: MadeList, dialect: str, data: st.DataObject
) -> None:
    some = made.text.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(some)))
    new = data.draw(st.sampled_from((*LINES, *HEADINGS)))
    text = "".join((*some[:at], new, *some[at + data.draw(st.integers(0, 1)) :]))
    assert parse(text, dialect, parse(made.text, dialect)) == parse(text, dialect)


def entry_of(page: Document, title: str) -> object:
    return next(one for one in page.entries if one.title == title)


def read_again(before: Document, text: str) -> Document:
    after = parse(text, before=before)
    assert after == parse(text)
    return after


def test_of_plain_items_nothing_is_read_but_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [f"- [Item {at}](https://a.org/{at}): words\n" for at in range(40)]
    page = f"# Page\n\n## A\n{''.join(items)}\n## B\n- [Last](https://b.org)\n"
    read: list[str] = []
    real = Reader.read

    def counted(self: Reader) -> Document:
        read.append(self.text)
        return real(self)

    monkeypatch.setattr(Reader, "read", counted)
    before = parse(page)
    for at, new in (
        (20, "- [New](https://n.org)\n"),
        (30, "- [New <sub>2</sub>](https://n.org)\n"),
        (39, "- new\n"),
        (0, "words\n"),
        (7, ""),
    ):
        text = page.replace(items[at], items[at] + new if new else "")
        read.clear()
        after = parse(text, before=before)
        (again,) = read
        assert len(again) < 5 * len(items[20])
        assert after == parse(text)
        assert all(map(is_, after.entries[: max(0, at - 1)], before.entries))


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
