"""The list that ships with the package keeps the rules that ship with it, and the seed's facts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.page.entry import Entry
from llmsys_mcp.core.venue import house_venue, read_venue

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "llmsys_mcp" / "lists" / "llmsys"
SEEDS = ROOT.parent / "shared" / "seeds"

PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
RULES = (FOLDER / "CLAUDE.md").read_text(encoding="utf-8")
LIST = parse(PAGE)

REPORTS = "Industrial LLM Technical Report"
VENUE_PAGE = "https://sigops.org/s/conferences/sosp/2025/accepted.html"
"""The one link that many entries share: the programme of a conference."""

needs_seeds = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the optional data folder ../shared is not there"
)


def github_slug(heading: str) -> str:
    """GitHub's anchor: lower case, letters, digits, `_`, `-` kept, each space a hyphen."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings() -> list[tuple[int, str, str]]:
    """(level, title, anchor) below the page's own title, in order, the contents left out."""
    out, seen = [], Counter[str]()
    for line in PAGE.split("\n"):
        if found := re.match(r"(#{1,6}) (.+)$", line):
            slug = github_slug(found[2])
            anchor = f"{slug}-{seen[slug]}" if seen[slug] else slug
            seen[slug] += 1
            out.append((len(found[1]), found[2], anchor))
    return [heading for heading in out[1:] if heading[1] != "Table of Contents"]


def named_sections() -> list[str]:
    """Paths of the sections that the rules describe: headings under "Sections", then the name."""
    part = RULES.split("\n## Sections\n")[1].split("\n## ")[0]
    around: list[str] = []
    paths = []
    for line in part.split("\n"):
        if found := re.match(r"(#{3,}) (.+)$", line):
            around = [*around[: len(found[1]) - 3], found[2]]
        elif found := re.match(r"- \*\*(.+?)\*\*: \S", line):
            paths.append(" > ".join([*around, found[1]]))
    return paths


def test_every_entry_is_there_and_understood() -> None:
    # 334 of the seed, less one twin for each line of TWINS below.
    assert len(LIST.entries) == 329
    assert not LIST.unread
    assert [entry.title for entry in LIST.entries if not entry.url] == []


def test_contents_name_every_heading_with_its_anchor_in_order() -> None:
    contents = re.findall(r"^( *)- \[(.+)\]\(#(.+)\)$", PAGE, re.MULTILINE)
    assert [(2 + len(indent) // 2, label, anchor) for indent, label, anchor in contents] == (
        headings()
    )
    assert len(contents) == len(LIST.contents) > 15


def test_rules_describe_exactly_the_sections_of_the_page() -> None:
    assert sorted(named_sections()) == sorted(section.path for section in LIST.sections)


def test_bold_labels_at_the_start_of_a_rule_are_sections_only() -> None:
    assert len(re.findall(r"^\s*(?:-|\d+\.) \*\*", RULES, re.MULTILINE)) == len(named_sections())


def test_rules_stay_short_enough_to_be_read() -> None:
    assert RULES.count("\n") <= 120


@pytest.mark.parametrize("text", [PAGE, RULES], ids=["README.md", "CLAUDE.md"])
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(r"[ \t]$", id="space at the end of a line"),
        pytest.param(r"\t|\r|\u00a0|\ufeff", id="tab, carriage return, hard space or BOM"),
        pytest.param(r"[\u2010-\u2012\u2018-\u201f\uff5c\uff1a]", id="look-alike punctuation"),
        pytest.param(r"\n\n\n", id="two blank lines"),
        pytest.param(r"[^\n]\n#{1,6} ", id="no blank line before a heading"),
        pytest.param(r"^#{1,6} .+\n[^\n]", id="no blank line after a heading"),
        pytest.param(r"^#{1,6} .*[:#]$", id="stray sign at the end of a heading"),
        pytest.param(r"\n\n\Z|[^\n]\Z", id="end of file is not one newline"),
    ],
)
def test_text_is_clean(text: str, fault: str) -> None:
    found = re.search(fault, text, re.MULTILINE)
    assert found is None, text[max(0, found.start() - 60) : found.end() + 60]


ITEM = re.compile(
    r"- \[[^\[\]|]+[^\[\]|: ]\]\(https://[^\s()|]+\)"
    r"(?P<suffix> \(Section \d+\))?"
    r"(?P<description>: [^\s|\[\]][^|\[\]]*(?<![\s.:]))?"
    r"(?P<code> \| \[Code\]\(https://[^\s()|]+\))?"
    r"(?P<fields>(?: \| [^\s|][^|]*(?<!\s)){0,2})"
)
REPORT = re.compile(r"- \[[^\[\]|]+\]\(https://[^\s()|]+\) – \((?P<month>[A-Z][a-z]{2}) \d{4}\)")


@pytest.mark.parametrize("entry", LIST.entries, ids=lambda entry: f"line {entry.line}")
def test_entry_has_the_form_of_the_rules(entry: Entry) -> None:
    form = REPORT if entry.section == REPORTS else ITEM
    assert form.fullmatch(entry.raw)


@pytest.mark.parametrize(
    "line",
    [
        "- [Name:](https://x.org/1) Subtitle",
        "- [Name](https://x.org/1) : Subtitle",
        "- [Name](https://x.org/1):Subtitle",
        "- [Name](https://x.org/1) - Subtitle",
        "- [Name](https://x.org/1): Subtitle| OSDI' 24",
        "- [Name](https://x.org/1): Subtitle.",
        "- [Name](http://x.org/1): Subtitle",
        "- Name | (GT)[https://x.org/1]",
        "-  [Name](https://x.org/1)",
    ],
)
def test_the_form_leaves_faults_out(line: str) -> None:
    assert not ITEM.fullmatch(line)


def test_fields_are_a_venue_and_then_an_organization() -> None:
    for entry in LIST.entries:
        fields = entry.raw.split(" | ")[1:]
        fields = [field for field in fields if not field.startswith("[Code]")]
        assert fields == [field for field in (entry.venue, entry.organization) if field], entry.raw


def test_venues_have_the_house_form() -> None:
    venues = {entry.venue for entry in LIST.entries} - {""}
    assert len(venues) > 20
    assert {venue: house_venue(venue) for venue in venues} == {venue: venue for venue in venues}
    assert [
        v for v in venues if not re.fullmatch(r"[A-Za-z -]+' \d\d(?: \([A-Z][\w ]+\))?", v)
    ] == []


def test_each_organization_has_one_spelling() -> None:
    spellings = defaultdict(set)
    for entry in LIST.entries:
        for name in filter(None, entry.organization.split(", ")):
            spellings[re.sub(r"\W", "", name).casefold()].add(name)
    assert len(spellings) > 30
    assert [names for names in spellings.values() if len(names) > 1] == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(r"www\.arxiv\.org", id="www"),
        pytest.param(r"arxiv\.org/(?!abs/\d{4}\.\d{4,5}$)", id="arXiv link not abs and number"),
        pytest.param(r"[?&](?:fbclid|utm_\w+|gclid|ref)=", id="tracking"),
        pytest.param(r"dl\.acm\.org/doi/(?!10\.)", id="ACM link not doi and number"),
        pytest.param(r"^http:", id="http"),
    ],
)
def test_links_are_canonical(fault: str) -> None:
    assert [entry.url for entry in LIST.entries if re.search(fault, entry.url)] == []


def test_one_link_is_one_paper_and_stands_once_in_a_section() -> None:
    titles, sections = defaultdict(set), defaultdict(list)
    for entry in LIST.entries:
        if entry.url != VENUE_PAGE:
            titles[entry.url].add(entry.full_title)
            sections[entry.url].append(entry.section)
    assert {url: names for url, names in titles.items() if len(names) > 1} == {}
    assert [url for url, where in sections.items() if len(where) != len(set(where))] == []
    listed_twice = {titles[url].pop() for url, where in sections.items() if len(where) > 1}
    assert listed_twice == {
        "The Llama 3 Herd of Models",
        "DeepSeek-V3 Technical Report",
        "DISTMM: Accelerating Distributed Multimodal Model Training",
    }


def test_one_title_stands_once_in_a_section() -> None:
    found = Counter((entry.section, entry.full_title.casefold()) for entry in LIST.entries)
    assert [key for key, times in found.items() if times > 1] == []


def test_no_title_is_said_twice() -> None:
    for entry in LIST.entries:
        assert not entry.description.casefold().startswith(entry.title.casefold()), entry.raw


def test_a_report_is_dated_in_the_month_of_its_arxiv_number() -> None:
    months = re.findall("...", "JanFebMarAprMayJunJulAugSepOctNovDec")
    checked = 0
    for entry in LIST.entries:
        number = re.search(r"arxiv\.org/abs/(\d\d)(\d\d)\.", entry.url)
        if entry.section == REPORTS and number:
            month = months[int(number[2]) - 1]
            assert entry.raw.endswith(f" – ({month} 20{number[1]})")
            checked += 1
    assert checked > 10


def test_the_odd_forms_that_the_grammar_knows_are_on_the_page() -> None:
    assert re.search(r"\) \(Section \d\)$", PAGE, re.MULTILINE)
    assert " | [Code](https://" in PAGE
    labels = [section.path for section in LIST.sections if section.is_label]
    assert labels == ["LLM Frameworks > Training > Post-Training"]


# What follows compares with the seed, where it is to be had.

TWINS = {
    "https://arxiv.org/abs/2404.18322": "the same line stood twice in one section",
    "https://arxiv.org/abs/2407.21255": "an earlier title of the same arXiv number",
    "https://arxiv.org/abs/2504.07491": "the same arXiv number under another title",
    "https://arxiv.org/abs/2501.12599": "the same arXiv number under another title",
}
"""Listed twice in one section of the seed, once here; the fifth is `MERGED`."""
MERGED = "Jenga: Effective Memory Management for Serving LLM with Heterogeneity"
"""Listed twice in one section of the seed, by preprint and by the conference's programme."""
REPAIRED = {
    ("HAP", "https://dl.acm.org/doi/10.1145/3627703.3650074"): (
        "https://dl.acm.org/doi/10.1145/3627703.3629580",
        "the number was another paper's, GMorph",
    ),
    ("eLLM", "https://arxiv.org/abs/2506.14851"): (
        "https://arxiv.org/abs/2506.15155",
        "the number was that of the line above",
    ),
    ("The Llama 3 Herd of Models", "https://arxiv.org/abs/2404.11083"): (
        "https://arxiv.org/abs/2407.21783",
        "the number was another paper's; this one stands in another section of the seed",
    ),
    (
        "DeepSeek-LLM Technical Report",
        "https://nairl.kr/wp-content/uploads/2025/02/deepseek_r1_techreport.pdf",
    ): ("https://arxiv.org/abs/2401.02954", "a copy of another report"),
    (
        "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning",
        "https://www.boozallen.com/content/dam/home/docs/ai/a-technical-primer-on-deepseek.pdf",
    ): ("https://arxiv.org/abs/2501.12948", "another company's introduction to the model"),
    (
        "Enabling Parallelism Hot Switching for Efficient Training of Large Language Models",
        "",
    ): ("https://dl.acm.org/doi/10.1145/3694715.3695969", "it had no link"),
}
"""(title, link) in the seed → link here, with the reason."""


def canonical(url: str) -> str:
    """One form for all spellings of an arXiv number or an ACM DOI."""
    if found := re.search(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})", url):
        return f"https://arxiv.org/abs/{found[1]}"
    return re.sub(r"dl\.acm\.org/doi/(?:pdf|abs)/", "dl.acm.org/doi/", url)


def seed() -> Document:
    return parse((SEEDS / "llmsys-readme.md").read_text(encoding="utf-8"))


def seed_rows() -> Iterator[tuple[str, str, Entry]]:
    """(section, link, entry) of the seed in order, links repaired and twins left out."""
    seen = set()
    for entry in seed().entries:
        url = canonical(entry.url)
        url = REPAIRED.get((entry.title, url), (url,))[0]
        section = entry.section.replace("Leaderboard ? Traces", "Leaderboard / Traces")
        if entry.full_title == MERGED and url == VENUE_PAGE:
            continue
        if (section, url) in seen and url in TWINS:
            continue
        seen.add((section, url))
        yield section, url, entry


@needs_seeds
def test_the_seed_has_the_count_this_page_starts_from() -> None:
    assert len(seed().entries) == 334
    assert len(list(seed_rows())) == 334 - len(TWINS) - 1


@needs_seeds
def test_every_link_of_the_seed_is_in_its_section_in_its_order() -> None:
    ours = [(entry.section, entry.url) for entry in LIST.entries]
    assert ours == [(section, url) for section, url, _ in seed_rows()]


@needs_seeds
def test_every_repair_is_still_one() -> None:
    found = {(entry.title, canonical(entry.url)) for entry in seed().entries}
    assert set(REPAIRED) <= found


@needs_seeds
def test_sections_are_those_of_the_seed_in_order() -> None:
    theirs = [
        section.path.replace("Leaderboard ? Traces", "Leaderboard / Traces")
        for section in seed().sections
        if section.title != "ML Systems"  # a link to a page of its own, and no entries
    ]
    assert [section.path for section in LIST.sections] == theirs


@needs_seeds
def test_venues_are_those_of_the_seed() -> None:
    gained = {
        "AQUA": "its twin has it",
        "Jenga": "its twin has it",
    }
    for ours, (_, _, theirs) in zip(LIST.entries, seed_rows(), strict=True):
        if ours.title in gained:
            assert (bool(ours.venue), theirs.venue) == (True, ""), gained[ours.title]
            continue
        mine, other = read_venue(ours.venue), read_venue(theirs.venue)
        assert (mine and (mine.name.casefold(), mine.year)) == (
            other and (other.name.casefold(), other.year)
        ), ours.raw


ORGANIZATIONS = {
    "Ant": "Ant Group",
    "Bytedance": "ByteDance",
    "Havard": "Harvard",
    "HuggingFace": "Hugging Face",
    "MSFT": "Microsoft",
    "NVIDA": "NVIDIA",
    "Nvidia": "NVIDIA",
    "Seed": "ByteDance Seed",
    "Stanford & UCB": "Stanford, UCB",
    "THU": "Tsinghua",
    "Umich": "UMich",
}
"""Spelling in the seed → the one spelling here."""


@needs_seeds
def test_organizations_are_those_of_the_seed() -> None:
    used = set()
    for ours, (_, _, theirs) in zip(LIST.entries, seed_rows(), strict=True):
        used.add(theirs.organization)
        name = ORGANIZATIONS.get(theirs.organization, theirs.organization)
        assert ours.organization == name, ours.raw
    assert set(ORGANIZATIONS) <= used


@needs_seeds
def test_titles_are_those_of_the_seed() -> None:
    """Up to case, signs and spaces; `RETITLED` has the others, each with its reason."""
    changed = [
        ours.title
        for ours, (_, _, theirs) in zip(LIST.entries, seed_rows(), strict=True)
        if letters(ours.full_title) != letters(theirs.full_title)
    ]
    assert changed == [*RETITLED]


OURS = "the words after the title are ours"
RETITLED = {
    "Collective Communication for 100k+ GPUs": OURS,
    "RL-Factory": OURS,
    "DeepSpeed-MII": "an acronym spelt out and then repeated",
    "AQUA": "the title of its published form, from its twin",
    "Serve Programs, Not Prompts": OURS,
    "SLA": "the paper's name is in its title",
    "SkipDecode": "a letter too many",
    "If At First You Don't Succeed, Try, Try, Again...?": "its subtitle is in the link",
    "Gemini 1.5: Unlocking multimodal understanding across millions of tokens of context": "whole",
    "DeepSeek LLM: Scaling Open-Source Language Models with Longtermism": "title of the paper",
    "gpt-oss-120b & gpt-oss-20b Model Card": "title of the paper",
    "DeepSpeed": OURS,
    "VeOmni": "subtitle of the paper, whole",
    "TRL": "the library's name spelt out",
    "OpenRLHF": OURS,
    "rLLM": OURS,
    "SkyRL": OURS,
    "AReaL": OURS,
    "slime": OURS,
    "RAGEN": OURS,
    "KTransformers": "name of the project",
    "Dynamo": OURS,
    "LMCache": OURS,
    "Awesome-LLM": OURS,
    "awesome-AI-system": OURS,
    "awesome-Auto-Parallelism": OURS,
}
"""Entries whose title or description differs from the seed by more than form, with the reason."""


def letters(title: str) -> str:
    return re.sub(r"[\W_]", "", title).casefold()


@needs_seeds
@pytest.mark.parametrize("name", ["llmsys-readme.md", "llmsys-claude-guidelines.md"])
def test_prose_is_our_own(name: str) -> None:
    theirs = {
        line.strip(" -*#>0123456789.").casefold()
        for line in (SEEDS / name).read_text(encoding="utf-8").split("\n")
        if "](" not in line
    }
    ours = {
        line.strip(" -*#>0123456789.").casefold()
        for line in (PAGE + RULES).split("\n")
        if "](" not in line
    }
    shared = {line for line in ours & theirs if len(line.split()) > 6}
    assert shared == set()
