"""What people paste, place by place, and what a careful maintainer would make of it.

Each case says which papers a text tells of. A paper is read in full (`P`), or it is not sure and
has to be asked about (`Ask`); in a case that leaves it open (`May`) both will do, for what was
read and is not asked about has to be right.
"""

# ruff: noqa: E501  (each case stands in one line of its table, however long)

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.identity.title import is_placeholder
from llmsys_mcp.core.intake import Pasted
from llmsys_mcp.core.venue import read_venue
from llmsys_mcp.services.intake import read_papers

U, U2, U3 = (f"https://arxiv.org/abs/2603.0000{n}" for n in "123")
C, C2 = "https://github.com/pagers/kvpage", "https://github.com/pagers/moepage"
X = "https://www.usenix.org/conference/osdi26/presentation/smith"
NUMBERED = "https://openreview.net/forum?id=aB3dEfGh1"
REST = "Efficient Cache Paging for Long Contexts"
T = f"KVPage: {REST}"
T2 = "MoEPage: Fast Expert Swapping on Small GPUs"
T3 = "Serving Mixtures of Experts Without Stragglers"
LOW = "KVPage: efficient cache paging for long contexts"
SAID = "An analysis of speculative decoding at scale"


@dataclass(frozen=True)
class P:
    """A paper as it should be read."""

    title: str = T
    url: str = U
    venue: str = ""
    """`OSDI 2026`, however it was written."""
    organization: str = ""
    description: str = ""
    """Beside a title that is told in full."""
    more: tuple[str, ...] = ()
    section: str = ""
    asked: bool | None = False
    """None: it may be asked about."""


def Ask(title: str | None = None, url: str = U) -> P:  # noqa: N802  (reads as a kind of `P`)
    return P(title or "", url, asked=True)


def May(title: str = T, url: str = U, venue: str = "", more: tuple[str, ...] = ()) -> P:  # noqa: N802
    return P(title, url, venue, more=more, asked=None)


OSDI = "OSDI 2026"
PLAIN = P()
IN_OSDI = P(venue=OSDI)
WITH_CODE = P(more=(C,))

EMPHASIS = {
    "bold name": (f"**KVPage**: {REST} {U}", PLAIN),
    "bold name with colon": (f"**KVPage:** {REST} {U}", PLAIN),
    "slanted name": (f"- *KVPage*: {REST} {U}", PLAIN),
    "bold slanted name": (f"***KVPage***: {REST} {U}", PLAIN),
    "name as code": (f"* `KVPage`: {REST} {U}", PLAIN),
    "bold name and dash": (f"- __KVPage__ - {REST} {U}", PLAIN),
    "bold link": (f"- **[{T}]({U})**", PLAIN),
    "bold text of a link": (f"- [**{T}**]({U})", PLAIN),
    "bold name in a link": (f"- [**KVPage**: {REST}]({U})", PLAIN),
    "bold name, linked, rest behind": (f"- **[KVPage]({U})**: {REST}", PLAIN),
    "bold title": (f"**{T}** [[paper]({U})] [[code]({C})]", WITH_CODE),
    "slanted title": (f"_{T}_ — {U}", PLAIN),
    "bold never closed": (f"**{T} {U}", PLAIN),
    "bold opened late": (f"{T}** {U}", PLAIN),
    "star of the title": (f"Q*-Serve: Search at Inference Time {U}", P("Q*-Serve: Search at Inference Time")),
    "underscore of the title": (f"kv_page: Efficient Cache Paging {U}", P("kv_page: Efficient Cache Paging")),
    "struck out": (f"- ~~{T}~~ {U}", Ask(T)),
    "struck out link": (f"- ~~[{T}]({U})~~", Ask(T)),
    "struck out with its link": (f"- ~~{T} {X}~~", Ask(T, X)),
    "struck out by one tilde": (f"~{T} {U}~", Ask(T)),
    "struck out in the link": (f"- [~~{T}~~]({U})", Ask(T)),
    "struck out in html": (f"- <del>[{T}]({U})</del>", Ask(T)),
    "struck out in old html": (f'<s>{T} {U}</s>\n<strike class="a">{T2}</strike> {U2}', Ask(T), Ask(T2, U2)),
    "struck out above its link": (f"~~{T}~~\n{U}", Ask(T)),
    "struck out link below": (f"{T}\n~~{U}~~", Ask(T)),
    "struck out link above": (f"~~{U}~~\n{T}", Ask(T)),
    "struck out in a field": (f"Title: ~~{T}~~\nLink: {U}", Ask(T)),
    "struck out link in a field": (f"Title: {T}\nLink: <del>{U}</del>\nVenue: OSDI 2026", Ask(T)),
    "struck out in a row": (f"| Title | Link |\n|-|-|\n| ~~{T}~~ | {U} |\n| {T2} | {U2} |", Ask(T), P(T2, U2)),
    "struck out before any paper": (f"Venue: ~~OSDI~~\n\n{T} {U}", PLAIN),
    "tildes for about": (f"{T} {U} ~5% (~3 GPUs), ~7x", PLAIN),
    "emphasis around both": (f"_{T} {X}_", P(url=X)),
    "bold around both": (f"__{T} {X}__", P(url=X)),
    "stars around both": (f"***{T} {X}***", P(url=X)),
    "name alone": (f"**KVPage** {U}", Ask("KVPage")),
    "name alone as link": (f"- [KVPage]({U})", Ask("KVPage")),
    "name, quoted rest": (f'- **KVPage**: *"{REST}"*, OSDI 2026. [[Paper]]({U})', IN_OSDI),
    "bold link written out": (f"{T} **{U}**", PLAIN),
    "slanted link written out": (f"{T}: _{U}_", PLAIN),
    "html emphasis": (f"<b>KVPage</b>: {REST} {U}", PLAIN),
    "entity": (f"Pages &amp; Caches for Serving Models {U}", P("Pages & Caches for Serving Models")),
}  # fmt: skip

VENUES = {
    "brackets behind": (f"[{T}]({U}) (OSDI '26)", IN_OSDI),
    "square brackets behind": (f"- [{T}]({U}) [OSDI 2026]", IN_OSDI),
    "between commas": (f"**{T}**, OSDI 2026, {U}", IN_OSDI),
    "comma behind": (f"- [{T}]({U}), OSDI 2026", IN_OSDI),
    "dash and award behind": (f"[{T}]({U}) - OSDI 2026 (Best Paper)", IN_OSDI),
    "award in the brackets": (f"[{T}]({U}) (OSDI'26, Best Paper)", IN_OSDI),
    "award first": (f"{T} {U} (Spotlight, ICLR 2026)", P(venue="ICLR 2026")),
    "award before the link": (f"{T} (OSDI '26 Best Paper Award) {U}", IN_OSDI),
    "award and pictogram": (f"🏆 {T}, MLSys 2026 (Outstanding Paper) {U}", P(venue="MLSys 2026")),
    "in front, sentence": (f"[OSDI'26] {LOW}. {U}", P(LOW, venue=OSDI)),
    "in front, no name": (f"- [OSDI'26] {SAID}. {U}", May(SAID, venue=OSDI)),
    "in front, bold": (f"- **[OSDI'26]** {T} [[Paper]({U})]", IN_OSDI),
    "in front, slanted": (f"- (*OSDI'26*) {T} [[paper]({U})] [[code]({C})]", P(venue=OSDI, more=(C,))),
    "in front of a link": (f"- [OSDI '26] [{T}]({U})", IN_OSDI),
    "round in front of a link": (f"(OSDI '26) [{T}]({U})", IN_OSDI),
    "as code in front": (f"- `OSDI'26` [{T}]({U})", IN_OSDI),
    "colon in front": (f"OSDI 2026: {T} {U}", IN_OSDI),
    "colon in front of a link": (f"- OSDI 2026: [{T}]({U})", IN_OSDI),
    "dash in front": (f"- **OSDI 2026** - {T}. [pdf]({U})", IN_OSDI),
    "bars": (f"OSDI'26 | {T} | {U}", IN_OSDI),
    "bar behind": (f"[{T}]({U}) | OSDI 2026", IN_OSDI),
    "at sign behind": (f"[{T}]({U}) @ OSDI 2026", IN_OSDI),
    "slanted behind": (f"[{T}]({U}) *OSDI 2026*", IN_OSDI),
    "as code behind": (f"- [{T}]({U}) `OSDI'26`", IN_OSDI),
    "sentence behind": (f"[{T}]({U}). In OSDI 2026.", IN_OSDI),
    "to appear": (f"[{T}]({U}) (to appear at OSDI '26)", IN_OSDI),
    "accepted": (f"[{T}]({U}) — accepted at OSDI 2026!", IN_OSDI),
    "between title and links": (f"{T} (OSDI 2026) [paper]({U}) [code]({C})", P(venue=OSDI, more=(C,))),
    "sentence between": (f"{T}. OSDI 2026. [[PDF]({U})]", IN_OSDI),
    "oral": (f"{T}. ICML 2026 (Oral). {U}", P(venue="ICML 2026")),
    "with its maker": (f"[{T}]({U}) (OSDI '26, MIT)", P(venue=OSDI, organization="MIT", asked=None)),
    "behind code": (f"[{T}]({U}) ([code]({C})) (OSDI '26)", P(venue=OSDI, more=(C,))),
    "in quotes": (f'"{T}," OSDI 2026, {U}', IN_OSDI),
    "authors and quotes": (f'Alice Smith et al., "{T}", OSDI 2026. {U}', IN_OSDI),
    "authors in sentences": (f"- {T}. Alice Smith, Bob Jones. OSDI 2026. [pdf]({U})", May(venue=OSDI)),
    "preprint": (f"[{T}]({U}) (arXiv 2026)", PLAIN),
    "preprint and month": (f"[{T}]({U}) - arXiv, Jan 2026", PLAIN),
    "year": (f"[{T}]({U}) (2026)", PLAIN),
    "year behind a comma": (f"[{T}]({U}), 2026", PLAIN),
    "year and month": (f"- [{T}]({U}) (Jan 2026)", PLAIN),
    "unknown workshop": (f"- [{T}]({U}) (Workshop on Paging 2026)", May()),
    "badge": (f"- [{T}]({U}) ![](https://img.shields.io/badge/OSDI-2026-blue)", PLAIN),
    "stars": (f"- [{T}]({U}) (⭐ 120)", PLAIN),
    "year in front": (f"- 2026.03 - {T} [paper]({U})", PLAIN),
    "year in brackets in front": (f"- [2026/03] **{T}** [[paper]]({U}) ![](https://img.shields.io/a)", PLAIN),
    "title that ends in a venue's word": (f"- [A Note on Model Serving at SC]({U})", P("A Note on Model Serving at SC", asked=None)),
}  # fmt: skip

REMARKS = {
    "author and issue": (f"- [{T}]({U}) by @alice fixes #12", PLAIN),
    "thanks": (f"{T} {U} (thanks @bob)", PLAIN),
    "thanks behind a dash": (f"- [{T}]({U}) - thanks @bob!", PLAIN),
    "hash tags": (f"{T} {U} #mlsys #llm", PLAIN),
    "hash tags behind a link": (f"[{T}]({U}) #mlsys #llm", PLAIN),
    "hash tag in front": (f"- [ ] #paper {T} {U}", PLAIN),
    "via": (f"{T} {U} via @alice", PLAIN),
    "via before the link": (f"{T} (via @alice) {U}", PLAIN),
    "copy to": (f"[{T}]({U}) cc @bob", PLAIN),
    "suggested by": (f"[{T}]({U}) - suggested by @alice", PLAIN),
    "closes": (f"- [{T}]({U}): closes #12", PLAIN),
    "by before the link": (f"{T} by @alice and @bob {U}", PLAIN),
    "addressed": (f"@alice: {T} {U}", PLAIN),
    "addressed politely": (f"@alice please add {T} {U}", PLAIN),
    "praise": (f"[{T}]({U}) great paper, must read!", PLAIN),
    "doubtful": (f"- [{T}]({U}) — not sure whether it fits", PLAIN),
    "maker": (f"- [{T}]({U}) [MIT]", P(organization="MIT")),
    "described": (f"- [{T}]({U}) - A pager for caches.", P(description="A pager for caches.")),
    "described, with a venue": (f"- [{T}]({U}) - A pager for caches. (OSDI 2026)", P(venue=OSDI, description="A pager for caches.")),
    "described, with a mention": (f"- [{T}]({U}): a pager, see @alice", P(description="a pager")),
    "done": (f"- [x] done: {T3} {U}", P(T3)),
    "to do": (f"TODO: {T} {U}", PLAIN),
    "new in brackets": (f"- [New] {T} {U}", PLAIN),
    "new, linked": (f"- [NEW] [{T}]({U})", PLAIN),
    "new with a mark": (f"NEW! {T} {U}", PLAIN),
    "must read": (f"Must read: {T} {U}", PLAIN),
    "issue number in front": (f"#12 {T} {U}", PLAIN),
    "chat with times": (f"alice  10:32 AM\n{T} {U}", PLAIN),
    "question mark": (f"{T} {U}?", PLAIN),
    "own question": (f"Have you seen {U}?", Ask()),
    "ellipsis": (f"{T} {U}…", PLAIN),
    "possessive": (f"what about {U}'s code", Ask()),
    "task of a form": ("- [X] I have searched the list for duplicates",),
}  # fmt: skip

SEVERAL = {
    "and": (f"- {T} {U} and {T2} {U2}", PLAIN, P(T2, U2)),
    "commas": (f"{T}: {U}, {T2}: {U2}", PLAIN, P(T2, U2)),
    "links side by side": (f"[{T}]({U}) [{T2}]({U2})", PLAIN, P(T2, U2)),
    "links and commas": (f"[{T}]({U}), [{T2}]({U2}), and [{T3}]({U3})", PLAIN, P(T2, U2), P(T3, U3)),
    "slashes": (f"- [{T}]({U}) / [{T2}]({U2})", PLAIN, P(T2, U2)),
    "each with code": (f"{T} [arXiv]({U}) [code]({C}), {T2} [arXiv]({U2}) [code]({C2})", WITH_CODE, P(T2, U2, more=(C2,))),
    "in brackets": (f"{T} ({U}; {C}) and {T2} ({U2})", WITH_CODE, P(T2, U2)),
    "labels": (f"{T} arXiv: {U} Code: {C}", WITH_CODE),
    "labels and dashes": (f"{T} - paper: {U} - code: {C}", WITH_CODE),
    "two copies": (f"{T} {U} https://doi.org/10.1145/1234567.1234568", P(more=("https://doi.org/10.1145/1234567.1234568",))),
    "links first": (f"{U} ({T}), {U2} ({T2})", PLAIN, P(T2, U2)),
    "each with a venue": (f"[{T}]({U}) (OSDI '26), [{T2}]({U2}) (SOSP '25)", IN_OSDI, P(T2, U2, "SOSP 2025")),
    "each with a venue before": (f"{T} (OSDI '26) {U}; {T2} (SOSP '25) {U2}", IN_OSDI, P(T2, U2, "SOSP 2025")),
    "projects": (f"[{T}]({C}) and [{T2}]({C2})", P(url=C), P(T2, C2)),
    "projects written out": (f"{T} {C} and {T2} {C2}", P(url=C), P(T2, C2)),
    "names": (f"- [KVPage]({U}), [MoEPage]({U2})", Ask("KVPage"), Ask("MoEPage", U2)),
    "no titles": (f"[1] {U} [2] {U2}", Ask(), Ask(None, U2)),
    "semicolons without titles": (f"{U}; {U2}", Ask(), Ask(None, U2)),
    "numbers in a line": (f"1) {T} {U} 2) {T2} {U2}", PLAIN, P(T2, U2)),
    "sentence case": (f"{LOW} {U}, {SAID} {U2}", P(LOW), May(SAID, U2)),
    "title on both sides": (f"{T} {U} {T2}", Ask(T)),
}  # fmt: skip

ROWS = {
    "no head": (f"| {T} | {U} |\n|---|---|\n| {T2} | {U2} |", PLAIN, P(T2, U2)),
    "linked head": (f"| [{T}]({U}) | OSDI 2026 |\n|---|---|\n| [{T2}]({U2}) | SOSP 2025 |", IN_OSDI, P(T2, U2, "SOSP 2025")),
    "no rule": (f"| {T} | {U} |\n| {T2} | {U2} |", PLAIN, P(T2, U2)),
    "venue first": (f"| Venue | Title | Links |\n|-|-|-|\n| OSDI'26 | {T} | [[pdf]({U})] [[code]({C})] |", P(venue=OSDI, more=(C,))),
    "linked title and venue": (f"| Paper | Venue | Code |\n|-|-|-|\n| [{T}]({U}) | OSDI 2026 | [link]({C}) |", P(venue=OSDI, more=(C,))),
    "year and work": (f"| Year | What |\n|-|-|\n| 2026 | [{T}]({U}) |", PLAIN),
    "notes": (f"| Name | Tags | URL |\n|-|-|-|\n| {T} | serving, cache | {U} |", PLAIN),
    "bold cells": (f"| Title | Link |\n|-|-|\n| **KVPage**: {REST} | [arXiv]({U}) |", PLAIN),
    "inference list": (f"|2026.03|🔥[**KVPage**] {REST}(@MIT)|[[pdf]]({U})|[[KVPage]]({C}) ![](https://img.shields.io/a)|⭐️⭐️ |", May(more=(C,))),
    "commas": (f"title,url,venue\n{T},{U},OSDI 2026\n{T2},{U2},", IN_OSDI, P(T2, U2)),
    "quoted commas": (f'Title,Authors,Link\n"Pages, Caches: A Study",Smith; Jones,{U}', P("Pages, Caches: A Study", asked=None)),
    "commas without head": (f"{T},{U},OSDI 2026", IN_OSDI),
    "tabs": (f"Title\tVenue\tURL\n{T}\tOSDI 2026\t{U}", IN_OSDI),
    "tabs without head": (f"{T}\t{U}\tOSDI 2026", IN_OSDI),
    "semicolons": (f"{T}; {U}; OSDI 2026", IN_OSDI),
}  # fmt: skip

NESTED = {
    "fields below": (f"- {T}\n  - Link: {U}\n  - Venue: OSDI 2026\n  - Code: {C}", P(venue=OSDI, more=(C,))),
    "words below": (f"- [{T}]({U})\n  - OSDI 2026\n  - [code]({C})", P(venue=OSDI, more=(C,))),
    "remark below": (f"- [{T}]({U})\n    - Good evaluation, weak baselines.\n- [{T2}]({U2})", PLAIN, P(T2, U2)),
    "summary below": (f"- [{T}]({U})\n  - It pages caches to disks and back.", PLAIN),
    "number and authors below": (f"- {T}\n  - arXiv: 2603.00001\n  - authors: A. Smith, B. Jones", PLAIN),
    "link below": (f"* {T}\n\t* {U}\n* {T2}\n\t* {U2}", PLAIN, P(T2, U2)),
    "under a label": (f"- Serving\n  - [{T}]({U})\n  - [{T2}]({U2})", PLAIN, P(T2, U2)),
    "under a link's label": (f"- LLM serving:\n  - {T} {U}\n  - {T2} {U2}", PLAIN, P(T2, U2)),
    "indented lines": (f"1. {T}\n   {U}\n   OSDI 2026\n2. {T2}\n   {U2}", IN_OSDI, P(T2, U2)),
    "numbers at the top": (f"- [{T}]({U})\n- doi:10.1145/9999999.3650083\n- doi:10.1145/9999999.3650084", PLAIN, Ask(None, "https://doi.org/10.1145/9999999.3650083"), Ask(None, "https://doi.org/10.1145/9999999.3650084")),
    "another number at the top": (f"- [{T}]({U})\n- arXiv: 2603.00002", PLAIN, Ask(None, U2)),
    "links at the top": (f"- [{T}]({U})\n- Link: https://doi.org/10.1145/9999999.3650083", PLAIN, Ask(None, "https://doi.org/10.1145/9999999.3650083")),
    "code at the top": (f"- [{T}]({U})\n- Code: {C}", WITH_CODE),
    "venue at the top": (f"- Title: {T}\n- Link: {U}\n- Venue: OSDI 2026", IN_OSDI),
    "paper inside a paper": (f"- [{T}]({U})\n  - [{T2}]({U2})", PLAIN, P(T2, U2)),
}  # fmt: skip

PLACES = {
    "issue form": (f"### Paper title\n\n{T}\n\n### Link\n\n{U}\n\n### Venue\n\nOSDI 2026", IN_OSDI),
    "issue form, turned": (f"### Link\n\n{U}\n\n### Venue (if any)\n\nOSDI 2026\n\n### Paper Title\n\n{T}", IN_OSDI),
    "issue form, section": (f"### Title of the paper\n\n{T}\n\n### URL\n\n{U}\n\n### Which section?\n\nLLM serving\n\n### Checklist\n\n- [X] I have read the guide\n- [X] It is not listed yet", P(section="LLM serving")),
    "issue form, two links": (f"### Title\n\n{T}\n\n### Paper link\n\n{U}\n\n### Code link\n\n{C}", WITH_CODE),
    "issue form, unanswered": (f"### Paper title\n\n_No response_\n\n### Link\n\n{U}", Ask()),
    "issue form, two papers": (f"### Title\n\n{T}\n\n### Link\n\n{U}\n\n### Title\n\n{T2}\n\n### Link\n\n{U2}", PLAIN, P(T2, U2)),
    "front matter": (f"---\ntitle: {T}\nurl: {U}\nvenue: OSDI 2026\ntags: [cache]\n---", IN_OSDI),
    "front matter, quoted": (f'---\ntitle: "{T}"\nurl: "{U}"\n---', PLAIN),
    "double colons": (f"title:: {T}\nurl:: {U}", PLAIN),
    "wiki link": (f"- [[KVPage]] {REST} {U}", May(f"KVPage {REST}")),
    "callout": (f"> [!note] {T} {U}", PLAIN),
    "embedded figure": (f"{T} ![[figure.png]] {U}", PLAIN),
    "chat link": (f"<{U}|{T}>", PLAIN),
    "chat link and words": (f"*{T}* <{U}|arxiv>", PLAIN),
    "chat link itself": (f"{T} <{U}|{U.removeprefix('https://')}>", PLAIN),
    "programme": (f"{T}\nAlice Smith, Bob Jones (MIT)\n{X}", P(url=X)),
    "programme, semicolons": (f"{T}\nAlice Smith, MIT; Bob Jones, Stanford University\n{X}", P(url=X)),
    "programme, linked": (f"[{T}]({X})\nAlice Smith, *MIT;* Bob Jones, *Stanford University*", P(url=X)),
    "programme, session": (f"Session 3: Serving\n\n[{T}]({X})\n[{T2}]({U2})", P(url=X), P(T2, U2)),
    "scholar": (f"{T}\nA Smith, B Jones - arXiv preprint arXiv:2603.00001, 2026 - arxiv.org", PLAIN),
    "scholar, link": (f"[PDF] {T}\nA Smith, B Jones - OSDI, 2026 - usenix.org\n{X}", P(url=X, asked=None)),
    "scholar, MLA": (f'Smith, Alice, et al. "{T}." arXiv preprint arXiv:2603.00001 (2026).', PLAIN),
    "scholar, APA": (f"Smith, A., & Jones, B. (2026). {T}. arXiv preprint arXiv:2603.00001.", May()),
    "scholar, GB/T": (f"[1] Smith A, Jones B. {T}[J]. arXiv preprint arXiv:2603.00001, 2026.", May()),
    "browser's title": (f"[2603.00001] {T}", PLAIN),
    "browser's title and link": (f"[2603.00001] {T} {U}", PLAIN),
    "listing": (f"arXiv:2603.00001 [pdf, other]\nTitle: {T}\nAuthors: Alice Smith, Bob Jones\nComments: 12 pages, 8 figures\nSubjects: Distributed Computing (cs.DC)", PLAIN),
    "listing, two": (f"[1] arXiv:2603.00001 [pdf, html]\nTitle: {T}\nAuthors: A. Smith\n[2] arXiv:2603.00002 [pdf, html]\nTitle: {T2}\nAuthors: B. Jones", PLAIN, P(T2, U2)),
    "abstract's page": (f"[Submitted on 1 Mar 2026]\n{T}\nAlice Smith, Bob Jones\n{U}", PLAIN),
    "mail": (f"\\\\\narXiv:2603.00001\nDate: Sun, 1 Mar 2026 10:00:00 GMT\n\nTitle: {T}\nAuthors: Alice Smith\nCategories: cs.DC\n\\\\\n  We page caches to disks and back, which is fast.\n\\\\ ( {U} ,  812kb)", PLAIN),
    "mail, quoted": (f"> On Mon, Mar 2, Alice wrote:\n> {T} {U}", PLAIN),
    "digest": (f"1. {T}\nby Alice Smith, Bob Jones\n{U}\n\n2. {T2}\nby Carol White\n{U2}", PLAIN, P(T2, U2)),
    "post": (f"🚀 New paper: {T}\n📄 Paper: {U}\n💻 Code: {C}", WITH_CODE),
    "post, thread": (f"🧵 1/5 {T} {U}", PLAIN),
    "post, proud": (f"Excited to share {T}! {U}", May()),
    "post, prose": (f"We are happy to announce that our work on caches got into OSDI: {U}", Ask()),
    "other list, code": (f"* {T}, Smith et al. [[pdf]]({U}) [[code]]({C})", May(more=(C,))),
    "other list, maker": (f"- [{T}]({U}) | OSDI' 26 | MIT", P(venue=OSDI, organization="MIT")),
    "other list, badge": (f"- [{T}]({U}) [![Star](https://img.shields.io/a)]({C}) [MIT]", P(organization="MIT", more=(C,))),
    "other list, arrow": (f"- {T} → {U}", PLAIN),
    "titles, then links": (f"{T}\n{T2}\n{U}\n{U2}", P(url=""), May(T2, U), Ask(None, U2)),
    "definition": (f"{T}\n: {U}", PLAIN),
    "reference": (f"[kvpage]: {U} \"{T}\"", May()),
    "strings of BibTeX": (f'@string{{osdi = "OSDI"}}\n@inproceedings{{a, title={{{T}}}, booktitle=osdi, year=2026, url={{{U}}}}}', IN_OSDI),
    "comment of BibTeX": (f"@comment{{made by a program}}\n@misc{{a, title={{{T}}}, url={{{U}}}}}", PLAIN),
}  # fmt: skip

WRAPPED = {
    "field of a mail": (f"Title: KVPage: Efficient Cache Paging\n  for Long Contexts\nAuthors: Alice Smith,\n  Bob Jones\nLink: {U}", PLAIN),
    "field, capital": (f"Title: KVPage: Efficient\n  Cache Paging for Long Contexts\nLink: {U}", PLAIN),
    "without end": ("Title: KVPage: Efficient Cache Paging\n" + "  on and on and on and on and on and on\n" * 9 + f"Link: {U}", Ask()),
    "item": (f"- KVPage: Efficient Cache Paging\n  for Long Contexts {U}", PLAIN),
    "item, link below": (f"- KVPage: Efficient Cache Paging\n  for Long Contexts\n  {U}", PLAIN),
    "lines": (f"KVPage: Efficient Cache\nPaging for Long Contexts\n{U}", P("KVPage: Efficient Cache", ""), Ask()),
    "two titles, one link": (f"- {T}\n- {T2}\n- {U2}", P(url=""), Ask(T2, U2)),
    "link in an item": (f"- [{T}]({U})\n  and its code: {C}", WITH_CODE),
}  # fmt: skip

SECOND = {
    "undated venue in front": (f"OSDI: {T} {U}", Ask()),
    "undated venue in brackets": (f"[OSDI] {T} {U}", P(venue="OSDI None")),
    "venue without a joint": (f"{T} OSDI 2026 {U}", May(venue=OSDI)),
    "venue and pages": (f"{T}. OSDI 2026: 1-15. {U}", May(venue=OSDI)),
    "proceedings": (f"{T}, in Proceedings of OSDI 2026. {U}", IN_OSDI),
    "co-located": (f"- [{T}]({U}) (EuroMLSys @ EuroSys 2026)", P(venue="EuroMLSys @ EuroSys 2026")),
    "two venues": (f"- [{T}]({U}) (arXiv 2025, OSDI 2026)", IN_OSDI),
    "two tags": (f"- [{T}]({U}) [OSDI 2026] [MIT]", P(venue=OSDI, organization="MIT")),
    "maker in front": (f"- [MIT] {T} {U}", P(organization="MIT")),
    "maker with an at sign": (f"- {T} (@NVIDIA) [[pdf]({U})]", P(organization="NVIDIA")),
    "quoted, then authors": (f'"{T}" by Smith et al. ({U})', PLAIN),
    "curly quotes": (f"“{T}” (OSDI’26) {U}", IN_OSDI),
    "brackets in brackets": (f"- [{T}]({U}) ((OSDI '26))", May(venue=OSDI)),
    "tag in the link": (f"- [[OSDI'26] {T}]({U})", IN_OSDI),
    "tag behind in the link": (f"- [{T} (OSDI '26)]({U})", IN_OSDI),
    "number in the link": (f"[[2603.00001] {T}]({U})", PLAIN),
    "number in brackets behind": (f"{T} (arXiv:2603.00001)", PLAIN),
    "code before paper": (f"- {T} [Code]({C}) [Paper]({U})", WITH_CODE),
    "html line": (f'<li><b>{T}</b> <a href="{U}">paper</a> <i>OSDI 2026</i></li>', IN_OSDI),
    "html break": (f"{T}<br>{U}", PLAIN),
    "escaped marks": (f"KV\\_Page: {REST} {U}", P(f"KV_Page: {REST}")),
    "task with an issue": (f"- [ ] #34 {T} {U}", PLAIN),
    "heading, numbered": (f"## 1. {T}\n{U}", Ask(T)),
    "definition list": (f"**{T}**\n: OSDI 2026\n: {U}", IN_OSDI),
    "comma and quotes": (f'title,link\n"KVPage: Efficient Cache Paging, Revisited",{U}', P("KVPage: Efficient Cache Paging, Revisited")),
    "sentence with commas": ("Title, link, and venue are below, thanks.\n- " + T + " " + U, PLAIN),
    "reading list": (f"Week 3: Serving\n- {T} {U}\n- Optional: {T2} {U2}", PLAIN, May(T2, U2)),
    "forward": (f"---------- Forwarded message ---------\nFrom: Alice <alice@example.org>\nSubject: new paper\n\n{T}\n{U}", PLAIN),
    "signature": (f"{T} {U}\n\n--\nAlice Smith\nMIT CSAIL", PLAIN),
    "number sign list": (f"#1 {T} {U}\n#2 {T2} {U2}", PLAIN, P(T2, U2)),
    "letters": (f"a) {T} {U}\nb) {T2} {U2}", May(), May(T2, U2)),
    "arrow list": (f"→ {T} {U}\n→ {T2} {U2}", PLAIN, P(T2, U2)),
    "score": (f"{T} {U} ★★★★☆", PLAIN),
    "points and comments": (f"{T} ({U}) 120 points, 34 comments", PLAIN),
    "at the end": (f"- [{T}]({U}), @alice, OSDI 2026", IN_OSDI),
    "closing words": (f"- [{T}]({U}) Thanks!", PLAIN),
    "two sentences behind": (f"- [{T}]({U}): A pager. It is fast.", May()),
    "link in the description": (f"- [{T}]({U}): a pager, see [code]({C})", P(description="a pager", more=(C,))),
    "field with remark": (f"Title: {T} (OSDI '26)\nLink: {U} (thanks @bob)", IN_OSDI),
    "venue field with an award": (f"Title: {T}\nLink: {U}\nVenue: OSDI 2026, Best Paper", IN_OSDI),
    "venue field in a sentence": (f"Title: {T}\nLink: {U}\nVenue: accepted at OSDI 2026", IN_OSDI),
    "no spaces": (f"{T}({U})[OSDI'26]", IN_OSDI),
    "share of an app": (f'Check out "{T}": {U}?utm=x', P(url=f"{U}?utm=x")),
    "rss": (f"{T}. (arXiv:2603.00001v1 [cs.DC])", PLAIN),
    "bot": (f"[arXiv] {T}\n{U}", PLAIN),
}  # fmt: skip

HEADINGS = {
    "venue over papers": (f"## OSDI 2026\n- [{T}]({U})\n- [{T2}]({U2}) (SOSP '25)", IN_OSDI, P(T2, U2, "SOSP 2025")),
    "line over papers": (f"OSDI 2026\n- [{T}]({U})\n\nSOSP 2025\n- [{T2}]({U2})", IN_OSDI, P(T2, U2, "SOSP 2025")),
    "line between": (f"[{T}]({U})\n\nSOSP 2025:\n\n[{T2}]({U2})", PLAIN, P(T2, U2, "SOSP 2025")),
    "venue in a form": (f"### Title\n\n{T}\n\n### Link\n\n{U}\n\n### Venue\n\nOSDI 2026", IN_OSDI),
    "next heading": (f"**OSDI 2026**\n{T} {U}\n\n**Other**\n{T2} {U2}", IN_OSDI, P(T2, U2)),
    "own venue below": (f"### OSDI 2026\n- {T}\n  - {U}\n  - SOSP 2025", P(venue="SOSP 2025")),
    "label, then the next item": (f"- Serving\n  - [{T}]({U})\n- [{T2}]({U2})", PLAIN, P(T2, U2)),
    "words below a paper": (f"- [{T}]({U})\n  - Nice baselines and ablations", PLAIN),
    "copy below a paper": (f"- [{T}]({U})\n  - https://doi.org/10.1145/1.2", P(more=("https://doi.org/10.1145/1.2",))),
    "venue not yet": (f"Title: {T}\nLink: {U}\nVenue: preprint, to be submitted somewhere", PLAIN),
    "unknown maker between bars": (f"- [{T}]({U}) | OSDI' 26 | Paging Works", P(venue=OSDI, organization="Paging Works")),
    "tags of the first": (f"[{T}]({U}) (OSDI '26) (oral) [best paper award] (MIT) (new), [{T2}]({U2})", P(venue=OSDI, organization="MIT"), P(T2, U2)),
    "many remarks": (f"[a] (1) (2) (3) (4) (5) (6) (7) (8) (9) (10) (11) (12) (13) (14) {T} {U}", Ask()),
}  # fmt: skip

THIRD = {
    "venue and year": (f"- [{T}]({U}) (OSDI, 2026)", IN_OSDI),
    "notes below": (f"- [{T}]({U})\n  - Baselines and ablations of note\n  - {T2}", PLAIN, Ask(T2, "")),
    "authors behind a colon": (f"[{T}]({U}): Alice Smith, Bob Jones", Ask(T)),
    "authors behind a dash": (f"[{T}]({U}) - Alice Smith, Bob Jones (CMU)", P(organization="CMU")),
    "subjects in a row": (f"[KVPage]({U}): Elastic Training, Offline Serving, and Chunked Prefill", P("KVPage: Elastic Training, Offline Serving, and Chunked Prefill")),
    "colon in the link": (f"[KVPage:]({U}) {REST} | OSDI' 26", IN_OSDI),
    "name like a month": (f"[APRIL]({U}): {REST}", P(f"APRIL: {REST}")),
    "rest without a colon": (f"[KVPage]({U}) with Caches on Disks and in Memory", Ask("KVPage")),
    "month behind a dash": (f"[{T}]({U}) - (05/2026)", PLAIN),
    "venue and a maker unheard of": (f"- [{T}]({U}) (OSDI '26, Paging Works)", P(venue=OSDI, organization="Paging Works")),
    "two makers": (f"- {T} (MIT, CMU) {U}", P(organization="MIT, CMU")),
    "maker behind a dash": (f"- [{T}]({U}) - MIT", P(organization="MIT")),
    "bars around the link": (f"- {T} | {U} | OSDI 2026 | MIT", P(venue=OSDI, organization="MIT")),
    "words before a colon": (f"Papers from last week: {T} {U}", Ask()),
    "award before a colon": (f"- OSDI 2026 Best Paper: {T} {U}", IN_OSDI),
    "award in front": (f"- (OSDI 2026 Best Paper) **{T}**. [paper]({U}) [code]({C}) by @al", P(venue=OSDI, more=(C,))),
    "journal": (f"- [{T}]({U}), Journal of Paging, 2026", Ask(T)),
    "sentence behind": (f"- [{T}]({U}) is a must-read. cc: @bob", May()),
    "submitted": (f"- [{T}]({U}) - in submission to OSDI 2027", PLAIN),
    "dots": (f"[{T}]({U}) · OSDI 2026 · MIT", P(venue=OSDI, organization="MIT")),
    "venue before the rest": (f"- [KVPage]({U}) (OSDI'26): {REST}", IN_OSDI),
    "venue inside the title": (f"- KVPage (OSDI'26): {REST} {U}", Ask()),
    "venue inside, no colon": (f"- **KVPage** [OSDI'26] {REST} [paper]({U})", Ask()),
    "JSON": (f'{{\n  "title": "{T}",\n  "url": "{U}",\n  "venue": "OSDI 2026"\n}}', IN_OSDI),
    "YAML": (f"- title: {T}\n  url: {U}\n  venue: OSDI 2026\n- title: {T2}\n  url: {U2}", IN_OSDI, P(T2, U2)),
    "fields and tabs": (f"Title\t{T}\nLink\t{U}\nVenue\tOSDI 2026", IN_OSDI),
    "page's source": (f'<p><a href="{U}"><strong>{T}</strong></a><br>OSDI 2026</p>', IN_OSDI),
    "headings and fields": (f"### 1. {T}\n- Paper: {U}\n- Code: {C}\n- Venue: OSDI 2026\n### 2. {T2}\n- Paper: {U2}", Ask(T), Ask(T2, U2)),
    "prose": (f'I\'d like to propose adding "{T}" (OSDI\'26, {U}) to the Serving section.', IN_OSDI),
    "two links below a title": (f"{T}\n{U}, {U2}", PLAIN, Ask(None, U2)),
    "another link below": (f"- [{T}]({U})\n  - {U2}", PLAIN, Ask(None, U2)),
    "files of an archive": (f"{T}\narXiv:2603.00001 | PDF | Code", PLAIN),
    "planner": (f"- [ ] [{T}]({U}) ➕ 2026-03-01 📅 2026-03-08 #reading", PLAIN),
    "authors between title and venue": (f"{T}\nAlice Smith (MIT) and Bob Jones (CMU)\nOSDI 2026\n{U}", IN_OSDI),
    "issue numbers without end": (f"{' '.join(f'#{n}' for n in range(20))} {T} {U}", PLAIN),
}  # fmt: skip

TABLES = {"emphasis": EMPHASIS, "venue": VENUES, "remark": REMARKS, "several": SEVERAL, "row": ROWS,
          "nested": NESTED, "place": PLACES, "wrapped": WRAPPED, "second": SECOND,
          "heading": HEADINGS, "third": THIRD}  # fmt: skip


def cases() -> Iterable[object]:
    for table, rows in TABLES.items():
        for name, (text, *expected) in rows.items():
            yield pytest.param(text, expected, id=f"{table}: {name}")


def asked(paper: Pasted) -> bool:
    return bool(paper.doubt) or is_placeholder(paper.title) or not (paper.title and paper.url)


def venue(text: str) -> str:
    told = read_venue(text)
    return f"{told.usual} {told.year}" if told is not None and told.usual else text


def full(paper: Pasted) -> tuple[str, str]:
    """(title in full, description beside it)."""
    if ": " in paper.title or not paper.description:
        return paper.title, paper.description
    return f"{paper.title}: {paper.description}", ""


def read_as(paper: Pasted, wanted: P) -> bool:
    """Whether a paper was read as it should be."""
    if wanted.asked or (wanted.asked is None and asked(paper)):
        named = not wanted.title or full(paper)[0] in ("", wanted.title)
        return asked(paper) and paper.url == wanted.url and (named or wanted.asked is None)
    if not wanted.url:
        return paper.url == "" and full(paper)[0] == wanted.title
    return not asked(paper) and (
        *full(paper), paper.url, venue(paper.venue), paper.organization, paper.more, paper.section,
    ) == (
        wanted.title, wanted.description, wanted.url, wanted.venue, wanted.organization,
        wanted.more, wanted.section,
    )  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_what_people_paste_is_read_as_a_maintainer_would(text: str, expected: list[P]) -> None:
    papers = [paper for paper in read_papers(text) if not paper.remark]
    assert len(papers) == len(expected), papers
    for paper, wanted in zip(papers, expected, strict=True):
        assert read_as(paper, wanted), paper


ITSELF = [
    "Oral Histories of Serving Systems", "Accepted Answers: Learning from Forums",
    "To Appear or Not to Appear: Hiding Latency", "Serving at the Edge, in Theory and in Practice",
    "Notes on Notes: A Notebook for Agents", "A* Search with Learned Heuristics",
    "Recall@K Is Not Enough for Retrieval", "And Then There Were None: Pruning Experts",
    "In Search of Lost Tokens", "At Ten Tokens per Second: Serving on Phones",
    "Best Practices for Training Large Models", "New Tricks for Old Caches",
    "Do We Still Need Prefill Workers?", "Attention Is Off by One!", "LLM Inference in 2026",
    "Scaling Up, Out, and In", "Posters and Papers: A Study of Venues", "KV_Page: Paging by Name",
    "Via Dolorosa: Debugging Failed Runs", "C++ for Kernels: A Survey",
    "From Zero to One: Bootstrapping Clusters", "Read the Fine Manual: Agents That Look Up",
    "GPU-Days Are Over: Training by the Hour (Extended Version)", "Mixture-of-Agents Meets MLSys",
    "The Case for 4-Bit Caches: k-Bit Scaling", "Preprint Servers under Load: A Measurement",
    "Closing the Loop: Feedback in Serving",
]  # fmt: skip
"""Titles that begin or end as remarks do."""
NAMED_LIKE = ["NEXT: Token Prediction Revisited", "Draft: Speculative Serving for Everyone",
              "FAST: Tiered Memory for Inference", "Update: Models That Learn Online",
              "TIP: Token Importance Pruning",
              "Thanks for the Memory: Tiered Caches", "(Re)Thinking Cache Policies"]  # fmt: skip
"""Titles whose name may be a remark: they are asked about, or read whole."""
SHAPES = {"linked": "- [{t}]({u})", "before": "{t} {u}", "bold": "**{t}** - {u}",
          "venue": "- [{t}]({u}) (OSDI '26)", "colon": "{t}: {u}"}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("title", ITSELF)
def test_a_title_that_looks_like_a_remark_stays_whole(title: str, shape: str) -> None:
    (paper,) = read_papers(shape.format(t=title, u=U))
    assert ": ".join(filter(None, full(paper))) == title
    assert paper.url == U
    assert venue(paper.venue) == (OSDI if "OSDI" in shape else "")


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("title", NAMED_LIKE)
def test_a_name_that_may_be_a_remark_is_not_lost(title: str, shape: str) -> None:
    (paper,) = read_papers(shape.format(t=title, u=U))
    assert asked(paper) or full(paper)[0] == title
    assert paper.url == U


BUNDLED = Path(__file__).parents[3] / "src" / "llmsys_mcp" / "lists" / "llmsys" / "README.md"


def test_the_lines_of_a_list_are_read_as_its_page_reads_them() -> None:
    entries = [entry for entry in parse(BUNDLED.read_text("utf-8")).entries if entry.url]
    same = 0
    for entry in entries:
        (paper,) = read_papers(entry.raw)
        told = (paper.url, paper.venue, ": ".join(filter(None, (paper.title, paper.description))))
        title = " ".join(": ".join(filter(None, (entry.title, entry.description))).split())
        assert asked(paper) or told == (entry.url, entry.venue, title), entry.raw
        same += not asked(paper)
    assert same >= 0.98 * len(entries)


PAPERS = ["Why Do Runs Fail? A Study of Ten Clusters", "TokenFlow: streaming tokens to users",
          "Scaling Laws for Caches (Extended Version)", "μShard - Tiny Shards, and More"]  # fmt: skip
WRITTEN = {
    "plain": "{t} {v}{u}", "bold": "**{t}** {v}{u}", "slanted": "*{t}* {v}{u}", "linked": "[{t}]({u}) {v}",
    "bold link": "**[{t}]({u})** {v}", "link of bold": "[**{t}**]({u}) {v}", "quoted": '"{t}" {v}{u}',
    "file": "{t} {v}[[pdf]({u})]", "files": "{t} {v}[[pdf]({u})] [[code]({c})]", "colon": "{t} {v}: {u}",
    "dash": "{t} {v}- {u}", "brackets": "{t} {v}({u})", "link first": "{u} {t} {v}",
    "link, dash": "{u} - {t} {v}", "chat": "<{u}|{t}> {v}", "angles": "{t} {v}<{u}>", "lines": "{t} {v}\n{u}",
}  # fmt: skip
APPEARED = ["(OSDI'26 Best Paper) ", "[OSDI 2026] ", "*OSDI 2026* "]
NOWHERE = ["", "(arXiv'26) "]
TRAILING = ["", " (by @bob)", ", closes #3", " thanks!"]
LEADING = ["", "- ", "🔥 "]


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_every_part_is_told_apart_wherever_it_stands(written: str) -> None:
    for title, where, trailing, leading in product(PAPERS, APPEARED + NOWHERE, TRAILING, LEADING):
        text = leading + written.format(t=title, u=U, v=where, c=C) + trailing
        papers = [paper for paper in read_papers(text) if not paper.remark]
        assert [paper.url for paper in papers] == [U], text
        assert ": ".join(filter(None, (papers[0].title, papers[0].description))) == title, text
        assert venue(papers[0].venue) == (OSDI if where in APPEARED else ""), text
        assert not asked(papers[0]), text
        assert not papers[0].organization, text


PIECES = [
    "- ", "  - ", "1. ", "[", "](", ")", "(", "**", "*", "_", "`", "~~", "Title: ", "Link: ", "### ", "### Link\n\n",
    "\n", "\n\n", "\n  ", " | ", "|", ",", ";", " - ", ": ", "OSDI 2026 ", " (OSDI '26)", " [MIT]", " @alice",
    " #12", " by @bob", "fixes #3", "<", "|x>", "[[", "]]", "![", "> ", T, T3, U, U2, C, f"[{T}]({U})",
    f"[code]({C})", "Code: ", "Venue: ", "title,url\n", "a,b\n", "\t", "Alice Smith, Bob Jones\n", "and ", "<b>",
    "</b>", "🔥", "“", '"', "done: ", "et al.", "new ", "?", "!", "...", "<!--", "arXiv:2603.00003 ", "\ue000",
]  # fmt: skip
JUNK = re.compile(r"\*\*|~~|`|\]\(|\[\[|\]\]|https?:|\A[\s,;:|)\]-]|[\s,;:|(\[]\Z|[\ue000-\ue002]")
pasted = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


@given(pasted)
def test_what_is_not_asked_about_is_fit_to_be_written(text: str) -> None:
    for paper in read_papers(text):
        if not (paper.remark or asked(paper)):
            for part in (paper.title, paper.description, paper.venue, paper.organization):
                assert not JUNK.search(part), part
                assert part.count("(") == part.count(")"), part
                assert part.count('"') % 2 == 0, part


@given(pasted)
def test_every_pasted_line_is_accounted_for(text: str) -> None:
    told = " ".join(paper.source for paper in read_papers(text))
    for line in text.split("\n"):
        framing = "`" in line or "~~~" in line or "<!--" in text
        for word in set() if framing else set(line.split()):
            core = word.strip(">|-+\t #*_=.~:\\")
            assert not core or core in told, word


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"{T} {X}?!.,:*_~", X),
        (f"{T} ({X}_)", X),
        (f"{T} <{X}_>", f"{X}_"),
        (f"[{T}]({X}_)", f"{X}_"),
        (f"[{T}](<{X}_>)", f"{X}_"),
        (f'<a href="{X}_">{T}</a>', f"{X}_"),
        (f"{T} {X}_a~b*c", f"{X}_a~b*c"),
        (f"{T} {NUMBERED}_", f"{NUMBERED}_"),
        (f"{T} {NUMBERED}_*.", f"{NUMBERED}_"),
        (f"{T} ({NUMBERED}_)", f"{NUMBERED}_"),
        (f"Serving with snake_case Names {NUMBERED}_", f"{NUMBERED}_"),
        (f"_{T} {NUMBERED}_", NUMBERED),
        (f"{T}: _{NUMBERED}_", NUMBERED),
        (
            f"{T} https://www.example.edu/~smith/kvpage.pdf",
            "https://www.example.edu/~smith/kvpage.pdf",
        ),
    ],
)
def test_a_link_ends_where_its_reader_sees_it_end(text: str, url: str) -> None:
    (paper,) = read_papers(text)
    assert (paper.url, paper.doubt) == (url, "")


def test_a_link_in_a_tag_goes_with_its_words() -> None:
    assert [paper.url for paper in read_papers(f"{T} <b {U}>")] == [U]
