"""The federation in motion stands on the Simulate page, with the run's state."""

import json

from fedsim.runs.state import Status
from fedsim.ui.shared.resources import registry
from tests.keeping import kept
from tests.tiny import finished


def drawn(app) -> dict:
    """What the part is given."""
    assert not app.exception
    (part,) = app.get("bidi_component")
    return json.loads(part.proto.json)


def test_a_run_that_is_over_shows_the_round_that_is_chosen(open_page) -> None:
    open_page()
    run_id = kept(rounds=3, status=Status.RUNNING)
    for number in (2, 3):
        registry().store.append(run_id, finished(number, number / 4))
    registry().store.turn(run_id, Status.FINISHED, only_from=[Status.RUNNING])
    app = open_page(run=run_id)
    over = drawn(app)["frame"]
    assert (over["phase"], over["round"], over["accuracy_said"].replace("\u00a0", " ")) == ("over", 3, "75 %")
    assert [each["status"] for each in over["hospitals"]][:2] == ["sent", "failed"]
    app.slider(key=f"round-{run_id}").set_value(2).run()
    earlier = drawn(app)["frame"]
    assert (earlier["phase"], earlier["round"], earlier["accuracy"]) == ("past", 2, 0.5)
    assert earlier["said"].startswith("The federation: a server and ")


def test_a_live_run_is_drawn_as_it_is(open_page, engine) -> None:
    app = open_page(rounds=2)
    app.button(key="run").click().run()
    first = drawn(app)
    assert first["frame"]["phase"] in ("queued", "preparing", "sending-down")
    assert [each["name"] for each in first["look"]["hospitals"]] == ["A", "B", "C"]
    assert {len(each["classes"]) for each in first["look"]["hospitals"]} in ({0}, {4})
    engine.go.set()
