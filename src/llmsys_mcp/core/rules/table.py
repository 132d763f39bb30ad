"""All rules, and how they are named: by id, by name, by the beginning of an id."""

from collections.abc import Iterable, Mapping

from llmsys_mcp.core.rules.blanks import BLANK_RULES
from llmsys_mcp.core.rules.contents import CONTENTS_RULES
from llmsys_mcp.core.rules.contents_order import ORDER_RULES
from llmsys_mcp.core.rules.guidelines import RULES_FILE_RULES
from llmsys_mcp.core.rules.identity import IDENTITY_RULES
from llmsys_mcp.core.rules.layout import LAYOUT_RULES
from llmsys_mcp.core.rules.links import LINK_RULES
from llmsys_mcp.core.rules.names import NAME_RULES
from llmsys_mcp.core.rules.rule import LintRule
from llmsys_mcp.core.rules.separators import SEPARATOR_RULES
from llmsys_mcp.core.rules.structure import STRUCTURE_RULES
from llmsys_mcp.core.rules.targets import TARGET_RULES
from llmsys_mcp.core.rules.unread import UNREAD_RULES
from llmsys_mcp.core.rules.wording import WORDING_RULES
from llmsys_mcp.core.rules.years import YEAR_RULES

ALL = "ALL"

RULES: tuple[LintRule, ...] = tuple(
    sorted(
        (
            *LINK_RULES,
            *TARGET_RULES,
            *SEPARATOR_RULES,
            *LAYOUT_RULES,
            *WORDING_RULES,
            *NAME_RULES,
            *CONTENTS_RULES,
            *ORDER_RULES,
            *STRUCTURE_RULES,
            *UNREAD_RULES,
            *YEAR_RULES,
            *BLANK_RULES,
            *RULES_FILE_RULES,
            *IDENTITY_RULES,
        ),
        key=lambda rule: rule.id,
    )
)
"""Every rule, by id."""

BY_ID: Mapping[str, LintRule] = {rule.id: rule for rule in RULES}
_BY_NAME = {rule.name: rule.id for rule in RULES}


def named(name: str) -> frozenset[str]:
    """Ids of the rules that `name` means: `LL101`, `arxiv-www`, `LL1`, `ALL`; empty for none."""
    wanted = name.strip()
    if wanted.upper() == ALL:
        return frozenset(BY_ID)
    if (one := _BY_NAME.get(wanted.lower())) is not None:
        return frozenset({one})
    begin = wanted.upper()
    if not begin.startswith("LL"):
        return frozenset()
    return frozenset(id_ for id_ in BY_ID if id_.startswith(begin))


def names(given: Iterable[str]) -> frozenset[str]:
    """Ids of all the rules that are meant."""
    return frozenset(id_ for name in given for id_ in named(name))
