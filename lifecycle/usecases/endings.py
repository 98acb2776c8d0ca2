"""The two ways out: 解除 of a concluded contract, 不成立 of one never concluded. As facts they meet no gate."""

from datetime import date

from config.errors import RequestFault, UsageError
from config.structural import Structural
from config.vocabulary import Stage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.moves import STAGE_EVENTS
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import trying, working
from states.contract import MACHINE, MOVES
from states.machine import Cursor, fire


@tried_again
def end(app: App, id_: str, trigger: str, reason: str, on: date | None, *, dry_run: bool = False) -> Stage:
    """Terminate (解除) or withdraw (不成立) a contract, with the reason on record.

    With `dry_run` nothing of it stays. Raises UsageError where no way leads from the contract's stage to that end,
    RoleError, NotFoundError.
    """
    with trying(app) if dry_run else working(app) as work:
        facts = work.contract(id_)
        work.actor.must(Act.END, facts.sheet.division)
        if not app.book.readings.is_content(reason):
            raise UsageError(RequestFault("reason_missing_here", "理由を書いてください。", "reason"))
        if on and on > work.today:
            told = "まだ来ていない日は指定できません。その日になってから記録してください。"
            raise UsageError(RequestFault("day_ahead", told, "on"))
        if not any(m.trigger == trigger and m.source == facts.stage for m in MOVES):
            what = "解除" if trigger == "terminate" else "不成立に"
            told = f"「{facts.stage.label}」の契約は{what}できません。[{Structural.ORDER}]"
            raise UsageError(RequestFault("no_way_out", told, "contract"))
        cursor = Cursor(facts.stage.value)
        fire(MACHINE, trigger, cursor, lambda _: True)
        stage = Stage(cursor.state)
        work.note(id_, STAGE_EVENTS[stage](before=facts.stage, stage=stage, trigger=trigger, reason=reason), on)
        return stage
