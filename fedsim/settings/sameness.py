"""When two runs are the same, and in what: projections of a configuration onto the settings that change some numbers.

A projection is a configuration again, with every setting that changes none of those numbers at its default: two runs
have the same numbers where their projections are equal. What counts is what a setting declares that it changes; a
setting that is not in force counts for nothing.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from fedsim.settings.declared import declared, flat, settled, unflat
from fedsim.settings.setting import Changes

if TYPE_CHECKING:
    from fedsim.settings.config import SimulationConfig


def project(config: "SimulationConfig", changes: Changes, *, seed: bool = True) -> "SimulationConfig":
    """The settings that change any of these numbers, and the rest at their defaults.

    Args:
        config: any.
        changes: the numbers.
        seed: whether another seed makes another run.
    """
    settings = declared(type(config))
    counts = {name for name, one in settings.items() if one.setting.changes & changes and (seed or name != "seed")}
    values = {name: value for name, value in flat(settled(config)).items() if name in counts}
    if "hospitals" in values:  # in which order somebody names the classes that are missing changes nothing
        values["hospitals"] = tuple(
            replace(each, excluded=tuple(sorted({*each.excluded}))) for each in values["hospitals"]
        )
    return unflat(type(config), values)


def data(config: "SimulationConfig") -> "SimulationConfig":
    """Which images each hospital has."""
    return project(config, Changes.DATA)


def federation(config: "SimulationConfig", *, seed: bool = True) -> "SimulationConfig":
    """The shared model of every round: a sweep's key; without the seed, that of its repeats too."""
    return project(config, Changes.DATA | Changes.FEDERATION, seed=seed)


def baselines(config: "SimulationConfig") -> "SimulationConfig":
    """How one baseline is trained, whatever its images; with them, the key of a finished one.

    Rounds and local epochs count by their product alone, and privacy where it changes the model: it replaces
    ResNet-18's BatchNorm by GroupNorm.
    """
    epochs, other_norm = config.num_baseline_epochs, config.private and config.model == "resnet18"
    same = replace(config, baseline_epochs=epochs, rounds=1, local_epochs=1, dp="record" if other_norm else "none")
    return project(same, Changes.BASELINES)


def experiment(config: "SimulationConfig") -> "SimulationConfig":
    """Federation and baselines but for the seed: runs alike in it may be compared, and repeat one another.

    Engine and device, when the baselines are trained and whether the models are attacked change none of it.
    """
    epochs = replace(config, baseline_epochs=config.num_baseline_epochs)
    return project(epochs, Changes.DATA | Changes.FEDERATION | Changes.BASELINES, seed=False)


def membership(config: "SimulationConfig") -> "SimulationConfig":
    """The federation and what is tried on its models: the key of a membership test."""
    return project(config, Changes.DATA | Changes.FEDERATION | Changes.EVALUATION)
