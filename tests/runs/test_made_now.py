"""Which kept runs stand beside new ones."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tiny import baseline, finished

from fedsim.hospitals import identity
from fedsim.runs.made_now import made_now, of_today, today
from fedsim.runs.state import RunState, Status
from fedsim.runs.sweep import Sweep, by_settings, is_done, missing
from fedsim.settings.config import SimulationConfig

SWEEP = Sweep(SimulationConfig(rounds=1, device="cpu"), "central", (0.1,), (0,))
PLAIN, NOISY = SWEEP.config(None, 0), SWEEP.config(0.1, 0)


def run(config: SimulationConfig, made_by: str | None, name: str = "id") -> RunState:
    rounds = (finished(0), finished(1))
    return RunState(name, config, Status.FINISHED, rounds=rounds, made_by=made_by)


def gone_by(states: Sequence[RunState], device: str = "cpu") -> tuple[set[SimulationConfig], int, int]:
    """The runs to go by, how many are left out, and how many of the sweep are to be run."""
    runs, num_left_out = of_today(states, device, by_settings, is_done)
    return {state.config for state in runs.values()}, num_left_out, len(missing(SWEEP.configs(), runs))


def test_a_run_of_today_is_taken_and_one_of_another_time_or_an_unknown_one_is_not() -> None:
    now = today("cpu")
    assert gone_by([run(PLAIN, now), run(NOISY, now)]) == ({PLAIN, NOISY}, 0, 0)
    assert gone_by([run(PLAIN, now), run(NOISY, "{}")]) == ({PLAIN}, 1, 1)
    assert gone_by([run(PLAIN, None), run(NOISY, None)]) == (set(), 2, 2)


def test_after_an_upgrade_nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    states = [run(PLAIN, today("cpu")), run(NOISY, today("cpu"))]
    real = identity.installed
    monkeypatch.setattr(identity, "installed", lambda name: "99" if name == "torch" else real(name))
    assert gone_by(states) == (set(), 2, 2)


def test_one_that_was_made_anew_leaves_nothing_to_tell() -> None:
    old, new = run(PLAIN, None, "old"), run(PLAIN, today("cpu"), "new")
    assert gone_by([new, old]) == ({PLAIN}, 0, 1)
    assert gone_by([old, new])[0] == {PLAIN}  # whichever is the newer


def test_what_is_coming_has_no_number_yet_and_counts() -> None:
    waiting = RunState("id", PLAIN, Status.QUEUED)
    assert gone_by([waiting]) == ({PLAIN}, 0, 1)
    assert not made_now(waiting.after(baseline("A"), 0.0))


def test_another_device_is_another_run() -> None:
    elsewhere = replace(PLAIN, device="mps")
    state = run(elsewhere, identity.identity("mps"))
    assert gone_by([state]) == (set(), 1, 2)
    assert today("no such device") is None
    assert not made_now(run(replace(PLAIN, device="no such device"), None))  # type: ignore[arg-type]
