"""The Runs page: what is kept, narrowed and chosen."""

from types import SimpleNamespace

import pandas as pd
import pytest

from fedsim.runs.state import Status
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import Scaffold
from fedsim.ui.kept import table
from fedsim.ui.shared.resources import registry
from tests.tiny import finished, started

HOSTILE = "<script>alert(1)</script> **x** [a](http://b) :material/bolt: 🏥" + "x" * 1000


def kept(seed: int = 0, status: Status = Status.FINISHED, rounds: int = 1, **settings) -> str:
    store = registry().store
    run_id = store.create(SimulationConfig(rounds=rounds, seed=seed, **settings))
    for event in (started(), finished(0, 0.25), finished(1, 0.75)):
        store.append(run_id, event)
    store.turn(run_id, status, only_from=[Status.QUEUED])
    return run_id


def shown(app) -> pd.DataFrame:
    (frame,) = [each.value for each in app.dataframe]
    return frame


def choose(monkeypatch: pytest.MonkeyPatch, *rows: int) -> None:
    """AppTest cannot tick a row: let the table say that these are."""
    real = table.st.dataframe

    def ticked(*args, **options):
        real(*args, **options)
        return {"selection": {"rows": list(rows)}}

    monkeypatch.setattr(table, "st", SimpleNamespace(**{**vars(table.st), "dataframe": ticked}))


def test_without_runs_it_says_what_to_do(open_page) -> None:
    app = open_page(page="pages/runs.py")
    assert not app.exception
    assert "The Simulate page makes the first one" in app.info[0].value


def test_runs_are_shown_newest_first_and_found_by_what_they_are(open_page) -> None:
    app = open_page(page="pages/runs.py")
    first, second = kept(), kept(1, Status.STOPPED, strategy=Scaffold())
    registry().store.say([first], name=HOSTILE, tags=("lecture",), starred=True)
    app.run()
    assert not app.exception
    assert shown(app)["seed"].tolist() == [1, 0]
    assert shown(app)["accuracy"].tolist() == [75.0, 75.0]
    assert shown(app)["name"].tolist() == ["", HOSTILE]
    for words, seeds in (("SCAFFOLD stopped", [1]), ("lecture", [0]), (first, [0]), ("material/bolt", [0])):
        app.text_input(key="kept-search").set_value(words).run()
        assert shown(app)["seed"].tolist() == seeds
    app.text_input(key="kept-search").set_value("no such (run").run()
    assert "No run is like that" in app.info[0].value
    app.text_input(key="kept-search").set_value("").run()
    for which, seeds in (("starred", [0]), ("unfinished", [1])):
        app.button_group(key="kept-which").set_value(which).run()
        assert shown(app)["seed"].tolist() == seeds
    assert second


@pytest.mark.parametrize("plain", [True, False])
def test_what_there_is_no_script_of_is_said_below_the_buttons(open_page, monkeypatch, plain: bool) -> None:
    app = open_page(page="pages/runs.py")
    kept(**({} if plain else {"strategy": Scaffold()}))
    choose(monkeypatch, 0)
    app.run()
    assert not app.exception
    closed = [each.proto.label for each in app.get("download_button") if each.proto.disabled]
    said = [each.value for each in app.caption if "SCAFFOLD" in each.value]
    assert (len(closed), len(said)) == ((0, 0) if plain else (2, 1))


def test_a_chosen_run_is_named_starred_deleted_and_taken_back(open_page, monkeypatch) -> None:
    app = open_page(page="pages/runs.py")
    run_id = kept()
    choose(monkeypatch, 0)
    app.run()
    assert not app.exception
    app.button(key="kept-star").click().run()
    app.text_input[1].set_value(HOSTILE)
    app.text_area[0].set_value("a note")
    app.button[[each.label for each in app.button].index("Save")].click().run()
    said = registry().store.about()[run_id]
    assert (said.name, said.note, said.starred) == (HOSTILE, "a note", True)
    app.button(key="kept-delete").click().run()
    assert registry().store.latest() == []
    app.button(key="kept-undo").click().run()
    assert [state.id for state in registry().store.latest()] == [run_id]
    assert not app.exception


def test_what_is_said_is_kept_though_another_click_comes_before_the_script_is_through(open_page, monkeypatch) -> None:
    app = open_page(page="pages/runs.py")
    run_id = kept()
    choose(monkeypatch, 0)
    app.run()
    app.text_input[1].set_value("Monday")
    app.button[[each.label for each in app.button].index("Save")].click()
    app.button(key="kept-delete").click().run()
    assert registry().store.about()[run_id].name == "Monday"
    app.button(key="kept-undo").click().run()
    assert registry().store.about()[run_id].name == "Monday"


def test_one_under_way_is_not_deleted(open_page, monkeypatch) -> None:
    app = open_page(page="pages/runs.py")
    store = registry().store
    run_id = store.create(SimulationConfig())
    choose(monkeypatch, 0)
    app.run()
    assert any("is under way and stays" in each.value for each in app.caption)
    app.button(key="kept-delete").click().run()
    assert [state.id for state in store.latest()] == [run_id]
    store.turn(run_id, Status.STOPPED, only_from=[Status.QUEUED])


def test_several_are_shown_side_by_side(open_page, monkeypatch) -> None:
    app = open_page(page="pages/runs.py")
    for seed in range(2):
        kept(seed)
        kept(seed, strategy=Scaffold())
    kept(7, rounds=3)
    choose(monkeypatch, 0, 1, 2, 3, 4)
    app.run()
    assert not app.exception
    table = app.dataframe[1].value
    assert table["Seeds"].tolist() == ["1", "2", "2"]
    assert list(table.columns[:2]) == ["Rounds", "Strategy"]
    assert len(app.get("download_button")) == 3
    app.selectbox[0].set_value(1).run()
    assert not app.exception
    assert sum("are not told apart" in str(each.value) for each in app.markdown) == 1
