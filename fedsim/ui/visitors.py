"""Who looks at the app: on a shared server each browser has a secret, and what it started is its own."""

import os
import secrets
from http.cookies import SimpleCookie
from typing import Literal

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from fedsim.runs.owners import is_of, key_of, mark
from fedsim.runs.state import RunState
from fedsim.settings.limits import in_force
from fedsim.settings.link import KEY, RUN
from fedsim.ui.serving import EMBED

COOKIE = "fedsim_visitor"
SECONDS = 365 * 86_400


class VisitorCookie:
    """ASGI middleware: on a shared server a page that is fetched without the cookie brings one along.

    On one's own machine there is none.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and in_force().shared:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _new_cookie(secure=is_https(request)))
            await send(message)

        if scope["type"] != "http" or COOKIE in (request := HTTPConnection(scope)).cookies:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send_with_cookie)


def _new_cookie(*, secure: bool) -> str:
    cookie = SimpleCookie({COOKIE: secrets.token_urlsafe(24)})
    site = same_site(secure=secure)
    cookie[COOKIE] |= {"path": "/", "max-age": SECONDS, "httponly": True, "samesite": site, "secure": secure}
    return cookie[COOKIE].OutputString()


def same_site(*, secure: bool) -> Literal["lax", "none"]:
    """Whether a cookie is sent within a page of another site: where one may show the app, and by https alone."""
    return "none" if secure and os.environ.get(EMBED) else "lax"


def is_https(request: HTTPConnection) -> bool:
    """Whether the browser's side of the connection is encrypted, be it by a proxy."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


def visitor() -> str:
    """The secret of whoever looks: the browser's; without the cookie, of this tab until it is closed."""
    given, context = st.context.cookies.get(COOKIE), get_script_run_ctx()
    if given and isinstance(given, str):  # Streamlit's AppTest has no browser, and gives a stand-in
        return given
    return context.session_id if context else ""


def is_own(state: RunState) -> bool:
    """Whether the visitor may stop a run and add to it: on one's own machine every run is one's own."""
    return not in_force().shared or is_of(state, visitor(), st.session_state.get("run_keys", {}).get(state.id))


def asking() -> str | None:
    """Who asks for a run, for `Registry.start`; nobody on one's own machine, where every tab is the same person."""
    return visitor() if in_force().shared else None


def owner() -> str | None:
    """The mark of whoever looks, for what is his own; None on one's own machine, where all is."""
    return mark(visitor()) if in_force().shared else None


def remember_key(run_id: str, key: str) -> None:
    """Keep a link's key for as long as the tab is open."""
    st.session_state.run_keys = {**st.session_state.get("run_keys", {}), run_id: key}


def link_with_key(state: RunState) -> str | None:
    """The address at which somebody else can stop one's own run; None where there is no need of any."""
    if not in_force().shared or not is_own(state) or (key := key_of(state)) is None:
        return None
    address = (st.context.url or "").split("?")[0].rstrip("/")
    return f"{address}/?{RUN}={state.id}&{KEY}={key}"
