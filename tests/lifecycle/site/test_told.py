"""Alerts and exceptions replayed from events: what is known is shown, what is not known yet passes by."""

from datetime import date

from lifecycle.papers.site.told import EXPIRED, IN_FORCE, REVOKED, exceptions_of
from lifecycle.records.folds.alerts import alerts_of
from lifecycle.records.journal import Event, canonical

OVERSIGHT = ("財産活用課", "oversight_office")
ID = "R6-0001:S2-04:2024-05-07"


def _event(number: int, kind: str, on: str, **content: object) -> Event:
    day, recorded = date.fromisoformat(on), f"{on}T00:00:00.000000Z"
    return Event("R6-0001", number, kind, day, recorded, "甲", "甲", "officer", "", canonical(content), "", "")


DUTY = {"subject": "R6-0001", "code": "S2-04", "division": "税務課", "due_on": "2024-04-19"}
OPENED = _event(1, "alert_opened", "2024-05-07", id=ID, **DUTY)


def test_an_alert_climbs_its_ladder() -> None:
    """Each message with its day, step, repetition and the posts told; the promised day; the end."""
    events = [
        OPENED,
        _event(2, "alert_told", "2024-05-08", id=ID, step="officer", repeat=0, to=[["税務課", "officer"]]),
        _event(3, "alert_acknowledged", "2024-05-09", id=ID, planned_on="2024-05-20", paused_until="2024-05-16"),
        _event(4, "alert_told", "2024-06-10", id=ID, step="oversight_office", repeat=2, to=[OVERSIGHT]),
        _event(5, "alert_resolved", "2024-06-11", id=ID),
    ]
    (alert,) = alerts_of(events)
    assert [(t.step, t.repeat, t.to) for t in alert.tellings] == [
        ("officer", 0, (("税務課", "officer"),)),
        ("oversight_office", 2, (OVERSIGHT,)),
    ]
    assert (alert.planned_on, alert.resolved_on) == (date(2024, 5, 20), date(2024, 6, 11))
    assert alert.last is alert.tellings[-1]


def test_an_alert_of_an_older_or_newer_release_is_read() -> None:
    """A message without posts, a kind of event not known here, a message about an alert never opened."""
    events = [
        OPENED,
        _event(2, "alert_told", "2024-05-08", id=ID, step="division_head"),
        _event(3, "alert_weighed", "2024-05-09", id=ID, anything=1),
        _event(4, "alert_told", "2024-05-09", id="unknown", step="officer"),
    ]
    (alert,) = alerts_of(events)
    assert [t.to for t in alert.tellings] == [()]
    assert alert.resolved_on is None


def test_an_exception_is_in_force_until_its_last_day() -> None:
    """適用中 to the last day, 期限切れ after it, 取消 from its revocation; mail addresses in the reason are hidden."""
    asked = {"subject": "R6-0001", "codes": ["S3-01"], "category": "other", "document_no": "広第1号"}
    asked |= {"reason": "a@example.jp に照会中", "expires_on": "2024-06-30"}
    events = [
        _event(1, "override_requested", "2024-06-01", id="E1", **asked),
        _event(2, "override_approved", "2024-06-02", id="E1", subject="R6-0001"),
    ]
    (found,) = exceptions_of(events)
    assert [found.status_on(date(2024, 6, 30)), found.status_on(date(2024, 7, 1))] == [IN_FORCE, EXPIRED]
    assert "@" not in found.reason
    assert found.decided_by == "officer"
    (revoked,) = exceptions_of(
        [*events, _event(3, "override_revoked", "2024-06-03", id="E1", subject="R6-0001", reason="疑義")]
    )
    assert revoked.status_on(date(2024, 6, 30)) == REVOKED
    assert revoked.was_approved
