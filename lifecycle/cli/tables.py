"""`tables`: the command that counts the audit's twelve tables as of a date."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from config.errors import Exit, UsageError
from lifecycle.cli.books import Force, check_book, mark_said, write_book
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.moves import proofs_told
from lifecycle.cli.named import OfficeName
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, leave, show_json, show_rows

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.papers.tables.audit_counts import AuditTables
    from lifecycle.papers.tables.expected_file import Expected
    from lifecycle.records.as_of import AsOf

_BEHIND = {
    "fiscal_year": "年度",
    "column": "列",
    "subject": "対象",
    "division": "所属",
    "title": "業務名",
    "missing": "不足",
    "proofs": "裏付け",
}


def tables(
    *,
    fiscal_year: Annotated[tuple[str, ...], Parameter(name="--fiscal-year", help="年度(繰り返し可)")] = (),
    compare: Annotated[Path | None, Parameter(help="比べる数値(JSON)。違いがあれば3で終わる")] = None,
    division: Annotated[OfficeName | None, Parameter(help="この所属だけ")] = None,
    drill: Annotated[int | None, Parameter(help="この番号の表の、数の裏にある契約を並べる")] = None,
    xlsx: Annotated[Path | None, Parameter(help="報告書の様式のExcelに書き出す")] = None,
    force: Force = False,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """監査の表1〜12と要改善の件数。"""
    from lifecycle.app import open_app
    from lifecycle.papers.tables import table_json
    from lifecycle.papers.tables.count import count
    from lifecycle.papers.tables.table_text import text_tables

    if xlsx:
        check_book(xlsx, force=force)
    app = open_app(actor=common.actor)
    years = years_typed(fiscal_year)
    expected = _expected(compare, years)
    as_of = dates.asked(app.today())
    counted = count(app, as_of, years, division)
    if drill is not None:
        _show_drill(app, as_of, counted, drill, common)
        return
    if xlsx:
        write_book(xlsx, _as_book(app, counted, as_of, division), force=force)
    differences = table_json.compare(counted, expected) if expected else []
    if common.json:
        told = {"differences": [asdict(d) for d in differences]} if expected else {}
        show_json({**table_json.as_json(counted), **told})
    else:
        print(text_tables(counted, expected, differences))
        say_if_fictional(app)
    leave(Exit.FINDINGS if differences else Exit.DONE)


def _expected(path: Path | None, years: list[int] | None) -> "Expected | None":
    """The figures with which the tables are compared, for the fiscal years asked for."""
    from lifecycle.papers.tables.expected_file import read_expected

    expected = read_expected(path) if path else None
    return expected.only(years) if expected and years else expected


def _as_book(app: "App", counted: "AuditTables", as_of: "AsOf", division: str | None) -> bytes:
    from lifecycle.papers.books.table_book import Scope, tables_bytes

    return tables_bytes(counted, Scope(division, as_of.known_by, mark_said(app)), app.clock.now())


def years_typed(typed: tuple[str, ...]) -> list[int] | None:
    """The fiscal years that were typed; None where none were. Raises UsageError."""
    from lifecycle.fields.dates import read_fiscal_years

    try:
        return [year for text in typed for year in read_fiscal_years(text)] or None
    except ValueError as error:
        raise UsageError(f"--fiscal-year: {error}「{'、'.join(typed)}」") from None


def _show_drill(app: "App", as_of: "AsOf", counted: "AuditTables", number: int, common: Common) -> None:
    """Print the contracts behind a table's cells."""
    from config.wareki import format_fiscal_year
    from lifecycle.papers.tables.count import drill
    from lifecycle.views.verdict_documents import proof_document

    rows = [
        {
            "fiscal_year": format_fiscal_year(behind.fiscal_year),
            "column": behind.column,
            "subject": behind.subject,
            "division": behind.division,
            "title": behind.title,
            "missing": list(behind.missing) if common.json else "、".join(behind.missing),
            "proofs": [proof_document(one) for one in behind.backed] if common.json else proofs_told(behind.backed),
        }
        for behind in drill(app, as_of, counted, number)
    ]
    if common.json:
        show_json(rows)
        return
    show_rows(_BEHIND, rows, ("subject",), ("division", "title"))
    say_if_fictional(app)
