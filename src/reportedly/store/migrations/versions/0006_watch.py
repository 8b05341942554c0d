"""What a watch knows of the matters, what it found to have changed, and who was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the first round of a watch fills them."""
    op.create_table(
        "watch_matter",
        sa.Column("matter_id", sa.Text(), nullable=False, comment="as it was then; the matter may have another id now"),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="SHA-256 of matter.packed as it was then"),
        sa.Column("packed", sa.LargeBinary(), nullable=False, comment="zstd of JSON: what was known of it"),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_watch_matter")),
    )
    op.create_table(
        "watch_news",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … as it was found"),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Text(), nullable=False, comment="as it was then"),
        sa.Column("packed", sa.LargeBinary(), nullable=False, comment="zstd of the JSON that `watch --json` prints"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_watch_news")),
    )
    op.create_index(op.f("ix_watch_news_found_at"), "watch_news", ["found_at"])
    op.create_table(
        "watch_told",
        sa.Column(
            "channel", sa.Text(), nullable=False, comment="who is told, such as stdout, or a webhook by its hash"
        ),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the last watch_news that it was told"),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_watch_told")),
    )
