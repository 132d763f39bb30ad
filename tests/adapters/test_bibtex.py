"""BibTeX as people paste it, and what only looks like it."""

import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.adapters.bibtex import BIBTEX_LIMIT, read_bibtex


def one(body: str) -> dict[str, str]:
    """Fields of the only entry."""
    (entry,) = read_bibtex(f"@misc{{key, {body}}}")
    return dict(entry.fields)


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        pytest.param("title={Relay}", "title", "Relay", id="braces"),
        pytest.param('title="Relay"', "title", "Relay", id="quotes"),
        pytest.param("year=2026", "year", "2026", id="bare number"),
        pytest.param("TITLE={Relay}", "title", "Relay", id="name in capitals"),
        pytest.param("title={{R}elay for {LLM}s}", "title", "Relay for LLMs", id="kept capitals"),
        pytest.param("title={Relay\n    Race}", "title", "Relay Race", id="two lines"),
        pytest.param(r"title={G{\"o}del and \v{S}}", "title", "Gödel and Š", id="accents"),
        pytest.param(r"title={A \& B at 5\%}", "title", "A & B at 5%", id="escapes"),
        pytest.param(r"title={$\lambda$Relay}", "title", "λRelay", id="mathematics"),
        pytest.param(r"title={\emph{Relay} \texttt{x}}", "title", "Relay x", id="faces"),
        pytest.param("title={100% sure}", "title", "100% sure", id="percent sign"),
        pytest.param(r"title={\sys: a relay}", "title", r"\sys: a relay", id="command of its own"),
        pytest.param(r"url={https://a.org/b\_c%20d~e}", "url", "https://a.org/b_c%20d~e", id="url"),
        pytest.param(
            r"howpublished={\url{https://a.org/b}}", "howpublished", "https://a.org/b", id="wrapped"
        ),
        pytest.param("title={Old}, title={New}", "title", "New", id="given twice"),
    ],
)
def test_a_value_is_what_a_reader_sees(body: str, name: str, value: str) -> None:
    assert one(body) == {name: value}


def test_entries_of_one_key_are_all_read() -> None:
    entries = read_bibtex("@misc{a, title={One}}\nwords\n@ARTICLE{a, title={Two}}")
    assert [(entry.kind, entry.key, entry.fields["title"]) for entry in entries] == [
        ("misc", "a", "One"),
        ("article", "a", "Two"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("@maintainer please add", id="mention"),
        pytest.param("@misc{a, title={open", id="unclosed"),
        pytest.param('@string{osdi = "OSDI"}', id="string"),
        pytest.param("@comment{a, title={x}}", id="comment"),
        pytest.param("{" * BIBTEX_LIMIT, id="braces alone"),
    ],
)
def test_what_is_no_entry_is_left_alone(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert read_bibtex(text) == ()
    assert not caplog.records


def test_a_value_that_cannot_be_read_takes_nothing_else_with_it() -> None:
    assert one(r"title={Relay}, note={\href{https://a.org}{b}}") == {"title": "Relay"}


@given(st.text(alphabet='@{}\\",=#$% \nabmiscx', max_size=200))
def test_it_never_raises(text: str) -> None:
    for entry in read_bibtex(f"@misc{{{text}"):
        assert all("\n" not in value for value in entry.fields.values())


def test_the_library_waits_until_bibtex_is_seen() -> None:
    code = "import llmsys_mcp.adapters.bibtex, sys; print('bibtexparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
