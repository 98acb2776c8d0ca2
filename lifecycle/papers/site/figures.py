"""The charts of the site: each is drawn from the same numbers as the table beside it."""

from collections.abc import Sequence
from typing import Any

from config.wareki import format_fiscal_year
from lifecycle.papers.charts.draw import draw
from lifecycle.papers.site.audit import TablePage
from lifecycle.papers.site.offices import LONG_OVERDUE, OfficePage
from lifecycle.papers.site.stages import StagesPage
from lifecycle.papers.tables.audit_counts import AuditTables

_YEARS = 3


def of_table(table: TablePage) -> str:
    """The parts of one table's total, year by year."""
    told = "。".join(
        f"{year.name}: " + "、".join(f"{figure.heading} {figure.ours}" for figure in year.figures)
        for year in table.years
    )
    title = f"表{table.number} {table.title}: 母数に占める割合"
    return draw("table_row", table.bars, key=f"t{table.number}", title=title, description=told) if table.bars else ""


def findings_by_year(tables: AuditTables) -> str:
    """The rate of findings of the twelve tables, over the latest fiscal years."""
    years = tables.fiscal_years[-_YEARS:]
    rows: list[dict[str, Any]] = []
    for table in tables.tables:
        for year in years:
            row = table.row(year)
            if row is not None and row.values[0]:
                rows.append(
                    {
                        "table": f"表{table.number}",
                        "year": format_fiscal_year(year),
                        "age": len(years) - 1 - years.index(year),
                        "rate": 100 * row.values[-1] / row.values[0],
                        "label": f"{format_fiscal_year(year)} {row.rate}({row.values[-1]}/{row.values[0]})",
                    }
                )
    told = "。".join(f"{row['table']} {row['label']}" for row in rows)
    title = "表1〜12の所見の率、年度ごと"
    return draw("findings_by_year", rows, key="findings", title=title, description=told) if rows else ""


def time_in_stage(stages: StagesPage) -> str:
    """The median and the longest stay in each stage."""
    rows = [
        {
            "stage": time.stage.label,
            "median": time.median,
            "longest": time.longest,
            "label": f"{time.median}/{time.longest}日",
        }
        for time in stages.times
    ]
    told = "。".join(f"{t.stage.label} 中央値{t.median}日・最長{t.longest}日({t.stays}件)" for t in stages.times)
    return draw("time_in_stage", rows, key="stay", title="段階にいる日数", description=told) if rows else ""


def overdue_by_division(offices: Sequence[OfficePage]) -> str:
    """The overdue duties of each office, those long overdue apart; the worst office first."""
    ordered = sorted((o for o in offices if o.overdue), key=lambda o: (-o.overdue, o.name))
    rows = [
        {"division": office.name, "kind": kind, "order": order, "count": count}
        for office in ordered
        for order, (kind, count) in enumerate(
            (("finding", office.long_overdue), ("middle", office.overdue - office.long_overdue))
        )
    ]
    told = "。".join(f"{o.name} {o.overdue}件(うち{LONG_OVERDUE}開庁日超 {o.long_overdue}件)" for o in ordered)
    title = "期限を過ぎた義務、所属ごと"
    return draw("overdue_by_division", rows, key="overdue", title=title, description=told) if rows else ""


def override_rate(offices: Sequence[OfficePage]) -> str:
    """The share of each office's contracts that have an exception in force; offices without any are left out."""
    ordered = sorted((o for o in offices if o.excepted), key=lambda o: (-o.override_percent, o.name))
    rows = [
        {
            "division": office.name,
            "rate": office.override_percent,
            "label": f"{office.override_rate}({office.excepted}/{office.total})",
        }
        for office in ordered
    ]
    told = "。".join(f"{row['division']} {row['label']}" for row in rows)
    title = "適用中の例外承認がある契約の割合、所属ごと"
    return draw("override_rate", rows, key="rate", title=title, description=told) if rows else ""
