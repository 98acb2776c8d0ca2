"""Acts: what a person did by the post held, and of which content; the flags hold the offices' cut-over days.

The flags are filled from the journal after this step (`lifecycle.records.schema.migrate`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table of acts."""
    op.create_table(
        "act",
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("act", "kind", "subcontract", "key", "record_sha256")
        ),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("contract", "number"),
    )


def downgrade() -> None:
    """Take the table of acts away; the journal keeps them."""
    op.drop_table("act")
