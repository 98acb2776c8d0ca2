"""What offices owe to circulars climbs the ladder as any duty: reminded, told to the head, reported to the desk."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from command_line import CommandLine
from installation import ADMIN, HEAD, OFFICE, OFFICER, OTHER_OFFICE, OVERSIGHT, Installation
from supervised import supervised
from web_visits import Visitor

from lifecycle.usecases.alerts import acknowledge
from lifecycle.usecases.audit import verify
from lifecycle.usecases.circulars import answer_circular, publish_circular, withdraw_circular
from lifecycle.usecases.quiet import begin_quiet
from lifecycle.usecases.repair import rebuild
from lifecycle.views.alert_register import list_alerts
from lifecycle.watch.monthly import report_of
from lifecycle.watch.sweep import sweep

NAME = "5kou1237"
HOW = "課内会議で説明し、資料を配付"


def live(home: Installation, first: str, last: str) -> None:
    """Supervise on every day."""
    day = date.fromisoformat(first)
    while day.isoformat() <= last:
        supervised(home.app(ADMIN, day.isoformat()))
        day += timedelta(days=1)


def told(home: Installation, question: str, office: str = OFFICE) -> Mapping[str, tuple[str, str]]:
    """Of each step that was told of a question to an office, the day and whom it reached."""
    rows = home.rows(
        "SELECT alert_step.step AS step, alert_step.told_on AS told_on, alert_step.told_to AS told_to FROM alert_step"
        " JOIN alert ON alert.id = alert_step.alert WHERE alert.subject = :subject AND repeat = 0",
        subject=f"{NAME}/{office}/{question}",
    )
    return {row.step: (str(row.told_on), row.told_to) for row in rows}


def answered(home: Installation, office: str, day: str) -> None:
    """An office answers everything: its head alone may."""
    head = HEAD if office == OFFICE else f"{office}長"
    answer_circular(home.app(head, day), NAME, [], office, how=HOW)


@pytest.fixture
def published(installation: Installation) -> Installation:
    """A circular that went out on Monday, 2024-06-03; told to the staff is due on the 17th."""
    publish_circular(installation.app(OVERSIGHT), NAME)
    return installation


def test_a_question_climbs_from_the_officer_to_the_head_and_to_the_desk(published: Installation) -> None:
    """Told ahead five business days before, then officer, head and desk, as any duty; one mail a day for each."""
    live(published, "2024-06-03", "2024-07-02")
    climbed = told(published, "told")
    assert {step: day for step, (day, _) in climbed.items()} == {
        "notice": "2024-06-10",
        "officer": "2024-06-18",
        "division_head": "2024-06-20",
        "oversight_office": "2024-07-01",
    }
    assert climbed["division_head"][1] == f"{OFFICE}/division_head"
    assert climbed["oversight_office"][1].endswith("/oversight_office")
    mails = published.rows(
        "SELECT period, division, post, count(*) AS n FROM outbox WHERE topic LIKE 'office_dues%'"
        " GROUP BY period, division, post"
    )
    assert {row.n for row in mails} == {1}
    assert verify(published.app(ADMIN, "2024-07-02")).faults == []
    before = published.rows("SELECT * FROM alert ORDER BY id")
    rebuild(published.app(ADMIN, "2024-07-02"))
    assert published.rows("SELECT * FROM alert ORDER BY id") == before


def test_what_only_the_head_can_answer_is_told_to_the_head_from_the_first_step(published: Installation) -> None:
    """Reading is the head's own: no officer is reminded of it."""
    live(published, "2024-06-03", "2024-06-14")
    assert {to for _, to in told(published, "read").values()} == {f"{OFFICE}/division_head"}


def test_a_question_that_is_due_soon_is_not_announced_a_second_time(published: Installation) -> None:
    """The circular itself announced what is due within the days of the notice: the first step is the late one."""
    live(published, "2024-06-03", "2024-06-07")
    assert told(published, "received") == {"officer": ("2024-06-07", f"{OFFICE}/officer,{OFFICE}/section_chief")}


def test_an_answer_ends_the_alert_and_no_more_is_told(published: Installation) -> None:
    """Swept again on the same day nothing more is queued; another office's goes on."""
    live(published, "2024-06-03", "2024-06-18")
    answered(published, OFFICE, "2024-06-18")
    live(published, "2024-06-19", "2024-06-21")
    assert set(told(published, "told")) == {"notice", "officer"}
    assert set(told(published, "told", OTHER_OFFICE)) == {"notice", "officer", "division_head"}
    shown = list_alerts(published.app(HEAD, "2024-06-21"), closed=True)
    assert {one.ended_why for one in shown if one.code == "X-06"} == {"decided"}
    again = sweep(published.app(ADMIN, "2024-06-21"))
    assert (again.alerts_opened, again.alerts_escalated, again.messages_queued) == (0, 0, 0)


def test_a_withdrawn_circular_is_asked_of_nobody(installation: Installation) -> None:
    """One that brings no edition may be withdrawn any day; its alerts end with the next sweep."""
    publish_circular(installation.app(OVERSIGHT), "30kou2386", [OFFICE])
    live(installation, "2024-06-03", "2024-06-07")
    open_ = "SELECT count(*) FROM alert WHERE contract = 'circular:30kou2386' AND resolved_on IS NULL"
    assert installation.rows(open_)[0][0] == 1
    withdraw_circular(installation.app(OVERSIGHT, "2024-06-10"), "30kou2386", "宛先を誤ったため")
    live(installation, "2024-06-10", "2024-06-20")
    assert installation.rows(open_)[0][0] == 0


def test_a_quiet_period_holds_it_back_and_an_acknowledgement_is_taken(published: Installation) -> None:
    """In the quiet nothing of the office opens; afterwards the lowest step comes first and is acknowledged."""
    begin_quiet(published.app(HEAD), OFFICE, date(2024, 6, 4), date(2024, 6, 28), "庁内システムの移行のため")
    live(published, "2024-06-03", "2024-06-28")
    assert told(published, "told") == {}
    assert told(published, "told", OTHER_OFFICE) != {}
    live(published, "2024-06-29", "2024-07-01")
    assert list(told(published, "told")) == ["officer"]
    one = next(a for a in list_alerts(published.app(OFFICER, "2024-07-01")) if a.subject.endswith("told"))
    acknowledge(published.app(OFFICER, "2024-07-01"), one.id, date(2024, 7, 5))
    assert verify(published.app(ADMIN, "2024-07-01")).faults == []


def test_page_mail_terminal_and_month_say_the_same_of_what_is_owed(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four are owed and one is late: きょうの仕事, the page of the office, the mail, `due`, the month's report."""
    live(published, "2024-06-03", "2024-06-07")
    count = "4件(うち期限超過 1件)"
    (mail,) = published.rows(
        "SELECT body FROM outbox WHERE topic LIKE 'office_dues%' AND post = 'officer' AND division = :office",
        office=OFFICE,
    )
    assert f"通知への回答は、合わせて{count}".replace(" ", "") in "".join(mail.body.split())
    officer = Visitor(published, OFFICER, "2024-06-07")
    for page in ("/", f"/offices/{quote(OFFICE)}"):
        text = officer.get(page).text
        assert f'通知への回答<span class="n">{count}</span>' in text, page
        assert f'href="/circulars/{NAME}"' in text, page
    monkeypatch.setenv("LIFECYCLE_HOME", str(published.home))
    for name, value in published.environment("2024-06-07").items():
        monkeypatch.setenv(name, value)
    said = CommandLine(published.home)("due", actor=OFFICER)
    assert f"ほかに通知への回答 {count}。一覧は lifecycle office owed" in said.err
    answered(published, OFFICE, "2024-06-07")
    assert "通知への回答" not in Visitor(published, OFFICER, "2024-06-07").get("/").text
    reports = report_of(published.app(ADMIN, "2024-07-01"), date(2024, 6, 1))
    (line,) = (line for notice in reports for line in notice.circulars)
    assert line.told.startswith("5広第1237号「")
    assert line.told.endswith(f"」 宛先 2所属、未回答 1所属(うち期限超過 1所属): {OTHER_OFFICE}")
