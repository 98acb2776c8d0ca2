"""What stands on record and can hardly be meant: the sheets of a contract and its subcontracts, looked at once more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.plausible import Plausible
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.facts import Contract, ContractSheet, SubcontractSheet
from states.plausible import Stated, doubts

SheetFields = Mapping[str, Any]
"""The fields of a sheet as they are stored: days in ISO form."""


@dataclass(frozen=True, slots=True)
class StandingDoubt:
    """A value on record to be made sure of: of which contract or subcontract, in which column, what, and why.

    `graver`: no reading makes sense of it, and no command would record it.
    """

    subject: str
    label: str
    found: str
    told: str
    graver: bool

    def __str__(self) -> str:
        return f"{self.subject} {self.label} {self.found}: {self.told}"


def standing_doubts(
    bounds: Plausible, id_: str, sheet: SheetFields, subcontracts: Sequence[tuple[str, SheetFields]], today: date
) -> Iterator[StandingDoubt]:
    """Everything in the sheets of a contract that can hardly be meant as it stands; a date ahead is no doubt here."""
    for no, kind, fields in (("", CONTRACT, sheet), *((no, SUBCONTRACT, fields) for no, fields in subcontracts)):
        stated = Stated(kind, fields, sheet, frozenset(fields), by_command=False)
        for doubt in doubts(bounds, stated, today):
            if not doubt.planned:
                subject = f"{id_}/{no}" if no else id_
                yield StandingDoubt(subject, doubt.column.label, doubt.found, doubt.told, doubt.refused)


def doubts_of_facts(bounds: Plausible, contract: Contract, today: date) -> list[StandingDoubt]:
    """The same of a contract as its facts stand on a day."""
    subcontracts = [(one.no, _stored(SUBCONTRACT, one.sheet)) for one in contract.subcontracts]
    sheet = _stored(CONTRACT, contract.sheet)
    if contract.concluded_ahead:
        sheet = {**sheet, "concluded_on": contract.concluded_ahead.isoformat()}
    return list(standing_doubts(bounds, contract.id, sheet, subcontracts, today))


def _stored(kind: str, sheet: ContractSheet | SubcontractSheet) -> SheetFields:
    """The days, the years and the rest of a sheet in the form in which they are stored."""
    said = ((column.name, getattr(sheet, column.name, None)) for column in columns_of(kind))
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in said if v is not None}
