"""Duties of offices and desks beside contracts: a day for each, recorded by whose they are, the ladder where missed."""

from datetime import date, timedelta

import pytest
from installation import ADMIN, HEAD, OFFICE, OFFICER, OTHER_OFFICE, OTHER_OFFICER, OVERSIGHT, Installation
from supervised import supervised

from config.errors import NotFoundError, RoleError, UsageError
from lifecycle.usecases.audit import verify
from lifecycle.usecases.desks import record_of_desk
from lifecycle.usecases.repair import rebuild
from lifecycle.views.desks import duties_of_desks, owed_by_offices

TRAINING = {"attended_on": "2025-06-20", "training": "契約事務研修(所属長)", "spread_how": "課内会議で資料を配付"}
CHECK = {"checked_on": "2025-09-01", "addressees": "全所属", "result": "未回答2所属", "measures": "個別に指導"}


def live(home: Installation, first: str, last: str) -> None:
    """Supervise on every day."""
    day = date.fromisoformat(first)
    while day.isoformat() <= last:
        supervised(home.app(ADMIN, day.isoformat()))
        day += timedelta(days=1)


def owed(home: Installation, day: str, actor: str = OVERSIGHT) -> dict[tuple[str, str], str]:
    """What is owed as of a day, by code and owner, with its due date."""
    return {(one.code, one.division): one.due_on.isoformat() for one in owed_by_offices(home.app(actor, day)).dues}


def steps(home: Installation, code: str, office: str) -> dict[str, str]:
    """Each step told of a duty, and whom it reached."""
    rows = home.rows(
        "SELECT alert_step.step AS step, alert_step.told_to AS told_to FROM alert_step"
        " JOIN alert ON alert.id = alert_step.alert WHERE alert.code = :code AND alert.division = :office",
        code=code,
        office=office,
    )
    return {row.step: row.told_to for row in rows}


def test_offices_and_desks_owe_what_the_report_asks_from_the_year_after_it(installation: Installation) -> None:
    """X-06 of each office, X-07, X-08 and the guidance of 意見6 and 7 of the desk, not in its own year."""
    assert owed(installation, "2025-03-31") == {}
    now = owed(installation, "2025-04-01")
    desk = {code for code, owner in now if owner not in (OFFICE, OTHER_OFFICE)}
    assert desk == {"X-07", "X-08", "X-12", "X-13"}
    assert now["X-06", OFFICE] == now["X-06", OTHER_OFFICE] == "2025-09-30"
    assert {code for code, _ in owed(installation, "2025-04-01", OFFICER)} == {"X-06"}


def test_an_office_records_its_training_and_owes_it_again_next_year(installation: Installation) -> None:
    """Another office owes its own; in part it does not count; 2026年度 asks anew."""
    part = {name: text for name, text in TRAINING.items() if name != "spread_how"}
    record_of_desk(installation.app(OFFICER, "2025-06-20"), "staff_training", part, division=OFFICE)
    assert ("X-06", OFFICE) in owed(installation, "2025-06-20")
    done = record_of_desk(installation.app(HEAD, "2025-06-23"), "staff_training", TRAINING, division=OFFICE)
    assert (done.desk, done.changed) == (OFFICE, True)
    later = owed(installation, "2025-06-23")
    assert ("X-06", OFFICE) not in later
    assert ("X-06", OTHER_OFFICE) in later
    assert owed(installation, "2026-04-01")["X-06", OFFICE] == "2026-09-30"
    assert verify(installation.app(ADMIN, "2026-04-01")).faults == []
    rebuild(installation.app(ADMIN, "2026-04-01"))
    assert ("X-06", OFFICE) not in owed(installation, "2025-06-24")


def test_each_record_is_its_owners_alone(installation: Installation) -> None:
    """The desk records nothing for an office, an office nothing for another or for the desk; an office is named."""
    for actor in (OVERSIGHT, ADMIN, OTHER_OFFICER):
        with pytest.raises(RoleError):
            record_of_desk(installation.app(actor, "2025-06-20"), "staff_training", TRAINING, division=OFFICE)
    with pytest.raises(RoleError):
        record_of_desk(installation.app(OFFICER, "2025-09-01"), "periodic_check", CHECK)
    with pytest.raises(UsageError, match="所属を指定"):
        record_of_desk(installation.app(OFFICER, "2025-06-20"), "staff_training", TRAINING)
    with pytest.raises(UsageError, match="要りません"):
        record_of_desk(installation.app(OVERSIGHT, "2025-09-01"), "periodic_check", CHECK, division=OFFICE)
    with pytest.raises((NotFoundError, RoleError)):
        record_of_desk(installation.app(OFFICER, "2025-06-20"), "staff_training", TRAINING, division="消防課")


def test_what_is_missed_climbs_from_the_office_to_the_desk(installation: Installation) -> None:
    """By 30 September nobody recorded: officer, head, desk; the desk's own duty is told to the desk alone."""
    live(installation, "2025-09-19", "2025-10-16")
    climbed = steps(installation, "X-06", OFFICE)
    assert set(climbed) == {"notice", "officer", "division_head", "oversight_office"}
    assert climbed["oversight_office"].endswith("/oversight_office")
    record_of_desk(installation.app(OFFICER, "2025-10-17"), "staff_training", TRAINING, division=OFFICE)
    live(installation, "2025-10-17", "2025-10-17")
    open_ = "SELECT division FROM alert WHERE code = 'X-06' AND resolved_on IS NULL"
    assert [row.division for row in installation.rows(open_)] == [OTHER_OFFICE]
    of_desk = installation.rows("SELECT DISTINCT division FROM alert WHERE code = 'X-12'")
    assert all(steps(installation, "X-12", row.division) for row in of_desk)
    told = {to for row in of_desk for to in steps(installation, "X-12", row.division).values()}
    assert all(to.endswith("/oversight_office") for to in told)


def test_a_desks_record_ends_its_duty_for_the_year(installation: Installation) -> None:
    """総括意見: the periodic check, recorded; `office show` says met."""
    record_of_desk(installation.app(OVERSIGHT, "2025-09-01"), "periodic_check", CHECK)
    assert not any(code == "X-07" for code, _ in owed(installation, "2025-09-01"))
    duties = {duty.code: duty.status.value for duty in duties_of_desks(installation.app(OVERSIGHT, "2025-09-01"))}
    assert duties["X-07"] == "met"
    assert duties["X-08"] == "warning"
