"""A run that is over is played again."""

import pytest
from streamlit.errors import StreamlitInvalidLayoutContextError

from fedsim.runs.state import Status
from fedsim.ui.shared.resources import registry
from fedsim.ui.simulate import player, results
from tests.keeping import kept
from tests.tiny import finished


def shown_rounds(app) -> str:
    return next(each.value for each in app.metric)


def test_it_is_played_from_the_beginning_paused_and_scrubbed(open_page, monkeypatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(player.time, "monotonic", lambda: clock[0])
    open_page()
    run_id = kept(rounds=4, status=Status.RUNNING)
    for round in (2, 3, 4):
        registry().store.append(run_id, finished(round, round / 4))
    registry().store.turn(run_id, Status.FINISHED, only_from=[Status.RUNNING])
    app = open_page(run=run_id)
    assert not app.exception
    slider, play = f"round-{run_id}", f"play-{run_id}"
    assert app.slider(key=slider).value == 4
    app.button(key=play).click().run()
    assert app.slider(key=slider).value == 0
    clock[0] += 2.5
    app.run()
    assert app.slider(key=slider).value == 2
    app.selectbox(key=f"speed-{run_id}").set_value(0.5).run()
    clock[0] += 1.5
    app.run()
    assert app.slider(key=slider).value == 2
    clock[0] += 1
    app.run()
    assert app.slider(key=slider).value == 3
    app.slider(key=slider).set_value(1).run()
    app.button(key=play).click().run()
    clock[0] += 100
    app.run()
    assert app.slider(key=slider).value == 1
    app.button(key=play).click().run()
    clock[0] += 100
    app.run()
    assert app.slider(key=slider).value == 4
    assert player.redraw_seconds(registry().store.get(run_id)) is None
    assert not app.exception


def test_up_to_a_round_nothing_later_is_known() -> None:
    run_id = kept(rounds=2)
    state = registry().store.get(run_id)
    assert [each.round for each in state.up_to(0).rounds] == [0]
    assert len(state.up_to(0).round_times) == 1
    assert state.up_to(1) is state
    assert state.up_to(9) is state


def test_a_live_run_is_followed_whatever_a_busy_browser_said_late(open_page, monkeypatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(results.time, "monotonic", lambda: clock[0])
    open_page()
    run_id = kept(rounds=9, status=Status.RUNNING)
    app, slider = open_page(run=run_id), f"round-{run_id}-live"
    for round in (2, 3, 4):
        registry().store.append(run_id, finished(round, round / 9))
        app.run()
        assert app.slider(key=slider).value == round
    app.slider(key=slider).set_value(3).run()
    assert app.slider(key=slider).value == 4, "it stood there a moment ago"
    clock[0] += 10
    app.slider(key=slider).set_value(3).run()
    registry().store.append(run_id, finished(5, 0.5))
    app.run()
    assert app.slider(key=slider).value == 3


@pytest.mark.parametrize(("chosen", "shown"), [(None, 5), (2, 2)], ids=["followed", "chosen"])
def test_at_its_end_a_run_stays_at_its_latest_round_or_a_chosen_one(open_page, monkeypatch, chosen, shown) -> None:
    clock = [100.0]
    monkeypatch.setattr(results.time, "monotonic", lambda: clock[0])
    open_page()
    run_id = kept(rounds=9, status=Status.RUNNING)
    app, live = open_page(run=run_id), f"round-{run_id}-live"
    for round in (2, 3, 4):
        registry().store.append(run_id, finished(round, round / 9))
        app.run()
    clock[0] += 100
    if chosen is not None:
        app.slider(key=live).set_value(chosen).run()
    registry().store.append(run_id, finished(5, 0.5))
    registry().store.turn(run_id, Status.FINISHED, only_from=[Status.RUNNING])
    app.slider(key=live).set_value(3).run()  # what a busy browser says long after
    assert app.slider(key=f"round-{run_id}").value == shown
    app.slider(key=f"round-{run_id}").set_value(4).run()
    assert app.slider(key=f"round-{run_id}").value == 4


def test_a_page_whose_places_are_not_there_yet_is_drawn_anew(open_page, monkeypatch) -> None:
    open_page()
    run_id, late = kept(rounds=1), [StreamlitInvalidLayoutContextError("not there")]
    draw = results.Results.draw

    def drawn(self, *arguments) -> None:
        if late:
            raise late.pop()
        draw(self, *arguments)

    monkeypatch.setattr(results.Results, "draw", drawn)
    app = open_page(run=run_id)
    assert not app.exception
    assert app.metric
