"""How fast a thousand contracts are swept, against `python -c "import sqlmodel"` of the same run.

The sweep's cost follows what is due: nothing where nothing is, and where everything is at once (the first sweep after a
ledger of lapses was taken over) it is judged, written, journaled and worded for every office.
"""

import os
import shutil
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
SWEEP = ["sweep", "--json"]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 1,000 contracts that nobody has swept."""
    folder = tmp_path_factory.mktemp("thousand")
    home = folder / "home"
    app = initialise(home, "declared", {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY})
    import_ledger(app, multiplied_ledger(SAMPLE, folder / "台帳.xlsx", 1000))
    app.engine.dispose()
    return home


@pytest.fixture
def environment(imported: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on a copy of that home."""
    shutil.copytree(imported, tmp_path / "home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    return {**kept, "LIFECYCLE_HOME": str(tmp_path / "home"), "LIFECYCLE_NOW": AUDIT_DAY}


def test_a_thousand_late_contracts_are_swept_for_the_first_time(
    measure: Measure, environment: dict[str, str], imported: Path
) -> None:
    """Every alert opened, told and journaled, a digest written for each post of twenty offices."""
    home = Path(environment["LIFECYCLE_HOME"])

    def anew() -> None:
        shutil.rmtree(home)
        shutil.copytree(imported, home)

    assert measure("lifecycle sweep (1,000, first)", SWEEP, environment, times=3, before=anew).ratio < 25


def test_a_thousand_contracts_are_swept_on_a_day_with_nothing_new(
    measure: Measure, environment: dict[str, str]
) -> None:
    """The stored day of the next look says so: the start of the program and a few statements."""
    app = initialise(Path(environment["LIFECYCLE_HOME"]), "declared", environment)
    sweep(app)
    app.engine.dispose()
    assert measure("lifecycle sweep (1,000, idle)", SWEEP, environment, times=5).ratio < 2.5


def test_a_thousand_contracts_are_judged_as_of_another_day(measure: Measure, environment: dict[str, str]) -> None:
    """All of them loaded and weighed; nothing is stored."""
    words = [*SWEEP, "--as-of", "2024-11-25", "--dry-run"]
    assert measure("lifecycle sweep (1,000, as of)", words, environment, times=3).ratio < 15
