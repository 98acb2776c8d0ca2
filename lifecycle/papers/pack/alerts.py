"""The alerts about the contract as the journal has them, and what became of the messages that told of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from config.place import said_here
from config.rulebook import RuleBook
from config.vocabulary import Role
from lifecycle.clock import day_of, end_of_day
from lifecycle.papers.pack.told import JsonObject
from lifecycle.post.outbox import CHANNELS, STATUSES
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind, may_name, of_kind
from lifecycle.records.chunks import chunks
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold, OfAlert
from lifecycle.records.events.installation import MessageHeld, MessageReleased, MessageResumed, MessageSettled
from lifecycle.records.folds.alerts import AlertSeen, Telling, alerts_of
from lifecycle.records.journal import Event, as_event, only
from lifecycle.records.tables import attempt, journal, message_step, outbox

_KINDS = {
    TopicKind.DIGEST: "督促・解消の連絡",
    TopicKind.URGENT: "至急の連絡",
    TopicKind.CALLED_AGAIN: "漏えいの一報の再通知",
    TopicKind.CLOCK: "漏えい等事案の期限の連絡",
    TopicKind.INCIDENT: "漏えい等事案の変化・終結の連絡",
    TopicKind.OVERRIDE: "例外承認の連絡",
    TopicKind.REOPENED: "通過した関門の要是正の連絡",
    TopicKind.ASKED: "決裁・確認の依頼",
    TopicKind.WAITING: "決裁・確認待ちの連絡",
    TopicKind.ANSWERED: "決裁・確認の結果の連絡",
}
_HEAD = Role.DIVISION_HEAD.value
Told = Mapping[date, set[tuple[str, str]]]


def alert_documents(events: Sequence[Event], book: RuleBook) -> list[JsonObject]:
    """Every alert: its subject, its start, which step told whom on which day, the office's answer, and its end."""
    return [_alert(alert, book) for alert in alerts_of(events)]


def _alert(alert: AlertSeen, book: RuleBook) -> JsonObject:
    named = book.alerts.get(alert.code) or book.rules.get(alert.code)
    return {
        "id": alert.id,
        "subject": alert.subject,
        "code": alert.code,
        "label": named.label if named else None,
        "division": alert.division,
        "due_on": _iso(alert.due_on),
        "due_note": book.due_mark(alert.code) if alert.due_on else "",
        "opened_on": alert.opened_on.isoformat(),
        "tellings": [_telling(telling, book) for telling in alert.tellings],
        "planned_on": _iso(alert.planned_on),
        "snoozed_until": _iso(alert.snoozed_until),
        "resolved_on": _iso(alert.resolved_on),
        "ended": alert.ended.label if alert.ended else "",
    }


def _telling(telling: Telling, book: RuleBook) -> JsonObject:
    label = next(
        (step.label for step in book.escalation.every_step if step.id == telling.step), said_here("{管理者}への連絡")
    )
    return {
        "on": telling.on.isoformat(),
        "step": label,
        "repeat": telling.repeat,
        "to": [_addressee(Recipient(*to)) for to in telling.to],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _addressee(to: Recipient) -> str:
    return f"{to.division} {to.label}".strip()


def message_documents(
    connection: Connection, contract: str, events: Sequence[Event], as_of: date, known_by: date | None
) -> list[JsonObject]:
    """The messages that told of the contract, and what had become of each message by the day.

    Without their text, which speaks of other contracts too, and without the causes of failures, which may hold an
    address. The end of a message stands in the journal with the hash of its text.
    """
    told_on, until = _told_on(events), end_of_day(min(as_of, known_by or as_of))
    reopened = {Topic.reopened_by_event(event.hash) for event in events}
    asked = select(message_step.c.message).where(message_step.c.contract == contract)
    asking = set(connection.execute(asked).scalars())
    decisions = or_(of_kind(TopicKind.ASKED), of_kind(TopicKind.WAITING))
    about = or_(outbox.c.period.in_(told_on), may_name(contract), of_kind(TopicKind.REOPENED), decisions)
    statement = select(outbox).where(about, outbox.c.period <= as_of, outbox.c.queued_at <= until)
    rows = [
        row
        for row in connection.execute(statement.order_by(outbox.c.queued_at, outbox.c.id))
        if (row.id in asking if _asks(row) else _is_about(row, contract, told_on, reopened))
    ]
    attempts, ends = _attempts(connection, [row.id for row in rows], until), _ends(connection, rows, until)
    return [_message(row, attempts[row.id], ends[row.id]) for row in rows]


def _told_on(events: Sequence[Event]) -> Told:
    """Whom the digests of each day told of the contract; of an alert's end, everybody who may have been told before."""
    told_on: dict[date, set[tuple[str, str]]] = defaultdict(set)
    known: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for event, body in only(events, OfAlert):
        match body:
            case AlertOpened(division=division):
                known[body.id].add((division, _HEAD))
            case AlertTold(to=to):
                known[body.id].update(to or ())
                told_on[event.occurred_on].update(known[body.id] if to is None else to)
            case AlertResolved():
                told_on[event.occurred_on] |= known[body.id]
    return told_on


def _asks(row: Row[Any]) -> bool:
    """Whether a message asks for decisions: it is about the contracts whose decisions it tells."""
    return Topic.parse(row.topic).kind in (TopicKind.ASKED, TopicKind.WAITING)


def _is_about(row: Row[Any], contract: str, told_on: Told, reopened: Set[Topic]) -> bool:
    """Whether a message names this contract or an event of it, or is a digest of a day on which it was told."""
    topic = Topic.parse(row.topic)
    if topic.kind is TopicKind.DIGEST:
        return (row.division, row.post) in told_on.get(row.period, ())
    return topic in reopened or topic.names(contract)


def _attempts(connection: Connection, ids: Sequence[str], until: str) -> dict[str, list[Row[Any]]]:
    attempts: dict[str, list[Row[Any]]] = defaultdict(list)
    for chunk in chunks(ids):
        wanted = select(attempt).where(attempt.c.message.in_(chunk), attempt.c.at <= until)
        for row in connection.execute(wanted.order_by(attempt.c.message, attempt.c.number)):
            attempts[row.message].append(row)
    return attempts


def _ends(connection: Connection, rows: Sequence[Row[Any]], until: str) -> dict[str, list[Event]]:
    """The end of each message as the journal tells it: held back, released, or settled."""
    ends: dict[str, list[Event]] = defaultdict(list)
    for chunk in chunks(rows):
        subjects = [f"message:{row.id}" for row in chunk]
        wanted = select(journal).where(journal.c.subject.in_(subjects), journal.c.recorded_at <= until)
        for row in connection.execute(wanted.order_by(journal.c.subject, journal.c.number)):
            ends[row.subject.partition(":")[2]].append(as_event(row))
    return ends


def _settled(ends: Sequence[Event]) -> tuple[Event, MessageSettled] | tuple[None, None]:
    """The event by which a message ended; none where it is on its way, be it once more."""
    last: tuple[Event, MessageSettled] | tuple[None, None] = (None, None)
    for event in ends:
        match event.body:
            case MessageSettled() as body:
                last = (event, body)
            case MessageResumed():
                last = (None, None)
    return last


def _message(row: Row[Any], attempts: Sequence[Row[Any]], ends: Sequence[Event]) -> JsonObject:
    settled, body = _settled(ends)
    held = sum(1 for _ in only(ends, MessageHeld)) > sum(1 for _ in only(ends, MessageReleased))
    status = body.status if body else attempts[-1].status if attempts else "held" if held else "queued"
    return {
        "id": row.id,
        "period": row.period.isoformat(),
        "to": _addressee(Recipient(row.division, row.post)),
        "about": _KINDS.get(Topic.parse(row.topic).kind, "個別の連絡"),
        "channel": CHANNELS.get(row.channel, row.channel),
        "urgent": row.urgent,
        "status": STATUSES.get(status, status),
        "queued_at": row.queued_at,
        "attempts": [{"number": one.number, "at": one.at, "status": STATUSES.get(one.status, one.status)}
                     for one in attempts],
        "settled_on": day_of(settled.recorded_at).isoformat() if settled else None,
        "text_sha256": body.text_sha256 if body else None,
        "recorded_as": settled.hash if settled else None,
    }  # fmt: skip
