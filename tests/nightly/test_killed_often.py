"""`kill -9` hundreds of times at random moments of every writing command; the figures are written down."""

from pathlib import Path

from figures import write_figures
from kills import of_import, of_jobs, of_sweep

SEED = 42


def test_killed_three_hundred_times(sample_home: Path, bare_home: Path, tmp_path: Path) -> None:
    """Nothing lost, nothing half; every step that is to be told is told once."""
    done = {
        "every other command": of_jobs(sample_home, tmp_path / "jobs", SEED, times=35),
        "import": of_import(bare_home, tmp_path / "imports", SEED, times=30),
        "sweep": of_sweep(sample_home, tmp_path / "sweeps", SEED, times=30),
    }
    rows = [f"| {name}: killed (done before it came to that) | {k.kills} ({k.survived}) |" for name, k in done.items()]
    write_figures("Killed at random moments", rows)
    assert sum(killing.kills for killing in done.values()) >= 300
