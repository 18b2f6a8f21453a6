"""Who may come in, and with how much: whether the server is shared, and what is refused before it is read."""

import asyncio
import gc
import ipaddress
import re

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, net_util
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from fedsim.settings.limits import MB, in_force, open_to
from fedsim.text.pages.shared import Door as Words

UPLOADS = "/_stcore/upload_file/"
UPLOADS_AT_ONCE = 4
"""So many of the largest uploads fit into memory together on a shared server."""
SECONDS_AFTER_CLOSING = 30
"""On a shared server what a closed tab had is forgotten so soon; a tab that reconnects by then goes on."""
PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""What a proxy says of a request that it passes on; some say nothing."""
OPEN_TABS: list[object] = []
"""One for each tab that is connected now."""
UNHURRIED_TABS = 8
"""So many look for news as often as one; more of them look less often, or they would leave no time to train."""


def pace(seconds: float) -> float:
    """How often a page looks for news, s: as asked for, and less often where many look."""
    return seconds * max(1.0, len(OPEN_TABS) / UNHURRIED_TABS)


def open_up() -> None:
    """Put this server's limits in force: by its address, and by what the environment says. It asks nobody for that.

    Raises:
        LimitsError: the environment has a limit that is none.
    """
    # To a page of another origin Streamlit would compare this machine's addresses, and ask a server of Amazon for them.
    net_util.get_internal_ip, net_util.get_external_ip = (lambda: None), (lambda: None)
    _open_to(others=not is_here(config.get_option("server.address") or "0.0.0.0"))


def _open_to(*, others: bool) -> None:
    limits = open_to(others)
    config.set_option("server.maxUploadSize", limits.max_upload_mb)
    if limits.shared:
        config.set_option("server.disconnectedSessionTTL", SECONDS_AFTER_CLOSING)


def is_here(host: str) -> bool:
    """Whether a name or an address is this machine's own, out of reach of others."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class Door:
    """ASGI middleware: the first request from elsewhere makes the server a shared one, whatever its address says.

    A proxy on this machine passes others' requests on, and another program may serve the app at an address of its own.
    On a shared server an upload is refused before it is read where all that are in memory would be too many.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._coming = app, 0
        self._closing: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        if not in_force().shared and _is_from_elsewhere(request):
            _open_to(others=True)
        if in_force().shared and scope.get("method") == "PUT":
            await self._take_upload(request, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._keep_company(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _keep_company(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a tab for as long as it is open, and let go of what it had some time after it was closed."""
        OPEN_TABS.append(self)
        try:
            await self._app(scope, receive, send)
        finally:
            OPEN_TABS.pop()
            seconds = config.get_option("server.disconnectedSessionTTL") + 1
            self._closing = asyncio.get_running_loop().call_later(seconds, _let_go)

    async def _take_upload(self, request: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
        length = request.headers.get("content-length", "")
        if UPLOADS not in scope["path"] or not length.isdigit():  # the browser always tells
            await PlainTextResponse(str(Words.LENGTH), status_code=411)(scope, receive, send)
            return
        most = UPLOADS_AT_ONCE * in_force().max_upload_mb * MB
        if self._coming + _in_memory() + int(length) > most:
            await PlainTextResponse(str(Words.BUSY), status_code=503)(scope, receive, send)
            return
        self._coming += int(length)
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming -= int(length)


def _let_go() -> None:
    """Have Streamlit forget sessions whose time is over, and their uploads: else it waits for the next tab to close.

    A session refers to itself, so that only the garbage collector ends it; one is still held by Streamlit's own loop,
    and its uploads are taken from it. The names are Streamlit's own.
    """
    if not Runtime.exists():
        return
    sessions, uploads = getattr(Runtime.instance(), "_session_mgr", None), Runtime.instance().uploaded_file_mgr
    kept = getattr(getattr(sessions, "_session_storage", None), "_cache", None)
    if sessions is None or kept is None or not isinstance(uploads, MemoryUploadedFileManager):
        return
    kept.expire()
    known = {info.session.id for info in sessions.list_sessions()}
    for session_id in set(uploads.file_storage) - known:
        uploads.remove_session_files(session_id)
    gc.collect()


def _is_from_elsewhere(request: HTTPConnection) -> bool:
    if any(name in request.headers for name in PASSED_ON):
        return True
    host = re.sub(r":\d+$", "", request.headers.get("host", "localhost"))
    client = request.client.host if request.client else "localhost"
    return not (is_here(host) and is_here(client))


def _in_memory() -> int:
    """Bytes of all uploads that Streamlit holds."""
    held = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if not isinstance(held, MemoryUploadedFileManager):
        return 0
    return sum(len(file.data) for session in list(held.file_storage.values()) for file in list(session.values()))
