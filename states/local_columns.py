"""The names that a place gives the ledger's columns: each must be that of a column, and tell it from its neighbours."""

from collections import Counter
from collections.abc import Iterator

from config.errors import DataFault
from config.place import PLACE_FILE, PlaceWords, engine_name
from config.rulebook import RuleBook
from states.documents import Column, ValueType
from states.evidence import BUILT_IN, sheet_columns
from states.facts import ContractSheet, SubcontractSheet


def column_faults(place: PlaceWords) -> list[DataFault]:
    """Every column named that the engine does not have, and every name that two columns of one record would bear."""
    of_records = [sheet_columns(ContractSheet), sheet_columns(SubcontractSheet)]
    of_records += [kind.columns for kind in BUILT_IN.values()]
    known = {engine_name(column.own_label) for columns in of_records for column in columns}
    unknown = [
        DataFault(PLACE_FILE, f"columns.{own}", "この名の列はありません。左には、この仕組みの列の名を書いてください")
        for own in sorted(place.columns.keys() - known)
    ]
    return [*unknown, *(fault for columns in of_records for fault in _alike(place, columns))]


def _alike(place: PlaceWords, columns: tuple[Column, ...]) -> Iterator[DataFault]:
    """Faults of names that two columns of one record bear; only a name that the place gives can be one."""
    counted = Counter(place.column(column.own_label) for column in columns)
    for own, name in place.columns.items():
        if counted[name] > 1 and own in {engine_name(column.own_label) for column in columns}:
            yield DataFault(PLACE_FILE, f"columns.{own}", f"「{name}」は、隣の列の名です。別の名にしてください")


def clauses_asked(book: RuleBook) -> tuple[str, ...]:
    """The fields of the review of a contract document that say of a clause whether it stands, and that a rule asks."""
    asked = {label for rule in book.rules.values() for label in rule.required_fields}
    present = (c for c in BUILT_IN["contract_review"].columns if c.value_type is ValueType.PRESENT)
    return tuple(column.name for column in present if column.label in asked)
