"""Signals, sent to the command line as a process: what is written, how it ends, and how soon.

The parent's timeouts are far beyond the two seconds that are promised: only an end that never comes fails here.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from results_schema import misfits

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def command(tmp_path: Path, tiny: str) -> Iterator:
    """Starts a run of so many rounds that it never ends by itself, once `after` stands on its output."""
    started: list[subprocess.Popen] = []

    def start(*options: str, after: str, script: str = "") -> subprocess.Popen:
        # A test run under nohup would hand on that SIGHUP is ignored.
        hears = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)"
        code = f"{hears}\n{script}\nimport sys; from fedsim.cli.main import main; sys.exit(main(sys.argv[1:]))"
        environment = os.environ | {"FEDSIM_HOME": str(tmp_path / "home")}
        process = subprocess.Popen(
            [sys.executable, "-uc", code, "run", "--dataset", tiny, "--rounds", "500", "--samples-per-hospital", "all",
             "--device", "cpu", "--json", str(tmp_path / "out.json"), *options],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        started.append(process)
        for line in process.stdout:
            if after in line:
                return process
        raise AssertionError(process.stderr.read())

    yield start
    for process in started:
        with suppress(ProcessLookupError):  # it is over
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def end(process: subprocess.Popen) -> tuple[int, str]:
    """How a process ended, and what it said on standard error."""
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, said


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_ends_a_run_with_what_there_is_written(command, tmp_path: Path, number: int) -> None:
    process = command(after="round   2")
    process.send_signal(number)
    code, said = end(process)
    results = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (code, said) == (128 + number, "fedsim: Stopped.\n")
    assert misfits(results) == []
    assert (results["status"], len(results["rounds"]) >= 3) == ("stopped", True)


STUCK = """
import time
import fedsim.hospitals.population as population
def stuck(*arguments):
    print("stuck", flush=True)
    time.sleep(3600)
population.load = stuck
import fedsim.runs.experiment as experiment
experiment.load_population = stuck
import fedsim.federation.client_app as client_app
client_app.load_population = stuck
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_what_does_not_ask_is_left_behind(command, tmp_path: Path, number: int) -> None:
    process = command(after="stuck", script=STUCK)
    process.send_signal(number)
    code, said = end(process)
    assert (code, said) == (128 + number, "fedsim: Stopped.\n")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["status"] == "stopped"


def test_the_second_signal_ends_it_at_once(command, tmp_path: Path) -> None:
    slow = STUCK + "import fedsim.cli.interrupt as interrupt; interrupt.PATIENCE_SECONDS = 3600"
    process = command(after="stuck", script=slow)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)  # two of a kind that come at once are one
    process.send_signal(signal.SIGTERM)
    assert end(process) == (128 + signal.SIGTERM, "")
    assert not (tmp_path / "out.json").exists()


def test_a_run_under_nohup_does_not_hear_the_terminal_close(command) -> None:
    process = command(after="round   1", script="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)")
    process.send_signal(signal.SIGHUP)
    assert any("round   " in process.stdout.readline() for _ in range(20))
    process.send_signal(signal.SIGINT)
    assert end(process)[0] == 128 + signal.SIGINT


@pytest.mark.ray
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_on_ray_a_signal_ends_a_run_without_a_word_of_rays(command, tmp_path: Path, number: int) -> None:
    process = command("--engine", "ray", after="round   1")
    process.send_signal(number)
    code, said = end(process)
    assert (code, said.splitlines()[-1]) == (128 + number, "fedsim: Stopped.")
    assert "***" not in said
    assert "Traceback" not in said
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["status"] == "stopped"


def test_a_closed_pipe_ends_nothing_and_is_no_failure(command, tmp_path: Path) -> None:
    process = command("--rounds", "3", after="round   1")
    process.stdout.close()
    assert process.wait(PATIENCE_SECONDS) == 0
    assert process.stderr.read() == ""
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["status"] == "finished"


def test_a_list_that_nobody_reads_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "fedsim", "data", "list"], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
