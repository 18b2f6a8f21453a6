"""Opens the database that keeps runs, and brings it up to date. What is SQLite's alone stands here and in `legacy`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filelock import FileLock
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from fedsim.errors import FedsimError, Problem
from fedsim.runs.tables import VERSION, metadata

BUSY_SECONDS = 1.0
"""How long a writer waits for another program's writing to end; then what it has to write waits in memory."""
CONNECT_SECONDS = 3
"""How long another machine's database is waited for."""
POSTGRES_LOCK = 7305805
"""Any number, the same in all versions: names the lock on making tables."""
LOCK_SECONDS = 10.0
"""How long one process waits for another one to make the tables."""
MIGRATIONS = Path(__file__).parent / "migrations"
CLOSED_TO_WRITERS = ("database-read-only", "database-unusable")
"""What may be the matter with a file that can still be read by itself."""
TROUBLE = (SQLAlchemyError, sqlite3.Error, OSError)
"""What asking a database may raise; SQLAlchemy does not wrap what happens while it connects."""


class NewerSchema(Exception):
    """The database was written by a later version of fedsim."""


class UnusableDatabase(FedsimError):
    """It cannot even be read; the problem says why, as the end of a sentence."""


@dataclass(frozen=True)
class Database:
    """An open database.

    Attributes:
        engine: SQLAlchemy's; gives connections, to many threads at once.
        place: its file, or the setting that names it; empty in memory.
        file: the SQLite file.
        file_id: which file that was, by device and number: another one of the same name is another database.
    """

    engine: Engine
    place: str = ""
    file: Path | None = None
    file_id: tuple[int, int] | None = None

    @property
    def is_gone(self) -> bool:
        """Whether its file was moved or deleted meanwhile: what is written then would be lost without a word."""
        return self.file is not None and _file_id(self.file) != self.file_id


def open_database(place: Path | str | None) -> Database:
    """Open a database, and make its tables or bring them up to date.

    Args:
        place: an SQLite file, SQLAlchemy's URL of another database, or None for memory.

    Raises:
        UnusableDatabase: it cannot be read; it is left as it is.
    """
    if place is None:
        return Database(_memory())
    name = str(place) if isinstance(place, Path) else "FEDSIM_DATABASE_URL"
    try:
        url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else make_url(place)
        return _open(url, name)
    except Exception as error:  # a driver that is missing, tables of another program: whatever a database may do
        raise UnusableDatabase(reason(name, error)) from error


def reason(place: str, error: Exception) -> Problem:
    """What is the matter with a database, the end of a sentence."""
    if isinstance(error, UnusableDatabase):
        return error.problems[0]
    if isinstance(error, NewerSchema):
        return Problem.of("database-newer", place=place, schema=error, known=VERSION)
    cause = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error or type(error).__name__)
    cause = cause.strip().splitlines()[0]

    def says(*words: str) -> bool:
        return any(word in cause.lower() for word in words)

    if says("locked", "busy", "could not be acquired"):
        return Problem.of("database-locked", place=place, why=cause)
    if says("malformed", "not a database"):
        return Problem.of("database-damaged", place=place, why=cause)
    if says("disk is full", "no space left"):
        return Problem.of("database-full", place=place, why=cause)
    if says("readonly", "read-only"):
        return Problem.of("database-read-only", place=place, why=cause)
    return Problem.of("database-unusable", place=place, why=cause)


def _open(url: URL, name: str) -> Database:
    file = Path(url.database or "") if _is_sqlite(url) and url.database and "uri" not in url.query else None
    engine = _connect_to(url)
    try:
        _bring_up_to_date(engine, url)
    except TROUBLE as error:
        engine.dispose()
        if file is None or not file.is_file() or reason(name, error).code not in CLOSED_TO_WRITERS:
            raise
        engine = _reading_alone(file)  # its folder can only be read: there is no place for a write-ahead log
        if _version(engine) != VERSION:
            raise
    return Database(engine, name, file, _file_id(file) if file else None)


def _file_id(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _connect_to(url: URL) -> Engine:
    if not _is_sqlite(url):
        is_postgres = url.get_backend_name() == "postgresql"
        waiting = {"connect_timeout": CONNECT_SECONDS} if is_postgres else {}
        return create_engine(url, pool_pre_ping=True, connect_args=waiting)
    with suppress(OSError):  # a folder that can only be read may hold a database that can be read
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    return engine


def _reading_alone(file: Path) -> Engine:
    """Reads a file as it is; a new connection each time, since SQLite does not look for changes then."""
    url = URL.create("sqlite", database=f"file:{quote(str(file))}", query={"immutable": "1", "uri": "true"})
    engine = create_engine(url, poolclass=NullPool)
    event.listen(engine, "connect", _read_damaged_text)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    """With a write-ahead log, who reads never waits for who writes."""
    _read_damaged_text(connection, _)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        with suppress(sqlite3.OperationalError):  # what can only be read, or is being written, is left as it is
            connection.execute(f"PRAGMA {pragma}")


def _read_damaged_text(connection: Any, _: Any) -> None:
    """Damaged text is read, for its row to be told."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")


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
    with _alone(engine, url):
        migrate(engine)


def _version(engine: Engine) -> str | None:
    """The newest migration that a database has been through; None for an empty one."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _alone(engine: Engine, url: URL) -> Iterator[None]:
    """Two processes that start at once must not both make the tables."""
    if _is_sqlite(url):
        with FileLock(f"{url.database}.lock", timeout=LOCK_SECONDS):
            yield
    elif url.get_backend_name() == "postgresql":
        with engine.begin() as connection:  # the lock ends with the transaction
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_LOCK})
            yield
    else:
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
