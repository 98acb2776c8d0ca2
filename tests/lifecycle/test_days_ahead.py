"""A deed's day is today: no day that has not come holds anything back (semantics §8)."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from command_line import CommandLine
from installation import ADMIN, HEAD, OFFICER, OVERSIGHT, Installation, RealInstallation, a_contract, real

from config.vocabulary import Role
from lifecycle.usecases.alerts import acknowledge
from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import examine
from lifecycle.usecases.repair import rebuild
from lifecycle.watch.claims import claim
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

TODAY, LATER = "2024-06-03", "2024-06-28"
TABLES = ("journal", "alert", "alert_step", "outbox", "assessment", "obligation")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[RealInstallation]:
    """A real home with a contract of which much is overdue on 3 June."""
    made = real(tmp_path / "home")
    a_contract(made.app(OFFICER, "2024-04-01"))
    yield made
    made.engine.dispose()


def told(home: RealInstallation) -> int:
    """How many messages went to the officer's address by now."""
    return int(home.rows("SELECT count(*) FROM outbox WHERE post = 'officer'")[0][0])


@pytest.mark.parametrize("day", ["2090-01-05", "2024-06-04", "2024-06-28", "2024-06-02", "1990-01-01"])
def test_a_sweep_of_another_day_only_counts(home: RealInstallation, day: str) -> None:
    """Whatever the day, before or after: nothing is stored, and the sweep of today says what it would have said."""
    before = {table: home.count(table) for table in TABLES}
    assert sweep(home.app(OFFICER, TODAY), date.fromisoformat(day)).dry_run
    assert {table: home.count(table) for table in TABLES} == before
    assert sweep(home.app(OFFICER, TODAY)).messages_queued > 0
    assert told(home) == 1


def test_a_trial_home_plays_other_days(installation: Installation) -> None:
    """The demonstration plays them."""
    a_contract(installation.app(now="2024-04-01"))
    assert not sweep(installation.app(HEAD), date(2024, 6, 28)).dry_run
    assert installation.count("alert") > 0


def test_the_command_says_that_it_only_counted(
    tmp_path: Path, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words, and as a key of the JSON."""
    environment.delenv("LIFECYCLE_NOW")
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "home"))
    lifecycle = CommandLine(tmp_path / "home")
    lifecycle("init")
    said = lifecycle("sweep", "--as-of", "2090-01-05")
    assert said.code == 0
    assert "今日の日付でだけ" in said.err
    assert json.loads(lifecycle("sweep", "--as-of", "2090-01-05", "--json").out)["dry_run"] is True


def ran_ahead(home: RealInstallation, on: str) -> None:
    """What a sweep, a delivery, an answer and a job leave behind where the clock ran ahead; then it is right again."""
    app = home.app(OVERSIGHT, on)
    sweep(app)
    claim(app, "supervise", on)
    id_ = home.rows("SELECT id FROM alert ORDER BY id")[0].id
    acknowledge(home.app(OFFICER, on), id_, date.fromisoformat(on))


@pytest.mark.parametrize("on", ["2090-01-05", LATER, "2024-06-04"])
def test_what_a_clock_that_ran_ahead_left_is_named_and_set_right(home: RealInstallation, on: str) -> None:
    """The doctor names it, the next sweep speaks again, on record; on the day itself it speaks as on any other."""
    ran_ahead(home, on)
    silent = told(home)
    # The clock itself is set right by two persons; here only what it left behind is looked at.
    home.tamper("UPDATE journal SET recorded_at = '2024-06-01T00:00:00.000000Z'")
    (found,) = [check for check in examine(home.app(ADMIN, TODAY)) if check.name == "先の日付"]
    assert not found.fine
    for name in ("連絡", "送信待ち", "定例処理"):
        assert name in found.detail
    sweep(home.app(OVERSIGHT, TODAY))
    assert told(home) > silent
    kinds = [row.kind for row in home.rows("SELECT kind FROM journal")]
    assert "alert_set_right" in kinds
    (found,) = [check for check in examine(home.app(ADMIN, TODAY)) if check.name == "先の日付"]
    assert found.fine, found.detail
    channel = RecordingChannel()
    # In this home the 管理者 has no address, and what a year far ahead owes has a reader without one.
    done = [one for one in deliver(home.app(OVERSIGHT, TODAY), channel) if one.post != Role.ADMIN]
    assert {one.status for one in done} == {"sent"}
    assert claim(home.app(OVERSIGHT, on), "supervise", on) is not None


MUTED = {
    "alert.opened_on": "UPDATE alert SET opened_on = :day",
    "alert.told_on": "UPDATE alert SET told_on = :day",
    "alert_step.told_on": "UPDATE alert_step SET told_on = :day",
    "alert.snoozed_until": "UPDATE alert SET snoozed_until = :day",
    "alert.paused_until": "UPDATE alert SET paused_until = :day",
    "alert.acknowledged_on": "UPDATE alert SET acknowledged_on = :day",
    "assessment.next_look_on": "UPDATE assessment SET next_look_on = :day, assessed_on = :day",
    "outbox.next_try_at": "UPDATE outbox SET next_try_at = :moment",
    "obligation.next_alert_on": "UPDATE obligation SET next_alert_on = :day",
}


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("statement", MUTED.values(), ids=MUTED)
def test_no_stored_day_silences_an_alert(home: RealInstallation, statement: str) -> None:
    """Each day that is stored, put far ahead: three months later everybody up to the 制度所管課 has been told."""
    sweep(home.app(OVERSIGHT, TODAY))
    value = {"moment": "2090-01-05T00:00:00.000000Z"} if ":moment" in statement else {"day": "2090-01-05"}
    home.tamper(statement, **value)
    channel = RecordingChannel()
    for day in ("2024-06-04", "2024-06-14", "2024-07-01", "2024-09-02"):
        sweep(home.app(OVERSIGHT, day))
        deliver(home.app(OVERSIGHT, day), channel)
    posts = {row.post for row in home.rows("SELECT post FROM outbox WHERE status = 'sent'")}
    assert {"officer", "division_head"} <= posts
    assert not home.rows("SELECT id FROM alert WHERE resolved_on IS NULL AND (step = '' OR told_on > '2024-09-02')")


def test_setting_right_is_replayed(home: RealInstallation) -> None:
    """The tables say the same after a replay."""
    ran_ahead(home, "2024-06-28")
    home.tamper("UPDATE alert SET urgent = urgent")
    sweep(home.app(OVERSIGHT, LATER))
    assert verify(home.app(ADMIN, LATER)).faults == []
    rebuild(home.app(ADMIN, LATER))
    assert verify(home.app(ADMIN, LATER)).faults == []
    assert asdict(sweep(home.app(OVERSIGHT, LATER)))["messages_queued"] == 0
