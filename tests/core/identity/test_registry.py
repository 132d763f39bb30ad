"""Links and written numbers that name a paper, beside those that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.identity.registry import PaperId, arxiv_year_month, paper_id, parse_id

HASH = "98dce83da57b0395e163467c9dae521b"
LONG_HASH = "0123456789abcdef0123456789abcdef01234567"

SPELLINGS = {
    "arxiv:2309.06180": [
        "https://arxiv.org/abs/2309.06180",
        "http://arxiv.org/abs/2309.06180",
        "arxiv.org/abs/2309.06180",
        "//arxiv.org/abs/2309.06180",
        "  https://arxiv.org/abs/2309.06180 \n",
        "HTTPS://ArXiv.ORG/ABS/2309.06180",
        "https://www.arxiv.org/pdf/2309.06180",
        "https://arxiv.org/pdf/2309.06180v12.pdf#page=3",
        "https://arxiv.org/html/2309.06180v1/",
        "https://arxiv.org/abs/2309.06180?utm_source=x&context=cs",
        "https://arxiv.org/abs/2309.06180#:~:text=In%20this%20paper",
        "https://arxiv.org:443/abs/2309.06180",
        "https://export.arxiv.org/abs/2309.06180",
        "https://ar5iv.labs.arxiv.org/html/2309.06180",
        "https://ar5iv.org/abs/2309.06180",
        "https://arxiv.org/abs/arXiv:2309.06180",
        "https://www.alphaxiv.org/overview/2309.06180v1",
        "https://huggingface.co/papers/2309.06180",
        "https://papers.cool/arxiv/2309.06180",
        "https://www.semanticscholar.org/arxiv/2309.06180",
        "https://doi.org/10.48550/arXiv.2309.06180",
        "https://dx.doi.org/10.48550/ARXIV.2309.06180v2",
        "https://arxiv.org/abs/2309.06180)[MIT",
        "[https://arxiv.org/abs/2309.06180](https://arxiv.org/abs/1)",
        "<https://arxiv.org/abs/2309.06180>",
    ],
    "arxiv:0704.0001": [
        "https://arxiv.org/abs/0704.0001",
    ],
    "arxiv:cs/0309040": [
        "https://arxiv.org/abs/cs/0309040",
        "https://arxiv.org/pdf/cs.LG/0309040v2.pdf",
    ],
    "arxiv:math/0309136": [
        "https://arxiv.org/abs/math.GT/0309136",
    ],
    "arxiv:q-bio/0501001": [
        "https://arxiv.org/abs/q-bio/0501001",
    ],
    "doi:10.1145/3600006.3613165": [
        "https://doi.org/10.1145/3600006.3613165",
        "https://dl.acm.org/doi/10.1145/3600006.3613165",
        "https://dl.acm.org/doi/abs/10.1145/3600006.3613165/",
        "https://dl.acm.org/doi/pdf/10.1145/3600006.3613165?dl=1",
        "https://dl.acm.org/doi/full/10.1145/3600006.3613165",
        "https://dl.acm.org/doi/fullHtml/10.1145/3600006.3613165",
        "https://dl.acm.org/doi/epdf/10.1145%2F3600006.3613165",
        "https://dl.acm.org/doi/10.1145/3600006.3613165).",
    ],
    "doi:10.1145/2342356.2342360": [
        "https://dl.acm.org/citation.cfm?id=2342356.2342360",
    ],
    "doi:10.1016/s0140-6736(05)67018-x": [
        "https://doi.org/10.1016/S0140-6736(05)67018-X",
    ],
    "doi:10.1007/s11280-024-01": [
        "https://link.springer.com/article/10.1007/S11280-024-01",
    ],
    "doi:10.1007/978-3_12": [
        "https://link.springer.com/content/pdf/10.1007/978-3_12.pdf",
    ],
    "doi:10.1002/cpe.1": [
        "https://onlinelibrary.wiley.com/doi/full/10.1002/cpe.1/abstract",
    ],
    "doi:10.1101/2024.01.02.5": [
        "https://www.biorxiv.org/content/10.1101/2024.01.02.5v2.full.pdf",
    ],
    "openreview:uLpyWQPyF9": [
        "https://openreview.net/forum?id=uLpyWQPyF9",
        "https://openreview.net/pdf?id=uLpyWQPyF9",
        "https://openreview.net/forum?noteId=abc&id=uLpyWQPyF9#all",
        "https://openreview.net/attachment?id=uLpyWQPyF9&name=pdf",
    ],
    "usenix:osdi24/lin-chaofan": [
        "https://www.usenix.org/conference/osdi24/presentation/lin-chaofan",
        "https://www.usenix.org/system/files/osdi24-lin-chaofan.pdf",
    ],
    "usenix:osdi24/lee": [
        "https://www.usenix.org/system/files/osdi24-lee_0.pdf",
    ],
    "usenix:nsdi22/lee": [
        "https://www.usenix.org/system/files/nsdi22-paper-lee.pdf",
    ],
    "usenix:osdi18/lee": [
        "https://www.usenix.org/system/files/conference/osdi18/osdi18-lee.pdf",
    ],
    "usenix:usenixsecurity22/lee": [
        "https://www.usenix.org/system/files/sec22-lee.pdf",
        "https://www.usenix.org/conference/usenixsecurity22/presentation/lee",
    ],
    "pmlr:v202/liu23am": [
        "https://proceedings.mlr.press/v202/liu23am.html",
        "http://proceedings.mlr.press/v202/liu23am/liu23am.pdf",
    ],
    f"mlsys:{HASH}": [
        f"https://proceedings.mlsys.org/paper_files/paper/2023/hash/{HASH}-Abstract-mlsys2023.html",
        f"https://proceedings.mlsys.org/paper_files/paper/2023/file/{HASH}-Paper-mlsys2023.pdf",
        f"https://proceedings.mlsys.org/paper/2022/hash/{HASH}-Abstract.html",
    ],
    f"iclr:{HASH}": [
        f"https://proceedings.iclr.cc/paper_files/paper/2024/file/{HASH}-Paper-Conference.pdf",
    ],
    f"neurips:{HASH}": [
        f"https://proceedings.neurips.cc/paper/2021/hash/{HASH}-Abstract.html",
        f"https://papers.nips.cc/paper_files/paper/2021/file/{HASH.upper()}-Paper.pdf",
    ],
    "neurips:7181": [
        "https://papers.nips.cc/paper/7181-attention-is-all-you-need.pdf",
    ],
    "acl:2023.acl-long.1": [
        "https://aclanthology.org/2023.acl-long.1/",
        "https://aclanthology.org/2023.acl-long.1v2.pdf",
        "https://doi.org/10.18653/v1/2023.acl-long.1",
    ],
    "acl:P18-1001": [
        "https://www.aclweb.org/anthology/p18-1001.pdf",
    ],
    "cvf:Li_X_CVPR_2023": [
        "https://openaccess.thecvf.com/content/CVPR2023/html/Li_X_CVPR_2023_paper.html",
        "https://openaccess.thecvf.com/content/CVPR2023/papers/Li_X_CVPR_2023_paper.pdf",
    ],
    "cvf:Li_X_CVPR_2020": [
        "https://openaccess.thecvf.com/content_CVPR_2020/html/Li_X_CVPR_2020_paper.html",
    ],
    "ieee:10476401": [
        "https://ieeexplore.ieee.org/abstract/document/10476401/",
        "https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=10476401",
        "https://ieeexplore.ieee.org/iel7/1/2/010476401.pdf",
    ],
    f"s2:{LONG_HASH}": [
        f"https://www.semanticscholar.org/paper/A-Title/{LONG_HASH}",
    ],
    "github:vllm-project/vllm": [
        "https://github.com/vLLM-project/vllm",
        "http://www.github.com/vllm-project/vllm.git",
        "https://github.com/vllm-project/vllm/?tab=readme-ov-file#about",
    ],
    "github:ggml-org/llama.cpp": [
        "https://github.com/ggml-org/llama.cpp",
    ],
}
"""Links to each paper."""
LINKS = [(url, name) for name, urls in SPELLINGS.items() for url in urls]


@pytest.mark.parametrize(("url", "name"), LINKS)
def test_a_link_with_a_number_names_its_paper(url: str, name: str) -> None:
    assert str(paper_id(url)) == name


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "2309.06180",
        "see arXiv",
        "#training",
        "mailto:a@arxiv.org",
        "https://",
        "https://arxiv.org",
        "https://arxiv.org/list/cs.DC/recent",
        "https://arxiv.org/abs/XXXX.XXXXX",
        "https://arxiv.org/abs/2309.061801",
        "https://arxiv.org/search/?query=2309.06180",
        "https://notarxiv.org/abs/2309.06180",
        "https://arxiv.org.evil.example/abs/2309.06180",
        "https://example.org/?u=https://arxiv.org/abs/2309.06180",
        "https://papers.cool/arxiv/cs.LG",
        "https://huggingface.co/meta-llama/Llama-3",
        "https://doi.org/",
        "https://example.org/v/10.1/x",
        "https://dl.acm.org/doi/proceedings/10.1145/3627703",
        "https://dl.acm.org/citation.cfm?id=2342356",
        "https://openreview.net/group?id=ICLR.cc",
        "https://openreview.net/forum",
        "https://openreview.net/references/pdf?id=abc",
        "https://www.usenix.org/conference/osdi24",
        "https://www.usenix.org/conference/osdi24/technical-sessions",
        "https://www.usenix.org/system/files/osdi24_slides-lee.pdf",
        "https://proceedings.mlr.press/v202/",
        "https://proceedings.mlr.press/v202/index.html",
        "https://proceedings.mlsys.org/paper_files/paper/2023",
        "https://papers.nips.cc/paper/2019",
        "https://aclanthology.org/volumes/2023.acl-long/",
        "https://openaccess.thecvf.com/CVPR2023?day=all",
        "https://ieeexplore.ieee.org/xpl/conhome/10476398/proceeding",
        "https://www.semanticscholar.org/",
        "https://github.com/vllm-project",
        "https://github.com/vllm-project/vllm/blob/main/paper.pdf",
        "https://github.com/vllm-project/vllm/tree/main",
        "https://github.com/orgs/vllm-project",
        "https://github.com/topics/llm",
        "https://gist.github.com/someone/0123456789abcdef",
        "https://vllm-project.github.io/vllm",
        "https://sigops.org/s/conferences/sosp/2025/accepted.html",
    ],
)
def test_a_page_about_no_single_paper_names_none(url: str) -> None:
    assert paper_id(url) is None


WRITTEN = [
    ("2309.06180", "arxiv:2309.06180"),
    ("arXiv:2309.06180v2", "arxiv:2309.06180"),
    ("arxiv: 2309.06180 [cs.LG]", "arxiv:2309.06180"),
    ("arXiv.2309.06180", "arxiv:2309.06180"),
    ("arXiv:2313.00001", "arxiv:2313.00001"),
    ("cs/0309040", "arxiv:cs/0309040"),
    ("arXiv:math.GT/0309136v1", "arxiv:math/0309136"),
    ("10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
    ("doi:10.1145/3600006.3613165.", "doi:10.1145/3600006.3613165"),
    ("DOI 10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
    ("doi:10.48550/arXiv.2309.06180", "arxiv:2309.06180"),
    ("https://arxiv.org/pdf/2309.06180v1", "arxiv:2309.06180"),
    ("github.com/vllm-project/vllm", "github:vllm-project/vllm"),
]


@pytest.mark.parametrize(("text", "name"), WRITTEN)
def test_a_number_written_out_names_its_paper(text: str, name: str) -> None:
    assert str(parse_id(text)) == name


@pytest.mark.parametrize(
    "text",
    ["", "vLLM", "2024.12345", "2313.00001", "10.5", "10.1/x", "github:orgs", "s2:abc", "x:y"],
)
def test_other_text_names_none(text: str) -> None:
    assert parse_id(text) is None


@pytest.mark.parametrize("name", sorted({name for _, name in LINKS}))
def test_a_name_reads_as_itself(name: str) -> None:
    assert str(parse_id(name)) == name


def test_papers_order_by_scheme_then_number() -> None:
    papers = [PaperId("doi", "10.1/a"), PaperId("arxiv", "2"), PaperId("arxiv", "1")]
    assert [str(paper) for paper in sorted(papers)] == ["arxiv:1", "arxiv:2", "doi:10.1/a"]


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("2309.06180", (2023, 9)),
        ("2309.06180v3", (2023, 9)),
        ("0704.0001", (2007, 4)),
        ("cs/0309040", (2003, 9)),
        ("hep-th/9108001", (1991, 8)),
        ("math.GT/0309136", (2003, 9)),
    ],
)
def test_an_arxiv_number_tells_its_month(value: str, when: tuple[int, int]) -> None:
    assert arxiv_year_month(value) == when


@pytest.mark.parametrize(
    "value",
    ["", "2313.12345", "2300.12345", "0703.0001", "cs/9107001", "cs/0704001", "cs/0313001",
     "10.1145/3600006", "XXXX.XXXXX", "٢٣٠٩.٠٦١٨٠"],
)  # fmt: skip
def test_no_month_is_made_up(value: str) -> None:
    assert arxiv_year_month(value) is None


hosts = st.sampled_from(sorted({url.split("/")[2] for url, _ in LINKS if "://" in url}))


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://doi.org/10.1145/" + "x)" * 50_000, id="closing brackets"),
        pytest.param("10.1145/" + "/pdf" * 50_000, id="publisher's tails"),
        pytest.param("https://doi.org/10.1145/x" + "/" * 100_000, id="slashes"),
        pytest.param("[" * 200_000, id="opening brackets"),
        pytest.param("https://proceedings.mlr.press/v1/" + "a" * 100_000 + "!", id="long name"),
        pytest.param("https://github.com/a/" + "." * 100_000 + "!", id="dots"),
        pytest.param("https://www.usenix.org/system/files/" + "a" * 100_000, id="letters"),
    ],
)
def test_hostile_length_is_read_at_once_and_names_none(text: str) -> None:
    assert paper_id(text) is None
    assert parse_id(text) is None


links = st.builds("https://{}/{}".format, hosts, st.text(max_size=60))


@given(st.text(max_size=80) | links | st.sampled_from(LINKS).map(lambda link: link[0]))
def test_any_text_is_read_and_a_name_found_reads_as_itself(text: str) -> None:
    for found in (paper_id(text), parse_id(text)):
        if found is not None:
            assert parse_id(str(found)) == found


@given(
    st.sampled_from(LINKS),
    st.sampled_from(["?utm_source=x", "#frag", "#/route", "?ref=abc#x"]),
)
def test_what_follows_a_link_does_not_change_its_paper(link: tuple[str, str], tail: str) -> None:
    url, name = link
    if not any(mark in url for mark in "?#)>] "):
        assert str(paper_id(url + tail)) == name


@pytest.mark.parametrize(
    ("paper", "link"),
    [
        pytest.param(
            PaperId("arxiv", "2309.06180"), "https://arxiv.org/abs/2309.06180", id="arXiv"
        ),
        pytest.param(PaperId("doi", "10.1145/1"), "https://doi.org/10.1145/1", id="DOI"),
        pytest.param(PaperId("github", "a/b"), "", id="no page of its own kind"),
    ],
)
def test_a_number_leads_to_its_page(paper: PaperId, link: str) -> None:
    assert paper.link == link
    assert paper_id(link) == (paper if link else None)


@pytest.mark.parametrize(
    ("other", "contradicts"),
    [
        pytest.param(PaperId("arxiv", "2401.00002"), True, id="another number"),
        pytest.param(PaperId("arxiv", "2401.00001"), False, id="the same"),
        pytest.param(PaperId("doi", "10.1145/1"), False, id="another scheme"),
        pytest.param(None, False, id="no number"),
    ],
)
def test_two_numbers_of_one_scheme_are_two_papers(other: PaperId | None, contradicts: bool) -> None:
    assert PaperId("arxiv", "2401.00001").contradicts(other) is contradicts
