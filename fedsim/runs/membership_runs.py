"""The same small federation without privacy, clipped, and with record-level privacy, attacked: runs -> tidy tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from fedsim.events import Attacked, RoundFinished
from fedsim.privacy.accounting import Spent
from fedsim.privacy.plan import plan
from fedsim.runs.state import RunState
from fedsim.settings import sameness
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.stop_at import NoStop

PLAIN, CLIPPED, PRIVATE = "plain", "clipped", "private"
KINDS = (PLAIN, CLIPPED, PRIVATE)
BOUND, GUESSING = "bound", "guessing"
"""Ids of the runs and of the lines beside theirs; `fedsim.text.membership` says what to call them."""
UPDATE, GLOBAL = "update", "global"
NUM_HOSPITALS, NUM_IMAGES = 3, 100
ROUNDS, LOCAL_EPOCHS, BATCH_SIZE = 5, 10, 32
"""Few images and many passes over them: a model learns them by heart, and the contrast shows.

Measured on synthetic-oct with the small CNN: as many passes in 10 rounds take twice as long, mostly to evaluate."""
CURVE_COLUMNS = ["series", "fpr", "tpr", "shown"]


@dataclass(frozen=True)
class Found:
    """A run that is over, and what the attack found in one of its models.

    Attributes:
        spent: what record-level privacy promises the hospital; None is no guarantee.
    """

    attacked: Attacked
    last: RoundFinished
    num_classes: int
    spent: Spent | None

    @property
    def guesses(self) -> bool:
        """Whether the attack's interval holds a coin toss, or lies below it."""
        return self.attacked.auc_low is not None and self.attacked.auc_low <= 0.5


def comparison(base: SimulationConfig, noise: float) -> dict[str, SimulationConfig]:
    """The runs to compare, by kind: the base's data, model, learning rate and seed at small hospitals.

    Every hospital sees every class, since this is not about blind spots, and starts from random weights, since
    ImageNet's need what privacy rules out.

    Args:
        base: the settings on the screen.
        noise: multiplier of the private one, > 0.
    """
    plain = replace(
        base,
        hospitals=tuple(Hospital(hospital.name) for hospital in base.hospitals[:NUM_HOSPITALS]),
        samples_per_hospital=NUM_IMAGES,
        rounds=ROUNDS,
        stop_at=NoStop(),
        local_epochs=LOCAL_EPOCHS,
        batch_size=BATCH_SIZE,
        weights="none",
        dp="none",
        noise_multiplier=0.0,
        clip_norm=1.0,
        target_epsilon=None,
        delta=None,
        baselines="none",
        baseline_epochs=None,
        attack="last-round",
    )
    clipped = replace(plain, dp="record")
    return {PLAIN: plain, CLIPPED: clipped, PRIVATE: replace(clipped, noise_multiplier=noise)}


def planned_epsilon(config: SimulationConfig) -> float:
    """What a private run will have spent, if its hospitals have as many images as they may."""
    sizes = [config.samples_per_hospital or NUM_IMAGES]
    return max(spent.epsilon for spent in plan(config, config.noise_multiplier, sizes).spent)


def covers(wanted: SimulationConfig, config: SimulationConfig) -> bool:
    """Whether a run with these settings has the numbers of the wanted one."""
    return sameness.membership(config) == sameness.membership(wanted)


def by_kind(configs: Mapping[str, SimulationConfig], states: Sequence[RunState]) -> dict[str, RunState]:
    """For each kind the run to go by: one that is attacked, else one that is coming, else the newest.

    Args:
        configs: `comparison`.
        states: runs of these settings, newest first.
    """
    ranked = sorted(states, key=lambda state: (not is_done(state), not state.status.live))
    first = {kind: next((s for s in ranked if covers(config, s.config)), None) for kind, config in configs.items()}
    return {kind: state for kind, state in first.items() if state}


def is_done(state: RunState) -> bool:
    """Whether its last model has been attacked; the global one is, after the updates."""
    return any(attacked.target == GLOBAL for attacked in state.attacks)


def results(runs: Mapping[str, RunState], target: str, hospital: str) -> dict[str, Found]:
    """What there is of one target, by kind; an attack that could not be done among it."""
    found = {}
    for kind, state in runs.items():
        attacked = next((a for a in state.attacks if (a.target, a.hospital) == (target, hospital)), None)
        if attacked and state.info and is_done(state):
            found[kind] = Found(attacked, state.rounds[-1], len(state.info.classes), _spent(state, hospital))
    return found


def _spent(state: RunState, hospital: str) -> Spent | None:
    told = next(each for each in state.rounds[-1].hospitals if each.name == hospital)
    if told.epsilon is None or told.delta is None:
        return None
    return Spent(told.epsilon, told.delta)


def curve_frame(found: Mapping[str, Found]) -> pd.DataFrame:
    """The ROC curves, and the bound that the promise sets: a row a point.

    Columns: series (a kind, `BOUND` or `GUESSING`), fpr, tpr, and last shown, which tells one table from the next (see
    `frames.matrix_frame`).
    """
    rows = [(kind, *point) for kind, each in found.items() for point in _points(each.attacked)]
    rows += [(BOUND, *point) for each in found.values() if each.spent for point in _bound(each.spent)]
    rows += [(GUESSING, 0.0, 0.0), (GUESSING, 1.0, 1.0)] if found else []
    frame = pd.DataFrame(rows, columns=CURVE_COLUMNS[:-1])
    frame["shown"] = " ".join(f"{e.attacked.target} {e.attacked.hospital} {e.attacked.auc}" for e in found.values())
    return frame


def _points(attacked: Attacked) -> list[tuple[float, float]]:
    return list(zip(attacked.fpr, attacked.tpr, strict=True))


def _bound(spent: Spent) -> list[tuple[float, float]]:
    from fedsim.privacy.membership import dp_bound  # PyTorch takes seconds: not for the first page

    bound = dp_bound(spent.epsilon, spent.delta)
    return list(zip(bound.fpr, bound.tpr, strict=True))
