"""Delivery to a real mail server that is down, slow, choosy or dies; and a delivery that is killed at any point."""

import multiprocessing
import os
import random
import signal
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from installation import ADMIN, OFFICE, OTHER_OFFICE, Installation
from mail_server import free_port, mail_server

from config.loader import rule_book
from config.sending import Delivery
from lifecycle.app import build_app
from lifecycle.clock import JAPAN
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import writing
from lifecycle.usecases.audit import verify
from lifecycle.watch.delivery import LEASE, Delivered, deliver
from notifications.alert import Rendered

FIRST_RETRY = Delivery().pause(1)
TODAY = datetime(2024, 6, 3, 9, 0, tzinfo=JAPAN)
TEXT = Rendered("【期限超過】委託監督 停滞1件(R6-0001)〔広報課〕", "広報課 所属長 様\n", "{}")
OWNER = rule_book().desks.owner.example_address
HEAD = Recipient(OFFICE, "division_head")
THREE = (HEAD, Recipient(OFFICE, "section_chief"), Recipient(OTHER_OFFICE, "division_head"))


def put(installation: Installation, *to: Recipient, topics: int = 1) -> None:
    """Messages to these recipients."""
    app = installation.app(ADMIN, TODAY.isoformat())
    with writing(app.engine) as connection:
        for one in to:
            for number in range(topics):
                assert Outbox(app, connection).put(
                    one, Topic(TopicKind.DIGEST, number=number + 1), TODAY.date(), TEXT, urgent=True
                )


def run(
    installation: Installation, url: str, later: timedelta = timedelta(), *, retry: bool = False
) -> list[Delivered]:
    """A delivery so much later, by that server."""
    environment = {**installation.environment((TODAY + later).isoformat()), "LIFECYCLE_MAIL_URL": url}
    return deliver(build_app(installation.home, actor=ADMIN, environment=environment), retry=retry)


def test_a_server_that_is_down_loses_nothing(installation: Installation) -> None:
    """Refused connections are failures with a cause; once it is up, everybody has one mail."""
    put(installation, *THREE)
    port = free_port()
    down = run(installation, f"mailto://127.0.0.1:{port}?mode=insecure")
    assert [d.status for d in down] == ["failed"] * 3
    with mail_server(port) as box:
        assert [d.status for d in run(installation, box.url, FIRST_RETRY)] == ["sent"] * 3
        assert box.addressed == ["pr-chief@example.lg.jp", "pr-head@example.lg.jp", "tax-head@example.lg.jp"]


def test_one_refused_recipient_keeps_nobody_else_waiting(installation: Installation) -> None:
    """The two others have their mail; the system owner hears of the third, who has his once somebody asks again."""
    put(installation, *THREE)
    with mail_server() as box:
        box.refused = frozenset({"pr-head@example.lg.jp"})
        assert Counter(d.status for d in run(installation, box.url)) == {"sent": 3, "refused": 1}
        assert box.addressed == [OWNER, "pr-chief@example.lg.jp", "tax-head@example.lg.jp"]
        box.refused = frozenset()
        assert run(installation, box.url, FIRST_RETRY) == []
        assert [d.status for d in run(installation, box.url, FIRST_RETRY, retry=True)] == ["sent"]
        assert len(box.addressed) == len(set(box.addressed)) == 4
    assert verify(installation.app(ADMIN, TODAY.date().isoformat())).faults == []


def test_a_server_that_dies_after_the_text_leaves_it_uncertain_and_unrepeated(installation: Installation) -> None:
    """It may have arrived; no second mail goes the same day, and `doctor` shows it."""
    put(installation, HEAD)
    with mail_server() as box:
        box.hang_up_after_data = True
        assert [d.status for d in run(installation, box.url)] == ["uncertain"]
        box.hang_up_after_data = False
        assert run(installation, box.url, timedelta(hours=8)) == []
        assert len(box.received) == 1


def test_a_slow_server_is_waited_for(installation: Installation) -> None:
    """A second for an answer is no failure, and no second mail."""
    put(installation, HEAD)
    with mail_server() as box:
        box.seconds = 1.0
        assert [d.status for d in run(installation, box.url)] == ["sent"]
        assert len(box.received) == 1


def _deliver_until_killed(home: Path, now: str, url: str) -> None:
    environment = {"LIFECYCLE_NOW": now, "LIFECYCLE_MAIL_URL": url}
    deliver(build_app(home, actor=ADMIN, environment=environment))


@pytest.mark.slow
def test_killed_fifty_times_no_message_is_lost_and_only_the_one_in_flight_repeated(installation: Installation) -> None:
    """`kill -9` at random points, between send and record among them; a stale claim is taken over after its lease."""
    put(installation, *THREE, topics=15)
    expected = {row.id for row in installation.rows("SELECT id FROM outbox")}
    installation.engine.dispose()
    chance = random.Random(20240603)  # noqa: S311 - points in time, no secrets
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["lifecycle.watch.delivery", "lifecycle.app", "apprise", "apprise.plugins.email.base"]
    )
    now, kills = TODAY, 0
    with mail_server() as box:
        while kills < 50:
            worker = context.Process(target=_deliver_until_killed, args=(installation.home, now.isoformat(), box.url))
            worker.start()
            worker.join(chance.uniform(0.02, 0.25))
            if worker.is_alive() and worker.pid:
                os.kill(worker.pid, signal.SIGKILL)
            worker.join()
            kills += 1
            # Attempts are counted at the claim: five crashes in one message would end it, so it gets its time.
            now += LEASE
        while any(d.status not in ("sent", "uncertain") for d in run(installation, box.url, now - TODAY)):
            now += LEASE
        seen = Counter(str(mail["Message-ID"]).partition("@")[0].removeprefix("<") for mail in box.mails())
    assert set(seen) == expected
    assert sum(seen.values()) - len(seen) <= kills
    assert verify(installation.app(ADMIN, now.date().isoformat())).faults == []
    assert not installation.rows("SELECT 1 FROM outbox WHERE status NOT IN ('sent', 'uncertain')")
