"""The documents that are recorded of a contract, each with its values, the names in them, and its originals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.personal_data import CONTACT_HIDDEN
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.evidence_files import StoredFile
from lifecycle.records.facts import stored_records
from lifecycle.records.file_looks import odd
from lifecycle.records.people import references_in, values_of
from lifecycle.records.shelf import Stored
from lifecycle.usecases.inspectors import actor_at
from lifecycle.usecases.work import Work, looking
from states.content import ERASED
from states.documents import ValueType
from states.evidence import KINDS, Kind


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A document on record: its values with persons' names in clear, its files, whether it is only planned.

    Of a number the values say only that there is one. `key` is the date that tells it from the others of its kind,
    empty where it has none.
    """

    kind: Kind
    subcontract: str
    key: str
    dated_on: date | None
    fields: Mapping[str, Any]
    files: tuple[StoredFile, ...]
    planned: bool

    @property
    def doubts(self) -> list[str]:
        """What is to be made sure of in its files."""
        return [told for file in self.files if (told := odd(file.name, file.type))]


def papers_of(app: App, id_: str) -> list[KeptPaper]:
    """The documents of a contract in the order of kinds and dates, for who may read it or inspects it.

    Raises NotFoundError, RoleError.
    """
    with looking(app) as work:
        _must_see(work, id_)
        records = [r for r in stored_records(work.connection, [id_], None)[id_] if r.kind in KINDS]
        wanted = [ref for r in records for ref in references_in(r.fields)]
        names = values_of(work.connection, [*wanted, *(file.name["ref"] for r in records for file in r.files)])
        order = list(KINDS)
        return sorted(
            (_kept(record, names) for record in records),
            key=lambda one: (one.subcontract, order.index(one.kind.id), one.key),
        )


def _must_see(work: Work, id_: str) -> None:
    office = work.office_of(id_)
    work.actor = actor_at(work, id_)
    if not work.actor.roles_for(Act.INSPECT, office):
        work.app.reader(work.connection).must(office)


def _kept(record: Stored, names: Mapping[str, str | None]) -> KeptPaper:
    hidden = {column.name for column in KINDS[record.kind].columns if column.value_type is ValueType.CONTACT}

    def clear(name: str, value: Any) -> Any:
        if name in hidden:
            return CONTACT_HIDDEN
        return (names.get(value["ref"]) or ERASED) if isinstance(value, dict) and "ref" in value else value

    return KeptPaper(
        kind=KINDS[record.kind],
        subcontract=record.subcontract,
        key=record.key,
        dated_on=record.dated_on,
        fields={name: clear(name, value) for name, value in record.fields.items()},
        files=tuple(
            StoredFile(file.sha256, names.get(file.name["ref"]) or ERASED, file.size, file.type, restored=False)
            for file in record.files
        ),
        planned=record.is_plan,
    )
