"""The storm guard and what takes over: too much is held, nothing urgent is, and no way out is the last."""

from collections.abc import Iterable
from datetime import date

import pytest
from installation import ADMIN, OFFICE, OTHER_OFFICE, Installation

from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import writing
from lifecycle.watch.delivery import Delivered, deliver
from notifications.alert import Rendered
from notifications.channels import RecordingChannel
from notifications.trial import marked

TEXT = Rendered("【期限超過】委託監督 停滞1件(R6-0001)〔広報課〕", "広報課 所属長 様\n", "{}")
TO = Recipient(OFFICE, "division_head")
TODAY = "2024-06-03"


def put(installation: Installation, topics: Iterable[str], to: Recipient = TO, day: str = TODAY, **how: bool) -> None:
    """Messages of so many topics to one recipient."""
    app = installation.app(ADMIN, day)
    with writing(app.engine) as connection:
        for topic in topics:
            assert Outbox(app, connection).put(to, Topic(TopicKind.URGENT, topic), date.fromisoformat(day), TEXT, **how)


def sent(
    installation: Installation, day: str = TODAY, channel: RecordingChannel | None = None, **how: bool
) -> list[Delivered]:
    """What a delivery of that day does."""
    return deliver(installation.app(ADMIN, day), channel or RecordingChannel(), **how)  # type: ignore[arg-type]


def statuses(done: list[Delivered]) -> list[str]:
    """How messages of the office ended, in order of name."""
    return sorted(d.status for d in done if d.division in (OFFICE, OTHER_OFFICE))


def test_three_messages_pass_and_four_are_held_until_it_is_said_that_they_are_meant(
    any_installation: Installation,
) -> None:
    """One summary goes to the system owner; --force-send lets them go; nobody else is held."""
    put(any_installation, ("a", "b", "c"))
    assert statuses(sent(any_installation)) == ["sent"] * 3
    put(any_installation, ("d", "e", "f", "g"))
    put(any_installation, ("d",), Recipient(OTHER_OFFICE, "division_head"))
    assert statuses(sent(any_installation)) == ["held"] * 4 + ["sent"]
    assert sent(any_installation)[0].post == "admin"
    (owner,) = any_installation.rows("SELECT post, body FROM outbox WHERE urgent")
    assert owner.post == "admin"
    assert "4通" in owner.body
    assert "--force-send" in owner.body
    assert statuses(sent(any_installation, force=True)) == ["sent"] * 4


def test_what_is_urgent_is_never_held(installation: Installation) -> None:
    """However many."""
    put(installation, (str(n) for n in range(9)), urgent=True)
    assert statuses(sent(installation)) == ["sent"] * 9


def test_after_a_month_a_run_out_of_measure_is_held_as_a_whole(installation: Installation) -> None:
    """Five times the mean of a day; not before a month of use, when nobody knows what is usual."""
    offices = [Recipient(name, post) for name in (OFFICE, OTHER_OFFICE) for post in ("officer", "section_chief")]
    for to in offices:
        put(installation, ("a", "b"), to, "2024-04-01")
    assert statuses(sent(installation, "2024-04-01")) == ["sent"] * 8
    for day in ("2024-05-07", "2024-05-08", "2024-05-09"):
        put(installation, ("usual",), TO, day)
        sent(installation, day)
    for to in offices:
        put(installation, ("x", "y"), to, unforeseen=True)
    assert statuses(sent(installation)) == ["held"] * 8
    assert "1日平均" in installation.rows("SELECT body FROM outbox WHERE urgent")[0].body


@pytest.fixture
def with_webhook(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """The head of the office has a Teams webhook of their own."""
    installation.settings("[teams.heads]", f'[teams.heads]\n"{OFFICE}" = "KOHO"')
    monkeypatch.setenv("LIFECYCLE_TEAMS_KOHO", "workflows://127.0.0.1/abc/def")
    return installation


def test_a_head_with_a_webhook_is_told_by_both(with_webhook: Installation) -> None:
    """By e-mail and Teams: a row per channel, each with its own end."""
    put(with_webhook, ("digest",))
    rows = with_webhook.rows("SELECT channel, card FROM outbox ORDER BY channel")
    assert [row.channel for row in rows] == ["mail", "teams"]
    assert all(row.card for row in rows)
    assert statuses(sent(with_webhook)) == ["sent", "sent"]


def test_only_some_offices_or_only_what_is_urgent(installation: Installation) -> None:
    """A batch of offices, as the flows ask; the immediate ones every minute."""
    put(installation, ("digest",))
    put(installation, ("digest",), Recipient(OTHER_OFFICE, "division_head"))
    put(installation, ("incident",), urgent=True)
    assert [d.subject for d in sent(installation, urgent=True)] == [marked(TEXT).subject]
    batch = deliver(installation.app(ADMIN, TODAY), RecordingChannel(), divisions=[OTHER_OFFICE])
    assert [d.division for d in batch] == [OTHER_OFFICE]
    assert [d.division for d in sent(installation)] == [OFFICE]
