"""The journal as evidence: all of it is checked, against itself, what was made from it, and seals kept elsewhere."""

from dataclasses import dataclass, field
from pathlib import Path

from config.errors import InputRejectedError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.against import Against
from lifecycle.records.checking import file_faults, person_faults, projection_faults, walk
from lifecycle.records.database import open_engine
from lifecycle.records.models import Base
from lifecycle.records.rule_books import book_faults
from lifecycle.records.seal_file import SealLine, lines_of
from lifecycle.records.seals import SealValue


@dataclass(slots=True)
class Verification:
    """The result of `verify`; each part lists its faults. `kept_seals` counts what was compared."""

    events: int = 0
    erased: int = 0
    kept_seals: int = 0
    chain: list[str] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    evidence_files: list[str] = field(default_factory=list)
    seals: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    under_unknown_rules: int = 0

    @property
    def faults(self) -> list[str]:
        """Every fault; the faults of the chain come first, then what seals convict of."""
        return [*self.chain, *self.seals, *self.persons, *self.projections, *self.evidence_files, *self.rules]


def verify(app: App, kept: Path | SealLine | SealValue | None = None) -> Verification:
    """Check the chains, the replay, the evidence files' hashes, the persons' proofs and the seals.

    The seal file that the settings name is compared too, and `kept`: a copy of that file, a line of it or the short
    value of a mail. Raises RoleError, and InputRejectedError where the file given as `kept` can't be read.
    """
    beside = open_engine("sqlite://")
    with app.reading() as connection, beside.connect() as replay:
        app.actor(connection).must(Act.VERIFY)
        against = Against()
        _take(against, kept)
        unread = _take_named(app, against)
        Base.metadata.create_all(replay)
        walked = walk(connection, replay, against)
        persons, erased = person_faults(connection, walked.proofs)
        return Verification(
            events=walked.events,
            erased=erased,
            kept_seals=against.lines,
            chain=walked.chain,
            projections=[*walked.unreplayable, *projection_faults(connection, replay)],
            evidence_files=file_faults(connection, app.home / "evidence"),
            seals=[*against.faults(walked.heads, walked.events), *walked.seals.faults(connection), *unread],
            persons=persons,
            rules=[*walked.rules, *book_faults(connection)],
            under_unknown_rules=walked.under_unknown_rules,
        )


def _take(against: Against, kept: Path | SealLine | SealValue | None) -> None:
    match kept:
        case Path():
            for line in lines_of(kept):
                against.add(line)
        case SealLine():
            against.add(kept)
        case SealValue():
            against.add_value(kept)


def _take_named(app: App, against: Against) -> list[str]:
    """Take the seal file that the settings name, once it is there; gives why it could not be read, as a fault."""
    path = app.seal_file
    if path is None or not path.exists():
        return []
    try:
        _take(against, path)
    except InputRejectedError as error:
        return [str(error)]
    return []
