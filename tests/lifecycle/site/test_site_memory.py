"""What the building of a site keeps of the contracts: none of them, whatever their number."""

import gc
from datetime import date
from pathlib import Path

from sites import opened

from lifecycle.papers.site.build import pages
from lifecycle.papers.site.seen import ContractSeen, asked_for
from lifecycle.records.as_of import AsOf


def _alive() -> int:
    return sum(type(one) is ContractSeen for one in gc.get_objects())


def test_no_contract_is_kept_once_its_page_is_made(sample_home: Path) -> None:
    """However many went before, one contract is in memory; what the other pages say of it is kept in words."""
    app = opened(sample_home, "管理者", "2024-11-26")
    with app.reading() as connection:
        asked = asked_for(app, connection, AsOf(date(2024, 11, 26)))
        before, counted, seen = _alive(), [], 0
        for path, _ in pages(connection, asked, None):
            seen += path.startswith("contracts/")
            if path.startswith("contracts/") and seen % 60 == 0:
                counted.append(_alive() - before)
    assert seen == len(asked.ids) == 190
    assert max(counted) <= 2
