"""How fast the command line is, against `python -c "import sqlmodel"` of the same run.

Promised: --help within 0.25 s and why within 0.6 s on a machine that imports sqlmodel in about half a second;
as ratios these hold on any machine. Import, sweep and tables have no floor of their own: their ratios say how many
imports of sqlmodel the job may cost.
"""

import os
import shutil
from pathlib import Path

import pytest
from command_line import AUDIT_DAY
from measuring import Measure

import lifecycle.demo
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the audit's ledger."""
    home = tmp_path_factory.mktemp("pattern") / "home"
    app = initialise(home, "declared", {"LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY})
    import_ledger(app, SAMPLE)
    app.engine.dispose()
    return home


@pytest.fixture
def environment(pattern: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on a copy of that home."""
    shutil.copytree(pattern, tmp_path / "home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    return {**kept, "LIFECYCLE_HOME": str(tmp_path / "home"), "LIFECYCLE_NOW": AUDIT_DAY}


def test_help_starts_before_a_database_library_would(measure: Measure, environment: dict[str, str]) -> None:
    """`lifecycle --help` within 0.25 s as a whole process."""
    assert measure("lifecycle --help", ["--help"], environment).ratio < 0.6


def test_why_answers_fast(measure: Measure, environment: dict[str, str]) -> None:
    """`why` within 0.6 s as a whole process."""
    assert measure("lifecycle why", ["why", "R6-0012"], environment, codes=(5,)).ratio < 1.5


def test_tables_are_counted_fast(measure: Measure, environment: dict[str, str]) -> None:
    """Twelve tables of 190 contracts."""
    assert measure("lifecycle tables", ["tables", "--json"], environment, times=5).ratio < 3


def test_a_sweep_is_fast(measure: Measure, environment: dict[str, str]) -> None:
    """Of every contract, as of a day that is not today; nothing is stored by the dry run."""
    words = ["sweep", "--as-of", "2024-11-25", "--dry-run", "--json"]
    assert measure("lifecycle sweep", words, environment, times=5).ratio < 4


def test_the_sample_is_imported_fast(measure: Measure, environment: dict[str, str]) -> None:
    """Importing the sample within 5 s: into an empty database, its journal written, rolled back by --dry-run."""
    home = Path(environment["LIFECYCLE_HOME"])
    shutil.rmtree(home)
    initialise(home, "declared", environment).engine.dispose()
    assert measure("lifecycle import", ["import", str(SAMPLE), "--dry-run"], environment, times=5).ratio < 8
