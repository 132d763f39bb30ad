"""The texts of a pull request: what is in them, and what no paper can put there."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.listing.conservation import Comparison
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.errors import InvalidArgument
from llmsys_mcp.services import proposal
from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.proposal import Row, body, branch_name, check_title, message, subject
from llmsys_mcp.services.revisions import compare_views
from repositories import LIST

HOSTILE = "Thanks @octocat fixes #1 [skip ci] GH-7"


def comparison(after: str, before: str = LIST) -> Comparison:
    catalog = Catalog(Home(Path("/none"), "README.md"), index_folder=None, bundled_rules="")
    views = [catalog.view_of({"README.md": text.encode()}.get) for text in (before, after)]
    assert views[0] is not None
    assert views[1] is not None
    return compare_views(views[0], views[1])[0]


def entry(title: str = "New", url: str = "https://example.org/new") -> str:
    return f"- [{title}]({url}): Words\n"


def listed(title: str, url: str = "https://example.org/x", section: str = "Serving") -> Listed:
    found = comparison(f"{LIST}\n## {section}\n{entry('T')}").added[0]
    return found._replace(entry=found.entry._replace(title=title, url=url))


MOVED = LIST.replace("\n## Serving", "").replace("- [Delta]", "\n## Serving\n- [Delta]")
ALPHA, BETA, *_ = (f"{line}\n" for line in LIST.split("\n") if line.startswith("- "))

SUBJECTS = [
    pytest.param(LIST + entry(), "Add 1 entry to Serving", id="one"),
    pytest.param(
        (LIST + entry() + entry("Other", "https://example.org/o")).replace(
            ALPHA, ALPHA + entry("Third", "https://example.org/3")
        ),
        "Add 3 entries to Training and Serving",
        id="two sections",
    ),
    pytest.param(
        LIST + "".join(f"\n## S{n}\n{entry(f'N{n}', f'https://e.org/{n}')}" for n in range(3)),
        "Add 3 entries to 3 sections",
        id="three sections",
    ),
    pytest.param(
        f"{LIST}\n## {'Long ' * 20}\n{entry()}", "Add 1 entry to 1 section", id="a long name"
    ),
    pytest.param(f"{LIST}\n## 🔥\n{entry()}", "Add 1 entry to 1 section", id="a name of signs"),
    pytest.param(LIST.replace("OSDI' 24", "OSDI 24"), "Edit 1 entry in Training", id="edited"),
    pytest.param(LIST.replace(ALPHA, ""), "Remove 1 entry from Training", id="removed"),
    pytest.param(LIST.replace(ALPHA, "") + ALPHA, "Move 1 entry to Serving", id="moved"),
    pytest.param(
        LIST.replace("OSDI' 24", "OSDI 24").replace(BETA, "") + entry(),
        "Add 1, edit 1 and remove 1 entry",
        id="several things",
    ),
    pytest.param(f"Words.\n{LIST}", "Edit the text around the entries", id="nothing"),
]


@pytest.mark.parametrize(("after", "told"), SUBJECTS)
def test_the_subject_counts_and_names_sections(after: str, told: str) -> None:
    found = comparison(after)
    assert subject(found) == told
    assert message(found).split("\n")[:2] == [told, ""]
    assert re.fullmatch(r"papers/[a-z0-9-]+", branch_name(found, [after.encode()]))


def test_the_message_names_sections_and_the_sum() -> None:
    found = comparison(LIST.replace(ALPHA, "") + entry() + entry("O", "https://example.org/o"))
    assert message(found) == (
        "Add 2 and remove 1 entry\n"
        "\n"
        "- Serving: 2 added\n"
        "- Training: 1 removed\n"
        "\n"
        "6 entries before, 7 after: 2 added, 1 lost.\n"
    )
    assert message(found, "My words").startswith("My words\n\n- Serving: 2 added\n")


def test_the_branch_is_named_after_what_changed_and_how() -> None:
    found = comparison(LIST + entry())
    one, two = branch_name(found, [b"a", b"b"]), branch_name(found, [b"ab", b""])
    assert one.startswith("papers/add-1-entry-")
    assert one != two
    assert one == branch_name(found, [b"a", b"b"])
    assert branch_name(comparison(f"x\n{LIST}"), [b"a"]).startswith("papers/edit-entries-")


NO_EFFECT = re.compile(r"@\w|#\d|gh-\d|\[|\]|\*\*|://|^[A-Z][A-Za-z-]+: ", re.IGNORECASE | re.M)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(LIST + entry(HOSTILE), id="title"),
        pytest.param(f"{LIST}\n## {HOSTILE}\n{entry()}", id="section"),
        pytest.param(f"{LIST}\n## Signed-off-by: x@y.org\n{entry()}", id="trailer"),
        pytest.param(f"{LIST}\n## skip-checks: true ***NO_CI***\n{entry()}", id="checks"),
    ],
)
def test_no_text_of_the_list_has_an_effect(after: str) -> None:
    found = comparison(after)
    for text in (subject(found), message(found), branch_name(found, [b""])):
        assert not NO_EFFECT.search(text), text
        assert "octocat" not in text or "@octocat" not in text
    assert HOSTILE not in message(found)


@pytest.mark.parametrize(
    "title",
    [
        "Thanks @octocat",
        "Fixes #1",
        "fixes GH-12",
        "Closes https://github.com/o/r/issues/1",
        "Add [skip ci]",
        "Add [ci skip]",
        "Add [no ci]",
        "Add [skip actions]",
        "Add ***NO_CI***",
        "skip-checks: true",
    ],
)
def test_a_title_with_an_effect_is_refused(title: str) -> None:
    with pytest.raises(InvalidArgument, match="title: '"):
        check_title(title)


@pytest.mark.parametrize(
    "title", ["", "Add 3 entries to LLM serving", "C# and 50 % of @ signs", "Fix [links]", "GH"]
)
def test_other_titles_are_fine(title: str) -> None:
    check_title(title)


# --- the body ---------------------------------------------------------------------------------


def cells(text: str) -> list[list[str]]:
    """The table's cells as GitHub renders them."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    page = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [re.findall(r"<t[dh]>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]


def test_the_body_has_the_sum_and_one_row_for_each_entry() -> None:
    found = comparison(LIST.replace(ALPHA, "") + entry())
    (new,), (old,) = found.added, found.removed
    rows = [Row("lost", old), Row("added", new, None, "near `others`", "new", "fine")]
    text = body(found, rows, ["README.md 3: LL101"], ["The clone is shallow."])
    assert text.startswith("6 entries before, 6 after: 1 added, 1 lost.\n\n| Change | Paper |")
    assert "No hooks, filters, drivers or signing programs were run" in text
    assert "\n- `README.md 3: LL101`\n" in text
    assert "\n- The clone is shallow.\n" in text
    head, one, two = cells(text)
    assert len(head) == len(one) == len(two) == 6
    assert two == [
        "added",
        "<code>New</code>",
        '<a href="https://example.org/new">https://example.org/new</a>',
        "<code>Serving</code>: <code>near `others`</code>",
        "<code>new</code>",
        "<code>fine</code>",
    ]


def test_a_move_shows_both_sections() -> None:
    (pair,) = comparison(LIST.replace(ALPHA, "") + ALPHA).moved
    text = body(comparison(LIST), [Row("moved", pair.after, pair.before)], [], [])
    assert cells(text)[1][3] == "<code>Training</code> → <code>Serving</code>"
    assert "### Lint findings on the touched lines\n\nNone.\n" in text


@pytest.mark.parametrize(
    "title",
    [
        HOSTILE,
        "a | b",
        "`code` and ``more``",
        "```",
        "`",
        "ends with \\",
        "\\| and \\\\|",
        "<script>alert(1)</script>",
        "</td></tr></table>",
        "**bold** [link](https://x.org)",
        "&amp; &#124;",
    ],
)
def test_a_title_is_shown_as_it_is_and_does_nothing(title: str) -> None:
    text = body(comparison(LIST), [Row("added", listed(title))], [], [])
    assert html.unescape(cells(text)[1][1]) == f"<code>{title}</code>"


@given(st.text("ab|`\\ @#<&*[]()!~_-é\u202e\x1b", max_size=30))
def test_no_title_leaves_its_cell(title: str) -> None:
    text = body(comparison(LIST), [Row("added", listed(title), None, title, title, title)], [], [])
    head, row = cells(text)
    assert len(head) == len(row) == 6
    shown = re.sub(r"<code>.*?</code>", "", "".join(row), flags=re.DOTALL)
    assert shown.rstrip(": ") == ('added<a href="https://example.org/x">https://example.org/x</a>')


@pytest.mark.parametrize(
    ("url", "rendered"),
    [
        ("https://example.org/a", '<a href="https://example.org/a">https://example.org/a</a>'),
        ("javascript:alert(1)", "<code>javascript:alert(1)</code>"),
        ("https://github.com/o/r/issues/1", "<code>https://github.com/o/r/issues/1</code>"),
        ("https://github.com/o/r/pull/1", "<code>https://github.com/o/r/pull/1</code>"),
        ("https://github.com/o/r", '<a href="https://github.com/o/r">https://github.com/o/r</a>'),
        ("https://a.org/x|y", "<code>https://a.org/x|y</code>"),
        ("", ""),
    ],
)
def test_a_link_is_a_link_when_it_may_be_followed(url: str, rendered: str) -> None:
    text = body(comparison(LIST), [Row("added", listed("T", url))], [], [])
    assert cells(text)[1][2] == rendered


def test_a_long_body_is_cut_and_says_so() -> None:
    row = Row("added", listed("x" * 500), None, "y" * 500, "z" * 500, "w" * 500)
    found = comparison(LIST)
    whole = [body(found, [row] * n, ["f"] * n, []) for n in (1, 149, 1000)]
    assert all(len(text) <= proposal.BODY_MOST for text in whole)
    shown = [len(cells(text)) - 1 for text in whole]
    assert shown == [1, 43, 43]
    assert f"\n\n{1000 - 43} more changes of entries are not shown here.\n" in whole[2]


def test_notes_alone_may_be_long() -> None:
    assert len(body(comparison(LIST), [], [], ["x" * 70_000])) > proposal.BODY_MOST
