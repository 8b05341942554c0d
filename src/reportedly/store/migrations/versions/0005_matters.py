"""Matters, with what weighing keeps of each article."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; weighing fills them when matters are next asked for."""
    op.create_table(
        "brief",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False, comment="whose reading it was made from"),
        sa.Column("weigher", sa.Text(), nullable=False, comment="name and version of what made it; empty until then"),
        sa.Column("story", sa.Text(), comment="the articles weighed together; NULL where that is still to be done"),
        sa.Column("packed", sa.LargeBinary(), nullable=False, comment="what weighing needs of the article"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_brief_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_brief")),
    )
    op.create_index(op.f("ix_brief_story"), "brief", ["story"])
    op.create_index(op.f("ix_brief_weigher"), "brief", ["weigher"])
    op.create_table(
        "block",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="articles that share none are never weighed together by a rule"
        ),
        sa.PrimaryKeyConstraint("article_id", "key", name=op.f("pk_block")),
    )
    op.create_index(op.f("ix_block_key"), "block", ["key"])
    op.create_table(
        "matter",
        sa.Column("id", sa.Text(), nullable=False, comment="made from its earliest statement"),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded_title", sa.Text(), nullable=False, comment="without case and diacritics, to filter by"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("credibility", sa.Integer(), nullable=False, comment="1..6"),
        sa.Column("affirming_origins", sa.Integer(), nullable=False),
        sa.Column("denying_origins", sa.Integer(), nullable=False),
        sa.Column("n_articles", sa.Integer(), nullable=False),
        sa.Column("n_statements", sa.Integer(), nullable=False),
        sa.Column("first_said_at", sa.Text()),
        sa.Column("last_said_at", sa.Text()),
        sa.Column(
            "changed_at",
            sa.Text(),
            comment="of its last statement, or the last entry of its history where that is later",
        ),
        sa.Column("moment", sa.Text(), comment="changed_at in UTC, in one form, to sort by"),
        sa.Column("day", sa.Text(), comment="the date of changed_at, YYYY-MM-DD, to filter by"),
        sa.Column("event_type", sa.Text()),
        sa.Column("place_name", sa.Text()),
        sa.Column("lat", sa.Float()),
        sa.Column("lon", sa.Float()),
        sa.Column("packed", sa.LargeBinary(), nullable=False, comment="zstd of the published JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    op.create_index(op.f("ix_matter_story"), "matter", ["story"])
    op.create_index(op.f("ix_matter_status"), "matter", ["status"])
    op.create_index(op.f("ix_matter_moment"), "matter", ["moment"])
    op.create_table(
        "matter_statement",
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=False, comment="the attribution's, with .1, .2 … for its parts"),
        sa.Column("position", sa.Integer(), nullable=False, comment="0, 1 … in the order of the matter"),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), comment="in the article"),
        sa.Column("party_name", sa.Text()),
        sa.Column("side", sa.Text()),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("own_voice", sa.Boolean(), nullable=False),
        sa.Column("origin_id", sa.Text(), nullable=False),
        sa.Column(
            "as_matter", sa.Text(), nullable=False, comment="the id of a matter of which it is the earliest statement"
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_statement_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", "statement_id", name=op.f("pk_matter_statement")),
    )
    op.create_index(op.f("ix_matter_statement_statement_id"), "matter_statement", ["statement_id"])
    op.create_index(op.f("ix_matter_statement_article_id"), "matter_statement", ["article_id"])
    op.create_index(op.f("ix_matter_statement_party_name"), "matter_statement", ["party_name"])
    op.create_index(op.f("ix_matter_statement_as_matter"), "matter_statement", ["as_matter"])
    op.create_table(
        "matter_change",
        sa.Column("matter_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="0, 1 … in the order of the history"),
        sa.Column("at", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("moment", sa.Text(), comment="at in UTC, in one form, to sort by"),
        sa.Column("day", sa.Text(), comment="the date of at in UTC, to filter by"),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_change_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", "position", name=op.f("pk_matter_change")),
    )
    op.create_index(op.f("ix_matter_change_moment"), "matter_change", ["moment"])
