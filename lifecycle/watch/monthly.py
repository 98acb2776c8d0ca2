"""The monthly report to the two offices of 制度所管課; the audit asks that the effect of the circulars be reported."""

from dataclasses import dataclass
from datetime import date

from config.errors import UsageError
from config.marks import at_the_foot, beside_a_count
from config.wareki import fiscal_year_name, fiscal_year_of, format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.papers.tables.audit_counts import AuditTables
from lifecycle.papers.tables.count import count
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.as_of import AsOf
from lifecycle.records.database import reading, writing
from lifecycle.usecases.again import tried_again
from lifecycle.watch.mail import queue_installation_notice
from lifecycle.watch.monthly_circulars import circulars_in
from lifecycle.watch.monthly_counts import MonthCount, Tally, count_month, last_day, month_before
from lifecycle.watch.monthly_incidents import incidents_in
from lifecycle.watch.needless import needless_in
from notifications.installation_notices import MonthlyLine, MonthlyNotice, TableLine
from states.duty import basis_of


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """The report of a month: which month, as of what day, how much each office was told of, which messages were queued.

    `offices` holds for each office of 制度所管課 the duties owed and of these overdue, `late_notes` in the same order
    what is said of the days that they are overdue by (期限は仮定).
    """

    month: date
    as_of: date
    offices: tuple[tuple[str, int, int], ...]
    messages_queued: int
    late_notes: tuple[str, ...] = ()


@tried_again
def monthly_report(app: App, month: date) -> MonthlyReport:
    """Queue the report of the month in which a day lies to each office of 制度所管課; once a month, whenever asked.

    Raises UsageError where the month is not over, RoleError.
    """
    notices = report_of(app, month.replace(day=1))
    with writing(app.engine) as connection:
        queued = [
            queue_installation_notice(
                Outbox(app, connection),
                Recipient(notice.office, "oversight_office"),
                Topic.monthly(notice.month),
                notice,
                period=notice.as_of,
            )
            for notice in notices
        ]
    offices = tuple((notice.office, notice.total.owed, notice.total.overdue) for notice in notices)
    notes = tuple(notice.late_note for notice in notices)
    return MonthlyReport(notices[0].month, notices[0].as_of, offices, sum(queued), notes)


def report_of(app: App, month: date) -> list[MonthlyNotice]:
    """The report that each office gets of a month, as of the month's last day."""
    end = last_day(month)
    if end >= app.today():
        raise UsageError(f"{format_date(end)}がまだ過ぎていません。月の報告は、翌月になってから作れます。")
    with reading(app.engine) as connection:
        app.actor(connection).must(Act.KEEP)
        now, before = count_month(app, connection, month), count_month(app, connection, month_before(month))
        useless = needless_in(app, connection, month)
        incidents = incidents_in(app, connection, month, end)
        asked = circulars_in(connection, month, end)
    year, basis = fiscal_year_of(end), basis_of(app.book, app.book.report_rule.code, end)
    answers = app.book.oversight_of(app.book.occasion("incident").code)
    rule = app.book.circulars.rule
    follows = app.book.oversight_of(rule) if rule else None
    tables = _tables(count(app, AsOf(end), [year]))
    return [
        MonthlyNotice(
            office=desk.name_on(app.today()),
            month=month,
            as_of=end,
            lines=_lines(now, before, desk.id),
            figures_before=before.total(desk.id),
            tables=tables,
            fiscal_year=fiscal_year_name(year),
            source=f"{basis.source}({basis.strength_label})",
            quote=app.book.report_rule.cites[0].quote or "",
            on=app.today(),
            late_note=beside_a_count(now.late_notes(desk.id)),
            due_foot=at_the_foot(app.book.due_marks, shown=False),
            needless=tuple(line for line in useless if app.book.oversight_of(line.code) == desk),
            incidents=incidents if desk == answers else (),
            circulars=asked if desk == follows else (),
        )
        for desk in app.book.desks.oversight
    ]


def _lines(now: MonthCount, before: MonthCount, desk: str) -> tuple[MonthlyLine, ...]:
    """The lines of the 所属 that have anything to report in either month, the most overdue first."""
    ours, theirs = now.by_desk[desk], before.by_desk[desk]
    lines = []
    for division in ours.keys() | theirs.keys():
        tally, earlier = ours.get(division, Tally()), theirs.get(division, Tally())
        if not (tally.is_empty and earlier.overdue == 0):
            lines.append(
                MonthlyLine(division, tally.owed, tally.overdue, earlier.overdue, tally.excepted, tally.refused)
            )
    return tuple(sorted(lines, key=lambda line: (-line.overdue, -line.owed, line.division)))


def _tables(counted: AuditTables) -> tuple[TableLine, ...]:
    """The twelve tables' rows of the one fiscal year that was counted."""
    lines = []
    for table in counted.tables:
        row = table.rows[0]
        figures = (*(f"{value:,}" for value in row.values), row.rate or "空欄")
        lines.append(TableLine(table.number, table.title, table.unit, tuple(zip(table.columns, figures, strict=True))))
    return tuple(lines)
