"""MedMNIST's own table of sets, read without importing the rest of it."""

import functools
import importlib.util
import re
import warnings
from pathlib import Path
from typing import Any

from fedsim.data.sets.medmnist_about import ABOUT

SIZES = (28, 64, 128, 224)
MAX_CHANNELS = 3


@functools.cache
def table() -> dict[str, dict[str, Any]]:
    """MedMNIST's INFO for the 2D sets with one class an image out of several, OCTMNIST first.

    `import medmnist` brings torch and torchvision along, some seconds of it, so that its table alone is run.

    It is empty where medmnist is not installed: the other sets do without.
    """
    package = importlib.util.find_spec("medmnist")
    if package is None or not package.submodule_search_locations:
        return {}
    path = Path(package.submodule_search_locations[0]) / "info.py"
    spec = importlib.util.spec_from_file_location("fedsim_medmnist_info", path)
    if spec is None or spec.loader is None:
        return {}
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings(action="ignore"):  # it tries to make ~/.medmnist and warns where it may not
        spec.loader.exec_module(module)
    kept = {name: info for name, info in module.INFO.items() if _is_usable(info)}
    return dict(sorted(kept.items(), key=lambda item: (item[0] != "octmnist", item[0])))


def _is_usable(info: dict[str, Any]) -> bool:
    is_flat = not info["python_class"].endswith("3D")
    return is_flat and info["task"] == "multi-class" and info["n_channels"] <= MAX_CHANNELS


def class_titles(name: str) -> tuple[str, ...]:
    """A set's full class names, in label order."""
    labels = table()[name]["label"]
    return tuple(re.sub(r"(?<=\S)\(", " (", labels[str(index)]) for index in range(len(labels)))


def class_shorts(name: str) -> tuple[str, ...]:
    """A set's short class names, in label order."""
    about = ABOUT.get(name)
    return about.classes if about and about.classes else shorten(class_titles(name))


def shorten(titles: tuple[str, ...], length: int = 14) -> tuple[str, ...]:
    """Cut names to a length; where two become one, a number tells them apart."""
    shorts: list[str] = []
    for index, title in enumerate(titles):
        short = title if len(title) <= length else title[: length - 1].rstrip() + "…"
        if short in shorts or short in titles[:index] + titles[index + 1 :]:
            short = f"{title[: length - 4].rstrip()}… {index}"
        shorts.append(short)
    return tuple(shorts)


def known_set(stem: str, num_classes: int) -> str | None:
    """The set that a file's name says it holds, such as "tissuemnist_64": None where the classes differ in number."""
    name = re.split(r"[^a-z0-9]", stem.lower(), maxsplit=1)[0]
    return name if name in table() and len(class_titles(name)) == num_classes else None
