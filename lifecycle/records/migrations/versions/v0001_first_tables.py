"""The first tables, and the triggers that keep the journal as it was written."""

import sqlalchemy as sa
from alembic import op

from lifecycle.records.triggers import journal_triggers

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and the journal's triggers."""
    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alert_contract", "alert", ["contract"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("next_look_on", sa.Date(), nullable=True),
        sa.CheckConstraint("standing IN ('ok', 'attention', 'needs_correction')", name="ck_assessment_standing"),
        sa.PrimaryKeyConstraint("contract"),
    )
    op.create_index("ix_assessment_next_look_on", "assessment", ["next_look_on"], unique=False)
    op.create_table(
        "contract",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("stage_declared", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('estimate', 'concluded', 'checklist_received', 'onsite_inspection', 'performing', 'completion_inspection', 'completed', 'terminated', 'withdrawn')",
            name="ck_contract_stage",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contract_division", "contract", ["division"], unique=False)
    op.create_table(
        "division",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "flag",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "head",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("os_user", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("database_role", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject", "number", name="uq_journal_subject_number"),
    )
    op.create_index("ix_journal_subject", "journal", ["subject"], unique=False)
    op.create_table(
        "obligation",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("gate", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("next_alert_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("subject", "code"),
    )
    op.create_index("ix_obligation_contract", "obligation", ["contract"], unique=False)
    op.create_index("ix_obligation_due_on", "obligation", ["due_on"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.String(), nullable=False),
        sa.Column("queued_at", sa.String(), nullable=False),
        sa.Column("settled_at", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("period", "division", "post", "topic", name="uq_outbox_once"),
    )
    op.create_index("ix_outbox_status", "outbox", ["status"], unique=False)
    op.create_table(
        "override",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.String(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_override_contract", "override", ["contract"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_subject", "person", ["subject"], unique=False)
    op.create_table(
        "record",
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subcontract", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("latest_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.String(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract", "number"),
    )
    op.create_index("ix_record_current", "record", ["contract", "superseded_at"], unique=False)
    op.create_table(
        "stage_change",
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contract", "number"),
    )
    for statement in journal_triggers(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """There is no way back from the first tables: a journal is not dropped."""
    raise NotImplementedError("記録を消す移行はありません")
