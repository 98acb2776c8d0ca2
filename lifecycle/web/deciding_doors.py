"""The doors of those who decide, check, answer and appoint."""

from lifecycle.web import (
    answering,
    checks,
    decisions,
    exceptions_decided,
    matters_decided,
    originals,
    staffing,
    subcontracts_decided,
    substitutes_decided,
)

DOORS = (
    *decisions.DOORS,
    *exceptions_decided.DOORS,
    *subcontracts_decided.DOORS,
    *substitutes_decided.DOORS,
    *matters_decided.DOORS,
    *checks.DOORS,
    *answering.DOORS,
    *originals.DOORS,
    *staffing.DOORS,
)
"""Every address of this part of the register."""
