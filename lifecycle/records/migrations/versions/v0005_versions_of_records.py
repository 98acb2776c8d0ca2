"""Versions by date: every kind of evidence stands once per date, the notice to a subcontractor is a record of its own.

The table of records is replayed from the journal after this step (`lifecycle.records.schema.migrate`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of records anew: an older event may record a subcontract's sheet and its notice at once."""
    op.drop_index("ix_record_current", table_name="record")
    op.drop_table("record")
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
        sa.PrimaryKeyConstraint("contract", "number", "kind"),
    )
    op.create_index("ix_record_current", "record", ["contract", "superseded_at"], unique=False)


def downgrade() -> None:
    """There is no way back: of several versions all but one would be forgotten."""
    raise NotImplementedError("記録の版を消す移行はありません")
