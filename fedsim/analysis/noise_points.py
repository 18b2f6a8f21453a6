"""What the same run comes to with more and less noise for privacy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fedsim.events import Matrix
from fedsim.runs.state import RunState
from fedsim.runs.sweep import Sweep, by_settings, is_done
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig


@dataclass(frozen=True)
class NoisePoint:
    """A run that differs from others in its noise alone, after its last round.

    Attributes:
        run: its id.
        dp: where the noise goes, as settings have it.
        noise: noise multiplier; 0 is the run without privacy.
        epsilon: what is promised at `delta`, of the hospital that has spent most; None without privacy.
        delta: the chance at which that promise may fail.
        accuracy: of the shared model on the whole test set, a fraction.
        found: share of the test images of the disease that the story is about that are named rightly; None without.
        matrix: the shared model's confusion matrix.
    """

    run: str
    dp: str
    noise: float
    epsilon: float | None
    delta: float | None
    accuracy: float
    found: float | None
    matrix: Matrix


def noise_points(state: RunState, others: Sequence[RunState], place: int | None) -> tuple[NoisePoint, ...]:
    """The run without privacy and with each noise that there is, the weakest first; empty where there is no other.

    Only runs that the same code and machine made from the same data, with the same seed, stand beside one another. Of
    several kinds of privacy it is that with the most runs, and of equals the one that was asked for last.

    Args:
        state: the run that is presented, with privacy or without.
        others: runs among which they are looked for, newest first.
        place: of the class whose recall is told; None is none.
    """
    done = [each for each in (state, *others) if is_done(each) and (each is state or _beside(state, each))]
    private = [each for each in done if each.config.private and each.config.noise_multiplier]
    kinds: dict[SimulationConfig, list[RunState]] = {}
    for each in private:
        if _sweep(each).covers(state.config):
            kinds.setdefault(_kind(each), []).append(each)
    for runs in sorted(kinds.values(), key=lambda runs: -len(by_settings(runs))):
        plain = next((each for each in done if not each.config.private and _sweep(runs[0]).covers(each.config)), None)
        if plain:
            told = [plain, *sorted(by_settings(runs).values(), key=lambda each: each.config.noise_multiplier)]
            return tuple(noise_point(each, place) for each in told)
    return ()


def _beside(state: RunState, other: RunState) -> bool:
    return other.id != state.id and other.config.seed == state.config.seed and other.made_like(state)


def _sweep(state: RunState) -> Sweep:
    return Sweep(state.config, state.config.dp, (), ())


def _kind(state: RunState) -> SimulationConfig:
    """The settings that all runs have which differ in their noise alone."""
    return sameness.federation(replace(state.config, noise_multiplier=0.0))


def noise_point(state: RunState, place: int | None) -> NoisePoint:
    """What a run with at least one round came to; of the class at `place`, what it finds."""
    last = state.rounds[-1]
    matrix = last.confusion_matrix
    images = sum(matrix[place]) if place is not None else 0
    found = matrix[place][place] / images if place is not None and images else None
    noise = state.config.noise_multiplier if state.config.private else 0.0
    return NoisePoint(state.id, state.config.dp, noise, last.epsilon, last.delta, last.accuracy, found, matrix)
