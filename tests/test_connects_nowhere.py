"""The app, its server and the command line connect to nothing but this machine, whatever they are asked to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import ask, served
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]
HOOK = """
import os, sys

def heard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        address = (arguments[0],)
    else:
        return
    if isinstance(address, tuple):  # else a socket of this machine, or one that is connected
        with open(os.environ["HEARD"], "a") as file:
            print(event, repr(address[0]), file=file)

sys.addaudithook(heard)
"""
"""Python runs it in every process before anything else."""
APP = """
import sys, time
from streamlit.testing.v1 import AppTest
from fedsim.ui.shared import resources

app = AppTest.from_file("app.py", default_timeout=100)
app.query_params["dataset"], app.query_params["rounds"] = sys.argv[1], "2"
app.run()
assert not app.exception
app.button(key="run").click().run()
while resources.registry().live():
    time.sleep(0.05)
states = resources.registry().store.latest()
assert [state.status for state in states] == ["finished"], states
for page in ("compare", "privacy", "data"):
    assert not app.switch_page(f"pages/{page}.py").run().exception
"""


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(HOOK)
    file = tmp_path / "heard.txt"
    file.touch()
    paths = [str(tmp_path / "hook"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("HEARD", str(file))
    monkeypatch.setenv("FEDSIM_HOME", str(tmp_path / "home"))
    return file


def strangers(heard: Path) -> list[str]:
    """What was asked for beside this machine: a name or an address that is not its own."""
    own = [repr(name) for name in ("127.0.0.1", "::1", "localhost", "0.0.0.0", None)]
    return [line for line in heard.read_text().splitlines() if line.split(" ", 1)[1] not in own]


def carry_out(*command: str) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_command_line(heard: Path, tiny: str) -> None:
    carry_out("-m", "fedsim", "run", "--dataset", tiny, "--samples-per-hospital", "all", "--rounds", "2", "--baselines",
              "--attack", "--device", "cpu")  # fmt: skip
    carry_out("-m", "fedsim", "data", "list")
    assert strangers(heard) == []


@pytest.mark.parametrize("log", ["mlflow:sqlite:///{folder}/runs.db", "tensorboard:{folder}/board"])
def test_what_logs_a_run(heard: Path, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: str) -> None:
    pytest.importorskip(log.partition(":")[0])
    for tests in ("CI", "PYTEST_CURRENT_TEST", "GITHUB_ACTIONS"):  # there MLflow is silent of itself
        monkeypatch.delenv(tests, raising=False)
    carry_out("-m", "fedsim", "run", "--dataset", tiny, "--samples-per-hospital", "all", "--rounds", "1", "--device",
              "cpu", "--log-to", log.format(folder=tmp_path))  # fmt: skip
    assert any((tmp_path / name).exists() for name in ("runs.db", "board"))
    assert strangers(heard) == []


def test_the_pages_and_a_run(heard: Path, tiny: str) -> None:
    carry_out("-c", APP, tiny)
    assert strangers(heard) == []


@pytest.mark.parametrize("address", ["localhost", "0.0.0.0"])
def test_the_server(heard: Path, tmp_path: Path, address: str) -> None:
    with served(tmp_path / "home", f"--server.address={address}") as port:
        assert ask(port).status == 200
        page = f"ws://127.0.0.1:{port}/_stcore/stream"
        with connect(page, origin=f"http://127.0.0.1:{port}", subprotocols=["streamlit"]):
            pass
        with pytest.raises(InvalidStatus):  # to tell whether that is its own, Streamlit asks what its addresses are
            connect(page, origin="http://192.0.2.7", subprotocols=["streamlit"])
    assert strangers(heard) == []


@pytest.mark.parametrize(
    "asks",
    [
        "s.connect_ex(('192.0.2.1', 9))",
        "socket.getaddrinfo('stranger.invalid', None)",
        "socket.gethostbyname('stranger.invalid')",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b''], [], 0, ('192.0.2.1', 9))",
    ],
)
def test_a_stranger_would_be_heard(heard: Path, asks: str) -> None:
    quiet = "with contextlib.suppress(OSError): "
    carry_out("-c", f"import contextlib, socket; s = socket.socket(); s.settimeout(0.01)\n{quiet}{asks}")
    assert len(strangers(heard)) == 1
