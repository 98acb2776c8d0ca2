"""Told means sent: the steps of alerts that a message tells, and what a message must be known by to be tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the table and the columns; what waits was queued when it says so, and its steps count as told already."""
    op.create_table(
        "message_step",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("primary", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("message", "alert", "step", "repeat"),
    )
    op.create_index("ix_message_step_contract", "message_step", ["contract"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("waiting_since", sa.String(), nullable=True))
        outbox.add_column(sa.Column("address_ref", sa.String(), nullable=True))
        outbox.add_column(sa.Column("unforeseen", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("unforeseen", server_default=None)
    op.execute("UPDATE outbox SET waiting_since = queued_at")


def downgrade() -> None:
    """Forget which steps wait in which message."""
    with op.batch_alter_table("outbox") as outbox:
        for name in ("unforeseen", "address_ref", "waiting_since"):
            outbox.drop_column(name)
    op.drop_table("message_step")
