"""How well the page's estimate of a run's time holds: each line a run, estimated before it and then carried out.

    python -m benchmarks.estimates

Runs go one after the other through the app's own queue, with an empty database: the first line knows nothing but the
built-in rates, every later one what came before it. The ratio is of the real time to the estimated one.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fedsim.data import load
from fedsim.hospitals.partition import partition_for
from fedsim.runs import estimate
from fedsim.runs.registry import Registry
from fedsim.runs.store import Store
from fedsim.settings.config import OCT_CLASSES, SimulationConfig, start_hospitals
from fedsim.settings.presets import PRESETS, QUICK

RUNS: Sequence[tuple[str, SimulationConfig]] = (
    ("quick demo, on a new machine", QUICK),
    ("the same with noise: its baselines are kept", PRESETS["privacy-noise"]),
    ("three rounds", replace(QUICK, rounds=3)),
    ("ten hospitals of 300 images, two epochs", PRESETS["ten-small"]),
    ("twenty hospitals of 100 images, no baselines",
     replace(QUICK, hospitals=start_hospitals(20, OCT_CLASSES), samples_per_hospital=100, baselines="none")),
    ("two hospitals of 3,000 images, baselines before",
     replace(QUICK, hospitals=start_hospitals(2, OCT_CLASSES), samples_per_hospital=3000, rounds=5,
             baselines="before")),
    ("50 images a hospital, twenty rounds", replace(QUICK, samples_per_hospital=50, rounds=20)),
    ("handwritten digits", PRESETS["handwritten-digits"]),
    ("quick demo, another seed", replace(QUICK, seed=7)),
)  # fmt: skip


def main() -> None:
    with TemporaryDirectory() as folder:
        registry = Registry(Store(Path(folder) / "runs.sqlite"))
        for title, config in RUNS:
            _measure(registry, title, config)


def _measure(registry: Registry, title: str, config: SimulationConfig) -> None:
    dataset = load(config.dataset, config.size)
    size = estimate.Size(partition_for(config, dataset).sizes, len(dataset.val), len(dataset.test))
    pace, on = estimate.pace(config), estimate.on_baselines(config)
    earlier = registry.store.matching(lambda other: estimate.pace(other) == pace, limit=estimate.LOOKED_AT)
    alike = registry.store.matching(lambda other: estimate.on_baselines(other) == on, limit=estimate.LOOKED_AT)
    kept = any(map(estimate.has_baselines, alike))
    told = estimate.seconds(config, size, earlier, kept)
    state = registry.store.get(registry.start(config))
    while state and state.status.live:
        time.sleep(0.1)
        state = registry.store.get(state.id)
    if state is None or state.started_at is None or state.ended_at is None:
        raise RuntimeError(f"{title}: the run is lost")
    took = state.ended_at - state.started_at
    print(f"{title:50} estimated {told or 0:6.1f} s  took {took:6.1f} s  ratio {took / told if told else 0:.2f}",
          flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
