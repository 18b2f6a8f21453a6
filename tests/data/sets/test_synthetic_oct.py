"""The drawn scans: replayable image by image, in exact shares, and told apart by their anatomy alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from fedsim.data import DataError
from fedsim.data.sets import synthetic_oct
from fedsim.data.sets.phantom_anatomy import CNV, DME, DRUSEN, NORMAL, Eye, draw_eyes
from fedsim.data.sets.phantom_dice import NUM_NUMBERS, Dice, generator_for
from fedsim.data.sets.synthetic_oct import SIZES, draw, largest_remainder, make

# Mean grey of each 7 x 7 block of one scan a class, draw([0, 1, 2, 3], 28, seed=11), VERSION 3.
GOLDEN = (
    ((36.0, 49.5, 53.1, 59.3), (88.5, 92.8, 99.2, 93.9), (49.7, 51.4, 56.6, 50.2), (69.2, 61.2, 55.5, 47.3)),
    ((48.9, 29.4, 25.1, 25.5), (85.7, 92.2, 76.9, 68.9), (39.8, 49.0, 66.0, 86.3), (21.8, 22.3, 26.9, 31.4)),
    ((21.8, 26.6, 28.6, 37.7), (62.8, 91.3, 104.4, 106.5), (65.8, 51.9, 49.9, 39.6), (13.0, 13.1, 11.0, 8.1)),
    ((76.4, 69.8, 74.4, 82.5), (73.8, 69.9, 66.8, 49.1), (16.3, 21.1, 26.8, 41.3), (87.6, 77.5, 68.3, 60.0)),
)  # fmt: skip


def labels_in_turn(count: int) -> np.ndarray:
    return np.arange(count) % 4


def eyes(label: int, count: int = 40) -> Eye:
    rows = np.random.default_rng(3).random((count, NUM_NUMBERS), dtype=np.float32)
    return draw_eyes(np.full(count, label), Dice(rows), 112)


def shrunk(images: np.ndarray, size: int) -> np.ndarray:
    """Block means: (n, size, size)."""
    factor = images.shape[1] // size
    return images.reshape(len(images), size, factor, size, factor).mean(axis=(2, 4))


@pytest.mark.parametrize("size", SIZES)
def test_a_size_gives_grey_images_of_that_size(size: int) -> None:
    images = draw(labels_in_turn(3), size, seed=0)
    assert (images.shape, images.dtype) == ((3, size, size), np.uint8)


@pytest.mark.parametrize("size", SIZES)
def test_every_image_can_be_drawn_alone(size: int) -> None:
    labels = labels_in_turn(6)
    together = draw(labels, size, seed=5, first_index=100)
    for i in range(6):
        np.testing.assert_array_equal(draw(labels[i : i + 1], size, 5, first_index=100 + i)[0], together[i])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.integers(0, 2**40), st.data())
def test_cutting_a_batch_anywhere_changes_nothing(classes: list[int], seed: int, data: st.DataObject) -> None:
    labels, cut = np.array(classes), data.draw(st.integers(0, len(classes)))
    parts = [draw(labels[:cut], 28, seed), draw(labels[cut:], 28, seed, first_index=cut)]
    np.testing.assert_array_equal(np.concatenate(parts), draw(labels, 28, seed))


def test_neither_chunks_nor_threads_change_a_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    images = draw(labels_in_turn(70), 28, seed=1)
    monkeypatch.setattr(synthetic_oct, "CHUNK_PIXELS", 7 * 112 * 56)
    np.testing.assert_array_equal(draw(labels_in_turn(70), 28, seed=1), images)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    np.testing.assert_array_equal(draw(labels_in_turn(70), 28, seed=1), images)


def test_another_seed_draws_other_eyes_and_the_global_generator_is_left_alone() -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - this is what must not change
    first, second = (draw(labels_in_turn(8), 28, seed) for seed in (0, 1))
    assert all((first[i] != second[i]).any() for i in range(8))
    assert all((first[i] != first[j]).any() for i in range(8) for j in range(i))
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_the_same_scene_has_more_pixels_at_a_larger_size() -> None:
    labels = labels_in_turn(24)
    small = draw(labels, 28, seed=2).astype(float)
    large = shrunk(draw(labels, 224, seed=2), 28)
    alike = [np.corrcoef(small[i].ravel(), large[i].ravel())[0, 1] for i in range(24)]
    unlike = [np.corrcoef(small[i].ravel(), large[i - 1].ravel())[0, 1] for i in range(24)]
    assert min(alike) > 0.97
    assert np.mean(unlike) < 0.9


def test_a_label_changes_the_retina_and_nothing_under_bruchs_membrane() -> None:
    scans = np.stack([draw(np.full(20, label), 28, seed=4) for label in (CNV, DME, DRUSEN, NORMAL)])
    assert (scans[:, :, -1] == scans[NORMAL, :, -1]).all()
    for label in (CNV, DME, DRUSEN):
        assert (scans[label] != scans[NORMAL]).any(axis=(1, 2)).all()


@pytest.mark.parametrize("label", [CNV, DME, DRUSEN, NORMAL])
def test_layers_lie_in_order(label: int) -> None:
    thicknesses = np.diff(np.stack(eyes(label).edges()), axis=0)
    assert thicknesses.min() >= -1e-6


def test_a_normal_retina_is_whole() -> None:
    eye = eyes(NORMAL)
    assert not eye.lift.any()
    assert not eye.gap.any()
    assert not eye.cysts.any()
    assert (eye.rpe == 1).all()


def test_drusen_lift_the_rpe_in_several_places_under_a_calm_retina() -> None:
    eye, normal = eyes(DRUSEN), eyes(NORMAL)
    rises = np.diff(np.sign(np.diff(eye.lift, axis=1)), axis=1) < 0
    peaks = (rises & (eye.lift[:, 1:-1] > 0.01)).sum(axis=1)
    assert np.median(peaks) >= 3
    surface = normal.edges()[0] - eye.edges()[0]
    assert (surface <= 0.5 * eye.lift + 1e-6).all()
    assert not eye.cysts.any()
    assert not eye.gap.any()


def test_oedema_thickens_the_retina_with_cysts_over_an_even_rpe() -> None:
    eye, normal = eyes(DME), eyes(NORMAL)
    assert not eye.lift.any()
    assert (eye.rpe == 1).all()
    assert ((eye.inner - normal.inner).max(axis=1) > 0.02).all()
    assert ((eye.cysts[:, 2] > 0).sum(axis=0) >= 4).all()


def test_neovascularisation_lifts_and_breaks_the_rpe() -> None:
    eye = eyes(CNV)
    assert (eye.lift.max(axis=1) > 0.02).all()
    assert (eye.gap.max(axis=1) > 0.005).all()
    assert (eye.rpe.min(axis=1) < 0.9).all()
    assert (eye.rpe.min(axis=1) > 0.1).all()


def test_the_brightest_line_of_a_scan_is_where_the_anatomy_has_the_rpe() -> None:
    rows = [generator_for(6, i).random(NUM_NUMBERS, dtype=np.float32) for i in range(40)]
    edges = draw_eyes(np.full(40, NORMAL), Dice(np.stack(rows)), 64).edges()
    scans = draw(np.full(40, NORMAL), 64, seed=6).astype(float)
    y = (np.arange(64)[None, :, None] + 0.5) / 64
    eye_only = (y > edges[0][:, None]) & (y < edges[6][:, None] + 0.2)  # neither padding nor vitreous
    brightest = (np.where(eye_only, scans, 0).argmax(axis=1) + 0.5) / 64
    on_the_line = (brightest > edges[2] - 1 / 64) & (brightest < edges[6] + 1 / 64)
    assert on_the_line.mean() > 0.97


def global_statistics(images: np.ndarray) -> np.ndarray:
    flat = images.reshape(len(images), -1).astype(float)
    return np.column_stack([flat.mean(1), flat.std(1), flat.max(1), flat.min(1), np.median(flat, 1)])


@pytest.mark.parametrize(
    "model",
    [DecisionTreeClassifier(max_depth=6, random_state=0), make_pipeline(StandardScaler(), LogisticRegression())],
    ids=["tree", "logistic"],
)
def test_no_global_statistic_gives_the_class_away(model) -> None:
    labels = labels_in_turn(1600)
    features = global_statistics(draw(labels, 28, seed=9))
    guesses = model.fit(features[:1000], labels[:1000]).predict(features[1000:])
    assert balanced_accuracy_score(labels[1000:], guesses) < 0.4


def test_no_single_pixel_gives_the_class_away() -> None:
    labels = labels_in_turn(1200)
    pixels = draw(labels, 28, seed=10).reshape(1200, -1)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0)
    scores = [
        np.mean(tree.fit(pixels[:800, [i]], labels[:800]).predict(pixels[800:, [i]]) == labels[800:])
        for i in range(0, 784, 3)
    ]
    assert max(scores) < 0.45


def test_largest_remainder_worked_by_hand() -> None:
    # 10 in shares 5 : 3 : 3 is 4.55, 2.73, 2.73: the two largest remainders get the two that are left.
    np.testing.assert_array_equal(largest_remainder(10, (5, 3, 3)), [4, 3, 3])
    # 8,000 in OCTMNIST's shares is 2748.05, 838.19, 636.38, 3777.38.
    np.testing.assert_array_equal(largest_remainder(8000, synthetic_oct.OCTMNIST_TRAIN), [2748, 838, 636, 3778])


@given(st.integers(0, 10_000), st.lists(st.integers(1, 50_000), min_size=1, max_size=10))
def test_largest_remainder_deals_all_and_is_off_by_less_than_one(count: int, shares: list[int]) -> None:
    counts = largest_remainder(count, tuple(shares))
    assert counts.sum() == count
    assert (np.abs(counts - count * np.array(shares) / sum(shares)) < 1).all()


def test_make_draws_its_labels_in_order_in_the_right_shares() -> None:
    told: list[float] = []
    data = make(28, seed=3, progress=lambda share, what: told.append(share))
    assert [len(split) for split in (data.train, data.val, data.test)] == [8000, 1000, 1000]
    assert data.class_counts(data.train).tolist() == [2748, 838, 636, 3778]
    assert data.class_counts(data.test).tolist() == [250, 250, 250, 250]
    assert (data.classes, data.drawn, data.size, data.channels) == (("CNV", "DME", "DRUSEN", "NORMAL"), True, 28, 1)
    assert told == sorted(told)
    assert told[-1] == 1
    np.testing.assert_array_equal(draw(data.train.labels[4321:4324], 28, 3, 4321), data.train.images[4321:4324])
    np.testing.assert_array_equal(draw(data.test.labels[-2:], 28, 3, 9998), data.test.images[-2:])
    assert (np.diff(data.train.labels) < 0).any()  # shuffled


def test_an_unknown_size_is_refused_with_the_remedy() -> None:
    with pytest.raises(DataError, match="drawn at 28, 64, 128, 224 px, got 32; choose one of these"):
        make(32)


@pytest.mark.parametrize(("label", "span"), [(-1, "-1 to 0"), (4, "0 to 4")])
def test_an_unknown_label_is_refused(label: int, span: str) -> None:
    with pytest.raises(DataError, match=rf"labels must be in \[0, 4\), got {span}\."):
        draw(np.array([0, label]), 28, seed=0)


def test_no_labels_give_no_images() -> None:
    assert draw(np.array([], dtype=np.int64), 28, seed=0).shape == (0, 28, 28)


def test_the_drawing_is_the_one_that_version_names() -> None:
    """Where this fails on purpose, raise VERSION, so that cached images are drawn anew, and note the new means."""
    assert synthetic_oct.VERSION == 3
    np.testing.assert_allclose(shrunk(draw(np.arange(4), 28, seed=11), 4), GOLDEN, atol=0.5)
