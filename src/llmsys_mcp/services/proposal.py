"""The texts of a pull request: pure functions of what changed.

Branch name, commit messages and title are made of counts and section names only, since a paper's
title could hold words that notify somebody, close an issue or skip the checks. Titles stand in the
body alone, inside code spans, where GitHub reads nothing into them.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llmsys_mcp import __version__
from llmsys_mcp.core.listing.conservation import Comparison
from llmsys_mcp.core.page.document import SEPARATOR
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.policy import shown, url
from llmsys_mcp.errors import InvalidArgument, quoted
from llmsys_mcp.services.revisions import conservation

NOTHING_RAN = (
    "No hooks, filters, drivers or signing programs were run; your own git push runs your hooks."
)
"""What every reply and body says, for whoever relies on hooks to have checked the commits."""

SUBJECT_LIMIT = 72
"""Characters of a commit's first line, by git's custom."""
ROWS_MOST = 150
"""Entries in the table; GitHub takes 65,536 characters for the whole body."""
BODY_MOST = 60_000
"""Characters of the body that are used of those."""
CELL_MOST = 300
"""Characters of a cell, or of a finding."""

_VERBS = {
    "added": ("Add", "to"),
    "edited": ("Edit", "in"),
    "moved": ("Move", "to"),
    "removed": ("Remove", "from"),
}
_UNPLAIN = re.compile(r"[^\w \-&,./()+']+")
_REFERENCE = re.compile(r"\bgh-(?=\d)", re.IGNORECASE)
_NAME_MOST = 60
"""Characters of a section's name in a subject or message."""
_EFFECTS = (
    (re.compile(r"@(?=\w)"), "notify somebody"),
    (re.compile(r"#(?=\d)|\bgh-(?=\d)", re.IGNORECASE), "refer to an issue"),
    (re.compile(r"://"), "link another page"),
    (
        re.compile(
            r"(?:\[|\*\*)[^\]*]{0,20}(?<![a-z0-9])(?:ci|actions|checks)(?![a-z0-9])", re.IGNORECASE
        ),
        "skip checks",
    ),
    (re.compile(r"\bskip-checks\b", re.IGNORECASE), "skip checks"),
)
_TALKED_ABOUT = re.compile(
    r"https?://(?:www\.)?github\.com/[^/]{1,100}/[^/]{1,100}/(?:issues|pulls?|discussions|commits?)\b",
    re.IGNORECASE,
)
"""Pages of GitHub on which a link from a pull request leaves a mark."""
_BACKTICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry that changed, and what speaks for it."""

    change: str
    """added, moved, edited, removed or lost."""
    listed: Listed
    """As it is now; of a removed or lost one, as it was."""
    was: Listed | None = None
    why: str = ""
    """Why this section."""
    duplicate: str = ""
    """The verdict, with the nearest listed paper."""
    form: str = ""
    """What was done to its form, or would have to be."""


def branch_name(comparison: Comparison, pages: Iterable[bytes]) -> str:
    """`papers/add-3-entries-1f2e3d4c`: what it does, and a digest of the new pages."""
    digest = hashlib.sha256()
    for data in pages:
        digest.update(hashlib.sha256(data).digest())
    did = "-".join(f"{_VERBS[kind][0].lower()}-{n}" for kind, n, _ in _counted(comparison))
    entries = _plural(sum(n for _, n, _ in _counted(comparison)))
    return f"papers/{did or 'edit'}-{entries}-{digest.hexdigest()[:8]}"


def subject(comparison: Comparison) -> str:
    """`Add 3 entries to LLM serving`: one line of counts and section names."""
    counted = _counted(comparison)
    if not counted:
        return "Edit the text around the entries"
    if len(counted) > 1:
        parts = [f"{_VERBS[kind][0].lower()} {n}" for kind, n, _ in counted]
        told = f"{', '.join(parts[:-1])} and {parts[-1]} {_plural(counted[-1][1])}"
        return told[0].upper() + told[1:]
    kind, n, sections = counted[0]
    verb, where = _VERBS[kind]
    head = f"{verb} {n} {_plural(n)} {where} "
    names = list(dict.fromkeys(_plain(path.rpartition(SEPARATOR)[2]) for path in sections))
    told = head + " and ".join(names[:2])
    if len(names) > 2 or len(told) > SUBJECT_LIMIT or not all(names):
        return f"{head}{len(sections)} section{'s' if len(sections) > 1 else ''}"
    return told


def message(comparison: Comparison, first_line: str = "") -> str:
    """A commit message: the subject, then what happened section by section, then the sum."""
    lines = [
        f"- {_plain_path(path)}: {n} {kind}"
        for kind, _, sections in _counted(comparison)
        for path, n in sections.items()
    ]
    told = [first_line or subject(comparison), "", *lines, *([""] if lines else [])]
    return "\n".join([*told, f"{conservation(comparison)}."]) + "\n"


def check_title(title: str) -> None:
    """Refuse a title with an effect of its own on the code host.

    Raises:
        InvalidArgument: it would notify somebody, refer to an issue, link a page or skip checks.
    """
    for pattern, effect in _EFFECTS:
        if found := pattern.search(title):
            at = title[found.start() : found.start() + 20]
            raise InvalidArgument(
                "title", f"{quoted(at)} would {effect}.", "Say it with counts and section names."
            )


def body(
    comparison: Comparison, rows: Sequence[Row], findings: Sequence[str], notes: Sequence[str]
) -> str:
    """The text of the pull request, in GitHub's Markdown; a very long table is cut, and says so."""
    most = ROWS_MOST
    while len(text := _body(comparison, rows, findings, notes, most)) > BODY_MOST and most:
        most -= max(1, most // 8)
    return text


def _body(
    comparison: Comparison,
    rows: Sequence[Row],
    findings: Sequence[str],
    notes: Sequence[str],
    most: int,
) -> str:
    parts = [f"{conservation(comparison)}."]
    if rows[:most]:
        parts.append(_table(rows[:most]))
    if len(rows) > most:
        parts.append(f"{len(rows) - most} more changes of entries are not shown here.")
    parts.append("### Lint findings on the touched lines")
    parts.append("\n".join(f"- {code_span(line)}" for line in findings[:most]) or "None.")
    parts.append("### How this was made")
    made = f"With `prepare_pull_request` of llmsys-mcp {__version__}, from the list's working file."
    parts += [f"{made} {NOTHING_RAN}", *(f"- {note}" for note in notes)]
    return "\n\n".join(parts) + "\n"


def _table(rows: Sequence[Row]) -> str:
    head = "| Change | Paper | Link | Section, and why | Listed already? | Form |"
    lines = [head, "|" + " --- |" * 6]
    for row in rows:
        cells = (
            row.change,
            code_cell(row.listed.entry.title),
            _link(row.listed.entry.url),
            _place(row),
            code_cell(row.duplicate),
            code_cell(row.form),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _place(row: Row) -> str:
    section = code_cell(row.listed.entry.section)
    if row.was is not None and row.was.entry.section != row.listed.entry.section:
        section = f"{code_cell(row.was.entry.section)} → {section}"
    return ": ".join(filter(None, (section, code_cell(row.why))))


def _link(target: str) -> str:
    """A link that can be followed; one that may do harm is shown as text."""
    if not target:
        return ""
    try:
        safe = url("url", target) == target and not _TALKED_ABOUT.match(target)
    except InvalidArgument:
        safe = False
    return f"<{target}>" if safe else code_cell(target)


def code_cell(text: str) -> str:
    """`text` as a code span that may stand in a table, shortened; empty for an empty one."""
    return code_span(text).replace("|", "\\|")  # a pipe ends a cell even inside code


def code_span(text: str) -> str:
    """`text` in backticks, more of them than stand together in it; empty for an empty one."""
    line = " ".join(shown(text).split())
    if len(line) > CELL_MOST:
        line = f"{line[: CELL_MOST - 1]}…"
    if not line:
        return ""
    longest = max((len(run) for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _counted(comparison: Comparison) -> list[tuple[str, int, Counter[str]]]:
    """(what happened, to how many entries, in which sections) for each thing that did."""
    groups = (
        ("added", comparison.added),
        ("edited", tuple(pair.after for pair in comparison.edited)),
        ("moved", tuple(pair.after for pair in comparison.moved)),
        ("removed", comparison.removed),
    )
    return [
        (kind, len(found), Counter(one.entry.section for one in found))
        for kind, found in groups
        if found
    ]


def _plural(n: int) -> str:
    return "entry" if n == 1 else "entries"


def _plain_path(path: str) -> str:
    return SEPARATOR.join(filter(None, map(_plain, path.split(SEPARATOR)))) or "(no section)"


def _plain(name: str) -> str:
    """A section's name without any character that means something to git or the code host."""
    words = _UNPLAIN.sub(" ", shown(name))
    return " ".join(_REFERENCE.sub("gh ", words).split())[:_NAME_MOST].strip()
