"""What `doctor` looks at in the journal itself: a bounded part of it, so that the answer takes as long in any year."""

from itertools import islice

from sqlalchemy import Connection, select

from config.wareki import format_date
from lifecycle.app import App
from lifecycle.clock import day_of
from lifecycle.records.free_text import holds_clear_text
from lifecycle.records.journal import all_events
from lifecycle.records.recent_check import LATEST, recent_check
from lifecycle.records.tables import job_claim
from lifecycle.usecases.home_checks import Check

_TOLD = 20
"""The most faults that a line names."""


def in_clear_check(app: App) -> Check:
    """How many events of earlier versions hold free text that nothing can erase; this is told, and no fault.

    They stand at the beginning: where the journal is long, only that is counted.
    """
    with app.reading() as connection:
        oldest = list(islice(all_events(connection), LATEST))
    count, among = sum(map(holds_clear_text, oldest)), f"(初めの{LATEST}件のうち)" if len(oldest) == LATEST else ""
    detail = f"版の古い記録 {count}件{among}に文がそのまま残ります(消去できません)" if count else "全て消去できる形です"
    return Check("記録の文", fine=True, detail=detail)


def latest_check(app: App) -> Check:
    """The check of the latest events; of the whole it is said when the schedule last checked it, if ever."""
    with app.reading() as connection:
        latest = recent_check(connection, app.home / "evidence")
        nightly = _last_whole(connection)
    more = f" ほか{len(latest.faults) - _TOLD}件" if len(latest.faults) > _TOLD else ""
    told = "、".join(latest.faults[:_TOLD]) + more
    counted = f"{latest.events}件の出来事" if latest.whole else f"新しい{latest.events}件の出来事"
    return Check("記録の検証", not latest.faults, f"{told or f'{counted}に矛盾なし'}。{nightly}")


def _last_whole(connection: Connection) -> str:
    done = select(job_claim.c.started_at).where(job_claim.c.job == "verify", job_claim.c.state == "done")
    last = connection.execute(done.order_by(job_claim.c.started_at.desc()).limit(1)).scalar()
    when = f"{format_date(day_of(last))}に行われた" if last else "まだ行われていない"
    return f"写しと原本の中身まで見る毎夜の検証は、{when}"
