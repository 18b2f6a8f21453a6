"""The tutorial that fedsim shows at work, run again: its settings, its numbers, and ours beside them.

OCTMNIST at 64 px, all images; ResNet-18 from ImageNet weights; Adam with learning rate 0.001, batches of 64. Hospital A
has never seen DME, B DRUSEN, C CNV. Each trains alone for 10 epochs, then all together for 20 rounds of 1 local epoch.
The tutorial pools no images: that model is ours, and so are the seed, the partition and the order of the images.
"""

from collections.abc import Mapping
from typing import Any

from fedsim import data
from fedsim.errors import FedsimError
from fedsim.runs.state import RunState
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.presets import TUTORIAL
from fedsim.text.format import counted, number
from fedsim.text.runs import dataset_title

OPTIONS = (
    *("dataset", "size", "samples_per_hospital", "rounds", "local_epochs", "model", "weights"),
    *("seed", "engine", "device"),
)
"""Settings that `python -m fedsim tutorial` lets go of, besides the epochs alone."""

REPORTED = {
    "A alone": 0.6420,
    "B alone": 0.7080,
    "C alone": 0.7030,
    "Together, all classes": 0.7710,
    "Together, A's own classes": 0.7933,
    "Together, B's own classes": 0.8947,
    "Together, C's own classes": 0.6960,
}
"""Accuracies that the tutorial reports, by the rows of `table`.

"Alone" and "all classes" are over OCTMNIST's whole test set, 250 images of each of the 4 classes. "Own classes" is the
federation's model on the 750 of them whose class the hospital has. "Together" is after round 20, "alone" after 10
epochs.
"""

OVERLAP = (
    "The tutorial's hospitals overlap: A trains on 87,264 images, B on 89,723, C on 63,993, all that OCTMNIST has of "
    "their classes. Here every image is at one hospital only, so the two columns are not the same experiment."
)
"""What the table says first, as long as no partition gives an image to several hospitals."""

COMPARED = {
    "size": "size",
    "samples_per_hospital": "samples per hospital",
    "model": "model",
    "weights": "weights",
    "lr": "learning rate",
    "batch_size": "batch size",
    "num_baseline_epochs": "epochs alone",
    "rounds": "rounds",
    "local_epochs": "local epochs",
}
"""Everything that the tutorial names but its data, and what to call it."""
MODELS = {"cnn": "The small CNN", "resnet18": "ResNet-18"}
MISSING = "–"


def read_settings(given: Mapping[str, Any]) -> SimulationConfig:
    """The tutorial's settings, with others over them.

    Args:
        given: settings by name. Another data set takes 64 px where it has them, else its first size, and the classes
            never seen are those at the tutorial's positions.

    Raises:
        ConfigError: a setting cannot be read, or is out of bounds.
        DataError: there is no such data set.
    """
    entry = data.info(str(given.get("dataset", TUTORIAL.dataset)))
    values = {name: value for name, value in TUTORIAL.to_dict().items() if name not in ("hospitals", "excluded")}
    values["size"] = TUTORIAL.size if TUTORIAL.size in entry.sizes else entry.sizes[0]
    config = SimulationConfig.from_dict(values | dict(given), entry.classes)
    if problems := config.validate(entry.classes):
        raise ConfigError(" ".join(problems))
    if config.size not in entry.sizes:
        sizes = ", ".join(map(str, entry.sizes))
        raise ConfigError(f"{entry.name} has no images of {config.size} px: choose the size from {sizes}.")
    return config


def check_at_hand(config: SimulationConfig) -> None:
    """Make sure, before anything long begins, that the images are here and the weights are here or can be fetched.

    Raises:
        FedsimError: they are not; the message gives the commands that help.
    """
    entry = data.info(config.dataset)
    if config.size not in entry.sizes_on_disk:
        raise FedsimError(
            f"{dataset_title(entry.name)} at {config.size} px is not on this machine: run `python -m fedsim data "
            "download "
            f"{entry.name} --size {config.size}`, or use --dataset synthetic-oct --weights none."
        )
    if config.weights == "imagenet":
        from fedsim.training.models import (
            build_model,  # PyTorch takes seconds, and has to be there for the weights only
        )

        try:
            build_model(config.model, entry.channels, len(entry.classes), config.seed, pretrained=True)
        except FedsimError as error:
            raise FedsimError(f"{error} Here that is --weights none.") from error


def describe(config: SimulationConfig) -> str:
    """The settings in words, as sentences on three lines."""
    entry, samples = data.info(config.dataset), config.samples_per_hospital
    images = "all images" if samples is None else f"at most {number(samples)} images a hospital"
    weights = "ImageNet weights" if config.weights == "imagenet" else "random weights"
    absent = [
        f"{hospital.name} {', '.join(f'{name} (class {entry.classes.index(name)})' for name in hospital.excluded)}"
        for hospital in config.hospitals
    ]
    return (
        f"{dataset_title(entry.name)} at {config.size} px, {images}. {MODELS[config.model]} from {weights}, "
        "Adam with learning rate "
        f"{config.lr:g}, batches of {config.batch_size}.\n"
        f"Classes never seen: {'; '.join(absent)}.\n"
        f"First each hospital alone, and one model on all their images pooled: "
        f"{counted(config.num_baseline_epochs, 'epoch')} each. "
        f"Then together: {counted(config.rounds, 'round')} of {counted(config.local_epochs, 'local epoch')}."
    )


def table(state: RunState) -> str:
    """Our accuracies, and the tutorial's beside them where the data are the same, under what still tells them apart."""
    ours, comparable = measured(state), state.config.dataset == TUTORIAL.dataset
    width = max(map(len, ours))
    lines = [OVERLAP] if comparable and state.config.partition.kind == "disjoint" else []
    lines += [f"{'Accuracy':{width}}  {'here':>8}" + (f"  {'the tutorial':>12}" if comparable else "")]
    for title, here in ours.items():
        theirs = f"  {_fraction(REPORTED.get(title)):>12}" if comparable else ""
        lines.append(f"{title:{width}}  {_fraction(here):>8}{theirs}")
    return "\n".join(lines)


def measured(state: RunState) -> dict[str, float | None]:
    """What a run has measured so far, by the table's rows; None is not there yet."""
    alone = {baseline.hospital: baseline.accuracy for baseline in state.alone}
    last = state.rounds[-1] if state.rounds_done else None
    own = {hospital.name: hospital.global_accuracy_on_own_classes for hospital in last.hospitals} if last else {}
    names = state.config.hospital_names
    return {
        **{f"{name} alone": alone.get(name) for name in names},
        "Together, all classes": last.accuracy if last else None,
        **{f"Together, {name}'s own classes": own.get(name) for name in names},
        "Pooled": state.pooled.accuracy if state.pooled else None,
    }


def remarks(state: RunState) -> str:
    """What keeps the two columns from being the same experiment, in one line."""
    config, title = state.config, dataset_title(TUTORIAL.dataset)
    parts = (
        [] if state.rounds_done == config.rounds else [f"Ended after {state.rounds_done} of {config.rounds} rounds."]
    )
    if other := config.dataset != TUTORIAL.dataset:
        parts.append(
            f"The images are not the tutorial's {title} but {dataset_title(config.dataset)}: the tutorial's numbers "
            "cannot be compared with these and are left out."
        )
    if changed := differences(config):
        parts.append(f"Other settings than the tutorial's: {', '.join(changed)}.")
    else:
        parts.append(f"All {'other ' if other else ''}settings that the tutorial names are the same.")
    return " ".join([*parts, "Seed, partition and order of the images are ours in any case."])


def differences(config: SimulationConfig) -> list[str]:
    """Every setting but the data that is not the tutorial's: "size 28 instead of 64"."""
    pairs = [(words, getattr(config, name), getattr(TUTORIAL, name)) for name, words in COMPARED.items()]
    return [f"{words} {_value(here)} instead of {_value(theirs)}" for words, here, theirs in pairs if here != theirs]


def _value(value: Any) -> str:
    return "all" if value is None else f"{value}"


def _fraction(accuracy: float | None) -> str:
    return MISSING if accuracy is None else f"{accuracy:.4f}"
