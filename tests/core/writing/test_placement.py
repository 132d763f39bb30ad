"""Where a new entry goes. In each case the lines marked `+` are what is added to the page."""

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import find_spot, parse
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.writing.placement import house_spot, line_end
from llmsys_mcp.core.writing.style import Draft
from rendered import render
from strategies import MadeList, made_lists, odd_texts

NEW = "- [new](https://n.org)"


def added(text: str, year: int | None, section: str = "A") -> tuple[str, Document]:
    """The page with a new entry of `year` in the section, and the page before."""
    document = parse(text)
    index = [s.title for s in document.sections].index(section)
    spot = find_spot(document, index, year)
    line = spot.style.write(Draft("new", "https://n.org")).line
    return apply_edits(text, [spot.edit(line)]), document


@dataclass(frozen=True)
class Case:
    year: int | None
    page: str
    bucket: str = ""
    section: str = "A"

    @property
    def before(self) -> str:
        return "".join(f"{li}\n" for li in self.page.split("\n")[1:-1] if not li.startswith("+"))

    @property
    def after(self) -> str:
        return "".join(f"{line.removeprefix('+')}\n" for line in self.page.split("\n")[1:-1])


CASES = {
    "end of the section": Case(
        2025,
        """
## A
- [a](https://a.org)
+- [new](https://n.org)

## B
- [b](https://b.org)
""",
    ),
    "end of the section, words behind the entries": Case(
        2025,
        """
## A
- [a](https://a.org)
- [b](https://b.org)
+- [new](https://n.org)

More is on the way.

---

## B
""",
    ),
    "before the sections below": Case(
        2025,
        """
## A
- [a](https://a.org)
+- [new](https://n.org)
### B
- [b](https://b.org)
""",
    ),
    "the marker of the section": Case(
        2025,
        """
## A
*   [a](https://a.org)
*   [b](https://b.org)
+*   [new](https://n.org)
## B
- [c](https://c.org)
""",
    ),
    "behind the lines that go on with the last entry": Case(
        2025,
        """
## A
- [a](https://a.org): one
  two
three
+- [new](https://n.org)

## B
""",
    ),
    "behind what is nested in the last entry": Case(
        2025,
        """
## A
- [a](https://a.org)
  - a note without a link
    - and one more

  A paragraph of it.
  ```bibtex
  @article{a}
  ```
+- [new](https://n.org)

Words.
""",
    ),
    "behind a comment in the last entry": Case(
        2025,
        """
## A
- [a](https://a.org)
  <!-- note
  more
  -->
+- [new](https://n.org)
<div></div>
""",
    ),
    "beside nested entries, not among them": Case(
        2025,
        """
## A
- [a](https://a.org)
  - [Code](https://c.org)
  - [Slides](https://s.org)
+- [new](https://n.org)
""",
    ),
    "an indented list": Case(
        2025,
        """
## A
   - [a](https://a.org)
   - [b](https://b.org)
+   - [new](https://n.org)
""",
    ),
    "a paragraph that is not the last entry's": Case(
        2025,
        """
## A
- [a](https://a.org)
+- [new](https://n.org)

 Words that do not belong to it.
""",
    ),
    "label": Case(
        2025,
        """
## A
- [a](https://a.org)
- **Label**
  - [b](https://b.org)
+  - [new](https://n.org)
- [c](https://c.org)
""",
        section="Label",
    ),
    "around a label": Case(
        2025,
        """
## A
- [a](https://a.org)
+- [new](https://n.org)
- **Label**
  - [b](https://b.org)
""",
    ),
    "behind a label, where the section goes on": Case(
        2025,
        """
## A
- **Label**
  - [b](https://b.org)
- [a](https://a.org)
+- [new](https://n.org)
""",
    ),
    "label without entries": Case(
        2025,
        """
## A
- **Label**
  - to be filled
+  - [new](https://n.org)
- [a](https://a.org)
""",
        section="Label",
    ),
    "label of labels": Case(
        2025,
        """
## A
- **Outer**
+  - [new](https://n.org)
  - **Inner**
    - [a](https://a.org)
""",
        section="Outer",
    ),
    "empty section": Case(
        2025,
        """
## A
+- [new](https://n.org)

## B
- [b](https://b.org)
""",
    ),
    "empty section, words under the heading": Case(
        2025,
        """
## A

What this section is about.
+- [new](https://n.org)

## B
""",
    ),
    "empty section, tags under the heading": Case(
        2025,
        """
## A
<a name="a"></a>
+
+- [new](https://n.org)

## B
""",
    ),
    "empty section, items that are no entries": Case(
        2025,
        """
## A

- to be filled
  later
+- [new](https://n.org)

## B
""",
    ),
    "empty section, a rule under the heading": Case(
        2025,
        """
## A
+- [new](https://n.org)
---
## B
""",
    ),
    "empty section, a rule behind the words": Case(
        2025,
        """
## A

Words.
+- [new](https://n.org)

---

## B
""",
    ),
    "empty section, a comment": Case(
        2025,
        """
## A
+- [new](https://n.org)
<!-- - [template](https://t.org) -->
## B
""",
    ),
    "empty section over sections": Case(
        2025,
        """
## A
+- [new](https://n.org)
### B
- [b](https://b.org)
""",
    ),
    "empty section with an underlined heading": Case(
        2025,
        """
A
---
+- [new](https://n.org)

B
---
""",
    ),
    "bucket of the year": Case(
        2024,
        """
## A

<details open>
<summary><b>2025</b></summary>

- [a](https://a.org)

</details>

<details>
<summary><b>2024</b></summary>

- [b](https://b.org)
+- [new](https://n.org)

</details>
""",
        "2024",
    ),
    "unknown year: the newest bucket": Case(
        None,
        """
## A

**2024**

- [b](https://b.org)

**2025**

- [a](https://a.org)
+- [new](https://n.org)
""",
        "2025",
    ),
    "bucket of several years": Case(
        2021,
        """
## A

**2024**
- [a](https://a.org)

**2020–2022**
- [b](https://b.org)
+- [new](https://n.org)
""",
        "2020–2022",
    ),
    "bucket for the years before": Case(
        2019,
        """
## A

**2024**
- [a](https://a.org)

**2023 and earlier**
- [b](https://b.org)
+- [new](https://n.org)
""",
        "2023 and earlier",
    ),
    "bucket for the years after": Case(
        2026,
        """
## A

**2025 and later**
- [a](https://a.org)
+- [new](https://n.org)

**2024**
- [b](https://b.org)
""",
        "2025 and later",
    ),
    "bucket as an item": Case(
        2025,
        """
## A
- **2025**
  - [a](https://a.org)
+  - [new](https://n.org)
- **2024**
  - [b](https://b.org)
""",
        "2025",
    ),
    "entries beside the buckets stay apart": Case(
        2025,
        """
## A
- [loose](https://l.org)

**2025**

- [a](https://a.org)
+- [new](https://n.org)
""",
        "2025",
    ),
    "empty bucket": Case(
        2025,
        """
## A
<details>
<summary>2025</summary>

+- [new](https://n.org)
</details>

<details>
<summary>2024</summary>

- [a](https://a.org)

</details>
""",
        "2025",
    ),
    "empty bucket without a blank line": Case(
        2025,
        """
## A
<details>
<summary>2025</summary>
+
+- [new](https://n.org)
</details>
""",
        "2025",
    ),
    "empty bucket, summary over several lines": Case(
        2025,
        """
## A
<details>
<summary>
2025
</summary>

+- [new](https://n.org)
</details>
""",
        "2025",
    ),
    "empty bold bucket": Case(
        2025,
        """
## A
**2025**

+- [new](https://n.org)

**2024**

- [a](https://a.org)
""",
        "2025",
    ),
    "empty bold bucket, nothing below": Case(
        2025,
        """
## A
**2025**
+- [new](https://n.org)
""",
        "2025",
    ),
    "empty bold bucket, a heading below": Case(
        2025,
        """
## A

**2025**
+- [new](https://n.org)

## B
""",
        "2025",
    ),
    "empty details without a blank line as model": Case(
        2026,
        """
## A
+<details>
+<summary>2026</summary>
+
+- [new](https://n.org)
+
+</details>
<details>
<summary>2025</summary>
</details>
""",
        "2026",
    ),
    "a year in a longer number is none": Case(
        2026,
        """
## A
+**2026 (12025)**
+- [new](https://n.org)
**2025 (12025)**
- [a](https://a.org)
""",
        "2026 (12025)",
    ),
    "empty bucket as an item": Case(
        2025,
        """
## A
- **2025**
+  - [new](https://n.org)
  - to be filled
- **2024**
  - [a](https://a.org)
""",
        "2025",
    ),
    "new newest bucket, open as the newest was": Case(
        2026,
        """
## A

+<details open>
+<summary><b>2026</b></summary>
+
+- [new](https://n.org)
+
+</details>
+
<details open>
<summary><b>2025</b></summary>

- [a](https://a.org)

</details>

<details>
<summary><b>2024</b></summary>

- [b](https://b.org)

</details>
""",
        "2026",
    ),
    "new newest bucket, all closed": Case(
        2026,
        """
## A
+<details>
+<summary>2026</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>2025</summary>

- [a](https://a.org)

</details>
""",
        "2026",
    ),
    "new bucket between, closed as the older is": Case(
        2024,
        """
## A

<details open>
<summary>2025</summary>

- [a](https://a.org)

</details>

+<details>
+<summary>2024</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>2023</summary>

- [b](https://b.org)

</details>
""",
        "2024",
    ),
    "new oldest bucket": Case(
        2023,
        """
## A

<details open>
<summary>2025</summary>

- [a](https://a.org)

</details>

<details>
<summary>2024</summary>

- [b](https://b.org)

</details>
+
+<details>
+<summary>2023</summary>
+
+- [new](https://n.org)
+
+</details>

Words.

## B
""",
        "2023",
    ),
    "new oldest bucket of one that is open: closed": Case(
        2023,
        """
## A

<details open="" class="x">
<summary>2025</summary>

- [a](https://a.org)

</details>
+
+<details class="x">
+<summary>2023</summary>
+
+- [new](https://n.org)
+
+</details>
""",
        "2023",
    ),
    "new newest bucket, bold over details": Case(
        2027,
        """
## A

+**2027**
+
+- [new](https://n.org)
+
**2026**

- [a](https://a.org)

<details>
<summary>2025</summary>

- [b](https://b.org)

</details>
""",
        "2027",
    ),
    "new bucket under a bold one, details as the older are": Case(
        2025,
        """
## A

**2026**

- [a](https://a.org)

+<details>
+<summary>2025</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>2024</summary>

- [b](https://b.org)

</details>
""",
        "2025",
    ),
    "new oldest bucket under bold and details": Case(
        2023,
        """
## A

**2026**

- [a](https://a.org)

<details>
<summary>2024</summary>

- [b](https://b.org)

</details>
+
+<details>
+<summary>2023</summary>
+
+- [new](https://n.org)
+
+</details>
""",
        "2023",
    ),
    "rising order: behind the older": Case(
        2025,
        """
## A

**2023**

- [a](https://a.org)

**2024**

- [b](https://b.org)
+
+**2025**
+
+- [new](https://n.org)

## B
""",
        "2025",
    ),
    "rising order: before the newer": Case(
        2022,
        """
## A

+**2022**
+
+- [new](https://n.org)
+
**2023**

- [a](https://a.org)

**2024**

- [b](https://b.org)
""",
        "2022",
    ),
    "no blank lines, bold": Case(
        2024,
        """
## A
**2025**
- [a](https://a.org)
+**2024**
+- [new](https://n.org)
**2023**
- [b](https://b.org)
""",
        "2024",
    ),
    "no blank lines, bold, oldest": Case(
        2022,
        """
## A
**2025**
- [a](https://a.org)
**2023**
- [b](https://b.org)
+**2022**
+- [new](https://n.org)
## B
""",
        "2022",
    ),
    "no blank lines, details": Case(
        2024,
        """
## A
<details><summary>2025</summary>
- [a](https://a.org)
</details>
+<details><summary>2024</summary>
+- [new](https://n.org)
+</details>
<details><summary>2023</summary>
- [b](https://b.org)
</details>
""",
        "2024",
    ),
    "one bold bucket under its heading": Case(
        2026,
        """
## A
+**2026**
+
+- [new](https://n.org)
+
**2025**

- [a](https://a.org)
""",
        "2026",
    ),
    "buckets as items": Case(
        2025,
        """
## A
- **2026**
  - [a](https://a.org)
+- **2025**
+  - [new](https://n.org)
- **2024**
  - [b](https://b.org)
""",
        "2025",
    ),
    "a label with words keeps its words": Case(
        2026,
        """
## A
+<details>
+<summary>📅 <b>Papers of 2026</b></summary>
+<br>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>📅 <b>Papers of 2025</b></summary>
<br>

- [a](https://a.org)
- [b](https://b.org)

</details>

<details>
<summary>📅 <b>Papers of 2024</b></summary>

- [c](https://c.org)

</details>
""",
        "📅 Papers of 2026",
    ),
    "a label of years before is no model where another is": Case(
        2024,
        """
## A

**2025**

- [a](https://a.org)

+**2024**
+
+- [new](https://n.org)
+
**2022 and earlier**

- [b](https://b.org)
""",
        "2024",
    ),
    "a label of years before as the only model": Case(
        2024,
        """
## A

+<details>
+<summary>2024</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>2022 and earlier</summary>

- [b](https://b.org)

</details>
""",
        "2024",
    ),
    "such a label with markup inside": Case(
        2024,
        """
## A

+<details>
+<summary>2024</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary><b>2022</b> and earlier</summary>

- [b](https://b.org)

</details>
""",
        "2024",
    ),
    "details on one line as model": Case(
        2026,
        """
## A
+<details><summary>2026</summary>
+
+- [new](https://n.org)
+
+</details>
<details><summary>2025</summary></details>
""",
        "2026",
    ),
    "details left open as model": Case(
        2026,
        """
## A
+<details>
+<summary>2026</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>2025</summary>

- [a](https://a.org)

## B
""",
        "2026",
    ),
    "empty bold bucket as model": Case(
        2026,
        """
## A
+**2026**
+
+- [new](https://n.org)
+
**2025**

## B
""",
        "2026",
    ),
    "what stands among the entries is not copied": Case(
        2026,
        """
## A

+<details>
+<summary>2026</summary>
+
+- [new](https://n.org)
+
+</details>
+
<details>
<summary>2025</summary>

Words on 2025.

- to be filled
- [a](https://a.org)

More words.

</details>
""",
        "2026",
    ),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_new_entry_is_put(case: Case, end: str) -> None:
    text, before = added(case.before.replace("\n", end), case.year, case.section)
    assert text == case.after.replace("\n", end)
    document = parse(text)
    (new,) = (entry for entry in document.entries if entry.title == "new")
    path = next(s.path for s in before.sections if s.title == case.section)
    assert (new.section, new.bucket) == (path, case.bucket)
    kept = [entry.raw for entry in document.entries if entry.title != "new"]
    assert kept == [entry.raw for entry in before.entries]


def test_the_case_of_an_empty_details_on_one_line() -> None:
    page = "## A\n<details><summary>2025</summary></details>\n\n## B\n"
    text, _ = added(page, 2025)
    assert text == f"## A\n<details><summary>2025</summary>\n\n{NEW}\n\n</details>\n\n## B\n"
    assert [entry.bucket for entry in parse(text).entries] == ["2025"]


@pytest.mark.parametrize(
    ("page", "year", "expected"),
    [
        pytest.param(
            "## A\n- [a](https://a.org)", 2025, f"## A\n- [a](https://a.org)\n{NEW}", id="entry"
        ),
        pytest.param("## A", 2025, f"## A\n{NEW}", id="heading"),
        pytest.param("## A\r\nWords", 2025, f"## A\r\nWords\r\n{NEW}", id="words, CRLF above"),
        pytest.param("## A\n**2025**", 2025, f"## A\n**2025**\n{NEW}", id="label"),
        pytest.param(
            "## A\n**2025**", 2026, f"## A\n**2026**\n{NEW}\n**2025**", id="label, new bucket"
        ),
        pytest.param(
            "## A\n<details>\n<summary>2025",
            2025,
            f"## A\n<details>\n<summary>2025\n\n{NEW}",
            id="summary left open",
        ),
        pytest.param(
            "## A\n<details>\n<summary>2025 and later",
            2024,
            "## A\n<details>\n<summary>2025 and later\n<details>\n<summary>2024\n"
            f"{NEW}\n\n</details>",
            id="summary left open, new bucket",
        ),
        pytest.param(
            "## A\n<details><summary>2025</summary>\n\n- [a](https://a.org)\n\n</details>",
            2024,
            "## A\n<details><summary>2025</summary>\n\n- [a](https://a.org)\n\n</details>\n\n"
            f"<details><summary>2024</summary>\n\n{NEW}\n\n</details>",
            id="new bucket at the end",
        ),
        pytest.param(
            "\ufeff- [a](https://a.org)\n## A\n- [b](https://b.org)",
            2025,
            f"\ufeff- [a](https://a.org)\n## A\n- [b](https://b.org)\n{NEW}",
            id="byte order mark",
        ),
    ],
)
def test_a_page_without_a_last_line_end_gets_none(page: str, year: int, expected: str) -> None:
    assert added(page, year)[0] == expected


def test_the_year_of_venue_and_link_decide_the_bucket() -> None:
    page = "## A\n**2025**\n- [a](https://a.org)\n**2024**\n- [b](https://b.org)\n"
    document = parse(page)
    for draft, bucket in (
        (Draft("x", "https://arxiv.org/abs/2412.00001"), "2024"),
        (Draft("x", "https://arxiv.org/abs/2412.00001", "", "NSDI' 25"), "2025"),
        (Draft("x", "https://www.usenix.org/conference/osdi24/presentation/x"), "2024"),
        (Draft("x", "https://x.org", "– Foo (May 2024)"), "2024"),
        (Draft("x", "https://x.org"), "2025"),
    ):
        assert find_spot(document, 0, draft.year).bucket == bucket


def test_a_new_bucket_is_told() -> None:
    document = parse("## A\n**2025**\n- [a](https://a.org)\n")
    assert find_spot(document, 0, 2026).new_bucket
    assert not find_spot(document, 0, 2025).new_bucket
    assert not find_spot(document, 0, None).new_bucket


@pytest.mark.parametrize(
    ("text", "offset", "end"),
    [
        ("a\nb", 0, "\n"),
        ("a\r\nb", 0, "\r\n"),
        ("a\r\nb", 3, "\r\n"),
        ("a\nb", 2, "\n"),
        ("a", 0, "\n"),
        ("", 0, "\n"),
        ("\nb", 1, "\n"),
        ("a\r\nb\nc", 3, "\n"),
    ],
)
def test_the_line_end_is_that_of_the_place(text: str, offset: int, end: str) -> None:
    assert line_end(text, offset) == end


# --- properties ----------------------------------------------------------------------------------

years = st.one_of(st.none(), st.integers(2017, 2028))


@given(made_lists(), years, st.data())
def test_in_any_list_the_new_entry_is_read_where_it_was_put(
    made: MadeList, year: int | None, data: st.DataObject
) -> None:
    before = parse(made.text)
    index = data.draw(st.integers(0, len(before.sections) - 1))
    section = before.sections[index]
    spot = find_spot(before, index, year)
    edit = spot.edit(spot.style.write(Draft("new entry!", "https://n.org")).line)
    text = apply_edits(made.text, [edit])
    after = parse(text)
    assert render(after) == text
    assert text[: edit.span.start] + text[edit.span.start + len(edit.new) :] == made.text
    (new,) = (entry for entry in after.entries if entry.title == "new entry!")
    assert (new.section, new.bucket) == (section.path, spot.bucket)
    others = [e for e in after.entries if e is not new]
    assert [(e.raw, e.section, e.bucket) for e in others] == [
        (e.raw, e.section, e.bucket) for e in before.entries
    ]
    assert [s.path for s in after.sections] == [s.path for s in before.sections]
    if section.buckets:
        labels = {b.label for s in after.sections if s.path == section.path for b in s.buckets}
        newest = max(max(b.years) for b in section.buckets)
        assert labels == {b.label for b in section.buckets} | {spot.bucket}
        assert spot.bucket == str(year or newest)


@given(made_lists(), years, st.data())
def test_an_addition_to_an_existing_group_is_one_line(
    made: MadeList, year: int | None, data: st.DataObject
) -> None:
    before = parse(made.text)
    index = data.draw(st.integers(0, len(before.sections) - 1))
    spot = find_spot(before, index, year)
    assume(not spot.new_bucket)
    text = apply_edits(made.text, [spot.edit(NEW)])
    before_lines, after_lines = (
        Counter(map(str.strip, page.split("\n"))) for page in (made.text, text)
    )
    assert after_lines - before_lines == Counter([NEW])
    assert not before_lines - after_lines
    assert text.count("\n") == made.text.count("\n") + 1


@given(odd_texts, years)
def test_in_any_text_every_section_has_a_spot_that_moves_nothing(
    text: str, year: int | None
) -> None:
    document = parse(text)
    for index in range(len(document.sections)):
        spot = house_spot(document, index, year)
        edit = spot.edit(NEW)
        new = apply_edits(text, [edit])
        assert new[: edit.span.start] + new[edit.span.start + len(edit.new) :] == text
        assert NEW in edit.new


LOOSE = """# T

## A

- [Now](https://example.org/now): x | OSDI' 26

<details>
<summary><b>2025</b></summary>

- [Then](https://example.org/then): x | OSDI' 25

</details>
"""


@pytest.mark.parametrize(
    ("year", "above"),
    [
        pytest.param(2026, "[Now]", id="newer than every group"),
        pytest.param(None, "[Now]", id="unknown"),
        pytest.param(2025, "[Then]", id="its own group"),
    ],
)
def test_where_the_newest_stand_outside_the_groups_so_does_a_new_one(
    year: int | None, above: str
) -> None:
    document = parse(LOOSE)
    spot = find_spot(document, 0, year)
    lines = apply_edits(LOOSE, [spot.edit("- [New](https://example.org/new)")]).split("\n")
    assert above in lines[lines.index("- [New](https://example.org/new)") - 1]
    assert not spot.new_bucket
