"""The server's door, as a process: when it is shared, who it knows again, and how much it takes."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import ask, served
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fedsim.ui import door
from fedsim.ui.door import is_here
from fedsim.ui.visitors import same_site


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory.mktemp("home"), FEDSIM_SHARED="no") as port:
        yield port


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """It listens on all addresses, as a lab's server does."""
    with served(tmp_path_factory.mktemp("home"), "--server.address=0.0.0.0", FEDSIM_MAX_UPLOAD_MB="1") as port:
        yield port


@pytest.mark.parametrize(("host", "here"), [
    ("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("LOCALHOST", True),
    ("0.0.0.0", False), ("192.168.1.5", False), ("fedsim.example.org", False), ("", False),
    ("localhost.example.org", False),
])  # fmt: skip
def test_what_is_this_machine(host: str, here: bool) -> None:
    assert is_here(host) is here


def test_on_ones_own_machine_there_is_no_cookie(local: int) -> None:
    assert ask(local).getheader("Set-Cookie") is None


def test_a_shared_server_knows_a_browser_again(shared: int) -> None:
    cookie = ask(shared).getheader("Set-Cookie")
    assert re.fullmatch(r"fedsim_visitor=[\w-]{32}; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax", cookie)
    assert ask(shared).getheader("Set-Cookie") != cookie
    assert ask(shared, Cookie=cookie.split(";")[0]).getheader("Set-Cookie") is None
    assert "; Secure" in ask(shared, X_Forwarded_Proto="https").getheader("Set-Cookie")


@pytest.mark.parametrize("headers", [
    {"host": "fedsim.example.org"}, {"host": "127.0.0.1:8501", "x-forwarded-for": "203.0.113.5"},
    {"host": "localhost", "x-real-ip": "203.0.113.5"}, {"host": "localhost", "forwarded": "for=203.0.113.5"},
])  # fmt: skip
def test_what_a_proxy_passes_on_is_from_elsewhere(headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = HTTPConnection({"type": "http", "headers": raw, "client": ("127.0.0.1", 1)})
    assert door._is_from_elsewhere(request)
    local = HTTPConnection({"type": "http", "headers": [(b"host", b"localhost:8501")], "client": ("::1", 1)})
    assert not door._is_from_elsewhere(local)


def test_many_tabs_look_for_news_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for tabs, seconds in ((0, 2.0), (1, 2.0), (8, 2.0), (16, 4.0), (32, 8.0)):
        monkeypatch.setattr(door, "OPEN_TABS", [None] * tabs)
        assert door.pace(2.0) == seconds


def test_within_a_page_of_another_site_cookies_are_sent_by_https_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [same_site(secure=secure) for secure in (False, True)] == ["lax", "lax"]
    monkeypatch.setenv("FEDSIM_FRAME_ANCESTORS", "https://moodle.example.org")
    assert [same_site(secure=secure) for secure in (False, True)] == ["lax", "none"]


def test_the_first_request_from_elsewhere_makes_a_server_shared(tmp_path: Path) -> None:
    with served(tmp_path) as port:
        assert ask(port).getheader("Set-Cookie") is None
        ask(port, "/_stcore/health", Host="fedsim.example.org")  # as a proxy passes it on
        assert ask(port).getheader("Set-Cookie") is not None


def upload(port: int, num_bytes: int, **headers: str) -> int:
    path = "/_stcore/upload_file/no-session/no-file"
    return ask(port, path, "PUT", b"x" * num_bytes, **headers).status


def test_a_shared_server_refuses_uploads_before_it_reads_them(shared: int, local: int) -> None:
    assert upload(shared, 10) in (400, 403)  # Streamlit's own: no such session
    connection = http.client.HTTPConnection("127.0.0.1", shared, timeout=30)
    connection.putrequest("PUT", "/_stcore/upload_file/no-session/no-file")
    connection.putheader("Content-Length", str(5 * 1024 * 1024))
    connection.endheaders()  # and not one byte of it
    answer = connection.getresponse()
    assert answer.status == 503
    assert answer.read() == b"Too many files are being uploaded just now: try again in a minute."
    assert upload(local, 5 * 1024 * 1024) in (400, 403)


@pytest.mark.parametrize("which", ["local", "shared"])
def test_a_page_of_another_origin_gets_no_connection(which: str, request: pytest.FixtureRequest) -> None:
    port = request.getfixturevalue(which)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, origin=f"http://127.0.0.1:{port}", subprotocols=["streamlit"]):
        pass
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin="http://evil.example.org", subprotocols=["streamlit"])
    assert refused.value.response.status_code == 403


def test_a_limit_that_is_none_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AssertionError) as failed, served(tmp_path, FEDSIM_MAX_UPLOAD_MB="lots"):
        pass
    said = [line.strip() for line in str(failed.value).splitlines() if "fedsim" in line or "Traceback" in line]
    assert said == ["fedsim: FEDSIM_MAX_UPLOAD_MB must be a whole number of at least 1, got 'lots'."]
