"""A membership-inference attack: from a model alone, guess which images it was trained on.

The attack is the loss threshold of Yeom et al. 2018 (arXiv:1709.01604): a model's loss is lower on images that it was
trained on. Given a reference model that never saw them, it becomes the calibrated attack of Watson et al. 2022
(arXiv:2111.08440): what counts is how much lower the loss is than the reference's, so that an easy image is not taken
for a member. Every threshold is tried, which gives a ROC curve; Carlini et al. 2022 (arXiv:2112.03570) say why its left
end matters most.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from sklearn.metrics import roc_curve
from torch import nn
from torch.nn import functional as F

from fedsim.errors import FedsimError
from fedsim.hospitals.population import Population
from fedsim.privacy.found import interval, share_found
from fedsim.seeds import numpy_rng
from fedsim.training.local import EVAL_BATCH_SIZE, Batches, normalise

MIN_EXAMPLES = 20
"""Fewer members or non-members give an area that says nothing: at 20 of each, the 95 % interval is about 0.36 wide."""
MAX_POINTS = 200


@dataclass(frozen=True)
class Attack:
    """How well members were told from non-members.

    Attributes:
        fpr: share of the non-members called members, rising from 0 to 1; at most MAX_POINTS points.
        tpr: share of the members called members at the same thresholds.
        auc: area under the whole curve, before it was thinned: the chance that a random member scores higher than a
            random non-member. 0.5 is guessing.
        auc_low: lower end of the area's 95 % interval: see `_interval`. It is about the choice of images, not about
            another training.
        auc_high: its upper end.
        tpr_at_1_percent_fpr: share of the members found while at most 1 % of the non-members are accused; with
            fewer than 100 non-members, while none is.
        advantage: the largest tpr - fpr (Yeom et al. 2018).
        num_members: how many there are.
        num_non_members: likewise.
        found_low: lower end of the 95 % interval of `tpr_at_1_percent_fpr`, by `fedsim.privacy.found`; 0 of a
            curve alone, which `attack` did not measure.
        found_high: its upper end; likewise 1.
    """

    fpr: tuple[float, ...]
    tpr: tuple[float, ...]
    auc: float
    auc_low: float
    auc_high: float
    tpr_at_1_percent_fpr: float
    advantage: float
    num_members: int
    num_non_members: int
    found_low: float = 0.0
    found_high: float = 1.0


@dataclass(frozen=True)
class Bound:
    """The best ROC curve that differential privacy leaves to any attack: straight lines between these points.

    Attributes:
        fpr: four false positive rates, from 0 to 1.
        tpr: the highest true positive rates there.
        auc: the area, which no attack exceeds.
    """

    fpr: tuple[float, ...]
    tpr: tuple[float, ...]
    auc: float


def choose_examples(population: Population, hospital: int, seed: int, limit: int = 500) -> tuple[Batches, Batches]:
    """Choose images that a hospital trained on, and as many of each class that no hospital trained on.

    The classes are mixed alike, or the attack would find a hospital's blind spot and call it membership. Non-members
    are training images that are left over, which differ from members by chance alone; where these run out,
    images of the val split, which in real data may come from other patients.

    Args:
        population: a run's data.
        hospital: its position.
        seed: the same seed chooses the same images.
        limit: at most this many members, shared among the classes as at the hospital; as many non-members.

    Returns:
        (members, non-members), on the population's device. A class with too few non-members has fewer of both.

    Raises:
        FedsimError: fewer than MIN_EXAMPLES pairs are left.
    """
    rng = numpy_rng(seed, "attack", hospital=hospital)
    shard = population.shard(hospital)
    counts = np.bincount(shard.labels.cpu().numpy(), minlength=population.dataset.num_classes)
    labels, strangers = _strangers(population, rng)
    shown, labels = labels, population.images.called(hospital, labels, "strangers")
    there = np.bincount(labels[strangers], minlength=len(counts))
    wanted = np.minimum(counts * limit // max(limit, int(counts.sum())), there)
    _check_number(int(wanted.sum()))
    members = _first_of_each_class(shard.labels.cpu().numpy(), rng.permutation(len(shard)), wanted)
    return shard.select(members), _fetch(
        population, hospital, shown, labels, _first_of_each_class(labels, strangers, wanted)
    )


def attack(model: nn.Module, members: Batches, non_members: Batches, reference: nn.Module | None = None) -> Attack:
    """Attack a model: a hospital's, after its local training, or the global one.

    Args:
        model: on the same device as the images.
        members: images that it was trained on.
        non_members: images that it was not trained on, of the same classes in the same shares.
        reference: a model that was trained on neither, and best on many images like them. The last global model
            knows the members from earlier rounds, which hides some of them; a model that was trained on the
            non-members would make the attack look better than it is. None is the plain attack.

    Raises:
        FedsimError: fewer than MIN_EXAMPLES images, or a loss that is not a number.
    """
    _check_number(min(len(members), len(non_members)))
    scores = [_scores(model, data, reference) for data in (members, non_members)]
    low, high = interval(*scores)
    return replace(evaluate_scores(*scores), found_low=low, found_high=high)


def evaluate_scores(members: np.ndarray, non_members: np.ndarray) -> Attack:
    """The curve of any attack's scores, higher for "member": (m,) and (n,) finite floats, m and n >= 2."""
    auc, variance = _area(members, non_members)
    low, high = _interval(auc, variance, len(members), len(non_members))
    truth = np.repeat([1, 0], [len(members), len(non_members)])
    fpr, tpr, _ = roc_curve(truth, np.concatenate([members, non_members]), drop_intermediate=False)
    kept = np.linspace(0, len(fpr) - 1, min(MAX_POINTS, len(fpr)), dtype=np.int64)
    return Attack(
        fpr=tuple(fpr[kept].tolist()),
        tpr=tuple(tpr[kept].tolist()),
        auc=auc,
        auc_low=low,
        auc_high=high,
        tpr_at_1_percent_fpr=share_found(members, non_members),
        advantage=float((tpr - fpr).max()),
        num_members=len(members),
        num_non_members=len(non_members),
    )


def dp_bound(epsilon: float, delta: float = 0.0) -> Bound:
    """The curve that no attack on one record exceeds under (epsilon, delta)-differential privacy.

    TPR <= e^epsilon FPR + delta, and the same with the roles of members and non-members swapped (Wasserman and Zhou
    2010, arXiv:0811.2501; Kairouz et al. 2015, arXiv:1311.0776). It holds for the record that epsilon protects: with
    an epsilon a record, for each image; with one a hospital, for a whole hospital, and so for its images too. It also
    holds only for what was noised: noise that the server adds hides nothing from the server. It bounds the
    chances over all trainings; a measured curve can stray over it by luck.

    Args:
        epsilon: >= 0. 0 leaves guessing, infinity promises nothing.
        delta: in [0, 1).

    Raises:
        FedsimError: epsilon or delta is out of bounds.
    """
    if not (epsilon >= 0 and 0 <= delta < 1):
        raise FedsimError("no-budget", epsilon=epsilon, delta=delta)
    corner = (1 - delta) * math.exp(-epsilon) / (1 + math.exp(-epsilon))
    fpr, tpr = (0.0, corner, 1 - delta, 1.0), (delta, 1 - corner, 1.0, 1.0)
    return Bound(fpr, tpr, float(np.trapezoid(tpr, fpr)))


@torch.inference_mode()
def losses(model: nn.Module, data: Batches) -> np.ndarray:
    """Cross-entropy of each image, nats, in eval mode: (n,) float64, which tells tiny losses apart."""
    model.eval()
    logits = torch.cat([model(normalise(batch)).cpu() for batch in data.images.split(EVAL_BATCH_SIZE)])
    return F.cross_entropy(logits.double(), data.labels.cpu(), reduction="none").numpy()


def _scores(model: nn.Module, data: Batches, reference: nn.Module | None) -> np.ndarray:
    """How much each image looks like a member: (n,) float64."""
    easiness = 0.0 if reference is None else losses(reference, data)
    scores = easiness - losses(model, data)
    if not np.isfinite(scores).all():
        raise FedsimError("loss-not-finite")
    return scores


def _area(members: np.ndarray, non_members: np.ndarray) -> tuple[float, float]:
    """The area under the curve and its variance, by the placements of DeLong et al. 1988 (doi:10.2307/2531595)."""
    above = _placements(members, non_members)
    below = 1 - _placements(non_members, members)
    variance = above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)
    return float(above.mean()), float(variance)


def _interval(auc: float, variance: float, num_members: int, num_others: int) -> tuple[float, float]:
    """Every area from which the measured one is at most 1.96 standard errors away: a score interval.

    The standard error is that of the supposed area, and not of the measured one, which has none at 0 and 1. It is
    Hanley and McNeil's (1982) as in Newcombe's method 5 (2006, doi:10.1002/sim.2324), and grows with DeLong's where
    that finds more spread than theirs supposes. Simulated with 20 to 500 images of each kind, areas from 0.5 to 0.99
    and scores of five shapes, it holds the truth in 94 % of the cases or more, where DeLong's own does in 32 % or more.
    """
    edge = 0.5 / max(num_members, num_others)
    supposed = float(_variance(np.clip(auc, edge, 1 - edge), num_members, num_others))
    areas = np.append(np.linspace(0, 1, 5001), auc)
    reach = 1.96 * np.sqrt(max(1.0, variance / supposed) * _variance(areas, num_members, num_others))
    held = areas[np.abs(areas - auc) <= reach + 1e-12]
    return float(held.min()), float(held.max())


def _variance(area: np.ndarray, num_members: int, num_others: int) -> np.ndarray:
    """Of a measured area, by the true one, if scores are distributed as Hanley and McNeil suppose."""
    both = (num_members + num_others) / 2 - 1
    pairs = area / (2 - area) + 2 * area**2 / (1 + area) - 2 * area**2
    return (area * (1 - area) + both * pairs) / (num_members * num_others)


def _placements(scores: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each score, the share of the others that it beats; a tie is half a win."""
    others = np.sort(others)
    return (np.searchsorted(others, scores, "left") + np.searchsorted(others, scores, "right")) / (2 * len(others))


def _strangers(population: Population, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Labels of train and val, one after the other, and the positions there of images that nobody trained on.

    Training images that are left over come first, in random order; then those of val, in random order.
    """
    train, val = population.dataset.train.labels, population.dataset.val.labels
    left_over = rng.permutation(population.partition.left_over)
    return np.concatenate([train, val]), np.concatenate([left_over, len(train) + rng.permutation(len(val))])


def _first_of_each_class(labels: np.ndarray, order: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The first wanted[c] positions of each class c in this order."""
    return np.concatenate([order[labels[order] == cls][:number] for cls, number in enumerate(wanted)])


def _fetch(population: Population, hospital: int, shown: np.ndarray, labels: np.ndarray, chosen: np.ndarray) -> Batches:
    """Images of train and val, by their positions one after the other, as a hospital takes them and calls them.

    Taken by another scanner, without its marks, or called rightly where the hospital errs, the attack would tell that
    apart and call it membership.
    """
    train, val = population.dataset.train, population.dataset.val
    early, late = chosen[chosen < len(train)], chosen[chosen >= len(train)] - len(train)
    images = np.concatenate([train.images[early], val.images[late]])
    rows = np.concatenate([early, late + len(train)])
    images = population.images.taken(hospital, images, shown[rows], "strangers")
    return Batches.from_numpy(images, labels[rows]).to(population.device)


def _check_number(number: int) -> None:
    if number < MIN_EXAMPLES:
        raise FedsimError("too-few-to-attack", least=MIN_EXAMPLES, number=number)
