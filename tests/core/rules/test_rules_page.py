"""The page: contents, headings, details, items, year groups, blanks, hidden characters, rules."""

import pytest

from core.rules.looking import findings, marked, mended

HEADINGS = """\
## Training

### Pre-training

### Post-training / RLHF

## Serving

### LLM serving

### Edge

## Courses
"""
ITEMS = """\
- [Training](#training)
  - [Pre-training](#pre-training)
  - [Post-training / RLHF](#post-training--rlhf)
- [Serving](#serving)
  - [LLM serving](#llm-serving)
  - [Edge](#edge)
- [Courses](#courses)
"""
ABOUT_CONTENTS = ("LL201", "LL202", "LL203", "LL204", "LL205")


def page(items: str, headings: str = HEADINGS, name: str = "Contents") -> str:
    return f"# Papers\n\n## {name}\n\n{items}\n{headings}"


@pytest.mark.parametrize(
    ("items", "found", "after"),
    [
        pytest.param(
            ITEMS.replace("  - [Edge](#edge)\n", ""), [("LL201", "### Edge")], ITEMS, id="missing"
        ),
        pytest.param(
            ITEMS.replace("- [Training](#training)\n", "", 1),
            [("LL201", "## Training")],
            ITEMS,
            id="first one missing",
        ),
        pytest.param(
            ITEMS.replace("  - [LLM serving](#llm-serving)\n  - [Edge](#edge)\n", ""),
            [],
            ITEMS.replace("  - [LLM serving](#llm-serving)\n  - [Edge](#edge)\n", ""),
            id="half of a level is left out on purpose",
        ),
        pytest.param(
            ITEMS.replace("#edge", "#the-edge"), [("LL202", "#the-edge")], ITEMS, id="dead"
        ),
        pytest.param(
            ITEMS.replace("#llm-serving", "#LLM-Serving"),
            [("LL202", "#LLM-Serving")],
            ITEMS,
            id="capitals in an anchor",
        ),
        pytest.param(
            ITEMS.replace(
                "[Post-training / RLHF](#post-training--rlhf)", "[RL](#post-training-rlhf)"
            ),
            [("LL202", "#post-training-rlhf")],
            ITEMS.replace("[Post-training / RLHF]", "[RL]"),
            id="signs in an anchor",
        ),
        pytest.param(
            ITEMS.replace(
                "[Post-training / RLHF](#post-training--rlhf)", "[Post-training](#post-training)"
            ),
            [("LL202", "#post-training")],
            ITEMS.replace("[Post-training / RLHF]", "[Post-training]"),
            id="heading grew",
        ),
        pytest.param(
            ITEMS.partition("  - [Pre")[0] + "  - [P](#p)\n",
            [("LL202", "#p")],
            ITEMS.partition("  - [Pre")[0] + "  - [P](#p)\n",
            id="two headings come near",
        ),
        pytest.param(
            ITEMS + "- [Blogs](#blogs)\n",
            [("LL202", "#blogs")],
            ITEMS + "- [Blogs](#blogs)\n",
            id="no heading comes near",
        ),
        pytest.param(
            ITEMS.replace("(#edge)", "(#llm-serving)"),
            [("LL204", "#llm-serving")],
            ITEMS,
            id="twice",
        ),
        pytest.param(
            ITEMS + "- [Edge](#edge)\n",
            [("LL204", "#edge")],
            ITEMS + "- [Edge](#edge)\n",
            id="twice, nothing else meant",
        ),
        pytest.param(
            ITEMS.replace("[Post-training / RLHF]", "[Post-training ? RLHF]"),
            [("LL205", "- [Post-training ? RLHF](#post-training--rlhf)")],
            ITEMS.replace("[Post-training / RLHF]", "[Post-training ? RLHF]"),
            id="another sign",
        ),
    ],
)
def test_contents_are_kept_in_step(items: str, found: list[tuple[str, str]], after: str) -> None:
    text = page(items)
    told = [(one.rule.id, one.span.of(text)) for one in findings(text, *ABOUT_CONTENTS)]
    assert told == found
    assert mended(text, *ABOUT_CONTENTS) == page(after)
    assert mended(text, *ABOUT_CONTENTS, unsafe=False) == text


@pytest.mark.parametrize(
    ("items", "headings"),
    [
        pytest.param(ITEMS, HEADINGS, id="all there"),
        pytest.param(
            ITEMS.replace("[LLM serving]", "[LLM Serving]").replace("[Pre-", "[Pre "),
            HEADINGS,
            id="capitals and hyphens are a matter of taste",
        ),
        pytest.param(ITEMS.replace("[Edge]", "[At the edge]"), HEADINGS, id="other words"),
        pytest.param(
            ITEMS + "- [Top](#papers)\n- [These](#contents)\n", HEADINGS, id="title and itself"
        ),
        pytest.param(
            ITEMS + "- [Here](#by-hand)\n", HEADINGS + '\n<a id="by-hand"></a>\n', id="by hand"
        ),
        pytest.param(
            ITEMS + "- [Tools](#tools)\n- [Two lines](#two-lines)\n",
            HEADINGS + "\n<h2>Tools</h2>\n\n<h2>\nTwo\nlines\n</h2>\n",
            id="headings in HTML",
        ),
        pytest.param(
            ITEMS + "- [Here](#here)\n- [There](#there)\n",
            HEADINGS + '\n<a name="here"></a>\n\n<h2 id=there><img src="a.png"></h2>\n',
            id="anchors of HTML",
        ),
        pytest.param(ITEMS + "- [Other page](other.md)\n", HEADINGS, id="another page"),
        pytest.param("Words only.\n", HEADINGS, id="contents without items"),
        pytest.param(
            ITEMS + "- [Training](#training-1)\n", HEADINGS + "\n## Training\n", id="twin anchors"
        ),
        pytest.param(
            "- [Training](#training)\n- [Serving](#serving)\n- [Courses](#courses)\n",
            HEADINGS,
            id="upper level only",
        ),
    ],
)
def test_contents_in_step_are_left_alone(items: str, headings: str) -> None:
    assert findings(page(items, headings), *ABOUT_CONTENTS) == []


@pytest.mark.parametrize("anchor", ["\ufe0f-tools", "%EF%B8%8F-tools", "%ef%b8%8f-tools"])
def test_the_selector_of_a_sign_belongs_to_its_anchor(anchor: str) -> None:
    items = f"- [⚙️ Tools](#{anchor})\n- [本 Books](#%E6%9C%AC-books)\n"
    assert findings(page(items, "## ⚙️ Tools\n\n## 本 Books\n")) == []


def test_a_heading_with_a_selector_is_linked_so_that_it_is_seen() -> None:
    before = page("- [⚙️ Tools](#-tools)\n", "## ⚙️ Tools\n")
    (found,) = findings(before)
    assert (found.rule.id, found.message) == ("LL202", "no heading has the anchor #-tools")
    assert mended(before) == page("- [⚙️ Tools](#%EF%B8%8F-tools)\n", "## ⚙️ Tools\n")


def test_a_bold_label_is_no_target() -> None:
    headings = HEADINGS + "\n- **Tools**\n  - [A](https://a.org)\n"
    (found,) = findings(page(ITEMS + "  - [Tools](#tools)\n", headings), *ABOUT_CONTENTS)
    assert (found.rule.id, found.message) == ("LL202", "a bold label has no anchor to lead to")


def test_items_out_of_order_are_found_and_sorted() -> None:
    serving = "- [Serving](#serving)\n  - [LLM serving](#llm-serving)\n  - [Edge](#edge)\n"
    text = page(serving + ITEMS.replace(serving, ""))
    told = [found.span.of(text) for found in findings(text, *ABOUT_CONTENTS)]
    assert told == [line.strip() for line in serving.splitlines()]
    assert mended(text, *ABOUT_CONTENTS) == page(ITEMS)


def test_items_that_have_no_place_are_not_sorted() -> None:
    text = page("- [Edge](#edge)\n- [Serving](#serving)\n- [Other](other.md)\n")
    (found,) = findings(text, "LL203")
    assert found.fix is None
    text = page("- [Edge](#edge)\n- [Serving](#serving)\n- [Edge again](#edge)\n")
    assert [found.fix for found in findings(text, "LL203")] == []


def test_contents_before_any_heading_count() -> None:
    text = f"# Papers\n\n{ITEMS.replace('(#edge)', '(#edges)')}\n{HEADINGS}"
    assert marked(text, *ABOUT_CONTENTS) == [(8, "#edges")]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        pytest.param("# A\n\n### B\n\n## C\n", "### B", id="one level left out"),
        pytest.param("## A\n\n##### B\n\n### C\n\n#### D\n", "##### B", id="two levels left out"),
    ],
)
def test_a_level_left_out_is_found(text: str, spot: str) -> None:
    assert [words for _, words in marked(text, "LL211")] == [spot]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# A\n\n## B\n\n### C\n\n## D\n", id="step by step"),
        pytest.param("# A\n\n### B\n\n### C\n", id="the page has no level 2"),
        pytest.param("### A\n\n## B\n\n### C\n", id="first heading"),
        pytest.param("<h1>A</h1>\n\n<h4>B</h4>\n\n## C\n\n### D\n", id="sizes in HTML"),
        pytest.param("", id="empty"),
    ],
)
def test_levels_in_order_are_left_alone(text: str) -> None:
    assert findings(text, "LL211") == []


def test_a_second_section_of_one_name_is_found() -> None:
    text = "## A\n\n### Edge\n\n### Phones\n\n### EDGE\n\n## B\n\n### Edge\n"
    assert marked(text, "LL212") == [(7, "### EDGE")]


def test_sections_without_letters_are_no_twins() -> None:
    assert findings("## A\n\n### 🚀\n\n### 🚀\n", "LL212") == []


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        pytest.param("<details>\n\nx\n", ["<details>"], id="open at the end"),
        pytest.param("x\n\n</details>\n", ["</details>"], id="closes nothing"),
        pytest.param(
            "<details>\n<summary>2024\n\n</details>\n", ["<summary>"], id="summary inside is open"
        ),
        pytest.param(
            "<details open>\n\n<details>\n\n</details>\n", ["<details open>"], id="outer one"
        ),
        pytest.param("- [A](https://a.org) <details>\n", ["<details>"], id="in an item"),
        pytest.param(
            "<details><summary><h2>A</h2></summary>\n", ["<details>"], id="around a heading"
        ),
    ],
)
def test_unbalanced_details_are_found(text: str, spots: list[str]) -> None:
    assert [words for _, words in marked(text, "LL213")] == spots


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary><b>2024</b></summary>\n\nx\n\n</details>\n",
        "<DETAILS OPEN><Summary>a</summary>\n\n</details>\n",
        "Write `<details>` there.\n",
        "```\n<details>\n```\n",
        "<!-- <details> -->\n",
        "<detailsx>\n",
    ],
)
def test_balanced_details_are_left_alone(text: str) -> None:
    assert findings(text, "LL213") == []


YEARS = """\
## Serving

<details open>
<summary><b>2025</b></summary>

{new}- [A](https://arxiv.org/abs/2501.00001): a

</details>

<details>
<summary><b>2024</b></summary>

- [B](https://arxiv.org/abs/2401.00002): b
{middle}
</details>

<details>
<summary><b>2023 and earlier</b></summary>

- [C](https://arxiv.org/abs/2301.00003): c
{old}
</details>
"""


def years(new: str = "", middle: str = "", old: str = "") -> str:
    lines = {"new": new, "middle": middle, "old": old}
    return YEARS.format(**{name: f"{line}\n" if line else "" for name, line in lines.items()})


X22 = "- [X](https://arxiv.org/abs/2201.00009): x"
X25 = "- [X](https://arxiv.org/abs/2506.00009): x"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(years(middle=X22), years(old=X22), id="too late a group"),
        pytest.param(years(new=X22), years(old=X22), id="two groups away"),
    ],
)
def test_an_entry_in_the_wrong_year_is_moved(before: str, after: str) -> None:
    assert [words for _, words in marked(before, "LL214")] == [X22]
    assert mended(before, "LL214", unsafe=False) == before
    assert mended(before, "LL214") == after


def test_an_entry_moves_to_the_end_of_its_group() -> None:
    before = years(old=X25)
    after = mended(before, "LL214")
    lines = after.split("\n")
    assert lines[lines.index("- [A](https://arxiv.org/abs/2501.00001): a") + 1] == X25
    assert sorted(lines) == sorted(before.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(years(new="- [X](https://arxiv.org/abs/2406.00009): x"), id="printed later"),
        pytest.param(
            years(new="- [X](https://arxiv.org/abs/2306.00009): x | OSDI' 25"), id="by its venue"
        ),
        pytest.param(
            years(middle="- [X](https://arxiv.org/abs/2406.00009): x | OSDI' 25"),
            id="by its preprint",
        ),
        pytest.param(years(middle="- [X](https://x.org/p): x"), id="no year is known"),
        pytest.param(years(old="- [X](https://x.org/p): x | OSDI' 07"), id="and earlier"),
        pytest.param("**2025**\n\n" + X22, id="a group in no section"),
        pytest.param(f"## S\n\n**2025**\n- **Label**\n  {X22}\n", id="a group around a label"),
    ],
)
def test_an_entry_in_a_year_of_its_own_stays(text: str) -> None:
    assert findings(text, "LL214") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "## S\n\n**2025**\n\n- [X](https://arxiv.org/abs/2201.00009): x\n", id="no such group"
        ),
        pytest.param(years(new=X22 + "\n  and more"), id="an item of several lines"),
        pytest.param(
            "## S\n\n**2022**\n\n- [B](https://arxiv.org/abs/2201.00001)\n\n**2025**\n\n" + X22,
            id="the page has no last line end",
        ),
    ],
)
def test_a_move_that_is_not_plain_is_left_to_people(text: str) -> None:
    (found,) = findings(text, "LL214")
    assert found.fix is None


ENTRIES = "- [A](https://a.org)\n- [B](https://b.org)\n"


def test_an_item_among_entries_that_is_none_is_found() -> None:
    assert marked(f"## S\n\n{ENTRIES}- Caches, and more\n", "LL215") == [(5, "- Caches, and more")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## How to\n\n- Read this\n- Then that\n", id="a section without entries"),
        pytest.param(f"## S\n\n{ENTRIES}- x\n- y\n- z\n", id="more items than entries"),
        pytest.param(f"## S\n\n{ENTRIES}  - a remark on B\n", id="below an entry"),
        pytest.param(f"## S\n\n{ENTRIES}  - one\n    - below it\n  - two\n", id="deeper"),
        pytest.param("- x\n", id="before any heading"),
        pytest.param(f"## S\n\n{ENTRIES}- [Code]()\n", id="told as a missing link"),
    ],
)
def test_other_items_are_left_alone(text: str) -> None:
    assert findings(text, "LL215") == []


DASHED = "".join(f"- [{name}](https://{name}.org) - About {name}.\n" for name in "abc")
HALF_READ = """\
- [Rho](./docs/rho.md) - About rho.
- [Ups]() - About ups.
- https://example.org/bare
- <https://example.org/angle> - About it.
- [Mail](mailto:a@example.org)
- words
"""


@pytest.mark.parametrize("sign", [" - ", ": "])
def test_items_that_are_not_read_are_told_in_either_form(sign: str) -> None:
    text = f"# T\n\n## S\n\n{DASHED}{HALF_READ}".replace(" - ", sign)
    told = [(one.rule.id, text.count("\n", 0, one.span.start) + 1) for one in findings(text)]
    unread = [("LL215", at) for at in (8, 10, 11, 12)]
    assert sorted(one for one in told if one[0] in ("LL117", "LL215")) == [("LL117", 9), *unread]


@pytest.mark.parametrize(
    "items",
    [
        pytest.param("- Tools\n  - [d](https://d.org) - D.\n", id="a label above others"),
        pytest.param("- [More](#more)\n- [Up](README.md#t)\n", id="places on this page"),
        pytest.param("- Words\n- and words\n" * 2, id="plain items"),
        pytest.param("- [![x](https://x.org/x.svg)](x)\n" * 4, id="badges"),
        pytest.param("\n## How to\n\n- [Read this](HOWTO.md)\n", id="in a section without entries"),
    ],
)
def test_items_that_are_meant_as_no_entries_are_left_alone_in_either_form(items: str) -> None:
    for entries in (DASHED, DASHED.replace(" - ", ": ")):
        assert findings(f"# T\n\n## S\n\n{entries}{items}", "LL215", "LL117") == []


def test_an_item_behind_a_paragraph_is_below_nothing() -> None:
    text = f"## S\n\n{ENTRIES}\nWords.\n\n  - Caches\n"
    assert marked(text, "LL215") == [(8, "- Caches")]


SIDES = "<<<<<<< HEAD\n- [C](https://c.org)\n=======\n- [D](https://d.org)\n>>>>>>> f\n"
BASED = SIDES.replace("=======", "||||||| base\n=======")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(f"## S\n\n{ENTRIES}{SIDES}", [5], id="two sides"),
        pytest.param(f"## S\n\n{ENTRIES}{BASED}\n{SIDES}", [5, 12], id="with the base, twice"),
        pytest.param(f"\ufeff{SIDES}\n## S\n\n{ENTRIES}", [1], id="behind a mark of order"),
        pytest.param(SIDES.replace("=======", "\n=======\n---"), [1], id="like a heading"),
        pytest.param(f"<<<<<<< gone\n{SIDES}", [2], id="a marker left over above"),
    ],
)
def test_both_sides_of_a_merge_are_found(text: str, lines: list[int]) -> None:
    assert [at for at, words in marked(text, "LL217") if "<<<<<<< HEAD" in words] == lines


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"## S\n\n{ENTRIES}\n```\n{SIDES}```\n", id="an example in a fence"),
        pytest.param(f"<!--\n{SIDES}-->\n\n## S\n\n{ENTRIES}", id="in a comment"),
        pytest.param("<<<<<<< HEAD\n- x\n=======\n- y\n", id="not to its end"),
        pytest.param("<<<<<<< HEAD\n- x\n>>>>>>> f\n", id="one side"),
        pytest.param("A heading\n=======\n\n>>>>>>> a quotation\n", id="a heading and a quote"),
        pytest.param(SIDES.replace("<<<<<<<", "- <<<<<<<"), id="in an item"),
    ],
)
def test_what_is_no_merge_is_left_alone(text: str) -> None:
    assert findings(text, "LL217") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("## A  \n", "## A\n", id="heading"),
        pytest.param("- [A](https://a.org) \n", "- [A](https://a.org)\n", id="item"),
        pytest.param("words\t\n", "words\n", id="tab"),
        pytest.param("a\n \t \nb\n", "a\n\nb\n", id="blank line"),
        pytest.param("a  ", "a", id="end of the page"),
        pytest.param("a \r\nb\r\n", "a\r\nb\r\n", id="one blank before a CRLF"),
        pytest.param(
            "- [A](https://a.org)  \n\nb\n", "- [A](https://a.org)\n\nb\n", id="item ends"
        ),
    ],
)
def test_blanks_at_the_end_of_a_line_go(before: str, after: str) -> None:
    assert findings(before, "LL221")
    assert mended(before, "LL221", unsafe=False) == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a  \nb\n", id="a line break"),
        pytest.param("- [A](https://a.org)  \n  more\n", id="a line break in an item"),
        pytest.param("```\na  \n```\n", id="code"),
        pytest.param("<!-- a  \n b -->\n", id="comment"),
        pytest.param("a\nb\n\n", id="nothing"),
        pytest.param("", id="empty"),
    ],
)
def test_blanks_that_mean_something_stay(text: str) -> None:
    assert findings(text, "LL221") == []


@pytest.mark.parametrize(
    ("char", "told"),
    [
        pytest.param("\u200b", "U+200B (ZERO WIDTH SPACE) is an invisible character", id="zero"),
        pytest.param(
            "\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE) is a text direction control", id="b"
        ),
        pytest.param("\x1b", "U+001B is a control character", id="escape"),
        pytest.param("\ufeff", "U+FEFF (ZERO WIDTH NO-BREAK SPACE) is an invisible", id="bom amid"),
        pytest.param("\u2028", "U+2028 (LINE SEPARATOR) is a line separator", id="line separator"),
        pytest.param("\r", "U+000D is a control character", id="carriage return"),
    ],
)
def test_a_hidden_character_is_found_and_removed(char: str, told: str) -> None:
    text = f"## S\n\n- [A{char}B](https://a.org)\n"
    (found,) = findings(text, "LL222")
    assert found.message.startswith(told)
    assert found.span.of(text) == char
    assert mended(text, "LL222", unsafe=False) == text
    assert mended(text, "LL222") == "## S\n\n- [AB](https://a.org)\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff## S\n", id="byte order mark"),
        pytest.param("👩\u200d💻 team ❤️\n", id="emoji"),
        pytest.param("می\u200cخواهم\n", id="joiner in Persian"),
        pytest.param("See [these](#\ufe0f-tools) and [those](#a\ufe0f).\n", id="anchors"),
        pytest.param("a\tb\u00a0c – é 漢 ≤\n", id="visible"),
        pytest.param("a\r\nb\r\n", id="CRLF"),
    ],
)
def test_characters_that_are_seen_or_do_their_work_stay(text: str) -> None:
    assert findings(text, "LL222") == []


def test_a_selector_is_looked_for_in_as_long_an_anchor_as_there_may_be() -> None:
    assert findings(f"See [these](#{'a' * 200}\ufe0f).\n", "LL222") == []
    assert len(findings(f"See [these](#{'a' * 201}\ufe0f).\n", "LL222")) == 1


@pytest.mark.parametrize("text", ["[a\ufe0f](#a)\n", "[a](#a) (\ufe0f)\n", "[a](b#\ufe0f)\n"])
def test_a_selector_elsewhere_is_found(text: str) -> None:
    assert [words for _, words in marked(text, "LL222")] == ["\ufe0f"]


@pytest.mark.parametrize("text", ["a\u200db\n", "\u200dé\n", "é\u200d\n"])
def test_a_joiner_that_joins_nothing_is_found(text: str) -> None:
    assert [words for _, words in marked(text, "LL222")] == ["\u200d"]


SECTIONS = "## Training\n\n### Pre-training\n\n### Fine-tuning\n\n## Serving\n\n## Survey Paper\n"


@pytest.mark.parametrize(
    ("rules", "spots"),
    [
        pytest.param(
            "- **Training**: a\n- **Serving**: b\n- **Surveys**: c\n", ["Surveys"], id="l"
        ),
        pytest.param("## 1. Training\n## 2. Serving\n## 3. **Surveys**\n", ["Surveys"], id="h"),
        pytest.param("1. Papers on bits → `### Quantization` section\n", ["Quantization"], id="a"),
        pytest.param("- a → `### Serving`\n- b -> `#### RL`\n", ["RL"], id="arrows in items"),
        pytest.param(
            "## Training\n- **Pre-training**\n- **Fine-tuning**: x\n- **RL:** y\n", ["RL"], id="c"
        ),
    ],
)
def test_a_section_that_only_the_rules_have_is_found(rules: str, spots: list[str]) -> None:
    found = findings(SECTIONS, "LL231", guidelines=rules)
    assert [one.span.of(rules) for one in found] == spots
    assert {one.file for one in found} == {"CLAUDE.md"}


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param("- **Training**: a\n- **serving**: b\n", id="all there, in any case"),
        pytest.param("- **Links**: a\n- **Titles**: b\n- **Serving**: c\n", id="other labels"),
        pytest.param("- **Links**: a\n- **Serving**: c\n", id="a label by chance"),
        pytest.param("## Rules\n\n## Training\n\n## Format\n\n## Links\n", id="other headings"),
        pytest.param("1. **Training**: a\n2. **Serving**: b\n3. **Links**: c\n", id="steps"),
        pytest.param("```\n- x → `### Nowhere`\n```\n", id="in code"),
        pytest.param("Write `### Nowhere` where you like.\n", id="no arrow"),
        pytest.param("a → b → c\n", id="arrows elsewhere"),
        pytest.param("", id="empty"),
    ],
)
def test_what_the_rules_say_otherwise_is_no_section(rules: str) -> None:
    assert findings(SECTIONS, "LL231", guidelines=rules or " ") == []


def test_a_name_with_markup_inside_is_marked_with_its_line() -> None:
    rules = "## Training\n## Serving\n## Sur*vey*s\n"
    (found,) = findings(SECTIONS, "LL231", guidelines=rules)
    assert found.span.of(rules) == "## Sur*vey*s"
    assert "nearest: “Survey Paper”" in found.message
