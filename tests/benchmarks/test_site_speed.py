"""How fast the site of 1,000 contracts is built, against `python -c "import sqlmodel"` of the same run.

Promised: under 20 s on a machine that imports sqlmodel in about half a second; as a ratio that holds on any.
"""

import os
from pathlib import Path

import pytest
from command_line import AUDIT_DAY
from measuring import Measure
from multiplied import multiplied_ledger

import lifecycle.demo
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.watch.sweep import sweep

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")


@pytest.fixture
def thousand(tmp_path: Path) -> dict[str, str]:
    """The environment of a process on a home with 1,000 contracts and their alerts."""
    home = tmp_path / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    environment = {**kept, "LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY}
    app = initialise(home, "declared", environment)
    import_ledger(app, multiplied_ledger(SAMPLE, tmp_path / "台帳.xlsx", 1000))
    sweep(app)
    app.engine.dispose()
    return environment


def test_the_site_of_a_thousand_contracts_is_built_fast(
    measure: Measure, thousand: dict[str, str], tmp_path: Path
) -> None:
    """1,000 contracts in under 20 s: loaded once, judged once, every page rendered, twelve charts drawn."""
    assert measure("lifecycle report (1,000)", ["report", "-o", str(tmp_path / "out")], thousand, times=3).ratio < 40
