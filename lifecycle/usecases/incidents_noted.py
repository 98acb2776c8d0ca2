"""That who answers for incidents took note of every open one of a contract, by the alert that stands for them all."""

from lifecycle.records.events.incidents import IncidentAcknowledged
from lifecycle.records.folds.incidents import noted_incidents
from lifecycle.usecases.work import Work
from states.incidents import open_by_number


def take_note(work: Work, id_: str) -> None:
    """Record of each open incident of a contract, of which nobody did yet, that a person took note of it."""
    noted = noted_incidents(work.connection, [id_]).get(id_, {})
    for no in open_by_number(work.contract(id_), work.app.book.readings):
        if no not in noted:
            work.note(id_, IncidentAcknowledged(no=no))
