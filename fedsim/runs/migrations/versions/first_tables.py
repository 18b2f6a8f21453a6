"""Runs, their events, what their models answered, and baselines for other runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("config", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("queued_at", sa.Float, nullable=False),
        sa.Column("started_at", sa.Float),
        sa.Column("ended_at", sa.Float),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("batch", sa.String(32)),
        sa.Column("owner", sa.String(32)),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("beat_at", sa.Float, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("run.id"), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_event_run", "event", ["run"])
    op.create_table(
        "answers",
        sa.Column("run", sa.String(32), sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("model", sa.String(16), primary_key=True),
        sa.Column("hospital", sa.Text, primary_key=True),
        sa.Column("probabilities", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "baseline",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(128), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("probabilities", sa.LargeBinary, nullable=False),
    )
    op.create_table("brought", sa.Column("source", sa.Text, primary_key=True), sa.Column("num_runs", sa.Integer))
