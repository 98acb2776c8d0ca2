"""Lists: the columns by which contracts are narrowed: whom each is with, and its fiscal years.

The columns are filled from the facts after this step (`lifecycle.records.schema.migrate`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns."""
    for name in ("contractor", "fiscal_years"):
        op.add_column("contract", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the columns away; the facts keep what they held."""
    for name in ("fiscal_years", "contractor"):
        op.drop_column("contract", name)
