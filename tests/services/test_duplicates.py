"""Whether a paper is listed: the judgement, and the words it is told in. All papers are made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.sameness.wording import Wording, read_wording
from llmsys_mcp.services import duplicates
from llmsys_mcp.services.duplicates import DuplicateIndex, Match, Verdict

LIST = """\
# Papers
## Training
- [Heron](https://arxiv.org/abs/2406.00606): Multimodal Training Across Uneven Islands | SC' 24
- [Halcyon](https://arxiv.org/abs/2301.00011): Removing Clock Drift from Pipeline Schedules
- [Curlew: Elastic Sharding of Optimizer States](https://arxiv.org/abs/2302.00012v3)
- [Curlew](https://curlew.example/paper.pdf): Elastic Sharding of Optimizer States
- Hot Swapping of Parallel Plans for Long Training Runs | SOSP' 24
- [LedgerSave](https://arxiv.org/abs/2303.00013): A Unified Snapshot Store for LLM Development
- [Basalt: Tracing Silent Stalls in Collective Rings](https://conf.example/2025/program.html)
- [Gneiss: Placement of Experts by Query Temperature](https://conf.example/2025/program.html)
- [Paper Title TBD](https://arxiv.org/abs/2304.00014)

## Serving
- [Marrowserve](https://arxiv.org/abs/2401.00101): Elastic Batching of Speculative Requests
- [M-LoRA](https://arxiv.org/abs/2402.00202): Serving Hundreds of Concurrent Prefix Trees
- [Cedar](https://doi.org/10.1145/3627703.3650083): Lossless Session Migration for Spot Instances
- [QuillAttention2](https://arxiv.org/abs/2403.00303): Exact Four-Bit Attention with Outlier Folding
- [Ferrite2.5 Technical Report](https://arxiv.org/abs/2405.00505) – (May 2024)
- [Every Byte Has Its Price](https://arxiv.org/abs/2407.00707): Accounting for cache memory
- [Sparse Ladders](https://arxiv.org/abs/2408.00808): SLD: Skipping Rungs in Deep Decoder Stacks
- [Osprey](https://arxiv.org/abs/2409.00909): Fair Queues for Prompt Traffic
- [Kestrel](https://arxiv.org/abs/2409.00909): Warm Starts of Diffusion Pipelines on Edge Boards
- [Wharf Bench Training Suite](https://wharf.example/training)
- [Tidepool](https://tidepool.example/): A Shared Store of Adapter Weights
- [Loom](https://pages.example/publications): Weaving Kernels from Tensor Threads

## Frameworks
- [Lantern](https://github.com/example/lantern) | Example Lab
- [TinFoil](https://github.com/example/tinfoil)
- [PondWeed](https://pondweed.example/docs)
- [EelGrass](https://arxiv.org/abs/2410.01010)
- [Heron](https://github.com/example/heron): Multimodal Training Across Uneven Islands
"""


def listed(text: str) -> tuple[Listed, ...]:
    return PaperList((Page("README.md", parse(text)),)).entries


INDEX = DuplicateIndex(listed(LIST))


def told(verdict: Verdict) -> list[tuple[str, str]]:
    """(title of the entry, relation) of each match."""
    return [(match.listed.entry.title, match.relation) for match in verdict.matches]


def test_the_list_is_read_as_meant() -> None:
    assert len(INDEX.entries) == LIST.count("\n- ")


@pytest.mark.parametrize(
    ("title", "url", "relation"),
    [
        pytest.param("", "https://arxiv.org/pdf/2301.00011v2.pdf", "same-id", id="pdf link"),
        pytest.param("", "http://www.arxiv.org/abs/2301.00011", "same-id", id="www link"),
        pytest.param("", "arXiv:2301.00011", "same-id", id="bare number"),
        pytest.param("2301.00011", "", "same-id", id="number for a title"),
        pytest.param("https://arxiv.org/abs/2301.00011", "", "same-id", id="link for a title"),
        pytest.param("TBD", "https://arxiv.org/abs/2301.00011", "same-id", id="no title yet"),
        pytest.param(
            "Removing Clock Drift in Pipelines",
            "https://arxiv.org/abs/2301.00011",
            "same-id",
            id="renamed under one number",
        ),
        pytest.param(
            "Every Schedule Tells with Halcyon",
            "https://arxiv.org/abs/2301.00011",
            "same-id",
            id="named at the end under one number",
        ),
        pytest.param(
            "Halcyon: Removing Clock Drift from Pipeline Schedules", "", "same-title", id="title"
        ),
        pytest.param(
            "(SC'24) **HALCYON** – removing clock-drift from pipeline schedules. [pdf](https://x.y)",
            "",
            "same-title",
            id="pasted",
        ),
        pytest.param(
            "- [Halcyon](https://arxiv.org/abs/2301.00011): Removing Clock Drift from Pipeline "
            "Schedules | OSDI' 23",
            "",
            "same-id",
            id="a whole entry for a title",
        ),
        pytest.param(
            "Halcyon: Removing Clock Drift from Pipeline Schedules",
            "[https://arxiv.org/abs/2301.00011](https://arxiv.org/abs/2301.00011))[Clocks]",
            "same-id",
            id="mangled link",
        ),
        pytest.param(
            "Halcyon: Removing Clock Drift from Pipeline Schedules",
            "https://halcyon.example/paper.pdf",
            "same-title",
            id="another link",
        ),
    ],
)
def test_the_same_paper_is_a_duplicate(title: str, url: str, relation: str) -> None:
    verdict = INDEX.check(title, url)
    assert (verdict.verdict, told(verdict)) == ("duplicate", [("Halcyon", relation)])
    assert verdict.matches[0].score == 1.0


@pytest.mark.parametrize(
    ("title", "url", "found"),
    [
        pytest.param(
            "Hot swapping of parallel plans for long training runs",
            "",
            "Hot Swapping",
            id="no link",
        ),
        pytest.param("Every Byte Has Its Price", "", "Every Byte", id="link text is the title"),
        pytest.param(
            "SLD: Skipping Rungs in Deep Decoder Stacks",
            "",
            "Sparse",
            id="description is the title",
        ),
        pytest.param("What Is It?", "arxiv.org/abs/2304.00014", "Paper", id="listed without title"),
        pytest.param("", "https://doi.org/10.1145/3627703.3650083", "Cedar", id="DOI"),
        pytest.param("", "https://dl.acm.org/doi/pdf/10.1145/3627703.3650083", "Cedar", id="ACM"),
        pytest.param("", "https://github.com/Example/Lantern.git", "Lantern", id="project"),
        pytest.param("Lantern", "https://github.com/example/lantern", "Lantern", id="by its name"),
        pytest.param("", "http://www.wharf.example/training/", "Wharf", id="page"),
        pytest.param("Tidepool", "https://tidepool.example", "Tidepool", id="site of that name"),
    ],
)
def test_every_way_to_recognise_a_paper(title: str, url: str, found: str) -> None:
    verdict = INDEX.check(title, url)
    assert verdict.verdict == "duplicate"
    assert verdict.matches[0].listed.entry.title.startswith(found)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        pytest.param("Removing Clock Drift from Pipeline Schedules", "Halcyon", id="name dropped"),
        pytest.param(
            "Tarn: Hot Swapping of Parallel Plans for Long Training Runs", "Hot", id="name added"
        ),
        pytest.param(
            "Tarn: Removing Clock Drift from Pipeline Schedules", "Halcyon", id="other name"
        ),
        pytest.param("Cancelling Clock Drift in Pipeline Schedules", "Halcyon", id="one word"),
        pytest.param(
            "Removing Clock Drift from Pipeline Schedules with Halcyon", "Halcyon", id="name behind"
        ),
        pytest.param(
            "Halcyon: Pipeline Schedules Free from Clock Drift", "Halcyon", id="words reordered"
        ),
        pytest.param("Halcyon: Pipeline Schedules Without Clocks", "Halcyon", id="new subtitle"),
        pytest.param(
            "MLoRA: Scalable Serving of Concurrent Prefix Forests", "M-LoRA", id="name respelt"
        ),
        pytest.param(
            "LSV: A Unified Snapshot Store for Large Foundation Model Development",
            "LedgerSave",
            id="short form of the name, phrase spelt out",
        ),
        pytest.param(
            "Halcyon: Removing Clock Drift from Pipeline Schedules of Large Models",
            "Halcyon",
            id="longer",
        ),
        pytest.param("Halcyon removing clock drift", "Halcyon", id="its beginning, no colon"),
        pytest.param("M-LoRA serving hundreds of", "M-LoRA", id="its first words"),
        pytest.param("Marrow-Serve: Elastic Re-batching of Requests", "Marrow", id="both"),
        pytest.param("Every Bite Has Its Price: Accounting for Cache", "Every", id="misspelt"),
    ],
)
def test_a_renamed_paper_is_possible(title: str, found: str) -> None:
    verdict = INDEX.check(title)
    assert verdict.verdict == "possible"
    best = verdict.matches[0]
    assert (best.relation, best.score >= 0.5) == ("renamed", True)
    assert best.listed.entry.title.startswith(found)


def test_why_a_beginning_is_a_match() -> None:
    best = INDEX.check("Halcyon removing clock drift").matches[0]
    assert best.reason.startswith(
        "both begin with “Halcyon” and go on alike; both say: removing, clock, drift; only the list"
    )


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Otter: Streaming Tokens over Lossy Radio Links", id="nothing in common"),
        pytest.param("Efficient Training of Large Language Models", id="only common words"),
        pytest.param("QuillAttention: Exact Eight-Bit Attention", id="earlier version"),
        pytest.param("QuillAttention2++: Exact Four-Bit Attention, Faster", id="next version"),
        pytest.param("QuillAttention 3: Exact Two-Bit Attention", id="version after a space"),
        pytest.param("Ferrite 3 Technical Report", id="next report"),
        pytest.param("Ferrite2.5-VL Technical Report", id="sibling report"),
        pytest.param("Granite Technical Report", id="other report"),
        pytest.param("Wharf Bench Inference Suite", id="the other half of the field"),
        pytest.param("Lossless Session Migration for Cold Archives", id="half of the words"),
        pytest.param("Osprey Feathers and the Aerodynamics of Quiet Rotors", id="name in passing"),
        pytest.param("", id="nothing"),
        pytest.param("TBD", id="no title"),
        pytest.param("***", id="no letter"),
    ],
)
def test_another_paper_is_new(title: str) -> None:
    assert INDEX.check(title) == Verdict("new", ())


def test_a_paper_known_by_what_it_builds_on_is_possible() -> None:
    text = "# L\n## S\n- [tarn](https://x.example/tarn): Quick Answers with PebbleCache\n"
    verdict = DuplicateIndex(listed(text)).check("Storing Quick Answers with PebbleCache")
    assert (verdict.verdict, told(verdict)) == ("possible", [("tarn", "renamed")])


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        pytest.param("Cedar: Growing Decision Forests in Hardware", "new", id="common word"),
        pytest.param("CEDAR: Growing Decision Forests in Hardware", "new", id="capitals"),
        pytest.param("Lantern: Night Vision Models", "new", id="bare project, common word"),
        pytest.param("LedgerSave: Auditing Payment Rails", "possible", id="made-up word"),
        pytest.param("LEDGERSAVE: Auditing Payment Rails", "possible", id="made up by its listing"),
        pytest.param("Lantern", "possible", id="a name that is all the list tells"),
        pytest.param("TinFoil: Shielding Radios", "new", id="project of a made-up name"),
        pytest.param("PondWeed: Growing Sea Grass", "new", id="project's own pages"),
        pytest.param("EelGrass: Growing Pond Weed", "possible", id="listed by its name alone"),
        pytest.param("Cedar", "possible", id="nothing but the name"),
    ],
)
def test_another_paper_of_the_same_name_is_told(title: str, verdict: str) -> None:
    answer = INDEX.check(title)
    assert answer.verdict == verdict
    assert [match.relation for match in answer.matches] == ["same-name"]
    assert (answer.matches[0].score >= 0.5) == (verdict == "possible")


@pytest.mark.parametrize(
    ("title", "url", "entry"),
    [
        pytest.param(
            "Otter: Streaming Tokens over Lossy Radio Links",
            "https://arxiv.org/abs/2301.00011",
            "Halcyon",
            id="number",
        ),
        pytest.param(
            "QuillAttention2++: Exact Four-Bit Attention with Outlier Folding",
            "https://arxiv.org/abs/2403.00303",
            "QuillAttention2",
            id="number of an earlier version",
        ),
        pytest.param(
            "Ferrite2.5-VL Technical Report",
            "https://arxiv.org/abs/2405.00505",
            "Ferrite2.5 Technical Report",
            id="number of a sibling",
        ),
        pytest.param(
            "Otter: Streaming Tokens over Lossy Radio Links",
            "https://wharf.example/training",
            "Wharf Bench Training Suite",
            id="page",
        ),
        pytest.param(
            "Wick: Dimming Idle Accelerators",
            "https://github.com/example/lantern",
            "Lantern",
            id="project",
        ),
        pytest.param(
            "Training with Lantern", "https://github.com/example/lantern", "Lantern", id="its user"
        ),
    ],
)
def test_a_link_of_another_title_is_possible(title: str, url: str, entry: str) -> None:
    verdict = INDEX.check(title, url)
    assert (verdict.verdict, told(verdict)) == ("possible", [(entry, "wrong-link")])


def test_a_link_of_one_paper_and_the_title_of_another_tell_both() -> None:
    verdict = INDEX.check("Every Byte Has Its Price", "https://arxiv.org/abs/2301.00011")
    assert verdict.verdict == "duplicate"
    assert told(verdict) == [("Every Byte Has Its Price", "same-title"), ("Halcyon", "wrong-link")]


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("", "https://conf.example/2025/program.html"),
        (
            "Otter: Streaming Tokens over Lossy Radio Links",
            "https://conf.example/2025/program.html",
        ),
        ("", "https://pages.example/publications"),
        ("Otter: Streaming Tokens over Lossy Radio Links", "https://tidepool.example/"),
    ],
    ids=["many papers", "many papers, new title", "a list of papers", "a site"],
)
def test_a_page_of_many_papers_proves_nothing(title: str, url: str) -> None:
    assert INDEX.check(title, url) == Verdict("new", ())


def test_a_paper_in_two_sections_is_told_with_both() -> None:
    verdict = INDEX.check("Heron: Multimodal Training Across Uneven Islands")
    assert verdict.verdict == "duplicate"
    assert told(verdict) == [("Heron", "same-title"), ("Heron", "cross-list")]
    assert verdict.matches[1].reason.startswith("listed again in another section: same title")


def test_a_paper_twice_in_one_section_is_no_cross_list() -> None:
    verdict = INDEX.check("Curlew: Elastic Sharding of Optimizer States")
    assert [match.relation for match in verdict.matches] == ["same-title", "same-title"]


def test_a_number_with_two_titles_asked_without_title_tells_the_doubt() -> None:
    verdict = INDEX.check(url="https://arxiv.org/abs/2409.00909")
    assert told(verdict) == [("Osprey", "same-id"), ("Kestrel", "wrong-link")]


@pytest.mark.parametrize(
    ("title", "url", "reason"),
    [
        pytest.param(
            "", "arxiv.org/abs/2301.00011", "same arXiv id 2301.00011 (line 4)", id="number"
        ),
        pytest.param(
            "", "https://wharf.example/training", "same link “wharf.example/training” (line 23)",
            id="page",
        ),
        pytest.param(
            "Every Byte Has Its Price", "", "same title, word for word (line 19)", id="title"
        ),
        pytest.param(
            "Cancelling Clock Drift in Pipeline Schedules",
            "",
            "named “Halcyon” in the list's; both say: clock, drift, pipeline, schedules; "
            "only yours: cancelling; only the list's: removing (line 4)",
            id="renamed",
        ),
        pytest.param(
            "Osprey: Catching Fish", "",
            "same name “Osprey”; only yours: catching, fish; "
            "only the list's: fair, queues, prompt, traffic (line 21)",
            id="same name",
        ),
        pytest.param(
            "Otter: Streaming Tokens over Lossy Radio Links",
            "https://arxiv.org/abs/2407.00707",
            "the list has this arXiv id 2407.00707 under another title, “Every Byte Has Its Price: "
            "Accounting for cache memory” (line 19)",
            id="wrong link",
        ),
    ],
)  # fmt: skip
def test_each_match_says_why(title: str, url: str, reason: str) -> None:
    assert INDEX.check(title, url).matches[0].reason == reason


def test_what_an_earlier_index_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = listed(LIST)
    new = entries[1]
    earlier = DuplicateIndex([one for one in entries if one is not new])
    earlier.check("Anything at All")
    read: list[str] = []

    def counted(title: str) -> Wording:
        read.append(title)
        return read_wording(title)

    monkeypatch.setattr(duplicates, "read_wording", counted)
    later = DuplicateIndex(entries, earlier)
    assert later.check(new.entry.full_title).matches[0].listed == new
    assert set(read) == {new.entry.full_title, new.entry.description}
    for one in entries:
        asked = one.entry.full_title
        assert later.check(asked) == INDEX.check(asked)


def test_a_reason_holds_no_control_characters_and_is_short() -> None:
    title = "Zor\u202eblax: " + " ".join(f"Word{at}" for at in range(40))
    entries = listed(f"# L\n## S\n- [{title}](https://arxiv.org/abs/2401.00001)\n")
    index = DuplicateIndex(entries)
    for asked, url in (("Other: Things", "https://arxiv.org/abs/2401.00001"), ("Zorblax: A B", "")):
        match = index.check(asked, url).matches[0]
        assert match.reason.isprintable()
        assert len(match.reason) < 300


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("Lessons from Sailing 1,200 Paper Ships", "possible"),
        ("Lessons from Sailing 9000 Paper Boats", "new"),
        ("Lessons from Sailing Paper Boats", "possible"),
    ],
    ids=["same number", "other number", "no number"],
)
def test_numbers_that_differ_are_told_apart(title: str, verdict: str) -> None:
    text = "# L\n## S\n- [Lessons from Sailing 1200 Paper Boats](https://x.example/boats)\n"
    assert DuplicateIndex(listed(text)).check(title).verdict == verdict


def test_a_few_words_of_a_link_are_no_whole_title() -> None:
    text = "# L\n## S\n- [Rust Never Sleeps](https://x.example/rust): Corrosion of Cached Weights\n"
    assert DuplicateIndex(listed(text)).check("Rust Never Sleeps").verdict != "duplicate"


def test_a_title_of_empty_words_is_known_under_its_link() -> None:
    text = "# L\n## S\n- [What Is It All About?](https://arxiv.org/abs/2401.00001)\n"
    verdict = DuplicateIndex(listed(text)).check("What is it all about", "arXiv:2401.00001")
    assert verdict.verdict == "duplicate"


def test_the_likeliest_match_is_told_first() -> None:
    text = (
        "# L\n## S\n- [Draining Old Canals with Fewer Wooden Locks](https://x.example/a)\n"
        "- [Draining Canals with Fewer Locks](https://x.example/b)\n"
    )
    verdict = DuplicateIndex(listed(text)).check("Carp: Draining Canals with Fewer Locks")
    assert [match.listed.entry.line for match in verdict.matches] == [4, 3]
    assert verdict.matches[0].score > verdict.matches[1].score


def test_no_more_than_ten_matches_are_told() -> None:
    lines = [f"- [Cedar: Topic{at} of Nothing{at}](https://x.example/{at})" for at in range(30)]
    index = DuplicateIndex(listed("# L\n## S\n" + "\n".join(lines)))
    assert len(index.check("Cedar: Entirely Different").matches) == 10


def test_a_short_list_does_not_take_common_words_for_rare_ones() -> None:
    text = "# L\n## S\n- [Efficient Inference of Large Language Models](https://x.example/a)\n"
    index = DuplicateIndex(listed(text))
    assert index.check("Efficient Serving of Large Language Models").verdict == "new"


def test_an_empty_list_knows_nothing() -> None:
    index = DuplicateIndex(())
    assert index.check("Cedar: A Title", "https://arxiv.org/abs/2301.00011") == Verdict("new", ())
    assert index.pairs() == ()


# --- pairs inside the list -----------------------------------------------------------------------


def test_pairs_names_every_paper_listed_twice() -> None:
    pairs = [(p.first.entry.line, p.second.entry.line, p.relation) for p in INDEX.pairs()]
    assert pairs == [
        (3, 32, "cross-list"),
        (5, 6, "same-title"),
        (21, 22, "wrong-link"),
    ]


def test_pairs_tells_likely_renamings_by_line() -> None:
    text = (
        "# L\n## S\n- [Halcyon](https://arxiv.org/abs/2301.00011): Removing Clock Drift from "
        "Pipeline Schedules\n- [Cancelling Clock Drift in Pipeline Schedules](https://x.example/a)\n"
    )
    (pair,) = DuplicateIndex(listed(text)).pairs()
    assert (pair.relation, 0.5 <= pair.score < 1) == ("renamed", True)
    assert "only line 3: removing; only line 4: cancelling" in pair.reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "- [On Serving Many Models](https://x.example/a): With Queues of Prompts\n"
            "- [On Serving Many Models](https://x.example/b): Beneath Volcanic Craters\n",
            id="one beginning, two endings",
        ),
        pytest.param(
            "- [Cedar](https://x.example/a): Migrating Sessions\n"
            "- [Cedar](https://x.example/b): Growing Forests\n",
            id="one common name",
        ),
        pytest.param(
            "- [Basalt: Tracing Stalls](https://conf.example/list)\n"
            "- [Gneiss: Placing Experts](https://conf.example/list)\n",
            id="one page of many",
        ),
        pytest.param(
            "- [Basalt: Tracing Stalls](https://tide.example)\n"
            "- [Paper Title TBD](https://x.example/b)\n- [TBD](https://x.example/c)\n",
            id="no titles yet",
        ),
    ],
)
def test_pairs_leaves_other_papers_alone(text: str) -> None:
    assert DuplicateIndex(listed("# L\n## S\n" + text)).pairs() == ()


def test_pairs_takes_a_site_for_no_paper() -> None:
    text = "# L\n## S\n- [Basalt](https://tide.example)\n- [Basalt](https://tide.example)\n"
    assert [pair.relation for pair in DuplicateIndex(listed(text)).pairs()] == ["same-id"]


# --- properties -----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("Cedar", "M-LoRA", ":", " ", "(NSDI'24)", "**", "[", "](", ")", "|", "https://", "Œº"),
        *("Large Language Models", "2301.00011", "arxiv.org/abs/", "TBD", "2++", "\u202e", "Clock"),
    ]
)
TEXT = st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)


@given(title=TEXT, url=TEXT)
@settings(max_examples=150, deadline=None)
def test_any_text_gets_an_answer(title: str, url: str) -> None:
    verdict = INDEX.check(title, url)
    certain = any(m.relation in ("same-id", "same-title", "cross-list") for m in verdict.matches)
    assert certain == (verdict.verdict == "duplicate")
    assert all(0 <= match.score <= 1 for match in verdict.matches)
    if verdict.verdict != "duplicate":
        likely = any(match.score >= 0.5 for match in verdict.matches)
        assert likely == (verdict.verdict == "possible")


@given(st.sampled_from(INDEX.entries))
def test_every_entry_is_found_by_its_own_title_and_link(entry: Listed) -> None:
    if entry.entry.title.startswith("Paper Title"):
        return
    verdict = INDEX.check(entry.entry.full_title, entry.entry.url)
    assert entry in [match.listed for match in verdict.matches]
    if len(entry.entry.full_title.split()) > 2:
        assert verdict.verdict == "duplicate"


@given(st.sampled_from(INDEX.entries))
def test_a_list_without_an_entry_does_not_find_it(entry: Listed) -> None:
    others = [other for other in INDEX.entries if other != entry]
    found = DuplicateIndex(others).check(entry.entry.full_title, entry.entry.url)
    assert entry not in [match.listed for match in found.matches]


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize(
    "text",
    ["[a]" * 30_000, "(2024)" * 20_000, "x " * 50_000, "[](" * 30_000, "a:" * 50_000, "é" * 90_000],
    ids=["tags", "years", "words", "brackets", "colons", "letters"],
)
def test_long_input_is_answered_quickly(text: str) -> None:
    assert INDEX.check(text, text).verdict in ("new", "possible", "duplicate")


def test_matches_are_values() -> None:
    one, other = INDEX.check("Cedar: A B"), INDEX.check("Cedar: A B")
    assert one == other
    assert isinstance(one.matches[0], Match)
