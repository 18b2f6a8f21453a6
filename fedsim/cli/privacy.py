"""Privacy on the terminal: what is promised, before, during and without a run."""

from fedsim.events import RoundFinished, Started
from fedsim.privacy.accounting import Spent, default_delta, delta_warning
from fedsim.privacy.budget import what_it_buys
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.promise import NO_GUARANTEE, UNITS, in_words, worth


def headline(config: SimulationConfig, started: Started) -> list[str]:
    """What a run with differential privacy promises, and what is wrong with its delta."""
    if not config.private:
        return []
    sizes = [hospital.num_examples for hospital in started.hospitals]
    population = mechanism_of(config).population(sizes)
    warning = delta_warning(config.delta or default_delta(population), population)
    return [
        f"  privacy {config.dp}: noise multiplier {started.noise_multiplier:g}, clip norm {config.clip_norm:g}, "
        f"hospitals weighted {started.weighting}",
        f"  {in_words(config, started.noise_multiplier)}",
        *([f"  Warning: {warning}"] if warning else []),
    ]


def spent(finished: RoundFinished) -> str:
    """What a round's line says of epsilon: nothing where there is no promise."""
    return "" if finished.epsilon is None else f"epsilon {finished.epsilon:.4g}  "


def answer(rounds: int, noise_multiplier: float, num_hospitals: int, delta: float | None) -> list[str]:
    """Epsilon in one line, then whom it protects and what the same noise would buy a larger federation.

    Raises:
        ConfigError: a number is out of bounds.
    """
    _check(rounds, noise_multiplier, num_hospitals, delta)
    if noise_multiplier == 0:
        return [f"epsilon: {NO_GUARANTEE}, since without noise nobody is hidden"]
    first, *larger = what_it_buys(rounds, noise_multiplier, num_hospitals, delta)
    warning = delta_warning(first.delta, num_hospitals)
    return [
        f"epsilon {first.epsilon:.6g} at delta {first.delta:g} after {rounds} rounds with noise multiplier "
        f"{noise_multiplier:g}",
        UNITS["central"],
        worth(Spent(first.epsilon or 0.0, first.delta), "central"),
        *([f"Warning: {warning}"] if warning else []),
        "The same noise on the averaged model, shared by more hospitals:",
        *(
            f"  {each.hospitals:5} hospitals  noise multiplier {each.noise_multiplier:<8g} delta {each.delta:<8g} "
            f"epsilon {each.epsilon:.6g}"
            for each in larger
        ),
    ]


def _check(rounds: int, noise_multiplier: float, num_hospitals: int, delta: float | None) -> None:
    if rounds < 1 or num_hospitals < 1:
        raise ConfigError(f"rounds and hospitals must be >= 1, got {rounds} and {num_hospitals}.")
    if not 0 <= noise_multiplier < float("inf"):
        raise ConfigError(f"noise_multiplier must be >= 0, got {noise_multiplier}.")
    if delta is not None and not 0 < delta < 1:
        raise ConfigError(f"delta must be between 0 and 1, got {delta}.")
