"""`tables`: the audit's twelve tables as of a date."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.errors import UsageError
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, leave, show_json

DIFFERS = 3


def tables(
    *,
    fiscal_year: Annotated[tuple[str, ...], Parameter(name="--fiscal-year", help="年度(くり返し可)")] = (),
    compare: Annotated[Path | None, Parameter(help="比べる数値(JSON)。違いがあれば3で終わる")] = None,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """監査の表1〜12と要改善の件数。"""
    from config.wareki import parse_fiscal_year
    from lifecycle.app import open_app
    from lifecycle.records.facts import AsOf
    from lifecycle.reports.expected_file import read_expected
    from lifecycle.reports.table_json import as_json
    from lifecycle.reports.table_json import compare as differences_of
    from lifecycle.reports.table_text import text_tables
    from lifecycle.usecases.tables import count

    app = open_app(actor=common.actor)
    try:
        years = [parse_fiscal_year(text) for text in fiscal_year] or None
    except ValueError as error:
        raise UsageError(str(error)) from None
    expected = read_expected(compare) if compare else None
    as_of = AsOf(day(dates.as_of, "--as-of") or app.today(), day(dates.known_by, "--known-by"))
    counted = count(app, as_of, years)
    if expected and years:
        expected = expected.only(years)
    differences = differences_of(counted, expected) if expected else []
    if common.json:
        document = as_json(counted)
        if expected:
            document["differences"] = [{n: getattr(d, n) for n in d.__slots__} for d in differences]
        show_json(document)
    else:
        print(text_tables(counted, expected, differences))
        say_if_fictional(app)
    leave(DIFFERS if differences else 0)
