"""Projections: what each kind of event does to the tables that queries read. Nothing else writes them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, update

from config.vocabulary import Stage
from lifecycle.records.alert_projection import AlertProjector
from lifecycle.records.journal import Event, canonical
from lifecycle.records.tables import contract, division, flag, override, record, stage_change

Content = Mapping[str, Any]

STAGE_EVENTS: Mapping[str, Stage] = {
    "contract_concluded": Stage.CONCLUDED,
    "checklist_stage_reached": Stage.CHECKLIST_RECEIVED,
    "onsite_inspection_begun": Stage.ONSITE_INSPECTION,
    "performance_started": Stage.PERFORMING,
    "completion_inspection_begun": Stage.COMPLETION_INSPECTION,
    "contract_completed": Stage.COMPLETED,
    "contract_terminated": Stage.TERMINATED,
    "contract_withdrawn": Stage.WITHDRAWN,
}
EVENT_OF_STAGE: Mapping[Stage, str] = {stage: kind for kind, stage in STAGE_EVENTS.items()}


class Projector:
    """Applies events in order; inserts are gathered and written in bulk, in the order that keeps them right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._records: list[dict[str, Any]] = []
        self._contracts: dict[str, dict[str, Any]] = {}
        self._stages: list[dict[str, Any]] = []
        self._versions: dict[str, int] = {}
        self._alerts = AlertProjector(connection)
        self._handlers: dict[str, Callable[[Event, Content], None]] = {
            "contract_registered": self._contract_registered,
            "contract_amended": self._contract_amended,
            "contract_removed": self._contract_removed,
            "subcontract_recorded": self._recorded,
            "subcontract_corrected": self._corrected,
            "subcontract_removed": self._withdrawn,
            "evidence_recorded": self._recorded,
            "evidence_corrected": self._corrected,
            "evidence_removed": self._withdrawn,
            "stage_declared": self._stage_declared,
            "division_recorded": self._division_recorded,
            "policy_applied": self._policy_applied,
            "ledger_imported": self._ledger_imported,
            "override_requested": self._override_requested,
            "override_approved": self._override_decided,
            "override_rejected": self._override_decided,
            "override_revoked": self._override_revoked,
            **self._alerts.handlers,
            **dict.fromkeys(STAGE_EVENTS, self._stage_reached),
        }

    def apply(self, events: Iterable[Event]) -> None:
        """Apply events to the projections; kinds that change none (a refusal, a seal) pass by."""
        for event in events:
            handler = self._handlers.get(event.kind)
            if handler:
                handler(event, event.content)
            if event.subject in self._contracts:
                self._contracts[event.subject]["version"] = event.number
            else:
                self._versions[event.subject] = event.number
        self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        for rows, target in (
            (list(self._contracts.values()), contract),
            (self._records, record),
            (self._stages, stage_change),
        ):
            if rows:
                self._connection.execute(target.insert(), rows)
        if self._versions:
            moved = update(contract).where(contract.c.id == bindparam("subject")).values(version=bindparam("latest"))
            self._connection.execute(moved, [{"subject": s, "latest": n} for s, n in self._versions.items()])
        self._alerts.flush()
        self._contracts, self._records, self._stages, self._versions = {}, [], [], {}

    def _contract_registered(self, event: Event, content: Content) -> None:
        fields = content["fields"]
        self._contracts[event.subject] = {
            "id": event.subject,
            "division": fields["division"],
            "title": fields["title"],
            "stage": Stage.ESTIMATE.value,
            "stage_declared": False,
            "removed": False,
            "version": event.number,
        }
        self._recorded(event, content)

    def _contract_amended(self, event: Event, content: Content) -> None:
        self._corrected(event, content)
        fields = content["fields"]
        self._set_contract(event.subject, division=fields["division"], title=fields["title"], removed=False)

    def _contract_removed(self, event: Event, content: Content) -> None:
        self._set_contract(event.subject, removed=True)

    def _set_contract(self, subject: str, **values: Any) -> None:
        if subject in self._contracts:
            self._contracts[subject].update(values)
        else:
            self._connection.execute(update(contract).where(contract.c.id == subject).values(**values))

    def _recorded(self, event: Event, content: Content) -> None:
        self._records.append(
            {
                "contract": event.subject,
                "number": event.number,
                "kind": content["kind"],
                "subcontract": content["subcontract"],
                "key": content["key"],
                "dated_on": _day(content.get("dated_on")),
                "latest_on": max(dates_in(content["fields"]), default=None),
                "recorded_at": event.recorded_at,
                "superseded_at": None,
                "via": content["via"],
                "fields": canonical(content["fields"]),
                "files": orjson.dumps(content.get("files", [])).decode(),
            }
        )

    def _corrected(self, event: Event, content: Content) -> None:
        self._withdrawn(event, content)
        self._recorded(event, content)

    def _withdrawn(self, event: Event, content: Content) -> None:
        self.flush()
        statement = update(record).where(
            record.c.contract == event.subject,
            record.c.kind == content["kind"],
            record.c.subcontract == content["subcontract"],
            record.c.key == content["key"],
            record.c.superseded_at.is_(None),
        )
        self._connection.execute(statement.values(superseded_at=event.recorded_at))

    def _stage_declared(self, event: Event, content: Content) -> None:
        self._enter(event, content["stage"], declared=True)

    def _stage_reached(self, event: Event, content: Content) -> None:
        self._enter(event, STAGE_EVENTS[event.kind].value, declared=False)

    def _enter(self, event: Event, stage: str, *, declared: bool) -> None:
        self._stages.append(
            {
                "contract": event.subject,
                "number": event.number,
                "stage": stage,
                "occurred_on": event.occurred_on,
                "recorded_at": event.recorded_at,
                "declared": declared,
            }
        )
        self._set_contract(event.subject, stage=stage, stage_declared=declared)

    def _division_recorded(self, event: Event, content: Content) -> None:
        self._replace(division, "name", {"name": content["name"], "fields": canonical(content["fields"])})

    def _policy_applied(self, event: Event, content: Content) -> None:
        self._replace(flag, "name", {"name": "policy", "value": canonical(content).decode()})

    def _ledger_imported(self, event: Event, content: Content) -> None:
        if content["fictional"]:
            self._replace(flag, "name", {"name": "fictional", "value": "true"})

    def _replace(self, target: Any, key: str, row: dict[str, Any]) -> None:
        self._connection.execute(target.delete().where(target.c[key] == row[key]))
        self._connection.execute(target.insert(), [row])

    def _override_requested(self, event: Event, content: Content) -> None:
        row = {
            "id": content["id"],
            "contract": event.subject,
            "subject": content["subject"],
            "codes": ",".join(content["codes"]),
            "category": content["category"],
            "reason": content["reason"],
            "document_no": content["document_no"],
            "expires_on": _day(content["expires_on"]),
            "status": "requested",
            "requested_by": event.actor,
            "requested_on": event.occurred_on,
        }
        self._connection.execute(override.insert(), [row])

    def _override_decided(self, event: Event, content: Content) -> None:
        self._connection.execute(
            update(override)
            .where(override.c.id == content["id"])
            .values(
                status="approved" if event.kind == "override_approved" else "rejected",
                decided_by=event.actor,
                decided_on=event.occurred_on,
                decided_at=event.recorded_at,
            )
        )

    def _override_revoked(self, event: Event, content: Content) -> None:
        self._connection.execute(
            update(override)
            .where(override.c.id == content["id"])
            .values(status="revoked", revoked_on=event.occurred_on, revoked_at=event.recorded_at)
        )


def dates_in(fields: Content) -> list[date]:
    """Every date among stored fields, editions' names left out."""
    return [
        date.fromisoformat(value)
        for name, value in fields.items()
        if name.endswith("_on") and isinstance(value, str) and value
    ]


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
