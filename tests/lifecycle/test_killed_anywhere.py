"""`kill -9` at random moments of every writing command: nothing lost, nothing half, the record clean (a sample).

`make nightly` does it hundreds of times (`tests/nightly/test_killed_often.py`).
"""

from pathlib import Path

import pytest
from kills import of_import, of_jobs, of_sweep

pytestmark = pytest.mark.slow
SEED = 20241126


def test_a_command_that_is_killed_leaves_the_record_clean(sample_home: Path, tmp_path: Path) -> None:
    """What it did is on record whole or not at all; the next one goes on as if nothing had been."""
    of_jobs(sample_home, tmp_path, SEED, times=1)


def test_an_import_that_is_killed_is_in_or_is_not(bare_home: Path, tmp_path: Path) -> None:
    """Then it goes in, and gives what it would have given."""
    of_import(bare_home, tmp_path, SEED, times=1)


def test_a_sweep_that_is_killed_is_made_good_by_the_next(sample_home: Path, tmp_path: Path) -> None:
    """Every step is told once, as if the sweep had never been killed."""
    of_sweep(sample_home, tmp_path, SEED, times=1)
