"""The database's tables. Change one, and add a migration beside the others in `migrations/versions`."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

VERSION = "0004"
"""The newest migration: what a database must have been brought to."""

metadata = MetaData()

run = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("config", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("error", Text),
    Column("queued_at", Float, nullable=False),
    Column("started_at", Float),
    Column("ended_at", Float),
    Column("purpose", String(16), nullable=False),
    Column("batch", String(32)),
    Column("owner", String(32)),
    Column("beat", Integer, nullable=False),
    Column("beat_at", Float, nullable=False),
    Column("made_by", Text),
    Column("stop_asked_at", Float),
    Column("asker", String(64)),
)
"""A row a run. While it is live, the process of `owner` raises `beat`, and writes the time down as `beat_at`.

Another process that wants it to end writes `stop_asked_at`. `asker` is whose run it is, as a digest.
"""

about = Table(
    "about",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("name", Text),
    Column("starred", Boolean, nullable=False),
    Column("tags", Text, nullable=False),
    Column("note", Text),
    Column("deleted_at", Float),
)
"""What people say of a run, where they said anything; tags are a JSON list."""

event = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run", String(32), ForeignKey("run.id"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("run", String(32), ForeignKey("run.id"), primary_key=True),
    Column("model", String(16), primary_key=True),
    Column("hospital", Text, primary_key=True),
    Column("probabilities", LargeBinary, nullable=False),
)

baseline = Table(
    "baseline",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", String(128), nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("probabilities", LargeBinary, nullable=False),
)

brought = Table("brought", metadata, Column("source", Text, primary_key=True), Column("num_runs", Integer))
"""Databases of earlier versions whose runs are in this one."""
