"""What was told about the contract: alerts as the journal has them, and the messages that carried them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from lifecycle.clock import end_of_day
from lifecycle.records.journal import Event
from lifecycle.records.tables import outbox
from lifecycle.reports.pack.told import Document, in_words, post
from states.vocabulary import Role

_HEAD = Role.DIVISION_HEAD.value
_OF_ALERT = ("subject", "code", "division", "due_on")
_STATUS = {"queued": "送信待ち", "sent": "送信済み", "given_up": "未達", "uncertain": "不明"}


def alert_documents(events: Sequence[Event]) -> list[Document]:
    """Every alert with all that happened to it; what a later release adds to an event is told in words alone."""
    found: dict[str, Document] = {}
    for event in events:
        if not event.kind.startswith("alert_"):
            continue
        content = event.content
        fresh: Document = {"id": content.get("id"), **dict.fromkeys(_OF_ALERT), "steps": []}
        one = found.setdefault(str(content.get("id", "")), fresh)
        one |= {name: content[name] for name in _OF_ALERT if content.get(name)}
        one["steps"].append(
            {
                "number": event.number,
                "kind": event.kind,
                "on": event.occurred_on.isoformat(),
                "post": post(event.role),
                "told": in_words(event),
                "to": _recipients(content),
            }
        )
    return list(found.values())


def _recipients(content: Mapping[str, Any]) -> list[str]:
    to = content.get("to")
    return [" ".join(_post_of(str(part)) for part in pair if part) for pair in to] if isinstance(to, list) else []


def _post_of(part: str) -> str:
    return next((role.label for role in Role if role.value == part), part)


def message_documents(
    connection: Connection, contract: str, events: Sequence[Event], as_of: date, known_by: date | None
) -> list[Document]:
    """The messages that told of the contract, without their text: a digest speaks of other contracts too."""
    told_on: dict[date, set[tuple[str, str]]] = {}
    for event in events:
        if event.kind in ("alert_told", "alert_resolved"):
            told_on.setdefault(event.occurred_on, set()).update(_addressed(event, events))
    statement = select(outbox).where(
        or_(outbox.c.period.in_(told_on), outbox.c.topic.contains(contract, autoescape=True)),
        outbox.c.period <= as_of,
    )
    if known_by:
        statement = statement.where(outbox.c.queued_at <= end_of_day(known_by))
    rows = connection.execute(statement.order_by(outbox.c.queued_at, outbox.c.id))
    return [_message(row, known_by) for row in rows if _is_about(row, contract, told_on)]


def _addressed(event: Event, events: Sequence[Event]) -> set[tuple[str, str]]:
    """Whom an alert was told to; an event that does not say so was told to the head of the alert's office."""
    to = event.content.get("to")
    if isinstance(to, list):
        return {(str(pair[0]), str(pair[1])) for pair in to}
    offices = {e.content["division"] for e in events if e.kind == "alert_opened" and "division" in e.content}
    return {(str(office), _HEAD) for office in offices}


def _is_about(row: Row[Any], contract: str, told_on: Mapping[date, set[tuple[str, str]]]) -> bool:
    """Whether a message names this contract in its topic, or is the digest of a day on which it was told."""
    named = any(part == contract or part.startswith((f"{contract}-E", f"{contract}/")) for part in row.topic.split(":"))
    return named or (row.topic.startswith("digest") and (row.division, row.post) in told_on.get(row.period, ()))


def _message(row: Row[Any], known_by: date | None) -> Document:
    settled = row.settled_at if not known_by or (row.settled_at or "") <= end_of_day(known_by) else None
    waiting = row.settled_at is not None and settled is None
    status = "queued" if waiting else row.status
    return {
        "id": row.id,
        "period": row.period.isoformat(),
        "to": f"{row.division} {_post_of(row.post)}".strip(),
        "topic": "督促・解消の連絡" if row.topic.startswith("digest") else "個別の連絡",
        "status": _STATUS.get(status, status),
        "queued_at": row.queued_at,
        "settled_at": settled,
        "channel": getattr(row, "channel", None),
    }


