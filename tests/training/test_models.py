"""Models are built from their arguments alone, and fit what they are for."""

from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError

import pytest
import torch
from torch import nn
from torchvision.models import WeightsEnum

from fedsim.errors import FedsimError
from fedsim.settings.config import CHOICES
from fedsim.training.models import MODELS, build_model, num_parameters

NAMES = sorted(MODELS)


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_the_settings_offer_the_models_that_there_are() -> None:
    assert set(CHOICES["model"]) == set(MODELS)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("channels", "num_classes", "size"), [(1, 4, 28), (3, 9, 32)])
def test_a_model_gives_a_score_for_each_class(name: str, channels: int, num_classes: int, size: int) -> None:
    model = build_model(name, channels, num_classes, seed=0).eval()
    with torch.inference_mode():
        scores = model(torch.zeros(2, channels, size, size))
    assert scores.shape == (2, num_classes)
    assert scores.isfinite().all()


@pytest.mark.parametrize("size", [8, 28, 65])
def test_the_small_model_takes_images_of_any_size(size: int) -> None:
    assert build_model("cnn", 1, 4, seed=0)(torch.zeros(1, 1, size, size)).shape == (1, 4)


@pytest.mark.parametrize("name", NAMES)
def test_weights_depend_on_the_seed_and_on_nothing_else(name: str) -> None:
    first = weights(build_model(name, 1, 4, seed=5))
    torch.rand(3)
    assert torch.equal(first, weights(build_model(name, 1, 4, seed=5)))
    assert not torch.equal(first, weights(build_model(name, 1, 4, seed=6)))


@pytest.mark.parametrize("name", NAMES)
def test_building_leaves_the_global_generator_alone(name: str) -> None:
    before = torch.get_rng_state()
    build_model(name, 1, 4, seed=5)
    assert torch.equal(torch.get_rng_state(), before)


def test_two_threads_build_the_same_weights() -> None:
    with ThreadPoolExecutor(4) as pool:
        built = list(pool.map(lambda seed: weights(build_model("cnn", 1, 4, seed)), [0, 1] * 8))
    for place, values in enumerate(built):
        assert torch.equal(values, built[place % 2])
    assert not torch.equal(built[0], built[1])


@pytest.mark.parametrize("name", NAMES)
def test_under_privacy_every_array_is_a_float_that_noise_cannot_break(name: str) -> None:
    """BatchNorm's variance could turn negative, its counter is no float, and Flower clips no single numbers."""
    model = build_model(name, 1, 4, seed=0, private=True)
    assert not any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in model.modules())
    assert all(value.is_floating_point() for value in model.state_dict().values())
    assert all(value.ndim > 0 for value in model.state_dict().values())
    assert not list(model.buffers())


def test_resnet18_has_batch_norm_where_there_is_no_privacy() -> None:
    assert any(isinstance(module, nn.BatchNorm2d) for module in build_model("resnet18", 1, 4, seed=0).modules())


def test_parameters_are_counted_without_buffers() -> None:
    assert num_parameters(nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))) == 3 * 2 + 2 + 2 + 2


def test_an_unknown_model_is_told_with_the_known_ones() -> None:
    with pytest.raises(FedsimError, match="Unknown model 'vgg'; choose one of cnn, resnet18"):
        build_model("vgg", 1, 4, seed=0)


@pytest.mark.parametrize(("name", "private"), [("cnn", False), ("resnet18", True)])
def test_pretrained_weights_that_cannot_be_are_refused_with_a_remedy(name: str, private: bool) -> None:
    with pytest.raises(FedsimError, match="'none'"):
        build_model(name, 1, 4, seed=0, pretrained=True, private=private)


def test_without_a_network_imagenet_weights_are_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*args: object, **options: object) -> None:
        raise URLError("no route to host")

    monkeypatch.setattr(WeightsEnum, "get_state_dict", unreachable)
    with pytest.raises(FedsimError, match=r"could not be downloaded .*no route to host.* Connect to the internet"):
        build_model("resnet18", 3, 4, seed=0, pretrained=True)


def test_pretrained_resnet18_keeps_its_body_and_fits_grey_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """ImageNet's weights, stood in for by others, reach all layers but the two that must fit the data."""
    source = build_model("resnet18", 3, 1000, seed=9).state_dict()
    monkeypatch.setattr(WeightsEnum, "get_state_dict", lambda *args, **options: source)
    model = build_model("resnet18", 1, 4, seed=0, pretrained=True)
    assert (model.conv1.in_channels, model.fc.out_features) == (1, 4)
    assert torch.equal(model.layer4[1].conv2.weight, source["layer4.1.conv2.weight"])
    assert torch.equal(build_model("resnet18", 3, 4, seed=0, pretrained=True).conv1.weight, source["conv1.weight"])
