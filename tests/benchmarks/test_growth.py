"""What the commands cost as the records grow: CPU and memory of whole processes, beside a floor of the same run.

`LIFECYCLE_BENCH_SIZES` says of how many contracts, "190,1000" unless it does. CPU and peak memory are the kernel's own
figures of a process and of those that it waited for, so that what else runs on the machine changes little.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest
from command_line import AUDIT_DAY
from measuring import FLOOR
from multiplied import multiplied_ledger

import lifecycle.demo

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
SIZES = [int(size) for size in os.environ.get("LIFECYCLE_BENCH_SIZES", "190,1000").split(",")]
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "import": ("import", "{ledger}"),
    "import again": ("import", "{ledger}"),
    "sweep, first": ("sweep",),
    "sweep, again": ("sweep",),
    "reassess": ("reassess",),
    "rebuild": ("rebuild",),
    "verify": ("verify",),
    "doctor": ("doctor",),
    "due": ("due", "--json"),
    "due of one office": ("due", "--json", "--division", "モデル所属01（税務）"),
    "alerts": ("alerts", "--json"),
    "tables": ("tables", "--json"),
    "export": ("export", "{folder}/out.xlsx"),
    "report": ("report", "-o", "{folder}/site"),
    "report again": ("report", "-o", "{folder}/site"),
}
BOUNDS_MB: Mapping[str, int] = {"import": 400, "verify": 200, "report": 400}
"""The memory that a command may take whatever the size."""
STRAIGHT = 1.4
"""How many times its cost per contract a command may cost in the largest home, measured by the one before."""


@dataclass(frozen=True)
class Spent:
    """What a process and those it waited for took: seconds of CPU, and megabytes at the peak of the largest.

    A process begins as a copy of the one that starts it, so that no peak is below that one's own.
    """

    cpu: float
    peak: float


def spent(command: Sequence[str], environment: Mapping[str, str], errors: Path) -> Spent:
    """Run a command to its end. Fails where the command itself failed; a finding (3) is no failure."""
    with errors.open("wb") as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, env=dict(environment))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 3), f"{command}: {errors.read_text(encoding='utf-8')}"
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def of_size(contracts: int, folder: Path) -> dict[str, Spent]:
    """Every command once, in a new home of that many contracts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIFECYCLE_")}
    environment = {**kept, "LIFECYCLE_HOME": str(folder / "home"), "LIFECYCLE_NOW": AUDIT_DAY, "LANG": "C.UTF-8"}
    # Made elsewhere: no process is seen to be smaller than this one is when it starts it.
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        ledger = beside.submit(multiplied_ledger, SAMPLE, folder / "台帳.xlsx", contracts).result()
    program = str(Path(sys.executable).with_name("lifecycle"))

    def run(*words: str) -> Spent:
        given = [word.format(ledger=ledger, folder=folder) for word in words]
        return spent(
            [program, *given, *(["--actor", "管理者"] if words[0] != "init" else [])], environment, folder / "errors"
        )

    run("init", "--identity", "declared")
    return {name: run(*words) for name, words in COMMANDS.items()}


def test_what_a_contract_costs_does_not_grow_with_the_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table is printed; memory is held to its bounds, and CPU per contract to that of the smaller home."""
    floor = spent(FLOOR, os.environ, tmp_path / "floor")
    met = {size: of_size(size, _made(tmp_path / str(size))) for size in SIZES}
    with capsys.disabled():
        print(f"\nfloor (python -c 'import sqlmodel'): {floor.cpu:.2f} s, {floor.peak:.0f} MB")  # noqa: T201
        print(table(met, lambda one: f"{one.cpu:.1f} s ({one.cpu / floor.cpu:.0f} x, {one.peak:.0f} MB)"))  # noqa: T201 - a benchmark is there to be read
    largest = max(SIZES)
    over = {name: met[largest][name].peak for name, most in BOUNDS_MB.items() if met[largest][name].peak > most}
    assert over == {}
    # Of a few hundred contracts the start of a program is the most of it.
    if len(SIZES) > 1 and (before := sorted(SIZES)[-2]) >= 1000:
        steeper = {
            name: round(ratio, 2)
            for name in COMMANDS
            if (ratio := _each(met, largest, name, floor) / _each(met, before, name, floor)) > STRAIGHT
        }
        assert steeper == {}


def table(met: Mapping[int, Mapping[str, Spent]], told: Callable[[Spent], str]) -> str:
    """The figures as a table of Markdown: a row for each command, a column for each size."""
    lines = ["| command | " + " | ".join(f"{size:,}" for size in met) + " |", "|---" * (len(met) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(told(of[name]) for of in met.values()) + " |" for name in COMMANDS]
    return "\n".join(lines)


def _each(met: Mapping[int, Mapping[str, Spent]], size: int, name: str, floor: Spent) -> float:
    """Seconds per contract beyond the start of a program, of which less than half a floor is nothing."""
    return max(met[size][name].cpu - 2 * floor.cpu, 0.5 * floor.cpu) / size


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
