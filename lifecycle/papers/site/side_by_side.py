"""The offices side by side: the same columns for each, in the order asked for, on a page as in a workbook."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from config.vocabulary import Standing
from lifecycle.papers.site.offices import LONG_OVERDUE, OfficePage
from lifecycle.papers.site.visits import VisitsPage

NAME = "name"
"""The column by which the offices are sorted at first."""


class BehindFigure(StrEnum):
    """Which list stands behind a figure."""

    CONTRACTS = "contracts"
    ALERTS = "alerts"
    EXCEPTIONS = "exceptions"
    VISITS = "visits"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office beside the others. `unvisited` counts what the audit's tables count as a visit not made."""

    office: OfficePage
    unvisited: int

    @property
    def name(self) -> str:
        """所属."""
        return self.office.name


@dataclass(frozen=True, slots=True)
class OfficeColumn:
    """A column: its figure, the list behind it, and to what that is narrowed. A rate is a share of the contracts.

    `printed` is its heading, with a bar where a line may end.
    """

    id: str
    printed: str
    figure: Callable[[OfficeRow], int]
    behind: BehindFigure
    narrowed: tuple[tuple[str, str], ...] = ()
    is_rate: bool = False

    @property
    def heading(self) -> str:
        """The heading on one line."""
        return self.printed.replace("|", "")

    def shown(self, row: OfficeRow) -> str:
        """The figure as people read it."""
        return row.office.override_rate if self.is_rate else f"{self.figure(row):,}"

    def number(self, row: OfficeRow) -> float:
        """The figure as a number: of a rate the share itself."""
        return row.office.override_percent / 100 if self.is_rate else self.figure(row)

    def total(self, rows: Iterable[OfficeRow]) -> int:
        """The figure of all offices together."""
        return sum(self.figure(row) for row in rows)


def _standing(standing: Standing) -> Callable[[OfficeRow], int]:
    return lambda row: row.office.standings[standing]


_IN_FORCE = (("status", "approved"),)
COLUMNS: tuple[OfficeColumn, ...] = (
    OfficeColumn("total", "契約", lambda row: row.office.total, BehindFigure.CONTRACTS),
    *(
        OfficeColumn(s.value, f"{mark} |{s.label}", _standing(s), BehindFigure.CONTRACTS, (("standing", s.value),))
        for s, mark in ((Standing.NEEDS_CORRECTION, "■"), (Standing.ATTENTION, "▲"), (Standing.OK, "●"))
    ),
    OfficeColumn("stalled", "停滞", lambda row: row.office.stalled, BehindFigure.ALERTS),
    OfficeColumn("owed", "足りない|義務", lambda row: row.office.owed, BehindFigure.OFFICE),
    OfficeColumn("overdue", "期限|超過", lambda row: row.office.overdue, BehindFigure.CONTRACTS, (("overdue", "1"),)),
    OfficeColumn("long", f"うち{LONG_OVERDUE}|開庁日超", lambda row: row.office.long_overdue, BehindFigure.OFFICE),
    OfficeColumn("soon", "期限|間近", lambda row: row.office.soon, BehindFigure.OFFICE),
    OfficeColumn("unvisited", "実地調査|なし", lambda row: row.unvisited, BehindFigure.VISITS),
    OfficeColumn("asked", "例外承認の|申請", lambda row: len(row.office.exceptions), BehindFigure.EXCEPTIONS),
    OfficeColumn("excepted", "適用中の|ある契約", lambda row: row.office.excepted, BehindFigure.EXCEPTIONS, _IN_FORCE),
    OfficeColumn(
        "rate", "例外承認の|率", lambda row: row.office.excepted, BehindFigure.EXCEPTIONS, _IN_FORCE, is_rate=True
    ),
    OfficeColumn("alerts", "未解消の|連絡", lambda row: len(row.office.alerts), BehindFigure.ALERTS),
)
"""What is shown of every office."""


def side_by_side(
    offices: Sequence[OfficePage], visits: VisitsPage, by: str = NAME, *, falling: bool = False
) -> tuple[OfficeRow, ...]:
    """The offices as rows, sorted by a column; those that are equal in it stand in order of their names."""
    unvisited = Counter(
        office for office, _ in {(one.division, one.subject) for group in visits.groups for one in group.subjects}
    )
    rows = sorted((OfficeRow(office, unvisited[office.name]) for office in offices), key=lambda row: row.name)
    column = next((column for column in COLUMNS if column.id == by), None)
    if column is None:
        return tuple(reversed(rows) if falling else rows)
    return tuple(sorted(rows, key=column.number, reverse=falling))
