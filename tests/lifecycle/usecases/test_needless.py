"""Who is told may say that it was of no use: the duty is owed as before, the month's report counts it by occasion."""

from datetime import date

import pytest
from installation import ADMIN, FOR_PERFORMING, ID, OFFICER, OTHER_OFFICER, Installation, a_contract, hand_in
from supervised import supervised
from web_visits import Visitor

import lifecycle.records.told
from config.errors import NotFoundError, RoleError, UsageError
from lifecycle.usecases.alerts import needless
from lifecycle.usecases.audit import verify
from lifecycle.views.alert_register import alert_of
from lifecycle.views.history import history
from lifecycle.watch.monthly import report_of
from notifications.alert import Wording
from notifications.installation_notices import render_installation_notice

CODE, ALERT = "S2-04", f"{ID}:S2-04:2024-04-12"


@pytest.fixture
def told(installation: Installation) -> Installation:
    """The checklist is due on 19 April, and the officer was told on the 22nd."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    for day in ("2024-04-12", "2024-04-22"):
        supervised(installation.app(ADMIN, day))
    return installation


def test_it_stands_on_record_and_the_next_step_does_not_wait(told: Installation) -> None:
    """The duty is owed as before: the head is told on his day; only repeats pause."""
    needless(told.app(OFFICER, "2024-04-23"), [ALERT], "委託先へ督促済み")
    assert str(alert_of(told.app(now="2024-04-23"), ALERT).paused_until) == "2024-05-01"
    supervised(told.app(ADMIN, "2024-04-24"))
    assert alert_of(told.app(now="2024-04-24"), ALERT).step == "division_head"
    said = [lifecycle.records.told.told(event) for event in history(told.app(now="2024-04-24"), ID)]
    assert f"{CODE} の連絡は不要だったと答えた。委託先へ督促済み" in said
    assert verify(told.app(ADMIN, "2024-04-24")).faults == []


def test_the_report_of_the_month_counts_alerts_by_occasion_and_not_answers(told: Installation) -> None:
    """Said twice of one alert it counts once; said after its end it counts too; another month says nothing of it."""
    for day in ("2024-04-23", "2024-04-24"):
        needless(told.app(OFFICER, day), [ALERT])
    hand_in(told.app(now="2024-04-25"), "checklist")
    supervised(told.app(ADMIN, "2024-04-26"))
    needless(told.app(OFFICER, "2024-04-26"), [ALERT])
    by_office = {one.office: one for one in report_of(told.app(ADMIN, "2024-06-03"), date(2024, 4, 1))}
    lines = [(line.code, line.needless) for line in by_office["県民情報広報課"].needless]
    assert lines == [(CODE, 1)]
    assert by_office["財産活用課"].needless == ()
    assert by_office["県民情報広報課"].needless[0].told >= 1
    rendered = render_installation_notice(by_office["県民情報広報課"], Wording())
    for part in (rendered.body, rendered.html):
        assert "不要だったと答えられた連絡" in part
    rendered = render_installation_notice(by_office["財産活用課"], Wording())
    assert "不要だった" not in rendered.body + rendered.html
    assert all(one.needless == () for one in report_of(told.app(ADMIN, "2024-06-03"), date(2024, 5, 1)))


def test_who_may_not_answer_for_the_office_can_not_say_so(told: Installation) -> None:
    """Another office's officer; an alert that is none; none at all: nothing is recorded."""
    with pytest.raises(RoleError):
        needless(told.app(OTHER_OFFICER, "2024-04-23"), [ALERT])
    with pytest.raises(NotFoundError):
        needless(told.app(OFFICER, "2024-04-23"), [ALERT, "R6-0001:X"])
    with pytest.raises(UsageError, match="選んで"):
        needless(told.app(OFFICER, "2024-04-23"), [])
    assert told.rows("SELECT count(*) FROM journal WHERE kind = 'alert_needless'")[0][0] == 0


def test_what_is_urgent_was_never_of_no_use(told: Installation) -> None:
    """A leak or an unapproved subcontract is dealt with, not waved away."""
    told.tamper("UPDATE alert SET urgent = :yes WHERE id = :id", yes=True, id=ALERT)
    with pytest.raises(UsageError, match="至急"):
        needless(told.app(OFFICER, "2024-04-23"), [ALERT])


def test_in_a_browser_it_is_one_field_and_asks_for_no_day(told: Installation) -> None:
    """はい needs no planned day; neither はい nor a day is refused at the field of the day."""
    officer, page = Visitor(told, OFFICER, "2024-04-23"), f"/alerts/of/{ALERT}"
    form = officer.form(page, "/acknowledge")
    refused = officer.send("/acknowledge", form)
    assert refused.status_code == 422
    assert 'href="#f-planned_on"' in refused.text
    assert officer.send("/acknowledge", form | {"needless": "はい"}).status_code == 303
    assert told.rows("SELECT count(*) FROM journal WHERE kind = 'alert_needless'")[0][0] == 1
    assert told.rows("SELECT count(*) FROM journal WHERE kind = 'alert_acknowledged'")[0][0] == 0
