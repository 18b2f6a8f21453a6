"""MedMNIST's own table of sets, read without importing the rest of it."""

import functools
import importlib.util
import re
import warnings
from pathlib import Path
from typing import Any

from fedsim.data.sets.medmnist_about import SHORT_CLASSES
from fedsim.errors import Problem

SIZES = (28, 64, 128, 224)
MAX_CHANNELS = 3


@functools.cache
def table() -> dict[str, dict[str, Any]]:
    """MedMNIST's INFO for the sets that can be used, OCTMNIST first; empty where medmnist is not installed."""
    kept = {name: info for name, info in _everything().items() if _obstacle(info) is None}
    return dict(sorted(kept.items(), key=lambda item: (item[0] != "octmnist", item[0])))


@functools.cache
def obstacles() -> dict[str, Problem]:
    """MedMNIST's other sets, and why each cannot be used: the end of a sentence."""
    return {name: why for name, info in sorted(_everything().items()) if (why := _obstacle(info))}


@functools.cache
def _everything() -> dict[str, dict[str, Any]]:
    """All of INFO. `import medmnist` brings torch and torchvision along, some seconds of it: its table alone is run."""
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
    return dict(module.INFO)


def _obstacle(info: dict[str, Any]) -> Problem | None:
    """Why a set cannot be used; None where it can: flat images, each of one class out of two or more."""
    if info["python_class"].endswith("3D"):
        return Problem.of("volumes")
    if "multi-label" in info["task"]:
        return Problem.of("multi-label")
    if info["task"] not in ("multi-class", "binary-class"):
        return Problem.of("grades")
    return None if info["n_channels"] <= MAX_CHANNELS else Problem.of("channels", number=info["n_channels"])


def class_titles(name: str) -> tuple[str, ...]:
    """A set's full class names, in label order; one that has the words of the short one is the short one."""
    labels = table()[name]["label"]
    titles = tuple(re.sub(r"(?<=\S)\(", " (", labels[str(index)]) for index in range(len(labels)))
    shorts = SHORT_CLASSES.get(name, titles)
    return tuple(s if _words(s) == _words(title) else title for s, title in zip(shorts, titles, strict=True))


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name)


def class_shorts(name: str) -> tuple[str, ...]:
    """A set's short class names, in label order."""
    return SHORT_CLASSES.get(name) or shorten(class_titles(name))


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
