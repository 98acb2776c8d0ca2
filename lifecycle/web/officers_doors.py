"""The doors of those who run contracts: moves, registration, imports, endings, subcontracts, requests, the day."""

from lifecycle.web import (
    advancing,
    emergency,
    endings,
    excepting,
    holding,
    importing,
    own_requests,
    registering,
    subcontracting,
    today,
)

DOORS = (
    *today.DOORS,
    *registering.DOORS,
    *importing.DOORS,
    *advancing.DOORS,
    *emergency.DOORS,
    *endings.DOORS,
    *holding.DOORS,
    *subcontracting.DOORS,
    *excepting.DOORS,
    *own_requests.DOORS,
)
"""Every address of this part of the register."""
