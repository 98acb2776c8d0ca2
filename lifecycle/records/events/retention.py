"""Holds (廃棄の留保): what is kept of a contract may not be erased, whatever its years, until the hold is lifted."""

from datetime import date

from lifecycle.records.events.shapes import Body, event, free_text, shape


@shape
class OfHold(Body):
    """Of one hold on a contract, on that contract's chain: why, and who decided it by which document on which day."""

    id: str
    reason: str = free_text()
    approved_by: str = free_text()
    document_no: str = free_text()
    approved_on: date


@event("hold_placed", "廃棄の留保")
class HoldPlaced(OfHold):
    """A hold was put on the contract: from now on nothing of it is erased."""


@event("hold_lifted", "廃棄の留保の解除")
class HoldLifted(OfHold):
    """The hold was lifted; the years of retention count again, and whatever other hold there is stays."""
