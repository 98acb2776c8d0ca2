"""The cut-over day of an office is set: by the 制度所管課 alone, by a head of the office with a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.errors import NotFoundError, RequestFault
from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.obligations import refresh
from lifecycle.records.events.installation import CutOverSet
from lifecycle.records.facts import contract_ids
from lifecycle.records.folds.cut_over import cut_over_of
from lifecycle.records.folds.offices import known_divisions
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, working


@dataclass(frozen=True, slots=True)
class CutOverAnswer:
    """The cut-over day of an office, until when declarations are recorded, and the number of what waits for another."""

    division: str
    starts_on: date | None
    declared_until: date | None
    proposed: str = ""


def cut_over_day(app: App, division: str) -> CutOverAnswer:
    """The cut-over day of an office. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        app.reader(connection).must(division)
        if division not in known_divisions(connection):
            raise _unknown(division)
        return _answer(app, division, cut_over_of(connection, division))


@tried_again
def set_cut_over(app: App, division: str, starts_on: date) -> CutOverAnswer:
    """Set the day, or propose it to a second person. Raises NotFoundError, RoleError."""
    with working(app) as work:
        work.actor.must(Act.CUT_OVER, division)
        if division not in known_divisions(work.connection):
            raise _unknown(division)
        if Role.OVERSIGHT_OFFICE in work.actor.roles_for(Act.CUT_OVER, division):
            _set(work, division, starts_on)
            return _answer(app, division, starts_on)
        asked = propose(work, CUT_OVER, division, {"starts_on": starts_on.isoformat()}, division)
        return _answer(app, division, cut_over_of(work.connection, division), asked.id)


def _answer(app: App, division: str, day: date | None, proposed: str = "") -> CutOverAnswer:
    return CutOverAnswer(division, day, app.book.declarations.until(day) if day else None, proposed)


def _set(work: Work, division: str, starts_on: date) -> None:
    """Set the day, and judge the contracts that it may concern anew."""
    work.note(f"division:{division}", CutOverSet(division=division, starts_on=starts_on))
    refresh(work.connection, work.app.assessor, contract_ids(work.connection), work.today)


def _lines(work: Work, asked: Proposed) -> Sequence[str]:
    before, day = cut_over_of(work.connection, asked.division), date.fromisoformat(str(asked.terms["starts_on"]))
    until = work.app.book.declarations.until(day)
    return (
        f"{asked.division}の切替日 {format_date(before) if before else '未設定'} → {format_date(day)}",
        f"{format_date(day)}より前の承認などの申告は、{format_date(until)}までに記録したものを数えます。",
        "その日以後の承認などには、職にある者の操作か、別の職員が確認した原本が要ります。",
    )


def _carry_out(work: Work, asked: Proposed) -> None:
    _set(work, asked.division, date.fromisoformat(str(asked.terms["starts_on"])))


def _unknown(division: str) -> NotFoundError:
    return NotFoundError(RequestFault("division_unknown", f"所属「{division}」はありません。", "division"))


CUT_OVER = Matter("cut_over", "切替日の決定", Act.CUT_OVER, _lines, _carry_out)
"""The matter of a cut-over day that a head of the office proposes."""
