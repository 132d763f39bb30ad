"""The house rules: beside what each changes stands what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.writing import house
from llmsys_mcp.core.writing.house import (
    Change,
    Rule,
    house_description,
    house_organization,
    house_organization_change,
    house_title,
    house_url,
    house_venue_change,
)
from strategies import marked_words, words


def ids(changes: tuple[Change, ...]) -> list[str]:
    return [change.rule.id for change in changes]


def test_every_rule_has_an_id_a_name_and_a_reason_of_its_own() -> None:
    rules = [rule for rule in vars(house).values() if isinstance(rule, Rule)]
    assert len(rules) == 13
    for texts in zip(*((rule.id, rule.name, rule.reason) for rule in rules), strict=True):
        assert len(set(texts)) == len(rules)
        assert all(texts)
    assert [rule.id for rule in rules] == sorted(rule.id for rule in rules)
    assert str(house.ARXIV_WWW) == "LL101 arxiv-www"


# --- links ---------------------------------------------------------------------------------------

ABS = "https://arxiv.org/abs/2309.06180"


@pytest.mark.parametrize(
    ("url", "written", "rules"),
    [
        pytest.param("https://www.arxiv.org/abs/2309.06180", ABS, ["LL101"], id="www"),
        pytest.param("https://export.arxiv.org/abs/2309.06180", ABS, ["LL101"], id="mirror"),
        pytest.param("https://arxiv.org/pdf/2309.06180", ABS, ["LL102"], id="pdf"),
        pytest.param("https://arxiv.org/pdf/2309.06180.pdf", ABS, ["LL102"], id="pdf with ending"),
        pytest.param("https://arxiv.org/html/2309.06180", ABS, ["LL102"], id="html"),
        pytest.param("https://arxiv.org/abs/2309.06180v2", ABS, ["LL103"], id="version"),
        pytest.param("https://arxiv.org/abs/2309.06180v2/", ABS, ["LL103"], id="version and slash"),
        pytest.param(
            "https://arxiv.org/pdf/2309.06180v12.pdf", ABS, ["LL102", "LL103"], id="pdf, version"
        ),
        pytest.param(
            "https://arxiv.org/abs/2309.06180?utm_source=x", ABS, ["LL104"], id="tracking"
        ),
        pytest.param("https://arxiv.org/abs/2309.06180#S3", ABS, ["LL104"], id="fragment"),
        pytest.param("http://arxiv.org/abs/2309.06180", ABS, ["LL105"], id="http"),
        pytest.param(
            "http://www.arxiv.org/pdf/2309.06180v1?x=1",
            ABS,
            ["LL105", "LL101", "LL102", "LL103", "LL104"],
            id="everything",
        ),
        pytest.param("https://arxiv.org/abs/2309.06180/", ABS, ["LL102"], id="slash at the end"),
        pytest.param(
            "https://doi.org/10.48550/arXiv.2309.06180", ABS, ["LL101", "LL102"], id="arXiv's DOI"
        ),
        pytest.param(
            "https://arxiv.org/pdf/cs/9901001v1",
            "https://arxiv.org/abs/cs/9901001",
            ["LL102", "LL103"],
            id="old id",
        ),
    ],
)
def test_an_arxiv_link_is_written_as_its_abstract_page(
    url: str, written: str, rules: list[str]
) -> None:
    found, changes = house_url(url)
    assert (found, ids(changes)) == (written, rules)
    assert house_url(written) == (written, ())


@pytest.mark.parametrize(
    "url",
    [
        ABS,
        "https://arxiv.org/abs/cs/9901001",
        "https://www.usenix.org/conference/osdi24/presentation/fu",
        "http://example.org/paper.pdf?utm_source=x",
        "https://dl.acm.org/doi/pdf/10.1145/3600006.3613145",
        "https://doi.org/10.1145/3600006.3613145",
        "https://openreview.net/pdf?id=AbC",
        "https://huggingface.co/papers/2309.06180",
        "https://ar5iv.org/abs/2309.06180",
        "https://arxiv.org/list/cs.DC/recent",
        "https://arxiv.org/",
        "https://github.com/owner/arxiv-reader",
        "https://example.org/arxiv.org/abs/2309.06180",
        "",
    ],
)
def test_any_other_link_is_left_alone(url: str) -> None:
    assert house_url(url) == (url, ())


# --- titles and descriptions ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "written"),
    [("Foo:", "Foo"), ("Foo : ", "Foo"), ("Foo：", "Foo"), ("Foo::", "Foo"), ("A: B:", "A: B")],
)
def test_the_colon_at_the_end_of_a_title_goes(title: str, written: str) -> None:
    found, changes = house_title(title)
    assert (found, ids(changes)) == (written, ["LL106"])


@pytest.mark.parametrize("title", ["Foo", "Foo: Bar", ":Foo", ":", "What?", "C++", "…"])
def test_a_title_is_left_alone(title: str) -> None:
    assert house_title(title) == (title, ())


@pytest.mark.parametrize(
    ("title", "description", "written"),
    [
        ("Foo", "Foo: Fast Bars", "Fast Bars"),
        ("Foo", "FOO : Fast Bars", "Fast Bars"),
        ("Foo", "Foo – Fast Bars", "Fast Bars"),
        ("Foo", "Foo—Fast Bars", "Fast Bars"),
        ("Foo", "Foo： Bars", "Bars"),
        ("Foo", "foo", ""),
        ("Foo++", "Foo++: More Bars", "More Bars"),
        ("Foo", "Foo: foo: Fast Bars", "Fast Bars"),
    ],
)
def test_a_title_said_twice_is_said_once(title: str, description: str, written: str) -> None:
    found, changes = house_description(title, description)
    assert (found, ids(changes)) == (written, ["LL107"])


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Foo", "Fast Bars"),
        ("Foo", ""),
        ("Foo", "Food: Bars"),
        ("Foo", "Foo is fast"),
        ("Foo", "Foo-2: Bars"),
        ("Foo", "Foo2: Bars"),
        ("Foo", "Fast Bars: Foo"),
        ("Straße", "STRASSE: Bars"),
        ("", ": Bars"),
    ],
)
def test_a_description_is_left_alone(title: str, description: str) -> None:
    assert house_description(title, description) == (description, ())


# --- venues and organisations --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("venue", "written"),
    [("OSDI'24", "OSDI' 24"), ("ICLR 2025", "ICLR' 25"), ("eurosys ’25", "EuroSys' 25")],
)
def test_a_venue_gets_the_house_form(venue: str, written: str) -> None:
    found, changes = house_venue_change(venue)
    assert (found, ids(changes)) == (written, ["LL109"])
    assert written in changes[0].message


@pytest.mark.parametrize("venue", ["", "OSDI' 24", "ICML ES-FoMo Workshop 2023", "Nature"])
def test_a_venue_is_left_alone(venue: str) -> None:
    assert house_venue_change(venue) == (venue, ())


@pytest.mark.parametrize(
    ("organization", "written"),
    [
        ("Nvidia", "NVIDIA"),
        ("Bytedance", "ByteDance"),
        ("Umich", "UMich"),
        ("University of Michigan", "UMich"),
        ("HuggingFace", "Hugging Face"),
        ("MSFT", "Microsoft"),
        ("google, ucb", "Google, UCB"),
        ("Foo Lab, nvidia", "Foo Lab, NVIDIA"),
    ],
)
def test_an_organisation_gets_its_spelling(organization: str, written: str) -> None:
    found, changes = house_organization_change(organization)
    assert (found, ids(changes)) == (written, ["LL110"])
    assert written in changes[0].message


@pytest.mark.parametrize(
    "organization",
    ["", "NVIDIA", "MIT", "Stanford & UCB", "Ant", "Ant Group", "NVIDA", "Metals Inc", "Nvidia AI"],
)
def test_an_organisation_is_left_alone(organization: str) -> None:
    assert house_organization_change(organization) == (organization, ())


# --- together ------------------------------------------------------------------------------------


@given(st.one_of(words, marked_words), st.one_of(words, marked_words))
def test_each_rule_is_final(title: str, text: str) -> None:
    for apply in (house_url, house_title, house_venue_change, house_organization_change):
        written, changes = apply(text)
        assert apply(written) == (written, ())
        assert bool(changes) is (written != text)
    written, changes = house_description(title, f"{title}: {title} – {text}")
    assert house_description(title, written) == (written, ())
    assert ids(changes) == ["LL107"]
    assert house_organization(house_organization(text)) == house_organization(text)
