"""Explore's sweep over several settings."""

from fedsim.runs.state import Status
from fedsim.ui.shared.resources import registry
from tests.real import wait_for

QUERY = {"dataset": "digits", "rounds": "1", "baselines": "none", "samples_per_hospital": "100"}


def open_grid(open_page):
    app = open_page("pages/explore.py", **QUERY)
    app.button_group(key="explore-part").set_value("grid").run()
    assert not app.exception
    return app


def said(app) -> str:
    return "\n".join(str(each.value) for each in (*app.caption, *app.info, *app.error, *app.markdown))


def test_a_grid_is_chosen_run_once_and_drawn(open_page, engine) -> None:
    engine.go.set()
    app = open_grid(open_page)
    assert "6 grid points with 1 seed each: 6 runs, 0 of them kept already." in said(app)
    app.button(key="grid-run").click().run()
    wait_for(registry())
    app.run()
    assert not app.exception
    assert "6 of them kept already" in said(app)
    assert {state.status for state in registry().store.latest()} == {Status.FINISHED}
    assert len(app.dataframe[0].value) == 6
    app.button_group(key="grid-view").set_value("cells").run()
    assert not app.exception
    app.multiselect(key="grid-keys").set_value(["alpha", "strategy", "local_epochs"]).run()
    assert not app.exception
    app.multiselect(key="grid-values-local_epochs").set_value(["1", "2"]).run()
    assert "12 runs, 6 of them kept already" in said(app), "what is there is not run again"
    assert len(app.button(key="grid-run").label) > 3


def test_what_is_wrong_is_said_and_nothing_is_lost(open_page) -> None:
    app = open_grid(open_page)
    app.multiselect(key="grid-values-alpha").set_value(["-3"]).run()
    assert not app.exception
    assert "alpha" in app.error[0].value
    app.multiselect(key="grid-values-alpha").set_value(["1"]).run()
    app.multiselect(key="grid-keys").set_value([]).run()
    assert "Choose at least one setting" in said(app)
    app.multiselect(key="grid-keys").set_value(["strategy"]).run()
    assert "2 grid points with 1 seed each" in said(app)
    app.multiselect(key="grid-values-strategy").set_value(["fedavg", "krum"]).run()
    assert "cannot be, and is left out" in said(app)
    assert "1 run, 0 of them kept" in said(app)
    assert not app.exception
