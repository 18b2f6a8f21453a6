"""What every test shares: a home of its own, one thread, and a tiny data set that trains in a moment."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import settings
from tiny import CLASSES, write_tiny

from benchmarks.browser import find_chromium
from fedsim.settings.config import SimulationConfig, start_hospitals

settings.register_profile("fedsim", deadline=None)  # the machine may be busy: nothing is measured in time
settings.load_profile("fedsim")

NEEDS_A_BROWSER = pytest.mark.skipif(
    find_chromium() is None and not os.environ.get("CI"),
    reason="no Chromium or Chrome on this machine; in CI that is a failure",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ray: starts Ray, which takes ten seconds or more")
    config.addinivalue_line("markers", "flower_faults: shows a fault of Flower's own; to be left out but by its name")


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in a hook of the same name
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What keeps a machine busy by itself runs one after the other: browsers, with a server each, and Ray.

    Larger groups are begun first, and each is on one worker: while browsers wait, another has Ray, and then the rest.
    """
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(NEEDS_A_BROWSER)
        elif item.get_closest_marker("ray"):
            item.add_marker(pytest.mark.xdist_group("ray"))


def pytest_collection_finish() -> None:
    """What is there by now never becomes garbage, and to look through it takes half a second each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test writes into the user's own cache."""
    home = tmp_path_factory.mktemp("fedsim-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEDSIM_HOME", str(home))
        yield home


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def every_batch() -> Iterator[None]:
    """Progress is told, and a stop asked for, at every batch, however fast the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fedsim.events.PACE_SECONDS", 0.0)
        yield


@pytest.fixture(autouse=True)
def own_interrupts() -> Iterator[None]:
    """A run takes Ctrl-C for itself: give it back to pytest."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a tiny data set: four classes, 60 training images each, 12 px."""
    return write_tiny(tmp_path_factory.mktemp("data") / "tiny.npz")


@pytest.fixture(scope="session")
def config(tiny: str) -> SimulationConfig:
    """Two rounds on the tiny set, the start pattern of exclusions."""
    return SimulationConfig(
        dataset=tiny,
        hospitals=start_hospitals(3, CLASSES),
        samples_per_hospital=None,
        rounds=2,
        local_epochs=1,
        batch_size=16,
        lr=3e-3,
        seed=7,
        device="cpu",
    )
