"""The privacy mechanisms, by the value of the setting `dp`: one object each, which the rest of the code asks."""

from collections.abc import Sequence

from fedsim.privacy.accounting import Release, check_participation
from fedsim.privacy.mechanisms.adaptive import CENTRAL_ADAPTIVE
from fedsim.privacy.mechanisms.base import Mechanism
from fedsim.privacy.mechanisms.central import CENTRAL, CENTRAL_CLIENT
from fedsim.privacy.mechanisms.local import LOCAL
from fedsim.privacy.mechanisms.none import NONE
from fedsim.privacy.mechanisms.record import RECORD
from fedsim.settings.config import SimulationConfig

MECHANISMS: dict[str, Mechanism] = {
    each.name: each for each in (NONE, CENTRAL, CENTRAL_CLIENT, CENTRAL_ADAPTIVE, LOCAL, RECORD)
}


def mechanism_of(config: SimulationConfig) -> Mechanism:
    """The mechanism that a run's settings ask for."""
    return MECHANISMS[config.dp]


def releases(config: SimulationConfig, num_examples: Sequence[int]) -> tuple[Release, ...]:
    """What protects whom in a round: one for all hospitals with central noise, else one a hospital.

    Args:
        config: the run's settings, with the noise multiplier in force; 0 promises nothing.
        num_examples: each hospital's training images.

    Raises:
        ConfigError: the run's participation cannot be accounted for.
    """
    mechanism = mechanism_of(config)
    if not mechanism.private or config.noise_multiplier <= 0:
        return ()
    check_participation(config)
    return mechanism.releases(config, num_examples)
