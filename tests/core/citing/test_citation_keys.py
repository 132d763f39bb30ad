"""Citation keys: made, read, and resolved against listed papers."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.citing.citations import Citations
from llmsys_mcp.core.citing.keys import Key, make_key, read_key, unique_keys
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.page.entry import Listed


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        pytest.param(("Relay: A Server", "OSDI 2026", ""), "relay-osdi26", id="name and venue"),
        pytest.param(("Relay: A Server", "OSDI' 26", ""), "relay-osdi26", id="venue in house form"),
        pytest.param(
            ("Relay: A Server", "", "https://arxiv.org/abs/2401.00001"),
            "relay-arxiv24",
            id="preprint",
        ),
        pytest.param(("Relay", "", "https://github.com/a/relay"), "relay", id="project"),
        pytest.param(
            ("Re-Lay++: A Server", "USENIX ATC' 24", ""), "relaypp-atc24", id="signs in the name"
        ),
        pytest.param(("λRelay: A Server", "SoCC 25", ""), "lambdarelay-socc25", id="Greek"),
        pytest.param(
            ("Fast Serving of Models with FastRelay", "SOSP 2025", ""),
            "fastrelay-sosp25",
            id="name at the end",
        ),
        pytest.param(
            ("Reducing the Cost of Large Models", "", "https://arxiv.org/abs/2301.00001"),
            "reducingcostlarge-arxiv23",
            id="first words that say something",
        ),
        pytest.param(("中文论文", "", ""), "paperdabdf0df", id="no letter that a key holds"),
        pytest.param(
            ("日本語", "OSDI 2024", ""), "papera80b52e5-osdi24", id="no such letter, a venue"
        ),
        pytest.param(
            ("日本語", "", "https://arxiv.org/abs/2401.00001"),
            "arxiv240100001-arxiv24",
            id="no such letter, a number",
        ),
        pytest.param(
            ("日本語", "", "https://a.org/papers/Relay.pdf"),
            "paperaorgpapersrelaypdf",
            id="no such letter, a page",
        ),
        pytest.param(
            ("日本語", "", f"https://a.org/{'x' * 35}yz"),
            f"paperaorg{'x' * 35}y",
            id="no such letter, a page of which forty letters are taken",
        ),
        pytest.param(("日本語 LLM", "", ""), "llm", id="one word of such letters"),
        pytest.param(("", "OSDI 2024", ""), "paper-osdi24", id="no title"),
        pytest.param(("Relay: x", "ICML ES-FoMo Workshop 2024", ""), "relay-icml24", id="workshop"),
        pytest.param(("Relay: x", "arXiv", ""), "relay-arxiv", id="venue without a year"),
        pytest.param(
            ("Relay: x", "", "https://www.usenix.org/conference/nsdi24/presentation/a"),
            "relay-24",
            id="year of the link alone",
        ),
    ],
)
def test_a_key_is_made_of_name_venue_and_year(facts: tuple[str, str, str], key: str) -> None:
    title, venue, url = facts
    assert make_key(title, venue, url) == key


def test_a_year_counts_where_nothing_else_tells_one() -> None:
    assert make_key("Relay: x", year=2025) == "relay-25"
    assert make_key("Relay: x", "OSDI 2024", year=2025) == "relay-osdi24"


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_key_is_one_word_of_plain_letters(title: str, venue: str) -> None:
    key = make_key(title, venue)
    assert set(key) <= set(string.ascii_lowercase + string.digits + "-")
    assert key[0] != "-"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("relay-osdi24", Key("relay", "OSDI", 2024), id="name, venue, year"),
        pytest.param("relay-sosp25b", Key("relaysosp25b", "", None), id="twin's letter"),
        pytest.param("relay-whitepaper25", Key("relay", "whitepaper", 2025), id="unknown venue"),
        pytest.param("relay", Key("relay", "", None), id="name alone"),
        pytest.param("Re_lay-NSDI24", Key("relay", "NSDI", 2024), id="signs and capitals"),
        pytest.param("", Key("", "", None), id="nothing"),
    ],
)
def test_a_key_is_read(text: str, key: Key) -> None:
    assert read_key(text) == key


def test_later_twins_get_a_letter() -> None:
    keys = ["a", "b", "a", "a", "ab"]
    assert unique_keys(keys) == ["a", "b", "ab", "ac", "abb"]
    assert unique_keys(["x"] * 28)[-3:] == ["xz", "xba", "xbb"]


PAGE = """\
# Papers

## Serving

- [Relay](https://arxiv.org/abs/2401.00001): A Server | OSDI' 24
- [Serving Models Fast with PagedRelay](https://x.org/1) | SOSP' 23
- [vRelay](https://arxiv.org/abs/2405.00001): Serving without PagedRelay
- [MoE-Lightning](https://arxiv.org/abs/2411.00001): Fast Experts
- [Approximate Caching for Pictures](https://arxiv.org/abs/2312.00001)
- [Enabling Parallelism Hot Switching](https://x.org/2) | SOSP' 24
- [Metis](https://x.org/3): Training on Odd Machines | ATC' 24
- [Frame](https://github.com/a/frame): A framework
- [Frame](https://arxiv.org/abs/2501.00001): The paper about it
- [Diff](https://x.org/4): Serving Diffusion | MLSys' 25
- [Late](https://arxiv.org/abs/2503.00001): Later published | SOSP' 25
- [Undated](https://x.org/5): No year at all
- [Odd](https://x.org/6): Of an odd venue | Nowhere' 24
"""


def listed(page: str = PAGE, name: str = "") -> tuple[Listed, ...]:
    return PaperList((Page("README.md", parse(page)),), name).entries


@pytest.mark.parametrize(
    ("key", "title", "why"),
    [
        pytest.param("relay-osdi24", "Relay", "`relay` is its name, OSDI' 24 agrees", id="name"),
        pytest.param(
            "pagedrelay-sosp23",
            "Serving Models Fast with PagedRelay",
            "`pagedrelay` is a name in its title, SOSP' 23 agrees",
            id="mentioned, but not where the paper does without",
        ),
        pytest.param(
            "moelight-asplos25",
            "MoE-Lightning",
            "`moelight` is the beginning of a name in its title, a preprint of 2024",
            id="beginning of a name",
        ),
        pytest.param(
            "approxcache-nsdi24",
            "Approximate Caching for Pictures",
            "`approxcache` is made of words of its title, a preprint of 2023",
            id="first words cut short",
        ),
        pytest.param(
            "hotspa-sosp24",
            "Enabling Parallelism Hot Switching",
            "`hotspa` is made of words of its title, SOSP' 24 agrees",
            id="pieces in another order where the venue agrees",
        ),
        pytest.param(
            "diff-mlsys24",
            "Diff",
            "`diff` is its name, though the list says MLSys' 25",
            id="a year off",
        ),
        pytest.param(
            "late-arxiv25",
            "Late",
            "`late` is its name, published at SOSP' 25",
            id="preprint published since",
        ),
        pytest.param(
            "relay", "Relay", "`relay` is its name, published at OSDI' 24", id="name without venue"
        ),
        pytest.param(
            "fast-sosp23",
            "Serving Models Fast with PagedRelay",
            "`fast` is a word of its title, SOSP' 23 agrees",
            id="an ordinary word where the venue agrees",
        ),
        pytest.param(
            "undated-osdi24",
            "Undated",
            "`undated` is its name, listed without a year",
            id="no year",
        ),
    ],
)
def test_a_key_stands_for_a_listed_paper(key: str, title: str, why: str) -> None:
    found = Citations(listed()).resolve(key)
    assert found.listed is not None
    assert (found.listed.entry.title, found.reason) == (title, why)


def test_a_paper_comes_before_the_project_of_its_name() -> None:
    found = Citations(listed()).resolve("frame-arxiv25")
    assert found.listed is not None
    assert found.listed.entry.url == "https://arxiv.org/abs/2501.00001"


@pytest.mark.parametrize(
    ("key", "why"),
    [
        pytest.param("nothing-osdi24", "no listed title has that name", id="unknown name"),
        pytest.param(
            "metis-arxiv25",
            "only other papers have it in their title: Metis: Training on Odd Machines (ATC' 24)",
            id="namesake published before",
        ),
        pytest.param(
            "relay-osdi21",
            "only other papers have it in their title: Relay: A Server (OSDI' 24)",
            id="same venue, years off",
        ),
        pytest.param(
            "odd-osdi24",
            "only other papers have it in their title: Odd: Of an odd venue (Nowhere' 24)",
            id="another venue",
        ),
        pytest.param(
            "experts-osdi24",
            "only other papers have it in their title: MoE-Lightning: Fast Experts (2024)",
            id="a word of the title is no name of its own",
        ),
        pytest.param("servpic-nsdi24", "no listed title has that name", id="pieces out of order"),
        pytest.param("pictures-arxiv21", None, id="a preprint of another year"),
        pytest.param("", "no listed title has that name", id="nothing"),
        pytest.param("hotpar-sosp21", "no listed title has that name", id="pieces of another year"),
        pytest.param("hotxyzw-sosp24", "no listed title has that name", id="one piece of several"),
        pytest.param(
            "hotspot-asplos25", "no listed title has that name", id="pieces need the venue"
        ),
    ],
)
def test_a_key_stands_for_no_paper(key: str, why: str | None) -> None:
    found = Citations(listed()).resolve(key)
    assert found.listed is None
    assert why is None or found.reason == why


@pytest.mark.parametrize(
    ("key", "is_meant"),
    [
        pytest.param("relic-osdi22", True, id="three years before its publication"),
        pytest.param("relic-osdi23", False, id="four years before"),
        pytest.param("relic-osdi18", False, id="after it"),
        pytest.param("rune-arxiv21", True, id="published three years after"),
        pytest.param("rune-arxiv20", False, id="published four years after"),
    ],
)
def test_a_preprint_is_published_within_three_years(key: str, is_meant: bool) -> None:
    preprint = "- [Relic](https://arxiv.org/abs/1912.00001)\n"
    page = f"## S\n\n{preprint}- [Rune](https://x.org/1) | OSDI' 24\n"
    assert (Citations(listed(page)).resolve(key).listed is not None) is is_meant


def test_the_last_name_of_all_may_be_meant() -> None:
    only = listed("## S\n\n- [Zebrafish](https://x.org/1) | OSDI' 24\n")
    assert Citations(only).resolve("zebra-osdi24").listed == only[0]


def test_the_first_list_is_asked_first() -> None:
    other = "## S\n\n- [Relay](https://x.org/9): A Server | OSDI' 24\n"
    both = (*listed(other, "one"), *listed(PAGE, "two"))
    assert Citations(both).resolve("relay-osdi24").listed == both[0]


def test_an_entry_is_told_what_it_cites() -> None:
    page = parse('## S\n<ul>\n{% include paper_item.html key="relay-osdi24" %}\n</ul>\n', "course")
    (entry,) = page.entries
    citations = Citations(listed())
    told = citations.told(entry)
    assert (told.title, told.description, told.url) == (
        "Relay",
        "A Server",
        "https://arxiv.org/abs/2401.00001",
    )
    assert (told.key, told.raw, told.span) == (entry.key, entry.raw, entry.span)
    assert citations.told(told) == told
    unknown = parse('{% include x.html key="no-osdi24" %}', "course").entries[0]
    assert citations.told(unknown) == unknown
    plain = listed()[0].entry
    assert citations.told(plain) is plain


def test_a_record_of_the_bibliography_comes_first() -> None:
    record = listed("## S\n\n- [Other](https://x.org/7): title\n")[0]
    found = Citations(listed(), {"relay-osdi24": record}).resolve("relay-osdi24")
    assert found.listed == record
