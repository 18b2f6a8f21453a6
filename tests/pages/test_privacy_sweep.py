"""The Privacy page's sweep and its look at clipping: runs are queued, reused, stopped, and told of."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from fedsim.events import RoundFinished
from fedsim.hospitals import identity
from fedsim.runs.state import RunState, Status
from fedsim.settings.presets import QUICK
from fedsim.text.runs import left_out
from fedsim.ui.shared import resources

PAGE = "pages/privacy.py"
PATIENCE_SECONDS = 20.0
PLANNED = {("none", 0.0), ("central", 0.0), ("central", 0.01), ("central", 0.03), ("central", 0.1), ("central", 0.3)}
SHORT = replace(QUICK, rounds=1)


@pytest.fixture
def promising(engine, monkeypatch: pytest.MonkeyPatch):
    """The told engine, with a promise where there is noise: the stronger, the better it is and the worse the model."""

    def run(config, emit, should_stop) -> dict:
        def with_promise(event) -> None:
            if isinstance(event, RoundFinished) and config.noise_multiplier:
                noise = config.noise_multiplier
                event = replace(event, epsilon=10 / noise, delta=0.005, accuracy=0.75 - noise, noise_std=noise / 3,
                                clip_norm=config.clip_norm, signal_to_noise=0.25)  # fmt: skip
            emit(event)

        return engine(config, with_promise, should_stop)

    monkeypatch.setattr("fedsim.runs.registry.get_engine", lambda name: run)
    return engine


@pytest.fixture
def open_part(open_page) -> Callable[..., AppTest]:
    def open_(part: str, **query: str) -> AppTest:
        app = open_page(PAGE, **({"rounds": "1"} | query))
        return app.segmented_control(key="privacy-part").set_value(part).run()

    return open_


def runs() -> list[RunState]:
    return resources.registry().store.latest(100)


def wait_until_all_are_over() -> None:
    for _ in range(int(PATIENCE_SECONDS * 50)):
        if not resources.registry().live():
            return
        threading.Event().wait(0.02)
    raise AssertionError("the runs are not over")


def has(app: AppTest, key: str) -> bool:
    return key in [button.key for button in app.button]


def told(app: AppTest) -> str:
    elements = [*app.markdown, *app.caption, *app.info, *app.error, *app.warning]
    return "\n".join(element.value for element in elements).replace("\u00a0", " ").replace("\\", "")


def charts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("vega_lite_chart")]


def sweep_to_the_end(app: AppTest, engine) -> AppTest:
    engine.go.set()
    app.button(key="sweep-run").click().run()
    wait_until_all_are_over()
    return app.run()


def test_a_sweep_is_queued_whole_with_its_references(open_part, promising) -> None:
    app = open_part("cost")
    assert "12 runs" in told(app)
    assert " min" not in told(app)  # no promise without a run to go by
    app.button(key="sweep-run").click().run()
    assert not app.exception
    for seed in (0, 1):
        assert {(r.config.dp, r.config.noise_multiplier) for r in runs() if r.config.seed == seed} == PLANNED
    assert len(runs()) == 12
    assert not has(app, "sweep-run")
    assert "0 of 12 runs are done" in app.get("progress")[0].proto.text


def test_results_appear_with_a_sentence_and_a_table(open_part, promising) -> None:
    app = sweep_to_the_end(open_part("cost"), promising)
    assert not app.exception
    assert not has(app, "sweep-stop")
    assert "All of its runs are done" in told(app)
    assert "only where practically nothing is promised: at best ε = 333 (noise 0.03)" in told(app)
    assert "right up to 100 of 100 times. At noise 0.1 (ε = 100) it is 65 %." in told(app)
    assert "With noise 0.3 (ε = 33.3) the hospitals reach 45 % instead of 75 % (seed 0)" in told(app)
    assert "ε 33.3 (noise 0.3) 45 %" in charts(app)[0]
    table = app.dataframe[0].value
    assert table["epsilon"].tolist() == ["no guarantee", "no guarantee", "1,000", "333", "100", "33.3"]
    assert table["seeds"].tolist() == ["2 seeds"] * 6


def test_a_new_visitor_finds_the_results_and_only_what_is_missing_is_run(open_part, promising) -> None:
    sweep_to_the_end(open_part("cost"), promising)
    app = open_part("cost")
    assert "All of its runs are done" in told(app)
    app.pills(key="sweep-noises-central").set_value([0.0, 1.0]).run()
    assert "2 runs, 4 more are done already" in told(app)
    app.button(key="sweep-run").click().run()
    wait_until_all_are_over()
    app.run()
    assert {run.config.noise_multiplier for run in runs()[:2]} == {1.0}
    assert len(runs()) == 14
    assert "(noise 1)" in charts(app)[0]
    assert "(noise 0.1)" in charts(app)[0]  # what was found before is still there


def test_runs_of_another_code_are_left_out_said_so_and_made_anew(
    open_part, promising, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep_to_the_end(open_part("cost"), promising)
    assert "left out" not in told(open_part("cost"))
    monkeypatch.setattr(identity, "code_digest", lambda: "another")
    app = open_part("cost")
    assert not app.exception
    assert left_out(12) in told(app)
    assert "12 runs" in told(app)
    assert charts(app) == []
    sweep_to_the_end(app, promising)
    app = open_part("cost")
    assert len(runs()) == 24
    assert "All of its runs are done" in told(app)
    assert "left out" not in told(app)


def test_a_visitor_in_the_midst_of_a_sweep_sees_how_far_it_is(open_part, promising) -> None:
    open_part("cost", dp="none", clip_norm="0.5").button(key="sweep-run").click().run()
    app = open_part("cost", run=runs()[-1].id)  # the first one, which is without privacy
    assert "0 of 12 runs are done" in app.get("progress")[0].proto.text
    later = open_part("cost", run=next(run.id for run in runs() if run.config.seed == 1))
    assert "0 of 12 runs are done" in later.get("progress")[0].proto.text
    assert len(runs()) == 12


def test_a_run_of_the_simulate_page_counts(open_part, promising) -> None:
    promising.go.set()
    resources.registry().start(replace(SHORT, dp="central", noise_multiplier=0.1))
    wait_until_all_are_over()
    app = open_part("cost")
    assert "11 runs, 1 more is done already" in told(app)
    assert "(noise 0.1)" in charts(app)[0]


def test_stop_stops_the_sweep_and_nothing_else(open_part, promising) -> None:
    app = open_part("cost")
    other = resources.registry().start(replace(SHORT, lr=0.1))
    app.button(key="sweep-run").click().run()
    app.button(key="sweep-stop").click().run()
    assert resources.registry().live() == [other]
    promising.go.set()
    wait_until_all_are_over()
    assert {run.status for run in runs() if run.id != other} == {Status.STOPPED}
    assert "12 runs" in told(app.run())


def test_stop_leaves_a_run_of_the_simulate_page_alone_that_the_sweep_counts(open_part, promising) -> None:
    app = open_part("cost")
    other = resources.registry().start(replace(SHORT, dp="central", noise_multiplier=0.1))
    app.run()
    app.button(key="sweep-run").click().run()
    assert len(runs()) == 12
    app.button(key="sweep-stop").click().run()
    assert resources.registry().live() == [other]


def test_a_running_one_is_stopped_and_keeps_the_others_results(open_part, promising) -> None:
    sweep_to_the_end(open_part("cost"), promising)
    promising.go.clear()
    app = open_part("cost")
    app.segmented_control(key="sweep-seeds").set_value(3).run()
    app.button(key="sweep-run").click().run()
    app.button(key="sweep-stop").click().run()
    wait_until_all_are_over()
    app.run()
    assert "6 runs, 12 more are done already" in told(app)
    assert app.dataframe[0].value["seeds"].tolist() == ["2 seeds"] * 6


def test_settings_that_privacy_rules_out_are_told_and_not_run(open_part, promising) -> None:
    app = open_part("cost", model="resnet18", weights="imagenet")
    assert "ImageNet weights need BatchNorm" in told(app)
    assert app.button(key="sweep-run").disabled
    assert runs() == []


def test_record_level_has_noises_of_its_own(open_part, promising) -> None:
    app = open_part("cost", dp="record", noise_multiplier="0.7")
    assert app.selectbox(key="sweep-dp-record").value == "record"
    assert 0.7 in app.pills(key="sweep-noises-record").value


def test_clipping_offers_a_run_where_there_is_none(open_part, promising) -> None:
    app = open_part("clipping", clip_norm="0.5")
    promising.go.set()
    app.button(key="clipping-run").click().run()
    wait_until_all_are_over()
    assert not app.exception
    (run,) = runs()
    assert (run.config.dp, run.config.clip_norm, run.config.rounds) == ("central", 0.5, 1)
    assert "How long each hospital's update is" in told(app.run())


def test_a_run_without_privacy_suggests_a_clip_norm(open_part, promising) -> None:
    promising.go.set()
    run_id = resources.registry().start(SHORT)
    wait_until_all_are_over()
    app = open_part("clipping", run=run_id)
    assert "Half of the updates are 1.5 or longer" in told(app)
    assert has(app, "clipping-run")
    assert len(charts(app)) == 1


def test_the_advised_clip_norm_is_run_with_one_press_and_each_button_says_its_own(open_part, promising) -> None:
    promising.go.set()
    run_id = resources.registry().start(SHORT)
    wait_until_all_are_over()
    app = open_part("clipping", run=run_id)
    app.session_state["clip_norm"] = 0.5
    app.run()
    assert app.button(key="clipping-advised").label == "Run with the advised clip norm 1.5 and no noise"
    assert app.button(key="clipping-run").label == "Run with the set clip norm 0.5 and no noise"
    app.button(key="clipping-advised").click().run()
    wait_until_all_are_over()
    assert not app.exception
    assert (runs()[0].config.dp, runs()[0].config.clip_norm) == ("central", 1.5)
    assert "clip norm 1.5 · seed 0" in told(app.run())


def test_where_the_set_clip_norm_is_the_advised_one_there_is_one_button(open_part, promising) -> None:
    promising.go.set()
    run_id = resources.registry().start(SHORT)
    wait_until_all_are_over()
    app = open_part("clipping", run=run_id)
    app.session_state["clip_norm"] = 1.5
    app.run()
    assert app.button(key="clipping-run").label == "Run with clip norm 1.5 and no noise"
    assert not has(app, "clipping-advised")


def test_a_run_that_waits_is_told_and_the_viewer_stays(open_part, promising) -> None:
    promising.go.set()
    run_id = resources.registry().start(SHORT)
    wait_until_all_are_over()
    promising.go.clear()
    resources.registry().start(replace(SHORT, lr=0.1))
    app = open_part("clipping", run=run_id)
    app.button(key="clipping-advised").click().run()
    assert [toast.value for toast in app.toast] == ["Queued: 1 run ahead of it."]
    assert app.session_state.run_id == run_id
    app.button(key="clipping-advised").click().run()
    assert len(resources.registry().live()) == 2
    assert "already" in told(app)


def test_a_noisy_run_tells_how_loud_the_noise_is(open_part, promising) -> None:
    promising.go.set()
    run_id = resources.registry().start(replace(SHORT, dp="central", noise_multiplier=0.1))
    wait_until_all_are_over()
    app = open_part("clipping", run=run_id)
    assert "the noise is 4 times as long as the average update" in told(app)
    assert len(charts(app)) == 3
    assert not has(app, "clipping-run")


def test_record_level_says_why_there_are_no_lengths(open_part, promising) -> None:
    promising.go.set()
    run_id = resources.registry().start(replace(SHORT, dp="record", noise_multiplier=1.0))
    wait_until_all_are_over()
    app = open_part("clipping", run=run_id)
    assert "the gradient of each image" in told(app)
    assert charts(app) == []
    assert has(app, "clipping-run")
