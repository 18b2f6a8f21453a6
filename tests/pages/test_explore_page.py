"""The Explore page: what is moved, its runs, and the sentence that they end in."""

import pandas as pd
import pytest

from fedsim.charts.exploration import describe_exploration
from fedsim.text.pages.explore import called, headline, own_models

ROWS = [("FedAvg", 0.1, 0.5), ("FedAvg", 100.0, 0.9), ("SCAFFOLD", 0.1, 0.7)]
FRAME = pd.DataFrame(ROWS, columns=["title", "value", "accuracy"])


def test_it_ends_in_what_is_lost_and_what_helps() -> None:
    said = headline(FRAME, "alpha", 0.1, 100.0)
    assert said == ("FedAvg is right on 90 % at alpha 100, and on 50 % at alpha 0.1. SCAFFOLD does better there: 70 %.")
    worse = FRAME.assign(accuracy=[0.5, 0.9, 0.4])
    assert "None of the others does better there: SCAFFOLD is right on 40 %." in headline(worse, "alpha", 0.1, 100.0)
    assert headline(FRAME[:1], "alpha", 0.1, 100.0) == ""
    assert headline(FRAME[:2], "alpha", 0.1, 100.0).endswith("at alpha 0.1.")
    assert "FedAvg: 50 % at 0.1, 90 % at 100; SCAFFOLD: 70 % at 0.1." in describe_exploration(FRAME, "alpha")


@pytest.mark.parametrize("axis", ["alpha", "cheats", "fraction", "dropout"])
def test_each_thing_that_is_moved_has_its_choices_and_a_button(open_page, axis: str) -> None:
    app = open_page(page="pages/explore.py", rounds="1")
    app.button_group(key="explore-axis").set_value(axis).run()
    assert not app.exception
    assert app.multiselect(key=f"explore-strategies-{axis}").value
    assert not app.button(key="explore-run").disabled


def test_without_a_strategy_there_is_nothing_to_run(open_page) -> None:
    app = open_page(page="pages/explore.py")
    app.multiselect(key="explore-strategies-alpha").set_value([]).run()
    assert "Choose at least one value" in app.info[0].value
    assert "explore-run" not in [each.key for each in app.button]


def test_what_is_a_mean_of_own_models_is_called_so() -> None:
    assert [called("FedBN", own=True), called("FedAvg", own=False)] == ["FedBN (mean of own models)", "FedAvg"]
    assert own_models([], ["FedAvg"]) == ""
    assert own_models(["FedBN", "Ditto"], ["FedAvg"]) == (
        "FedBN and Ditto leave each hospital a model of its own: their points are means over these models. Those of "
        "FedAvg are of the one shared model."
    )
    assert own_models(["FedBN"], []).endswith("its points are means over these models.")
