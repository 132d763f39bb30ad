"""The page of each rule, made from the rule itself, for `docs/rules` and for `--explain`."""

from llmsys_mcp.core.rules.rule import Fixable, LintRule
from llmsys_mcp.core.rules.table import RULES

GROUPS = {
    "LL1": "The line of an entry",
    "LL2": "The page and its parts",
    "LL3": "Which paper an entry is",
}
_FIXES: dict[Fixable, str] = {
    "safe": "safe",
    "unsafe": "unsafe: a person should look at it",
    "mixed": "safe where only the form is touched, else unsafe",
    "none": "none",
}
_SHORT: dict[Fixable, str] = {"safe": "safe", "unsafe": "unsafe", "mixed": "mixed", "none": "–"}

_INTRODUCTION = """\
# Lint rules

Each rule of the list as code: what it reports, why it is a rule, and what its fix does. This folder
is made from the rules themselves (`LLMSYS_ACCEPT_RULES=1 python -m pytest tests/core/rules`), and
`llmsys-mcp lint --explain LL101` prints a page of it.

A *safe* fix touches the form alone: every letter and digit that a reader sees stays, and so does
every link's target, up to the form of arXiv links. `--fix` makes those; `--unsafe-fixes` makes the
others too, for a person to look through.
"""

_ENDING = """\
## Leave a finding out

A comment in the page says that something is meant so, for one line or for several:

```markdown
<!-- llmsys-lint-disable-next-line LL305 -- it is a report and a system -->
- [Heron](https://arxiv.org/abs/2401.00001): Caches for Prompts
```

`disable-line` stands on the line itself, `disable` and `enable` around several, `disable-file`
anywhere in the page. Ids, names or beginnings of ids (`LL3`) may follow, none means all rules.
Between the fences of a code block such a comment is an example and does nothing.

## Settings

`llmsys-mcp.toml` beside the list's first page:

```toml
[lint]
select = ["ALL"]                  # ids, names or beginnings of ids
ignore = ["generic-page"]
baseline = "lint-baseline.json"   # findings that are known: `lint --write-baseline FILE`

[lint.severity]
LL3 = "info"                      # error, warning, info or off
LL305 = "warning"                 # the more exact name has the last word
```

Without `select`, or with an empty one, all rules are asked. `ignore` leaves rules out whatever
their severity. `lint --select RULES` asks these rules and no others, also those that the file
ignores or turns off; `lint --ignore RULES` leaves more out.

The exit code is 1 when there is an error or a warning, and 0 when there are only infos.

## In a list's repository

On GitHub, in `.github/workflows/lint.yml`: the lines that a pull request changes are checked, what
is found is shown beside them, and the check fails when the change loses an entry.

```yaml
on: pull_request
jobs:
  list:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - uses: OWNER/llmsys-mcp@main        # where this project's repository is
```

Before each commit, in `.pre-commit-config.yaml` (`llmsys-lint-fix` makes the safe fixes, too):

```yaml
repos:
  - repo: https://github.com/OWNER/llmsys-mcp
    rev: COMMIT                            # a commit or tag: pre-commit warns of a branch
    hooks:
      - id: llmsys-lint
```

An old list starts clean with `llmsys-mcp lint --write-baseline lint-baseline.json`: what is in that
file is known, and only what is new is reported.
"""


def page(rule: LintRule) -> str:
    """The page of one rule, as Markdown."""
    parts = [
        f"# {rule.id} {rule.name}",
        rule.says,
        f"Severity: {rule.severity}. Fix: {_FIXES[rule.fixable]}.",
        "## Why",
        f"{rule.about.reason[0].upper()}{rule.about.reason[1:]}.",
        "## Example",
        f"```markdown\n{rule.bad}```",
        "Instead:",
        f"```markdown\n{rule.good}```",
    ]
    if rule.notes:
        parts += ["## Notes", rule.notes]
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """The page that names all rules, with what stands in none of them."""
    parts = [_INTRODUCTION]
    for begin, title in GROUPS.items():
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {rule.name} | {rule.severity} "
            f"| {_SHORT[rule.fixable]} | {rule.says} |"
            for rule in RULES
            if rule.id.startswith(begin)
        ]
        head = ["| Rule | Name | Severity | Fix | Reports |", "|---|---|---|---|---|"]
        parts.append("\n".join([f"## {title}", "", *head, *rows]) + "\n")
    return "\n".join([*parts, _ENDING])


def pages() -> dict[str, str]:
    """File name → text of everything in `docs/rules`."""
    return {"README.md": index()} | {f"{rule.id}.md": page(rule) for rule in RULES}
