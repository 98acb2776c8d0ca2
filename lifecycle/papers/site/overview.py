"""What the pages over all contracts show, gathered contract by contract: none of the contracts is kept."""

from collections.abc import Sequence
from datetime import date

from lifecycle.papers.site.audit import BehindTables
from lifecycle.papers.site.board import Cards
from lifecycle.papers.site.editions_in_force import BoundCount
from lifecycle.papers.site.offices import OfficePage, OfficeTally
from lifecycle.papers.site.seen import ContractsAsked, ContractSeen, incidents_in, open_ones
from lifecycle.papers.site.stages import StaysCount
from lifecycle.papers.site.told import ExceptionSeen
from lifecycle.papers.tables.audit_counts import TablesCount
from lifecycle.records.folds.alerts import AlertSeen
from states.duty import Duty


class Overview:
    """The board, the offices, the tables and the registers in the making.

    Of a contract it keeps a card, a line, the alerts that are not resolved and the words behind the tables' cells:
    some kilobytes, a tenth of what is known of it.
    """

    def __init__(self, asked: ContractsAsked) -> None:
        self._frame = asked.frame
        self.cards, self.behind, self.bound = Cards(asked.frame), BehindTables(asked.frame), BoundCount(asked.frame)
        self.stays = StaysCount(asked.frame.as_of.on)
        self.tables = TablesCount(asked.frame.as_of.on, asked.frame.book, sorted(asked.fiscal_years) or None)
        self.exceptions: list[ExceptionSeen] = []
        self.standing: list[AlertSeen] = []
        self.resolved, self.contracts, self.events = 0, 0, 0
        self._offices: dict[str, OfficeTally] = {}

    def add(self, one: ContractSeen, duties: Sequence[Duty]) -> None:
        """Take in one contract more, with what it lacks."""
        incidents = open_ones(incidents_in(self._frame, one))
        self.cards.add(one, duties, incidents)
        self._office(one.division).add(one, duties, incidents)
        self.behind.add(one, duties)
        self.bound.add(one)
        self.stays.add(one)
        self.tables.add(one.contract)
        self.exceptions += one.exceptions
        still = [alert for alert in one.alerts if alert.resolved_on is None]
        self.standing += still
        self.resolved += len(one.alerts) - len(still)
        self.contracts += 1
        self.events += len(one.events)

    def _office(self, name: str) -> OfficeTally:
        if name not in self._offices:
            self._offices[name] = OfficeTally(self._frame, name)
        return self._offices[name]

    def offices(self) -> tuple[OfficePage, ...]:
        """The page of every 所属 that has a contract, in order of its name."""
        return tuple(self._offices[name].page() for name in sorted(self._offices))

    def alerts(self) -> list[AlertSeen]:
        """The alerts that are not resolved, the oldest due date first."""
        return sorted(self.standing, key=_oldest_first)


def _oldest_first(alert: AlertSeen) -> tuple[date, str, str]:
    return alert.due_on or date.max, alert.subject, alert.code
