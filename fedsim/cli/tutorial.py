"""The tutorial that fedsim shows at work, run again: its settings, its numbers, and ours beside them.

OCTMNIST at 64 px, all images; ResNet-18 from ImageNet weights; Adam with learning rate 0.001, batches of 64. Hospital A
has never seen DME, B DRUSEN, C CNV. Each trains alone for 10 epochs, then all together for 20 rounds of 1 local epoch.
The hospitals overlap: each has all images of its classes. The tutorial pools no images: that model is ours, of each
image once, and so are the seed and the order of the images.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fedsim import data
from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, ModelKind, alone, on_classes_of
from fedsim.analysis.tested import num_tested
from fedsim.errors import FedsimError, Problem
from fedsim.language import commas, paragraph, semicolons
from fedsim.runs.state import RunState
from fedsim.settings.config import ConfigError, SimulationConfig
from fedsim.settings.presets import TUTORIAL
from fedsim.text.cli.tutorial import Tutorial
from fedsim.text.format import counted, decimals, exact, number, padded, width
from fedsim.text.runs import dataset_title
from fedsim.text.settings import called
from fedsim.text.tested import on_all_classes

OPTIONS = (
    *("dataset", "size", "samples_per_hospital", "deal", "rounds", "local_epochs", "model", "weights"),
    *("seed", "engine", "device"),
)
"""Settings that `python -m fedsim tutorial` lets go of, besides the epochs alone."""

REPORTED = {
    alone("A"): 0.6420,
    alone("B"): 0.7080,
    alone("C"): 0.7030,
    TOGETHER: 0.7710,
    on_classes_of("A"): 0.7933,
    on_classes_of("B"): 0.8947,
    on_classes_of("C"): 0.6960,
}
"""Accuracies that the tutorial reports, by the model.

Alone and together are over OCTMNIST's whole test set, 250 images of each of the 4 classes; on a hospital's own classes,
the federation's model on the 750 of them whose class it has. Together is after round 20, alone after 10 epochs.
"""

OVERLAPPING = {"a": 87_264, "b": 89_723, "c": 63_993}
"""Images that each of the tutorial's hospitals trains on: all of its classes, and so most of them at two hospitals."""
COMPARED = {
    **{name: name for name in ("size", "samples_per_hospital", "deal", "model", "weights", "lr", "batch_size")},
    "num_baseline_epochs": "baseline_epochs",
    **{name: name for name in ("rounds", "local_epochs")},
}
"""Everything that the tutorial names but its data, and the setting that says so."""
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
    if problems := config.problems(entry.classes):
        raise ConfigError(*problems)
    if config.size not in entry.sizes:
        raise ConfigError("no-such-size", dataset=entry.name, size=config.size, sizes=entry.sizes)
    return config


def check_at_hand(config: SimulationConfig) -> None:
    """Make sure, before anything long begins, that the images are here and the weights are here or can be fetched.

    Raises:
        FedsimError: they are not; the message gives the commands that help.
    """
    entry = data.info(config.dataset)
    if config.size not in entry.sizes_on_disk:
        raise FedsimError(
            "tutorial-images-missing", title=dataset_title(entry.name), size=config.size, dataset=entry.name
        )
    if config.weights == "imagenet":
        from fedsim.training.models import (
            build_model,  # PyTorch takes seconds, and has to be there for the weights only
        )

        try:
            build_model(config.model, entry.channels, len(entry.classes), config.seed, pretrained=True)
        except FedsimError as error:
            raise FedsimError(*error.problems, Problem.of("tutorial-weights-missing")) from error


def describe(config: SimulationConfig) -> str:
    """The settings in words, as sentences on three lines."""
    entry, samples = data.info(config.dataset), config.samples_per_hospital
    images = Tutorial.ALL_IMAGES if samples is None else Tutorial.SOME_IMAGES
    weights = Tutorial.IMAGENET if config.weights == "imagenet" else Tutorial.RANDOM
    overlap = Tutorial.SHARED if samples is None else Tutorial.SHARED_SOME
    dealt = overlap if config.deal == "shared" else Tutorial.DISJOINT
    training = Tutorial.RESNET if config.model == "resnet18" else Tutorial.SMALL_CNN
    absent = [f"{hospital.name} {_classes(hospital.excluded, entry.classes)}" for hospital in config.hospitals]
    return "\n".join(
        [
            paragraph(
                [
                    images.format(dataset=dataset_title(entry.name), size=config.size, n=number(samples or 0)),
                    training.format(weights=weights, lr=exact(config.lr), batch=number(config.batch_size)),
                ]
            ),
            paragraph([Tutorial.ABSENT.format(hospitals=semicolons(absent)), dealt]),
            Tutorial.PLAN.format(
                epochs=counted(config.num_baseline_epochs, "epoch"),
                rounds=counted(config.rounds, "round"),
                local_epochs=counted(config.local_epochs, "local epoch"),
            ),
        ]
    )


def _classes(names: Sequence[str], classes: Sequence[str]) -> str:
    return commas(Tutorial.CLASS.format(name=name, label=classes.index(name)) for name in names)


def table(state: RunState) -> str:
    """Our accuracies, and the tutorial's beside them where the data are the same, under what still tells them apart."""
    ours, comparable = measured(state), state.config.dataset == TUTORIAL.dataset
    num_classes = len(state.info.classes) if state.info else 0
    tested = num_tested(state.rounds, num_classes)
    on_classes = on_all_classes(tested, num_classes) if tested < num_classes else ""
    titles = {key: _title(key, on_classes) for key in ours}
    room = max(map(width, titles.values()))
    here, there = max(8, width(Tutorial.HERE)), max(12, width(Tutorial.THERE))
    lines = []
    if comparable and state.config.deal == "disjoint":
        lines = [Tutorial.NO_OVERLAP.format(**{name: number(count) for name, count in OVERLAPPING.items()})]
    rows = [(Tutorial.ACCURACY, Tutorial.HERE, Tutorial.THERE)]
    rows += [(titles[key], _fraction(reached), _fraction(REPORTED.get(key))) for key, reached in ours.items()]
    lines += [
        f"{padded(title, room)}  {padded(left, here, right=True)}"
        + (f"  {padded(right, there, right=True)}" if comparable else "")
        for title, left, right in rows
    ]
    return "\n".join(lines)


def measured(state: RunState) -> dict[ModelKey, float | None]:
    """What a run has measured so far, in the order of the table's rows; None is not there yet."""
    by_itself = {baseline.hospital: baseline.accuracy for baseline in state.alone}
    last = state.rounds[-1] if state.rounds_done else None
    own = {hospital.name: hospital.global_accuracy_on_own_classes for hospital in last.hospitals} if last else {}
    names = state.config.hospital_names
    return {
        **{alone(name): by_itself.get(name) for name in names},
        TOGETHER: last.accuracy if last else None,
        **{on_classes_of(name): own.get(name) for name in names},
        POOLED: state.pooled.accuracy if state.pooled else None,
    }


def _title(key: ModelKey, on_classes: str) -> str:
    if key == POOLED:
        return Tutorial.POOLED
    if key == TOGETHER:
        return Tutorial.TOGETHER_TESTED.format(on_classes=on_classes) if on_classes else Tutorial.TOGETHER
    return (Tutorial.ALONE if key.kind is ModelKind.ALONE else Tutorial.OWN).format(hospital=key.hospital)


def remarks(state: RunState) -> str:
    """What keeps the two columns from being the same experiment, in one line."""
    config, parts = state.config, []
    if state.rounds_done != config.rounds:
        parts.append(Tutorial.ENDED.format(done=state.rounds_done, rounds=counted(config.rounds, "round")))
    if other := config.dataset != TUTORIAL.dataset:
        titles = map(dataset_title, (TUTORIAL.dataset, config.dataset))
        parts.append(Tutorial.OTHER_IMAGES.format(**dict(zip(("tutorials", "ours"), titles, strict=True))))
    if changed := differences(config):
        parts.append(Tutorial.OTHER_SETTINGS.format(settings=commas(changed)))
    else:
        parts.append(Tutorial.SAME_OTHERS if other else Tutorial.SAME_SETTINGS)
    return paragraph([*parts, Tutorial.IN_ANY_CASE])


def differences(config: SimulationConfig) -> list[str]:
    """Every setting but the data that is not the tutorial's: "image size 28 instead of 64"."""
    pairs = [(name, getattr(config, name), getattr(TUTORIAL, name)) for name in COMPARED]
    return [
        Tutorial.INSTEAD.format(setting=called(COMPARED[name]), here=_value(here), there=_value(there))
        for name, here, there in pairs
        if here != there
    ]


def _value(value: Any) -> str:
    if isinstance(value, int):
        return number(value)
    return Tutorial.ALL if value is None else f"{value}"


def _fraction(accuracy: float | None) -> str:
    return MISSING if accuracy is None else decimals(accuracy, 4)
