"""The outbox: messages written in the transaction of their cause, one row per recipient, topic, day and channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select
from uuid_utils import uuid7

from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.post.contacts import mail_way, webhook_name
from lifecycle.post.recipients import SHARED, Recipient, names_of, owner
from lifecycle.post.topic import Topic, TopicKind, of_kind
from lifecycle.records.chunks import among
from lifecycle.records.events.installation import MessageQueued
from lifecycle.records.flags import is_fictional
from lifecycle.records.journal import Author, Draft, append
from lifecycle.records.messages import text_sha256
from lifecycle.records.recording import recording_time
from lifecycle.records.tables import message_step, outbox
from notifications.alert import Digest, Rendered, RunCounts, Wording
from notifications.notice import Notice, render_notice
from notifications.render import render_counts, render_digest
from notifications.template_notice import TemplateNotice
from notifications.trial import is_marked, marked

MAIL, TEAMS, FILE = "mail", "teams", "file"
CHANNELS = {MAIL: "メール", TEAMS: "Teams", FILE: "ファイル"}
STATUSES = {
    "sent": "送信済",
    "failed": "失敗(再送待ち)",
    "given_up": "断念",
    "uncertain": "不明",
    "refused": "宛先が受け付けない",
    "held": "留め置き",
    "queued": "待ち",
    "sending": "送信中",
    "dropped": "取りやめ",
}
"""What became of a message, as people read it."""


ENDED = "ended"
"""What stands for a step where a message tells that an alert is over."""


_TO = (among(outbox.c.division), outbox.c.post == bindparam("of_post"))
_OF_DAY = outbox.c.period == bindparam("day")
_EVER = select(outbox.c.id).where(*_TO, outbox.c.topic == bindparam("named")).limit(1)
_ON_THE_DAY = _EVER.where(_OF_DAY)


@cache
def _of_a_kind(kind: TopicKind) -> Select[Any]:
    return select(outbox.c.topic).where(*_TO, _OF_DAY, of_kind(kind))


@dataclass(frozen=True, slots=True)
class StepOfAlert:
    """A step of an alert that a message tells: on which chain it stands; not `primary` where the reader gets a copy."""

    alert: str
    step: str
    repeat: int
    contract: str
    primary: bool

    def of_message(self, id_: str) -> dict[str, Any]:
        """The row that says that a message tells it."""
        return {
            "message": id_,
            "alert": self.alert,
            "step": self.step,
            "repeat": self.repeat,
            "contract": self.contract,
            "primary": self.primary,
        }


@dataclass(frozen=True, slots=True)
class Worded:
    """A digest with what it came to when it was worded."""

    digest: Digest
    rendered: Rendered


@dataclass(frozen=True)
class Outbox:
    """The outbox to which one transaction writes: that of an installation, by one connection.

    Of a deed that is only prepared, `earlier` reads what was queued before; `by` gives the author where that is known.
    """

    app: App
    connection: Connection
    earlier: Connection | None = None
    by: Callable[[], Author] | None = None

    @cached_property
    def _author(self) -> Author:
        return self.by() if self.by else self.app.actor(self.connection).author

    @property
    def wording(self) -> Wording:
        """How this installation words its messages: its own templates, marked as fictional or as an exercise."""
        folder = self.app.settings.channels.templates
        return Wording(
            templates=self.app.home / folder if folder else None,
            fictional=is_fictional(self.connection),
            training=self.app.settings.channels.training,
            owner=self.app.book.desks.owner.greeted_on(self.app.today()),
            url=self.app.settings.web.url,
            folder=self.app.settings.report.folder,
            answered=bool(self.app.settings.channels.reply_to),
            trial=self.app.trial,
        )

    def digest(
        self,
        to: Recipient,
        topic: Topic,
        digest: Digest,
        tells: Sequence[StepOfAlert] = (),
        *,
        unforeseen: bool = False,
        ahead: Worded | None = None,
    ) -> bool:
        """Queue a digest with the steps that it tells. Gives False where that day's of this topic was queued before.

        What was worded `ahead` is taken where it is the same digest.
        """
        rendered = ahead.rendered if ahead and ahead.digest == digest else render_digest(digest, self.wording)
        return self.put(to, topic, digest.as_of, rendered, tells=tells, unforeseen=unforeseen)

    def notice(
        self,
        to: Recipient,
        topic: Topic,
        notice: Notice,
        *,
        urgent: bool = True,
        channels: Sequence[str] = (),
        period: date | None = None,
    ) -> bool:
        """Queue a message that goes alone and at once. Gives False where it was queued before.

        It leaves by these channels, or by those by which its recipient is told; `period` is its day, if not that of
        the notice.
        """
        rendered = render_notice(notice, self.wording)
        return self.put(to, topic, period or notice.on, rendered, urgent=urgent, channels=channels)

    def counts(self, topic: Topic, counts: RunCounts) -> bool:
        """Queue a run's counts for the shared channel. Gives False where there is none, or they were queued before."""
        if not self.app.settings.teams.shared:
            return False
        return self.put(SHARED, topic, counts.as_of, render_counts(counts, self.wording))

    def put(
        self,
        to: Recipient,
        topic: Topic,
        period: date,
        rendered: Rendered,
        *,
        urgent: bool = False,
        tells: Sequence[StepOfAlert] = (),
        unforeseen: bool = False,
        channels: Sequence[str] = (),
    ) -> bool:
        """Queue a message by these channels, or by every channel by which its recipient is told otherwise; gives False
        where it was queued before.

        Day, recipient, topic and channel are its idempotency key: the database takes each once. The steps that it
        tells are told when it is accepted. `unforeseen`: nothing in it was to be expected of the day, so that the storm
        guard counts it.
        """
        if self.holds(to, topic, period):
            return False
        rendered = marked(rendered) if self.app.trial else rendered
        rows = [
            {**row_of(self.app, to, str(topic), period, rendered, channel, urgent=urgent), "unforeseen": unforeseen}
            for channel in channels or _channels(self.app, to)
        ]
        enter(self.app, self.connection, rows, self._author)
        self._note_steps(rows, tells)
        if rendered.faults:
            self._tell_owner(rendered.faults, period)
        return True

    def in_place_of(
        self, row: Row[Any], channel: str, topic: str, rendered: Rendered, tells: Sequence[StepOfAlert] = ()
    ) -> str:
        """Queue a message that stands for one not sent, and waits since that did; gives its id."""
        rendered = marked(rendered) if self.app.trial and not is_marked(rendered) else rendered
        to = Recipient(row.division, row.post)
        new = row_of(self.app, to, topic, self.app.today(), rendered, channel, urgent=row.urgent)
        new["waiting_since"] = row.waiting_since or row.queued_at
        enter(self.app, self.connection, [new], self._author)
        self._note_steps([new], tells)
        return str(new["id"])

    def journal(self, drafts: Sequence[Draft]) -> None:
        """Record what goes with messages, in the same transaction and by the same author."""
        time = recording_time(self.connection, self.app.clock.now(), [draft.body for draft in drafts])
        append(self.connection, drafts, self._author, time.at, time.clock)

    def _note_steps(self, rows: Sequence[Mapping[str, Any]], tells: Sequence[StepOfAlert]) -> None:
        if tells:
            steps = [one.of_message(row["id"]) for row in rows for one in tells]
            self.connection.execute(message_step.insert(), steps)

    def _tell_owner(self, faults: tuple[tuple[str, str], ...], period: date) -> None:
        """Tell the system owner once a day of templates that can't be used, in words that need none of them."""
        notice, ours = TemplateNotice(faults, self.app.today()), replace(self.wording, templates=None)
        topic = Topic.template("・".join(sorted(name for name, _ in faults)))
        self.put(owner(self.app), topic, period, render_notice(notice, ours))

    def holds(self, to: Recipient, topic: Topic, period: date | None = None) -> bool:
        """Whether a recipient, under any of its names, was told of a topic: on that day or, without a day, ever."""
        known = _EVER if period is None else _ON_THE_DAY
        values = {**self._named(to), "named": str(topic), "day": period}
        asked = (self.connection, self.earlier) if self.earlier is not None else (self.connection,)
        return any(one.execute(known, values).first() is not None for one in asked)

    def next_topic(self, to: Recipient, kind: TopicKind, period: date) -> Topic:
        """The topic of a recipient's next message of a kind on a day: the kind alone, then its second, its third …"""
        told = self.connection.execute(_of_a_kind(kind), {**self._named(to), "day": period}).scalars()
        return Topic(kind, number=max((Topic.parse(topic).number for topic in told), default=0) + 1)

    def _named(self, to: Recipient) -> dict[str, Any]:
        return {"keys": sorted(names_of(self.app, to)), "of_post": to.post}


def _channels(app: App, to: Recipient) -> tuple[str, ...]:
    """The channels by which a recipient is told: with a webhook of their own Teams and mail, or Teams alone if so."""
    if to == SHARED:
        return (TEAMS,)
    if webhook_name(app, to):
        return (TEAMS,) if app.settings.teams.alone else (TEAMS, MAIL)
    return (MAIL,)


def every_channel(app: App, connection: Connection, to: Recipient, day: date) -> tuple[str, ...]:
    """Every channel that a recipient has on a day, whatever is usual: what can't wait goes by Teams and by mail."""
    if not webhook_name(app, to):
        return (MAIL,)
    return (TEAMS, MAIL) if mail_way(app, connection, to, day) else (TEAMS,)


def enter(app: App, connection: Connection, rows: Sequence[Mapping[str, Any]], author: Author) -> None:
    """Write messages into the outbox; the journal keeps for whom each is and the hash of its text, so that none can
    be changed or taken away unseen while it waits."""
    connection.execute(outbox.insert(), list(rows))
    names = ("division", "post", "topic", "channel", "urgent", "period")
    drafts = [
        Draft(
            f"message:{row['id']}",
            app.today(),
            MessageQueued(
                **{name: row[name] for name in names},
                text_sha256=text_sha256(row["subject"], row["body"]),
                card_sha256=text_sha256(row["subject"], row["card"]) if row["card"] else None,
                html_sha256=text_sha256(row["subject"], row["html"]) if row["html"] else None,
            ),
        )
        for row in rows
    ]
    time = recording_time(connection, app.clock.now(), [draft.body for draft in drafts])
    append(connection, drafts, author, time.at, time.clock)


def row_of(
    app: App, to: Recipient, topic: str, period: date, rendered: Rendered, channel: str, *, urgent: bool
) -> dict[str, Any]:
    """The row in which the outbox holds a message."""
    now = timestamp(app.clock.now())
    return {
        "id": str(uuid7()),
        "period": period,
        "division": to.division,
        "post": to.post,
        "topic": topic,
        "channel": channel,
        "urgent": urgent,
        "subject": rendered.subject,
        "body": rendered.body,
        "card": rendered.card,
        "html": rendered.html or None,
        "status": "queued",
        "attempts": 0,
        "next_try_at": now,
        "queued_at": now,
        "waiting_since": now,
        "unforeseen": False,
    }
