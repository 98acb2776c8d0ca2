"""The journal, the erasable table and the projections, declared by SQLModel; working state stands in `working_models`.

Queries use the Core clauses of `tables`.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from config.vocabulary import Stage

_STAGES = ", ".join(f"'{stage.value}'" for stage in Stage)
_WHILE_OPEN: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("resolved_on IS NULL"))


class Base(SQLModel):
    """The base of all tables: values are checked on assignment."""

    model_config: ClassVar[Any] = {"validate_assignment": True}


class JournalRow(Base, table=True):
    """One event: append-only, numbered per subject, chained by hash. `payload` is canonical JSON, hashed as stored.

    `actor` is the person's key, `os_user` the login of the process, `role` the post; `via` the door (cli, web, import,
    flow) and `authenticated` how the person was known. Events of before version 0006 have neither of the last two.
    `clock` says `doubtful` where the clock stood before an earlier record.
    """

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("subject", "number", name="uq_journal_subject_number"),)

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(index=True)
    number: int = Field(ge=1)
    kind: str
    occurred_on: date
    recorded_at: str
    actor: str
    os_user: str
    role: str
    database_role: str
    via: str | None
    authenticated: str | None
    clock: str | None
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    previous: str
    hash: str


class HeadRow(Base, table=True):
    """The head of each chain: the event that the next one must follow."""

    __tablename__ = "head"

    subject: str = Field(primary_key=True)
    number: int
    hash: str


class PersonRow(Base, table=True):
    """A person's name or number: the only place it stands. Erasing empties value and salt."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    value: str | None
    salt: str | None


class ContractRow(Base, table=True):
    """業務委託契約: a contract with the fields that lists need; `fiscal_years` as `,2023,2024,`."""

    __tablename__ = "contract"
    __table_args__ = (CheckConstraint(f"stage IN ({_STAGES})", name="ck_contract_stage"),)

    id: str = Field(primary_key=True)
    division: str = Field(index=True)
    title: str
    stage: str
    stage_declared: bool
    removed: bool = False
    version: int
    contractor: str = ""
    fiscal_years: str = ""


class RecordRow(Base, table=True):
    """A version of a fact sheet or document: of the contract, of a subcontract, or a piece of evidence.

    `key` is the date that tells evidence from others of its kind, `dated_on` its own date, `latest_on` the latest in
    any of its fields, `recorded_at` when it was learnt, `superseded_at` when a correction took its place.
    """

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_current", "contract", "superseded_at"),
        Index("ix_record_kind", "kind", "superseded_at"),
    )

    contract: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subcontract: str
    key: str
    dated_on: date | None
    latest_on: date | None
    recorded_at: str
    superseded_at: str | None
    via: str
    fields: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    files: str = Field(sa_column=Column(Text, nullable=False))


class StageRow(Base, table=True):
    """A stage that a contract reached, or that was declared at import."""

    __tablename__ = "stage_change"

    contract: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    stage: str
    occurred_on: date
    recorded_at: str
    declared: bool


class OverrideRow(Base, table=True):
    """例外承認: an exception, its request and what became of it."""

    __tablename__ = "override"

    id: str = Field(primary_key=True)
    contract: str = Field(index=True)
    subject: str
    codes: str
    category: str
    reason: str
    document_no: str
    expires_on: date
    status: str = Field(index=True)
    requested_by: str
    requested_on: date
    decided_by: str | None
    decided_on: date | None
    decided_at: str | None
    revoked_on: date | None
    revoked_at: str | None


class ActRow(Base, table=True):
    """An act of a person who holds a post: of which record, of which content (a hash), whether it was withdrawn."""

    __tablename__ = "act"

    contract: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    act: str
    kind: str
    subcontract: str
    key: str
    record_sha256: str
    done_on: date
    recorded_at: str
    actor: str
    role: str
    withdrawn_at: str | None


class MatterRow(Base, table=True):
    """A matter that needs two persons: what was proposed, by whom, and what a second person made of it."""

    __tablename__ = "matter"

    id: str = Field(primary_key=True)
    matter: str
    about: str
    division: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    shown: str
    status: str
    proposed_by: str
    proposed_on: date
    decided_by: str | None
    decided_on: date | None


class RuleBookRow(Base, table=True):
    """The text of a rule book that was in force, kept by the digest that proves it."""

    __tablename__ = "rule_book"

    digest: str = Field(primary_key=True)
    files: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DivisionRow(Base, table=True):
    """所属: an office; the people in its posts stand as references."""

    __tablename__ = "division"

    name: str = Field(primary_key=True)
    fields: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FlagRow(Base, table=True):
    """A flag of the whole installation: the policy in force, or whether the ledger is a fictional one."""

    __tablename__ = "flag"

    name: str = Field(primary_key=True)
    value: str


class AlertRow(Base, table=True):
    """An alert: one open per subject and rule (or AL-… code), as the database itself sees to.

    `contract` is the chain it stands on (or `division:…`). The ladder's steps count from `begins_on`; `step` is the
    highest told, last on `told_on`, `repeats` times since. `paused_until` holds repeats, `snoozed_until` everything.
    """

    __tablename__ = "alert"
    __table_args__ = (Index("ix_alert_open", "subject", "code", "contract", unique=True, **_WHILE_OPEN),)

    id: str = Field(primary_key=True)
    contract: str = Field(index=True)
    subject: str
    code: str
    division: str = Field(index=True)
    due_on: date | None
    opened_on: date
    begins_on: date
    urgent: bool = False
    step: str
    told_on: date | None
    repeats: int = 0
    acknowledged_on: date | None
    planned_on: date | None
    paused_until: date | None
    snoozes: int = 0
    snoozed_until: date | None
    resolved_on: date | None


class AlertStepRow(Base, table=True):
    """A step of an alert as it was told: the day and the posts (`所属/職`, by commas); no posts: it reached nobody."""

    __tablename__ = "alert_step"

    alert: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    repeat: int = Field(primary_key=True)
    told_on: date
    told_to: str


PROJECTIONS: tuple[type[Base], ...] = (
    *(ContractRow, RecordRow, StageRow, OverrideRow, MatterRow, ActRow),
    *(DivisionRow, FlagRow, AlertRow, AlertStepRow),
)
"""The tables that replaying the journal must give again, to the value."""


def table(model: type[Base]) -> Table:
    """The Core table of a model."""
    declared: Table = model.__table__  # type: ignore[attr-defined]
    return declared
