"""The audit tables as text for a terminal of 80 columns, beside the report's figures where they are given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.wareki import fiscal_year_name, format_date
from lifecycle.papers.tables.audit_counts import AuditTable, AuditTables, TableRow
from lifecycle.papers.tables.columns import clipped, padded, stacked
from lifecycle.papers.tables.expected_file import Expected, ExpectedRow
from lifecycle.papers.tables.printed_form import FORMS, IMPROVEMENT_CAVEAT
from lifecycle.papers.tables.table_json import Difference
from notifications.plain import width as display_width

AGREES, DIFFERS = "一致", "相違"
BLANK = "空欄"
_LABEL_WIDTH = 11
_SUMMARY_LABELS = {"contracts": "監査対象", "in_scope": "うち区切り以降", "needs_improvement": "要改善"}


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The expected figures: where they differ from ours, and what they are called at the left of a row."""

    expected: Expected | None
    differences: Sequence[Difference]
    name: str

    def row(self, number: int, fiscal_year: int) -> ExpectedRow | None:
        """The expected row of a table; None where nothing is expected of the table in that year."""
        rows = self.expected.tables.get(str(number), {}) if self.expected else {}
        return rows.get(fiscal_year)

    def verdict(self, table: str | None, fiscal_year: int | None) -> str:
        """一致 or 相違 for one row, or for the summary (None, None)."""
        here = any(d.table == table and d.fiscal_year == fiscal_year for d in self.differences)
        return DIFFERS if here else AGREES


def text_tables(
    tables: AuditTables,
    expected: Expected | None = None,
    differences: Sequence[Difference] = (),
    *,
    expected_name: str = "報告書",
) -> str:
    """All tables and the summary, each expected row under ours with 一致 or 相違; no line wider than 80 columns."""
    comparison = _Comparison(expected, differences, clipped(expected_name, _LABEL_WIDTH - 2))
    lines = [f"監査表 表1〜12 ({format_date(tables.as_of)}現在)", ""]
    for table in tables.tables:
        lines += [*_table_lines(table, comparison), ""]
    lines += [*_summary(tables, comparison), *_verdicts(comparison, tables)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table_lines(table: AuditTable, comparison: _Comparison) -> Iterator[str]:
    """The lines of one table: title, headings broken as in the report, one line for each fiscal year and figure."""
    headings = [heading.split("|") for heading in FORMS[table.number - 1].printed]
    widths = [max(7, *(display_width(part) for part in heading)) for heading in headings]
    yield f"表{table.number} {table.title}({table.unit})"
    for parts in stacked(headings):
        yield " " * _LABEL_WIDTH + _cells(parts, widths)
    for row in table.rows:
        yield padded(fiscal_year_name(row.fiscal_year), _LABEL_WIDTH) + _cells(_figures(row.values, row.rate), widths)
        theirs = comparison.row(table.number, row.fiscal_year)
        if theirs is not None:
            figures = _cells(_expected_figures(row, theirs), widths)
            verdict = comparison.verdict(str(table.number), row.fiscal_year)
            yield f"{padded('  ' + comparison.name, _LABEL_WIDTH)}{figures}  {verdict}"
    yield from _sample_note(table)
    if table.foot:
        yield f"  {table.foot}"


def _cells(texts: Sequence[str], widths: Sequence[int]) -> str:
    """Texts right-aligned in their columns, two spaces apart."""
    return "".join("  " + padded(text, width, right=True) for text, width in zip(texts, widths, strict=False))


def _figures(values: Sequence[int], rate: str | None) -> list[str]:
    return [*(f"{value:,}" for value in values), rate or BLANK]


def _expected_figures(row: TableRow, theirs: ExpectedRow) -> list[str]:
    """The figures of the file's row as it gives them; a figure that it leaves blank stays blank."""
    if theirs.values is None:
        return [BLANK] * (len(row.values) + 1)
    figures = [f"{value:,}" for value in theirs.values][: len(row.values)]
    figures += [""] * (len(row.values) - len(figures))
    return [*figures, (theirs.rate or BLANK) if theirs.states_rate else ""]


def _sample_note(table: AuditTable) -> Iterator[str]:
    """The report's footnote on the sample, where a year it concerns is shown."""
    yield from (f"  {note}" for note in table.sample_notes)


def _summary(tables: AuditTables, comparison: _Comparison) -> Iterator[str]:
    """The lines of the headline: contracts, those in scope, 要改善, and what 要改善 means here."""
    cutoff = tables.tables[0].cutoff_on
    counts = (tables.contracts, tables.in_scope, tables.needs_improvement)
    yield "総括(契約)"
    yield "  " + _headline(counts)
    given = comparison.expected.summary if comparison.expected else {}
    if given:
        theirs = _headline([given.get(key) for key in _SUMMARY_LABELS])
        yield f"  {theirs}  {comparison.name}と{comparison.verdict(None, None)}"
    if cutoff:
        yield f"  区切りは{format_date(cutoff)}(この日以降の締結、後に始まる年度は全件)。"
    yield f"  要改善の{IMPROVEMENT_CAVEAT}。ここでは、区切り以降の契約のうち"
    yield "  表1〜10の所見が契約又はその再委託にあるもの。所見には"
    yield "  長期継続契約の未見直しと、理由のある実地調査の未実施を含まない。"


def _headline(counts: Sequence[int | None]) -> str:
    labels = _SUMMARY_LABELS.values()
    return "  ".join(f"{label} {'-' if n is None else f'{n:,}'}" for label, n in zip(labels, counts, strict=True))


def _verdicts(comparison: _Comparison, tables: AuditTables) -> Iterator[str]:
    """The lines that name every difference, or say that there is none."""
    if comparison.expected is None:
        return
    yield ""
    if comparison.expected.is_empty:
        yield f"{comparison.name}には、この年度の数値がありません"
        return
    theirs = comparison.expected.as_of
    if theirs and theirs != tables.as_of:
        yield f"基準日が違います: 当方 {format_date(tables.as_of)}、{comparison.name} {format_date(theirs)}"
    if not comparison.differences:
        yield f"{comparison.name}の数値と全て{AGREES}"
        return
    yield f"{comparison.name}との{DIFFERS} {len(comparison.differences)}件"
    for difference in comparison.differences:
        yield clipped(f"  {_place(difference)}: {_sides(difference, comparison.name)}", 80)


def _place(difference: Difference) -> str:
    if difference.table is None:
        return f"総括 {_SUMMARY_LABELS.get(difference.what, difference.what)}"
    year = fiscal_year_name(difference.fiscal_year) if difference.fiscal_year is not None else ""
    return " ".join(part for part in (f"表{difference.table}", year, difference.what) if part)


def _sides(difference: Difference, name: str) -> str:
    """Both figures in words, or the words that the table or year stands in the file alone."""
    if difference.ours is None and difference.theirs == "あり":
        return f"{name}にだけあります"
    ours, theirs = (BLANK if side is None else side for side in (difference.ours, difference.theirs))
    return f"当方 {ours}、{name} {theirs}"
