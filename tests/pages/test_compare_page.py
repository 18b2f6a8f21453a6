"""The Compare page: each hospital alone, together and pooled, and the images on which they differ."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import CLASSES, tiny_arrays, write_tiny

from fedsim.events import (
    Answers,
    BaselineEpoch,
    BaselineFinished,
    BaselineProgress,
    Epoch,
    HospitalInfo,
    RoundFinished,
    Started,
)
from fedsim.runs.made_now import today
from fedsim.runs.state import Status
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.models import score_frame
from fedsim.training.metrics import measure
from fedsim.ui.compare.compare import HELP
from fedsim.ui.shared import resources

PAGE = "pages/compare.py"
SIZE = 12
LABELS = tiny_arrays()["test_labels"][:, 0].astype(int)
HOSPITALS = (Hospital("A", ("north",)), Hospital("B_2", ("east",)))
TEST = len(LABELS)
NORTH, EAST = int((LABELS == 0).sum()), int((LABELS == 1).sum())


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def answers(wrong: np.ndarray, instead: int) -> np.ndarray:
    """(n, k): 70 % for the truth, and where wrong, for a class that is none."""
    said = np.where(wrong, instead, LABELS)
    return np.full((TEST, 4), 0.1, np.float32) + 0.6 * np.eye(4, dtype=np.float32)[said]


SAYS = {
    ("alone", "A"): answers(LABELS == 0, 2),
    ("alone", "B_2"): answers(LABELS == 1, 3),
    ("together", None): answers(np.arange(TEST) == 2, 0),  # a south one, which both hospitals alone get right
    ("pooled", None): answers(np.zeros(TEST, bool), 0),
}


def started() -> Started:
    infos = (HospitalInfo("A", ("north",), 90, (0, 30, 30, 30)), HospitalInfo("B_2", ("east",), 60, (20, 0, 20, 20)))
    return Started("tiny", "Tiny", True, CLASSES, 240, 12, TEST, infos, "cpu", 7)


def round_finished(number: int, said: np.ndarray = SAYS["together", None]) -> RoundFinished:
    metrics = vars(measure(LABELS, said))
    return RoundFinished(number, 0.1, 1.0, epsilon=None, bytes_up=1, bytes_down=1, hospitals=(), **metrics)


def baseline(model: str, hospital: str | None) -> list:
    said = SAYS[model, hospital]
    epoch = Epoch(1, 0.9, 0.9, 0.9)
    scores = vars(measure(LABELS, said))
    return [
        Answers(model, hospital, said),
        BaselineFinished(hospital, 1, (epoch,), 0.1, False, loss=1.0, **scores),
    ]


FEDERATION = [started(), round_finished(0), Answers("together", None, SAYS["together", None]), round_finished(1)]
BASELINES = [event for key in SAYS if key[0] != "together" for event in baseline(*key)]


@pytest.fixture
def config(tmp_path) -> SimulationConfig:
    path = write_tiny(tmp_path / "tiny.npz", size=SIZE)
    return SimulationConfig(dataset=path, size=SIZE, hospitals=HOSPITALS, rounds=1)


@pytest.fixture
def a_run(engine, config):
    """Puts a run into the store as if it had reported these events."""

    def put(*events, status: Status | None = Status.FINISHED, **settings) -> str:
        store = resources.registry().store
        run_id = store.create(replace(config, **settings))
        store.turn(run_id, Status.RUNNING, only_from=[Status.QUEUED])
        store.sign(run_id, today("auto"))
        for event in events:
            store.append(run_id, event)
        if status:
            store.turn(run_id, status, only_from=[Status.RUNNING])
        return run_id

    return put


def scores(app) -> list:
    """The tables of scores that are shown: one, or none."""
    return [table.value.set_index("model") for table in app.dataframe if "num_examples" in table.value]


def charts(app) -> int:
    return len(app.get("vega_lite_chart"))


def test_without_a_run_it_says_what_to_do_first(open_page):
    app = open_page(PAGE)
    assert not app.exception
    assert "no run to compare yet" in texts(app.info)
    assert [link.proto.label for link in app.get("page_link")] == ["Set up and run a federation", "See the story first"]


def test_a_run_without_baselines_has_one_thing_to_press_and_its_numbers_follow(open_page, a_run, monkeypatch):
    def tell(config, emit, should_stop, cache, data_sha256) -> None:
        for event in BASELINES:
            emit(event)

    monkeypatch.setattr("fedsim.runs.experiment.run_baselines", tell)
    run_id = a_run(*FEDERATION)
    app = open_page(PAGE, run=run_id)
    assert [button.label for button in app.button] == ["Train each hospital alone, and pooled"]
    assert charts(app) == len(scores(app)) == 0
    app.button[0].click().run()
    while resources.registry().store.get(run_id).status is not Status.FINISHED:
        time.sleep(0.02)
    app.run()
    assert not app.exception
    assert len(scores(app)) == 1
    assert "compare-add-baselines" not in [button.key for button in app.button]


@pytest.mark.parametrize(
    ("status", "events", "word"),
    [
        (Status.FAILED, FEDERATION, "failed"),
        (Status.INTERRUPTED, FEDERATION, "was interrupted"),
        (Status.STOPPED, FEDERATION[:2], "was stopped"),
    ],
)
def test_a_run_that_cannot_be_compared_says_so(open_page, a_run, status, events, word):
    app = open_page(PAGE, run=a_run(*events, status=status))
    assert not app.exception
    assert f"This run {word} before there was anything to compare" in texts(app.info)
    assert not app.button


def test_a_stopped_comparison_shows_what_it_has_and_offers_the_rest(open_page, a_run):
    app = open_page(PAGE, run=a_run(*FEDERATION, *BASELINES[:2], status=Status.STOPPED))
    assert not app.exception
    assert app.button(key="compare-add-baselines").label == "Train the missing models"
    (table,) = scores(app)
    assert table["accuracy"].notna().to_dict() == {
        "A alone": True, "B_2 alone": False, "Together": True, "Pooled": False,
    }  # fmt: skip


def test_a_finished_comparison_has_every_score_and_chart(open_page, a_run):
    app = open_page(PAGE, run=a_run(*FEDERATION, *BASELINES))
    assert not app.exception
    (table,) = scores(app)
    assert list(table.index) == ["A alone", "B_2 alone", "Together", "Pooled"]
    assert table["accuracy"].tolist() == pytest.approx([1 - NORTH / TEST, 1 - EAST / TEST, 1 - 1 / TEST, 1])
    assert table.loc["Pooled", ["balanced_accuracy", "macro_f1", "auc"]].tolist() == [1, 1, 1]
    assert table["num_examples"].tolist() == [90, 60, 150, 150]
    assert table["never_seen"].tolist() == ["north", "east", "none", "none"]
    assert charts(app) == 1 + 4 + 3 + 8  # the heat map, a matrix a model, a curve a model alone, a card an image


def test_the_gallery_counts_both_ways_and_shows_the_class_never_seen(open_page, a_run):
    app = open_page(PAGE, run=a_run(*FEDERATION, *BASELINES))
    shown = texts(app.markdown)
    assert f"Of {TEST} test images, A alone gets **{NORTH}** wrong that the federation gets right; **1** the" in shown
    assert shown.count("Shows **north**") == shown.count("A has never seen it") == 8
    assert "A alone: <b>south</b> 70\u00a0%" in texts(app.get("html"))
    assert "Together: <b>north</b> 70\u00a0%" in texts(app.get("html"))


def test_another_hospital_and_the_other_way_round(open_page, a_run):
    run_id = a_run(*FEDERATION, *BASELINES)
    app = open_page(PAGE, run=run_id)
    app.button_group(key=f"gallery-{run_id}").set_value("B_2").run()
    app.button_group(key=f"gallery-way-{run_id}").set_value("harms").run()
    assert not app.exception
    shown = texts(app.markdown)
    assert rf"B\_2 alone gets **{EAST}** wrong" in shown
    assert shown.count("Shows **") == shown.count(r"B\_2 has 20 of these") == 1
    assert "B_2 alone: <b>south</b>" in texts(app.get("html"))


def test_other_images_come_in_turn_and_then_the_first_again(open_page, a_run):
    app = open_page(PAGE, run=a_run(*FEDERATION, *BASELINES))
    seen = []
    for _ in range(4):
        seen += [caption.value.partition(".")[0] for caption in app.caption if "First come" in caption.value]
        app.button(key="gallery-more").click().run()
    assert seen == [f"1 to 8 of {NORTH}", f"9 to 16 of {NORTH}", f"17 to {NORTH} of {NORTH}", f"1 to 8 of {NORTH}"]


def test_where_there_is_no_such_image_it_says_so(open_page, a_run):
    perfect = SAYS["pooled", None]
    run_id = a_run(*FEDERATION[:2], Answers("together", None, perfect), round_finished(1, perfect), *BASELINES)
    app = open_page(PAGE, run=run_id)
    app.button_group(key=f"gallery-way-{run_id}").set_value("harms").run()
    assert "There is no such image" in texts(app.info)
    assert "**0** the other way round" in texts(app.markdown)


@pytest.mark.parametrize("change", ["fewer", "shuffled", "more classes"])
def test_a_file_that_has_changed_is_not_shown_as_if_it_had_not(open_page, a_run, config, change):
    run_id = a_run(*FEDERATION, *BASELINES)
    arrays = tiny_arrays(size=SIZE)
    if change == "fewer":
        arrays |= {name: arrays[name][:-1] for name in ("test_images", "test_labels")}
    elif change == "shuffled":
        arrays["test_labels"] = np.roll(arrays["test_labels"], 1, axis=0)
    else:
        arrays = tiny_arrays(size=SIZE, classes=(*CLASSES, "up"))
    np.savez(config.dataset, **arrays)
    app = open_page(PAGE, run=run_id)
    assert not app.exception
    assert "The images have changed since this run" in texts(app.warning)
    assert "Shows **" not in texts(app.markdown)
    assert len(scores(app)) == 1


def test_a_file_that_is_gone_is_missed_in_a_sentence(open_page, a_run, config):
    run_id = a_run(*FEDERATION, *BASELINES)
    Path(config.dataset).unlink()
    app = open_page(PAGE, run=run_id)
    assert not app.exception
    assert "The images cannot be shown" in texts(app.error)
    assert len(scores(app)) == 1


def test_answers_that_were_not_kept_are_missed_in_a_sentence(open_page, a_run):
    events = [event for event in (*FEDERATION, *BASELINES) if not isinstance(event, Answers)]
    app = open_page(PAGE, run=a_run(*events))
    assert not app.exception
    assert "kept for the newest runs only" in texts(app.info)


def progress(app) -> str:
    return " ".join(bar.proto.text for bar in app.get("progress")).replace("\\", "")


def live_run(a_run, *events, **settings) -> str:
    return a_run(*FEDERATION, *BASELINES[:2], *events, status=None, baselines="after", **settings)


def test_a_live_run_shows_what_there_is_and_what_is_being_trained(open_page, a_run):
    epoch = BaselineEpoch("B_2", Epoch(1, 0.5, 0.5, 0.5))
    app = open_page(PAGE, run=live_run(a_run, epoch, BaselineProgress("B_2", 9, 12), baseline_epochs=4))
    assert not app.exception
    assert "Hospital B_2, alone: epoch 2 of 4 on cpu" in progress(app)
    assert app.button(key="stop").label == "Stop"
    assert scores(app)[0]["accuracy"].notna().tolist() == [True, False, True, False]
    assert "Shows **" not in texts(app.markdown)


def test_the_pooled_models_turn_is_said_in_words(open_page, a_run):
    app = open_page(PAGE, run=live_run(a_run, BaselineProgress(None, 0, 12)))
    assert "One model on all images: epoch 1 of 1" in progress(app)


def test_a_federation_that_is_under_way_says_what_comes_next(open_page, a_run):
    app = open_page(PAGE, run=a_run(*FEDERATION, status=None, rounds=5))
    assert not app.exception
    assert "Round 2 of 5 · averaging and testing" in progress(app)
    assert "when it is over, each hospital can be trained alone" in progress(app)
    assert not scores(app)


def test_every_column_explains_itself():
    assert set(HELP) == set(score_frame([], CLASSES).columns)
