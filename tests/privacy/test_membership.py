"""The membership-inference attack, its curve, and the bound that differential privacy sets."""

from dataclasses import replace
from math import exp, inf, log

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from tiny import write_tiny
from torch import nn

from fedsim.errors import FedsimError
from fedsim.hospitals.population import Population, load_population
from fedsim.privacy import membership
from fedsim.privacy.membership import MAX_POINTS, attack, choose_examples, dp_bound, evaluate_scores, losses
from fedsim.seeds import numpy_rng
from fedsim.settings.config import SimulationConfig
from fedsim.training.local import Batches, evaluate, torch_rng, train_local
from fedsim.training.models import build_model


@pytest.fixture(scope="module")
def population(config: SimulationConfig, tmp_path_factory: pytest.TempPathFactory) -> Population:
    """Three hospitals of 60 images, each blind to one of four classes; 300 training images and 12 of val are left."""
    path = write_tiny(tmp_path_factory.mktemp("roomy") / "roomy.npz", num_train=480)
    return load_population(replace(config, dataset=path, samples_per_hospital=60))


def noise(number: int, role: str, levels: tuple[int, int] = (0, 256)) -> Batches:
    """Grey noise, as many of each of four classes, which mean nothing."""
    rng = numpy_rng(0, role)
    return Batches.from_numpy(
        rng.integers(*levels, (number, 12, 12)).astype(np.uint8), rng.permutation(np.arange(number) % 4)
    )


def trained(data: Batches, epochs: int, seed: int = 0) -> nn.Module:
    model = build_model("cnn", 1, 4, seed)
    train_local(model, data, generator=torch_rng(0), epochs=epochs, batch_size=20, lr=1e-2)
    return model


def together(*parts: Batches) -> Batches:
    return Batches(torch.cat([p.images for p in parts]), torch.cat([p.labels for p in parts]))


class Brightness(nn.Module):
    """Is as sure of class 0 as the image is bright, times `gain`."""

    def __init__(self, gain: float) -> None:
        super().__init__()
        self.gain = gain

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        sure = self.gain * images.mean(dim=(1, 2, 3))
        return torch.stack([sure, torch.zeros_like(sure)], dim=1)


def of_class_0(number: int, role: str, levels: tuple[int, int]) -> Batches:
    return replace(noise(number, role, levels), labels=torch.zeros(number, dtype=torch.int64))


def test_a_curve_worked_by_hand() -> None:
    result = evaluate_scores(np.array([0.9, 0.7, 0.4]), np.array([0.8, 0.3, 0.2]))
    third = pytest.approx([0, 0, 1 / 3, 1 / 3, 1 / 3, 2 / 3, 1])
    assert list(result.fpr) == third
    assert list(result.tpr) == pytest.approx([0, 1 / 3, 1 / 3, 2 / 3, 1, 1, 1])
    assert result.auc == pytest.approx(7 / 9)  # 3 + 2 + 2 of the 9 pairs are the right way round
    assert result.auc_low < 7 / 9 < result.auc_high < 1
    for end in (result.auc_low, result.auc_high):  # 1.96 of its own standard errors away, by Hanley and McNeil
        q1, q2 = end / (2 - end), 2 * end**2 / (1 + end)
        variance = (end * (1 - end) + 2 * (q1 - end**2) + 2 * (q2 - end**2)) / 9
        grows = max(1.0, (5 / 81) / ((14 / 81 + 2 * (7 / 11 - 49 / 81) + 2 * (49 / 72 - 49 / 81)) / 9))
        assert abs(7 / 9 - end) == pytest.approx(1.96 * np.sqrt(grows * variance), abs=1e-3)
    assert result.tpr_at_1_percent_fpr == pytest.approx(1 / 3)
    assert result.advantage == pytest.approx(2 / 3)
    assert (result.num_members, result.num_non_members) == (3, 3)


def test_ties_are_half_a_win() -> None:
    result = evaluate_scores(np.array([1.0, 0.0]), np.array([1.0, 0.0, 0.0, 0.0]))
    assert result.auc == pytest.approx((0.5 + 3 + 0 + 3 * 0.5) / 8)


@given(st.integers(2, 40), st.integers(2, 40), st.integers(1, 20), st.integers(0, 1000))
def test_the_area_is_the_curves_own(m: int, n: int, values: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    result = evaluate_scores(rng.integers(0, values, m) / values, rng.integers(0, values, n) / values)
    assert result.auc == pytest.approx(np.trapezoid(result.tpr, result.fpr))
    assert result.auc_low <= result.auc <= result.auc_high


def draw(shape: str, area: float, number: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Scores of members and of others with a true area: of one spread or two, skewed, or some members surely known."""
    others = rng.exponential(1, number) if shape == "skewed" else rng.standard_normal(number)
    if shape == "skewed":
        return rng.exponential(area / (1 - area), number), others
    if shape == "known":
        return rng.standard_normal(number) + 20 * (rng.random(number) < 2 * area - 1), others
    spread = {"one": 1.0, "two": 3.0}[shape]
    return rng.normal(ndtri(area) * (1 + spread**2) ** 0.5, spread, number), others


@pytest.mark.parametrize("shape", ["one", "two", "skewed", "known"])
@pytest.mark.parametrize("area", [0.5, 0.8, 0.96, 0.99])
@pytest.mark.parametrize("number", [20, 30, 100, 500])
def test_the_interval_holds_the_truth_at_the_edges_too(shape: str, area: float, number: int) -> None:
    rng, hits = np.random.default_rng(number), 0
    for _ in range(800):
        low, high = membership._interval(*membership._area(*draw(shape, area, number, rng)), number, number)
        hits += low <= area <= high
    assert hits / 800 >= 0.93


@pytest.mark.parametrize("number", [20, 500])
def test_a_perfect_attack_is_not_known_to_be_perfect(number: int) -> None:
    scores = np.arange(number) / number
    found, missed = evaluate_scores(scores + 1, scores), evaluate_scores(scores, scores + 1)
    assert (found.auc, found.auc_high, missed.auc, missed.auc_low) == (1, 1, 0, 0)
    assert 0.5 < found.auc_low < 1 - 1 / number
    assert missed.auc_high == pytest.approx(1 - found.auc_low, abs=1e-3)


def test_guessing_seldom_seems_to_be_more() -> None:
    rng = np.random.default_rng(3)
    beats = [evaluate_scores(*draw("one", 0.5, 30, rng)).auc_low > 0.5 for _ in range(1000)]
    assert np.mean(beats) <= 0.025 + 3 * (0.025 * 0.975 / 1000) ** 0.5


def test_the_interval_holds_the_truth_19_times_in_20() -> None:
    rng = np.random.default_rng(0)
    results = [evaluate_scores(rng.normal(1, 1, 60), rng.normal(0, 1, 90)) for _ in range(1000)]
    truth = 0.76025  # Phi(1 / sqrt(2))
    assert 0.93 <= np.mean([r.auc_low <= truth <= r.auc_high for r in results]) <= 0.97


@pytest.mark.parametrize("gap", [0.0, 1.0, 3.0])
def test_a_thinned_curve_keeps_its_area_and_its_ends(gap: float) -> None:
    rng = np.random.default_rng(1)
    result = evaluate_scores(rng.normal(gap, 1, 3000), rng.normal(0, 1, 2000))
    assert len(result.fpr) == len(result.tpr) == MAX_POINTS
    assert np.trapezoid(result.tpr, result.fpr) == pytest.approx(result.auc, abs=0.002)
    assert (result.fpr[0], result.tpr[0], result.fpr[-1], result.tpr[-1]) == (0, 0, 1, 1)


def test_a_model_that_learnt_by_heart_is_found_out() -> None:
    members, others = noise(60, "members"), noise(60, "others")
    model = trained(members, epochs=60)
    assert evaluate(model, members).accuracy(members.labels) > 0.95
    result = attack(model, members, others)
    assert result.auc > 0.9
    assert result.auc_low > 0.8
    assert result.tpr_at_1_percent_fpr > 0.2


def test_a_model_that_never_saw_the_members_gives_nothing_away() -> None:
    model = trained(noise(60, "somebody else's"), epochs=60)
    for reference in (None, build_model("cnn", 1, 4, 1)):
        result = attack(model, noise(60, "members"), noise(60, "others"), reference)
        assert result.auc_low <= 0.5 <= result.auc_high


def test_a_lower_loss_speaks_for_a_member() -> None:
    bright, dark = of_class_0(30, "bright", (200, 256)), of_class_0(30, "dark", (0, 50))
    assert attack(Brightness(1.0), bright, dark).auc == 1
    assert attack(Brightness(1.0), dark, bright).auc == 0
    assert attack(Brightness(1.0), bright, dark).advantage == 1


def test_a_reference_forgives_what_was_easy_anyway() -> None:
    """Members are the hard, dark images here; the model learnt all of them, the reference none."""
    dark, bright = of_class_0(30, "dark", (0, 50)), of_class_0(30, "bright", (200, 256))
    target, reference = Brightness(0.5), Brightness(3.0)
    assert attack(target, dark, bright).auc == 0
    assert attack(target, dark, bright, reference).auc == 1
    assert attack(target, dark, bright, reference=target).auc == 0.5


def test_losses_are_each_images_own_in_eval_mode() -> None:
    data = noise(300, "more than a batch")
    model = nn.Sequential(nn.Dropout(0.5), build_model("cnn", 1, 4, 0)).train()
    found = losses(model, data)
    assert found.shape == (300,)
    assert found.mean() == pytest.approx(evaluate(model, data).loss, rel=1e-5)
    assert losses(model, data.select(np.array([299])))[0] == pytest.approx(found[299], rel=1e-4)


@pytest.mark.parametrize("hospital", [0, 1, 2])
@pytest.mark.parametrize("limit", [25, 40, 500])
def test_members_are_the_hospitals_and_non_members_nobodys_in_the_same_classes(
    population: Population, hospital: int, limit: int
) -> None:
    members, others = choose_examples(population, hospital, seed=3, limit=limit)
    assert torch.bincount(members.labels, minlength=4).tolist() == torch.bincount(others.labels, minlength=4).tolist()
    assert 20 <= len(members) <= limit
    own, everyone = pictures(population.shards[hospital]), pictures(together(*population.shards))
    assert pictures(members) <= own
    assert not pictures(others) & everyone
    assert len(pictures(members)) == len(pictures(others)) == len(members)


def pictures(data: Batches) -> set[tuple[bytes, int]]:
    """The images with their labels; no two of the tiny set are alike."""
    return {(image.numpy().tobytes(), int(label)) for image, label in zip(data.images, data.labels, strict=True)}


def test_members_are_mixed_as_at_the_hospital_and_val_is_not_needed(population: Population) -> None:
    members, others = choose_examples(population, 0, seed=3, limit=30)
    assert torch.bincount(members.labels, minlength=4).tolist() == (population.class_counts[0] * 30 // 60).tolist()
    train = Batches.from_numpy(population.dataset.train.images, population.dataset.train.labels)
    assert pictures(others) <= pictures(train)


def test_where_training_images_run_out_val_helps_and_the_class_has_fewer_of_both(config: SimulationConfig) -> None:
    """A class has a few images left over and 3 in val: fewer than hospital A has of it."""
    population = load_population(replace(config, samples_per_hospital=70))
    members, others = choose_examples(population, 0, seed=3)
    left_over = 60 - population.class_counts.sum(axis=0)
    expected = np.minimum(population.class_counts[0], left_over + 3).tolist()
    assert (expected < population.class_counts[0]).tolist() == [True, False, True, True]
    assert torch.bincount(members.labels, minlength=4).tolist() == expected
    assert torch.bincount(others.labels, minlength=4).tolist() == expected
    val = pictures(Batches.from_numpy(population.dataset.val.images, population.dataset.val.labels))
    from_val = [label for _, label in pictures(others) & val]
    assert np.bincount(from_val, minlength=4).tolist() == np.maximum(expected - left_over, 0).tolist()


def test_unequal_classes_would_measure_the_blind_spot(population: Population) -> None:
    """A model that saw neither side, but only hospital A's classes: nothing to find, unless the classes differ."""
    test = Batches.from_numpy(population.dataset.test.images, population.dataset.test.labels)
    own_classes = np.flatnonzero(population.class_counts[0][population.dataset.test.labels])
    model = trained(test.select(own_classes), epochs=10)
    members, others = choose_examples(population, 0, seed=3)
    fair = attack(model, members, others)
    assert fair.auc_low <= 0.5 <= fair.auc_high
    train = Batches.from_numpy(population.dataset.train.images, population.dataset.train.labels)
    assert attack(model, members, train.select(population.partition.left_over)).auc_low > 0.5


def test_the_same_seed_chooses_the_same_images(population: Population) -> None:
    first, again, other = (choose_examples(population, 1, seed, limit=30) for seed in (3, 3, 4))
    for one, two, three in zip(first, again, other, strict=True):
        assert torch.equal(one.images, two.images)
        assert torch.equal(one.labels, two.labels)
        assert not torch.equal(one.images, three.images)


def test_too_few_images_are_told_with_the_remedy(population: Population) -> None:
    message = "at least 20 members .* got 1[345]: .* fewer images each"
    with pytest.raises(FedsimError, match=message):
        choose_examples(population, 0, seed=0, limit=15)
    with pytest.raises(FedsimError, match=message):
        attack(population.model(), noise(60, "members"), noise(15, "others"))
    with pytest.raises(FedsimError, match=message):
        attack(population.model(), noise(15, "members"), noise(60, "others"))


def test_a_diverged_model_is_told() -> None:
    with pytest.raises(FedsimError, match="not a finite number: train it"):
        attack(Brightness(float("nan")), of_class_0(20, "members", (0, 256)), of_class_0(20, "others", (0, 256)))


def test_no_privacy_budget_leaves_guessing_and_an_endless_one_promises_nothing() -> None:
    nothing, everything = dp_bound(0), dp_bound(inf)
    assert nothing.fpr == nothing.tpr
    assert nothing.auc == 0.5
    assert np.interp([1e-12, 0.3, 1], everything.fpr, everything.tpr).tolist() == [1, 1, 1]
    assert dp_bound(5000).auc == 1


def test_randomised_response_reaches_the_bound() -> None:
    """Telling the truth with chance 3/4 is ln 3-private (Warner 1965): TPR 3/4 at FPR 1/4."""
    bound = dp_bound(log(3))
    assert np.interp(0.25, bound.fpr, bound.tpr) == pytest.approx(0.75)
    assert bound.auc == pytest.approx(0.75)


@given(st.floats(0, 20), st.floats(0, 0.5), st.floats(0, 1))
def test_the_bound_is_the_papers_two_inequalities(epsilon: float, delta: float, fpr: float) -> None:
    bound = dp_bound(epsilon, delta)
    expected = min(1.0, exp(epsilon) * fpr + delta, 1 - exp(-epsilon) * (1 - delta - fpr))
    assert np.interp(fpr, bound.fpr, bound.tpr) == pytest.approx(expected, abs=1e-6)
    assert list(bound.fpr) == sorted(bound.fpr)
    assert bound.auc <= dp_bound(epsilon + 0.1, delta).auc <= 1
    assert bound.auc <= dp_bound(epsilon, delta + 0.1).auc


@pytest.mark.parametrize(("epsilon", "delta"), [(-1, 0), (1, 1), (1, -0.1), (float("nan"), 0)])
def test_a_budget_that_is_none_is_told(epsilon: float, delta: float) -> None:
    with pytest.raises(FedsimError, match=r"epsilon must be >= 0 and delta in \[0, 1\), got"):
        dp_bound(epsilon, delta)
