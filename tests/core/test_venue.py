"""Venues: which words are one, of which year, and how the list writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.venue import (
    FIELD_LIMIT,
    KNOWN,
    house_venue,
    read_venue,
    split_field,
    sure_venue,
)


@pytest.mark.parametrize(
    ("text", "name", "year", "note"),
    [
        pytest.param("OSDI' 24", "OSDI", 2024, "", id="house form"),
        pytest.param("OSDI'24", "OSDI", 2024, "", id="no space"),
        pytest.param("EuroSys '24", "EuroSys", 2024, "", id="space before"),
        pytest.param("NSDI ' 24", "NSDI", 2024, "", id="space on both sides"),
        pytest.param("OSDI 25", "OSDI", 2025, "", id="no apostrophe"),
        pytest.param("OSDI25", "OSDI", 2025, "", id="nothing between"),
        pytest.param("PPoPP ’25", "PPoPP", 2025, "", id="curly apostrophe"),
        pytest.param("ICDCS`24", "ICDCS", 2024, "", id="grave accent"),
        pytest.param("ICLR 2025", "ICLR", 2025, "", id="four digits"),
        pytest.param("  SC '24 ", "SC", 2024, "", id="spaces around"),
        pytest.param("osdi'24", "osdi", 2024, "", id="lower case"),
        pytest.param("NeurIPS 2025 spotlight", "NeurIPS", 2025, "spotlight", id="note"),
        pytest.param("EuroSys' 25 (Best Paper)", "EuroSys", 2025, "(Best Paper)", id="in brackets"),
        pytest.param("MLSys' 26, Oral", "MLSys", 2026, "Oral", id="note behind a comma"),
        pytest.param("MLSys' 26 | Oral", "MLSys", 2026, "Oral", id="note behind a bar"),
        pytest.param(
            "Middleware 2024, Best Paper", "Middleware", 2024, "Best Paper", id="of any venue"
        ),
        pytest.param("CVPR 2024 Highlight", "CVPR", 2024, "Highlight", id="highlight"),
        pytest.param(
            "NeurIPS' 23 Datasets and Benchmarks Track",
            "NeurIPS",
            2023,
            "Datasets and Benchmarks Track",
            id="track",
        ),
        pytest.param(
            "ICML ES-FoMo Workshop 2023", "ICML ES-FoMo Workshop", 2023, "", id="workshop"
        ),
        pytest.param("Findings of EMNLP 2023", "Findings of EMNLP", 2023, "", id="findings"),
        pytest.param("Findings of the ACL 2023", "Findings of the ACL", 2023, "", id="of the"),
        pytest.param("ACM SoCC 2024", "ACM SoCC", 2024, "", id="society"),
        pytest.param("ACM/IEEE ISCA'25", "ACM/IEEE ISCA", 2025, "", id="two societies"),
        pytest.param("USENIX ATC'24", "USENIX ATC", 2024, "", id="USENIX"),
        pytest.param("HotCloud' 20", "HotCloud", 2020, "", id="unknown name, apostrophe"),
        pytest.param("ISSCC 2024", "ISSCC", 2024, "", id="unknown name in capitals"),
        pytest.param("SOSP '99", "SOSP", 1999, "", id="last century"),
        pytest.param("Middleware 2024", "Middleware", 2024, "", id="unknown name"),
        pytest.param("ES-FoMo III 2025", "ES-FoMo III", 2025, "", id="two words"),
        pytest.param("3DV 2025", "3DV", 2025, "", id="a digit in the name"),
        pytest.param("Nature 2025 (Best Paper)", "Nature", 2025, "(Best Paper)", id="its note"),
        pytest.param("IEEE S&P 2024", "IEEE S&P", 2024, "", id="a society's"),
        pytest.param(
            "Transactions on Learning Research 2025",
            "Transactions on Learning Research",
            2025,
            "",
            id="small words",
        ),
        pytest.param(
            "ML for Systems @ NeurIPS 2024",
            "ML for Systems @ NeurIPS",
            2024,
            "",
            id="a workshop at a conference",
        ),
        pytest.param("Google Conference 2024", "Google Conference", 2024, "", id="a maker's"),
        pytest.param("Trans. on Storage'24", "Trans. on Storage", 2024, "", id="shortened"),
        pytest.param("arXiv preprint 2025", "arXiv preprint", 2025, "", id="preprint"),
        pytest.param("PVLDB 18(3)", "PVLDB", None, "18(3)", id="volume and issue"),
        pytest.param("PVLDB 18 (3)", "PVLDB", None, "18 (3)", id="apart"),
        pytest.param("PVLDB 18", "PVLDB", None, "18", id="volume alone"),
        pytest.param(
            "Proc. VLDB Endow. 18", "Proc. VLDB Endow.", None, "18", id="volume of the same"
        ),
        pytest.param("PACMMOD 2(1), 2024", "PACMMOD", 2024, "2(1)", id="volume and year"),
        pytest.param("TPDS 35(2) (2024)", "TPDS", 2024, "35(2)", id="year in brackets"),
        pytest.param("Nature 630(8016), 2024", "Nature", 2024, "630(8016)", id="long issue"),
        pytest.param("TACO, Vol. 21, No. 4", "TACO", None, "Vol. 21, No. 4", id="said"),
        pytest.param("TACO 24", "TACO", 2024, "", id="a year where no volume is meant"),
        pytest.param("JMLR' 22", "JMLR", 2022, "", id="a year by its apostrophe"),
        pytest.param("MLSys", "MLSys", None, "", id="known name alone"),
        pytest.param("arXiv", "arXiv", None, "", id="arXiv alone"),
        pytest.param("ArXiv'25", "ArXiv", 2025, "", id="arXiv with a year"),
    ],
)
def test_a_venue_is_read(text: str, name: str, year: int | None, note: str) -> None:
    venue = read_venue(text)
    assert venue is not None
    assert (venue.name, venue.year, venue.note) == (name, year, note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MIT",
        "Stanford & UCB",
        "Llama 3",
        "Summer 2024",
        "Qwen 25",
        "Tongyi 2024",
        "2024",
        "' 24",
        "OSDI' 24A",
        "OSDI' 24, Microsoft",
        "OSDI' 24 | Research Institute",
        "OSDI, Oral",
        "OSDI' 245",
        "arXiv:2401.00001",
        "ICML Workshop",
        "SC' 24 Microsoft",
        "MIT 2024",
        "Google 2024",
        "Meta AI 2024",
        "Sea AI Lab 2024",
        "University of Somewhere 2024",
        "Notes from Berkeley 2024",
        "May 2024",
        "Stanford Spring 2025",
        "Accepted 2024",
        "LLM serving 2024",
        "a Survey 2024",
        "in Nature 2024",
        "GPT-4 2024",
        "Nature 2024 and more",
        "Chapter 3(2)",
        "CMU 15(442)",
        "Llama 3 (8)",
        "Word " * 11 + "2024",
        f"Word {'x' * FIELD_LIMIT} 2024",
    ],
)
def test_what_is_no_venue(text: str) -> None:
    assert read_venue(text) is None


@pytest.mark.parametrize("text", ["Middleware 2024", "Language Models 2024", "Nature 2025 oral"])
def test_beside_a_title_an_unknown_name_is_not_sure(text: str) -> None:
    assert read_venue(text) is not None
    assert sure_venue(text) is None
    assert sure_venue(text.replace(" 20", "' ")) is not None


@pytest.mark.parametrize(
    ("text", "venue", "organization"),
    [
        pytest.param("OSDI' 24", "OSDI' 24", "", id="venue"),
        pytest.param("NeurIPS 2025 spotlight", "NeurIPS 2025 spotlight", "", id="venue and note"),
        pytest.param("HotCloud' 20", "HotCloud' 20", "", id="unknown venue"),
        pytest.param("ICML ES-FoMo Workshop 2023", "ICML ES-FoMo Workshop 2023", "", id="workshop"),
        pytest.param("ACM SoCC 2024", "ACM SoCC 2024", "", id="society"),
        pytest.param("MIT", "", "MIT", id="organisation"),
        pytest.param("Stanford & UCB", "", "Stanford & UCB", id="two organisations"),
        pytest.param("Google, UCB", "", "Google, UCB", id="organisations with a comma"),
        pytest.param("DeepSeek SC' 24", "SC' 24", "DeepSeek", id="organisation and venue"),
        pytest.param("Sea AI Lab NSDI'25", "NSDI'25", "Sea AI Lab", id="long organisation first"),
        pytest.param("OSDI' 24, Microsoft", "OSDI' 24", "Microsoft", id="venue and organisation"),
        pytest.param("OSDI' 24, Oral", "OSDI' 24, Oral", "", id="venue and its note"),
        pytest.param("ICLR 2025 Ant Group", "ICLR 2025", "Ant Group", id="no comma"),
        pytest.param("ICLR 2025, MIT & UCB", "ICLR 2025", "MIT & UCB", id="venue and two"),
        pytest.param("MIT, UCB, ICLR 2025", "ICLR 2025", "MIT, UCB", id="two and venue"),
        pytest.param("MIT USENIX ATC'24", "USENIX ATC'24", "MIT", id="society inside"),
        pytest.param("Nature 2025", "Nature 2025", "", id="an unknown venue with its year"),
        pytest.param("PVLDB 18(3)", "PVLDB 18(3)", "", id="volume"),
        pytest.param(
            "Workshop on Tools at ICML 2024", "Workshop on Tools at ICML 2024", "", id="at a venue"
        ),
        pytest.param("Fast Company", "", "Fast Company", id="begins like a venue"),
        pytest.param("", "", "", id="empty"),
        pytest.param("A SC", "", "A SC", id="a venue's name without a year"),
        pytest.param("Lab 2024 of SC", "", "Lab 2024 of SC", id="year and name apart"),
    ],
)
def test_a_field_is_parted_into_venue_and_organisation(
    text: str, venue: str, organization: str
) -> None:
    assert split_field(f" {text} ") == (venue, organization)


def test_a_field_longer_than_any_venue_is_not_searched() -> None:
    field = f"OSDI' 24 {'x' * FIELD_LIMIT}"
    assert split_field(field) == ("", field)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("OSDI'24", "OSDI' 24", id="no space"),
        pytest.param("EuroSys '24", "EuroSys' 24", id="space before"),
        pytest.param("OSDI 25", "OSDI' 25", id="no apostrophe"),
        pytest.param("PPoPP ’25", "PPoPP' 25", id="curly apostrophe"),
        pytest.param("ICLR 2025", "ICLR' 25", id="four digits"),
        pytest.param("eurosys'24", "EuroSys' 24", id="usual capitals"),
        pytest.param("USENIX ATC 2024", "ATC' 24", id="without its society"),
        pytest.param("ACM SoCC 2024", "SoCC' 24", id="without ACM"),
        pytest.param("NIPS'17", "NeurIPS' 17", id="today's name"),
        pytest.param("ArXiv'25", "arXiv' 25", id="arXiv"),
        pytest.param("NeurIPS 2025 spotlight", "NeurIPS' 25 spotlight", id="note kept"),
        pytest.param("NeurIPS 2025, Oral", "NeurIPS' 25 Oral", id="note behind a comma"),
        pytest.param("Proc. VLDB Endow. 2025", "PVLDB' 25", id="a journal cut short"),
        pytest.param("IEEE Micro 2024", "IEEE Micro' 24", id="the magazine"),
        pytest.param("VLDB 2005", "VLDB' 05", id="two digits"),
        pytest.param("arXiv preprint 2025", "arXiv' 25", id="preprint"),
    ],
)
def test_the_list_writes_a_venue(text: str, written: str) -> None:
    assert house_venue(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OSDI' 24",
        "EuroSys' 25 (Best Paper)",
        "MLSys",
        "arXiv",
        "ICML ES-FoMo Workshop 2023",
        "Findings of EMNLP 2023",
        "HotCloud' 20",
        "Middleware'24",
        "Middleware 2024",
        "PVLDB 18(3)",
        "PVLDB 18 (3)",
        "PVLDB 18",
        "PVLDB 18(3), 2025",
        "MIT",
        "DeepSeek SC'24",
        "OSDI'24, Microsoft",
        "  OSDI | x",
    ],
)
def test_the_list_leaves_alone(text: str) -> None:
    assert house_venue(text) == text


@given(
    st.sampled_from(sorted(set(KNOWN.values()))),
    st.integers(1970, 2069),
    st.sampled_from(("{}' {:02}", "{}'{:02}", "{} '{:02}", "{} {:02}", "{} {year}", "{}’ {:02}")),
    st.sampled_from(("", " (Best Paper)", " oral")),
)
def test_every_spelling_of_a_known_venue_has_one_form(
    name: str, year: int, form: str, note: str
) -> None:
    text = form.format(name, year % 100, year=year) + note
    written = house_venue(text)
    assert written == f"{KNOWN[name.lower()]}' {year % 100:02}{note}"
    assert house_venue(written) == written
    assert split_field(written) == (written, "")
    assert (found := read_venue(text)) is not None
    assert found.year == year


@given(st.text("ACDEIMOS acm'’2015,&(-", max_size=40))
def test_nothing_of_a_field_but_its_joints_is_lost(text: str) -> None:
    venue, organization = split_field(text)
    joints = str.maketrans("", "", " ,&")
    parts = [part.translate(joints) for part in (venue, organization)]
    assert text.translate(joints) in ("".join(parts), "".join(reversed(parts)))


@given(st.text("OSDI' 24(aé", max_size=40))
def test_the_house_form_is_final(text: str) -> None:
    assert house_venue(house_venue(text)) == house_venue(text)


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize(
    "text",
    ["A" * 10**6, "A " * 500_000, "OSDI" + " " * 10**6 + "24", "SC' 24 " * 100_000, "9" * 10**6],
    ids=["letters", "words", "spaces", "venues", "digits"],
)
def test_hostile_fields_are_read_in_time_that_grows_with_their_length(text: str) -> None:
    assert read_venue(text) is None
    assert split_field(text) == ("", text.strip())
    assert "".join(split_field(text[:FIELD_LIMIT]))
