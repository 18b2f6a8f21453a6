"""The app's server as a process, and requests to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120


@contextmanager
def served(home: Path, *options: str, **environment: str) -> Iterator[int]:
    """The app's server; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=os.environ | {"FEDSIM_HOME": str(home)} | environment,
    )  # fmt: skip
    try:
        wait_until_healthy(port, server)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=30)


def wait_until_healthy(port: int, server: subprocess.Popen) -> None:
    for _ in range(5 * PATIENCE_SECONDS):
        try:
            if ask(port, "/_stcore/health").status == 200:
                return
        except OSError:
            assert server.poll() is None, server.stdout.read()
        time.sleep(0.2)
    raise AssertionError("the server did not come up")


def ask(port: int, path: str = "/", method: str = "GET", body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()
