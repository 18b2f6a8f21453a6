"""Records the run that ships with the app, for the Present page: `fedsim/runs/recorded.json.gz`.

    python -m benchmarks.record_story

The quick demo with its baselines, and the same federation with central differential privacy at several noise
multipliers, each trained as Run trains it, in a store of its own. Do it again when a change of the code changes a run's
numbers: tests/runs/test_recorded.py says so where the machine and the libraries are those of the recording.
"""

import hashlib
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from fedsim.data.files.whole import whole_file
from fedsim.runs.recorded import FILE, Recorded, written
from fedsim.runs.runner import carry_out
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presets import PRESETS, QUICK

CLIP_NORM = 1.0
NOISES = (0.01, 0.03, 0.06, 0.1, 0.3, 3.0)
"""From next to no noise to the first that promises something worth the name: by then the model is ruined."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        others = [trained(store, config) for config in private(NOISES)]
        state = trained(store, QUICK)
        record = Recorded(named(state), store.answers(state.id), tuple(named(each) for each in others))
        store.leave()
    with whole_file(FILE) as file:
        file.write(written(record))
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")
    return 0


def private(noises: tuple[float, ...]) -> list[SimulationConfig]:
    """The quick demo with noise for privacy."""
    base = replace(PRESETS["privacy-noise"], baselines="none", clip_norm=CLIP_NORM)
    return [replace(base, noise_multiplier=noise) for noise in noises]


def trained(store: Store, config: SimulationConfig) -> RunState:
    """A run as the app makes it.

    Raises:
        RuntimeError: it did not come to its end.
    """
    run_id = store.create(config)
    outcome = carry_out(store, run_id, lambda: False)
    state = store.get(run_id)
    if state is None or outcome.status is not Status.FINISHED:
        raise RuntimeError(f"{config.noise_multiplier}: {outcome.status}, {outcome.problem}")
    print(f"noise {config.noise_multiplier:g}: accuracy {state.rounds[-1].accuracy:.3f}", flush=True)
    return state


def named(state: RunState) -> RunState:
    """Under an id that its settings alone decide."""
    digest = hashlib.sha256(json.dumps(state.config.to_dict(), sort_keys=True).encode()).hexdigest()
    return replace(state, id=digest[:8])


if __name__ == "__main__":
    sys.exit(main())
