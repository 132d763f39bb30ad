"""Full names of venues as bibliographies print them, and names that only begin alike."""

import pytest

from llmsys_mcp.core.citing.proceedings import venue_of


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Proceedings of the 18th USENIX Symposium on Operating Systems Design and Implementation",
         "OSDI"),
        ("Proceedings of the 29th Symposium on Operating Systems Principles", "SOSP"),
        ("Proceedings of the 29th ACM International Conference on Architectural Support for"
         " Programming Languages and Operating Systems, Volume 3", "ASPLOS"),
        ("2026 IEEE International Symposium on High-Performance Computer Architecture (HPCA)",
         "HPCA"),
        ("2026 ACM/IEEE 53rd Annual International Symposium on Computer Architecture", "ISCA"),
        ("Advances in Neural Information Processing Systems", "NeurIPS"),
        ("Proceedings of Machine Learning and Systems", "MLSys"),
        ("International Conference on Machine Learning, PMLR", "ICML"),
        ("European  Conference on Computer Vision 2026", "ECCV"),
        ("Proceedings of the VLDB Endowment", "PVLDB"),
        ("ACM Transactions on Computer Systems vol. 3", "TOCS"),
    ],
)  # fmt: skip
def test_a_full_name_is_a_venue(name: str, short: str) -> None:
    assert venue_of(name) == short


@pytest.mark.parametrize(
    "name",
    [
        "",
        "IEEE Computer Architecture Letters",
        "International Conference on Machine Learning and Cybernetics",
        "Findings of the Association for Computational Linguistics: EMNLP 2026",
        "Workshop at the International Conference on Machine Learning",
        "Journal of Applied Caching",
    ],
)
def test_what_is_no_known_venue_is_none(name: str) -> None:
    assert venue_of(name) == ""
