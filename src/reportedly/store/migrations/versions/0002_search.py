"""Full-text search over statements and texts."""

from alembic import op

from reportedly.store.search import create_search

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; ``upgrade`` fills it from the readings that are there."""
    create_search(op.get_bind())
