"""An accepted add is exactly one more list item and one more link in the rendered page.

The oracle is cmark-gfm, which renders GitHub's Markdown, with raw HTML on.
"""

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.settings import Settings

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
SECTION = "Agent Systems"


def rendered(text: str) -> Counter[str]:
    """How often each tag occurs in the rendered page."""
    html = github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return Counter(found[1] + found[2].lower() for found in TAG.finditer(html))


def check_add(folder: Path, arguments: dict[str, Any]) -> bool:
    """Add on a fresh copy; check what the oracle sees. False when the add was refused."""
    page = folder / "README.md"
    before = page.read_text("utf-8")
    operations = Operations(
        open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
    )
    try:
        result = operations.add_entry(**arguments)
    except ListError as error:
        assert page.read_text("utf-8") == before
        assert len(str(error)) <= 1000
        assert str(error).isprintable()
        return False
    after = page.read_text("utf-8")
    stored = operations.get_entry(result["id"])["url"]
    page.write_text(before, encoding="utf-8")
    lines = after.split("\n")
    assert lines.pop(result["line"] - 1) == result["entry"]
    assert "\n".join(lines) == before
    grown = rendered(after)
    grown.subtract(rendered(before))
    assert {tag: n for tag, n in grown.items() if n} == {"li": 1, "/li": 1, "a": 1, "/a": 1}
    alone = github_flavored_markdown_to_html(result["entry"], options=Options.CMARK_OPT_UNSAFE)
    link = re.search(r'<a href="([^"]*)">(.*?)</a>', alone)
    assert link is not None
    assert unescape(link[1]) == stored
    return True


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A short list, so that many examples stay quick."""
    (tmp_path / "README.md").write_text(
        "# T\n\n## Agent Systems\n- [A](https://example.org/a): x | OSDI' 24\n\n"
        "<details>\n<summary>notes</summary>\n\ntext\n\n</details>\n\n## B\n"
        "- [B](https://example.org/b)\n\n[agent]: https://example.org/ref\n",
        encoding="utf-8",
    )
    return tmp_path


TEXTS = st.one_of(
    st.text(min_size=1, max_size=40),
    st.text("abc 123 []()<>*_`~|\\!#&;:/.@$-+'\"{}=", min_size=1, max_size=30),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "</details>",
            "![x](https://example.org/t.png)",
            "a](https://example.org) [b",
            "[agent]: https://example.org",
            "``` x ```",
            "<!-- hide",
            "www.example.org and https://example.org/x",
            "[^1]: note",
            "- nested\\",
            "&lt;b&gt; &#93;",
            "1. one",
            "# heading",
            "~~gone~~",
            "[ ] todo",
        ]
    ),
)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.data())
def test_any_text_that_is_accepted_is_text_on_the_page(small: Path, data: st.DataObject) -> None:
    arguments = {
        "section": SECTION,
        "url": "https://example.org/new",
        "title": data.draw(TEXTS, "title"),
    }
    for name in ("description", "venue", "organization"):
        if data.draw(st.booleans(), f"with {name}"):
            arguments[name] = data.draw(TEXTS, name)
    check_add(small, arguments)


def test_the_oracle_accepts_plain_texts_and_awkward_ones(small: Path) -> None:
    for title in ("Plain", "a](https://example.org) [b", "<script>alert(1)</script>", "S-LoRA++"):
        assert check_add(
            small, {"section": SECTION, "url": "https://example.org/n", "title": title}
        )


def test_the_hostile_arguments_on_file_are_refused_or_harmless(
    shared: Path, checkout: Path
) -> None:
    text = (shared / "data" / "hostile.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    tried = 0
    for row in rows:
        if row["tool"] != "add_entry" or not {"section", "title", "url"} <= row["args"].keys():
            continue
        if set(row["args"]) - {"section", "title", "url", "description", "venue", "organization"}:
            continue
        if any(value is None for value in row["args"].values()):
            continue
        tried += 1
        assert check_add(checkout, row["args"]) == (row["expect"] != "error"), row["id"]
    assert tried > 80
