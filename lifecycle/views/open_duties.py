"""Which stored obligations are open, and which were left on record: as `states.duty` says it, for the database."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from config.vocabulary import Stage
from lifecycle.records.tables import assessment, obligation
from states.verdict import OPEN_AFTER_TERMINATION

_TERMINATED = assessment.c.stage == Stage.TERMINATED.value
_NEVER_TOLD = (Stage.COMPLETED.value, Stage.WITHDRAWN.value)


def still_told() -> ColumnElement[bool]:
    """Whether people are told of an obligation (`Duty.is_open`); the statement joins its assessment."""
    return and_(
        assessment.c.stage.not_in(_NEVER_TOLD), or_(~_TERMINATED, obligation.c.code.in_(OPEN_AFTER_TERMINATION))
    )


def left_on_record(today: date) -> ColumnElement[bool]:
    """Whether the contract ended without it (`Duty.on_record`): its gate lay behind, or its day had passed."""
    behind = or_(
        assessment.c.stage == Stage.COMPLETED.value, and_(_TERMINATED, obligation.c.gate == Stage.CONCLUDED.value)
    )
    ended = assessment.c.stage.in_((*_NEVER_TOLD, Stage.TERMINATED.value))
    return and_(ended, ~still_told(), or_(behind, obligation.c.due_on < today))
