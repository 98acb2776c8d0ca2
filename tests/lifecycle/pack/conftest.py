"""An audit file made once, that nobody changes."""

import pytest
from installation import ID, OFFICER, Installation, copy_of
from packs import Made, live

from lifecycle.papers.pack.gather import pack
from lifecycle.records.as_of import AsOf


@pytest.fixture(scope="session")
def made(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An audit file nobody changes."""
    folder = tmp_path_factory.mktemp("pack")
    installation = copy_of(sqlite_template, folder / "home")
    live(installation, folder)
    path, accounts = folder / "R6-0001.zip", folder / "R6-0001.json"
    app = installation.app(OFFICER)
    packed = pack(app, ID, path, AsOf(app.today()), accounts=accounts)
    installation.engine.dispose()
    return Made(installation, path, accounts, packed)
