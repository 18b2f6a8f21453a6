"""What a run comes to: baselines on a click, the sentence, repeats, and the curves against alone."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from fedsim.errors import RunStopped
from fedsim.events import BaselineEpoch, BaselineFinished, BaselineProgress, Epoch
from fedsim.hospitals import identity
from fedsim.runs.progress import share_done
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.pages.shared import Earlier
from fedsim.text.progress import where
from fedsim.ui.shared import resources
from tests.tiny import baseline, finished, started

PATIENCE_SECONDS = 20.0


class ToldBaselines:
    """Finishes one baseline after the other once `go` is set; each hospital alone recognises half of its classes."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.evaluated_on = "test"

    def __call__(self, population, emit, should_stop, cache) -> None:
        for name in (*population.config.hospital_names, None):
            emit(BaselineEpoch(name, Epoch(1, 0.9, 0.8, 0.5)))
            emit(BaselineProgress(name, 1, 10))
            while not self.go.wait(0.02):
                if should_stop():
                    raise RunStopped("Stopped.")
            emit(self.finished(name, len(population.dataset.classes)))

    def finished(self, name: str | None, k: int) -> BaselineFinished:
        matrix = tuple(tuple(5 if j in (i, (i + 1) % k) else 0 for j in range(k)) for i in range(k))
        return BaselineFinished(name, 10, (Epoch(1, 0.9, 0.8, 0.5),), 0.1, False, 1.0, 0.5, 0.5, 0.5, 0.6, matrix,
                                self.evaluated_on)  # fmt: skip


@pytest.fixture
def baselines(monkeypatch: pytest.MonkeyPatch):
    told = ToldBaselines()
    monkeypatch.setattr("fedsim.runs.experiment.train_baselines", told)
    yield told
    told.go.set()


def wait_for(run_id: str, condition) -> RunState:
    for _ in range(int(PATIENCE_SECONDS * 50)):
        if condition(state := resources.registry().store.get(run_id)):
            return state
        threading.Event().wait(0.02)
    raise AssertionError("it did not happen")


def run_to_the_end(app: AppTest, engine) -> str:
    engine.go.set()
    app.button(key="run").click().run()
    (run_id,) = [app.query_params["run"]] if isinstance(app.query_params["run"], str) else app.query_params["run"]
    wait_for(run_id, lambda state: state.status is Status.FINISHED)
    app.run()
    return run_id


def told(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption]).replace("\u00a0", " ")


def has(app: AppTest, key: str) -> bool:
    return key in [button.key for button in app.button]


def test_one_press_of_a_newcomer_ends_in_the_verdict(open_page, engine, baselines) -> None:
    app = open_page()
    baselines.go.set()
    run_to_the_end(app, engine)
    assert not app.exception
    assert "Together the hospitals reach 75 % on all four classes; the best of them alone" in told(app)
    assert not has(app, "add-baselines")


def test_a_finished_run_offers_its_baselines_and_then_its_verdict(open_page, engine, baselines) -> None:
    app = open_page()
    app.selectbox(key="baselines").select("none").run()
    run_id = run_to_the_end(app, engine)
    assert not has(app, "repeat")
    app.button(key="add-baselines").click().run()
    wait_for(run_id, lambda state: state.baseline_progress is not None)
    app.run()
    assert not app.exception
    assert has(app, "stop")
    baselines.go.set()
    wait_for(run_id, lambda state: state.status is Status.FINISHED)
    app.run()
    assert "Together the hospitals reach 75 % on all four classes; the best of them alone" in told(app)
    assert "Hospital A has never seen DME" in told(app).replace("\\", "")
    assert not has(app, "add-baselines")
    table = next(each.value for each in app.dataframe if "model" in each.value)
    assert list(table["model"]) == ["Hospital A alone", "Hospital B alone", "Hospital C alone", "Together", "Pooled"]


def test_baselines_that_are_stopped_can_be_asked_for_again(open_page, engine, baselines) -> None:
    app = open_page()
    app.selectbox(key="baselines").select("none").run()
    run_id = run_to_the_end(app, engine)
    app.button(key="add-baselines").click().run()
    wait_for(run_id, lambda state: state.baseline_progress is not None)
    app.run()
    app.button(key="stop").click().run()
    wait_for(run_id, lambda state: state.status is Status.FINISHED)
    app.run()
    assert has(app, "add-baselines")
    assert len(resources.registry().store.get(run_id).rounds) == 11


def test_a_click_repeats_the_run_with_seeds_that_it_has_not_had(open_page, engine, baselines) -> None:
    app = open_page()
    baselines.go.set()
    app.selectbox(key="baselines").select("after").run()
    run_id = run_to_the_end(app, engine)
    app.button(key="repeat").click().run()
    assert not app.exception
    for state in resources.registry().store.latest():
        wait_for(state.id, lambda state: state.status is Status.FINISHED)
    seeds = [state.config.seed for state in resources.registry().store.repeats(run_id)]
    assert sorted(seeds) == [0, 1, 2]
    app.run()
    assert "over 3 seeds" in told(app)
    assert "spread" in next(each.value for each in app.dataframe if "model" in each.value)
    app.button(key="repeat").click().run()
    latest = resources.registry().store.latest()
    assert sorted(state.config.seed for state in latest) == [0, 1, 2, 3, 4]


def test_nothing_is_added_to_a_run_of_another_version_which_can_be_had_anew(
    open_page, engine, baselines, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page()
    baselines.go.set()
    app.selectbox(key="baselines").select("none").run()
    bare = run_to_the_end(app, engine)
    assert has(app, "add-baselines")
    monkeypatch.setattr(identity, "code_digest", lambda: "another")
    assert has(app.run(), "run-anew")
    assert not has(app, "add-baselines")
    resources.registry().add_baselines(bare)
    assert resources.registry().store.get(bare).status is Status.FINISHED
    compare = app.switch_page("pages/compare.py").run()
    assert has(compare, "run-anew")
    assert not has(compare, "compare-add-baselines")
    app.switch_page("pages/simulate.py").run().button(key="run-anew").click().run()
    assert not app.exception
    new = resources.registry().store.latest(1)[0]
    wait_for(new.id, lambda state: state.status is Status.FINISHED)
    app.run()
    assert has(app, "repeat")
    assert not has(app, "run-anew")
    monkeypatch.setattr(identity, "code_digest", lambda: "a third")
    assert has(app.run(), "run-anew")
    assert not has(app, "repeat")
    assert Earlier.WHY in [each.value for each in app.caption]


def test_repeats_that_are_under_way_can_be_stopped(open_page, engine, baselines) -> None:
    app = open_page()
    baselines.go.set()
    app.selectbox(key="baselines").select("after").run()
    run_id = run_to_the_end(app, engine)
    assert not has(app, "stop-repeats")
    engine.go.clear()
    app.button(key="repeat").click().run().run()
    assert app.button(key="repeat").disabled
    app.button(key="stop-repeats").click().run()
    others = [state.id for state in resources.registry().store.latest() if state.id != run_id]
    assert len(others) == 2
    for other in others:
        wait_for(other, lambda state: state.status is Status.STOPPED)
    app.run()
    assert not app.button(key="repeat").disabled
    assert "over 3 seeds" not in told(app)


def test_the_lines_are_chosen_where_there_is_something_to_compare(open_page, engine, baselines) -> None:
    app = open_page()
    app.selectbox(key="baselines").select("none").run()
    run_to_the_end(app, engine)
    assert "on all classes and on each hospital's own" in told(app)
    baselines.go.set()
    app.selectbox(key="baselines").select("before").run()
    run_to_the_end(app, engine)
    assert app.segmented_control(key="lines").value == "alone"
    app.segmented_control(key="lines").set_value("own").run()
    assert not app.exception


def test_the_progress_says_who_trains_alone(open_page, engine, baselines) -> None:
    app = open_page()
    app.selectbox(key="baselines").select("before").run()
    app.button(key="run").click().run()
    state = wait_for(resources.registry().live()[0], lambda state: state.baseline_progress is not None)
    assert where(state, 0, 0.0) == "Hospital A, alone: epoch 2 of 10 on cpu"
    assert share_done(state) == pytest.approx((1 / 6) * 0.1 * 60 / 90)


def test_means_over_own_models_are_called_so_wherever_they_are_shown(open_page, engine, baselines) -> None:
    app = open_page(strategy="fedbn", shift="A=blur:1.5", baselines="after")
    baselines.evaluated_on = "scanner"
    baselines.go.set()
    run_to_the_end(app, engine)
    assert not app.exception
    said = told(app).replace("\\", "")
    assert "each on what its own scanner takes; alone, the hospitals reach 50 % on average" in said
    assert "**Accuracy of the hospitals' own models**, on average" in said
    assert "**What the hospitals' own models say**, on average" in said
    why = "**Why**: where each hospital pulls the shared model"  # of which each keeps a part
    assert "shared model" not in said.replace(why, "").partition("What will happen")[0]
    assert app.metric[0].label == "Own models, on average"
    captions = "\n".join(each.value for each in app.caption)
    assert "numbers are means over the hospitals' own models" in captions
    assert "evaluated on the test images as its own scanner takes them" in captions
    app.switch_page("pages/compare.py").run()
    captions = "\n".join(each.value for each in app.caption)
    assert "Together is the mean over the hospitals' own models. A hospital's own model, and" in captions
    assert "Every model is evaluated on the same" not in captions
    assert "no one model together" in captions


def test_an_earlier_run_with_some_baselines_is_told_of_once_on_compare(open_page, engine, monkeypatch) -> None:
    store = resources.registry().store
    run_id = store.create(SimulationConfig(rounds=1))
    for event in (started(3), finished(0), finished(1), baseline("A")):
        store.append(run_id, event)
    store.turn(run_id, Status.FINISHED, only_from=[Status.QUEUED])
    store.sign(run_id, "another version")
    app = open_page("pages/compare.py", run=run_id)
    assert not app.exception
    assert [each.value for each in app.caption].count(Earlier.WHY) == 1
    assert has(app, "run-anew")
