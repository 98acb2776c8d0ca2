"""The doors of those who run contracts: moves, registration, endings, subcontracts, requests, the work of today."""

from lifecycle.web import advancing, endings, registering

DOORS = (*registering.DOORS, *advancing.DOORS, *endings.DOORS)
"""Every address of this part of the register."""
