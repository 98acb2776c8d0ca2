"""The table of acts holds at every door: each act is tried by every post, of the own office and of another."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from acts_walk import DOORS, IMPORT, WORK_OF_SECOND, Attempt, Door
from branches import applied
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    copy_of,
)

from config.errors import LifecycleError, RoleError, UsageError
from config.vocabulary import OverrideCategory, Role
from lifecycle.acts import ACTS, Act, may
from lifecycle.usecases.circulars import publish_circular
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.overrides import Request, request
from lifecycle.usecases.staff import assign
from lifecycle.watch.sweep import sweep

PEOPLE: dict[str, tuple[Role | None, bool]] = {
    OFFICER: (Role.OFFICER, True),
    CHIEF: (Role.SECTION_CHIEF, True),
    HEAD: (Role.DIVISION_HEAD, True),
    "広報課参事": (Role.DEPUTY, True),
    OTHER_OFFICER: (Role.OFFICER, False),
    "税務課係長": (Role.SECTION_CHIEF, False),
    OTHER_HEAD: (Role.DIVISION_HEAD, False),
    "税務課参事": (Role.DEPUTY, False),
    OVERSIGHT: (Role.OVERSIGHT_OFFICE, False),
    AUDITOR: (Role.AUDIT_OFFICE, False),
    ADMIN: (Role.ADMIN, False),
    "誰か": (None, False),
}
"""Each post in the office of the contract and in another, and somebody without a post."""


@pytest.fixture(scope="module")
def made_ready(sqlite_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A contract with an original, an application, an alert and two exceptions asked for by the 係長."""
    folder = tmp_path_factory.mktemp("ready")
    installation = copy_of(sqlite_template, folder / "home")
    for office, deputy in ((OFFICE, "広報課参事"), (OTHER_OFFICE, "税務課参事")):
        assign(installation.app(ADMIN), office, Role.DEPUTY, deputy, None)
    a_contract(installation.app(now="2024-04-01"), record_count="5000")
    paper = folder / "report.txt"
    paper.write_text("調査報告", encoding="utf-8")
    attach(installation.app(), ID, "completion_inspection", DOCUMENTS["completion_inspection"], [paper])
    attach(installation.app(), ID, "onsite_inspection", {**DOCUMENTS["onsite_inspection"], "fit": "不適"}, [paper])
    applied(installation.app())
    for code in ("S2-05", "S3-01"):
        request(installation.app(CHIEF), Request(ID, (code,), OverrideCategory.EMERGENCY, REASON, "広第22号"))
    publish_circular(installation.app(OVERSIGHT), "5kou1237")
    sweep(installation.app(ADMIN))
    installation.engine.dispose()
    return installation


@pytest.fixture
def ready(made_ready: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of that installation for one door."""
    installation = copy_of(made_ready, tmp_path / "ready")
    yield installation
    installation.engine.dispose()


def expected(door: Door, actor: str) -> bool:
    """Whether the table lets that person through; what a keeper imports is declared, and so every column may be."""
    role, own = PEOPLE[actor]
    if role is None:
        return False
    if door.way == IMPORT and may(role, Act.IMPORT, own=False):
        return True
    return may(role, door.act, own=own or not door.of_office)


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.way}:{door.name}:{door.act.name}")
def test_a_door_lets_through_whom_the_table_names_and_nobody_else(
    ready: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    """Refused is exit 4, or the faults of a ledger that say whose act it is; then nothing is recorded at all."""
    for name in [name for name in os.environ if name.startswith("LIFECYCLE_")]:
        monkeypatch.delenv(name)
    for name, value in ready.environment().items():
        monkeypatch.setenv(name, value)
    wrong, domain = [], []
    for at, actor in enumerate(sorted(PEOPLE, key=lambda actor: expected(door, actor))):
        # Whoever is refused changes nothing, and so the next may try the same installation.
        home = copy_of(ready, tmp_path / f"home{at}") if expected(door, actor) else ready
        folder = tmp_path / f"work{at}"
        folder.mkdir()
        monkeypatch.setenv("LIFECYCLE_HOME", str(home.home))
        monkeypatch.setenv("LIFECYCLE_ACTOR", actor)
        before = home.count("journal")
        try:
            door.tried(Attempt(home, actor, folder))
            through = True
        except RoleError:
            through = False
        except LifecycleError as error:
            through = True
            domain.append(f"{actor}: {error}")
        if through is not expected(door, actor) or (not through and home.count("journal") != before):
            wrong.append(actor)
        if home is not ready:
            home.engine.dispose()
    assert wrong == []
    assert domain == [] or door.name == "clock accept"


def test_every_act_has_a_door_that_is_walked() -> None:
    """But for those with a test of their own; so many doors, so many people."""
    walked = {door.act for door in DOORS}
    assert walked | set(WORK_OF_SECOND) == set(Act) == set(ACTS)
    assert len(DOORS) * len(PEOPLE) > 900
    assert issubclass(UsageError, LifecycleError)
