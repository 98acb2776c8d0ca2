"""When an event is recorded: the journal's times never run backwards, whatever the clock does (semantics §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from config.errors import RequestFault, SetupError
from config.wareki import format_date
from lifecycle.clock import BRIDGED, JAPAN, STORED, timestamp
from lifecycle.records.events.alerts import AlertReached, AlertTold
from lifecycle.records.events.documents import AtPlace, ContactsOpened
from lifecycle.records.events.incidents import IncidentAcknowledged
from lifecycle.records.events.installation import (
    ClockAccepted,
    CutOverSet,
    FictionalMarkCleared,
    HomeSettled,
    InstallationInitialised,
    MessageHeld,
    MessageQueued,
    MessageReleased,
    MessageResumed,
    MessageSettled,
    PolicyApplied,
    RuleBookApplied,
)
from lifecycle.records.events.people import OfPost, PeopleSeeded
from lifecycle.records.events.second import OfMatter
from lifecycle.records.events.shapes import Body
from lifecycle.records.flags import is_trial
from lifecycle.records.tables import journal
from lifecycle.records.unsettled import is_unsettled, not_settled
from states.evidence import CANNOT_WAIT

_NEWEST = select(journal.c.recorded_at, journal.c.clock).where(
    journal.c.id == select(func.max(journal.c.id)).scalar_subquery()
)
DOUBTFUL = "doubtful"
"""The mark of an event that was recorded while the clock stood before the last record (時計に疑義)."""
_SETTLING = (
    *(MessageQueued, MessageSettled, MessageHeld, MessageReleased, MessageResumed, AlertTold, AlertReached),
    *(OfMatter, HomeSettled, PolicyApplied, RuleBookApplied),
    *(ContactsOpened, IncidentAcknowledged),
)
_WHILE_UNSETTLED = (ClockAccepted, PeopleSeeded, OfPost, FictionalMarkCleared, InstallationInitialised)
"""What else is recorded before it is settled whether a home of an earlier version is for trial.

The second person may have no post under a login yet: posts can be given.
"""


@dataclass(frozen=True, slots=True)
class RecordingTime:
    """The time of a recording in its stored form, and the mark where the clock that gave it is in doubt."""

    at: str
    clock: str | None = None


def last_recorded(connection: Connection) -> str | None:
    """The time, as stored, of the last event whose clock was not in doubt; None in an empty journal."""
    row = connection.execute(_NEWEST).first()
    if row is None or row.clock is None:
        return row.recorded_at if row else None
    statement = select(journal.c.recorded_at).where(journal.c.clock.is_(None)).order_by(journal.c.id.desc()).limit(1)
    return connection.execute(statement).scalar()


def clock_behind(connection: Connection, now: datetime) -> str | None:
    """The time of the last event where the clock stands before it by more than is bridged; None where all is well.

    Of a home for trial it is well: its clock is set by whoever plays with it.
    """
    last = last_recorded(connection)
    if last is None or last <= timestamp(now + BRIDGED) or is_trial(connection):
        return None
    return last


def recording_time(connection: Connection, now: datetime, bodies: Iterable[Body]) -> RecordingTime:
    """The time under which these are recorded.

    A clock set back a little is bridged: the last time and a microsecond. Set back further, only what can't wait is
    recorded, under the clock's time and marked; for the rest raises SetupError.
    """
    recorded = list(bodies)
    if not all(isinstance(body, _WHILE_UNSETTLED) or _can_not_wait(body) for body in recorded):
        _must_be_settled(connection)
    at, last = timestamp(now), last_recorded(connection)
    if last is None or at >= last or is_trial(connection):
        return RecordingTime(at)
    if last <= timestamp(now + BRIDGED):
        return RecordingTime(timestamp(moment_of(last) + timedelta(microseconds=1)))
    if all(isinstance(body, ClockAccepted) for body in recorded):
        return RecordingTime(at)
    if not all(map(_can_not_wait, recorded)):
        raise SetupError(clock_is_back(last, now))
    return RecordingTime(at, DOUBTFUL)


def _must_be_settled(connection: Connection) -> None:
    """Raises SetupError in a home of an earlier version of which nobody has said yet whether it is for trial."""
    if is_unsettled(connection):
        raise SetupError(not_settled())


def clock_is_back(last: str, now: datetime) -> RequestFault:
    """The fault of a deed under a clock that stands before the last record."""
    told = (
        f"時計が戻っています(最後の記録 {in_words(moment_of(last))}、今の時計 {in_words(now)})。"
        "漏えい等事案の記録と連絡の送信のほかは、記録できません。時計を直してください。今の時計が正しいときは、二人で確かめて受け入れます。"
    )
    return RequestFault("clock_is_back", told, "clock", values={"told": told})


def moment_of(stored: str) -> datetime:
    """The moment of a stored time."""
    return datetime.strptime(stored, STORED).replace(tzinfo=UTC)


def in_words(moment: datetime) -> str:
    """A moment as people read it, in Japan's time: 令和8年11月27日18時05分."""
    local = moment.astimezone(JAPAN)
    return f"{format_date(local.date())}{local.hour}時{local.minute:02d}分"


def _can_not_wait(body: Body) -> bool:
    """Whether it is recorded under any clock: incidents, whom to call, deliveries, what two persons settle, rules."""
    match body:
        case AtPlace(document=document):
            return document in CANNOT_WAIT
        case CutOverSet(migrated=migrated):
            return bool(migrated)
        case _:
            return isinstance(body, _SETTLING)
