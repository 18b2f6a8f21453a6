"""How a hospital's own model does on all test images after its training: what the simulation measures, and no part of
what a strategy sends. It has a record of its own, since not everybody is asked for it (`watched`), and Flower takes the
mean of metrics that all replies have."""

from collections.abc import Callable

from flwr.app import ConfigRecord, RecordDict
from torch import nn

from fedsim.events import Matrix
from fedsim.federation.own_models import flat, square
from fedsim.hospitals.population import Population
from fedsim.training.local import evaluate

RECORD, MATRIX = "local-test", "confusion-matrix"


def on_test_images(population: Population, model: nn.Module, go_on: Callable[[], object]) -> ConfigRecord:
    """The model's confusion matrix, row by row."""
    matrix = evaluate(model, population.test, go_on).confusion_matrix(population.test.labels)
    return ConfigRecord({MATRIX: flat(matrix)})


def read_matrix(reply: RecordDict) -> Matrix | None:
    """What `on_test_images` told; None of a hospital that was not asked for it."""
    record = reply.config_records.get(RECORD)
    return None if record is None else square(record[MATRIX])
