"""Rules about what stands between title, description and fields: colons, bars and dashes.

A section that has a style of its own keeps it: what most of its entries do is no finding.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator

from llmsys_mcp.core.diagnostics import Diagnostic, Fix
from llmsys_mcp.core.markup.text import Edit, Span
from llmsys_mcp.core.rules.parts import COLON, DASH, Joint, trimmed
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject, replaced
from llmsys_mcp.core.writing.house import SEPARATOR, TITLE_COLON, Rule

SPACING = Rule(
    "LL114", "separator-space", "one space behind a colon and on either side of a bar or dash"
)
FULL_WIDTH = Rule("LL115", "full-width", "fields are parted by `|` and `:`, one sign for each")

_AT_END = ":： \t"
"""What a link's text ends in when its colon stands inside."""
_A_NAME = re.compile(r"[A-Z0-9]")
STYLE_LEAST = 3
"""Entries that a section needs to have a style of its own."""
_DESCRIBED = 3
"""Words behind a title from which on they are a description."""


def _own_style(
    subject: Subject, form: Callable[[Item], Hashable | None]
) -> dict[tuple[str, str], Hashable]:
    """By section, the form that more than half of its entries have; `form` may not apply."""
    styles: dict[tuple[str, str], Hashable] = {}
    for place, items in subject.by_section.items():
        forms = Counter(value for item in items if (value := form(item)) is not None)
        if sum(forms.values()) >= STYLE_LEAST:
            best, times = forms.most_common(1)[0]
            if times * 2 > sum(forms.values()):
                styles[place] = best
    return styles


def _place(item: Item) -> tuple[str, str]:
    return item.page.file, item.entry.section


def _colon_inside(item: Item) -> bool | None:
    link = item.parts.link
    return bool(_inside(item.text(link.text))) if link else None


def _inside(text: str) -> str:
    """The end of a link's text from its colon on, with the blanks around; empty without one."""
    tail = text[len(text.rstrip(_AT_END)) :]
    return tail if len(tail) < len(text) and not tail.isspace() else ""


def title_colon(subject: Subject) -> Iterator[Diagnostic]:
    """The colon stands behind the link, not in its text."""
    own = _own_style(subject, _colon_inside)
    for item in subject.house_items:
        link = item.parts.link
        if link is None or own.get(_place(item)):
            continue
        if not (inside := _inside(item.text(link.text))):
            continue
        span = Span(link.text.end - len(inside), link.text.end)
        edits = [Edit(span, "")]
        head = item.text(item.parts.head)
        if _says_something(head):
            blank = "" if head[0] in " \t" else " "
            edits.append(Edit(Span(item.parts.head.start, item.parts.head.start), f":{blank}"))
        fix = Fix(tuple(edits), "put the colon after the link", safe=True)
        yield item.found(TITLE_COLON, span, "the colon is part of the link", fix)


def _says_something(head: str) -> bool:
    """Whether a description follows the link with no separator of its own."""
    return bool(head.strip()) and not (
        COLON.match(head) or DASH.match(head) or head.lstrip().startswith("(")
    )


def _joints(item: Item) -> Iterator[Joint]:
    """The pipes between two things."""
    for joint, field in _pipes(item):
        if joint.span.end < field.end:
            yield joint


def _pipes(item: Item) -> Iterator[tuple[Joint, Span]]:
    """Each pipe with the field behind it; one in code or in a formula parts nothing."""
    for joint, field in zip(item.parts.pipes, item.parts.fields, strict=True):
        if not item.is_verbatim(joint.span.start + len(joint.form[0])):
            yield joint, field


def separator_space(subject: Subject) -> Iterator[Diagnostic]:
    """`: `, ` | ` and ` – `, each with its blanks."""
    pipes = _own_style(subject, lambda item: next((j.form for j in _joints(item)), None))
    colons = _own_style(subject, _separator_form)
    for item in subject.house_items:
        joint = item.parts.separator
        if joint and joint.sign != "：" and colons.get(_place(item)) != (joint.sign, *joint.form):
            before = "" if joint.sign == ":" else " "
            yield from _respaced(item, joint, before)
        for joint in _joints(item):
            if pipes.get(_place(item)) != joint.form:
                yield from _respaced(item, joint, " ")


def _separator_sign(item: Item) -> Hashable | None:
    joint = item.parts.separator
    return joint.sign if joint else None


def _separator_form(item: Item) -> Hashable | None:
    joint = item.parts.separator
    return (joint.sign, *joint.form) if joint else None


def _respaced(item: Item, joint: Joint, before: str) -> Iterator[Diagnostic]:
    if joint.form != (before, " "):
        new = f"{before}{joint.sign} "
        fix = replaced(joint.span, new, f"write `{new}`", safe=True)
        yield item.found(SPACING, joint.span, f"`{joint.sign}` is written as `{new}`", fix)


def full_width(subject: Subject) -> Iterator[Diagnostic]:
    """`|` and `:` in their plain form."""
    for item in subject.house_items:
        for joint, _ in _pipes(item):
            if joint.sign == "｜":
                at = joint.span.start + len(joint.form[0])
                fix = replaced(Span(at, at + 1), "|", "write `|`", safe=True)
                message = "a full-width bar, which programs do not split at"
                yield item.found(FULL_WIDTH, Span(at, at + 1), message, fix)
        separator_ = item.parts.separator
        if separator_ and separator_.sign == "：":
            fix = replaced(separator_.span, ": ", "write `: `", safe=True)
            yield item.found(FULL_WIDTH, separator_.span, "a full-width colon", fix)


def separator(subject: Subject) -> Iterator[Diagnostic]:
    """A colon between title and description; a bar only where a field follows."""
    colons = _own_style(subject, _separator_sign)
    for item in subject.house_items:
        yield from _empty_fields(item)
        if colons.get(_place(item)) != ":" or not item.entry.description:
            continue
        joint = item.parts.separator
        head = trimmed(item.page.document.text, item.parts.head)
        words = item.text(head)
        if joint and joint.sign in "-–—":
            fix = replaced(joint.span, ": ", "write a colon", safe=False)
            yield item.found(
                SEPARATOR, joint.span, "the section puts a colon before descriptions", fix
            )
        elif (
            joint is None
            and not _colon_inside(item)
            and item.parts.link
            and not COLON.match(words)
            and _A_NAME.match(words)
            and len(words.split()) >= _DESCRIBED
        ):
            blank = Span(item.parts.head.start, head.start)
            fix = replaced(blank, ": ", "write a colon", safe=False)
            yield item.found(SEPARATOR, head, "nothing separates title and description", fix)


def _empty_fields(item: Item) -> Iterator[Diagnostic]:
    """A bar with nothing behind it, or a colon."""
    if item.parts.link is None:
        return
    for joint, field in _pipes(item):
        if joint.span.end < field.end:
            continue
        at = joint.span.start + len(joint.form[0])
        # The blank before the next bar stays, the one before this bar goes.
        whole = Span(joint.span.start, max(at + 1, field.end - 1))
        fix = replaced(whole, "", "drop the bar", safe=True)
        yield item.found(SEPARATOR, Span(at, at + 1), "nothing stands behind this bar", fix)
    head = item.text(item.parts.head)
    found = COLON.match(head)
    if found and not head[found.end() :].strip():
        span = Span(item.parts.head.start, item.parts.head.start + found.end(1))
        fix = replaced(span, "", "drop the colon", safe=True)
        yield item.found(SEPARATOR, span, "nothing stands behind this colon", fix)


_GOOD = "## Serving\n\n- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24\n"
_THREE = """\
## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts
- [Egret](https://arxiv.org/abs/2401.00002): Queues for Prompts
- [Ibis](https://arxiv.org/abs/2401.00003): Batches of Prompts
"""

SEPARATOR_RULES = (
    LintRule(
        TITLE_COLON,
        "The colon between title and description stands inside the link's text.",
        "warning",
        "safe",
        _GOOD.replace(
            "[Heron](https://arxiv.org/abs/2401.00001):",
            "[Heron:](https://arxiv.org/abs/2401.00001)",
        ),
        _GOOD,
        title_colon,
        "A section where most links hold their colon keeps it.",
    ),
    LintRule(
        SEPARATOR,
        "A dash or nothing stands where the section puts a colon, or a bar or colon has nothing "
        "behind it.",
        "warning",
        "mixed",
        _THREE.replace("2401.00003): ", "2401.00003) - "),
        _THREE,
        separator,
        "Words such as `with …` or `(Section 3)` may follow a title as they are, and a section "
        "where most descriptions follow a dash keeps it. Dropping an idle bar or colon is safe; a "
        "colon for a dash is not, for the dash may belong to the text.",
    ),
    LintRule(
        SPACING,
        "A colon, bar or dash between the parts of an entry has too many or too few blanks.",
        "warning",
        "safe",
        _GOOD.replace(": Caches for Prompts |", " :Caches for Prompts|"),
        _GOOD,
        separator_space,
        "What most entries of a section do is its style. Bars in code spans and formulas (`$…$`) "
        "part nothing and are left alone.",
    ),
    LintRule(
        FULL_WIDTH,
        "A full-width bar `｜` or colon `：` separates the parts of an entry.",
        "warning",
        "safe",
        _GOOD.replace(" | ", " ｜ "),
        _GOOD,
        full_width,
        "Full-width signs inside a title or description, in code or in a formula are its own.",
    ),
)
