"""Told means sent: what the ladder does while servers are away, choosy or dying, by a real mail server."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from installation import ADMIN, FOR_PERFORMING, ID, OFFICE, OFFICER, Installation, a_contract, hand_in, real
from mail_server import Mailbox, free_port, mail_server
from webhook import Webhook, webhook

from config.loader import rule_book
from config.sending import Delivery
from lifecycle.app import App, build_app
from lifecycle.post.contacts import Reach
from lifecycle.post.late import late_messages
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import reading, writing
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.message_checks import message_checks
from lifecycle.usecases.work import working
from lifecycle.watch.delivery import Delivered, deliver
from lifecycle.watch.sweep import sweep
from notifications.alert import Message, Rendered
from notifications.channels import RecordingChannel, SendResult

HEAD_MAIL, OFFICER_MAIL, CHIEF_MAIL = (f"pr-{post}@example.lg.jp" for post in ("head", "officer", "chief"))
HEAD_TO = Recipient(OFFICE, "division_head")
_ASKED = re.compile(r"待ち\d")
"""In the subject of a message that asks for a decision."""
LADDER = [step.id for step in rule_book().escalation.steps]
LATE, HEADS_DAY = "2024-04-22", "2024-04-24"
"""The checklist is due on 19 April: officers are told on the 22nd, the head two business days later."""


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server on a free port of this machine."""
    with mail_server() as running:
        yield running


@pytest.fixture
def late(installation: Installation) -> Installation:
    """A contract whose checklist is due on 19 April 2024 and never comes."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(kind for kind in FOR_PERFORMING if kind != "checklist"))
    return installation


def at(installation: Installation, now: str, box: Mailbox | None = None) -> App:
    """The installation at a time, its mail leaving by that server; without one by a port where nobody listens."""
    url = box.url if box else f"mailto://127.0.0.1:{free_port()}?mode=insecure"
    environment = {**installation.environment(now), "LIFECYCLE_MAIL_URL": url}
    app = build_app(installation.home, actor=ADMIN, environment=environment)
    app.engine.dispose()
    return replace(app, engine=installation.engine)


def day(installation: Installation, now: str, box: Mailbox | None = None) -> list[Delivered]:
    """A morning: the sweep, and the delivery after it."""
    sweep(at(installation, now, box))
    return deliver(at(installation, now, box))


def told(installation: Installation) -> list[tuple[str, str, str]]:
    """The steps that count as told: step, day, to whom."""
    rows = installation.rows("SELECT step, told_on, told_to FROM alert_step ORDER BY told_on, step")
    return [(row.step, str(row.told_on), row.told_to) for row in rows]


def ends(done: list[Delivered]) -> list[tuple[str, str]]:
    """To which post, and how each message ended, but for those that ask for a decision."""
    return sorted((one.post, one.status) for one in done if not _ASKED.search(one.subject))


def test_no_step_goes_over_the_head_of_who_was_not_told(late: Installation, box: Mailbox) -> None:
    """The server is away from the officers' day on for six weeks: nobody above hears of it before they do."""
    day(late, "2024-04-12", box)
    box.received.clear()
    for now in ("2024-04-22", "2024-04-24", "2024-05-08", "2024-06-03"):
        day(late, now)
    assert {step for step, _, _ in told(late) if step in LADDER} == {"notice"}
    told_first = {one for one in ends(day(late, "2024-06-04", box)) if one[0] not in ("admin", "oversight_office")}
    assert told_first == {("officer", "sent"), ("section_chief", "sent")}
    assert OFFICER_MAIL in box.addressed
    assert ("officer", "2024-06-04") in {one[:2] for one in told(late)}
    assert verify(at(late, "2024-06-04", box)).faults == []


def test_what_waited_is_written_with_the_day_on_which_it_leaves(late: Installation, box: Mailbox) -> None:
    """The officers' mail of 22 April says «4/23まで»; sent on the 25th it says the day of then, and is one mail."""
    for now in (LATE, "2024-04-23"):
        day(late, now)
    deliver(at(late, "2024-04-25T07:00", box))
    (mail,) = [mail for mail in box.mails() if mail["To"] == OFFICER_MAIL and not _ASKED.search(mail["Subject"])]
    assert "4/23" not in mail["Subject"]
    assert "令和6年4月25日" in mail.get_content()
    rows = late.rows(
        "SELECT status, period, waiting_since FROM outbox"
        " WHERE post = 'officer' AND topic LIKE 'digest%' ORDER BY queued_at"
    )
    assert [row.status for row in rows][-1] == "sent"
    assert {row.status for row in rows[:-1]} == {"dropped"}
    assert str(rows[-1].waiting_since) < "2024-04-22T23"
    assert verify(at(late, "2024-04-25T07:00", box)).faults == []


def test_what_was_settled_meanwhile_is_not_sent(late: Installation, box: Mailbox) -> None:
    """The checklist came at ten while the mail of nine waited: nobody is asked for it at eleven."""
    day(late, LATE)
    hand_in(late.app(OFFICER, f"{LATE}T10:00"), "checklist")
    assert ends(deliver(at(late, f"{LATE}T11:00", box))) == []
    states = late.rows("SELECT status, detail FROM outbox WHERE topic LIKE 'digest%'")
    assert {tuple(row) for row in states} == {("dropped", "送る前に、知らせることがなくなりました")}


def test_a_change_that_leaves_the_duty_open_is_told_as_it_stands_then(late: Installation, box: Mailbox) -> None:
    """The title was corrected at ten: the mail that waited since nine bears the new one."""
    day(late, LATE)
    amend(late.app(OFFICER, f"{LATE}T10:00"), ID, {"title": "改めた件名の業務"}, None)
    deliver(at(late, f"{LATE}T11:00", box))
    assert {CHIEF_MAIL, OFFICER_MAIL} == set(box.addressed)
    digests = [mail for mail in box.mails() if not _ASKED.search(mail["Subject"])]
    assert len(digests) == 2
    assert all("改めた件名の業務" in mail.get_content() for mail in digests)


def test_a_head_whose_mailbox_is_refused_is_passed_over_at_once_and_it_is_said(
    late: Installation, box: Mailbox
) -> None:
    """550 for the head: 制度所管課 is told in the same run, with the reason, and the system owner of the gap."""
    day(late, LATE, box)
    box.received.clear()
    box.refused = frozenset({HEAD_MAIL})
    done = day(late, HEADS_DAY, box)
    assert ends(done) == [("admin", "sent"), ("division_head", "refused"), ("oversight_office", "sent")]
    assert ("division_head", "2024-04-24", "") in told(late)
    text = "".join(mail.get_content() for mail in box.mails())
    assert "所属長に届いていないため" in "".join(text.split())
    assert verify(at(late, HEADS_DAY, box)).faults == []


def test_a_refused_address_is_a_gap_until_it_is_changed_or_takes_a_message(late: Installation, box: Mailbox) -> None:
    """`Reach` says so; another address reaches at once, and so does the old one once it took something."""
    day(late, LATE, box)
    box.refused = frozenset({HEAD_MAIL})
    day(late, HEADS_DAY, box)
    assert not _reaches(late, HEADS_DAY)
    with working(late.app(ADMIN, HEADS_DAY)) as work:
        draft, _ = draft_division(work, OFFICE, {"division_head_mail": "new-head@example.lg.jp"})
        assert draft
        work.record([draft])
    assert _reaches(late, HEADS_DAY)


def test_asked_again_a_refused_mailbox_that_opened_closes_the_gap(late: Installation, box: Mailbox) -> None:
    """`deliver --retry` sends what was refused, as it stands now; nobody waits for another morning."""
    day(late, LATE, box)
    box.refused = frozenset({CHIEF_MAIL, OFFICER_MAIL, HEAD_MAIL})
    done = day(late, HEADS_DAY, box)
    assert ("division_head", "refused") in ends(done)
    box.refused = frozenset()
    again = deliver(at(late, f"{HEADS_DAY}T15:00", box), retry=True)
    assert ends(again) == [("division_head", "sent")]
    assert _reaches(late, HEADS_DAY)
    assert ("division_head", "2024-04-24", f"{OFFICE}/division_head") not in told(late)[:1]
    assert verify(at(late, f"{HEADS_DAY}T15:00", box)).faults == []


def test_retry_takes_up_everything_that_waits_at_once(late: Installation, box: Mailbox) -> None:
    """The pause after a failure is an hour at most; who knows that the server is back need not wait for it."""
    day(late, LATE)
    assert deliver(at(late, f"{LATE}T09:01", box)) == []
    assert ends(deliver(at(late, f"{LATE}T09:02", box), retry=True)) == [("officer", "sent"), ("section_chief", "sent")]


def test_an_uncertain_step_is_told_anew_the_next_morning(late: Installation, box: Mailbox) -> None:
    """The server died after DATA: it may have arrived, it was not accepted, so the step was not told."""
    box.hang_up_after_data = True
    assert {status for _, status in ends(day(late, LATE, box))} == {"uncertain"}
    assert [one for one in told(late) if one[0] in LADDER] == []
    assert ends(day(late, f"{LATE}T10:00", box)) == []
    box.hang_up_after_data = False
    box.received.clear()
    assert ends(day(late, "2024-04-23", box)) == [("officer", "sent"), ("section_chief", "sent")]
    assert {step for step, _, _ in told(late) if step in LADDER} == {"officer"}


def test_a_dry_run_says_of_each_message_how_it_stands(late: Installation) -> None:
    """What waits, since when, how often it was tried and when it is tried next, due or not; nothing is sent."""
    day(late, LATE)
    listed = deliver(at(late, f"{LATE}T09:01"), dry_run=True)
    assert {(one.status, one.tries, one.is_due) for one in listed} == {("failed", 1, False)}
    assert all(one.waiting_since and one.next_try_at and one.waiting_since < one.next_try_at for one in listed)
    assert all("接続" in one.detail for one in listed)


def test_the_pause_never_ends_and_never_grows_beyond_the_longest() -> None:
    """However often it was tried."""
    rule = Delivery()
    pauses = [rule.pause(tries) for tries in range(1, 5000)]
    assert pauses == sorted(pauses)
    assert pauses[-1].total_seconds() == rule.longest_pause_minutes * 60


def _reaches(installation: Installation, now: str) -> bool:
    app = installation.app(ADMIN, now)
    with reading(app.engine) as connection:
        return Reach(app, connection, app.today()).reaches(HEAD_TO)


def test_after_five_days_owner_and_oversight_are_told_once_and_once_more_at_the_end(
    late: Installation, box: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server is away for a week: Teams tells the owner on the fifth day, and that it is over; no more."""
    with webhook(tmp_path) as hook:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(hook.authority))
        monkeypatch.setenv("NO_PROXY", "localhost")
        monkeypatch.setenv("LIFECYCLE_TEAMS_KANRI", hook.short)
        late.settings('profile = "lgwan"', 'profile = "beta"')
        late.settings("[teams.desks]", f'[teams.desks]\n"{rule_book().desks.owner.address_key}" = "KANRI"')
        day(late, "2024-04-12", box)
        for now in ("2024-04-22", "2024-04-23", "2024-04-24", "2024-04-25", "2024-04-26", "2024-04-27T08:00"):
            day(late, now)
        assert hook.received == []
        for now in ("2024-04-27T10:00", "2024-04-27T10:10", "2024-04-28T10:00", "2024-04-29T10:00"):
            deliver(at(late, now))
        assert len(_cards(hook, "届いていない連絡")) == 1
        assert "で届いていません" in _sentence(late, "2024-04-29T10:00")
        deliver(at(late, "2024-04-30T10:00", box))
        for now in ("2024-04-30T10:05", "2024-05-01T10:00"):
            deliver(at(late, now, box))
        assert len(_cards(hook, "連絡の送信の再開")) == 1
        assert len(_cards(hook, "届いていない連絡")) == 1
    assert _sentence(late, "2024-05-01T10:00") == ""
    assert verify(at(late, "2024-05-01T10:00", box)).faults == []


def test_a_folder_that_nobody_reads_tells_nobody(tmp_path: Path) -> None:
    """In a real home `file:` leaves messages waiting with the reason, and doctor says so; unless people read it."""
    home = real(tmp_path / "home")
    put = Rendered("【要対応】委託監督", "広報課 所属長 様\n", "{}")
    app = home.app(ADMIN, LATE)
    with writing(app.engine) as connection:
        assert Outbox(app, connection).put(HEAD_TO, Topic(TopicKind.OVERRIDE, "x"), app.today(), put)
    (waits,) = deliver(home.app(ADMIN, LATE))
    assert waits.status == "failed"
    assert "folder_is_read" in waits.detail
    assert not (home.home / "outbox").exists()
    assert [check.fine for check in message_checks(home.app(ADMIN, LATE))] == [False, False]
    home.settings("folder_is_read = false", "folder_is_read = true")
    (told_,) = deliver(home.app(ADMIN, LATE), retry=True)
    assert told_.status == "sent"
    assert len(list((home.home / "outbox").glob("*.eml"))) == 1
    assert [check.fine for check in message_checks(home.app(ADMIN, LATE))] == [True, True]


def test_under_a_clock_set_back_a_step_is_told_once(tmp_path: Path) -> None:
    """What was accepted is recorded under any clock: else the same mail would leave again and again."""
    home = real(tmp_path / "home")
    a_contract(home.app(now="2024-04-01"))
    sweep(home.app(ADMIN, LATE))
    channel = RecordingChannel()
    done = deliver(home.app(ADMIN, "2024-04-18"), channel, retry=True)
    assert done
    assert {one.status for one in done} == {"sent"}
    assert home.rows("SELECT 1 FROM alert_step WHERE told_to <> ''")
    assert deliver(home.app(ADMIN, "2024-04-18T10:00"), channel, retry=True) == []
    assert verify(home.app(ADMIN, LATE)).faults == []


def test_a_message_that_cannot_be_built_fails_alone(late: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with one text, the others leave and the run ends well."""
    day(late, LATE)
    channel = RecordingChannel()
    send = RecordingChannel.send

    def choking(self: RecordingChannel, message: Message, recipient: str) -> SendResult:
        if recipient == OFFICER_MAIL:
            raise TypeError("no body")
        return send(self, message, recipient)

    monkeypatch.setattr(RecordingChannel, "send", choking)
    done = deliver(at(late, f"{LATE}T12:00"), channel)
    assert ends(done) == [("officer", "failed"), ("section_chief", "sent")]
    assert "TypeError" in next(one.detail for one in done if one.status == "failed")


def _cards(hook: Webhook, said: str) -> list[str]:
    """The cards with these words in them."""
    return [json.dumps(json.loads(body), ensure_ascii=False) for _, body in hook.received if said in body.decode()]


def _sentence(installation: Installation, now: str) -> str:
    """What a page says of mail that is late."""
    app = installation.app(ADMIN, now)
    with reading(app.engine) as connection:
        late_now = late_messages(app, connection)
    return late_now.sentence if late_now else ""
