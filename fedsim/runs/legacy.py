"""Brings the runs of the first versions' database over: one SQLite file without a version, in the cache folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select
from sqlalchemy.exc import IntegrityError

from fedsim.runs.state import Purpose
from fedsim.runs.tables import answers, baseline, brought, event, run

ROWS_AT_ONCE = 500


def bring_over(engine: Engine, old: Path) -> None:
    """Copy what an old database has, once; the file stays as it is.

    Its live runs come over as they are: their processes renew no lease, so that they count as interrupted.

    Args:
        engine: the database to copy into, up to date.
        old: the old file; nothing happens where there is none.

    Raises:
        sqlite3.Error: the old file cannot be read. Then nothing is copied.
    """
    if not old.is_file() or _is_brought(engine, old):
        return
    with closing(sqlite3.connect(old)) as source:
        source.row_factory = sqlite3.Row
        try:
            with engine.begin() as target:
                _copy_all(source, target, old)
        except IntegrityError:
            if not _is_brought(engine, old):  # another process did it meanwhile
                raise


def _is_brought(engine: Engine, old: Path) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(brought).where(brought.c.source == str(old))).first() is not None


def _copy_all(source: sqlite3.Connection, target: Connection, old: Path) -> None:
    new = {row["id"] for row in _rows(source, "run")} - set(target.execute(select(run.c.id)).scalars())
    known_keys = set(target.execute(select(baseline.c.key)).scalars())
    target.execute(insert(brought), {"source": str(old), "num_runs": len(new)})
    _copy(target, run, (_as_run(row) for row in _rows(source, "run", "queued_at, rowid") if row["id"] in new))
    for table in (event, answers):
        _copy(target, table, (row for row in _rows(source, table.name) if row["run"] in new))
    _copy(target, baseline, (row for row in _rows(source, "baseline") if row["key"] not in known_keys))


def _rows(source: sqlite3.Connection, table: str, order: str = "rowid") -> Iterator[dict[str, Any]]:
    for row in source.execute(f"SELECT * FROM {table} ORDER BY {order}"):
        yield dict(row)


def _as_run(row: dict[str, Any]) -> dict[str, Any]:
    row.pop("pid")
    return row | {"purpose": Purpose.RUN, "batch": None, "owner": None, "beat": 0, "beat_at": 0.0}


def _copy(target: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            target.execute(insert(table), waiting)
            waiting = []
    if waiting:
        target.execute(insert(table), waiting)
