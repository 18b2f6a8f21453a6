"""The header of a result, and what has been changed since."""

from dataclasses import fields, replace

import pytest

from fedsim.runs.state import RunState, Status
from fedsim.settings.config import Hospital, SimulationConfig, start_hospitals
from fedsim.settings.quantity import Linear
from fedsim.settings.stop_at import AtTarget
from fedsim.settings.strategy import FedBN
from fedsim.text.kinds import how_they_differ
from fedsim.text.run_header import NOT_SHOWN, changes, run_header
from tests.tiny import finished, started

CONFIG = SimulationConfig(rounds=2)
OTHER = {
    "dataset": "digits", "size": 64, "hospitals": (Hospital("A"), Hospital("B")), "samples_per_hospital": None,
    "rounds": 7, "local_epochs": 3, "batch_size": 8, "lr": 0.1, "optimizer": "sgd", "model": "resnet18",
    "weights": "imagenet",
    "dp": "local", "noise_multiplier": 1.0, "clip_norm": 2.0, "target_epsilon": 3.0, "delta": 0.1,
    "baselines": "after", "baseline_epochs": 4, "seed": 9, "dropout": 0.3, "deadline": 2.0,
    "deal": "shared", "quantity": Linear(), "stop_at": AtTarget(),
}  # fmt: skip


def test_a_header_says_data_hospitals_rounds_strategy_privacy_seed_and_date() -> None:
    state = RunState(
        "x", CONFIG, info=started(), rounds=(finished(0), finished(1)), status=Status.STOPPED, started_at=1e9
    )
    said = run_header(state)
    parts = ("Toy, 28 px", "3 hospitals: A without DME", "1 of 2 rounds", "FedAvg", "no privacy", "seed 0", "2001, ")
    assert [part for part in parts if part not in said] == []


def test_a_header_says_that_its_numbers_are_means_over_own_models() -> None:
    own = RunState("x", replace(CONFIG, strategy=FedBN()))
    words = "numbers are means over the hospitals' own models"
    assert words in run_header(own)
    assert words in run_header(replace(own, info=replace(started(), evaluated="own")))
    assert words not in run_header(RunState("x", CONFIG, info=started()))


def test_a_header_calls_the_images_alike_before_and_after_they_are_read() -> None:
    title = "Synthetic OCT (drawn, not medical)"
    waiting = RunState("x", CONFIG, status=Status.QUEUED)
    read = RunState("x", CONFIG, info=replace(started(), dataset_title=title), status=Status.RUNNING)
    assert run_header(waiting) == run_header(read)
    assert run_header(waiting).startswith(f"{title}, 28 px")


@pytest.mark.parametrize("name", OTHER)
def test_every_setting_that_shows_is_named_when_it_changes(name: str) -> None:
    assert changes(CONFIG, CONFIG) == []
    assert len(changes(CONFIG, replace(CONFIG, **{name: OTHER[name]}))) == 1


def test_no_setting_is_forgotten() -> None:
    kinds = {"strategy", "partition", "participation", "mixing"}
    assert {field.name for field in fields(SimulationConfig)} == set(OTHER) | set(NOT_SHOWN) | kinds


def test_a_tick_is_named_by_its_hospital() -> None:
    ticked = (Hospital("A"), *CONFIG.hospitals[1:])
    assert changes(CONFIG, replace(CONFIG, hospitals=ticked)) == ["classes of Hospital A"]


def test_many_hospitals_are_counted() -> None:
    many = replace(CONFIG, hospitals=start_hospitals(20, ("a", "b", "c")))
    assert how_they_differ(many) == ["20 hospitals, 20 of which have never seen a class or more"]
    everything = tuple(Hospital(each.name) for each in many.hospitals)
    assert changes(many, replace(many, hospitals=everything)) == ["classes of 20 hospitals"]


def test_the_order_in_which_classes_were_named_is_no_change() -> None:
    one = replace(CONFIG, hospitals=(Hospital("A", ("CNV", "DME")), Hospital("B")))
    assert changes(one, replace(one, hospitals=(Hospital("A", ("DME", "CNV")), Hospital("B")))) == []
