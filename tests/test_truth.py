"""Published figures measured again: the verdicts follow from the bands, the page from what is kept."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.truth import results
from benchmarks.truth.every_step import Pace, Stream, Worker, train
from benchmarks.truth.federations import FEDERATIONS, configured, federate
from benchmarks.truth.figures import FIGURES, gain, value
from benchmarks.truth.measuring import measure_all
from benchmarks.truth.robust import SETUPS, Setup, measure, rule_of, write_long_tail
from fedsim.federation.aggregation.coordinates import median
from fedsim.federation.engines import get_engine
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.population import load_population
from fedsim.settings import adversary as cheats
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.partition import Shards
from fedsim.settings.strategy import FedMedian
from tests.tiny import write_tiny

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("adversary", [cheats.Honest(), cheats.SignFlip(), cheats.Mimic()], ids=lambda each: each.kind)
def test_a_step_a_round_is_what_the_engine_does(tmp_path: Path, adversary: cheats.Adversary):
    """With one batch of images a hospital, the engine's round is one step too."""
    hospitals = (*(Hospital(f"H{place}") for place in range(4)), Hospital("cheat", adversary=adversary))
    config = SimulationConfig(
        dataset=write_tiny(tmp_path / "tiny.npz", num_train=160), size=12, hospitals=hospitals, rounds=3, lr=0.1,
        partition=Shards(shards_per_hospital=1), samples_per_hospital=None, optimizer="sgd", strategy=FedMedian(),
        device="cpu",
    )  # fmt: skip
    population = load_population(config)
    assert population.sizes == [32] * 5
    model = population.model()
    workers = [
        Worker(population.trained_on(place), adversary_of(each.adversary)) for place, each in enumerate(hospitals)
    ]
    rounds = train(model, workers, lambda round, updates: median(updates), Pace(3, 0.1, 32, 9, config.seed))
    assert list(rounds) == [1, 2, 3]
    by_engine = get_engine("inprocess")(config, lambda event: None, lambda: False)
    for name, weights in population.model().state_dict().items():
        assert not torch.equal(weights, by_engine[name])
        torch.testing.assert_close(model.state_dict()[name], by_engine[name], atol=1e-5, rtol=1e-4)


def test_a_stream_gives_an_image_once_between_two_shuffles():
    stream = Stream(10, 3, most=9, seed=0, place=0)
    drawn = [next(stream).tolist() for _ in range(6)]
    assert all(len(batch) == 3 for batch in drawn)
    first, second = ([image for batch in part for image in batch] for part in (drawn[:3], drawn[3:]))
    assert len(set(first)) == len(set(second)) == 9
    assert first != second


def test_rules_are_the_product_s():
    updates = np.random.default_rng(0).normal(size=(24, 5))
    assert np.array_equal(rule_of(Setup(None, "median", 1), 0)(1, updates), median(updates))
    assert np.array_equal(rule_of(Setup(None, "mean", 1), 0)(1, updates), updates.mean(axis=0))
    mixed = rule_of(Setup(None, "krum", 2), 0)(1, updates)
    assert min(np.abs((first + second) / 2 - mixed).max() for first in updates for second in updates) < 1e-12


def test_the_long_tail_halves_every_class(tmp_path: Path):
    data = write_tiny(tmp_path / "whole.npz", num_train=160)
    with np.load(write_long_tail(data, tmp_path / "tail.npz")) as arrays:
        assert np.bincount(arrays["train_labels"].ravel()).tolist() == [40, 20, 10, 5]
        assert np.bincount(arrays["test_labels"].ravel()).tolist() == [21, 10, 5, 2]


def test_each_figure_has_its_measurement():
    wanted = {figure.of for figure in FIGURES} | {figure.minus for figure in FIGURES if figure.minus}
    assert wanted == set(SETUPS) | set(FEDERATIONS)
    assert len({(figure.group, figure.name) for figure in FIGURES}) == len(FIGURES)
    assert all(figure.low <= figure.published <= figure.high for figure in FIGURES)


@pytest.mark.parametrize("name", FEDERATIONS)
def test_settings_of_rounds_are_valid(name: str):
    assert configured(name, "synthetic-oct", 0).problems(tuple("0123456789")) == []


@pytest.mark.parametrize("name", ["mimic, rfa, buckets of 2", "no attack, mean"])
def test_a_measurement_is_the_same_twice(tmp_path: Path, name: str):
    data = write_tiny(tmp_path / "whole.npz", num_train=3000, size=28)
    tail = write_long_tail(data, tmp_path / "tail.npz")
    first, again = (measure(SETUPS[name], data, tail, 0, rounds=2) for _ in range(2))
    assert first == again
    assert 0 <= first[0] <= 100
    assert (first[1] is None) == (SETUPS[name].attack is not None)


def test_a_federation_tells_each_round(tmp_path: Path):
    config = configured("scaffold, one class", write_tiny(tmp_path / "tiny.npz"), 0, rounds=2, hospitals=3, size=12)
    assert len(federate(config)) == 2


def test_bands():
    assert (value("g", "n", 98.75, "m", "s").low, value("g", "n", 98.75, "m", "s").high) == (97.75, 99.75)
    assert (value("g", "n", 1.03, "m", "s").low, value("g", "n", 1.03, "m", "s").high) == (0.0, 11.03)
    assert gain("g", "n", 10.0, "m", "o", "s").met(5.0)
    assert not gain("g", "n", 10.0, "m", "o", "s").met(4.99)
    assert not value("g", "n", 50.0, "m", "s").met(None)


def test_a_row_is_the_mean_and_a_difference_is_of_the_seeds_that_both_have():
    def kept(*values: float | None) -> dict[str, dict[str, float | None]]:
        return {str(seed): {"ours": ours, "whole": None} for seed, ours in enumerate(values)}

    def row(name: str) -> results.Row:
        return next(
            each for each in results.rows(measured) if (each.figure.group, each.figure.name) == ("sign flip", name)
        )

    measured = {"sign flip, krum": kept(20.0, 30.0, 90.0), "sign flip, krum, buckets of 2": kept(40.0, None)}
    assert row("krum").ours == pytest.approx(46.67)
    assert row("krum").seeds == 3
    assert not row("krum").met
    assert row("krum, buckets of 2").ours is None
    assert row("krum, what bucketing gains").ours is None
    measured["sign flip, krum, buckets of 2"] = kept(40.0, 42.0)
    assert row("krum, what bucketing gains").ours == 16.0
    assert row("krum, what bucketing gains").met


def test_results_of_a_folder_are_added(tmp_path: Path):
    kept = tmp_path / "kept" / "truth.json"
    kept.parent.mkdir()
    (tmp_path / "begun_0.json").touch()
    for seed, ours in ((0, 27.0), (1, 29.0)):
        got = {"name": "sign flip, krum", "seed": seed, "ours": ours, "whole": None, "curve": [], "seconds": 1}
        (tmp_path / f"done_{seed}.json").write_text(json.dumps(got))
        results.add(tmp_path, kept)
    row = next(
        row for row in json.loads(kept.read_text())["rows"] if row["name"] == "krum" and row["group"] == "sign flip"
    )
    assert (row["ours"], row["seeds"], row["met"]) == (28.0, 2, True)


def test_who_comes_second_leaves_what_is_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data = write_tiny(tmp_path / "whole.npz", num_train=3000, size=28)
    begun = tmp_path / "results" / "mimic_mean_0.json"
    begun.parent.mkdir()
    begun.touch()
    measure_all(data, begun.parent, "mimic, mean", seeds=2, device="cpu", rounds=1)
    assert "seed 1" in capsys.readouterr().out
    assert not begun.read_text()
    assert json.loads((begun.parent / "mimic_mean_1.json").read_text())["name"] == "mimic, mean"


def test_what_is_kept_follows_from_what_was_measured():
    kept = json.loads(results.KEPT.read_text())
    assert kept["rows"] == [row.as_json() for row in results.rows(kept["measured"])]
    for by_seed in kept["measured"].values():
        assert all({"date", "python", "torch", "flwr"} <= set(got) for got in by_seed.values())
    for row in kept["rows"]:
        assert row["met"] == (row["ours"] is not None and row["low"] <= row["ours"] <= row["high"])


def test_the_page_has_the_very_table():
    page = (DOCS / "TRUTH.md").read_text()
    found = results.rows(results.read())
    assert results.table(found) in page
    assert f"{sum(row.met for row in found)} of {len(found)}" in page
