"""The memory that `verify` takes of 1,000 and of 5,000 contracts, and the time of `doctor`: neither follows the size.

Each runs in a process of its own, whose peak and CPU seconds the system gives.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import AUDIT_DAY
from multiplied import multiplied_ledger

import lifecycle.demo
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
FEW, MANY = 1_000, 5_000
_MEASURED = """
import json, pathlib, resource, sys, time
from lifecycle.app import build_app
from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import examine
app = build_app(pathlib.Path(sys.argv[1]), actor="管理者", environment={"LIFECYCLE_NOW": sys.argv[2]})
began = time.process_time()
faults = verify(app).faults if sys.argv[3] == "verify" else [one.name for one in examine(app) if one.name == "x"]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"cpu": time.process_time() - began, "peak": peak, "faults": faults}))
"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A home with few contracts and one with many; they take some minutes to make."""
    made = {}
    for contracts in (FEW, MANY):
        folder = tmp_path_factory.mktemp(f"of-{contracts}")
        app = initialise(folder / "home", "declared", {"LIFECYCLE_NOW": AUDIT_DAY})
        import_ledger(app, multiplied_ledger(SAMPLE, folder / "台帳.xlsx", contracts))
        app.engine.dispose()
        made[contracts] = folder / "home"
    return made


def _measured(home: Path, what: str) -> dict[str, float]:
    command = [sys.executable, "-c", _MEASURED, str(home), AUDIT_DAY, what]
    done = subprocess.run(command, capture_output=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    assert measured["faults"] == []
    print(f"\n{what} of {home.parent.name}: {measured['peak']:.0f} MB, {measured['cpu']:.1f} s")  # noqa: T201 - to be read
    return measured


def test_verify_takes_the_same_memory(homes: dict[int, Path]) -> None:
    """Five times the contracts, less than a quarter more at the peak, and less than 200 MB."""
    few, many = (_measured(homes[contracts], "verify") for contracts in (FEW, MANY))
    assert many["peak"] < min(200, 1.25 * few["peak"])


def test_doctor_takes_about_the_same_time(homes: dict[int, Path]) -> None:
    """Five times the contracts, less than twice the CPU time."""
    few, many = (_measured(homes[contracts], "doctor") for contracts in (FEW, MANY))
    assert many["cpu"] < 2 * few["cpu"]
