"""Cures: the command that records the cure of an unmet duty, whether evidence can meet it still, how heavy it is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Widen obligations; until a contract is judged anew, the rule's own command stands for its duties."""
    with op.batch_alter_table("obligation") as obligation:
        obligation.add_column(sa.Column("command", sa.String(), nullable=False, server_default=""))
        obligation.add_column(sa.Column("curable", sa.Boolean(), nullable=False, server_default=sa.true()))
        obligation.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("obligation") as obligation:
        for name in ("command", "curable", "weight"):
            obligation.alter_column(name, server_default=None)


def downgrade() -> None:
    """Narrow obligations again."""
    with op.batch_alter_table("obligation") as obligation:
        for name in ("weight", "curable", "command"):
            obligation.drop_column(name)
