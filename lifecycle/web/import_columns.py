"""列の読み方: what each heading of an office's own sheet is read as, proposed and settled before anything is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from config.errors import RequestFault
from lifecycle.acts import Act
from lifecycle.ledger.layout import (
    READ_NOT,
    AskedColumn,
    ImportPlan,
    LedgerMap,
    MappedTable,
    PlannedColumn,
    PlannedTable,
    column_named,
    readable_columns,
    same_heading,
)
from lifecycle.usecases.begun import begun_form, keep_begun
from lifecycle.usecases.received_ledger import ReceivedLedger, is_kept, plan_received
from lifecycle.web import places
from lifecycle.web.answers import away_to
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown
from lifecycle.web.visit import Visit
from states.documents import ValueType

_YES, _NO = "はい", "いいえ"


@dataclass(frozen=True, slots=True)
class HeadingChoice:
    """A heading with what it may be read as: the field of the form, the answer so far, the question if one is asked."""

    name: str
    column: PlannedColumn
    chosen: str
    question: str = ""
    shown: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FurtherChoice:
    """What is asked beside the headings: a value that no column gives, or the 年号 of a column's years."""

    name: str
    asked: AskedColumn
    chosen: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TableChoice:
    """A table as it is settled: whether it is read, its headings, and what else is asked of it."""

    name: str
    table: PlannedTable
    read: str
    question: str
    headings: tuple[HeadingChoice, ...]
    further: tuple[FurtherChoice, ...]

    @property
    def previewed(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The first rows as they would be read: each column of the ledger with what it says in every row."""
        rows = [dict(row.values) for row in self.table.preview]
        names = dict.fromkeys(name for row in rows for name in row)
        return [(name, [row.get(name, "") for row in rows]) for name in names]

    @property
    def faults(self) -> Iterator[RequestFault]:
        """What is not settled yet, each beside its field; of a table that is not read nothing is asked."""
        if self.read == _NO:
            return
        for heading in self.headings:
            if heading.fault:
                yield RequestFault("heading_open", heading.fault, heading.name, heading.column.heading)
        for one in self.further:
            if one.fault:
                yield RequestFault("value_open", one.fault, one.name, one.asked.name)

    @property
    def mapped(self) -> MappedTable:
        """The table as it is settled."""
        said = {one.asked: one.chosen for one in self.further if one.chosen}
        more = {topic: {a.name: text for a, text in said.items() if a.topic == topic} for topic in ("constant", "era")}
        columns = {heading.column.heading: heading.chosen or READ_NOT for heading in self.headings}
        return replace(
            self.table.mapped,
            columns=columns,
            constants={**dict(self.table.constants), **more["constant"]},
            eras={**dict(self.table.eras), **more["era"]},
        )


def received_by(visit: Visit) -> ReceivedLedger | None:
    """The ledger that this person has sent and not yet imported."""
    begun = begun_form(visit.app, places.IMPORT_CHECK)
    received = ReceivedLedger.of(begun.kept) if begun else None
    return received if received and is_kept(visit.app, received.file) else None


def _choices(plan: ImportPlan, given: Mapping[str, str] | None) -> Sequence[TableChoice]:
    """Every table with the answers that were given, or with what is proposed where none were."""
    return [_choice(f"t{number}", table, plan.asked, given) for number, table in enumerate(plan.tables, 1)]


def _choice(
    name: str, table: PlannedTable, every: Sequence[AskedColumn], given: Mapping[str, str] | None
) -> TableChoice:
    asked = [one for one in every if one.sheet == table.sheet]
    whole = next((one for one in asked if one.topic == "table"), None)
    read = (given or {}).get(f"{name}-read", "" if given else _YES if not whole or whole.proposed != READ_NOT else _NO)
    headings = tuple(_heading(f"{name}-c{column.at}", column, asked, given) for column in table.columns)
    further = tuple(
        _further(f"{name}-a{number}", one, given)
        for number, one in enumerate(asked)
        if one.topic in ("constant", "era")
    )
    return TableChoice(name, table, read or _YES, whole.question if whole else "", headings, further)


def _heading(
    name: str, column: PlannedColumn, asked: Sequence[AskedColumn], given: Mapping[str, str] | None
) -> HeadingChoice:
    one = next((one for one in asked if one.topic == "column" and same_heading(one.name, column.heading)), None)
    proposed = column.reads or (one.proposed if one else READ_NOT)
    chosen = proposed if given is None else given.get(name, "")
    known = chosen in (READ_NOT, *readable_columns())
    fault = "" if known else "何として読むかを選んでください。読まない列は「読まない」を選びます。"
    return HeadingChoice(
        name,
        column,
        chosen if known else "",
        one.question if one else "",
        one.shown if one else "",
        fault if given is not None else "",
    )


def _further(name: str, asked: AskedColumn, given: Mapping[str, str] | None) -> FurtherChoice:
    chosen = asked.proposed if given is None else given.get(name, "")
    fault = "" if given is None or chosen else "答えを入れてください。"
    return FurtherChoice(name, asked, chosen, fault)


def _given(visit: Visit) -> dict[str, str]:
    """The answers as they were sent."""
    names = visit.form.keys() if visit.form else ()
    return {name: visit.sent(name) for name in names if name.startswith("t")}


def _show(visit: Visit) -> Response:
    visit.actor.must(Act.IMPORT)
    received = received_by(visit)
    if received is None or not received.own_sheet:
        return away_to(places.IMPORT_CHECK if received else places.IMPORT)
    plan = plan_received(visit.app, received.file)
    return _page(visit, received, plan, _choices(plan, None))


def _page(
    visit: Visit, received: ReceivedLedger, plan: ImportPlan, tables: Sequence[TableChoice], status: int = 200
) -> Response:
    faults = tuple(fault for table in tables for fault in table.faults)
    if tables and all(table.read == _NO for table in tables):
        faults = (
            RequestFault("nothing_read", "読むシートを、少なくとも一つ選んでください。", f"{tables[0].name}-read"),
        )
    form = FormShown(places.IMPORT_COLUMNS, visit.version(""), (), places.IMPORT, faults)
    return visit.page(
        "import_columns.html",
        status=status,
        form=form,
        faults=faults,
        file=received.file,
        plan=plan,
        tables=tables,
        targets=(targets := _targets()),
        offered={READ_NOT, *(name for names in targets.values() for name in names)},
        read_not=READ_NOT,
    )


def _targets() -> Mapping[str, Sequence[str]]:
    """What a heading is offered to be read as, by the sheet of the ledger: all but the items of a checklist."""
    targets: dict[str, list[str]] = {}
    for name in readable_columns():
        known = column_named(name)
        if known and known[1].column.value_type is ValueType.ANSWER:
            continue
        targets.setdefault(name.partition("/")[0], []).append(name)
    return targets


def _take(visit: Visit) -> Response:
    """Keep how the tables are read, and go on to the page on which that is looked through."""
    visit.actor.must(Act.IMPORT)
    received = received_by(visit)
    if received is None:
        return away_to(places.IMPORT)
    plan = plan_received(visit.app, received.file)
    tables = _choices(plan, _given(visit))
    read = [table for table in tables if table.read != _NO]
    if not read or any(True for table in tables for _ in table.faults):
        return _page(visit, received, plan, tables, 422)
    mapping = LedgerMap(tuple(table.mapped for table in read))
    keep_begun(visit.app, places.IMPORT_CHECK, replace(received, mapping=mapping).kept)
    return away_to(places.IMPORT_CHECK)


DOORS = (Door(places.IMPORT_COLUMNS, show=_show, take=_take),)
