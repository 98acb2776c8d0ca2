"""漏えいの一報: told at once by every channel, told again until somebody takes note of it, its clocks once a step."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OVERSIGHT,
    Installation,
    RealInstallation,
    a_contract,
    hand_in,
    real,
)
from mail_server import Mailbox, mail_server
from webhook import Webhook, webhook

from config.errors import RuleDataError
from config.vocabulary import Role
from lifecycle.app import App, build_app
from lifecycle.usecases.alerts import acknowledge
from lifecycle.usecases.assigning import Assignment, assign_post
from lifecycle.usecases.incidents import acknowledge_incident, close_incident, report_incident, update_incident
from lifecycle.usecases.quiet import begin_quiet
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

NIGHT = "2024-12-31T23:50"
FIRST = {"aware_on": "R6.12.31 23:50", "summary": "名簿の入った封筒を紛失"}
HEAD_MAIL, DEPUTY_MAIL, DESK_MAIL = "pr-head@example.lg.jp", "pr-deputy@example.lg.jp", "koho@pref.example.jp"
AGAIN = "再通知"


@pytest.fixture
def home(installation: Installation) -> Installation:
    """An office with a head and a deputy, and a contract."""
    a_contract(installation.app(now="2024-12-02"))
    deputy = Assignment(Role.DEPUTY, "広報課長代理", DEPUTY_MAIL)
    assign_post(installation.app(ADMIN, "2024-12-02"), OFFICE, deputy)
    return installation


@pytest.fixture
def inbox() -> Iterator[Mailbox]:
    """A mail server on a free port of this machine."""
    with mail_server() as box:
        yield box


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """The head's own webhook: real HTTPS, a certificate that this machine trusts."""
    with webhook(tmp_path) as running:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.authority))
        monkeypatch.setenv("NO_PROXY", "localhost")
        monkeypatch.setenv("LIFECYCLE_TEAMS_KOHO", running.short)
        yield running


def at(home: Installation, inbox: Mailbox, now: str, actor: str = ADMIN) -> App:
    """The installation at a time, its mail leaving by that server."""
    environment = {**home.environment(now), "LIFECYCLE_MAIL_URL": inbox.url}
    app = build_app(home.home, actor=actor, environment=environment)
    app.engine.dispose()
    return replace(app, engine=home.engine)


def subjects(inbox: Mailbox, word: str) -> list[str]:
    """To whom a mail went whose subject has a word, and that subject."""
    pairs = zip(inbox.received, inbox.mails(), strict=True)
    return [f"{envelope.rcpt_tos[0]} {mail['Subject']}" for envelope, mail in pairs if word in str(mail["Subject"])]


def told(home: Installation, word: str) -> list[str]:
    """To which post messages went, or wait, whose subject has a word, and that subject; not those written anew."""
    rows = home.rows("SELECT subject, post FROM outbox WHERE status <> 'dropped' ORDER BY queued_at, id")
    return [f"{row.post} {row.subject}" for row in rows if word in row.subject]


def queued_again(home: Installation) -> dict[str, int]:
    """How many messages told of the incident once more, by the number in their subject."""
    found_here = (line.partition(AGAIN)[2].partition("回目")[0] for line in told(home, AGAIN))
    return dict(Counter(found_here))


def run(home: Installation, now: str) -> RecordingChannel:
    """A delivery run at a time, into a channel that takes everything."""
    channel = RecordingChannel()
    deliver(home.app(ADMIN, now), channel, urgent=True)
    return channel


def test_head_deputy_and_desk_are_told_at_midnight_by_mail_and_by_teams(
    home: Installation, inbox: Mailbox, hook: Webhook
) -> None:
    """At 23:50 on 12-31, by Teams and by mail though Teams alone is usual: within the deed's own transaction."""
    home.settings('profile = "lgwan"', 'profile = "beta"')
    home.settings("[teams.heads]", f'[teams.heads]\n"{OFFICE}" = "KOHO"')
    home.settings("alone = false", "alone = true")
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    deliver(at(home, inbox, "2024-12-31T23:51"), urgent=True)
    first = subjects(inbox, "")
    assert Counter(line.partition(" ")[0] for line in first) == Counter([HEAD_MAIL, DEPUTY_MAIL, DESK_MAIL]), first
    ((_, card),) = hook.received
    said = json.dumps(json.loads(card), ensure_ascii=False)
    words = ("漏えいの一報", f"{ID}/J1", "令和6年12月31日 23:50", "速報", "lifecycle incident ack R6-0001/J1")
    assert [word for word in words if word not in said] == []
    text = inbox.mails()[0].get_content()
    flat = "".join(text.split())
    assert [word for word in words[1:] if "".join(word.split()) not in flat] == []
    assert len(text.rstrip("\n").splitlines()) <= 25


def test_it_is_told_again_at_its_pace_and_never_by_two_runs(home: Installation, inbox: Mailbox) -> None:
    """Every 30 minutes six times, then every three hours; a second run at the same minute queues nothing."""
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    moment = date(2025, 1, 1)
    deliver(at(home, inbox, NIGHT), urgent=True)
    for hour in range(9):
        for minute in range(0, 60, 10):
            for _ in range(2):
                deliver(at(home, inbox, f"{moment}T{hour:02d}:{minute:02d}"), urgent=True)
    again = subjects(inbox, AGAIN)
    to_head = [line for line in again if line.startswith(HEAD_MAIL)]
    assert [line.partition(AGAIN)[2].partition("回目")[0] for line in to_head] == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
    ]
    assert len(set(again)) == len(again) == 3 * 8
    queued = home.rows("SELECT queued_at FROM outbox WHERE topic LIKE 'called%' AND post = 'division_head' ORDER BY id")
    assert [row.queued_at[11:16] for row in queued] == [
        *("15:20", "15:50", "16:20", "16:50", "17:20", "17:50", "20:50", "23:50"),
    ]


@pytest.mark.parametrize("who", [HEAD, OVERSIGHT, "広報課長代理"])
def test_the_acknowledgement_of_a_person_ends_it(home: Installation, who: str) -> None:
    """所属長, 代理 or 制度所管課; what waited of it is dropped; the clocks go on."""
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    run(home, "2025-01-01T00:30")
    acknowledge_incident(home.app(who, "2025-01-01T00:40"), ID)
    run(home, "2025-01-01T01:30")
    run(home, "2025-01-02T09:00")
    assert queued_again(home).keys() <= {"1"}
    assert told(home, "目安の初日")


def test_the_acknowledgement_of_its_alert_counts_where_a_head_gives_it(home: Installation) -> None:
    """AL-10 acknowledged by the officer changes nothing; by the head it is told no more."""
    report_incident(home.app(OFFICER, "2024-12-26T10:00"), ID, {**FIRST, "aware_on": "2024-12-26"})
    run(home, "2024-12-26T10:00")
    sweep(home.app(ADMIN, "2024-12-26T11:00"))
    (alert,) = home.rows("SELECT id FROM alert WHERE code = 'AL-10'")
    day = date(2024, 12, 27)
    acknowledge(home.app(OFFICER, "2024-12-26T11:10"), alert.id, day)
    run(home, "2024-12-26T12:00")
    assert queued_again(home) == {"1": 3}
    acknowledge(home.app(HEAD, "2024-12-26T12:10"), alert.id, day)
    run(home, "2024-12-26T18:00")
    assert queued_again(home) == {"1": 3}


def test_its_close_ends_it_and_head_and_desk_are_told(home: Installation) -> None:
    """Closed by the head with a reason: no repeat, one message each to head and desk."""
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    run(home, NIGHT)
    close_incident(home.app(HEAD, "2025-01-01T00:10"), ID, reason="封筒は庁内で見付かり、漏えいはなかったため")
    run(home, "2025-01-02T09:00")
    assert queued_again(home) == {}
    assert sorted(line.partition(" ")[0] for line in told(home, "終結")) == ["division_head", "oversight_office"]


def test_a_server_that_was_away_makes_no_burst(home: Installation) -> None:
    """Nothing ran for two days: the first word, and then one repeat, not a hundred."""
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    run(home, "2025-01-02T23:50")
    assert queued_again(home) == {}
    run(home, "2025-01-03T00:19")
    assert queued_again(home) == {}, "the pace goes on from when it left"
    run(home, "2025-01-03T00:20")
    run(home, "2025-01-03T00:21")
    assert queued_again(home) == {"1": 3}
    run(home, "2025-01-05T00:21")
    run(home, "2025-01-05T00:22")
    assert queued_again(home) == {"1": 3, "2": 3}


def test_a_mail_server_that_was_away_gets_no_pile(home: Installation, inbox: Mailbox) -> None:
    """While the first word waits, no repeat is put behind it on the same channel."""
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    away = replace(inbox, port=1)
    for hour in range(24):
        deliver(at(home, away, f"2025-01-01T{hour:02d}:00"), urgent=True)
    assert queued_again(home) == {}
    deliver(at(home, inbox, "2025-01-02T09:00"), urgent=True, retry=True)
    assert len(subjects(inbox, "漏えいの一報")) == 3


def test_a_clock_set_back_neither_silences_nor_makes_a_burst(tmp_path: Path) -> None:
    """In a real home: told once under the clock that went back, then at its pace; noting is not refused."""
    home: RealInstallation = real(tmp_path / "home")
    a_contract(home.app(OFFICER, "2024-12-02"))
    report_incident(home.app(OFFICER, NIGHT), ID, {**FIRST, "aware_on": "2024-12-29"})
    run(home, NIGHT)
    for minute in (0, 10, 20):
        run(home, f"2024-12-30T10:{minute:02d}")
    assert set(queued_again(home)) == {"1"}
    run(home, "2024-12-30T10:30")
    assert set(queued_again(home)) == {"1", "2"}
    acknowledge_incident(home.app(HEAD, "2024-12-30T10:31"), ID)
    run(home, "2024-12-30T12:00")
    run(home, "2025-01-02T12:00")
    assert set(queued_again(home)) == {"1", "2"}
    home.engine.dispose()


def test_nothing_holds_it_back(home: Installation) -> None:
    """A quiet period and more messages than the storm guard lets through: the first word and its repeats leave."""
    first, last = date(2024, 12, 28), date(2025, 1, 5)
    begin_quiet(home.app(OVERSIGHT, "2024-12-27"), OFFICE, first, last, "年末年始のため")
    for no in range(2, 9):
        a_contract(home.app(now="2024-12-27"), f"R6-000{no}")
    for no in range(2, 9):
        report_incident(home.app(OFFICER, NIGHT), f"R6-000{no}", FIRST)
    deliver(home.app(ADMIN, NIGHT), RecordingChannel())
    deliver(home.app(ADMIN, "2025-01-01T00:30"), RecordingChannel())
    held = home.rows("SELECT count(*) AS n FROM outbox WHERE status <> 'sent' AND urgent")
    assert held[0].n == 0
    assert len(told(home, "漏えいの一報")) == 7 * 3 * 2


def test_each_clock_warns_once_a_step_over_the_years(home: Installation) -> None:
    """Of an incident known on 16 December: 速報 18, 19, 20 and after; 確報 on both its days; then never again.

    確報 by hand with a calendar: R7.1.14 (the 13th is a holiday, so the eve is the 10th) and R7.2.13 (eve the 12th).
    """
    report_incident(home.app(OFFICER, "2024-12-16T10:00"), ID, {**FIRST, "aware_on": "2024-12-16"})
    acknowledge_incident(home.app(HEAD, "2024-12-16T10:01"), ID)
    weeks = {date(2024, 12, 16): 8, date(2025, 1, 9): 8, date(2025, 2, 11): 6}
    days = [first + timedelta(days=n) for first, many in weeks.items() for n in range(many)]
    days += [date(2025, 6, 2), date(2026, 6, 1), date(2029, 6, 1)]
    warned: dict[str, list[str]] = {}
    for day in days:
        before = len(told(home, f"({ID}/J1)"))
        run(home, f"{day}T07:59")
        assert len(told(home, f"({ID}/J1)")) == before, "not before the hour"
        run(home, f"{day}T08:00")
        sweep(home.app(ADMIN, f"{day}T08:30"))
        run(home, f"{day}T09:00")
        for line in told(home, f"({ID}/J1)")[before:]:
            if line.startswith("division_head"):
                warned.setdefault(line.partition("委託監督 ")[2].partition("(")[0], []).append(f"{day:%m-%d}")
    assert warned == {
        "速報 目安の初日": ["12-18"],
        "速報 末日の前の開庁日": ["12-19"],
        "速報 本日が末日": ["12-20"],
        "速報 末日を経過": ["12-21"],
        "確報 末日の前の開庁日": ["01-10", "02-12"],
        "確報 本日が末日": ["01-14", "02-13"],
        "確報 末日を経過": ["01-15", "02-14"],
    }
    assert Counter(line.partition(" ")[0] for line in told(home, "末日")) == {"division_head": 9, "oversight_office": 9}


def test_a_jump_over_years_tells_only_that_the_days_went_by(home: Installation) -> None:
    """Nobody ran it for three years: each clock once, as passed; the steps before it are told no more."""
    report_incident(home.app(OFFICER, "2024-12-16T10:00"), ID, {**FIRST, "aware_on": "2024-12-16"})
    for _ in range(2):
        sweep(home.app(ADMIN, "2027-12-16T09:00"))
        run(home, "2027-12-16T09:00")
    steps = Counter(line.partition("委託監督 ")[2].partition("(")[0] for line in told(home, "末日"))
    assert steps == {"速報 末日を経過": 2, "確報 末日を経過": 4}
    assert not told(home, "目安の初日")


def test_a_corrected_day_of_knowing_makes_new_days_and_a_report_ends_them(home: Installation) -> None:
    """認識日 corrected from the 16th to the 17th: 速報 warns for the new days; once it is made it warns no more."""
    report_incident(home.app(OFFICER, "2024-12-16T10:00"), ID, {**FIRST, "aware_on": "2024-12-16"})
    run(home, "2024-12-18T09:00")
    assert len(told(home, "速報 目安の初日")) == 2
    update_incident(home.app(OFFICER, "2024-12-18T10:00"), ID, {"aware_on": "2024-12-17"})
    run(home, "2024-12-19T09:00")
    assert len(told(home, "速報 目安の初日")) == 4
    update_incident(home.app(OFFICER, "2024-12-19T10:00"), ID, {"preliminary_on": "2024-12-19"})
    for day in ("2024-12-20", "2024-12-23"):
        run(home, f"{day}T09:00")
    assert not told(home, "速報 末日の前") + told(home, "速報 本日") + told(home, "速報 末日を経過")


def test_a_change_of_stage_or_of_the_answer_tells_the_desk_once(home: Installation) -> None:
    """100 persons need not be reported, 101 must; each change one message to the desk, other facts none."""
    blank = dict.fromkeys(
        ("sensitive", "property_damage", "wrongful_purpose", "ordinance_sensitive", "specific_pi"), "いいえ"
    )
    report_incident(home.app(OFFICER, "2024-12-16T10:00"), ID, {**FIRST, "aware_on": "2024-12-16"})
    assert told(home, "変化") == []
    update_incident(home.app(OFFICER, "2024-12-16T11:00"), ID, {**blank, "persons": "100"})
    update_incident(home.app(OFFICER, "2024-12-16T12:00"), ID, {"persons": "99"})
    update_incident(home.app(OFFICER, "2024-12-16T13:00"), ID, {"persons": "101"})
    update_incident(home.app(OFFICER, "2024-12-16T14:00"), ID, {"measures": "封筒を回収し、複写がないことを確かめた"})
    bodies = [row.body for row in home.rows("SELECT body FROM outbox WHERE topic LIKE 'incident:%' ORDER BY id")]
    flat = ["".join(body.split()) for body in bodies]
    assert [line.partition(" ")[0] for line in told(home, "変化")] == ["oversight_office"] * 3
    assert "「報告を要しない」から「報告を要する」へ" in flat[1]
    assert "一報から初期対応へ" in flat[2]


def test_no_word_of_what_happened_and_no_person_stands_in_a_message(home: Installation) -> None:
    """What a person typed of it stays on the incident's page: it may name people."""
    typed = {**FIRST, "reportable": "はい", "reportable_reason": "山田太郎の指示により報告するため"}
    report_incident(home.app(OFFICER, NIGHT), ID, typed)
    run(home, NIGHT)
    texts = [f"{row.body}{row.card}" for row in home.rows("SELECT body, card FROM outbox")]
    assert texts
    assert not any("封筒" in text or "山田" in text for text in texts)


def test_another_office_hears_nothing(home: Installation) -> None:
    """Only the office of the contract and the desk."""
    report_incident(home.app(OFFICER, NIGHT), ID, FIRST)
    assert not home.rows("SELECT id FROM outbox WHERE division = :office", office=OTHER_OFFICE)


def with_contacts(home: Installation) -> None:
    """Both sides' numbers on record, and a chosen list of channels that may carry them."""
    numbers = {"contractor_contact": "090-1234-5678(夜間)", "office_contact": "092-643-0000"}
    hand_in(home.app(OFFICER, "2024-12-03"), "emergency_contact", **numbers)


@pytest.mark.parametrize("allowed", [(), ("mail",), ("teams",), ("mail", "teams")])
def test_numbers_go_only_by_channels_that_may_carry_them_and_are_kept_nowhere(
    home: Installation, inbox: Mailbox, hook: Webhook, allowed: tuple[str, ...]
) -> None:
    """By default by none; the outbox holds them in no case, and that they left is on record once."""
    with_contacts(home)
    home.settings('profile = "lgwan"', 'profile = "beta"')
    home.settings("[teams.heads]", f'[teams.heads]\n"{OFFICE}" = "KOHO"')
    home.settings("may_carry_numbers = []", f"may_carry_numbers = {json.dumps(list(allowed))}")
    report_incident(at(home, inbox, NIGHT, OFFICER), ID, FIRST)
    deliver(at(home, inbox, NIGHT), urgent=True)
    deliver(at(home, inbox, "2025-01-01T00:30"), urgent=True)
    mails = ["".join(mail.get_content().split()) for mail in inbox.mails()]
    cards = [body.decode() for _, body in hook.received]
    assert len(mails) == 6
    assert len(cards) == 2
    for texts, channel in ((mails, "mail"), (cards, "teams")):
        held = ["090-1234-5678" in text and "092-643-0000" in text for text in texts]
        assert held == [channel in allowed] * len(texts)
    where = f"lifecyclecontactshow{ID}"
    assert [where in text for text in mails] == ["mail" not in allowed] * 6
    stored = [f"{row.body}{row.card}" for row in home.rows("SELECT body, card FROM outbox")]
    assert not any("1234" in text or "643-0000" in text for text in stored)
    opened = home.rows("SELECT payload FROM journal WHERE kind = 'contacts_opened'")
    assert len(opened) == bool(allowed)


@pytest.mark.parametrize("written", ['["fax"]', '["mail", "mail"]', '"mail"'])
def test_a_setting_that_names_no_channel_is_refused_by_its_place(home: Installation, written: str) -> None:
    """Whatever is run says where it stands and what may stand there."""
    home.settings("may_carry_numbers = []", f"may_carry_numbers = {written}")
    with pytest.raises(RuleDataError, match="may_carry_numbers"):
        home.app(ADMIN)
