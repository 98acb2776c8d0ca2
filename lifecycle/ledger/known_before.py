"""What is known before a file is looked at: offices, how headings are recognised, and the layouts that were settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.readings import Readings
from config.wareki import format_fiscal_year, parse_fiscal_year
from lifecycle.fields.words import plain
from lifecycle.ledger.layout import MappedTable
from lifecycle.ledger.recognise import Recogniser

_ENOUGH_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What is known before a file is looked at: the offices, the reader's own ones, and the layouts on record."""

    recogniser: Recogniser
    readings: Readings
    offices: Sequence[str] = ()
    own_offices: Sequence[str] = ()
    remembered: Sequence[MappedTable] = ()
    file: str = ""


def year_named(text: str) -> str:
    """A fiscal year that a title names, as the ledger writes it; empty where it names none."""
    try:
        return format_fiscal_year(parse_fiscal_year(plain(text).removesuffix("年")))
    except (ValueError, KeyError):
        return ""


def remembered_for(titles: Iterable[str], known: Sequence[MappedTable]) -> MappedTable | None:
    """The layout on record with most of these headings; none where too few are the same."""
    own = set(map(plain, titles))
    best, most = None, _ENOUGH_ALIKE
    for one in known:
        theirs = set(map(plain, one.columns))
        share = len(own & theirs) / max(1, len(own | theirs))
        if share > most or (best is None and share >= most):
            best, most = one, share
    return best
