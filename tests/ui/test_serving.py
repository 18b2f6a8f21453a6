"""What every answer of the server carries."""

import asyncio

import pytest

from fedsim.ui.serving import EMBED, SafeHeaders, policy


def test_nothing_foreign_is_allowed_and_no_script_but_by_its_hash() -> None:
    parts = dict(part.split(" ", 1) for part in policy().split("; "))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == parts["frame-ancestors"] == "'self'"
    assert parts["object-src"] == "'none'"
    own, *hashes = parts["script-src"].split()
    assert own == "'self'"
    assert len(hashes) == 4  # Streamlit's own, and three of ui/serving.py
    assert all(each.startswith("'sha256-") for each in hashes)


def test_who_may_embed_the_app_is_told_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EMBED, "https://moodle.example.org; script-src *")
    assert policy().endswith("frame-ancestors 'self' https://moodle.example.org script-src *")


def test_an_answer_carries_them_and_keeps_its_own() -> None:
    sent = []

    async def inner(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b"x")]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(SafeHeaders(inner)({"type": "http"}, None, send))
    headers = dict(sent[0]["headers"])
    assert headers[b"etag"] == b"x"
    assert headers[b"content-security-policy"].decode() == policy()
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
