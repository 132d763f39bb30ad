"""Rules about names: venues in house form, one spelling for each organisation."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from llmsys_mcp.core.diagnostics import Diagnostic
from llmsys_mcp.core.rules.rule import Item, LintRule, Subject, letters, replaced
from llmsys_mcp.core.venue import house_venue
from llmsys_mcp.core.writing.house import ORGANIZATION, VENUE_FORM, house_organization

_TYPO_LENGTH = 5
"""Letters that a name has at least to be taken for another one misspelt."""
_TYPO_TIMES = 2
"""How often the other spelling stands in the list at least."""


def venue_form(subject: Subject) -> Iterator[Diagnostic]:
    """A venue reads `OSDI' 24`."""
    for item in subject.house_items:
        venue = item.entry.venue
        wanted = house_venue(venue) if venue else venue
        if wanted == venue or (span := item.place_of(venue, in_fields=True)) is None:
            continue
        # `ICLR 2025` loses two digits, `Neurips` changes case: more than form.
        safe = letters(venue) == letters(wanted)
        fix = replaced(span, wanted, f"write {wanted}", safe=safe)
        yield item.found(VENUE_FORM, span, f"the venue is written {wanted}", fix)


def organization(subject: Subject) -> Iterator[Diagnostic]:
    """An organisation has one spelling in the whole list."""
    spellings = _spellings(subject)
    typos = _typos(spellings)
    for item in subject.house_items:
        for name in _names(item):
            wanted, message = _wanted(name, spellings, typos)
            if wanted == name or (span := item.place_of(name)) is None:
                continue
            fix = replaced(span, wanted, f"write {wanted}", safe=False)
            yield item.found(ORGANIZATION, span, message, fix)


def _names(item: Item) -> list[str]:
    return [name.strip() for name in item.entry.organization.split(",") if name.strip()]


def _spellings(subject: Subject) -> dict[str, Counter[str]]:
    """How often each organisation is spelt how, by its letters in lower case."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in subject.house_items:
        for name in _names(item):
            found[letters(name).casefold()][name] += 1
    return dict(found)


def _wanted(
    name: str, spellings: Mapping[str, Counter[str]], typos: Mapping[str, str]
) -> tuple[str, str]:
    """The spelling to use, and what to say; the name itself when there is nothing to say."""
    if (known := house_organization(name)) != name:
        return known, f"the list writes {known}"
    if house_organization(name.lower()) == name:
        return name, ""
    key = letters(name).casefold()
    (best, times), *_ = spellings[key].most_common(1)
    if best != name and times > spellings[key][name]:
        return best, f"the list writes {best}, {times} times"
    if near := typos.get(key):
        best = spellings[near].most_common(1)[0][0]
        best = house_organization(best)
        return best, f"this looks like {best}, misspelt"
    return name, ""


def _typos(spellings: Mapping[str, Counter[str]]) -> dict[str, str]:
    """Names that stand there once and are one letter away from one that is used more."""
    common = {
        key
        for key, forms in spellings.items()
        if forms.total() >= _TYPO_TIMES and len(key) >= _TYPO_LENGTH
    }
    shortened = {short: key for key in sorted(common) for short in _shortened(key)}
    found = {}
    for key, forms in spellings.items():
        if forms.total() > 1 or key in common or len(key) < _TYPO_LENGTH - 1:
            continue
        near = shortened.get(key) or next(
            (
                other
                for short in _shortened(key)
                if (other := shortened.get(short, short)) in common
            ),
            "",
        )
        if near and near[0] == key[0] and not _digits_differ(key, near):
            found[key] = near
    return found


def _shortened(key: str) -> Iterator[str]:
    """`key` without each of its letters in turn, the first one excepted."""
    return (key[:at] + key[at + 1 :] for at in range(1, len(key)))


def _digits_differ(one: str, other: str) -> bool:
    return [c for c in one if c.isdigit()] != [c for c in other if c.isdigit()]


_GOOD = """\
## Serving

- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts | OSDI' 24 | NVIDIA
"""

NAME_RULES = (
    LintRule(
        VENUE_FORM,
        "A known venue is not written as its name, an apostrophe, a space and two digits.",
        "warning",
        "mixed",
        _GOOD.replace("OSDI' 24", "OSDI'24"),
        _GOOD,
        venue_form,
        "Venues that are not known are left alone. The fix is safe where only the apostrophe and "
        "blanks change; a name spelt otherwise and a year of four digits are for a person to see.",
    ),
    LintRule(
        ORGANIZATION,
        "An organisation is not spelt as the list spells it.",
        "warning",
        "unsafe",
        _GOOD.replace("NVIDIA", "Nvidia"),
        _GOOD,
        organization,
        "The spelling is the one the rules know, else the one that most entries use; a name one "
        "letter away from a common one is taken for a slip.",
    ),
)
