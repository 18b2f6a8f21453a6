"""Our splits against those of flwr-datasets 0.6.1: the same rule, not the same draw.

Its dependencies ask for an fsspec that is older than the one pinned in requirements.txt, so that it is in no lock file.
`pip install --target DIR flwr-datasets==0.6.1` and `PYTHONPATH=DIR` run these tests all the same; `.ci/run` does.
"""

from typing import Any

import numpy as np
import pytest
from scipy.stats import ks_2samp

from fedsim.hospitals.partition import Partition, partition_for
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.partition import Dirichlet, FewClasses, Shards
from fedsim.settings.quantity import Exponential, Linear, Square
from tests.hospitals.test_dealing import set_of

NOT_HERE = "flwr-datasets 0.6.1 is not installed: it asks for an older fsspec than requirements.txt pins"
partitioners: Any = pytest.importorskip("flwr_datasets.partitioner", reason=NOT_HERE)
datasets: Any = pytest.importorskip("datasets", reason=NOT_HERE)

LABELS = np.repeat(np.arange(4), [300, 200, 100, 400])
NUM_HOSPITALS, NUM_DRAWS = 5, 200


def theirs(partitioner: Any, labels: np.ndarray = LABELS) -> np.ndarray:
    """(hospitals, k) images of each class."""
    partitioner.dataset = datasets.Dataset.from_dict({"label": labels.tolist()})
    shards = [partitioner.load_partition(place)["label"] for place in range(partitioner.num_partitions)]
    return np.array([np.bincount(shard, minlength=4) for shard in shards])


def ours(hospitals: int = NUM_HOSPITALS, labels: np.ndarray = LABELS, **settings: Any) -> Partition:
    names = tuple(Hospital(str(place)) for place in range(hospitals))
    return partition_for(SimulationConfig(hospitals=names, samples_per_hospital=None, **settings), set_of(labels))


@pytest.mark.parametrize("alpha", [0.2, 1.0, 10.0])
def test_the_same_alpha_gives_the_same_distribution_of_shares(alpha: float) -> None:
    """Over many draws: of each class's share at a hospital, of hospitals' sizes, and of how many classes they lack."""
    here = np.array(
        [ours(partition=Dirichlet(alpha=alpha), seed=seed).class_counts for seed in range(NUM_DRAWS)], dtype=float
    )
    there = np.array(
        [
            theirs(partitioners.DirichletPartitioner(NUM_HOSPITALS, "label", alpha, seed=seed))
            for seed in range(NUM_DRAWS)
        ],
        dtype=float,
    )
    of_class = np.bincount(LABELS)
    for measure in (
        lambda counts: counts[:, 0, 0] / of_class[0],
        lambda counts: counts[:, 2, 3] / of_class[3],
        lambda counts: counts[:, 1].sum(axis=1),
        lambda counts: (counts / of_class).max(axis=(1, 2)),
        lambda counts: counts.sum(axis=2).min(axis=1),
    ):
        assert ks_2samp(measure(here), measure(there)).pvalue > 0.001


@pytest.mark.parametrize(("quantity", "name"), [(Linear(), "LinearPartitioner"), (Square(), "SquarePartitioner")])
def test_sizes_are_the_same_where_they_divide(quantity: Any, name: str) -> None:
    labels = np.repeat(np.arange(4), 15 * 55)
    sizes = theirs(getattr(partitioners, name)(NUM_HOSPITALS), labels).sum(axis=1)
    assert ours(labels=labels, quantity=quantity).sizes == sizes.tolist()


def test_exponential_sizes_are_the_same_but_for_rounding() -> None:
    """There the last one gets what rounding leaves."""
    sizes = theirs(partitioners.ExponentialPartitioner(NUM_HOSPITALS)).sum(axis=1)
    assert np.abs(np.array(ours(quantity=Exponential()).sizes) - sizes).max() <= NUM_HOSPITALS


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_hospitals_have_as_many_classes(number: int) -> None:
    mode = "first-deterministic"
    there = theirs(partitioners.PathologicalPartitioner(8, "label", number, class_assignment_mode=mode))
    here = ours(8, partition=FewClasses(classes_per_hospital=number)).class_counts
    assert (here > 0).sum(axis=1).tolist() == (there > 0).sum(axis=1).tolist()
    assert (here.sum(axis=0) == there.sum(axis=0)).all()  # every class is used up


@pytest.mark.parametrize("number", [1, 2, 5])
def test_shards_are_as_large_and_of_as_many_classes(number: int) -> None:
    labels = np.repeat(np.arange(4), 100)

    def drawn(counts: np.ndarray) -> list[int]:
        return (counts > 0).sum(axis=1).tolist()

    there = [theirs(partitioners.ShardPartitioner(10, "label", number, seed=seed), labels) for seed in range(NUM_DRAWS)]
    here = [
        ours(10, labels, partition=Shards(shards_per_hospital=number), seed=seed).class_counts
        for seed in range(NUM_DRAWS)
    ]
    assert all((counts.sum(axis=1) == 40).all() for counts in [*here, *there])
    ratio = np.mean([drawn(counts) for counts in here]) / np.mean([drawn(counts) for counts in there])
    assert ratio == pytest.approx(1, abs=0.03)
