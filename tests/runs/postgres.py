"""A real PostgreSQL server of one's own, on a socket in a folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_postgres() -> Path | None:
    """The folder of the server's programs: Debian has them in none of PATH's."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Postgres:
    """A server that can be stopped and started.

    Attributes:
        url: SQLAlchemy's, of an empty database.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self.url = f"postgresql+psycopg://fedsim@/postgres?host={folder}"

    def start(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self._folder / "log"), "start",
                  "-o", f"-k {self._folder} -c listen_addresses=''")  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def create(self) -> None:
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "fedsim", "-E", "UTF8")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        """It refuses to run for root: then Debian's own user has it."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self._programs / program), *arguments]
        done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def serve() -> Iterator[Postgres]:
    """A server that runs."""
    programs = find_postgres()
    assert programs is not None
    with tempfile.TemporaryDirectory(prefix="fedsim-pg-") as name:  # a socket's path may have 107 characters
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = Postgres(programs, folder)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
