"""Robust strategies in a run: one hospital sends nonsense, and what a rule cannot do is said before the run."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from flwr.app import ConfigRecord
from messages import arrays_of, grid, record, reply

from fedsim.errors import FedsimError
from fedsim.federation.strategies import STRATEGIES
from fedsim.hospitals.advice import advice_for
from fedsim.hospitals.population import load_population
from fedsim.settings import strategy as kinds
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.mixing import Bucketing, NearestNeighbours, NoMixing
from fedsim.settings.robust import enough

GRID = grid(7)
NODES = list(GRID.get_node_ids())
ROBUST = [each() for each in kinds.ROBUST_KINDS.__args__]
SENT = {"w": np.zeros((2, 3), np.float32), "b": np.zeros(2, np.float32), "seen": np.array(3)}


def aggregate(kind: Any, mixing: Any = NoMixing()) -> dict[str, np.ndarray]:  # noqa: B008 - frozen
    """Six hospitals near 1, which say that they have one image, and one at a million, which says that it has many."""
    server = STRATEGIES[kind.kind](kind, mixing, 5).server(["w", "b"])
    list(server.configure_train(1, record(**SENT), ConfigRecord(), GRID))
    draw = np.random.default_rng(0)
    updates = [1 + 0.01 * draw.standard_normal(8) for _ in NODES]
    updates[2] = np.full(8, 1e6)
    replies = [
        reply(node, record(w=each[:6].reshape(2, 3).astype(np.float32), b=each[6:].astype(np.float32),
                           seen=np.array(8)), 1000 if place == 2 else 1)
        for place, (node, each) in enumerate(zip(NODES, updates, strict=True))
    ]  # fmt: skip
    arrays, metrics = server.aggregate_train(1, replies)
    assert metrics["train-loss"] == pytest.approx(0.5)
    return arrays_of(arrays)


@pytest.mark.parametrize(
    "mixing", [NoMixing(), NearestNeighbours(neighbours_left_out=1)], ids=lambda mixing: mixing.kind
)
@pytest.mark.parametrize("kind", ROBUST, ids=lambda kind: kind.kind)
def test_one_of_seven_does_not_carry_it_away(kind: Any, mixing: Any) -> None:
    after = aggregate(kind, mixing)
    assert after["w"].shape == (2, 3)
    assert after["w"].dtype == np.float32
    assert after["seen"].dtype == SENT["seen"].dtype
    learned = np.concatenate([after["w"].ravel(), after["b"]])
    # A mix holds a seventh of the cheat at most where its neighbours do not choose it; the centre is pulled by a
    # radius.
    assert np.abs(learned - 1).max() < 1
    assert after["seen"] == 8 or kind.kind == "centred-clipping"


def test_buckets_hide_the_cheat_in_one_of_them() -> None:
    after = aggregate(kinds.FedMedian(), Bucketing(bucket_size=2))
    assert np.abs(after["w"] - 1).max() < 0.1


def hospitals(number: int) -> tuple[Hospital, ...]:
    return tuple(Hospital(f"H{place}") for place in range(number))


@pytest.mark.parametrize(
    ("kind", "mixing", "number", "code"),
    [
        (kinds.Krum(byzantine=1), NoMixing(), 4, "rule-needs-more"),
        (kinds.Krum(byzantine=1), NoMixing(), 5, None),
        (kinds.Krum(byzantine=0), NoMixing(), 3, None),
        (kinds.MultiKrum(byzantine=2), NoMixing(), 6, "rule-needs-more"),
        (kinds.MultiKrum(byzantine=1, num_selected=6), NoMixing(), 5, "selects-too-many"),
        (kinds.Bulyan(byzantine=1), NoMixing(), 6, "rule-needs-more"),
        (kinds.Bulyan(byzantine=1), NoMixing(), 7, None),
        (kinds.Krum(byzantine=1), Bucketing(bucket_size=2), 8, "rule-needs-more"),
        (kinds.Krum(byzantine=1), Bucketing(bucket_size=2), 9, None),
        (kinds.FedMedian(), NearestNeighbours(neighbours_left_out=3), 3, "no-neighbours-left"),
        (kinds.FedMedian(), NoMixing(), 2, None),
    ],
)
def test_how_many_hospitals_a_rule_needs(kind: Any, mixing: Any, number: int, code: str | None) -> None:
    problem = enough(kind, mixing, number)
    assert (problem and problem.code) == code
    assert code is None or str(number) in str(problem)


def test_it_is_said_before_the_run_and_not_in_its_first_round(config: SimulationConfig) -> None:
    config = replace(config, hospitals=hospitals(4), strategy=kinds.Krum(byzantine=1))
    with pytest.raises(FedsimError, match=r"krum with byzantine 1 needs at least 5 hospitals in a round, got 4\. Set"):
        load_population(config)
    fine = replace(config, strategy=kinds.Krum(byzantine=0))
    assert advice_for(fine, load_population(fine).dataset).problems() == []


def test_a_mixing_without_a_rule_is_refused(config: SimulationConfig) -> None:
    mixed = replace(config, mixing=Bucketing(bucket_size=2))
    assert "Only a robust strategy has a rule" in mixed.validate()[0]
    assert replace(mixed, strategy=kinds.FedMedian()).validate() == []


@pytest.mark.parametrize("kind", [each() for each in (*kinds.AVERAGING.__args__, *kinds.ROBUST_KINDS.__args__,
                                                      *kinds.PERSONAL.__args__)])  # fmt: skip
def test_the_whole_table_of_strategies_and_privacy(kind: Any) -> None:
    """Central noise is for means in which all count alike; whatever else is sent is protected by nothing."""
    means = {"fedavg", "fedprox", "fedavgm", "fedadagrad", "fedadam", "fedyogi", "fedbn", "fedper", "ditto",
             "finetuning"}  # fmt: skip
    sends_more = {"scaffold", "qfedavg"}
    for dp in ("none", "central", "central-client", "central-adaptive", "local", "record"):
        problems = SimulationConfig(strategy=kind, dp=dp, noise_multiplier=0.0 if dp == "none" else 1.0).problems()
        sound = dp == "none" or (kind.kind in means) or (kind.kind not in sends_more and dp in ("local", "record"))
        assert (not problems) == sound, (kind.kind, dp)
        assert sound or any(word in str(problems[0]) for word in ("noise", "clip"))
