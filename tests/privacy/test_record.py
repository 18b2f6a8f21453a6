"""DP-SGD against plain training, its clip norm and its noise."""

import copy
import math

import pytest
import torch
from opacus import GradSampleModule

from fedsim.privacy import record
from fedsim.privacy.record import train_record_level
from fedsim.training.local import OPTIMIZERS, Batches, DivergedError, torch_rng, train_local
from fedsim.training.models import build_model

MODELS = ("cnn", "resnet18")


def images(number: int = 12) -> Batches:
    pixels = torch.randint(0, 256, (number, 1, 12, 12), dtype=torch.uint8, generator=torch_rng(0))
    return Batches(pixels, torch.arange(number) % 4)


def private_model(name: str) -> torch.nn.Module:
    return build_model(name, 1, 4, seed=0, private=True)


@pytest.fixture
def plain_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adam turns a rounding error near 0 into a whole step: compare with gradient descent."""
    monkeypatch.setitem(OPTIMIZERS, "adam", OPTIMIZERS["sgd"])


def train(model: torch.nn.Module, data: Batches, noise: float = 0.0, clip_norm: float = 1e6, **options) -> None:
    settings = {"generator": torch_rng(1), "noise_generator": torch_rng(2), "batch_size": len(data), "lr": 0.1}
    train_record_level(model, data, noise_multiplier=noise, clip_norm=clip_norm, **settings | options)


def assert_close(one: torch.nn.Module, other: torch.nn.Module) -> None:
    for name, values in one.state_dict().items():
        torch.testing.assert_close(other.state_dict()[name], values, rtol=1e-3, atol=1e-5)


@pytest.mark.usefixtures("plain_steps")
@pytest.mark.parametrize("name", MODELS)
def test_with_neither_clipping_nor_noise_it_is_plain_training(name: str) -> None:
    """On batches of all images: there sampling leaves nobody out."""
    plain, private = private_model(name), private_model(name)
    train_local(plain, images(), epochs=2, batch_size=12, lr=0.1, generator=torch_rng(1))
    train(private, images(), epochs=2)
    assert_close(plain, private)


@pytest.mark.usefixtures("plain_steps")
def test_a_batch_worked_off_in_parts_is_the_same_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, parts = private_model("cnn"), private_model("cnn")
    train(whole, images(), epochs=2, noise=0.1, clip_norm=0.1)
    monkeypatch.setattr(record, "MAX_GRADIENT_NUMBERS", 1)
    train(parts, images(), epochs=2, noise=0.1, clip_norm=0.1)
    assert_close(whole, parts)


@pytest.mark.usefixtures("plain_steps")
@pytest.mark.parametrize("name", MODELS)
def test_one_image_moves_a_step_by_no_more_than_the_clip_norm(name: str) -> None:
    def step_of(data: Batches) -> torch.Tensor:
        model = private_model(name)
        before = flat(model)
        train(model, data, clip_norm=0.01, batch_size=12, lr=1.0)
        return (before - flat(model)) * 12  # the sum of clipped gradients

    data = images()
    monkey = step_of(data) - step_of(data.select(torch.arange(11).numpy())) * 11 / 12
    assert 0.0099 < monkey.norm() <= 0.01 * 1.001
    assert step_of(data).norm() <= 12 * 0.01 * 1.001


@pytest.mark.usefixtures("plain_steps")
def test_the_noise_is_as_strong_as_its_formula_says() -> None:
    model = private_model("resnet18")
    silent, noisy = copy.deepcopy(model), model
    train(silent, images(), clip_norm=1e-3, lr=1.0)
    train(noisy, images(), clip_norm=1e-3, lr=1.0, noise=500.0)
    noise = flat(noisy) - flat(silent)
    assert noise.std() == pytest.approx(500.0 * 1e-3 / 12, rel=5 / math.sqrt(2 * len(noise)))


@pytest.mark.parametrize("name", MODELS)
def test_noise_and_batches_follow_from_their_generators_and_move_no_other(name: str) -> None:
    def trained(seed: int) -> torch.Tensor:
        model = private_model(name)
        train(model, images(), noise=1.0, clip_norm=0.1, batch_size=4, noise_generator=torch_rng(seed), lr=1e-3)
        return flat(model)

    state = torch.random.get_rng_state()
    first = trained(2)
    assert torch.equal(torch.random.get_rng_state(), state)
    torch.rand(5)
    assert torch.equal(trained(2), first)
    assert not torch.equal(trained(3), first)
    assert first.isfinite().all()


def test_a_batch_without_images_is_a_step_of_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    model = private_model("cnn")
    before = flat(model)
    monkeypatch.setattr(torch, "rand", lambda *sizes, generator: torch.ones(*sizes))
    train(model, images(), noise=1.0, clip_norm=0.1, batch_size=4)
    assert not torch.equal(flat(model), before)


def test_opacus_gets_convolutions_wrong_in_another_layout_and_ours_right() -> None:
    """Ours: `test_with_neither_clipping_nor_noise_it_is_plain_training`. If this fails, Opacus was mended."""
    convolution = torch.nn.Conv2d(2, 3, 3)
    pixels = torch.rand(4, 2, 6, 6, generator=torch_rng(0)).contiguous(memory_format=torch.channels_last)
    convolution(pixels).square().sum().backward()
    plain = convolution.weight.grad.clone()
    GradSampleModule(convolution, loss_reduction="sum")(pixels).square().sum().backward()
    assert not torch.allclose(convolution.weight.grad_sample.sum(0), plain, rtol=0.1)


def test_the_model_is_a_plain_one_again() -> None:
    model = private_model("cnn")
    names = list(model.state_dict())
    train(model, images())
    assert list(model.state_dict()) == names
    assert not any(
        module._forward_hooks or module._forward_pre_hooks or module._backward_hooks for module in model.modules()
    )


def test_every_step_is_reported_and_may_end_the_training() -> None:
    seen: list[tuple[int, int]] = []
    train(private_model("cnn"), images(), epochs=2, batch_size=5, on_batch=lambda *at: seen.append(at))
    assert seen == [(step, 6) for step in range(1, 7)]


def test_a_loss_that_is_not_finite_ends_the_training() -> None:
    model = private_model("cnn")
    torch.nn.init.constant_(model.head.bias, math.nan)
    with pytest.raises(DivergedError):
        train(model, images())


def flat(model: torch.nn.Module) -> torch.Tensor:
    return torch.cat([values.detach().flatten().double() for values in model.parameters()])
