"""The columns of every kind of record: the two fact sheets and each kind of evidence."""

from functools import cache

from states.documents import Column
from states.evidence import KINDS, OFFICE_KINDS, sheet_columns
from states.facts import ContractSheet, SubcontractSheet

CONTRACT, SUBCONTRACT = "contract", "subcontract"
"""The kinds that are fact sheets, not evidence."""
DECISION = frozenset({"approved_on", "approval_no", "approved_by", "rejected_on", "rejection_reason"})
"""The fields of a subcontract that hold the 所属長's decision on the application."""


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of a kind of record: a fact sheet or a piece of evidence."""
    if kind in KINDS:
        return KINDS[kind].columns
    if kind in OFFICE_KINDS:
        return OFFICE_KINDS[kind].columns
    return _of_sheet(is_contract=kind == CONTRACT)


@cache
def _of_sheet(*, is_contract: bool) -> tuple[Column, ...]:
    return sheet_columns(ContractSheet if is_contract else SubcontractSheet)
