"""What made a run: each part of it, changed by itself, makes another run, another baseline and other noise."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fedsim.data import load
from fedsim.hospitals import identity
from fedsim.hospitals.baselines import cache_key
from fedsim.hospitals.identity import PACKAGES, digest_of_images, parts_of
from fedsim.hospitals.population import load_population
from fedsim.privacy.protection import noise_seed
from fedsim.runs import made_now
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig

Change = Callable[[pytest.MonkeyPatch], None]


def with_another(package: str) -> Change:
    real = identity.installed
    return lambda patch: patch.setattr(identity, "installed", lambda name: "99" if name == package else real(name))


CHANGES: dict[str, Change] = {
    "code": lambda patch: patch.setattr(identity, "code_digest", lambda: "another"),
    "processor": lambda patch: patch.setattr(identity, "processor", lambda device: "another"),
    "threads": lambda patch: patch.setattr(identity, "NUM_THREADS", 99),
    **{package: with_another(package) for package in ("fedsim", *PACKAGES)},
}


@pytest.mark.parametrize("part", CHANGES)
def test_each_part_makes_another_run_another_baseline_and_other_noise(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    population = load_population(config)

    def keys() -> list[object]:
        noisy = replace(config, dp="central", noise_multiplier=1.0)
        return [
            made_now.today("cpu"),
            cache_key(population, population.shard(0), 0),
            noise_seed(noisy, population.dataset, "cpu"),
        ]

    before = keys()
    state = RunState("id", config, rounds=(None,), made_by=made_now.today("cpu"))  # type: ignore[arg-type]
    assert (keys(), made_now.made_now(state)) == (before, True)
    CHANGES[part](monkeypatch)
    assert all(one != other for one, other in zip(before, keys(), strict=True))
    assert not made_now.made_now(state)


def test_the_device_is_a_part_and_all_of_them_can_be_read() -> None:
    assert identity.identity("cpu") != identity.identity("mps")
    parts = parts_of(identity.identity("cpu"))
    assert (parts["device"], parts["threads"], set(parts["packages"])) == ("cpu", 1, set(PACKAGES))
    assert parts["code"] == identity.code_digest()
    assert [parts_of(text) for text in (None, "", "{broken", "[1]")] == [None] * 4
    assert json.loads(identity.identity("cpu")) == parts


def test_what_a_run_needs_is_installed_and_named() -> None:
    assert all(identity.installed(package) for package in PACKAGES)
    assert identity.installed("no-such-package") is None


def test_the_digest_follows_every_source_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    for name in ("seeds.py", "training/local.py", "training/notes.txt", "elsewhere.py"):
        (tmp_path / name).write_text("a = 1\n", encoding="utf-8")
    first = identity.digest_of(tmp_path, ("seeds.py", "training"))
    for name, counts in (("training/notes.txt", False), ("elsewhere.py", False), ("seeds.py", True)):
        (tmp_path / name).write_text("a = 2\n", encoding="utf-8")
        assert (identity.digest_of(tmp_path, ("seeds.py", "training")) != first) == counts
    second = identity.digest_of(tmp_path, ("seeds.py", "training"))
    (tmp_path / "training/local.py").rename(tmp_path / "training/other.py")
    assert identity.digest_of(tmp_path, ("seeds.py", "training")) != second


def test_the_sources_that_count_are_there_and_hold_all_that_a_run_imports() -> None:
    """But for what words and tells of it."""
    assert all((identity.ROOT / name).exists() for name in identity.SOURCES)
    run = (
        "import sys, fedsim.federation.engines.inprocess, fedsim.federation.membership_test, fedsim.privacy.record;"
        "print(*(m for m in sys.modules if m.startswith('fedsim.')))"
    )
    modules = subprocess.run(
        [sys.executable, "-c", run], cwd=identity.ROOT.parent, capture_output=True, text=True, check=True
    ).stdout.split()
    parts = {module.split(".")[1] for module in modules}
    counted = {name.removesuffix(".py") for name in identity.SOURCES}
    assert parts - counted <= {"language", "text", "errors", "events"}
    assert counted <= parts


def test_images_are_named_by_every_bit_their_shape_and_their_labels() -> None:
    train = load("digits").train
    images, labels = train.images[:20], train.labels[:20]
    other = images.copy()
    other[-1, 0, 0] ^= 1
    names = [
        digest_of_images(images, labels),
        digest_of_images(other, labels),
        digest_of_images(images, labels[::-1]),
        digest_of_images(images.reshape(10, -1, *images.shape[2:]), labels),
        digest_of_images(images[:0], labels[:0]),
    ]
    assert len(set(names)) == len(names)
    assert digest_of_images(np.asfortranarray(images), labels) == names[0]
