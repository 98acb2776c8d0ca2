"""The days that the law sets after a leak: the day of knowing is day 1, and the last day moves off closed days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.calendar import STATUTORY, BusinessCalendar
from config.loader import rule_book
from config.wareki import parse_date
from states.incident_report import IncidentReport
from states.incidents import incident_reason, next_day, reports_due

LAW = rule_book().incidents
DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))
DAY = timedelta(days=1)


def days_of(known: date, **fields: object) -> list[tuple[str, date | None, date | None]]:
    """The reports still to be made of an incident known on a day: label, first and last day."""
    incident = IncidentReport(aware_on=known, **fields)  # type: ignore[arg-type]
    return [(due.report.label, due.from_on, due.on) for due in reports_due(LAW, incident)]


def test_the_final_report_is_due_on_the_thirtieth_day_or_the_sixtieth() -> None:
    """番号法ガイドライン(行政機関等・地方公共団体等編)、通則編 3-5-3-4(※2), by hand with a calendar.

    R6.11.30 and R7.1.4 are Saturdays, R7.5.3 to R7.5.6 holidays.
    """
    by_hand = {
        "R6.12.16": ("R7.1.14", "R7.2.13"),
        "R6.11.1": ("R6.12.2", "R7.1.6"),
        "R6.11.30": ("R7.1.6", "R7.1.28"),
        "R7.4.4": ("R7.5.7", "R7.6.2"),
        "R6.6.10": ("R6.7.9", "R6.8.8"),
        "R6.12.3": ("R7.1.6", "R7.1.31"),
    }
    for known, (without, wrongful) in by_hand.items():
        assert [on for label, _, on in days_of(parse_date(known)) if label == "確報"] == [
            parse_date(without),
            parse_date(wrongful),
        ], known


@given(DAYS)
def test_no_final_report_falls_on_a_closed_day_nor_before_its_number_of_days(known: date) -> None:
    """Of every day of fifteen years: the first day that is no closed day from the 30th (60th) on; 速報 never moves."""
    by_label = days_of(known)
    assert by_label[0] == ("速報", known + 2 * DAY, known + 4 * DAY)
    for (_, _, on), number in zip(by_label[1:3], (30, 60), strict=True):
        nominal = known + (number - 1) * DAY
        assert on is not None
        assert on >= nominal
        assert STATUTORY.is_business_day(on)
        between = [nominal + n * DAY for n in range((on - nominal).days)]
        assert not any(STATUTORY.is_business_day(day) for day in between)


def test_the_office_s_own_closed_days_do_not_move_it() -> None:
    """県が独自に休む日は、法定の期限を動かさない."""
    last = date(2025, 1, 14)
    assert not BusinessCalendar(frozenset({last})).is_business_day(last)
    assert ("確報", None, last) in days_of(date(2024, 12, 16))


def test_the_purpose_decides_which_day_stands_and_blank_shows_both() -> None:
    """不正の目的のおそれ: いいえ 30日, はい 60日, blank both."""
    known = date(2024, 12, 16)
    without, wrongful = ("確報", None, date(2025, 1, 14)), ("確報", None, date(2025, 2, 13))
    assert days_of(known)[1:3] == [without, wrongful]
    assert days_of(known, wrongful_purpose=False)[1:2] == [without]
    assert days_of(known, wrongful_purpose=True)[1:2] == [wrongful]
    for purpose in (False, True):
        assert len([d for d in days_of(known, wrongful_purpose=purpose) if d[0] == "確報"]) == 1


def test_telling_the_persons_is_a_duty_of_its_own() -> None:
    """個人情報保護法68条2項: open until its day or the reason not to is on record, whatever the commission was told."""
    known = date(2024, 12, 16)
    told = {"preliminary_on": known, "final_on": known}
    assert days_of(known, **told) == [("本人通知", None, None)]
    assert days_of(known, **told, person_notified_on=known) == []
    assert days_of(known, **told, no_notice_reason="法第78条第1項各号の情報を含む") == []
    assert "本人通知" in [label for label, _, _ in days_of(known)]


def test_the_words_say_every_day_and_what_is_assumed() -> None:
    """Both lines of 速報, both days of 確報, the notice to persons, and that 規則44条 is taken to say the same."""
    known = date(2024, 12, 16)
    said = incident_reason(LAW, [(known, IncidentReport(aware_on=known))])
    for words in ("12月18日", "12月20日が目安", "令和7年1月14日まで", "令和7年2月13日まで", "本人通知は記録がない"):
        assert words in said
    assert "規則第44条" in said
    assert "同じと見ている" in said


def test_the_next_day_is_the_earliest_that_is_left() -> None:
    """速報, then 確報, then none: what is reported has no day any more."""
    known = date(2024, 12, 16)
    fields: dict[str, date] = {}
    seen = []
    for name in ("preliminary_on", "final_on", "person_notified_on"):
        seen.append(next_day(LAW, [(known, IncidentReport(aware_on=known, **fields))]))  # type: ignore[arg-type]
        fields[name] = known
    assert seen == [date(2024, 12, 20), date(2025, 1, 14), None]
