"""The incidents that are open now, for the runs that tell of them: each with its contract and who took note of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.incidents import noted_incidents
from lifecycle.records.tables import contract, record
from states.evidence import INCIDENT
from states.facts import Contract
from states.incident import incident_id
from states.incident_report import IncidentReport
from states.incidents import open_by_number


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An open incident of a contract, and whether a person took note of it."""

    contract: Contract
    no: int
    incident: IncidentReport
    noted: bool

    @property
    def id(self) -> str:
        """The id of the incident, such as `R6-0012/J1`."""
        return incident_id(self.contract.id, self.no)


def incidents_open(app: App, connection: Connection, day: date) -> Iterator[OpenIncident]:
    """Every incident that is open on a day, of contracts on record."""
    of_kind = select(record.c.contract).where(record.c.kind == INCIDENT, record.c.superseded_at.is_(None))
    wanted = select(contract.c.id).where(contract.c.id.in_(of_kind), ~contract.c.removed).order_by(contract.c.id)
    for chunk in chunks(list(connection.execute(wanted).scalars())):
        noted = noted_incidents(connection, chunk)
        for facts in load_contracts(connection, chunk, AsOf(day)):
            for no, incident in open_by_number(facts, app.book.readings).items():
                yield OpenIncident(facts, no, incident, no in noted.get(facts.id, {}))
