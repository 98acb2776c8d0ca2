"""A clock that stands before the last record: two persons accept it where it is the record that ran ahead."""

from collections.abc import Sequence

from config.errors import RequestFault, UsageError
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.records.events.installation import ClockAccepted
from lifecycle.records.recording import clock_behind, in_words, moment_of
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, working


@tried_again
def accept_clock(app: App) -> Proposed:
    """Propose that the clock as it stands is accepted; a second person confirms it.

    Raises RoleError, UsageError where the clock does not stand before the last record.
    """
    with working(app) as work:
        work.actor.must(Act.CLOCK)
        return propose(work, CLOCK, SYSTEM, {"last": _last(work)})


def _last(work: Work) -> str:
    """The time of the last record, as stored. Raises UsageError where the clock does not stand before it."""
    last = clock_behind(work.connection, work.app.clock.now())
    if last is None:
        told = "時計は最後の記録より戻っていないので、受け入れることはありません。"
        raise UsageError(RequestFault("clock_is_well", told, "clock"))
    return last


def _lines(work: Work, _: Proposed) -> Sequence[str]:
    last = _last(work)
    return (
        f"最後の記録 {in_words(moment_of(last))}",
        f"今の時計 {format_date(work.today)}",
        "確認すると、今の時計で記録を続けます。受け入れたことは記録に残ります。",
    )


def _carry_out(work: Work, _: Proposed) -> None:
    work.note(SYSTEM, ClockAccepted(before=_last(work)))


CLOCK = Matter("clock", "時計の受入れ", Act.CLOCK, _lines, _carry_out)
"""The matter of a clock that is accepted."""
