"""To which act each column of the ledger belongs: what a post may not do by command, no workbook does for it."""

from collections.abc import Mapping

from config.vocabulary import Stage
from lifecycle.acts import OF_FIELDS, Act, act_of_kind
from lifecycle.ledger.columns import CONTRACT, DIVISION, ROW, STAGE, SUBCONTRACT, WITHDRAWN, LedgerColumn
from states.columns import DECISION
from states.evidence import KINDS

_TARGETS: Mapping[str, Act] = {ROW: Act.RECORD, DIVISION: Act.STAFF, CONTRACT: Act.RECORD, SUBCONTRACT: Act.RECORD}
_COLUMNS: Mapping[tuple[str, str], Act] = {
    (ROW, STAGE.column.name): Act.ADVANCE,
    (ROW, WITHDRAWN.column.name): Act.TAKE_BACK,
    (CONTRACT, "division"): Act.TRANSFER,
    **OF_FIELDS,
    **{(SUBCONTRACT, name): Act.DECIDE_SUBCONTRACT for name in DECISION},
}
"""The columns whose act is another than that of their record: 所属 of a contract that is on record, 取消 of one."""


def act_of(column: LedgerColumn) -> Act:
    """The act to which a column of the ledger belongs. Raises KeyError for the column of no record that we know."""
    return act_of_field(column.target, column.column.name)


def act_of_field(target: str, name: str) -> Act:
    """The act to which a field of a record belongs, by whatever door it comes."""
    if target in KINDS:
        return _COLUMNS.get((target, name), act_of_kind(target))
    return _COLUMNS.get((target, name), _TARGETS[target])


def act_of_withdrawal(target: str, *, decided: bool = False) -> Act:
    """The act of taking a record back (取消); a subcontract that was decided on goes with the decision."""
    if target == CONTRACT:
        return Act.TAKE_BACK
    return Act.DECIDE_SUBCONTRACT if target == SUBCONTRACT and decided else Act.RECORD


def act_of_stage(stage: str) -> Act:
    """The act by which a contract enters a stage that the ledger declares (状態)."""
    return Act.END if stage in (Stage.TERMINATED, Stage.WITHDRAWN) else Act.ADVANCE
