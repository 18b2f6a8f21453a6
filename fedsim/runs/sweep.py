"""A sweep over noise multipliers: which runs it takes, which of them there are already, and what they come to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fedsim.privacy.plan import plan
from fedsim.runs.state import RunState
from fedsim.settings import sameness
from fedsim.settings.config import BOUNDS, DP, SimulationConfig
from fedsim.settings.stop_at import NoStop

PLAIN, CLIPPED, NOISY = "plain", "clipped", "noisy"
COLUMNS = ["kind", "noise", "epsilon", "delta", "accuracy", "low", "high", "sd", "seeds", "upper", "runs"]


@dataclass(frozen=True)
class Sweep:
    """What is asked for: the same run with each of these noise multipliers and without privacy, each with some seeds.

    Attributes:
        base: the settings that all runs share.
        dp: where the noise goes; not "none".
        noises: noise multipliers; 0 clips alone.
        seeds: each noise is tried with each of them.
    """

    base: SimulationConfig
    dp: DP
    noises: tuple[float, ...]
    seeds: tuple[int, ...]

    def config(self, noise: float | None, seed: int) -> SimulationConfig:
        """The run with this noise; None is without privacy. What would end a run early is left out."""
        settings = replace(self.base, seed=seed, baselines="none", attack="none", target_epsilon=None)
        settings = replace(settings, stop_at=NoStop())
        dp: DP = "none" if noise is None else self.dp
        return replace(settings, dp=dp, noise_multiplier=noise or 0.0)

    def configs(self) -> list[SimulationConfig]:
        """Every run. Seed by seed, and the curve's ends first: its outline appears early."""
        noises = sorted(self.noises)
        order = [None, *noises[-1:], *noises[:-1]]
        return [self.config(noise, seed) for seed in self.seeds for noise in order]

    def covers(self, config: SimulationConfig) -> bool:
        """Whether a run is of this sweep: it may have another noise multiplier and another seed, and no more."""
        noise = config.noise_multiplier if config.private else None
        return (config.dp == self.dp or not config.private) and sameness.federation(config) == sameness.federation(
            self.config(noise, config.seed)
        )


def choose_seeds(number: int, first: int, states: Iterable[RunState]) -> tuple[int, ...]:
    """Seeds for a sweep: those with most of its runs already, so that nothing is repeated, then `first` and onwards.

    Args:
        number: how many.
        first: where to go on from.
        states: the sweep's runs, whatever their seeds.
    """
    there = Counter(state.config.seed for state in states if is_done(state) or is_coming(state))
    known = sorted(there, key=lambda seed: (-there[seed], seed))
    largest = int(BOUNDS["seed"][1])
    more = ((first + place) % (largest + 1) for place in range(number))
    return tuple(sorted(list(dict.fromkeys([*known, *more]))[:number]))


def is_done(state: RunState) -> bool:
    """Whether the federation is trained to the end, whatever has been or is being added to it."""
    return state.is_trained


def is_coming(state: RunState) -> bool:
    """Whether it is not trained to the end yet, and going to be."""
    return state.status.live and not is_done(state)


def by_settings(states: Sequence[RunState]) -> dict[SimulationConfig, RunState]:
    """For each federation, as `sameness` has it, the run to go by: one done, else one coming, else the newest.

    Args:
        states: runs, newest first.
    """
    ranked = sorted(states, key=lambda state: 2 * is_done(state) + is_coming(state), reverse=True)  # stable
    best: dict[SimulationConfig, RunState] = {}
    for state in ranked:
        best.setdefault(sameness.federation(state.config), state)
    return best


def once(configs: Sequence[SimulationConfig]) -> list[SimulationConfig]:
    """Of settings that come to the same federation the first ones, in order."""
    return list({sameness.federation(config): config for config in reversed(configs)}.values())[::-1]


def missing(configs: Iterable[SimulationConfig], runs: Mapping[SimulationConfig, RunState]) -> list[SimulationConfig]:
    """Of what is asked for, what is neither done nor coming, in order."""
    there = {settings for settings, state in runs.items() if is_done(state) or is_coming(state)}
    return [config for config in configs if sameness.federation(config) not in there]


def run_seconds(states: Iterable[RunState], dp: str) -> float | None:
    """How long a run's rounds took, by the newest one with this privacy, else by any; None where there is none."""
    done = sorted((state for state in states if is_done(state)), key=lambda state: (state.config.dp == dp, _end(state)))
    return sum(each.seconds for each in done[-1].rounds) if done else None


def _end(state: RunState) -> float:
    return state.round_times[-1]


def cost_frame(states: Iterable[RunState]) -> pd.DataFrame:
    """Test accuracy after the last round against epsilon, a row a noise multiplier.

    Columns: kind (`PLAIN`, `CLIPPED` or `NOISY`: only the last has an epsilon), noise, epsilon, delta, accuracy (the
    seeds' mean), low and high (the worst and the best seed), sd (missing for one seed), seeds (how many), upper (for a
    kind without epsilon: whether its accuracy is above the other's), and last runs (how many there are in all, which
    tells one table from the next; see `frames.matrix_frame`).
    """
    groups: dict[tuple[str, float], list[RunState]] = {}
    for state in states:
        if is_done(state) and (kind := _kind(state)):
            groups.setdefault((kind, state.config.noise_multiplier if kind != PLAIN else np.nan), []).append(state)
    rows = [_row(kind, noise, group) for (kind, noise), group in groups.items()]
    frame = pd.DataFrame(rows, columns=COLUMNS[:-2])
    references = frame["accuracy"][frame["kind"] != NOISY]
    frame["upper"] = (frame["kind"] != NOISY) & (frame["accuracy"] == references.max())
    frame["runs"] = frame["seeds"].sum()
    return frame.sort_values("noise", na_position="first", ignore_index=True)


def _kind(state: RunState) -> str | None:
    if not state.config.private:
        return PLAIN
    if state.config.noise_multiplier == 0:
        return CLIPPED
    return NOISY if state.rounds[-1].epsilon is not None else None


def _row(kind: str, noise: float, group: Sequence[RunState]) -> tuple:
    """Of several seeds, the promise that holds for each."""
    last = [state.rounds[-1] for state in group]
    accuracies = np.array([finished.accuracy for finished in last])
    promise = (max(r.epsilon or 0.0 for r in last), max(r.delta or 0.0 for r in last))
    sd = float(accuracies.std(ddof=1)) if len(group) > 1 else np.nan
    spread = (accuracies.mean(), accuracies.min(), accuracies.max(), sd, len(group))
    return (kind, noise, *(promise if kind == NOISY else (np.nan, np.nan)), *spread)


def epsilon_range(sweep: Sweep, states: Iterable[RunState]) -> tuple[float, float]:
    """Powers of ten around every epsilon that is there or to come, so that the axis does not move during a sweep."""
    done = [state for state in states if is_done(state)]
    known = {state.config.noise_multiplier: state.rounds[-1].epsilon for state in done if _kind(state) == NOISY}
    epsilons = [value for value in known.values() if value]
    if info := next((state.info for state in done if state.info), None):
        sizes = [hospital.num_examples for hospital in info.hospitals]
        epsilons += [_planned(sweep, noise, sizes) for noise in sweep.noises if noise > 0 and noise not in known]
    low, high = min(epsilons, default=1.0), max(epsilons, default=1000.0)
    low, high = 10.0 ** np.floor(np.log10(low)), 10.0 ** np.ceil(np.log10(high))
    return float(low), float(high if high > low else 10 * low)


def _planned(sweep: Sweep, noise: float, num_examples: Sequence[int]) -> float:
    config = sweep.config(noise, 0)
    return max(spent.epsilon for spent in plan(config, noise, num_examples).spent)


def extremes(states: Iterable[RunState]) -> tuple[RunState, RunState] | None:
    """A run without privacy and the one with the strongest noise, of the same seed: the lowest that both have."""
    done = [state for state in states if is_done(state)]
    plain = {state.config.seed: state for state in done if _kind(state) == PLAIN}
    noisy = [state for state in done if _kind(state) == NOISY and state.config.seed in plain]
    if not noisy:
        return None
    strongest = max(noisy, key=lambda state: (state.config.noise_multiplier, -state.config.seed))
    return plain[strongest.config.seed], strongest
