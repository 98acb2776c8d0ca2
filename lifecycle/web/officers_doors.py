"""The doors of those who run contracts: moves, registration, endings, subcontracts, requests, the work of today."""

from lifecycle.web import advancing, endings, excepting, own_requests, registering, subcontracting, today

DOORS = (
    *today.DOORS,
    *registering.DOORS,
    *advancing.DOORS,
    *endings.DOORS,
    *subcontracting.DOORS,
    *excepting.DOORS,
    *own_requests.DOORS,
)
"""Every address of this part of the register."""
