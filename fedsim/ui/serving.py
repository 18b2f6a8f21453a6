"""What the server says with every answer: a browser loads and runs nothing but what is the app's own.

The policy names Streamlit's needs as they are: styles within elements, Vega's expressions, images as data, workers and
downloads as blobs. Scripts within a page are allowed by their hashes alone.
"""

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INTO_VIEW = """
{  // a second script of the page may not declare the same names again
const run = document.querySelector("[data-fedsim-started]")?.dataset.fedsimStarted;
if (run && window.fedsimInView !== run) {
  window.fedsimInView = run;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  let looks = 0, there = 0;  // what is above may still grow: it has to stay in view for two seconds
  const timer = setInterval(() => {
    const shown = document.querySelector(".st-key-run-shown");
    if (!shown || ++looks > 100 || there > 10) return clearInterval(timer);
    const off = shown.getBoundingClientRect().top - parseFloat(getComputedStyle(shown).scrollMarginTop);
    there = Math.abs(off) < 4 ? there + 1 : 0;
    if (!there) shown.scrollIntoView({behavior});
  }, 200);
  for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(moved, () => clearInterval(timer), {once: true, passive: true});
}
}
"""
"""Scroll once to a run; it looks again while the page grows, and not when the reader moves."""
TO_TABLE = """
if (document.activeElement?.matches("body, [aria-expanded=true]"))
  document.querySelector(".numbers[tabindex]")?.focus({preventScroll: true});
"""
"""Go from a chart's button to the table that it has opened, which stands at the page's end for who has no pointer."""
SPOKEN = "document.documentElement.lang = document.querySelector('[data-fedsim-language]').dataset.fedsimLanguage"
"""Tell the browser, and who hears the page, which language it is in."""
EMBED = "FEDSIM_FRAME_ANCESTORS"
"""The environment's name for who may show the app within a page of theirs, as https://moodle.example.org."""


def policy() -> str:
    """The Content-Security-Policy (W3C, CSP Level 3)."""
    allowed = (INTO_VIEW, SPOKEN, TO_TABLE, *_scripts_of_streamlit())
    scripts = " ".join(f"'sha256-{_hash(script)}'" for script in allowed)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {_ancestors()}",
        )
    )


def _ancestors() -> str:
    """A list of addresses; whatever would begin another directive is no address."""
    return " ".join(["'self'", *re.findall(r"[^\s;,]+", os.environ.get(EMBED, ""))])


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _scripts_of_streamlit() -> list[str]:
    """The scripts that stand within Streamlit's own page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)


class SafeHeaders:
    """ASGI middleware: every answer carries the policy, on top of what it says itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
