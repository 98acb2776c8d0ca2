"""Where it grows: the indexes of what was asked of every row, so that an old installation answers like a young one."""

from alembic import op

revision = "0017"
down_revision = "0016"

_INDEXES = (
    ("ix_outbox_told", "outbox", ["topic", "division", "post"]),
    ("ix_outbox_address_ref", "outbox", ["address_ref"]),
    ("ix_assessment_assessed_on", "assessment", ["assessed_on"]),
    ("ix_message_step_alert", "message_step", ["alert"]),
    ("ix_alert_division", "alert", ["division"]),
)
"""Whether somebody was told of a topic ever, whether an address took mail since, the latest day that was judged, the
messages of an alert, the alerts of an office."""


def upgrade() -> None:
    """Add the indexes."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take the indexes away."""
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table)
