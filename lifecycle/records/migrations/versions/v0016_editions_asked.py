"""What is owed remembers the edition under which it is asked: its source is the edition's own circular."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column; what is stored is judged anew at the next writing or sweep."""
    op.add_column("obligation", sa.Column("edition", sa.String(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("obligation", "edition")
