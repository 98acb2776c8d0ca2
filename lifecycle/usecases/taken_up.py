"""An installation on a copy of an earlier moment is taken up: on record, and so that nothing goes out twice."""

from contextlib import suppress

from sqlalchemy import select, update

from config.errors import RequestFault, UsageError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.records.events.installation import HomeRestored, MessageHeld
from lifecycle.records.journal import Draft, hashes
from lifecycle.records.lost_database import LAST_SEAL
from lifecycle.records.merkle import Merkle
from lifecycle.records.messages import OPEN
from lifecycle.records.seal_file import SealLine, unknown_line
from lifecycle.records.tables import job_claim, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.kept_seals import kept_seals
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.work import Work, working

_HELD = "held"
_NEVER = "9999-12-31T00:00:00.000000Z"
_WHY = "控えの時に送信待ちでした。控えの後に送ったかもしれません"


def take_up(work: Work, *, made_at: str | None, known: SealLine | None = None, reason: str | None = None) -> int:
    """Record that the installation stands on a copy, and hold what waited to be sent when it was made; gives how many.

    Held so, a message leaves only where a person says that it is meant. Runs of jobs of then are over. `known` is the
    last seal kept outside, where the copy does not hold it.
    """
    tree = Merkle()
    for one in hashes(work.connection):
        tree.add(one)
    waiting = select(outbox.c.id).where(outbox.c.status.in_(OPEN)).order_by(outbox.c.id)
    ids = list(work.connection.execute(waiting).scalars())
    body = HomeRestored(
        events=tree.leaves,
        root=tree.root(),
        held=len(ids),
        made_at=made_at,
        seal=known.seal if known else None,
        seal_hash=known.hash if known else None,
        reason=reason,
    )
    held = [Draft(f"message:{one}", work.today, MessageHeld(reason=_WHY)) for one in ids]
    work.record([Draft(SYSTEM, work.today, body), *held])
    values = {"status": _HELD, "next_try_at": _NEVER, "detail": _WHY}
    work.connection.execute(update(outbox).where(outbox.c.status.in_(OPEN)).values(**values))
    # Held until now for other reasons: the guard would let it go by itself.
    work.connection.execute(update(outbox).where(outbox.c.status == _HELD).values(next_try_at=_NEVER))
    work.connection.execute(update(job_claim).where(job_claim.c.state == "started").values(state="failed"))
    return len(ids)


@tried_again
def acknowledge(app: App, reason: str) -> int:
    """Record that an older copy of the database was put back by hand, and is meant; gives how many messages are held.

    Raises RoleError, UsageError without a reason or where no seal was kept that the journal lacks.
    """
    reason = given_reason(app, reason, "いつの、どの控えに戻したかを入れてください。")
    with working(app, alone=True, behind_too=True) as work:
        work.actor.must(Act.BACKUP)
        known = unknown_line(work.connection, kept_seals(app))
        if known is None:
            told = "控えてある封印と比べて、古い控えに戻された様子はありません。"
            raise UsageError(RequestFault("not_restored", told))
        held = take_up(work, made_at=None, known=known, reason=reason)
    # The next seal keeps itself here anew; until then the file outside tells alone.
    with suppress(OSError):
        (app.home / LAST_SEAL).unlink(missing_ok=True)
    return held
