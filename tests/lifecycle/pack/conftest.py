"""An audit file made once, that nobody changes."""

import pytest
from house import ID, OFFICER, House, copy_of
from packs import Made, live

from lifecycle.papers.pack.gather import pack
from lifecycle.records.facts import AsOf


@pytest.fixture(scope="session")
def made(sqlite_template: House, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An audit file nobody changes."""
    folder = tmp_path_factory.mktemp("pack")
    house = copy_of(sqlite_template, folder / "home")
    live(house, folder)
    path, accounts = folder / "R6-0001.zip", folder / "R6-0001.json"
    app = house.app(OFFICER)
    packed = pack(app, ID, path, AsOf(app.today()), accounts=accounts)
    house.engine.dispose()
    return Made(house, path, accounts, packed)
