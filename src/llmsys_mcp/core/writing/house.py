"""The house rules for one entry as code: each has an id, a name and the reason it exists.

Source: what LLMSys-PaperList's rules file says of form and links, and the majority form of its
page. `format_entry` applies them; the linter reports them under the same ids.
"""

import re
from dataclasses import dataclass

from llmsys_mcp.core.identity import paper_id
from llmsys_mcp.core.subjects.organizations import SPELLINGS
from llmsys_mcp.core.venue import house_venue


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the list: id and name as the linter prints them, and why it is a rule."""

    id: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule changed in one entry."""

    rule: Rule
    message: str


ARXIV_WWW = Rule("LL101", "arxiv-www", "one paper has one link; arXiv's own form has no `www.`")
ARXIV_FORM = Rule("LL102", "arxiv-form", "the abstract page offers every format, a PDF only itself")
ARXIV_VERSION = Rule("LL103", "arxiv-version", "a link without version shows the newest text")
ARXIV_TRACKING = Rule("LL104", "link-tracking", "tracking parameters tell nothing about the paper")
HTTPS = Rule("LL105", "link-https", "the host serves the same page over https")
TITLE_COLON = Rule(
    "LL106", "title-colon", "the colon separates title and subtitle, outside the link"
)
TITLE_TWICE = Rule(
    "LL107", "title-twice", "the title stands in the link; saying it again adds nothing"
)
TITLE_SPACE = Rule("LL108", "text-space", "one space between words, none at the ends")
VENUE_FORM = Rule(
    "LL109", "venue-form", "venues read NAME' yy, so that readers and search find them"
)
ORGANIZATION = Rule("LL110", "organization-spelling", "one organisation has one spelling")
SECTION_STYLE = Rule("LL111", "section-style", "a section's own style has the last word")
ESCAPED = Rule("LL112", "escaped", "the text would be read as Markdown markup")
SEPARATOR = Rule(
    "LL113", "separator", "title, subtitle, venue and organisation have one separator each"
)


def house_url(url: str) -> tuple[str, tuple[Change, ...]]:
    """The link in house form: arXiv as `https://arxiv.org/abs/ID`; every other link is kept."""
    identity = paper_id(url)
    if identity is None or identity.scheme != "arxiv" or "arxiv" not in url.lower():
        return url, ()
    wanted = identity.link
    if url == wanted:
        return url, ()
    rest = url.partition("://")[2]
    path, _, query = rest.partition("?")
    found: list[Change] = []
    if not url.startswith("https://"):
        found.append(Change(HTTPS, "write https for arXiv"))
    if not rest.lower().startswith("arxiv.org/"):
        found.append(Change(ARXIV_WWW, "write the host as arxiv.org"))
    if "/abs/" not in path:
        found.append(Change(ARXIV_FORM, "link the abstract page, /abs/"))
    if re.search(r"v\d+(?:\.pdf)?/?(?:#.*)?$", path):
        found.append(Change(ARXIV_VERSION, "link the paper without its version"))
    if query or "#" in path:
        found.append(Change(ARXIV_TRACKING, "drop what follows the id"))
    if not found:
        found.append(Change(ARXIV_FORM, "write the id as arXiv does"))
    return wanted, tuple(found)


def house_organization(text: str) -> str:
    """The list's spelling of an organisation; one it does not know comes back as it was."""
    parts = text.split(", ")
    return ", ".join(SPELLINGS.get(part.strip().casefold(), part) for part in parts)


def house_title(title: str) -> tuple[str, tuple[Change, ...]]:
    """The title without a colon at its end."""
    bare = title.rstrip(":： ")
    if bare == title or not bare:
        return title, ()
    return bare, (Change(TITLE_COLON, "put the colon after the link"),)


def house_description(title: str, description: str) -> tuple[str, tuple[Change, ...]]:
    """The description without the title that it repeats."""
    bare = description
    while (rest := _behind_title(title, bare)) is not None:
        bare = rest
    return (
        (bare, ()) if bare == description else (bare, (Change(TITLE_TWICE, "say the title once"),))
    )


def _behind_title(title: str, description: str) -> str | None:
    """What follows the title that the description begins with; None when it does not."""
    if not title or description[: len(title)].casefold() != title.casefold():
        return None
    rest = description[len(title) :].lstrip()
    return rest[1:].lstrip() if not rest or rest[0] in ":：–—" else None


def house_venue_change(venue: str) -> tuple[str, tuple[Change, ...]]:
    """The venue in house form."""
    wanted = house_venue(venue)
    if wanted == venue:
        return venue, ()
    return wanted, (Change(VENUE_FORM, f"write the venue as {wanted}"),)


def house_organization_change(organization: str) -> tuple[str, tuple[Change, ...]]:
    """The organisation in the list's spelling."""
    wanted = house_organization(organization)
    if wanted == organization:
        return organization, ()
    return wanted, (Change(ORGANIZATION, f"write the organisation as {wanted}"),)
