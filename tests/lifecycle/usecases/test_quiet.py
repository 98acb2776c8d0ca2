"""Quiet periods: recorded by who may, always with an end; nothing urgent is kept quiet, the rest is told at the end."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from installation import (
    ADMIN,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OVERSIGHT,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from supervised import supervised

from config.errors import NotFoundError, RoleError, UsageError
from lifecycle.usecases.audit import verify
from lifecycle.usecases.quiet import begin_quiet, end_quiet, listed_quiet
from lifecycle.watch.sweep import sweep

REASON = "庁内システムの移行で記録ができないため"
FIRST, LAST = date(2024, 4, 15), date(2024, 4, 26)


@pytest.fixture
def late(installation: Installation) -> Installation:
    """The checklist is due on 19 April: told ahead on the 12th, then the officer on the 22nd, the head on the 24th."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    return installation


def told(home: Installation) -> Mapping[str, str]:
    """Of each step of S2-04 that was told, the day."""
    rows = home.rows(
        "SELECT alert_step.step AS step, alert_step.told_on AS told_on FROM alert_step"
        " JOIN alert ON alert.id = alert_step.alert WHERE code = 'S2-04' AND repeat = 0"
    )
    return {row.step: str(row.told_on) for row in rows}


def live(home: Installation, first: str, last: str) -> None:
    """Supervise on every day."""
    day = date.fromisoformat(first)
    while day.isoformat() <= last:
        supervised(home.app(ADMIN, day.isoformat()))
        day += timedelta(days=1)


def subjects(home: Installation) -> list[tuple[str, str]]:
    """The posts that were told of quiet periods, and of what."""
    rows = home.rows("SELECT post, subject FROM outbox WHERE topic LIKE 'quiet:%' ORDER BY id")
    return [(row.post, row.subject.partition("委託監督 ")[2].partition("(")[0]) for row in rows]


def test_in_a_quiet_period_no_step_is_told_and_at_its_end_the_lowest_comes_first(late: Installation) -> None:
    """What came up in the quiet is told from the first business day after it, the officer before the head."""
    begin_quiet(late.app(HEAD, "2024-04-01"), OFFICE, date(2024, 4, 8), LAST, REASON)
    live(late, "2024-04-08", "2024-04-26")
    assert told(late) == {}
    live(late, "2024-04-27", "2024-05-10")
    assert told(late)["officer"] == "2024-04-30"
    assert told(late)["division_head"] == "2024-05-02"
    assert verify(late.app(ADMIN, "2024-05-03")).faults == []


def test_its_beginning_and_its_end_are_told_once_to_the_head_and_the_desks(late: Installation) -> None:
    """Both are told; however often is swept, once each; to the officers it shows by what comes then."""
    begin_quiet(late.app(HEAD, "2024-04-12"), OFFICE, FIRST, LAST, REASON)
    live(late, "2024-04-12", "2024-04-30")
    to = ["division_head", "oversight_office", "oversight_office"]
    assert subjects(late) == [
        *((post, "督促の休止期間の登録") for post in to),
        *((post, "督促の休止期間の終わり") for post in to),
    ]


def test_another_office_and_what_is_urgent_are_told_as_ever(late: Installation) -> None:
    """A subcontract begun without approval is told at once and alone, whoever is in a quiet period."""
    a_contract(late.app("税務課担当", "2024-04-01"), "R6-0009", division=OTHER_OFFICE)
    begin_quiet(late.app(HEAD, "2024-04-12"), OFFICE, FIRST, LAST, REASON)
    a_subcontract(late.app(now="2024-04-16"), applied_on="2024-04-15", started_on="2024-04-16")
    live(late, "2024-04-16", "2024-04-22")
    urgent = late.rows("SELECT count(*) FROM outbox WHERE topic LIKE 'urgent:S4-03%' AND division = :o", o=OFFICE)
    assert urgent[0][0] == 1
    digests = late.rows("SELECT DISTINCT division FROM outbox WHERE topic LIKE 'digest%' AND post = 'officer'")
    named = {row.division for row in digests}
    assert OTHER_OFFICE in named
    assert told(late).keys() <= {"notice"} or OFFICE in named


def test_a_quiet_of_all_offices_is_the_desks_to_decide(late: Installation) -> None:
    """The 制度所管課 may for all; a head only for the own office; officers and 管理者 not at all."""
    for who in (HEAD, OFFICER, ADMIN):
        with pytest.raises(RoleError):
            begin_quiet(late.app(who, "2024-04-12"), None, FIRST, LAST, REASON)
    with pytest.raises(RoleError):
        begin_quiet(late.app(OTHER_HEAD, "2024-04-12"), OFFICE, FIRST, LAST, REASON)
    begin_quiet(late.app(OVERSIGHT, "2024-04-12"), None, FIRST, LAST, REASON)
    assert [one.division for one in listed_quiet(late.app(OFFICER, "2024-04-12"))] == [""]
    live(late, "2024-04-15", "2024-04-26")
    assert set(told(late)) <= {"notice"}


@pytest.mark.parametrize(
    ("first", "last", "reason", "code"),
    [
        ("2024-04-11", "2024-04-20", REASON, "quiet_past"),
        ("2024-04-15", "2024-04-14", REASON, "quiet_backwards"),
        ("2024-04-15", "2024-05-16", REASON, "quiet_long"),
        ("2024-04-15", "2024-04-20", "－", "reason_missing"),
    ],
)
def test_a_period_without_a_fitting_end_or_reason_is_refused(
    late: Installation, first: str, last: str, reason: str, code: str
) -> None:
    """Nothing is recorded, nobody is told."""
    with pytest.raises(UsageError) as refused:
        begin_quiet(late.app(HEAD, "2024-04-12"), OFFICE, date.fromisoformat(first), date.fromisoformat(last), reason)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert listed_quiet(late.app(HEAD, "2024-04-12")) == []
    assert subjects(late) == []


def test_ended_early_the_next_sweep_tells_again(late: Installation) -> None:
    """By who may begin one; a second time it is over already; an unknown one is none."""
    period = begin_quiet(late.app(OVERSIGHT, "2024-04-12"), OFFICE, FIRST, LAST, REASON)
    live(late, "2024-04-15", "2024-04-22")
    with pytest.raises(RoleError):
        end_quiet(late.app(OTHER_HEAD, "2024-04-23"), period.id)
    assert end_quiet(late.app(HEAD, "2024-04-23"), period.id).ended_early
    supervised(late.app(ADMIN, "2024-04-23"))
    assert told(late)["officer"] == "2024-04-23"
    with pytest.raises(UsageError, match="既に終わって"):
        end_quiet(late.app(HEAD, "2024-04-24"), period.id)
    with pytest.raises(NotFoundError):
        end_quiet(late.app(HEAD, "2024-04-24"), "Q9")


def test_a_dry_run_counts_no_message_of_a_quiet_office(late: Installation) -> None:
    """What `sweep --dry-run` says is what the sweep will do."""
    begin_quiet(late.app(HEAD, "2024-04-12"), OFFICE, date(2024, 4, 12), LAST, REASON)
    assert sweep(late.app(ADMIN, "2024-04-22"), dry_run=True).messages_queued == 0
    assert ID in {row.contract for row in late.rows("SELECT contract FROM assessment")}
