"""The records that a rule may ask for by its data: fact sheets, the engine's own kinds, and those of the pack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from config.errors import DataFault
from config.place import here
from config.rulebook import RuleBook
from config.schema import Rule
from states.added_kinds import class_of
from states.columns import CONTRACT, SUBCONTRACT
from states.documents import ValueType
from states.evidence import BUILT_IN
from states.facts import ContractSheet, SubcontractSheet

if TYPE_CHECKING:
    from config.evidence import EvidenceKind

EITHER = {
    ValueType.YES_NO: ("はい", "いいえ"),
    ValueType.PRESENT: ("有", "無"),
    ValueType.PASSED: ("合格", "不合格"),
    ValueType.FIT: ("適", "不適"),
}
"""The two words of a field that is answered one way or the other, by how it is written."""


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that a rule may ask for: its English name, the engine's name of its column, how it is written."""

    name: str
    own_label: str
    type: ValueType

    @property
    def label(self) -> str:
        """The name of the column, in the words of the place."""
        return here().column(self.own_label)


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """A kind of record that a rule may ask for; `of` are the subjects whose it may be (contract, subcontract, office).

    `dated_by` names the date that it goes by, empty for a fact sheet. `is_sheet`: it always stands. `every`: several
    stand side by side and each is asked, not only the one that speaks. `added`: it is a kind of the pack.
    """

    id: str
    label: str
    dated_by: str
    of: tuple[str, ...]
    fields: tuple[AskedField, ...]
    is_sheet: bool = False
    every: bool = False
    added: bool = False

    def field(self, label: str) -> AskedField | None:
        """The field of that Japanese label, the engine's or the place's; None where there is none."""
        return next((one for one in self.fields if label in (one.own_label, one.label)), None)


def asked_record(book: RuleBook, id_: str) -> AskedRecord | None:
    """The record of that id as a rule may ask for it; None where neither the engine nor the pack has one."""
    added = book.evidence.get(id_)
    return added_record(added) if added else _own_records().get(id_)


@cache
def added_record(kind: "EvidenceKind") -> AskedRecord:
    """A kind that the pack adds, as a rule may ask for it."""
    return AskedRecord(kind.id, kind.label, kind.dated_by, (kind.of,), _fields(class_of(kind)), added=True)


@cache
def _own_records() -> dict[str, AskedRecord]:
    sheets = (
        AskedRecord(CONTRACT, "契約", "", (CONTRACT,), _fields(ContractSheet), is_sheet=True),
        AskedRecord(SUBCONTRACT, "再委託", "", (SUBCONTRACT,), _fields(SubcontractSheet), is_sheet=True),
    )
    own = {sheet.id: sheet for sheet in sheets}
    for kind in BUILT_IN.values():
        whose = (CONTRACT,) * kind.of_contract + (SUBCONTRACT,) * kind.of_subcontract
        own[kind.id] = AskedRecord(kind.id, kind.label, kind.dated_by, whose, _fields(kind.cls), every=kind.numbered)
    return own


def _fields(cls: type[Any]) -> tuple[AskedField, ...]:
    every = cls.__dataclass_fields__.values()
    labelled = [field for field in every if "label" in field.metadata]
    return tuple(AskedField(field.name, field.metadata["label"], field.metadata["type"]) for field in labelled)


def asked_faults(rules: Iterable[tuple[str, Rule]], book: RuleBook) -> Iterator[DataFault]:
    """Every fault of what rules ask of the engine's own records, each rule with the name of its file.

    A field that the kind lacks or that is not answered one way or the other where that is asked, a record of another
    owner; a kind that nobody has, and the fields of those of the pack, are the loader's matter.
    """
    for name, rule in rules:
        record = asked_record(book, rule.asks.record) if rule.asks and rule.asks.record else None
        if record and not record.added:
            yield from (DataFault(name, rule.code, problem) for problem in _of_fields(rule, record))


def _of_fields(rule: Rule, record: AskedRecord) -> Iterator[str]:
    asks = rule.asks
    if asks is None:
        return
    labels = "、".join(field.label for field in record.fields)
    for label in dict.fromkeys((*rule.required_fields, *asks.labels)):
        if record.field(label) is None:
            yield f"項目「{label}」は証拠の種類「{record.id}」にありません。次のいずれかにしてください: {labels}"
    for label in asks.either:
        field = record.field(label)
        if field and field.type not in EITHER:
            yield f"項目「{label}」は、はい/いいえ のように二つに一つの項目ではありません"
    if rule.subject not in record.of:
        whose = "、".join(record.of)
        yield f"規則の対象({rule.subject})と証拠の種類「{record.id}」の対象({whose})が違います"
