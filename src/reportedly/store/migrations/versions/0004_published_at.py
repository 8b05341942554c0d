"""Articles by the moment of their publication, and a search index that ranks without looking anything up."""

import sqlalchemy as sa
from alembic import op

from reportedly.store.rows import moment_of
from reportedly.store.search import create_search, drop_search

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Fill the new column, and make the index again, empty; ``upgrade`` fills it from the readings that are there."""
    comment = "published as a moment in UTC, in one form, to sort by"
    op.add_column("article", sa.Column("published_at", sa.Text(), nullable=True, comment=comment))
    op.create_index(op.f("ix_article_published_at"), "article", ["published_at"])
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, published FROM article WHERE published IS NOT NULL")).all()
    moments = [{"id": row.id, "moment": moment_of(row.published)} for row in rows]
    if moments:
        connection.execute(sa.text("UPDATE article SET published_at = :moment WHERE id = :id"), moments)
    drop_search(connection)
    create_search(connection)
