"""That another process, or a stranger, asks for a run's end; and whose a run is. Of runs before, nobody's."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("run", sa.Column("stop_asked_at", sa.Float))
    op.add_column("run", sa.Column("asker", sa.String(64)))
