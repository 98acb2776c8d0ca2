"""What a home of an earlier version is, whose actors had declared themselves: two persons settle it, once."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from config.errors import RequestFault, UsageError
from lifecycle.acts import Act
from lifecycle.app import App, database_url, trial_of
from lifecycle.identity import SYSTEM
from lifecycle.records.database import open_engine, reading
from lifecycle.records.events.installation import HomeSettled
from lifecycle.records.unsettled import is_unsettled
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.second_person import Matter, Proposed, propose
from lifecycle.usecases.work import Work, working


def asked_for_trial(home: Path, identity: str, environment: Mapping[str, str]) -> bool:
    """Whether the home is one for trial, or is to be made so. Raises UsageError where it is another already."""
    asked, trial = identity == "declared", trial_of(home, environment)
    if trial is None:
        return asked
    if asked and not trial and not _is_unsettled(home, environment):
        told = "試用のために作った環境ではないので、試用の環境にはできません。別のフォルダーに作ってください。"
        raise UsageError(RequestFault("home_notasked_for_trial", told, "trial"))
    return trial


def _is_unsettled(home: Path, environment: Mapping[str, str]) -> bool:
    """Whether it is a home of an earlier version of which nobody has said yet whether it is for trial."""
    engine = open_engine(database_url(home, environment))
    try:
        with reading(engine) as connection:
            return is_unsettled(connection)
    finally:
        engine.dispose()


@tried_again
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
    if asked.terms["trial"] == "trial":
        return ("この環境を試用の環境とします。実際の事務には使えません。", "後から本番にはできません。")
    return (
        "この環境を本番の環境とします。操作する人と時計は、OSのものだけを信じます。",
        "これまでの操作者は「申告の操作者」と示します。後から試用にはできません。",
    )


def _carry_out(work: Work, asked: Proposed) -> None:
    work.note(SYSTEM, HomeSettled(trial=asked.terms["trial"] == "trial"))


HOME_KIND = Matter("home_kind", "環境の種別の決定", Act.CLOCK, _lines, _carry_out)
"""The matter of what a home of an earlier version is."""
