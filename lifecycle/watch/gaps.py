"""Posts that an alert could not reach: an alert of their own to the system owner, until somebody can be reached."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from config.vocabulary import Role
from lifecycle.dues.alerts import known_alerts
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import OWNER, Recipient, next_topic, queue_notice
from lifecycle.post.topic import TopicKind
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold
from lifecycle.records.journal import Draft
from lifecycle.records.tables import alert
from lifecycle.usecases.work import Work
from notifications.notice import GapNotice
from states.ladder import add_months

CODE, STEP = "AL-16", "owner"


def settle_gaps(work: Work, gaps: Iterable[Recipient], day: date) -> int:
    """Open an alert of each post that could not be reached, close those that can be again; how many messages.

    The system owner is told of the new ones in one message, and of those that stay monthly.
    """
    wanted = {_subject(to): to for to in gaps}
    chains = sorted({_chain(to) for to in wanted.values()} | _open_chains(work))
    known = known_alerts(work.connection, chains, day)
    standing = {key[0]: (chain, one) for chain in chains for key, one in known[chain].standing.items()}
    drafts, told = [], []
    for subject, to in sorted(wanted.items()):
        if subject not in standing:
            id_ = known[_chain(to)].new_id((subject, CODE), day)
            drafts.append(Draft(_chain(to), day, _opened(id_, subject, to, day)))
            drafts.append(_told(_chain(to), id_, 0, day))
            told.append(to)
    months, reach = work.app.book.escalation.repeat_months, Reach(work.app, work.connection, day)
    for subject, (chain, one) in sorted(standing.items()):
        to = _recipient(subject)
        if one.row.opened_on > day:
            continue
        if reach.reaches(to):
            drafts.append(Draft(chain, day, AlertResolved(id=one.row.id)))
        elif one.row.told_on and add_months(one.row.told_on, months) <= day:
            drafts.append(_told(chain, one.row.id, one.row.repeats + 1, day))
            told.append(to)
    work.record(drafts)
    if not told:
        return 0
    notice = GapNotice(gaps=tuple((to.division, Role(to.post).label) for to in told), on=day)
    topic = next_topic(work.connection, OWNER, TopicKind.GAPS, day)
    return queue_notice(work.app, work.connection, OWNER, topic, notice)


def _opened(id_: str, subject: str, to: Recipient, day: date) -> AlertOpened:
    return AlertOpened(
        id=id_,
        subject=subject,
        code=CODE,
        division=to.division,
        due_on=None,
        begins_on=day,
        urgent=False,
        occasion=None,
    )


def _told(chain: str, id_: str, repeat: int, day: date) -> Draft:
    to = ((OWNER.division, OWNER.post),)
    return Draft(chain, day, AlertTold(id=id_, step=STEP, repeat=repeat, to=to))


def _chain(to: Recipient) -> str:
    """The chain that the office's own events stand on."""
    return f"division:{to.division}"


def _subject(to: Recipient) -> str:
    return f"{_chain(to)}/{to.post}"


def _recipient(subject: str) -> Recipient:
    chain, _, post = subject.rpartition("/")
    return Recipient(chain.removeprefix("division:"), post)


def _open_chains(work: Work) -> set[str]:
    rows = work.connection.execute(select(alert.c.contract).where(alert.c.code == CODE, alert.c.resolved_on.is_(None)))
    return set(rows.scalars())
