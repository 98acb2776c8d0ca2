"""Which stored obligations are open, which were left on record: as `states.duty` says it, for the database."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.records.tables import assessment, obligation

_TERMINATED = assessment.c.stage == Stage.TERMINATED.value
_NEVER_TOLD = (Stage.COMPLETED.value, Stage.WITHDRAWN.value)


def still_told(book: RuleBook) -> ColumnElement[bool]:
    """The condition that people are told of an obligation (`Duty.is_open`); the statement joins its assessment."""
    lasting = obligation.c.code.in_(book.outliving)
    return and_(assessment.c.stage.not_in(_NEVER_TOLD), or_(~_TERMINATED, lasting))


def left_on_record(book: RuleBook, today: date) -> ColumnElement[bool]:
    """The condition that a contract ended without it (`Duty.on_record`): its gate lay behind, or its day had passed."""
    behind = or_(
        assessment.c.stage == Stage.COMPLETED.value, and_(_TERMINATED, obligation.c.gate == Stage.CONCLUDED.value)
    )
    ended = assessment.c.stage.in_((*_NEVER_TOLD, Stage.TERMINATED.value))
    return and_(ended, ~still_told(book), or_(behind, obligation.c.due_on < today))
