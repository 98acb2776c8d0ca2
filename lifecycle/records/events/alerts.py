"""Alerts (システムからの連絡): opened, told step by step, answered, resolved."""

from collections.abc import Collection
from datetime import date
from typing import Self

from config.alert_ends import Ended
from lifecycle.records.events.shapes import Body, StoredPayload, event, free_text, shape

Posts = tuple[tuple[str, str], ...]
"""Posts that were told: 所属 and the id of the post."""


@shape
class OfAlert(Body):
    """Of one alert."""

    id: str


@event("alert_opened", "連絡の開始", version=2)
class AlertOpened(OfAlert):
    """A cause to tell somebody was found: of what, due when. The ladder's steps count from `begins_on`.

    `occasion` is the AL-… code where it is no overdue duty. An alert of a post that nobody reaches (`division:…`) has
    no occasion at all, and says neither that nor whether it is urgent.
    """

    subject: str
    code: str
    division: str
    due_on: date | None
    begins_on: date
    urgent: bool
    occasion: str | None

    @classmethod
    def upcast(cls, stored: StoredPayload) -> StoredPayload:
        """Before the ladder had steps it always counted from the due date, and nothing was urgent."""
        return {"urgent": False, "occasion": None, "begins_on": stored["due_on"], **stored}

    def unsaid(self) -> Collection[str]:
        """Of a post that nobody reaches."""
        return ("urgent", "occasion") if self.subject.startswith("division:") else ()


@event("alert_told", "連絡", version=2)
class AlertTold(OfAlert):
    """A step of the ladder was told; `to` are the posts it reached, None where that was not recorded.

    It is told when a channel that reaches a person accepted the message. No posts: nobody can be reached at this step.
    Up to schema 0012 it was told when its message was queued.
    """

    step: str
    repeat: int
    to: Posts | None = None

    @classmethod
    def upcast(cls, stored: StoredPayload) -> StoredPayload:
        """Before the ladder had steps each alert was told once, to the 所属長."""
        return {"repeat": 0, **stored}


@event("alert_reached", "連絡の到達")
class AlertReached(OfAlert):
    """A step that was told already reached a further post of it: the message to that post was accepted later."""

    step: str
    repeat: int
    to: Posts


@event("alert_acknowledged", "連絡の受領")
class AlertAcknowledged(OfAlert):
    """The office received it and promised a day; repeats wait until `paused_until`."""

    planned_on: date
    paused_until: date
    note: str | None = free_text(default=None)


@event("alert_needless", "不要だったとの回答")
class AlertNeedless(OfAlert):
    """Who was told says that the message was of no use; repeats of one still open wait until `paused_until`."""

    paused_until: date | None = None
    note: str | None = free_text(default=None)


@event("alert_snoozed", "連絡の延期")
class AlertSnoozed(OfAlert):
    """Everything about it waits until a day, with a reason."""

    reason: str = free_text()
    snoozed_until: date


@event("alert_set_right", "連絡の日付の訂正")
class AlertSetRight(OfAlert):
    """It said of itself a day that had not come (`ahead_on`) and kept silent until then; closed, to be told anew."""

    ahead_on: date


@event("alert_resolved", "連絡の解消")
class AlertResolved(OfAlert):
    """Its cause is gone: `why` (an `AlertEnd`), `by` what did it (an exception, a stage, a 所属), `until` a day.

    Events of before that was kept say nothing of it.
    """

    why: str | None = None
    by: str | None = None
    until: date | None = None

    @classmethod
    def of(cls, id_: str, ended: Ended) -> Self:
        """The end of an alert for a reason."""
        return cls(id=id_, why=ended.why.value, by=ended.by or None, until=ended.until)

    @property
    def ended(self) -> Ended | None:
        """Why it ended; None where that was not kept."""
        return Ended.stored(self.why, self.by, self.until)
