"""The whole way of a card: sweep, outbox, a real HTTPS webhook; where it stays shut, a real mail server takes over."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from installation import (
    ADMIN,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    SHEET,
    Installation,
    a_contract,
    hand_in,
)
from mail_server import Mailbox, mail_server
from supervised import supervised
from webhook import SIGNATURE, WORKFLOW, Webhook, webhook

from config.loader import rule_book
from lifecycle.app import App, build_app
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import writing
from lifecycle.usecases.audit import verify
from lifecycle.watch.delivery import Delivered, deliver
from lifecycle.watch.sweep import sweep
from notifications.alert import Rendered
from notifications.card import MOST_BYTES

DAY = "2024-04-24"
OWNER = rule_book().desks.owner.example_address
HEAD_MAIL = "pr-head@example.lg.jp"
SHARED_WORKFLOW = "shared0f83c8944438d68119179a10a64"


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """A webhook whose authority this machine trusts: the head's and the shared channel's by their workflows."""
    with webhook(tmp_path) as running:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.authority))
        monkeypatch.setenv("NO_PROXY", "localhost")
        monkeypatch.setenv("LIFECYCLE_TEAMS_KOHO", running.short)
        monkeypatch.setenv("LIFECYCLE_TEAMS_SHARED", running.short.replace(WORKFLOW, SHARED_WORKFLOW))
        yield running


@pytest.fixture
def inbox() -> Iterator[Mailbox]:
    """A mail server on a free port of this machine."""
    with mail_server() as box:
        yield box


@pytest.fixture
def late(installation: Installation) -> Installation:
    """A checklist due on 19 April, told to officers already; the head of the office has a webhook of their own."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    installation.settings('profile = "lgwan"', 'profile = "beta"')
    installation.settings("[teams.heads]", f'[teams.heads]\n"{OFFICE}" = "KOHO"')
    for day in ("2024-04-12", "2024-04-22"):
        supervised(installation.app(ADMIN, day))
    return installation


def at(installation: Installation, inbox: Mailbox, time: str = "09:00", url: str | None = None) -> App:
    """The installation at a time of that day, its mail leaving by that server, or by another address."""
    environment = {**installation.environment(f"{DAY}T{time}"), "LIFECYCLE_MAIL_URL": url or inbox.url}
    app = build_app(installation.home, actor=ADMIN, environment=environment)
    app.engine.dispose()
    return replace(app, engine=installation.engine)


def sent(installation: Installation, inbox: Mailbox, time: str = "09:00") -> list[tuple[str, str]]:
    """Channel and end of every message of a delivery at that time."""
    done: list[Delivered] = deliver(at(installation, inbox, time))
    return [(one.channel, one.status) for one in done]


def cards(hook: Webhook, workflow: str = WORKFLOW) -> list[dict[str, Any]]:
    """The cards that a workflow was sent, as Teams would unpack them."""
    envelopes = [json.loads(body) for path, body in hook.received if f"/workflows/{workflow}/" in path]
    return [attachment["content"] for envelope in envelopes for attachment in envelope["attachments"]]


def attempts(installation: Installation) -> list[tuple[str, int, str]]:
    """Channel, number and end of each attempt at the messages of that day, in the order they were made."""
    rows = installation.rows(
        "SELECT o.channel, a.number, a.status FROM attempt a JOIN outbox o ON o.id = a.message"
        " WHERE o.period >= :day ORDER BY o.queued_at, o.id, a.number",
        day=DAY,
    )
    return [(row.channel, row.number, row.status) for row in rows]


def test_the_heads_own_webhook_gets_it_in_full_and_once(late: Installation, hook: Webhook, inbox: Mailbox) -> None:
    """On D+3 by Teams and by mail: a valid Adaptive Card 1.4 under 28 KB that says what the mail says."""
    sweep(at(late, inbox))
    assert sorted(sent(late, inbox)) == [("mail", "sent"), ("teams", "sent")]
    assert sent(late, inbox, "12:00") == []
    ((_, body),) = hook.received
    (card,) = cards(hook)
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert {element["type"] for element in card["body"]} <= {"TextBlock", "Container", "FactSet", "RichTextBlock"}
    assert len(body) < 28_000
    assert len(json.dumps(card, ensure_ascii=False).encode()) <= MOST_BYTES
    said = json.dumps(card, ensure_ascii=False)
    assert [word for word in (ID, SHEET["title"], "S2-04", "期限超過", "令和6年4月19日") if word not in said] == []
    assert inbox.addressed == [HEAD_MAIL]
    assert "【試用】" in said
    assert inbox.mails()[0]["Subject"].removeprefix("【試用】") in said


def test_a_shared_channel_gets_counts_and_codes_only(late: Installation, hook: Webhook, inbox: Mailbox) -> None:
    """Nobody is exposed before colleagues: no office, no contract, no title, no post of anybody's."""
    late.settings("alone = false", 'alone = true\nshared = "SHARED"')
    sweep(at(late, inbox))
    assert sent(late, inbox) == [("teams", "sent")] * 2
    (shared,) = cards(hook, SHARED_WORKFLOW)
    said = json.dumps(shared, ensure_ascii=False)
    assert "S2-04" in said
    assert "1件" in said
    names = (OFFICE, OTHER_OFFICE, ID, SHEET["title"], SHEET["contractor"], HEAD, OFFICER, "example.lg.jp")
    assert [name for name in names if name in said] == []
    assert ID in json.dumps(cards(hook)[0])
    assert inbox.received == []


def test_a_throttled_webhook_is_tried_again_when_it_asks_and_the_card_arrives(
    late: Installation, hook: Webhook, inbox: Mailbox
) -> None:
    """429 with Retry-After: not a second before; then it is taken, and no mail goes beside it."""
    late.settings("alone = false", "alone = true")
    sweep(at(late, inbox))
    hook.answer(429, "Too many requests", Retry_After="1200")
    assert sent(late, inbox) == [("teams", "failed")]
    hook.answer(202)
    assert sent(late, inbox, "09:19:59") == []
    assert sent(late, inbox, "09:20") == [("teams", "sent")]
    assert attempts(late) == [("teams", 1, "failed"), ("teams", 2, "sent")]
    first, second = cards(hook)
    assert first == second
    assert inbox.received == []


def test_after_429_and_500_mail_takes_over_once_and_the_owner_is_told(
    late: Installation, hook: Webhook, inbox: Mailbox
) -> None:
    """Five tries with growing pauses, each on record; one mail to the head; who keeps the system learns why."""
    late.settings("alone = false", "alone = true")
    before = verify(at(late, inbox)).faults
    sweep(at(late, inbox))
    hook.answers = [(429, "Too many requests", {"Retry-After": "1200"}), (500, "Internal Server Error", {})]
    for time in ("09:00", "09:20", "09:30", "09:50"):
        assert sent(late, inbox, time) == [("teams", "failed")]
        assert sent(late, inbox, f"{time}:59") == []
    assert sent(late, inbox, "10:29:59") == []
    assert sent(late, inbox, "10:30") == [("teams", "failed"), ("mail", "sent")]
    assert attempts(late) == [
        *(("teams", number, "failed") for number in range(1, 6)),
        ("mail", 1, "sent"),
    ]
    assert len(hook.received) == 5
    assert inbox.addressed == [HEAD_MAIL]
    subject, body = inbox.mails()[0]["Subject"], inbox.mails()[0].get_content()
    assert subject.startswith("【試用】【期限超過】")
    assert ID in body
    assert sent(late, inbox, "10:31") == [("mail", "sent")]
    assert inbox.addressed == [OWNER, HEAD_MAIL]
    told = inbox.mails()[1]
    assert "届かなかった連絡1通" in told["Subject"]
    text = "".join(told.get_content().split())
    assert f"{OFFICE}所属長(Teams)" in text
    assert "HTTP500" in text
    assert "メールが引き継ぎます" in text
    assert "まだ知らされていません" not in text
    assert SIGNATURE not in text
    assert sent(late, inbox, "18:00") == []
    (row,) = late.rows("SELECT status, fallback FROM outbox WHERE channel = 'teams' AND period = :day", day=DAY)
    assert tuple(row) == ("dropped", "mail")
    assert verify(at(late, inbox, "18:00")).faults == before


def test_told_by_mail_as_well_nothing_takes_over_and_nobody_is_told_twice(
    late: Installation, hook: Webhook, inbox: Mailbox
) -> None:
    """The mail went at once; a webhook that stays shut costs the head nothing, and the card waits for it."""
    sweep(at(late, inbox))
    hook.answer(500)
    for time in ("09:00", "09:05", "09:15", "09:35", "10:15", "10:20"):
        sent(late, inbox, time)
    assert inbox.addressed == [HEAD_MAIL]
    hook.answer(202)
    assert sent(late, inbox, "11:20") == [("teams", "sent")]
    assert inbox.addressed == [HEAD_MAIL]


def test_nothing_takes_over_the_counts_of_the_shared_channel(late: Installation, hook: Webhook, inbox: Mailbox) -> None:
    """It has no mailbox: they wait for the channel, and nobody is told anything by mail in their place."""
    late.settings(f'"{OFFICE}" = "KOHO"', "")
    late.settings("alone = false", 'alone = true\nshared = "SHARED"')
    sweep(at(late, inbox))
    hook.answer(500)
    for time in ("09:00", "09:05", "09:15", "09:35", "10:15", "10:20"):
        sent(late, inbox, time)
    assert inbox.addressed == [HEAD_MAIL]
    assert late.rows("SELECT status, attempts FROM outbox WHERE topic LIKE 'digest%' AND channel = 'teams'")[-1:] == [
        ("failed", 5)
    ]


@pytest.mark.parametrize("fault", ["profile", "address", "secret"])
def test_a_webhook_that_cannot_be_used_keeps_nobody_waiting(
    late: Installation, hook: Webhook, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Forbidden by the profile, misspelt, or its secret gone: mail takes over, all other mail goes at once."""
    late.settings("alone = false", "alone = true")
    sweep(at(late, inbox))
    if fault == "profile":
        late.settings('profile = "beta"', 'profile = "lgwan"')
    if fault == "address":
        monkeypatch.setenv("LIFECYCLE_TEAMS_KOHO", f"https://localhost/{SIGNATURE}")
    if fault == "secret":
        monkeypatch.delenv("LIFECYCLE_TEAMS_KOHO")
    app = at(late, inbox)
    with writing(app.engine) as connection:
        other = Rendered("【期限超過】委託監督", "税務課 所属長 様\n", "{}")
        assert Outbox(app, connection).put(
            Recipient(OTHER_OFFICE, "division_head"), Topic(TopicKind.DIGEST), app.today(), other
        )
    gone = [("teams", "refused"), ("mail", "sent"), ("mail", "sent")]
    assert sent(late, inbox) == (gone if fault == "secret" else [("teams", "failed"), ("mail", "sent")])
    for time in ("09:05", "09:15", "09:35", "10:15", "10:20"):
        sent(late, inbox, time)
    assert hook.received == []
    assert inbox.addressed == [OWNER, HEAD_MAIL, "tax-head@example.lg.jp"]
    assert SIGNATURE not in str(late.rows("SELECT detail, body FROM outbox"))


def test_a_mail_setting_that_is_off_is_said_before_anything_is_touched(
    late: Installation, hook: Webhook, inbox: Mailbox
) -> None:
    """No attempt is used up by a misspelt server: once the setting is right, everything leaves."""
    sweep(at(late, inbox))
    for _ in range(7):
        with pytest.raises(ValueError, match="メールサーバー"):
            deliver(at(late, inbox, url="mailto://"))
    waiting = {tuple(row) for row in late.rows("SELECT status, attempts FROM outbox WHERE period = '2024-04-24'")}
    assert waiting == {("queued", 0)}
    assert sorted(sent(late, inbox)) == [("mail", "sent"), ("teams", "sent")]
