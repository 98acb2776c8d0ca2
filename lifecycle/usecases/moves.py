"""Moves: whether a contract may go on, and the move itself; a refusal is a value and is journaled."""

from dataclasses import dataclass

from sqlalchemy import select

from config.errors import ConflictError, MachineError, RequestFault, UsageError
from config.vocabulary import Stage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.moves import STAGE_EVENTS, AdvanceRefused, Lacking, StageReached
from lifecycle.records.journal import Draft
from lifecycle.records.tables import stage_change
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import Work, looking, working
from states.contract import MACHINE, is_way_out, path
from states.facts import Contract
from states.machine import Cursor, fire
from states.verdict import Assessment, Verdict


@dataclass(frozen=True, slots=True)
class Advance:
    """The result of an attempt: the verdict, and the stages entered (none where it was refused or only tried)."""

    verdict: Verdict
    entered: tuple[Stage, ...]


@tried_again
def advance(app: App, id_: str, to: Stage | None, *, dry_run: bool = False) -> Advance:
    """Move a contract to the next (or named) stage through every gate between, in one transaction.

    A refusal moves nothing and is journaled with every unmet duty. Raises NotFoundError, RoleError [F-04],
    ConflictError where another process moved it first, UsageError for 解除 and 不成立, which ask for a reason.
    """
    if to and is_way_out(to):
        told, trigger = f"{to.label}には理由が要ります。", "terminate" if to is Stage.TERMINATED else "withdraw"
        raise UsageError(RequestFault("way_out_asks_reason", told, "to", values={"id": id_, "trigger": trigger}))
    with looking(app) if dry_run else working(app) as work:
        judged = work.judged(id_)
        work.actor.must(Act.ADVANCE, judged.contract.sheet.division)
        verdict = app.assessor.verdict_on(judged.contract, judged.assessment, to)
        if dry_run:
            return Advance(verdict, ())
        if not verdict.allowed:
            unmet = tuple(Lacking(f.code, f.subject, f.reason) for f in verdict.unmet)
            work.note(id_, AdvanceRefused(before=verdict.stage, stage=verdict.target, unmet=unmet))
            work.still(judged)
            return Advance(verdict, ())
        _must_not_turn_back(work, id_)
        moves = _moves(work, judged.contract, verdict.target, judged.assessment)
        work.record([Draft(id_, work.today, move) for move in moves])
        return Advance(verdict, tuple(move.stage for move in moves))


def _moves(work: Work, contract: Contract, target: Stage, assessment: Assessment) -> list[StageReached]:
    """The moves up to the target stage; each of them asks its own gate."""
    demanded = work.app.assessor.visit_demanded(assessment)
    cursor = Cursor(contract.stage.value)
    moves = []
    for trigger, stage in path(contract.stage, target, visit_demanded=demanded):
        before = cursor.state
        if not fire(MACHINE, trigger, cursor, lambda d: _permitted(work.app, contract, Stage(d), assessment)):
            raise MachineError(f"「{before}」からの遷移「{trigger}」が許されませんでした")
        reached = Stage(cursor.state)
        move = STAGE_EVENTS[stage](before=Stage(before), stage=reached, trigger=trigger, visit_demanded=demanded)
        moves.append(move)
    return moves


def _must_not_turn_back(work: Work, id_: str) -> None:
    """Raises ConflictError where the clock was set back: an earlier stage would show, and its gate be passed twice."""
    later = select(stage_change.c.number).where(
        stage_change.c.contract == id_, ~stage_change.c.declared, stage_change.c.occurred_on > work.today
    )
    if work.connection.execute(later).first():
        raise ConflictError(
            f"契約 {id_} には今日({work.today.isoformat()})より後の日付の段階の記録があります。時計を確かめてください。"
        )


def _permitted(app: App, contract: Contract, stage: Stage, assessment: Assessment) -> bool:
    return app.assessor.judge(contract, stage, assessment.on, assessment).allowed
