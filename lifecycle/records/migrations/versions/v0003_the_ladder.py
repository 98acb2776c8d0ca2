"""The ladder: where each alert stands on it, who was told; messages by channel, and every attempt to send one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Widen alerts and the outbox; what was told so far was one step, counted from the due date."""
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("due_on", existing_type=sa.Date(), nullable=True)
        alert.add_column(sa.Column("begins_on", sa.Date(), nullable=True))
        alert.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        alert.add_column(sa.Column("repeats", sa.Integer(), nullable=False, server_default="0"))
        alert.add_column(sa.Column("acknowledged_on", sa.Date(), nullable=True))
        alert.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        alert.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        alert.add_column(sa.Column("snoozes", sa.Integer(), nullable=False, server_default="0"))
        alert.add_column(sa.Column("snoozed_until", sa.Date(), nullable=True))
    op.execute(sa.text("UPDATE alert SET begins_on = due_on"))
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("begins_on", existing_type=sa.Date(), nullable=False)
        for name in ("urgent", "repeats", "snoozes"):
            alert.alter_column(name, server_default=None)
    still_open = sa.text("resolved_on IS NULL")
    columns = ["subject", "code", "contract"]
    op.create_index(
        "ix_alert_open", "alert", columns, unique=True, sqlite_where=still_open, postgresql_where=still_open
    )
    op.create_table(
        "alert_step",
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_to", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("alert", "step", "repeat"),
    )
    op.execute(
        sa.text(
            "INSERT INTO alert_step (alert, step, repeat, told_on, told_to) "
            "SELECT id, step, 0, told_on, '' FROM alert WHERE told_on IS NOT NULL"
        )
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("channel", sa.String(), nullable=False, server_default="mail"))
        outbox.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        outbox.add_column(sa.Column("card", sa.Text(), nullable=True))
        outbox.add_column(sa.Column("fallback", sa.String(), nullable=True))
        outbox.drop_constraint("uq_outbox_once", type_="unique")
        outbox.create_unique_constraint("uq_outbox_once", ["period", "division", "post", "topic", "channel"])
    with op.batch_alter_table("outbox") as outbox:
        for name in ("channel", "urgent"):
            outbox.alter_column(name, server_default=None)
    op.create_table(
        "attempt",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message", "number"),
    )


def downgrade() -> None:
    """There is no way back: what was told would be forgotten."""
    raise NotImplementedError("連絡の記録を消す移行はありません")
