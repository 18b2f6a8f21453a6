"""The files beside a plain script: the hospitals' images, or which of a data set's file they are.

The images of a set that is public go along where they are not too many. Those of somebody's own file stay where they
are: the script opens it. So does that of a large set.
"""

import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import is_path
from fedsim.data.sets import digits, drawn, medmnist_sets
from fedsim.hospitals.participation.attendance import ABSENT, IDLE
from fedsim.runs.state import RunState
from fedsim.settings.adversary import COLLUDING
from fedsim.settings.alike import sample_places
from fedsim.settings.config import SimulationConfig
from fedsim.settings.limits import in_force
from fedsim.settings.presence import takes_part
from fedsim.settings.strategy import by_scanner
from fedsim.text.model_card import data_card

if TYPE_CHECKING:
    from fedsim.hospitals.population import Population
    from fedsim.training.local import Batches

MOST_BYTES = 150_000_000
"""Of images, uncompressed, that go along."""
UNCHANGED = {
    "shift": ("none",),
    "shortcut": ("none",),
    "adversary": ("honest", "label-flip", "noise", "scale", "sign-flip", *COLLUDING),
}
"""The kinds of what a hospital has of its own that leave its images as they are in the data set."""


def changed_by(config: SimulationConfig) -> tuple[str, ...]:
    """The settings because of which a hospital's images are not those of the data set."""
    return tuple(
        name
        for name, kinds in UNCHANGED.items()
        if any(getattr(hospital, name).kind not in kinds for hospital in config.hospitals)
    )


def are_many(state: RunState) -> bool:
    """Whether the images of a run are too many to go along."""
    info, config = state.info, state.config
    assert info is not None  # noqa: S101 - asked of runs that began
    tests = info.num_test * (1 + len(_places(config)) * by_scanner(config))
    number = sum(hospital.num_examples for hospital in info.hospitals) + tests
    return number * config.size**2 * data.info(config.dataset).channels > MOST_BYTES


def _places(config: SimulationConfig) -> list[int]:
    """Of the hospitals that are asked how their own models do."""
    return [place for place in sample_places(config) if takes_part(config.hospitals[place])]


def judged(config: SimulationConfig) -> list[int] | None:
    """The same; None where they are all."""
    return None if len(_places(config)) == len(config.hospitals) else _places(config)


def has_rows(state: RunState) -> bool:
    """Whether the script opens the data set's own file, and takes the hospitals' rows of it."""
    return is_path(state.config.dataset) or are_many(state)


def has_file(config: SimulationConfig) -> bool:
    """Whether there is one."""
    return config.dataset != digits.ENTRY.name


def files_of(state: RunState) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files by name, and what the script says of the data: values by the places in `run.txt`.

    Raises:
        DataError: the images are not there any more, or are others.
    """
    from fedsim.hospitals.population import load_population  # PyTorch takes seconds: not for the first page

    info = state.info
    assert info is not None  # noqa: S101 - asked of runs that began
    population = load_population(replace(state.config, device="cpu"))
    if (
        population.dataset.digest != (info.data_sha256 or population.dataset.digest)
        or population.hospitals() != info.hospitals
    ):
        raise DataError("data-changed", dataset=state.config.dataset)
    rows, kept = has_rows(state), _kept(state)
    parts = {f"hospital-{place}": population.trained_on(place) for place in range(len(info.hospitals))}
    parts |= {"test": population.test}
    if rows:
        files, kept = {}, kept | _rows(population, parts)
    else:
        own = _places(state.config) if by_scanner(state.config) else ()
        parts |= {f"test-{place}": population.test_at(place) for place in own}
        files = {f"{name}.npz": _npz({"images": part.images.numpy(), "labels": part.labels.numpy()})
                 for name, part in parts.items()}  # fmt: skip
        files["IMAGES.md"] = "".join(f"- {line}\n" for line in data_card(state)).encode()
    facts = {
        "num_classes": population.dataset.num_classes,
        "channels": population.dataset.channels,
        "sizes": population.sizes,
        "noise_seeds": _noise_seeds(state, population.dataset),
        "data": _place(state.config) if rows else "",
    }
    return files | {"kept.npz": _npz(kept)}, facts


def _rows(population: "Population", parts: Mapping[str, "Batches"]) -> dict[str, np.ndarray]:
    """Which images of the data set's file each part has, its labels, and by what the file is known."""
    dataset, shards = population.dataset, population.partition.shards
    own = {f"hospital-{place}": rows for place, rows in enumerate(shards)} | {"test": np.arange(len(dataset.test))}
    splits = {"train": dataset.train, "test": dataset.test}
    return (
        {f"rows_{name}": rows for name, rows in own.items()}
        | {f"labels_{name}": part.labels.numpy() for name, part in parts.items()}
        | {f"sha256_{name}": np.array(_digest(split.images)) for name, split in splits.items()}
    )


def _kept(state: RunState) -> dict[str, np.ndarray]:
    """What the run came to, and who answered in each round of how many that were asked."""
    names = state.config.hospital_names
    rounds = [{each.name: each for each in done.hospitals} for done in state.rounds[1:]]
    return {
        "accuracies": np.array([done.accuracy for done in state.rounds]),
        "answered": np.array([[name in told and told[name].participated for name in names] for told in rounds], bool),
        "asked": np.array([sum(each.status not in (IDLE, ABSENT) for each in told.values()) for told in rounds]),
    }  # fmt: skip


def answered_by_all(state: RunState) -> bool:
    """Whether every hospital sent its model in every round."""
    return bool(_kept(state)["answered"].all())


def _noise_seeds(state: RunState, dataset: data.Dataset) -> tuple[int, ...]:
    from fedsim.privacy.protection import noise_seeds

    info = state.info
    assert info is not None  # noqa: S101 - asked of runs that began
    return noise_seeds(replace(state.config, noise_multiplier=info.noise_multiplier), dataset, info.device)


def _digest(images: np.ndarray) -> str:
    """Of the images as the script has them: (n, c, h, w)."""
    first = images[:, None] if images.ndim == 3 else images.transpose(0, 3, 1, 2)
    return hashlib.sha256(np.ascontiguousarray(first).data).hexdigest()


def _place(config: SimulationConfig) -> str:
    """Where the data set's file is on this machine; of a shared server nothing but the file's name is told."""
    name, size = config.dataset, config.size
    if is_path(name):
        path = Path(os.path.abspath(os.path.expanduser(name)))
    elif name == drawn.ENTRY.name:
        path = drawn.path(size)
    else:
        path = medmnist_sets.download(name, size)
    return path.name if in_force().shared else str(path)


def _npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
