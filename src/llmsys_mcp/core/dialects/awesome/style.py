"""An entry as awesome lists write it, in the shape of its neighbours."""

from dataclasses import dataclass

from llmsys_mcp.core.writing.style import Draft, Style, Written, escaped, in_house_form


@dataclass(frozen=True, slots=True)
class AwesomeStyle(Style):
    """One of the two shapes, in the marker of the neighbours."""

    labelled: bool = False
    """`**Title** [[paper]](url)` instead of `[Title](url) - Description.`"""
    label: str = "paper"
    dot: bool = True
    """Whether descriptions end in a full stop."""

    def write(self, draft: Draft) -> Written:
        """The line for `draft`."""
        house, changes = in_house_form(draft)
        fields = [escaped(field, changes) for field in (house.venue, house.organization) if field]
        if self.labelled:
            whole = Draft(house.title, house.url, house.description).full_title
            facts = "".join(f", {field}" for field in fields)
            line = (
                f"**{escaped(whole, changes, in_link=True)}**{facts} [[{self.label}]]({house.url})"
            )
        else:
            said = undotted(house.description)
            said = escaped(said, changes) if said else ""
            tail = f" - {closed(said) if self.dot and not fields else said}" if said else ""
            line = f"[{escaped(house.title, changes, in_link=True)}]({house.url}){tail}"
            line += "".join(f" | {field}" for field in fields)
        return Written(f"{self.prefix.lstrip()}{line}", tuple(changes))


def undotted(text: str) -> str:
    """A description without a full stop at its end, which belongs to the line; dots stay."""
    text = text.strip()
    return text if text.endswith("..") else text.removesuffix(".").rstrip()


def closed(text: str) -> str:
    """A description that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
