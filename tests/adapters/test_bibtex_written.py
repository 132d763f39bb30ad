"""BibTeX that this program writes: read back the same, and safe for LaTeX, BibTeX and Liquid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.adapters.bibtex import BibEntry, read_bibtex, write_bibtex


def written(**fields: str) -> str:
    return write_bibtex([BibEntry("misc", "key", fields)])


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        pytest.param({"title": "A plain title"}, "title = {A plain title}", id="plain"),
        pytest.param(
            {"title": "DistServe: serving LLMs"},
            "title = { {DistServe:} serving {LLMs}}",
            id="case",
        ),
        pytest.param(
            {"title": "A & B at 5% of $3 #1 a_b"},
            r"title = {A \& B at 5\% of \$3 \#1 a\_b}",
            id="signs of LaTeX",
        ),
        pytest.param(
            {"title": r"{x} \y ~ ^"},
            r"title = {\textbraceleft{}x\textbraceright{} \textbackslash{}y \textasciitilde{} "
            r"\textasciicircum{}}",
            id="braces and commands",
        ),
        pytest.param({"title": "a -- b ''c''"}, "title = {a -{}- b '{}'c'{}'}", id="ligatures"),
        pytest.param({"title": "λScale – Déjà"}, "title = { {λScale} – Déjà}", id="other letters"),
        pytest.param({"author": "Meta, AI"}, "author = { {Meta, AI} }", id="one name"),
        pytest.param({"month": "may"}, "month = may", id="a month is a macro"),
        pytest.param(
            {"url": "https://a.org/x_y%20{z}~ b"},
            "url = {https://a.org/x_y%20%7Bz%7D~%20b}",
            id="a link as it is",
        ),
        pytest.param({"keywords": "KV Cache"}, "keywords = {KV Cache}", id="capitals that may go"),
        pytest.param({"howpublished": "arXiv' 25"}, "howpublished = {arXiv' 25}", id="no link"),
    ],
)
def test_a_value_is_written(fields: dict[str, str], line: str) -> None:
    assert written(**fields) == f"@misc{{key,\n  {line}\n}}\n"


def test_entries_stand_apart() -> None:
    text = write_bibtex([BibEntry("misc", "a", {"title": "A"}), BibEntry("book", "b", {})])
    assert text == "@misc{a,\n  title = {A}\n}\n\n@book{b,\n}\n"
    assert write_bibtex([]) == ""


titles = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), max_size=20)
words = st.lists(st.one_of(titles, st.sampled_from(("{{x}}", "{% y %}", "LLMs", "--", "``")))).map(
    lambda parts: " ".join(filter(None, parts))
)


@given(words)
def test_what_is_written_is_balanced_and_never_a_command_of_liquid(title: str) -> None:
    text = written(title=title, author=title, keywords=title)
    depth = 0
    for char in text:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert "{{" not in text
    assert "{%" not in text


@given(st.text("abcXYZ019 :-'&%$#_{}~^\\λé–", max_size=30).map(lambda t: " ".join(t.split())))
def test_what_is_written_is_read_back(title: str) -> None:
    (entry,) = read_bibtex(written(title=title, year="2024"))
    assert entry.fields.get("title", "") == title
    assert entry.fields["year"] == "2024"


def test_a_long_bibliography_is_read_when_asked_for() -> None:
    text = write_bibtex(BibEntry("misc", f"k{at}", {"title": "word " * 20}) for at in range(500))
    assert len(text) > 20_000
    assert len(read_bibtex(text)) < 500
    assert len(read_bibtex(text, len(text))) == 500
