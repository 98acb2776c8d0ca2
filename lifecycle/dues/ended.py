"""How the alerts of a contract ended: those that no occasion holds open any more on a day."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from config.alert_ends import Ended
from config.rulebook import RuleBook
from lifecycle.dues.alerts import Open
from lifecycle.dues.obligations import Judged
from lifecycle.dues.since import since_each
from states.endings import Ending, why_ended
from states.occasions import Occasion


def how_ended(
    connection: Connection,
    book: RuleBook,
    now: Judged,
    ending: Collection[Open],
    standing: Iterable[Occasion],
    *,
    gone: bool,
) -> Mapping[str, Ended]:
    """Why each of these alerts of a contract ends, by its id; `standing` are the occasions that wait for a later day.

    `gone` says that the contract was taken back.
    """
    if not ending:
        return {}
    since = since_each(connection, now.contract.id, [one.row.id for one in ending])
    later = {occasion.key: occasion for occasion in standing}
    return {
        row.id: why_ended(
            book,
            Ending(
                key=(row.subject, row.code),
                due_on=row.due_on,
                contract=now.contract,
                judged=now.assessment,
                since=since[row.id],
                later=later.get((row.subject, row.code)),
                gone=gone,
            ),
        )
        for row in (one.row for one in ending)
    }
