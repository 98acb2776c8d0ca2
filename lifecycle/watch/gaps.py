"""Posts that an alert could not reach: an alert of its own tells the system owner, until somebody can be reached."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from lifecycle.app import App
from lifecycle.dues.alerts import known_alerts
from lifecycle.post.contacts import Reach
from lifecycle.post.recipients import Recipient, at_desk, desk_of, owner
from lifecycle.post.topic import TopicKind
from lifecycle.records.events.alerts import AlertOpened, AlertResolved, AlertTold
from lifecycle.records.journal import Draft
from lifecycle.records.tables import alert
from lifecycle.usecases.work import Work
from notifications.notice import GapNotice
from states.ladder import add_months

STEP = "owner"


def settle_gaps(work: Work, gaps: Iterable[Recipient], day: date) -> int:
    """Open an alert for each unreachable post, close those of posts reached again; gives how many messages were queued.

    The system owner is told of the new posts in one message, and each month of those that stay.
    """
    app = work.app
    wanted = {_subject(app, to): to for to in gaps}
    chains = sorted({_chain(app, to) for to in wanted.values()} | _open_chains(work))
    known = known_alerts(work.connection, chains, day)
    standing = {key[0]: (chain, one) for chain in chains for key, one in known[chain].standing.items()}
    drafts, told = [], []
    for subject, to in sorted(wanted.items()):
        if subject not in standing:
            id_ = known[_chain(app, to)].new_id((subject, _code(app)), day)
            drafts.append(Draft(_chain(app, to), day, _opened(id_, subject, _code(app), to, day)))
            drafts.append(_told(app, _chain(app, to), id_, 0, day))
            told.append(to)
    months, reach = app.book.escalation.repeat_months, Reach(app, work.connection, day)
    for subject, (chain, one) in sorted(standing.items()):
        to = _recipient(app, subject, day)
        if one.row.opened_on > day:
            continue
        if reach.reaches(to):
            drafts.append(Draft(chain, day, AlertResolved(id=one.row.id)))
        elif one.row.told_on and add_months(one.row.told_on, months) <= day:
            drafts.append(_told(app, chain, one.row.id, one.row.repeats + 1, day))
            told.append(to)
    work.record(drafts)
    if not told:
        return 0
    notice = GapNotice(gaps=tuple((to.division, to.label) for to in told), on=day)
    topic = work.outbox.next_topic(owner(app), TopicKind.GAPS, day)
    return work.outbox.notice(owner(app), topic, notice)


def _opened(id_: str, subject: str, code: str, to: Recipient, day: date) -> AlertOpened:
    return AlertOpened(
        id=id_,
        subject=subject,
        code=code,
        division=to.division,
        due_on=None,
        begins_on=day,
        urgent=False,
        occasion=None,
    )


def _told(app: App, chain: str, id_: str, repeat: int, day: date) -> Draft:
    to = ((owner(app).division, owner(app).post),)
    return Draft(chain, day, AlertTold(id=id_, step=STEP, repeat=repeat, to=to))


def _chain(app: App, to: Recipient) -> str:
    """The chain on which the office's own events stand; a desk's chain keeps the first of the desk's names."""
    desk = desk_of(app, to)
    return f"division:{desk.names[0].name if desk else to.division}"


def _subject(app: App, to: Recipient) -> str:
    return f"{_chain(app, to)}/{to.post}"


def _recipient(app: App, subject: str, day: date) -> Recipient:
    """The recipient that the alert of a subject is about; a desk goes by its name of the day."""
    chain, _, post = subject.rpartition("/")
    to = Recipient(chain.removeprefix("division:"), post)
    desk = desk_of(app, to)
    return at_desk(desk, day) if desk else to


def _code(app: App) -> str:
    """The code of the occasion of a post that nobody can be reached at."""
    return app.book.occasion("unreachable").code


def _open_chains(work: Work) -> set[str]:
    mine = select(alert.c.contract).where(alert.c.code == _code(work.app), alert.c.resolved_on.is_(None))
    return set(work.connection.execute(mine).scalars())
