"""Benchmarks: run by `--benchmarks` alone, printed, and judged as ratios to a floor measured in the same run."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from measuring import FLOOR, Measure, Measured


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that lets them run."""
    parser.addoption("--benchmarks", action="store_true", help="measure speed, as ratios to a floor of the same run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the option they are left out: a busy machine must not fail the suite."""
    if config.getoption("--benchmarks", default=False):
        return
    here = Path(__file__).parent
    left_out = [item for item in items if here in item.path.parents]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _seconds(command: list[str], environment: Mapping[str, str], codes: tuple[int, ...]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=dict(environment), check=False)
    taken = time.perf_counter() - began
    assert done.returncode in codes, done.stderr.decode()
    return taken


@pytest.fixture
def measure() -> Measure:
    """Measures the median of a command's processes, which alternate with the floor's: both meet the same machine.

    `before` is called before each run, outside the measuring: where a run changes what the next would find.
    """

    def run(
        name: str,
        words: list[str],
        environment: Mapping[str, str],
        codes: tuple[int, ...] = (0,),
        times: int = 9,
        before: Callable[[], object] = lambda: None,
    ) -> Measured:
        command = [str(Path(sys.executable).with_name("lifecycle")), *words]
        before()
        _seconds(command, environment, codes)
        own, floor = [], []
        for _ in range(times):
            floor.append(_seconds(FLOOR, environment, (0,)))
            before()
            own.append(_seconds(command, environment, codes))
        found = Measured(name, statistics.median(own), statistics.median(floor))
        print(f"\n{found}")  # noqa: T201 - a benchmark is there to be read
        return found

    return run
