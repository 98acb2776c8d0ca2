"""Working state, declared by SQLModel: what is owed and what is on its way, which no replay of the journal gives."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from config.vocabulary import Standing
from lifecycle.records.models import Base

METADATA = Base.metadata
"""Every table, those of `models` too."""

_STANDINGS = ", ".join(f"'{standing.value}'" for standing in Standing)


class AssessmentRow(Base, table=True):
    """How a contract stood when last assessed, and when it must be looked at again. Working state.

    `stage` is the stage of that day: one declared at import may hold only from a later one.
    """

    __tablename__ = "assessment"
    __table_args__ = (CheckConstraint(f"standing IN ({_STANDINGS})", name="ck_assessment_standing"),)

    contract: str = Field(primary_key=True)
    stage: str
    standing: str
    assessed_on: date = Field(index=True)
    next_look_on: date | None = Field(index=True)


class ObligationRow(Base, table=True):
    """What is owed: an unmet duty of a subject, by when and by whom it must be met. Working state.

    `edition` is the id of the edition under which it is asked, where one concerns it.
    """

    __tablename__ = "obligation"

    subject: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    contract: str = Field(index=True)
    status: str
    gate: str | None
    due_on: date | None = Field(index=True)
    responsible: str
    reason: str
    remedy: str
    command: str
    curable: bool
    weight: int
    edition: str | None
    next_alert_on: date | None


class OutboxRow(Base, table=True):
    """A message to one recipient by one channel; `fallback` is the one that took over. Working state.

    `waiting_since` is the moment at which the first of the messages was queued that this one stands for: one that is
    built anew keeps it. `address_ref` names the address that was tried last, without showing it. `unforeseen`: nothing
    it tells was to be expected on its day. `html`: the second part of a mail that has tables.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("period", "division", "post", "topic", "channel", name="uq_outbox_once"),
        Index("ix_outbox_told", "topic", "division", "post"),
    )

    id: str = Field(primary_key=True)
    period: date
    division: str
    post: str
    topic: str
    channel: str = "mail"
    urgent: bool = False
    subject: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    card: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    html: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    status: str = Field(index=True)
    attempts: int = 0
    next_try_at: str
    queued_at: str
    settled_at: str | None
    detail: str | None
    fallback: str | None
    waiting_since: str | None = None
    address_ref: str | None = Field(default=None, index=True)
    unforeseen: bool = False


class MessageStepRow(Base, table=True):
    """A step of an alert that a message tells: to a `primary` reader, while others get a copy of it. Working state.

    The step is told when a message of it was accepted; until then nothing stands in the journal of the alert.
    """

    __tablename__ = "message_step"

    message: str = Field(primary_key=True)
    alert: str = Field(primary_key=True, index=True)
    step: str = Field(primary_key=True)
    repeat: int = Field(primary_key=True)
    contract: str = Field(index=True)
    primary: bool


class AttemptRow(Base, table=True):
    """One attempt to send a message, and what came of it. Working state."""

    __tablename__ = "attempt"

    message: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: str
    status: str
    detail: str


class JobClaimRow(Base, table=True):
    """A periodic job's run of one period: who came first runs it. Working state.

    `run` counts the runs of the period, by hand included. `detail` says in numbers what came of the last.
    """

    __tablename__ = "job_claim"
    __table_args__ = (CheckConstraint("state IN ('started', 'done', 'failed')", name="ck_job_claim_state"),)

    job: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    run: int
    state: str
    started_at: str
    settled_at: str | None
    detail: str | None


class SubmissionRow(Base, table=True):
    """A form that was sent, by the key of that filling in: sent twice it is done once. Working state."""

    __tablename__ = "submission"

    key: str = Field(primary_key=True)
    sent_at: str = Field(index=True)


class DraftRow(Base, table=True):
    """A form that a person has begun: what was typed so far, persons in clear, so it is no record. Working state.

    `form` is the path of the form's page, `number` the last event of its chain when it was begun. It is deleted once
    the form is sent, or forgotten.
    """

    __tablename__ = "draft"

    person: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    kept: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    number: int
    saved_at: str = Field(index=True)
