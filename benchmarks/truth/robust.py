"""The set-ups of Karimireddy et al. 2022 (arXiv:2006.09365): images sorted by class, one shard a hospital."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.truth.every_step import Pace, Rule, Worker, train
from benchmarks.truth.figures import TABLES
from fedsim.federation.strategies import STRATEGIES
from fedsim.federation.strategies.robust import Robust
from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.population import Population, load_population
from fedsim.settings import adversary as cheats
from fedsim.settings import strategy as strategies
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.mixing import Bucketing, NoMixing
from fedsim.settings.partition import NoSkew, Shards
from fedsim.training.local import Batches, evaluate

STEP, BATCH_SIZE, BETWEEN_SHUFFLES, NUM_LAST, NUM_CHEATS = 0.1, 32, 30, 5, 5
CLIP_RADIUS = 10.0 * STEP
"""The paper's 10 is of gradients; an update is a gradient times the step."""
ATTACKS: dict[str, Any] = {
    "sign flip": cheats.SignFlip(),
    "label flip": cheats.LabelFlip(),
    "mimic": cheats.Mimic(),
}
RULES: dict[str, Callable[[int], Any]] = {
    "krum": lambda byzantine: strategies.Krum(byzantine=byzantine),
    "median": lambda byzantine: strategies.FedMedian(),
    "rfa": lambda byzantine: strategies.GeometricMedian(),
    "cclip": lambda byzantine: strategies.CentredClipping(clip_radius=CLIP_RADIUS, clip_steps=3),
}


@dataclass(frozen=True)
class Setup:
    """One cell of the paper's tables.

    Attributes:
        attack: what those that cheat do, or nothing.
        rule: a key of `RULES`, or the mean.
        buckets: updates in a bucket; 1 is none.
    """

    attack: Any
    rule: str
    buckets: int

    @property
    def num_honest(self) -> int:
        return 20 if self.attack else 24

    @property
    def num_cheats(self) -> int:
        return NUM_CHEATS if self.attack else 0

    @property
    def rounds(self) -> int:
        return 600 if self.attack else 2250

    @property
    def every(self) -> int:
        """Rounds between two evaluations."""
        return 30 if self.attack else 15


SETUPS: dict[str, Setup] = {
    f"{attack}, {rule}" + (", buckets of 2" if buckets > 1 else ""): Setup(ATTACKS.get(attack), rule, buckets)
    for attack, rules in TABLES.items()
    for rule, (_, mixed) in rules.items()
    for buckets in ((1,) if mixed is None else (1, 2))
}


def measure(
    setup: Setup, data: str, long_tail: str, seed: int, rounds: int = 0, device: str = "cpu"
) -> tuple[float, float | None]:
    """Accuracy in percent, the mean of the last five evaluations.

    Args:
        setup: what to train.
        data: the path of an .npz file, whole.
        long_tail: the path of its long tail, which is trained and tested on where nobody attacks.
        seed: of everything.
        rounds: in the place of the set-up's.
        device: where to train.

    Returns:
        It, and the same on all test images where it was tested on the long tail.
    """
    share = partial(_shared_out, number=setup.num_honest, seed=seed, device=device)
    population = share(data if setup.attack else long_tail, Shards(shards_per_hospital=1))
    whole = None if setup.attack else share(data, Shards(shards_per_hospital=1)).test
    cheating = share(data, NoSkew(), adversary=setup.attack) if setup.attack else None
    model = population.model()
    pace = Pace(rounds or setup.rounds, STEP, BATCH_SIZE, BETWEEN_SHUFFLES, seed)
    last = set(range(pace.rounds, 0, -setup.every)[:NUM_LAST])
    scores: list[list[float]] = []
    for number in train(model, _workers(setup, population, cheating), rule_of(setup, seed), pace):
        if number in last:
            scores.append([_accuracy(model, test) for test in (population.test, whole) if test is not None])
    means = np.mean(scores, axis=0).tolist()
    return round(means[0], 3), round(means[1], 3) if whole is not None else None


def rule_of(setup: Setup, seed: int) -> Rule:
    """The product's strategy, as the server asks it."""
    if setup.rule == "mean":
        return lambda round, updates: updates.mean(axis=0)
    settings = RULES[setup.rule](setup.num_cheats)
    mixing = Bucketing(bucket_size=setup.buckets) if setup.buckets > 1 else NoMixing()
    strategy = STRATEGIES[settings.kind](settings, mixing, seed)
    assert isinstance(strategy, Robust)  # noqa: S101 - all of `RULES` are
    server = strategy.server([])
    return lambda round, updates: server.update(round, updates, [])


def _workers(setup: Setup, honest: Population, cheating: Population | None) -> list[Worker]:
    """The honest ones, and those that cheat: their images are drawn from all, as those of the paper's are."""
    workers = [Worker(honest.shard(place), adversary_of(cheats.Honest())) for place in range(setup.num_honest)]
    if cheating:
        adversary = adversary_of(setup.attack)
        workers += [Worker(cheating.trained_on(place), adversary) for place in range(setup.num_cheats)]
    return workers


def _shared_out(data: str, partition: Any, number: int, seed: int, device: str, adversary: Any = None) -> Population:
    """Images shared out among hospitals; the first few of these cheat, where there is an adversary."""
    own = {"adversary": adversary} if adversary else {}
    hospitals = [Hospital(f"Hospital {place}", **(own if place < NUM_CHEATS else {})) for place in range(number)]
    return load_population(
        SimulationConfig(
            dataset=data,
            hospitals=tuple(hospitals),
            partition=partition,
            samples_per_hospital=None,
            seed=seed,
            device=device,
        )
    )


def _accuracy(model: Any, test: Batches) -> float:
    return 100 * evaluate(model, test).accuracy(test.labels)


def write_long_tail(data: str, path: Path) -> str:
    """Keep half of each class's images to the power of its number, in training and in testing: 0.5^0 of the first."""
    with np.load(data) as arrays:
        kept = dict(arrays)
    for split in ("train", "test"):
        labels = kept[f"{split}_labels"].ravel()
        classes = [np.flatnonzero(labels == cls) for cls in range(int(labels.max()) + 1)]
        rows = np.sort(np.concatenate([own[: int(len(own) * 0.5**cls)] for cls, own in enumerate(classes)]))
        kept |= {f"{split}_{what}": kept[f"{split}_{what}"][rows] for what in ("images", "labels")}
    np.savez(path, **kept)
    return str(path)
