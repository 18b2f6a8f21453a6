"""A hospital's evaluation of its own model, which stays with it: only the scores go to the server.

They are what the simulation measures and no part of what a strategy sends: privacy does not account for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from flwr.app import MetricRecord
from torch import nn

from fedsim.events import Matrix
from fedsim.training.local import Batches, evaluate
from fedsim.training.metrics import Metrics, measure, measure_mean

SCORES = "own-scores"
"""The record's name in a reply."""


@dataclass(frozen=True)
class Scores:
    """A model on the test images; `loss` is the mean cross-entropy per example, nats."""

    loss: float
    metrics: Metrics


def score(model: nn.Module, test: Batches, go_on: Callable[[], object] = lambda: None) -> Scores:
    """Evaluate a model once, in eval mode; `go_on` is called after each batch, and may raise to stop."""
    answers = evaluate(model, test, go_on)
    return Scores(answers.loss, measure(test.labels.cpu().numpy(), answers.probabilities))


def mean_score(scores: Sequence[Scores]) -> Scores:
    """The mean over models on as many test images of each class; see `measure_mean`."""
    return Scores(float(np.mean([each.loss for each in scores])), measure_mean([each.metrics for each in scores]))


def to_record(scores: Scores | None) -> MetricRecord:
    """What is sent; None is a model whose answers are not finite."""
    if scores is None:
        return MetricRecord({"loss": float("nan")})
    values: dict[str, Any] = {**asdict(scores.metrics), "loss": scores.loss}
    values["confusion_matrix"] = flat(scores.metrics.confusion_matrix)
    return MetricRecord({name: value for name, value in values.items() if value is not None})


def from_record(record: MetricRecord) -> Scores | None:
    """What `to_record` told."""
    if "confusion_matrix" not in record:
        return None
    values: dict[str, Any] = {"auc": None, **record}
    matrix = square(values.pop("confusion_matrix"))
    return Scores(values.pop("loss"), Metrics(**values, confusion_matrix=matrix))


def flat(matrix: Matrix) -> list[int]:
    """A matrix as a record holds it, row by row; `square` gives it back."""
    return [count for row in matrix for count in row]


def square(counts: Any) -> Matrix:
    """The k x k matrix of a record's k * k counts."""
    rows = np.array(counts).reshape(round(len(counts) ** 0.5), -1).tolist()
    return tuple(tuple(row) for row in rows)
