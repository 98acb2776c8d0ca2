"""Recorded times never run backwards (semantics §8)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import (
    ADMIN,
    AUDITOR,
    HEAD,
    ID,
    OFFICER,
    OVERSIGHT,
    Installation,
    RealInstallation,
    a_contract,
    hand_in,
    real,
)
from rewriting import forge, without_seals

from config.errors import RoleError, SetupError, UsageError
from lifecycle.records.recording import last_recorded, moment_of
from lifecycle.usecases.alerts import acknowledge, snooze
from lifecycle.usecases.audit import verify
from lifecycle.usecases.clock import accept_clock
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.installation import examine
from lifecycle.usecases.matters import confirm
from lifecycle.usecases.moves import advance
from lifecycle.usecases.sealing import seal
from lifecycle.watch.delivery import deliver
from lifecycle.watch.heartbeat import week
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

LAST, BACK = "2024-06-03T09:00:00", "2024-06-03T08:54:59"
INCIDENT = {"aware_on": "2024-06-02", "summary": "誤送付により名簿が外部に渡った"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[RealInstallation]:
    """A real home whose last record is of 3 June, 9:00."""
    made = real(tmp_path / "home")
    a_contract(made.app(OFFICER, LAST))
    yield made
    made.engine.dispose()


def times(home: Installation) -> list[str]:
    """When each event was recorded, in the order of recording, those under a doubtful clock left out."""
    return [row.recorded_at for row in home.rows("SELECT recorded_at FROM journal WHERE clock IS NULL ORDER BY id")]


def faults(home: RealInstallation, now: str = LAST) -> list[str]:
    """What `verify` finds."""
    return verify(home.app(ADMIN, now)).faults


@pytest.mark.parametrize("now", ["2024-06-03T09:00:00", "2024-06-03T08:59:59", "2024-06-03T08:55:00"])
def test_a_clock_set_back_a_little_is_bridged(home: RealInstallation, now: str) -> None:
    """Up to five minutes: the last time, or it and a microsecond; unmarked, and nothing is amiss."""
    amend(home.app(OFFICER, now), ID, {"record_count": "501"}, "誤記のため")
    assert times(home) == sorted(times(home))
    assert home.count("journal") == len(times(home))
    assert faults(home) == []


DEEDS: dict[str, Callable[[RealInstallation, str], object]] = {
    "register": lambda home, now: a_contract(home.app(OFFICER, now), "R6-0002"),
    "amend": lambda home, now: amend(home.app(OFFICER, now), ID, {"record_count": "501"}, "誤記のため"),
    "attach": lambda home, now: hand_in(home.app(OFFICER, now), "emergency_contact"),
    "advance": lambda home, now: advance(home.app(OFFICER, now), ID, None),
    "sweep": lambda home, now: sweep(home.app(OVERSIGHT, now)),
    "seal": lambda home, now: seal(home.app(ADMIN, now)),
    "acknowledge": lambda home, now: acknowledge(home.app(OFFICER, now), _alert(home), home.app(OFFICER, LAST).today()),
    "snooze": lambda home, now: snooze(home.app(HEAD, now), _alert(home), "委託先の都合のため"),
}


def _alert(home: RealInstallation) -> str:
    return str(home.rows("SELECT id FROM alert ORDER BY id")[0].id)


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.parametrize("now", [BACK, "2024-06-02"])
def test_under_a_clock_set_back_further_nothing_else_is_recorded(
    home: RealInstallation, deed: Callable[[RealInstallation, str], object], now: str
) -> None:
    """Whatever the deed: refused with what to do, and not a row more."""
    sweep(home.app(OVERSIGHT, LAST))
    before = home.count("journal")
    with pytest.raises(SetupError, match="時計が戻っています"):
        deed(home, now)
    assert home.count("journal") == before
    assert faults(home) == []


def test_an_incident_and_its_mail_do_not_wait(home: RealInstallation) -> None:
    """They are recorded under that time and marked; the record goes on where it stood."""
    deliver(home.app(OVERSIGHT, LAST), RecordingChannel())
    attach(home.app(OFFICER, BACK), ID, "incident_report", INCIDENT)
    channel = RecordingChannel()
    assert "sent" in {one.status for one in deliver(home.app(OVERSIGHT, BACK), channel, urgent=True)}
    marked = {row.kind for row in home.rows("SELECT kind FROM journal WHERE clock = 'doubtful'")}
    assert marked == {"evidence_recorded", "message_queued", "message_settled"}
    assert faults(home) == []
    amend(home.app(OFFICER, LAST), ID, {"record_count": "501"}, "誤記のため")
    assert faults(home) == []


def test_an_exception_that_ran_out_can_not_be_used_by_setting_the_clock_back(home: RealInstallation) -> None:
    """Neither it nor anything else moves a contract on a day that is over."""
    a_contract(home.app(OFFICER, "2024-09-02"), "R6-0009")
    with pytest.raises(SetupError, match="時計が戻っています"):
        advance(home.app(OFFICER, "2024-08-30"), ID, None)


def test_two_persons_accept_a_clock(home: RealInstallation) -> None:
    """Where the record ran ahead: not by one person, not by the officer; then everything goes on, on record."""
    a_contract(home.app(OFFICER, "2090-01-05"), "R6-0090")
    with pytest.raises(RoleError):
        accept_clock(home.app(AUDITOR, LAST))
    asked = accept_clock(home.app(ADMIN, LAST))
    for nobody in (ADMIN, OFFICER):
        with pytest.raises(RoleError):
            confirm(home.app(nobody, LAST), asked.id, asked.shown)
    confirm(home.app(OVERSIGHT, LAST), asked.id, asked.shown)
    amend(home.app(OFFICER, "2024-06-03T09:00:01"), ID, {"record_count": "501"}, "誤記のため")
    assert faults(home) == []
    with pytest.raises(SetupError):
        amend(home.app(OFFICER, "2024-06-01"), ID, {"record_count": "502"}, "誤記のため")
    with pytest.raises(UsageError, match="戻っていない"):
        accept_clock(home.app(ADMIN, "2024-06-04"))


@pytest.mark.parametrize("at", ["2024-04-01T00:00:00.000000Z", "2024-06-02T23:59:59.999999Z"])
def test_a_time_that_runs_backwards_is_reported(home: RealInstallation, at: str) -> None:
    """Of any chain after any other, by a microsecond too, though every hash be right."""
    a_contract(home.app(OFFICER, LAST), "R6-0002")
    forge(home, "R6-0002", 1, "recorded_at", at)
    (told,) = without_seals(verify(home.app(ADMIN, LAST)))
    assert "戻っています" in told
    assert "R6-0002" in told


def test_the_doctor_and_the_weekly_mail_say_that_the_clock_is_back(home: RealInstallation) -> None:
    """Neither is silent."""
    (found,) = [check for check in examine(home.app(ADMIN, BACK)) if check.name == "時計"]
    assert not found.fine
    assert "時計が戻っています" in found.detail
    assert any("時計" in late for late in week(home.app(ADMIN, BACK)).late)
    assert not any("時計" in late for late in week(home.app(ADMIN, LAST)).late)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-900, 900), min_size=1, max_size=6))
def test_however_the_clock_jumps_the_record_runs_forward(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[int]
) -> None:
    """What is recorded is in order, and what is not was refused."""
    home = real(tmp_path_factory.mktemp("jumps") / "home")
    a_contract(home.app(OFFICER, LAST))
    app = home.app(OFFICER, LAST)
    for count, seconds in enumerate(jumps):
        with app.reading() as connection:
            last = last_recorded(connection)
        assert last
        now = moment_of(last) + timedelta(seconds=seconds)
        local = (now + timedelta(hours=9)).replace(tzinfo=None).isoformat()
        try:
            amend(home.app(OFFICER, local), ID, {"record_count": str(600 + count)}, "誤記のため")
            assert seconds >= -300
        except SetupError:
            assert seconds < -300
    assert times(home) == sorted(times(home))
    assert faults(home) == []
    home.engine.dispose()


def test_a_trial_home_goes_where_its_clock_is_set(installation: Installation) -> None:
    """Forward and back, unmarked; the demonstration and whoever tries it does so."""
    for day in ("2024-06-03", "2030-01-04", "2024-06-03"):
        a_contract(installation.app(now=day), f"R6-{day}-{installation.count('journal')}")
    assert installation.rows("SELECT id FROM journal WHERE clock IS NOT NULL") == []
    assert verify(installation.app(None)).faults == []
