"""Rule books: the text of the rule data that was in force is kept by its digest."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table of rule books; by which one the moves of before were judged is not known."""
    op.create_table(
        "rule_book",
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("files", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Take the rule books away."""
    op.drop_table("rule_book")
