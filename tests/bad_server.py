"""A server on this machine that fails as a test asks it to."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np


class Server(ThreadingHTTPServer):
    """Serves one body, as badly as a test asks for.

    Attributes:
        body: what is served.
        cuts: for each request in turn, the bytes after which the connection is cut; no more cuts after the last.
        statuses: for each request in turn, a status to answer instead of the body.
        knows_range: whether a part can be asked for.
        shift: bytes by which a part starts too late.
        stalls: whether it falls silent after a cut instead of closing the connection.
        ranges: the Range header of each request so far, "" for none.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = np.random.default_rng(1).bytes(400_000)
        self.cuts: list[int] = []
        self.statuses: list[int] = []
        self.knows_range = True
        self.shift = 0
        self.stalls = False
        self.over = threading.Event()
        self.ranges: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/octmnist.npz?download=1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        if self.server.statuses:
            return self._refuse(self.server.statuses.pop(0))
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.knows_range else 0
        if start >= len(self.server.body) > 0 and start:
            return self._refuse(416)
        return self._send(start, is_part=bool(asked) and self.server.knows_range)

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, start: int, is_part: bool) -> None:
        body = self.server.body[start:]
        cut = self.server.cuts.pop(0) if self.server.cuts else len(body)
        self.send_response(206 if is_part else 200)
        if is_part:
            first = start + self.server.shift
            self.send_header("Content-Range", f"bytes {first}-{len(self.server.body) - 1}/{len(self.server.body)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if self.server.stalls:
            self.wfile.flush()
            self.server.over.wait()
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass
