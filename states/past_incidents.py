"""Incidents of a contractor's other contracts, as whoever selects it again must know of them."""

import unicodedata
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PastIncident:
    """An incident on record of another contract of the same contractor: whose, of what work, when it was known."""

    contract: str
    title: str
    known_on: date


def same_words(one: str, other: str) -> bool:
    """Whether two names or titles are the same but for widths, blanks and letter case; a blank is nothing's name."""
    first, second = _bare(one), _bare(other)
    return bool(first) and first == second


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
