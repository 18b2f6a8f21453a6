"""Opens the database that keeps runs, and brings it up to date. What is SQLite's alone stands here and in `legacy`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from fedsim.errors import Problem
from fedsim.runs.tables import VERSION, metadata

BUSY_SECONDS = 5.0
"""How long a writer waits for another program's writing to end."""
MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The database was written by a later version of fedsim."""


@dataclass(frozen=True)
class Database:
    """An open database.

    Attributes:
        engine: SQLAlchemy's; gives connections, to many threads at once.
        place: its file, or the setting that names it; empty in memory.
        problem: why runs are kept in memory instead, the end of a sentence; None where they are not.
    """

    engine: Engine
    place: str = ""
    problem: Problem | None = None


def open_database(place: Path | str | None) -> Database:
    """Open a database, make its tables or bring them up to date, and see whether it can be written to.

    Args:
        place: an SQLite file, SQLAlchemy's URL of another database, or None for memory. Where it cannot be used it is
            left as it is, and memory stands in for it.
    """
    if place is None:
        return Database(_memory())
    engine, name = None, str(place) if isinstance(place, Path) else "FEDSIM_DATABASE_URL"
    try:
        url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else make_url(place)
        engine = _connect_to(url)
        _bring_up_to_date(engine, url)
        with engine.begin() as connection:  # a database that can only be read is no place to keep runs
            connection.execute(text("DELETE FROM event WHERE 1 = 0"))
        return Database(engine, name)
    except (OSError, SQLAlchemyError, sqlite3.Error, NewerSchema, ImportError) as error:
        if engine:
            engine.dispose()
        return Database(_memory(), name, reason(name, error))


def reason(place: str, error: Exception) -> Problem:
    """What is the matter with a database, the end of a sentence."""
    if isinstance(error, NewerSchema):
        return Problem.of("database-newer", place=place, schema=error, known=VERSION)
    cause = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).splitlines()[0]
    lower = cause.lower()
    if "locked" in lower or "busy" in lower:
        return Problem.of("database-locked", place=place)
    if "malformed" in lower or "not a database" in lower:
        return Problem.of("database-damaged", place=place, why=cause)
    return Problem.of("database-unusable", place=place, why=cause)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _connect_to(url: URL) -> Engine:
    if not _is_sqlite(url):
        return create_engine(url, pool_pre_ping=True)
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    """With a write-ahead log, who reads never waits for who writes. Damaged text is read, for its row to be told."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _memory() -> Engine:
    """A single connection, which one thread has at a time: whoever opened another would see another database."""
    engine = create_engine(
        "sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False}
    )
    metadata.create_all(engine)
    return engine


def _bring_up_to_date(engine: Engine, url: URL) -> None:
    if _version(engine) == VERSION:
        return
    with _alone(url):
        migrate(engine)


def _version(engine: Engine) -> str | None:
    """The newest migration that a database has been through; None for an empty one."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _alone(url: URL) -> Iterator[None]:
    """Two processes that start at once must not both make the tables."""
    with FileLock(f"{url.database}.lock") if _is_sqlite(url) else nullcontext():
        yield


def migrate(engine: Engine) -> None:
    """Run the migrations that a database has not been through.

    Raises:
        NewerSchema: it has been through one that is unknown here.
    """
    from alembic import command  # half a second: only for a database that is new or old
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    version = _version(engine)
    if version is not None and version not in known:
        raise NewerSchema(version)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
