"""Programs of the machine that some tests run: where one is not installed, the test is skipped and says which."""

import shutil
from pathlib import Path

import pytest


def program(*names: str) -> str:
    """The path of the first of these that is installed (a name on the path, or a path); skips the test without one."""
    for name in names:
        if found := shutil.which(name):
            return str(Path(found))
    pytest.skip(f"no {' or '.join(names)} on this machine")
