"""What a home of an earlier version is, whose actors had declared themselves: two persons settle it, once."""

from collections.abc import Sequence

from config.errors import RequestFault, UsageError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.records.events.installation import HomeSettled
from lifecycle.records.unsettled import is_unsettled
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, working


def settle_home(app: App, *, trial: bool) -> Proposed:
    """Propose that the home is one for trial from now on, or a real one; a second person confirms it.

    Raises RoleError, UsageError where it is settled already.
    """
    with working(app) as work:
        work.actor.must(Act.CLOCK)
        return propose(work, HOME_KIND, SYSTEM, {"trial": "trial" if trial else "real"})


def _lines(work: Work, asked: Proposed) -> Sequence[str]:
    if not is_unsettled(work.connection):
        told = "この環境の種別は決まっています。変えることはできません。"
        raise UsageError(RequestFault("home_is_settled", told, "trial"))
    if asked.content["trial"] == "trial":
        return ("この環境を試用の環境とします。実際の事務には使えません。", "後から本番にはできません。")
    return (
        "この環境を本番の環境とします。操作する人と時計は、OSのものだけを信じます。",
        "これまでの操作者は「申告の操作者」と示します。後から試用にはできません。",
    )


def _carry_out(work: Work, asked: Proposed) -> None:
    work.note(SYSTEM, HomeSettled(trial=asked.content["trial"] == "trial"))


HOME_KIND = Matter("home_kind", "環境の種別の決定", Act.CLOCK, _lines, _carry_out)
"""The matter of what a home of an earlier version is."""
