"""Applies the events of alerts to their tables: gathered and written in bulk, as a sweep opens and tells thousands."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, bindparam, update

from lifecycle.records.events.alerts import (
    AlertAcknowledged,
    AlertNeedless,
    AlertOpened,
    AlertReached,
    AlertResolved,
    AlertSetRight,
    AlertSnoozed,
    AlertTold,
    OfAlert,
)
from lifecycle.records.journal import Event
from lifecycle.records.tables import alert, alert_step

_NOT_YET = (
    "told_on",
    "acknowledged_on",
    "planned_on",
    "paused_until",
    "snoozed_until",
    "resolved_on",
)


class AlertProjector:
    """Applies the events of alerts in order; `flush` writes what they change, in one statement for each kind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._opened: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, dict[str, Any]] = defaultdict(dict)
        self._steps: list[dict[str, Any]] = []

    def apply(self, event: Event, body: OfAlert) -> None:
        """Gather the changes that an event makes."""
        match body:
            case AlertOpened():
                self._open(event, body)
            case AlertTold():
                self._tell(event, body)
            case AlertReached():
                self._reach(body)
            case AlertAcknowledged(planned_on=planned_on, paused_until=until):
                self._set(body.id, acknowledged_on=event.occurred_on, planned_on=planned_on, paused_until=until)
            case AlertNeedless(paused_until=until) if until:
                self._set(body.id, acknowledged_on=event.occurred_on, paused_until=until)
            case AlertSnoozed():
                self._snooze(body)
            case AlertResolved() | AlertSetRight():
                self._set(body.id, resolved_on=event.occurred_on)

    def flush(self) -> None:
        """Write the changes that were gathered."""
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

    def _open(self, event: Event, body: AlertOpened) -> None:
        self._opened[body.id] = {
            "id": body.id,
            "contract": event.subject,
            "subject": body.subject,
            "code": body.code,
            "division": body.division,
            "due_on": body.due_on,
            "opened_on": event.occurred_on,
            "begins_on": body.begins_on,
            "urgent": body.urgent,
            "step": "",
            "repeats": 0,
            "snoozes": 0,
            **dict.fromkeys(_NOT_YET),
        }

    def _tell(self, event: Event, body: AlertTold) -> None:
        self._set(body.id, step=body.step, told_on=event.occurred_on, repeats=body.repeat)
        told = {"alert": body.id, "step": body.step, "repeat": body.repeat, "told_on": event.occurred_on}
        self._steps.append({**told, "told_to": ",".join("/".join(to) for to in body.to or ())})

    def _reach(self, body: AlertReached) -> None:
        self.flush()
        step = (alert_step.c.alert == body.id, alert_step.c.step == body.step, alert_step.c.repeat == body.repeat)
        further = "".join(f",{'/'.join(to)}" for to in body.to)
        self._connection.execute(update(alert_step).where(*step).values(told_to=alert_step.c.told_to + further))

    def _snooze(self, body: AlertSnoozed) -> None:
        self.flush()
        snoozed = update(alert).where(alert.c.id == body.id)
        self._connection.execute(snoozed.values(snoozes=alert.c.snoozes + 1, snoozed_until=body.snoozed_until))

    def _set(self, id_: str, **values: Any) -> None:
        (self._opened if id_ in self._opened else self._changed)[id_].update(values)
