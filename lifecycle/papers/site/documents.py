"""Evidence as pages show it: its content without persons, what proves it, and the hashes of its files."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.readings import Readings
from config.vocabulary import Answer
from config.wareki import format_date
from lifecycle.clock import day_of
from lifecycle.fields.values import stored_text
from lifecycle.papers.site.seen import ContractSeen
from lifecycle.records.shelf import Stored
from notifications.plain import clean
from states.backing import backing_of_stored
from states.documents import Column, ValueType
from states.evidence import KINDS
from states.on_record import speaking_keys

SPEAKS, OTHER_VERSION = "判定に用いる版", "ほかの版"
PLANNED = "予定(証拠に数えない)"


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """A file of a document, by its hash and sniffed type; its name may name a person and is not shown."""

    sha256: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """One document. `persons` are the labels of the fields that hold a person, whose content is not shown.

    `kind` and `key` (its date) tell the document from the others. `mark` tells the version that speaks from the others
    of its kind, and a plan from what was done; empty where a document stands alone. `proof` tells an original from a
    文書番号 and from a mere declaration.
    """

    kind: str
    key: str
    label: str
    subcontract: str
    dated_on: date | None
    recorded_on: date
    proof: str
    fields: tuple[tuple[str, str], ...]
    persons: tuple[str, ...]
    files: tuple[OriginalFile, ...]
    mark: str


def papers(one: ContractSeen, on: date, readings: Readings) -> tuple[DocumentShown, ...]:
    """The documents of a contract that count by the day, in order of their date."""
    kept = [record for record in one.records if record.kind in KINDS]
    kept.sort(key=lambda r: (r.dated_on or date.min, r.subcontract, r.kind, r.key))
    spoken = speaking_keys(one.contract)
    several = Counter((record.kind, record.subcontract) for record in kept)
    return tuple(_paper(record, on, _mark(record, spoken, several), readings) for record in kept)


def _mark(record: Stored, spoken: Mapping[tuple[str, str], str], several: Mapping[tuple[str, str], int]) -> str:
    place = (record.kind, record.subcontract)
    if record.is_plan:
        return PLANNED
    if several[place] < 2 or place not in spoken:
        return ""
    return SPEAKS if spoken[place] == record.key else OTHER_VERSION


def _paper(record: Stored, on: date, mark: str, readings: Readings) -> DocumentShown:
    kind = KINDS[record.kind]
    filled = [(c, record.fields[c.name]) for c in kind.columns if record.fields.get(c.name) is not None]
    plain = [(c, value) for c, value in filled if not c.personal and c.value_type is not ValueType.ANSWER]
    return DocumentShown(
        kind=kind.id,
        key=record.key,
        label=kind.label,
        subcontract=record.subcontract,
        dated_on=record.dated_on,
        recorded_on=day_of(record.recorded_at),
        proof=_proof(readings, record),
        fields=(
            *((c.label, text) for c, value in plain if (text := _shown(record, c, value, on))),
            *_answers(record.fields),
        ),
        persons=tuple(c.label for c, _ in filled if c.personal),
        files=tuple(OriginalFile(file.sha256, file.type, file.size) for file in record.files),
        mark=mark,
    )


def _proof(readings: Readings, record: Stored) -> str:
    backing = backing_of_stored(readings, record.proof, record.fields)
    return f"{backing.label}({files}件)" if (files := record.proof.files) else backing.label


def _shown(record: Stored, column: Column, value: Any, on: date) -> str:
    text = _text(column, value, on)
    return f"{text}(予定)" if text and column.name in record.planned else text


def _text(column: Column, value: Any, on: date) -> str:
    """A value in words; a date that is still to come on the day is left out, as the verdicts leave it out."""
    if column.value_type is ValueType.DATE:
        day = date.fromisoformat(value)
        return format_date(day) if day <= on else ""
    return clean(stored_text(column, value))


def _answers(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The answers of a checklist in short: how many there are of each, and which items were answered いいえ."""
    given = {name: str(value) for name, value in fields.items() if name.startswith("q") and name[1:].isdigit()}
    if not given:
        return
    counted = {answer: sum(value == answer.value for value in given.values()) for answer in Answer}
    free = len(given) - sum(counted.values())
    parts = [f"{answer.label}{count}" for answer, count in counted.items() if count]
    yield "回答", "・".join([*parts, *([f"記述{free}"] if free else [])])
    noes = sorted(int(name[1:]) for name, value in given.items() if value == Answer.NO.value)
    if noes:
        yield "いいえの項目", "、".join(f"問{number}" for number in noes)
