"""The Privacy page's attack: one button, runs found again by their settings, and what is said of them."""

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from tiny import attacked, finished, started

from fedsim.errors import Problem
from fedsim.events import Attacked, HospitalRound, RoundFinished
from fedsim.runs.made_now import today
from fedsim.runs.membership_runs import CLIPPED, PLAIN, PRIVATE, comparison
from fedsim.runs.state import Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.runs import left_out
from fedsim.ui.shared import resources

CONFIGS = comparison(SimulationConfig(), 1.0)


@pytest.fixture
def part(open_page):
    """Opens this part of the page as a new visitor."""

    def open_() -> AppTest:
        app = open_page("pages/privacy.py")
        return app.segmented_control(key="privacy-part").set_value("attack").run()

    return open_


def last_round(accuracy: float, epsilon: float | None) -> RoundFinished:
    delta = None if epsilon is None else 1e-4
    hospitals = tuple(HospitalRound(name, True, "ok", epsilon=epsilon, delta=delta) for name in "ABC")
    right = round(100 * accuracy)
    matrix = ((right, 100 - right), (100 - right, right))
    last = replace(finished(1, accuracy), confusion_matrix=matrix, hospitals=hospitals)
    return replace(last, epsilon=epsilon, delta=delta)


def add_run(
    kind: str, *attacks: Attacked, accuracy: float = 0.7, status: Status = Status.FINISHED, known: bool = True
) -> str:
    """Put a run that is over into the store, as an earlier session left it; what made it may be known or not."""
    store = resources.registry().store
    run_id = store.create(CONFIGS[kind])
    store.sign(run_id, today("auto") if known else None)
    for event in (started(3), finished(0), last_round(accuracy, 39.5 if kind == PRIVATE else None), *attacks):
        store.append(run_id, event)
    store.turn(run_id, status, only_from=[Status.QUEUED])
    return run_id


def on(update: float | None, shared: float | None = 0.5) -> list[Attacked]:
    """Attacks on each hospital, of which A's update gives away the most."""
    aucs = [("update", "A", update), ("update", "B", shared), *(("global", name, shared) for name in "AB")]
    return [attacked(*each) for each in aucs]


def told(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def keys(app: AppTest) -> list[str]:
    return [button.key for button in app.button]


def test_the_part_asks_its_question_and_offers_one_button(part) -> None:
    app = part()
    assert not app.exception
    assert "Can someone who sees a model tell whether a patient's scan was used to train it?" in told(app)
    assert "Only epsilon bounds all membership inference on every image." in told(app)
    assert app.button(key="attack-run").label == "Run the membership test, with and without privacy"
    assert len(app.dataframe) == 0
    assert "1 (ε = 39.5)" in app.segmented_control(key="attack-noise").options


def test_the_button_queues_the_three_runs_and_stop_ends_them(part, engine) -> None:
    app = part()
    app.button(key="attack-run").click().run()
    assert not app.exception
    live = [resources.registry().store.get(run_id).config for run_id in resources.registry().live()]
    assert live == [CONFIGS[PLAIN], CONFIGS[PRIVATE], CONFIGS[CLIPPED]]
    assert "attack-run" not in keys(app)
    app.button(key="attack-stop").click().run()
    assert not app.exception
    waiting = [resources.registry().store.get(run_id).status for run_id in resources.registry().live()]
    assert waiting in ([], [Status.STOPPING])


def test_runs_of_an_earlier_version_are_left_out_and_said_so(part) -> None:
    add_run(PLAIN, *on(0.75), known=False)
    add_run(CLIPPED, *on(0.7), known=False)
    add_run(PRIVATE, *on(0.6), accuracy=0.4)
    app = part()
    assert not app.exception
    assert left_out(2) in [each.value for each in app.caption]
    assert "the 2 runs" in app.button(key="attack-run").label
    assert len(app.dataframe[0].value) == 1
    add_run(PLAIN, *on(0.75))
    assert left_out(1) in [each.value for each in part().caption]


def test_runs_of_an_earlier_session_are_found_and_summed_up(part) -> None:
    add_run(PLAIN, *on(0.75))
    add_run(CLIPPED, *on(0.7))
    add_run(PRIVATE, *on(0.6), accuracy=0.4)
    app = part()
    assert not app.exception
    assert "attack-run" not in keys(app)
    assert (
        "in 75 of 100 cases (50 is guessing); with record-level privacy (ε = 39.5) in 60. The price: the shared "
        "model's accuracy falls from 70 % to 40 %"
    ) in told(app)
    assert "Clipping alone does not stop membership inference, and it promises nothing." in told(app)
    (table,) = app.dataframe
    assert list(table.value["run"]) == ["No privacy", "Clipped, no noise", "Record-level privacy"]
    labels = {name: column["label"] for name, column in json.loads(table.proto.columns).items() if "label" in column}
    assert labels == {
        "run": "Run", "auc": "AUC (95 %)", "found": "Found at 1 % FPR", "epsilon": "ε", "accuracy": "Test accuracy",
        "members": "On members", "outsiders": "On outsiders",
    }  # fmt: skip


def test_the_shared_model_and_another_hospital_can_be_chosen(part) -> None:
    add_run(PLAIN, *on(0.75, 0.5))
    add_run(PRIVATE, *on(0.6, 0.5))
    app = part()
    app.segmented_control(key="attack-target").set_value("global").run()
    assert not app.exception
    assert "Membership inference only guesses: without privacy" in told(app)
    app.segmented_control(key="attack-of-('A', 'B', 'C')").set_value("B").run()
    assert not app.exception
    assert "in 50 of 100 cases" in told(app)


def test_what_is_there_is_shown_and_what_is_missing_can_be_run(part) -> None:
    add_run(PLAIN, *on(0.75))
    add_run(CLIPPED, status=Status.STOPPED)
    app = part()
    assert not app.exception
    assert app.button(key="attack-run").label == "Run the 2 runs that are missing"
    assert "Without privacy, the attacker ranks" in told(app)


def test_an_attack_that_could_not_be_made_says_why(part) -> None:
    add_run(PLAIN, *on(None, None))
    app = part()
    assert not app.exception
    assert "The membership test could not be made. Too few images." in "\n".join(info.value for info in app.info)
    assert len(app.dataframe) == 0


def test_a_run_that_failed_says_why_and_can_be_tried_again(part) -> None:
    store = resources.registry().store
    run_id = store.create(CONFIGS[PLAIN])
    store.turn(run_id, Status.FAILED, Problem.of("as-told", words="The power went out."), only_from=[Status.QUEUED])
    app = part()
    assert "The power went out." in "\n".join(warning.value for warning in app.warning)
    assert app.button(key="attack-run").label == "Run the membership test, with and without privacy"


def test_the_noise_chooses_the_private_run(part) -> None:
    add_run(PLAIN, *on(0.75))
    add_run(PRIVATE, *on(0.6))
    app = part()
    app.segmented_control(key="attack-noise").set_value(4.0).run()
    assert not app.exception
    assert "with record-level privacy" not in told(app).replace("and with record-level privacy", "")
    app.segmented_control(key="attack-noise").set_value(1.0).run()
    assert "with record-level privacy (ε = 39.5) in 60" in told(app)
