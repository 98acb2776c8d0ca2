"""The clock: an event that was recorded under a clock in doubt says so."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Widen the journal; nothing was in doubt before, and the hashes stay what they are."""
    op.add_column("journal", sa.Column("clock", sa.String(), nullable=True))


def downgrade() -> None:
    """Narrow the journal again."""
    op.drop_column("journal", "clock")
