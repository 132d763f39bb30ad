"""The lists by venue and of a course that ship with the package: facts of the real ones, our words.

And which papers the course's keys stand for, checked by hand against the real lists.
"""

import re
import shutil
from pathlib import Path

import pytest

from llmsys_mcp.core.dialects import parse, recognised
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.core.writing.house import house_organization, house_url
from llmsys_mcp.faces.app import BUNDLED_LISTS, bundled_folder, open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.library import Library

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the optional data folder ../shared is not there"
)
SEED = {
    "llmsys": "llmsys-readme.md",
    "tju": "tju-awesome-papers.md",
    "course": "course-reading-list.md",
}


def text(name: str, file: str = "README.md") -> str:
    return (bundled_folder(name) / file).read_text(encoding="utf-8")


def bundled(name: str) -> Document:
    return parse(text(name), name)


def seed(name: str) -> Document:
    return parse((SEEDS / SEED[name]).read_text(encoding="utf-8"), name)


@pytest.mark.parametrize("name", BUNDLED_LISTS)
def test_each_list_is_in_its_own_dialect(name: str) -> None:
    assert recognised(text(name)) == name
    page = bundled(name)
    assert len(page.entries) > 40
    assert [page.blocks[at].text for at in page.unread] == []


@pytest.mark.parametrize("name", ["tju", "course"])
@pytest.mark.parametrize("file", ["README.md", "CLAUDE.md"])
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(r"[ \t]$", id="space at the end of a line"),
        pytest.param(r"\t|\r|\u00a0|\ufeff", id="tab, carriage return, hard space or BOM"),
        pytest.param(r"\n\n\n", id="two blank lines"),
        pytest.param(r"[^\n]\n#{1,6} ", id="no blank line before a heading"),
        pytest.param(r"^#{1,6} .+\n[^\n]", id="no blank line after a heading"),
        pytest.param(r"\n\n\Z|[^\n]\Z", id="end of file is not one newline"),
    ],
)
def test_texts_are_clean(name: str, file: str, fault: str) -> None:
    found = re.search(fault, text(name, file), re.MULTILINE)
    assert found is None, found


ITEM = re.compile(
    r"\* \([A-Za-z]+'\d\d\) [^\s\[\]].*?[^\s.](?: \[(?:link|code)\]\(https://[^\s()]+\))*"
    r"(?: \[[^\[\]|]+(?: \| [^\[\]|]+)*\])?"
)


def test_every_paper_by_venue_has_the_form_of_the_template() -> None:
    for entry in bundled("tju").entries:
        assert ITEM.fullmatch(entry.raw), entry.raw
        assert house_url(entry.url)[0] == entry.url
        assert entry.organization == house_organization(entry.organization)


def test_venues_stand_newest_first() -> None:
    years = [
        venue.year
        for section in bundled("tju").sections
        if section.level == 2 and (venue := read_venue(section.title.removesuffix(" Spring")))
    ]
    assert years == sorted(years, key=lambda year: -(year or 0))
    assert len(years) == 14


@pytest.mark.parametrize("name", ["tju", "course"])
def test_rules_are_short_and_name_what_belongs(name: str) -> None:
    rules = text(name, "CLAUDE.md")
    assert rules.count("\n") <= 120
    assert "## Sections" in rules
    assert "## Entries" in rules


# --- against the real lists ----------------------------------------------------------------------

RETITLED = {
    "QServe:W4A8KV4 Quantization and System Co-design for Efficient LLM Serving": "a space",
    "FlexAttention: A Programming Model for Generating Fused Attention Variants.": "no full stop",
    "VIDUR: A LARGE-SCALE SIMULATION FRAMEWORK FOR LLM INFERENCE": "capitals",
    "TurboAttention: Efficient attention approximation for high throughputs llm": "plural",
}
"""Titles that differ from the real list, and by what."""
RESPELT = {
    "Bytedance": "ByteDance",
    "Berkerley": "Berkeley",
    "Serveless": "Serverless",
    "MLsys": "MLSys",
    "multi-model": "multi-modal",
}
"""Keywords and makers that are spelt otherwise here."""


def respelt(names: str | tuple[str, ...]) -> list[str]:
    parts = names.split(", ") if isinstance(names, str) else list(names)
    return [RESPELT.get(part, part) for part in parts]


def facts(entry: Entry) -> tuple[object, ...]:
    venue = read_venue(entry.venue)
    return (
        house_url(entry.url)[0] if entry.url else "",
        (venue and (venue.usual or venue.name).casefold(), entry.year),
        respelt(entry.keywords),
        respelt(entry.organization),
        entry.extras,
    )


@needs_seeds
def test_papers_by_venue_are_those_of_the_real_list_in_its_order() -> None:
    ours, theirs = bundled("tju").entries, seed("tju").entries
    assert len(ours) == len(theirs) == 161
    assert list(map(facts, ours)) == list(map(facts, theirs))
    changed = {b.title for a, b in zip(ours, theirs, strict=True) if a.title != b.title}
    assert changed == set(RETITLED)
    used = {name for e in theirs for name in (*e.keywords, *e.organization.split(", "))}
    assert set(RESPELT) <= used


@needs_seeds
def test_venues_and_topics_are_those_of_the_real_list() -> None:
    ours = [section.title for section in bundled("tju").sections]
    theirs = [section.title for section in seed("tju").sections]
    assert ours == theirs[1:]  # its first leads to a page of daily preprints
    moved = [s.path for s in bundled("tju").sections if s.title == "ML Training"]
    assert moved == ["SOSP 2024 > ML Training", "ATC 2024 > ML Training"]


@needs_seeds
def test_readings_are_those_of_the_real_course_in_its_order() -> None:
    ours, theirs = bundled("course"), seed("course")
    assert [(e.section, e.key, e.required, e.title, e.extras) for e in ours.entries] == [
        (e.section, e.key, e.required, e.title, e.extras) for e in theirs.entries
    ]
    assert [section.path for section in ours.sections] == [
        section.path for section in theirs.sections
    ]


@needs_seeds
@pytest.mark.parametrize("name", ["tju", "course"])
def test_prose_is_our_own(name: str) -> None:
    def lines(page: str) -> set[str]:
        bare = (line.strip(" -*#>0123456789.").casefold() for line in page.split("\n"))
        return {line for line in bare if "](" not in line and "key=" not in line}

    page = seed(name)
    titles = {one.title.casefold().strip(" -") for one in (*page.entries, *page.sections)}
    ours = lines(text(name)) | lines(text(name, "CLAUDE.md"))
    theirs = lines((SEEDS / SEED[name]).read_text(encoding="utf-8"))
    shared = {line for line in ours & theirs if len(line.split()) > 6}
    assert not {line for line in shared if not any(title in line for title in titles)}


# --- what the course's keys stand for ------------------------------------------------------------

IN_LLMSYS = {
    "megatron-sc21": "Efficient Large-Scale Language Model Training on GPU Clusters Using"
    " Megatron-LM",
    "wlbllm-osdi25": "WLB-LLM",
    "hotspa-sosp24": "Enabling Parallelism Hot Switching for Efficient Training of Large Language"
    " Models",
    "oobleck-sosp23": "Oobleck",
    "hybridflow-eurosys25": "HybridFlow",
    "rlhfuse-nsdi25": "RLHFuse",
    "areal-arxiv25": "AReaL",
    "pagedattention-sosp23": "vLLM",
    "orca-osdi22": "Orca",
    "nanoflow-osdi25": "NanoFlow",
    "sarathiserve-osdi24": "Taming Throughput-Latency Tradeoff in LLM Inference with Sarathi-Serve",
    "distserve-osdi24": "DistServe",
    "loongserve-sosp24": "LoongServe",
    "waferllm-osdi25": "WaferLLM",
    "aqua-asplos25": "AQUA",
    "moelight-asplos25": "MoE-Lightning",
    "approxcache-nsdi24": "Approximate Caching for Efficiently Serving Diffusion Models",
    "rago-isca25": "RAGO",
    "patchwork-arxiv25": "Patchwork",
    "metis-arxiv25": "METIS",
    "parrot-osdi24": "Parrot",
    "autellix-arxiv25": "Autellix",
    "ayo-asplos25": "Towards End-to-End Optimization of LLM-based Applications with Ayo",
}
"""The 23 keys of the course whose paper LLMSys-PaperList has, with its title there."""
IN_TJU = {
    "cassini-nsdi24": "CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters",
    "tenplex-sosp24": "Tenplex: Dynamic Parallelism for Deep Learning using Parallelizable Tensor"
    " Collections",
    "diffserve-mlsys24": "DiffServe: Efficiently Serving Text-to-Image Diffusion Models with"
    " Query-Aware Model Scaling",
    "netllm-sigcomm24": "NetLLM: Adapting Large Language Models for Networking",
}
"""The four that only the list by venues has; DiffServe stands there under MLSys 2025."""
NOWHERE = {
    "illtransformer", "alpa-osdi22", "partir-asplos25", "rdma-sigcomm24", "traincheck-osdi25",
    "superbench-atc24", "asyncrlhf-iclr25", "switch-jmlr22", "moe-iclr17", "fsmoe-asplos25",
    "megablock-mlsys23", "pregatedmoe-isca24", "readme-neurips24", "illstablediff",
    "cogvideox-iclr25", "moviegen-arxiv24", "telerag-arxiv25", "confucius-sigcomm25",
    "zoom2net-sigcomm24", "fmp-colm25", "textgrad-arxiv24", "alphaevolve-whitepaper25",
}  # fmt: skip
"""The 22 whose paper neither list has, looked for by hand."""
NAMESAKES = {
    "moe-iclr17": "only other papers have it in their title",
}
"""Those of whose name the lists have other papers; of the rest no title has the name."""


def served(folder: Path, *names: str) -> Catalog:
    """The real lists of these names side by side, the course first."""
    for name in names:
        (folder / name).mkdir()
        shutil.copyfile(SEEDS / SEED[name], folder / name / "README.md")
    lists = tuple(f"{name}={folder / name}" for name in names)
    return open_catalog(Settings(index_dir="memory", lists=lists), folder)


def resolved(catalog: Catalog) -> dict[str, tuple[str, str, str]]:
    """Key → list and title of its paper, and the reason."""
    papers = catalog.current().papers
    assert papers.citations is not None
    told = {}
    for listed in papers.entries:
        if listed.entry.key:
            found = papers.citations.resolve(listed.entry.key)
            where = (found.listed.list, found.listed.entry.title) if found.listed else ("", "")
            told[listed.entry.key] = (*where, found.reason)
    return told


def assert_found(told: dict[str, tuple[str, str, str]], name: str, wanted: dict[str, str]) -> None:
    """The list has the papers of exactly these keys; titles there begin so."""
    found = {key: title for key, (where, title, _) in told.items() if where == name}
    assert set(found) == set(wanted)
    assert [key for key, title in found.items() if not title.startswith(wanted[key])] == []


@needs_seeds
def test_keys_that_stand_for_papers_of_the_real_llmsys_list(tmp_path: Path) -> None:
    told = resolved(served(tmp_path, "course", "llmsys"))
    assert len(told) == 49
    assert_found(told, "llmsys", IN_LLMSYS)
    lacking = {key: why for key, (name, _, why) in told.items() if not name}
    assert set(lacking) == set(IN_TJU) | NOWHERE
    assert {key for key, why in lacking.items() if why != "no listed title has that name"} == set(
        NAMESAKES
    )
    assert all(lacking[key].startswith(why) for key, why in NAMESAKES.items())


@needs_seeds
def test_keys_that_only_the_real_list_by_venues_resolves(tmp_path: Path) -> None:
    told = resolved(served(tmp_path, "course", "llmsys", "tju"))
    assert_found(told, "tju", IN_TJU)
    assert_found(told, "llmsys", IN_LLMSYS)
    assert told["diffserve-mlsys24"][2].endswith("though the list says MLSys 2025")
    assert {key for key, (name, _, _) in told.items() if not name} == NOWHERE


def test_the_bundled_lists_resolve_the_same_keys(tmp_path: Path) -> None:
    library = Library(open_catalog(Settings(index_dir="memory"), tmp_path))
    assert tuple(library.catalogs) == BUNDLED_LISTS
    told = resolved(library.named("course"))
    assert {key for key, (name, _, _) in told.items() if name == "llmsys"} == set(IN_LLMSYS)
    assert {key for key, (name, _, _) in told.items() if name == "tju"} == set(IN_TJU)
