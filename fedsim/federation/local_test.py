"""How a hospital's own model does on all test images after its training: what the simulation measures, and no part of
what a strategy sends. It has a record of its own, since not everybody is asked for it (`watched`), and Flower takes the
mean of metrics that all replies have."""

from collections.abc import Callable

import numpy as np
from flwr.app import ConfigRecord, RecordDict
from torch import nn

from fedsim.hospitals.population import Population
from fedsim.training.local import evaluate
from fedsim.training.metrics import count_confusion

RECORD, MATRIX = "local-test", "confusion-matrix"


def on_test_images(population: Population, model: nn.Module, go_on: Callable[[], object]) -> ConfigRecord:
    """The model's confusion matrix, row by row."""
    says = evaluate(model, population.test, go_on).probabilities.argmax(axis=1)
    matrix = count_confusion(population.test.labels.cpu().numpy(), says, population.dataset.num_classes)
    return ConfigRecord({MATRIX: [count for row in matrix for count in row]})


def read_matrix(reply: RecordDict) -> np.ndarray | None:
    """(k, k) counts, true classes as rows; None of a hospital that was not asked for it."""
    if (record := reply.config_records.get(RECORD)) is None:
        return None
    counts = np.array(record[MATRIX])
    return counts.reshape(round(len(counts) ** 0.5), -1)
