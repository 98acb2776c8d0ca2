"""What waits: the indexes by which every sweep finds the records and requests that wait for somebody."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_record_kind", "record", ["kind", "superseded_at"])
    op.create_index("ix_override_status", "override", ["status"])


def downgrade() -> None:
    """Take the indexes away."""
    op.drop_index("ix_override_status", "override")
    op.drop_index("ix_record_kind", "record")
