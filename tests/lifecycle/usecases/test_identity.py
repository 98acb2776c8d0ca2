"""Who acts, and who may (docs/semantics.md §8)."""

from pathlib import Path

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    HEAD,
    ID,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    OVERSIGHT,
    REASON,
    SHEET,
    Installation,
    a_contract,
    hand_in,
    real,
)

from config.errors import LifecycleError, RoleError, UsageError
from config.vocabulary import OverrideCategory, Role
from lifecycle.app import App, build_app, open_app
from lifecycle.identity import FrontActor
from lifecycle.process_user import system_user
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep

ASKED = Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, REASON, "広第1号")


def role_of(app: App) -> Role | None:
    """The post of the actor of a call."""
    with app.reading() as connection:
        return app.actor(connection).role


def test_the_system_user_refuses_a_declared_actor(tmp_path: Path) -> None:
    """identity = os_user (the default): whoever says to be somebody else is refused, before anything is read."""
    initialise(tmp_path / "home", "os_user", {})
    declared = build_app(tmp_path / "home", actor=HEAD, environment={})
    with pytest.raises(UsageError, match="os_user"):
        register(declared, ID, SHEET)
    by_variable = build_app(tmp_path / "home", actor=None, environment={"LIFECYCLE_ACTOR": HEAD})
    with pytest.raises(UsageError, match="os_user"):
        sweep(by_variable)


def test_whoever_ran_init_is_the_administrator(tmp_path: Path) -> None:
    """`init` journals the operating-system user as 管理者, and nobody else."""
    app = initialise(tmp_path / "home", "os_user", {})
    with app.reading() as connection:
        actor = app.actor(connection)
    assert (actor.role, actor.key) == (Role.ADMIN, system_user())


def test_the_journal_holds_the_declared_and_the_system_name(installation: Installation) -> None:
    """The journal always holds both names."""
    a_contract(installation.app())
    row = installation.rows("SELECT actor, os_user, role FROM journal WHERE subject = :s", s=ID)[0]
    assert tuple(row) == (OFFICER, system_user(), "officer")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        (OFFICER, Role.OFFICER),
        (CHIEF, Role.SECTION_CHIEF),
        (HEAD, Role.DIVISION_HEAD),
        ("pr-head@example.lg.jp", Role.DIVISION_HEAD),
        (OVERSIGHT, Role.OVERSIGHT_OFFICE),
        (AUDITOR, Role.AUDIT_OFFICE),
        (ADMIN, Role.ADMIN),
        ("通りがかりの人", None),
    ],
)
def test_a_declared_actor_has_the_post_of_the_ledger_or_of_the_settings(
    installation: Installation, name: str, role: Role | None
) -> None:
    """Posts come from the ledger's 所属 sheet and lifecycle.toml; a stranger has none."""
    assert role_of(installation.app(name)) is role


@pytest.mark.parametrize("name", ["通りがかりの人", AUDITOR, ADMIN, OVERSIGHT, OTHER_OFFICER, OTHER_HEAD])
def test_who_may_not_write_for_an_office_changes_nothing(installation: Installation, name: str) -> None:
    """Strangers, the auditors, 管理者, 制度所管課 and other offices' staff neither record nor advance [F-04]."""
    a_contract(installation.app())
    before = installation.count("journal")
    tries = (
        lambda: register(installation.app(name), "R6-0002", SHEET),
        lambda: amend(installation.app(name), ID, {"record_count": "1"}, None),
        lambda: hand_in(installation.app(name), "checklist"),
        lambda: advance(installation.app(name), ID, None),
    )
    for attempt in tries:
        with pytest.raises(RoleError, match="F-04"):
            attempt()
    assert installation.count("journal") == before


@pytest.mark.parametrize("name", ["通りがかりの人", AUDITOR])
def test_who_only_reads_runs_no_job(installation: Installation, name: str) -> None:
    """The keeping-installation jobs belong to staff, 管理者 and 制度所管課."""
    for job in (sweep, deliver):
        with pytest.raises(RoleError, match="F-04"):
            job(installation.app(name))


def test_the_administrator_asks_for_an_exception_but_never_grants_one(installation: Installation) -> None:
    """管理者 can request but not approve an override."""
    a_contract(installation.app())
    asked = request(installation.app(ADMIN), ASKED)
    with pytest.raises(RoleError, match="管理者"):
        approve(installation.app(ADMIN), asked.id, ID)
    assert approve(installation.app(HEAD), asked.id, ID).status == "approved"


def test_a_head_decides_for_the_own_office_only(installation: Installation) -> None:
    """The head of another office is refused."""
    a_contract(installation.app())
    asked = request(installation.app(), ASKED)
    with pytest.raises(RoleError, match="広報課"):
        approve(installation.app(OTHER_HEAD), asked.id, ID)
    with pytest.raises(RoleError):
        approve(installation.app(CHIEF), asked.id, ID)


def test_no_refusal_names_a_person(installation: Installation) -> None:
    """Messages never carry a person's name, number or address."""
    a_contract(installation.app())
    with pytest.raises(LifecycleError) as refused:
        hand_in(installation.app(OTHER_OFFICER), "checklist")
    assert not any(name in str(refused.value) for name in (OFFICER, OTHER_OFFICER, HEAD))


@pytest.mark.parametrize(
    ("name", "role"),
    [
        (OFFICER, Role.OFFICER),
        (CHIEF, Role.SECTION_CHIEF),
        (HEAD, Role.DIVISION_HEAD),
        (OVERSIGHT, Role.OVERSIGHT_OFFICE),
        (AUDITOR, Role.AUDIT_OFFICE),
        (ADMIN, Role.ADMIN),
        (None, Role.ADMIN),
        ("stranger", None),
    ],
)
def test_a_front_hands_in_a_person_who_has_the_posts_of_the_login(
    tmp_path: Path, name: str | None, role: Role | None
) -> None:
    """semantics §8: in a real home the login leads to the person; names and addresses of nobody are believed."""
    home = real(tmp_path / "home")
    assert role_of(home.app(name)) is role
    assert role_of(home.app("広報課長 ")) is None


def test_what_a_front_says_of_its_actor_is_on_record(tmp_path: Path) -> None:
    """The door, the person, the login of the process and the way of authentication; by address the same person."""
    home = real(tmp_path / "home")
    app = open_app(home.home, actor=FrontActor("koho-tanto", "oidc"), environment={})
    with app.reading() as connection:
        known = app.actor(connection)
        address = open_app(home.home, actor=FrontActor("PR-Officer@example.lg.jp", "oidc"), environment={})
        assert address.actor(connection).key == known.key
    assert (known.key, known.os_user, known.via, known.authenticated) == ("koho-tanto", system_user(), "web", "oidc")
