"""How fast the site of 1,000 contracts is built, against `python -c "import sqlmodel"` of the same run.

Promised: under 20 s on a machine that imports sqlmodel in about half a second; as a ratio that holds on any.
"""

import os
import subprocess
import sys
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
    return _home_of(1000, tmp_path)


def _home_of(contracts: int, folder: Path) -> dict[str, str]:
    home = folder / f"home{contracts}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    environment = {**kept, "LIFECYCLE_HOME": str(home), "LIFECYCLE_NOW": AUDIT_DAY}
    app = initialise(home, "declared", environment)
    import_ledger(app, multiplied_ledger(SAMPLE, folder / f"台帳{contracts}.xlsx", contracts))
    sweep(app)
    app.engine.dispose()
    return environment


def test_the_site_of_a_thousand_contracts_is_built_fast(
    measure: Measure, thousand: dict[str, str], tmp_path: Path
) -> None:
    """1,000 contracts in under 20 s: loaded once, judged once, every page rendered, twelve charts drawn."""
    assert measure("lifecycle report (1,000)", ["report", "-o", str(tmp_path / "out")], thousand, times=3).ratio < 40


def _peak(words: list[str], environment: dict[str, str]) -> int:
    """The largest memory of a command's process, in KB."""
    command = [str(Path(sys.executable).with_name("lifecycle")), *words]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return used.ru_maxrss


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a child is asked of Linux")
def test_five_times_the_contracts_take_hardly_more_memory(tmp_path: Path) -> None:
    """What is kept of a contract is some kilobytes: 1,000 against 190 add less than a quarter to either process."""
    peaks: dict[str, list[int]] = {"report": [], "export": []}
    for contracts in (190, 1000):
        environment = _home_of(contracts, tmp_path)
        peaks["report"].append(_peak(["report", "-o", str(tmp_path / f"out{contracts}")], environment))
        peaks["export"].append(_peak(["export", str(tmp_path / f"out{contracts}.xlsx")], environment))
    for command, (few, many) in peaks.items():
        print(f"\n{command}: {few / 1024:.0f} MB of 190, {many / 1024:.0f} MB of 1,000")  # noqa: T201
        assert many < 1.25 * few
