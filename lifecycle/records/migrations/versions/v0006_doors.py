"""Doors: an event says by which door it came (via) and how the person was known (authenticated)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Widen the journal; the events of before say neither, and their hashes stay what they are."""
    for name in ("via", "authenticated"):
        op.add_column("journal", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    """Narrow the journal again."""
    for name in ("authenticated", "via"):
        op.drop_column("journal", name)
