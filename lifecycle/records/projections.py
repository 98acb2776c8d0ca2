"""Projections: what each kind of event does to the tables that queries read. Nothing else writes them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, update

from config.vocabulary import Stage
from lifecycle.records.act_projection import apply_act
from lifecycle.records.alert_projection import AlertProjector
from lifecycle.records.contract_facets import facets_of
from lifecycle.records.cut_over_projection import CutOverProjector
from lifecycle.records.events.acts import OfAct
from lifecycle.records.events.alerts import OfAlert
from lifecycle.records.events.documents import (
    AtPlace,
    ContractAmended,
    ContractRegistered,
    ContractRemoved,
)
from lifecycle.records.events.installation import (
    CutOverSet,
    DatabaseMoved,
    DatabaseTakenOver,
    DivisionRecorded,
    FictionalMarkCleared,
    HomeSettled,
    InstallationInitialised,
    LedgerImported,
    LedgerLayoutSettled,
    PolicyApplied,
    RuleBookApplied,
)
from lifecycle.records.events.moves import StageDeclared, StageReached
from lifecycle.records.events.overrides import (
    OfOverride,
    OverrideApproved,
    OverrideRejected,
    OverrideRequested,
    OverrideRevoked,
)
from lifecycle.records.events.retention import HoldLifted, HoldPlaced, OfHold
from lifecycle.records.events.rules import OfRules, RulesWithdrawn
from lifecycle.records.events.second import MatterConfirmed, MatterProposed, OfMatter
from lifecycle.records.events.shapes import Body, content_of
from lifecycle.records.flags import PACK, added_rules
from lifecycle.records.folds.holds import hold_flag
from lifecycle.records.free_text import kept
from lifecycle.records.journal import Event, canonical
from lifecycle.records.layout_flags import layout_flag
from lifecycle.records.moved import MOVED
from lifecycle.records.record_projection import RecordProjector
from lifecycle.records.tables import contract, division, flag, matter, override, stage_change

_MOVED_ON = update(contract).where(contract.c.id == bindparam("subject")).values(version=bindparam("latest"))


class Projector:
    """Applies events in order; inserts are gathered and written in bulk, in the order that keeps them right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._contracts: dict[str, dict[str, Any]] = {}
        self._stages: list[dict[str, Any]] = []
        self._versions: dict[str, int] = {}
        self._records = RecordProjector(connection)
        self._alerts = AlertProjector(connection)
        self._cut_overs = CutOverProjector(connection)

    def apply(self, events: Iterable[Event]) -> None:
        """Apply events to the projections; kinds that change none (a refusal, a seal) pass by."""
        for event in events:
            self._apply(event, event.body)
            if event.subject in self._contracts:
                self._contracts[event.subject]["version"] = event.number
            else:
                self._versions[event.subject] = event.number
        self.flush()

    def _apply(self, event: Event, body: Body) -> None:
        match body:
            case AtPlace():
                self._apply_document(event, body)
            case StageDeclared(stage=stage):
                self._enter(event, stage, declared=True)
            case StageReached(STAGE=stage):
                self._enter(event, stage, declared=False)
            case OfOverride():
                self._apply_override(event, body)
            case OfAct():
                apply_act(self._connection, event, body)
            case OfMatter():
                self._apply_matter(event, body)
            case OfAlert():
                self._alerts.apply(event, body)
            case DivisionRecorded(name=name, fields=fields):
                self._replace(division, "name", {"name": name, "fields": canonical(fields)})
            case PolicyApplied():
                self._replace(flag, "name", {"name": "policy", "value": canonical(content_of(body)).decode()})
            case RuleBookApplied(digest=digest):
                self._replace(flag, "name", {"name": "rules", "value": digest})
            case InstallationInitialised():
                self._apply_making(body)
                self._cut_overs.apply(event, body)
            case CutOverSet():
                self._cut_overs.apply(event, body)
            case HomeSettled(trial=True):
                self._replace(flag, "name", {"name": "trial", "value": "true"})
            case DatabaseMoved() | DatabaseTakenOver() | FictionalMarkCleared():
                self._apply_mark(body)
            case LedgerLayoutSettled(offices=offices, layout=layout):
                value = canonical(layout).decode()
                for name in offices:
                    self._replace(flag, "name", {"name": layout_flag(name, layout), "value": value})
            case OfHold() | OfRules():
                self._apply_flag(event.subject, body)
            case LedgerImported(fictional=True):
                self._replace(flag, "name", {"name": "fictional", "value": "true"})

    def _apply_mark(self, body: DatabaseMoved | DatabaseTakenOver | FictionalMarkCleared) -> None:
        if isinstance(body, DatabaseMoved):
            self._replace(flag, "name", {"name": MOVED, "value": body.database})
        else:
            name = MOVED if isinstance(body, DatabaseTakenOver) else "fictional"
            self._connection.execute(flag.delete().where(flag.c.name == name))

    def _apply_making(self, body: InstallationInitialised) -> None:
        for name, value in (("trial", "true" if body.trial else ""), (PACK, body.pack)):
            if value:
                self._replace(flag, "name", {"name": name, "value": value})

    def _apply_flag(self, subject: str, body: OfHold | OfRules) -> None:
        if isinstance(body, OfRules):
            self._apply_rules(body)
            return
        name = hold_flag(subject, body.id)
        if isinstance(body, HoldPlaced):
            self._replace(flag, "name", {"name": name, "value": "true"})
        elif isinstance(body, HoldLifted):
            self._connection.execute(flag.delete().where(flag.c.name == name))

    def _apply_rules(self, body: OfRules) -> None:
        name = added_rules(body.number)
        if isinstance(body, RulesWithdrawn):
            self._connection.execute(flag.delete().where(flag.c.name == name))
        else:
            self._replace(flag, "name", {"name": name, "value": canonical(content_of(body)).decode()})

    def _apply_document(self, event: Event, body: AtPlace) -> None:
        match body:
            case ContractRegistered():
                self._register(event, body)
            case ContractAmended(fields=fields):
                moved = {"division": fields["division"], "title": kept(fields["title"]), "removed": False}
                self._set_contract(event.subject, **moved, **facets_of(fields))
            case ContractRemoved():
                self._set_contract(event.subject, removed=True)
        self._cut_overs.apply(event, body)
        self._records.apply(event, body)

    def flush(self) -> None:
        """Write the rows that were gathered."""
        for rows, target in (
            (list(self._contracts.values()), contract),
            (self._stages, stage_change),
        ):
            if rows:
                self._connection.execute(target.insert(), rows)
        if self._versions:
            self._connection.execute(_MOVED_ON, [{"subject": s, "latest": n} for s, n in self._versions.items()])
        self._records.flush()
        self._alerts.flush()
        self._contracts, self._stages, self._versions = {}, [], {}

    def _register(self, event: Event, body: ContractRegistered) -> None:
        self._contracts[event.subject] = {
            "id": event.subject,
            "division": body.fields["division"],
            "title": kept(body.fields["title"]),
            "stage": Stage.ESTIMATE.value,
            "stage_declared": False,
            "removed": False,
            "version": event.number,
            **facets_of(body.fields),
        }

    def _set_contract(self, subject: str, **values: Any) -> None:
        if subject in self._contracts:
            self._contracts[subject].update(values)
        else:
            self._connection.execute(update(contract).where(contract.c.id == subject).values(**values))

    def _enter(self, event: Event, stage: Stage, *, declared: bool) -> None:
        self._stages.append(
            {
                "contract": event.subject,
                "number": event.number,
                "stage": stage.value,
                "occurred_on": event.occurred_on,
                "recorded_at": event.recorded_at,
                "declared": declared,
            }
        )
        self._set_contract(event.subject, stage=stage.value, stage_declared=declared)

    def _replace(self, target: Any, key: str, row: dict[str, Any]) -> None:
        self._connection.execute(target.delete().where(target.c[key] == row[key]))
        self._connection.execute(target.insert(), [row])

    def _apply_override(self, event: Event, body: OfOverride) -> None:
        match body:
            case OverrideRequested():
                self._connection.execute(override.insert(), [_requested(event, body)])
            case OverrideApproved() | OverrideRejected():
                status = "approved" if isinstance(body, OverrideApproved) else "rejected"
                decided = {"decided_by": event.actor, "decided_on": event.occurred_on, "decided_at": event.recorded_at}
                self._set_override(body.id, status=status, **decided)
            case OverrideRevoked():
                revoked = {"revoked_on": event.occurred_on, "revoked_at": event.recorded_at}
                self._set_override(body.id, status="revoked", **revoked)

    def _apply_matter(self, event: Event, body: OfMatter) -> None:
        if isinstance(body, MatterProposed):
            self._connection.execute(matter.insert(), [_proposed(event, body)])
            return
        status = "confirmed" if isinstance(body, MatterConfirmed) else "declined"
        decided = {"status": status, "decided_by": event.actor, "decided_on": event.occurred_on}
        self._connection.execute(update(matter).where(matter.c.id == body.id).values(**decided))

    def _set_override(self, id_: str, **values: Any) -> None:
        self._connection.execute(update(override).where(override.c.id == id_).values(**values))


def _proposed(event: Event, body: MatterProposed) -> dict[str, Any]:
    return {
        "id": body.id,
        "matter": body.matter,
        "about": body.about,
        "division": body.division,
        "content": canonical(dict(body.terms)),
        "shown": body.shown,
        "status": "proposed",
        "proposed_by": event.actor,
        "proposed_on": event.occurred_on,
    }


def _requested(event: Event, body: OverrideRequested) -> dict[str, Any]:
    return {
        "id": body.id,
        "contract": event.subject,
        "subject": body.subject,
        "codes": ",".join(body.codes),
        "category": body.category,
        "reason": kept(body.reason),
        "document_no": kept(body.document_no),
        "expires_on": body.expires_on,
        "status": "requested",
        "requested_by": event.actor,
        "requested_on": event.occurred_on,
    }
