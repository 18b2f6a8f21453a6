"""A live run is paused on the page, loses a hospital, and says so."""

import time
from dataclasses import replace

from fedsim.runs.state import Status
from fedsim.settings.presence import Rounds
from tests.real import open_page


def until(holds) -> None:
    deadline = time.monotonic() + 100
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_run_is_paused_loses_a_hospital_and_goes_on(config, registry) -> None:
    run_id = registry.start(replace(config, rounds=40, baselines="none"))
    until(lambda: registry.store.get(run_id).rounds_done)
    app = open_page("simulate", None, run=run_id)
    assert not app.exception
    app.button(key="pause").click().run()
    until(lambda: registry.steering(run_id).waits_after)
    app.run()
    assert not app.exception
    after = registry.steering(run_id).waits_after
    pills = app.button_group(key=f"in-next-{run_id}-{after + 1}")
    assert pills.value == ["A", "B", "C"]

    pills.set_value([]).run()
    assert not app.error, "a browser may not have drawn the choice yet"
    app.button_group(key=f"in-next-{run_id}-{after + 1}").set_value(["B"]).run()
    app.button_group(key=f"in-next-{run_id}-{after + 1}").set_value([]).run()
    assert "No hospital is there" in app.error[0].value
    assert app.button_group(key=f"in-next-{run_id}-{after + 1}").value == ["B"]

    app.button_group(key=f"in-next-{run_id}-{after + 1}").set_value(["A", "C"]).run()
    app.button(key="step").click().run()
    until(lambda: registry.steering(run_id).waits_after == after + 1)
    app.run()
    state = registry.store.get(run_id)
    assert state.config.hospitals[1].presence == Rounds(but=f"{after + 1}-500")
    assert not state.rounds[-1].hospitals[1].participated
    assert any(f"left out from round {after + 1} on" in each.value for each in app.caption)
    changed = [each.value for each in app.markdown if "Settings changed" in each.value]
    assert not any("presence" in said for said in changed), "the controls say what the run has"

    pills = app.button_group(key=f"in-next-{run_id}-{after + 2}")
    assert pills.value == ["A", "C"]
    pills.set_value(["A", "B", "C"]).run()
    app.button(key="step").click().run()
    until(lambda: registry.steering(run_id).waits_after == after + 2)
    app.run()
    state = registry.store.get(run_id)
    assert state.rounds[-1].hospitals[1].participated
    assert state.config.hospitals[1].presence == Rounds(but=str(after + 1))
    changed = [each.value for each in app.markdown if "Settings changed" in each.value]
    assert not any("presence" in said for said in changed)
    registry.stop(run_id)
    until(lambda: not registry.live())
    assert registry.store.get(run_id).status is Status.STOPPED
