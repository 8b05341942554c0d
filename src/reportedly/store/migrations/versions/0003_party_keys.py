"""The blocks by which parties of different articles are found to be one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of keys; ``upgrade`` fills it, and the joins, from the readings that are there."""
    op.create_table(
        "party_key",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="a block: parties that share none are never joined by a rule"
        ),
        sa.PrimaryKeyConstraint("article_id", "party_id", "key", name=op.f("pk_party_key")),
    )
    op.create_index(op.f("ix_party_key_key"), "party_key", ["key"])
