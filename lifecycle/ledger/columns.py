"""Columns: the ledger's sheets as data, each column with the record and field that it feeds, in export order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

from config.in_use import per_book
from config.vocabulary import Role, Stage
from lifecycle.fields.words import plain
from states.contact_documents import ContactCheck
from states.documents import Checklist, Column, ContractReview, ValueType
from states.evidence import BUILT_IN, KINDS, NOTICE, Kind, sheet_columns
from states.facts import ContractSheet, SubcontractSheet
from states.labels import label
from states.visit_documents import OnsiteInspection, OnsiteWaiver

DIVISION, CONTRACT, SUBCONTRACT = "division", "contract", "subcontract"
"""Targets that are not kinds of evidence: an office, a contract, a subcontract."""

ROW = "row"
"""The target of what a row says of itself: whose it is, its declared stage, whether it is withdrawn."""


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column of a sheet: `target` is ROW, division, contract, subcontract or a kind of evidence."""

    target: str
    column: Column

    @property
    def label(self) -> str:
        """The header under which the column stands."""
        return self.column.label


@dataclass(frozen=True)
class Sheet:
    """A sheet of the ledger: its columns in export order, what a row must have, and which column dates a row.

    `required` are labels that no row may leave blank; of `one_of`, where there are any, one suffices. A withdrawn row
    needs only those of `key`. 取消 is understood on every sheet and is no export column.
    """

    name: str
    columns: tuple[LedgerColumn, ...]
    key: tuple[str, ...]
    required: tuple[str, ...]
    one_of: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """The records to which a row of the sheet goes, in column order."""
        return tuple(dict.fromkeys(column.target for column in self.columns if column.target != ROW))

    def find(self, header: str) -> LedgerColumn | None:
        """The column under a header, in whatever widths and with whatever blanks the header is typed."""
        return self._by_header.get(plain(header))

    @cached_property
    def _by_header(self) -> Mapping[str, LedgerColumn]:
        extra = OFFICE_DATES if self.name == "所属" else ()
        every = (*self.columns, *extra, WITHDRAWN)
        return {plain(column.column.read_as[at]): column for at in (-1, 0) for column in every}


CONTRACT_NO = LedgerColumn(ROW, Column("contract", "契約番号", ValueType.TEXT))
SUBCONTRACT_NO = LedgerColumn(ROW, Column("subcontract", "再委託番号", ValueType.TEXT))
STAGE = LedgerColumn(ROW, Column("stage", "状態", ValueType.CHOICE, Stage))
OFFICE_DATES = tuple(
    LedgerColumn(DIVISION, Column(name, label, ValueType.DATE))
    for name, label in (("effective_on", "適用日"), ("deputy_from", "{代理}開始日"), ("deputy_until", "{代理}終了日"))
)
"""Optional columns of 所属: from when the row's posts hold (a transfer entered beforehand), a deputy's period."""

WITHDRAWN = LedgerColumn(ROW, Column("withdrawn", "取消", ValueType.YES_NO))


def _sheet_columns(target: str, cls: type[Any]) -> tuple[LedgerColumn, ...]:
    """The columns of a fact sheet, of a contract or a subcontract."""
    return tuple(LedgerColumn(target, column) for column in sheet_columns(cls) if column.in_ledger)


def _kind_columns(*kinds: str) -> tuple[LedgerColumn, ...]:
    """The columns of kinds of evidence; 文書番号 is not among them, as the ledger has no such column."""
    return tuple(
        LedgerColumn(kind, column)
        for kind in kinds
        for column in BUILT_IN[kind].columns
        if column.name != "document_no"
    )


_POSTS = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.DEPUTY)


def _division_columns() -> tuple[LedgerColumn, ...]:
    columns = [Column("name", "所属", ValueType.TEXT), Column("department", "部局", ValueType.TEXT)]
    for role in _POSTS:
        columns.append(Column(role.value, role.own_label, ValueType.PERSON))
        columns.append(Column(f"{role.value}_mail", f"{role.own_label}メール", ValueType.MAIL))
    columns += [Column(f"{role.value}_login", f"{role.own_label}ログイン", ValueType.PERSON) for role in _POSTS]
    return tuple(LedgerColumn(DIVISION, column) for column in columns)


_NO, _SUB = CONTRACT_NO.label, SUBCONTRACT_NO.label
_OF_CONTRACT, _OF_EITHER = (CONTRACT_NO,), (CONTRACT_NO, SUBCONTRACT_NO)


@per_book
def built_in_sheets() -> tuple[Sheet, ...]:
    """The sheets of the records that the product itself knows, with the columns and names of the rule book in use."""
    contract = (*_OF_CONTRACT, *_sheet_columns(CONTRACT, ContractSheet), STAGE)
    needed = (label(ContractSheet, name) for name in ("division", "title", "contractor", "fiscal_years"))
    subcontracted = (*_OF_EITHER, *_sheet_columns(SUBCONTRACT, SubcontractSheet), *_kind_columns(NOTICE))
    visits = label(OnsiteInspection, "inspected_on"), label(OnsiteWaiver, "recorded_on")
    return (
        Sheet("所属", _division_columns(), ("所属",), ("所属",)),
        Sheet("契約", contract, (_NO,), (_NO, *needed)),
        _sheet("周知説明", "duty_notice"),
        _sheet("契約書確認", "contract_review", by=label(ContractReview, "reviewed_on")),
        _sheet("チェックリスト", "checklist", of=_OF_EITHER, by=label(Checklist, "received_on")),
        _sheet("情報システム確認", "system_review"),
        _sheet("実地調査", "onsite_inspection", "onsite_waiver", of=_OF_EITHER, either=visits),
        Sheet("再委託", subcontracted, (_NO, _SUB), (_NO, _SUB)),
        _sheet("連絡体制", "emergency_contact"),
        _sheet("疎通確認", "contact_check", by=label(ContactCheck, "checked_on")),
        _sheet("検査", "inspection_plan", "completion_inspection", "return_disposal", of=_OF_EITHER),
    )


def _sheet(
    name: str,
    *kinds: str,
    of: tuple[LedgerColumn, ...] = _OF_CONTRACT,
    by: str = "",
    either: tuple[str, ...] = (),
) -> Sheet:
    """A sheet of kinds of evidence, its rows told apart by the contract and, where named, by a day."""
    key = (_NO, by) if by else (_NO,)
    return Sheet(name, (*of, *_kind_columns(*kinds)), key, key, either)


@per_book
def _every_sheet() -> tuple[Sheet, ...]:
    added = [kind for kind in KINDS.values() if kind.id not in BUILT_IN and kind.in_ledger]
    return (*built_in_sheets(), *(_added(kind) for kind in added))


def _added(kind: Kind) -> Sheet:
    """The sheet of a kind that the pack adds: one row for each date."""
    columns = tuple(LedgerColumn(kind.id, column) for column in kind.columns if column.name != "document_no")
    day = next(column.label for column in kind.columns if column.name == kind.dated_by)
    if kind.of_contract:
        return Sheet(kind.label, (*_OF_CONTRACT, *columns), (_NO, day), (_NO, day))
    return Sheet(kind.label, (*_OF_EITHER, *columns), (_NO, _SUB, day), (_NO, _SUB, day))


class _Sheets(Sequence[Sheet]):
    """The ledger's sheets; those of the pack's own kinds are made at the first look, not at import."""

    @overload
    def __getitem__(self, at: int) -> Sheet: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sheet]: ...
    def __getitem__(self, at: int | slice) -> Sheet | Sequence[Sheet]:
        return _every_sheet()[at]

    def __len__(self) -> int:
        return len(_every_sheet())

    def __iter__(self) -> Iterator[Sheet]:
        return iter(_every_sheet())


SHEETS: Sequence[Sheet] = _Sheets()
"""Every sheet, in the order export writes them: the product's own, then one for each kind that the pack adds."""

INTRODUCTION = "はじめに"
"""A sheet of words to the reader; a ledger that was made up says there that it is fictional (架空)."""


def sheet_of(name: str) -> Sheet | None:
    """The sheet of that name, in whatever widths and with whatever blanks the name is typed."""
    return next((sheet for sheet in SHEETS if plain(sheet.name) == plain(name)), None)


def key_of(target: str, values: Mapping[str, Any]) -> str:
    """The date that tells a document from others of its kind and subject; empty while it has none, and of a sheet."""
    return KINDS[target].key(values) if target in KINDS else ""
