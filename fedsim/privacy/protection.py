"""What a run's privacy works with, the same at the server and at every hospital."""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache

from torch import nn

from fedsim.data.base import Dataset
from fedsim.errors import FedsimError
from fedsim.hospitals.identity import digest_of_images, identity
from fedsim.hospitals.participation import Participation, participation_for
from fedsim.hospitals.population import Population
from fedsim.privacy.accounting import Release
from fedsim.privacy.budget import noise_in_force
from fedsim.privacy.mechanisms import Mechanism, mechanism_of, releases
from fedsim.seeds import seed_for
from fedsim.settings import sameness
from fedsim.settings.config import SimulationConfig, known_by


@dataclass(frozen=True)
class Protection:
    """A run's mechanism, and what it needs.

    Attributes:
        mechanism: clips, adds noise, accounts.
        learned: names of the model's learned weights, in its order: what is clipped and noised.
        clip_norm: at the start.
        noise_multiplier: the one in force.
        participation: who is planned for which round; the average counts them all, whoever answers.
        seeds: of each round; all noise follows from it, and from the round and the hospital.
        releases: what each round publishes; none is no promise.
    """

    mechanism: Mechanism
    learned: tuple[str, ...]
    clip_norm: float
    noise_multiplier: float
    participation: Participation
    seeds: tuple[int, ...]
    releases: tuple[Release, ...]

    def seed(self, server_round: int) -> int:
        """The seed of a round's noise."""
        return self.seeds[server_round - 1]

    def num_planned(self, server_round: int) -> int:
        """Hospitals that are asked in a round: no secret, unlike who answers."""
        return len(self.participation.planned(server_round))


@lru_cache(maxsize=2)
def protect(population: Population) -> Protection:
    """What a run is protected by.

    Raises:
        ConfigError: no noise is strong enough for the budget, or the promise cannot be accounted for.
        FedsimError: the model has numbers that can be neither clipped nor noised.
    """
    config = population.config
    config = replace(config, noise_multiplier=noise_in_force(config, population.sizes))
    return Protection(
        mechanism=mechanism_of(config),
        learned=learned_names(population.model(), private=config.private),
        clip_norm=config.clip_norm,
        noise_multiplier=config.noise_multiplier,
        participation=participation_for(config),
        seeds=noise_seeds(config, population.dataset, population.device),
        releases=releases(config, population.sizes),
    )


def learned_names(model: nn.Module, private: bool) -> tuple[str, ...]:
    """The names of a model's learned weights: its parameters. Statistics and counters are none.

    Args:
        model: any.
        private: whether the rest must be empty: it would be sent as it is.

    Raises:
        FedsimError: a private model has statistics.
    """
    learned = tuple(name for name, _ in model.named_parameters())
    if private and (rest := set(model.state_dict()) - set(learned)):
        raise FedsimError("statistics-or-privacy", statistic=min(rest))
    return learned


def noise_seeds(config: SimulationConfig, dataset: Dataset, device: str) -> tuple[int, ...]:
    """Of each round: `noise_seed` of the run as far as it is decided by then.

    Who is left out of a round, be it while the run is paused, changes no noise of the rounds before.
    """
    if config.noise_multiplier <= 0:
        return (config.seed,) * config.rounds
    rounds = range(1, config.rounds + 1)
    if not any(getattr(each.presence, "but", "") for each in config.hospitals):
        return (noise_seed(config, dataset, device),) * config.rounds
    return tuple(noise_seed(known_by(config, server_round), dataset, device) for server_round in rounds)


def noise_seed(config: SimulationConfig, dataset: Dataset, device: str) -> int:
    """The seed of a run's noise: another one for every run whose updates may differ.

    Were it the run's seed alone, two runs that differ in nothing but the strength of the noise would add the same
    noise to the same update, once scaled, and the difference of their models would give the update away. So the noise
    depends on all that an update depends on: settings, images, and the run's
    `identity`. The very same run has the same noise.

    Args:
        config: the run's settings, with the noise multiplier in force.
        dataset: the images.
        device: where the hospitals train.
    """
    settings = sameness.federation(config).to_dict()
    made = [settings, _digest(dataset), identity(device)]
    salt = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
    return seed_for(config.seed, f"noise of {salt}")


@lru_cache(maxsize=2)
def _digest(dataset: Dataset) -> str:
    """Names the images that hospitals train on."""
    return digest_of_images(dataset.train.images, dataset.train.labels)
