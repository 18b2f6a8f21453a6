"""Privacy on the terminal: what is promised, before, during and without a run."""

from fedsim.events import Started
from fedsim.privacy.accounting import Spent, default_delta, delta_warning
from fedsim.privacy.budget import Purchase, what_it_buys
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.text.cli.report import Privacy, Report
from fedsim.text.format import counted, exact, padded, short
from fedsim.text.promise import in_words, unit, worth


def headline(config: SimulationConfig, started: Started) -> list[str]:
    """What a run with differential privacy promises, and what is wrong with its delta."""
    if not config.private:
        return []
    sizes = [hospital.num_examples for hospital in started.hospitals]
    population = mechanism_of(config).population(sizes)
    warning = delta_warning(config.delta or default_delta(population), population)
    words = Privacy.HEADLINE_EQUAL if started.weighting == "equal" else Privacy.HEADLINE
    noise, clip_norm = exact(started.noise_multiplier), exact(config.clip_norm)
    return [
        words.format(dp=config.dp, noise=noise, clip_norm=clip_norm),
        f"  {in_words(config, started.noise_multiplier)}",
        *([f"  {Report.WARNING.format(warning=warning)}"] if warning else []),
    ]


def answer(rounds: int, noise_multiplier: float, num_hospitals: int, delta: float | None) -> list[str]:
    """Epsilon in one line, then whom it protects and what the same noise would buy a larger federation.

    Raises:
        ConfigError: a number is out of bounds.
    """
    _check(rounds, noise_multiplier, num_hospitals, delta)
    if noise_multiplier == 0:
        return [Privacy.NOBODY_HIDDEN]
    first, *larger = what_it_buys(rounds, noise_multiplier, num_hospitals, delta)
    warning = delta_warning(first.delta, num_hospitals)
    return [
        Privacy.ANSWER.format(
            epsilon=short(first.epsilon or 0.0),
            delta=exact(first.delta),
            rounds=counted(rounds, "round"),
            noise=exact(noise_multiplier),
        ),
        unit("central", "full"),
        worth(Spent(first.epsilon or 0.0, first.delta), "central"),
        *([Report.WARNING.format(warning=warning)] if warning else []),
        Privacy.LARGER,
        *map(_row, larger),
    ]


def _row(bought: Purchase) -> str:
    return Privacy.LARGER_ROW.format(
        hospitals=padded(counted(bought.hospitals, "hospital"), 15, right=True),
        noise=exact(bought.noise_multiplier),
        delta=exact(bought.delta),
        epsilon=short(bought.epsilon or 0.0),
    )


def _check(rounds: int, noise_multiplier: float, num_hospitals: int, delta: float | None) -> None:
    if rounds < 1 or num_hospitals < 1:
        raise ConfigError("counts-too-low", rounds=rounds, hospitals=num_hospitals)
    if not 0 <= noise_multiplier < float("inf"):
        raise ConfigError("noise-too-low", value=noise_multiplier)
    if delta is not None and not 0 < delta < 1:
        raise ConfigError("delta-out-of-bounds", value=delta)
