"""The doors of those who run contracts: moves, registration, endings, subcontracts, requests, the work of today."""

from lifecycle.web import advancing

DOORS = (*advancing.DOORS,)
"""Every address of this part of the register."""
