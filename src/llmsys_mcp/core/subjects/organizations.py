"""Who makes papers: universities, companies and laboratories by the names that lists give them."""

import re

_NAMES = """
ADIA Adobe Aleph AI2 Alibaba Allen Amazon AMD Ant Anthropic Apple ARM ASU AWS Azure Baidu BAAI BUAA
BUPT Berkeley ByteDance Caltech Cambridge Cerebras Chalmers Cisco CMU Cohere Columbia Cornell CUHK
Databricks DeepMind DeepSeek Dell Duke ECNU Edinburgh EPFL Ericsson ETH Facebook Fudan Fujitsu
Gatech Google Graphcore Groq Harvard HIT HKU HKUST Huawei HUST IBM ICT IIT Imperial INRIA Inria
Intel IPADS JD JHU KAIST Kuaishou Lepton LMSYS Meituan Meta Microsoft MIT Mistral Moonshot MPI MSR
MSRA MSFT NEC NCSU NJU NTU NUDT NUS NVIDIA Northeastern Northwestern NYU Oracle OpenAI OSU Oxford
Penn Pinterest PKU POSTECH PPIO Princeton Purdue PyTorch Qualcomm Qwen Rice RUC Rutgers Salesforce
Samsung SambaNova SenseTime Shopify SJTU SNU Snowflake Sony Stanford StepFun SUSTech SYSU Tencent
THU TikTok TJU Tsinghua TUM UC UCB UCI UCL UCLA UCSB UCSC UCSD UChicago UIUC UMass UMD UMich UMN
UNC UNIST UNSW UPenn USC USTC UT UTA UTokyo UVA UW UWaterloo UWisc VMware Waterloo WISC Xiaomi XJTU
Yale Yandex Zhipu ZJU
"""
SPELLINGS = {
    "nvidia": "NVIDIA",
    "bytedance": "ByteDance",
    "byte dance": "ByteDance",
    "umich": "UMich",
    "university of michigan": "UMich",
    "huggingface": "Hugging Face",
    "hugging face": "Hugging Face",
    "msft": "Microsoft",
    "microsoft": "Microsoft",
    "deepseek": "DeepSeek",
    "deepseek-ai": "DeepSeek",
    "openai": "OpenAI",
    "google": "Google",
    "deepmind": "DeepMind",
    "google deepmind": "Google DeepMind",
    "meta": "Meta",
    "alibaba": "Alibaba",
    "tencent": "Tencent",
    "huawei": "Huawei",
    "kuaishou": "Kuaishou",
    "cmu": "CMU",
    "ucb": "UCB",
    "uc berkeley": "UCB",
    "ucsd": "UCSD",
    "uiuc": "UIUC",
    "ucla": "UCLA",
    "mit": "MIT",
    "pku": "PKU",
    "thu": "THU",
    "sjtu": "SJTU",
    "nus": "NUS",
    "epfl": "EPFL",
    "eth": "ETH",
    "ut austin": "UT Austin",
    "pytorch": "PyTorch",
}
"""Organisations in lower case → the one spelling that a list gives them."""

_KNOWN = frozenset(name.lower() for name in _NAMES.split())
_KIND = re.compile(
    r"\b(?:universit(?:y|ies|ät|é)|institut(?:e|es|ion)?|college|academy|school|labs?|laborator(?:y|ies)"
    r"|research|group|inc|ltd|corp|cloud|technolog(?:y|ies)|team)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[A-Z][a-zà-ÿ'’-]+(?: [A-Z][a-zà-ÿ'’.-]*){1,2}")


def names_maker(text: str, title: str = "") -> bool:
    """Whether `text` names an organisation or a person rather than what a paper is about.

    Two or three capitalised words are a person's name when they are no subject of the field and
    none of them stands in the paper's title.
    """
    words = text.split()
    if not words:
        return False
    if words[0].lower().strip(".,") in _KNOWN or _KIND.search(text):
        return True
    if not _PERSON.fullmatch(text) or _names_subject(text):
        return False
    said = title.casefold()
    return not any(word.casefold() in said for word in words)


def _names_subject(text: str) -> bool:
    from llmsys_mcp.core.subjects.evidence import subjects_named
    from llmsys_mcp.core.words import concepts

    return bool(concepts(text) or subjects_named(text))
