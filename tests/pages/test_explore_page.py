"""The Explore page: what is moved, its runs, and the sentence that they end in."""

import time

import pandas as pd
import pytest

from fedsim.charts.exploration import describe_exploration
from fedsim.text.pages.explore import called, own_models
from fedsim.ui.shared.resources import registry

ROWS = [("FedAvg", 0.1, 0.5), ("FedAvg", 100.0, 0.9), ("SCAFFOLD", 0.1, 0.7)]
FRAME = pd.DataFrame(ROWS, columns=["title", "value", "accuracy"])
WITH_NOISE = {"dp": "central", "noise_multiplier": "1"}


def open_sweep(open_page, **query: str):
    app = open_page(page="pages/explore.py", **query)
    return app.button_group(key="explore-part").set_value("sweep").run()


def test_the_four_steps_are_walked_by_a_click_each_and_each_ends_in_a_sentence(open_page, engine) -> None:
    engine.go.set()  # every run ends at once, with the same accuracy
    app = open_page(page="pages/explore.py")
    said = [
        "FedAvg loses nothing: it is right on 75 % at alpha 0.03, and on 75 % at alpha 100.",
        "None of them does better than FedAvg, which has 75 %: the best, FedProx, has 75 %.",
        "1 hospital that cheats does no harm: FedAvg has 75 %, and 75 % without.",
        "Every defence did worse than none, or as badly: the best, FedMedian, has 75 %, and without one there were "
        "75 %.",
    ]
    for place, name in enumerate(("find", "mend", "poison", "defend")):
        assert [each.key for each in app.button if each.key.startswith("ladder-")] == [f"ladder-{name}-run"]
        app.button(key=f"ladder-{name}-run").click().run()
        deadline = time.monotonic() + 60
        while registry().live() and time.monotonic() < deadline:
            time.sleep(0.05)
        app.run()
        assert not app.exception
        shown = [each.value.strip("*") for each in app.markdown if each.value.startswith("**")]
        assert [each.replace("\\", "").replace("\xa0", " ") for each in shown] == said[: place + 1]
    assert len(engine.configs) == 4 + 3 + 2 + 4  # what the step before has run is not run again


def test_the_chart_says_its_points() -> None:
    assert "FedAvg: 50 % at 0.1, 90 % at 100; SCAFFOLD: 70 % at 0.1." in describe_exploration(FRAME, "alpha")


@pytest.mark.parametrize(
    ("key", "query"),
    [("alpha", {}), ("adversary.sign-flip", {}), ("fraction", {}), ("dropout", {}), ("hospitals", {}), ("lr", {}),
     ("shift.blur.sigma", {}), ("label_noise.uniform", {}), ("noise_multiplier", WITH_NOISE)],
)  # fmt: skip
def test_each_thing_that_is_moved_has_its_choices_and_a_button(open_page, key: str, query: dict) -> None:
    app = open_sweep(open_page, rounds="1", strategy="fedavg", **query)
    app.selectbox(key="explore-axis").set_value(key).run()
    if query:  # SCAFFOLD is not offered with privacy
        app.multiselect(key=f"explore-strategies-{key}").set_value(["fedavg"]).run()
    assert not app.exception
    assert app.multiselect(key=f"explore-strategies-{key}").value
    assert len(app.multiselect(key=f"explore-values-{key}").value) == 3
    assert not app.button(key="explore-run").disabled


def test_without_a_strategy_there_is_nothing_to_run(open_page) -> None:
    app = open_sweep(open_page)
    app.multiselect(key="explore-strategies-alpha").set_value([]).run()
    assert "Choose at least one value" in app.info[0].value
    assert "explore-run" not in [each.key for each in app.button]


def test_a_value_that_cannot_be_had_is_said_with_its_bound(open_page) -> None:
    app = open_sweep(open_page)
    app.session_state["explore-values-alpha"] = ["0.1", "-1", "many"]
    app.run()
    assert not app.exception
    assert app.error[0].value == ("alpha must be from 0.001 to 1e+06, got -1.0.  \nalpha must be a number, got 'many'.")
    assert "explore-run" not in [each.key for each in app.button]


def test_the_noise_of_a_budget_is_kept_in_every_run_and_said(open_page) -> None:
    app = open_sweep(open_page, rounds="1", dp="local", target_epsilon="50")
    app.multiselect(key="explore-strategies-alpha").set_value(["fedavg"]).run()
    assert not app.exception
    assert any("All runs have the noise that the budget" in each.value for each in app.caption)


def test_what_is_a_mean_of_own_models_is_called_so() -> None:
    assert [called("FedBN", own=True), called("FedAvg", own=False)] == ["FedBN (mean of own models)", "FedAvg"]
    assert own_models([], ["FedAvg"]) == ""
    assert own_models(["FedBN", "Ditto"], ["FedAvg"]) == (
        "FedBN and Ditto leave each hospital a model of its own: their points are means over these models. Those of "
        "FedAvg are of the one shared model."
    )
    assert own_models(["FedBN"], []).endswith("its points are means over these models.")
