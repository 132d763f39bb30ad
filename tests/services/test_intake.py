"""What becomes of pasted papers: added, listed already, asked about, left out."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from llmsys_mcp.core.intake import Pasted
from llmsys_mcp.core.writing.style import Draft
from llmsys_mcp.errors import InvalidArgument, UnknownSection
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.intake import ANOTHER, LEAVE, SAME, Checked, Item, judge, read_papers
from llmsys_mcp.services.intake_questions import SURE
from llmsys_mcp.services.view import View

LISTS = Path(__file__).parents[2] / "src" / "llmsys_mcp" / "lists"
BUNDLED = LISTS / "llmsys"
URL = "https://arxiv.org/abs/2601.11001"
NEXT = "https://arxiv.org/abs/2601.11002"
TITLE = "Tiered KV Cache Storage for Long-Context LLM Serving"
SERVING = "LLM Systems > Serving > LLM serving"
RENAMED = "Reducing Energy Bloat in Large Model Training"


@pytest.fixture(scope="module")
def view() -> View:
    return open_catalog(Settings(list_path=str(BUNDLED), index_dir="memory"), BUNDLED).current()


@pytest.fixture(scope="module")
def by_venue() -> View:
    folder = LISTS / "tju"
    return open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder).current()


def checked(papers: Iterable[Pasted]) -> list[Checked]:
    return [
        Checked(one, Draft(one.title, one.url, one.description, one.venue, one.organization))
        for one in papers
    ]


def judged(view: View, text: str, section: str = "", **answers: str) -> list[Item]:
    decided = {int(name.removeprefix("item")): answer for name, answer in answers.items()}
    return judge(view, checked(read_papers(text)), section, decided)


def test_a_new_paper_is_added_where_it_belongs_in_the_list_s_form(view: View) -> None:
    (item,) = judged(view, f"Shelf: {TITLE} {URL} (OSDI 2026)")
    assert (item.judgement, item.section) == ("add", SERVING)
    assert item.entry == f"- [Shelf]({URL}): {TITLE} | OSDI' 26"
    assert item.confidence > 0.5
    assert item.choices[0].section == SERVING


@pytest.mark.parametrize(
    ("text", "judgement", "about", "reason"),
    [
        pytest.param(URL, "ask", "paper", "What is its exact title?", id="no title"),
        pytest.param(f"- {TITLE}", "ask", "paper", "Which link does it have?", id="no link"),
        pytest.param(
            f"caching for slow clusters {URL}", "ask", "paper",
            "Is this its exact title? It was read as “caching for slow clusters”.", id="doubt",
        ),
        pytest.param(
            "https://sigops.org/s/conferences/sosp/2031/accepted.html", "ask", "paper",
            "This page lists papers", id="page of papers",
        ),
        pytest.param("@misc{a, title={x", "ask", "paper", "This BibTeX cannot", id="bad BibTeX"),
        pytest.param(f"{RENAMED} {URL}", "ask", "duplicate", "Is it the same paper", id="renamed"),
        pytest.param(
            f"{TITLE} https://arxiv.org/abs/2312.06902", "ask", "duplicate",
            "Which paper is meant?", id="link of another paper",
        ),
        pytest.param(
            f"MegaScale: Kernel Fusion for Sparse Attention on GPUs {URL}", "ask", "duplicate",
            "Is it another paper than the one of this name", id="name of another paper",
        ),
        pytest.param(
            "arXiv:2312.06902v3", "duplicate", "", "listed already: “Perseus (arxiv:2312.06902)”",
            id="listed number",
        ),
        pytest.param(
            f"Political Bias in Large Language Models {URL}", "ask", "subject",
            "Does it belong to this list?", id="maybe off subject",
        ),
        pytest.param(
            f"The Economic History of Rome {URL}", "skip", "subject",
            "outside the list's subject", id="off subject",
        ),
        pytest.param(
            "The Economic History of Rome https://github.com/a/rome", "ask", "subject",
            "Does it belong", id="off subject, but no paper",
        ),
        pytest.param("Thank you!", "skip", "", "no paper", id="said"),
    ],
)  # fmt: skip
def test_what_is_not_added_has_its_reason(
    view: View, text: str, judgement: str, about: str, reason: str
) -> None:
    (item,) = judged(view, text)
    assert (item.judgement, item.about) == (judgement, about)
    assert reason in item.reason
    assert not item.entry


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            f"caching with 向量 databases — “fast” or 'slow' ones {URL}",
            "“caching with 向量 databases — “fast” or 'slow' ones”", id="letters and quotes",
        ),
        pytest.param(
            f"caching for slow clusters {'that have little memory, ' * 4}and more {URL}",
            f"“caching for slow clusters {'that have little memory, ' * 4}and more”", id="long",
        ),
        pytest.param(
            f"@misc{{a, title={{A \\sys for serving}}, url={{{URL}}}}}",
            "“A \\sys for serving”", id="LaTeX",
        ),
        pytest.param(
            f"[{TITLE}]({URL}): Alice Smith, Bob Jönes", "“Alice Smith, Bob Jönes”", id="beside",
        ),
        pytest.param(
            f"[{TITLE}]({URL}) | OSDI' 26 | M\u200bIT: a \\| b",
            "“M\\u{200B}IT: a | b”", id="what nobody sees",
        ),
        pytest.param(
            f"[{TITLE}]({URL}) | OSDI' 26 | {'MIT: ' * 80}",
            f"“{('MIT: ' * 80)[:300]}…”", id="far too long",
        ),
    ],
)  # fmt: skip
def test_a_question_shows_a_text_as_it_is(view: View, text: str, shown: str) -> None:
    (paper,) = judged(view, text)
    assert shown in paper.reason


def test_a_paper_given_twice_is_a_duplicate_the_second_time(view: View) -> None:
    first, second, third = judged(view, f"{TITLE} {URL}\n{TITLE} {NEXT}\n{URL}")
    assert [item.judgement for item in (first, second, third)] == ["add", "duplicate", "duplicate"]
    assert "given above" in second.reason
    assert "line" not in second.reason


def test_a_paper_like_one_given_above_is_asked_about(view: View) -> None:
    text = f"Shelf: {TITLE} {URL}\nLong-Context LLM Serving with Tiered KV Cache Storage {NEXT}"
    first, second = judged(view, text)
    assert (first.judgement, second.judgement, second.about) == ("add", "ask", "duplicate")
    assert "“Shelf (arxiv:2601.11001)”, given above" in second.reason


def test_a_listed_paper_is_asked_about_before_a_mere_namesake_given_above(view: View) -> None:
    renamed = "Cedar: Scaling Large Language Model Training to More Than 10,000 GPUs"
    first, second = judged(view, f"Cedar: {TITLE} {URL}\n{renamed} {NEXT}")
    assert (first.judgement, second.judgement, second.about) == ("add", "ask", "duplicate")
    assert "MegaScale (arxiv:2402.15627)" in second.reason
    assert [match.listed.entry.title for match in second.matches] == ["MegaScale"]


def test_two_papers_of_one_subject_are_two_papers(view: View) -> None:
    text = f"{TITLE} {URL}\nPrefix-Aware Request Routing for LLM Serving Clusters {NEXT}"
    assert [item.judgement for item in judged(view, text)] == ["add", "add"]


def test_a_refused_text_is_left_out_and_a_refused_link_asked_for(view: View) -> None:
    pasted = Pasted(f"{TITLE} x", TITLE, "x")
    hostile = Checked(pasted, Draft("", ""), InvalidArgument("title", "it is bad.", "No."))
    unlinked = Checked(pasted, Draft(TITLE, ""), InvalidArgument("url", "it is bad.", "No."))
    first, second = judge(view, [hostile, unlinked])
    assert (first.judgement, first.reason) == (
        "skip",
        "not fit for the page: invalid-argument: title: it is bad. No.",
    )
    assert (second.judgement, second.reason) == ("ask", "Which link does it have? it is bad.")


def test_a_listed_paper_s_new_venue_is_told(view: View) -> None:
    bare = next(
        one for one in view.papers.entries if one.id.startswith("arxiv:") and not one.entry.venue
    )
    (item,) = judged(
        view, f"Title: {bare.entry.full_title}\nLink: {bare.entry.url}\nVenue: OSDI 26"
    )
    assert item.judgement == "duplicate"
    assert "it has no venue there, which could be “OSDI 26”" in item.reason


@pytest.mark.parametrize(
    ("text", "section", "reason"),
    [
        pytest.param(f"### Agent Systems\n- {TITLE} {URL}", "Agent Systems",
                     "pasted under a heading of this name", id="heading"),
        pytest.param(f"Title: {TITLE}\nLink: {URL}\nSection: Agent Systems", "Agent Systems",
                     "as it was said", id="field"),
        pytest.param(f"### Papers\n- {TITLE} {URL}", "LLM serving", "words:", id="other heading"),
        pytest.param(f"### Serving\n- {TITLE} {URL}", "LLM serving", "words:",
                     id="heading of two sections"),
        pytest.param(f"Title: {TITLE}\nLink: {URL}\nSection: Nowhere", "LLM serving", "words:",
                     id="field that names none"),
    ],
)  # fmt: skip
def test_a_section_that_was_said_is_taken(view: View, text: str, section: str, reason: str) -> None:
    item = judged(view, text)[-1]
    assert (item.judgement, item.section.rpartition(" > ")[2]) == ("add", section)
    assert reason in item.reason


def test_a_section_that_names_two_is_asked_about(view: View) -> None:
    (item,) = judged(view, f"Title: {TITLE}\nLink: {URL}\nSection: Serving")
    assert (item.judgement, item.about) == ("ask", "section")
    assert "'Serving' names 2 sections" in item.reason
    assert item.choices


def test_the_section_for_all_wins(view: View) -> None:
    (item,) = judged(view, f"The Economic History of Rome {URL}", "Agent Systems")
    assert (item.judgement, item.reason) == ("add", "as you said")
    assert item.section.endswith("Agent Systems")
    with pytest.raises(UnknownSection):
        judged(view, URL, "Nowhere")


def close_call(view: View, *, sure: bool) -> str:
    """A title that two sections want; `sure`: the better one by more than half."""
    for title in (
        "Fault-Tolerant Retrieval for Agents with Speculative Decoding",
        "Paged KV Cache Eviction for Disaggregated LLM Inference",
        "Elastic Multi-Modal Training and Serving of Agents on the Edge",
        "Quantized KV Caches for Disaggregated Serving",
        "Sparse Attention Kernels for LLM Serving",
    ):
        (item,) = judged(view, f"{title} {URL}")
        if item.about == "section" and (item.confidence >= SURE) is sure:
            return title
    raise AssertionError("the placement sees no such close call among these")


@pytest.mark.parametrize("sure", [False, True], ids=["below half", "above half"])
def test_a_close_call_is_asked_about_until_it_is_answered(view: View, sure: bool) -> None:
    title = close_call(view, sure=sure)
    (item,) = judged(view, f"{title} {URL}")
    first, second = item.choices[0].section, item.choices[1].section
    assert item.reason == f"Which section: “{first}” or “{second}”? It is a close call."
    assert item.confidence == item.choices[0].confidence
    (answered,) = judged(view, f"{title} {URL}", item0=second)
    assert (answered.judgement, answered.section) == ("add", second)
    (dropped,) = judged(view, f"{title} {URL}", item0=LEAVE)
    assert (dropped.judgement, dropped.reason) == ("skip", "left out, as the user said")


def test_a_possible_duplicate_is_asked_about_until_it_is_answered(view: View) -> None:
    (other,) = judged(view, f"{RENAMED} {URL}", item0=ANOTHER)
    (same,) = judged(view, f"{RENAMED} {URL}", item0=SAME)
    assert other.judgement == "add"
    assert same.judgement == "duplicate"
    assert "listed already: “Perseus" in same.reason
    (told,) = judged(view, f"{TITLE} {URL}", item0=SAME)
    assert (told.judgement, told.reason) == ("duplicate", "listed already, as the user said")


def test_a_section_that_two_pages_have_is_asked_about(tmp_path: Path) -> None:
    listed = "".join(f"- [Paper {n}](https://arxiv.org/abs/2401.0000{n}): Serving\n" for n in "123")
    (tmp_path / "README.md").write_text(f"# A\n\n[B](b.md)\n\n## Serving\n{listed}", "utf-8")
    (tmp_path / "b.md").write_text(f"# B\n\n## Serving\n{listed}".replace("2401", "2402"), "utf-8")
    catalog = open_catalog(Settings(list_path=str(tmp_path), index_dir="memory"), tmp_path)
    (item,) = judged(catalog.current(), f"{TITLE} {URL}")
    assert (item.judgement, item.about) == ("ask", "section")
    assert "names 2 sections" in item.reason


def test_a_list_without_sections_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Papers\n", "utf-8")
    catalog = open_catalog(Settings(list_path=str(tmp_path), index_dir="memory"), tmp_path)
    (item,) = judged(catalog.current(), f"{TITLE} {URL}")
    assert (item.judgement, item.reason) == ("ask", "Which section? The list has none to suggest.")


def test_a_title_that_the_rules_leave_nothing_of_is_asked_about(view: View) -> None:
    (item,) = judge(view, [Checked(Pasted("N/A:"), Draft("N/A:", URL))], "Agent Systems")
    assert (item.judgement, item.about) == ("ask", "paper")
    assert "stands for a title" in item.reason


@pytest.mark.parametrize("title", ["Paper Title TBD", "2601.99999", "N/A"])
def test_what_stands_for_a_title_is_none(view: View, title: str) -> None:
    given = Checked(Pasted(title), Draft(title, URL))
    (item,) = judge(view, [given], "Agent Systems")
    assert (item.judgement, item.about) == ("ask", "paper")
    assert "What is its exact title?" in item.reason


SPARSE = "Sparse Attention Quantization for KV Cache"


@pytest.mark.parametrize(
    ("venue", "section", "line"),
    [
        ("OSDI 2024", "OSDI 2024 > LLM Serving", f"* (OSDI'24) {SPARSE} [link]({URL})"),
        ("ACL 2025", "ACL 2025", f"* (ACL'25) {SPARSE} [link]({URL})"),  # adding makes it
    ],
)
def test_in_a_list_by_venues_a_paper_goes_to_its_own_venue(
    by_venue: View, venue: str, section: str, line: str
) -> None:
    (item,) = judge(by_venue, [Checked(Pasted(SPARSE, URL), Draft(SPARSE, URL, venue=venue))])
    assert (item.judgement, item.section, item.bucket, item.entry) == ("add", section, "", line)


def test_a_section_that_a_list_by_venues_would_make_can_be_named(by_venue: View) -> None:
    papers = [Checked(Pasted(SPARSE, URL), Draft(SPARSE, URL))]
    (named,) = judge(by_venue, papers, "ACL 2025")
    assert (named.judgement, named.section) == ("add", "ACL 2025")
    said = replace(papers[0], pasted=Pasted(SPARSE, URL, section="ACL 2025"))
    (item,) = judge(by_venue, [said])
    assert (item.judgement, item.section) == ("add", "ACL 2025")


def test_without_its_venue_no_paper_is_filed_under_one(by_venue: View) -> None:
    (item,) = judge(by_venue, [Checked(Pasted(SPARSE, URL), Draft(SPARSE, URL))])
    assert (item.judgement, item.about) == ("ask", "paper")
    assert item.reason.startswith("Of which venue and year is it? By its subject it would go to")
    assert item.choices


def test_a_section_of_no_venue_needs_none(by_venue: View) -> None:
    title = "Retrieval-Augmented Generation with Vector Databases"
    (item,) = judge(by_venue, [Checked(Pasted(title, URL), Draft(title, URL))])
    assert (item.judgement, item.section) == ("add", "Retrieval-Augmented Generation")
