"""Claims of the periodic jobs: one row per job and period, so that two schedulers do nothing twice."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of claims; nothing that is stored changes."""
    op.create_table(
        "job_claim",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("settled_at", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('started', 'done', 'failed')", name="ck_job_claim_state"),
        sa.PrimaryKeyConstraint("job", "period"),
    )


def downgrade() -> None:
    """Drop the claims: they are working state, no record."""
    op.drop_table("job_claim")
