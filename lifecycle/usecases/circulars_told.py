"""What offices are told of circulars at once: that one was published and what it changes for them, or withdrawn."""

from collections.abc import Iterator

from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.usecases.work import Work
from notifications.circular_notices import CircularNotice, render_circular
from states.circular import AskedAnew, Circular, CircularChanges

_POSTS = (Role.DIVISION_HEAD.value, Role.OFFICER.value)


def tell_published(work: Work, circular: Circular, changes: CircularChanges | None) -> int:
    """Tell the head and the officer of each office addressed; gives how many messages were queued."""
    return _tell(work, circular, changes)


def tell_withdrawn(work: Work, circular: Circular) -> int:
    """Tell the same posts that it was withdrawn; gives how many messages were queued."""
    return _tell(work, circular, None)


def _tell(work: Work, circular: Circular, changes: CircularChanges | None) -> int:
    queued = 0
    mark = f"{circular.published_on.isoformat()}{'' if circular.stands else ':withdrawn'}"
    topic = Topic.circular(circular.id, mark)
    for to in _recipients(circular):
        rendered = render_circular(_notice(work, circular, to, changes), work.outbox.wording)
        queued += work.outbox.put(to, topic, work.today, rendered)
    return queued


def _recipients(circular: Circular) -> Iterator[Recipient]:
    for name in circular.addressees:
        yield from (Recipient(name, post) for post in _POSTS)


def _notice(work: Work, circular: Circular, to: Recipient, changes: CircularChanges | None) -> CircularNotice:
    asked = changes.of(to.division) if changes else ()
    return CircularNotice(
        circular=circular.id,
        number=circular.number,
        title=circular.title,
        issuer=circular.issuer,
        issued_on=circular.issued_on,
        first_on=circular.first_on,
        division=to.division,
        recipient=to.label,
        on=work.today,
        questions=tuple((one.label, one.due_on) for one in circular.questions),
        changes=changes is not None,
        contracts=changes.live_in(to.division) if changes else 0,
        duties=tuple(map(line_of, asked)),
        withdrawn_because=circular.withdrawn_because,
        command=work.app.book.circulars.command_of(circular.id),
    )


def line_of(duty: AskedAnew) -> str:
    """A duty asked anew, in a line."""
    until = f"、{format_date(duty.due_on)}まで〔仮定〕" if duty.due_on else ""
    return f"{duty.subject} {duty.label}[{duty.code}]{until}: {duty.remedy}"
