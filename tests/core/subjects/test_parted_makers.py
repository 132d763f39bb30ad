"""Where a comma parts makers, and where it belongs to the name of one."""

import pytest

from llmsys_mcp.core.subjects.organizations import parted_makers


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        pytest.param("PKU", ["PKU"], id="one"),
        pytest.param("PKU, CMU", ["PKU", "CMU"], id="two"),
        pytest.param("Ant Group, Sea AI Lab, NUS", ["Ant Group", "Sea AI Lab", "NUS"], id="three"),
        pytest.param("Jane Doe, PKU", ["Jane Doe", "PKU"], id="a person first"),
        pytest.param("Jane Doe, John Poe", ["Jane Doe", "John Poe"], id="persons"),
        pytest.param(
            "University of Washington, Microsoft",
            ["University of Washington", "Microsoft"],
            id="a university and a company",
        ),
        pytest.param("OpenBMB, PKU", ["OpenBMB", "PKU"], id="one that nobody knows"),
    ],
)
def test_makers_between_commas(text: str, makers: list[str]) -> None:
    assert list(parted_makers(text)) == makers


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ByteDance, Seed", id="a part"),
        pytest.param("MIT, CSAIL, PKU", id="a part, and another maker"),
        pytest.param("University of California, Berkeley", id="a place that is a maker elsewhere"),
        pytest.param("University of California, San Diego", id="a place that looks like a person"),
        pytest.param("HKUST, Guangzhou", id="a place"),
        pytest.param("UMich, Ann Arbor", id="a place of two words"),
        pytest.param("School of Computing, NUS", id="a part first"),
        pytest.param("Chinese Academy of Sciences, Institute of Computing", id="a part behind"),
    ],
)
def test_a_comma_in_a_name(text: str) -> None:
    assert parted_makers(text) == (text,)
