"""What scenarios came to: the figures that were measured, and those of the runs that there are."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

import pandas as pd

from fedsim.runs.state import RunState
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig
from fedsim.settings.scenarios import SCENARIOS, Scenario

FILE = Path(__file__).with_suffix(".json")
COLUMNS = ["bar", "mean", "low", "high", "yours"]


def accuracy(state: RunState) -> float | None:
    """Of the shared model on the test set, after the last round."""
    return state.rounds[-1].accuracy if state.rounds else None


def attack_success(state: RunState) -> float | None:
    """How often those who cheat get what they want, after the last round."""
    found = state.rounds[-1].attack_success if state.rounds else ()
    return found[0].share if found else None


def _mark(where: str, *, alone: bool) -> Callable[[RunState], float | None]:
    """How right the first hospital's own model, or the shared one, is with a hospital's mark.

    Args:
        where: it stands: a field of `ShortcutAccuracy`.
        alone: whether it is the hospital's own model.
    """

    def measure(state: RunState) -> float | None:
        model = (state.alone or (None,))[0] if alone else (state.rounds or (None,))[-1]
        return getattr(model.shortcut[0], where) if model and model.shortcut else None

    return measure


def _newcomer(field: str) -> Callable[[RunState], float | None]:
    """Of the first hospital that never takes part."""

    def measure(state: RunState) -> float | None:
        found = state.rounds[-1].newcomers if state.rounds else ()
        return getattr(found[0], field) if found else None

    return measure


def newcomer_alone(state: RunState) -> float | None:
    """The model that the last hospital has trained by itself, on the test set."""
    return next((each.accuracy for each in state.alone if each.hospital == state.config.hospital_names[-1]), None)


MEASURES: dict[str, Callable[[RunState], float | None]] = {
    "accuracy": accuracy,
    "attack-success": attack_success,
    "alone-without-mark": _mark("accuracy_without", alone=True),
    "alone-with-wrong-mark": _mark("accuracy_wrong", alone=True),
    "without-mark": _mark("accuracy_without", alone=False),
    "with-wrong-mark": _mark("accuracy_wrong", alone=False),
    "newcomer": _newcomer("accuracy"),
    "newcomer-tuned": _newcomer("tuned_accuracy"),
    "newcomer-alone": newcomer_alone,
}
"""What of a run a bar shows, by a key."""


@dataclass(frozen=True)
class Measured:
    """What `benchmarks/scenarios.py` has found.

    Attributes:
        made_with: versions of what computed it.
        scores: by scenario and bar, one of each of `SEEDS`, in their order.
    """

    made_with: Mapping[str, str]
    scores: Mapping[str, Mapping[str, tuple[float, ...]]]


@cache
def measured() -> Measured:
    """What ships with fedsim."""
    kept = json.loads(FILE.read_text("utf-8"))
    scores = {name: {bar: tuple(each) for bar, each in bars.items()} for name, bars in kept["scores"].items()}
    return Measured(kept["made_with"], scores)


def holds(scenario: Scenario, scores: Mapping[str, tuple[float, ...]]) -> bool:
    """Whether all that a scenario claims is true of what was measured."""
    return all(claim.holds(scores) for claim in scenario.claims)


def told() -> tuple[str, ...]:
    """The scenarios whose claims hold in what was measured: no other is told."""
    scores = measured().scores
    return tuple(name for name, each in SCENARIOS.items() if name in scores and holds(each, scores[name]))


@cache
def settings_of(name: str) -> Mapping[str, SimulationConfig]:
    """A scenario's runs as `sameness.federation` has them, by their keys."""
    return {key: sameness.federation(run) for key, run in SCENARIOS[name].runs.items()}


def own_scores(scenario: Scenario, states: Iterable[RunState]) -> dict[str, float]:
    """What the runs that there are came to, by bar.

    Args:
        scenario: whose bars.
        states: finished runs of it, of one seed.
    """
    by_settings = {sameness.federation(state.config): state for state in states}
    found = {}
    for name, bar in scenario.bars.items():
        state = by_settings.get(sameness.federation(scenario.runs[bar.run]))
        score = MEASURES[bar.measure](state) if state else None
        if score is not None:
            found[name] = score
    return found


def scenario_frame(
    scenario: Scenario, scores: Mapping[str, tuple[float, ...]], own: Mapping[str, float]
) -> pd.DataFrame:
    """A row a bar: bar, mean, low and high (the worst and the best seed), yours (missing where it was not run)."""
    rows = [(bar, mean(scores[bar]), min(scores[bar]), max(scores[bar]), own.get(bar)) for bar in scenario.bars]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"yours": float})
