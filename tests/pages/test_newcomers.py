"""A hospital that never takes part, on the Simulate page."""

import threading

from streamlit.testing.v1 import AppTest

from fedsim.events import Newcomer
from fedsim.runs.state import Status
from fedsim.ui.shared import resources

TRIED = Newcomer("C", 10, 1, 0.7, 0.88, 0.6, 0.93)


def told(app: AppTest) -> str:
    shown = [*app.markdown, *app.caption]
    return "\n".join(element.value for element in shown).replace("\u00a0", " ").replace("\\", "")


def test_before_the_run_it_is_said_what_counts_and_after_it_what_the_model_does_there(open_page, engine) -> None:
    app = open_page(presence="C=never")
    assert "3,000 images of them at hospitals that take part." in told(app)
    assert "C takes no part: its images train no shared model and are not pooled." in told(app)
    engine.newcomers = (TRIED,)
    engine.go.set()
    app.button(key="run").click().run()
    (run_id,) = [each] if isinstance(each := app.query_params["run"], str) else each
    for _ in range(1000):
        if resources.registry().store.get(run_id).status is Status.FINISHED:
            break
        threading.Event().wait(0.02)
    app.run()
    assert not app.exception
    assert "**The shared model at C**, which takes no part" in told(app)
    assert "C never took part: the shared model finds 88 % there as it comes, 93 % after 1 epoch" in told(app)
    labels = [each.label for each in app.metric]
    assert any("DME, which A has never seen" in label for label in labels)
    assert not any("which C has never seen" in label for label in labels)


def test_where_all_take_part_nothing_is_said(open_page) -> None:
    said = told(open_page())
    assert "take part." not in said.partition("What will happen")[0]
    assert "takes no part" not in said
