"""Tables as tables: the HTML part of a mail that has tables, beside its plain text."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column; what waits has plain text alone, as it had."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("html", sa.Text(), nullable=True))


def downgrade() -> None:
    """Send plain text alone."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("html")
