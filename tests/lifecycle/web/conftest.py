"""The register served to a browser, with something behind every door."""

from collections.abc import Iterator

import pytest
from installation import Installation, a_contract, copy_of
from web_browser import served
from web_furnished import furnish


@pytest.fixture(scope="module")
def address(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The register with something behind every door and more than a page of contracts."""
    papers = tmp_path_factory.mktemp("papers")
    home = copy_of(sqlite_template, tmp_path_factory.mktemp("furnished") / "home")
    furnish(home, papers)
    for number in range(10, 70):
        a_contract(home.app(), f"R6-{number:04}", title=f"集計業務の委託 その{number}")
    with served(home) as found:
        yield found
    home.engine.dispose()
