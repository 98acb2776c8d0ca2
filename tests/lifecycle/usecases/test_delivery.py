"""Delivery: each message once, whatever crashes; a failure is tried again later and says why."""

import hashlib
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

import orjson
import pytest
from installation import ADMIN, OFFICE, Installation

from config.sending import Delivery
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import writing
from lifecycle.usecases.audit import verify
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.work import working
from lifecycle.watch.delivery import LEASE, MAX_CRASHES, Delivered, deliver
from notifications.alert import Message, Rendered
from notifications.channels import RecordingChannel, SendResult
from notifications.trial import marked


@dataclass
class Answering:
    """A channel that answers as told, one answer after the other, the last for ever."""

    answers: list[SendResult]
    name: str = "answering"
    asked: list[str] = field(default_factory=list)

    def send(self, message: Message, recipient: str) -> SendResult:
        """The next answer."""
        self.asked.append(message.message_id)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


FIRST_RETRY = Delivery().pause(1)
FAILED = SendResult("failed", "サーバーが応答しません")
HEAD_OF_OFFICE = Recipient(OFFICE, "division_head")
TEXT = Rendered("【期限超過】委託監督 停滞1件(R6-0001)〔広報課〕", "広報課 所属長 様\n", "{}")


@pytest.fixture
def queued(any_installation: Installation) -> Installation:
    """One digest in the outbox, of 1 May 2024."""
    app = any_installation.app(ADMIN, "2024-05-01")
    with writing(app.engine) as connection:
        assert Outbox(app, connection).put(HEAD_OF_OFFICE, Topic(TopicKind.DIGEST), app.today(), TEXT)
    return any_installation


def row(installation: Installation) -> tuple[str, int, str]:
    """Status, attempts and detail of the one message."""
    found = installation.rows("SELECT status, attempts, detail FROM outbox")[0]
    return found.status, found.attempts, found.detail or ""


def run(installation: Installation, channel: object, later: timedelta = timedelta()) -> list[Delivered]:
    """Deliver so much later than 9:00 on 1 Act."""
    app = installation.app(ADMIN, "2024-05-01")
    return deliver(replace(app, clock=replace(app.clock, moment=app.clock.now() + later)), channel)  # type: ignore[arg-type,type-var]


def test_delivering_twice_tells_once(queued: Installation) -> None:
    """The head's own address."""
    channel = RecordingChannel()
    assert [d.status for d in run(queued, channel)] == ["sent"]
    assert run(queued, channel, timedelta(days=3)) == []
    assert [to for _, to in channel.sent] == ["pr-head@example.lg.jp"]


def test_two_deliveries_at_once_tell_once(queued: Installation) -> None:
    """Embedded and Prefect run at the same time by mistake: one claims the message, the other passes by."""
    channel, barrier, failures = RecordingChannel(), threading.Barrier(2, timeout=180), []

    def go() -> None:
        barrier.wait()
        try:
            run(queued, channel)
        except Exception as error:
            failures.append(error)

    both = [threading.Thread(target=go) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failures == []
    assert len(channel.sent) == 1
    assert row(queued)[0] == "sent"


def test_a_claim_left_by_a_crash_is_taken_over_when_its_lease_is_over(queued: Installation) -> None:
    """Stopped between claim and sending: not before the lease is over, then under the same Message-ID."""

    class Crash(RecordingChannel):
        def send(self, message: Message, recipient: str) -> SendResult:
            self.sent.append((message, recipient))
            raise KeyboardInterrupt

    crashed, channel = Crash(), RecordingChannel()
    with pytest.raises(KeyboardInterrupt):
        run(queued, crashed)
    assert row(queued)[0] == "sending"
    assert run(queued, channel, LEASE - timedelta(seconds=1)) == []
    assert [d.status for d in run(queued, channel, LEASE)] == ["sent"]
    assert channel.sent[0][0].message_id == crashed.sent[0][0].message_id


def test_a_crash_in_the_last_attempt_does_not_stay_hidden(queued: Installation) -> None:
    """Claimed so often and never settled: it may have arrived, and somebody must look."""
    with queued.engine.begin() as connection:
        from sqlalchemy import text

        connection.execute(text(f"UPDATE outbox SET status = 'sending', attempts = {MAX_CRASHES}"))  # noqa: S608
    channel = RecordingChannel()
    assert [d.status for d in run(queued, channel, LEASE)] == ["uncertain"]
    assert channel.sent == []
    assert run(queued, channel, timedelta(days=30)) == []


def test_a_failure_is_tried_again_with_growing_pauses_and_never_given_up(queued: Installation) -> None:
    """5, 10, 20, 40 minutes, then every hour for ever: nothing is put into a file, nobody is told of a pause."""
    channel, later, pauses = Answering([FAILED]), timedelta(), []
    for _ in range(12):
        assert [(d.channel, d.status) for d in run(queued, channel, later)] == [("mail", "failed")]
        pause = Delivery().pause(len(channel.asked))
        assert run(queued, channel, later + pause - timedelta(seconds=1)) == []
        pauses.append(pause.seconds // 60)
        later += pause
    assert pauses == [5, 10, 20, 40] + [60] * 8
    assert queued.rows("SELECT status, attempts FROM outbox") == [("failed", 12)]
    assert not (queued.home / "outbox").exists()
    assert [d.status for d in run(queued, RecordingChannel(), later)] == ["sent"]


def test_every_attempt_is_kept_with_its_cause(queued: Installation) -> None:
    """Log what was not sent: when, how often, why; and the end of a message stands in the journal."""
    channel = Answering([FAILED, SendResult("sent", "受け取りました")])
    run(queued, channel)
    run(queued, channel, FIRST_RETRY)
    attempts = queued.rows("SELECT number, status, detail FROM attempt ORDER BY number")
    assert [tuple(a) for a in attempts] == [(1, "failed", "サーバーが応答しません"), (2, "sent", "受け取りました")]
    (event,) = queued.rows("SELECT subject, payload FROM journal WHERE kind = 'message_settled'")
    content = orjson.loads(event.payload)
    assert event.subject.startswith("message:")
    assert (content["post"], content["status"], content["attempts"]) == ("division_head", "sent", 2)
    assert content["text_sha256"] == hashlib.sha256(f"{marked(TEXT).subject}\n{marked(TEXT).body}".encode()).hexdigest()
    assert verify(queued.app(ADMIN, "2024-05-01")).faults == []


def test_a_server_that_asks_for_patience_gets_it(queued: Installation) -> None:
    """Retry-After is honoured where it is longer than our own pause."""
    channel = Answering([SendResult("failed", "混んでいます", retry_after_seconds=3600), SendResult("sent", "")])
    run(queued, channel)
    assert run(queued, channel, timedelta(minutes=59)) == []
    assert [d.status for d in run(queued, channel, timedelta(minutes=60))] == ["sent"]


def test_an_uncertain_message_is_sent_again_the_next_day_and_not_before(queued: Installation) -> None:
    """It may have arrived, so not the same day; it was not accepted, so it counts as told to nobody."""
    channel = Answering([SendResult("uncertain", "返事が途絶えました"), SendResult("sent", "受け取りました")])
    assert [d.status for d in run(queued, channel)] == ["uncertain"]
    assert run(queued, channel, timedelta(hours=14)) == []
    assert [d.status for d in run(queued, channel, timedelta(hours=15))] == ["sent"]
    assert verify(queued.app(ADMIN, "2024-05-02")).faults == []


def test_after_five_uncertain_days_it_is_left_to_a_person(queued: Installation) -> None:
    """A server that never answers would be sent the same text for ever."""
    channel = Answering([SendResult("uncertain", "返事が途絶えました")])
    for day in range(30):
        run(queued, channel, timedelta(days=day))
    assert len(channel.asked) == 5
    assert queued.rows("SELECT status FROM outbox WHERE body LIKE '%広報課%' AND status = 'uncertain'")


def test_without_an_address_it_fails_and_says_so(installation: Installation) -> None:
    """Neither head nor deputy has an address: the cause is told, and the mail goes once there is one."""
    app = installation.app(ADMIN, "2024-05-01")
    with working(app) as work:
        draft, _ = draft_division(work, "総務課", {"name": "総務課", "division_head": "総務課長"})
        assert draft
        work.record([draft])
        assert Outbox(app, work.connection).put(
            Recipient("総務課", "division_head"), Topic(TopicKind.DIGEST), app.today(), TEXT
        )
    channel = RecordingChannel()
    failed = run(installation, channel)
    assert [d.status for d in failed] == ["failed"]
    assert "メールアドレスが登録されていません" in failed[0].detail
    with working(app) as work:
        draft, _ = draft_division(work, "総務課", {"deputy_mail": "deputy@example.lg.jp"})
        assert draft
        work.record([draft])
    assert [d.status for d in run(installation, channel, FIRST_RETRY)] == ["sent"]
    assert [to for _, to in channel.sent] == ["deputy@example.lg.jp"]


def test_a_dry_run_lists_and_sends_nothing(queued: Installation) -> None:
    """The outbox as it stands."""
    app = queued.app(ADMIN, "2024-05-01")
    assert [d.status for d in deliver(app, dry_run=True)] == ["queued"]
    assert row(queued)[:2] == ("queued", 0)


def test_the_files_channel_writes_one_mail(queued: Installation) -> None:
    """The default way out: one .eml in the home's outbox folder."""
    deliver(queued.app(ADMIN, "2024-05-01"))
    deliver(queued.app(ADMIN, "2024-05-02"))
    assert len(list((queued.home / "outbox").glob("*.eml"))) == 1
