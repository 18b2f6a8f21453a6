"""Local training and evaluation: equalities that hold for plain PyTorch."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from fedsim import data
from fedsim.errors import FedsimError, RunStopped
from fedsim.training import local as training
from fedsim.training.local import (
    Batches,
    DivergedError,
    evaluate,
    normalise,
    pick_device,
    split_order,
    torch_rng,
    train_local,
)
from fedsim.training.models import build_model


@pytest.fixture
def images(tiny: str) -> Batches:
    split = data.load(tiny).train
    return Batches.from_numpy(split.images, split.labels)


def linear(num_pixels: int, num_classes: int) -> nn.Module:
    """Softmax regression that begins at zero, so that its first step can be worked by hand."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(num_pixels, num_classes))
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def trained(images: Batches, seed: int = 1, **options) -> nn.Module:
    model = build_model("cnn", 1, 4, seed=0)
    settings = {"epochs": 1, "batch_size": 32, "lr": 1e-3} | options
    train_local(model, images, generator=torch_rng(seed), **settings)
    return model


def test_gradients_may_be_adjusted_before_each_step(images: Batches) -> None:
    """Doing nothing changes no bit, and Adam leaves weights alone whose gradients were taken away."""
    steps = []
    assert torch.equal(weights(trained(images, adjust=steps.append)), weights(trained(images)))
    assert len(steps) == len(split_order(torch.arange(len(images)), 32))
    untrained = build_model("cnn", 1, 4, seed=0)
    stopped = trained(images, adjust=lambda model: [each.grad.zero_() for each in model.parameters()])
    assert torch.equal(weights(stopped), weights(untrained))
    assert not torch.equal(weights(stopped), weights(trained(images)))


def test_grey_and_colour_images_become_channels_first() -> None:
    grey = np.arange(2 * 8 * 8, dtype=np.uint8).reshape(2, 8, 8)
    colour = np.stack([grey, grey + 1, grey + 2], axis=-1)
    labels = np.array([1, 0], dtype=np.uint8)
    assert Batches.from_numpy(grey, labels).images.shape == (2, 1, 8, 8)
    batches = Batches.from_numpy(colour, labels)
    assert batches.images.shape == (2, 3, 8, 8)
    np.testing.assert_array_equal(batches.images[1, 2], grey[1] + 2)
    assert (batches.images.dtype, batches.labels.dtype) == (torch.uint8, torch.int64)
    assert len(batches) == 2


def test_selecting_keeps_images_with_their_labels(images: Batches) -> None:
    chosen = images.select(np.array([5, 2]))
    assert torch.equal(chosen.images[0], images.images[5])
    assert chosen.labels.tolist() == [images.labels[5].item(), images.labels[2].item()]


def test_bytes_become_minus_one_to_one() -> None:
    values = normalise(torch.tensor([0, 51, 255], dtype=torch.uint8))
    assert values.dtype == torch.float32
    torch.testing.assert_close(values, torch.tensor([-1.0, -0.6, 1.0]))


def test_normalising_leaves_the_images_as_they_are(images: Batches) -> None:
    before = images.images.clone()
    normalise(images.images)
    assert torch.equal(images.images, before)


def test_adams_first_step_worked_by_hand() -> None:
    """From zero all classes are equally likely; Adam's first step is lr against the sign of the gradient."""
    image = np.full((1, 8, 8), 255, dtype=np.uint8)  # +1 everywhere
    image[0, 0, 0] = 0  # -1 here
    model = linear(64, 2)
    train_local(
        model,
        Batches.from_numpy(image, np.array([1])),
        epochs=1,
        batch_size=4,
        lr=0.25,
        generator=torch_rng(0),
    )
    expected = torch.full((2, 64), 0.25)
    expected[0] *= -1  # away from the wrong class where the pixel is bright
    expected[:, 0] *= -1
    torch.testing.assert_close(model[1].weight.detach(), expected, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(model[1].bias.detach(), torch.tensor([-0.25, 0.25]), rtol=1e-5, atol=1e-6)


def test_two_epochs_are_a_plain_adam_loop(images: Batches) -> None:
    model = build_model("cnn", 1, 4, seed=0)
    optimizer, generator = torch.optim.Adam(model.parameters(), lr=1e-3), torch_rng(1)
    for _ in range(2):
        for batch in torch.randperm(len(images), generator=generator).split(32):
            optimizer.zero_grad()
            F.cross_entropy(model(normalise(images.images[batch])), images.labels[batch]).backward()
            optimizer.step()
    torch.testing.assert_close(weights(trained(images, epochs=2)), weights(model), rtol=1e-3, atol=1e-5)


def test_the_same_generator_trains_the_same_and_another_does_not(images: Batches) -> None:
    assert torch.equal(weights(trained(images, seed=1)), weights(trained(images, seed=1)))
    assert not torch.equal(weights(trained(images, seed=1)), weights(trained(images, seed=2)))


def test_no_epochs_change_nothing(images: Batches) -> None:
    assert torch.equal(weights(trained(images, epochs=0)), weights(build_model("cnn", 1, 4, seed=0)))


def test_training_leaves_the_global_generator_alone(images: Batches) -> None:
    before = torch.get_rng_state()
    trained(images)
    assert torch.equal(torch.get_rng_state(), before)


def test_training_learns(images: Batches) -> None:
    untrained = evaluate(build_model("cnn", 1, 4, seed=0), images)
    answers = evaluate(trained(images, epochs=6, lr=1e-2), images)
    assert answers.accuracy(images.labels) > 0.9 > untrained.accuracy(images.labels)
    assert answers.loss < untrained.loss


def test_every_batch_is_told_the_last_smaller_one_too(images: Batches) -> None:
    told: list[tuple[int, int]] = []
    trained(images, epochs=2, batch_size=100, on_batch=lambda done, total: told.append((done, total)))
    assert len(images) == 240
    assert told == [(done, 6) for done in range(1, 7)]


def test_training_stops_where_it_is_told_to(images: Batches) -> None:
    told: list[int] = []

    def stop_at_two(done: int, total: int) -> None:
        told.append(done)
        if done == 2:
            raise RunStopped("Stopped.")

    with pytest.raises(RunStopped):
        trained(images, on_batch=stop_at_two)
    assert told == [1, 2]


def test_a_loss_that_is_not_finite_ends_the_training_and_says_where(images: Batches) -> None:
    with pytest.raises(DivergedError, match=r"training loss became (nan|inf) in epoch 1, step \d"):
        trained(images, lr=1e30)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_answers_that_are_not_finite_are_no_evaluation(images: Batches, bad: float) -> None:
    model = build_model("cnn", 1, 4, seed=0)
    model.register_forward_hook(lambda module, inputs, scores: scores * bad)
    with pytest.raises(DivergedError, match="not a finite number"):
        evaluate(model, images)


@pytest.mark.parametrize("bad", [1, 2, 3, 4, 7])
def test_losses_are_looked_at_every_few_steps_and_the_first_bad_one_is_named(
    images: Batches, monkeypatch: pytest.MonkeyPatch, bad: int
) -> None:
    """The losses of two epochs of four steps, seen in threes: 1 to 3, then 4; and again."""
    monkeypatch.setattr(training, "CHECK_EVERY", 3)
    model, steps = build_model("cnn", 1, 4, seed=0), []
    model.register_forward_hook(lambda module, inputs, scores: scores * (math.nan if len(steps) + 1 >= bad else 1.0))
    batch_size = len(images) // 4
    epoch, step = divmod(bad - 1, 4)
    with pytest.raises(DivergedError, match=f"nan in epoch {epoch + 1}, step {step + 1}\\."):
        train_local(model, images, generator=torch_rng(0), epochs=2, batch_size=batch_size,
                    on_batch=lambda done, total: steps.append(done))  # fmt: skip
    assert len(steps) == 4 * epoch + (2 if step < 3 else 3)


def test_the_loss_is_the_mean_over_examples_whatever_the_batches(
    images: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = build_model("cnn", 1, 4, seed=0)
    whole = evaluate(model, images)
    with torch.inference_mode():
        logits = model(normalise(images.images))
    by_hand = -logits.log_softmax(dim=1)[torch.arange(len(images)), images.labels].mean().item()
    assert whole.loss == pytest.approx(by_hand, rel=1e-5)
    np.testing.assert_allclose(whole.probabilities, logits.softmax(dim=1), rtol=1e-5, atol=1e-6)
    monkeypatch.setattr(training, "EVAL_BATCH_SIZE", 7)
    pieces = evaluate(model, images)
    assert pieces.loss == pytest.approx(whole.loss, rel=1e-5)
    np.testing.assert_allclose(pieces.probabilities, whole.probabilities, rtol=1e-4, atol=1e-6)


def test_a_model_that_knows_nothing_has_the_loss_of_chance(images: Batches) -> None:
    answers = evaluate(linear(144, 4), images)
    assert answers.loss == pytest.approx(math.log(4))
    assert answers.accuracy(images.labels) == 0.25  # the first class wins every tie


def test_evaluation_runs_in_eval_mode_and_changes_nothing(images: Batches) -> None:
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(144), nn.Dropout(0.5), nn.Linear(144, 4))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    first, second = evaluate(model, images), evaluate(model, images)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    np.testing.assert_array_equal(first.probabilities, second.probabilities)


def test_evaluation_can_be_stopped_between_batches(images: Batches) -> None:
    def stop() -> None:
        raise RunStopped("Stopped.")

    with pytest.raises(RunStopped):
        evaluate(build_model("cnn", 1, 4, seed=0), images, stop)


def test_training_trains_batch_norm_after_an_evaluation(images: Batches) -> None:
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(144), nn.Linear(144, 4))
    evaluate(model, images)
    before = model[1].running_mean.clone()
    train_local(model, images, epochs=1, batch_size=64, lr=1e-3, generator=torch_rng(0))
    assert not torch.equal(model[1].running_mean, before)


def test_auto_takes_the_fastest_device_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert pick_device("auto") == "cuda"
    assert pick_device("cpu") == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert pick_device("auto") == "mps"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert pick_device() == "cpu"


def test_a_device_that_is_not_there_is_named_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(FedsimError, match=r"'cuda' is not available here; choose auto or one of: cpu\."):
        pick_device("cuda")


@pytest.mark.parametrize(
    ("count", "batch_size", "sizes"),
    [(5, 2, [2, 3]), (4, 2, [2, 2]), (6, 4, [4, 2]), (1, 4, [1]), (3, 1, [1, 1, 1]), (9, 4, [4, 5]), (0, 4, [0])],
)
def test_a_single_image_that_is_left_over_joins_the_batch_before(count: int, batch_size: int, sizes: list[int]) -> None:
    batches = split_order(torch.arange(count), batch_size)
    assert [len(batch) for batch in batches] == sizes
    assert torch.cat(batches).tolist() == list(range(count))


def test_batchnorm_trains_on_one_image_more_than_a_batch() -> None:
    images = torch.randint(0, 255, (5, 1, 28, 28), dtype=torch.uint8, generator=torch_rng(0))
    model = build_model("resnet18", 1, 2, seed=0)
    train_local(model, Batches(images, torch.tensor([0, 1, 0, 1, 0])), generator=torch_rng(0), batch_size=4)
    assert all(torch.isfinite(values).all() for values in model.parameters())
