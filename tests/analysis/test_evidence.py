"""How often what is said of the best hospital alone is false, over many simulated runs.

A run: every test image has a class and is as hard as it is; each model is right on it or not. Hospitals may share blind
spots or have none, and images that are hard for one model may be hard for all (`alike`) or not.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from fedsim.analysis.evidence import against_best, compare

RUNS = 1000
CLASSES = 4
ERROR = 3 * (0.05 * 0.95 / RUNS) ** 0.5
"""Three standard errors of a share near 95 % (or 5 %) of the simulated runs."""


def scores(labels: np.ndarray, right: np.ndarray) -> list[tuple[Any]]:
    """What is kept of models' answers: (models, n) whether right -> accuracy and a confusion matrix, one seed each."""
    found = []
    for answers in right:
        cells = CLASSES * labels + np.where(answers, labels, (labels + 1) % CLASSES)
        matrix = np.bincount(cells, minlength=CLASSES**2).reshape(CLASSES, CLASSES)
        found.append((SimpleNamespace(accuracy=answers.mean(), confusion_matrix=matrix),))
    return found


def simulate(recalls: np.ndarray, alike: float, n: int, num_runs: int = RUNS) -> list[list[tuple[Any]]]:
    """Runs of models, the federation's first; recalls: (models, classes), alike: correlation of latent difficulty."""
    rng = np.random.default_rng([len(recalls), round(10 * alike), n])
    threshold = ndtri(np.clip(recalls, 1e-9, 1 - 1e-9))
    runs = []
    for _ in range(num_runs):
        labels = rng.integers(CLASSES, size=n)
        hard = alike**0.5 * rng.standard_normal(n) + (1 - alike) ** 0.5 * rng.standard_normal((len(recalls), n))
        runs.append(scores(labels, hard < threshold[:, labels]))
    return runs


def blind(num_hospitals: int, recall: float) -> np.ndarray:
    """Each hospital has never seen one class, as the federation has never seen class 0: all are equally good."""
    recalls = np.full((num_hospitals + 1, CLASSES), recall)
    for model in range(num_hospitals + 1):
        recalls[model, model % CLASSES] = 0.0
    return recalls


@pytest.mark.parametrize("num_hospitals", [2, 3, 10, 20])
@pytest.mark.parametrize(("alike", "blind_spots"), [(0.0, False), (0.0, True), (0.5, True)])
def test_of_equal_hospitals_joining_seldom_seems_to_help_or_to_hurt(
    num_hospitals: int, alike: float, blind_spots: bool
) -> None:
    recalls = blind(num_hospitals, 0.8) if blind_spots else np.full((num_hospitals + 1, CLASSES), 0.75)
    gaps = [against_best(together, alone) for together, *alone in simulate(recalls, alike, 300)]
    assert np.mean([gap.high < 0 for gap in gaps]) <= 0.025 + ERROR
    assert np.mean([gap.low > 0 for gap in gaps]) <= 0.025 + ERROR
    assert np.mean([gap.low <= 0 <= gap.high for gap in gaps]) >= 0.95 - ERROR


@pytest.mark.parametrize("num_hospitals", [2, 20])
@pytest.mark.parametrize("together", [0.65, 0.85])
def test_the_interval_holds_the_true_difference_to_the_truly_best(num_hospitals: int, together: float) -> None:
    recalls = np.full((num_hospitals + 1, CLASSES), 0.74)
    recalls[0], recalls[1] = together, 0.76
    gaps = [against_best(one, alone) for one, *alone in simulate(recalls, 0.3, 400)]
    assert np.mean([gap.low <= together - 0.76 <= gap.high for gap in gaps]) >= 0.95 - ERROR


@pytest.mark.parametrize("num_hospitals", [2, 20])
def test_what_is_clear_is_still_found(num_hospitals: int) -> None:
    for together in (0.55, 0.9):
        recalls = np.full((num_hospitals + 1, CLASSES), 0.75)
        recalls[0] = together
        gaps = [against_best(one, alone) for one, *alone in simulate(recalls, 0.3, 300, 100)]
        assert np.mean([gap.clear for gap in gaps]) > 0.9


@pytest.mark.parametrize("num_hospitals", [2, 3, 10, 20])
@pytest.mark.parametrize("num_seeds", [2, 3, 5])
def test_over_seeds_of_equal_hospitals_joining_seldom_seems_to_hurt(num_hospitals: int, num_seeds: int) -> None:
    rng = np.random.default_rng([num_hospitals, num_seeds])
    accuracies = 0.75 + 0.02 * rng.standard_normal((RUNS, num_hospitals + 1, num_seeds))
    matrix = np.full((CLASSES, CLASSES), 1000)
    hurts = helps = 0
    for run in accuracies:
        together, *alone = [[SimpleNamespace(accuracy=a, confusion_matrix=matrix) for a in model] for model in run]
        gap = against_best(together, alone)  # type: ignore[arg-type]
        hurts, helps = hurts + (gap.high < 0), helps + (gap.low > 0)
    assert hurts / RUNS <= 0.025 + ERROR
    assert helps / RUNS <= 0.025 + ERROR


def test_one_hospital_needs_no_correction() -> None:
    together, alone = scores(np.arange(400) % CLASSES, np.array([np.arange(400) < 300, np.arange(400) < 280]))
    assert against_best(together, [alone]) == compare(together, alone)


def test_each_more_hospital_widens_only_the_side_that_luck_can_cheat() -> None:
    labels, right = np.arange(400) % CLASSES, np.arange(400) < 300
    together, *alone = scores(labels, np.array([right] * 21))
    few, many = against_best(together, alone[:2]), against_best(together, alone)
    assert few.low == many.low
    assert few.high < many.high < 1.6 * few.high


def test_blind_spots_that_differ_leave_more_to_chance_than_independent_mistakes() -> None:
    """Each is right where the other is wrong: +1 or -1 an image, whose variance is 1 and not 1/4 + 1/4."""
    labels = np.arange(400) % 2
    one, other = scores(labels, np.array([labels == 0, labels == 1]))
    assert compare(one, other).margin == pytest.approx(1.96 / 400**0.5, rel=1e-3)


def test_two_models_without_a_mistake_do_not_differ() -> None:
    together, alone = scores(np.arange(400) % CLASSES, np.ones((2, 400), dtype=bool))
    assert not against_best(together, [alone]).clear
