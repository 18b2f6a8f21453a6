"""Where a model looks: known of a model whose answer hangs on one known patch."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from fedsim.analysis.looks import MOST_CELLS, heat, scale, strongest, third
from fedsim.training.looking import SIDES, Look, answer, look
from fedsim.training.models import build_model

SIZE, TOP, LEFT, SIDE = 30, 18, 6, 6


class OnePatch(nn.Module):
    """Of three classes the second one is as likely as its patch is bright; nothing else counts."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        bright = images[:, :, TOP : TOP + SIDE, LEFT : LEFT + SIDE].mean(dim=(1, 2, 3))
        return torch.stack([torch.zeros_like(bright), 40 * bright, torch.full_like(bright, -5.0)], dim=1)


def image(channels: int = 1) -> np.ndarray:
    """Dim noise, and the patch."""
    shape = (SIZE, SIZE) if channels == 1 else (SIZE, SIZE, channels)
    pixels = np.random.default_rng(0).integers(0, 60, shape).astype(np.uint8)
    pixels[TOP : TOP + SIDE, LEFT : LEFT + SIDE] = 250
    return pixels


@pytest.mark.parametrize("channels", [1, 3])
def test_the_strongest_place_is_the_patch_on_which_the_answer_hangs(channels: int) -> None:
    shown = image(channels)
    found = look(OnePatch(), shown)
    assert found.side == SIZE // SIDES == SIDE
    row, column, bits = strongest(found, 1)
    assert (found.tops[row], found.lefts[column]) == (TOP, LEFT)
    assert bits > 20
    tinted = heat(found, 1, shown.shape[:2])
    assert tinted.shape == (SIZE, SIZE)
    hot = np.argwhere(tinted > tinted.max() / 2)
    assert hot.min(axis=0).tolist() >= [TOP - SIDE, LEFT - SIDE]
    assert (hot.max(axis=0) < [TOP + 2 * SIDE, LEFT + 2 * SIDE]).all()
    middle = slice(TOP, TOP + SIDE), slice(LEFT, LEFT + SIDE)
    assert tinted[middle].mean() > 5 * np.delete(tinted.ravel(), np.flatnonzero(tinted == tinted.max())).mean()


def test_far_from_the_patch_nothing_is_lost_and_what_is_then_said_stays() -> None:
    shown = image()
    found, whole = look(OnePatch(), shown), answer(OnePatch(), shown)
    assert np.allclose(found.evidence[0, -1], 0, atol=1e-4)
    assert np.allclose(found.probabilities[0, -1], whole, atol=1e-5)
    assert np.allclose(found.probabilities.sum(axis=2), 1, atol=1e-5)


def test_evidence_is_counted_in_bits_of_log_odds_also_where_a_model_is_certain() -> None:
    shown = image()
    found = look(OnePatch(), shown)
    row, column, bits = strongest(found, 1)
    grey = round(float(shown.mean()))
    patch = 40 * (250 / 127.5 - 1), 40 * (grey / 127.5 - 1)
    others = math.log(1 + math.exp(-5))
    assert answer(OnePatch(), shown)[1] == 1  # a probability could not tell
    assert bits == pytest.approx((patch[0] - patch[1]) / math.log(2), rel=1e-4)
    odds = patch[1] - others
    assert found.probabilities[row, column, 1] == pytest.approx(1 / (1 + math.exp(-odds)), rel=1e-3)


def test_a_model_that_does_not_look_at_a_class_has_no_place_for_it() -> None:
    found = look(OnePatch(), np.full((SIZE, SIZE), 100, np.uint8))  # covered with itself: nothing ever changes
    assert strongest(found, 1) is None
    assert heat(found, 1, (SIZE, SIZE)).max() == 0
    assert scale([heat(found, 1, (SIZE, SIZE))]) == 1.0


@pytest.mark.parametrize(("height", "width"), [(8, 8), (28, 28), (33, 50), (224, 224)])
def test_squares_cover_every_pixel_and_a_large_image_is_told_coarsely(height: int, width: int) -> None:
    shown = np.random.default_rng(1).integers(0, 255, (height, width)).astype(np.uint8)
    found = look(build_model("cnn", 1, 4, seed=0), shown)
    assert found.tops[0] == found.lefts[0] == 0
    assert (found.tops[-1] + found.side, found.lefts[-1] + found.side) == (height, width)
    for each in (found.tops, found.lefts):
        assert all(0 < later - earlier <= found.side for earlier, later in pairwise(each))
    tinted = heat(found, 0, (height, width))
    assert np.isfinite(tinted).all()
    assert max(tinted.shape) <= max(MOST_CELLS, min(height, width))


def test_the_same_place_is_found_whichever_way_the_squares_are_batched(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, model = image(), build_model("cnn", 1, 4, seed=3)
    whole = look(model, shown)
    monkeypatch.setattr("fedsim.training.looking.EVAL_BATCH_SIZE", 7)
    assert np.allclose(look(model, shown).evidence, whole.evidence, atol=1e-4)


def test_thirds_and_a_scale_for_several() -> None:
    assert [third(start, 0.2) for start in (0.0, 0.2, 0.4, 0.6, 0.8)] == [0, 0, 1, 2, 2]
    assert scale([np.array([[0.2]]), np.array([[7.5]])]) == 7.5
    nothing = Look(1, (0,), (0,), np.ones((1, 1, 2)), np.full((1, 1, 2), -3.0))
    assert heat(nothing, 0, (1, 1)).tolist() == [[0.0]]  # to be surer when it is covered is no evidence
