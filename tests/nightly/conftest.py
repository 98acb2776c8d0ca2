"""The nightly run: what takes a quarter of an hour is done by `--nightly` alone (`make nightly`)."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the option it is left out: the suite holds a sample of it."""
    if config.getoption("--nightly"):
        return
    here = Path(__file__).parent
    left_out = [item for item in items if here in item.path.parents]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
