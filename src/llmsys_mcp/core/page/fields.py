"""What one item of a list says, in whatever grammar it says it."""

from dataclasses import dataclass

from llmsys_mcp.core.page.entry import year_of


@dataclass(frozen=True, slots=True)
class Fields:
    """What one item says; texts as a reader sees them."""

    title: str
    url: str = ""
    description: str = ""
    venue: str = ""
    organization: str = ""
    date: str = ""
    """`(May 2025)`, as written."""
    separator: str = ""
    """What stands between title and tail, as written: `: `, ` – `."""
    extras: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    key: str = ""
    """The citation key, where the item names its paper by one."""
    required: bool | str = False
    told_year: int | None = None
    """A year that stands by itself."""

    @property
    def year(self) -> int | None:
        """Of the venue, else of the date, else as told, else of the link."""
        if self.told_year is None:
            return year_of(self.url, self.venue, self.date)
        return year_of("", self.venue, self.date) or self.told_year
