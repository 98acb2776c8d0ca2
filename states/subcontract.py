"""The subcontract's machine: its stage is computed from its facts, never declared."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from transitions import Machine

from config.vocabulary import ActKind, Status, SubcontractStage
from states.facts import Subcontract, SubcontractSheet
from states.hands import DoneAct, is_confirmed, standing
from states.labels import label
from states.machine import Cursor, Move, build, fire
from states.verdict import Finding

MOVES = (
    Move("review", SubcontractStage.APPLIED, SubcontractStage.UNDER_REVIEW),
    Move("discover", SubcontractStage.APPLIED, SubcontractStage.UNAPPROVED),
    Move("discover", SubcontractStage.UNDER_REVIEW, SubcontractStage.UNAPPROVED),
    Move("reject", SubcontractStage.UNDER_REVIEW, SubcontractStage.REJECTED),
    Move("approve", SubcontractStage.UNDER_REVIEW, SubcontractStage.APPROVED),
    Move("confirm_duties", SubcontractStage.APPROVED, SubcontractStage.DUTIES_CONFIRMED),
    Move("receive_checklist", SubcontractStage.DUTIES_CONFIRMED, SubcontractStage.CHECKLIST_RECEIVED),
    Move("inspect_onsite", SubcontractStage.CHECKLIST_RECEIVED, SubcontractStage.ONSITE_INSPECTION),
    *(
        Move("start", stage, SubcontractStage.PERFORMING)
        for stage in (
            SubcontractStage.APPROVED,
            SubcontractStage.DUTIES_CONFIRMED,
            SubcontractStage.CHECKLIST_RECEIVED,
            SubcontractStage.ONSITE_INSPECTION,
        )
    ),
    Move("finish", SubcontractStage.PERFORMING, SubcontractStage.FINISHED),
    Move("finish", SubcontractStage.UNAPPROVED, SubcontractStage.FINISHED),
)
FINAL = (SubcontractStage.REJECTED, SubcontractStage.FINISHED)

MACHINE: Machine = build(
    [s.value for s in SubcontractStage], SubcontractStage.APPLIED.value, [s.value for s in FINAL], MOVES
)

_DONE = (Status.MET, Status.SUBSTITUTED, Status.TRANSITIONAL)

WEIGHED = ("reason", "scope", "capability", "core_of_work")
"""The fields to be weighed before approving (a circular asks for all of them)."""
APPROVAL = ("approved_on", "approval_no", "approved_by")
"""The fields of a written approval."""


def weighed(sub: Subcontract) -> tuple[tuple[str, str | None], ...]:
    """The matters the circular asks to be weighed before approving (a circular asks for all of them), as recorded."""
    sheet = sub.sheet
    core = None if sheet.core_of_work is None else ("はい" if sheet.core_of_work else "いいえ")
    values = (sheet.reason, sheet.scope, sheet.capability, core)
    return tuple((label(SubcontractSheet, name), value) for name, value in zip(WEIGHED, values, strict=True))


def decided_here(sheet: SubcontractSheet, acts: tuple[DoneAct, ...]) -> SubcontractSheet:
    """The fact sheet with the days of the decisions that were done here in the place of what is declared of them.

    The first approval that stands counts: one of a changed application is no later approval of the whole. A decision
    that was withdrawn is none.
    """
    days: dict[str, Any] = {}
    for kind, name in ((ActKind.APPROVAL, "approved_on"), (ActKind.REJECTION, "rejected_on")):
        done = standing(acts, kind)
        if done:
            days[name] = done[0].on
        elif any(act.kind is kind for act in acts) and not is_confirmed(acts):
            days[name] = None
    return replace(sheet, **days) if days else sheet


def is_unapproved(sub: Subcontract, on: date) -> bool:
    """Whether its work had begun by that day without an approval beforehand (無承認); a later one does not heal it."""
    approved, started = sub.sheet.approved_on, sub.sheet.started_on
    return sub.has_started(on) and started is not None and (approved is None or approved > started)


def stage_of(sub: Subcontract, subject: str, findings: Iterable[Finding], on: date) -> SubcontractStage:
    """The stage at which a subcontract stands on a day, from its facts and from what the rules say of it.

    The machine is walked from 申請 as far as the facts allow; a subcontract that began without approval stands at
    無承認.
    """
    done = {f.subcontract_step for f in findings if f.subject == subject and f.status in _DONE}
    sheet = sub.sheet
    unapproved = is_unapproved(sub, on)
    holds = {
        "discover": unapproved,
        "review": not unapproved and all(value is not None for _, value in weighed(sub)),
        "reject": sheet.rejected_on is not None and sheet.approved_on is None,
        "approve": not unapproved and sheet.approved_on is not None,
        "confirm_duties": "confirm_duties" in done,
        "receive_checklist": "receive_checklist" in done,
        "inspect_onsite": "inspect_onsite" in done,
        "start": sub.has_started(on),
        "finish": sheet.finished_on is not None,
    }
    cursor = Cursor(SubcontractStage.APPLIED.value)
    moving = True
    while moving:
        here = cursor.state
        moving = any(
            holds[move.trigger] and fire(MACHINE, move.trigger, cursor, lambda _: True)
            for move in MOVES
            if move.source == here
        )
    return SubcontractStage(cursor.state)
