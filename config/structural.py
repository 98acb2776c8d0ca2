"""The structural codes: what the engine itself asks of every contract, whatever a prefecture's rules say."""

from enum import StrEnum


class Structural(StrEnum):
    """The codes of the rules that the engine judges by its own design; every pack words them."""

    CONCLUSION_DATE = "F-01"
    START_DATE = "F-02"
    ORDER = "F-03"
    POST = "F-04"
    OPEN_INCIDENT = "F-05"
