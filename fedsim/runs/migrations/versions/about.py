"""What people say of a run: its name, a star, tags, a note; and that it was deleted, until it is cleared away."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "about",
        sa.Column("run", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("starred", sa.Boolean, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("deleted_at", sa.Float),
    )
