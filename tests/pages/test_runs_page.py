"""The Runs page: what is kept, narrowed and chosen."""

import pandas as pd
import pyarrow as pa
import pytest

from fedsim.analysis.standing_out import MOST
from fedsim.analysis.view import KINDS
from fedsim.charts.groups import COLORS
from fedsim.charts.palette import POOLED_COLOR
from fedsim.export.plain.covered import COVERED
from fedsim.runs.state import Status
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import FedBN, Scaffold
from fedsim.ui.kept import chosen, live
from fedsim.ui.kept.address import SHOWN
from fedsim.ui.shared.resources import registry
from tests.keeping import kept
from tests.tiny import finished, started

HOSTILE = "<script>alert(1)</script> **x** [a](http://b) :material/bolt: 🏥" + "x" * 1000


def shown(app) -> pd.DataFrame:
    return app.dataframe[0].value


def choose(app, *ids: str) -> None:
    """As `chosen.choose` does."""
    app.session_state[chosen.RUNS] = ids
    if SHOWN in app.session_state:
        del app.session_state[SHOWN]
    app.run()


def address(app) -> dict[str, str]:
    """AppTest gives a value as it was put there."""
    return {name: each if isinstance(each, str) else each[-1] for name, each in app.query_params.items()}


def tick(app, *rows: int) -> None:
    """What a browser says of the table."""
    app.session_state["kept-table"] = {"selection": {"rows": [*rows], "columns": [], "cells": []}}


def test_without_runs_it_says_what_to_do(open_page) -> None:
    app = open_page(page="pages/runs.py")
    assert not app.exception
    assert "The Simulate page makes the first one" in app.info[0].value


def test_runs_are_shown_newest_first_and_found_by_what_they_are(open_page) -> None:
    app = open_page(page="pages/runs.py")
    first, second = kept(), kept(1, Status.STOPPED, strategy=Scaffold(), lr=0.004)
    registry().store.say([first], name=HOSTILE, tags=("lecture",), starred=True)
    app.run()
    assert not app.exception
    assert shown(app)["seed"].tolist() == [1, 0]
    assert shown(app)["accuracy"].tolist() == [75.0, 75.0]
    assert shown(app)["name"].tolist() == ["", HOSTILE]
    for words, seeds in (
        ("SCAFFOLD stopped", [1]), ("rate 0.004", [1]), ("lecture", [0]), (first, [0]), ("material/bolt", [0]),
    ):  # fmt: skip
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
def test_what_there_is_no_script_of_is_said_below_the_buttons(
    open_page, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not plain:
        monkeypatch.setitem(COVERED, "strategy", ("fedavg",))
    app = open_page(page="pages/runs.py")
    choose(app, kept(strategy=FedBN()))
    assert not app.exception
    closed = [each.proto.label for each in app.get("download_button") if each.proto.disabled]
    said = [each.value for each in app.caption if "FedBN" in each.value]
    assert (len(closed), len(said)) == ((0, 0) if plain else (2, 1))


def test_a_chosen_run_is_named_starred_deleted_and_taken_back(open_page) -> None:
    app = open_page(page="pages/runs.py")
    run_id = kept()
    choose(app, run_id)
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


def test_what_is_said_is_kept_though_another_click_comes_before_the_script_is_through(open_page) -> None:
    app = open_page(page="pages/runs.py")
    run_id = kept()
    choose(app, run_id)
    app.text_input[1].set_value("Monday")
    app.button[[each.label for each in app.button].index("Save")].click()
    app.button(key="kept-delete").click().run()
    assert registry().store.about()[run_id].name == "Monday"
    app.button(key="kept-undo").click().run()
    assert registry().store.about()[run_id].name == "Monday"


def test_one_under_way_is_not_deleted(open_page) -> None:
    app = open_page(page="pages/runs.py")
    store = registry().store
    run_id = store.create(SimulationConfig())
    choose(app, run_id)
    assert any("is under way and stays" in each.value for each in app.caption)
    app.button(key="kept-delete").click().run()
    assert [state.id for state in store.latest()] == [run_id]
    store.turn(run_id, Status.STOPPED, only_from=[Status.QUEUED])


@pytest.fixture
def several(open_page):
    """Five runs of three groups, chosen, the newest first."""
    app = open_page(page="pages/runs.py")
    for seed in range(2):
        kept(seed)
        kept(seed, strategy=Scaffold())
    kept(7, rounds=3)
    choose(app, *(state.id for state in registry().store.latest()))
    assert not app.exception
    return app


def side_by_side(app) -> pd.DataFrame:
    return app.dataframe[1].value


def specs(app) -> list[str]:
    return [each.proto.spec for each in app.get("vega_lite_chart")]


def test_several_are_shown_side_by_side(several) -> None:
    app = several
    assert side_by_side(app)["Seeds"].tolist() == ["1", "2", "2"]
    assert list(side_by_side(app).columns[:2]) == ["Rounds", "Strategy"]
    assert len(app.get("download_button")) == 3
    assert sum("are not told apart" in str(each.value) for each in app.markdown) == 0  # seeds of its own


def test_a_base_stays_whoever_is_chosen_until_it_is_let_go(several) -> None:
    app, store = several, registry().store
    base = [state.id for state in store.latest() if state.config.strategy == Scaffold()]
    others = [state.id for state in store.latest() if state.id not in base]
    app.selectbox(key="kept-lead").set_value(min(base, key=lambda each: store.get(each).config.seed)).run()
    assert not app.exception
    assert sum("are not told apart" in str(each.value) for each in app.markdown) == 1
    assert side_by_side(app)["Strategy"].tolist()[0] == "SCAFFOLD"
    choose(app, others[-1])
    assert side_by_side(app)["Strategy"].tolist() == ["SCAFFOLD", "FedAvg"]
    assert sum("are not told apart" in str(each.value) for each in app.markdown) == 1
    assert sorted(address(app)["base"].split(".")) == sorted(base)
    app.button(key="kept-unpin").click().run()
    assert len(app.dataframe) == 1
    assert not app.exception


def test_every_kind_of_chart_is_drawn(several) -> None:
    app = several
    for kind in KINDS:
        for metric in ("worst", "loss"):
            app.session_state["kept-metric"], app.session_state["kept-chart"] = metric, kind
            app.session_state["kept-scale"] = "log"
            app.run()
            assert not app.exception
            assert len(specs(app)) == 1


def test_a_number_that_no_run_has_is_told_of(several, open_page) -> None:
    app = opened(open_page, {**address(several), "metric": "epsilon"})
    assert [each.value for each in app.info] == ["None of these runs has this number: choose another number above."]
    assert not specs(app)
    assert side_by_side(app)["Epsilon spent"].tolist() == ["–"] * 3


def test_the_table_and_the_bars_go_by_the_number_that_is_chosen(several) -> None:
    app = several
    app.session_state["kept-value"] = "mean"
    app.session_state["kept-of"] = "5"
    app.session_state["kept-chart"] = "bars"
    app.run()
    assert "Test accuracy, mean of the last 5" in side_by_side(app).columns
    assert "Test accuracy, mean of the last 5" in specs(app)[0]


def test_all_of_the_view_is_in_the_address(several, open_page) -> None:
    app = several
    assert set(address(app)) == {"runs"}
    app.session_state["kept-chart"] = "scatter"
    app.run()
    for key, value in (("kept-metric", "worst"), ("kept-against", "strategy")):
        app.selectbox(key=key).set_value(value).run()
    app.text_input(key="kept-search").set_value("scaffold").run()
    app.button_group(key="kept-by").set_value("bytes").run()
    there = address(app)
    assert {**there, "runs": 0} == {
        "runs": 0, "chart": "scatter", "metric": "worst", "against": "strategy", "search": "scaffold", "by": "bytes",
    }  # fmt: skip
    other = opened(open_page, there)
    assert side_by_side(other).equals(side_by_side(app))
    assert specs(other) == specs(app)
    assert shown(other).equals(shown(app))
    assert address(other) == there


def opened(open_page, query: dict[str, str]):
    """A new visitor's page at an address."""
    app = open_page(page="pages/runs.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_a_hostile_address_gives_what_stands_at_first_and_one_sentence(several, open_page) -> None:
    run_id = registry().store.latest()[0].id
    query = {"runs": f"{run_id}.<script>", "chart": "pie", "base": "../..", "metric": "loss"}
    app = opened(open_page, query)
    assert [each.value for each in app.warning] == [
        "runs, base and chart in this address cannot be read, and stand as at first."
    ]
    assert address(app) == {"metric": "loss"}


def test_runs_of_an_address_that_are_not_here_are_told_of(several, open_page) -> None:
    one, two, *_ = (state.id for state in registry().store.latest())
    registry().store.delete([two])
    app = opened(open_page, {"runs": f"{one}.{two}.ffffffff", "base": "eeeeeeee"})
    assert [each.value for each in app.warning] == ["3 runs of this address are not here, or were deleted."]
    assert address(app) == {"runs": one}


def test_an_address_that_is_older_than_the_last_click_takes_nothing_back(several) -> None:
    app = several
    before = address(app)
    app.session_state["kept-chart"] = "bars"
    app.run()
    app.query_params.clear()
    app.query_params["runs"] = before["runs"]
    app.run()
    assert address(app)["chart"] == "bars"


def test_ticks_are_of_runs_and_outlast_search_and_new_runs(open_page) -> None:
    app = open_page(page="pages/runs.py")
    first, second = kept(), kept(1, strategy=Scaffold())
    app.run()
    tick(app, 1)
    app.run()
    assert address(app) == {"runs": first}
    app.text_input(key="kept-search").set_value("scaffold").run()
    assert any("1 of them is not in the table" in str(each.value) for each in app.markdown)
    tick(app, 0)
    app.run()
    assert address(app)["runs"] == f"{first}.{second}"
    kept(2)
    app.text_input(key="kept-search").set_value("").run()
    assert app.session_state["kept-table"]["selection"]["rows"] == [1, 2]
    tick(app, 2)
    app.run()
    assert address(app) == {"runs": first}
    app.button(key="kept-none").click().run()
    assert app.session_state["kept-table"]["selection"]["rows"] == []
    assert not address(app)


def test_tags_are_given_to_all_that_are_chosen_and_taken_from_them(several) -> None:
    app, store = several, registry().store
    one, two, *others = (state.id for state in store.latest())
    store.say([one], tags=("old",))
    choose(app, one, two)
    app.multiselect(key="kept-tags-of-many").set_value(["old", HOSTILE]).run()
    app.button(key="kept-tag-True").click().run()
    assert {run_id: store.about()[run_id].tags for run_id in (one, two)} == dict.fromkeys((one, two), ("old", HOSTILE))
    app.multiselect(key="kept-tags-of-many").set_value(["old"]).run()
    app.button(key="kept-tag-False").click().run()
    assert {run_id: store.about()[run_id].tags for run_id in (one, two)} == dict.fromkeys((one, two), (HOSTILE,))
    assert not set(others) & set(store.about())
    app.multiselect(key="kept-tags-of-many").set_value(["x" * 20_000]).run()
    app.button(key="kept-tag-True").click().run()
    assert len(app.error) == 1
    assert not app.exception


def test_the_page_is_drawn_anew_where_a_live_run_comes_on_and_not_else(open_page) -> None:
    app = open_page(page="pages/runs.py")
    store = registry().store
    run_id = store.create(SimulationConfig())
    stand = live._stand({run_id})
    assert stand == live._stand({run_id})
    for event in (started(), finished(0, 0.25)):
        store.append(run_id, event)
    assert live._stand({run_id}) != stand
    app.run()
    assert shown(app)["status"].tolist() == ["waiting, 0 rounds"]
    store.turn(run_id, Status.STOPPED, only_from=[Status.QUEUED])
    assert {status for _, status, _ in live._stand({run_id})} == {Status.STOPPED}


def test_of_many_groups_all_are_drawn_and_who_has_a_colour_is_chosen_and_in_the_address(open_page) -> None:
    app = open_page(page="pages/runs.py")
    ids = [kept(0, lr=0.001 * place) for place in range(1, 10)]
    choose(app, *ids)
    assert not app.exception
    for kind in KINDS:
        app.session_state["kept-chart"] = kind
        app.run()
        assert {*in_chart(app)["run" if kind in ("scatter", "parallel") else "group"]} - {-1, ""} == (
            {*ids} if kind in ("scatter", "parallel") else {*range(9)}
        )
    app.session_state["kept-chart"] = "curves"
    app.multiselect(key="kept-colored").set_value([ids[8], ids[1]]).run()
    assert not app.exception
    frame = in_chart(app)
    assert {*frame[frame["colored"]]["group"]} == {1, 8}
    assert {*frame[~frame["colored"]]["title"]} == {"7 other groups"}
    for kind in ("scatter", "parallel", "curves"):
        app.session_state["kept-chart"] = kind
        app.run()
        (spec,) = specs(app)
        assert f'"range": ["{COLORS[0]}", "{COLORS[1]}", "{POOLED_COLOR}"]' in spec
    assert {*address(app)["color"].split(".")} == {ids[1], ids[8]}
    assert in_chart(opened(open_page, address(app))).equals(frame)
    app.multiselect(key="kept-colored").set_value([]).run()
    assert len(app.multiselect(key="kept-colored").value) == MOST
    choose(app, *ids[:MOST])
    assert not [each for each in app.multiselect if each.key == "kept-colored"]
    assert in_chart(app)["colored"].all()


def in_chart(app) -> pd.DataFrame:
    (chart,) = app.get("vega_lite_chart")
    return pa.ipc.open_stream(chart.proto.data.data).read_pandas()
