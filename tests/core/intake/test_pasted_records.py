"""Records as they are exported: BibTeX between braces or parentheses, RIS in both its forms."""

import pytest

from llmsys_mcp.core.intake import Pasted
from llmsys_mcp.services.intake import read_papers

U = "https://arxiv.org/abs/2603.00001"
T = "KVPage: Efficient Cache Paging for Long Contexts"
PROCEEDINGS = "Proceedings of the 2026 ACM European Conference on Computer Systems"
FIELDS = f"title = {{{T}}}, url = {{{U}}}"


def told(paper: Pasted) -> tuple[str, str, str, str]:
    """(title in full, link, venue, doubt)."""
    full = ": ".join(filter(None, (paper.title, paper.description)))
    return full, paper.url, paper.venue, paper.doubt


def papers(text: str) -> list[tuple[str, str, str, str]]:
    return [told(paper) for paper in read_papers(text) if not paper.remark]


UNREAD = ("", "", "", "This BibTeX cannot be read: which paper is it?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"@misc(a, {FIELDS})", [(T, U, "", "")], id="parentheses"),
        pytest.param(f"@InProceedings (a,\n  {FIELDS},\n\n  year = 2026\n)", [(T, U, "", "")],
                     id="over lines"),
        pytest.param(f'@misc(a, note = "see :)", {FIELDS})', [(T, U, "", "")],
                     id="parenthesis in quotes"),
        pytest.param(f'@misc(a, note = {{:) " }}, {FIELDS})', [(T, U, "", "")],
                     id="parenthesis in braces"),
        pytest.param(f"@misc(a, {FIELDS})\n@misc(b, title = {{x}}\n\n@misc{{c, {FIELDS}}}",
                     [(T, U, "", ""), UNREAD, (T, U, "", "")], id="one never closed"),
        pytest.param(f"@misc(b, title = {{x}}\n@misc(c, {FIELDS})",
                     [UNREAD, (T, U, "", "")], id="next one begins"),
        pytest.param(f'@string(e = "EuroSys")\n@comment(x)\n@misc(a, booktitle = e, {FIELDS})',
                     [(T, U, "EuroSys", "")], id="definition"),
        pytest.param(f"@alice (MIT) {T} {U}", [(T, U, "", "")], id="a person is no entry"),
    ],
)  # fmt: skip
def test_bibtex_between_parentheses_is_read_like_braces(
    text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert papers(text) == expected


def test_bibtex_is_kept_as_it_was_pasted() -> None:
    entry = f"@misc(a,\n{FIELDS})"
    assert [paper.source for paper in read_papers(f"see\n{entry}")] == ["see", entry]


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        (f"booktitle = {{{PROCEEDINGS}}}", "EuroSys 2026"),
        (f"booktitle = {{{PROCEEDINGS}}}, year = {{in press}}", "EuroSys 2026"),
        (f"booktitle = {{{PROCEEDINGS}}}, year = 2025", "EuroSys 2025"),
        ("booktitle = {European Conference on Computer Systems}, year = {in press}", "EuroSys"),
        ("booktitle = {Since 2006: The European Conference on Computer Systems 2026}", "EuroSys"),
        ("booktitle = {2026 International Symposium (HPCA)}", "HPCA 2026"),
        ("booktitle = {2025-2026 International Symposium (HPCA)}", "HPCA"),
    ],
)
def test_the_year_of_a_venue_is_told_by_its_name(fields: str, venue: str) -> None:
    assert papers(f"@misc{{a, {FIELDS}, {fields}}}") == [(T, U, venue, "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"TY  - CONF\nTI  - {T}\nAU  - Doe, J.\nUR  - {U}\nPY  - 2026\n"
            "T2  - European Conference on Computer Systems\nER  - ",
            [(T, U, "EuroSys 2026", "")], id="of 2011",
        ),
        pytest.param(
            f"TY  - JOUR\r\nT1  - {T}\r\nY1  - 2026/03/01/\r\nJF  - EuroSys\r\n"
            f"DO  - 10.1145/1.2\r\nUR  - {U}\r\nER  - \r\n",
            [(T, U, "EuroSys 2026", "")], id="of 2001",
        ),
        pytest.param(f"TY  - CONF\nTI  - {T}\nDO  - 10.1145/1.2\nBT  - {PROCEEDINGS}\nER  -",
                     [(T, "https://doi.org/10.1145/1.2", "EuroSys 2026", "")], id="DOI, no year"),
        pytest.param(f"TY - RPRT\nTI - {T}\nAN - arXiv:2603.00001\nER -",
                     [(T, U, "", "")], id="single blanks, number of arXiv"),
        pytest.param(f"TY  - CONF\nTI  - KVPage: Efficient Cache Paging\n  for Long Contexts\n"
                     f"AU  - A\nof B\nUR  - {U}\nER  - ", [(T, U, "", "")], id="folded"),
        pytest.param(f"TY  - CONF\nTI  - {T}\nT1  - Other\nTI  -\nUR  - {U}\nER  - ",
                     [(T, U, "", "")], id="title twice"),
        pytest.param(f"TY  - CONF\nTI  - {T}\nUR  - {U}\nER  - \nTY  - CONF\nTI  - Other\nER  - ",
                     [(T, U, "", ""), ("Other", "", "", "")], id="two"),
        pytest.param(f"TY  - CONF\nTI  - Other\nTY  - CONF\nTI  - {T}\nUR  - {U}\n\nThanks!",
                     [("Other", "", "", ""), (T, U, "", "")], id="never closed"),
        pytest.param(f"TY  - CONF\nTI  - {T} | A Study\nUR  - {U}", [(f"{T} | A Study", U, "", "")],
                     id="bar in the title, end of the text"),
        pytest.param("TY  - CONF\nAU  - Doe, J.\nER  - ",
                     [("", "", "", "This RIS record cannot be read: which paper is it?")],
                     id="nothing told"),
        pytest.param(f"TY - for adding this\n{T} {U}",
                     [("TY - for adding this", "", "", ""), (T, U, "", "")], id="words, no tags"),
    ],
)  # fmt: skip
def test_a_record_of_ris_is_a_paper(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert papers(text) == expected


def test_a_record_of_ris_keeps_its_lines_and_abstract() -> None:
    record = f"TY  - CONF\nTI  - {T}\nAB  - Caches are paged\nto disks.\nUR  - {U}\nER  -"
    before, paper, behind = read_papers(f"Please add\n{record}\nThanks!")
    assert (before.remark, behind.remark) == (True, True)
    assert (paper.source, paper.abstract) == (record, "Caches are paged to disks.")
