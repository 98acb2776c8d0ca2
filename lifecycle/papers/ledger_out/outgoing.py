"""Records of an export: each goes back to its row of the ledger, and what no column carries is counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lifecycle.fields.values import StoredValue
from lifecycle.ledger.columns import (
    CONTRACT,
    CONTRACT_NO,
    DIVISION,
    ROW,
    SHEETS,
    SUBCONTRACT,
    LedgerColumn,
    Sheet,
)
from lifecycle.ledger.parsed import LedgerRow
from lifecycle.papers.ledger_out.out_cells import survives
from lifecycle.papers.ledger_out.write import value_in
from lifecycle.records.shelf import Stored
from states.content import ERASED
from states.documents import Document
from states.evidence import KINDS
from states.labels import label

FILES, ERASED_VALUES, UNCARRIED = "証拠ファイル", "消去された氏名・連絡先・文", "Excelのセルに書けない値"
ORPHANS, EMPTY, INCOMPLETE = "取り消された再委託の記録", "項目のない記録", "必須の列が欠けた行"
_LABELS = {"document_no": label(Document, "document_no")}


@dataclass(slots=True)
class Outgoing:
    """Makes rows of what is stored. `people` holds the values behind references, None for one erased (消去済)."""

    people: Mapping[str, str | None]
    left_out: Counter[str] = field(default_factory=Counter)
    _asked: dict[tuple[str, str, StoredValue], bool] = field(default_factory=dict)

    def division(self, name: str, fields: Mapping[str, Any]) -> Iterator[LedgerRow]:
        """The row of an office."""
        sheet = SHEETS[0]
        row = LedgerRow(sheet.name, 0, None, None, {DIVISION: self._fields(sheet, DIVISION, {**fields, "name": name})})
        yield from self._complete(sheet, [row])

    def contract(self, id_: str, stage: str, records: Sequence[Stored]) -> Iterator[LedgerRow]:
        """The rows of a contract on every sheet; none at all where its own row can't be written."""
        own = [record for record in records if record.kind == CONTRACT]
        sheet = next(sheet for sheet in SHEETS if CONTRACT in sheet.targets)
        rows = list(self._complete(sheet, self._rows(sheet, id_, own, stage)))
        if rows:
            yield from rows
            yield from self._others(id_, [record for record in records if record.kind != CONTRACT])

    def _others(self, id_: str, records: Sequence[Stored]) -> Iterator[LedgerRow]:
        known = _standing(record.subcontract for record in records if record.kind == SUBCONTRACT)
        kept = [record for record in records if record.subcontract in known]
        self._count(ORPHANS, len(records) - len(kept))
        for sheet in SHEETS[2:]:
            here = [record for record in kept if record.kind in sheet.targets]
            yield from self._complete(sheet, self._rows(sheet, id_, here))
        placed = {target for sheet in SHEETS for target in sheet.targets}
        for record in kept:
            if record.kind not in placed:
                self._count(KINDS[record.kind].label)

    def _rows(self, sheet: Sheet, id_: str, records: Sequence[Stored], stage: str | None = None) -> Iterator[LedgerRow]:
        """The rows of one contract on a sheet: of each subject first the latest version of every kind, then older ones.

        Where a row goes by the date of its document (実地調査), each document has a row of its own.
        """
        grouped: dict[tuple[str, str, int], dict[str, dict[str, StoredValue]]] = {}
        places: Counter[tuple[str, str]] = Counter()
        for record in sorted(records, key=lambda r: r.key, reverse=not sheet.one_of):
            self._count(FILES, len(record.files))
            fields = self._fields(sheet, record.kind, record.fields)
            if not fields and record.kind not in (CONTRACT, SUBCONTRACT):
                self._count(EMPTY)
                continue
            at = places[record.subcontract, record.kind]
            places[record.subcontract, record.kind] += 1
            place = (record.subcontract, record.key + record.kind if sheet.one_of else "", at)
            grouped.setdefault(place, {})[record.kind] = fields
        for no, _, at in sorted(grouped, key=lambda place: (number_order(place[0]), *place[1:])):
            values = grouped[no, _, at]
            yield LedgerRow(sheet.name, 0, id_, no or None, values, stage)

    def _fields(self, sheet: Sheet, target: str, stored: Mapping[str, Any]) -> dict[str, StoredValue]:
        """The fields for which the sheet has columns, persons by their values; the fields left behind are counted."""
        columns = {column.column.name: column for column in sheet.columns if column.target == target}
        fields: dict[str, StoredValue] = {}
        for name, value in stored.items():
            column = columns.get(name)
            if column is None:
                self._count(_label(target, name))
            elif (carried := self._carried(column, value)) is not None:
                fields[name] = carried
        return fields

    def _carried(self, column: LedgerColumn, value: Any) -> StoredValue | None:
        if isinstance(value, dict):
            value = self.people.get(value["ref"])
            if value is None:
                self._count(ERASED_VALUES)
                return ERASED
        if value is None:
            return None
        if not self._survives(column, value):
            self._count(UNCARRIED)
            return None
        carried: StoredValue = value
        return carried

    def _survives(self, column: LedgerColumn, value: StoredValue) -> bool:
        """Whether a value survives its cell; of words that many rows share it is asked once."""
        if not isinstance(value, str | bool):
            return survives(column, value)
        place = (column.target, column.column.name, value)
        if place not in self._asked:
            self._asked[place] = survives(column, value)
        return self._asked[place]

    def _complete(self, sheet: Sheet, rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
        """The rows that an import would accept: every field that may not be blank is filled."""
        for row in rows:
            filled = {column.label for column in sheet.columns if value_in(row, column) is not None}
            if row.contract and not survives(CONTRACT_NO, row.contract):
                filled.discard(CONTRACT_NO.label)
            if filled.issuperset(sheet.required) and (not sheet.one_of or filled.intersection(sheet.one_of)):
                yield row
            else:
                self._count(INCOMPLETE)

    def _count(self, what: str, number: int = 1) -> None:
        if number:
            self.left_out[what] += number


def number_order(number: str) -> tuple[int, ...]:
    """The sort key of a subcontract's number: the contractor itself, 1, 1.1, 1.2, 2, 10."""
    return tuple(int(part) for part in number.split(".")) if number else ()


def _standing(numbers: Iterable[str]) -> set[str]:
    """The numbers of the subcontracts whose parents are all there, and of the contractor itself."""
    known = {""}
    for number in sorted(numbers, key=number_order):
        if number.rpartition(".")[0] in known:
            known.add(number)
    return known


def _label(target: str, name: str) -> str:
    """The words by which people call a field that has no column."""
    from states.columns import columns_of

    columns = () if target in (DIVISION, ROW) else columns_of(target)
    return next((column.label for column in columns if column.name == name), _LABELS.get(name, name))
