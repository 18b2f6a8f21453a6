"""Metrics against scikit-learn, MedMNIST's own evaluator, and matrices worked by hand."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score, roc_auc_score

from fedsim.training.metrics import Metrics, accuracy_on, count_confusion, measure, measure_mean


def guesses(num: int, num_classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Labels, every class at least once, and rows of probabilities that are better than chance."""
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(num_classes), rng.integers(0, num_classes, num - num_classes)])
    scores = rng.random((num, num_classes)) + 0.4 * np.eye(num_classes)[labels]
    return labels, scores / scores.sum(axis=1, keepdims=True)


def one_hot(answers: list[int], num_classes: int) -> np.ndarray:
    return np.eye(num_classes)[answers]


def test_a_confusion_matrix_worked_by_hand_has_true_classes_as_rows() -> None:
    labels, answers = np.array([0, 0, 0, 1, 1, 2]), [0, 1, 1, 1, 2, 0]
    matrix = ((1, 2, 0), (0, 1, 1), (1, 0, 0))
    assert count_confusion(labels, np.array(answers), 3) == matrix
    metrics = measure(labels, one_hot(answers, 3))
    assert metrics.confusion_matrix == matrix
    assert metrics.accuracy == pytest.approx(2 / 6)
    assert metrics.balanced_accuracy == pytest.approx((1 / 3 + 1 / 2 + 0) / 3)
    assert metrics.macro_f1 == pytest.approx((2 / 5 + 2 / 5 + 0) / 3)  # 2 tp / (row + column)


def test_the_matrix_holds_plain_numbers() -> None:
    matrix = count_confusion(np.array([0, 1]), np.array([0, 0]), 2)
    assert {type(count) for row in matrix for count in row} == {int}


@pytest.mark.parametrize("num_classes", [2, 3, 10])
def test_metrics_are_scikit_learns(num_classes: int) -> None:
    labels, probabilities = guesses(400, num_classes)
    answers, metrics = probabilities.argmax(axis=1), measure(labels, probabilities)
    assert metrics.accuracy == pytest.approx(accuracy_score(labels, answers))
    assert metrics.balanced_accuracy == pytest.approx(balanced_accuracy_score(labels, answers))
    assert metrics.macro_f1 == pytest.approx(f1_score(labels, answers, average="macro"))
    np.testing.assert_array_equal(metrics.confusion_matrix, confusion_matrix(labels, answers))
    if num_classes > 2:
        by_sklearn = roc_auc_score(labels, probabilities, multi_class="ovr", average="macro")
        assert metrics.auc == pytest.approx(by_sklearn)


def medmnist_evaluator(folder: Path, flag: str, labels: np.ndarray):
    """MedMNIST's own, on a file of its own format: labels are (n, 1) there."""
    from medmnist import Evaluator

    np.savez(folder / f"{flag}.npz", test_labels=labels[:, None].astype(np.uint8))
    return Evaluator(flag, "test", root=str(folder))


@pytest.mark.parametrize(("flag", "num_classes"), [("octmnist", 4), ("pathmnist", 9), ("organamnist", 11)])
def test_auc_and_accuracy_are_those_of_medmnists_evaluator(tmp_path: Path, flag: str, num_classes: int) -> None:
    labels, probabilities = guesses(300, num_classes)
    metrics = measure(labels, probabilities.astype(np.float32))
    auc, accuracy = medmnist_evaluator(tmp_path, flag, labels).evaluate(probabilities.astype(np.float32))
    assert 0.5 < metrics.auc < 1
    assert metrics.auc == pytest.approx(auc, abs=1e-12)
    assert metrics.accuracy == pytest.approx(accuracy, abs=1e-12)


def test_with_two_classes_either_ones_area_is_medmnists(tmp_path: Path) -> None:
    labels, probabilities = guesses(300, 2)
    metrics = measure(labels, probabilities)
    auc, accuracy = medmnist_evaluator(tmp_path, "pneumoniamnist", labels).evaluate(probabilities)
    assert metrics.auc == pytest.approx(auc, abs=1e-12)
    assert metrics.accuracy == pytest.approx(accuracy, abs=1e-12)


def test_a_class_without_test_images_leaves_medmnists_evaluator_without_an_area(tmp_path: Path) -> None:
    """There the two differ on purpose: MedMNIST's mean is over all classes, and that one has no area."""
    labels, probabilities = guesses(300, 4)
    kept = labels != 2
    labels, probabilities = labels[kept], probabilities[kept]
    evaluator = medmnist_evaluator(tmp_path, "octmnist", labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            theirs = evaluator.evaluate(probabilities).AUC
        except ValueError:  # scikit-learn before 1.6 raises
            theirs = float("nan")
    assert np.isnan(theirs)
    areas = [roc_auc_score(labels == cls, probabilities[:, cls]) for cls in (0, 1, 3)]
    assert measure(labels, probabilities).auc == pytest.approx(np.mean(areas), abs=1e-12)


def test_a_class_without_test_images_is_left_out_of_recall_and_area() -> None:
    labels = np.array([0, 0, 1, 1])
    probabilities = np.array([[0.8, 0.1, 0.1], [0.1, 0.2, 0.7], [0.2, 0.7, 0.1], [0.3, 0.6, 0.1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        metrics = measure(labels, probabilities)
    assert metrics.confusion_matrix == ((1, 0, 1), (0, 2, 0), (0, 0, 0))
    assert metrics.balanced_accuracy == pytest.approx((1 / 2 + 1) / 2)
    assert metrics.auc == pytest.approx((2 / 4 + 4 / 4) / 2)


@given(st.sets(st.integers(0, 4), min_size=1), st.integers(0, 9))
def test_a_perfect_model_is_perfect_whatever_classes_are_tested(tested: set[int], seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(sorted(tested) * 3)
    metrics = measure(labels, one_hot(labels, 5))
    assert metrics.accuracy == metrics.balanced_accuracy == metrics.macro_f1 == 1.0
    assert metrics.auc == (1.0 if len(tested) > 1 else None)


def test_what_is_taken_for_a_class_without_test_images_is_counted_as_missed() -> None:
    metrics = measure(np.array([0, 0, 1, 1]), one_hot([0, 2, 1, 1], 3))
    assert metrics.macro_f1 == pytest.approx((2 / 3 + 1) / 2)


def test_with_a_single_class_in_the_test_set_there_is_no_area() -> None:
    metrics = measure(np.array([1, 1]), one_hot([1, 0], 2))
    assert metrics.auc is None
    assert metrics.accuracy == metrics.balanced_accuracy == 0.5


def test_accuracy_on_some_classes_worked_by_hand() -> None:
    matrix = ((8, 2, 0), (1, 3, 0), (5, 0, 0))
    assert accuracy_on(matrix, [0, 1, 2]) == pytest.approx(11 / 19)
    assert accuracy_on(matrix, [0, 1]) == pytest.approx(11 / 14)
    assert accuracy_on(matrix, [2]) == 0.0
    assert accuracy_on(((0, 0), (1, 1)), [0]) is None
    assert accuracy_on(matrix, []) is None


@given(st.lists(st.lists(st.integers(0, 3), min_size=12, max_size=12), min_size=1, max_size=7))
def test_a_mean_keeps_each_classs_number_of_images_and_is_no_whole_image_off(answers: list[list[int]]) -> None:
    labels = np.array([0] * 5 + [1] * 4 + [3] * 3)
    each = [measure(labels, np.eye(4)[given]) for given in answers]
    mean = measure_mean(each)
    exact = np.mean([metrics.confusion_matrix for metrics in each], axis=0)
    assert np.sum(mean.confusion_matrix, axis=1).tolist() == [5, 4, 0, 3]
    assert np.abs(np.array(mean.confusion_matrix) - exact).max() < 1
    assert mean.accuracy == pytest.approx(np.mean([metrics.accuracy for metrics in each]))
    assert measure_mean(each[:1] * 3) == measure_mean(each[:1])


def test_a_mean_rounds_the_largest_remainders_up_worked_by_hand() -> None:
    one, two, three = (Metrics(0.0, 0.0, 0.0, auc, matrix) for auc, matrix in (
        (0.5, ((4, 0), (0, 2))), (0.7, ((3, 1), (2, 0))), (None, ((3, 1), (1, 1))),
    ))  # fmt: skip
    mean = measure_mean([one, two, three])  # 10/3 and 2/3, 1 and 1
    assert (mean.confusion_matrix, mean.auc) == (((3, 1), (1, 1)), pytest.approx(0.6))
    assert measure_mean([three]).auc is None
