"""Told means sent: what the ladder does while servers are away, choosy or dying, by a real mail server."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from installation import ADMIN, FOR_PERFORMING, ID, OFFICE, OFFICER, Installation, a_contract, hand_in
from mail_server import Mailbox, free_port, mail_server

from config.loader import rule_book
from config.sending import Delivery
from lifecycle.app import App, build_app
from lifecycle.post.contacts import Reach
from lifecycle.post.recipients import Recipient
from lifecycle.records.database import reading
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.work import working
from lifecycle.watch.delivery import Delivered, deliver
from lifecycle.watch.sweep import sweep

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
    assert ends(day(late, "2024-06-04", box)) == [("officer", "sent"), ("section_chief", "sent")]
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
