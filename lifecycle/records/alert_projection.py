"""What the events of alerts do to their tables: gathered and written in bulk, a sweep opens and tells thousands."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, update

from lifecycle.records.journal import Event
from lifecycle.records.tables import alert, alert_step

Content = Mapping[str, Any]

_NOT_YET = (
    "told_on",
    "acknowledged_on",
    "planned_on",
    "paused_until",
    "snoozed_until",
    "resolved_on",
)


class AlertProjector:
    """Applies the events of alerts in order; what they change is written by `flush`, in a statement per kind of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._opened: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, dict[str, Any]] = defaultdict(dict)
        self._steps: list[dict[str, Any]] = []
        self.handlers: Mapping[str, Callable[[Event, Content], None]] = {
            "alert_opened": self._alert_opened,
            "alert_told": self._alert_told,
            "alert_acknowledged": self._alert_acknowledged,
            "alert_snoozed": self._alert_snoozed,
            "alert_resolved": self._alert_resolved,
        }

    def flush(self) -> None:
        """Write what was gathered."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for id_, values in self._changed.items():
            alike[tuple(values)].append({"_id": id_, **{f"_{name}": value for name, value in values.items()}})
        for names, rows in alike.items():
            changed = update(alert).where(alert.c.id == bindparam("_id"))
            self._connection.execute(changed.values({name: bindparam(f"_{name}") for name in names}), rows)
        if self._opened:  # after the changes: what is opened anew was resolved before
            self._connection.execute(alert.insert(), list(self._opened.values()))
        if self._steps:
            self._connection.execute(alert_step.insert(), self._steps)
        self._opened, self._changed, self._steps = {}, defaultdict(dict), []

    def _alert_opened(self, event: Event, content: Content) -> None:
        self._opened[content["id"]] = {
            "id": content["id"],
            "contract": event.subject,
            "subject": content["subject"],
            "code": content["code"],
            "division": content["division"],
            "due_on": _day(content["due_on"]),
            "opened_on": event.occurred_on,
            # Before the ladder had steps it always counted from the due date.
            "begins_on": _day(content.get("begins_on") or content["due_on"]),
            "urgent": content.get("urgent", False),
            "step": "",
            "repeats": 0,
            "snoozes": 0,
            **dict.fromkeys(_NOT_YET),
        }

    def _alert_told(self, event: Event, content: Content) -> None:
        repeat = content.get("repeat", 0)
        self._set(content, step=content["step"], told_on=event.occurred_on, repeats=repeat)
        told = {"alert": content["id"], "step": content["step"], "repeat": repeat, "told_on": event.occurred_on}
        self._steps.append({**told, "told_to": ",".join("/".join(to) for to in content.get("to", []))})

    def _alert_acknowledged(self, event: Event, content: Content) -> None:
        days = {"planned_on": _day(content["planned_on"]), "paused_until": _day(content["paused_until"])}
        self._set(content, acknowledged_on=event.occurred_on, **days)

    def _alert_snoozed(self, _: Event, content: Content) -> None:
        self.flush()
        snoozed = update(alert).where(alert.c.id == content["id"])
        until = _day(content["snoozed_until"])
        self._connection.execute(snoozed.values(snoozes=alert.c.snoozes + 1, snoozed_until=until))

    def _alert_resolved(self, event: Event, content: Content) -> None:
        self._set(content, resolved_on=event.occurred_on)

    def _set(self, content: Content, **values: Any) -> None:
        id_ = content["id"]
        (self._opened if id_ in self._opened else self._changed)[id_].update(values)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
