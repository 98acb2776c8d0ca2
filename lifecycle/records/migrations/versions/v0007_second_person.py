"""The second person: what needs two persons stands in a table until it is confirmed or declined."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table of matters."""
    op.create_table(
        "matter",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("matter", "about", "division", "shown", "status")),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
    )


def downgrade() -> None:
    """Take the table of matters away; the journal keeps them."""
    op.drop_table("matter")
