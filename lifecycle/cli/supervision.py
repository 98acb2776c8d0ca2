"""`due`, `sweep`, `deliver`: the commands for what is owed, for finding it and for telling it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import Exit, SetupError
from config.marks import at_the_foot
from lifecycle.cli.books import Force, check_book, mark_said, write_book
from lifecycle.cli.contracts import say_if_fictional
from lifecycle.cli.listing import EVERYTHING, FIRST, Narrow, Paged, Part, rows_of
from lifecycle.cli.output import ANY_DATE, DEFAULTS, Common, Dates, day, leave, show_json, show_rows, talk, wareki

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.records.as_of import AsOf
    from states.duty import Owed

_DUE = {
    "subject": "対象",
    "code": "規則",
    "due_on": "期限",
    "overdue_business_days": "超過開庁日",
    "responsible": "行う人",
    "division": "所属",
    "reason": "不足",
}
_SENT = {"status": "結果", "channel": "経路", "division": "所属", "post": "宛先", "subject": "件名", "detail": "詳細"}
_WAITING = {**_SENT, "waiting_since": "待っているとき", "tries": "試した回数", "next_try_at": "次の送信"}
_MISSING = ("failed", "given_up", "uncertain", "refused", "held")


def due(
    *,
    narrow: Narrow = EVERYTHING,
    within: Annotated[int | None, Parameter(help="この開庁日数のうちに期限が来るもの(過ぎたものを含む)")] = None,
    xlsx: Annotated[Path | None, Parameter(help="することの一覧をExcelに書き出す(所属ごとに1シート)")] = None,
    ics: Annotated[Path | None, Parameter(help="期限を予定表(iCalendar、.ics)に書き出す")] = None,
    force: Force = False,
    paged: Paged = FIRST,
    dates: Dates = ANY_DATE,
    common: Common = DEFAULTS,
) -> None:
    """何を、誰が、いつまでに。遅れているものから。"""
    from lifecycle.app import open_app
    from lifecycle.views.owed import owed_page
    from lifecycle.views.register_documents import owed_document

    if xlsx:
        check_book(xlsx, force=force)
    if ics:
        check_book(ics, force=force, suffix=".ics")
    app = open_app(actor=common.actor)
    asked = dates.asked(app.today())
    sought, as_of = narrow.sought(app.book, within=within), asked if dates.given else None
    whole = bool(common.json or xlsx or ics)
    part = rows_of(lambda page: owed_page(app, sought, page, as_of), paged, whole=whole)
    rows, office = part.rows, _office(part.rows, narrow.division)
    if xlsx:
        _write_list(app, xlsx, rows, asked, office, force=force)
    if ics:
        _write_calendar(app, ics, rows, office, force=force)
    items = [owed_document(row) for row in rows]
    if common.json:
        show_json(items)
        return
    _show_due(part, items)
    _say_beside(app, asked, office)
    say_if_fictional(app)


def _show_due(part: "Part[Owed]", items: Sequence[Mapping[str, Any]]) -> None:
    """Show what is owed as a table; where due dates are set by different grounds, each with its own."""
    marks = [row.duty.due_note for row in part.rows if row.duty.due_on]
    columns = {**_DUE, "due_note": "期限の根拠"} if len(set(marks)) > 1 else _DUE
    show_rows(columns, items, ("subject", "code"), ("division", "due_note"))
    part.say()
    if foot := at_the_foot(marks):
        talk(foot)


def _say_beside(app: "App", asked: "AsOf", division: str | None) -> None:
    """Say how much is owed beside contracts (answers to circulars …), and by which command it is listed."""
    from lifecycle.views.desks import owed_by_offices

    beside = owed_by_offices(app, asked.on, [division] if division else None)
    if beside.dues:
        together = beside.together
        talk(f"ほかに{together.kind} {together.count}。一覧は lifecycle office owed")


def _write_list(
    app: "App", file: Path, rows: "Sequence[Owed]", asked: "AsOf", division: str | None, *, force: bool
) -> None:
    """Write what is owed as a workbook."""
    from lifecycle.papers.books.todo_book import Asked, todo_bytes

    heading = Asked(asked.on, asked.known_by, division, mark_said(app))
    write_book(file, todo_bytes(rows, heading, app.clock.now()), force=force)


def _write_calendar(app: "App", file: Path, rows: "Sequence[Owed]", division: str | None, *, force: bool) -> None:
    """Write what is owed as a calendar."""
    from lifecycle.papers.books.owed_calendar import SUFFIX, CalendarAsked, calendar_of

    asked = CalendarAsked(f"個人情報の委託監督 {division or '全所属'}", app.clock.now())
    write_book(file, calendar_of(rows, asked), force=force, suffix=SUFFIX)


def _office(rows: "Sequence[Owed]", typed: str | None) -> str | None:
    """The one office of a list as its rows have it; as typed where there are none, None where none was asked for."""
    return next((row.division for row in rows), typed) if typed else None


def sweep(
    *,
    as_of: Annotated[str | None, Parameter(name="--as-of", help="この日として数える(今日のほかは数えるだけ)")] = (None),
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="数えるだけ")] = False,
    common: Common = DEFAULTS,
) -> None:
    """期限の近い・過ぎた義務と滞留を見つけ、宛先ごとに一通の連絡を作る(送るのは deliver)。二度しても増えない。"""
    from lifecycle.app import open_app
    from lifecycle.watch import sweep

    app = open_app(actor=common.actor)
    done = sweep.sweep(app, day(as_of, "--as-of"), dry_run=dry_run)
    if common.json:
        show_json(asdict(done))
        return
    print(
        f"点検 {done.examined}件 / 新たな連絡 {done.alerts_opened}件 / 督促・報告 {done.alerts_escalated}件 / "
        f"解消 {done.alerts_resolved}件 / 連絡 {done.messages_queued}通"
    )
    if done.dry_run and not dry_run:
        talk(
            f"{wareki(done.as_of)}の点検は数えただけです。記録し、知らせる点検は今日の日付でだけ行います"
            "(--as-of を付けずに実行してください)。"
        )
    if done.dry_run:
        print("(数えただけです)")
    elif done.messages_queued:
        print("次にすること: lifecycle deliver")


def deliver(
    *,
    dry_run: Annotated[bool, Parameter(name="--dry-run", help="送らずに一覧だけ")] = False,
    urgent: Annotated[bool, Parameter(name="--urgent", help="至急の連絡だけ")] = False,
    force_send: Annotated[bool, Parameter(name="--force-send", help="通数が多いため留めた連絡も送る")] = False,
    retry: Annotated[
        bool, Parameter(name="--retry", help="待っている連絡を全て今送る(宛先に断られたもの・断念したものも)")
    ] = False,
    common: Common = DEFAULTS,
) -> None:
    """作られた連絡を送る。届かないものは、届くまで間を置いて送り直す。届かないものがあれば8で終わる。"""
    from lifecycle.app import open_app
    from lifecycle.post.outbox import STATUSES
    from lifecycle.watch import delivery

    app = open_app(actor=common.actor)
    try:
        done = delivery.deliver(app, dry_run=dry_run, urgent=urgent, force=force_send, retry=retry)
    except ValueError as error:
        raise SetupError(str(error)) from None
    rows = [asdict(row) for row in done]
    failed = sum(row.status in _MISSING for row in done)
    if common.json:
        counts = {status: sum(row.status == status for row in done) for status in STATUSES}
        show_json({**counts, "dry_run": dry_run, "messages": rows})
    else:
        show_rows(_WAITING if dry_run else _SENT, [_told(row) for row in rows], (), ("detail", "division"))
    leave(Exit.NOT_DELIVERED if failed and not dry_run else Exit.DONE)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A message as people read it: its state in words, its moments in Japan's time."""
    from lifecycle.post.outbox import CHANNELS, STATUSES
    from lifecycle.records.recording import in_words, moment_of

    moments = {name: in_words(moment_of(row[name])) if row[name] else "" for name in ("waiting_since", "next_try_at")}
    channel = CHANNELS.get(row["channel"], row["channel"])
    return {**row, **moments, "status": STATUSES.get(row["status"], row["status"]), "channel": channel}
