"""An optional password before everything: pages, files, uploads and the connection that a page works by.

Who has given it keeps a cookie that says until when it holds, signed by the password itself: a restart asks nobody
again, another password asks everybody.
"""

import asyncio
import hashlib
import hmac
import os
import time
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from fedsim.language import language, preferred, speaking
from fedsim.text.pages.shared import Door as Words
from fedsim.ui.visitors import is_https, same_site

VARIABLE = "FEDSIM_PASSWORD"
COOKIE = "fedsim_password"
SECONDS = 30 * 86_400
OPEN = ("/_stcore/health", "/healthz")
"""What a proxy or a watchdog asks, and says nothing."""
WRONG_SECONDS, WRONG_AT_ONCE = 1.0, 10
"""A wrong password is answered so late, and of so many at a time; while so many wait no other one is looked at."""
MAX_FORM_BYTES = 4096
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
body {{ display: grid; min-height: 90vh; place-content: center; margin: 1rem;
  background: light-dark(#fff, #0e1117); color: light-dark(#141312, #f2f0ed); }}
form {{ display: grid; gap: .75rem; width: min(20rem, 90vw); }}
input, button {{ font: inherit; padding: .5rem .75rem; border-radius: .5rem; }}
input {{ border: 1px solid light-dark(#8a8985, #777); }}
button {{ background: #1d64c8; color: #fff; border: 0; }}
p {{ margin: 0; color: light-dark(#b3261e, #ff8a80); min-height: 1.5em; }}
</style></head><body><form method="post"><h1>{title}</h1>
<label for="password">{password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<p role="alert">{wrong}</p><button>{enter}</button></form></body></html>
"""


class Password:
    """ASGI middleware: lets nobody in without the password; where there is none, everybody.

    Args:
        app: what is behind it.
        password: None is that of the environment's `FEDSIM_PASSWORD`.
        clock: seconds since the epoch.
    """

    def __init__(self, app: ASGIApp, password: str | None = None, clock: Callable[[], float] = time.time) -> None:
        self._app, self._clock = app, clock
        self._password = os.environ.get(VARIABLE, "") if password is None else password
        self._wrong = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._password or scope["type"] == "lifespan" or self._may_enter(HTTPConnection(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            request = Request(scope, receive)
            with speaking(preferred(*_accepted(request))):
                answer = await self._asked(request)
            await answer(scope, receive, send)

    def _may_enter(self, request: HTTPConnection) -> bool:
        if request.url.path in _open_paths():
            return True
        until, _, signature = request.cookies.get(COOKIE, "").partition(".")
        signed = hmac.compare_digest(signature.encode(), self._signature(until).encode())
        return signed and float(until) > self._clock()

    async def _asked(self, request: Request) -> Response:
        if request.method == "POST" and _is_form(request):
            return await self._try(request)
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(str(Words.TITLE), status_code=401)
        return _page()

    async def _try(self, request: Request) -> Response:
        if self._wrong >= WRONG_AT_ONCE:  # before it is looked at: else the right one would be told by its answer
            return _page(str(Words.TOO_OFTEN), 429)
        given = parse_qs((await request.body()).decode("utf-8", "replace")).get("password", [""])[0]
        if hmac.compare_digest(given.encode("utf-8", "replace"), self._password.encode()):
            answer = RedirectResponse(_here(request), status_code=303)
            until, secure = str(int(self._clock() + SECONDS)), is_https(request)
            answer.set_cookie(
                COOKIE, f"{until}.{self._signature(until)}", max_age=SECONDS, httponly=True, secure=secure,
                samesite=same_site(secure=secure),
            )  # fmt: skip
            return answer
        self._wrong += 1
        try:
            await asyncio.sleep(WRONG_SECONDS)
        finally:
            self._wrong -= 1
        return _page(str(Words.WRONG))

    def _signature(self, until: str) -> str:
        return hmac.new(self._password.encode(), f"fedsim until {until}".encode(), hashlib.sha256).hexdigest()


def _open_paths() -> set[str]:
    """`OPEN` where this server has its pages; what merely ends so may be anything, an upload too."""
    base = config.get_option("server.baseUrlPath").strip("/")
    return {f"/{base}{path}" if base else path for path in OPEN}


def _accepted(request: Request) -> list[str]:
    """The languages that a browser asks for, in its order, which is that of their weights."""
    return [each.partition(";")[0] for each in request.headers.get("accept-language", "").split(",")]


def _is_form(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    kind = request.headers.get("content-type", "")
    return kind.startswith("application/x-www-form-urlencoded") and length.isdigit() and int(length) <= MAX_FORM_BYTES


def _here(request: Request) -> str:
    """The page that was asked for, on this server: an address that begins with two slashes would be another's."""
    path = "/" + request.url.path.lstrip("/\\")
    return f"{path}?{request.url.query}" if request.url.query else path


def _page(wrong: str = "", status: int = 401) -> HTMLResponse:
    words = {"title": Words.TITLE, "password": Words.PASSWORD, "enter": Words.ENTER, "wrong": wrong}
    shown = {name: escape(str(word)) for name, word in words.items()}
    return HTMLResponse(PAGE.format(language=escape(language()), **shown), status_code=status)
