"""The register of people: posts have days, live in the journal, and nobody gives oneself one alone (semantics §8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    HEAD,
    ID,
    LOGINS,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    RealInstallation,
    a_contract,
    hand_in,
    real,
)

from config.errors import NotFoundError, RoleError, UsageError
from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.identity import Actor
from lifecycle.usecases.assigning import end, give
from lifecycle.usecases.audit import verify
from lifecycle.usecases.inspectors import appoint
from lifecycle.usecases.installation import examine
from lifecycle.usecases.matters import confirm, one_matter
from lifecycle.usecases.staff import assign

OFFICE_ROLES = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.DEPUTY)
DESK_ROLES = (Role.OVERSIGHT_OFFICE, Role.AUDIT_OFFICE, Role.ADMIN)
MARCH_31, APRIL_1 = "2025-03-31", "2025-04-01"


@pytest.fixture
def home(tmp_path: Path) -> RealInstallation:
    """A real home."""
    return real(tmp_path / "home")


def actor_of(app: App) -> Actor:
    """Who acts in a call."""
    with app.reading() as connection:
        return app.actor(connection)


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_a_post_of_an_office_ends_the_day_before_the_next_holder_takes_it(home: RealInstallation, role: Role) -> None:
    """Entered beforehand or on the day: the old holder has the rights up to 3-31, the new one from 4-1."""
    assign(home.app(OVERSIGHT, "2025-03-01"), OFFICE, role, "前任", None, login="zennin")
    assign(home.app(OVERSIGHT, "2025-03-10"), OFFICE, role, "後任", None, date(2025, 4, 1), login="kounin")
    if role is Role.DEPUTY:
        return
    assert actor_of(home.app("zennin", MARCH_31)).role is role
    assert actor_of(home.app("kounin", MARCH_31)).role is None
    assert actor_of(home.app("zennin", APRIL_1)).role is None
    assert actor_of(home.app("kounin", APRIL_1)).role is role


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_a_successor_without_a_login_inherits_none(home: RealInstallation, role: Role) -> None:
    """Whoever held the post holds it no longer, though nobody else can act in it yet."""
    assign(home.app(OVERSIGHT), OFFICE, role, "前任", "a@example.lg.jp", login="zennin")
    assert actor_of(home.app("zennin")).role is role
    assign(home.app(OVERSIGHT), OFFICE, role, "後任", None)
    for gone in ("zennin", "a@example.lg.jp", "後任", "前任"):
        assert actor_of(home.app(gone)).role is None


@pytest.mark.parametrize("role", [*DESK_ROLES, Role.OFFICER, Role.SECTION_CHIEF])
def test_a_given_post_has_a_first_and_a_last_day(home: RealInstallation, role: Role) -> None:
    """From its first day to its last, no day more; ended earlier, no day longer than that."""
    office = None if role in DESK_ROLES else OFFICE
    give(home.app(ADMIN), role, "sato", office, date(2024, 7, 1), date(2024, 9, 30))
    days = {"2024-06-30": None, "2024-07-01": role, "2024-09-30": role, "2024-10-01": None}
    assert {day: actor_of(home.app("sato", day)).role for day in days} == days
    end(home.app(ADMIN, "2024-08-01"), role, "sato", office, date(2024, 8, 15))
    assert actor_of(home.app("sato", "2024-08-15")).role is role
    assert actor_of(home.app("sato", "2024-08-16")).role is None


def test_several_posts_of_one_person_give_what_any_of_them_gives(home: RealInstallation) -> None:
    """管理者 who is a further officer of an office records for it, and keeps its own acts."""
    give(home.app(OVERSIGHT), Role.ADMIN, LOGINS[OFFICER])
    assert actor_of(home.app()).role is Role.OFFICER
    a_contract(home.app())
    give(home.app(), Role.AUDIT_OFFICE, "sato")
    assert actor_of(home.app("sato")).role is Role.AUDIT_OFFICE


Deed = Callable[[RealInstallation, str], object]


def _assigned(role: Role, office: str = OFFICE) -> Deed:
    return lambda home, who: assign(home.app(who), office, role, "本人", None, login=LOGINS[who])


def _assigned_ahead(role: Role) -> Deed:
    return lambda home, who: assign(home.app(who), OFFICE, role, "本人", None, date(2024, 9, 1), login=LOGINS[who])


def _given(role: Role, office: str | None = None) -> Deed:
    return lambda home, who: give(home.app(who), role, LOGINS[who], office)


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize(
    ("who", "deed"),
    [
        *((ADMIN, _assigned(role)) for role in OFFICE_ROLES),
        *((ADMIN, _assigned_ahead(role)) for role in OFFICE_ROLES),
        *((OVERSIGHT, _assigned(role, OTHER_OFFICE)) for role in OFFICE_ROLES),
        *((ADMIN, _given(role)) for role in (Role.OVERSIGHT_OFFICE, Role.AUDIT_OFFICE)),
        *((OVERSIGHT, _given(role)) for role in (Role.ADMIN, Role.AUDIT_OFFICE)),
        *((ADMIN, _given(role, OFFICE)) for role in (Role.OFFICER, Role.SECTION_CHIEF)),
        (HEAD, _assigned(Role.DEPUTY)),
        (HEAD, _given(Role.OFFICER, OFFICE)),
    ],
)
def test_nobody_gives_oneself_a_post_alone(home: RealInstallation, who: str, deed: Deed) -> None:
    """Whoever it is and whichever post: nothing is given until another person who may do the act confirms it."""
    days = ("2024-06-03", "2024-10-01")
    before = {day: actor_of(home.app(who, day)).posts for day in days}
    asked = deed(home, who)
    assert asked is not None
    matter = str(asked.id)  # type: ignore[attr-defined]
    assert {day: actor_of(home.app(who, day)).posts for day in days} == before
    shown = one_matter(home.app(who), matter).shown
    for refused in (who, OFFICER, AUDITOR):
        with pytest.raises(RoleError, match="F-04"):
            confirm(home.app(refused), matter, shown)
    second = ADMIN if who == OVERSIGHT else OVERSIGHT
    confirm(home.app(second), matter, shown)
    assert {day: actor_of(home.app(who, day)).posts for day in days} != before
    assert verify(home.app(ADMIN)).faults == []


@pytest.mark.parametrize("role", [*DESK_ROLES, Role.OFFICER, Role.SECTION_CHIEF])
def test_a_post_ends_on_the_very_day_on_which_it_was_given(home: RealInstallation, role: Role) -> None:
    """A slip is taken back at once; what was given for later, or has ended, stays as it is."""
    office = None if role in DESK_ROLES else OFFICE
    give(home.app(ADMIN), role, "sato", office, date(2024, 6, 3))
    give(home.app(ADMIN), role, "sato", office, date(2024, 9, 1))
    assert actor_of(home.app("sato", "2024-06-03")).role is role
    end(home.app(ADMIN), role, "sato", office)
    held = {day: actor_of(home.app("sato", day)).role for day in ("2024-06-03", "2024-08-31", "2024-09-01")}
    assert held == {"2024-06-03": None, "2024-08-31": None, "2024-09-01": role}
    with pytest.raises(NotFoundError):
        end(home.app(ADMIN, "2024-06-04"), role, "sato", office)
    assert verify(home.app(ADMIN)).faults == []


def test_others_give_posts_only_where_the_table_lets_them(home: RealInstallation) -> None:
    """A head outside the own office, officers, auditors, strangers: neither assigning, giving nor ending."""
    tries: tuple[Callable[[App], object], ...] = (
        lambda app: assign(app, OFFICE, Role.OFFICER, "氏名", None, login="x"),
        lambda app: give(app, Role.ADMIN, "x"),
        lambda app: give(app, Role.OFFICER, "x", OFFICE),
        lambda app: end(app, Role.OVERSIGHT_OFFICE, LOGINS[OVERSIGHT]),
    )
    before = home.count("journal")
    for who in (OTHER_HEAD, OFFICER, CHIEF, AUDITOR, "stranger"):
        for attempt in tries:
            with pytest.raises(RoleError, match="F-04"):
                attempt(home.app(who))
    assert home.count("journal") == before


def test_what_can_not_be_given_or_ended_is_refused(home: RealInstallation) -> None:
    """A head is assigned, not given; the last 管理者 stays; who holds no post has none to end."""
    admin = home.app(ADMIN)
    for role, office in ((Role.DIVISION_HEAD, OFFICE), (Role.OFFICER, None), (Role.CONTRACTOR, None)):
        with pytest.raises(UsageError):
            give(admin, role, "x", office)
    with pytest.raises(UsageError, match="最後の管理者"):
        end(admin, Role.ADMIN, LOGINS[ADMIN])
    with pytest.raises(NotFoundError):
        end(admin, Role.AUDIT_OFFICE, "x")
    with pytest.raises(NotFoundError):
        give(admin, Role.OFFICER, "x", "ない課")
    with pytest.raises(UsageError):
        give(admin, Role.ADMIN, "－")


def test_an_inspector_records_the_inspection_of_the_contract_and_nothing_else(home: RealInstallation) -> None:
    """検査員 is appointed per contract by the head, for a time; of another office too."""
    a_contract(home.app())
    a_contract(home.app(), "R6-0002")
    with pytest.raises(RoleError):
        appoint(home.app(OFFICER), ID, LOGINS[OTHER_OFFICER])
    appoint(home.app(HEAD), ID, LOGINS[OTHER_OFFICER], date(2024, 6, 30))
    appoint(home.app(HEAD), ID, "kensa", date(2024, 6, 30))
    for who in (OTHER_OFFICER, "kensa"):
        for refused in (("inspection_plan", ID), ("completion_inspection", "R6-0002")):
            with pytest.raises(RoleError, match="F-04"):
                hand_in(home.app(who), refused[0], id_=refused[1])
        with pytest.raises(RoleError, match="F-04"):
            hand_in(home.app(who, "2024-07-01"), "completion_inspection")
    assert hand_in(home.app("kensa"), "completion_inspection").changed
    kept = home.rows("SELECT actor, role FROM journal WHERE subject = :s ORDER BY number DESC", s=ID)[0]
    assert tuple(kept) == ("kensa", "inspector")


@pytest.mark.parametrize(
    "written",
    [
        f'[people.stranger]\nrole = "{role.value}"\n' + (f'division = "{OFFICE}"\n' if role in OFFICE_ROLES else "")
        for role in (*OFFICE_ROLES, *DESK_ROLES)
    ],
)
def test_what_the_settings_say_later_gives_no_right(home: RealInstallation, written: str) -> None:
    """`[people]` seeds the register at init; a line more is a finding of doctor with its cure, without the login."""
    path = home.home / "lifecycle.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + written, encoding="utf-8")
    assert actor_of(home.app("stranger")).role is None
    check = next(c for c in examine(home.app(ADMIN)) if c.name == "職の登録")
    assert not check.fine
    assert "職の付与" in check.detail
    assert "stranger" not in check.detail


def test_the_source_of_identity_is_not_in_the_settings(home: RealInstallation) -> None:
    """A real home whose settings say `declared` believes nobody, and doctor says so."""
    home.settings('identity = "os_user"', 'identity = "declared"')
    with pytest.raises(UsageError, match="試用"):
        actor_of(replace(home.app(None), declared_actor=HEAD))
    assert not next(c for c in examine(home.app(ADMIN)) if c.name == "職の登録").fine


def test_a_register_as_it_was_made_is_no_finding(home: RealInstallation) -> None:
    """A fresh home says nothing that the journal does not."""
    assert next(c for c in examine(home.app(ADMIN)) if c.name == "職の登録").fine
