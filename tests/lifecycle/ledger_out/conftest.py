"""Homes with nothing in them, and the synthetic ledger in one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from installation import BEFORE, Installation, copy_of

import lifecycle.demo
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise

SAMPLE = Path(lifecycle.demo.__file__).parent / "audit_r6_ledger.xlsx"
FreshHome = Callable[[], Installation]


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation without offices or contracts, which nobody changes."""
    home = tmp_path_factory.mktemp("empty") / "home"
    initialise(home, "declared", {"LIFECYCLE_NOW": f"{BEFORE}T08:00:00+09:00"}).engine.dispose()
    return Installation(home)


@pytest.fixture
def fresh(empty_home: Installation, tmp_path: Path) -> Iterator[FreshHome]:
    """Gives homes without offices or contracts."""
    made: list[Installation] = []

    def one() -> Installation:
        made.append(copy_of(empty_home, tmp_path / f"fresh{len(made)}"))
        return made[-1]

    yield one
    for installation in made:
        installation.engine.dispose()


@pytest.fixture(scope="session")
def sample_home(empty_home: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A home with the synthetic ledger of 190 contracts, which nobody changes."""
    installation = copy_of(empty_home, tmp_path_factory.mktemp("sample") / "home")
    import_ledger(installation.app("管理者", "2024-12-02"), SAMPLE)
    installation.engine.dispose()
    return installation
