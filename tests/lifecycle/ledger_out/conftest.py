"""Homes with nothing in them, and the synthetic ledger in one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import BEFORE, House, copy_of

import lifecycle.demo
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise

SAMPLE = Path(lifecycle.demo.__file__).parent / "audit_r6_ledger.xlsx"
FreshHome = Callable[[], House]


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation without offices or contracts, which nobody changes."""
    home = tmp_path_factory.mktemp("empty") / "home"
    initialise(home, "declared", {"LIFECYCLE_NOW": f"{BEFORE}T08:00:00+09:00"}).engine.dispose()
    return House(home)


@pytest.fixture
def fresh(empty_home: House, tmp_path: Path) -> Iterator[FreshHome]:
    """Gives homes without offices or contracts."""
    made: list[House] = []

    def one() -> House:
        made.append(copy_of(empty_home, tmp_path / f"fresh{len(made)}"))
        return made[-1]

    yield one
    for house in made:
        house.engine.dispose()


@pytest.fixture(scope="session")
def sample_home(empty_home: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A home with the synthetic ledger of 190 contracts, which nobody changes."""
    house = copy_of(empty_home, tmp_path_factory.mktemp("sample") / "home")
    import_ledger(house.app("管理者", "2024-12-02"), SAMPLE)
    house.engine.dispose()
    return house
