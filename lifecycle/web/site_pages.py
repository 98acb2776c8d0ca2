"""The pages that the register shares with the static site, kept between two requests, with the addresses here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lifecycle.papers.site.kept import KeptPages, SitePages
from lifecycle.web import places
from lifecycle.web.visit import Visit


def pages_of(visit: Visit) -> SitePages:
    """The pages over everything that the person may read, as of the dates of the question. Raises RoleError."""
    kept: KeptPages = visit.request.app.state.kept
    return kept.of(visit.app, visit.as_of)


@dataclass(frozen=True)
class Leads(Mapping[str, str]):
    """From the places of the site to the addresses here."""

    pages: SitePages

    def __getitem__(self, path: str) -> str:
        if path in self.pages.contracts_by_path:
            return places.contract_page(self.pages.contracts_by_path[path])
        return places.division_page(self.pages.offices_by_path[path])

    def __iter__(self) -> Iterator[str]:
        yield from self.pages.contracts_by_path
        yield from self.pages.offices_by_path

    def __len__(self) -> int:
        return len(self.pages.contracts_by_path) + len(self.pages.offices_by_path)
