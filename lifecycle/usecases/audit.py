"""The journal as evidence: all of it is checked, against itself, what was made from it, and seals kept elsewhere."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from config.errors import InputRejectedError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.working_state import state_check
from lifecycle.records.against import Against
from lifecycle.records.checking import Walk, file_faults, person_faults, walk
from lifecycle.records.database import BESIDE, open_engine
from lifecycle.records.events.installation import HomeRestored
from lifecycle.records.lost_database import LAST_SEAL
from lifecycle.records.models import Base, table
from lifecycle.records.moved import events_until_moved
from lifecycle.records.replay_check import as_stored, projection_faults
from lifecycle.records.seal_file import SealLine, ahead_of, last_lines, lines_of, restorations, still_binding
from lifecycle.records.seals import SealValue
from lifecycle.records.soundness import database_faults
from lifecycle.records.walk_notes import WalkNotes
from lifecycle.records.working_models import OutboxRow


@dataclass(slots=True)
class Verification:
    """The result of `verify`; each part lists its faults. `kept_seals` counts what was compared.

    `stale` is no fault: rows that differ from what would be computed now, where rules or settings changed since.
    """

    events: int = 0
    erased: int = 0
    unreferenced: int = 0
    kept_seals: int = 0
    chain: list[str] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    evidence_files: list[str] = field(default_factory=list)
    seals: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    database: list[str] = field(default_factory=list)
    working_state: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    under_unknown_rules: int = 0
    restorations: int = 0

    @property
    def faults(self) -> list[str]:
        """Every fault: of the database itself first, then of the chain, then what seals convict of, then the rest."""
        record = (self.database, self.chain, self.seals, self.persons)
        copies = (self.projections, self.evidence_files, self.rules, self.working_state, self.messages)
        return [fault for part in (*record, *copies) for fault in part]


def verify(app: App, kept: Path | SealLine | SealValue | None = None) -> Verification:
    """Check the chains, the replay, the evidence files' hashes, the persons' proofs and the seals.

    The seal file that the settings name is compared too, and `kept`: a copy of that file, a line of it or the short
    value of a mail. Raises RoleError, and InputRejectedError where the file given as `kept` can't be read.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.VERIFY)
    return inspected(app, kept)


def inspected(app: App, kept: Path | SealLine | SealValue | None = None) -> Verification:
    """The same for whoever asks: a home that was just restored may know nobody who is here."""
    beside = open_engine(BESIDE)
    with app.reading() as connection, beside.connect() as replay, closing(WalkNotes()) as notes:
        against = Against()
        restored = restorations(connection)
        upto = events_until_moved(connection)
        _take(against, kept, restored, upto)
        unread = _take_named(app, against, restored, upto) or _behind_its_own(app, connection, upto)
        Base.metadata.create_all(replay)
        told = Verification(
            kept_seals=against.lines, seals=unread, restorations=len(restored), database=database_faults(connection)
        )
        try:
            _compare(app, connection, Walk(replay, notes), against, told)
        except DatabaseError:
            # A damaged page ends the walk where it stands; without one the error is none of the record's.
            if not told.database:
                raise
        return told


def _compare(app: App, connection: Connection, walked: Walk, against: Against, told: Verification) -> None:
    walk(connection, walked, against)
    persons = person_faults(connection, walked)
    told.events, told.erased, told.unreferenced = walked.events, persons.erased, persons.unreferenced
    told.chain, told.persons = walked.chain, persons.faults
    told.projections = [*walked.unreplayable, *projection_faults(connection, walked.replay)]
    told.evidence_files = file_faults(walked.notes, app.home / "evidence")
    told.seals += [*against.faults(walked.last, walked.events), *walked.seals.faults(connection)]
    told.rules = walked.books.faults(connection)
    told.under_unknown_rules = walked.books.before_digests
    told.messages = walked.messages.faults(connection, as_stored(table(OutboxRow)))
    state = state_check(connection, app.assessor)
    told.working_state, told.stale = state.faults, state.stale


def _take(
    against: Against, kept: Path | SealLine | SealValue | None, restored: Sequence[HomeRestored], upto: int | None
) -> None:
    """Take the seals that are to agree; of a file those made after a move (`upto`) are of the other database."""
    match kept:
        case Path():
            for line in still_binding(lambda: lines_of(kept), restored):
                if upto is None or line.events <= upto:
                    against.add(line)
        case SealLine():
            against.add(kept)
        case SealValue():
            against.add_value(kept)


def _behind_its_own(app: App, connection: Connection, upto: int | None) -> list[str]:
    """The seal that the home itself kept last and this journal does not hold: it is an older copy put back by hand."""
    if app.seal_file and app.seal_file.exists():
        return []  # the file outside says it, seal by seal
    if upto is not None:
        return []  # what was left behind by a move is behind, and nothing is done in it
    return [told for line in last_lines((app.home / LAST_SEAL,)) if (told := ahead_of(connection, line))]


def _take_named(app: App, against: Against, restored: Sequence[HomeRestored], upto: int | None) -> list[str]:
    """Take the seal file that the settings name, once it is there; gives why it could not be read, as a fault."""
    path = app.seal_file
    if path is None or not path.exists():
        return []
    try:
        _take(against, path, restored, upto)
    except InputRejectedError as error:
        return [str(error)]
    return []
