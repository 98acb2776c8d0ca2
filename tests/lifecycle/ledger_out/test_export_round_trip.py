"""import(export(x)) = x: on the synthetic ledger, in the home it came from, and on random portfolios."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from installation import ADMIN, Installation, copy_of
from portfolios import portfolios
from workbooks import formulas_in, is_day, sheets_of

import lifecycle.demo
from lifecycle.clock import JAPAN
from lifecycle.ledger.columns import INTRODUCTION, SHEETS
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.parsed import LedgerRow
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.papers.ledger_out.write import write_ledger
from lifecycle.papers.tables.count import count
from lifecycle.papers.tables.table_json import as_json
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.importing import import_ledger
from states.documents import ValueType

LATER = "2024-12-02"


def test_what_was_exported_and_imported_elsewhere_is_exported_equal_cell_for_cell(
    sample_home: Installation, fresh: Any, tmp_path: Path
) -> None:
    """import(export(x)) = x."""
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    export_ledger(sample_home.app(ADMIN, LATER), first)
    elsewhere = fresh().app(ADMIN, LATER)
    import_ledger(elsewhere, first)
    export_ledger(elsewhere, second)
    assert sheets_of(first) == sheets_of(second)
    assert first.read_bytes() == second.read_bytes()


def test_the_export_holds_what_the_ledger_that_was_imported_held(sample_home: Installation, tmp_path: Path) -> None:
    """Nothing of the synthetic ledger is lost on the way through the database."""
    sample = Path(lifecycle.demo.__file__).parent / "audit_r6_ledger.xlsx"
    result = export_ledger(sample_home.app(ADMIN, LATER), tmp_path / "1.xlsx")
    assert _said(parse_ledger(tmp_path / "1.xlsx").rows) == _said(parse_ledger(sample).rows)
    assert (result.contracts, result.subcontracts, result.fictional, dict(result.left_out)) == (190, 71, True, {})


def test_importing_an_export_where_it_came_from_changes_nothing_and_records_nothing(
    sample_home: Installation, tmp_path: Path
) -> None:
    """Importing is idempotent; a 状態 equal to the stage is ignored."""
    installation = copy_of(sample_home, tmp_path / "home")
    app = installation.app(ADMIN, LATER)
    export_ledger(app, tmp_path / "1.xlsx")
    before = installation.count("journal")
    done = import_ledger(app, tmp_path / "1.xlsx")
    assert (done.created, done.changed, done.ignored, installation.count("journal")) == (0, 0, (), before)
    installation.engine.dispose()


def test_the_audit_tables_of_a_home_filled_from_an_export_are_the_reports(
    sample_home: Installation, fresh: Any, tmp_path: Path
) -> None:
    """The export carries everything that tables 1 to 12 count."""
    export_ledger(sample_home.app(ADMIN, LATER), tmp_path / "1.xlsx")
    app = fresh().app(ADMIN, LATER)
    import_ledger(app, tmp_path / "1.xlsx")
    counted = as_json(count(app, AsOf(date(2024, 11, 26)), None))
    printed = json.loads((Path(lifecycle.demo.__file__).parent / "audit_r6_expected.json").read_text("utf-8"))
    assert counted["summary"] == printed["summary"]
    assert {n: t["rows"] for n, t in counted["tables"].items()} == {n: t["rows"] for n, t in printed["tables"].items()}


def test_a_synthetic_ledger_says_so_when_exported_and_again_when_imported(
    sample_home: Installation, tmp_path: Path
) -> None:
    """The product says that it is fictional wherever it shows it."""
    export_ledger(sample_home.app(ADMIN, LATER), tmp_path / "1.xlsx")
    assert "架空" in sheets_of(tmp_path / "1.xlsx")[INTRODUCTION][0][0]
    assert parse_ledger(tmp_path / "1.xlsx").fictional


def test_sheets_and_columns_stand_in_the_ledgers_order(sample_home: Installation, tmp_path: Path) -> None:
    """Columns, in the order export writes them."""
    export_ledger(sample_home.app(ADMIN, LATER), tmp_path / "1.xlsx")
    found = sheets_of(tmp_path / "1.xlsx")
    assert list(found) == [INTRODUCTION, *(sheet.name for sheet in SHEETS)]
    for sheet in SHEETS:
        assert found[sheet.name][0] == [column.label for column in sheet.columns]


def test_dates_are_real_dates_counts_numbers_and_numbers_of_things_text(
    sample_home: Installation, tmp_path: Path
) -> None:
    """Real Excel dates; 契約番号 and 再委託番号 are text, so that 1.10 stays 1.10."""
    book = tmp_path / "1.xlsx"
    export_ledger(sample_home.app(ADMIN, LATER), book)
    assert formulas_in(book) == 0
    read = sheets_of(book)
    for sheet in SHEETS:
        for at, found in enumerate(sheet.columns):
            cells = [row[at] for row in read[sheet.name][1:] if row[at] != ""]
            type_ = found.column.value_type
            if type_ is ValueType.DATE:
                assert all(is_day(cell) for cell in cells), found.label
            else:
                assert {type(cell) for cell in cells} <= {float if type_ is ValueType.COUNT else str}, found.label


@given(rows=portfolios())
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_portfolio_survives_writing_importing_and_exporting(
    empty_home: Installation, tmp_path_factory: Any, rows: list[LedgerRow]
) -> None:
    """import(export(x)) = x, whatever texts and dates stand in it."""
    folder = tmp_path_factory.mktemp("portfolio")
    installation = copy_of(empty_home, folder / "home")
    app = installation.app(ADMIN, LATER)
    write_ledger(folder / "in.xlsx", rows, [], app.clock.now().astimezone(JAPAN))
    read = parse_ledger(folder / "in.xlsx")
    assert (read.faults, read.ignored, _said(read.rows)) == ((), (), _said(rows))
    import_ledger(app, folder / "in.xlsx")
    result = export_ledger(app, folder / "out.xlsx")
    assert _said(parse_ledger(folder / "out.xlsx").rows, "estimate") == _said(rows, "estimate")
    assert formulas_in(folder / "out.xlsx") == 0
    assert not result.left_out
    installation.engine.dispose()


def _said(rows: Any, stage: str | None = None) -> list[str]:
    """What rows say record by record, whatever their order; a contract without a declared stage stands at `stage`."""
    return sorted(
        repr((row.sheet, row.contract, row.subcontract, *_stage(row, stage), target, sorted(fields.items())))
        for row in rows
        for target, fields in row.values.items()
    )


def _stage(row: LedgerRow, default: str | None) -> tuple[str | None]:
    return (row.stage or (default if row.sheet == "契約" else None),)
