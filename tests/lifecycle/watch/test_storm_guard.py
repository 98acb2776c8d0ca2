"""The storm guard lets a normal wave pass, holds what nobody could expect for a day, and lets it go by itself."""

from datetime import date, timedelta

import pytest
from installation import ADMIN, BEFORE, FOR_PERFORMING, OFFICE, Installation, a_contract, hand_in
from supervised import supervised

from config.calendar import STATUTORY
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import writing
from lifecycle.usecases.audit import verify
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.repair import reassess
from lifecycle.usecases.work import working
from lifecycle.watch.delivery import Delivered, deliver
from lifecycle.watch.sweep import sweep
from notifications.alert import Rendered
from notifications.channels import RecordingChannel

OFFICES = [f"第{number}課" for number in range(1, 13)]
QUIET = "【期限超過】委託監督"


@pytest.fixture
def twelve(installation: Installation) -> Installation:
    """Twelve offices after a quiet quarter: in three months a message a week, to one head."""
    with working(installation.app(ADMIN, BEFORE)) as work:
        for number, name in enumerate(OFFICES):
            posts = ("officer", "section_chief", "division_head")
            people = {post: f"{name}{post}" for post in posts}
            people |= {f"{post}_mail": f"k{number}-{post}@example.lg.jp" for post in posts}
            draft, _ = draft_division(work, name, {"name": name, "department": "知事部局", **people})
            assert draft
            work.record([draft])
    for week in range(12):
        day = date.fromisoformat(BEFORE) + timedelta(weeks=week)
        app = installation.app(ADMIN, day.isoformat())
        with writing(app.engine) as connection:
            text = Rendered(f"{QUIET}〔{OFFICE}〕", "広報課 所属長 様\n", "{}")
            Outbox(app, connection).put(Recipient(OFFICE, "division_head"), Topic(TopicKind.DIGEST), day, text)
        assert [one.status for one in deliver(app, RecordingChannel())] == ["sent"]
    return installation


def contracts(installation: Installation, day: str, **changed: str) -> None:
    """A contract of each of the twelve offices, registered on a day."""
    for number, office in enumerate(OFFICES, start=1):
        app = installation.app(f"{office}officer", day)
        a_contract(app, f"R6-1{number:02}", division=office, **{"concluded_on": day, **changed})


def morning(installation: Installation, day: str) -> list[Delivered]:
    """What is supervised on a day, without anybody forcing anything."""
    sweep(installation.app(ADMIN, day))
    return deliver(installation.app(ADMIN, day), RecordingChannel())


def test_the_first_reminders_of_twelve_new_contracts_pass_and_reach_the_officers_first(twelve: Installation) -> None:
    """Twelve offices register on one day: all their reminders leave on their day, none is held, no head is first."""
    contracts(twelve, "2024-07-01")
    told: dict[str, list[str]] = {}
    wave = 0
    for offset in range(20):
        day = date(2024, 7, 10) + timedelta(days=offset)
        if not STATUTORY.is_business_day(day):
            continue
        done = morning(twelve, day.isoformat())
        assert {one.status for one in done} <= {"sent"}
        wave = max(wave, len(done))
        for one in done:
            told.setdefault(one.division, []).append(one.post)
    assert wave >= 2 * len(OFFICES)
    assert all(told[office][0] == "officer" for office in OFFICES)
    assert twelve.rows("SELECT count(*) FROM journal WHERE kind = 'message_held'")[0][0] == 0


def test_what_time_brings_of_contracts_long_on_record_passes(twelve: Installation) -> None:
    """Nothing was recorded for weeks: the day of each reminder stood on record since the contracts were judged."""
    contracts(twelve, "2024-06-10", concluded_on="2024-08-01", performance_start_on="2024-08-01")
    done = [one for day in ("2024-08-12", "2024-08-13", "2024-08-14", "2024-08-15") for one in morning(twelve, day)]
    assert {one.status for one in done} == {"sent"}
    assert len({one.division for one in done}) >= len(OFFICES)


@pytest.fixture
def changed(twelve: Installation) -> Installation:
    """A rule is raised on a Thursday, and every contract of the twelve offices owes what it did not owe before."""
    contracts(twelve, "2024-05-01")
    kinds = [kind for kind in FOR_PERFORMING if kind != "emergency_contact"]
    for number, office in enumerate(OFFICES, start=1):
        hand_in(twelve.app(f"{office}officer", "2024-05-10"), *kinds, id_=f"R6-1{number:02}")
    supervised(twelve.app(ADMIN, "2024-06-03"))
    twelve.settings("raise = []", 'raise = ["S2-12"]')
    reassess(twelve.app(ADMIN, "2024-06-27"))
    return twelve


def test_what_a_change_of_rules_brings_is_held_told_and_leaves_by_itself_a_business_day_later(
    changed: Installation,
) -> None:
    """Held on Friday, still held on Monday at 8:59, sent at 9:00 as the day has it; the owner is told both times."""
    held = [one for one in morning(changed, "2024-06-28") if one.status == "held"]
    assert {one.division for one in held} == set(OFFICES)
    assert verify(changed.app(ADMIN, "2024-06-28")).faults == []
    owner = deliver(changed.app(ADMIN, "2024-06-28T09:05"), RecordingChannel())
    assert [one.post for one in owner] == ["admin"]
    assert deliver(changed.app(ADMIN, "2024-07-01T08:59"), RecordingChannel()) == []
    done = deliver(changed.app(ADMIN, "2024-07-01T09:00"), RecordingChannel())
    assert {one.status for one in done} == {"sent"}  # written anew for the day, so of other numbers
    assert {(one.division, one.post) for one in held} < {(one.division, one.post) for one in done}
    assert changed.rows("SELECT count(*) FROM outbox WHERE status = 'held'")[0][0] == 0
    owners = changed.rows("SELECT subject FROM outbox WHERE post = 'admin' ORDER BY queued_at, id")
    assert [row.subject.partition("委託監督 ")[2] for row in owners] == [
        f"送信の保留{len(held)}通〔システム管理者〕",
        f"止めていた連絡{len(held)}通の送信〔システム管理者〕",
    ]
    kinds = changed.rows("SELECT kind, count(*) AS n FROM journal WHERE kind LIKE 'message_%' GROUP BY kind")
    counts = {row.kind: row.n for row in kinds}
    assert counts["message_held"] == counts["message_released"] == len(held)
    assert verify(changed.app(ADMIN, "2024-07-01")).faults == []


def test_no_step_is_told_over_a_message_that_is_held(changed: Installation) -> None:
    """While the officer's reminder is held the head hears nothing of the duty; afterwards the ladder goes on."""
    morning(changed, "2024-06-28")
    assert [one.post for one in morning(changed, "2024-06-28T15:00")] == ["admin"]
    heads = "SELECT count(*) FROM outbox WHERE post = 'division_head' AND division <> :office"
    before = changed.rows(heads, office=OFFICE)[0][0]
    for day in ("2024-07-01", "2024-07-02", "2024-07-03", "2024-07-04"):
        assert {one.status for one in morning(changed, day)} <= {"sent"}
    assert changed.rows(heads, office=OFFICE)[0][0] > before


def test_an_order_to_send_does_not_wait_for_the_day_to_end(changed: Installation) -> None:
    """`deliver --force-send` on the day itself."""
    held = [one for one in morning(changed, "2024-06-28") if one.status == "held"]
    done = deliver(changed.app(ADMIN, "2024-06-28T10:00"), RecordingChannel(), force=True)
    assert {one.id for one in held} <= {one.id for one in done if one.status == "sent"}
