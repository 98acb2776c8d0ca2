"""The doors of those who run contracts: moves, registration, imports, endings, subcontracts, requests, the day."""

<<<<<<< HEAD
from lifecycle.web import advancing, endings, excepting, importing, own_requests, registering, subcontracting, today
=======
from lifecycle.web import advancing, emergency, endings, excepting, own_requests, registering, subcontracting, today
>>>>>>> cf159ee (Emergency contacts of both sides: hours, a call that tries them, numbers for those who may call alone)

DOORS = (
    *today.DOORS,
    *registering.DOORS,
    *importing.DOORS,
    *advancing.DOORS,
    *emergency.DOORS,
    *endings.DOORS,
    *subcontracting.DOORS,
    *excepting.DOORS,
    *own_requests.DOORS,
)
"""Every address of this part of the register."""
