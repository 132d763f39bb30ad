"""What a list is about: invented papers of its subject, and papers of every other."""

from pathlib import Path

import pytest

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.services.familiarity import Familiarity

BUNDLED = Path(__file__).parents[2] / "src" / "llmsys_mcp" / "lists" / "llmsys" / "README.md"
PAPER = "https://arxiv.org/abs/2601.00001"


@pytest.fixture(scope="module")
def entries() -> tuple[Listed, ...]:
    return PaperList((Page("README.md", parse(BUNDLED.read_text("utf-8"))),)).entries


@pytest.fixture(scope="module")
def bundled(entries: tuple[Listed, ...]) -> Familiarity:
    return Familiarity.of(entries)


@pytest.mark.parametrize(
    "title",
    [
        "Shelf: Tiered KV Cache Storage for Long-Context LLM Serving",
        "Elastic Pipeline Parallel Training on Preemptible GPUs",
        "Expert Placement for Mixture-of-Experts Inference",
        "Asynchronous Rollouts for Agentic Reinforcement Learning",
        "A Survey of Efficient Large Language Model Inference",
    ],
)
def test_papers_of_the_subject_are_familiar(bundled: Familiarity, title: str) -> None:
    assert bundled.judge(title, PAPER) == "familiar"


@pytest.mark.parametrize(
    "title",
    [
        "The Economic History of Rome",
        "Migration Patterns of Arctic Terns",
        "A Randomized Trial of Statins in Older Adults",
        "Optimal Transport on Riemannian Manifolds",
        "Soil Carbon under Rotational Grazing",
        "Cooking with Cast Iron",
    ],
)
def test_papers_of_other_subjects_are_outside(bundled: Familiarity, title: str) -> None:
    assert bundled.judge(title, PAPER) == "outside"


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Political Bias in Large Language Models", id="models, not systems"),
        pytest.param("Deep Learning for Protein Structure Prediction", id="other use of learning"),
        pytest.param("Herdtales", id="a name tells nothing"),
    ],
)
def test_what_a_title_leaves_open_is_unfamiliar(bundled: Familiarity, title: str) -> None:
    assert bundled.judge(title, PAPER) == "unfamiliar"


def test_a_new_version_of_a_listed_system_is_familiar(
    entries: tuple[Listed, ...], bundled: Familiarity
) -> None:
    named = next(one.entry for one in entries if one.entry.description)
    assert bundled.judge(f"{named.title} 7: Elsewhere and Otherwise", PAPER) == "familiar"
    assert bundled.judge("Nobodysname 7: Elsewhere and Otherwise", PAPER) == "outside"


@pytest.mark.parametrize(
    "link", ["https://arxiv.org/abs/2601.{:05d}", ""], ids=["arXiv", "no link"]
)
def test_a_list_of_another_field_has_a_subject_of_its_own(
    entries: tuple[Listed, ...], link: str
) -> None:
    crops = ("Wheat", "Maize", "Barley", "Clover", "Lucerne")
    acts = ("Grazing", "Ploughing", "Manuring", "Sowing", "Harvest", "Storage", "Rotation")
    new, *titles = [f"{crop} after {act} on Chalk Soil" for crop in crops for act in acts]
    fields = [
        one._replace(
            entry=one.entry._replace(title=title, description="", url=link.format(at)),
        )
        for at, (one, title) in enumerate(zip(entries, titles * 2, strict=False))
    ]
    farming = Familiarity.of(fields)
    assert farming.judge(new, PAPER) == "familiar"
    assert farming.judge("The Economic History of Rome", PAPER) == "outside"


def test_a_list_of_names_alone_knows_its_words_alone(entries: tuple[Listed, ...]) -> None:
    letters = str.maketrans("0123456789", "bcdfghjklm")
    names = [f"{at * 7919:06d}".translate(letters) for at in range(1, 41)]
    bare = [
        one._replace(entry=one.entry._replace(title=name, description="", url=""))
        for one, name in zip(entries, names, strict=False)
    ]
    learnt = Familiarity.of(bare)
    assert learnt.judge("The Economic History of Rome", PAPER) == "unfamiliar"
    assert learnt.judge(names[7], PAPER) == "familiar"


def test_a_short_list_judges_nothing(entries: tuple[Listed, ...]) -> None:
    assert Familiarity.of(entries[:20]).judge("The Economic History of Rome", PAPER) == "familiar"
    assert Familiarity.of(()).judge("", "") == "familiar"
