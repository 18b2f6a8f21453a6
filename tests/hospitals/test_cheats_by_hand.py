"""Each cheat against numbers that were worked out by hand."""

import numpy as np
import pytest

from fedsim.hospitals.adversaries import adversary_of
from fedsim.hospitals.adversaries.alie import largest_z
from fedsim.hospitals.adversaries.backdoor import mark
from fedsim.hospitals.adversaries.base import Aim, Known
from fedsim.settings.adversary import Alie, Backdoor, InnerProduct, LabelFlip, Mimic, Noise, Scale, SignFlip

CLASSES = ("a", "b", "c", "d", "e")
LEARNED = ("w",)
RECEIVED = {"w": np.array([1.0, 2.0], np.float32), "mean": np.array([0.0], np.float32), "count": np.array(3)}
TRAINED = {"w": np.array([2.0, 0.0], np.float32), "mean": np.array([5.0], np.float32), "count": np.array(4)}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def sends(setting: object) -> dict[str, np.ndarray]:
    sent = adversary_of(setting).send(RECEIVED, TRAINED, LEARNED, rng())
    assert sent["mean"].tolist() == [5.0]  # what is not learned stays as it was trained
    assert sent["count"].tolist() == 4
    assert {name: values.dtype for name, values in sent.items()} == {n: v.dtype for n, v in TRAINED.items()}
    return dict(sent)


@pytest.mark.parametrize(
    ("setting", "weights"),
    [
        (SignFlip(), [0.0, 4.0]),
        (SignFlip(factor=0.0), [1.0, 2.0]),
        (SignFlip(factor=3.0), [-2.0, 8.0]),
        (Scale(factor=1.0), [2.0, 0.0]),
        (Scale(factor=10.0), [11.0, -18.0]),
        (Backdoor(), [2.0, 0.0]),
        (Backdoor(boost=2.0), [3.0, -2.0]),
        (Noise(ratio=0.0), [1.0, 2.0]),
    ],
)
def test_what_is_sent_is_the_received_model_and_a_multiple_of_the_update(setting: object, weights: list) -> None:
    assert sends(setting)["w"].tolist() == weights


def test_noise_is_in_expectation_so_many_updates_long_and_around_the_received_model() -> None:
    before, after = {"w": np.ones(10_000)}, {"w": np.ones(10_000) + 0.02}  # the update's length is 2
    sent = adversary_of(Noise(ratio=3.0)).send(before, after, LEARNED, rng())["w"]
    assert np.linalg.norm(sent - before["w"]) == pytest.approx(6.0, rel=0.05)
    assert sent.mean() == pytest.approx(1.0, abs=0.005)


IMAGES, LABELS = np.zeros((5, 28, 28), np.uint8), np.arange(5)


def test_all_labels_are_turned_round_and_the_middle_one_stays() -> None:
    images, labels = adversary_of(LabelFlip()).poison(IMAGES, LABELS, CLASSES, rng())
    assert labels.tolist() == [4, 3, 2, 1, 0]
    assert images is IMAGES
    assert adversary_of(LabelFlip()).aim(CLASSES) == Aim({0: 4, 1: 3, 3: 1, 4: 0})


def test_one_class_is_called_another() -> None:
    flip = adversary_of(LabelFlip(source="b", target="d"))
    assert flip.poison(IMAGES, LABELS, CLASSES, rng())[1].tolist() == [0, 3, 2, 3, 4]
    assert flip.aim(CLASSES) == Aim({1: 3}, "b", "d")
    assert LABELS.tolist() == [0, 1, 2, 3, 4]


def test_a_backdoor_marks_a_share_of_the_other_classes_and_calls_them_the_target() -> None:
    images, before = np.zeros((10, 28, 28), np.uint8), np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    changed, labels = adversary_of(Backdoor(target="b", share=0.5)).poison(images, before, CLASSES, rng())
    marked = changed.any(axis=(1, 2))
    assert marked.sum() == 4  # of eight images of other classes
    assert not marked[before == 1].any()
    assert labels[marked].tolist() == [1] * 4
    assert labels[~marked].tolist() == before[~marked].tolist()
    assert not images.any()
    assert not adversary_of(Backdoor(target="b", share=0.0)).poison(images, before, CLASSES, rng())[0].any()
    assert adversary_of(Backdoor()).aim(CLASSES) == Aim(dict.fromkeys((1, 2, 3, 4), 0), None, "a", marked=True)


@pytest.mark.parametrize(("side", "cell"), [(8, 1), (28, 1), (64, 2), (224, 8)])
@pytest.mark.parametrize("colours", [(), (3,)])
@pytest.mark.parametrize("ground", [0, 255])
def test_the_mark_is_small_near_the_corner_and_seen_on_any_ground(
    side: int, cell: int, colours: tuple, ground: int
) -> None:
    image = np.full((1, side, side, *colours), ground, np.uint8)
    changed = (mark(image) != image).reshape(side, side, -1).all(axis=2)
    rows, columns = np.nonzero(changed)
    assert changed.sum() == (5 if ground == 0 else 4) * cell**2
    assert side - 4 * cell <= rows.min() <= rows.max() < side - cell
    assert side - 4 * cell <= columns.min() <= columns.max() < side - cell
    assert (image == ground).all()


# Three honest hospitals change w by (1, 0), (2, 0) and (6, 6): the mean is (3, 2), the deviations sqrt(14/3), sqrt(8).
HONEST = {
    0: {"w": np.array([2.0, 2.0], np.float32)},
    2: {"w": np.array([3.0, 2.0], np.float32)},
    3: {"w": np.array([7.0, 8.0], np.float32)},
}
KNOWN = Known(RECEIVED, HONEST, LEARNED, 5, 2)


def test_alie_is_so_many_deviations_below_the_mean() -> None:
    sent = adversary_of(Alie(z=0.5)).collude(KNOWN, rng())
    assert list(sent) == ["w"]
    assert sent["w"].dtype == np.float32
    assert sent["w"] == pytest.approx([1 + 3 - 0.5 * (14 / 3) ** 0.5, 2 + 2 - 0.5 * 8**0.5], rel=1e-6)
    z = largest_z(5, 2)
    by_formula = adversary_of(Alie()).collude(KNOWN, rng())["w"]
    assert by_formula == pytest.approx([4 - z * (14 / 3) ** 0.5, 4 - z * 8**0.5], rel=1e-6)


@pytest.mark.parametrize(
    ("hospitals", "colluders", "z"),
    [
        (50, 24, 1.4261),  # s = 2: quantile of 24/26
        (50, 12, 0.3360),  # s = 14: 24/38
        (25, 11, 1.0676),  # s = 2: 12/14
        (24, 11, 1.0201),  # s = 2: 11/13
        (10, 4, 0.4307),  # s = 2: 4/6
        (10, 5, 0.8416),  # s = 1: 4/5
        (5, 2, 0.4307),  # s = 1: 2/3
        (4, 2, 0.0),  # s = 1: 1/2
        (3, 1, 0.0),  # s = 1: 1/2
        (4, 1, 0.0),  # s = 2: 1/3
        (2, 1, 0.0),  # s = 1: 0
    ],
)
def test_z_is_the_papers(hospitals: int, colluders: int, z: float) -> None:
    assert largest_z(hospitals, colluders) == pytest.approx(z, abs=1e-4)


def test_the_inner_product_with_the_honest_mean_is_turned_round() -> None:
    sent = adversary_of(InnerProduct(factor=0.5)).collude(KNOWN, rng())["w"]
    assert sent.tolist() == [1 - 1.5, 2 - 1.0]
    update = sent - RECEIVED["w"]
    assert update @ KNOWN.updates("w").mean(axis=0) == pytest.approx(-0.5 * (9 + 4))


def test_mimic_copies_the_one_that_stands_out_and_goes_on_copying_it() -> None:
    mimic = adversary_of(Mimic())
    assert mimic.collude(KNOWN, rng())["w"].tolist() == [7.0, 8.0]
    later = Known(RECEIVED, {**HONEST, 3: {"w": np.array([3.0, 2.0])}}, LEARNED, 5, 2)
    assert mimic.collude(later, rng())["w"].tolist() == [3.0, 2.0]
    absent = Known(RECEIVED, {0: HONEST[0], 2: HONEST[2]}, LEARNED, 5, 2)
    assert mimic.collude(absent, rng())["w"].tolist() == [2.0, 2.0]  # of two as far, the first
    assert mimic.collude(KNOWN, rng())["w"].tolist() == [7.0, 8.0]
    assert adversary_of(Mimic()).collude(Known(RECEIVED, {2: HONEST[2]}, LEARNED, 2, 1), rng())["w"].tolist() == [3, 2]
