"""What a run's numbers depend on beside its settings; of runs before, it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("run", sa.Column("made_by", sa.Text))
