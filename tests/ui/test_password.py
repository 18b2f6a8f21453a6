"""Who has not given the password gets nothing but the page that asks for it."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from served import ask, served
from starlette.requests import Request
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fedsim.ui.password import SECONDS, Password

PASSWORD = "correct horse: é"
FORM = "application/x-www-form-urlencoded"
HTML = {"Accept": "text/html,*/*"}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory.mktemp("home"), FEDSIM_PASSWORD=PASSWORD) as port:
        yield port


def enter(port: int, path: str = "/", password: bytes = b"correct+horse%3A+%C3%A9"):
    return ask(port, path, "POST", b"password=" + password, Content_Type=FORM, **HTML)


def cookie(port: int) -> str:
    return enter(port).getheader("Set-Cookie").split(";")[0]


@pytest.mark.parametrize("path", ["/", "/data?run=x", "/_stcore/host-config", "/static/index.html", "/_stcore/metrics"])
def test_without_it_there_is_the_question_alone(port: int, path: str) -> None:
    asked, plain = ask(port, path, **HTML), ask(port, path)
    assert (asked.status, plain.status) == (401, 401)
    page = asked.read().decode()
    assert '<label for="password">Password</label>' in page
    assert "streamlit" not in page.lower()
    assert "frame-ancestors" in asked.getheader("Content-Security-Policy")


def test_uploads_and_the_pages_connection_are_closed_too(port: int) -> None:
    assert ask(port, "/_stcore/upload_file/a/b", "PUT", b"x").status == 401
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin=f"http://127.0.0.1:{port}", subprotocols=["streamlit"])
    assert refused.value.response.status_code == 403


def test_a_watchdog_learns_that_the_server_is_well(port: int) -> None:
    assert ask(port, "/_stcore/health").read() == b"ok"


@pytest.mark.parametrize("path", ["/_stcore/upload_file/a/healthz", "/media/healthz", "/a/_stcore/health"])
def test_what_merely_ends_as_a_watchdogs_question_is_closed(port: int, path: str) -> None:
    assert ask(port, path).status == 401


def test_nobody_guesses_faster_while_wrong_ones_wait_for_their_answer() -> None:
    door = Password(None, "right")  # type: ignore[arg-type]
    door._wrong = 10
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    assert asyncio.run(door._try(Request(scope))).status_code == 429


def test_with_it_one_comes_to_the_page_that_was_asked_for(port: int) -> None:
    entered = enter(port, "/data?rounds=3")
    assert (entered.status, entered.getheader("Location")) == (303, "/data?rounds=3")
    given = r"fedsim_password=\d+\.[0-9a-f]{64}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"
    assert re.fullmatch(given, entered.getheader("Set-Cookie"))
    assert b"streamlit" in ask(port, Cookie=cookie(port), **HTML).read().lower()
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", origin=f"http://127.0.0.1:{port}", subprotocols=["streamlit"],
        additional_headers={"Cookie": cookie(port)},
    ):  # fmt: skip
        pass


@pytest.mark.parametrize("path", ["//evil.example.org/", "/%5Cevil.example.org", "//evil.example.org/%2e%2e"])
def test_nobody_is_sent_to_another_server(port: int, path: str) -> None:
    location = enter(port, path).getheader("Location")
    assert re.match(r"/(?![/\\])", location)


@pytest.mark.parametrize("password", [b"", b"wrong", b"correct+horse", b"%00", b"%ff", b"correct+horse%3A+%C3%A9x"])
def test_a_wrong_one_is_said_to_be_wrong(port: int, password: bytes) -> None:
    answer = enter(port, password=password)
    assert (answer.status, answer.getheader("Set-Cookie")) == (401, None)
    assert "That is not the password" in answer.read().decode()


def test_a_form_that_is_too_long_is_not_read(port: int) -> None:
    answer = enter(port, password=b"x" * 10_000)
    assert (answer.status, "not the password" in answer.read().decode()) == (401, False)


@pytest.mark.parametrize("change", [
    lambda good: "", lambda good: good[:-1], lambda good: "9" + good, lambda good: good.replace(".", ""),
    lambda good: "." + "0" * 64, lambda good: f"nan.{'0' * 64}",
])  # fmt: skip
def test_a_cookie_that_was_made_up_opens_nothing(port: int, change) -> None:
    name, _, value = cookie(port).partition("=")
    assert ask(port, Cookie=f"{name}={change(value)}").status == 401


def test_a_cookie_holds_over_a_restart_and_not_for_ever_nor_for_another_password() -> None:
    class Request:
        def __init__(self, value: str) -> None:
            self.cookies = {"fedsim_password": value}
            self.url = type("Url", (), {"path": "/"})

    first = Password(None, "one", lambda: 1000.0)
    until = str(1000 + SECONDS)
    kept = Request(f"{until}.{first._signature(until)}")
    assert first._may_enter(kept)
    assert Password(None, "one", lambda: 999.0 + SECONDS)._may_enter(kept)
    assert not Password(None, "one", lambda: 1001.0 + SECONDS)._may_enter(kept)
    assert not Password(None, "two", lambda: 1000.0)._may_enter(kept)
